/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Our own node record. Others keep the one with the largest number they saw, so the number must
 * never go back, not even when the state was lost: it starts at the milliseconds since 1970. What
 * was published last is kept whole under one key, so that a restart without a change says the same.
 */

#include "sotto-own-record-private.h"

#define STATE_KEY "devp2p/own-record"

struct _SottoOwnRecord
{
  SottoPrivateKey *key;
  SottoNetState *state;
  SottoClock *clock;
  SottoNodeRecord *record;
};

/* (nullable): what was published in another life, if it is ours. */
static SottoNodeRecord *
load (SottoOwnRecord *self)
{
  g_autoptr (GBytes) stored = NULL;
  g_autoptr (SottoNodeRecord) record = NULL;

  if (self->state == NULL)
    return NULL;
  stored = sotto_net_state_get (self->state, STATE_KEY);
  if (stored == NULL)
    return NULL;
  record =
    sotto_node_record_parse (g_bytes_get_data (stored, NULL), g_bytes_get_size (stored), NULL);
  if (record == NULL || !sotto_public_key_equal (sotto_node_record_get_key (record),
                                                 sotto_private_key_get_public (self->key)))
    return NULL;
  return g_steal_pointer (&record);
}

static void
publish (SottoOwnRecord *self, const SottoNodeContent *content)
{
  guint64 now = sotto_clock_get_milliseconds (self->clock);
  guint64 seq = self->record != NULL ? sotto_node_record_get_seq (self->record) : 0;
  g_autoptr (GError) error = NULL;
  SottoNodeRecord *record;

  /* The last number is never reached honestly; standing still is all that is left then. */
  seq = MAX (seq < G_MAXUINT64 ? seq + 1 : seq, now);
  record = sotto_node_record_sign (self->key, seq, content, &error);
  if (record == NULL)
    {
      g_critical ("The node's own record cannot be signed: %s", error->message);
      return;
    }
  g_clear_pointer (&self->record, sotto_node_record_unref);
  self->record = record;
  if (self->state != NULL)
    sotto_net_state_put (self->state, STATE_KEY, sotto_node_record_get_bytes (record));
}

/**
 * sotto_own_record_new:
 * @key: our node key
 * @state: (nullable): where the number is kept
 * @clock: for the first number
 *
 * Returns: (transfer full): with the record of last time, or one that names no address
 */
SottoOwnRecord *
sotto_own_record_new (SottoPrivateKey *key, SottoNetState *state, SottoClock *clock)
{
  SottoOwnRecord *self = g_new0 (SottoOwnRecord, 1);
  SottoNodeContent nothing = { .tcp = 0 };

  self->key = sotto_private_key_ref (key);
  self->state = state != NULL ? g_object_ref (state) : NULL;
  self->clock = g_object_ref (clock);
  self->record = load (self);
  if (self->record == NULL)
    publish (self, &nothing);
  return self;
}

/**
 * sotto_own_record_free:
 * @self: (transfer full): our record
 */
void
sotto_own_record_free (SottoOwnRecord *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->record, sotto_node_record_unref);
  g_clear_pointer (&self->key, sotto_private_key_unref);
  g_clear_object (&self->state);
  g_clear_object (&self->clock);
  g_free (self);
}

/**
 * sotto_own_record_get:
 * @self: our record
 *
 * Returns: (transfer none): as it is now
 */
SottoNodeRecord *
sotto_own_record_get (SottoOwnRecord *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->record;
}

/**
 * sotto_own_record_set_content:
 * @self: our record
 * @content: what it says from now on
 *
 * Returns: whether that is something else than before
 */
gboolean
sotto_own_record_set_content (SottoOwnRecord *self, const SottoNodeContent *content)
{
  g_return_val_if_fail (self != NULL && content != NULL, FALSE);

  if (sotto_node_content_equal (sotto_node_record_get_content (self->record), content))
    return FALSE;
  publish (self, content);
  return TRUE;
}

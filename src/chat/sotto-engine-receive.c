/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A payload from the network: opened with the key that its topic names, and taken apart by what may
 * come on that topic (secure-transport.md section 12). What a topic is for decides, never a trial.
 */

#include "sotto-chat-error.h"
#include "sotto-sql.h"
#include "sotto-engine-receive-private.h"
#include "sotto-sealing.h"

/* What may wait for the messages before it, while history is fetched. */
#define MAX_POSTPONED 10000

static gboolean
refuse (GError **error, const char *reason)
{
  g_set_error_literal (error, SOTTO_CHAT_ERROR, SOTTO_CHAT_ERROR_REFUSED, reason);

  return FALSE;
}

static gboolean
open_with (SottoWork *work,
           SottoSubscription *subscription,
           GBytes *data,
           SottoOpenedPayload *opened)
{
  g_autoptr (SottoSecret) key = NULL;
  gboolean success;

  if (subscription->kind == SOTTO_SUBSCRIPTION_PRIVATE)
    return sotto_open_asymmetric (data, work->engine->identity, opened, NULL);

  key = sotto_subscription_dup_key (subscription);
  if (key == NULL)
    return FALSE;
  success = sotto_open_symmetric (data, sotto_secret_borrow (key), opened, NULL);
  sotto_secret_release (key);

  return success;
}

/* (nullable): what the payload opened by. */
static SottoSubscription *
open_payload (SottoWork *work, SottoReceivedPayload *payload, SottoOpenedPayload *opened)
{
  GPtrArray *candidates = sotto_subscriptions_lookup (work->subscriptions, &payload->topic);

  for (guint i = 0; candidates != NULL && i < candidates->len; i++)
    if (open_with (work, g_ptr_array_index (candidates, i), payload->data, opened))
      return g_ptr_array_index (candidates, i);

  return NULL;
}

/* Somebody wrote to devices that are not this one: our bundle, in an empty message. */
static gboolean
announce_device (SottoWork *work, const SottoPublicKey *peer, GError **error)
{
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  g_auto (SottoSecureOutgoing) outgoing = { 0 };
  gboolean should = FALSE;
  gint64 outbox;

  if (!sotto_secure_channel_should_announce (work->engine->secure, work->transaction, peer, &should,
                                             error))
    return FALSE;

  return !should || (sotto_secure_channel_encrypt_dh (work->engine->secure, work->transaction, peer,
                                                      nothing, &outgoing, error) &&
                     sotto_engine_seal_private (work, peer, &outgoing, &outbox, error));
}

static gboolean
apply_body (SottoWork *work,
            const SottoPublicKey *signer,
            SottoReceivedPayload *payload,
            const SottoSecureIncoming *secure,
            GBytes *body,
            GError **error)
{
  SottoIncoming incoming = {
    .signer = signer,
    .sent_seconds = payload->sent_seconds,
    .encryption = secure->encryption,
    .wrapped = body,
  };
  g_autoptr (GError) failure = NULL;

  if (sotto_work_try (work, sotto_engine_apply, &incoming, &failure))
    return TRUE;
  if (sotto_work_error_is_fatal (failure))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  g_debug ("Dropped a private message: %s", failure->message);

  return TRUE;
}

/* What was decrypted: a payload of the synchronisation, or a bare message. */
static gboolean
take_plaintext (SottoWork *work,
                const SottoPublicKey *signer,
                SottoReceivedPayload *payload,
                const SottoSecureIncoming *secure,
                GError **error)
{
  g_auto (SottoMvdsIncoming) incoming = { 0 };

  if (!sotto_mvds_receive (work->engine->mvds, work->transaction, signer, secure->plaintext,
                           &incoming, error))
    return FALSE;
  work->sync_touched = TRUE;
  if (!incoming.is_mvds)
    return apply_body (work, signer, payload, secure, secure->plaintext, error);

  for (guint i = 0; i < incoming.acknowledged->len; i++)
    if (!sotto_engine_acknowledge (work, &g_array_index (incoming.acknowledged, SottoHash, i),
                                   error))
      return FALSE;
  for (guint i = 0; i < incoming.bodies->len; i++)
    if (!apply_body (work, signer, payload, secure, g_ptr_array_index (incoming.bodies, i), error))
      return FALSE;

  return TRUE;
}

static gboolean
receive_private (SottoWork *work,
                 SottoReceivedPayload *payload,
                 const SottoOpenedPayload *opened,
                 GError **error)
{
  g_auto (SottoSecureIncoming) secure = { 0 };
  g_autoptr (GError) failure = NULL;

  if (!sotto_secure_channel_decrypt (work->engine->secure, work->transaction, &opened->signer,
                                     opened->payload, &secure, &failure))
    {
      if (g_error_matches (failure, SOTTO_SECURE_ERROR, SOTTO_SECURE_ERROR_NOT_FOR_US) &&
          !sotto_public_key_equal (&opened->signer, &work->engine->self))
        return announce_device (work, &opened->signer, error);
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  if (secure.new_installations)
    sotto_changes_note (work->changes, SOTTO_CHANGE_SENDING, 0);
  if (work->origin == SOTTO_ORIGIN_LIVE && !sotto_engine_hear (work, &opened->signer, error))
    return FALSE;

  /* Nothing but bundles, or the empty message of somebody who announces a device. */
  if (secure.plaintext == NULL || g_bytes_get_size (secure.plaintext) == 0)
    return TRUE;

  return take_plaintext (work, &opened->signer, payload, &secure, error);
}

static gboolean
receive_negotiated (SottoWork *work,
                    SottoReceivedPayload *payload,
                    SottoSubscription *subscription,
                    const SottoOpenedPayload *opened,
                    GError **error)
{
  gboolean success;

  if (!sotto_public_key_equal (&subscription->peer, &opened->signer) &&
      !sotto_public_key_equal (&work->engine->self, &opened->signer))
    return refuse (error, "a stranger on a topic of two");
  work->topic_peer = &subscription->peer;
  success = receive_private (work, payload, opened, error);
  work->topic_peer = NULL;

  return success;
}

static gboolean
receive_contact_code (SottoWork *work, const SottoOpenedPayload *opened, GError **error)
{
  SottoPublicKey owner;

  if (!sotto_secure_channel_take_contact_code (work->engine->secure, work->transaction,
                                               opened->payload, &owner, error))
    return FALSE;
  sotto_changes_note (work->changes, SOTTO_CHANGE_SENDING, 0);

  /* Published by its owner: who is there now. */
  return work->origin != SOTTO_ORIGIN_LIVE || !sotto_public_key_equal (&owner, &opened->signer) ||
         sotto_public_key_equal (&owner, &work->engine->self) ||
         sotto_engine_hear (work, &owner, error);
}

static gboolean
receive_public (SottoWork *work,
                SottoReceivedPayload *payload,
                SottoSubscription *subscription,
                const SottoOpenedPayload *opened,
                GError **error)
{
  SottoIncoming incoming = {
    .channel = subscription->name,
    .signer = &opened->signer,
    .sent_seconds = payload->sent_seconds,
    .encryption = SOTTO_ENCRYPTION_NONE,
    .wrapped = opened->payload,
  };

  return sotto_engine_apply (work, &incoming, error);
}

static gboolean
receive_cb (SottoWork *work, gpointer data, GError **error)
{
  return sotto_engine_receive (work, data, error);
}

/* Whether @failure says that messages before this one are missing. */
static gboolean
needs_earlier_ones (const GError *failure)
{
  return g_error_matches (failure, SOTTO_SECURE_ERROR, SOTTO_SECURE_ERROR_TOO_MANY_SKIPPED) ||
         g_error_matches (failure, SOTTO_SECURE_ERROR, SOTTO_SECURE_ERROR_NO_SESSION);
}

/* Keeps the payload while what was sent before it is still being fetched: a ratchet steps over a
 * thousand messages at most. */
static gboolean
postpone (SottoWork *work, SottoReceivedPayload *payload, SottoOrigin origin, GError **error)
{
  g_autoptr (GBytes) topic = g_bytes_new (payload->topic.bytes, sizeof payload->topic.bytes);

  return sotto_sql_run (work->connection, error,
                        "INSERT OR IGNORE INTO postponed (hash, topic, data, sent_seconds, origin) "
                        "SELECT ?1, ?2, ?3, ?4, ?5 WHERE EXISTS "
                        "(SELECT 1 FROM history_gaps WHERE origin = 1 AND from_seconds <= ?4) "
                        "AND (SELECT count (*) FROM postponed) < ?6",
                        "hbbiii", &payload->id, topic, payload->data,
                        (gint64) payload->sent_seconds, (gint64) origin, (gint64) MAX_POSTPONED);
}

/* For the rest of the layer. */

gboolean
sotto_engine_receive (SottoWork *work, SottoReceivedPayload *payload, GError **error)
{
  g_auto (SottoOpenedPayload) opened = { 0 };
  SottoSubscription *subscription = open_payload (work, payload, &opened);

  if (subscription == NULL)
    return refuse (error, "opens with none of our keys");
  if (!opened.is_signed)
    return refuse (error, "nobody signed it");

  switch (subscription->kind)
    {
    case SOTTO_SUBSCRIPTION_CHANNEL:
      return receive_public (work, payload, subscription, &opened, error);
    case SOTTO_SUBSCRIPTION_CONTACT_CODE:
      return receive_contact_code (work, &opened, error);
    case SOTTO_SUBSCRIPTION_NEGOTIATED:
      return receive_negotiated (work, payload, subscription, &opened, error);
    case SOTTO_SUBSCRIPTION_PRIVATE:
      return receive_private (work, payload, &opened, error);
    }

  return FALSE;
}

gboolean
sotto_engine_note_payload (SottoWork *work,
                           SottoReceivedPayload *payload,
                           SottoOrigin origin,
                           GError **error)
{
  g_autoptr (GBytes) topic = g_bytes_new (payload->topic.bytes, sizeof payload->topic.bytes);

  return sotto_sql_run (work->connection, error,
                        "INSERT INTO inbox (hash, topic, data, sent_seconds, origin, tries) "
                        "VALUES (?1, ?2, ?3, ?4, ?5, 1) ON CONFLICT DO NOTHING",
                        "hbbii", &payload->id, topic, payload->data, (gint64) payload->sent_seconds,
                        (gint64) origin);
}

gboolean
sotto_engine_take_payload (SottoWork *work,
                           SottoReceivedPayload *payload,
                           SottoOrigin origin,
                           GError **error)
{
  g_autoptr (GError) failure = NULL;
  gboolean success;

  work->origin = origin;
  success = sotto_work_try (work, receive_cb, payload, &failure);
  work->origin = SOTTO_ORIGIN_LIVE;
  if (!success && sotto_work_error_is_fatal (failure))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (!success && needs_earlier_ones (failure) && !postpone (work, payload, origin, error))
    return FALSE;
  if (!success)
    g_debug ("Dropped a payload: %s", failure->message);

  return sotto_sql_run (work->connection, error, "DELETE FROM inbox WHERE hash = ?1", "h",
                        &payload->id);
}

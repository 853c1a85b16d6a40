/* SPDX-License-Identifier: GPL-3.0-or-later */

/* MVDS as an object without state of its own: what is sent, and the control of it. Receiving and
 * collecting are in files of their own. */

#include "sotto-mvds.h"

#include "sotto-mvds-private.h"
#include "sotto-mvds-tables-private.h"
#include "sotto-mvds-wire-private.h"

struct _SottoMvds
{
  GObject parent_instance;

  SottoPublicKey identity;
  SottoClock *clock;
  SottoRandom *random;
};

G_DEFINE_FINAL_TYPE (SottoMvds, sotto_mvds, G_TYPE_OBJECT)

/* The formatter takes the hyphens of the domain's name for minus signs. */
/* clang-format off */
G_DEFINE_QUARK (sotto-sync-error-quark, sotto_sync_error)
/* clang-format on */

static void
sotto_mvds_finalize (GObject *object)
{
  SottoMvds *self = SOTTO_MVDS (object);

  g_clear_object (&self->clock);
  g_clear_object (&self->random);

  G_OBJECT_CLASS (sotto_mvds_parent_class)->finalize (object);
}

static void
sotto_mvds_class_init (SottoMvdsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sotto_mvds_finalize;
}

static void
sotto_mvds_init (SottoMvds *self)
{
}

void
sotto_mvds_incoming_clear (SottoMvdsIncoming *incoming)
{
  g_clear_pointer (&incoming->bodies, g_ptr_array_unref);
  g_clear_pointer (&incoming->acknowledged, g_array_unref);
}

void
sotto_mvds_outgoing_free (SottoMvdsOutgoing *outgoing)
{
  g_clear_pointer (&outgoing->payload, g_bytes_unref);
  g_clear_pointer (&outgoing->message_ids, g_array_unref);
  g_free (outgoing);
}

/**
 * sotto_mvds_new:
 * @identity: our chat key
 * @clock: wall clock
 * @random: for the jitter of retransmission
 *
 * Returns: (transfer full): a synchronisation
 */
SottoMvds *
sotto_mvds_new (const SottoPublicKey *identity, SottoClock *clock, SottoRandom *random)
{
  SottoMvds *self;

  g_return_val_if_fail (identity != NULL, NULL);
  g_return_val_if_fail (SOTTO_IS_CLOCK (clock) && SOTTO_IS_RANDOM (random), NULL);

  self = g_object_new (SOTTO_TYPE_MVDS, NULL);
  self->identity = *identity;
  self->clock = g_object_ref (clock);
  self->random = g_object_ref (random);

  return self;
}

const SottoPublicKey *
sotto_mvds_get_identity (SottoMvds *self)
{
  return &self->identity;
}

gint64
sotto_mvds_get_now_ms (SottoMvds *self)
{
  return (gint64) sotto_clock_get_milliseconds (self->clock);
}

gint64
sotto_mvds_get_delay_ms (SottoMvds *self, guint step)
{
  gint64 delay_ms = SOTTO_MVDS_FIRST_DELAY_MS;

  for (guint i = 1; i < step && delay_ms < SOTTO_MVDS_MAX_DELAY_MS; i++)
    delay_ms *= 2;
  delay_ms = MIN (delay_ms, SOTTO_MVDS_MAX_DELAY_MS);

  return delay_ms * 4 / 5 + sotto_random_uniform (self->random, (guint32) (delay_ms * 2 / 5) + 1);
}

/* The same body in the same second is the same message: it begins its schedule anew. */
static gboolean
insert_record (SottoConnection *connection,
               gint64 peer_id,
               const SottoHash *message_id,
               GBytes *body,
               gint64 now_ms,
               GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (
    connection,
    "INSERT INTO sync_outgoing (peer_id, message_id, timestamp, body, started_ms, next_ms)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?5) ON CONFLICT (message_id, peer_id) DO UPDATE SET"
    " started_ms = ?5, next_ms = ?5, acked_ms = 0, tries = 0, step = 0, given_up = 0",
    error);

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_int (statement, 1, peer_id);
  sotto_statement_bind_hash (statement, 2, message_id);
  sotto_statement_bind_int (statement, 3, now_ms / SOTTO_MVDS_SECOND_MS);
  sotto_statement_bind_bytes (statement, 4, body);
  sotto_statement_bind_int (statement, 5, now_ms);

  return sotto_statement_run (statement, error);
}

static gboolean
check_room (SottoConnection *connection, gint64 peer_id, GBytes *body, GError **error)
{
  gint64 n_waiting;

  if (g_bytes_get_size (body) > SOTTO_MVDS_MAX_BODY)
    {
      g_set_error_literal (error, SOTTO_SYNC_ERROR, SOTTO_SYNC_ERROR_TOO_LARGE,
                           "The message is too large to be sent");
      return FALSE;
    }
  if (!sotto_mvds_query (connection,
                         "SELECT count (*) FROM sync_outgoing"
                         " WHERE peer_id = ?1 AND next_ms IS NOT NULL",
                         &peer_id, 1, &n_waiting, error))
    return FALSE;
  if (n_waiting >= SOTTO_MVDS_MAX_OUTSTANDING)
    {
      g_set_error_literal (error, SOTTO_SYNC_ERROR, SOTTO_SYNC_ERROR_FULL,
                           "Too many messages wait for this person already");
      return FALSE;
    }

  return TRUE;
}

/**
 * sotto_mvds_enqueue:
 * @self: the synchronisation
 * @transaction: the record goes into it
 * @peer: for whom; ourselves for our other devices
 * @body: a serialised ApplicationMetadataMessage
 * @message_id: (out): its MVDS id
 * @error: return location for a #SottoSyncError
 *
 * Returns: %TRUE if it was stored; due at once
 */
gboolean
sotto_mvds_enqueue (SottoMvds *self,
                    SottoTransaction *transaction,
                    const SottoPublicKey *peer,
                    GBytes *body,
                    SottoHash *message_id,
                    GError **error)
{
  SottoConnection *connection;
  SottoHash group_id;
  gint64 peer_id, now_ms;

  g_return_val_if_fail (SOTTO_IS_MVDS (self), FALSE);
  g_return_val_if_fail (transaction != NULL && peer != NULL && body != NULL, FALSE);
  g_return_val_if_fail (message_id != NULL, FALSE);

  connection = sotto_transaction_get_connection (transaction);
  now_ms = sotto_mvds_get_now_ms (self);
  if (!sotto_mvds_peer_find (connection, peer, TRUE, &peer_id, error) ||
      !check_room (connection, peer_id, body, error))
    return FALSE;

  sotto_mvds_group_id (&self->identity, peer, &group_id);
  sotto_mvds_message_id (&group_id, now_ms / SOTTO_MVDS_SECOND_MS, g_bytes_get_data (body, NULL),
                         g_bytes_get_size (body), message_id);
  return insert_record (connection, peer_id, message_id, body, now_ms, error);
}

/**
 * sotto_mvds_get_next_due:
 * @self: the synchronisation
 * @connection: where to look
 * @due_ms: (out): milliseconds since 1970 when sotto_mvds_collect () has something to do, which may
 * have passed; %G_MAXINT64 if nothing waits
 * @error: return location
 *
 * Returns: %TRUE on success
 */
gboolean
sotto_mvds_get_next_due (SottoMvds *self,
                         SottoConnection *connection,
                         gint64 *due_ms,
                         GError **error)
{
  static const gint64 never = G_MAXINT64;
  gint64 now_ms;

  g_return_val_if_fail (SOTTO_IS_MVDS (self), FALSE);
  g_return_val_if_fail (connection != NULL && due_ms != NULL, FALSE);

  if (!sotto_mvds_query (connection,
                         "SELECT min (ifnull ((SELECT min (next_ms) FROM sync_outgoing WHERE "
                         "next_ms IS NOT NULL), ?1),"
                         " ifnull ((SELECT min (due_ms) FROM sync_ack), ?1),"
                         " ifnull ((SELECT min (next_ms) FROM sync_request), ?1))",
                         &never, 1, due_ms, error))
    return FALSE;

  /* Set by a clock that has been put back since. */
  now_ms = sotto_mvds_get_now_ms (self);
  if (*due_ms != never && *due_ms > now_ms + SOTTO_MVDS_MAX_AHEAD_MS)
    *due_ms = now_ms;
  return TRUE;
}

/**
 * sotto_mvds_hasten:
 * @self: the synchronisation
 * @transaction: goes into it
 * @peer: who was heard of, or whose messages the user wants sent again
 * @error: return location
 *
 * What waits for @peer is due now, with the short delays again. It still ends 7 days after it was
 * enqueued.
 *
 * Returns: %TRUE on success
 */
gboolean
sotto_mvds_hasten (SottoMvds *self,
                   SottoTransaction *transaction,
                   const SottoPublicKey *peer,
                   GError **error)
{
  SottoConnection *connection;
  gint64 arguments[2];

  g_return_val_if_fail (SOTTO_IS_MVDS (self), FALSE);
  g_return_val_if_fail (transaction != NULL && peer != NULL, FALSE);

  connection = sotto_transaction_get_connection (transaction);
  arguments[1] = sotto_mvds_get_now_ms (self);
  return sotto_mvds_peer_find (connection, peer, FALSE, &arguments[0], error) &&
         sotto_mvds_change (connection,
                            "UPDATE sync_outgoing SET next_ms = ?2, step = 0, tries = 0"
                            " WHERE peer_id = ?1 AND next_ms IS NOT NULL",
                            arguments, G_N_ELEMENTS (arguments), NULL, NULL, error);
}

/**
 * sotto_mvds_cancel:
 * @self: the synchronisation
 * @transaction: goes into it
 * @message_id: an MVDS id
 * @error: return location
 *
 * Returns: %TRUE on success, also if there is no such message
 */
gboolean
sotto_mvds_cancel (SottoMvds *self,
                   SottoTransaction *transaction,
                   const SottoHash *message_id,
                   GError **error)
{
  g_return_val_if_fail (SOTTO_IS_MVDS (self), FALSE);
  g_return_val_if_fail (transaction != NULL && message_id != NULL, FALSE);

  return sotto_mvds_change (sotto_transaction_get_connection (transaction),
                            "DELETE FROM sync_outgoing WHERE message_id = ?1", NULL, 0, message_id,
                            NULL, error);
}

/**
 * sotto_mvds_forget_peer:
 * @self: the synchronisation
 * @transaction: goes into it
 * @peer: whose
 * @error: return location
 *
 * Deletes what we sent or would send to @peer. Acknowledgements still go to them, and what they
 * sent stays known.
 *
 * Returns: %TRUE on success
 */
gboolean
sotto_mvds_forget_peer (SottoMvds *self,
                        SottoTransaction *transaction,
                        const SottoPublicKey *peer,
                        GError **error)
{
  SottoConnection *connection;
  gint64 peer_id;

  g_return_val_if_fail (SOTTO_IS_MVDS (self), FALSE);
  g_return_val_if_fail (transaction != NULL && peer != NULL, FALSE);

  connection = sotto_transaction_get_connection (transaction);
  return sotto_mvds_peer_find (connection, peer, FALSE, &peer_id, error) &&
         sotto_mvds_change (connection, "DELETE FROM sync_outgoing WHERE peer_id = ?1", &peer_id, 1,
                            NULL, NULL, error) &&
         sotto_mvds_change (connection, "DELETE FROM sync_request WHERE peer_id = ?1", &peer_id, 1,
                            NULL, NULL, error);
}

static GArray *
list_given_up (SottoConnection *connection, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (SottoHash));
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (
    connection, "SELECT message_id FROM sync_outgoing WHERE given_up = ?1 ORDER BY id", error);
  gboolean has_row;
  SottoHash id;

  if (statement == NULL)
    return NULL;
  sotto_statement_bind_int (statement, 1, SOTTO_MVDS_GIVEN_UP);
  while (sotto_statement_step (statement, &has_row, error))
    {
      if (!has_row)
        return g_steal_pointer (&ids);
      if (sotto_statement_get_hash (statement, 0, &id))
        g_array_append_val (ids, id);
    }

  return NULL;
}

/**
 * sotto_mvds_take_given_up:
 * @self: the synchronisation
 * @transaction: that they were told goes into it
 * @error: return location
 *
 * An acknowledgement that comes later, within 7 days, is still reported.
 *
 * Returns: (transfer full) (nullable) (element-type SottoHash): ids that were given up since the
 * last call; %NULL on error
 */
GArray *
sotto_mvds_take_given_up (SottoMvds *self, SottoTransaction *transaction, GError **error)
{
  static const gint64 arguments[] = { SOTTO_MVDS_GIVEN_UP_TOLD, SOTTO_MVDS_GIVEN_UP };
  SottoConnection *connection;
  g_autoptr (GArray) ids = NULL;

  g_return_val_if_fail (SOTTO_IS_MVDS (self), NULL);
  g_return_val_if_fail (transaction != NULL, NULL);

  connection = sotto_transaction_get_connection (transaction);
  ids = list_given_up (connection, error);
  if (ids == NULL ||
      (ids->len > 0 &&
       !sotto_mvds_change (connection, "UPDATE sync_outgoing SET given_up = ?1 WHERE given_up = ?2",
                           arguments, G_N_ELEMENTS (arguments), NULL, NULL, error)))
    return NULL;

  return g_steal_pointer (&ids);
}

/**
 * sotto_mvds_prune:
 * @self: the synchronisation
 * @transaction: goes into it
 * @error: return location
 *
 * Deletes what is past its retention; cheap, once a day.
 *
 * Returns: %TRUE on success
 */
gboolean
sotto_mvds_prune (SottoMvds *self, SottoTransaction *transaction, GError **error)
{
  SottoConnection *connection;
  gint64 now_ms, seen_ms, done_ms;

  g_return_val_if_fail (SOTTO_IS_MVDS (self), FALSE);
  g_return_val_if_fail (transaction != NULL, FALSE);

  connection = sotto_transaction_get_connection (transaction);
  now_ms = sotto_mvds_get_now_ms (self);
  seen_ms = now_ms - SOTTO_MVDS_SEEN_MS;
  done_ms = now_ms - SOTTO_MVDS_DONE_MS;
  return sotto_mvds_change (connection, "DELETE FROM sync_seen WHERE seen_ms < ?1", &seen_ms, 1,
                            NULL, NULL, error) &&
         sotto_mvds_change (connection,
                            "DELETE FROM sync_outgoing WHERE acked_ms > 0 AND acked_ms < ?1"
                            " AND next_ms IS NULL",
                            &done_ms, 1, NULL, NULL, error) &&
         sotto_mvds_change (connection,
                            "DELETE FROM sync_outgoing WHERE given_up > 1 AND sent_ms < ?1",
                            &done_ms, 1, NULL, NULL, error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Incoming payloads (mvds.md, section 2): acknowledgements end records of ours, messages are
 * delivered once and acknowledged, offers and requests of interactive peers are answered. All
 * answers are queued, and leave with the next payload that sotto_mvds_collect () makes. */

#include "sotto-mvds-private.h"
#include "sotto-mvds-tables-private.h"
#include "sotto-mvds-wire-private.h"

typedef struct
{
  SottoConnection *connection;
  gint64 peer_id;
  gint64 now_ms;
  SottoHash group_id;
  SottoMvdsIncoming *incoming;
} Reception;

/* Parameters: ?1 the peer, ?2 now, ?3 ten seconds ago, ?4 when an acknowledgement leaves, ?5 @id.
 */
static gboolean
change (Reception *reception, const char *sql, const SottoHash *id, int *n_changed, GError **error)
{
  gint64 arguments[] = {
    reception->peer_id,
    reception->now_ms,
    reception->now_ms - SOTTO_MVDS_ACK_INTERVAL_MS,
    reception->now_ms + SOTTO_MVDS_ACK_DELAY_MS,
  };

  return sotto_mvds_change (reception->connection, sql, arguments, G_N_ELEMENTS (arguments), id,
                            n_changed, error);
}

/* Once in ten seconds for one id, however often it comes. */
static gboolean
queue_ack (Reception *reception, const SottoHash *id, GError **error)
{
  int n_changed;

  if (!change (reception,
               "UPDATE sync_seen SET acked_ms = ?2 WHERE peer_id = ?1 AND message_id = ?5"
               " AND (acked_ms > ?2 OR acked_ms <= ?3)",
               id, &n_changed, error))
    return FALSE;

  return n_changed == 0 ||
         change (reception,
                 "INSERT INTO sync_ack (peer_id, due_ms, message_id) VALUES (?1, ?4, ?5)"
                 " ON CONFLICT DO NOTHING",
                 id, NULL, error);
}

static gboolean
take_ack (Reception *reception, const SottoHash *id, GError **error)
{
  int n_changed;

  if (!change (reception,
               "UPDATE sync_outgoing SET acked_ms = ?2, next_ms = NULL, given_up = 0"
               " WHERE peer_id = ?1 AND message_id = ?5 AND sent_ms > 0 AND acked_ms = 0",
               id, &n_changed, error))
    return FALSE;

  if (n_changed > 0)
    g_array_append_val (reception->incoming->acknowledged, *id);
  return TRUE;
}

/* Only what was meant for this very peer; what was just sent is not sent again for the asking. */
static gboolean
take_request (Reception *reception, const SottoHash *id, GError **error)
{
  return change (reception,
                 "UPDATE sync_outgoing SET next_ms = ?2, step = 0, given_up = 0,"
                 " tries = CASE given_up WHEN 0 THEN tries ELSE 0 END,"
                 " started_ms = CASE given_up WHEN 0 THEN started_ms ELSE ?2 END"
                 " WHERE peer_id = ?1 AND message_id = ?5 AND (sent_ms > ?2 OR sent_ms <= ?3)",
                 id, NULL, error);
}

static gboolean
is_seen (Reception *reception, const SottoHash *id, gboolean *seen, GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (
    reception->connection, "SELECT 1 FROM sync_seen WHERE peer_id = ?1 AND message_id = ?2", error);

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_int (statement, 1, reception->peer_id);
  sotto_statement_bind_hash (statement, 2, id);

  return sotto_statement_step (statement, seen, error);
}

static gboolean
take_offer (Reception *reception, const SottoHash *id, GError **error)
{
  gint64 n_open;
  gboolean seen;

  if (!is_seen (reception, id, &seen, error))
    return FALSE;
  if (seen)
    return queue_ack (reception, id, error);

  if (!sotto_mvds_query (reception->connection,
                         "SELECT count (*) FROM sync_request WHERE peer_id = ?1",
                         &reception->peer_id, 1, &n_open, error))
    return FALSE;
  return n_open >= SOTTO_MVDS_MAX_REQUESTS ||
         change (reception,
                 "INSERT INTO sync_request (peer_id, next_ms, message_id) VALUES (?1, ?2, ?5)"
                 " ON CONFLICT DO NOTHING",
                 id, NULL, error);
}

static gboolean
take_message (Reception *reception, const Sotto__MvdsMessage *message, GError **error)
{
  SottoHash group_id, id;
  int n_new;

  /* A message of another group is none of ours, and says nothing about this peer. */
  if (!sotto_mvds_read_id (&message->group_id, &group_id) ||
      !sotto_hash_equal (&group_id, &reception->group_id))
    return TRUE;

  sotto_mvds_message_id (&group_id, message->timestamp, message->body.data, message->body.len, &id);
  if (!change (reception,
               "INSERT INTO sync_seen (peer_id, seen_ms, message_id) VALUES (?1, ?2, ?5)"
               " ON CONFLICT DO NOTHING",
               &id, &n_new, error))
    return FALSE;
  if (n_new > 0)
    {
      g_ptr_array_add (reception->incoming->bodies,
                       g_bytes_new (message->body.data, message->body.len));
      if (!change (reception, "DELETE FROM sync_request WHERE peer_id = ?1 AND message_id = ?5",
                   &id, NULL, error))
        return FALSE;
    }

  return queue_ack (reception, &id, error);
}

static gboolean
for_each_id (Reception *reception,
             const ProtobufCBinaryData *ids,
             gsize n_ids,
             gboolean (*take) (Reception *reception, const SottoHash *id, GError **error),
             GError **error)
{
  SottoHash id;

  for (gsize i = 0; i < n_ids; i++)
    if (sotto_mvds_read_id (&ids[i], &id) && !take (reception, &id, error))
      return FALSE;

  return TRUE;
}

/* Whoever was silent for long is here again: what waits for one of the longer delays is due. The
 * number of tries goes on, so that one who never acknowledges is not written to for ever. */
static gboolean
take_sign_of_life (Reception *reception, GError **error)
{
  gint64 arguments[] = {
    reception->peer_id,
    reception->now_ms,
    reception->now_ms - SOTTO_MVDS_FIRST_DELAY_MS,
  };

  return sotto_mvds_change (reception->connection,
                            "UPDATE sync_outgoing SET next_ms = ?2, step = 0 WHERE peer_id = ?1"
                            " AND next_ms IS NOT NULL AND step > 1 AND sent_ms <= ?3",
                            arguments, G_N_ELEMENTS (arguments), NULL, NULL, error);
}

static gboolean
take_payload (Reception *reception, const Sotto__MvdsPayload *payload, GError **error)
{
  if (!for_each_id (reception, payload->acks, payload->n_acks, take_ack, error) ||
      !for_each_id (reception, payload->requests, payload->n_requests, take_request, error) ||
      !for_each_id (reception, payload->offers, payload->n_offers, take_offer, error))
    return FALSE;
  for (gsize i = 0; i < payload->n_messages; i++)
    if (!take_message (reception, payload->messages[i], error))
      return FALSE;

  return take_sign_of_life (reception, error);
}

/**
 * sotto_mvds_receive:
 * @self: the synchronisation
 * @transaction: what is received, and the answers, go into it
 * @sender: who signed the envelope
 * @plaintext: what the secure channel decrypted, untrusted
 * @incoming: (out): what is for the application; to be cleared in any case
 * @error: return location; %SOTTO_SYNC_ERROR_MALFORMED for a payload beyond the limits
 *
 * A body is handed out once in 40 days, in the order of the payload. Messages of a group other than
 * that of @sender and us are dropped.
 *
 * Returns: %TRUE if it was processed or is no payload at all
 */
gboolean
sotto_mvds_receive (SottoMvds *self,
                    SottoTransaction *transaction,
                    const SottoPublicKey *sender,
                    GBytes *plaintext,
                    SottoMvdsIncoming *incoming,
                    GError **error)
{
  g_autoptr (Sotto__MvdsPayload) payload = NULL;
  g_autoptr (GError) refusal = NULL;
  Reception reception = { .incoming = incoming };

  g_return_val_if_fail (SOTTO_IS_MVDS (self), FALSE);
  g_return_val_if_fail (transaction != NULL && sender != NULL && plaintext != NULL, FALSE);
  g_return_val_if_fail (incoming != NULL, FALSE);

  incoming->is_mvds = FALSE;
  incoming->bodies = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  incoming->acknowledged = g_array_new (FALSE, FALSE, sizeof (SottoHash));
  payload = sotto_mvds_payload_parse (plaintext, &refusal);
  if (payload == NULL)
    {
      if (refusal == NULL)
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&refusal));
      return FALSE;
    }

  incoming->is_mvds = TRUE;
  reception.connection = sotto_transaction_get_connection (transaction);
  reception.now_ms = sotto_mvds_get_now_ms (self);
  sotto_mvds_group_id (sotto_mvds_get_identity (self), sender, &reception.group_id);
  return sotto_mvds_peer_find (reception.connection, sender, TRUE, &reception.peer_id, error) &&
         take_payload (&reception, payload, error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sealed bytes on their way: what synchronisation sends, what the network confirms, what the
 * recipient acknowledges.
 *
 * The stepped ratchet and the bytes that it made are written in one transaction. Publishing again
 * repeats those bytes; a retransmission of the synchronisation is a new step.
 */

#include "sotto-sql.h"
#include "sotto-engine-private.h"
#include "sotto-sealing.h"

/* Nothing was heard from somebody for so long that the next thing is a sign of life; and what was
 * sent so recently is not sent again because of it. */
#define SILENCE_MS 30000
#define RECENTLY_SENT_MS 5000

static gboolean
fail_messages (SottoWork *work, gint64 outbox, GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_sql_query (work->connection, error,
                     "SELECT m.id FROM outbox_messages o JOIN messages m ON m.id = o.message "
                     "JOIN chats c ON c.id = m.chat WHERE o.outbox = ?1 AND c.kind = 2",
                     "i", outbox);
  g_autoptr (GArray) messages = NULL;

  messages = statement != NULL ? sotto_engine_list_rows (statement, error) : NULL;
  if (messages == NULL)
    return FALSE;

  /* Direct ones stay with the synchronisation. */
  for (guint i = 0; i < messages->len; i++)
    if (!sotto_engine_set_message_state (work, g_array_index (messages, gint64, i),
                                         SOTTO_MESSAGE_STATE_FAILED, error))
      return FALSE;

  return TRUE;
}

static gboolean
drop_outbox (SottoWork *work, gint64 outbox, GError **error)
{
  sotto_changes_note (work->changes, SOTTO_CHANGE_OUTBOX_REMOVED, outbox);

  return sotto_sql_run (work->connection, error, "DELETE FROM outbox WHERE id = ?1", "i", outbox);
}

/* The message of ours that synchronisation knows as @sync_id, 0: none. */
static gboolean
find_delivery (SottoWork *work, const SottoHash *sync_id, gint64 *message, GError **error)
{
  *message = 0;

  return sotto_sql_get_int (work->connection, message, error,
                            "SELECT message FROM deliveries WHERE sync_id = ?1", "h", sync_id);
}

static gboolean
link_messages (SottoWork *work,
               const SottoMvdsOutgoing *outgoing,
               gint64 outbox,
               SottoEncryption encryption,
               GError **error)
{
  for (guint i = 0; i < outgoing->message_ids->len; i++)
    {
      gint64 message;

      if (!find_delivery (work, &g_array_index (outgoing->message_ids, SottoHash, i), &message,
                          error))
        return FALSE;
      if (message == 0)
        continue;
      if (!sotto_engine_link_outbox (work, outbox, message, error) ||
          !sotto_sql_run (work->connection, error,
                          "UPDATE messages SET encryption = ?2 WHERE id = ?1", "ii", message,
                          (gint64) encryption))
        return FALSE;
      sotto_changes_note (work->changes, SOTTO_CHANGE_MESSAGE_CHANGED, message);
    }

  return TRUE;
}

/* From the first message on, the other side may answer on the negotiated topic. */
static gboolean
listen_to (SottoWork *work, const SottoPublicKey *peer, gboolean sent_message, GError **error)
{
  if (sent_message &&
      !sotto_sql_run (work->connection, error, "UPDATE contacts SET sent_ms = ?2 WHERE key = ?1",
                      "ki", peer, work->now_ms))
    return FALSE;
  if (!sotto_sql_run (work->connection, error,
                      "UPDATE contacts SET listening = 1 WHERE key = ?1 AND listening = 0", "k",
                      peer))
    return FALSE;
  if (sotto_connection_get_changes (work->connection) > 0)
    sotto_changes_note_key (work->changes, SOTTO_CHANGE_CONTACT, peer);

  return TRUE;
}

static gboolean
send_one_cb (SottoWork *work, gpointer data, GError **error)
{
  const SottoMvdsOutgoing *outgoing = data;
  g_auto (SottoSecureOutgoing) sealed = { 0 };
  gint64 outbox;

  return sotto_secure_channel_encrypt (work->engine->secure, work->transaction, &outgoing->peer,
                                       outgoing->payload, &sealed, error) &&
         sotto_engine_seal_private (work, &outgoing->peer, &sealed, &outbox, error) &&
         link_messages (work, outgoing, outbox, sealed.encryption, error) &&
         listen_to (work, &outgoing->peer, outgoing->message_ids->len > 0, error);
}

static gboolean
note_given_up (SottoWork *work, GError **error)
{
  g_autoptr (GArray) given_up =
    sotto_mvds_take_given_up (work->engine->mvds, work->transaction, error);

  if (given_up == NULL)
    return FALSE;
  for (guint i = 0; i < given_up->len; i++)
    {
      const SottoHash *sync_id = &g_array_index (given_up, SottoHash, i);
      gint64 message;

      if (!find_delivery (work, sync_id, &message, error))
        return FALSE;
      if (message != 0 &&
          (!sotto_engine_set_message_state (work, message, SOTTO_MESSAGE_STATE_FAILED, error) ||
           !sotto_sql_run (work->connection, error, "DELETE FROM deliveries WHERE sync_id = ?1",
                           "h", sync_id)))
        return FALSE;
    }

  return TRUE;
}

/* (nullable): with @key, the topic that only the two of us know; else the partition. */
static SottoSubscription *
find_agreed (SottoWork *work,
             const SottoPublicKey *peer,
             const SottoSecureOutgoing *outgoing,
             SottoSecret **key)
{
  SottoSubscription *subscription = NULL;

  if (outgoing->shared_secret_agreed)
    subscription = sotto_subscriptions_lookup_negotiated (work->subscriptions, peer);
  *key = subscription != NULL ? sotto_subscription_dup_key (subscription) : NULL;

  return *key != NULL ? subscription : NULL;
}

static gboolean
hasten (SottoWork *work, const SottoPublicKey *peer, GError **error)
{
  work->sync_touched = TRUE;

  return sotto_mvds_hasten (work->engine->mvds, work->transaction, peer, error);
}

/* For the rest of the layer. */

gboolean
sotto_engine_put_in_outbox (SottoWork *work,
                            const SottoTopic *topic,
                            GBytes *data,
                            const SottoPublicKey *peer,
                            gint64 *outbox,
                            GError **error)
{
  g_autoptr (GBytes) topic_bytes = g_bytes_new (topic->bytes, sizeof topic->bytes);

  if (!sotto_sql_run (work->connection, error,
                      "INSERT INTO outbox (topic, data, peer, made_ms) VALUES (?1, ?2, ?3, ?4)",
                      "bbki", topic_bytes, data, peer, work->now_ms))
    return FALSE;
  *outbox = sotto_connection_get_last_insert_id (work->connection);
  sotto_changes_note (work->changes, SOTTO_CHANGE_OUTBOX, *outbox);

  return TRUE;
}

gboolean
sotto_engine_link_outbox (SottoWork *work, gint64 outbox, gint64 message, GError **error)
{
  return sotto_sql_run (work->connection, error,
                        "INSERT OR IGNORE INTO outbox_messages (outbox, message) VALUES (?1, ?2)",
                        "ii", outbox, message);
}

gboolean
sotto_engine_seal_private (SottoWork *work,
                           const SottoPublicKey *peer,
                           const SottoSecureOutgoing *outgoing,
                           gint64 *outbox,
                           GError **error)
{
  g_autoptr (SottoSecret) key = NULL;
  g_autoptr (GBytes) sealed = NULL;
  SottoSubscription *agreed = find_agreed (work, peer, outgoing, &key);
  SottoTopic topic;

  if (agreed != NULL)
    {
      topic = agreed->topic;
      sealed = sotto_seal_symmetric (outgoing->message, work->engine->identity,
                                     sotto_secret_borrow (key), work->engine->random, error);
      sotto_secret_release (key);
    }
  else
    {
      g_autofree char *partition = sotto_channel_name_partitioned (peer);

      sotto_topic_from_name (&topic, partition);
      sealed = sotto_seal_asymmetric (outgoing->message, work->engine->identity, peer,
                                      work->engine->random, error);
    }

  return sealed != NULL && sotto_engine_put_in_outbox (work, &topic, sealed, peer, outbox, error);
}

gboolean
sotto_engine_collect (SottoWork *work, GError **error)
{
  g_autoptr (GPtrArray) due = NULL;

  work->sync_touched = TRUE;
  if (!work->online)
    return TRUE;

  due = sotto_mvds_collect (work->engine->mvds, work->transaction, error);
  if (due == NULL)
    return FALSE;
  for (guint i = 0; i < due->len; i++)
    {
      g_autoptr (GError) failure = NULL;

      if (sotto_work_try (work, send_one_cb, g_ptr_array_index (due, i), &failure))
        continue;
      if (sotto_work_error_is_fatal (failure))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      g_debug ("Nothing could be sent to a peer now: %s", failure->message);
    }

  return note_given_up (work, error);
}

gboolean
sotto_engine_confirm (SottoWork *work, gpointer data, GError **error)
{
  gint64 outbox = *(gint64 *) data;
  g_autoptr (SottoStatement) statement = sotto_sql_query (
    work->connection, error, "SELECT message FROM outbox_messages WHERE outbox = ?1", "i", outbox);
  g_autoptr (GArray) messages = NULL;

  messages = statement != NULL ? sotto_engine_list_rows (statement, error) : NULL;
  if (messages == NULL)
    return FALSE;
  for (guint i = 0; i < messages->len; i++)
    {
      gint64 message = g_array_index (messages, gint64, i);

      if (!sotto_engine_set_message_state (work, message, SOTTO_MESSAGE_STATE_SENT, error) ||
          !sotto_sql_run (work->connection, error,
                          "DELETE FROM sendings WHERE message = ?1 AND waiting = 0 "
                          "AND (SELECT kind FROM chats WHERE id = chat) = 2",
                          "i", message))
        return FALSE;
    }

  return drop_outbox (work, outbox, error);
}

gboolean
sotto_engine_expire (SottoWork *work, gpointer data, GError **error)
{
  SottoExpiry *expiry = data;
  gint64 attempts = SOTTO_MAX_PUBLISH_ATTEMPTS;

  if (!expiry->give_up &&
      (!sotto_sql_run (work->connection, error,
                       "UPDATE outbox SET attempts = attempts + 1 WHERE id = ?1", "i",
                       expiry->outbox) ||
       !sotto_sql_get_int (work->connection, &attempts, error,
                           "SELECT attempts FROM outbox WHERE id = ?1", "i", expiry->outbox)))
    return FALSE;
  expiry->left = attempts < SOTTO_MAX_PUBLISH_ATTEMPTS;
  if (expiry->left)
    return TRUE;

  return fail_messages (work, expiry->outbox, error) && drop_outbox (work, expiry->outbox, error);
}

gboolean
sotto_engine_acknowledge (SottoWork *work, const SottoHash *sync_id, GError **error)
{
  gint64 message;

  if (!find_delivery (work, sync_id, &message, error))
    return FALSE;
  if (message == 0)
    return TRUE;

  return sotto_engine_set_message_state (work, message, SOTTO_MESSAGE_STATE_DELIVERED, error) &&
         sotto_sql_run (work->connection, error, "DELETE FROM deliveries WHERE message = ?1", "i",
                        message) &&
         sotto_sql_run (work->connection, error, "DELETE FROM sendings WHERE message = ?1", "i",
                        message);
}

gboolean
sotto_engine_hear (SottoWork *work, const SottoPublicKey *peer, GError **error)
{
  gint64 due = 0;

  if (!sotto_sql_get_int (work->connection, &due, error,
                          "SELECT heard_ms < ?2 AND sent_ms < ?3 FROM contacts WHERE key = ?1",
                          "kii", peer, work->now_ms - SILENCE_MS,
                          work->now_ms - RECENTLY_SENT_MS) ||
      !sotto_sql_run (work->connection, error, "UPDATE contacts SET heard_ms = ?2 WHERE key = ?1",
                      "ki", peer, work->now_ms))
    return FALSE;

  return due == 0 || hasten (work, peer, error);
}

gboolean
sotto_engine_hasten_all (SottoWork *work, gpointer data, GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_sql_query (
    work->connection, error,
    "SELECT DISTINCT p.key FROM deliveries d JOIN messages m ON m.id = d.message "
    "JOIN chats c ON c.id = m.chat JOIN contacts p ON p.key = c.contact WHERE p.sent_ms < ?1",
    "i", work->now_ms - RECENTLY_SENT_MS);
  g_autoptr (GArray) peers = g_array_new (FALSE, FALSE, sizeof (SottoPublicKey));
  gboolean has_row;

  if (statement == NULL || !sotto_statement_step (statement, &has_row, error))
    return FALSE;
  while (has_row)
    {
      SottoPublicKey peer;

      if (sotto_sql_get_key (statement, 0, &peer))
        g_array_append_val (peers, peer);
      if (!sotto_statement_step (statement, &has_row, error))
        return FALSE;
    }
  for (guint i = 0; i < peers->len; i++)
    if (!hasten (work, &g_array_index (peers, SottoPublicKey, i), error))
      return FALSE;

  return sotto_engine_compose (work, NULL, error);
}

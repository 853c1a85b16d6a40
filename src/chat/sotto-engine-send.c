/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Our own messages: stored as sending (transaction 1), then, when they may go, handed to the
 * synchronisation and sealed (transaction 2).
 *
 * A first message waits a moment for the devices of its recipient, so that it is ratcheted whenever
 * it can be; only then it falls back to the one-time key.
 */

#include "sotto-application-message-private.h"
#include "sotto-chat-error.h"
#include "sotto-sql.h"
#include "sotto-engine-private.h"
#include "sotto-proto.h"
#include "sotto-sealing.h"

/* How long somebody's devices are waited for while we are online, and for how long thereafter
 * nothing more is waited for. */
#define BUNDLE_WAIT_MS 5000
#define BUNDLE_PATIENCE_MS (10 * 60 * 1000)

/* Handed over in one transaction. */
#define MAX_COMPOSED 200

typedef struct
{
  gint64 row;
  gint64 message;
  GBytes *wrapped;
  SottoChatState chat;
} Sending;

static void
sending_clear (Sending *sending)
{
  g_clear_pointer (&sending->wrapped, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sending, sending_clear)

static gboolean
fail_not_found (GError **error)
{
  g_set_error_literal (error, SOTTO_CHAT_ERROR, SOTTO_CHAT_ERROR_NOT_FOUND,
                       "There is no such chat");

  return FALSE;
}

/* (transfer full) */
static char *
dup_wire_id (SottoWork *work, gint64 chat, GError **error)
{
  g_autoptr (SottoChatRow) row = sotto_rows_load_chat (work->connection, chat, error);

  if (row == NULL && error != NULL && *error == NULL)
    fail_not_found (error);

  return row != NULL ? g_steal_pointer (&row->id) : NULL;
}

static gboolean
store_wrapped (SottoWork *work,
               SottoOutgoingText *outgoing,
               const SottoTextDraft *draft,
               GError **error)
{
  g_autoptr (GBytes) payload = sotto_text_draft_encode (draft);
  g_autoptr (GBytes) wrapped = NULL;
  SottoHash reply_to;
  SottoNewMessage message = {
    .chat = outgoing->chat,
    .author = &work->engine->self,
    .outgoing = TRUE,
    .text = draft->text,
    .content = draft->reply_to == NULL && sotto_text_is_emoji (draft->text)
                 ? SOTTO_MESSAGE_CONTENT_EMOJI
                 : SOTTO_MESSAGE_CONTENT_TEXT,
    .state = SOTTO_MESSAGE_STATE_SENDING,
    .timestamp_ms = (gint64) draft->timestamp_ms,
    .clock = (gint64) draft->clock,
    .encryption = SOTTO_ENCRYPTION_NONE,
  };

  if (draft->reply_to != NULL && sotto_message_id_parse (draft->reply_to, &reply_to))
    message.reply_to = &reply_to;
  wrapped = sotto_application_message_wrap (work->engine->identity,
                                            SOTTO__APPLICATION_METADATA_MESSAGE__TYPE__CHAT_MESSAGE,
                                            payload, &message.id, error);

  return wrapped != NULL &&
         sotto_engine_insert_message (work, &message, &outgoing->message, error) &&
         sotto_engine_insert_sending (work, outgoing->chat, outgoing->message, wrapped, error);
}

/* Whether a message to @peer may go now. */
static gboolean
may_go (SottoWork *work, const SottoPublicKey *peer, gboolean *may, GError **error)
{
  gint64 until = 0;

  if (!sotto_secure_channel_knows (work->engine->secure, work->connection, peer, may, error))
    return FALSE;
  if (*may)
    return TRUE;

  if (!sotto_sql_get_int (work->connection, &until, error,
                          "SELECT bundle_wait_ms FROM contacts WHERE key = ?1", "k", peer))
    return FALSE;
  if (until < work->now_ms - BUNDLE_PATIENCE_MS || until > work->now_ms + BUNDLE_WAIT_MS)
    {
      until = work->now_ms + BUNDLE_WAIT_MS;
      if (!sotto_engine_ensure_contact (work, peer, error) ||
          !sotto_sql_run (work->connection, error,
                          "UPDATE contacts SET bundle_wait_ms = ?2 WHERE key = ?1", "ki", peer,
                          until))
        return FALSE;
    }
  *may = work->now_ms >= until;
  if (!*may)
    work->send_due_ms = MIN (work->send_due_ms, until);

  return TRUE;
}

static gboolean
finish_waiting (SottoWork *work, const Sending *sending, GError **error)
{
  static const char keep[] = "UPDATE sendings SET waiting = 0 WHERE id = ?1";
  static const char drop[] = "DELETE FROM sendings WHERE id = ?1";

  return sotto_sql_run (work->connection, error, sending->message != 0 ? keep : drop, "i",
                        sending->row);
}

static gboolean
compose_direct (SottoWork *work, const Sending *sending, GError **error)
{
  SottoHash sync_id;
  gboolean may = FALSE;

  if (!may_go (work, &sending->chat.contact, &may, error))
    return FALSE;
  if (!may)
    return TRUE;

  if (!sotto_mvds_enqueue (work->engine->mvds, work->transaction, &sending->chat.contact,
                           sending->wrapped, &sync_id, error))
    return FALSE;
  work->sync_touched = TRUE;
  if (sending->message != 0 &&
      !sotto_sql_run (work->connection, error,
                      "INSERT OR REPLACE INTO deliveries (sync_id, message) VALUES (?1, ?2)", "hi",
                      &sync_id, sending->message))
    return FALSE;

  return finish_waiting (work, sending, error);
}

static gboolean
compose_public (SottoWork *work, const Sending *sending, GError **error)
{
  g_autofree char *name = dup_wire_id (work, sending->chat.row, error);
  g_autoptr (SottoSecret) key = NULL;
  g_autoptr (GBytes) sealed = NULL;
  SottoSubscription *subscription;
  gint64 outbox;

  if (name == NULL)
    return FALSE;
  subscription = sotto_subscriptions_lookup_name (work->subscriptions, name);
  key = subscription != NULL ? sotto_subscription_dup_key (subscription) : NULL;
  /* Goes when the channel's key is known. */
  if (key == NULL)
    return TRUE;

  sealed = sotto_seal_symmetric (sending->wrapped, work->engine->identity,
                                 sotto_secret_borrow (key), work->engine->random, error);
  sotto_secret_release (key);

  return sealed != NULL &&
         sotto_engine_put_in_outbox (work, &subscription->topic, sealed, NULL, &outbox, error) &&
         sotto_engine_link_outbox (work, outbox, sending->message, error) &&
         finish_waiting (work, sending, error);
}

static gboolean
load_sending (SottoWork *work, gint64 row, Sending *sending, GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_sql_query (
    work->connection, error, "SELECT message, wrapped, chat FROM sendings WHERE id = ?1", "i", row);
  gboolean has_row;

  if (statement == NULL || !sotto_statement_step (statement, &has_row, error))
    return FALSE;
  if (!has_row)
    return fail_not_found (error);

  sending->row = row;
  sending->message = sotto_statement_get_int (statement, 0);
  sending->wrapped = sotto_statement_dup_bytes (statement, 1);

  return sotto_rows_get_chat (work->connection, sotto_statement_get_int (statement, 2),
                              &sending->chat, error);
}

static gboolean
compose_one_cb (SottoWork *work, gpointer data, GError **error)
{
  g_auto (Sending) sending = { 0 };

  if (!load_sending (work, *(gint64 *) data, &sending, error))
    return FALSE;
  if (sending.chat.row == 0 || sending.wrapped == NULL)
    return fail_not_found (error);

  return sending.chat.kind == SOTTO_CHAT_KIND_PUBLIC ? compose_public (work, &sending, error)
                                                     : compose_direct (work, &sending, error);
}

/* For the rest of the layer. */

gboolean
sotto_engine_store_text (SottoWork *work, gpointer data, GError **error)
{
  SottoOutgoingText *outgoing = data;
  g_autofree char *wire_id = NULL;
  SottoTextDraft draft = { .text = outgoing->text, .reply_to = outgoing->reply_to };
  SottoChatState chat;

  if (!sotto_engine_check_chat (work, outgoing->chat, &chat, error))
    return FALSE;
  wire_id = dup_wire_id (work, outgoing->chat, error);
  if (wire_id == NULL)
    return FALSE;

  draft.chat_id = wire_id;
  draft.is_public = chat.kind == SOTTO_CHAT_KIND_PUBLIC;
  draft.timestamp_ms = (guint64) work->now_ms;
  draft.clock = sotto_next_clock ((guint64) chat.last_clock, draft.timestamp_ms);

  /* Whoever answers has accepted. */
  return sotto_engine_activate_chat (work, &chat, FALSE, error) &&
         store_wrapped (work, outgoing, &draft, error);
}

gboolean
sotto_engine_check_chat (SottoWork *work, gint64 row, SottoChatState *chat, GError **error)
{
  gboolean blocked = FALSE;

  if (!sotto_rows_get_chat (work->connection, row, chat, error))
    return FALSE;
  if (chat->row == 0)
    return fail_not_found (error);
  if (chat->kind != SOTTO_CHAT_KIND_DIRECT)
    return TRUE;
  if (!sotto_engine_is_blocked (work, &chat->contact, &blocked, error))
    return FALSE;
  if (blocked)
    g_set_error_literal (error, SOTTO_CHAT_ERROR, SOTTO_CHAT_ERROR_BLOCKED,
                         "This person is blocked");

  return !blocked;
}

gboolean
sotto_engine_insert_sending (SottoWork *work,
                             gint64 chat,
                             gint64 message,
                             GBytes *wrapped,
                             GError **error)
{
  sotto_changes_note (work->changes, SOTTO_CHANGE_SENDING, 0);

  return sotto_sql_run (work->connection, error,
                        "INSERT INTO sendings (message, chat, wrapped, waiting) "
                        "VALUES (nullif (?1, 0), ?2, ?3, 1)",
                        "iib", message, chat, wrapped);
}

gboolean
sotto_engine_queue_contact_update (SottoWork *work, const SottoPublicKey *peer, GError **error)
{
  Sotto__ContactUpdate update = SOTTO__CONTACT_UPDATE__INIT;
  g_autofree char *wire_id = sotto_public_key_to_string (peer);
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GBytes) wrapped = NULL;
  SottoChatState chat;
  SottoHash id;

  if (!sotto_engine_ensure_chat (work, wire_id, peer, &chat, error))
    return FALSE;
  update.clock = sotto_next_clock ((guint64) chat.last_clock, (guint64) work->now_ms);
  payload = sotto_proto_pack (&update);
  wrapped = sotto_application_message_wrap (
    work->engine->identity, SOTTO__APPLICATION_METADATA_MESSAGE__TYPE__CONTACT_UPDATE, payload, &id,
    error);

  return wrapped != NULL &&
         sotto_sql_run (work->connection, error, "UPDATE chats SET last_clock = ?2 WHERE id = ?1",
                        "ii", chat.row, (gint64) update.clock) &&
         sotto_engine_insert_sending (work, chat.row, 0, wrapped, error);
}

gboolean
sotto_engine_compose (SottoWork *work, gpointer data, GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_sql_query (
    work->connection, error, "SELECT id FROM sendings WHERE waiting = 1 ORDER BY id LIMIT ?1", "i",
    (gint64) MAX_COMPOSED);
  g_autoptr (GArray) rows = NULL;

  rows = statement != NULL ? sotto_engine_list_rows (statement, error) : NULL;
  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      g_autoptr (GError) failure = NULL;

      if (sotto_work_try (work, compose_one_cb, &g_array_index (rows, gint64, i), &failure))
        continue;
      if (sotto_work_error_is_fatal (failure))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      g_debug ("A message waits on: %s", failure->message);
    }

  return sotto_engine_collect (work, error);
}

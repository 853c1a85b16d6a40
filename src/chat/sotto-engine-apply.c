/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What somebody says, judged and stored: payloads.md section 6 from the wrapper on, in its order.
 * A refused message changes nothing; the synchronisation has acknowledged it already, since silence
 * would make the other side repeat it for ever, and would tell who is blocked.
 */

#include <string.h>

#include "sotto-chat-error.h"
#include "sotto-engine-payments-private.h"
#include "sotto-proto.h"
#include "sotto-sql.h"

/* Strangers who wait to be accepted; more are turned away. */
#define MAX_REQUESTS 1000

/* A message with a clock so far behind its envelope was put into the past on purpose, in a channel,
 * where nothing is sent twice. */
#define LATE_MS ((gint64) 24 * 60 * 60 * 1000)

/* What was sent longer ago did not happen just now. */
#define OLD_MS ((gint64) 5 * 60 * 1000)

#define MAX_ENS_NAME_BYTES 255

static gboolean
refuse (GError **error, const char *rule)
{
  g_set_error_literal (error, SOTTO_CHAT_ERROR, SOTTO_CHAT_ERROR_REFUSED, rule);

  return FALSE;
}

static gboolean
is_known (SottoWork *work, const SottoHash *id, gboolean *known, GError **error)
{
  gint64 found = 0;

  if (!sotto_sql_get_int (work->connection, &found, error,
                          "SELECT EXISTS (SELECT 1 FROM messages WHERE hash = ?1) "
                          "OR EXISTS (SELECT 1 FROM seen WHERE hash = ?1)",
                          "h", id))
    return FALSE;
  *known = found != 0;

  return TRUE;
}

static gboolean
check_requests (SottoWork *work, const char *sql, GError **error)
{
  gint64 n_requests = 0;

  if (!sotto_sql_get_int (work->connection, &n_requests, error, sql, ""))
    return FALSE;

  return n_requests < MAX_REQUESTS || refuse (error, "too many strangers wait already");
}

/* Whether the person of a direct chat counts as a stranger. */
static gboolean
is_stranger (SottoWork *work, const SottoPublicKey *key, gboolean *stranger, GError **error)
{
  gint64 added = 0;

  if (!sotto_sql_get_int (work->connection, &added, error,
                          "SELECT added FROM contacts WHERE key = ?1", "k", key))
    return FALSE;
  *stranger = added == 0;

  return TRUE;
}

/* An answer to a message of ours proves that it arrived, whatever became of its acknowledgement. */
static gboolean
note_answered (SottoWork *work, gint64 chat, const SottoHash *reply_to, GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_sql_query (work->connection, error,
                     "SELECT d.sync_id FROM deliveries d JOIN messages m ON m.id = d.message "
                     "WHERE m.hash = ?1 AND m.chat = ?2",
                     "hi", reply_to, chat);
  SottoHash sync_id;
  gboolean has_row;

  if (statement == NULL || !sotto_statement_step (statement, &has_row, error))
    return FALSE;
  if (!has_row || !sotto_statement_get_hash (statement, 0, &sync_id))
    return TRUE;
  sotto_statement_reset (statement);

  return sotto_engine_acknowledge (work, &sync_id, error) &&
         sotto_mvds_cancel (work->engine->mvds, work->transaction, &sync_id, error);
}

static gboolean
store_text (SottoWork *work,
            const SottoIncoming *incoming,
            const SottoApplicationMessage *message,
            const SottoTextMessage *text,
            const SottoChatState *chat,
            GError **error)
{
  gboolean own = sotto_public_key_equal (&message->author, &work->engine->self);
  gboolean late =
    incoming->channel != NULL && text->clock < (gint64) incoming->sent_seconds * 1000 - LATE_MS;
  SottoNewMessage stored = {
    .id = message->id,
    .chat = chat->row,
    .author = &message->author,
    .outgoing = own,
    .text = text->text,
    .content = text->content,
    .state = own ? SOTTO_MESSAGE_STATE_SENT : SOTTO_MESSAGE_STATE_RECEIVED,
    .timestamp_ms = text->timestamp_ms,
    .clock = text->clock,
    .reply_to = text->has_reply ? &text->reply_to : NULL,
    .encryption = incoming->encryption,
    .unread = !own && !late && sotto_engine_is_unread (work, text->clock, chat),
    .old = sotto_engine_is_old (work, incoming),
  };
  gint64 row;

  return sotto_engine_insert_message (work, &stored, &row, error) &&
         (!text->has_reply || own || note_answered (work, chat->row, &text->reply_to, error));
}

/* What history brings in a moment was sent over hours: it is measured by when. */
static gboolean
take_from_limit (SottoWork *work, const SottoIncoming *incoming, const SottoPublicKey *author)
{
  SottoRateLimit *limit = work->engine->rate_limit;

  return work->origin == SOTTO_ORIGIN_LIVE
           ? sotto_rate_limit_take (limit, incoming->channel, author, work->now_ms)
           : sotto_rate_limit_take_past (limit, incoming->channel, author, incoming->sent_seconds);
}

static gboolean
apply_public_text (SottoWork *work,
                   const SottoIncoming *incoming,
                   const SottoApplicationMessage *message,
                   const SottoTextMessage *text,
                   GError **error)
{
  SottoChatState chat;

  if (!sotto_rows_find_chat (work->connection, incoming->channel, &chat, error))
    return FALSE;
  if (chat.row == 0 || !chat.active || chat.kind != SOTTO_CHAT_KIND_PUBLIC)
    return refuse (error, "a channel that was left");
  if (text->clock <= chat.deleted_at_clock)
    return refuse (error, "it was deleted");
  if (!sotto_public_key_equal (&message->author, &work->engine->self) &&
      !take_from_limit (work, incoming, &message->author))
    return refuse (error, "too much at once");

  return store_text (work, incoming, message, text, &chat, error);
}

static gboolean
apply_direct_text (SottoWork *work,
                   const SottoIncoming *incoming,
                   const SottoApplicationMessage *message,
                   const SottoTextMessage *text,
                   GError **error)
{
  gboolean own = sotto_public_key_equal (&message->author, &work->engine->self);
  SottoPublicKey peer = message->author;
  SottoChatState chat;

  if (own && !sotto_public_key_parse_text (&peer, text->chat_id, error))
    return FALSE;
  if (own && sotto_public_key_equal (&peer, &work->engine->self))
    return refuse (error, "a message to ourselves");

  return sotto_engine_open_direct (work, &peer, own, text->clock, &chat, error) &&
         store_text (work, incoming, message, text, &chat, error);
}

static gboolean
apply_text (SottoWork *work,
            const SottoIncoming *incoming,
            const SottoApplicationMessage *message,
            GError **error)
{
  SottoTextContext context = {
    .channel = incoming->channel,
    .self = &work->engine->self,
    .author = &message->author,
    .sent_seconds = incoming->sent_seconds,
    .now_ms = (guint64) work->now_ms,
  };
  g_auto (SottoTextMessage) text = { 0 };

  if (!sotto_text_message_parse (message->payload, &context, &text, error))
    return FALSE;

  return incoming->channel != NULL ? apply_public_text (work, incoming, message, &text, error)
                                   : apply_direct_text (work, incoming, message, &text, error);
}

static gboolean
store_contact_update (SottoWork *work,
                      const SottoPublicKey *author,
                      const Sotto__ContactUpdate *update,
                      GError **error)
{
  const char *name = strlen (update->ens_name) <= MAX_ENS_NAME_BYTES && update->ens_name[0] != '\0'
                       ? update->ens_name
                       : NULL;

  sotto_changes_note_key (work->changes, SOTTO_CHANGE_CONTACT, author);

  /* The name is kept unverified, and shown nowhere. */
  return sotto_sql_run (work->connection, error,
                        "UPDATE contacts SET requested = 1, update_clock = ?2, ens_name = ?3 "
                        "WHERE key = ?1 AND update_clock < ?2",
                        "kit", author, (gint64) update->clock, name);
}

static gboolean
apply_contact_update (SottoWork *work,
                      const SottoIncoming *incoming,
                      const SottoApplicationMessage *message,
                      GError **error)
{
  g_autoptr (Sotto__ContactUpdate) update =
    sotto_proto_unpack_bytes (&sotto__contact_update__descriptor, message->payload, error);
  g_autofree char *wire_id = sotto_public_key_to_string (&message->author);
  SottoChatState chat;

  if (update == NULL)
    return FALSE;
  if (sotto_public_key_equal (&message->author, &work->engine->self))
    return refuse (error, "our own contact update");
  if (!sotto_clock_is_acceptable (update->clock, incoming->sent_seconds, (guint64) work->now_ms))
    return refuse (error, "a clock that is 0 or too far ahead");
  if (!check_requests (work, "SELECT count (*) FROM contacts WHERE requested = 1 AND added = 0",
                       error))
    return FALSE;

  return sotto_engine_ensure_contact (work, &message->author, error) &&
         sotto_engine_ensure_chat (work, wire_id, &message->author, &chat, error) &&
         sotto_sql_run (work->connection, error,
                        "UPDATE chats SET last_clock = max (last_clock, ?2) WHERE id = ?1", "ii",
                        chat.row, (gint64) update->clock) &&
         store_contact_update (work, &message->author, update, error);
}

static gboolean
check_author (SottoWork *work,
              const SottoIncoming *incoming,
              const SottoApplicationMessage *message,
              GError **error)
{
  gboolean blocked = FALSE;

  if (!sotto_public_key_equal (&message->author, incoming->signer))
    return refuse (error, "somebody else's message, passed on");
  if (!sotto_engine_is_blocked (work, &message->author, &blocked, error))
    return FALSE;

  return !blocked || refuse (error, "its author is blocked");
}

/* For the rest of the layer. */

/* What history brings is unread if we were away when it was sent, unless later messages were read
 * already. */
gboolean
sotto_engine_is_unread (SottoWork *work, gint64 clock, const SottoChatState *chat)
{
  return work->origin == SOTTO_ORIGIN_LIVE ||
         (work->origin == SOTTO_ORIGIN_MISSED && clock > chat->read_clock);
}

gboolean
sotto_engine_is_old (SottoWork *work, const SottoIncoming *incoming)
{
  return work->origin != SOTTO_ORIGIN_LIVE &&
         (gint64) incoming->sent_seconds * 1000 < work->now_ms - OLD_MS;
}

gboolean
sotto_engine_open_direct (SottoWork *work,
                          const SottoPublicKey *peer,
                          gboolean own,
                          gint64 clock,
                          SottoChatState *chat,
                          GError **error)
{
  g_autofree char *wire_id = sotto_public_key_to_string (peer);
  gboolean stranger = FALSE;

  if (!sotto_engine_ensure_chat (work, wire_id, peer, chat, error))
    return FALSE;
  if (clock <= chat->deleted_at_clock)
    return refuse (error, "it was deleted");
  if (chat->active)
    return TRUE;

  if (!own && !is_stranger (work, peer, &stranger, error))
    return FALSE;
  if (stranger && !check_requests (
                    work, "SELECT count (*) FROM chats WHERE active = 1 AND is_request = 1", error))
    return FALSE;

  return sotto_engine_activate_chat (work, chat, stranger, error);
}

gboolean
sotto_engine_apply (SottoWork *work, gpointer data, GError **error)
{
  const SottoIncoming *incoming = data;
  g_auto (SottoApplicationMessage) message = { 0 };
  gboolean known = FALSE;

  if (!sotto_application_message_parse (incoming->wrapped, &message, error) ||
      !check_author (work, incoming, &message, error) ||
      !is_known (work, &message.id, &known, error))
    return FALSE;
  if (known)
    return TRUE;

  if (message.type == SOTTO__APPLICATION_METADATA_MESSAGE__TYPE__CHAT_MESSAGE)
    return apply_text (work, incoming, &message, error);
  if (incoming->channel != NULL)
    return refuse (error, "a type that does not belong on a channel");
  if (sotto_payment_command_is_type (message.type))
    return sotto_engine_apply_payment (work, incoming, &message, error);
  if (message.type == SOTTO__APPLICATION_METADATA_MESSAGE__TYPE__CONTACT_UPDATE &&
      !apply_contact_update (work, incoming, &message, error))
    return FALSE;

  /* Types that this program does not handle leave nothing but their id. */
  return sotto_engine_remember (work, &message.id, error);
}

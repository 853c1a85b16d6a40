/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Commands that tell of payments, judged and stored (commands-and-stickers.md, A3 to A6).
 *
 * Each step is a message of its own, which takes the place of the one before it: that is deleted,
 * and its id remembered. The payment's row goes from one to the next. What comes before what it
 * answers, as from another device of ours, waits in `early_commands`.
 */

#include "sotto-engine-payments-private.h"

#include "sotto-chat-error.h"
#include "sotto-sql.h"
#include "sotto-engine-edit-private.h"

/* Of one person, and not answered or not checked yet. */
#define MAX_OPEN 5

/* What waits for its beginning. */
#define MAX_EARLY_OF_AUTHOR 8
#define MAX_EARLY 200
#define EARLY_KEPT_MS ((gint64) 40 * 24 * 60 * 60 * 1000)

/* What a step changes in a payment. */
typedef struct
{
  const SottoPaymentMessage *message;
  SottoPaymentState state;
  const char *payer;
  gint64 shown;
} Step;

static gboolean
refuse (GError **error, const char *rule)
{
  g_set_error_literal (error, SOTTO_CHAT_ERROR, SOTTO_CHAT_ERROR_REFUSED, rule);

  return FALSE;
}

/* (transfer full) (nullable): NULL when @message tells of no transaction. */
static GBytes *
dup_signature (const SottoPaymentMessage *message)
{
  return message->command == SOTTO_PAYMENT_COMMAND_TELL
           ? g_bytes_new (message->signature, sizeof message->signature)
           : NULL;
}

/* One chat, one use of a transaction: who lies about it is told nothing. */
static gboolean
check_unused (SottoWork *work, gint64 chat, const SottoPaymentMessage *message, GError **error)
{
  gint64 used = 0;

  if (message->command != SOTTO_PAYMENT_COMMAND_TELL)
    return TRUE;
  if (!sotto_sql_get_int (
        work->connection, &used, error,
        "SELECT EXISTS (SELECT 1 FROM payments WHERE transaction_hash = ?1 AND chat = ?2)", "hi",
        &message->transaction, chat))
    return FALSE;

  return used == 0 || refuse (error, "a transaction that was told of before");
}

/* How many payments that the other began wait for us, or for our node. */
static gboolean
check_open (SottoWork *work, gint64 chat, GError **error)
{
  gint64 n_open = 0;

  if (!sotto_sql_get_int (work->connection, &n_open, error,
                          "SELECT count (*) FROM payments WHERE chat = ?1 AND initiated = 0 "
                          "AND state IN (1, 4, 7)",
                          "i", chat))
    return FALSE;

  return n_open < MAX_OPEN || refuse (error, "too many payments wait already");
}

static gboolean
insert_payment (SottoWork *work,
                const SottoHash *id,
                const SottoChatState *chat,
                gboolean initiated,
                const Step *step,
                GError **error)
{
  const SottoPaymentMessage *message = step->message;
  gboolean told = message->command == SOTTO_PAYMENT_COMMAND_TELL;
  /* Who asks for money is paid; who asks for an address, or tells of a transaction, pays. */
  gboolean outgoing = initiated == (message->command != SOTTO_PAYMENT_COMMAND_ASK);
  g_autoptr (GBytes) signature = dup_signature (message);
  gint64 row;

  if (!sotto_sql_run (
        work->connection, error,
        "INSERT INTO payments (command, chat, message, outgoing, initiated, state, chain, value, "
        "contract, address, payer, transaction_hash, signature, began_ms, told_ms) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        "hiiiiiitttthbii", id, chat->row, step->shown, (gint64) outgoing, (gint64) initiated,
        (gint64) step->state, (gint64) SOTTO_PAYMENT_CHAIN, message->value, message->contract,
        message->address, step->payer, told ? &message->transaction : NULL, signature,
        message->clock, told ? work->now_ms : (gint64) 0))
    return FALSE;
  row = sotto_connection_get_last_insert_id (work->connection);
  sotto_changes_note (work->changes, told ? SOTTO_CHANGE_PAYMENT_TOLD : SOTTO_CHANGE_PAYMENT, row);

  return TRUE;
}

/* The message that showed the payment is gone: whoever answered it has it. */
static gboolean
remove_shown (SottoWork *work, const SottoPaymentRow *payment, GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_sql_query (
    work->connection, error, "SELECT hash FROM messages WHERE id = ?1", "i", payment->message);
  gboolean has_row;
  SottoHash hash;

  if (statement == NULL || !sotto_statement_step (statement, &has_row, error))
    return FALSE;
  if (!has_row || !sotto_statement_get_hash (statement, 0, &hash))
    return TRUE;
  sotto_statement_reset (statement);

  return sotto_engine_remove_message (work, payment->message, payment->chat, &hash, error);
}

static gboolean
advance_payment (SottoWork *work, const SottoPaymentRow *payment, const Step *step, GError **error)
{
  const SottoPaymentMessage *message = step->message;
  gboolean told = message->command == SOTTO_PAYMENT_COMMAND_TELL;
  g_autoptr (GBytes) signature = dup_signature (message);
  const char *address =
    message->command == SOTTO_PAYMENT_COMMAND_SHARE_ADDRESS ? message->address : NULL;

  sotto_changes_note (work->changes, told ? SOTTO_CHANGE_PAYMENT_TOLD : SOTTO_CHANGE_PAYMENT,
                      payment->row);

  return sotto_sql_run (work->connection, error,
                        "UPDATE payments SET message = ?2, state = ?3, "
                        "address = coalesce (?4, address), payer = ?5, transaction_hash = ?6, "
                        "signature = ?7, told_ms = ?8 WHERE id = ?1",
                        "iiitthbi", payment->row, step->shown, (gint64) step->state, address,
                        step->payer, told ? &message->transaction : NULL, signature,
                        told ? work->now_ms : (gint64) 0) &&
         remove_shown (work, payment, error);
}

static gboolean
show_incoming (SottoWork *work,
               const SottoIncoming *incoming,
               const SottoApplicationMessage *message,
               const SottoChatState *chat,
               Step *step,
               GError **error)
{
  gboolean own = sotto_public_key_equal (&message->author, &work->engine->self);
  SottoNewMessage shown = {
    .id = message->id,
    .chat = chat->row,
    .author = &message->author,
    .outgoing = own,
    .text = "",
    .content = SOTTO_MESSAGE_CONTENT_PAYMENT,
    .state = own ? SOTTO_MESSAGE_STATE_SENT : SOTTO_MESSAGE_STATE_RECEIVED,
    .timestamp_ms = step->message->clock,
    .clock = step->message->clock,
    .encryption = incoming->encryption,
    .unread = !own && sotto_engine_is_unread (work, step->message->clock, chat),
    .old = sotto_engine_is_old (work, incoming),
  };

  return sotto_engine_insert_message (work, &shown, &step->shown, error);
}

static gboolean
apply_early_cb (SottoWork *work, gpointer data, GError **error)
{
  const SottoIncoming *incoming = data;
  g_auto (SottoApplicationMessage) message = { 0 };

  return sotto_application_message_parse (incoming->wrapped, &message, error) &&
         sotto_engine_apply_payment (work, incoming, &message, error);
}

static gboolean
apply_early (SottoWork *work, gint64 row, GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_sql_query (
    work->connection, error,
    "SELECT author, wrapped, sent_seconds, encryption FROM early_commands WHERE id = ?1", "i", row);
  g_autoptr (GBytes) wrapped = NULL;
  g_autoptr (GError) failure = NULL;
  SottoIncoming incoming = { 0 };
  SottoPublicKey author;
  gboolean has_row;

  if (statement == NULL || !sotto_statement_step (statement, &has_row, error))
    return FALSE;
  wrapped = has_row ? sotto_statement_dup_bytes (statement, 1) : NULL;
  if (wrapped != NULL && sotto_sql_get_key (statement, 0, &author))
    {
      incoming.signer = &author;
      incoming.wrapped = wrapped;
      incoming.sent_seconds = (guint32) sotto_statement_get_int (statement, 2);
      incoming.encryption = (SottoEncryption) sotto_statement_get_int (statement, 3);
    }
  sotto_statement_reset (statement);
  if (!sotto_sql_run (work->connection, error, "DELETE FROM early_commands WHERE id = ?1", "i",
                      row))
    return FALSE;
  if (incoming.wrapped == NULL || sotto_work_try (work, apply_early_cb, &incoming, &failure))
    return TRUE;
  if (!sotto_work_error_is_fatal (failure))
    {
      g_debug ("Dropped a command that was early: %s", failure->message);
      return TRUE;
    }

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* What answered @id before it was there. */
static gboolean
apply_all_early (SottoWork *work, const SottoHash *id, GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_sql_query (
    work->connection, error, "SELECT id FROM early_commands WHERE command = ?1 ORDER BY clock, id",
    "h", id);
  g_autoptr (GArray) rows = statement != NULL ? sotto_engine_list_rows (statement, error) : NULL;

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    if (!apply_early (work, g_array_index (rows, gint64, i), error))
      return FALSE;

  return TRUE;
}

static gboolean
keep_early (SottoWork *work,
            const SottoIncoming *incoming,
            const SottoApplicationMessage *message,
            const SottoPaymentMessage *payment,
            GError **error)
{
  if (!sotto_sql_run (
        work->connection, error,
        "INSERT INTO early_commands (command, author, clock, wrapped, sent_seconds, encryption, "
        "stored_ms) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE "
        "(SELECT count (*) FROM early_commands WHERE author = ?2) < ?8 AND "
        "(SELECT count (*) FROM early_commands) < ?9",
        "hkibiiiii", &payment->id, &message->author, payment->clock, incoming->wrapped,
        (gint64) incoming->sent_seconds, (gint64) incoming->encryption, work->now_ms,
        (gint64) MAX_EARLY_OF_AUTHOR, (gint64) MAX_EARLY))
    return FALSE;
  if (sotto_connection_get_changes (work->connection) == 0)
    return refuse (error, "an answer to nothing that we know");

  return sotto_engine_remember (work, &message->id, error);
}

static SottoPaymentState
get_first_state (SottoPaymentCommand command)
{
  switch (command)
    {
    case SOTTO_PAYMENT_COMMAND_ASK_ADDRESS:
      return SOTTO_PAYMENT_STATE_ADDRESS_ASKED;
    case SOTTO_PAYMENT_COMMAND_ASK:
      return SOTTO_PAYMENT_STATE_ASKED;
    default:
      return SOTTO_PAYMENT_STATE_SIGNED;
    }
}

/* What begins a payment says nothing of its chat: another device of ours is understood only on the
 * topic that we share with one person. */
static gboolean
apply_beginning (SottoWork *work,
                 const SottoIncoming *incoming,
                 const SottoApplicationMessage *message,
                 const SottoPaymentMessage *payment,
                 GError **error)
{
  gboolean own = sotto_public_key_equal (&message->author, &work->engine->self);
  const SottoPublicKey *peer = own ? work->topic_peer : &message->author;
  Step step = { .message = payment, .state = get_first_state (payment->command) };
  SottoChatState chat;

  if (peer == NULL)
    return refuse (error, "our own command, to nobody knows whom");

  return sotto_engine_open_direct (work, peer, own, payment->clock, &chat, error) &&
         check_unused (work, chat.row, payment, error) &&
         (own || check_open (work, chat.row, error)) &&
         show_incoming (work, incoming, message, &chat, &step, error) &&
         insert_payment (work, &message->id, &chat, own, &step, error) &&
         apply_all_early (work, &message->id, error);
}

static gboolean
apply_answer (SottoWork *work,
              const SottoIncoming *incoming,
              const SottoApplicationMessage *message,
              const SottoPaymentMessage *payment,
              GError **error)
{
  gboolean own = sotto_public_key_equal (&message->author, &work->engine->self);
  g_autoptr (GError) failure = NULL;
  g_autoptr (SottoPaymentRow) row =
    sotto_payment_row_find (work->connection, &payment->id, &failure);
  Step step = { .message = payment };
  SottoChatState chat;

  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (row == NULL)
    return keep_early (work, incoming, message, payment, error);
  if (!own && !sotto_public_key_equal (&message->author, &row->peer))
    return refuse (error, "somebody else's payment");
  if (!sotto_payment_next_state (row->state, payment->command, own == row->outgoing, &step.state))
    return refuse (error, "an answer that does not fit any more");
  if (!sotto_rows_get_chat (work->connection, row->chat, &chat, error))
    return FALSE;
  if (payment->clock <= chat.deleted_at_clock)
    return refuse (error, "it was deleted");

  return check_unused (work, chat.row, payment, error) &&
         (!own || sotto_engine_activate_chat (work, &chat, FALSE, error)) &&
         show_incoming (work, incoming, message, &chat, &step, error) &&
         advance_payment (work, row, &step, error);
}

/* Says it: stored as sending, with its signed bytes. */
static gboolean
show_outgoing (SottoWork *work,
               const SottoChatState *chat,
               const SottoPaymentMessage *message,
               SottoHash *id,
               gint64 *shown,
               GError **error)
{
  g_autoptr (GBytes) payload = sotto_payment_message_encode (message);
  g_autoptr (GBytes) wrapped = sotto_application_message_wrap (
    work->engine->identity, (int) message->command, payload, id, error);
  SottoNewMessage stored = {
    .chat = chat->row,
    .author = &work->engine->self,
    .outgoing = TRUE,
    .text = "",
    .content = SOTTO_MESSAGE_CONTENT_PAYMENT,
    .state = SOTTO_MESSAGE_STATE_SENDING,
    .timestamp_ms = work->now_ms,
    .clock = message->clock,
    .encryption = SOTTO_ENCRYPTION_NONE,
  };

  if (wrapped == NULL)
    return FALSE;
  stored.id = *id;

  return sotto_engine_insert_message (work, &stored, shown, error) &&
         sotto_engine_insert_sending (work, chat->row, *shown, wrapped, error);
}

/* (transfer full) (nullable): the payment that is answered, if that may be said now. */
static SottoPaymentRow *
load_answered (SottoWork *work,
               const SottoOutgoingPayment *outgoing,
               SottoPaymentState *next,
               GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (SottoPaymentRow) row =
    sotto_payment_row_load (work->connection, outgoing->payment, &failure);

  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  else if (row == NULL)
    g_set_error_literal (error, SOTTO_CHAT_ERROR, SOTTO_CHAT_ERROR_NOT_FOUND,
                         "There is no such payment");
  /* Our question may not have left yet: it must not be taken away. */
  else if (!sotto_payment_next_state (row->state, outgoing->message.command, row->outgoing, next) ||
           (row->outgoing && row->state == SOTTO_PAYMENT_STATE_ADDRESS_ASKED))
    refuse (error, "The payment is further than that already");
  else
    return g_steal_pointer (&row);

  return NULL;
}

static gboolean
send_answer (SottoWork *work,
             SottoOutgoingPayment *outgoing,
             const SottoChatState *chat,
             Step *step,
             GError **error)
{
  g_autoptr (SottoPaymentRow) row = load_answered (work, outgoing, &step->state, error);
  SottoHash id;

  if (row == NULL)
    return FALSE;
  outgoing->message.has_id = TRUE;
  outgoing->message.id = row->id;

  return show_outgoing (work, chat, &outgoing->message, &id, &step->shown, error) &&
         advance_payment (work, row, step, error);
}

static gboolean
send_beginning (SottoWork *work,
                SottoOutgoingPayment *outgoing,
                const SottoChatState *chat,
                Step *step,
                GError **error)
{
  SottoHash id;

  step->state = get_first_state (outgoing->message.command);

  return show_outgoing (work, chat, &outgoing->message, &id, &step->shown, error) &&
         insert_payment (work, &id, chat, TRUE, step, error);
}

/* Another payment, told of by somebody else, that is this transaction. */
static gboolean
find_rival (SottoWork *work, const SottoPaymentRow *payment, gboolean *found, GError **error)
{
  gint64 rival = 0;

  if (!sotto_sql_get_int (work->connection, &rival, error,
                          "SELECT EXISTS (SELECT 1 FROM payments WHERE transaction_hash = ?1 "
                          "AND id <> ?2 AND outgoing = ?3 AND state IN (6, 8))",
                          "hii", &payment->transaction, payment->row, (gint64) payment->outgoing))
    return FALSE;
  *found = rival != 0;

  return TRUE;
}

static gboolean
store_verdict (SottoWork *work,
               const SottoPaymentRow *payment,
               const SottoPaymentFacts *facts,
               SottoPaymentState state,
               SottoPaymentReason reason,
               GError **error)
{
  gboolean verified =
    state == SOTTO_PAYMENT_STATE_PENDING || state == SOTTO_PAYMENT_STATE_CONFIRMED;

  sotto_changes_note (work->changes, SOTTO_CHANGE_PAYMENT, payment->row);
  if (!verified)
    return sotto_sql_run (work->connection, error,
                          "UPDATE payments SET state = ?2, reason = ?3, confirmations = 0 "
                          "WHERE id = ?1",
                          "iii", payment->row, (gint64) state, (gint64) reason);

  return sotto_sql_run (work->connection, error,
                        "UPDATE payments SET state = ?2, reason = 0, confirmations = ?3, "
                        "paid = ?4, paid_contract = lower (?5), payer = lower (?6), "
                        "address = lower (?7) WHERE id = ?1",
                        "iiitttt", payment->row, (gint64) state, (gint64) facts->confirmations,
                        facts->amount, facts->contract, facts->payer, facts->payee);
}

/* For the rest of the layer. */

gboolean
sotto_engine_apply_payment (SottoWork *work,
                            const SottoIncoming *incoming,
                            const SottoApplicationMessage *message,
                            GError **error)
{
  SottoPaymentContext context = {
    .author = &message->author,
    .sent_seconds = incoming->sent_seconds,
    .now_ms = (guint64) work->now_ms,
  };
  g_auto (SottoPaymentMessage) payment = { 0 };

  if (!sotto_payment_message_parse (message->type, message->payload, &context, &payment, error))
    return FALSE;

  return payment.has_id ? apply_answer (work, incoming, message, &payment, error)
                        : apply_beginning (work, incoming, message, &payment, error);
}

void
sotto_outgoing_payment_free (SottoOutgoingPayment *outgoing)
{
  sotto_payment_message_clear (&outgoing->message);
  g_free (outgoing->payer);
  g_free (outgoing);
}

gboolean
sotto_engine_send_payment (SottoWork *work, gpointer data, GError **error)
{
  SottoOutgoingPayment *outgoing = data;
  Step step = { .message = &outgoing->message, .payer = outgoing->payer };
  SottoChatState chat;
  gboolean success;

  if (!sotto_engine_check_chat (work, outgoing->chat, &chat, error))
    return FALSE;
  if (chat.kind != SOTTO_CHAT_KIND_DIRECT)
    return refuse (error, "Money is a matter of two");
  if (!check_unused (work, chat.row, &outgoing->message, error))
    return FALSE;

  outgoing->message.clock =
    (gint64) sotto_next_clock ((guint64) chat.last_clock, (guint64) work->now_ms);
  /* Whoever answers has accepted. */
  success = sotto_engine_activate_chat (work, &chat, FALSE, error) &&
            (outgoing->payment != 0 ? send_answer (work, outgoing, &chat, &step, error)
                                    : send_beginning (work, outgoing, &chat, &step, error));
  outgoing->shown = step.shown;

  return success;
}

void
sotto_judged_payment_free (SottoJudgedPayment *judged)
{
  sotto_payment_facts_clear (&judged->facts);
  g_free (judged);
}

gboolean
sotto_engine_judge_payment (SottoWork *work, gpointer data, GError **error)
{
  SottoJudgedPayment *judged = data;
  g_autoptr (SottoPaymentRow) payment =
    sotto_payment_row_load (work->connection, judged->payment, error);
  SottoPaymentReason reason;
  SottoPaymentState state;
  gboolean rival = FALSE;

  /* Deleted meanwhile, or forged once and for all. */
  if (payment == NULL || payment->state == SOTTO_PAYMENT_STATE_FORGED)
    return *error == NULL;
  if (!payment->told)
    return refuse (error, "There is no transaction yet");

  state = sotto_payment_judge (payment, payment->outgoing ? &work->engine->self : &payment->peer,
                               &judged->facts, &reason);
  if (!find_rival (work, payment, &rival, error))
    return FALSE;
  if (rival && (state == SOTTO_PAYMENT_STATE_PENDING || state == SOTTO_PAYMENT_STATE_CONFIRMED))
    {
      state = SOTTO_PAYMENT_STATE_FORGED;
      reason = SOTTO_PAYMENT_REASON_USED;
    }

  return store_verdict (work, payment, &judged->facts, state, reason, error);
}

gboolean
sotto_engine_forget_payments (SottoWork *work, gint64 chat, GError **error)
{
  return sotto_sql_run (work->connection, error, "DELETE FROM payments WHERE chat = ?1", "i", chat);
}

gboolean
sotto_engine_forget_early (SottoWork *work, const SottoPublicKey *author, GError **error)
{
  return sotto_sql_run (work->connection, error, "DELETE FROM early_commands WHERE author = ?1",
                        "k", author);
}

gboolean
sotto_engine_prune_early (SottoWork *work, GError **error)
{
  return sotto_sql_run (work->connection, error, "DELETE FROM early_commands WHERE stored_ms < ?1",
                        "i", work->now_ms - EARLY_KEPT_MS);
}

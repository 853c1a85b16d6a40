/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Asks our own node what a transaction is that somebody told of (commands-and-stickers.md, A4):
 * first the transaction with its receipt, then the block that it is in. What to make of the facts
 * is the messenger's to say. */

#include "sotto-session-payments-private.h"

#include <string.h>

#include "sotto-call-intent.h"
#include "sotto-chain-answers.h"
#include "sotto-chain-questions.h"
#include "sotto-wallet-chains.h"
#include "sotto-wallet-networks.h"

/* How often it is looked: at first, at most, and for how long (ms). */
#define FIRST_DELAY_MS 15000
#define LAST_DELAY_MS (10 * 60 * 1000)
#define GIVE_UP_MS ((gint64) 48 * 60 * 60 * 1000)

enum
{
  ASK_TRANSACTION,
  ASK_RECEIPT,
  ASK_HEAD,
  N_QUESTIONS,
};

struct _SottoSessionPaymentCheck
{
  SottoMessenger *messenger;
  SottoWallet *wallet;
  SottoClock *clock;
  SottoPayment *payment;
  SottoHash hash;
  GCancellable *cancellable;
  guint timer;
  guint delay_ms;

  /* What the node said this time. */
  gboolean is_there;
  SottoChainTransaction transaction;
  gboolean is_in_block;
  SottoChainReceipt receipt;
  guint64 head;
};

static void look (SottoSessionPaymentCheck *self);

static void
check_clear (SottoSessionPaymentCheck *self)
{
  sotto_chain_transaction_clear (&self->transaction);
  sotto_chain_receipt_clear (&self->receipt);
  g_object_unref (self->cancellable);
  g_object_unref (self->payment);
  g_object_unref (self->clock);
  g_object_unref (self->messenger);
  g_object_unref (self->wallet);
}

/* Whatever is being asked holds it. */
static void
check_unref (SottoSessionPaymentCheck *self)
{
  g_rc_box_release_full (self, (GDestroyNotify) check_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoSessionPaymentCheck, check_unref)

static gboolean
is_over (SottoSessionPaymentCheck *self)
{
  return g_cancellable_is_cancelled (self->cancellable);
}

static gboolean
look_cb (gpointer user_data)
{
  SottoSessionPaymentCheck *self = user_data;

  self->timer = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

static void
look_later (SottoSessionPaymentCheck *self, gboolean is_news)
{
  SottoPaymentState state = sotto_payment_get_state (self->payment);

  if (state == SOTTO_PAYMENT_STATE_CONFIRMED || state == SOTTO_PAYMENT_STATE_FORGED ||
      state == SOTTO_PAYMENT_STATE_UNVERIFIED || self->timer != 0)
    return;
  self->delay_ms = is_news ? FIRST_DELAY_MS : MIN (self->delay_ms * 2, LAST_DELAY_MS);
  self->timer = sotto_clock_add_timer (self->clock, self->delay_ms, look_cb, self);
}

static void
forget_answers (SottoSessionPaymentCheck *self)
{
  sotto_chain_transaction_clear (&self->transaction);
  sotto_chain_receipt_clear (&self->receipt);
  memset (&self->transaction, 0, sizeof self->transaction);
  memset (&self->receipt, 0, sizeof self->receipt);
}

static void
judged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoSessionPaymentCheck) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean success =
    sotto_messenger_payment_verdict_finish (SOTTO_MESSENGER (source), result, &error);

  if (is_over (self))
    return;
  if (!success)
    g_message ("What the chain says of a payment could not be stored: %s", error->message);
  look_later (self, success);
}

static void
judge (SottoSessionPaymentCheck *self, const SottoPaymentVerdict *verdict)
{
  sotto_messenger_payment_verdict_async (self->messenger, self->payment, verdict, self->cancellable,
                                         judged_cb, g_rc_box_acquire (self));
}

/* What the token itself wrote: who got how much. FALSE if it moved nothing to @payee. */
static gboolean
find_moved (SottoSessionPaymentCheck *self, const SottoCallIntent *intent, SottoU256 *amount)
{
  GArray *logs = self->receipt.logs;

  for (guint i = 0; logs != NULL && i < logs->len; i++)
    {
      g_autoptr (GArray) moves = NULL;
      SottoEventLog event;

      sotto_chain_log_to_event (&g_array_index (logs, SottoChainLog, i), &event);
      moves = sotto_transfer_parse (&event);
      for (guint j = 0; j < moves->len; j++)
        {
          const SottoTransfer *move = &g_array_index (moves, SottoTransfer, j);

          if (move->kind == SOTTO_TRANSFER_TOKEN &&
              memcmp (move->contract, intent->contract, SOTTO_ADDRESS_LENGTH) == 0 &&
              memcmp (move->to, intent->party, SOTTO_ADDRESS_LENGTH) == 0 &&
              memcmp (move->from, self->transaction.from, SOTTO_ADDRESS_LENGTH) == 0)
            {
              *amount = move->amount;
              return TRUE;
            }
        }
    }
  return FALSE;
}

static void
read_intent (SottoSessionPaymentCheck *self, SottoCallIntent *intent)
{
  SottoEthTransaction call = {
    .has_recipient = !self->transaction.creates,
    .value = self->transaction.value,
    .data = self->transaction.data,
  };

  memcpy (call.recipient, self->transaction.to, sizeof call.recipient);
  sotto_call_intent_read (&call, self->transaction.from, intent);
}

static gboolean
is_ours (SottoSessionPaymentCheck *self, const guint8 *address)
{
  return sotto_wallet_find_account (self->wallet, address) != NULL;
}

/* @time: of the block, seconds since 1970; 0: in none. */
static void
judge_transaction (SottoSessionPaymentCheck *self, guint64 time)
{
  g_autofree char *payer = sotto_address_to_string (self->transaction.from);
  g_autofree char *payee = NULL;
  g_autofree char *contract = NULL;
  char amount_text[SOTTO_U256_DECIMAL_SIZE];
  SottoCallIntent intent;
  SottoU256 amount;
  SottoPaymentVerdict verdict = {
    .state = SOTTO_PAYMENT_STATE_PENDING,
    .chain_id = SOTTO_PAYMENT_CHAIN,
    .payer = payer,
    .amount = amount_text,
    .block_ms = (gint64) MIN (time, G_MAXINT64 / 1000) * 1000,
  };

  read_intent (self, &intent);
  if (intent.kind != SOTTO_INTENT_PAY && intent.kind != SOTTO_INTENT_TRANSFER)
    {
      verdict.state = SOTTO_PAYMENT_STATE_FORGED;
      verdict.reason = SOTTO_PAYMENT_REASON_RECIPIENT;
      judge (self, &verdict);
      return;
    }
  amount = intent.kind == SOTTO_INTENT_PAY ? self->transaction.value : intent.amount;
  if (self->is_in_block)
    {
      verdict.confirmations = (guint) MIN (
        self->head >= self->receipt.block ? self->head - self->receipt.block + 1 : 1, G_MAXUINT);
      if ((self->receipt.says_result && !self->receipt.has_succeeded) ||
          (intent.kind == SOTTO_INTENT_TRANSFER && !find_moved (self, &intent, &amount)))
        verdict.state = SOTTO_PAYMENT_STATE_FAILED;
    }
  if (!sotto_payment_is_outgoing (self->payment) && !is_ours (self, intent.party))
    {
      verdict.state = SOTTO_PAYMENT_STATE_FORGED;
      verdict.reason = SOTTO_PAYMENT_REASON_RECIPIENT;
    }
  sotto_u256_to_decimal (&amount, amount_text);
  payee = sotto_address_to_string (intent.party);
  verdict.payee = payee;
  if (intent.kind == SOTTO_INTENT_TRANSFER)
    verdict.contract = contract = sotto_address_to_string (intent.contract);
  judge (self, &verdict);
}

static void
block_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) answers = sotto_chain_call_finish (SOTTO_CHAIN (source), result, &error);
  g_autoptr (SottoSessionPaymentCheck) self = user_data;
  SottoChainBlock block;
  gboolean is_there = FALSE;

  if (is_over (self))
    return;
  if (answers == NULL ||
      !sotto_chain_read_block (g_ptr_array_index (answers, 0), &is_there, &block, &error) ||
      !is_there || !sotto_hash_equal (&block.hash, &self->receipt.block_hash))
    look_later (self, FALSE);
  else
    judge_transaction (self, block.timestamp);
}

/* Our own: the wallet knows what became of it. */
static SottoWalletTransaction *
find_own (SottoSessionPaymentCheck *self)
{
  GListModel *list = sotto_wallet_get_transactions (self->wallet);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      /* The list keeps it. */
      g_autoptr (SottoWalletTransaction) transaction = g_list_model_get_item (list, i);

      if (sotto_hash_equal (sotto_wallet_transaction_get_hash (transaction), &self->hash))
        return transaction;
    }
  return NULL;
}

static void
judge_missing (SottoSessionPaymentCheck *self)
{
  gint64 now = (gint64) sotto_clock_get_milliseconds (self->clock);
  SottoWalletTransaction *own = find_own (self);
  SottoPaymentVerdict verdict = { .chain_id = SOTTO_PAYMENT_CHAIN };

  if (own != NULL && sotto_wallet_transaction_get_state (own) == SOTTO_WALLET_TRANSACTION_REPLACED)
    verdict.state = SOTTO_PAYMENT_STATE_REPLACED;
  else if (now - sotto_payment_get_told (self->payment) > GIVE_UP_MS)
    verdict.state = SOTTO_PAYMENT_STATE_UNVERIFIED;
  else if (sotto_payment_get_state (self->payment) != SOTTO_PAYMENT_STATE_SIGNED)
    verdict.state = SOTTO_PAYMENT_STATE_SIGNED;
  if (verdict.state != 0)
    judge (self, &verdict);
  else
    look_later (self, FALSE);
}

static gboolean
read_answers (SottoSessionPaymentCheck *self, GPtrArray *answers)
{
  forget_answers (self);
  return sotto_chain_read_transaction (g_ptr_array_index (answers, ASK_TRANSACTION),
                                       &self->is_there, &self->transaction, NULL) &&
         sotto_chain_read_receipt (g_ptr_array_index (answers, ASK_RECEIPT), &self->is_in_block,
                                   &self->receipt, NULL) &&
         sotto_chain_read_u64 (g_ptr_array_index (answers, ASK_HEAD), &self->head, NULL) &&
         (!self->is_there || sotto_hash_equal (&self->transaction.hash, &self->hash));
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) answers = sotto_chain_call_finish (SOTTO_CHAIN (source), result, &error);
  g_autoptr (SottoSessionPaymentCheck) self = user_data;
  char number[SOTTO_CHAIN_BLOCK_SIZE];
  SottoRpcCall call;

  if (is_over (self))
    return;
  if (answers == NULL || !read_answers (self, answers))
    look_later (self, FALSE);
  else if (!self->is_there)
    judge_missing (self);
  else if (!self->is_in_block || sotto_payment_is_outgoing (self->payment))
    /* How old a transaction is matters for what others claim. */
    judge_transaction (self, 0);
  else
    {
      sotto_chain_write_block (self->receipt.block, number);
      call = sotto_chain_ask_block (number);
      sotto_chain_call_async (SOTTO_CHAIN (source), &call, 1, self->cancellable, block_cb,
                              g_rc_box_acquire (self));
      sotto_rpc_call_clear (&call);
    }
}

static void
look (SottoSessionPaymentCheck *self)
{
  SottoWalletNetwork *network = sotto_wallet_find_network (self->wallet, SOTTO_PAYMENT_CHAIN);
  SottoChain *chain = network != NULL ? sotto_wallet_get_chain (self->wallet, network, NULL) : NULL;
  SottoRpcCall calls[N_QUESTIONS];

  if (chain == NULL)
    {
      look_later (self, TRUE);
      return;
    }
  calls[ASK_TRANSACTION] = sotto_chain_ask_transaction (&self->hash);
  calls[ASK_RECEIPT] = sotto_chain_ask_receipt (&self->hash);
  calls[ASK_HEAD] = sotto_chain_ask_block_number ();
  sotto_chain_call_async (chain, calls, N_QUESTIONS, self->cancellable, answered_cb,
                          g_rc_box_acquire (self));
  for (guint i = 0; i < N_QUESTIONS; i++)
    sotto_rpc_call_clear (&calls[i]);
}

/* For the session. */

SottoSessionPaymentCheck *
sotto_session_payment_check_new (SottoMessenger *messenger,
                                 SottoWallet *wallet,
                                 SottoClock *clock,
                                 SottoPayment *payment)
{
  SottoSessionPaymentCheck *self = g_rc_box_new0 (SottoSessionPaymentCheck);

  self->messenger = g_object_ref (messenger);
  self->wallet = g_object_ref (wallet);
  self->clock = g_object_ref (clock);
  self->payment = g_object_ref (payment);
  self->cancellable = g_cancellable_new ();
  self->delay_ms = FIRST_DELAY_MS;
  if (sotto_hash_from_hex (&self->hash, sotto_payment_get_transaction_hash (payment), NULL))
    look (self);
  return self;
}

void
sotto_session_payment_check_free (SottoSessionPaymentCheck *self)
{
  g_cancellable_cancel (self->cancellable);
  sotto_clock_clear_timer (self->clock, &self->timer);
  check_unref (self);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is about to be signed. All numbers on a screen and all bytes that are signed come from here.
 */

#include "sotto-wallet-review-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sotto-amount.h"
#include "sotto-token-call.h"
#include "sotto-wallet-error.h"

/* A fee above this many wei is remarked on: 0.05 of a coin with 18 decimals. */
#define HIGH_FEE G_GUINT64_CONSTANT (50000000000000000)

struct _SottoWalletReview
{
  GObject parent_instance;

  SottoWalletAccount *account;
  SottoWalletNetwork *network;
  SottoWalletToken *token;
  guint8 recipient[SOTTO_ADDRESS_LENGTH];
  SottoWalletName *name;
  SottoU256 amount;
  gboolean everything;
  gint64 replaces;
  SottoWalletFacts facts;

  SottoFeeSpeed speed;
  SottoFee fee;
  SottoEthTransaction transaction;
  SottoU256 expected_fee;
  SottoU256 highest_fee;
  SottoU256 coin_after;
  SottoU256 token_after;
};

G_DEFINE_FINAL_TYPE (SottoWalletReview, sotto_wallet_review, G_TYPE_OBJECT)

static void
sotto_wallet_review_finalize (GObject *object)
{
  SottoWalletReview *self = SOTTO_WALLET_REVIEW (object);

  g_clear_object (&self->account);
  g_clear_object (&self->network);
  g_clear_object (&self->token);
  g_clear_pointer (&self->name, sotto_wallet_name_free);
  g_free (self->facts.look_alike);
  sotto_eth_transaction_clear (&self->transaction);
  G_OBJECT_CLASS (sotto_wallet_review_parent_class)->finalize (object);
}

static void
sotto_wallet_review_class_init (SottoWalletReviewClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sotto_wallet_review_finalize;
}

static void
sotto_wallet_review_init (SottoWalletReview *self)
{
}

static void
set_lack (GError **error, const SottoU256 *missing, const char *symbol, guint decimals)
{
  g_autofree char *amount = sotto_amount_format_exact (missing, '.', (guint8) decimals);

  g_set_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_FUNDS,
               /* Translators: an amount and the name of a coin, such as "0.5 ETH". */
               _ ("The account has not enough: %s %s is missing."), amount, symbol);
}

/* What is left of @balance after @needed. */
static gboolean
take (const SottoU256 *balance,
      const SottoU256 *needed,
      SottoU256 *left,
      const char *symbol,
      guint decimals,
      GError **error)
{
  SottoU256 missing;

  if (sotto_u256_subtract (balance, needed, left))
    return TRUE;
  if (sotto_u256_subtract (needed, balance, &missing))
    set_lack (error, &missing, symbol, decimals);
  return FALSE;
}

static gboolean
take_coin (SottoWalletReview *self, const SottoU256 *balance, SottoU256 *left, GError **error)
{
  SottoU256 needed = self->highest_fee;

  if (!sotto_u256_add (&needed, &self->transaction.value, &needed))
    needed = SOTTO_U256_MAX;
  return take (balance, &needed, left, sotto_wallet_network_get_symbol (self->network),
               sotto_wallet_network_get_decimals (self->network), error);
}

static gboolean
take_token (SottoWalletReview *self, const SottoU256 *balance, SottoU256 *left, GError **error)
{
  *left = SOTTO_U256_ZERO;
  return self->token == NULL ||
         take (balance, &self->amount, left, sotto_wallet_token_get_symbol (self->token),
               sotto_wallet_token_get_decimals (self->token), error);
}

/* The price that a unit of gas will have if the next block is as expected. */
static SottoU256
get_expected_price (SottoWalletReview *self)
{
  SottoU256 price;

  if (!sotto_u256_add (&self->facts.base_fee, &self->fee.max_priority_fee, &price) ||
      sotto_u256_compare (&price, &self->fee.max_fee) > 0)
    return self->fee.max_fee;
  return price;
}

static gboolean
count_fees (SottoWalletReview *self, GError **error)
{
  SottoU256 price = get_expected_price (self);
  SottoU256 high = sotto_u256_from_u64 (HIGH_FEE);

  if (!sotto_fees_cost (self->facts.gas_estimate, &price, &self->expected_fee) ||
      !sotto_fees_cost (self->facts.gas, &self->fee.max_fee, &self->highest_fee) ||
      !sotto_u256_add (&self->expected_fee, &self->facts.data_fee, &self->expected_fee) ||
      !sotto_u256_add (&self->highest_fee, &self->facts.data_fee, &self->highest_fee))
    {
      g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_FUNDS,
                           _ ("The fee is larger than any balance."));
      return FALSE;
    }
  self->facts.warnings &= ~(guint) SOTTO_WALLET_WARNING_HIGH_FEE;
  if (sotto_u256_compare (&self->highest_fee, &high) > 0)
    self->facts.warnings |= SOTTO_WALLET_WARNING_HIGH_FEE;
  return TRUE;
}

/* All there is of what is sent. */
static gboolean
count_everything (SottoWalletReview *self, GError **error)
{
  if (self->token != NULL)
    self->amount = self->facts.token_balance;
  else if (!take (&self->facts.coin_balance, &self->highest_fee, &self->amount,
                  sotto_wallet_network_get_symbol (self->network),
                  sotto_wallet_network_get_decimals (self->network), error))
    return FALSE;
  return TRUE;
}

static void
write_transaction (SottoWalletReview *self)
{
  SottoEthTransaction *transaction = &self->transaction;

  transaction->type =
    self->facts.is_legacy ? SOTTO_ETH_TRANSACTION_LEGACY : SOTTO_ETH_TRANSACTION_DYNAMIC_FEE;
  transaction->chain_id = sotto_wallet_network_get_chain_id (self->network);
  transaction->nonce = self->facts.nonce;
  transaction->gas_limit = self->facts.gas;
  if (self->facts.is_legacy)
    transaction->gas_price = self->fee.max_fee;
  else
    {
      transaction->max_fee = self->fee.max_fee;
      transaction->max_priority_fee = self->fee.max_priority_fee;
    }
  transaction->has_recipient = TRUE;
  if (self->token == NULL)
    {
      memcpy (transaction->recipient, self->recipient, SOTTO_ADDRESS_LENGTH);
      transaction->value = self->amount;
      return;
    }
  memcpy (transaction->recipient, sotto_wallet_token_get_address_bytes (self->token),
          SOTTO_ADDRESS_LENGTH);
  transaction->data = sotto_token_call_transfer (self->recipient, &self->amount);
}

/* Everything that follows from the order, the facts and the fee. */
static gboolean
complete (SottoWalletReview *self, GError **error)
{
  if (!count_fees (self, error) || (self->everything && !count_everything (self, error)))
    return FALSE;
  write_transaction (self);
  return take_token (self, &self->facts.token_balance, &self->token_after, error) &&
         take_coin (self, &self->facts.coin_balance, &self->coin_after, error);
}

static SottoWalletReview *
copy_with_fee (SottoWalletReview *self, SottoFeeSpeed speed, const SottoFee *fee, GError **error)
{
  g_autoptr (SottoWalletReview) copy = g_object_new (SOTTO_TYPE_WALLET_REVIEW, NULL);

  copy->account = g_object_ref (self->account);
  copy->network = g_object_ref (self->network);
  g_set_object (&copy->token, self->token);
  memcpy (copy->recipient, self->recipient, sizeof copy->recipient);
  copy->name = sotto_wallet_name_copy (self->name);
  copy->amount = self->amount;
  copy->everything = self->everything;
  copy->replaces = self->replaces;
  copy->facts = self->facts;
  copy->facts.look_alike = g_strdup (self->facts.look_alike);
  copy->speed = speed;
  copy->fee = *fee;
  return complete (copy, error) ? g_steal_pointer (&copy) : NULL;
}

/* For the rest of the layer. */

SottoWalletReview *
sotto_wallet_review_new (const SottoWalletOrder *order,
                         const SottoWalletFacts *facts,
                         gint64 replaces,
                         GError **error)
{
  g_autoptr (SottoWalletReview) self = g_object_new (SOTTO_TYPE_WALLET_REVIEW, NULL);

  self->account = g_object_ref (order->account);
  self->network = g_object_ref (order->network);
  g_set_object (&self->token, order->token);
  memcpy (self->recipient, order->recipient, sizeof self->recipient);
  self->name = sotto_wallet_name_copy (order->name);
  self->amount = order->amount;
  self->everything = order->everything;
  self->replaces = replaces;
  self->facts = *facts;
  self->facts.look_alike = g_strdup (facts->look_alike);
  self->speed = SOTTO_FEE_NORMAL;
  self->fee = facts->fees[SOTTO_FEE_NORMAL];
  return complete (self, error) ? g_steal_pointer (&self) : NULL;
}

gint64
sotto_wallet_review_get_replaces (SottoWalletReview *self)
{
  return self->replaces;
}

const SottoWalletFacts *
sotto_wallet_review_get_facts (SottoWalletReview *self)
{
  return &self->facts;
}

gboolean
sotto_wallet_review_check_funds (SottoWalletReview *self,
                                 const SottoU256 *coin,
                                 const SottoU256 *token,
                                 GError **error)
{
  SottoU256 left;

  return take_token (self, token, &left, error) && take_coin (self, coin, &left, error);
}

/* Public, in the header's order. */

SottoWalletAccount *
sotto_wallet_review_get_account (SottoWalletReview *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_REVIEW (self), NULL);

  return self->account;
}

SottoWalletNetwork *
sotto_wallet_review_get_network (SottoWalletReview *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_REVIEW (self), NULL);

  return self->network;
}

SottoWalletToken *
sotto_wallet_review_get_token (SottoWalletReview *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_REVIEW (self), NULL);

  return self->token;
}

const SottoEthTransaction *
sotto_wallet_review_get_transaction (SottoWalletReview *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_REVIEW (self), NULL);

  return &self->transaction;
}

const guint8 *
sotto_wallet_review_get_recipient (SottoWalletReview *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_REVIEW (self), NULL);

  return self->recipient;
}

const SottoWalletName *
sotto_wallet_review_get_name (SottoWalletReview *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_REVIEW (self), NULL);

  return self->name;
}

gboolean
sotto_wallet_review_is_replacement (SottoWalletReview *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_REVIEW (self), FALSE);

  return self->replaces != 0;
}

gboolean
sotto_wallet_review_is_cancellation (SottoWalletReview *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_REVIEW (self), FALSE);

  return self->replaces != 0 && self->token == NULL && sotto_u256_is_zero (&self->amount) &&
         memcmp (self->recipient, sotto_wallet_account_get_address_bytes (self->account),
                 SOTTO_ADDRESS_LENGTH) == 0;
}

const SottoU256 *
sotto_wallet_review_get_amount (SottoWalletReview *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_REVIEW (self), NULL);

  return &self->amount;
}

const SottoU256 *
sotto_wallet_review_get_expected_fee (SottoWalletReview *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_REVIEW (self), NULL);

  return &self->expected_fee;
}

const SottoU256 *
sotto_wallet_review_get_highest_fee (SottoWalletReview *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_REVIEW (self), NULL);

  return &self->highest_fee;
}

const SottoU256 *
sotto_wallet_review_get_coin_after (SottoWalletReview *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_REVIEW (self), NULL);

  return &self->coin_after;
}

const SottoU256 *
sotto_wallet_review_get_token_after (SottoWalletReview *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_REVIEW (self), NULL);

  return &self->token_after;
}

guint
sotto_wallet_review_get_warnings (SottoWalletReview *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_REVIEW (self), 0);

  return self->facts.warnings;
}

const char *
sotto_wallet_review_get_look_alike (SottoWalletReview *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_REVIEW (self), NULL);

  return self->facts.look_alike;
}

const char *
sotto_wallet_warning_get_text (SottoWalletWarning warning)
{
  switch (warning)
    {
    case SOTTO_WALLET_WARNING_LOOK_ALIKE:
      return _ ("This address looks like one you know, and is another. Such addresses are made to "
                "deceive. Compare every digit.");
    case SOTTO_WALLET_WARNING_DELEGATED:
      return _ ("The recipient's account is run by a contract.");
    case SOTTO_WALLET_WARNING_CONTRACT:
      return _ ("The recipient is a contract, not a person. What it cannot use is lost.");
    case SOTTO_WALLET_WARNING_NAME_ELSEWHERE:
      return _ (
        "This name has an address on Ethereum, and none on this network. Make sure that the "
        "recipient can use the address here as well.");
    case SOTTO_WALLET_WARNING_FIRST_TIME:
      return _ ("You send to this address for the first time.");
    case SOTTO_WALLET_WARNING_HIGH_FEE:
      return _ ("The fee may be unusually high.");
    case SOTTO_WALLET_WARNING_WAITS:
      return _ ("Earlier transactions of this account are not in a block yet: this one comes after "
                "them.");
    case SOTTO_WALLET_WARNING_OWN:
      return _ ("You send to the account that you pay from.");
    case SOTTO_WALLET_WARNING_TESTNET:
      return _ ("This is a test network: its money is worth nothing.");
    default:
      return "";
    }
}

SottoFeeSpeed
sotto_wallet_review_get_speed (SottoWalletReview *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_REVIEW (self), SOTTO_FEE_NORMAL);

  return self->speed;
}

SottoFee
sotto_wallet_review_get_fee (SottoWalletReview *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_REVIEW (self), (SottoFee){ 0 });

  return self->fee;
}

gboolean
sotto_wallet_review_is_legacy (SottoWalletReview *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_REVIEW (self), FALSE);

  return self->facts.is_legacy;
}

SottoWalletReview *
sotto_wallet_review_with_speed (SottoWalletReview *self, SottoFeeSpeed speed, GError **error)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_REVIEW (self), NULL);
  g_return_val_if_fail (speed >= SOTTO_FEE_SLOW && speed <= SOTTO_FEE_FAST, NULL);

  return copy_with_fee (self, speed, &self->facts.fees[speed], error);
}

/* What no block would take is not offered, and a replacement offers what pools ask for. */
static gboolean
check_fee (SottoWalletReview *self, const SottoFee *fee, GError **error)
{
  const SottoFee *least = &self->facts.fees[SOTTO_FEE_SLOW];

  if (!self->facts.is_legacy && sotto_u256_compare (&fee->max_priority_fee, &fee->max_fee) > 0)
    g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_REFUSED,
                         _ ("The tip cannot be more than the whole fee."));
  else if (sotto_u256_compare (&fee->max_fee, &self->facts.base_fee) < 0)
    g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_REFUSED,
                         _ ("No block takes a fee as low as this."));
  else if (self->replaces != 0 &&
           (sotto_u256_compare (&fee->max_fee, &least->max_fee) < 0 ||
            sotto_u256_compare (&fee->max_priority_fee, &least->max_priority_fee) < 0))
    g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_REFUSED,
                         _ ("What takes the place of another has to offer more than it."));
  else
    return TRUE;
  return FALSE;
}

SottoWalletReview *
sotto_wallet_review_with_fee (SottoWalletReview *self, const SottoFee *fee, GError **error)
{
  SottoFee offered;

  g_return_val_if_fail (SOTTO_IS_WALLET_REVIEW (self) && fee != NULL, NULL);

  offered = *fee;
  if (self->facts.is_legacy)
    offered.max_priority_fee = offered.max_fee;
  return check_fee (self, &offered, error) ? copy_with_fee (self, self->speed, &offered, error)
                                           : NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One payment, as front ends see it. */

#include "sotto-payment-private.h"

#include "sotto-text.h"

#define ETHER_DECIMALS 18

struct _SottoPayment
{
  GObject parent_instance;

  SottoPaymentRow *row;
  char *id;
  char *transaction_hash;
  char *symbol;
  int decimals;
};

G_DEFINE_FINAL_TYPE (SottoPayment, sotto_payment, G_TYPE_OBJECT)

enum
{
  PROP_ID = 1,
  PROP_CHAT_ID,
  PROP_OUTGOING,
  PROP_INITIATED,
  PROP_CHAIN_ID,
  PROP_STATE,
  PROP_VERIFIED,
  PROP_AMOUNT,
  PROP_REQUESTED_AMOUNT,
  PROP_CONTRACT,
  PROP_ADDRESS,
  PROP_PAYER,
  PROP_TRANSACTION_HASH,
  PROP_CONFIRMATIONS,
  PROP_REASON,
  PROP_DECIMALS,
  PROP_SYMBOL,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

GType
sotto_payment_state_get_type (void)
{
  static const GEnumValue values[] = {
    { SOTTO_PAYMENT_STATE_ADDRESS_ASKED, "SOTTO_PAYMENT_STATE_ADDRESS_ASKED", "address-asked" },
    { SOTTO_PAYMENT_STATE_ADDRESS_DECLINED, "SOTTO_PAYMENT_STATE_ADDRESS_DECLINED",
      "address-declined" },
    { SOTTO_PAYMENT_STATE_ADDRESS_SHARED, "SOTTO_PAYMENT_STATE_ADDRESS_SHARED", "address-shared" },
    { SOTTO_PAYMENT_STATE_ASKED, "SOTTO_PAYMENT_STATE_ASKED", "asked" },
    { SOTTO_PAYMENT_STATE_DECLINED, "SOTTO_PAYMENT_STATE_DECLINED", "declined" },
    { SOTTO_PAYMENT_STATE_PENDING, "SOTTO_PAYMENT_STATE_PENDING", "pending" },
    { SOTTO_PAYMENT_STATE_SIGNED, "SOTTO_PAYMENT_STATE_SIGNED", "signed" },
    { SOTTO_PAYMENT_STATE_CONFIRMED, "SOTTO_PAYMENT_STATE_CONFIRMED", "confirmed" },
    { SOTTO_PAYMENT_STATE_FAILED, "SOTTO_PAYMENT_STATE_FAILED", "failed" },
    { SOTTO_PAYMENT_STATE_REPLACED, "SOTTO_PAYMENT_STATE_REPLACED", "replaced" },
    { SOTTO_PAYMENT_STATE_FORGED, "SOTTO_PAYMENT_STATE_FORGED", "forged" },
    { SOTTO_PAYMENT_STATE_UNVERIFIED, "SOTTO_PAYMENT_STATE_UNVERIFIED", "unverified" },
    { 0, NULL, NULL },
  };
  static GType type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("SottoPaymentState", values));
  return type;
}

GType
sotto_payment_reason_get_type (void)
{
  static const GEnumValue values[] = {
    { SOTTO_PAYMENT_REASON_NONE, "SOTTO_PAYMENT_REASON_NONE", "none" },
    { SOTTO_PAYMENT_REASON_SENDER, "SOTTO_PAYMENT_REASON_SENDER", "sender" },
    { SOTTO_PAYMENT_REASON_RECIPIENT, "SOTTO_PAYMENT_REASON_RECIPIENT", "recipient" },
    { SOTTO_PAYMENT_REASON_TOKEN, "SOTTO_PAYMENT_REASON_TOKEN", "token" },
    { SOTTO_PAYMENT_REASON_AMOUNT, "SOTTO_PAYMENT_REASON_AMOUNT", "amount" },
    { SOTTO_PAYMENT_REASON_USED, "SOTTO_PAYMENT_REASON_USED", "used" },
    { SOTTO_PAYMENT_REASON_TOO_OLD, "SOTTO_PAYMENT_REASON_TOO_OLD", "too-old" },
    { SOTTO_PAYMENT_REASON_CHAIN, "SOTTO_PAYMENT_REASON_CHAIN", "chain" },
    { 0, NULL, NULL },
  };
  static GType type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("SottoPaymentReason", values));
  return type;
}

static char *
format_hash (const SottoHash *hash)
{
  g_autofree char *hex = sotto_hash_to_hex (hash);

  return g_strconcat ("0x", hex, NULL);
}

static gboolean
row_is_verified (const SottoPaymentRow *row)
{
  return row->state == SOTTO_PAYMENT_STATE_PENDING || row->state == SOTTO_PAYMENT_STATE_CONFIRMED;
}

/* What is paid, once it is verified, and before that what was asked for. */
static const char *
get_amount (const SottoPaymentRow *row)
{
  return row_is_verified (row) && row->paid != NULL ? row->paid : row->value;
}

static const char *
get_contract (const SottoPaymentRow *row)
{
  return row_is_verified (row) && row->paid != NULL ? row->paid_contract : row->contract;
}

static void
get_text (SottoPayment *self, guint id, GValue *value)
{
  const char *text = NULL;

  switch (id)
    {
    case PROP_ID:
      text = self->id;
      break;
    case PROP_CHAT_ID:
      text = self->row->chat_id;
      break;
    case PROP_AMOUNT:
      text = get_amount (self->row);
      break;
    case PROP_REQUESTED_AMOUNT:
      text = self->row->value;
      break;
    case PROP_CONTRACT:
      text = get_contract (self->row);
      break;
    case PROP_ADDRESS:
      text = self->row->address;
      break;
    case PROP_PAYER:
      text = self->row->payer;
      break;
    case PROP_TRANSACTION_HASH:
      text = self->transaction_hash;
      break;
    default:
      text = self->symbol;
      break;
    }
  g_value_set_string (value, text);
}

static void
sotto_payment_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SottoPayment *self = SOTTO_PAYMENT (object);

  switch (id)
    {
    case PROP_OUTGOING:
      g_value_set_boolean (value, self->row->outgoing);
      break;
    case PROP_INITIATED:
      g_value_set_boolean (value, self->row->initiated);
      break;
    case PROP_CHAIN_ID:
      g_value_set_uint64 (value, self->row->chain);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->row->state);
      break;
    case PROP_VERIFIED:
      g_value_set_boolean (value, row_is_verified (self->row));
      break;
    case PROP_CONFIRMATIONS:
      g_value_set_uint (value, self->row->confirmations);
      break;
    case PROP_REASON:
      g_value_set_enum (value, self->row->reason);
      break;
    case PROP_DECIMALS:
      g_value_set_int (value, sotto_payment_get_decimals (self));
      break;
    case PROP_ID:
    case PROP_CHAT_ID:
    case PROP_AMOUNT:
    case PROP_REQUESTED_AMOUNT:
    case PROP_CONTRACT:
    case PROP_ADDRESS:
    case PROP_PAYER:
    case PROP_TRANSACTION_HASH:
    case PROP_SYMBOL:
      get_text (self, id, value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sotto_payment_finalize (GObject *object)
{
  SottoPayment *self = SOTTO_PAYMENT (object);

  g_clear_pointer (&self->row, sotto_payment_row_free);
  g_free (self->id);
  g_free (self->transaction_hash);
  g_free (self->symbol);

  G_OBJECT_CLASS (sotto_payment_parent_class)->finalize (object);
}

#define READABLE (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)

static void
install_texts (void)
{
  static const struct
  {
    guint id;
    const char *name;
  } texts[] = {
    { PROP_ID, "id" },
    { PROP_CHAT_ID, "chat-id" },
    { PROP_AMOUNT, "amount" },
    { PROP_REQUESTED_AMOUNT, "requested-amount" },
    { PROP_CONTRACT, "contract" },
    { PROP_ADDRESS, "address" },
    { PROP_PAYER, "payer" },
    { PROP_TRANSACTION_HASH, "transaction-hash" },
    { PROP_SYMBOL, "symbol" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    properties[texts[i].id] = g_param_spec_string (texts[i].name, NULL, NULL, NULL, READABLE);
}

static void
sotto_payment_class_init (SottoPaymentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sotto_payment_get_property;
  object_class->finalize = sotto_payment_finalize;
  install_texts ();
  properties[PROP_OUTGOING] = g_param_spec_boolean ("outgoing", NULL, NULL, FALSE, READABLE);
  properties[PROP_INITIATED] = g_param_spec_boolean ("initiated", NULL, NULL, FALSE, READABLE);
  properties[PROP_CHAIN_ID] =
    g_param_spec_uint64 ("chain-id", NULL, NULL, 0, G_MAXUINT64, SOTTO_PAYMENT_CHAIN, READABLE);
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, SOTTO_TYPE_PAYMENT_STATE,
                                              SOTTO_PAYMENT_STATE_ADDRESS_ASKED, READABLE);
  properties[PROP_VERIFIED] = g_param_spec_boolean ("verified", NULL, NULL, FALSE, READABLE);
  properties[PROP_CONFIRMATIONS] =
    g_param_spec_uint ("confirmations", NULL, NULL, 0, G_MAXUINT, 0, READABLE);
  properties[PROP_REASON] = g_param_spec_enum ("reason", NULL, NULL, SOTTO_TYPE_PAYMENT_REASON,
                                               SOTTO_PAYMENT_REASON_NONE, READABLE);
  properties[PROP_DECIMALS] = g_param_spec_int ("decimals", NULL, NULL, -1, 255, -1, READABLE);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sotto_payment_init (SottoPayment *self)
{
  self->decimals = -1;
}

static void
notify_text (SottoPayment *self, guint property, const char *before, const char *after)
{
  if (g_strcmp0 (before, after) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
notify_if (SottoPayment *self, guint property, gboolean changed)
{
  if (changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

/* For the rest of the layer. */

SottoPayment *
sotto_payment_new (const SottoPaymentRow *row)
{
  SottoPayment *self = g_object_new (SOTTO_TYPE_PAYMENT, NULL);

  self->row = sotto_payment_row_copy (row);
  self->id = format_hash (&row->id);
  if (row->told)
    self->transaction_hash = format_hash (&row->transaction);

  return self;
}

void
sotto_payment_update (SottoPayment *self, const SottoPaymentRow *row)
{
  g_autoptr (SottoPaymentRow) before = g_steal_pointer (&self->row);
  g_autofree char *hash = row->told ? format_hash (&row->transaction) : NULL;
  int decimals = self->decimals;

  self->row = sotto_payment_row_copy (row);
  g_object_freeze_notify (G_OBJECT (self));
  if (sotto_set_string (&self->transaction_hash, hash))
    notify_if (self, PROP_TRANSACTION_HASH, TRUE);
  notify_text (self, PROP_AMOUNT, get_amount (before), get_amount (row));
  notify_text (self, PROP_REQUESTED_AMOUNT, before->value, row->value);
  notify_text (self, PROP_ADDRESS, before->address, row->address);
  notify_text (self, PROP_PAYER, before->payer, row->payer);
  if (g_strcmp0 (get_contract (before), get_contract (row)) != 0 ||
      (get_amount (before) == NULL) != (get_amount (row) == NULL))
    {
      /* What was said of another token. */
      if (g_strcmp0 (get_contract (before), get_contract (row)) != 0)
        sotto_payment_set_token (self, NULL, -1);
      notify_if (self, PROP_CONTRACT, TRUE);
      notify_if (self, PROP_DECIMALS, decimals == self->decimals);
    }
  notify_if (self, PROP_CONFIRMATIONS, before->confirmations != row->confirmations);
  notify_if (self, PROP_REASON, before->reason != row->reason);
  notify_if (self, PROP_VERIFIED, row_is_verified (before) != row_is_verified (row));
  notify_if (self, PROP_STATE, before->state != row->state);
  g_object_thaw_notify (G_OBJECT (self));
}

gint64
sotto_payment_get_row (SottoPayment *self)
{
  return self->row->row;
}

/* Public, in the header's order. */

/**
 * sotto_payment_get_id:
 * @self: a payment
 *
 * Returns: (transfer none): the id of the command that began it, "0x" and 64 digits
 */
const char *
sotto_payment_get_id (SottoPayment *self)
{
  g_return_val_if_fail (SOTTO_IS_PAYMENT (self), NULL);

  return self->id;
}

/**
 * sotto_payment_get_chat_id:
 * @self: a payment
 *
 * Returns: (transfer none): the id of the chat that it belongs to
 */
const char *
sotto_payment_get_chat_id (SottoPayment *self)
{
  g_return_val_if_fail (SOTTO_IS_PAYMENT (self), NULL);

  return self->row->chat_id;
}

/**
 * sotto_payment_get_peer:
 * @self: a payment
 *
 * Returns: (transfer none): the chat key of the other person
 */
const SottoPublicKey *
sotto_payment_get_peer (SottoPayment *self)
{
  g_return_val_if_fail (SOTTO_IS_PAYMENT (self), NULL);

  return &self->row->peer;
}

/**
 * sotto_payment_is_outgoing:
 * @self: a payment
 *
 * Returns: whether we pay
 */
gboolean
sotto_payment_is_outgoing (SottoPayment *self)
{
  g_return_val_if_fail (SOTTO_IS_PAYMENT (self), FALSE);

  return self->row->outgoing;
}

/**
 * sotto_payment_is_initiated:
 * @self: a payment
 *
 * Returns: whether we said the first word
 */
gboolean
sotto_payment_is_initiated (SottoPayment *self)
{
  g_return_val_if_fail (SOTTO_IS_PAYMENT (self), FALSE);

  return self->row->initiated;
}

/**
 * sotto_payment_get_state:
 * @self: a payment
 *
 * Returns: how far it got
 */
SottoPaymentState
sotto_payment_get_state (SottoPayment *self)
{
  g_return_val_if_fail (SOTTO_IS_PAYMENT (self), SOTTO_PAYMENT_STATE_UNVERIFIED);

  return self->row->state;
}

/**
 * sotto_payment_can_accept:
 * @self: a payment
 *
 * Returns: whether the other waits for an address of ours
 */
gboolean
sotto_payment_can_accept (SottoPayment *self)
{
  g_return_val_if_fail (SOTTO_IS_PAYMENT (self), FALSE);

  return !self->row->outgoing && self->row->state == SOTTO_PAYMENT_STATE_ADDRESS_ASKED;
}

/**
 * sotto_payment_can_decline:
 * @self: a payment
 *
 * Returns: whether the other waits for an answer that may be no
 */
gboolean
sotto_payment_can_decline (SottoPayment *self)
{
  g_return_val_if_fail (SOTTO_IS_PAYMENT (self), FALSE);

  return sotto_payment_can_accept (self) ||
         (self->row->outgoing && self->row->state == SOTTO_PAYMENT_STATE_ASKED);
}

/**
 * sotto_payment_can_pay:
 * @self: a payment
 *
 * Returns: whether it is for us to sign and send the transaction
 */
gboolean
sotto_payment_can_pay (SottoPayment *self)
{
  g_return_val_if_fail (SOTTO_IS_PAYMENT (self), FALSE);

  return self->row->outgoing && (self->row->state == SOTTO_PAYMENT_STATE_ADDRESS_SHARED ||
                                 self->row->state == SOTTO_PAYMENT_STATE_ASKED);
}

/**
 * sotto_payment_is_verified:
 * @self: a payment
 *
 * Returns: whether our own node saw the transaction, and it is what it should be
 */
gboolean
sotto_payment_is_verified (SottoPayment *self)
{
  g_return_val_if_fail (SOTTO_IS_PAYMENT (self), FALSE);

  return row_is_verified (self->row);
}

/**
 * sotto_payment_get_amount:
 * @self: a payment
 *
 * Returns: (transfer none) (nullable): decimal digits in the smallest unit
 */
const char *
sotto_payment_get_amount (SottoPayment *self)
{
  g_return_val_if_fail (SOTTO_IS_PAYMENT (self), NULL);

  return get_amount (self->row);
}

/**
 * sotto_payment_get_requested_amount:
 * @self: a payment
 *
 * Returns: (transfer none) (nullable): what was asked for, likewise
 */
const char *
sotto_payment_get_requested_amount (SottoPayment *self)
{
  g_return_val_if_fail (SOTTO_IS_PAYMENT (self), NULL);

  return self->row->value;
}

/**
 * sotto_payment_get_contract:
 * @self: a payment
 *
 * Returns: (transfer none) (nullable): the token, "0x" and 40 lower-case digits; %NULL is ether
 */
const char *
sotto_payment_get_contract (SottoPayment *self)
{
  g_return_val_if_fail (SOTTO_IS_PAYMENT (self), NULL);

  return get_contract (self->row);
}

/**
 * sotto_payment_get_decimals:
 * @self: a payment
 *
 * Returns: how many digits of the amount are a fraction: 18 for ether, and for a token what was
 *   said of it, or -1
 */
int
sotto_payment_get_decimals (SottoPayment *self)
{
  g_return_val_if_fail (SOTTO_IS_PAYMENT (self), -1);

  return get_contract (self->row) == NULL && get_amount (self->row) != NULL ? ETHER_DECIMALS
                                                                            : self->decimals;
}

/**
 * sotto_payment_get_symbol:
 * @self: a payment
 *
 * Returns: (transfer none) (nullable): what was said of its token
 */
const char *
sotto_payment_get_symbol (SottoPayment *self)
{
  g_return_val_if_fail (SOTTO_IS_PAYMENT (self), NULL);

  return self->symbol;
}

/**
 * sotto_payment_set_token:
 * @self: a payment
 * @symbol: (nullable): what the token is called, sanitised
 * @decimals: how many digits of its amounts are a fraction, 0 to 255; -1: nobody knows
 *
 * Told by who knows the tokens, by the contract alone. Not stored.
 */
void
sotto_payment_set_token (SottoPayment *self, const char *symbol, int decimals)
{
  g_return_if_fail (SOTTO_IS_PAYMENT (self));
  g_return_if_fail (decimals >= -1 && decimals <= 255);

  if (sotto_set_string (&self->symbol, symbol))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SYMBOL]);
  if (self->decimals == decimals)
    return;

  self->decimals = decimals;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DECIMALS]);
}

/**
 * sotto_payment_get_chain_id:
 * @self: a payment
 *
 * Returns: on which chain
 */
guint64
sotto_payment_get_chain_id (SottoPayment *self)
{
  g_return_val_if_fail (SOTTO_IS_PAYMENT (self), 0);

  return self->row->chain;
}

/**
 * sotto_payment_get_address:
 * @self: a payment
 *
 * Returns: (transfer none) (nullable): the payee's account
 */
const char *
sotto_payment_get_address (SottoPayment *self)
{
  g_return_val_if_fail (SOTTO_IS_PAYMENT (self), NULL);

  return self->row->address;
}

/**
 * sotto_payment_get_payer:
 * @self: a payment
 *
 * Returns: (transfer none) (nullable): the payer's account, ours as we said it, the other's as
 * verified
 */
const char *
sotto_payment_get_payer (SottoPayment *self)
{
  g_return_val_if_fail (SOTTO_IS_PAYMENT (self), NULL);

  return self->row->payer;
}

/**
 * sotto_payment_get_transaction_hash:
 * @self: a payment
 *
 * Returns: (transfer none) (nullable): "0x" and 64 digits
 */
const char *
sotto_payment_get_transaction_hash (SottoPayment *self)
{
  g_return_val_if_fail (SOTTO_IS_PAYMENT (self), NULL);

  return self->transaction_hash;
}

/**
 * sotto_payment_get_signature:
 * @self: a payment
 *
 * Returns: (transfer none) (nullable) (array fixed-size=65): what ties the transaction to the payer
 */
const guint8 *
sotto_payment_get_signature (SottoPayment *self)
{
  g_return_val_if_fail (SOTTO_IS_PAYMENT (self), NULL);

  return self->row->told ? self->row->signature : NULL;
}

/**
 * sotto_payment_get_confirmations:
 * @self: a payment
 *
 * Returns: how many blocks, its own included
 */
guint
sotto_payment_get_confirmations (SottoPayment *self)
{
  g_return_val_if_fail (SOTTO_IS_PAYMENT (self), 0);

  return self->row->confirmations;
}

/**
 * sotto_payment_get_reason:
 * @self: a payment
 *
 * Returns: why it is forged
 */
SottoPaymentReason
sotto_payment_get_reason (SottoPayment *self)
{
  g_return_val_if_fail (SOTTO_IS_PAYMENT (self), SOTTO_PAYMENT_REASON_NONE);

  return self->row->reason;
}

/**
 * sotto_payment_get_began:
 * @self: a payment
 *
 * Returns: the clock of the first command, milliseconds since 1970
 */
gint64
sotto_payment_get_began (SottoPayment *self)
{
  g_return_val_if_fail (SOTTO_IS_PAYMENT (self), 0);

  return self->row->began_ms;
}

/**
 * sotto_payment_get_told:
 * @self: a payment
 *
 * Returns: when we heard of the transaction, milliseconds since 1970; 0: not yet
 */
gint64
sotto_payment_get_told (SottoPayment *self)
{
  g_return_val_if_fail (SOTTO_IS_PAYMENT (self), 0);

  return self->row->told_ms;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Something that was sent from here, as front ends see it. */

#include "sotto-wallet-transaction.h"

#include <string.h>

#include "sotto-text.h"
#include "sotto-wallet-transaction-private.h"

struct _SottoWalletTransaction
{
  GObject parent_instance;

  gint64 id;
  gint64 account;
  gint64 token;
  guint64 chain_id;
  guint64 nonce;
  SottoHash hash;
  guint8 recipient[SOTTO_ADDRESS_LENGTH];
  SottoU256 amount;
  char *purpose;
  gboolean has_note;
  guint8 note[SOTTO_SIGNATURE_LENGTH];
  gint64 created_ms;

  SottoWalletTransactionState state;
  guint confirmations;
  char *error;
  gboolean told;
};

G_DEFINE_ENUM_TYPE (SottoWalletTransactionState,
                    sotto_wallet_transaction_state,
                    G_DEFINE_ENUM_VALUE (SOTTO_WALLET_TRANSACTION_STORED, "stored"),
                    G_DEFINE_ENUM_VALUE (SOTTO_WALLET_TRANSACTION_SENT, "sent"),
                    G_DEFINE_ENUM_VALUE (SOTTO_WALLET_TRANSACTION_MINED, "mined"),
                    G_DEFINE_ENUM_VALUE (SOTTO_WALLET_TRANSACTION_FAILED, "failed"),
                    G_DEFINE_ENUM_VALUE (SOTTO_WALLET_TRANSACTION_REPLACED, "replaced"),
                    G_DEFINE_ENUM_VALUE (SOTTO_WALLET_TRANSACTION_REFUSED, "refused"))

G_DEFINE_FINAL_TYPE (SottoWalletTransaction, sotto_wallet_transaction, G_TYPE_OBJECT)

enum
{
  PROP_STATE = 1,
  PROP_CONFIRMATIONS,
  PROP_TOLD,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

static void
sotto_wallet_transaction_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SottoWalletTransaction *self = SOTTO_WALLET_TRANSACTION (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_CONFIRMATIONS:
      g_value_set_uint (value, self->confirmations);
      break;
    case PROP_TOLD:
      g_value_set_boolean (value, self->told);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sotto_wallet_transaction_finalize (GObject *object)
{
  SottoWalletTransaction *self = SOTTO_WALLET_TRANSACTION (object);

  g_free (self->purpose);
  g_free (self->error);
  G_OBJECT_CLASS (sotto_wallet_transaction_parent_class)->finalize (object);
}

static void
sotto_wallet_transaction_class_init (SottoWalletTransactionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sotto_wallet_transaction_get_property;
  object_class->finalize = sotto_wallet_transaction_finalize;
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, SOTTO_TYPE_WALLET_TRANSACTION_STATE,
                       SOTTO_WALLET_TRANSACTION_STORED, flags);
  properties[PROP_CONFIRMATIONS] =
    g_param_spec_uint ("confirmations", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_TOLD] = g_param_spec_boolean ("told", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sotto_wallet_transaction_init (SottoWalletTransaction *self)
{
}

/* For the rest of the layer. */

SottoWalletTransaction *
sotto_wallet_transaction_new (const SottoWalletTransactionRow *row)
{
  SottoWalletTransaction *self = g_object_new (SOTTO_TYPE_WALLET_TRANSACTION, NULL);

  self->id = row->id;
  self->account = row->account;
  self->token = row->token;
  self->chain_id = row->chain_id;
  self->nonce = row->nonce;
  self->hash = row->hash;
  memcpy (self->recipient, row->recipient, sizeof self->recipient);
  self->amount = row->amount;
  self->purpose = g_strdup (row->purpose);
  self->has_note = row->has_note;
  memcpy (self->note, row->note, sizeof self->note);
  self->created_ms = row->created_ms;
  self->state = row->state;
  self->error = g_strdup (row->error);
  self->told = row->told;
  return self;
}

void
sotto_wallet_transaction_update (SottoWalletTransaction *self,
                                 const SottoWalletTransactionRow *row,
                                 guint64 head)
{
  gboolean is_in_block =
    row->state == SOTTO_WALLET_TRANSACTION_MINED || row->state == SOTTO_WALLET_TRANSACTION_FAILED;
  guint confirmations = self->confirmations;

  if (!is_in_block)
    confirmations = 0;
  else if (head >= (guint64) row->block)
    confirmations = (guint) MIN (head - (guint64) row->block + 1, G_MAXUINT);

  g_object_freeze_notify (G_OBJECT (self));
  sotto_set_string (&self->error, row->error);
  if (self->state != row->state)
    {
      self->state = row->state;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
    }
  if (self->confirmations != confirmations)
    {
      self->confirmations = confirmations;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONFIRMATIONS]);
    }
  if (self->told != row->told)
    {
      self->told = row->told;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TOLD]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

/* Public, in the header's order. */

#define GETTER(type, name, expression, fallback)                                                   \
  type sotto_wallet_transaction_##name (SottoWalletTransaction *self)                              \
  {                                                                                                \
    g_return_val_if_fail (SOTTO_IS_WALLET_TRANSACTION (self), fallback);                           \
                                                                                                   \
    return expression;                                                                             \
  }

GETTER (gint64, get_id, self->id, 0)
GETTER (gint64, get_account, self->account, 0)
GETTER (gint64, get_token, self->token, 0)
GETTER (guint64, get_chain_id, self->chain_id, 0)
GETTER (guint64, get_nonce, self->nonce, 0)
GETTER (const SottoHash *, get_hash, &self->hash, NULL)
GETTER (const guint8 *, get_recipient, self->recipient, NULL)
GETTER (const SottoU256 *, get_amount, &self->amount, NULL)
GETTER (SottoWalletTransactionState, get_state, self->state, SOTTO_WALLET_TRANSACTION_STORED)
GETTER (gboolean, is_open, self->state < SOTTO_WALLET_TRANSACTION_MINED, FALSE)
GETTER (guint, get_confirmations, self->confirmations, 0)
GETTER (const char *, get_error, self->error, NULL)
GETTER (const char *, get_purpose, self->purpose, NULL)
GETTER (const guint8 *, get_note, self->has_note ? self->note : NULL, NULL)
GETTER (gboolean, get_told, self->told, FALSE)
GETTER (gint64, get_created, self->created_ms, 0)

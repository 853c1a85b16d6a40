/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One token of one chain, as front ends see it. */

#include "sotto-wallet-token.h"

#include <string.h>

#include "sotto-text.h"
#include "sotto-wallet-models-private.h"

#define MAX_NAME_CHARACTERS 64
#define MAX_SYMBOL_CHARACTERS 16

struct _SottoWalletToken
{
  GObject parent_instance;

  gint64 id;
  guint64 chain_id;
  guint8 bytes[SOTTO_ADDRESS_LENGTH];
  char *address;
  char *symbol;
  char *name;
  guint decimals;
  SottoWalletTokenOrigin origin;
  SottoWalletTokenState state;
};

G_DEFINE_ENUM_TYPE (SottoWalletTokenState,
                    sotto_wallet_token_state,
                    G_DEFINE_ENUM_VALUE (SOTTO_WALLET_TOKEN_SHOWN, "shown"),
                    G_DEFINE_ENUM_VALUE (SOTTO_WALLET_TOKEN_HIDDEN, "hidden"),
                    G_DEFINE_ENUM_VALUE (SOTTO_WALLET_TOKEN_SPAM, "spam"))

G_DEFINE_FINAL_TYPE (SottoWalletToken, sotto_wallet_token, G_TYPE_OBJECT)

enum
{
  PROP_STATE = 1,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

static void
sotto_wallet_token_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_STATE:
      g_value_set_enum (value, SOTTO_WALLET_TOKEN (object)->state);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sotto_wallet_token_finalize (GObject *object)
{
  SottoWalletToken *self = SOTTO_WALLET_TOKEN (object);

  g_free (self->address);
  g_free (self->symbol);
  g_free (self->name);
  G_OBJECT_CLASS (sotto_wallet_token_parent_class)->finalize (object);
}

static void
sotto_wallet_token_class_init (SottoWalletTokenClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sotto_wallet_token_get_property;
  object_class->finalize = sotto_wallet_token_finalize;
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, SOTTO_TYPE_WALLET_TOKEN_STATE, SOTTO_WALLET_TOKEN_SHOWN,
                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sotto_wallet_token_init (SottoWalletToken *self)
{
}

/* For the rest of the layer. */

SottoWalletToken *
sotto_wallet_token_new (const SottoWalletTokenRow *row)
{
  SottoWalletToken *self = g_object_new (SOTTO_TYPE_WALLET_TOKEN, NULL);

  self->id = row->id;
  self->chain_id = row->chain_id;
  memcpy (self->bytes, row->address, sizeof self->bytes);
  self->address = sotto_address_to_string (row->address);
  self->symbol = sotto_text_sanitise_name (row->symbol, MAX_SYMBOL_CHARACTERS);
  self->name = sotto_text_sanitise_name (row->name, MAX_NAME_CHARACTERS);
  self->decimals = row->decimals;
  self->origin = row->origin;
  self->state = row->state;
  return self;
}

void
sotto_wallet_token_update (SottoWalletToken *self, const SottoWalletTokenRow *row)
{
  self->origin = row->origin;
  if (self->state == row->state)
    return;
  self->state = row->state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

/* Public, in the header's order. */

/**
 * sotto_wallet_token_get_id:
 * @self: a token
 *
 * Returns: its row in the database
 */
gint64
sotto_wallet_token_get_id (SottoWalletToken *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_TOKEN (self), 0);

  return self->id;
}

/**
 * sotto_wallet_token_get_chain_id:
 * @self: a token
 *
 * Returns: which chain it is on
 */
guint64
sotto_wallet_token_get_chain_id (SottoWalletToken *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_TOKEN (self), 0);

  return self->chain_id;
}

/**
 * sotto_wallet_token_get_address_bytes:
 * @self: a token
 *
 * Returns: (transfer none): the 20 bytes of its contract
 */
const guint8 *
sotto_wallet_token_get_address_bytes (SottoWalletToken *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_TOKEN (self), NULL);

  return self->bytes;
}

/**
 * sotto_wallet_token_get_address:
 * @self: a token
 *
 * Returns: (transfer none): its contract, with the checksum of EIP-55
 */
const char *
sotto_wallet_token_get_address (SottoWalletToken *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_TOKEN (self), NULL);

  return self->address;
}

/**
 * sotto_wallet_token_get_symbol:
 * @self: a token
 *
 * Returns: (transfer none): what it calls itself in short, safe to show
 */
const char *
sotto_wallet_token_get_symbol (SottoWalletToken *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_TOKEN (self), NULL);

  return self->symbol;
}

/**
 * sotto_wallet_token_get_name:
 * @self: a token
 *
 * Returns: (transfer none): what it calls itself, safe to show
 */
const char *
sotto_wallet_token_get_name (SottoWalletToken *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_TOKEN (self), NULL);

  return self->name;
}

/**
 * sotto_wallet_token_get_decimals:
 * @self: a token
 *
 * Returns: how many of its digits are behind the point
 */
guint
sotto_wallet_token_get_decimals (SottoWalletToken *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_TOKEN (self), 0);

  return self->decimals;
}

/**
 * sotto_wallet_token_get_origin:
 * @self: a token
 *
 * Returns: how it came here
 */
SottoWalletTokenOrigin
sotto_wallet_token_get_origin (SottoWalletToken *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_TOKEN (self), SOTTO_WALLET_TOKEN_BUILT_IN);

  return self->origin;
}

/**
 * sotto_wallet_token_get_state:
 * @self: a token
 *
 * Returns: whether it is shown
 */
SottoWalletTokenState
sotto_wallet_token_get_state (SottoWalletToken *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_TOKEN (self), SOTTO_WALLET_TOKEN_SHOWN);

  return self->state;
}

int
sotto_wallet_token_compare (SottoWalletToken *a, SottoWalletToken *b)
{
  int order;

  if (a->chain_id != b->chain_id)
    return a->chain_id < b->chain_id ? -1 : 1;
  order = strcmp (a->symbol, b->symbol);
  if (order != 0)
    return order;
  return a->id < b->id ? -1 : 1;
}

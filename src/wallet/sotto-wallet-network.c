/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One chain and how it is reached, as front ends see it. */

#include "sotto-wallet-network.h"

#include "sotto-text.h"
#include "sotto-wallet-models-private.h"

#define MAX_NAME_CHARACTERS 48
#define MAX_SYMBOL_CHARACTERS 12

struct _SottoWalletNetwork
{
  GObject parent_instance;

  guint64 chain_id;
  char *name;
  char *symbol;
  guint decimals;
  char *explorer;
  SottoWalletNetworkFlags flags;
  gboolean enabled;
  SottoWalletConsent consent;
  gboolean built_in;
  char **endpoints;
};

G_DEFINE_ENUM_TYPE (SottoWalletConsent,
                    sotto_wallet_consent,
                    G_DEFINE_ENUM_VALUE (SOTTO_WALLET_CONSENT_UNASKED, "unasked"),
                    G_DEFINE_ENUM_VALUE (SOTTO_WALLET_CONSENT_NO, "no"),
                    G_DEFINE_ENUM_VALUE (SOTTO_WALLET_CONSENT_YES, "yes"))

G_DEFINE_FINAL_TYPE (SottoWalletNetwork, sotto_wallet_network, G_TYPE_OBJECT)

enum
{
  PROP_NAME = 1,
  PROP_ENABLED,
  PROP_CONSENT,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];
static guint endpoints_changed_signal;

static void
sotto_wallet_network_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SottoWalletNetwork *self = SOTTO_WALLET_NETWORK (object);

  switch (id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_ENABLED:
      g_value_set_boolean (value, self->enabled);
      break;
    case PROP_CONSENT:
      g_value_set_enum (value, self->consent);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sotto_wallet_network_finalize (GObject *object)
{
  SottoWalletNetwork *self = SOTTO_WALLET_NETWORK (object);

  g_free (self->name);
  g_free (self->symbol);
  g_free (self->explorer);
  g_strfreev (self->endpoints);
  G_OBJECT_CLASS (sotto_wallet_network_parent_class)->finalize (object);
}

static void
sotto_wallet_network_class_init (SottoWalletNetworkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sotto_wallet_network_get_property;
  object_class->finalize = sotto_wallet_network_finalize;
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_ENABLED] = g_param_spec_boolean ("enabled", NULL, NULL, FALSE, flags);
  properties[PROP_CONSENT] = g_param_spec_enum ("consent", NULL, NULL, SOTTO_TYPE_WALLET_CONSENT,
                                                SOTTO_WALLET_CONSENT_UNASKED, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  /**
   * SottoWalletNetwork::endpoints-changed:
   * @self: a network
   *
   * It is to be reached in another way.
   */
  endpoints_changed_signal = g_signal_new ("endpoints-changed", SOTTO_TYPE_WALLET_NETWORK,
                                           G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sotto_wallet_network_init (SottoWalletNetwork *self)
{
  self->endpoints = g_new0 (char *, 1);
}

static void
set_endpoints (SottoWalletNetwork *self, char **endpoints)
{
  if (g_strv_equal ((const char *const *) self->endpoints, (const char *const *) endpoints))
    return;
  g_strfreev (self->endpoints);
  self->endpoints = g_strdupv (endpoints);
  g_signal_emit (self, endpoints_changed_signal, 0);
}

/* For the rest of the layer. */

SottoWalletNetwork *
sotto_wallet_network_new (const SottoWalletNetworkRow *row)
{
  SottoWalletNetwork *self = g_object_new (SOTTO_TYPE_WALLET_NETWORK, NULL);

  self->chain_id = row->chain_id;
  self->symbol = sotto_text_sanitise_name (row->symbol, MAX_SYMBOL_CHARACTERS);
  self->decimals = row->decimals;
  self->explorer = g_strdup (row->explorer);
  self->flags = row->flags;
  self->built_in = row->built_in;
  sotto_wallet_network_update (self, row);
  return self;
}

void
sotto_wallet_network_update (SottoWalletNetwork *self, const SottoWalletNetworkRow *row)
{
  g_autofree char *name = sotto_text_sanitise_name (row->name, MAX_NAME_CHARACTERS);

  if (sotto_set_string (&self->name, name))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
  if (self->consent != row->consent)
    {
      self->consent = row->consent;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONSENT]);
    }
  if (self->enabled != row->enabled)
    {
      self->enabled = row->enabled;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENABLED]);
    }
  set_endpoints (self, row->endpoints);
}

/* Public, in the header's order. */

/**
 * sotto_wallet_network_get_chain_id:
 * @self: a network
 *
 * Returns: which chain it is
 */
guint64
sotto_wallet_network_get_chain_id (SottoWalletNetwork *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_NETWORK (self), 0);

  return self->chain_id;
}

/**
 * sotto_wallet_network_get_name:
 * @self: a network
 *
 * Returns: (transfer none): for people
 */
const char *
sotto_wallet_network_get_name (SottoWalletNetwork *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_NETWORK (self), NULL);

  return self->name;
}

/**
 * sotto_wallet_network_get_symbol:
 * @self: a network
 *
 * Returns: (transfer none): of its coin
 */
const char *
sotto_wallet_network_get_symbol (SottoWalletNetwork *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_NETWORK (self), NULL);

  return self->symbol;
}

/**
 * sotto_wallet_network_get_decimals:
 * @self: a network
 *
 * Returns: how many digits of its coin are behind the point
 */
guint
sotto_wallet_network_get_decimals (SottoWalletNetwork *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_NETWORK (self), 0);

  return self->decimals;
}

/**
 * sotto_wallet_network_get_flags:
 * @self: a network
 *
 * Returns: what is different on it
 */
SottoWalletNetworkFlags
sotto_wallet_network_get_flags (SottoWalletNetwork *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_NETWORK (self), 0);

  return self->flags;
}

/**
 * sotto_wallet_network_get_is_testnet:
 * @self: a network
 *
 * Returns: whether its money is worth nothing
 */
gboolean
sotto_wallet_network_get_is_testnet (SottoWalletNetwork *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_NETWORK (self), FALSE);

  return (self->flags & SOTTO_WALLET_NETWORK_TESTNET) != 0;
}

/**
 * sotto_wallet_network_get_explorer:
 * @self: a network
 *
 * Returns: (transfer none) (nullable): a site that shows what is in its blocks
 */
const char *
sotto_wallet_network_get_explorer (SottoWalletNetwork *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_NETWORK (self), NULL);

  return self->explorer;
}

/**
 * sotto_wallet_network_dup_transaction_page:
 * @self: a network
 * @hash: of a transaction, "0x" and 64 digits
 *
 * Returns: (transfer full) (nullable): where its explorer, if it has one, shows the transaction
 */
char *
sotto_wallet_network_dup_transaction_page (SottoWalletNetwork *self, const char *hash)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_NETWORK (self) && hash != NULL, NULL);

  if (self->explorer == NULL || *self->explorer == '\0')
    return NULL;

  return g_strdup_printf ("%s/tx/%s", self->explorer, hash);
}

/**
 * sotto_wallet_network_get_enabled:
 * @self: a network
 *
 * Returns: whether the user wants to use it
 */
gboolean
sotto_wallet_network_get_enabled (SottoWalletNetwork *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_NETWORK (self), FALSE);

  return self->enabled;
}

/**
 * sotto_wallet_network_get_consent:
 * @self: a network
 *
 * Returns: whether its endpoints may be asked
 */
SottoWalletConsent
sotto_wallet_network_get_consent (SottoWalletNetwork *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_NETWORK (self), SOTTO_WALLET_CONSENT_UNASKED);

  return self->consent;
}

/**
 * sotto_wallet_network_get_is_built_in:
 * @self: a network
 *
 * Returns: whether the program brought it
 */
gboolean
sotto_wallet_network_get_is_built_in (SottoWalletNetwork *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_NETWORK (self), FALSE);

  return self->built_in;
}

/**
 * sotto_wallet_network_get_endpoints:
 * @self: a network
 *
 * Returns: (transfer none): URLs in the order of preference
 */
const char *const *
sotto_wallet_network_get_endpoints (SottoWalletNetwork *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_NETWORK (self), NULL);

  return (const char *const *) self->endpoints;
}

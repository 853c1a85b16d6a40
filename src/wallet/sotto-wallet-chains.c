/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A chain for each network that is asked. Consent is looked at each time, so that taking it back
 * counts at once; other endpoints make another chain. */

#include "sotto-wallet-chains.h"

#include <glib/gi18n-lib.h>

#include "sotto-wallet-private.h"

typedef struct
{
  SottoChain *chain;
  char **endpoints;
  guint n_usable;
} Way;

static void
way_free (gpointer data)
{
  Way *way = data;

  g_object_unref (way->chain);
  g_strfreev (way->endpoints);
  g_free (way);
}

static Way *
way_new (SottoWallet *self, guint64 chain_id, const char *const *endpoints)
{
  Way *way = g_new0 (Way, 1);

  way->chain = sotto_chain_new (chain_id);
  way->endpoints = g_strdupv ((char **) endpoints);
  for (guint i = 0; endpoints[i] != NULL; i++)
    {
      /* A WebSocket only tells of blocks. */
      g_autoptr (SottoRpcEndpoint) endpoint =
        sotto_rpc_endpoint_new (endpoints[i], self->proxy, self->clock, NULL);

      if (endpoint == NULL)
        continue;
      sotto_chain_add_endpoint (way->chain, endpoint);
      way->n_usable++;
    }
  return way;
}

/* Public, in the header's order. */

SottoChain *
sotto_wallet_get_chain (SottoWallet *self, SottoWalletNetwork *network, GError **error)
{
  guint64 chain_id;
  const char *const *endpoints;
  Way *way;

  g_return_val_if_fail (SOTTO_IS_WALLET (self) && SOTTO_IS_WALLET_NETWORK (network), NULL);

  if (!sotto_wallet_network_get_enabled (network) ||
      sotto_wallet_network_get_consent (network) != SOTTO_WALLET_CONSENT_YES)
    {
      g_set_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_NO_CONSENT,
                   _ ("%s is not asked anything: allow that in the preferences first."),
                   sotto_wallet_network_get_name (network));
      return NULL;
    }
  chain_id = sotto_wallet_network_get_chain_id (network);
  endpoints = sotto_wallet_network_get_endpoints (network);
  way = g_hash_table_lookup (self->chains, &chain_id);
  if (way == NULL || !g_strv_equal ((const char *const *) way->endpoints, endpoints))
    {
      way = way_new (self, chain_id, endpoints);
      g_hash_table_replace (self->chains, g_memdup2 (&chain_id, sizeof chain_id), way);
    }
  if (way->n_usable > 0)
    return way->chain;
  g_set_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_NETWORK,
               _ ("%s has no address that could be asked: add one in the preferences."),
               sotto_wallet_network_get_name (network));
  return NULL;
}

/**
 * sotto_wallet_set_proxy:
 * @self: a wallet
 * @proxy: (nullable): what all requests go through; %NULL for none
 */
void
sotto_wallet_set_proxy (SottoWallet *self, GProxyResolver *proxy)
{
  g_return_if_fail (SOTTO_IS_WALLET (self));

  if (g_set_object (&self->proxy, proxy))
    g_hash_table_remove_all (self->chains);
}

/* For sotto-wallet.c. */

GHashTable *
sotto_wallet_new_chains (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, way_free);
}

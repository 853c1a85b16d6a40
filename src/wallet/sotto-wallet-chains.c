/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A chain for each network that is asked. Consent is looked at each time, so that taking it back
 * counts at once; other endpoints make another chain. Nothing of a network that is not asked any
 * more stays open.
 *
 * Where an endpoint tells of new blocks, what was sent on that network is looked at once, though
 * not more often than every two seconds: some chains make a block four times a second, and an
 * endpoint may say what it likes.
 */

#include "sotto-wallet-chains.h"

#include <glib/gi18n-lib.h>

#include "sotto-wallet-prices-private.h"
#include "sotto-wallet-private.h"

#define LOOK_GAP_MS 2000

typedef struct
{
  SottoWallet *wallet; /* not referenced: it has this */
  SottoWalletNetwork *network;
  SottoChain *chain;
  char **endpoints;
  guint n_usable;
  gint64 looked_us; /* when something was looked at because of a block */
  gboolean is_looking;
  gboolean has_news;
  guint timer;
} Way;

static void
way_free (gpointer data)
{
  Way *way = data;

  sotto_clock_clear_timer (way->wallet->clock, &way->timer);
  g_signal_handlers_disconnect_by_data (way->network, way);
  g_signal_handlers_disconnect_by_data (way->chain, way);
  sotto_chain_set_watching (way->chain, FALSE);
  g_object_unref (way->chain);
  g_object_unref (way->network);
  g_strfreev (way->endpoints);
  g_free (way);
}

/* New blocks. */

static void plan_look (Way *way);

/* (nullable) */
static Way *
find_way (SottoWallet *self, SottoWalletNetwork *network)
{
  guint64 chain_id = sotto_wallet_network_get_chain_id (network);

  return self->chains != NULL ? g_hash_table_lookup (self->chains, &chain_id) : NULL;
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SottoWallet *self = SOTTO_WALLET (source);
  g_autoptr (SottoWalletNetwork) network = user_data;
  Way *way = find_way (self, network);
  g_autoptr (GError) error = NULL;

  if (!sotto_wallet_change_finish (self, result, &error) || way == NULL)
    return;
  way->is_looking = FALSE;
  if (way->has_news)
    plan_look (way);
}

static gboolean
look_cb (gpointer user_data)
{
  Way *way = user_data;
  SottoWallet *self = way->wallet;

  way->timer = 0;
  /* What was asked earlier must not be shown later. */
  if (self->n_rounds > 0)
    {
      way->timer = sotto_clock_add_timer (self->clock, SOTTO_WALLET_BUSY_MS, look_cb, way);
      return G_SOURCE_REMOVE;
    }
  way->looked_us = sotto_clock_get_monotonic_time (self->clock);
  way->is_looking = TRUE;
  way->has_news = FALSE;
  sotto_wallet_look_at_network_async (self, way->network, self->watch_cancellable, looked_cb,
                                      g_object_ref (way->network));

  return G_SOURCE_REMOVE;
}

static void
plan_look (Way *way)
{
  gint64 passed_ms = (sotto_clock_get_monotonic_time (way->wallet->clock) - way->looked_us) / 1000;

  way->has_news = TRUE;
  if (way->timer == 0 && !way->is_looking)
    way->timer = sotto_clock_add_timer (
      way->wallet->clock, (guint) CLAMP (LOOK_GAP_MS - passed_ms, 0, LOOK_GAP_MS), look_cb, way);
}

static void
new_head_cb (SottoChain *chain, guint64 number, gpointer user_data)
{
  plan_look (user_data);
}

/* Ways. */

static void
network_changed_cb (SottoWalletNetwork *network, GParamSpec *pspec, gpointer user_data)
{
  Way *way = user_data;

  if (!sotto_wallet_network_get_enabled (network) ||
      sotto_wallet_network_get_consent (network) != SOTTO_WALLET_CONSENT_YES)
    sotto_wallet_forget_chain (way->wallet, network);
}

static void
endpoints_changed_cb (SottoWalletNetwork *network, gpointer user_data)
{
  sotto_wallet_forget_chain (((Way *) user_data)->wallet, network);
}

static Way *
way_new (SottoWallet *self, SottoWalletNetwork *network)
{
  const char *const *endpoints = sotto_wallet_network_get_endpoints (network);
  Way *way = g_new0 (Way, 1);

  way->wallet = self;
  way->network = g_object_ref (network);
  way->chain = sotto_chain_new (sotto_wallet_network_get_chain_id (network));
  way->endpoints = g_strdupv ((char **) endpoints);
  way->looked_us = sotto_clock_get_monotonic_time (self->clock) - (gint64) LOOK_GAP_MS * 1000;
  g_signal_connect (way->chain, "new-head", G_CALLBACK (new_head_cb), way);
  g_signal_connect (network, "notify::consent", G_CALLBACK (network_changed_cb), way);
  g_signal_connect (network, "notify::enabled", G_CALLBACK (network_changed_cb), way);
  g_signal_connect (network, "endpoints-changed", G_CALLBACK (endpoints_changed_cb), way);
  for (guint i = 0; endpoints[i] != NULL; i++)
    {
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
      way = way_new (self, network);
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

  if (!g_set_object (&self->proxy, proxy))
    return;
  g_clear_object (&self->names);
  g_hash_table_remove_all (self->chains);
  sotto_wallet_prices_set_proxy (self->prices, proxy);
}

/* For sotto-wallet.c. */

GHashTable *
sotto_wallet_new_chains (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, way_free);
}

/* For the rest of the layer. */

void
sotto_wallet_forget_chain (SottoWallet *self, SottoWalletNetwork *network)
{
  guint64 chain_id = sotto_wallet_network_get_chain_id (network);

  /* It holds the chain that it asked last. */
  g_clear_object (&self->names);
  g_hash_table_remove (self->chains, &chain_id);
}

void
sotto_wallet_follow_heads (SottoWallet *self, GPtrArray *networks)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->chains);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Way *way = value;

      sotto_chain_set_watching (way->chain, g_ptr_array_find (networks, way->network, NULL));
    }
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A look has four steps: what of the coin was there before, what is there now, reading that, and
 * the logs of tokens. Of a coin nothing but the difference can be told without an indexer. */

#include "sotto-wallet-lookout.h"

#include "sotto-wallet-assets.h"
#include "sotto-wallet-private.h"

struct _SottoWalletLookout
{
  GObject parent_instance;

  SottoWallet *wallet;
  guint timer;
  guint position; /* of the next look, among all accounts on all networks */

  /* The look that is going on. */
  GCancellable *looking; /* (nullable) */
  SottoWalletAccount *account;
  SottoWalletNetwork *network;
  gboolean had_coin;
  SottoU256 coin;
};

G_DEFINE_FINAL_TYPE (SottoWalletLookout, sotto_wallet_lookout, G_TYPE_OBJECT)

enum
{
  ARRIVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
may_be_looked_at (SottoWalletAccount *account, SottoWalletNetwork *network)
{
  return !sotto_wallet_account_get_hidden (account) && sotto_wallet_network_get_enabled (network) &&
         sotto_wallet_network_get_consent (network) == SOTTO_WALLET_CONSENT_YES;
}

static void
end_look (SottoWalletLookout *self)
{
  g_clear_object (&self->looking);
  g_clear_object (&self->account);
  g_clear_object (&self->network);
}

static void
tell (SottoWalletLookout *self,
      SottoWalletToken *token,
      const SottoU256 *amount,
      const SottoHash *transaction)
{
  SottoWalletArrival arrival = { .account = self->account,
                                 .network = self->network,
                                 .token = token,
                                 .amount = *amount,
                                 .transaction = transaction };

  g_signal_emit (self, signals[ARRIVED], 0, &arrival);
}

/* What goes from one account to another of the same wallet is no news. */
static void
tell_activity (SottoWalletLookout *self, const SottoWalletActivity *activity)
{
  SottoWalletToken *token = sotto_wallet_get_token_by_id (self->wallet, activity->token);

  if (token != NULL && sotto_wallet_find_account (self->wallet, activity->counterparty) == NULL)
    tell (self, token, &activity->amount, &activity->transaction);
}

static void
scanned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoWalletLookout) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) received = sotto_wallet_scan_finish (SOTTO_WALLET (source), result, &error);

  if (received == NULL)
    g_debug ("The logs could not be looked through: %s", error->message);
  for (guint i = 0; received != NULL && i < received->len; i++)
    tell_activity (self, &g_array_index (received, SottoWalletActivity, i));
  end_look (self);
}

/* (nullable): how much there is of the coin, as stored. */
static const SottoU256 *
find_coin (SottoWalletLookout *self, GPtrArray *assets)
{
  for (guint i = 0; i < assets->len; i++)
    {
      SottoWalletAsset *asset = g_ptr_array_index (assets, i);

      if (sotto_wallet_asset_get_network (asset) == self->network &&
          sotto_wallet_asset_get_token (asset) == NULL)
        return sotto_wallet_asset_get_amount (asset);
    }
  return NULL;
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoWalletLookout) self = user_data;
  g_autoptr (GPtrArray) assets =
    sotto_wallet_list_assets_finish (SOTTO_WALLET (source), result, NULL);
  const SottoU256 *coin = assets != NULL ? find_coin (self, assets) : NULL;
  SottoU256 more;

  if (coin != NULL && self->had_coin && sotto_u256_compare (coin, &self->coin) > 0 &&
      sotto_u256_subtract (coin, &self->coin, &more))
    tell (self, NULL, &more, NULL);
  if (assets == NULL)
    end_look (self);
  else
    sotto_wallet_scan_async (self->wallet, self->account, self->network, FALSE, self->looking,
                             scanned_cb, g_object_ref (self));
}

static void
refreshed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoWalletLookout) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!sotto_wallet_change_finish (SOTTO_WALLET (source), result, &error))
    {
      g_debug ("Balances could not be asked for: %s", error->message);
      end_look (self);
      return;
    }
  sotto_wallet_list_assets_async (self->wallet, self->account, self->looking, read_cb,
                                  g_object_ref (self));
}

static void
remembered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoWalletLookout) self = user_data;
  g_autoptr (GPtrArray) assets =
    sotto_wallet_list_assets_finish (SOTTO_WALLET (source), result, NULL);
  const SottoU256 *coin = assets != NULL ? find_coin (self, assets) : NULL;

  if (assets == NULL)
    {
      end_look (self);
      return;
    }
  self->had_coin = coin != NULL;
  if (coin != NULL)
    self->coin = *coin;
  sotto_wallet_refresh_assets_async (self->wallet, self->account, self->network, self->looking,
                                     refreshed_cb, g_object_ref (self));
}

/* All networks of an account, then the next account. FALSE: none may be looked at. */
static gboolean
choose_next (SottoWalletLookout *self)
{
  GListModel *accounts = sotto_wallet_get_accounts (self->wallet);
  GListModel *networks = sotto_wallet_get_networks (self->wallet);
  guint n_networks = g_list_model_get_n_items (networks);
  guint n_places = g_list_model_get_n_items (accounts) * n_networks;

  for (guint i = 0; i < n_places; i++)
    {
      guint place = self->position++ % n_places;
      g_autoptr (SottoWalletAccount) account = g_list_model_get_item (accounts, place / n_networks);
      g_autoptr (SottoWalletNetwork) network = g_list_model_get_item (networks, place % n_networks);

      if (!may_be_looked_at (account, network))
        continue;
      self->account = g_steal_pointer (&account);
      self->network = g_steal_pointer (&network);
      return TRUE;
    }
  return FALSE;
}

static gboolean
timer_cb (gpointer user_data)
{
  sotto_wallet_lookout_look (user_data);
  return G_SOURCE_CONTINUE;
}

static void
sotto_wallet_lookout_dispose (GObject *object)
{
  SottoWalletLookout *self = SOTTO_WALLET_LOOKOUT (object);

  sotto_wallet_lookout_stop (self);
  end_look (self);
  g_clear_object (&self->wallet);
  G_OBJECT_CLASS (sotto_wallet_lookout_parent_class)->dispose (object);
}

static void
sotto_wallet_lookout_class_init (SottoWalletLookoutClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sotto_wallet_lookout_dispose;

  /**
   * SottoWalletLookout::arrived:
   * @self: a lookout
   * @arrival: (type SottoWalletArrival): what came
   */
  signals[ARRIVED] = g_signal_new ("arrived", SOTTO_TYPE_WALLET_LOOKOUT, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
sotto_wallet_lookout_init (SottoWalletLookout *self)
{
}

/* Public, in the header's order. */

SottoWalletLookout *
sotto_wallet_lookout_new (SottoWallet *wallet, guint seconds)
{
  SottoWalletLookout *self;

  g_return_val_if_fail (SOTTO_IS_WALLET (wallet), NULL);

  self = g_object_new (SOTTO_TYPE_WALLET_LOOKOUT, NULL);
  self->wallet = g_object_ref (wallet);
  if (seconds > 0)
    self->timer = sotto_clock_add_timer (wallet->clock, seconds * 1000, timer_cb, self);
  return self;
}

gboolean
sotto_wallet_lookout_look (SottoWalletLookout *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_LOOKOUT (self), FALSE);

  if (self->looking != NULL || !choose_next (self))
    return FALSE;
  self->looking = g_cancellable_new ();
  sotto_wallet_list_assets_async (self->wallet, self->account, self->looking, remembered_cb,
                                  g_object_ref (self));
  return TRUE;
}

gboolean
sotto_wallet_lookout_is_looking (SottoWalletLookout *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_LOOKOUT (self), FALSE);

  return self->looking != NULL;
}

void
sotto_wallet_lookout_stop (SottoWalletLookout *self)
{
  g_return_if_fail (SOTTO_IS_WALLET_LOOKOUT (self));

  if (self->wallet != NULL)
    sotto_clock_clear_timer (self->wallet->clock, &self->timer);
  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);
}

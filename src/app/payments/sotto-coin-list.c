/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What may be sent on a network, and from where. */

#include "sotto-coin-list.h"

#include <gtk/gtk.h>

static gboolean
is_listed (SottoWalletToken *token, SottoWalletNetwork *network)
{
  return sotto_wallet_token_get_chain_id (token) == sotto_wallet_network_get_chain_id (network) &&
         sotto_wallet_token_get_state (token) == SOTTO_WALLET_TOKEN_SHOWN;
}

static void
add (GtkStringList *names, const char *name, SottoWalletToken *token)
{
  g_autoptr (GObject) item = NULL;

  gtk_string_list_append (names, name);
  item = g_list_model_get_item (G_LIST_MODEL (names),
                                g_list_model_get_n_items (G_LIST_MODEL (names)) - 1);
  if (token != NULL)
    g_object_set_data_full (item, "token", g_object_ref (token), g_object_unref);
}

SottoWalletToken *
sotto_coin_list_get_token (gpointer item)
{
  return item != NULL ? g_object_get_data (G_OBJECT (item), "token") : NULL;
}

guint
sotto_coin_list_get_decimals (gpointer item, SottoWalletNetwork *network)
{
  SottoWalletToken *token = sotto_coin_list_get_token (item);

  return token != NULL ? sotto_wallet_token_get_decimals (token)
                       : sotto_wallet_network_get_decimals (network);
}

GListModel *
sotto_coin_list_new (SottoWallet *wallet, SottoWalletNetwork *network)
{
  GtkStringList *names = gtk_string_list_new (NULL);
  GListModel *tokens = sotto_wallet_get_tokens (wallet);

  add (names, sotto_wallet_network_get_symbol (network), NULL);
  for (guint i = 0; i < g_list_model_get_n_items (tokens); i++)
    {
      g_autoptr (SottoWalletToken) token = g_list_model_get_item (tokens, i);

      if (is_listed (token, network))
        add (names, sotto_wallet_token_get_symbol (token), token);
    }
  return G_LIST_MODEL (names);
}

GListModel *
sotto_account_list_new (SottoWallet *wallet, gboolean can_sign)
{
  GListModel *accounts = sotto_wallet_get_accounts (wallet);
  GListStore *list = g_list_store_new (SOTTO_TYPE_WALLET_ACCOUNT);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (SottoWalletAccount) account = g_list_model_get_item (accounts, i);

      if (!sotto_wallet_account_get_hidden (account) &&
          (!can_sign || sotto_wallet_account_get_can_sign (account)))
        g_list_store_append (list, account);
    }
  return G_LIST_MODEL (list);
}

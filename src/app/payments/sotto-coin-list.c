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

SottoWalletToken *
sotto_coin_list_get_token (SottoWallet *wallet, SottoWalletNetwork *network, guint position)
{
  GListModel *tokens = sotto_wallet_get_tokens (wallet);
  guint n_seen = 0;

  for (guint i = 0; i < g_list_model_get_n_items (tokens); i++)
    {
      /* The list keeps it. */
      g_autoptr (SottoWalletToken) token = g_list_model_get_item (tokens, i);

      if (is_listed (token, network) && ++n_seen == position)
        return token;
    }
  return NULL;
}

guint
sotto_coin_list_get_decimals (SottoWallet *wallet, SottoWalletNetwork *network, guint position)
{
  SottoWalletToken *token = sotto_coin_list_get_token (wallet, network, position);

  return token != NULL ? sotto_wallet_token_get_decimals (token)
                       : sotto_wallet_network_get_decimals (network);
}

GListModel *
sotto_coin_list_new (SottoWallet *wallet, SottoWalletNetwork *network)
{
  GtkStringList *names = gtk_string_list_new (NULL);
  SottoWalletToken *token;

  gtk_string_list_append (names, sotto_wallet_network_get_symbol (network));
  for (guint i = 1; (token = sotto_coin_list_get_token (wallet, network, i)) != NULL; i++)
    gtk_string_list_append (names, sotto_wallet_token_get_symbol (token));
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

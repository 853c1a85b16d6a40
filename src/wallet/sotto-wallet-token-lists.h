/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-wallet-networks.h"

G_BEGIN_DECLS

/**
 * SottoWalletTokenPlan:
 * @name: what the list calls itself; may be empty
 * @version: (nullable): of the list
 * @tokens: (element-type SottoWalletTokenInfo): what would be added, namesakes first
 * @n_known: how many of the list are there already
 * @n_elsewhere: how many are of networks that the wallet does not have
 * @n_skipped: how many entries make no sense
 * @n_namesakes: how many of @tokens have the symbol of another token of their network
 *
 * What adding a list of tokens would do. Nothing has been asked of anybody, nothing is stored.
 */
typedef struct
{
  char *name;
  char *version;
  GPtrArray *tokens;
  guint n_known;
  guint n_elsewhere;
  guint n_skipped;
  guint n_namesakes;
} SottoWalletTokenPlan;

void sotto_wallet_token_plan_free (SottoWalletTokenPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoWalletTokenPlan, sotto_wallet_token_plan_free)

/**
 * sotto_wallet_plan_tokens_async:
 * @self: a wallet
 * @file: a list of tokens as sotto_token_list_parse () reads it
 * @cancellable: (nullable): ends it
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Reads @file in another thread. %SOTTO_WALLET_ERROR_REFUSED, in words for people, if it is no such
 * list or has too much in it.
 */
void sotto_wallet_plan_tokens_async (SottoWallet *self,
                                     GFile *file,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);

/* (transfer full) */
SottoWalletTokenPlan *sotto_wallet_plan_tokens_finish (SottoWallet *self,
                                                       GAsyncResult *result,
                                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_wallet_add_tokens_async:
 * @self: a wallet
 * @plan: what to add; not changed
 * @cancellable: (nullable): a cancellable
 * @callback: called when all of them are in the list, or none is
 * @user_data: for @callback
 *
 * Adds them as %SOTTO_WALLET_TOKEN_LISTED, but those that came to be there meanwhile.
 * %SOTTO_WALLET_ERROR_TOO_MANY if there would be more than %SOTTO_WALLET_MAX_TOKENS. Ends with
 * sotto_wallet_change_finish ().
 */
void sotto_wallet_add_tokens_async (SottoWallet *self,
                                    const SottoWalletTokenPlan *plan,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);

/* How many tokens came from lists. */
guint sotto_wallet_count_listed_tokens (SottoWallet *self);

/* Removes all tokens that came from lists, with what is known of their balances and history; what
 * the chain has of them stays there. Ends with sotto_wallet_change_finish (). */
void sotto_wallet_remove_listed_tokens_async (SottoWallet *self,
                                              GCancellable *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer user_data);

G_END_DECLS

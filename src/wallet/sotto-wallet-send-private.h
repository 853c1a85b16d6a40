/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-chain.h"
#include "sotto-wallet-private.h"
#include "sotto-wallet-send.h"
#include "sotto-wallet-transaction-private.h"

G_BEGIN_DECLS

/* Tells the network of a transaction that is stored, and stores what it says. @callback hears of
 * what could not be stored only: what could not be told is told again later. */
void sotto_wallet_broadcast_async (SottoWallet *self,
                                   SottoChain *chain,
                                   const SottoWalletTransactionRow *row,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean sotto_wallet_broadcast_finish (SottoWallet *self, GAsyncResult *result, GError **error);

/* (transfer none): the object of @row, which is made if there is none yet; as @row says. */
SottoWalletTransaction *sotto_wallet_show_transaction (SottoWallet *self,
                                                       const SottoWalletTransactionRow *row,
                                                       guint64 head);

G_END_DECLS

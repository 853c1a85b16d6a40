/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-address.h"
#include "sotto-wallet.h"
#include "sotto-wallet-network.h"

G_BEGIN_DECLS

/**
 * SottoWalletName:
 * @name: a name of the Ethereum Name Service, in its normal form
 * @address: 20 bytes: where it leads
 * @is_elsewhere: whether it leads there on Ethereum itself, and says nothing of the network that
 * was asked about
 *
 * A name as it was when it was looked up. It is looked up again before anything is signed.
 */
typedef struct
{
  char *name;
  guint8 address[SOTTO_ADDRESS_LENGTH];
  gboolean is_elsewhere;
} SottoWalletName;

SottoWalletName *sotto_wallet_name_copy (const SottoWalletName *name) G_GNUC_WARN_UNUSED_RESULT;
void sotto_wallet_name_free (SottoWalletName *name);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoWalletName, sotto_wallet_name_free)

/**
 * sotto_wallet_find_name_async:
 * @self: a wallet
 * @name: what somebody typed
 * @network: where something is going to be sent
 * @cancellable: (nullable): ends it
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Looks up where a name leads: on Sepolia for that network, and on Ethereum for all others, which
 * has to be allowed to be asked (%SOTTO_WALLET_ERROR_NO_CONSENT). Other errors are those of
 * #SottoEnsResolver; all are for people.
 */
void sotto_wallet_find_name_async (SottoWallet *self,
                                   const char *name,
                                   SottoWalletNetwork *network,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);

/* (transfer full) */
SottoWalletName *sotto_wallet_find_name_finish (SottoWallet *self,
                                                GAsyncResult *result,
                                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_wallet_check_name_async:
 * @self: a wallet
 * @name: what was found before
 * @network: where something is going to be sent
 * @cancellable: (nullable): ends it
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Looks it up again, past everything that was kept; %SOTTO_WALLET_ERROR_CHANGED if it leads
 * elsewhere by now.
 */
void sotto_wallet_check_name_async (SottoWallet *self,
                                    const SottoWalletName *name,
                                    SottoWalletNetwork *network,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean sotto_wallet_check_name_finish (SottoWallet *self,
                                         GAsyncResult *result,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

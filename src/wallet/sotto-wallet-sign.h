/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Signatures by the accounts of a wallet. The vault is open for the one signature, unless the user
 * chose to keep it unlocked for a while. */

#pragma once

#include "sotto-eth-transaction.h"
#include "sotto-typed-data.h"
#include "sotto-wallet.h"

G_BEGIN_DECLS

/* Gives the password for as long as sotto_wallet_get_unlock_seconds () says, which must not be 0.
 * Ends with sotto_wallet_change_finish (). */
void sotto_wallet_unlock_async (SottoWallet *self,
                                const char *password,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);

/**
 * sotto_wallet_sign_transaction_async:
 * @self: a wallet
 * @account: the sender; %SOTTO_WALLET_ERROR_NO_KEY if it is only watched
 * @transaction: what was shown and agreed to; a copy is signed
 * @password: (nullable): the password
 *
 * Nothing is sent.
 */
void sotto_wallet_sign_transaction_async (SottoWallet *self,
                                          SottoWalletAccount *account,
                                          const SottoEthTransaction *transaction,
                                          const char *password,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);

/* (transfer full): what eth_sendRawTransaction takes. @hash: (out): its name. */
GBytes *sotto_wallet_sign_transaction_finish (SottoWallet *self,
                                              GAsyncResult *result,
                                              SottoHash *hash,
                                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A message (EIP-191). @password may be NULL. */
void sotto_wallet_sign_message_async (SottoWallet *self,
                                      SottoWalletAccount *account,
                                      GBytes *message,
                                      const char *password,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);

/* Structured data (EIP-712). @password may be NULL. */
void sotto_wallet_sign_typed_data_async (SottoWallet *self,
                                         SottoWalletAccount *account,
                                         SottoTypedData *data,
                                         const char *password,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);

/* Of the two above. @signature: (out): R || S || V with V 27 or 28. */
gboolean sotto_wallet_sign_finish (SottoWallet *self,
                                   GAsyncResult *result,
                                   guint8 signature[65],
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): "0x" and 130 digits. */
char *sotto_wallet_format_signature (const guint8 signature[65]) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_wallet_recover_message:
 * @message: any bytes
 * @signature: 130 digits with or without "0x", from anywhere
 * @error: return location for %SOTTO_ETHEREUM_ERROR_SIGNATURE, which says what is wrong with it
 *
 * A signature of another message is somebody's too: the result has to be compared.
 *
 * Returns: (transfer full): the address of who signed (EIP-55)
 */
char *sotto_wallet_recover_message (GBytes *message,
                                    const char *signature,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_wallet_verify_message:
 * @message: any bytes
 * @signature: as for sotto_wallet_recover_message ()
 * @address: who is said to have signed
 * @matches: (out): whether it was this address
 * @error: return location for %SOTTO_ETHEREUM_ERROR_SIGNATURE and %SOTTO_WALLET_ERROR_ADDRESS
 *
 * Returns: whether both could be read
 */
gboolean sotto_wallet_verify_message (GBytes *message,
                                      const char *signature,
                                      const char *address,
                                      gboolean *matches,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

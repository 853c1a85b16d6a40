/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keys and phrases in and out of a wallet. What is exported gives away all the money of an account
 * to whoever sees it: front ends warn before they ask for the password. */

#pragma once

#include "sotto-key-file.h"
#include "sotto-keys.h"
#include "sotto-mnemonic.h"
#include "sotto-wallet.h"

G_BEGIN_DECLS

/**
 * sotto_wallet_parse_private_key:
 * @text: 64 hexadecimal digits, with or without "0x", spaces around them ignored
 * @error: return location for %SOTTO_WALLET_ERROR_KEY
 *
 * Returns: (transfer full): the key
 */
SottoPrivateKey *sotto_wallet_parse_private_key (const char *text,
                                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Ends with sotto_wallet_add_finish (). An address that was only watched gets its key and keeps its
 * name unless @name is given. @name and @password may be NULL. */
void sotto_wallet_import_key_async (SottoWallet *self,
                                    SottoPrivateKey *key,
                                    const char *name,
                                    const char *password,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);

/* The first account of another phrase; more of it with sotto_wallet_add_derived_async (). Ends with
 * sotto_wallet_add_finish (). @name and @password may be NULL. */
void sotto_wallet_import_phrase_async (SottoWallet *self,
                                       SottoMnemonic *phrase,
                                       const char *name,
                                       const char *password,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);

/* @json: what a key file holds, at most %SOTTO_KEY_FILE_MAX_BYTES, which @file_password opens. Ends
 * with sotto_wallet_add_finish (). @name and @password may be NULL. */
void sotto_wallet_import_key_file_async (SottoWallet *self,
                                         GBytes *json,
                                         const char *file_password,
                                         const char *name,
                                         const char *password,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);

/* The private key of @account. Always asks for the @password. */
void sotto_wallet_export_key_async (SottoWallet *self,
                                    SottoWalletAccount *account,
                                    const char *password,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
SottoPrivateKey *sotto_wallet_export_key_finish (SottoWallet *self,
                                                 GAsyncResult *result,
                                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): "0x" and 64 digits; wipe it with sotto_wipe_string () before g_free (). */
char *sotto_wallet_format_private_key (SottoPrivateKey *key) G_GNUC_WARN_UNUSED_RESULT;

/* The private key of @account in a file that opens with @file_password. */
void sotto_wallet_export_key_file_async (SottoWallet *self,
                                         SottoWalletAccount *account,
                                         const char *file_password,
                                         const char *password,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);

/* (transfer full): JSON; @file_name (out) (optional) (transfer full): what such files are called.
 */
char *sotto_wallet_export_key_file_finish (SottoWallet *self,
                                           GAsyncResult *result,
                                           char **file_name,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The phrase that @account (NULL: the user's own) comes from. Always asks for the @password. */
void sotto_wallet_export_phrase_async (SottoWallet *self,
                                       SottoWalletAccount *account,
                                       const char *password,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
SottoMnemonic *sotto_wallet_export_phrase_finish (SottoWallet *self,
                                                  GAsyncResult *result,
                                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Takes that phrase off this computer for good; its accounts can still sign and be added to. The
 * user's own must have been confirmed as written down: %SOTTO_WALLET_ERROR_NOT_BACKED_UP. Ends with
 * sotto_wallet_change_finish (). */
void sotto_wallet_forget_phrase_async (SottoWallet *self,
                                       SottoWalletAccount *account,
                                       const char *password,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);

G_END_DECLS

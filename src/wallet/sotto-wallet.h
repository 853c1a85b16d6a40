/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-wallet-account.h"
#include "sotto-wallet-error.h"

G_BEGIN_DECLS

#define SOTTO_WALLET_MAX_ACCOUNTS 200

/* The longest that a wallet stays unlocked, in seconds. */
#define SOTTO_WALLET_MAX_UNLOCK_SECONDS (8 * 60 * 60)

/**
 * SottoWallet:
 *
 * The money of one account: addresses, the networks they are used on, and the tokens that are
 * shown. Keys are in the vault, which the password opens for one act; a person may choose to keep
 * it open for a while.
 *
 * All functions that end in `_async` call back once, on the main context, after the change has been
 * stored; until then the objects are as they were. A @password may be %NULL where that is said,
 * while the wallet is unlocked: otherwise that is %SOTTO_WALLET_ERROR_LOCKED. A wrong password is
 * an error of the session. Importing, exporting and signing have headers of their own.
 *
 * Properties (notify): `unlocked` (b), `unlock-seconds` (u), `has-phrase` (b: the account's own
 * phrase is on this computer), `currency` (s).
 *
 * Signals: `assets-changed`: what some account has was asked for and is stored.
 */
#define SOTTO_TYPE_WALLET (sotto_wallet_get_type ())
G_DECLARE_FINAL_TYPE (SottoWallet, sotto_wallet, SOTTO, WALLET, GObject)

/* (transfer none) (element-type SottoWalletAccount): live, in the order that the user gave; hidden
 * ones too. */
GListModel *sotto_wallet_get_accounts (SottoWallet *self);

/* (transfer none) (nullable): by its 20 bytes, or by its row. */
SottoWalletAccount *sotto_wallet_find_account (SottoWallet *self, const guint8 address[20]);
SottoWalletAccount *sotto_wallet_get_account_by_id (SottoWallet *self, gint64 id);

/**
 * sotto_wallet_add_derived_async:
 * @self: a wallet
 * @like: (nullable): an account from the phrase to derive from; %NULL: the user's own
 * @name: (nullable): how to call it; %NULL or empty: "Account N"
 * @password: (nullable): the password
 *
 * Adds the account with the next index of m/44'/60'/0'/0/i: the counter never goes back, and an
 * index whose address is here already is passed over. An address that was only watched gets its
 * key.
 */
void sotto_wallet_add_derived_async (SottoWallet *self,
                                     SottoWalletAccount *like,
                                     const char *name,
                                     const char *password,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);

/* Watches @address, text in any form that sotto_address_parse () takes. Needs no password. */
void sotto_wallet_watch_async (SottoWallet *self,
                               const char *address,
                               const char *name,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);

/**
 * sotto_wallet_add_finish:
 * @self: a wallet
 * @result: of any function that adds or imports an account
 * @error: return location for errors of #SottoWalletError, the session and the store
 *
 * Returns: (transfer full): the account, in the list already
 */
SottoWalletAccount *sotto_wallet_add_finish (SottoWallet *self,
                                             GAsyncResult *result,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A name of nothing that can be seen changes nothing. */
void sotto_wallet_rename_async (SottoWallet *self,
                                SottoWalletAccount *account,
                                const char *name,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
void sotto_wallet_set_colour_async (SottoWallet *self,
                                    SottoWalletAccount *account,
                                    guint colour,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
void sotto_wallet_set_hidden_async (SottoWallet *self,
                                    SottoWalletAccount *account,
                                    gboolean hidden,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);

/* To @position in the list, counted without it; the last one if there are not so many. */
void sotto_wallet_move_async (SottoWallet *self,
                              SottoWalletAccount *account,
                              guint position,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);

/* Takes it off this computer with its balances and history. An imported key goes for good, and so
 * does an imported phrase with the last of its accounts: ask before. A derived account can be had
 * again from the phrase only. */
void sotto_wallet_remove_async (SottoWallet *self,
                                SottoWalletAccount *account,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);

/* Of the five above, and of the changes in sotto-wallet-networks.h. */
gboolean sotto_wallet_change_finish (SottoWallet *self, GAsyncResult *result, GError **error);

/* How long the password counts after it was given for a signature, in seconds; 0 (as it is at
 * first): every signature asks. Exports always ask. Locking the account and the sleep of the
 * computer end it. */
guint sotto_wallet_get_unlock_seconds (SottoWallet *self);
void sotto_wallet_set_unlock_seconds (SottoWallet *self, guint seconds);
gboolean sotto_wallet_is_unlocked (SottoWallet *self);

/* Wipes what was kept open. */
void sotto_wallet_lock (SottoWallet *self);

/* Whether the account's own recovery phrase can still be shown on this computer. */
gboolean sotto_wallet_get_has_phrase (SottoWallet *self);

/* (transfer none): code of the currency that amounts are also shown in, such as "EUR"; "" for none,
 * which is how it is at first. */
const char *sotto_wallet_get_currency (SottoWallet *self);
void sotto_wallet_set_currency (SottoWallet *self, const char *currency);

G_END_DECLS

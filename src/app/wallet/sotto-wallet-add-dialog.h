/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-wallet.h"

G_BEGIN_DECLS

/**
 * SottoWalletAddition:
 * @SOTTO_WALLET_ADDITION_NEW: the next account of the person's recovery phrase
 * @SOTTO_WALLET_ADDITION_WATCH: an address whose key is elsewhere
 * @SOTTO_WALLET_ADDITION_KEY: a private key
 * @SOTTO_WALLET_ADDITION_PHRASE: another recovery phrase
 * @SOTTO_WALLET_ADDITION_FILE: a key file and its password
 *
 * Where an account comes from.
 */
typedef enum
{
  SOTTO_WALLET_ADDITION_NEW,
  SOTTO_WALLET_ADDITION_WATCH,
  SOTTO_WALLET_ADDITION_KEY,
  SOTTO_WALLET_ADDITION_PHRASE,
  SOTTO_WALLET_ADDITION_FILE,
} SottoWalletAddition;

/**
 * SottoWalletAddDialog:
 *
 * Adds an account to a wallet, and stays open with the reason while that fails.
 *
 * Signals:
 * - `added` (#SottoWalletAccount): it is in the wallet; the dialog closes
 */
#define SOTTO_TYPE_WALLET_ADD_DIALOG (sotto_wallet_add_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SottoWalletAddDialog,
                      sotto_wallet_add_dialog,
                      SOTTO,
                      WALLET_ADD_DIALOG,
                      AdwWindow)

GtkWidget *
sotto_wallet_add_dialog_new (GtkWindow *parent, SottoWallet *wallet, SottoWalletAddition addition);

G_END_DECLS

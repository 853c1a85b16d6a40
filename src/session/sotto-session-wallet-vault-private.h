/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-session-data.h"
#include "sotto-wallet-vault.h"

G_BEGIN_DECLS

/**
 * SottoSessionWalletVault:
 *
 * The vault of an account, as its wallet uses it.
 */
#define SOTTO_TYPE_SESSION_WALLET_VAULT (sotto_session_wallet_vault_get_type ())
G_DECLARE_FINAL_TYPE (SottoSessionWalletVault,
                      sotto_session_wallet_vault,
                      SOTTO,
                      SESSION_WALLET_VAULT,
                      GObject)

/* @data: borrowed until it is closed. */
SottoSessionWalletVault *
sotto_session_wallet_vault_new (SottoAccount *account,
                                const SottoSessionData *data) G_GNUC_WARN_UNUSED_RESULT;

/* The session goes; the vault may live a little longer. */
void sotto_session_wallet_vault_close (SottoSessionWalletVault *self);

G_END_DECLS

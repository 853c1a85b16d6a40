/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

#include "sotto-address.h"

G_BEGIN_DECLS

/* Accounts have one of so many colours, 0 to this less one; a front end has the palette. */
#define SOTTO_WALLET_N_COLOURS 8

/* Longer names are cut. */
#define SOTTO_WALLET_MAX_NAME_CHARACTERS 64

/**
 * SottoWalletAccountKind:
 * @SOTTO_WALLET_ACCOUNT_DERIVED: from the recovery phrase of this person
 * @SOTTO_WALLET_ACCOUNT_PHRASE: from another phrase, which was imported
 * @SOTTO_WALLET_ACCOUNT_KEY: of an imported private key
 * @SOTTO_WALLET_ACCOUNT_WATCHED: an address whose key is elsewhere
 *
 * Stored: do not change the numbers.
 */
typedef enum
{
  SOTTO_WALLET_ACCOUNT_DERIVED = 0,
  SOTTO_WALLET_ACCOUNT_PHRASE = 1,
  SOTTO_WALLET_ACCOUNT_KEY = 2,
  SOTTO_WALLET_ACCOUNT_WATCHED = 3,
} SottoWalletAccountKind;

#define SOTTO_TYPE_WALLET_ACCOUNT_KIND (sotto_wallet_account_kind_get_type ())
GType sotto_wallet_account_kind_get_type (void);

/**
 * SottoWalletAccount:
 *
 * One address of a wallet. There is one object for each; it changes after what was asked for has
 * been stored. #SottoWallet has the functions that change it.
 *
 * Properties (read only; those marked * notify): `id` (x), `address` (s: EIP-55), `name`* (s),
 * `colour`* (u), `hidden`* (b), `kind`*, `can-sign`* (b), `has-phrase`* (b: its phrase is on this
 * computer).
 */
#define SOTTO_TYPE_WALLET_ACCOUNT (sotto_wallet_account_get_type ())
G_DECLARE_FINAL_TYPE (SottoWalletAccount, sotto_wallet_account, SOTTO, WALLET_ACCOUNT, GObject)

/* Its row in the database, never 0. */
gint64 sotto_wallet_account_get_id (SottoWalletAccount *self);

/* (transfer none): 20 bytes, and the same as "0x…" with the checksum of EIP-55. */
const guint8 *sotto_wallet_account_get_address_bytes (SottoWalletAccount *self);
const char *sotto_wallet_account_get_address (SottoWalletAccount *self);

/* (transfer none): what the user calls it, sanitised; never empty. */
const char *sotto_wallet_account_get_name (SottoWalletAccount *self);

/* 0 to %SOTTO_WALLET_N_COLOURS - 1. */
guint sotto_wallet_account_get_colour (SottoWalletAccount *self);
gboolean sotto_wallet_account_get_hidden (SottoWalletAccount *self);
SottoWalletAccountKind sotto_wallet_account_get_kind (SottoWalletAccount *self);

/* Whether its key is on this computer: offer to send and to sign only then. */
gboolean sotto_wallet_account_get_can_sign (SottoWalletAccount *self);

/* Whether the phrase that it comes from is on this computer. */
gboolean sotto_wallet_account_get_has_phrase (SottoWalletAccount *self);

/* (transfer none) (nullable): such as "m/44'/60'/0'/0/3"; %NULL for what was not derived. */
const char *sotto_wallet_account_get_path (SottoWalletAccount *self);

G_END_DECLS

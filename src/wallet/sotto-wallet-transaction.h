/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

#include "sotto-address.h"
#include "sotto-hash.h"
#include "sotto-u256.h"

G_BEGIN_DECLS

/* From so many blocks on, its own included, a transaction is taken for confirmed. */
#define SOTTO_WALLET_CONFIRMATIONS 12

/**
 * SottoWalletTransactionState:
 * @SOTTO_WALLET_TRANSACTION_STORED: signed and stored; no node is known to have it
 * @SOTTO_WALLET_TRANSACTION_SENT: a node took it
 * @SOTTO_WALLET_TRANSACTION_MINED: it is in a block, and did what it should
 * @SOTTO_WALLET_TRANSACTION_FAILED: it is in a block, and did nothing but cost its fee
 * @SOTTO_WALLET_TRANSACTION_REPLACED: another one took its nonce
 * @SOTTO_WALLET_TRANSACTION_REFUSED: nodes do not take it
 *
 * Stored: do not change the numbers. Below 3 it is open.
 */
typedef enum
{
  SOTTO_WALLET_TRANSACTION_STORED = 0,
  SOTTO_WALLET_TRANSACTION_SENT = 1,
  SOTTO_WALLET_TRANSACTION_MINED = 3,
  SOTTO_WALLET_TRANSACTION_FAILED = 4,
  SOTTO_WALLET_TRANSACTION_REPLACED = 5,
  SOTTO_WALLET_TRANSACTION_REFUSED = 6,
} SottoWalletTransactionState;

#define SOTTO_TYPE_WALLET_TRANSACTION_STATE (sotto_wallet_transaction_state_get_type ())
GType sotto_wallet_transaction_state_get_type (void);

/**
 * SottoWalletTransaction:
 *
 * Something that was sent from here. It exists from the moment in which it is stored, before any
 * node has it; whatever state it shows is stored too.
 *
 * Properties (read only, notify): `state`, `confirmations` (u), `told` (b).
 */
#define SOTTO_TYPE_WALLET_TRANSACTION (sotto_wallet_transaction_get_type ())
G_DECLARE_FINAL_TYPE (SottoWalletTransaction,
                      sotto_wallet_transaction,
                      SOTTO,
                      WALLET_TRANSACTION,
                      GObject)

/* Rows of the database: of itself, of its account, of its token (0: the chain's coin). */
gint64 sotto_wallet_transaction_get_id (SottoWalletTransaction *self);
gint64 sotto_wallet_transaction_get_account (SottoWalletTransaction *self);
gint64 sotto_wallet_transaction_get_token (SottoWalletTransaction *self);
guint64 sotto_wallet_transaction_get_chain_id (SottoWalletTransaction *self);
guint64 sotto_wallet_transaction_get_nonce (SottoWalletTransaction *self);

/* (transfer none) */
const SottoHash *sotto_wallet_transaction_get_hash (SottoWalletTransaction *self);

/* (transfer none): 20 bytes: who gets it, which for a token is not its contract. */
const guint8 *sotto_wallet_transaction_get_recipient (SottoWalletTransaction *self);

/* (transfer none): in the smallest unit of the token or coin. */
const SottoU256 *sotto_wallet_transaction_get_amount (SottoWalletTransaction *self);
SottoWalletTransactionState sotto_wallet_transaction_get_state (SottoWalletTransaction *self);
gboolean sotto_wallet_transaction_is_open (SottoWalletTransaction *self);

/* Blocks on it, its own included, as far as is known; 0: in none. */
guint sotto_wallet_transaction_get_confirmations (SottoWalletTransaction *self);

/* (transfer none) (nullable): why nodes refuse it, for people. */
const char *sotto_wallet_transaction_get_error (SottoWalletTransaction *self);

/* (transfer none) (nullable): what whoever had it sent calls its purpose. */
const char *sotto_wallet_transaction_get_purpose (SottoWalletTransaction *self);

/* (transfer none) (nullable): 65 bytes: what was signed along with it. */
const guint8 *sotto_wallet_transaction_get_note (SottoWalletTransaction *self);

/* Whether its purpose was served: see sotto_wallet_set_told_async (). */
gboolean sotto_wallet_transaction_get_told (SottoWalletTransaction *self);

/* Milliseconds since 1970: when it was signed. */
gint64 sotto_wallet_transaction_get_created (SottoWalletTransaction *self);

G_END_DECLS

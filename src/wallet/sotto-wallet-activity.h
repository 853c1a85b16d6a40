/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-hash.h"
#include "sotto-u256.h"
#include "sotto-wallet-account.h"
#include "sotto-wallet-network.h"
#include "sotto-wallet.h"

G_BEGIN_DECLS

/**
 * SottoWalletDirection:
 * @SOTTO_WALLET_DIRECTION_IN: somebody sent it to the account
 * @SOTTO_WALLET_DIRECTION_OUT: the account sent it, from another program or by a contract
 *
 * Stored in databases: do not change the numbers.
 */
typedef enum
{
  SOTTO_WALLET_DIRECTION_IN = 0,
  SOTTO_WALLET_DIRECTION_OUT = 1,
} SottoWalletDirection;

/**
 * SottoWalletActivity:
 * @id: its row
 * @chain_id: of the network
 * @direction: where it went
 * @token: the row of the token
 * @amount: in its smallest unit
 * @counterparty: 20 bytes: the other account
 * @transaction: hash of the transaction
 * @block: height of the block
 * @time_ms: of the block, in milliseconds since 1970
 *
 * Something that a token says to have moved, of tokens which the wallet knows. What this wallet
 * sent itself is a #SottoWalletTransaction instead.
 */
typedef struct
{
  gint64 id;
  guint64 chain_id;
  SottoWalletDirection direction;
  gint64 token;
  SottoU256 amount;
  guint8 counterparty[SOTTO_ADDRESS_LENGTH];
  SottoHash transaction;
  guint64 block;
  gint64 time_ms;
} SottoWalletActivity;

/**
 * sotto_wallet_scan_async:
 * @self: a wallet
 * @account: whose
 * @network: where; it has to be allowed to be asked
 * @further: whether to look further back than before, instead of what came since
 * @cancellable: (nullable): ends it; what was found until then is kept
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Looks through the logs of tokens (eth_getLogs) for what went to and from the account: from the
 * newest block to what was looked through before, once more through the last 64 blocks, which may
 * have been taken back; or further into the past. The first time it looks at the last 10,000
 * blocks. It asks for as many blocks at once as the endpoint answers.
 */
void sotto_wallet_scan_async (SottoWallet *self,
                              SottoWalletAccount *account,
                              SottoWalletNetwork *network,
                              gboolean further,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);

/* (transfer full) (element-type SottoWalletActivity): what was received and not known before; empty
 * for the first look and for those further back. */
GArray *sotto_wallet_scan_finish (SottoWallet *self,
                                  GAsyncResult *result,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_wallet_list_activity_async:
 * @self: a wallet
 * @account: whose
 * @limit: how many at most
 * @cancellable: (nullable): ends it
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Reads what was found, the newest first.
 */
void sotto_wallet_list_activity_async (SottoWallet *self,
                                       SottoWalletAccount *account,
                                       guint limit,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);

/* (transfer full) (element-type SottoWalletActivity) */
GArray *sotto_wallet_list_activity_finish (SottoWallet *self,
                                           GAsyncResult *result,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

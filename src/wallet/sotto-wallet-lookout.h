/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-wallet-activity.h"
#include "sotto-wallet-networks.h"

G_BEGIN_DECLS

/**
 * SottoWalletArrival:
 * @account: whose
 * @network: where
 * @token: (nullable): of what; %NULL is the coin of the network
 * @amount: in the smallest unit; of a coin, by how much more there is of it than before
 * @transaction: (nullable): its hash; %NULL for a coin, since no log tells of it
 *
 * Something that came to an account.
 */
typedef struct
{
  SottoWalletAccount *account;
  SottoWalletNetwork *network;
  SottoWalletToken *token;
  SottoU256 amount;
  const SottoHash *transaction;
} SottoWalletArrival;

/**
 * SottoWalletLookout:
 *
 * Looks every now and then for what came to the accounts: one account on one network at a time, so
 * that no endpoint learns which accounts belong together and none is asked often. Only networks
 * that may be asked, and accounts that are not hidden. Main context.
 *
 * Signals: `arrived` (pointer to a #SottoWalletArrival that lasts as long as the emission): it is
 * stored; not for what was there when an account was looked at for the first time.
 */
#define SOTTO_TYPE_WALLET_LOOKOUT (sotto_wallet_lookout_get_type ())
G_DECLARE_FINAL_TYPE (SottoWalletLookout, sotto_wallet_lookout, SOTTO, WALLET_LOOKOUT, GObject)

/**
 * sotto_wallet_lookout_new:
 * @wallet: whose accounts
 * @seconds: how long it is between two looks; 0: never by itself
 *
 * Returns: (transfer full): what looks until it is stopped
 */
SottoWalletLookout *sotto_wallet_lookout_new (SottoWallet *wallet,
                                              guint seconds) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_wallet_lookout_look:
 * @self: a lookout
 *
 * Looks at the next account, or at the next network of it. What cannot be asked now is passed over:
 * the wallet's pages say why.
 *
 * Returns: FALSE if a look is going on already, or there is nothing to look at
 */
gboolean sotto_wallet_lookout_look (SottoWalletLookout *self);

/* Whether a look is going on. */
gboolean sotto_wallet_lookout_is_looking (SottoWalletLookout *self);

/* For whoever lets go of it: nothing is told any more, and what is being asked is given up. */
void sotto_wallet_lookout_stop (SottoWalletLookout *self);

G_END_DECLS

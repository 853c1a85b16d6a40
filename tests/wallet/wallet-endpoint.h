/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "fake-endpoint.h"
#include "sotto-wallet-send.h"
#include "wallet-fixture.h"

G_BEGIN_DECLS

/* The first network of a wallet, behind a server on loopback that says what is needed. */
#define WALLET_ENDPOINT_CHAIN 1

FakeEndpoint *wallet_endpoint_new (WalletFixture *fixture);

/* (transfer none) */
SottoWalletNetwork *wallet_endpoint_get_network (WalletFixture *fixture);

/* Long enough that no pace is kept afterwards. */
void wallet_endpoint_rest (WalletFixture *fixture);

/* Waits; time goes on while there is nothing to do, as fast as that. */
GAsyncResult *wallet_endpoint_wait_for (WalletFixture *fixture, FixtureWait *wait);

/* (transfer full): the sender has one coin, and the recipient no code. */
SottoWalletReview *wallet_endpoint_review (WalletFixture *fixture,
                                           FakeEndpoint *endpoint,
                                           const SottoWalletOrder *order,
                                           GError **error);

/* The coin and @n_balances - 1 tokens, of which the account has 1, 2, 3, and so on. */
void wallet_endpoint_refresh (WalletFixture *fixture,
                              FakeEndpoint *endpoint,
                              SottoWalletAccount *account,
                              guint n_balances,
                              gboolean has_multicall);

G_END_DECLS

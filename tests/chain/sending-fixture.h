/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "anvil.h"
#include "fault-proxy.h"
#include "wallet-fixture.h"

#include "sotto-u256.h"
#include "sotto-wallet-send.h"

#define GWEI G_GUINT64_CONSTANT (1000000000)
#define ETHER (GWEI * GWEI)

/* A wallet with a rich account, on a node of a chain of its own behind something that fails when it
 * is told to. */
typedef struct
{
  WalletFixture base;
  Anvil *anvil;
  FaultProxy *proxy;
  SottoWalletAccount *account;
  SottoWalletNetwork *network;
} SendFixture;

/* Somebody who has nothing at first. */
extern const guint8 sending_friend_address[20];

/* A moment, of which the fixture's clock makes more. */
void sending_pass_time (SendFixture *fixture);
GAsyncResult *sending_wait_for (SendFixture *fixture, FixtureWait *wait);
void sending_end_change (SendFixture *fixture, FixtureWait *wait);
void sending_set_up (SendFixture *fixture, gconstpointer data);
void sending_tear_down (SendFixture *fixture, gconstpointer data);
void sending_restart (SendFixture *fixture);
SottoWalletOrder sending_order_ether (SendFixture *fixture, guint64 wei);
SottoWalletReview *
sending_review (SendFixture *fixture, const SottoWalletOrder *order, GError **error);
SottoWalletTransaction *sending_send_review (SendFixture *fixture,
                                             SottoWalletReview *agreed,
                                             const char *purpose,
                                             GError **error);
SottoWalletTransaction *sending_send_ether (SendFixture *fixture, guint64 wei);
void sending_watch (SendFixture *fixture);
void sending_watch_until (SendFixture *fixture,
                          SottoWalletTransaction *transaction,
                          SottoWalletTransactionState state);
SottoU256 sending_get_balance (SendFixture *fixture, const guint8 *address);
void sending_assert_friend_has (SendFixture *fixture, guint64 wei);
SottoWalletTransaction *sending_get_sent (SendFixture *fixture, guint position);
guint sending_count_sent (SendFixture *fixture);

/* (transfer none): a token that is called TOK. */
SottoWalletToken *sending_add_token (SendFixture *fixture, const guint8 *contract);

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session-fixture.h"
#include "sotto-session-private.h"
#include "sotto-wallet-keys.h"
#include "sotto-wallet-networks.h"
#include "sotto-wallet-sign.h"

G_BEGIN_DECLS

/* The first addresses of PHRASE, and of another phrase. */
#define OTHER_PHRASE "test test test test test test test test test test test junk"
#define OTHER_ADDRESS_0 "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
#define OTHER_ADDRESS_1 "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
#define OTHER_KEY_0 "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"

/* An account whose wallet is tested: over the real vault, store and password. */
typedef struct
{
  Fixture base;
  SottoSession *session;
  SottoWallet *wallet;
} WalletFixture;

void wallet_fixture_set_up (WalletFixture *fixture, gconstpointer data);
void wallet_fixture_tear_down (WalletFixture *fixture, gconstpointer data);

/* Locks the account and unlocks it again: everything comes from the disk. */
void wallet_fixture_restart (WalletFixture *fixture);

/* Not referenced. */
SottoWalletAccount *wallet_fixture_get (WalletFixture *fixture, guint position);
guint wallet_fixture_count (WalletFixture *fixture);

/* The asynchronous functions, waited for. (transfer none): the account. */
SottoWalletAccount *wallet_fixture_add (WalletFixture *fixture,
                                        SottoWalletAccount *like,
                                        const char *name,
                                        const char *password,
                                        GError **error);
SottoWalletAccount *wallet_fixture_watch (WalletFixture *fixture,
                                          const char *address,
                                          const char *name,
                                          GError **error);
SottoWalletAccount *wallet_fixture_import_key (WalletFixture *fixture,
                                               const char *key,
                                               const char *name,
                                               GError **error);
SottoWalletAccount *
wallet_fixture_import_phrase (WalletFixture *fixture, const char *phrase, GError **error);
gboolean
wallet_fixture_remove (WalletFixture *fixture, SottoWalletAccount *account, GError **error);
gboolean wallet_fixture_end_change (WalletFixture *fixture, FixtureWait *wait, GError **error);

/* (transfer full): "0x" and digits. */
char *wallet_fixture_export_key (WalletFixture *fixture,
                                 SottoWalletAccount *account,
                                 const char *password,
                                 GError **error);
char *wallet_fixture_export_phrase (WalletFixture *fixture,
                                    SottoWalletAccount *account,
                                    const char *password,
                                    GError **error);
gboolean wallet_fixture_sign_message (WalletFixture *fixture,
                                      SottoWalletAccount *account,
                                      const char *password,
                                      guint8 signature[65],
                                      GError **error);

G_END_DECLS

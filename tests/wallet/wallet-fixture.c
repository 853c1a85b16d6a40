/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "wallet-fixture.h"

static void
take_session (WalletFixture *fixture, SottoSession *session)
{
  fixture->session = session;
  fixture->wallet = sotto_session_get_wallet (session);
}

static SottoWalletAccount *
end_adding (WalletFixture *fixture, FixtureWait *wait, GError **error)
{
  g_autoptr (GAsyncResult) result = fixture_wait_for (wait);
  g_autoptr (SottoWalletAccount) account = sotto_wallet_add_finish (fixture->wallet, result, error);

  /* The list keeps it. */
  return account;
}

void
wallet_fixture_set_up (WalletFixture *fixture, gconstpointer data)
{
  fixture_set_up (&fixture->base, data);
  take_session (fixture, fixture_create_known (&fixture->base));
}

void
wallet_fixture_tear_down (WalletFixture *fixture, gconstpointer data)
{
  fixture_lock (fixture->session);
  fixture_tear_down (&fixture->base, data);
}

void
wallet_fixture_restart (WalletFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture_lock (fixture->session);
  take_session (fixture,
                fixture_unlock (fixture_only_account (fixture->base.manager), PASSWORD, &error));
  g_assert_no_error (error);
}

SottoWalletAccount *
wallet_fixture_get (WalletFixture *fixture, guint position)
{
  g_autoptr (SottoWalletAccount) account =
    g_list_model_get_item (sotto_wallet_get_accounts (fixture->wallet), position);

  g_assert_nonnull (account);
  return account;
}

guint
wallet_fixture_count (WalletFixture *fixture)
{
  return g_list_model_get_n_items (sotto_wallet_get_accounts (fixture->wallet));
}

SottoWalletAccount *
wallet_fixture_add (WalletFixture *fixture,
                    SottoWalletAccount *like,
                    const char *name,
                    const char *password,
                    GError **error)
{
  FixtureWait wait = { NULL };

  sotto_wallet_add_derived_async (fixture->wallet, like, name, password, NULL, fixture_ready_cb,
                                  &wait);
  return end_adding (fixture, &wait, error);
}

SottoWalletAccount *
wallet_fixture_watch (WalletFixture *fixture, const char *address, const char *name, GError **error)
{
  FixtureWait wait = { NULL };

  sotto_wallet_watch_async (fixture->wallet, address, name, NULL, fixture_ready_cb, &wait);
  return end_adding (fixture, &wait, error);
}

SottoWalletAccount *
wallet_fixture_import_key (WalletFixture *fixture,
                           const char *text,
                           const char *name,
                           GError **error)
{
  g_autoptr (SottoPrivateKey) key = sotto_wallet_parse_private_key (text, error);
  FixtureWait wait = { NULL };

  g_assert_nonnull (key);
  sotto_wallet_import_key_async (fixture->wallet, key, name, PASSWORD, NULL, fixture_ready_cb,
                                 &wait);
  return end_adding (fixture, &wait, error);
}

SottoWalletAccount *
wallet_fixture_import_phrase (WalletFixture *fixture, const char *text, GError **error)
{
  g_autoptr (SottoMnemonic) phrase = sotto_mnemonic_parse (text, error);
  FixtureWait wait = { NULL };

  g_assert_nonnull (phrase);
  sotto_wallet_import_phrase_async (fixture->wallet, phrase, NULL, PASSWORD, NULL, fixture_ready_cb,
                                    &wait);
  return end_adding (fixture, &wait, error);
}

gboolean
wallet_fixture_end_change (WalletFixture *fixture, FixtureWait *wait, GError **error)
{
  g_autoptr (GAsyncResult) result = fixture_wait_for (wait);

  return sotto_wallet_change_finish (fixture->wallet, result, error);
}

gboolean
wallet_fixture_remove (WalletFixture *fixture, SottoWalletAccount *account, GError **error)
{
  FixtureWait wait = { NULL };

  sotto_wallet_remove_async (fixture->wallet, account, NULL, fixture_ready_cb, &wait);
  return wallet_fixture_end_change (fixture, &wait, error);
}

char *
wallet_fixture_export_key (WalletFixture *fixture,
                           SottoWalletAccount *account,
                           const char *password,
                           GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (SottoPrivateKey) key = NULL;
  FixtureWait wait = { NULL };

  sotto_wallet_export_key_async (fixture->wallet, account, password, NULL, fixture_ready_cb, &wait);
  result = fixture_wait_for (&wait);
  key = sotto_wallet_export_key_finish (fixture->wallet, result, error);
  return key != NULL ? sotto_wallet_format_private_key (key) : NULL;
}

char *
wallet_fixture_export_phrase (WalletFixture *fixture,
                              SottoWalletAccount *account,
                              const char *password,
                              GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (SottoMnemonic) phrase = NULL;
  FixtureWait wait = { NULL };

  sotto_wallet_export_phrase_async (fixture->wallet, account, password, NULL, fixture_ready_cb,
                                    &wait);
  result = fixture_wait_for (&wait);
  phrase = sotto_wallet_export_phrase_finish (fixture->wallet, result, error);
  return phrase != NULL ? sotto_mnemonic_dup_phrase (phrase) : NULL;
}

gboolean
wallet_fixture_sign_message (WalletFixture *fixture,
                             SottoWalletAccount *account,
                             const char *password,
                             guint8 signature[65],
                             GError **error)
{
  g_autoptr (GBytes) message = g_bytes_new_static ("hello", 5);
  g_autoptr (GAsyncResult) result = NULL;
  FixtureWait wait = { NULL };

  sotto_wallet_sign_message_async (fixture->wallet, account, message, password, NULL,
                                   fixture_ready_cb, &wait);
  result = fixture_wait_for (&wait);
  return sotto_wallet_sign_finish (fixture->wallet, result, signature, error);
}

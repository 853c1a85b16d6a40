/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keys and phrases in and out, and off the computer. */

#include <string.h>

#include "wallet-fixture.h"

static gboolean
forget (WalletFixture *fixture, SottoWalletAccount *account, const char *password, GError **error)
{
  FixtureWait wait = { NULL };

  sotto_wallet_forget_phrase_async (fixture->wallet, account, password, NULL, fixture_ready_cb,
                                    &wait);
  return wallet_fixture_end_change (fixture, &wait, error);
}

static void
test_export (WalletFixture *fixture, gconstpointer data)
{
  g_autoptr (SottoPrivateKey) expected = fixture_derive_key (PHRASE, "m/44'/60'/0'/0/0");
  g_autofree char *expected_text = sotto_wallet_format_private_key (expected);
  SottoWalletAccount *watched = wallet_fixture_watch (fixture, OTHER_ADDRESS_1, NULL, NULL);
  SottoWalletAccount *imported = wallet_fixture_import_key (fixture, OTHER_KEY_0, NULL, NULL);
  g_autofree char *own = NULL;
  g_autofree char *other = NULL;
  g_autofree char *phrase = NULL;
  g_autoptr (GError) error = NULL;

  own = wallet_fixture_export_key (fixture, wallet_fixture_get (fixture, 0), PASSWORD, &error);
  g_assert_cmpstr (own, ==, expected_text);
  other = wallet_fixture_export_key (fixture, imported, PASSWORD, &error);
  g_assert_cmpstr (other, ==, OTHER_KEY_0);
  phrase = wallet_fixture_export_phrase (fixture, NULL, PASSWORD, &error);
  g_assert_cmpstr (phrase, ==, PHRASE);
  g_assert_no_error (error);
  g_assert_null (wallet_fixture_export_key (fixture, watched, PASSWORD, &error));
  g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_NO_KEY);
  g_clear_error (&error);
  g_assert_null (wallet_fixture_export_phrase (fixture, imported, PASSWORD, &error));
  g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_NO_PHRASE);
  g_clear_error (&error);
  g_assert_null (wallet_fixture_export_key (fixture, imported, OTHER_PASSWORD, &error));
  g_assert_error (error, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_WRONG_PASSWORD);
}

/* After a change of the password the old one opens nothing, and the new one all. */
static void
test_password_change (WalletFixture *fixture, gconstpointer data)
{
  SottoWalletAccount *imported = wallet_fixture_import_key (fixture, OTHER_KEY_0, NULL, NULL);
  g_autofree char *key = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (fixture_change_password (fixture->session, PASSWORD, OTHER_PASSWORD, &error));
  g_assert_no_error (error);
  key = wallet_fixture_export_key (fixture, imported, OTHER_PASSWORD, &error);
  g_assert_cmpstr (key, ==, OTHER_KEY_0);
  g_assert_null (wallet_fixture_export_key (fixture, imported, PASSWORD, &error));
  g_assert_error (error, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_WRONG_PASSWORD);
}

static void
test_forget_own (WalletFixture *fixture, gconstpointer data)
{
  SottoStore *store = fixture->session->store;
  SottoWalletAccount *account = wallet_fixture_get (fixture, 0);
  g_autofree char *key = NULL;
  g_autoptr (GError) error = NULL;

  fixture->session->data->needs_backup = TRUE;
  g_assert_false (forget (fixture, NULL, PASSWORD, &error));
  g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_NOT_BACKED_UP);
  g_clear_error (&error);
  g_assert_false (forget (fixture, account, PASSWORD, &error));
  g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_NOT_BACKED_UP);
  g_clear_error (&error);
  sotto_session_confirm_backup (fixture->session);
  g_assert_false (forget (fixture, NULL, OTHER_PASSWORD, &error));
  g_assert_error (error, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_WRONG_PASSWORD);
  g_clear_error (&error);
  g_assert_true (sotto_wallet_get_has_phrase (fixture->wallet));
  sotto_test_clock_advance (fixture->base.clock, 2000);
  g_assert_true (forget (fixture, NULL, PASSWORD, &error));
  g_assert_no_error (error);
  g_assert_false (sotto_wallet_get_has_phrase (fixture->wallet));
  g_assert_false (sotto_wallet_account_get_has_phrase (account));
  g_assert_cmpint (sotto_test_store_query_int (
                     store, "SELECT count (*) FROM vault WHERE name = 'recovery-phrase'"),
                   ==, 0);
  g_assert_null (fixture_reveal (fixture->session, PASSWORD, &error));
  g_assert_error (error, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_NO_PHRASE);
  g_clear_error (&error);

  /* Its accounts go on, also after a restart. */
  wallet_fixture_restart (fixture);
  g_assert_false (sotto_wallet_get_has_phrase (fixture->wallet));
  key = wallet_fixture_export_key (fixture, wallet_fixture_get (fixture, 0), PASSWORD, &error);
  g_assert_nonnull (key);
  g_assert_nonnull (wallet_fixture_add (fixture, NULL, NULL, PASSWORD, &error));
  g_assert_no_error (error);
  g_assert_false (forget (fixture, NULL, PASSWORD, &error));
  g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_NO_PHRASE);
}

static void
test_forget_other (WalletFixture *fixture, gconstpointer data)
{
  SottoWalletAccount *account = wallet_fixture_import_phrase (fixture, OTHER_PHRASE, NULL);
  g_autofree char *phrase = NULL;
  g_autofree char *key = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (sotto_wallet_account_get_has_phrase (account));
  phrase = wallet_fixture_export_phrase (fixture, account, PASSWORD, &error);
  g_assert_cmpstr (phrase, ==, OTHER_PHRASE);
  g_assert_true (forget (fixture, account, PASSWORD, &error));
  g_assert_no_error (error);
  g_assert_false (sotto_wallet_account_get_has_phrase (account));
  g_assert_true (sotto_wallet_get_has_phrase (fixture->wallet));
  key = wallet_fixture_export_key (fixture, account, PASSWORD, &error);
  g_assert_cmpstr (key, ==, OTHER_KEY_0);
  g_assert_true (wallet_fixture_remove (fixture, account, &error));
  g_assert_no_error (error);
}

static SottoWalletAccount *
import_file (WalletFixture *fixture, const char *json, const char *password, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (json, strlen (json));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (SottoWalletAccount) account = NULL;
  FixtureWait wait = { NULL };

  sotto_wallet_import_key_file_async (fixture->wallet, bytes, password, "From a file", PASSWORD,
                                      NULL, fixture_ready_cb, &wait);
  result = fixture_wait_for (&wait);
  account = sotto_wallet_add_finish (fixture->wallet, result, error);

  /* The list keeps it. */
  return account;
}

static void
test_key_file (WalletFixture *fixture, gconstpointer data)
{
  SottoWalletAccount *account = wallet_fixture_import_key (fixture, OTHER_KEY_0, NULL, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *json = NULL;
  g_autofree char *name = NULL;
  g_autofree char *key = NULL;
  g_autoptr (GError) error = NULL;
  FixtureWait wait = { NULL };

  sotto_wallet_export_key_file_async (fixture->wallet, account, "for the file", PASSWORD, NULL,
                                      fixture_ready_cb, &wait);
  result = fixture_wait_for (&wait);
  json = sotto_wallet_export_key_file_finish (fixture->wallet, result, &name, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_suffix (name, "f39fd6e51aad88f6f4ce6ab8827279cfffb92266"));
  g_assert_null (strstr (json, OTHER_KEY_0 + 2));

  g_assert_null (import_file (fixture, json, "for the file", &error));
  g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_true (wallet_fixture_remove (fixture, account, &error));
  g_assert_null (import_file (fixture, json, "of something else", &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_null (import_file (fixture, "{}", "for the file", &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  account = import_file (fixture, json, "for the file", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (sotto_wallet_account_get_address (account), ==, OTHER_ADDRESS_0);
  key = wallet_fixture_export_key (fixture, account, PASSWORD, &error);
  g_assert_cmpstr (key, ==, OTHER_KEY_0);
}

static void
test_parse (void)
{
  static const struct
  {
    const char *text;
    gboolean good;
  } rows[] = {
    { OTHER_KEY_0, TRUE },
    { " ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80\n", TRUE },
    { "AC0974BEC39A17E36BA4A6B4D238FF944BACB478CBED5EFCAE784D7BF4F2FF80", TRUE },
    { "", FALSE },
    { "0x", FALSE },
    { "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff8", FALSE },
    { "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff8000", FALSE },
    { "0x0000000000000000000000000000000000000000000000000000000000000000", FALSE },
    { "0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", FALSE },
    { "0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140", TRUE },
    { "test test test test test test test test test test test junk", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SottoPrivateKey) key = sotto_wallet_parse_private_key (rows[i].text, &error);

      if (rows[i].good)
        g_assert_nonnull (key);
      else
        g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_KEY);
    }
}

/* Nothing that was imported can be found in a file of the account, open or locked. */
static void
expect_absent (const char *folder, const char *text, const guint8 *key)
{
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n_files = 0;

  while ((name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *contents = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
      g_assert_null (memmem (contents, length, text, strlen (text)));
      g_assert_null (memmem (contents, length, key, 16));
      n_files++;
    }
  g_assert_cmpuint (n_files, >=, 4);
}

/* The same within the database: what its key opens is not enough. */
static void
test_secrets_rest_sealed (WalletFixture *fixture, gconstpointer data)
{
  const char *folder = sotto_account_get_folder (sotto_session_get_account (fixture->session));
  g_autoptr (SottoPrivateKey) key = sotto_wallet_parse_private_key (OTHER_KEY_0, NULL);
  SottoWalletAccount *account = wallet_fixture_import_phrase (fixture, OTHER_PHRASE, NULL);
  g_autofree char *exported = wallet_fixture_export_key (fixture, account, PASSWORD, NULL);

  g_assert_cmpstr (exported, ==, OTHER_KEY_0);
  expect_absent (folder, "test test test", sotto_private_key_borrow (key));
  g_assert_cmpint (
    sotto_test_store_query_int (fixture->session->store,
                                "SELECT count (*) FROM vault WHERE instr (sealed, 'test test')"
                                " OR instr (sealed, 'xprv') OR instr (sealed,"
                                " X'ac0974bec39a17e36ba4a6b4d238ff94')"),
    ==, 0);
  g_assert_cmpint (
    sotto_test_store_query_int (fixture->session->store, "SELECT count (*) FROM vault"), ==, 4);
  wallet_fixture_restart (fixture);
  expect_absent (folder, "test test test", sotto_private_key_borrow (key));
  sotto_private_key_release (key);
  sotto_private_key_release (key);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/wallet/keys/" path, WalletFixture, NULL, wallet_fixture_set_up, function,          \
              wallet_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("export", test_export);
  ADD ("password-change", test_password_change);
  ADD ("forget-own", test_forget_own);
  ADD ("forget-other", test_forget_other);
  ADD ("key-file", test_key_file);
  ADD ("secrets-rest-sealed", test_secrets_rest_sealed);
  g_test_add_func ("/wallet/keys/parse", test_parse);
  return g_test_run ();
}

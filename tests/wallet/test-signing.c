/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Signatures, and how long the vault stays open. */

#include "sotto-wallet-private.h"
#include "wallet-fixture.h"

static void
check_signer (const guint8 signature[65], const char *address)
{
  g_autoptr (GBytes) message = g_bytes_new_static ("hello", 5);
  g_autoptr (GString) text = g_string_new ("0x");
  g_autoptr (GError) error = NULL;
  gboolean matches = FALSE;

  for (guint i = 0; i < 65; i++)
    g_string_append_printf (text, "%02x", signature[i]);
  g_assert_true (sotto_wallet_verify_message (message, text->str, address, &matches, &error));
  g_assert_no_error (error);
  g_assert_true (matches);
}

static void
test_message (WalletFixture *fixture, gconstpointer data)
{
  SottoWalletAccount *watched = wallet_fixture_watch (fixture, OTHER_ADDRESS_1, NULL, NULL);
  SottoWalletAccount *imported = wallet_fixture_import_key (fixture, OTHER_KEY_0, NULL, NULL);
  SottoWalletAccount *own = wallet_fixture_get (fixture, 0);
  guint8 signature[65];
  g_autoptr (GError) error = NULL;

  g_assert_true (wallet_fixture_sign_message (fixture, imported, PASSWORD, signature, &error));
  check_signer (signature, OTHER_ADDRESS_0);
  g_assert_null (fixture->wallet->kept_key);
  g_assert_true (wallet_fixture_sign_message (fixture, own, PASSWORD, signature, &error));
  check_signer (signature, sotto_wallet_account_get_address (own));
  g_assert_null (fixture->wallet->kept_key);
  g_assert_false (wallet_fixture_sign_message (fixture, own, NULL, signature, &error));
  g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_false (wallet_fixture_sign_message (fixture, watched, PASSWORD, signature, &error));
  g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_NO_KEY);
  g_clear_error (&error);
  g_assert_false (wallet_fixture_sign_message (fixture, own, OTHER_PASSWORD, signature, &error));
  g_assert_error (error, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_WRONG_PASSWORD);
}

static void
test_transaction (WalletFixture *fixture, gconstpointer data)
{
  SottoWalletAccount *imported = wallet_fixture_import_key (fixture, OTHER_KEY_0, NULL, NULL);
  g_auto (SottoEthTransaction) read = { 0 };
  SottoEthTransaction transaction = { .type = SOTTO_ETH_TRANSACTION_DYNAMIC_FEE,
                                      .chain_id = 31337,
                                      .nonce = 7,
                                      .gas_limit = 21000,
                                      .has_recipient = TRUE };
  guint8 sender[SOTTO_ADDRESS_LENGTH];
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) raw = NULL;
  g_autoptr (GError) error = NULL;
  SottoHash hash;
  SottoHash read_hash;
  FixtureWait wait = { NULL };

  transaction.max_fee = sotto_u256_from_u64 (2000000000);
  transaction.max_priority_fee = sotto_u256_from_u64 (1000000000);
  transaction.value = sotto_u256_from_u64 (42);
  transaction.data = g_bytes_new_static ("", 0);
  transaction.recipient[19] = 9;
  sotto_wallet_sign_transaction_async (fixture->wallet, imported, &transaction, PASSWORD, NULL,
                                       fixture_ready_cb, &wait);

  /* What happens to the caller's one in the meantime changes nothing. */
  transaction.nonce = 8;
  sotto_eth_transaction_clear (&transaction);
  result = fixture_wait_for (&wait);
  raw = sotto_wallet_sign_transaction_finish (fixture->wallet, result, &hash, &error);
  g_assert_no_error (error);
  g_assert_true (sotto_eth_transaction_parse (raw, &read, sender, &read_hash, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (sender, 20, sotto_wallet_account_get_address_bytes (imported), 20);
  g_assert_cmpuint (read.nonce, ==, 7);
  g_assert_true (sotto_hash_equal (&hash, &read_hash));
}

static void
test_typed_data (WalletFixture *fixture, gconstpointer data)
{
  static const char json[] =
    "{\"types\":{\"EIP712Domain\":[{\"name\":\"name\",\"type\":\"string\"},"
    "{\"name\":\"chainId\",\"type\":\"uint256\"}],"
    "\"Note\":[{\"name\":\"text\",\"type\":\"string\"}]},\"primaryType\":\"Note\","
    "\"domain\":{\"name\":\"Sotto\",\"chainId\":1},\"message\":{\"text\":\"hello\"}}";
  g_autoptr (SottoTypedData) typed = NULL;
  SottoWalletAccount *own = wallet_fixture_get (fixture, 0);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint8 signature[65];
  guint8 signer[SOTTO_ADDRESS_LENGTH];
  SottoPublicKey key;
  SottoHash digest;
  FixtureWait wait = { NULL };

  typed = sotto_typed_data_parse (json, strlen (json), 1, &error);
  g_assert_no_error (error);
  sotto_wallet_sign_typed_data_async (fixture->wallet, own, typed, PASSWORD, NULL, fixture_ready_cb,
                                      &wait);
  result = fixture_wait_for (&wait);
  g_assert_true (sotto_wallet_sign_finish (fixture->wallet, result, signature, &error));
  g_assert_no_error (error);
  sotto_typed_data_get_digest (typed, &digest);
  g_assert_true (signature[64] == 27 || signature[64] == 28);
  signature[64] -= 27;
  g_assert_true (sotto_recover (signature, &digest, &key, &error));
  sotto_public_key_get_address (&key, signer);
  g_assert_cmpmem (signer, 20, sotto_wallet_account_get_address_bytes (own), 20);
}

static void
count_cb (guint *count)
{
  *count += 1;
}

static void
unlock (WalletFixture *fixture, guint seconds)
{
  g_autoptr (GError) error = NULL;
  FixtureWait wait = { NULL };

  sotto_wallet_set_unlock_seconds (fixture->wallet, seconds);
  sotto_wallet_unlock_async (fixture->wallet, PASSWORD, NULL, fixture_ready_cb, &wait);
  g_assert_true (wallet_fixture_end_change (fixture, &wait, &error));
  g_assert_no_error (error);
  g_assert_true (sotto_wallet_is_unlocked (fixture->wallet));
}

static void
test_unlock (WalletFixture *fixture, gconstpointer data)
{
  SottoTestClock *clock = fixture->base.clock;
  SottoWalletAccount *own = wallet_fixture_get (fixture, 0);
  guint8 signature[65];
  guint n_notified = 0;
  g_autoptr (GError) error = NULL;

  g_signal_connect_swapped (fixture->wallet, "notify::unlocked", G_CALLBACK (count_cb),
                            &n_notified);
  unlock (fixture, 300);
  g_assert_cmpuint (n_notified, ==, 1);
  g_assert_true (wallet_fixture_sign_message (fixture, own, NULL, signature, &error));
  check_signer (signature, sotto_wallet_account_get_address (own));
  sotto_test_clock_advance (clock, 299 * 1000);
  g_assert_true (wallet_fixture_sign_message (fixture, own, NULL, signature, &error));

  /* Signing does not prolong it. The key is wiped without anybody asking. */
  sotto_test_clock_advance (clock, 6 * 1000);
  g_assert_null (fixture->wallet->kept_key);
  g_assert_cmpuint (n_notified, ==, 2);
  g_assert_false (wallet_fixture_sign_message (fixture, own, NULL, signature, &error));
  g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_LOCKED);
  g_clear_error (&error);

  /* A password for a signature is kept as well; an import keeps nothing. */
  g_assert_nonnull (wallet_fixture_add (fixture, NULL, NULL, PASSWORD, &error));
  g_assert_false (sotto_wallet_is_unlocked (fixture->wallet));
  g_assert_true (wallet_fixture_sign_message (fixture, own, PASSWORD, signature, &error));
  g_assert_true (sotto_wallet_is_unlocked (fixture->wallet));
  sotto_wallet_lock (fixture->wallet);
  g_assert_null (fixture->wallet->kept_key);
  unlock (fixture, 300);
  sotto_wallet_set_unlock_seconds (fixture->wallet, 60);
  g_assert_false (sotto_wallet_is_unlocked (fixture->wallet));

  wallet_fixture_restart (fixture);
  g_assert_cmpuint (sotto_wallet_get_unlock_seconds (fixture->wallet), ==, 60);
  g_assert_false (sotto_wallet_is_unlocked (fixture->wallet));
  sotto_wallet_set_unlock_seconds (fixture->wallet, G_MAXUINT);
  g_assert_cmpuint (sotto_wallet_get_unlock_seconds (fixture->wallet), ==,
                    SOTTO_WALLET_MAX_UNLOCK_SECONDS);
}

/* While the computer sleeps, only the wall clock goes on. */
static void
test_sleep (WalletFixture *fixture, gconstpointer data)
{
  unlock (fixture, 3600);
  sotto_test_clock_jump (fixture->base.clock, 60 * G_USEC_PER_SEC);
  g_assert_false (sotto_wallet_is_unlocked (fixture->wallet));
  sotto_test_clock_advance (fixture->base.clock, 5000);
  g_assert_null (fixture->wallet->kept_key);
}

static void
test_lock_of_account (WalletFixture *fixture, gconstpointer data)
{
  g_autoptr (SottoWallet) wallet = g_object_ref (fixture->wallet);

  unlock (fixture, 3600);
  wallet_fixture_restart (fixture);
  g_assert_null (wallet->kept_key);
}

/* A key that was exchanged in the database signs nothing. */
static void
test_exchanged (WalletFixture *fixture, gconstpointer data)
{
  SottoWalletAccount *own = wallet_fixture_get (fixture, 0);
  guint8 signature[65];
  g_autoptr (GError) error = NULL;

  g_assert_true (sotto_test_store_execute (fixture->session->store,
                                           "UPDATE wallet_accounts SET path_index = 5", &error));
  g_assert_false (wallet_fixture_sign_message (fixture, own, PASSWORD, signature, &error));
  g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_DAMAGED);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/wallet/signing/" path, WalletFixture, NULL, wallet_fixture_set_up, function,       \
              wallet_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("message", test_message);
  ADD ("transaction", test_transaction);
  ADD ("typed-data", test_typed_data);
  ADD ("unlock", test_unlock);
  ADD ("sleep", test_sleep);
  ADD ("lock-of-account", test_lock_of_account);
  ADD ("exchanged", test_exchanged);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tables of the wallet that earlier versions of this program wrote, opened by this one. */

#include "sotto-test-store.h"
#include "sotto-wallet-services.h"
#include "sotto-wallet-transaction-private.h"

static gboolean
load_cb (SottoConnection *connection, gpointer user_data, GError **error)
{
  GPtrArray **rows = user_data;

  *rows = sotto_wallet_transaction_rows_load (connection, error);
  return *rows != NULL;
}

static void
test_wallet_5 (void)
{
  const SottoMigrations *migrations[] = { sotto_wallet_get_migrations (), NULL };
  char *folder = sotto_test_make_folder ();
  g_autoptr (SottoStore) store = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;
  const SottoWalletTransactionRow *row;

  sotto_test_store_load_dump (folder, WALLET_DUMPS "/wallet-5.sql");
  store = sotto_test_store_new (folder, migrations);
  sotto_test_store_read (store, load_cb, &rows, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 1);
  row = g_ptr_array_index (rows, 0);
  g_assert_cmpuint (row->nonce, ==, 7);
  g_assert_cmpint (row->state, ==, SOTTO_WALLET_TRANSACTION_SENT);
  g_assert_null (row->purpose);
  g_assert_false (row->told);
  g_assert_cmpint (
    sotto_test_store_query_int (store, "SELECT sum (settled) FROM wallet_transactions"), ==, 0);
  sotto_test_store_close (store);
  sotto_test_remove_folder (folder);
}

static void
test_wallet_6 (void)
{
  const SottoMigrations *migrations[] = { sotto_wallet_get_migrations (), NULL };
  char *folder = sotto_test_make_folder ();
  g_autoptr (SottoStore) store = NULL;

  sotto_test_store_load_dump (folder, WALLET_DUMPS "/wallet-6.sql");
  store = sotto_test_store_new (folder, migrations);
  g_assert_cmpint (
    sotto_test_store_query_int (store, "SELECT sum (settled) FROM wallet_transactions WHERE told"
                                       " AND purpose = 'somebody'"),
    ==, 1);
  g_assert_cmpint (sotto_test_store_query_int (store, "SELECT count (*) FROM wallet_collections"),
                   ==, 0);
  g_assert_cmpint (sotto_test_store_query_int (store, "SELECT count (*) FROM wallet_collectibles"),
                   ==, 0);
  sotto_test_store_close (store);
  sotto_test_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wallet/migration/wallet-5", test_wallet_5);
  g_test_add_func ("/wallet/migration/wallet-6", test_wallet_6);
  return g_test_run ();
}

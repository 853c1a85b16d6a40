/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The accounts of a wallet: every kind, across restarts, in the order that was given. */

#include "sotto-test-vectors.h"
#include "wallet-fixture.h"

typedef struct
{
  char *address;
  char *name;
  SottoWalletAccountKind kind;
  guint colour;
  gboolean hidden;
} Seen;

static GArray *
look (WalletFixture *fixture)
{
  GArray *all = g_array_new (FALSE, TRUE, sizeof (Seen));

  for (guint i = 0; i < wallet_fixture_count (fixture); i++)
    {
      SottoWalletAccount *account = wallet_fixture_get (fixture, i);
      Seen seen = { .address = g_strdup (sotto_wallet_account_get_address (account)),
                    .name = g_strdup (sotto_wallet_account_get_name (account)),
                    .kind = sotto_wallet_account_get_kind (account),
                    .colour = sotto_wallet_account_get_colour (account),
                    .hidden = sotto_wallet_account_get_hidden (account) };

      g_array_append_val (all, seen);
    }
  return all;
}

static void
free_seen (GArray *all)
{
  for (guint i = 0; i < all->len; i++)
    {
      g_free (g_array_index (all, Seen, i).address);
      g_free (g_array_index (all, Seen, i).name);
    }
  g_array_unref (all);
}

/* Nothing changes by a restart. */
static void
check_restart (WalletFixture *fixture)
{
  GArray *before = look (fixture);
  GArray *after;

  wallet_fixture_restart (fixture);
  after = look (fixture);
  g_assert_cmpuint (before->len, ==, after->len);
  for (guint i = 0; i < before->len; i++)
    {
      Seen *a = &g_array_index (before, Seen, i);
      Seen *b = &g_array_index (after, Seen, i);

      g_assert_cmpstr (a->address, ==, b->address);
      g_assert_cmpstr (a->name, ==, b->name);
      g_assert_cmpint (a->kind, ==, b->kind);
      g_assert_cmpuint (a->colour, ==, b->colour);
      g_assert_cmpint (a->hidden, ==, b->hidden);
    }
  free_seen (before);
  free_seen (after);
}

static void
test_first (WalletFixture *fixture, gconstpointer data)
{
  g_autoptr (SottoPrivateKey) expected = fixture_derive_key (PHRASE, "m/44'/60'/0'/0/0");
  SottoWalletAccount *account;
  guint8 address[SOTTO_ADDRESS_LENGTH];

  g_assert_cmpuint (wallet_fixture_count (fixture), ==, 1);
  account = wallet_fixture_get (fixture, 0);
  sotto_public_key_get_address (sotto_private_key_get_public (expected), address);
  g_assert_cmpmem (sotto_wallet_account_get_address_bytes (account), 20, address, 20);
  g_assert_cmpstr (sotto_wallet_account_get_path (account), ==, "m/44'/60'/0'/0/0");
  g_assert_cmpint (sotto_wallet_account_get_kind (account), ==, SOTTO_WALLET_ACCOUNT_DERIVED);
  g_assert_true (sotto_wallet_account_get_can_sign (account));
  g_assert_true (sotto_wallet_account_get_has_phrase (account));
  g_assert_true (sotto_wallet_find_account (fixture->wallet, address) == account);
  check_restart (fixture);
}

static void
test_kinds (WalletFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  SottoWalletAccount *account = wallet_fixture_add (fixture, NULL, "Savings", PASSWORD, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (sotto_wallet_account_get_path (account), ==, "m/44'/60'/0'/0/1");
  account = wallet_fixture_import_phrase (fixture, OTHER_PHRASE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (sotto_wallet_account_get_address (account), ==, OTHER_ADDRESS_0);
  account = wallet_fixture_add (fixture, account, NULL, PASSWORD, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (sotto_wallet_account_get_address (account), ==, OTHER_ADDRESS_1);
  g_assert_cmpint (sotto_wallet_account_get_kind (account), ==, SOTTO_WALLET_ACCOUNT_PHRASE);
  account = wallet_fixture_import_key (
    fixture, "0000000000000000000000000000000000000000000000000000000000000001", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (sotto_wallet_account_get_address (account), ==,
                   "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf");
  g_assert_null (sotto_wallet_account_get_path (account));
  g_assert_false (sotto_wallet_account_get_has_phrase (account));
  account =
    wallet_fixture_watch (fixture, " 0xd8da6bf26964af9d7eed9e03e53415d37aa96045 ", "V", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (sotto_wallet_account_get_address (account), ==,
                   "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045");
  g_assert_false (sotto_wallet_account_get_can_sign (account));
  g_assert_cmpuint (wallet_fixture_count (fixture), ==, 6);
  check_restart (fixture);
  account = wallet_fixture_get (fixture, 5);
  g_assert_null (wallet_fixture_add (fixture, account, NULL, PASSWORD, &error));
  g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_NO_PHRASE);
}

static void
test_duplicates (WalletFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  SottoWalletAccount *account;
  gint64 id;

  g_assert_nonnull (wallet_fixture_watch (fixture, OTHER_ADDRESS_0, "Mine elsewhere", &error));
  g_assert_null (wallet_fixture_watch (fixture, OTHER_ADDRESS_0, NULL, &error));
  g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_EXISTS);
  g_clear_error (&error);
  id = sotto_wallet_account_get_id (wallet_fixture_get (fixture, 1));

  /* Its key comes: the same object, with its name. */
  account = wallet_fixture_import_key (fixture, OTHER_KEY_0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sotto_wallet_account_get_id (account), ==, id);
  g_assert_cmpstr (sotto_wallet_account_get_name (account), ==, "Mine elsewhere");
  g_assert_cmpint (sotto_wallet_account_get_kind (account), ==, SOTTO_WALLET_ACCOUNT_KEY);
  g_assert_null (wallet_fixture_import_key (fixture, OTHER_KEY_0, NULL, &error));
  g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_null (wallet_fixture_import_phrase (fixture, OTHER_PHRASE, &error));
  g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_null (wallet_fixture_import_phrase (fixture, PHRASE, &error));
  g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_EXISTS);
  g_assert_cmpuint (wallet_fixture_count (fixture), ==, 2);

  /* What was refused left nothing in the vault. */
  g_assert_cmpint (
    sotto_test_store_query_int (fixture->session->store, "SELECT count (*) FROM vault"), ==, 3);
  check_restart (fixture);
}

/* Of the phrases of the vectors: the third account and a late one, whatever was added between. */
static void
test_vectors (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("ethereum", "hd-status-paths.json");
  JsonArray *cases = json_object_get_array_member (json_node_get_object (root), "cases");

  g_assert_cmpuint (json_array_get_length (cases), >, 0);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *row = json_array_get_object_element (cases, i);
      JsonArray *keys = json_object_get_array_member (row, "keys");
      WalletFixture fixture = { 0 };
      g_autoptr (GError) error = NULL;

      wallet_fixture_set_up (&fixture, NULL);
      g_assert_nonnull (wallet_fixture_import_phrase (
        &fixture, json_object_get_string_member (row, "mnemonic"), &error));
      for (guint n = 1; n <= 7; n++)
        g_assert_nonnull (
          wallet_fixture_add (&fixture, wallet_fixture_get (&fixture, 1), NULL, PASSWORD, &error));
      g_assert_no_error (error);
      for (guint k = 0; k < json_array_get_length (keys); k++)
        {
          JsonObject *key = json_array_get_object_element (keys, k);
          const char *path = json_object_get_string_member (key, "path");
          const char *address = json_object_get_string_member (key, "address");

          for (guint n = 1; n <= 8; n++)
            {
              SottoWalletAccount *account = wallet_fixture_get (&fixture, n);
              g_autofree char *secret = NULL;

              if (g_strcmp0 (sotto_wallet_account_get_path (account), path) != 0)
                continue;
              g_assert_cmpstr (sotto_wallet_account_get_address (account), ==, address);
              secret = wallet_fixture_export_key (&fixture, account, PASSWORD, &error);
              g_assert_no_error (error);
              g_assert_cmpstr (secret, ==, json_object_get_string_member (key, "privateKey"));
            }
        }
      wallet_fixture_tear_down (&fixture, NULL);
    }
}

static void
test_wrong_password (WalletFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (wallet_fixture_add (fixture, NULL, NULL, OTHER_PASSWORD, &error));
  g_assert_error (error, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_WRONG_PASSWORD);
  g_clear_error (&error);
  g_assert_null (wallet_fixture_add (fixture, NULL, NULL, NULL, &error));
  g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_LOCKED);
  g_assert_cmpuint (wallet_fixture_count (fixture), ==, 1);
}

static void
test_names (WalletFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *typed;
    const char *shown;
  } rows[] = {
    { "Rent", "Rent" },
    { "  Rent\n\tand \xe2\x80\xae"
      "food ",
      "Rent and food" },
    { "", NULL },
    { " \xe2\x80\x8b\xe2\x80\x8f ", NULL },
    { "'; DROP TABLE wallet_accounts; --", "'; DROP TABLE wallet_accounts; --" },
    { "<b>%s%n</b>", "<b>%s%n</b>" },
  };
  SottoWalletAccount *account = wallet_fixture_get (fixture, 0);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *before = g_strdup (sotto_wallet_account_get_name (account));
      g_autoptr (GError) error = NULL;
      FixtureWait wait = { NULL };

      sotto_wallet_rename_async (fixture->wallet, account, rows[i].typed, NULL, fixture_ready_cb,
                                 &wait);
      g_assert_true (wallet_fixture_end_change (fixture, &wait, &error));
      g_assert_cmpstr (sotto_wallet_account_get_name (account), ==,
                       rows[i].shown != NULL ? rows[i].shown : before);
    }
  {
    g_autofree char *name = g_strnfill (5000, 'x');
    FixtureWait wait = { NULL };

    sotto_wallet_rename_async (fixture->wallet, account, name, NULL, fixture_ready_cb, &wait);
    g_assert_true (wallet_fixture_end_change (fixture, &wait, NULL));
    g_assert_cmpint (g_utf8_strlen (sotto_wallet_account_get_name (account), -1), ==,
                     SOTTO_WALLET_MAX_NAME_CHARACTERS);
  }
  check_restart (fixture);
}

static void
move (WalletFixture *fixture, guint from, guint to)
{
  SottoWalletAccount *account = wallet_fixture_get (fixture, from);
  FixtureWait wait = { NULL };

  sotto_wallet_move_async (fixture->wallet, account, to, NULL, fixture_ready_cb, &wait);
  g_assert_true (wallet_fixture_end_change (fixture, &wait, NULL));
  g_assert_true (wallet_fixture_get (fixture, MIN (to, wallet_fixture_count (fixture) - 1)) ==
                 account);
}

static void
test_order (WalletFixture *fixture, gconstpointer data)
{
  FixtureWait hiding = { NULL };
  FixtureWait colouring = { NULL };

  for (guint i = 0; i < 4; i++)
    g_assert_nonnull (wallet_fixture_add (fixture, NULL, NULL, PASSWORD, NULL));
  move (fixture, 4, 0);
  check_restart (fixture);
  move (fixture, 0, 3);
  move (fixture, 1, 1);
  move (fixture, 2, 4000000000);
  sotto_wallet_set_hidden_async (fixture->wallet, wallet_fixture_get (fixture, 2), TRUE, NULL,
                                 fixture_ready_cb, &hiding);
  g_assert_true (wallet_fixture_end_change (fixture, &hiding, NULL));
  sotto_wallet_set_colour_async (fixture->wallet, wallet_fixture_get (fixture, 3), 7, NULL,
                                 fixture_ready_cb, &colouring);
  g_assert_true (wallet_fixture_end_change (fixture, &colouring, NULL));
  g_assert_true (sotto_wallet_account_get_hidden (wallet_fixture_get (fixture, 2)));
  g_assert_cmpuint (sotto_wallet_account_get_colour (wallet_fixture_get (fixture, 3)), ==, 7);
  check_restart (fixture);
}

static void
test_remove (WalletFixture *fixture, gconstpointer data)
{
  SottoStore *store = fixture->session->store;
  g_autoptr (GError) error = NULL;
  SottoWalletAccount *account;

  account = wallet_fixture_import_phrase (fixture, OTHER_PHRASE, &error);
  g_assert_nonnull (wallet_fixture_add (fixture, account, NULL, PASSWORD, &error));
  g_assert_cmpint (sotto_test_store_query_int (store, "SELECT count (*) FROM vault"), ==, 4);
  g_assert_true (wallet_fixture_remove (fixture, account, &error));
  g_assert_cmpint (sotto_test_store_query_int (store, "SELECT count (*) FROM vault"), ==, 4);
  g_assert_true (wallet_fixture_remove (fixture, wallet_fixture_get (fixture, 1), &error));
  g_assert_cmpint (sotto_test_store_query_int (store, "SELECT count (*) FROM vault"), ==, 2);
  g_assert_cmpint (sotto_test_store_query_int (store, "SELECT count (*) FROM wallet_sources"), ==,
                   1);

  /* The counter of the own phrase never goes back. */
  account = wallet_fixture_add (fixture, NULL, NULL, PASSWORD, &error);
  g_assert_true (wallet_fixture_remove (fixture, account, &error));
  account = wallet_fixture_add (fixture, NULL, NULL, PASSWORD, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (sotto_wallet_account_get_path (account), ==, "m/44'/60'/0'/0/2");
  check_restart (fixture);
}

static void
test_addresses (WalletFixture *fixture, gconstpointer data)
{
  static const char *const bad[] = {
    "",
    "0x",
    "vitalik.eth",
    "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA9604",
    "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA960455",
    "0xD8dA6BF26964aF9D7eEd9e03E53415D37aA96045",
    "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA9604g",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (wallet_fixture_watch (fixture, bad[i], NULL, &error));
      g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_ADDRESS);
    }
  g_assert_cmpuint (wallet_fixture_count (fixture), ==, 1);
}

static void
test_full (WalletFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 1; i < SOTTO_WALLET_MAX_ACCOUNTS; i++)
    {
      g_autofree char *address = g_strdup_printf ("0x%040x", i);

      g_assert_nonnull (wallet_fixture_watch (fixture, address, NULL, &error));
      g_assert_no_error (error);
    }
  g_assert_null (wallet_fixture_watch (fixture, OTHER_ADDRESS_0, NULL, &error));
  g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_TOO_MANY);
  check_restart (fixture);
}

/* An account that was made before there was a wallet: its tables come, its phrase is in the vault,
 * and its first address needs the password once. */
static void
test_older_account (WalletFixture *fixture, gconstpointer data)
{
  static const char forget[] =
    "DROP TABLE wallet_collectibles; DROP TABLE wallet_collections;"
    "DROP TABLE wallet_scans; DROP TABLE wallet_blocks; DROP TABLE wallet_activity;"
    "DROP TABLE wallet_transactions; DROP TABLE wallet_settings; DROP TABLE wallet_recipients;"
    "DROP TABLE wallet_balances; DROP TABLE wallet_tokens; DROP TABLE wallet_endpoints;"
    "DROP TABLE wallet_networks; DROP TABLE wallet_accounts; DROP TABLE wallet_sources;"
    "DELETE FROM component_versions WHERE component = 'wallet'";
  g_autofree char *first =
    g_strdup (sotto_wallet_account_get_address (wallet_fixture_get (fixture, 0)));
  g_autoptr (GError) error = NULL;

  g_assert_true (sotto_test_store_execute (fixture->session->store, forget, &error));
  g_assert_no_error (error);
  wallet_fixture_restart (fixture);
  g_assert_cmpuint (wallet_fixture_count (fixture), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (sotto_wallet_get_networks (fixture->wallet)), ==, 5);
  g_assert_true (sotto_wallet_get_has_phrase (fixture->wallet));
  g_assert_nonnull (wallet_fixture_add (fixture, NULL, NULL, PASSWORD, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (sotto_wallet_account_get_address (wallet_fixture_get (fixture, 0)), ==, first);
  check_restart (fixture);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/wallet/accounts/" path, WalletFixture, NULL, wallet_fixture_set_up, function,      \
              wallet_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("first", test_first);
  ADD ("kinds", test_kinds);
  ADD ("duplicates", test_duplicates);
  g_test_add_func ("/wallet/accounts/vectors", test_vectors);
  ADD ("wrong-password", test_wrong_password);
  ADD ("names", test_names);
  ADD ("order", test_order);
  ADD ("remove", test_remove);
  ADD ("addresses", test_addresses);
  ADD ("full", test_full);
  ADD ("older-account", test_older_account);
  return g_test_run ();
}

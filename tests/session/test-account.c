/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Accounts from making to deleting: the same keys every time, one password, one process. */

#include <glib/gstdio.h>

#include "session-fixture.h"

static void
test_propose (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) candidates = NULL;
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  FixtureWait wait = { NULL };

  sotto_account_manager_propose_async (fixture->manager, 5, NULL, fixture_ready_cb, &wait);
  result = fixture_wait_for (&wait);
  candidates = sotto_account_manager_propose_finish (fixture->manager, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (candidates->len, ==, 5);
  for (guint i = 0; i < candidates->len; i++)
    g_hash_table_add (names, (gpointer) sotto_candidate_get_name (candidates->pdata[i]));
  g_assert_cmpuint (g_hash_table_size (names), ==, 5);

  /* Nothing was written for it. */
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->manager)), ==, 0);
  g_assert_true (sotto_account_manager_load (fixture->manager, NULL));
}

/* A fresh account, locked, opened, and recovered from its phrase elsewhere, is one and the same. */
static void
test_same_keys (Fixture *fixture, gconstpointer data)
{
  g_autofree char *elsewhere = g_build_filename (fixture->folder, "elsewhere", NULL);
  g_autoptr (SottoAccountManager) other =
    fixture_manager_new (elsewhere, SOTTO_CLOCK (fixture->clock), fixture->random);
  g_autoptr (SottoCandidate) again = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) candidates = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *phrase = NULL;
  SottoCandidate *candidate;
  SottoSession *session;
  FixtureWait wait = { NULL };

  sotto_account_manager_propose_async (fixture->manager, 1, NULL, fixture_ready_cb, &wait);
  result = fixture_wait_for (&wait);
  candidates = sotto_account_manager_propose_finish (fixture->manager, result, NULL);
  candidate = candidates->pdata[0];
  session = fixture_create (fixture->manager, candidate, PASSWORD, &error);
  g_assert_no_error (error);
  g_assert_true (sotto_session_get_needs_backup (session));
  sotto_session_confirm_backup (session);
  fixture_lock (session);

  session = fixture_unlock (fixture_only_account (fixture->manager), PASSWORD, &error);
  g_assert_no_error (error);
  g_assert_false (sotto_session_get_needs_backup (session));
  g_assert_true (
    sotto_public_key_equal (sotto_account_get_key (sotto_session_get_account (session)),
                            sotto_candidate_get_key (candidate)));
  phrase = fixture_reveal (session, PASSWORD, &error);
  g_assert_no_error (error);
  fixture_lock (session);

  again = fixture_recover (other, phrase, "");
  g_assert_cmpstr (sotto_candidate_get_name (again), ==, sotto_candidate_get_name (candidate));
  session = fixture_create (other, again, OTHER_PASSWORD, &error);
  g_assert_no_error (error);
  g_assert_false (sotto_session_get_needs_backup (session));
  g_assert_true (sotto_public_key_equal (sotto_account_get_key (fixture_only_account (other)),
                                         sotto_candidate_get_key (candidate)));
  fixture_lock (session);
}

static void
test_known_phrase (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SottoPrivateKey) expected = fixture_derive_key (PHRASE, SOTTO_HD_PATH_CHAT);
  g_autoptr (SottoCandidate) candidate = fixture_recover (fixture->manager, PHRASE, NULL);
  g_autoptr (SottoCandidate) with_passphrase = fixture_recover (fixture->manager, PHRASE, "TREZOR");

  g_assert_true (sotto_public_key_equal (sotto_candidate_get_key (candidate),
                                         sotto_private_key_get_public (expected)));
  g_assert_false (sotto_public_key_equal (sotto_candidate_get_key (with_passphrase),
                                          sotto_private_key_get_public (expected)));
}

static void
test_folder (Fixture *fixture, gconstpointer data)
{
  static const char *const files[] = { "account", "attempts", "lock", "store.db" };
  SottoSession *session = fixture_create_known (fixture);
  const char *folder = sotto_account_get_folder (fixture_only_account (fixture->manager));
  GStatBuf status;

  g_assert_cmpint (g_stat (folder, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0700);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (folder, files[i], NULL);

      g_assert_cmpint (g_stat (path, &status), ==, 0);
      g_assert_cmpint (status.st_mode & 0777, ==, 0600);
    }
  fixture_lock (session);
}

static void
test_weak_password (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SottoCandidate) candidate = fixture_recover (fixture->manager, PHRASE, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *accounts = g_build_filename (fixture->folder, "accounts", NULL);

  g_assert_null (fixture_create (fixture->manager, candidate, "1234567890", &error));
  g_assert_error (error, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_WEAK_PASSWORD);
  g_assert_false (g_file_test (accounts, G_FILE_TEST_EXISTS));
}

static void
test_exists (Fixture *fixture, gconstpointer data)
{
  SottoSession *session = fixture_create_known (fixture);
  g_autoptr (SottoCandidate) candidate = fixture_recover (fixture->manager, PHRASE, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (fixture_create (fixture->manager, candidate, OTHER_PASSWORD, &error));
  g_assert_error (error, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_EXISTS);
  fixture_lock (session);
}

static void
test_wrong_password (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SottoAccountManager) restarted = NULL;
  g_autoptr (GError) wrong = NULL;
  g_autoptr (GError) soon = NULL;
  g_autoptr (GError) error = NULL;
  SottoAccount *account;
  SottoSession *session;

  fixture_lock (fixture_create_known (fixture));
  account = fixture_only_account (fixture->manager);
  for (guint i = 0; i < 4; i++)
    {
      g_clear_error (&wrong);
      g_assert_null (fixture_unlock (account, OTHER_PASSWORD, &wrong));
      g_assert_error (wrong, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_WRONG_PASSWORD);
      g_assert_cmpuint (sotto_account_get_retry_delay (account), ==, 1u << i);

      /* Not even the right one is tried now. */
      g_clear_error (&soon);
      g_assert_null (fixture_unlock (account, PASSWORD, &soon));
      g_assert_error (soon, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_TOO_SOON);
      sotto_test_clock_advance (fixture->clock, (1000u << i) - (i == 3 ? 3000 : 0));
    }

  restarted = fixture_manager_new (fixture->folder, SOTTO_CLOCK (fixture->clock), fixture->random);
  account = fixture_only_account (restarted);
  g_assert_cmpuint (sotto_account_get_retry_delay (account), ==, 3);
  sotto_test_clock_advance (fixture->clock, 3000);
  session = fixture_unlock (account, PASSWORD, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sotto_account_get_retry_delay (account), ==, 0);

  /* Asking for the phrase counts in the same way. */
  g_clear_error (&wrong);
  g_assert_null (fixture_reveal (session, OTHER_PASSWORD, &wrong));
  g_assert_error (wrong, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_WRONG_PASSWORD);
  g_assert_cmpuint (sotto_account_get_retry_delay (account), ==, 1);
  fixture_lock (session);
}

static void
test_in_use (Fixture *fixture, gconstpointer data)
{
  SottoSession *session = fixture_create_known (fixture);
  g_autoptr (SottoAccountManager) other =
    fixture_manager_new (fixture->folder, SOTTO_CLOCK (fixture->clock), fixture->random);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) in_use = NULL;

  g_assert_null (fixture_unlock (fixture_only_account (other), PASSWORD, &error));
  g_assert_error (error, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_IN_USE);
  g_assert_cmpuint (sotto_account_get_retry_delay (fixture_only_account (other)), ==, 0);
  g_assert_false (
    fixture_delete_account (fixture, fixture_only_account (fixture->manager), &in_use));
  g_assert_error (in_use, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_IN_USE);
  fixture_lock (session);

  g_clear_error (&error);
  session = fixture_unlock (fixture_only_account (other), PASSWORD, &error);
  g_assert_no_error (error);
  fixture_lock (session);
}

static void
test_several_accounts (Fixture *fixture, gconstpointer data)
{
  static const char *const phrases[] = {
    PHRASE,
    "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about",
    "letter advice cage absurd amount doctor acoustic avoid letter advice cage above",
  };
  g_autoptr (SottoAccountManager) again = NULL;
  g_autoptr (SottoAccount) first = NULL;
  g_autoptr (SottoAccount) newest = NULL;
  g_autoptr (GError) error = NULL;
  SottoSession *session;

  for (gsize i = 0; i < G_N_ELEMENTS (phrases); i++)
    {
      g_autoptr (SottoCandidate) candidate = fixture_recover (fixture->manager, phrases[i], NULL);

      sotto_test_clock_advance (fixture->clock, 60000);
      session = fixture_create (fixture->manager, candidate, PASSWORD, &error);
      g_assert_no_error (error);
      fixture_lock (session);
      g_clear_object (&newest);
      newest = g_list_model_get_item (G_LIST_MODEL (fixture->manager), 0);
      g_assert_cmpstr (sotto_account_get_name (newest), ==, sotto_candidate_get_name (candidate));
    }

  again = fixture_manager_new (fixture->folder, SOTTO_CLOCK (fixture->clock), fixture->random);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (again)), ==, 3);
  first = g_list_model_get_item (G_LIST_MODEL (again), 2);
  sotto_test_clock_advance (fixture->clock, 60000);
  session = fixture_unlock (first, PASSWORD, &error);
  g_assert_no_error (error);
  fixture_lock (session);
  g_clear_object (&newest);
  newest = g_list_model_get_item (G_LIST_MODEL (again), 0);
  g_assert_true (newest == first);
}

static void
test_delete (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoAccountManager) again = NULL;
  SottoSession *session = fixture_create_known (fixture);

  folder = g_strdup (sotto_account_get_folder (fixture_only_account (fixture->manager)));
  fixture_lock (session);
  g_assert_true (fixture_delete_account (fixture, fixture_only_account (fixture->manager), &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->manager)), ==, 0);
  again = fixture_manager_new (fixture->folder, SOTTO_CLOCK (fixture->clock), fixture->random);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (again)), ==, 0);
  fixture_lock (fixture_create_known (fixture));
}

/* A folder without its account file is what a crash left, and goes away; one whose file is damaged
 * is somebody's account, and stays. */
static void
test_remnants (Fixture *fixture, gconstpointer data)
{
  g_autofree char *remnant = g_build_filename (fixture->folder, "accounts", "half", NULL);
  g_autofree char *inside = g_build_filename (remnant, "store.db", NULL);
  g_autofree char *file = NULL;
  g_autoptr (GError) error = NULL;
  SottoSession *session = fixture_create_known (fixture);

  g_assert_cmpint (g_mkdir (remnant, 0700), ==, 0);
  g_assert_true (g_file_set_contents (inside, "x", 1, NULL));
  file = g_build_filename (sotto_account_get_folder (fixture_only_account (fixture->manager)),
                           "account", NULL);
  fixture_lock (session);
  g_assert_true (g_file_set_contents (file, "no longer an account", -1, NULL));
  g_assert_true (sotto_account_manager_load (fixture->manager, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (remnant, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->manager)), ==, 0);
  g_assert_cmpuint (g_strv_length ((char **) sotto_account_manager_get_damaged (fixture->manager)),
                    ==, 1);
}

/* The account file of one account does not open the database of another. */
static void
test_foreign_database (Fixture *fixture, gconstpointer data)
{
  g_autofree char *database = NULL;
  g_autofree char *contents = g_strnfill (40960, 'x');
  g_autoptr (GError) error = NULL;

  fixture_lock (fixture_create_known (fixture));
  database = g_build_filename (sotto_account_get_folder (fixture_only_account (fixture->manager)),
                               "store.db", NULL);
  g_assert_true (g_file_set_contents (database, contents, -1, NULL));
  g_assert_null (fixture_unlock (fixture_only_account (fixture->manager), PASSWORD, &error));
  g_assert_error (error, SOTTO_STORE_ERROR, SOTTO_STORE_ERROR_WRONG_KEY);

  /* And the account is as free as before. */
  g_clear_error (&error);
  g_assert_null (fixture_unlock (fixture_only_account (fixture->manager), PASSWORD, &error));
  g_assert_error (error, SOTTO_STORE_ERROR, SOTTO_STORE_ERROR_WRONG_KEY);
}

int
main (int argc, char *argv[])
{
#define ADD(name, function)                                                                        \
  g_test_add ("/session/account/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

  g_test_init (&argc, &argv, NULL);
  ADD ("propose", test_propose);
  ADD ("same-keys", test_same_keys);
  ADD ("known-phrase", test_known_phrase);
  ADD ("folder", test_folder);
  ADD ("weak-password", test_weak_password);
  ADD ("exists", test_exists);
  ADD ("wrong-password", test_wrong_password);
  ADD ("in-use", test_in_use);
  ADD ("several-accounts", test_several_accounts);
  ADD ("delete", test_delete);
  ADD ("remnants", test_remnants);
  ADD ("foreign-database", test_foreign_database);
  return g_test_run ();
}

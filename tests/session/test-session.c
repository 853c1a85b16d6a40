/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One unlocked account: starting and stopping, what it keeps, its password, and no secret in any
 * file.
 */

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "session-fixture.h"

static void
test_change_password (Fixture *fixture, gconstpointer data)
{
  SottoSession *session = fixture_create_known (fixture);
  SottoAccount *account = sotto_session_get_account (session);
  g_autoptr (GError) weak = NULL;
  g_autoptr (GError) wrong = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *phrase = NULL;

  sotto_session_set_lan_consent (session, SOTTO_LAN_CONSENT_NO);
  g_assert_false (fixture_change_password (session, PASSWORD, "short", &weak));
  g_assert_error (weak, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_WEAK_PASSWORD);
  g_assert_false (fixture_change_password (session, OTHER_PASSWORD, "a very new password", &wrong));
  g_assert_error (wrong, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_WRONG_PASSWORD);
  sotto_test_clock_advance (fixture->clock, 1000);
  g_assert_true (fixture_change_password (session, PASSWORD, OTHER_PASSWORD, &error));
  g_assert_no_error (error);
  phrase = fixture_reveal (session, OTHER_PASSWORD, &error);
  g_assert_cmpstr (phrase, ==, PHRASE);
  fixture_lock (session);

  g_clear_error (&wrong);
  g_assert_null (fixture_unlock (account, PASSWORD, &wrong));
  g_assert_error (wrong, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_WRONG_PASSWORD);
  sotto_test_clock_advance (fixture->clock, 1000);
  session = fixture_unlock (account, OTHER_PASSWORD, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sotto_session_get_lan_consent (session), ==, SOTTO_LAN_CONSENT_NO);
  fixture_lock (session);
}

static void
test_settings_stay (Fixture *fixture, gconstpointer data)
{
  static const char *const url =
    "enode://79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
    "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8@127.0.0.1:30303";
  SottoSession *session = fixture_create_known (fixture);
  g_autoptr (GError) address = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) nodes = NULL;
  g_auto (GStrv) none = NULL;

  g_assert_cmpint (sotto_session_get_lan_consent (session), ==, SOTTO_LAN_CONSENT_UNASKED);
  g_assert_false (sotto_session_add_node (session, "http://example.org/", &address));
  g_assert_error (address, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_ADDRESS);
  g_assert_true (sotto_session_add_node (session, url, &error));
  g_assert_true (sotto_session_add_node (session, url, &error));
  sotto_session_set_lan_consent (session, SOTTO_LAN_CONSENT_NO);
  fixture_lock (session);

  session = fixture_unlock (fixture_only_account (fixture->manager), PASSWORD, &error);
  g_assert_no_error (error);
  nodes = sotto_session_dup_nodes (session);
  g_assert_cmpuint (g_strv_length (nodes), ==, 1);
  g_assert_cmpstr (nodes[0], ==, url);
  g_assert_cmpint (sotto_session_get_lan_consent (session), ==, SOTTO_LAN_CONSENT_NO);
  sotto_session_remove_node (session, url);
  fixture_lock (session);

  session = fixture_unlock (fixture_only_account (fixture->manager), PASSWORD, &error);
  none = sotto_session_dup_nodes (session);
  g_assert_cmpuint (g_strv_length (none), ==, 0);
  fixture_lock (session);
}

/* A database from a backup opens, and its conversations begin new sessions. */
static void
test_restored (Fixture *fixture, gconstpointer data)
{
  g_autofree char *database = NULL;
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  fixture_lock (fixture_create_known (fixture));
  database = g_build_filename (sotto_account_get_folder (fixture_only_account (fixture->manager)),
                               "store.db", NULL);
  g_assert_true (g_file_get_contents (database, &contents, &length, NULL));
  g_assert_true (g_file_set_contents (database, contents, (gssize) length, NULL));
  for (guint i = 0; i < 2; i++)
    {
      SottoSession *session;

      if (i == 0)
        g_test_expect_message ("sotto-session", G_LOG_LEVEL_MESSAGE, "*backup*");
      session = fixture_unlock (fixture_only_account (fixture->manager), PASSWORD, &error);
      g_test_assert_expected_messages ();
      g_assert_no_error (error);
      fixture_lock (session);
    }
}

static void
test_start_and_stop (Fixture *fixture, gconstpointer data)
{
  SottoSession *session = fixture_create_known (fixture);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  FixtureWait wait = { NULL };

  g_assert_nonnull (sotto_session_get_messenger (session));
  g_assert_nonnull (sotto_session_get_transport_state (session));
  sotto_session_start_async (session, NULL, fixture_ready_cb, &wait);
  result = fixture_wait_for (&wait);
  g_assert_true (sotto_session_start_finish (session, result, &error));
  g_assert_no_error (error);
  fixture_lock (session);
}

/* Stopping waits for what starting has begun, and may be asked for again. */
static void
test_stop_while_starting (Fixture *fixture, gconstpointer data)
{
  SottoSession *session = fixture_create_known (fixture);
  g_autoptr (GAsyncResult) started = NULL;
  g_autoptr (GAsyncResult) stopped = NULL;
  g_autoptr (GAsyncResult) stopped_again = NULL;
  g_autoptr (GError) error = NULL;
  FixtureWait start = { NULL };
  FixtureWait first_stop = { NULL };
  FixtureWait second_stop = { NULL };

  sotto_session_start_async (session, NULL, fixture_ready_cb, &start);
  sotto_session_stop_async (session, NULL, fixture_ready_cb, &first_stop);
  sotto_session_stop_async (session, NULL, fixture_ready_cb, &second_stop);
  started = fixture_wait_for (&start);
  stopped = fixture_wait_for (&first_stop);
  stopped_again = fixture_wait_for (&second_stop);
  g_assert_false (sotto_session_start_finish (session, started, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (sotto_session_stop_finish (session, stopped, NULL));
  g_assert_true (sotto_session_stop_finish (session, stopped_again, NULL));

  /* Once more, and it is stopped already. */
  fixture_lock (session);
}

/* Who drops a session without stopping it leaves a database that opens. */
static void
test_dropped (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  SottoSession *session = fixture_create_known (fixture);

  g_object_add_weak_pointer (G_OBJECT (session), (gpointer *) &session);
  g_object_unref (session);
  while (session != NULL)
    g_main_context_iteration (NULL, TRUE);
  session = fixture_unlock (fixture_only_account (fixture->manager), PASSWORD, &error);
  g_assert_no_error (error);
  fixture_lock (session);
}

static void
expect_absent (const char *path, gconstpointer needle, gsize length)
{
  g_autofree char *contents = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &contents, &size, NULL));
  g_assert_null (memmem (contents, size, needle, length));
}

static void
expect_no_secret_in (const char *folder_path)
{
  static const char *const texts[] = { "legal winner", "winner thank", "sausage",
                                       "canary of",    "xprv",         "SQLite format 3" };
  g_autoptr (SottoPrivateKey) chat = fixture_derive_key (PHRASE, SOTTO_HD_PATH_CHAT);
  g_autoptr (SottoPrivateKey) wallet = fixture_derive_key (PHRASE, SOTTO_HD_PATH_WALLET_ROOT);
  g_autoptr (GDir) folder = g_dir_open (folder_path, 0, NULL);
  const char *name;
  guint n_files = 0;

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder_path, name, NULL);

      for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
        expect_absent (path, texts[i], strlen (texts[i]));
      expect_absent (path, sotto_private_key_borrow (chat), 16);
      sotto_private_key_release (chat);
      expect_absent (path, sotto_private_key_borrow (wallet), 16);
      sotto_private_key_release (wallet);
      n_files++;
    }
  g_assert_cmpuint (n_files, >=, 4);
}

static void
test_no_secret_in_files (Fixture *fixture, gconstpointer data)
{
  SottoSession *session = fixture_create_known (fixture);
  g_autofree char *folder =
    g_strdup (sotto_account_get_folder (sotto_session_get_account (session)));
  g_autofree char *phrase = fixture_reveal (session, PASSWORD, NULL);

  g_assert_cmpstr (phrase, ==, PHRASE);
  g_assert_true (fixture_change_password (session, PASSWORD, OTHER_PASSWORD, NULL));
  expect_no_secret_in (folder);
  fixture_lock (session);
  expect_no_secret_in (folder);
}

/* The victim: changes the password back and forth, until it is killed. */
static int
change_for_ever (const char *folder, const char *now)
{
  g_autoptr (SottoClock) clock = sotto_clock_new_system ();
  g_autoptr (SottoRandom) random = sotto_random_new_system ();
  g_autoptr (SottoAccountManager) manager = fixture_manager_new (folder, clock, random);
  const char *next = g_str_equal (now, PASSWORD) ? OTHER_PASSWORD : PASSWORD;
  SottoSession *session = fixture_unlock (fixture_only_account (manager), now, NULL);

  while (session != NULL && fixture_change_password (session, now, next, NULL))
    {
      const char *old = now;

      now = next;
      next = old;
      printf ("changed\n");
      fflush (stdout);
    }
  return 1;
}

static void
kill_while_changing (const char *folder, const char *password, guint n_changes)
{
  const char *argv[] = { "/proc/self/exe", "--change", folder, password, NULL };
  g_autoptr (GError) error = NULL;
  char line[32];
  FILE *lines;
  GPid pid;
  int out;

  g_spawn_async_with_pipes (NULL, (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid,
                            NULL, &out, NULL, &error);
  g_assert_no_error (error);
  lines = fdopen (out, "r");
  for (guint i = 0; i < n_changes; i++)
    g_assert_nonnull (fgets (line, sizeof line, lines));
  g_usleep ((gulong) g_test_rand_int_range (0, 30000));
  g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
  g_assert_cmpint (waitpid (pid, NULL, 0), ==, pid);
  fclose (lines);
}

static void
test_killed_while_changing (Fixture *fixture, gconstpointer data)
{
  const char *password = PASSWORD;

  fixture_lock (fixture_create_known (fixture));
  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (SottoAccountManager) manager = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *phrase = NULL;
      SottoSession *session;

      kill_while_changing (fixture->folder, password, (guint) g_test_rand_int_range (1, 4));

      manager =
        fixture_manager_new (fixture->folder, SOTTO_CLOCK (fixture->clock), fixture->random);
      session = fixture_unlock (fixture_only_account (manager), password, NULL);
      if (session == NULL)
        {
          password = g_str_equal (password, PASSWORD) ? OTHER_PASSWORD : PASSWORD;
          sotto_test_clock_advance (fixture->clock, 1000);
          session = fixture_unlock (fixture_only_account (manager), password, &error);
        }
      g_assert_no_error (error);
      phrase = fixture_reveal (session, password, &error);
      g_assert_cmpstr (phrase, ==, PHRASE);
      fixture_lock (session);
    }
}

int
main (int argc, char *argv[])
{
#define ADD(name, function)                                                                        \
  g_test_add ("/session/session/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

  if (argc == 4 && g_str_equal (argv[1], "--change"))
    return change_for_ever (argv[2], argv[3]);

  g_test_init (&argc, &argv, NULL);
  ADD ("change-password", test_change_password);
  ADD ("settings-stay", test_settings_stay);
  ADD ("restored", test_restored);
  ADD ("start-and-stop", test_start_and_stop);
  ADD ("stop-while-starting", test_stop_while_starting);
  ADD ("dropped", test_dropped);
  ADD ("no-secret-in-files", test_no_secret_in_files);
  ADD ("killed-while-changing", test_killed_while_changing);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "session-fixture.h"

#define START (G_GINT64_CONSTANT (1600000000) * G_USEC_PER_SEC)

static const SottoPasswordCost cheap = { .passes = 1, .memory_kib = 8192 };

void
fixture_ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ((FixtureWait *) user_data)->result = g_object_ref (result);
}

GAsyncResult *
fixture_wait_for (FixtureWait *wait)
{
  while (wait->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return g_steal_pointer (&wait->result);
}

SottoAccountManager *
fixture_manager_new (const char *folder, SottoClock *clock, SottoRandom *random)
{
  SottoAccountManager *manager = sotto_account_manager_new (folder, clock, random);
  g_autoptr (GError) error = NULL;

  sotto_account_manager_set_password_cost (manager, &cheap);
  g_assert_true (sotto_account_manager_load (manager, &error));
  g_assert_no_error (error);
  return manager;
}

void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = sotto_test_make_folder ();
  fixture->clock = sotto_test_clock_new (START);
  fixture->random = sotto_random_new_system ();
  fixture->manager =
    fixture_manager_new (fixture->folder, SOTTO_CLOCK (fixture->clock), fixture->random);
}

void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->manager);
  g_object_unref (fixture->random);
  g_object_unref (fixture->clock);
  sotto_test_remove_folder (fixture->folder);
}

SottoCandidate *
fixture_recover (SottoAccountManager *manager, const char *phrase, const char *passphrase)
{
  g_autoptr (SottoMnemonic) mnemonic = sotto_mnemonic_parse (phrase, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  SottoCandidate *candidate;
  FixtureWait wait = { NULL };

  g_assert_nonnull (mnemonic);
  sotto_account_manager_recover_async (manager, mnemonic, passphrase, NULL, fixture_ready_cb,
                                       &wait);
  result = fixture_wait_for (&wait);
  candidate = sotto_account_manager_recover_finish (manager, result, &error);
  g_assert_no_error (error);
  return candidate;
}

SottoSession *
fixture_create (SottoAccountManager *manager,
                SottoCandidate *candidate,
                const char *password,
                GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  FixtureWait wait = { NULL };

  sotto_account_manager_create_async (manager, candidate, password, NULL, fixture_ready_cb, &wait);
  result = fixture_wait_for (&wait);
  return sotto_account_manager_create_finish (manager, result, error);
}

SottoSession *
fixture_unlock (SottoAccount *account, const char *password, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  FixtureWait wait = { NULL };

  sotto_account_unlock_async (account, password, NULL, fixture_ready_cb, &wait);
  result = fixture_wait_for (&wait);
  return sotto_account_unlock_finish (account, result, error);
}

void
fixture_lock (SottoSession *session)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  FixtureWait wait = { NULL };

  sotto_session_stop_async (session, NULL, fixture_ready_cb, &wait);
  result = fixture_wait_for (&wait);
  g_assert_true (sotto_session_stop_finish (session, result, &error));
  g_assert_no_error (error);
  g_object_unref (session);
}

char *
fixture_reveal (SottoSession *session, const char *password, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (SottoMnemonic) mnemonic = NULL;
  FixtureWait wait = { NULL };

  sotto_session_reveal_phrase_async (session, password, NULL, fixture_ready_cb, &wait);
  result = fixture_wait_for (&wait);
  mnemonic = sotto_session_reveal_phrase_finish (session, result, error);
  return mnemonic != NULL ? sotto_mnemonic_dup_phrase (mnemonic) : NULL;
}

gboolean
fixture_change_password (SottoSession *session, const char *old, const char *new, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  FixtureWait wait = { NULL };

  sotto_session_change_password_async (session, old, new, NULL, fixture_ready_cb, &wait);
  result = fixture_wait_for (&wait);
  return sotto_session_change_password_finish (session, result, error);
}

gboolean
fixture_delete_account (Fixture *fixture, SottoAccount *account, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  FixtureWait wait = { NULL };

  sotto_account_manager_delete_async (fixture->manager, account, NULL, fixture_ready_cb, &wait);
  result = fixture_wait_for (&wait);
  return sotto_account_manager_delete_finish (fixture->manager, result, error);
}

/* The account of PHRASE, open. */
SottoSession *
fixture_create_known (Fixture *fixture)
{
  g_autoptr (SottoCandidate) candidate = fixture_recover (fixture->manager, PHRASE, NULL);
  g_autoptr (GError) error = NULL;
  SottoSession *session = fixture_create (fixture->manager, candidate, PASSWORD, &error);

  g_assert_no_error (error);
  return session;
}

SottoAccount *
fixture_only_account (SottoAccountManager *manager)
{
  SottoAccount *account;

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (manager)), ==, 1);
  account = g_list_model_get_item (G_LIST_MODEL (manager), 0);

  /* The manager keeps it. */
  g_object_unref (account);
  return account;
}

SottoPrivateKey *
fixture_derive_key (const char *phrase, const char *path)
{
  g_autoptr (SottoMnemonic) mnemonic = sotto_mnemonic_parse (phrase, NULL);
  g_autoptr (SottoSecret) seed = sotto_mnemonic_derive_seed (mnemonic, NULL);
  g_autoptr (SottoHdKey) master = sotto_hd_key_new_from_seed (seed, NULL);
  g_autoptr (SottoHdKey) key = sotto_hd_key_derive_path (master, path, NULL);

  return sotto_private_key_ref (sotto_hd_key_get_private_key (key));
}

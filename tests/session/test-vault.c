/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The vault's rows: opened by the vault key and nothing else. */

#include <string.h>

#include "sotto-session-data.h"
#include "sotto-test-store.h"
#include "sotto-vault.h"

#define PHRASE "legal winner thank year wave sausage worth useful legal winner thank yellow"

typedef struct
{
  char *folder;
  SottoStore *store;
  SottoRandom *random;
  SottoSecret *key;

  /* What a job is to use, and what it found. */
  SottoSecret *use_key;
  const char *name;
  SottoSecret *secret;
  SottoSecret *found;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const SottoMigrations *const all[] = { sotto_session_get_migrations (), NULL };

  fixture->folder = sotto_test_make_folder ();
  fixture->store = sotto_test_store_new (fixture->folder, all);
  fixture->random = sotto_random_new_seeded (7);
  fixture->key = sotto_test_key_new (9);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  sotto_test_store_close (fixture->store);
  g_object_unref (fixture->store);
  g_object_unref (fixture->random);
  sotto_secret_unref (fixture->key);
  sotto_test_remove_folder (fixture->folder);
}

static gboolean
put_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Fixture *fixture = user_data;

  return sotto_vault_put (transaction, fixture->use_key, fixture->name, fixture->secret,
                          fixture->random, error);
}

static gboolean
get_cb (SottoConnection *connection, gpointer user_data, GError **error)
{
  Fixture *fixture = user_data;

  fixture->found = sotto_vault_get (connection, fixture->use_key, fixture->name, error);
  return fixture->found != NULL;
}

static void
put (Fixture *fixture, const char *name, const char *text)
{
  g_autoptr (SottoSecret) secret = sotto_secret_new ((const guint8 *) text, strlen (text));
  g_autoptr (GError) error = NULL;

  fixture->use_key = fixture->key;
  fixture->name = name;
  fixture->secret = secret;
  sotto_test_store_write (fixture->store, put_cb, fixture, &error);
  g_assert_no_error (error);
}

static SottoSecret *
get (Fixture *fixture, SottoSecret *key, const char *name, GError **error)
{
  fixture->use_key = key;
  fixture->name = name;
  fixture->found = NULL;
  sotto_test_store_read (fixture->store, get_cb, fixture, error);
  return fixture->found;
}

static void
expect (Fixture *fixture, const char *name, const char *text)
{
  g_autoptr (SottoSecret) expected = sotto_secret_new ((const guint8 *) text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoSecret) found = get (fixture, fixture->key, name, &error);

  g_assert_no_error (error);
  g_assert_true (sotto_secret_equal (found, expected));
}

static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  put (fixture, SOTTO_VAULT_PHRASE, PHRASE);
  put (fixture, SOTTO_VAULT_WALLET_ROOT, "");
  expect (fixture, SOTTO_VAULT_PHRASE, PHRASE);
  expect (fixture, SOTTO_VAULT_WALLET_ROOT, "");
  put (fixture, SOTTO_VAULT_PHRASE, "another");
  expect (fixture, SOTTO_VAULT_PHRASE, "another");
}

static void
test_other_keys (Fixture *fixture, gconstpointer data)
{
  put (fixture, SOTTO_VAULT_PHRASE, PHRASE);
  for (guint i = 0; i < 255; i++)
    {
      g_autoptr (SottoSecret) key = sotto_test_key_new ((guint8) i);
      g_autoptr (GError) error = NULL;

      if (i == 9)
        continue;
      g_assert_null (get (fixture, key, SOTTO_VAULT_PHRASE, &error));
      g_assert_error (error, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_DAMAGED);
    }
}

static void
test_absent (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (get (fixture, fixture->key, SOTTO_VAULT_PHRASE, &error));
  g_assert_error (error, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_NO_PHRASE);
}

/* With the database key alone: rows can be seen, exchanged and spoilt, and not read. */
static const char *const spoilt[] = {
  "UPDATE vault SET sealed = (SELECT sealed FROM vault WHERE name = 'wallet-root')",
  "UPDATE vault SET sealed = x''",
  "UPDATE vault SET sealed = zeroblob (27)",
  "UPDATE vault SET sealed = zeroblob (28)",
  "UPDATE vault SET sealed = zeroblob (100000)",
  "UPDATE vault SET sealed = substr (sealed, 2)",
  "UPDATE vault SET sealed = substr (sealed, 1, length (sealed) - 1)",
};

static void
test_spoilt (Fixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (spoilt); i++)
    {
      g_autoptr (GError) error = NULL;

      put (fixture, SOTTO_VAULT_PHRASE, PHRASE);
      put (fixture, SOTTO_VAULT_WALLET_ROOT, "xprv");
      g_assert_true (sotto_test_store_execute (fixture->store, spoilt[i], NULL));
      g_assert_null (get (fixture, fixture->key, SOTTO_VAULT_PHRASE, &error));
      g_assert_error (error, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_DAMAGED);
    }
}

static void
test_not_in_plain (Fixture *fixture, gconstpointer data)
{
  put (fixture, SOTTO_VAULT_PHRASE, PHRASE);
  g_assert_cmpint (sotto_test_store_query_int (
                     fixture->store, "SELECT count(*) FROM vault WHERE length (sealed) = 75 + 28"
                                     "  AND instr (sealed, CAST ('legal' AS BLOB)) = 0"),
                   ==, 1);
}

int
main (int argc, char *argv[])
{
#define ADD(name, function)                                                                        \
  g_test_add ("/session/vault/" name, Fixture, NULL, set_up, function, tear_down)

  g_test_init (&argc, &argv, NULL);
  ADD ("round-trip", test_round_trip);
  ADD ("other-keys", test_other_keys);
  ADD ("absent", test_absent);
  ADD ("spoilt", test_spoilt);
  ADD ("not-in-plain", test_not_in_plain);
  return g_test_run ();
}

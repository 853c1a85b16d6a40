/* SPDX-License-Identifier: GPL-3.0-or-later */

/* SottoStoreNetState: at once in memory, a second later on the disk, whatever the disk says. */

#include <string.h>

#include "sotto-session-data.h"
#include "sotto-store-net-state.h"
#include "sotto-test-fault-vfs.h"
#include "sotto-test-store.h"

typedef struct
{
  char *folder;
  SottoStore *store;
  SottoTestClock *clock;
  GHashTable *entries;
  SottoStoreNetState *object;
  SottoNetState *state;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const SottoMigrations *const all[] = { sotto_session_get_migrations (), NULL };

  fixture->folder = sotto_test_make_folder ();
  fixture->store = sotto_test_store_new (fixture->folder, all);
  fixture->clock = sotto_test_clock_new (0);
  fixture->entries =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  fixture->object =
    sotto_store_net_state_new (fixture->store, fixture->entries, SOTTO_CLOCK (fixture->clock));
  fixture->state = SOTTO_NET_STATE (fixture->object);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  sotto_test_store_close (fixture->store);
  g_object_unref (fixture->object);
  g_hash_table_unref (fixture->entries);
  g_object_unref (fixture->clock);
  g_object_unref (fixture->store);
  sotto_test_remove_folder (fixture->folder);
}

static void
put (Fixture *fixture, const char *key, const char *value)
{
  g_autoptr (GBytes) bytes = g_bytes_new (value, strlen (value));

  sotto_net_state_put (fixture->state, key, bytes);
}

static void
expect (Fixture *fixture, const char *key, const char *value)
{
  g_autoptr (GBytes) bytes = sotto_net_state_get (fixture->state, key);

  if (value == NULL)
    {
      g_assert_null (bytes);
      return;
    }
  g_assert_nonnull (bytes);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), value, strlen (value));
}

/* What has been asked of the writer is done once a later job is. */
static gint64
count_stored (Fixture *fixture)
{
  g_assert_true (sotto_test_store_execute (fixture->store, "SELECT 1", NULL));
  return sotto_test_store_query_int (fixture->store, "SELECT count(*) FROM net_state");
}

static void
test_write_behind (Fixture *fixture, gconstpointer data)
{
  expect (fixture, "peer", NULL);
  put (fixture, "peer", "one");
  put (fixture, "other", "two");
  expect (fixture, "peer", "one");
  sotto_test_clock_advance (fixture->clock, 999);
  g_assert_cmpint (count_stored (fixture), ==, 0);
  put (fixture, "peer", "newer");
  sotto_test_clock_advance (fixture->clock, 1);
  g_assert_cmpint (count_stored (fixture), ==, 2);
  g_assert_cmpint (sotto_test_store_query_int (fixture->store,
                                               "SELECT count(*) FROM net_state WHERE key = 'peer'"
                                               " AND value = CAST ('newer' AS BLOB)"),
                   ==, 1);
  sotto_net_state_remove (fixture->state, "peer");
  expect (fixture, "peer", NULL);
  sotto_net_state_remove (fixture->state, "never there");
  sotto_test_clock_advance (fixture->clock, 1000);
  g_assert_cmpint (count_stored (fixture), ==, 1);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (sotto_store_net_state_close_finish (SOTTO_STORE_NET_STATE (source), result, NULL));
  *(gboolean *) user_data = TRUE;
}

static void
test_close (Fixture *fixture, gconstpointer data)
{
  gboolean closed = FALSE;

  put (fixture, "peer", "one");
  sotto_store_net_state_close_async (fixture->object, NULL, closed_cb, &closed);
  while (!closed)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (count_stored (fixture), ==, 1);
  put (fixture, "late", "two");
  expect (fixture, "late", "two");
  sotto_test_clock_advance (fixture->clock, 5000);
  g_assert_cmpint (count_stored (fixture), ==, 1);
}

static void
test_full_disk (Fixture *fixture, gconstpointer data)
{
  put (fixture, "peer", "one");
  sotto_test_fault_vfs_arm (SOTTO_TEST_FAULT_FULL, 1, TRUE);
  for (guint i = 0; i < 3; i++)
    {
      sotto_test_clock_advance (fixture->clock, 1000);
      g_assert_cmpint (count_stored (fixture), ==, 0);
      expect (fixture, "peer", "one");
    }
  sotto_test_fault_vfs_disarm ();
  sotto_test_clock_advance (fixture->clock, 1000);
  g_assert_cmpint (count_stored (fixture), ==, 1);
}

static void
test_limit (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < SOTTO_MAX_NET_STATE + 10; i++)
    {
      g_autofree char *key = g_strdup_printf ("key-%u", i);

      put (fixture, key, "x");
    }
  g_assert_cmpuint (g_hash_table_size (fixture->entries), ==, SOTTO_MAX_NET_STATE);
  put (fixture, "key-0", "changed");
  expect (fixture, "key-0", "changed");
}

int
main (int argc, char *argv[])
{
#define ADD(name, function)                                                                        \
  g_test_add ("/session/net-state/" name, Fixture, NULL, set_up, function, tear_down)

  g_test_init (&argc, &argv, NULL);
  sotto_test_fault_vfs_register ();
  ADD ("write-behind", test_write_behind);
  ADD ("close", test_close);
  ADD ("full-disk", test_full_disk);
  ADD ("limit", test_limit);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tables of session that earlier versions of this program wrote, opened by this one. */

#include "sotto-session-data.h"
#include "sotto-test-store.h"

#define NODE                                                                                       \
  "enode://1b84c5567b126440995d3ed5aaba0565d71e1834604819ff9c17f5e9d5dd078f70beaf8f588b541507fed6" \
  "a642c5ab42dfdf8120a7f639de5122d47a69a8e8d1@192.0.2.7:30303"

static gboolean
load_cb (SottoConnection *connection, gpointer user_data, GError **error)
{
  SottoSessionData **data = user_data;

  *data = sotto_session_data_load (connection, error);
  return *data != NULL;
}

static void
test_session_1 (void)
{
  const SottoMigrations *migrations[] = { sotto_session_get_migrations (), NULL };
  char *folder = sotto_test_make_folder ();
  g_autoptr (SottoStore) store = NULL;
  g_autoptr (SottoSessionData) data = NULL;
  g_autoptr (GError) error = NULL;
  SottoSessionMailserver server = { .url = (char *) NODE, .pinned = TRUE };

  sotto_test_store_load_dump (folder, SESSION_DUMPS "/session-1.sql");
  store = sotto_test_store_new (folder, migrations);
  sotto_test_store_read (store, load_cb, &data, &error);
  g_assert_no_error (error);
  g_assert_true (data->needs_backup);
  g_assert_cmpint (data->lan_consent, ==, SOTTO_LAN_CONSENT_YES);
  g_assert_cmpuint (data->listen_port, ==, 30303);
  g_assert_cmpuint (data->nodes->len, ==, 1);
  g_assert_cmpstr (data->nodes->pdata[0], ==, NODE);
  g_assert_cmpuint (data->mailservers->len, ==, 0);
  g_assert_true (data->try_relays);
  g_assert_cmpuint (g_hash_table_size (data->net_state), ==, 1);

  sotto_session_data_save_mailserver (store, &server);
  sotto_session_data_save_setting (store, SOTTO_SETTING_TRY_RELAYS, 0);
  g_clear_pointer (&data, sotto_session_data_free);
  g_assert_true (sotto_test_store_execute (store, "DELETE FROM nodes", NULL));
  sotto_test_store_read (store, load_cb, &data, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (data->mailservers->len, ==, 1);
  g_assert_true (((SottoSessionMailserver *) data->mailservers->pdata[0])->pinned);
  g_assert_false (data->try_relays);
  sotto_test_store_close (store);
  sotto_test_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/migration/session-1", test_session_1);
  return g_test_run ();
}

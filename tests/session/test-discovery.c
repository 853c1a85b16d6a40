/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person says about finding relays: stored, checked, and off beside a proxy. */

#include "sotto-session-discovery-private.h"
#include "sotto-session-error.h"
#include "sotto-test-state.h"

#define LIST "enrtree://AKPYQIUQIL7PSIACI32J7FGZW56E5FKHEFCCOFHILBIMW3M6LWXS2@nodes.invalid"

typedef struct
{
  SottoTestClock *clock;
  SottoRandom *random;
  SottoTestState *state;
  SottoPrivateKey *key;
  SottoHost *host;
  SottoSessionDiscovery *discovery;
  guint n_changed;
} Fixture;

static void
changed_cb (Fixture *fixture)
{
  fixture->n_changed++;
}

static void
start (Fixture *fixture)
{
  fixture->host = sotto_host_new (fixture->key, SOTTO_CLOCK (fixture->clock), fixture->random);
  fixture->discovery =
    sotto_session_discovery_new (fixture->host, fixture->key, SOTTO_NET_STATE (fixture->state),
                                 SOTTO_CLOCK (fixture->clock), fixture->random);
  g_signal_connect_swapped (fixture->discovery, "changed", G_CALLBACK (changed_cb), fixture);
}

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (
    sotto_session_discovery_stop_finish (SOTTO_SESSION_DISCOVERY (source), result, NULL));
  *(gboolean *) user_data = TRUE;
}

static void
stop (Fixture *fixture)
{
  gboolean stopped = FALSE;

  sotto_session_discovery_stop_async (fixture->discovery, stopped_cb, &stopped);
  while (!stopped)
    g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (fixture->discovery);
  g_object_unref (fixture->host);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->clock = sotto_test_clock_new (G_GINT64_CONSTANT (1584003600000000));
  fixture->random = sotto_random_new_seeded (1);
  fixture->state = sotto_test_state_new ();
  fixture->key = sotto_private_key_generate (fixture->random);
  start (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  stop (fixture);
  sotto_private_key_unref (fixture->key);
  g_object_unref (fixture->state);
  g_object_unref (fixture->random);
  g_object_unref (fixture->clock);
}

static void
assert_lists (Fixture *fixture, const char *expected)
{
  g_auto (GStrv) urls = sotto_session_discovery_dup_lists (fixture->discovery);
  g_autofree char *joined = g_strjoinv (" ", urls);

  g_assert_cmpstr (joined, ==, expected);
}

/* Nobody is asked unless a person said so. */
static void
test_defaults (Fixture *fixture, gconstpointer data)
{
  assert_lists (fixture, "");
  g_assert_null (sotto_session_discovery_dup_proxy (fixture->discovery));
  g_assert_false (sotto_session_discovery_get_discv5 (fixture->discovery));
  g_assert_false (sotto_session_discovery_get_port_mapping (fixture->discovery));
  sotto_session_discovery_start (fixture->discovery);
  g_assert_null (sotto_session_discovery_dup_record (fixture->discovery));
}

static void
test_stored (Fixture *fixture, gconstpointer data)
{
  g_autofree char *proxy = NULL;

  g_assert_true (sotto_session_discovery_add_list (fixture->discovery, " " LIST " ", NULL));
  g_assert_true (
    sotto_session_discovery_set_proxy (fixture->discovery, "socks5://127.0.0.1:9050", NULL));
  sotto_session_discovery_set_discv5 (fixture->discovery, TRUE);
  sotto_session_discovery_set_port_mapping (fixture->discovery, TRUE);
  g_assert_cmpuint (fixture->n_changed, ==, 4);
  stop (fixture);
  start (fixture);
  assert_lists (fixture, LIST);
  proxy = sotto_session_discovery_dup_proxy (fixture->discovery);
  g_assert_cmpstr (proxy, ==, "socks5://127.0.0.1:9050");
  g_assert_true (sotto_session_discovery_get_discv5 (fixture->discovery));
  g_assert_true (sotto_session_discovery_get_port_mapping (fixture->discovery));
  sotto_session_discovery_remove_list (fixture->discovery, LIST);
  g_assert_true (sotto_session_discovery_set_proxy (fixture->discovery, NULL, NULL));
  assert_lists (fixture, "");
  g_assert_false (sotto_session_discovery_has_proxy (fixture->discovery));
}

/* Several at once, each once, and no more than are followed. */
static void
test_lists (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < SOTTO_MAX_DISCOVERY_LISTS; i++)
    {
      g_autofree char *url = g_strdup_printf (LIST "%u", i);

      g_assert_true (sotto_session_discovery_add_list (fixture->discovery, url, NULL));
      g_assert_true (sotto_session_discovery_add_list (fixture->discovery, url, NULL));
    }
  g_assert_cmpuint (fixture->n_changed, ==, SOTTO_MAX_DISCOVERY_LISTS);
  g_assert_false (sotto_session_discovery_add_list (fixture->discovery, LIST, &error));
  g_assert_error (error, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_ADDRESS);
  for (guint i = 1; i < SOTTO_MAX_DISCOVERY_LISTS - 1; i++)
    {
      g_autofree char *url = g_strdup_printf (LIST "%u", i);

      sotto_session_discovery_remove_list (fixture->discovery, url);
      sotto_session_discovery_remove_list (fixture->discovery, url);
    }
  assert_lists (fixture, LIST "0 " LIST "7");
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (
    sotto_session_discovery_add_list (fixture->discovery, "https://example.org", &error));
  g_assert_error (error, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_ADDRESS);
  g_clear_error (&error);
  g_assert_false (sotto_session_discovery_set_proxy (fixture->discovery, "127.0.0.1:9050", &error));
  g_assert_error (error, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_ADDRESS);
  g_assert_cmpuint (fixture->n_changed, ==, 0);
}

/* A proxy carries no UDP, so there is none; without it, it is back. */
static void
test_proxy_rests_discv5 (Fixture *fixture, gconstpointer data)
{
  g_autofree char *record = NULL;

  sotto_session_discovery_set_discv5 (fixture->discovery, TRUE);
  sotto_session_discovery_start (fixture->discovery);
  record = sotto_session_discovery_dup_record (fixture->discovery);
  g_assert_nonnull (record);
  g_assert_true (
    sotto_session_discovery_set_proxy (fixture->discovery, "socks5://127.0.0.1:9050", NULL));
  g_assert_true (sotto_session_discovery_has_proxy (fixture->discovery));
  g_assert_null (sotto_session_discovery_dup_record (fixture->discovery));
  g_assert_true (sotto_session_discovery_set_proxy (fixture->discovery, "", NULL));
  g_free (record);
  record = sotto_session_discovery_dup_record (fixture->discovery);
  g_assert_nonnull (record);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/session/discovery/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("defaults", test_defaults);
  ADD ("stored", test_stored);
  ADD ("lists", test_lists);
  ADD ("refused", test_refused);
  ADD ("proxy-rests-discv5", test_proxy_rests_discv5);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lists of nodes in the DNS: the example of the standard, a list of our own making walked under the
 * test clock, and lists that lie. */

#include <string.h>

#include "fake-dns.h"
#include "fixtures.h"
#include "sotto-devp2p-error.h"
#include "sotto-dns-list.h"
#include "sotto-dns-tree-private.h"
#include "sotto-test-state.h"

typedef struct
{
  SottoTestClock *clock;
  SottoRandom *random;
  SottoTestState *state;
  FakeDns *dns;
  SottoPrivateKey *key;
  SottoDnsList *list;
  GHashTable *found;
  guint n_found;
  guint n_problems;
} Fixture;

static void
found_cb (SottoDnsList *list, SottoNodeRecord *record, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_found++;
  g_hash_table_add (fixture->found, sotto_hash_copy (sotto_node_record_get_id (record)));
}

static void
problem_cb (SottoDnsList *list, const char *url, const GError *error, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_test_message ("%s: %s", url, error->message);
  fixture->n_problems++;
}

static void
start_list (Fixture *fixture)
{
  fixture->list =
    sotto_dns_list_new (SOTTO_DNS_RESOLVER (fixture->dns), SOTTO_NET_STATE (fixture->state),
                        SOTTO_CLOCK (fixture->clock), fixture->random);
  g_signal_connect (fixture->list, "found", G_CALLBACK (found_cb), fixture);
  g_signal_connect (fixture->list, "problem", G_CALLBACK (problem_cb), fixture);
}

static void
stop_list (Fixture *fixture)
{
  sotto_dns_list_remove_all (fixture->list);
  fixture_settle ();
  g_signal_handlers_disconnect_by_data (fixture->list, fixture);
  g_assert_finalize_object (fixture->list);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->clock = sotto_test_clock_new (0);
  fixture->random = sotto_random_new_seeded (7);
  fixture->state = sotto_test_state_new ();
  fixture->dns = fake_dns_new (SOTTO_CLOCK (fixture->clock));
  fixture->key = fixture_key (1);
  fixture->found = g_hash_table_new_full (sotto_hash_hash, sotto_hash_equal,
                                          (GDestroyNotify) sotto_hash_free, NULL);
  start_list (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  stop_list (fixture);
  g_hash_table_unref (fixture->found);
  sotto_private_key_unref (fixture->key);
  g_object_unref (fixture->dns);
  g_object_unref (fixture->state);
  g_object_unref (fixture->random);
  g_object_unref (fixture->clock);
}

static void
follow (Fixture *fixture, const char *domain)
{
  g_autofree char *url = fake_dns_url (domain, fixture->key);
  g_autoptr (GError) error = NULL;

  sotto_dns_list_add (fixture->list, url, &error);
  g_assert_no_error (error);
  sotto_dns_list_set_wanted (fixture->list, TRUE);
}

static void
pass (Fixture *fixture, guint seconds)
{
  for (guint i = 0; i < seconds * 10; i++)
    {
      sotto_test_clock_advance (fixture->clock, 100);
      fixture_settle ();
    }
}

static void
test_example (void)
{
  g_autoptr (JsonObject) file = fixture_load ("ethereum/dns-discovery.json");
  JsonObject *records = json_object_get_object_member (file, "records");
  const char *text = json_object_get_string_member (records, "@");
  g_auto (SottoDnsUrl) url = { .domain = NULL };
  g_auto (SottoDnsUrl) printed = { .domain = NULL };
  g_auto (SottoDnsRoot) root = { .records = NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *again = NULL;

  g_assert_true (
    sotto_dns_url_parse (&url, json_object_get_string_member (file, "consistent_url"), &error));
  again = sotto_dns_url_to_string (&url);
  g_assert_cmpstr (again, ==, json_object_get_string_member (file, "consistent_url"));
  g_assert_true (
    sotto_dns_url_parse (&printed, json_object_get_string_member (file, "url_as_printed"), &error));
  g_assert_true (sotto_dns_root_parse (&root, text, &url.key, &error));
  g_assert_cmpuint (root.seq, ==, 1);
  sotto_dns_root_clear (&root);
  g_assert_false (sotto_dns_root_parse (&root, text, &printed.key, &error));
  g_assert_error (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_LIST);
}

static void
test_urls (void)
{
  static const char *const bad[] = {
    "",
    "enrtree://",
    "enrtree://@example.org",
    "https://example.org",
    "enrtree://AKPYQIUQIL7PSIACI32J7FGZW56E5FKHEFCCOFHILBIMW3M6LWXS2",
    "enrtree://AKPYQIUQIL7PSIACI32J7FGZW56E5FKHEFCCOFHILBIMW3M6LWXS2@",
    "enrtree://AKPYQIUQIL7PSIACI32J7FGZW56E5FKHEFCCOFHILBIMW3M6LWXS2@.example.org",
    "enrtree://AKPYQIUQIL7PSIACI32J7FGZW56E5FKHEFCCOFHILBIMW3M6LWXS2@example..org",
    "enrtree://AKPYQIUQIL7PSIACI32J7FGZW56E5FKHEFCCOFHILBIMW3M6LWXS2@exa mple.org",
    "enrtree://AKPYQIUQIL7PSIACI32J7FGZW56E5FKHEFCCOFHILBIMW3M6LWXS@example.org",
    "enrtree://akpyqiuqil7psiaci32j7fgzw56e5fkhefccofhilbimw3m6lwxs2@example.org",
    "enrtree://AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA@example.org",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_auto (SottoDnsUrl) url = { .domain = NULL };
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad[i]);
      g_assert_false (sotto_dns_url_parse (&url, bad[i], &error));
      g_assert_error (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_LIST);
    }
}

static void
test_walk (Fixture *fixture, gconstpointer data)
{
  fake_dns_add_list (fixture->dns, "a.example", 10, 20, NULL, fixture->key);
  follow (fixture, "a.example");
  pass (fixture, 20);
  g_assert_cmpuint (g_hash_table_size (fixture->found), ==, 20);
  g_assert_cmpuint (fixture->n_problems, ==, 0);
  for (guint i = 1; i < fixture->dns->times->len; i++)
    g_assert_cmpint (g_array_index (fixture->dns->times, gint64, i) -
                       g_array_index (fixture->dns->times, gint64, i - 1),
                     >=, SOTTO_DNS_LIST_PAUSE_MS);
  /* Root, its two trees, five branches, twenty leaves: each once; then nobody is asked until the
   * root is due. */
  g_assert_cmpuint (fixture->dns->questions->len, ==, 28);
  pass (fixture, 60);
  g_assert_cmpuint (fixture->dns->questions->len, ==, 28);
  sotto_test_clock_advance (fixture->clock, SOTTO_DNS_TREE_ROOT_MS);
  fixture_settle ();
  pass (fixture, 2);
  g_assert_cmpuint (fixture->dns->questions->len, ==, 29);
}

static void
test_stops_when_satisfied (Fixture *fixture, gconstpointer data)
{
  guint n_asked;

  fake_dns_add_list (fixture->dns, "a.example", 10, 20, NULL, fixture->key);
  follow (fixture, "a.example");
  pass (fixture, 3);
  sotto_dns_list_set_wanted (fixture->list, FALSE);
  pass (fixture, 1);
  n_asked = fixture->dns->questions->len;
  pass (fixture, 60);
  g_assert_cmpuint (fixture->dns->questions->len, ==, n_asked);
  sotto_dns_list_set_wanted (fixture->list, TRUE);
  pass (fixture, 20);
  g_assert_cmpuint (g_hash_table_size (fixture->found), ==, 20);
}

/* Two lists that link to each other, and one more behind. */
static void
test_links (Fixture *fixture, gconstpointer data)
{
  g_autofree char *a = fake_dns_url ("a.example", fixture->key);
  g_autofree char *b = fake_dns_url ("b.example", fixture->key);

  fake_dns_add_list (fixture->dns, "a.example", 10, 2, b, fixture->key);
  fake_dns_add_list (fixture->dns, "b.example", 20, 2, a, fixture->key);
  follow (fixture, "a.example");
  pass (fixture, 20);
  g_assert_cmpuint (g_hash_table_size (fixture->found), ==, 4);
  g_assert_cmpuint (fixture->dns->questions->len, ==, 12);
}

/* A chain of lists is followed for two links. */
static void
test_link_depth (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *domain = g_strdup_printf ("d%u.example", i);
      g_autofree char *next = g_strdup_printf ("d%u.example", i + 1);
      g_autofree char *url = fake_dns_url (next, fixture->key);

      fake_dns_add_list (fixture->dns, domain, 10 + i, 1, url, fixture->key);
    }
  follow (fixture, "d0.example");
  pass (fixture, 30);
  g_assert_cmpuint (g_hash_table_size (fixture->found), ==, 3);
}

/* A leaf, the root's signature or the whole list that is not what was promised. */
static void
test_wrong_entries (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SottoPrivateKey) other = fixture_key (99);
  g_autofree char *label = NULL;
  GHashTableIter iter;
  gpointer name;
  gpointer text;
  guint n_changed = 0;

  fake_dns_add_list (fixture->dns, "a.example", 10, 4, NULL, fixture->key);
  g_hash_table_iter_init (&iter, fixture->dns->texts);
  while (n_changed == 0 && g_hash_table_iter_next (&iter, &name, &text))
    if (g_str_has_prefix (text, "enr:"))
      {
        ((char *) text)[10] ^= 1;
        n_changed++;
      }
  follow (fixture, "a.example");
  pass (fixture, 20);
  g_assert_cmpuint (g_hash_table_size (fixture->found), ==, 3);
  g_assert_cmpuint (fixture->n_problems, ==, SOTTO_DNS_TREE_MAX_TRIES);

  fake_dns_add_list (fixture->dns, "b.example", 50, 4, NULL, other);
  follow (fixture, "b.example");
  pass (fixture, 20);
  g_assert_cmpuint (g_hash_table_size (fixture->found), ==, 3);
  g_assert_cmpuint (fixture->n_problems, ==, SOTTO_DNS_TREE_MAX_TRIES + 1);
  label = fake_dns_add (fixture->dns, "c.example", "rubbish");
  fake_dns_set_root (fixture->dns, "c.example", label, label, 1, fixture->key);
  follow (fixture, "c.example");
  pass (fixture, 20);
  g_assert_cmpuint (fixture->n_problems, ==, 2 * SOTTO_DNS_TREE_MAX_TRIES + 1);
}

/* The signer put back an older list: the newer one stays. */
static void
test_seq_decrease (Fixture *fixture, gconstpointer data)
{
  g_autofree char *nothing = NULL;

  fake_dns_add_list (fixture->dns, "a.example", 10, 4, NULL, fixture->key);
  nothing = fake_dns_add (fixture->dns, "a.example", "enrtree-branch:");
  fake_dns_set_root (fixture->dns, "a.example", nothing, nothing, 7, fixture->key);
  follow (fixture, "a.example");
  pass (fixture, 5);
  fake_dns_add_list (fixture->dns, "a.example", 10, 4, NULL, fixture->key);

  /* The number survives a restart, too. */
  stop_list (fixture);
  start_list (fixture);
  follow (fixture, "a.example");
  pass (fixture, 20);
  g_assert_cmpuint (fixture->n_found, ==, 0);
  g_assert_cmpuint (fixture->n_problems, ==, 1);
}

static void
test_remembers (Fixture *fixture, gconstpointer data)
{
  fake_dns_add_list (fixture->dns, "a.example", 10, 8, NULL, fixture->key);
  follow (fixture, "a.example");
  pass (fixture, 20);
  stop_list (fixture);
  g_hash_table_remove_all (fixture->found);
  g_hash_table_remove_all (fixture->dns->texts);
  start_list (fixture);
  follow (fixture, "a.example");
  g_assert_cmpuint (g_hash_table_size (fixture->found), ==, 8);
}

/* Deeper than any honest list, and each entry names the next one twice. */
static void
test_endless (Fixture *fixture, gconstpointer data)
{
  g_autofree char *label = g_strdup ("AAAAAAAAAAAAAAAAAAAAAAAAAA");

  for (guint i = 0; i < SOTTO_DNS_TREE_MAX_DEPTH + 10; i++)
    {
      g_autofree char *text = g_strdup_printf ("enrtree-branch:%s,%s", label, label);

      g_free (label);
      label = fake_dns_add (fixture->dns, "a.example", text);
    }
  fake_dns_set_root (fixture->dns, "a.example", label, label, 1, fixture->key);
  follow (fixture, "a.example");
  pass (fixture, 60);
  g_assert_cmpuint (fixture->dns->questions->len, ==, SOTTO_DNS_TREE_MAX_DEPTH + 2);
}

/* No answer at all: the question is given up, and the list is asked again when its root is due. */
static void
test_silence (Fixture *fixture, gconstpointer data)
{
  fake_dns_add_list (fixture->dns, "a.example", 10, 4, NULL, fixture->key);
  fixture->dns->is_silent = TRUE;
  follow (fixture, "a.example");
  pass (fixture, SOTTO_DNS_LIST_TIMEOUT_MS / 1000 + 2);
  g_assert_cmpuint (fixture->n_problems, ==, 1);
  g_assert_cmpuint (fixture->dns->questions->len, ==, 1);
  fixture->dns->is_silent = FALSE;
  sotto_test_clock_advance (fixture->clock, SOTTO_DNS_TREE_ROOT_MS);
  fixture_settle ();
  pass (fixture, 10);
  g_assert_cmpuint (g_hash_table_size (fixture->found), ==, 4);
}

static void
test_too_many_lists (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *url = fake_dns_url ("last.example", fixture->key);

  for (guint i = 0; i < SOTTO_DNS_LIST_MAX_TREES; i++)
    {
      g_autofree char *domain = g_strdup_printf ("d%u.example", i);

      follow (fixture, domain);
    }
  follow (fixture, "d0.example");
  g_assert_false (sotto_dns_list_add (fixture->list, url, &error));
  g_assert_error (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_LIST);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/devp2p/dns-list/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/devp2p/dns-list/example", test_example);
  g_test_add_func ("/devp2p/dns-list/urls", test_urls);
  ADD ("walk", test_walk);
  ADD ("stops-when-satisfied", test_stops_when_satisfied);
  ADD ("links", test_links);
  ADD ("link-depth", test_link_depth);
  ADD ("wrong-entries", test_wrong_entries);
  ADD ("seq-decrease", test_seq_decrease);
  ADD ("remembers", test_remembers);
  ADD ("endless", test_endless);
  ADD ("silence", test_silence);
  ADD ("too-many-lists", test_too_many_lists);
  return g_test_run ();
}

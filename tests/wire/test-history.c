/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two accounts with all layers for real, and nodes that keep messages between them: who was away
 * has everything exactly once, also when a node goes away in the middle of an answer. */

#include "sotto-account-private.h"
#include "sotto-channel-key.h"
#include "sotto-mail-request.h"
#include "sotto-session.h"
#include "sotto-test-mailserver.h"
#include "sotto-test-net.h"
#include "sotto-test-store.h"

#define PASSWORD "a password for tests 1"

/* Private, and on a channel. */
#define N_PRIVATE 900
#define N_PUBLIC 100

/* Half seconds without anything new that show that all has arrived. */
#define STILL_TURNS 12

static const SottoPasswordCost cheap = { .passes = 1, .memory_kib = 8192 };

typedef struct
{
  SottoAccountManager *manager;
  SottoSession *session;
  GHashTable *texts; /* text → how often it came */
  guint n_live;
} Person;

typedef struct
{
  char *folder;
  SottoTestNet *net;
  GPtrArray *servers; /* of SottoTestMailserver */
  GPtrArray *urls;
  Person *alice;
  Person *bob;
} Fixture;

static void
ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
has_result (gpointer user_data)
{
  return *(GAsyncResult **) user_data != NULL;
}

static void
count (Person *person, SottoMessage *message)
{
  const char *text = sotto_message_get_text (message);
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (person->texts, text));

  g_hash_table_insert (person->texts, g_strdup (text), GUINT_TO_POINTER (n + 1));
}

static void
received_cb (SottoMessenger *messenger, SottoChat *chat, SottoMessage *message, Person *person)
{
  person->n_live++;
  count (person, message);
}

static void
found_cb (SottoMessenger *messenger, SottoChat *chat, SottoMessage *message, Person *person)
{
  count (person, message);
}

static SottoHistorySync *
sync_of (Person *person)
{
  return sotto_messenger_get_history_sync (sotto_session_get_messenger (person->session));
}

static gboolean
is_complete (gpointer user_data)
{
  return sotto_history_sync_get_status (sync_of (user_data)) == SOTTO_HISTORY_STATUS_COMPLETE;
}

static gboolean
is_fetching (gpointer user_data)
{
  SottoHistorySync *sync = sync_of (user_data);

  return sotto_history_sync_get_found (sync) > 0 &&
         sotto_history_sync_get_status (sync) == SOTTO_HISTORY_STATUS_FETCHING;
}

static gboolean
has_peers (gpointer user_data)
{
  Person *person = user_data;

  return sotto_transport_state_get_n_peers (sotto_session_get_transport_state (person->session)) >=
         2;
}

/* Starts @person's session and waits until both nodes are neighbours. */
static void
go_online (Fixture *fixture, Person *person)
{
  SottoMessenger *messenger = sotto_session_get_messenger (person->session);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_signal_connect (messenger, "message-received", G_CALLBACK (received_cb), person);
  g_signal_connect (messenger, "message-found", G_CALLBACK (found_cb), person);
  for (guint i = 0; i < fixture->urls->len; i++)
    g_assert_true (sotto_session_mailservers_add (sotto_session_get_mailservers (person->session),
                                                  fixture->urls->pdata[i], FALSE, NULL));
  sotto_session_start_async (person->session, NULL, ready_cb, &result);
  sotto_test_net_wait (fixture->net, has_result, &result);
  g_assert_true (sotto_session_start_finish (person->session, result, &error));
  g_assert_no_error (error);
  sotto_test_net_wait (fixture->net, has_peers, person);
}

static void
go_away (Fixture *fixture, Person *person)
{
  g_autoptr (GAsyncResult) result = NULL;

  sotto_session_stop_async (person->session, NULL, ready_cb, &result);
  sotto_test_net_wait (fixture->net, has_result, &result);
  g_assert_true (sotto_session_stop_finish (person->session, result, NULL));
  g_clear_object (&person->session);
}

static void
unlock (Fixture *fixture, Person *person)
{
  g_autoptr (SottoAccount) account = g_list_model_get_item (G_LIST_MODEL (person->manager), 0);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  sotto_account_unlock_async (account, PASSWORD, NULL, ready_cb, &result);
  sotto_test_net_wait (fixture->net, has_result, &result);
  person->session = sotto_account_unlock_finish (account, result, &error);
  g_assert_no_error (error);
}

static Person *
person_new (Fixture *fixture, const char *name)
{
  Person *person = g_new0 (Person, 1);
  SottoClock *clock = SOTTO_CLOCK (sotto_test_net_add_clock (fixture->net, 0));
  g_autofree char *folder = g_build_filename (fixture->folder, name, NULL);
  g_autoptr (GAsyncResult) proposed = NULL;
  g_autoptr (GAsyncResult) created = NULL;
  g_autoptr (GPtrArray) candidates = NULL;
  g_autoptr (GError) error = NULL;

  person->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  person->manager = sotto_account_manager_new (folder, clock, fixture->net->random);
  sotto_account_manager_set_password_cost (person->manager, &cheap);
  sotto_account_manager_propose_async (person->manager, 1, NULL, ready_cb, &proposed);
  sotto_test_net_wait (fixture->net, has_result, &proposed);
  candidates = sotto_account_manager_propose_finish (person->manager, proposed, &error);
  g_assert_no_error (error);
  sotto_account_manager_create_async (person->manager, candidates->pdata[0], PASSWORD, NULL,
                                      ready_cb, &created);
  sotto_test_net_wait (fixture->net, has_result, &created);
  person->session = sotto_account_manager_create_finish (person->manager, created, &error);
  g_assert_no_error (error);
  go_online (fixture, person);
  return person;
}

static void
person_free (Fixture *fixture, Person *person)
{
  if (person->session != NULL)
    go_away (fixture, person);
  g_hash_table_unref (person->texts);
  g_object_unref (person->manager);
  g_free (person);
}

static void
add_server (Fixture *fixture)
{
  SottoTestNode *node = sotto_test_net_add (fixture->net, SOTTO_WAKU_ROLE_RELAY, NULL, 0);
  g_autoptr (SottoEnode) enode = sotto_test_node_get_enode (node);
  SottoKey key;

  sotto_channel_key_derive (SOTTO_MAIL_DEFAULT_PASSWORD, &key);
  g_ptr_array_add (fixture->servers, sotto_test_mailserver_new (node->node, node->key, key.bytes));
  g_ptr_array_add (fixture->urls, sotto_enode_to_string (enode));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = sotto_test_make_folder ();
  fixture->net = sotto_test_net_new ();
  fixture->servers = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_test_mailserver_free);
  fixture->urls = g_ptr_array_new_with_free_func (g_free);
  add_server (fixture);
  add_server (fixture);
  fixture->alice = person_new (fixture, "alice");
  fixture->bob = person_new (fixture, "bob");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  person_free (fixture, fixture->alice);
  person_free (fixture, fixture->bob);
  g_ptr_array_unref (fixture->servers);
  g_ptr_array_unref (fixture->urls);
  sotto_test_net_free (fixture->net);
  sotto_test_remove_folder (fixture->folder);
}

static SottoChat *
join (Fixture *fixture, Person *person, const char *name)
{
  SottoMessenger *messenger = sotto_session_get_messenger (person->session);
  g_autoptr (GAsyncResult) result = NULL;

  sotto_messenger_join_channel_async (messenger, name, NULL, ready_cb, &result);
  sotto_test_net_wait (fixture->net, has_result, &result);
  return sotto_messenger_join_channel_finish (messenger, result, NULL);
}

static SottoChat *
start_direct (Fixture *fixture, Person *person, Person *other)
{
  SottoMessenger *messenger = sotto_session_get_messenger (person->session);
  g_autoptr (SottoAccount) account = g_list_model_get_item (G_LIST_MODEL (other->manager), 0);
  g_autoptr (GAsyncResult) result = NULL;

  sotto_messenger_start_direct_async (messenger, sotto_account_get_key (account), NULL, ready_cb,
                                      &result);
  sotto_test_net_wait (fixture->net, has_result, &result);
  return sotto_messenger_start_direct_finish (messenger, result, NULL);
}

static void
say (Fixture *fixture, Person *person, SottoChat *chat, const char *text)
{
  SottoMessenger *messenger = sotto_session_get_messenger (person->session);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (SottoMessage) message = NULL;

  sotto_messenger_send_text_async (messenger, chat, text, NULL, NULL, ready_cb, &result);
  sotto_test_net_wait (fixture->net, has_result, &result);
  message = sotto_messenger_send_text_finish (messenger, result, NULL);
  g_assert_nonnull (message);
}

static gboolean
has_text (gpointer user_data)
{
  return g_hash_table_contains (((Person *) user_data)->texts, "hello");
}

static guint
count_archived (Fixture *fixture)
{
  return sotto_test_mailserver_get_n_archived (fixture->servers->pdata[0]) +
         sotto_test_mailserver_get_n_archived (fixture->servers->pdata[1]);
}

/* Until nothing has come to the mailservers for a while: sealing takes time that is not the test's.
 */
static void
wait_until_archived (Fixture *fixture)
{
  guint last = 0;
  guint n_still = 0;

  while (n_still < STILL_TURNS)
    {
      guint now;

      sotto_test_net_run (fixture->net, 500);
      now = count_archived (fixture);
      n_still = now == last ? n_still + 1 : 0;
      last = now;
    }
}

/* Alice says a thousand things while Bob is away, and is away herself when he comes back. */
static void
speak_to_the_absent (Fixture *fixture)
{
  g_autoptr (SottoChat) public = join (fixture, fixture->alice, "sotto-tests");
  g_autoptr (SottoChat) bobs = join (fixture, fixture->bob, "sotto-tests");
  g_autoptr (SottoChat) private = start_direct (fixture, fixture->alice, fixture->bob);

  say (fixture, fixture->alice, private, "hello");
  sotto_test_net_wait (fixture->net, has_text, fixture->bob);
  sotto_test_net_run (fixture->net, 3000);
  go_away (fixture, fixture->bob);
  for (guint i = 0; i < N_PRIVATE; i++)
    {
      g_autofree char *text = g_strdup_printf ("private %u", i);

      say (fixture, fixture->alice, private, text);
      if (i % (N_PRIVATE / N_PUBLIC) == 0)
        {
          g_autofree char *spoken = g_strdup_printf ("public %u", i / (N_PRIVATE / N_PUBLIC));

          say (fixture, fixture->alice, public, spoken);
          sotto_test_net_run (fixture->net, 700);
        }
    }
  wait_until_archived (fixture);
  go_away (fixture, fixture->alice);
  /* Nothing of it lives any more but in archives. */
  sotto_test_net_run (fixture->net, 40000);
}

static void
assert_everything_once (Person *person)
{
  for (guint i = 0; i < N_PRIVATE; i++)
    {
      g_autofree char *text = g_strdup_printf ("private %u", i);

      g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (person->texts, text)), ==, 1);
    }
  for (guint i = 0; i < N_PUBLIC; i++)
    {
      g_autofree char *text = g_strdup_printf ("public %u", i);

      g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (person->texts, text)), ==, 1);
    }
}

static void
wait_complete (Fixture *fixture, Person *person)
{
  for (guint i = 0; i < 3000 && !is_complete (person); i++)
    sotto_test_net_run (fixture->net, 100);
  g_assert_true (is_complete (person));
}

static void
test_away (Fixture *fixture, gconstpointer data)
{
  speak_to_the_absent (fixture);
  unlock (fixture, fixture->bob);
  go_online (fixture, fixture->bob);
  wait_complete (fixture, fixture->bob);
  assert_everything_once (fixture->bob);

  /* Away for a moment, and back: nothing comes twice. */
  go_away (fixture, fixture->bob);
  unlock (fixture, fixture->bob);
  go_online (fixture, fixture->bob);
  wait_complete (fixture, fixture->bob);
  assert_everything_once (fixture->bob);
}

/* The one that is being asked falls silent in the middle; the other one steps in. */
static void
test_failover (Fixture *fixture, gconstpointer data)
{
  guint asked;

  speak_to_the_absent (fixture);
  unlock (fixture, fixture->bob);
  go_online (fixture, fixture->bob);
  sotto_test_net_wait (fixture->net, is_fetching, fixture->bob);
  asked = sotto_test_mailserver_get_n_requests (fixture->servers->pdata[0]) >
              sotto_test_mailserver_get_n_requests (fixture->servers->pdata[1])
            ? 0
            : 1;
  sotto_test_mailserver_set_manner (fixture->servers->pdata[asked], SOTTO_TEST_MAILSERVER_SILENT);
  wait_complete (fixture, fixture->bob);
  assert_everything_once (fixture->bob);
  g_assert_cmpuint (sotto_test_mailserver_get_n_requests (fixture->servers->pdata[1 - asked]), >,
                    2);
}

/* It goes away in the middle of an answer, as one that is killed. */
static void
test_server_dies (Fixture *fixture, gconstpointer data)
{
  guint asked;

  speak_to_the_absent (fixture);
  unlock (fixture, fixture->bob);
  go_online (fixture, fixture->bob);
  for (guint i = 0; i < 2; i++)
    sotto_test_mailserver_set_manner (fixture->servers->pdata[i], SOTTO_TEST_MAILSERVER_NO_END);
  for (guint i = 0;
       i < 100 && sotto_test_mailserver_get_n_requests (fixture->servers->pdata[0]) +
                      sotto_test_mailserver_get_n_requests (fixture->servers->pdata[1]) <
                    1;
       i++)
    sotto_test_net_run (fixture->net, 100);
  asked = sotto_test_mailserver_get_n_requests (fixture->servers->pdata[0]) > 0 ? 0 : 1;
  sotto_test_net_run (fixture->net, 100);
  sotto_host_stop_listening (((SottoTestNode *) fixture->net->nodes->pdata[asked])->host);
  sotto_test_net_cut (fixture->net, fixture->net->nodes->pdata[asked]);
  sotto_test_mailserver_set_manner (fixture->servers->pdata[1 - asked],
                                    SOTTO_TEST_MAILSERVER_NEWEST_FIRST);
  wait_complete (fixture, fixture->bob);
  assert_everything_once (fixture->bob);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/wire/history/away", Fixture, NULL, set_up, test_away, tear_down);
  g_test_add ("/wire/history/failover", Fixture, NULL, set_up, test_failover, tear_down);
  g_test_add ("/wire/history/server-dies", Fixture, NULL, set_up, test_server_dies, tear_down);

  return g_test_run ();
}

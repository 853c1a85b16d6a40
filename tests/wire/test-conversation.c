/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two accounts, a relay between them, and all layers for real: a public channel, a private chat in
 * both directions, one of them away for a while, and everything there after a restart. */

#include <string.h>

#include "sotto-account-private.h"
#include "sotto-session.h"
#include "sotto-test-net.h"
#include "sotto-test-store.h"

#define PASSWORD "a password for tests 1"

/* SottoEncryption of secure/. */
#define RATCHET 2

static const SottoPasswordCost cheap = { .passes = 1, .memory_kib = 8192 };

typedef struct
{
  SottoTestNet *net;
  SottoAccountManager *manager;
  SottoSession *session;
  GPtrArray *received;
} Person;

typedef struct
{
  char *folder;
  SottoTestNet *net;
  SottoTestNode *relay;
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
received_cb (SottoMessenger *messenger, SottoChat *chat, SottoMessage *message, Person *person)
{
  g_ptr_array_add (person->received, g_object_ref (message));
}

static gboolean
is_online (gpointer user_data)
{
  Person *person = user_data;

  return sotto_transport_state_get_status (sotto_session_get_transport_state (person->session)) ==
         SOTTO_TRANSPORT_STATUS_ONLINE;
}

/* Starts @person's session; with a relay in the test, waits until it is a neighbour. */
static void
go_online (Fixture *fixture, Person *person)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_signal_connect (sotto_session_get_messenger (person->session), "message-received",
                    G_CALLBACK (received_cb), person);
  if (fixture->relay != NULL)
    {
      g_autoptr (SottoEnode) enode = sotto_test_node_get_enode (fixture->relay);
      g_autofree char *url = sotto_enode_to_string (enode);

      g_assert_true (sotto_session_add_transient_node (person->session, url, NULL));
    }
  sotto_session_start_async (person->session, NULL, ready_cb, &result);
  sotto_test_net_wait (fixture->net, has_result, &result);
  g_assert_true (sotto_session_start_finish (person->session, result, &error));
  g_assert_no_error (error);
  if (fixture->relay != NULL)
    sotto_test_net_wait (fixture->net, is_online, person);
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
come_back (Fixture *fixture, Person *person)
{
  g_autoptr (SottoAccount) account = g_list_model_get_item (G_LIST_MODEL (person->manager), 0);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  sotto_account_unlock_async (account, PASSWORD, NULL, ready_cb, &result);
  sotto_test_net_wait (fixture->net, has_result, &result);
  person->session = sotto_account_unlock_finish (account, result, &error);
  g_assert_no_error (error);
  go_online (fixture, person);
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

  person->net = fixture->net;
  person->received = g_ptr_array_new_with_free_func (g_object_unref);
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
  g_ptr_array_unref (person->received);
  g_object_unref (person->manager);
  g_free (person);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = sotto_test_make_folder ();
  fixture->net = sotto_test_net_new ();
  if (data == NULL)
    fixture->relay = sotto_test_net_add (fixture->net, SOTTO_WAKU_ROLE_RELAY, NULL, 0);
  fixture->alice = person_new (fixture, "alice");
  fixture->bob = person_new (fixture, "bob");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  person_free (fixture, fixture->alice);
  person_free (fixture, fixture->bob);
  sotto_test_net_free (fixture->net);
  sotto_test_remove_folder (fixture->folder);
}

static SottoMessenger *
messenger_of (Person *person)
{
  return sotto_session_get_messenger (person->session);
}

static SottoChat *
join (Fixture *fixture, Person *person, const char *name)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  SottoChat *chat;

  sotto_messenger_join_channel_async (messenger_of (person), name, NULL, ready_cb, &result);
  sotto_test_net_wait (fixture->net, has_result, &result);
  chat = sotto_messenger_join_channel_finish (messenger_of (person), result, &error);
  g_assert_no_error (error);
  return chat;
}

static SottoChat *
start_direct (Fixture *fixture, Person *person, Person *other)
{
  g_autoptr (SottoAccount) account = g_list_model_get_item (G_LIST_MODEL (other->manager), 0);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  SottoChat *chat;

  sotto_messenger_start_direct_async (messenger_of (person), sotto_account_get_key (account), NULL,
                                      ready_cb, &result);
  sotto_test_net_wait (fixture->net, has_result, &result);
  chat = sotto_messenger_start_direct_finish (messenger_of (person), result, &error);
  g_assert_no_error (error);
  return chat;
}

static SottoMessage *
say (Fixture *fixture, Person *person, SottoChat *chat, const char *text)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  SottoMessage *message;

  sotto_messenger_send_text_async (messenger_of (person), chat, text, NULL, NULL, ready_cb,
                                   &result);
  sotto_test_net_wait (fixture->net, has_result, &result);
  message = sotto_messenger_send_text_finish (messenger_of (person), result, &error);
  g_assert_no_error (error);
  return message;
}

typedef struct
{
  Person *person;
  const char *text;
  SottoMessage *message;
} Expectation;

static gboolean
has_received (gpointer user_data)
{
  Expectation *expectation = user_data;

  for (guint i = 0; i < expectation->person->received->len; i++)
    {
      SottoMessage *message = expectation->person->received->pdata[i];

      if (g_str_equal (sotto_message_get_text (message), expectation->text))
        expectation->message = message;
    }
  return expectation->message != NULL;
}

/* (transfer none) */
static SottoMessage *
expect (Fixture *fixture, Person *person, const char *text)
{
  Expectation expectation = { person, text, NULL };

  sotto_test_net_wait (fixture->net, has_received, &expectation);
  return expectation.message;
}

typedef struct
{
  SottoMessage *message;
  SottoMessageState state;
} StateExpectation;

static gboolean
has_state (gpointer user_data)
{
  StateExpectation *expectation = user_data;

  return sotto_message_get_state (expectation->message) == expectation->state;
}

/* A message that was sent is a living object: its state is that of the one in the list. */
static void
expect_state (Fixture *fixture, SottoMessage *message, SottoMessageState state)
{
  StateExpectation expectation = { message, state };

  sotto_test_net_wait (fixture->net, has_state, &expectation);
}

static void
test_channel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SottoChat) alices = join (fixture, fixture->alice, "sotto-tests");
  g_autoptr (SottoChat) bobs = join (fixture, fixture->bob, "sotto-tests");
  g_autoptr (SottoMessage) question = NULL;
  g_autoptr (SottoMessage) answer = NULL;
  SottoMessage *seen;

  sotto_test_net_run (fixture->net, 2000);
  question = say (fixture, fixture->alice, alices, "Does anybody read this?");
  seen = expect (fixture, fixture->bob, "Does anybody read this?");
  g_assert_cmpstr (sotto_message_get_id (seen), ==, sotto_message_get_id (question));
  expect_state (fixture, question, SOTTO_MESSAGE_STATE_SENT);
  answer = say (fixture, fixture->bob, bobs, "Everybody does. 🎉");
  expect (fixture, fixture->alice, "Everybody does. 🎉");
  expect_state (fixture, answer, SOTTO_MESSAGE_STATE_SENT);
  g_assert_cmpuint (sotto_chat_get_unread_count (bobs), ==, 1);
}

static void
test_private (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SottoChat) alices = start_direct (fixture, fixture->alice, fixture->bob);
  g_autoptr (SottoChat) bobs = NULL;
  g_autoptr (SottoMessage) question = NULL;
  g_autoptr (SottoMessage) answer = NULL;
  g_autoptr (SottoMessage) more = NULL;

  question = say (fixture, fixture->alice, alices, "Only you can read this.");
  expect (fixture, fixture->bob, "Only you can read this.");
  expect_state (fixture, question, SOTTO_MESSAGE_STATE_DELIVERED);

  bobs = start_direct (fixture, fixture->bob, fixture->alice);
  answer = say (fixture, fixture->bob, bobs, "And only you this.");
  g_assert_cmpuint (
    sotto_message_get_encryption (expect (fixture, fixture->alice, "And only you this.")), ==,
    RATCHET);
  expect_state (fixture, answer, SOTTO_MESSAGE_STATE_DELIVERED);
  more = say (fixture, fixture->alice, alices, "Good.");
  g_assert_cmpuint (sotto_message_get_encryption (expect (fixture, fixture->bob, "Good.")), ==,
                    RATCHET);
  g_assert_cmpuint (fixture->alice->received->len, ==, 1);
  g_assert_cmpuint (fixture->bob->received->len, ==, 2);
}

/* What is sent while the other is away arrives when it is back, by repetition. */
static void
test_away (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SottoChat) alices = start_direct (fixture, fixture->alice, fixture->bob);
  g_autoptr (SottoMessage) first = say (fixture, fixture->alice, alices, "before");
  g_autoptr (SottoMessage) second = NULL;
  g_autoptr (SottoMessage) third = NULL;

  expect (fixture, fixture->bob, "before");
  expect_state (fixture, first, SOTTO_MESSAGE_STATE_DELIVERED);
  go_away (fixture, fixture->bob);
  second = say (fixture, fixture->alice, alices, "while you were away");
  sotto_test_net_run (fixture->net, 30000);
  g_assert_cmpint (sotto_message_get_state (second), !=, SOTTO_MESSAGE_STATE_DELIVERED);

  come_back (fixture, fixture->bob);
  expect (fixture, fixture->bob, "while you were away");
  expect_state (fixture, second, SOTTO_MESSAGE_STATE_DELIVERED);
  third = say (fixture, fixture->alice, alices, "after");
  expect (fixture, fixture->bob, "after");
  sotto_test_net_run (fixture->net, 20000);
  g_assert_cmpuint (fixture->bob->received->len, ==, 3);
}

typedef struct
{
  SottoMessageHistory *history;
  guint n_messages;
} HistoryExpectation;

static gboolean
has_messages (gpointer user_data)
{
  HistoryExpectation *expectation = user_data;

  return g_list_model_get_n_items (G_LIST_MODEL (expectation->history)) >=
           expectation->n_messages &&
         !sotto_message_history_get_loading (expectation->history);
}

/* Both restart, one after the other: chats, messages and their states are what they were, and the
 * conversation goes on. */
static void
test_restart (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SottoChat) alices = start_direct (fixture, fixture->alice, fixture->bob);
  g_autoptr (SottoMessage) message = say (fixture, fixture->alice, alices, "one");
  g_autoptr (SottoMessageHistory) history = NULL;
  g_autoptr (SottoMessage) stored = NULL;
  g_autoptr (SottoMessage) next = NULL;
  g_autofree char *id = g_strdup (sotto_message_get_id (message));
  g_autofree char *chat_id = g_strdup (sotto_chat_get_id (alices));
  HistoryExpectation expectation;
  SottoChat *chat;

  expect (fixture, fixture->bob, "one");
  expect_state (fixture, message, SOTTO_MESSAGE_STATE_DELIVERED);
  go_away (fixture, fixture->alice);
  go_away (fixture, fixture->bob);
  come_back (fixture, fixture->alice);
  come_back (fixture, fixture->bob);

  chat =
    sotto_chat_list_lookup (sotto_messenger_get_chats (messenger_of (fixture->alice)), chat_id);
  g_assert_nonnull (chat);
  history = sotto_messenger_open_history (messenger_of (fixture->alice), chat);
  expectation = (HistoryExpectation){ history, 1 };
  sotto_test_net_wait (fixture->net, has_messages, &expectation);
  stored = g_list_model_get_item (G_LIST_MODEL (history), 0);
  g_assert_cmpstr (sotto_message_get_id (stored), ==, id);
  g_assert_cmpint (sotto_message_get_state (stored), ==, SOTTO_MESSAGE_STATE_DELIVERED);

  next = say (fixture, fixture->alice, chat, "two");
  g_assert_cmpuint (sotto_message_get_encryption (expect (fixture, fixture->bob, "two")), ==,
                    RATCHET);
  sotto_test_net_run (fixture->net, 20000);
  g_assert_cmpuint (fixture->bob->received->len, ==, 2);
}

/* Two people in a room, without any relay: one listens, the other knows the address; and still does
 * when the first was away. */
static void
test_neighbours (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SottoChat) alices = join (fixture, fixture->alice, "sotto-tests");
  g_autoptr (SottoChat) bobs = join (fixture, fixture->bob, "sotto-tests");
  g_autoptr (SottoMessage) first = NULL;
  g_autoptr (SottoMessage) second = NULL;
  g_autoptr (SottoEnode) announced = NULL;
  g_autoptr (SottoEnode) reachable = NULL;
  g_autofree char *url = NULL;
  SottoTransportState *state = sotto_session_get_transport_state (fixture->alice->session);

  g_assert_null (sotto_transport_state_get_own_address (state));
  sotto_session_set_lan_consent (fixture->alice->session, SOTTO_LAN_CONSENT_YES);
  sotto_test_net_run (fixture->net, 1000);
  announced = sotto_enode_parse (sotto_transport_state_get_own_address (state), NULL);
  g_assert_nonnull (announced);
  reachable = sotto_enode_new (sotto_enode_get_key (announced), "127.0.0.1",
                               sotto_enode_get_port (announced));
  url = sotto_enode_to_string (reachable);
  g_assert_true (sotto_session_add_node (fixture->bob->session, url, NULL));
  sotto_test_net_wait (fixture->net, is_online, fixture->bob);
  sotto_test_net_run (fixture->net, 2000);

  first = say (fixture, fixture->bob, bobs, "Is there no relay?");
  expect (fixture, fixture->alice, "Is there no relay?");
  expect_state (fixture, first, SOTTO_MESSAGE_STATE_SENT);

  /* The same port again, and the consent is remembered. */
  g_clear_object (&alices);
  go_away (fixture, fixture->alice);
  come_back (fixture, fixture->alice);
  sotto_test_net_wait (fixture->net, is_online, fixture->alice);
  sotto_test_net_run (fixture->net, 2000);
  second = say (fixture, fixture->bob, bobs, "Are you back?");
  expect (fixture, fixture->alice, "Are you back?");
}

int
main (int argc, char *argv[])
{
#define ADD(name, function)                                                                        \
  g_test_add ("/wire/conversation/" name, Fixture, NULL, set_up, function, tear_down)

  g_test_init (&argc, &argv, NULL);
  ADD ("channel", test_channel);
  ADD ("private", test_private);
  ADD ("away", test_away);
  ADD ("restart", test_restart);
  g_test_add ("/wire/conversation/neighbours", Fixture, "no relay", set_up, test_neighbours,
              tear_down);
  return g_test_run ();
}

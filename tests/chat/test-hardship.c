/* SPDX-License-Identifier: GPL-3.0-or-later */

/* People talk although somebody is away, restarts, is slow, or starts at the same moment; and over
 * a network that loses, doubles and reorders.
 */

#include "chat-fixture.h"

#include "sotto-secure-channel.h"

#define SEED 20200402

static SottoChat *
find_chat (Person *person, Person *other)
{
  return sotto_chat_list_lookup (
    sotto_messenger_get_chats (person->messenger),
    sotto_contact_get_key_text (sotto_messenger_get_self (other->messenger)));
}

/* Bob is away, and nobody knows his devices: the first copy falls back to the one-time key, and
 * the synchronisation brings a ratcheted one when he comes. */
static void
test_away (void)
{
  Town *town = town_new (SEED);
  Person *alice = town_add (town);
  Person *bob = town_add (town);
  Person *carol = town_add (town);
  g_autoptr (SottoChat) chat = NULL;
  g_autoptr (SottoMessage) message = NULL;

  person_connect (alice, TRUE);
  person_connect (carol, TRUE);
  town_pass (town, 500);
  chat = person_open (alice, bob);
  message = person_say (alice, chat, "are you there?");
  /* It waits for his devices, and then no longer. */
  town_pass (town, 3000);
  g_assert_cmpint (sotto_message_get_state (message), ==, SOTTO_MESSAGE_STATE_SENDING);
  g_assert_true (town_wait_state (town, message, SOTTO_MESSAGE_STATE_SENT, 10000));
  g_assert_cmpuint (sotto_message_get_encryption (message), ==, SOTTO_ENCRYPTION_DH);
  /* Long after the network forgot it. */
  town_pass (town, 60000);
  person_connect (bob, TRUE);
  g_assert_true (town_wait_state (town, message, SOTTO_MESSAGE_STATE_DELIVERED, 60000));
  g_assert_cmpuint (bob->n_received, ==, 1);
  g_assert_cmpuint (sotto_message_get_encryption (message), ==, SOTTO_ENCRYPTION_RATCHET);
  town_free (town);
}

/* Whoever is offline says things all the same. */
static void
test_offline (void)
{
  Town *town = town_new (SEED);
  Person *alice = town_add (town);
  Person *bob = town_add (town);
  g_autoptr (SottoChat) chat = person_open (alice, bob);
  g_autoptr (SottoMessage) message = person_say (alice, chat, "later");

  town_pass (town, 3600 * 1000);
  g_assert_cmpint (sotto_message_get_state (message), ==, SOTTO_MESSAGE_STATE_SENDING);
  g_assert_cmpuint (sotto_test_network_get_n_published (town->network), ==, 0);
  person_connect (alice, TRUE);
  person_connect (bob, TRUE);
  g_assert_true (town_wait_state (town, message, SOTTO_MESSAGE_STATE_DELIVERED, 30000));
  g_assert_cmpuint (sotto_message_get_encryption (message), ==, SOTTO_ENCRYPTION_RATCHET);
  g_assert_cmpuint (bob->n_received, ==, 1);
  town_free (town);
}

static void
test_both_at_once (void)
{
  Town *town = town_new (SEED);
  Person *alice = town_add (town);
  Person *bob = town_add (town);
  g_autoptr (SottoChat) of_alice = NULL;
  g_autoptr (SottoChat) of_bob = NULL;
  g_autoptr (SottoMessage) from_alice = NULL;
  g_autoptr (SottoMessage) from_bob = NULL;

  person_connect (alice, TRUE);
  person_connect (bob, TRUE);
  town_pass (town, 500);
  of_alice = person_open (alice, bob);
  of_bob = person_open (bob, alice);
  from_alice = person_say (alice, of_alice, "hello");
  from_bob = person_say (bob, of_bob, "hello");
  g_assert_true (town_wait_state (town, from_alice, SOTTO_MESSAGE_STATE_DELIVERED, 30000));
  g_assert_true (town_wait_state (town, from_bob, SOTTO_MESSAGE_STATE_DELIVERED, 30000));
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (SottoMessage) one = person_say (alice, of_alice, "and on");
      g_autoptr (SottoMessage) two = person_say (bob, of_bob, "it goes");

      g_assert_true (town_wait_state (town, one, SOTTO_MESSAGE_STATE_DELIVERED, 30000));
      g_assert_true (town_wait_state (town, two, SOTTO_MESSAGE_STATE_DELIVERED, 30000));
    }
  g_assert_cmpuint (alice->n_received, ==, 6);
  g_assert_cmpuint (bob->n_received, ==, 6);
  town_free (town);
}

/* Closed with a message on its way, and opened again. */
static void
test_restart (void)
{
  Town *town = town_new (SEED);
  Person *alice = town_add (town);
  Person *bob = town_add (town);
  g_autofree char *texts = NULL;
  g_autofree char *after = NULL;
  SottoChat *chat;

  person_connect (alice, TRUE);
  person_connect (bob, TRUE);
  town_pass (town, 500);
  {
    g_autoptr (SottoChat) first_chat = person_open (alice, bob);
    g_autoptr (SottoMessage) first = person_say (alice, first_chat, "one");
    g_autoptr (SottoMessage) second = NULL;

    g_assert_true (town_wait_state (town, first, SOTTO_MESSAGE_STATE_DELIVERED, 30000));
    sotto_messenger_set_draft (alice->messenger, first_chat, "half a sent");
    second = person_say (alice, first_chat, "two");
    person_stop (alice);
  }
  person_start (alice);
  chat = find_chat (alice, bob);
  g_assert_nonnull (chat);
  g_assert_cmpstr (sotto_chat_get_draft (chat), ==, "half a sent");
  texts = person_texts (alice, chat);
  g_assert_cmpstr (texts, ==, "one|two");
  g_assert_true (town_wait_received (town, bob, 2, 60000));
  person_stop (bob);
  person_start (bob);
  {
    g_autoptr (SottoMessage) third = person_say (alice, chat, "three");

    g_assert_true (town_wait_state (town, third, SOTTO_MESSAGE_STATE_DELIVERED, 60000));
  }
  after = person_texts (bob, find_chat (bob, alice));
  g_assert_cmpstr (after, ==, "one|two|three");
  g_assert_cmpuint (bob->n_received, ==, 3);
  town_free (town);
}

static void
test_bad_network (void)
{
  Town *town = town_new (SEED);
  Person *alice = town_add (town);
  Person *bob = town_add (town);
  g_autoptr (SottoChat) of_alice = NULL;
  g_autoptr (SottoChat) of_bob = NULL;
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *seen_by_alice = NULL;
  g_autofree char *seen_by_bob = NULL;

  sotto_test_network_set_faults (town->network, 30, 20, 2000);
  person_connect (alice, TRUE);
  person_connect (bob, TRUE);
  town_pass (town, 3000);
  of_alice = person_open (alice, bob);
  of_bob = person_open (bob, alice);
  for (guint i = 0; i < 15; i++)
    {
      g_autofree char *text = g_strdup_printf ("message %u", i);

      g_ptr_array_add (messages,
                       i % 2 ? person_say (bob, of_bob, text) : person_say (alice, of_alice, text));
      town_pass (town, 700);
    }
  for (guint i = 0; i < messages->len; i++)
    g_assert_true (town_wait_state (town, g_ptr_array_index (messages, i),
                                    SOTTO_MESSAGE_STATE_DELIVERED, 40 * 60 * 1000));
  g_assert_cmpuint (bob->n_received, ==, 8);
  g_assert_cmpuint (alice->n_received, ==, 7);
  seen_by_alice = person_texts (alice, of_alice);
  seen_by_bob = person_texts (bob, of_bob);
  g_assert_cmpstr (seen_by_alice, ==, seen_by_bob);
  town_free (town);
}

/* Each envelope comes again, also after a restart: nothing is shown twice. */
static void
test_replay (void)
{
  Town *town = town_new (SEED);
  Person *alice = town_add (town);
  Person *bob = town_add (town);
  g_autoptr (SottoChat) channel_of_alice = person_join (alice, "sotto");
  g_autoptr (SottoChat) channel_of_bob = person_join (bob, "sotto");
  g_autoptr (SottoChat) chat = NULL;
  g_autoptr (SottoMessage) public = NULL;
  g_autoptr (SottoMessage) direct = NULL;
  GPtrArray *published = sotto_test_network_get_published (town->network);
  guint n_published;

  person_connect (alice, TRUE);
  person_connect (bob, TRUE);
  town_pass (town, 500);
  chat = person_open (alice, bob);
  public = person_say (alice, channel_of_alice, "to all");
  direct = person_say (alice, chat, "to you");
  g_assert_true (town_wait_state (town, direct, SOTTO_MESSAGE_STATE_DELIVERED, 30000));
  g_assert_true (town_wait_received (town, bob, 2, 10000));
  n_published = published->len;
  for (guint round = 0; round < 2; round++)
    {
      for (guint i = 0; i < n_published; i++)
        sotto_test_network_inject (bob->transport, g_ptr_array_index (published, i));
      town_pass (town, 1000);
      g_assert_cmpuint (bob->n_received, ==, 2);
      g_clear_object (&channel_of_bob);
      person_stop (bob);
      person_start (bob);
    }
  town_free (town);
}

/* Nobody confirms: six attempts, then failed; and a retry under the same id. */
static void
test_not_confirmed (void)
{
  Town *town = town_new (SEED);
  Person *alice = town_add (town);
  Person *bob = town_add (town);
  g_autoptr (SottoChat) of_alice = person_join (alice, "sotto");
  g_autoptr (SottoChat) of_bob = person_join (bob, "sotto");
  g_autoptr (SottoMessage) message = NULL;
  guint n_before;

  person_connect (alice, TRUE);
  person_connect (bob, TRUE);
  town_pass (town, 500);
  sotto_test_network_set_faults (town->network, 100, 0, 0);
  n_before = sotto_test_network_get_n_published (town->network);
  message = person_say (alice, of_alice, "anybody?");
  g_assert_true (town_wait_state (town, message, SOTTO_MESSAGE_STATE_FAILED, 120000));
  g_assert_cmpuint (sotto_test_network_get_n_published (town->network) - n_before, ==, 6);

  sotto_test_network_set_faults (town->network, 0, 0, 0);
  sotto_messenger_retry (alice->messenger, of_alice, sotto_message_get_id (message));
  g_assert_true (town_wait_state (town, message, SOTTO_MESSAGE_STATE_SENT, 20000));
  g_assert_true (town_wait_received (town, bob, 1, 5000));
  town_free (town);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chat/hardship/away", test_away);
  g_test_add_func ("/chat/hardship/offline", test_offline);
  g_test_add_func ("/chat/hardship/both-at-once", test_both_at_once);
  g_test_add_func ("/chat/hardship/restart", test_restart);
  g_test_add_func ("/chat/hardship/bad-network", test_bad_network);
  g_test_add_func ("/chat/hardship/replay", test_replay);
  g_test_add_func ("/chat/hardship/not-confirmed", test_not_confirmed);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* People talk: messengers over real stores and real cryptography, in one process. */

#include "chat-fixture.h"

#include "sotto-secure-channel.h"

#define SEED 20200401

static void
test_public (void)
{
  Town *town = town_new (SEED);
  Person *alice = town_add (town);
  Person *bob = town_add (town);
  g_autoptr (SottoChat) of_alice = person_join (alice, "#Sotto ");
  g_autoptr (SottoChat) of_bob = person_join (bob, "sotto");
  g_autoptr (SottoMessage) message = NULL;
  g_autofree char *texts = NULL;

  g_assert_cmpstr (sotto_chat_get_id (of_alice), ==, "sotto");
  person_connect (alice, TRUE);
  person_connect (bob, TRUE);
  message = person_say (alice, of_alice, "hello, everybody");
  g_assert_cmpint (sotto_message_get_state (message), ==, SOTTO_MESSAGE_STATE_SENDING);
  g_assert_true (town_wait_state (town, message, SOTTO_MESSAGE_STATE_SENT, 5000));
  g_assert_true (town_wait_received (town, bob, 1, 5000));
  texts = person_texts (bob, of_bob);
  g_assert_cmpstr (texts, ==, "hello, everybody");
  g_assert_cmpuint (sotto_chat_get_unread_count (of_bob), ==, 1);
  g_assert_cmpuint (sotto_chat_list_get_unread_total (sotto_messenger_get_chats (bob->messenger)),
                    ==, 1);
  g_assert_cmpstr (sotto_chat_get_preview (of_bob), ==, "hello, everybody");
  sotto_messenger_mark_read (bob->messenger, of_bob);
  person_settle (bob);
  g_assert_cmpuint (sotto_chat_get_unread_count (of_bob), ==, 0);
  town_free (town);
}

static void
test_direct (void)
{
  Town *town = town_new (SEED);
  Person *alice = town_add (town);
  Person *bob = town_add (town);
  g_autoptr (SottoChat) of_alice = NULL;
  SottoChat *of_bob;
  g_autoptr (SottoMessage) first = NULL;
  g_autoptr (SottoMessage) answer = NULL;
  g_autoptr (SottoMessageHistory) history = NULL;
  g_autoptr (SottoMessage) got = NULL;

  person_connect (alice, TRUE);
  person_connect (bob, TRUE);
  town_pass (town, 1000);
  of_alice = person_open (alice, bob);
  first = person_say (alice, of_alice, "hello, Bob");
  g_assert_true (town_wait_state (town, first, SOTTO_MESSAGE_STATE_DELIVERED, 20000));
  g_assert_cmpuint (bob->n_received, ==, 1);
  g_assert_cmpuint (sotto_message_get_encryption (first), ==, SOTTO_ENCRYPTION_RATCHET);

  of_bob = sotto_chat_list_lookup (
    sotto_messenger_get_chats (bob->messenger),
    sotto_contact_get_key_text (sotto_messenger_get_self (alice->messenger)));
  g_assert_nonnull (of_bob);
  g_assert_true (sotto_chat_get_is_request (of_bob));
  history = person_history (bob, of_bob);
  got = g_list_model_get_item (G_LIST_MODEL (history), 0);
  g_assert_cmpuint (sotto_message_get_encryption (got), ==, SOTTO_ENCRYPTION_RATCHET);

  answer = person_answer (bob, of_bob, "hello, Alice", sotto_message_get_id (got));
  g_assert_true (town_wait_state (town, answer, SOTTO_MESSAGE_STATE_DELIVERED, 20000));
  g_assert_cmpuint (alice->n_received, ==, 1);
  g_assert_false (sotto_chat_get_is_request (of_bob));
  g_assert_cmpstr (sotto_message_get_quote_text (answer), ==, "hello, Bob");
  town_free (town);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chat/conversation/public", test_public);
  g_test_add_func ("/chat/conversation/direct", test_direct);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Databases that earlier versions of this program wrote, opened by this one: nothing is lost, and
 * what is new works.
 */

#include "chat-fixture.h"

#include "sotto-contact.h"
#include "sotto-history-sync.h"
#include "sotto-messenger-payments.h"

/* Puts what the dump says in the place of @person's database. */
static void
load_dump (Person *person, const char *name)
{
  g_autofree char *dump = g_build_filename (CHAT_DUMPS, name, NULL);

  sotto_test_store_close (person->store);
  g_clear_object (&person->store);
  sotto_test_remove_folder (person->folder);
  person->folder = sotto_test_make_folder ();
  sotto_test_store_load_dump (person->folder, dump);
}

static SottoChat *
find_chat (Person *person, const char *preview)
{
  GListModel *chats = G_LIST_MODEL (sotto_messenger_get_chats (person->messenger));

  for (guint i = 0; i < g_list_model_get_n_items (chats); i++)
    {
      g_autoptr (SottoChat) chat = g_list_model_get_item (chats, i);

      if (g_strcmp0 (sotto_chat_get_preview (chat), preview) == 0)
        return chat;
    }
  g_assert_not_reached ();
}

static gboolean
is_complete (gpointer user_data)
{
  Person *person = user_data;

  return sotto_history_sync_get_status (sotto_messenger_get_history_sync (person->messenger)) ==
         SOTTO_HISTORY_STATUS_COMPLETE;
}

static void
check_chats (Person *bob)
{
  SottoChat *garden = find_chat (bob, "The pears are not");
  SottoChat *alice = find_chat (bob, "the cake?");
  SottoChat *stranger = find_chat (bob, "We do not know each other");
  g_autofree char *texts = person_texts (bob, alice);
  g_autofree char *spoken = person_texts (bob, garden);

  g_assert_cmpstr (texts, ==, "Do you come on Sunday?|Yes, at ten|the cake?");
  g_assert_cmpstr (spoken, ==, "The apples are ripe|I bring a ladder|The pears are not");
  g_assert_cmpuint (sotto_chat_get_unread_count (garden), ==, 1);
  g_assert_cmpstr (sotto_chat_get_draft (alice), ==, "And who brings");
  g_assert_cmpstr (sotto_contact_get_nickname (sotto_chat_get_contact (alice)), ==,
                   "Alice from next door");
  g_assert_true (sotto_chat_get_is_request (stranger));
}

static void
test_chat_2 (void)
{
  guint8 bytes[32];
  Town *town = town_new (99);
  Person *alice = town_add (town);
  Person *relay = town_add (town);
  g_autoptr (SottoChat) garden = person_join (alice, "garden");
  g_autoptr (SottoMessage) message = NULL;
  g_autoptr (GError) error = NULL;
  Person *bob;

  memset (bytes, 0x42, sizeof bytes);
  bob = town_add_device (town, sotto_private_key_new (bytes, &error), "device-of-bob");
  g_assert_no_error (error);
  load_dump (bob, "chat-2.sql");
  person_start (bob);
  person_settle (bob);
  g_assert_cmpint (sotto_test_store_query_int (
                     bob->store, "SELECT version FROM component_versions WHERE component = 'chat'"),
                   ==, 4);
  g_assert_cmpint (sotto_test_store_query_int (bob->store, "SELECT count (*) FROM messages"), ==,
                   7);
  g_assert_cmpint (sotto_test_store_query_int (bob->store, "SELECT count (*) FROM inbox"), ==, 0);
  check_chats (bob);

  /* What was said on the last day is asked for, as there is no telling since when he was away. */
  person_connect (alice, TRUE);
  person_connect (relay, TRUE);
  message = person_say (alice, garden, "Somebody took the ladder");
  town_pass (town, 60000);
  person_connect (bob, TRUE);
  sotto_test_history_set_available (bob->history, TRUE);
  town_pass (town, 2000);
  g_assert_true (town_run (town, is_complete, bob, 60000));
  g_assert_cmpint (
    sotto_test_store_query_int (
      bob->store, "SELECT count (*) FROM messages WHERE text = 'Somebody took the ladder'"),
    ==, 1);
  town_free (town);
}

typedef struct
{
  SottoMessage *message;
  gboolean done;
} Asked;

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Asked *asked = user_data;
  g_autoptr (GError) error = NULL;

  asked->message = sotto_messenger_pay_finish (SOTTO_MESSENGER (source), result, &error);
  g_assert_no_error (error);
  asked->done = TRUE;
}

/* Nothing is lost, and money may be asked for. */
static void
test_chat_3 (void)
{
  guint8 bytes[32];
  Town *town = town_new (99);
  g_autoptr (GError) error = NULL;
  Asked asked = { 0 };
  SottoChat *chat;
  Person *bob;

  memset (bytes, 0x42, sizeof bytes);
  bob = town_add_device (town, sotto_private_key_new (bytes, &error), "device-of-bob");
  g_assert_no_error (error);
  load_dump (bob, "chat-3.sql");
  person_start (bob);
  person_settle (bob);
  g_assert_cmpint (sotto_test_store_query_int (
                     bob->store, "SELECT version FROM component_versions WHERE component = 'chat'"),
                   ==, 4);
  check_chats (bob);
  chat = find_chat (bob, "the cake?");
  sotto_messenger_ask_address_async (bob->messenger, chat, "1", NULL, NULL, asked_cb, &asked);
  while (!asked.done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (sotto_payment_get_state (sotto_message_get_payment (asked.message)), ==,
                   SOTTO_PAYMENT_STATE_ADDRESS_ASKED);
  g_object_unref (asked.message);
  g_assert_cmpint (sotto_test_store_query_int (bob->store, "SELECT count (*) FROM messages"), ==,
                   8);
  town_free (town);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/chat/migration/chat-2", test_chat_2);
  g_test_add_func ("/chat/migration/chat-3", test_chat_3);
  return g_test_run ();
}

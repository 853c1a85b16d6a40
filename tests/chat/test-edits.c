/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the user does to chats and contacts, what strangers and attackers try, and long histories.
 */

#include <string.h>

#include "chat-fixture.h"

#include "sotto-application-message-private.h"
#include "sotto-channel-key.h"
#include "sotto-chat-error.h"
#include "sotto-proto.h"
#include "sotto-sealing.h"

#define SEED 20200403

typedef struct
{
  Town *town;
  Person *alice;
  Person *bob;
  SottoChat *of_alice;
  SottoChat *of_bob;
} Pair;

static SottoChat *
find_chat (Person *person, Person *other)
{
  return sotto_chat_list_lookup (
    sotto_messenger_get_chats (person->messenger),
    sotto_contact_get_key_text (sotto_messenger_get_self (other->messenger)));
}

static SottoContact *
dup_contact (Person *person, Person *other)
{
  return sotto_messenger_dup_contact (person->messenger, person_key (other));
}

/* Two people in a channel and in a chat, each with one message in both. */
static void
pair_init (Pair *pair)
{
  g_autoptr (SottoChat) direct = NULL;
  g_autoptr (SottoMessage) public = NULL;
  g_autoptr (SottoMessage) private = NULL;

  pair->town = town_new (SEED);
  pair->alice = town_add (pair->town);
  pair->bob = town_add (pair->town);
  pair->of_alice = person_join (pair->alice, "sotto");
  pair->of_bob = person_join (pair->bob, "sotto");
  person_connect (pair->alice, TRUE);
  person_connect (pair->bob, TRUE);
  town_pass (pair->town, 500);
  public = person_say (pair->alice, pair->of_alice, "to all");
  direct = person_open (pair->alice, pair->bob);
  private = person_say (pair->alice, direct, "to you");
  g_assert_true (town_wait_state (pair->town, private, SOTTO_MESSAGE_STATE_DELIVERED, 30000));
  g_assert_true (town_wait_received (pair->town, pair->bob, 2, 10000));
}

static void
pair_clear (Pair *pair)
{
  g_clear_object (&pair->of_alice);
  g_clear_object (&pair->of_bob);
  town_free (pair->town);
}

static void
check_texts (Person *person, SottoChat *chat, const char *expected)
{
  g_autofree char *texts = person_texts (person, chat);

  g_assert_cmpstr (texts, ==, expected);
}

static void
test_block (void)
{
  Pair pair;
  g_autoptr (SottoContact) alice = NULL;
  g_autoptr (SottoMessageHistory) history = NULL;
  g_autoptr (SottoMessage) later = NULL;
  SottoChat *direct;

  pair_init (&pair);
  direct = find_chat (pair.bob, pair.alice);
  g_assert_nonnull (direct);
  history = person_history (pair.bob, pair.of_bob);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (history)), ==, 1);
  alice = dup_contact (pair.bob, pair.alice);
  sotto_messenger_block (pair.bob->messenger, alice);
  person_settle (pair.bob);
  g_assert_true (sotto_contact_get_blocked (alice));
  g_assert_null (find_chat (pair.bob, pair.alice));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (history)), ==, 0);
  g_assert_cmpuint (sotto_chat_get_unread_count (pair.of_bob), ==, 0);
  g_assert_null (sotto_chat_get_preview (pair.of_bob));

  /* What comes is acknowledged, so that nothing tells Alice, and not shown. */
  later = person_say (pair.alice, find_chat (pair.alice, pair.bob), "hello?");
  g_assert_true (town_wait_state (pair.town, later, SOTTO_MESSAGE_STATE_DELIVERED, 60000));
  g_assert_cmpuint (pair.bob->n_received, ==, 2);
  g_assert_null (find_chat (pair.bob, pair.alice));
  sotto_messenger_unblock (pair.bob->messenger, alice);
  person_settle (pair.bob);
  g_assert_false (sotto_contact_get_blocked (alice));
  pair_clear (&pair);
}

static void
test_clear (void)
{
  Pair pair;
  GPtrArray *published;
  guint n_published;
  g_autoptr (SottoMessage) again = NULL;

  pair_init (&pair);
  sotto_messenger_clear_history (pair.bob->messenger, pair.of_bob);
  person_settle (pair.bob);
  check_texts (pair.bob, pair.of_bob, "");
  g_assert_cmpuint (sotto_chat_get_unread_count (pair.of_bob), ==, 0);
  published = sotto_test_network_get_published (pair.town->network);
  n_published = published->len;
  for (guint i = 0; i < n_published; i++)
    sotto_test_network_inject (pair.bob->transport, g_ptr_array_index (published, i));
  town_pass (pair.town, 500);
  check_texts (pair.bob, pair.of_bob, "");
  again = person_say (pair.alice, pair.of_alice, "anew");
  g_assert_true (town_wait_received (pair.town, pair.bob, 3, 5000));
  check_texts (pair.bob, pair.of_bob, "anew");
  g_assert_cmpint (sotto_test_store_query_int (pair.bob->store, "SELECT count (*) FROM trimming"),
                   ==, 0);
  g_assert_cmpint (sotto_test_store_query_int (pair.bob->store, "SELECT count (*) FROM messages"),
                   ==, 2);
  pair_clear (&pair);
}

static void
test_delete (void)
{
  Pair pair;
  g_autoptr (SottoMessageHistory) history = NULL;
  g_autoptr (SottoMessage) message = NULL;
  GPtrArray *published;
  guint n_published;

  pair_init (&pair);
  history = person_history (pair.bob, pair.of_bob);
  message = g_list_model_get_item (G_LIST_MODEL (history), 0);
  sotto_messenger_delete_message (pair.bob->messenger, pair.of_bob, sotto_message_get_id (message));
  person_settle (pair.bob);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (history)), ==, 0);
  published = sotto_test_network_get_published (pair.town->network);
  n_published = published->len;
  for (guint i = 0; i < n_published; i++)
    sotto_test_network_inject (pair.bob->transport, g_ptr_array_index (published, i));
  town_pass (pair.town, 500);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (history)), ==, 0);

  sotto_messenger_delete_chat (pair.bob->messenger, pair.of_bob);
  person_settle (pair.bob);
  g_assert_null (sotto_chat_list_lookup (sotto_messenger_get_chats (pair.bob->messenger), "sotto"));
  g_clear_object (&pair.of_bob);
  pair.of_bob = person_join (pair.bob, "sotto");
  check_texts (pair.bob, pair.of_bob, "");
  pair_clear (&pair);
}

static void
test_contacts (void)
{
  Pair pair;
  g_autoptr (SottoContact) bob = NULL;
  g_autoptr (SottoContact) alice = NULL;
  SottoContactList *list;

  pair_init (&pair);
  bob = dup_contact (pair.alice, pair.bob);
  alice = dup_contact (pair.bob, pair.alice);
  list = sotto_messenger_get_contacts (pair.bob->messenger);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 0);
  sotto_messenger_add_contact (pair.alice->messenger, bob);
  town_pass (pair.town, 5000);
  g_assert_true (sotto_contact_get_added (bob));
  g_assert_true (sotto_contact_get_requested (alice));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);
  g_assert_true (sotto_chat_get_is_request (find_chat (pair.bob, pair.alice)));
  sotto_messenger_add_contact (pair.bob->messenger, alice);
  town_pass (pair.town, 5000);
  g_assert_false (sotto_chat_get_is_request (find_chat (pair.bob, pair.alice)));
  g_assert_true (sotto_contact_get_requested (bob));
  sotto_messenger_set_nickname (pair.bob->messenger, alice, "  Al\u202eice\n");
  person_settle (pair.bob);
  g_assert_cmpstr (sotto_contact_get_name (alice), ==, "Alice");
  g_assert_cmpstr (sotto_chat_get_name (find_chat (pair.bob, pair.alice)), ==, "Alice");
  sotto_messenger_set_nickname (pair.bob->messenger, alice, "");
  person_settle (pair.bob);
  g_assert_cmpstr (sotto_contact_get_name (alice), ==, sotto_contact_get_alias (alice));
  pair_clear (&pair);
}

static void
test_mute (void)
{
  Pair pair;
  gint64 now_ms;
  SottoChatList *chats;

  pair_init (&pair);
  chats = sotto_messenger_get_chats (pair.bob->messenger);
  now_ms = (gint64) sotto_clock_get_milliseconds (SOTTO_CLOCK (pair.town->clock));
  g_assert_cmpuint (sotto_chat_list_get_unread_total (chats), ==, 2);
  sotto_messenger_set_muted_until (pair.bob->messenger, pair.of_bob, now_ms + 60000);
  person_settle (pair.bob);
  g_assert_true (sotto_chat_get_muted (pair.of_bob));
  g_assert_cmpuint (sotto_chat_list_get_unread_total (chats), ==, 1);
  town_pass (pair.town, 61000);
  g_assert_false (sotto_chat_get_muted (pair.of_bob));
  g_assert_cmpuint (sotto_chat_list_get_unread_total (chats), ==, 2);
  pair_clear (&pair);
}

/* What Mallory can make: a payload on the channel, signed by her, with any wrapper inside. */
static void
inject_public (Pair *pair, SottoPrivateKey *signer, GBytes *wrapped, guint8 number)
{
  static SottoKey key;
  static gboolean derived;
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (SottoReceivedPayload) payload = NULL;
  SottoHash id = { { 0xee, number } };
  SottoTopic topic;

  if (!derived)
    sotto_channel_key_derive ("sotto", &key);
  derived = TRUE;
  sotto_topic_from_name (&topic, "sotto");
  sealed = sotto_seal_symmetric (wrapped, signer, key.bytes, pair->town->random, NULL);
  payload = sotto_received_payload_new (&topic, sealed, &id,
                                        sotto_clock_get_seconds (SOTTO_CLOCK (pair->town->clock)));
  sotto_test_network_inject (pair->bob->transport, payload);
  town_pass (pair->town, 200);
}

static GBytes *
make_text (SottoPrivateKey *author, const char *chat_id, gboolean public, guint64 clock)
{
  SottoTextDraft draft = { "injected", NULL, chat_id, public, clock, clock };
  g_autoptr (GBytes) payload = sotto_text_draft_encode (&draft);
  SottoHash id;

  return sotto_application_message_wrap (author, 1, payload, &id, NULL);
}

static void
test_attacks (void)
{
  Pair pair;
  g_autoptr (SottoPrivateKey) mallory = NULL;
  guint64 now_ms;
  g_autoptr (GBytes) of_alice = NULL;
  g_autoptr (GBytes) other_channel = NULL;
  g_autoptr (GBytes) future = NULL;
  g_autoptr (GBytes) good = NULL;
  g_autoptr (GBytes) junk = g_bytes_new_static ("\x0a\xff\xff", 3);

  pair_init (&pair);
  mallory = sotto_private_key_generate (pair.town->random);
  now_ms = sotto_clock_get_milliseconds (SOTTO_CLOCK (pair.town->clock));

  /* Alice's own words, passed on by somebody else. */
  of_alice = make_text (pair.alice->identity, "sotto", TRUE, now_ms);
  inject_public (&pair, mallory, of_alice, 1);
  other_channel = make_text (mallory, "elsewhere", TRUE, now_ms);
  inject_public (&pair, mallory, other_channel, 2);
  future = make_text (mallory, "sotto", TRUE, now_ms + 1000000);
  inject_public (&pair, mallory, future, 3);
  inject_public (&pair, mallory, junk, 4);
  g_assert_cmpuint (pair.bob->n_received, ==, 2);
  g_assert_cmpint (sotto_test_store_query_int (
                     pair.bob->store, "SELECT last_clock FROM chats WHERE wire_id = 'sotto'"),
                   <=, (gint64) now_ms);

  good = make_text (mallory, "sotto", TRUE, now_ms);
  inject_public (&pair, mallory, good, 5);
  g_assert_cmpuint (pair.bob->n_received, ==, 3);
  g_assert_cmpint (sotto_test_store_query_int (pair.bob->store, "SELECT count (*) FROM inbox"), ==,
                   0);
  pair_clear (&pair);
}

static void
test_flood (void)
{
  Pair pair;
  g_autoptr (SottoPrivateKey) mallory = NULL;
  guint64 now_ms;

  pair_init (&pair);
  mallory = sotto_private_key_generate (pair.town->random);
  now_ms = sotto_clock_get_milliseconds (SOTTO_CLOCK (pair.town->clock));
  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (GBytes) wrapped = make_text (mallory, "sotto", TRUE, now_ms - 1000 + i);

      inject_public (&pair, mallory, wrapped, (guint8) (10 + i));
    }
  g_assert_cmpuint (pair.bob->n_received, <, 2 + 60);
  g_assert_cmpuint (pair.bob->n_received, >=, 2 + 30);
  pair_clear (&pair);
}

/* A received item over which the program died twice is set aside. */
static void
test_quarantine (void)
{
  Pair pair;

  pair_init (&pair);
  g_clear_object (&pair.of_bob);
  person_connect (pair.bob, FALSE);
  sotto_test_store_execute (
    pair.bob->store,
    "INSERT INTO inbox (hash, topic, data, sent_seconds, tries) VALUES "
    "(x'01', x'01020304', x'00', 0, 1), (zeroblob (32), x'01020304', x'00', 0, 2), "
    "(x'0200000000000000000000000000000000000000000000000000000000000000', x'01020304', x'00', 0, "
    "1)",
    NULL);
  person_stop (pair.bob);
  person_start (pair.bob);
  person_settle (pair.bob);
  g_assert_cmpint (sotto_test_store_query_int (pair.bob->store, "SELECT count (*) FROM inbox"), ==,
                   0);
  g_assert_cmpint (sotto_test_store_query_int (pair.bob->store, "SELECT count (*) FROM quarantine"),
                   ==, 2);
  pair_clear (&pair);
}

static gboolean
fill_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  SottoConnection *connection = sotto_transaction_get_connection (transaction);
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (
    connection,
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) "
    "INSERT INTO messages (hash, chat, author, outgoing, clock, timestamp_ms, content, state, "
    "encryption, unread, text) SELECT unhex (printf ('%064x', i)), (SELECT id FROM chats), ?1, 0, "
    "1000 + i, 1000 + i, 1, 0, 0, 0, 'message ' || i FROM n",
    error);
  guint8 key[SOTTO_COMPRESSED_KEY_LENGTH];

  if (statement == NULL)
    return FALSE;
  sotto_public_key_serialize_compressed (person_key (user_data), key);
  sotto_statement_bind_blob (statement, 1, key, sizeof key);
  return sotto_statement_run (statement, error);
}

static void
wait_page (SottoMessageHistory *history)
{
  while (sotto_message_history_get_loading (history))
    g_main_context_iteration (NULL, TRUE);
}

static void
check_run (SottoMessageHistory *history, guint first, guint last)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (history));

  g_assert_cmpuint (n, ==, last - first + 1);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SottoMessage) message = g_list_model_get_item (G_LIST_MODEL (history), i);
      g_autofree char *text = g_strdup_printf ("message %u", first + i);

      g_assert_cmpstr (sotto_message_get_text (message), ==, text);
    }
}

static void
jumped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **into = user_data;

  *into = g_object_ref (result);
}

static gboolean
jump (SottoMessageHistory *history, const char *id, guint *position)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean found;

  sotto_message_history_jump_to_async (history, id, NULL, jumped_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  found = sotto_message_history_jump_to_finish (history, result, position, &error);
  if (!found)
    g_assert_error (error, SOTTO_CHAT_ERROR, SOTTO_CHAT_ERROR_NOT_FOUND);
  return found;
}

static void
test_window (void)
{
  Town *town = town_new (SEED);
  Person *alice = town_add (town);
  Person *bob = town_add (town);
  g_autoptr (SottoChat) chat = person_join (alice, "sotto");
  g_autoptr (SottoMessageHistory) history = NULL;
  g_autoptr (SottoMessage) message = NULL;
  g_autofree char *id = g_strdup_printf ("0x%064x", 3000);
  guint position = 0;

  g_assert_true (sotto_test_store_write (alice->store, fill_cb, bob, NULL));
  history = person_history (alice, chat);
  check_run (history, 9951, 10000);
  g_assert_true (sotto_message_history_get_has_older (history));
  g_assert_false (sotto_message_history_get_has_newer (history));
  for (guint i = 0; i < 12; i++)
    {
      sotto_message_history_load_older (history);
      wait_page (history);
    }
  check_run (history, 9351, 9850);
  g_assert_true (sotto_message_history_get_has_newer (history));
  sotto_message_history_load_newer (history);
  wait_page (history);
  check_run (history, 9401, 9900);

  g_assert_true (jump (history, id, &position));
  g_assert_cmpuint (position, ==, 50);
  check_run (history, 2950, 3050);
  g_assert_true (jump (history, id, &position));
  g_assert_cmpuint (position, ==, 50);
  g_assert_false (jump (history, "0x12", &position));
  id[3] = 'f';
  g_assert_false (jump (history, id, &position));

  /* What is said now is not in this part of the conversation. */
  message = person_say (alice, chat, "message 10001");
  check_run (history, 2950, 3050);
  sotto_message_history_jump_to_end (history);
  wait_page (history);
  check_run (history, 9952, 10001);
  town_free (town);
}

/* Who reads at the older end of a full window keeps that when something arrives. */
static void
test_full_window (void)
{
  Town *town = town_new (SEED);
  Person *alice = town_add (town);
  Person *bob = town_add (town);
  g_autoptr (SottoChat) chat = person_join (alice, "sotto");
  g_autoptr (SottoMessageHistory) history = NULL;
  g_autoptr (SottoMessage) message = NULL;

  g_assert_true (sotto_test_store_write (alice->store, fill_cb, bob, NULL));
  history = person_history (alice, chat);
  for (guint i = 0; i < 9; i++)
    {
      sotto_message_history_load_older (history);
      wait_page (history);
    }
  check_run (history, 9501, 10000);
  message = person_say (alice, chat, "message 10001");
  check_run (history, 9501, 10000);
  g_assert_true (sotto_message_history_get_has_newer (history));
  sotto_message_history_load_newer (history);
  wait_page (history);
  check_run (history, 9502, 10001);
  g_assert_false (sotto_message_history_get_has_newer (history));
  town_free (town);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chat/edits/block", test_block);
  g_test_add_func ("/chat/edits/clear", test_clear);
  g_test_add_func ("/chat/edits/delete", test_delete);
  g_test_add_func ("/chat/edits/contacts", test_contacts);
  g_test_add_func ("/chat/edits/mute", test_mute);
  g_test_add_func ("/chat/edits/attacks", test_attacks);
  g_test_add_func ("/chat/edits/flood", test_flood);
  g_test_add_func ("/chat/edits/quarantine", test_quarantine);
  g_test_add_func ("/chat/edits/window", test_window);
  g_test_add_func ("/chat/edits/full-window", test_full_window);
  return g_test_run ();
}

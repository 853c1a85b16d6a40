/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was sent while somebody was away comes from a store: all of it, once, and not as news. */

#include "chat-fixture.h"

#include "sotto-history-sync.h"
#include "sotto-message-private.h"

#define HOUR_MS (60 * 60 * 1000)
#define DAY_SECONDS (24 * 60 * 60)

static gboolean
is_complete (gpointer user_data)
{
  Person *person = user_data;

  return sotto_history_sync_get_status (sotto_messenger_get_history_sync (person->messenger)) ==
         SOTTO_HISTORY_STATUS_COMPLETE;
}

/* The store appears, and all is fetched. */
static void
fetch (Person *person)
{
  person_connect (person, TRUE);
  sotto_test_history_set_available (person->history, TRUE);
  town_pass (person->town, 2000);
  g_assert_true (town_run (person->town, is_complete, person, 600000));
}

static void
leave (Person *person)
{
  sotto_test_history_set_available (person->history, FALSE);
  person_connect (person, FALSE);
}

/* Time passes in large steps; what is due then, happens. */
static void
pass_hours (Town *town, guint hours)
{
  for (guint i = 0; i < hours * 60; i++)
    {
      sotto_test_clock_advance (town->clock, 60 * 1000);
      if (i % 10 == 0)
        town_pass (town, 0);
    }
  town_pass (town, 0);
}

static guint
count_rows (Person *person, const char *sql)
{
  return (guint) sotto_test_store_query_int (person->store, sql);
}

/* Messages 0 to @n - 1 are there, each once. */
static void
assert_numbered (Person *person, guint n)
{
  g_assert_cmpuint (
    count_rows (person, "SELECT count (*) FROM messages WHERE text GLOB 'number [0-9]*'"), ==, n);
  g_assert_cmpuint (
    count_rows (person,
                "SELECT count (DISTINCT text) FROM messages WHERE text GLOB 'number [0-9]*'"),
    ==, n);
  g_assert_cmpuint (count_rows (person,
                                "SELECT coalesce (max (CAST (substr (text, 8) AS INTEGER)) + 1, 0) "
                                "FROM messages WHERE text GLOB 'number [0-9]*'"),
                    ==, n);
}

static void
say_numbered (Person *person, SottoChat *chat, guint from, guint to, guint pause_ms)
{
  for (guint i = from; i < to; i++)
    {
      g_autofree char *text = g_strdup_printf ("number %u", i);
      g_autoptr (SottoMessage) message = person_say (person, chat, text);

      town_pass (person->town, pause_ms);
    }
}

typedef struct
{
  Town *town;
  Person *alice;
  Person *bob;
  Person *relay;
  SottoChat *at_alice;
  SottoChat *at_bob;
} Room;

/* Two on a channel, and a third so that nobody is ever alone. Bob has been there for a while. */
static Room
room_new (guint64 seed)
{
  Room room = { .town = town_new (seed) };

  room.alice = town_add (room.town);
  room.bob = town_add (room.town);
  room.relay = town_add (room.town);
  person_connect (room.alice, TRUE);
  person_connect (room.relay, TRUE);
  room.at_alice = person_join (room.alice, "room");
  room.at_bob = person_join (room.bob, "room");
  fetch (room.bob);
  pass_hours (room.town, 1);
  return room;
}

static void
room_free (Room *room)
{
  g_clear_object (&room->at_alice);
  g_clear_object (&room->at_bob);
  town_free (room->town);
}

static void
test_away (void)
{
  Room room = room_new (1);
  guint n_before;

  leave (room.bob);
  pass_hours (room.town, 1);
  say_numbered (room.alice, room.at_alice, 0, 40, 2000);
  pass_hours (room.town, 1);
  n_before = room.bob->n_received;
  g_assert_cmpuint (count_rows (room.bob, "SELECT count (*) FROM messages"), ==, 0);

  fetch (room.bob);
  assert_numbered (room.bob, 40);
  g_assert_cmpuint (room.bob->n_received, ==, n_before);
  g_assert_cmpuint (room.bob->n_found, ==, 40);
  g_assert_cmpuint (sotto_chat_get_unread_count (room.at_bob), ==, 40);
  g_assert_cmpfloat (
    sotto_history_sync_get_fraction (sotto_messenger_get_history_sync (room.bob->messenger)), ==,
    1);

  /* All of it again changes nothing. */
  leave (room.bob);
  sotto_messenger_mark_read (room.bob->messenger, room.at_bob);
  person_settle (room.bob);
  for (guint i = 0; i < sotto_test_network_get_published (room.town->network)->len; i++)
    sotto_test_network_inject (
      room.bob->transport,
      g_ptr_array_index (sotto_test_network_get_published (room.town->network), i));
  fetch (room.bob);
  assert_numbered (room.bob, 40);
  g_assert_cmpuint (sotto_chat_get_unread_count (room.at_bob), ==, 0);
  room_free (&room);
}

/* Repeated by the sender so often that a ratchet would have to step over more than it may, since
 * the newest come first. */
static void
test_one_sided (void)
{
  Room room = room_new (2);
  g_autoptr (SottoChat) at_alice = person_open (room.alice, room.bob);
  g_autoptr (SottoChat) at_bob = person_open (room.bob, room.alice);
  g_autoptr (SottoMessage) hello = person_say (room.bob, at_bob, "hello");
  const guint n = 500;
  guint n_published;

  town_pass (room.town, 20000);
  leave (room.bob);
  n_published = sotto_test_network_get_n_published (room.town->network);
  say_numbered (room.alice, at_alice, 0, n, 1000);
  pass_hours (room.town, 3);
  g_assert_cmpuint (sotto_test_network_get_n_published (room.town->network) - n_published, >, 1100);
  g_assert_cmpuint (count_rows (room.bob, "SELECT count (*) FROM messages"), ==, 1);

  fetch (room.bob);
  assert_numbered (room.bob, n);
  g_assert_cmpuint (count_rows (room.bob, "SELECT count (*) FROM postponed"), ==, 0);
  room_free (&room);
}

/* Windows are of a day at most, newest first, back to a month at most; topics are asked together.
 */
static void
test_windows (void)
{
  Room room = room_new (3);
  GArray *queries = sotto_test_history_get_queries (room.bob->history);
  gint64 left;
  gint64 last = G_MAXINT64;
  gint64 reached = G_MAXINT64;

  for (guint i = 0; i < queries->len; i++)
    {
      const SottoTestHistoryQuery *query = &g_array_index (queries, SottoTestHistoryQuery, i);

      g_assert_cmpint (query->to_seconds - query->from_seconds, <=, DAY_SECONDS);
    }
  leave (room.bob);
  left = sotto_clock_get_seconds (SOTTO_CLOCK (room.town->clock));
  pass_hours (room.town, 45 * 24);
  g_array_set_size (queries, 0);
  fetch (room.bob);

  for (guint i = 0; i < queries->len; i++)
    {
      const SottoTestHistoryQuery *query = &g_array_index (queries, SottoTestHistoryQuery, i);

      g_assert_cmpint (query->to_seconds, <, last);
      g_assert_true (last == G_MAXINT64 || query->to_seconds == last - 1);
      g_assert_cmpint (query->to_seconds - query->from_seconds, <, DAY_SECONDS);
      g_assert_cmpuint (query->n_topics, >=, 3);
      last = query->from_seconds;
      reached = MIN (reached, query->from_seconds);
    }
  g_assert_cmpint (reached, >, left);
  g_assert_cmpint (reached, <=, left + 16 * DAY_SECONDS);
  g_assert_cmpuint (queries->len, >=, 30);
  g_assert_cmpuint (queries->len, <=, 32);
  room_free (&room);
}

/* While a store is there, time passes without questions; a computer that slept asks. */
static void
test_sleep (void)
{
  Room room = room_new (4);
  GArray *queries = sotto_test_history_get_queries (room.bob->history);
  gint64 slept_at;

  g_array_set_size (queries, 0);
  pass_hours (room.town, 3);
  g_assert_cmpuint (queries->len, ==, 0);

  slept_at = sotto_clock_get_seconds (SOTTO_CLOCK (room.town->clock));
  sotto_test_clock_jump (room.town->clock, (gint64) 5 * HOUR_MS * 1000);
  pass_hours (room.town, 1);
  g_assert_cmpuint (queries->len, ==, 1);
  g_assert_cmpint (g_array_index (queries, SottoTestHistoryQuery, 0).from_seconds, <, slept_at);
  g_assert_cmpint (g_array_index (queries, SottoTestHistoryQuery, 0).from_seconds, >,
                   slept_at - 900);

  /* A short absence is asked for from shortly before it. */
  g_array_set_size (queries, 0);
  leave (room.bob);
  town_pass (room.town, 30000);
  fetch (room.bob);
  g_assert_cmpuint (queries->len, ==, 1);
  g_assert_cmpint (g_array_index (queries, SottoTestHistoryQuery, 0).to_seconds -
                     g_array_index (queries, SottoTestHistoryQuery, 0).from_seconds,
                   <, 300);
  room_free (&room);
}

static void
test_failures (void)
{
  Room room = room_new (5);
  SottoHistorySync *sync = sotto_messenger_get_history_sync (room.bob->messenger);
  GArray *queries = sotto_test_history_get_queries (room.bob->history);

  leave (room.bob);
  say_numbered (room.alice, room.at_alice, 0, 30, 2000);
  sotto_test_history_set_page_size (room.bob->history, 7);
  sotto_test_history_fail (room.bob->history, 4, SOTTO_TRANSPORT_ERROR_STORE);
  g_array_set_size (queries, 0);
  person_connect (room.bob, TRUE);
  sotto_test_history_set_available (room.bob->history, TRUE);
  town_pass (room.town, 1200);
  g_assert_cmpint (sotto_history_sync_get_status (sync), ==, SOTTO_HISTORY_STATUS_WAITING);
  g_assert_nonnull (sotto_history_sync_get_problem (sync));
  town_pass (room.town, 60000);
  g_assert_cmpint (sotto_history_sync_get_status (sync), ==, SOTTO_HISTORY_STATUS_COMPLETE);
  g_assert_null (sotto_history_sync_get_problem (sync));
  assert_numbered (room.bob, 30);

  /* Each pause is longer than the one before. */
  for (guint i = 2; i < 4; i++)
    {
      const SottoTestHistoryQuery *at = &g_array_index (queries, SottoTestHistoryQuery, i);

      g_assert_cmpint (at[1].at_seconds - at[0].at_seconds, >,
                       at[0].at_seconds - at[-1].at_seconds);
    }
  room_free (&room);
}

/* The store that issued a cursor is gone: the window begins anew. */
static void
test_cursor_lost (void)
{
  Room room = room_new (6);

  leave (room.bob);
  say_numbered (room.alice, room.at_alice, 0, 30, 2000);
  sotto_test_history_set_page_size (room.bob->history, 10);
  person_connect (room.bob, TRUE);
  sotto_test_history_set_available (room.bob->history, TRUE);
  town_pass (room.town, 1070);
  sotto_test_history_fail (room.bob->history, 1, SOTTO_TRANSPORT_ERROR_CURSOR_LOST);
  g_assert_true (town_run (room.town, is_complete, room.bob, 60000));
  assert_numbered (room.bob, 30);
  room_free (&room);
}

/* Whenever the program dies, the next start goes on with the page that was not committed. */
static void
test_kill (void)
{
  Room room = room_new (7);
  GArray *queries = sotto_test_history_get_queries (room.bob->history);
  guint n_with_cursor = 0;

  leave (room.bob);
  say_numbered (room.alice, room.at_alice, 0, 150, 2000);
  sotto_test_history_set_page_size (room.bob->history, 4);
  sotto_test_history_set_oldest_first (room.bob->history, TRUE);
  for (guint i = 0; i < 12; i++)
    {
      person_connect (room.bob, TRUE);
      sotto_test_history_set_available (room.bob->history, TRUE);
      town_pass (room.town, 20 + 37 * (i % 4));
      g_clear_object (&room.at_bob);
      person_die (room.bob);
      g_array_set_size (queries, 0);
      person_start (room.bob);
      town_pass (room.town, 1100);
      /* First the moment of its death, and then on from where it was. */
      if (queries->len > 1 && g_array_index (queries, SottoTestHistoryQuery, 1).has_cursor)
        n_with_cursor++;
    }
  g_assert_cmpuint (n_with_cursor, >, 3);
  fetch (room.bob);
  assert_numbered (room.bob, 150);
  g_assert_cmpuint (count_rows (room.bob, "SELECT count (*) FROM inbox"), ==, 0);
  room_free (&room);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  int *outcome = user_data;

  if (sotto_history_sync_load_older_finish (SOTTO_HISTORY_SYNC (source), result, &error))
    *outcome = 1;
  else
    *outcome = -1;
}

static gboolean
is_set (gpointer user_data)
{
  return *(int *) user_data != 0;
}

/* Who joins a channel gets its last day, and more when asked for; none of it is unread. */
static void
test_older (void)
{
  Room room = room_new (8);
  Person *carol = town_add (room.town);
  g_autoptr (SottoChat) at_carol = NULL;
  g_autoptr (SottoMessageHistory) window = NULL;
  SottoHistorySync *sync = sotto_messenger_get_history_sync (carol->messenger);
  gint64 since;
  int outcome = 0;

  say_numbered (room.alice, room.at_alice, 0, 5, 2000);
  pass_hours (room.town, 36);
  say_numbered (room.alice, room.at_alice, 5, 10, 2000);
  pass_hours (room.town, 1);
  at_carol = person_join (carol, "room");
  g_assert_false (sotto_history_sync_can_load_older (sync, at_carol));
  sotto_history_sync_load_older_async (sync, at_carol, NULL, loaded_cb, &outcome);
  town_pass (room.town, 0);
  g_assert_cmpint (outcome, ==, -1);

  fetch (carol);
  g_assert_cmpuint (count_rows (carol, "SELECT count (*) FROM messages"), ==, 5);
  g_assert_cmpuint (sotto_chat_get_unread_count (at_carol), ==, 0);
  since = sotto_history_sync_get_complete_since (sync, at_carol);
  g_assert_cmpint (since, >, 0);
  g_assert_true (sotto_history_sync_can_load_older (sync, at_carol));

  window = person_history (carol, at_carol);
  outcome = 0;
  sotto_history_sync_load_older_async (sync, at_carol, NULL, loaded_cb, &outcome);
  g_assert_true (town_run (room.town, is_set, &outcome, 20000));
  g_assert_cmpint (outcome, ==, 1);
  assert_numbered (carol, 10);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (window)), ==, 10);
  g_assert_cmpint (sotto_history_sync_get_complete_since (sync, at_carol), ==, since - DAY_SECONDS);
  g_assert_cmpuint (sotto_chat_get_unread_count (at_carol), ==, 0);
  g_assert_cmpuint (carol->n_received, ==, 0);

  /* To the end of what anybody keeps, and no further. */
  for (guint i = 0; i < 20 && sotto_history_sync_can_load_older (sync, at_carol); i++)
    {
      outcome = 0;
      sotto_history_sync_load_older_async (sync, at_carol, NULL, loaded_cb, &outcome);
      g_assert_true (town_run (room.town, is_set, &outcome, 20000));
    }
  g_assert_false (sotto_history_sync_can_load_older (sync, at_carol));
  assert_numbered (carol, 10);
  room_free (&room);
}

/* A flood in a channel is cut for those who were away as for those who were there. */
static void
test_flood (void)
{
  Room room = room_new (9);

  leave (room.bob);
  say_numbered (room.alice, room.at_alice, 0, 300, 10);
  fetch (room.bob);
  g_assert_cmpuint (count_rows (room.bob, "SELECT count (*) FROM messages"), >=, 30);
  g_assert_cmpuint (count_rows (room.bob, "SELECT count (*) FROM messages"), <=, 180);
  room_free (&room);
}

/* Leaving a channel forgets how complete it was. */
static void
test_rejoin (void)
{
  Room room = room_new (10);

  sotto_messenger_delete_chat (room.bob->messenger, room.at_bob);
  person_settle (room.bob);
  pass_hours (room.town, 1);
  sotto_history_sync_refresh (sotto_messenger_get_history_sync (room.bob->messenger));
  town_pass (room.town, 5000);
  g_assert_cmpuint (count_rows (room.bob, "SELECT count (*) FROM history_topics WHERE topic NOT IN "
                                          "(SELECT topic FROM history_gaps)"),
                    ==, 3);
  say_numbered (room.alice, room.at_alice, 0, 3, 2000);
  g_clear_object (&room.at_bob);
  room.at_bob = person_join (room.bob, "room");
  fetch (room.bob);
  assert_numbered (room.bob, 3);
  room_free (&room);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/chat/history/away", test_away);
  g_test_add_func ("/chat/history/one-sided", test_one_sided);
  g_test_add_func ("/chat/history/windows", test_windows);
  g_test_add_func ("/chat/history/sleep", test_sleep);
  g_test_add_func ("/chat/history/failures", test_failures);
  g_test_add_func ("/chat/history/cursor-lost", test_cursor_lost);
  g_test_add_func ("/chat/history/kill", test_kill);
  g_test_add_func ("/chat/history/older", test_older);
  g_test_add_func ("/chat/history/flood", test_flood);
  g_test_add_func ("/chat/history/rejoin", test_rejoin);
  return g_test_run ();
}

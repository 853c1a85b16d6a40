/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One bad row must not blank a list: each column of each table is spoilt in turn, and the messenger
 * has to start and to show what is left. */

#include <string.h>

#include "chat-fixture.h"
#include "sotto-statement.h"

#define SEED 20210117
#define N_MESSAGES 4

/* What a column may hold after a fault, a bug or an attack; what the schema refuses is left out. */
static const char *const garbage[] = {
  "NULL",
  "''",
  "0",
  "-1",
  "9223372036854775807",
  "-9223372036854775807",
  "x''",
  "x'ff'",
  "zeroblob (33)",
  "zeroblob (4096)",
  "CAST (x'fffe80c0' AS TEXT)",
  "printf ('%.*c', 100000, 'x')",
};

typedef struct
{
  char *table;
  char *column;
} Place;

typedef struct
{
  Town *town;
  Person *bob;
  char *path;
  char *whole;
  gsize length;
  GPtrArray *places;
} Fixture;

static void
place_free (gpointer data)
{
  Place *place = data;

  g_free (place->table);
  g_free (place->column);
  g_free (place);
}

/* Every column of every table but the numbers of the rows, which nothing can spoil. */
static gboolean
list_places (SottoConnection *connection, gpointer user_data, GError **error)
{
  static const char sql[] =
    "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info (t.name) c"
    " WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%'"
    " AND t.name <> 'schema_versions' AND c.name <> 'id'";
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (connection, sql, error);
  GPtrArray *places = user_data;
  gboolean row = FALSE;

  while (statement != NULL && sotto_statement_step (statement, &row, error) && row)
    {
      Place *place = g_new0 (Place, 1);

      place->table = g_strdup (sotto_statement_get_text (statement, 0));
      place->column = g_strdup (sotto_statement_get_text (statement, 1));
      g_ptr_array_add (places, place);
    }

  return statement != NULL && !row;
}

static void
talk (Fixture *fixture)
{
  Person *alice = town_add (fixture->town);
  Person *bob = fixture->bob;
  g_autoptr (SottoChat) public = person_join (alice, "sotto");
  g_autoptr (SottoChat) of_bob = person_join (bob, "sotto");
  g_autoptr (SottoChat) private = NULL;
  g_autoptr (SottoChat) back = NULL;

  person_connect (alice, TRUE);
  person_connect (bob, TRUE);
  town_pass (fixture->town, 1000);
  private = person_open (alice, bob);
  back = person_open (bob, alice);
  for (guint i = 0; i < N_MESSAGES; i++)
    {
      g_autofree char *text = g_strdup_printf ("text %u", i);
      g_autoptr (SottoMessage) said = person_say (alice, public, text);
      g_autoptr (SottoMessage) whispered = person_say (alice, private, text);
      g_autoptr (SottoMessage) answered = person_answer (bob, of_bob, text, NULL);

      g_assert_true (town_wait_received (fixture->town, bob, 2 * (i + 1), 20000));
    }
  /* One that never leaves, so that what waits for the network is in the tables, too. */
  person_connect (bob, FALSE);
  {
    g_autoptr (SottoMessage) waiting = person_say (bob, back, "waiting");

    person_settle (bob);
  }
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->town = town_new (SEED);
  fixture->bob = town_add (fixture->town);
  talk (fixture);
  fixture->places = g_ptr_array_new_with_free_func (place_free);
  g_assert_true (sotto_test_store_read (fixture->bob->store, list_places, fixture->places, NULL));
  g_assert_cmpuint (fixture->places->len, >, 60);
  person_stop (fixture->bob);
  fixture->path = g_build_filename (fixture->bob->folder, "store.db", NULL);
  g_assert_true (g_file_get_contents (fixture->path, &fixture->whole, &fixture->length, NULL));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_ptr_array_unref (fixture->places);
  town_free (fixture->town);
  g_free (fixture->path);
  g_free (fixture->whole);
}

/* FALSE when the schema refuses the value, or there is no such row. */
static gboolean
spoil (Fixture *fixture, const Place *place, const char *value)
{
  g_autofree char *sql =
    g_strdup_printf ("UPDATE \"%s\" SET \"%s\" = %s WHERE rowid = (SELECT min (rowid) FROM \"%s\")",
                     place->table, place->column, value, place->table);

  g_assert_true (
    g_file_set_contents (fixture->path, fixture->whole, (gssize) fixture->length, NULL));
  person_open_store (fixture->bob);
  if (sotto_test_store_execute (fixture->bob->store, sql, NULL))
    return TRUE;
  sotto_test_store_close (fixture->bob->store);
  g_clear_object (&fixture->bob->store);

  return FALSE;
}

/* What the history of all chats shows of what was said. */
static guint
count_shown (Person *person)
{
  GListModel *chats = G_LIST_MODEL (sotto_messenger_get_chats (person->messenger));
  guint n_shown = 0;

  for (guint i = 0; i < g_list_model_get_n_items (chats); i++)
    {
      g_autoptr (SottoChat) chat = g_list_model_get_item (chats, i);
      g_autofree char *texts = person_texts (person, chat);
      g_auto (GStrv) list = g_strsplit (texts, "|", -1);

      for (guint j = 0; list[j] != NULL; j++)
        n_shown += g_str_has_prefix (list[j], "text ") || g_str_equal (list[j], "waiting");
    }

  return n_shown;
}

/* A message may be lost with its row, a chat with its own; all else has to be there, and the chat
 * that was not hit has to work. */
static guint
least_shown (const Place *place)
{
  guint all = 3 * N_MESSAGES + 1;

  if (g_str_equal (place->table, "messages"))
    return all - 1;
  if (g_str_equal (place->table, "chats"))
    return N_MESSAGES;

  return all;
}

static void
test_each_column (Fixture *fixture, gconstpointer data)
{
  guint n_tried = 0;

  for (guint i = 0; i < fixture->places->len; i++)
    for (guint j = 0; j < G_N_ELEMENTS (garbage); j++)
      {
        const Place *place = g_ptr_array_index (fixture->places, i);

        if (!spoil (fixture, place, garbage[j]))
          continue;
        n_tried++;
        person_start (fixture->bob);
        town_pass (fixture->town, 100);
        if (count_shown (fixture->bob) < least_shown (place))
          g_error ("%s.%s = %s: only %u messages are shown", place->table, place->column,
                   garbage[j], count_shown (fixture->bob));
        person_stop (fixture->bob);
      }
  g_test_message ("%u values in %u columns", n_tried, fixture->places->len);
  g_assert_cmpuint (n_tried, >, 150);
  person_start (fixture->bob);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/chat/damaged-rows/each-column", Fixture, NULL, set_up, test_each_column, tear_down);
  return g_test_run ();
}

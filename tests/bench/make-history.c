/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Usage: make-history FOLDER N
 *
 * Makes an account in FOLDER whose channel holds N messages of twenty people, for what is measured
 * with the application. The password is that of tests/session/session-fixture.h. */

#include <stdio.h>
#include <stdlib.h>

#include "session-fixture.h"
#include "sotto-session-private.h"
#include "sotto-statement.h"

#define N_AUTHORS 20

/* A message a minute, the last one in 2020. */
#define LAST_MS G_GINT64_CONSTANT (1600000000000)
#define STEP_MS 60000

static const char words[] =
  "Never mind the weather: whoever walks up to the lighthouse before noon has the whole bay to "
  "look at, and whoever comes later has at least the tea. We took the narrow path last time, and "
  "it was muddy enough to lose a shoe in it. There is a bench halfway, with a view of both boats "
  "and of the old railway bridge that nobody has dared to pull down. Bring something to read, "
  "something to eat and a second pair of socks, and do not believe the timetable of the ferry; it "
  "was printed before they moved the landing stage. ";

typedef struct
{
  gint64 n_messages;
  guint author;
  guint8 key[SOTTO_COMPRESSED_KEY_LENGTH];
} Part;

static gboolean
insert_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  static const char sql[] =
    "WITH RECURSIVE n (i) AS (SELECT ?2 UNION ALL SELECT i + ?3 FROM n WHERE i + ?3 <= ?4) "
    "INSERT INTO messages (hash, chat, author, outgoing, clock, timestamp_ms, content, state,"
    " encryption, unread, text) SELECT randomblob (32), (SELECT id FROM chats), ?1, 0,"
    " ?5 + i * ?6, ?5 + i * ?6, 1, 0, 0, 0,"
    " i || ': ' || substr (?7, 1 + i * 37 % 300, 20 + i * i * 7 % 260) FROM n";
  SottoConnection *connection = sotto_transaction_get_connection (transaction);
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (connection, sql, error);
  const Part *part = user_data;

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_blob (statement, 1, part->key, sizeof part->key);
  sotto_statement_bind_int (statement, 2, 1 + part->author);
  sotto_statement_bind_int (statement, 3, N_AUTHORS);
  sotto_statement_bind_int (statement, 4, part->n_messages);
  sotto_statement_bind_int (statement, 5, LAST_MS - part->n_messages * STEP_MS);
  sotto_statement_bind_int (statement, 6, STEP_MS);
  sotto_statement_bind_text (statement, 7, words);

  return sotto_statement_run (statement, error);
}

static const char totals[] =
  "UPDATE chats SET last_clock = (SELECT max (clock) FROM messages),"
  " last_activity_ms = (SELECT max (timestamp_ms) FROM messages),"
  " last_message = (SELECT id FROM messages ORDER BY clock DESC LIMIT 1);"
  "UPDATE chats SET read_clock = last_clock;";

static void
join (SottoSession *session)
{
  g_autoptr (GAsyncResult) started = NULL;
  g_autoptr (GAsyncResult) joined = NULL;
  g_autoptr (SottoChat) chat = NULL;
  FixtureWait start = { NULL };
  FixtureWait wait = { NULL };

  sotto_session_start_async (session, NULL, fixture_ready_cb, &start);
  started = fixture_wait_for (&start);
  g_assert_true (sotto_session_start_finish (session, started, NULL));
  sotto_messenger_join_channel_async (session->messenger, "lighthouse", NULL, fixture_ready_cb,
                                      &wait);
  joined = fixture_wait_for (&wait);
  chat = sotto_messenger_join_channel_finish (session->messenger, joined, NULL);
  g_assert_nonnull (chat);
}

int
main (int argc, char **argv)
{
  g_autoptr (SottoClock) clock = sotto_clock_new_system ();
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (1);
  g_autoptr (SottoRandom) entropy = sotto_random_new_system ();
  g_autoptr (SottoAccountManager) manager = NULL;
  g_autoptr (SottoCandidate) candidate = NULL;
  g_autoptr (GError) error = NULL;
  SottoSession *session;
  gint64 n_messages;

  if (argc != 3)
    {
      fprintf (stderr, "Usage: make-history FOLDER N\n");
      return 2;
    }
  manager = fixture_manager_new (argv[1], clock, entropy);
  candidate = fixture_recover (manager, PHRASE, NULL);
  n_messages = g_ascii_strtoll (argv[2], NULL, 10);
  session = fixture_create (manager, candidate, PASSWORD, &error);
  g_assert_no_error (error);
  join (session);
  for (guint i = 0; n_messages > 0 && i < N_AUTHORS; i++)
    {
      g_autoptr (SottoPrivateKey) author = sotto_private_key_generate (random);
      Part part = { .n_messages = n_messages, .author = i };

      sotto_public_key_serialize_compressed (sotto_private_key_get_public (author), part.key);
      g_assert_true (sotto_test_store_write (session->store, insert_cb, &part, &error));
    }
  if (n_messages > 0)
    g_assert_true (sotto_test_store_execute (session->store, totals, &error));
  fixture_lock (session);
  return EXIT_SUCCESS;
}

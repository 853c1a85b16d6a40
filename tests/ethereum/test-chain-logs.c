/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Logs as endpoints tell of them: what makes no sense is refused, what is too much is asked for in
 * portions, and what any contract can write does not hide the logs beside it. */

#include <string.h>

#include "sotto-chain-answers.h"
#include "sotto-chain-error.h"
#include "sotto-json-text.h"

#define HASH "\"0x1111111111111111111111111111111111111111111111111111111111111111\""
#define PLACE                                                                                      \
  "\"address\":\"0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed\",\"blockHash\":" HASH                 \
  ",\"transactionHash\":" HASH ",\"blockNumber\":\"0x10\",\"logIndex\":\"0x2\""
#define LOG "{" PLACE ",\"topics\":[" HASH "],\"data\":\"0x01\"}"
#define MAX_BYTES (64 * 1024 * 1024)

typedef struct
{
  const char *path;
  const char *json;
  int code; /* of SOTTO_CHAIN_ERROR; -1: none */
  guint n_logs;
} Row;

static const Row rows[] = {
  { "none", "[]", -1, 0 },
  { "one", "[" LOG "]", -1, 1 },
  { "two", "[" LOG "," LOG "]", -1, 2 },
  { "no-list", LOG, SOTTO_CHAIN_ERROR_MALFORMED, 0 },
  { "null", "[null]", SOTTO_CHAIN_ERROR_MALFORMED, 0 },
  { "no-data", "[{" PLACE ",\"topics\":[]}]", SOTTO_CHAIN_ERROR_MALFORMED, 0 },
  { "odd-data", "[{" PLACE ",\"topics\":[],\"data\":\"0x1\"}]", SOTTO_CHAIN_ERROR_MALFORMED, 0 },
  { "no-topics", "[{" PLACE ",\"data\":\"0x\"}]", SOTTO_CHAIN_ERROR_MALFORMED, 0 },
  { "five-topics",
    "[{" PLACE ",\"topics\":[" HASH "," HASH "," HASH "," HASH "," HASH "],\"data\":\"0x\"}]",
    SOTTO_CHAIN_ERROR_MALFORMED, 0 },
  { "short-topic", "[{" PLACE ",\"topics\":[\"0x11\"],\"data\":\"0x\"}]",
    SOTTO_CHAIN_ERROR_MALFORMED, 0 },
  { "no-place", "[{\"topics\":[],\"data\":\"0x\"}]", SOTTO_CHAIN_ERROR_MALFORMED, 0 },
};

static GArray *
read_logs (const char *json, GError **error)
{
  g_autoptr (JsonNode) node = sotto_json_text_parse (json, strlen (json), MAX_BYTES, NULL);
  SottoRpcAnswer answer = { .result = node };

  g_assert_nonnull (node);
  return sotto_chain_read_logs (&answer, error);
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) logs = read_logs (row->json, &error);

  if (row->code >= 0)
    {
      g_assert_null (logs);
      g_assert_error (error, SOTTO_CHAIN_ERROR, row->code);
      return;
    }
  g_assert_no_error (error);
  g_assert_cmpuint (logs->len, ==, row->n_logs);
}

static void
test_many (void)
{
  for (guint above = 0; above < 2; above++)
    {
      g_autoptr (GString) text = g_string_new ("[" LOG);
      g_autoptr (GArray) logs = NULL;
      g_autoptr (GError) error = NULL;

      for (guint i = 1; i < SOTTO_CHAIN_MAX_LOGS + above; i++)
        g_string_append (text, "," LOG);
      g_string_append_c (text, ']');
      logs = read_logs (text->str, &error);
      if (above)
        g_assert_error (error, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_RANGE);
      else
        g_assert_cmpuint (logs->len, ==, SOTTO_CHAIN_MAX_LOGS);
    }
}

/* Anybody can write such a log for a few coins. */
static void
test_long (void)
{
  for (guint above = 0; above < 2; above++)
    {
      g_autoptr (GString) text = g_string_new ("[{" PLACE ",\"topics\":[" HASH "],\"data\":\"0x");
      g_autoptr (GArray) logs = NULL;
      g_autoptr (GError) error = NULL;
      const SottoChainLog *first;

      for (guint i = 0; i < SOTTO_CHAIN_MAX_DATA + above; i++)
        g_string_append (text, "ab");
      g_string_append (text, "\"}," LOG "]");
      logs = read_logs (text->str, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (logs->len, ==, 2);
      first = &g_array_index (logs, SottoChainLog, 0);
      g_assert_cmpuint (first->n_topics, ==, above ? 0 : 1);
      g_assert_cmpuint (g_bytes_get_size (first->data), ==, above ? 0 : SOTTO_CHAIN_MAX_DATA);
      g_assert_cmpuint (g_array_index (logs, SottoChainLog, 1).n_topics, ==, 1);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/ethereum/chain-logs/", rows[i].path, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/ethereum/chain-logs/many", test_many);
  g_test_add_func ("/ethereum/chain-logs/long", test_long);
  return g_test_run ();
}

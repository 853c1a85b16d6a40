/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tables that other programs read, with fields that strangers wrote. */

#include "sotto-wallet-csv.h"

typedef struct
{
  const char *path;
  const char *fields[4];
  const char *line;
} Row;

static const Row rows[] = {
  { "plain", { "1.5", "ETH" }, "\"1.5\",\"ETH\"\r\n" },
  { "empty", { "", "" }, "\"\",\"\"\r\n" },
  { "separators", { "a,b", "c;d" }, "\"a,b\",\"c;d\"\r\n" },
  { "quotes", { "a\"b", "\"" }, "\"a\"\"b\",\"\"\"\"\r\n" },
  { "lines", { "a\nb" }, "\"a\nb\"\r\n" },
  { "formula", { "=1+1", "+1", "@SUM(A1)" }, "\"'=1+1\",\"'+1\",\"'@SUM(A1)\"\r\n" },
  { "minus", { "-2" }, "\"'-2\"\r\n" },
  { "tab", { "\t=1" }, "\"'\t=1\"\r\n" },
  { "quoted-formula", { "=\"x\"" }, "\"'=\"\"x\"\"\"\r\n" },
};

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (GString) text = g_string_new (NULL);

  sotto_wallet_csv_append (text, row->fields);
  g_assert_cmpstr (text->str, ==, row->line);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/app/csv/", rows[i].path, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which nonce comes next: what is on its way keeps its own, and gaps are filled first. */

#include "sotto-test-store.h"
#include "sotto-wallet-nonces-private.h"
#include "sotto-wallet-services.h"

#define CHAIN 31337

/* What is stored: nonce, state and whether it is settled; and what is free from @least on. */
typedef struct
{
  const char *path;
  const char *rows; /* "(nonce, state, settled), …" */
  guint64 least;
  guint64 free;
} Row;

static const Row rows[] = {
  { "nothing", NULL, 0, 0 },
  { "used-elsewhere", NULL, 7, 7 },
  { "on-its-way", "(5, 0, 0), (6, 1, 0)", 5, 7 },
  { "lagging-node", "(5, 3, 0), (6, 4, 0)", 5, 7 },
  { "gap-after-refusal", "(5, 6, 0), (6, 1, 0), (7, 1, 0)", 5, 5 },
  { "gap-between", "(5, 1, 0), (7, 1, 0)", 5, 6 },
  { "two-with-one-nonce", "(5, 5, 0), (5, 1, 0), (6, 1, 0)", 5, 7 },
  { "node-is-ahead", "(5, 1, 0), (9, 1, 0)", 8, 8 },
  { "settled-long-ago", "(1, 3, 1), (2, 3, 1)", 3, 3 },
};

typedef struct
{
  guint64 chain_id;
  GArray *nonces;
} Load;

static gboolean
load_cb (SottoConnection *connection, gpointer user_data, GError **error)
{
  Load *load = user_data;

  load->nonces = sotto_wallet_load_nonces (connection, 1, load->chain_id, error);
  return load->nonces != NULL;
}

static void
fill (SottoStore *store, const char *values)
{
  g_autofree char *sql = g_strdup_printf (
    "WITH given (nonce, state, settled) AS (VALUES %s)"
    " INSERT INTO wallet_transactions (chain_id, account, nonce, hash, raw, state, settled,"
    " created_ms) SELECT %d, 1, nonce, randomblob (32), x'00', state, settled, 0 FROM given",
    values, CHAIN);

  g_autoptr (GError) error = NULL;

  sotto_test_store_execute (store,
                            "INSERT INTO wallet_networks (chain_id, name, symbol, decimals,"
                            " position) VALUES (31337, 'Local', 'ETH', 18, 9);"
                            "INSERT INTO wallet_accounts (id, address, name, colour, position)"
                            " VALUES (1, zeroblob (20), 'One', 0, 0)",
                            &error);
  g_assert_no_error (error);
  sotto_test_store_execute (store, sql, &error);
  g_assert_no_error (error);
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  const SottoMigrations *migrations[] = { sotto_wallet_get_migrations (), NULL };
  char *folder = sotto_test_make_folder ();
  g_autoptr (SottoStore) store = sotto_test_store_new (folder, migrations);
  g_autoptr (GError) error = NULL;
  Load load = { .chain_id = CHAIN };
  Load other = { .chain_id = 1 };

  if (row->rows != NULL)
    fill (store, row->rows);
  sotto_test_store_read (store, load_cb, &load, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sotto_wallet_find_free_nonce (load.nonces, row->least), ==, row->free);
  sotto_test_store_read (store, load_cb, &other, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (other.nonces->len, ==, 0);
  g_array_unref (load.nonces);
  g_array_unref (other.nonces);
  sotto_test_store_close (store);
  sotto_test_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/wallet/nonces/", rows[i].path, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  return g_test_run ();
}

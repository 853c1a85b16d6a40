/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-wallet-collectible-rows-private.h"

#include "sotto-sql.h"

/* Of one account in one collection: a contract can write as many logs as its owner pays for. */
#define MAX_STORED 1000

static GBytes *
number_to_bytes (const SottoU256 *number)
{
  guint8 bytes[SOTTO_U256_LENGTH];

  sotto_u256_to_bytes (number, bytes);
  return g_bytes_new (bytes, sizeof bytes);
}

static gboolean
read_number (SottoStatement *statement, int column, SottoU256 *number)
{
  guint8 bytes[SOTTO_U256_LENGTH];

  return sotto_statement_copy_blob (statement, column, bytes, sizeof bytes) &&
         sotto_u256_from_bytes (bytes, sizeof bytes, number);
}

void
sotto_wallet_collection_free (SottoWalletCollection *collection)
{
  g_clear_pointer (&collection->owned, g_array_unref);
  g_free (collection->name);
  g_free (collection);
}

GPtrArray *
sotto_wallet_collections_load (SottoConnection *connection, guint64 chain_id, GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_sql_query (connection, error,
                     "SELECT c.id, c.chain_id, c.address, c.name, c.kind FROM wallet_collections c"
                     " JOIN wallet_networks n ON n.chain_id = c.chain_id"
                     " WHERE n.enabled AND ? IN (0, c.chain_id)"
                     " ORDER BY c.name COLLATE NOCASE, c.id",
                     "i", (gint64) chain_id);
  g_autoptr (GPtrArray) collections =
    g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_wallet_collection_free);
  gboolean has_row;

  if (statement == NULL)
    return NULL;
  while (TRUE)
    {
      SottoWalletCollection *collection;

      if (!sotto_statement_step (statement, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&collections);
      collection = g_new0 (SottoWalletCollection, 1);
      g_ptr_array_add (collections, collection);
      collection->id = sotto_statement_get_int (statement, 0);
      collection->chain_id = (guint64) sotto_statement_get_int (statement, 1);
      collection->name = g_strdup (sotto_statement_get_text (statement, 3));
      collection->kind = (SottoWalletCollectionKind) sotto_statement_get_int (statement, 4);
      if (!sotto_statement_copy_blob (statement, 2, collection->address, SOTTO_ADDRESS_LENGTH))
        g_ptr_array_set_size (collections, collections->len - 1);
    }
}

GArray *
sotto_wallet_collectibles_load (SottoConnection *connection,
                                gint64 account,
                                guint64 chain_id,
                                GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_sql_query (connection, error,
                     "SELECT i.collection, c.address, c.kind, i.number, i.amount"
                     " FROM wallet_collectibles i JOIN wallet_collections c ON c.id = i.collection"
                     " WHERE i.account = ? AND ? IN (0, c.chain_id)"
                     " ORDER BY i.collection, i.number",
                     "ii", account, (gint64) chain_id);
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (SottoWalletCollectibleRow));
  gboolean has_row;

  if (statement == NULL)
    return NULL;
  while (TRUE)
    {
      SottoWalletCollectibleRow row = { .account = account };

      if (!sotto_statement_step (statement, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&rows);
      row.collection = sotto_statement_get_int (statement, 0);
      row.kind = (SottoWalletCollectionKind) sotto_statement_get_int (statement, 2);
      if (sotto_statement_copy_blob (statement, 1, row.contract, sizeof row.contract) &&
          read_number (statement, 3, &row.number) && read_number (statement, 4, &row.amount))
        g_array_append_val (rows, row);
    }
}

gboolean
sotto_wallet_collectible_add (SottoConnection *connection,
                              gint64 account,
                              gint64 collection,
                              const SottoU256 *number,
                              guint *n_new,
                              GError **error)
{
  const SottoU256 nothing = { 0 };
  g_autoptr (GBytes) bytes = number_to_bytes (number);
  g_autoptr (GBytes) zero = number_to_bytes (&nothing);
  gint64 known = 0;
  gint64 n_stored = 0;

  if (!sotto_sql_get_int (connection, &known, error,
                          "SELECT count (*) FROM wallet_collectibles"
                          " WHERE account = ? AND collection = ? AND number = ?",
                          "iib", account, collection, bytes) ||
      !sotto_sql_get_int (connection, &n_stored, error,
                          "SELECT count (*) FROM wallet_collectibles"
                          " WHERE account = ? AND collection = ?",
                          "ii", account, collection))
    return FALSE;
  if (known > 0 || n_stored >= MAX_STORED)
    return TRUE;
  (*n_new)++;
  return sotto_sql_run (connection, error,
                        "INSERT INTO wallet_collectibles"
                        " (account, collection, number, amount, block) VALUES (?, ?, ?, ?, 0)",
                        "iibb", account, collection, bytes, zero);
}

gboolean
sotto_wallet_collectible_set_amount (SottoConnection *connection,
                                     const SottoWalletCollectibleRow *row,
                                     guint64 block,
                                     GError **error)
{
  g_autoptr (GBytes) number = number_to_bytes (&row->number);
  g_autoptr (GBytes) amount = number_to_bytes (&row->amount);

  return sotto_sql_run (connection, error,
                        "UPDATE wallet_collectibles SET amount = ?, block = ?"
                        " WHERE account = ? AND collection = ? AND number = ? AND block <= ?",
                        "biiibi", amount, (gint64) block, row->account, row->collection, number,
                        (gint64) block);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-wallet-nonces-private.h"

#include "sotto-sql.h"

GArray *
sotto_wallet_load_nonces (SottoConnection *connection,
                          gint64 account,
                          guint64 chain_id,
                          GError **error)
{
  /* The "+" chooses the index of what is not settled, not the one that has all in order. */
  g_autoptr (SottoStatement) statement =
    sotto_sql_query (connection, error,
                     "SELECT DISTINCT +nonce FROM wallet_transactions"
                     " WHERE account = ? AND chain_id = ? AND settled = 0 AND state <= 4"
                     " ORDER BY +nonce",
                     "ii", account, (gint64) chain_id);
  g_autoptr (GArray) nonces = g_array_new (FALSE, FALSE, sizeof (guint64));
  gboolean has_row = FALSE;

  if (statement == NULL)
    return NULL;
  do
    {
      guint64 nonce;

      if (!sotto_statement_step (statement, &has_row, error))
        return NULL;
      if (!has_row)
        break;
      nonce = (guint64) sotto_statement_get_int (statement, 0);
      g_array_append_val (nonces, nonce);
    }
  while (TRUE);
  return g_steal_pointer (&nonces);
}

guint64
sotto_wallet_find_free_nonce (GArray *taken, guint64 least)
{
  for (guint i = 0; i < taken->len; i++)
    if (g_array_index (taken, guint64, i) == least)
      least++;
  return least;
}

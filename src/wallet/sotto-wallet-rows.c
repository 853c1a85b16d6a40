/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rows of the wallet's tables, as models are made of them. A row of the wrong shape is skipped. */

#include "sotto-wallet-rows-private.h"

#include <glib/gi18n-lib.h>

#include "sotto-sql.h"
#include "sotto-text.h"
#include "sotto-wallet-error.h"
#include "sotto-wallet-transaction-private.h"

#define ACCOUNT_COLUMNS                                                                            \
  "SELECT a.id, a.address, s.kind, a.source, s.phrase_name IS NOT NULL, a.path_index,"             \
  " a.name, a.colour, a.hidden"                                                                    \
  " FROM wallet_accounts a LEFT JOIN wallet_sources s ON s.id = a.source"
#define NETWORK_COLUMNS                                                                            \
  "SELECT chain_id, name, symbol, decimals, explorer, flags, enabled, consent, built_in"           \
  " FROM wallet_networks"
#define TOKEN_COLUMNS                                                                              \
  "SELECT id, chain_id, address, symbol, name, decimals, origin, state FROM wallet_tokens"

#define MAX_DECIMALS 36

typedef gpointer (*ReadRow) (SottoConnection *connection, SottoStatement *statement);

static gpointer
read_account (SottoConnection *connection, SottoStatement *statement)
{
  g_autoptr (SottoWalletAccountRow) row = g_new0 (SottoWalletAccountRow, 1);
  gint64 kind = sotto_statement_is_null (statement, 2) ? SOTTO_WALLET_ACCOUNT_WATCHED
                                                       : sotto_statement_get_int (statement, 2);

  if (kind < SOTTO_WALLET_ACCOUNT_DERIVED || kind > SOTTO_WALLET_ACCOUNT_WATCHED ||
      !sotto_statement_copy_blob (statement, 1, row->address, sizeof row->address))
    return NULL;
  row->id = sotto_statement_get_int (statement, 0);
  row->kind = (SottoWalletAccountKind) kind;
  row->source = sotto_statement_get_int (statement, 3);
  row->has_phrase = sotto_statement_get_int (statement, 4) != 0;
  if (!sotto_statement_is_null (statement, 5))
    row->path =
      g_strdup_printf ("m/44'/60'/0'/0/%" G_GINT64_FORMAT, sotto_statement_get_int (statement, 5));
  row->name = g_strdup (sotto_statement_get_text (statement, 6));
  row->colour = (guint) sotto_statement_get_int (statement, 7) % SOTTO_WALLET_N_COLOURS;
  row->hidden = sotto_statement_get_int (statement, 8) != 0;
  return g_steal_pointer (&row);
}

static char **
read_endpoints (SottoConnection *connection, gint64 chain_id)
{
  g_autoptr (SottoStatement) statement = sotto_sql_query (
    connection, NULL,
    "SELECT url FROM wallet_endpoints WHERE chain_id = ? ORDER BY position, id LIMIT ?", "ii",
    chain_id, (gint64) SOTTO_WALLET_MAX_ENDPOINTS);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gboolean has_row;

  while (statement != NULL && sotto_statement_step (statement, &has_row, NULL) && has_row)
    g_strv_builder_add (builder, sotto_statement_get_text (statement, 0));
  return g_strv_builder_end (builder);
}

static gpointer
read_network (SottoConnection *connection, SottoStatement *statement)
{
  g_autoptr (SottoWalletNetworkRow) row = g_new0 (SottoWalletNetworkRow, 1);
  gint64 chain_id = sotto_statement_get_int (statement, 0);
  gint64 decimals = sotto_statement_get_int (statement, 3);
  gint64 consent = sotto_statement_get_int (statement, 7);

  if (chain_id <= 0 || decimals < 0 || decimals > MAX_DECIMALS)
    return NULL;
  row->chain_id = (guint64) chain_id;
  row->name = g_strdup (sotto_statement_get_text (statement, 1));
  row->symbol = g_strdup (sotto_statement_get_text (statement, 2));
  row->decimals = (guint) decimals;
  if (!sotto_statement_is_null (statement, 4))
    row->explorer = g_strdup (sotto_statement_get_text (statement, 4));
  row->flags = (SottoWalletNetworkFlags) sotto_statement_get_int (statement, 5);
  row->enabled = sotto_statement_get_int (statement, 6) != 0;
  if (consent == SOTTO_WALLET_CONSENT_NO || consent == SOTTO_WALLET_CONSENT_YES)
    row->consent = (SottoWalletConsent) consent;
  row->built_in = sotto_statement_get_int (statement, 8) != 0;
  row->endpoints = read_endpoints (connection, chain_id);
  return g_steal_pointer (&row);
}

static gpointer
read_token (SottoConnection *connection, SottoStatement *statement)
{
  g_autoptr (SottoWalletTokenRow) row = g_new0 (SottoWalletTokenRow, 1);
  gint64 decimals = sotto_statement_get_int (statement, 5);
  gint64 origin = sotto_statement_get_int (statement, 6);
  gint64 state = sotto_statement_get_int (statement, 7);

  if (decimals < 0 || decimals > MAX_DECIMALS || origin < SOTTO_WALLET_TOKEN_BUILT_IN ||
      origin > SOTTO_WALLET_TOKEN_FOUND || state < SOTTO_WALLET_TOKEN_SHOWN ||
      state > SOTTO_WALLET_TOKEN_SPAM ||
      !sotto_statement_copy_blob (statement, 2, row->address, sizeof row->address))
    return NULL;
  row->id = sotto_statement_get_int (statement, 0);
  row->chain_id = (guint64) sotto_statement_get_int (statement, 1);
  row->symbol = g_strdup (sotto_statement_get_text (statement, 3));
  row->name = g_strdup (sotto_statement_get_text (statement, 4));
  row->decimals = (guint) decimals;
  row->origin = (SottoWalletTokenOrigin) origin;
  row->state = (SottoWalletTokenState) state;
  return g_steal_pointer (&row);
}

/* All rows of @statement, which is taken. */
static GPtrArray *
read_all (SottoConnection *connection,
          SottoStatement *taken,
          ReadRow read_row,
          GDestroyNotify free_row,
          GError **error)
{
  g_autoptr (SottoStatement) statement = taken;
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (free_row);
  gboolean has_row = TRUE;

  if (statement == NULL)
    return NULL;
  while (TRUE)
    {
      gpointer row;

      if (!sotto_statement_step (statement, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&rows);
      row = read_row (connection, statement);
      if (row != NULL)
        g_ptr_array_add (rows, row);
    }
}

static gpointer
read_one (SottoConnection *connection, SottoStatement *taken, ReadRow read_row, GError **error)
{
  g_autoptr (SottoStatement) statement = taken;
  gpointer row;
  gboolean has_row;

  if (statement == NULL || !sotto_statement_step (statement, &has_row, error))
    return NULL;
  row = has_row ? read_row (connection, statement) : NULL;
  if (row == NULL)
    g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_NOT_FOUND,
                         _ ("This is not in the wallet any more."));
  return row;
}

static gboolean
load_settings (SottoWalletRows *rows, SottoConnection *connection, GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_sql_query (connection, error, "SELECT name, value FROM wallet_settings", "");
  gboolean has_row = TRUE;

  if (statement == NULL)
    return FALSE;
  while (TRUE)
    {
      const char *name;
      const char *value;

      if (!sotto_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        return TRUE;
      name = sotto_statement_get_text (statement, 0);
      value = sotto_statement_get_text (statement, 1);
      if (g_str_equal (name, "unlock-seconds"))
        rows->unlock_seconds = g_ascii_strtoll (value, NULL, 10);
      else if (g_str_equal (name, "currency"))
        sotto_set_string (&rows->currency, value);
      else if (g_str_equal (name, "price-service"))
        sotto_set_string (&rows->price_service, value);
    }
}

/* For the rest of the layer. */

void
sotto_wallet_account_row_free (SottoWalletAccountRow *row)
{
  g_free (row->path);
  g_free (row->name);
  g_free (row);
}

void
sotto_wallet_network_row_free (SottoWalletNetworkRow *row)
{
  g_free (row->name);
  g_free (row->symbol);
  g_free (row->explorer);
  g_strfreev (row->endpoints);
  g_free (row);
}

void
sotto_wallet_token_row_free (SottoWalletTokenRow *row)
{
  g_free (row->symbol);
  g_free (row->name);
  g_free (row);
}

SottoWalletRows *
sotto_wallet_rows_load (SottoConnection *connection, GError **error)
{
  g_autoptr (SottoWalletRows) rows = g_new0 (SottoWalletRows, 1);
  gint64 n_phrases = 0;

  rows->accounts =
    read_all (connection,
              sotto_sql_query (connection, error, ACCOUNT_COLUMNS " ORDER BY a.position, a.id", ""),
              read_account, (GDestroyNotify) sotto_wallet_account_row_free, error);
  if (rows->accounts == NULL)
    return NULL;
  rows->networks = read_all (
    connection,
    sotto_sql_query (connection, error, NETWORK_COLUMNS " ORDER BY position, chain_id", ""),
    read_network, (GDestroyNotify) sotto_wallet_network_row_free, error);
  if (rows->networks == NULL)
    return NULL;
  rows->tokens = read_all (connection,
                           sotto_sql_query (connection, error,
                                            TOKEN_COLUMNS " ORDER BY chain_id, symbol, id LIMIT ?",
                                            "i", (gint64) SOTTO_WALLET_MAX_TOKENS),
                           read_token, (GDestroyNotify) sotto_wallet_token_row_free, error);
  rows->transactions = sotto_wallet_transaction_rows_load (connection, error);
  if (rows->tokens == NULL || rows->transactions == NULL ||
      !load_settings (rows, connection, error) ||
      !sotto_sql_get_int (connection, &n_phrases, error,
                          "SELECT count (phrase_name) FROM wallet_sources WHERE kind = 0", ""))
    return NULL;
  rows->has_own_phrase = n_phrases > 0;
  return g_steal_pointer (&rows);
}

void
sotto_wallet_rows_free (SottoWalletRows *rows)
{
  g_clear_pointer (&rows->accounts, g_ptr_array_unref);
  g_clear_pointer (&rows->networks, g_ptr_array_unref);
  g_clear_pointer (&rows->tokens, g_ptr_array_unref);
  g_clear_pointer (&rows->transactions, g_ptr_array_unref);
  g_free (rows->currency);
  g_free (rows->price_service);
  g_free (rows);
}

SottoWalletAccountRow *
sotto_wallet_account_row_load (SottoConnection *connection, gint64 id, GError **error)
{
  return read_one (connection,
                   sotto_sql_query (connection, error, ACCOUNT_COLUMNS " WHERE a.id = ?", "i", id),
                   read_account, error);
}

SottoWalletNetworkRow *
sotto_wallet_network_row_load (SottoConnection *connection, guint64 chain_id, GError **error)
{
  return read_one (connection,
                   sotto_sql_query (connection, error, NETWORK_COLUMNS " WHERE chain_id = ?", "i",
                                    (gint64) chain_id),
                   read_network, error);
}

SottoWalletTokenRow *
sotto_wallet_token_row_load (SottoConnection *connection, gint64 id, GError **error)
{
  return read_one (connection,
                   sotto_sql_query (connection, error, TOKEN_COLUMNS " WHERE id = ?", "i", id),
                   read_token, error);
}

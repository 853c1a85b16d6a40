/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-wallet-csv.h"

#include <string.h>

#include "sotto-amount.h"
#include "sotto-wallet-networks.h"

/* What one line says. */
typedef struct
{
  gint64 time_ms;
  guint64 chain_id;
  const char *kind;
  gint64 token;
  SottoU256 amount;
  guint8 counterparty[SOTTO_ADDRESS_LENGTH];
  SottoHash transaction;
  const char *state;
} Line;

/* How amounts of one coin or token are written. Owned. */
typedef struct
{
  char *symbol;
  guint8 decimals;
} Coin;

/**
 * Table:
 * @lines: (element-type Line)
 * @networks: (element-type guint64 utf8): the names of networks
 * @coins: (element-type guint64 Coin): of networks
 * @tokens: (element-type gint64 Coin)
 *
 * Everything that is written, apart from the objects of the wallet, which other threads must not
 * touch.
 */
typedef struct
{
  GArray *lines;
  GHashTable *networks;
  GHashTable *coins;
  GHashTable *tokens;
} Table;

static void
coin_free (gpointer data)
{
  Coin *coin = data;

  g_free (coin->symbol);
  g_free (coin);
}

static void
table_free (gpointer data)
{
  Table *table = data;

  g_array_unref (table->lines);
  g_hash_table_unref (table->networks);
  g_hash_table_unref (table->coins);
  g_hash_table_unref (table->tokens);
  g_free (table);
}

static void
add_coin (GHashTable *coins, gint64 key, const char *symbol, guint decimals)
{
  Coin *coin = g_new0 (Coin, 1);

  coin->symbol = g_strdup (symbol);
  coin->decimals = (guint8) decimals;
  g_hash_table_insert (coins, g_memdup2 (&key, sizeof key), coin);
}

/* The wallet's objects, as they are now. */

static void
add_networks (Table *table, SottoWallet *wallet)
{
  GListModel *networks = sotto_wallet_get_networks (wallet);

  for (guint i = 0; i < g_list_model_get_n_items (networks); i++)
    {
      g_autoptr (SottoWalletNetwork) network = g_list_model_get_item (networks, i);
      gint64 id = (gint64) sotto_wallet_network_get_chain_id (network);

      g_hash_table_insert (table->networks, g_memdup2 (&id, sizeof id),
                           g_strdup (sotto_wallet_network_get_name (network)));
      add_coin (table->coins, id, sotto_wallet_network_get_symbol (network),
                sotto_wallet_network_get_decimals (network));
    }
}

static void
add_tokens (Table *table, SottoWallet *wallet)
{
  GListModel *tokens = sotto_wallet_get_tokens (wallet);

  for (guint i = 0; i < g_list_model_get_n_items (tokens); i++)
    {
      g_autoptr (SottoWalletToken) token = g_list_model_get_item (tokens, i);

      add_coin (table->tokens, sotto_wallet_token_get_id (token),
                sotto_wallet_token_get_symbol (token), sotto_wallet_token_get_decimals (token));
    }
}

static const char *
get_state (SottoWalletTransaction *transaction)
{
  switch (sotto_wallet_transaction_get_state (transaction))
    {
    case SOTTO_WALLET_TRANSACTION_STORED:
    case SOTTO_WALLET_TRANSACTION_SENT:
      return "pending";
    case SOTTO_WALLET_TRANSACTION_MINED:
      return "confirmed";
    case SOTTO_WALLET_TRANSACTION_FAILED:
      return "failed";
    case SOTTO_WALLET_TRANSACTION_REPLACED:
      return "replaced";
    case SOTTO_WALLET_TRANSACTION_REFUSED:
      return "refused";
    }
  return "";
}

static void
add_transaction (Table *table, SottoWalletTransaction *transaction)
{
  Line line = {
    .time_ms = sotto_wallet_transaction_get_created (transaction),
    .chain_id = sotto_wallet_transaction_get_chain_id (transaction),
    .kind = "sent",
    .token = sotto_wallet_transaction_get_token (transaction),
    .amount = *sotto_wallet_transaction_get_amount (transaction),
    .transaction = *sotto_wallet_transaction_get_hash (transaction),
    .state = get_state (transaction),
  };

  memcpy (line.counterparty, sotto_wallet_transaction_get_recipient (transaction),
          sizeof line.counterparty);
  g_array_append_val (table->lines, line);
}

static void
add_transactions (Table *table, SottoWallet *wallet, SottoWalletAccount *account)
{
  GListModel *sent = sotto_wallet_get_transactions (wallet);

  for (guint i = 0; i < g_list_model_get_n_items (sent); i++)
    {
      g_autoptr (SottoWalletTransaction) transaction = g_list_model_get_item (sent, i);

      if (sotto_wallet_transaction_get_account (transaction) ==
          sotto_wallet_account_get_id (account))
        add_transaction (table, transaction);
    }
}

static void
add_activity (Table *table, const SottoWalletActivity *activity)
{
  Line line = {
    .time_ms = activity->time_ms,
    .chain_id = activity->chain_id,
    .kind = activity->direction == SOTTO_WALLET_DIRECTION_IN ? "received" : "sent",
    .token = activity->token,
    .amount = activity->amount,
    .transaction = activity->transaction,
    .state = "confirmed",
  };

  memcpy (line.counterparty, activity->counterparty, sizeof line.counterparty);
  g_array_append_val (table->lines, line);
}

/* On another thread: a long history takes as long as many frames. */

static void
append_line (GString *text, Table *table, const Line *line)
{
  const char *network = g_hash_table_lookup (table->networks, &line->chain_id);
  const Coin *coin = line->token != 0 ? g_hash_table_lookup (table->tokens, &line->token)
                                      : g_hash_table_lookup (table->coins, &line->chain_id);
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (line->time_ms / 1000);
  g_autofree char *when = time != NULL ? g_date_time_format_iso8601 (time) : g_strdup ("");
  g_autofree char *counterparty = sotto_address_to_string (line->counterparty);
  g_autofree char *digits = sotto_hash_to_hex (&line->transaction);
  g_autofree char *transaction = g_strconcat ("0x", digits, NULL);
  g_autofree char *amount =
    sotto_amount_format_exact (&line->amount, '.', coin != NULL ? coin->decimals : 0);

  sotto_wallet_csv_append (text,
                           (const char *const[]){ when, network != NULL ? network : "", line->kind,
                                                  amount, coin != NULL ? coin->symbol : "",
                                                  counterparty, transaction, line->state, NULL });
}

static void
format (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Table *table = task_data;
  GString *text = g_string_new (NULL);
  gsize length;

  sotto_wallet_csv_append (text,
                           (const char *const[]){ "time", "network", "kind", "amount", "currency",
                                                  "counterparty", "transaction", "state", NULL });
  for (guint i = 0; i < table->lines->len; i++)
    append_line (text, table, &g_array_index (table->lines, Line, i));
  length = text->len;
  g_task_return_pointer (task, g_bytes_new_take (g_string_free (text, FALSE), length),
                         (GDestroyNotify) g_bytes_unref);
}

/* Public, in the header's order. */

void
sotto_wallet_csv_append (GString *text, const char *const *fields)
{
  for (guint i = 0; fields[i] != NULL; i++)
    {
      g_string_append (text, i > 0 ? ",\"" : "\"");
      if (fields[i][0] != '\0' && strchr ("=+-@\t\r", fields[i][0]) != NULL)
        g_string_append_c (text, '\'');
      for (const char *c = fields[i]; *c != '\0'; c++)
        {
          if (*c == '"')
            g_string_append_c (text, '"');
          g_string_append_c (text, *c);
        }
      g_string_append_c (text, '"');
    }
  g_string_append (text, "\r\n");
}

void
sotto_wallet_csv_format_async (SottoWallet *wallet,
                               SottoWalletAccount *account,
                               GArray *activity,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Table *table;

  g_return_if_fail (SOTTO_IS_WALLET (wallet) && SOTTO_IS_WALLET_ACCOUNT (account));
  g_return_if_fail (activity != NULL);

  task = g_task_new (wallet, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_csv_format_async);
  table = g_new0 (Table, 1);
  table->lines = g_array_new (FALSE, FALSE, sizeof (Line));
  table->networks = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  table->coins = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, coin_free);
  table->tokens = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, coin_free);
  add_networks (table, wallet);
  add_tokens (table, wallet);
  add_transactions (table, wallet, account);
  for (guint i = 0; i < activity->len; i++)
    add_activity (table, &g_array_index (activity, SottoWalletActivity, i));
  g_task_set_task_data (task, table, table_free);
  g_task_run_in_thread (task, format);
}

GBytes *
sotto_wallet_csv_format_finish (SottoWallet *wallet, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, wallet), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-wallet-csv.h"

#include <string.h>

#include "sotto-amount.h"
#include "sotto-wallet-networks.h"

/* What one line says; all borrowed. */
typedef struct
{
  gint64 time_ms;
  guint64 chain_id;
  const char *kind;
  gint64 token;
  const SottoU256 *amount;
  const guint8 *counterparty;
  const SottoHash *transaction;
  const char *state;
} Line;

static void
append_line (GString *text, SottoWallet *wallet, const Line *line)
{
  SottoWalletNetwork *network = sotto_wallet_find_network (wallet, line->chain_id);
  SottoWalletToken *token =
    line->token != 0 ? sotto_wallet_get_token_by_id (wallet, line->token) : NULL;
  guint decimals = 0;
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (line->time_ms / 1000);
  g_autofree char *when = g_date_time_format_iso8601 (time);
  g_autofree char *counterparty = sotto_address_to_string (line->counterparty);
  g_autofree char *digits = sotto_hash_to_hex (line->transaction);
  g_autofree char *transaction = g_strconcat ("0x", digits, NULL);
  g_autofree char *amount = NULL;
  const char *symbol = "";

  if (token != NULL)
    {
      decimals = sotto_wallet_token_get_decimals (token);
      symbol = sotto_wallet_token_get_symbol (token);
    }
  else if (network != NULL && line->token == 0)
    {
      decimals = sotto_wallet_network_get_decimals (network);
      symbol = sotto_wallet_network_get_symbol (network);
    }
  amount = sotto_amount_format_exact (line->amount, '.', (guint8) decimals);
  sotto_wallet_csv_append (
    text, (const char *const[]){
            when, network != NULL ? sotto_wallet_network_get_name (network) : "", line->kind,
            amount, symbol, counterparty, transaction, line->state, NULL });
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
append_transaction (GString *text, SottoWallet *wallet, SottoWalletTransaction *transaction)
{
  Line line = {
    .time_ms = sotto_wallet_transaction_get_created (transaction),
    .chain_id = sotto_wallet_transaction_get_chain_id (transaction),
    .kind = "sent",
    .token = sotto_wallet_transaction_get_token (transaction),
    .amount = sotto_wallet_transaction_get_amount (transaction),
    .counterparty = sotto_wallet_transaction_get_recipient (transaction),
    .transaction = sotto_wallet_transaction_get_hash (transaction),
    .state = get_state (transaction),
  };

  append_line (text, wallet, &line);
}

static void
append_activity (GString *text, SottoWallet *wallet, const SottoWalletActivity *activity)
{
  Line line = {
    .time_ms = activity->time_ms,
    .chain_id = activity->chain_id,
    .kind = activity->direction == SOTTO_WALLET_DIRECTION_IN ? "received" : "sent",
    .token = activity->token,
    .amount = &activity->amount,
    .counterparty = activity->counterparty,
    .transaction = &activity->transaction,
    .state = "confirmed",
  };

  append_line (text, wallet, &line);
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

char *
sotto_wallet_csv_format (SottoWallet *wallet, SottoWalletAccount *account, GArray *activity)
{
  GListModel *sent = sotto_wallet_get_transactions (wallet);
  GString *text = g_string_new (NULL);

  sotto_wallet_csv_append (text,
                           (const char *const[]){ "time", "network", "kind", "amount", "currency",
                                                  "counterparty", "transaction", "state", NULL });
  for (guint i = 0; i < g_list_model_get_n_items (sent); i++)
    {
      g_autoptr (SottoWalletTransaction) transaction = g_list_model_get_item (sent, i);

      if (sotto_wallet_transaction_get_account (transaction) ==
          sotto_wallet_account_get_id (account))
        append_transaction (text, wallet, transaction);
    }
  for (guint i = 0; i < activity->len; i++)
    append_activity (text, wallet, &g_array_index (activity, SottoWalletActivity, i));
  return g_string_free (text, FALSE);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* transfer endpoint | send | settle | direct | list: money that moves. The password is asked for a
 * second time, to sign; nothing is shown to agree to: whoever calls this has decided. */

#include "cli-commands.h"
#include "cli-json.h"
#include "cli-secret-input.h"
#include "sotto-session-payments.h"
#include "sotto-wallet-networks.h"

#define USAGE                                                                                      \
  "Usage: transfer endpoint CHAIN URL | send CHAIN FROM TO AMOUNT [TOKEN] | settle ID FROM | "     \
  "direct CHAT FROM TO AMOUNT [TOKEN] | list"

static gboolean
fail_usage (GError **error)
{
  g_set_error_literal (error, SOTTO_CLI_ERROR, SOTTO_CLI_ERROR_USAGE, USAGE);
  return FALSE;
}

static SottoWallet *
get_wallet (SottoCli *cli)
{
  return sotto_session_get_wallet (cli->session);
}

static SottoWalletNetwork *
find_network (SottoCli *cli, const char *text, GError **error)
{
  guint64 chain_id = 0;
  SottoWalletNetwork *network = NULL;

  if (g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT64, &chain_id, error))
    network = sotto_wallet_find_network (get_wallet (cli), chain_id);
  if (chain_id != 0 && network == NULL)
    g_set_error (error, SOTTO_CLI_ERROR, SOTTO_CLI_ERROR_FAILED, "There is no network “%s”", text);
  return network;
}

static SottoWalletAccount *
find_account (SottoCli *cli, const char *text, GError **error)
{
  guint8 address[SOTTO_ADDRESS_LENGTH];
  SottoWalletAccount *account;

  if (!sotto_address_parse (text, address, error))
    return NULL;
  account = sotto_wallet_find_account (get_wallet (cli), address);
  if (account == NULL)
    g_set_error (error, SOTTO_CLI_ERROR, SOTTO_CLI_ERROR_FAILED, "There is no account “%s”", text);
  return account;
}

static gboolean
end_change (SottoCli *cli, GError **error)
{
  g_autoptr (GAsyncResult) result = sotto_cli_wait (cli);

  return sotto_wallet_change_finish (get_wallet (cli), result, error);
}

/* Whoever names an endpoint agrees that it is asked. */
static gboolean
set_endpoint (SottoCli *cli, char **words, GError **error)
{
  SottoWalletNetwork *network = find_network (cli, words[0], error);
  const char *endpoints[] = { words[1], NULL };

  if (network == NULL)
    return FALSE;
  sotto_wallet_set_endpoints_async (get_wallet (cli), network, endpoints, NULL, sotto_cli_ready_cb,
                                    cli);
  if (!end_change (cli, error))
    return FALSE;
  sotto_wallet_set_network_enabled_async (get_wallet (cli), network, TRUE, NULL, sotto_cli_ready_cb,
                                          cli);
  if (!end_change (cli, error))
    return FALSE;
  sotto_wallet_set_network_consent_async (get_wallet (cli), network, SOTTO_WALLET_CONSENT_YES, NULL,
                                          sotto_cli_ready_cb, cli);
  return end_change (cli, error);
}

static void
print_transaction (SottoWalletTransaction *transaction)
{
  g_autoptr (JsonBuilder) object = sotto_cli_object (NULL);
  g_autofree char *hash = sotto_hash_to_hex (sotto_wallet_transaction_get_hash (transaction));
  g_autofree char *hash_text = g_strconcat ("0x", hash, NULL);
  g_autofree char *recipient =
    sotto_address_to_string (sotto_wallet_transaction_get_recipient (transaction));
  GEnumClass *states = g_type_class_ref (SOTTO_TYPE_WALLET_TRANSACTION_STATE);
  SottoWalletTransactionState state = sotto_wallet_transaction_get_state (transaction);
  char amount[SOTTO_U256_DECIMAL_SIZE];

  sotto_u256_to_decimal (sotto_wallet_transaction_get_amount (transaction), amount);
  sotto_cli_add_text (object, "hash", hash_text);
  sotto_cli_add_int (object, "chain_id",
                     (gint64) sotto_wallet_transaction_get_chain_id (transaction));
  sotto_cli_add_int (object, "nonce", (gint64) sotto_wallet_transaction_get_nonce (transaction));
  sotto_cli_add_text (object, "to", recipient);
  sotto_cli_add_text (object, "amount", amount);
  sotto_cli_add_text (object, "state", g_enum_get_value (states, (int) state)->value_nick);
  sotto_cli_add_bool (object, "told", sotto_wallet_transaction_get_told (transaction));
  sotto_cli_add_text (object, "error", sotto_wallet_transaction_get_error (transaction));
  sotto_cli_print (object);
  g_type_class_unref (states);
}

static gboolean
list_transactions (SottoCli *cli, GError **error)
{
  GListModel *list = sotto_wallet_get_transactions (get_wallet (cli));

  sotto_wallet_watch_transactions_async (get_wallet (cli), NULL, sotto_cli_ready_cb, cli);
  if (!end_change (cli, error))
    return FALSE;
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (SottoWalletTransaction) transaction = g_list_model_get_item (list, i);

      print_transaction (transaction);
    }
  return TRUE;
}

/* @words: to whom, how much, and a token or %NULL. */
static gboolean
fill_order (SottoCli *cli, char **words, SottoWalletOrder *order, GError **error)
{
  guint8 token[SOTTO_ADDRESS_LENGTH];

  if (order->account == NULL || order->network == NULL ||
      !sotto_address_parse (words[0], order->recipient, error))
    return FALSE;
  if (!sotto_u256_parse_decimal (words[1], &order->amount))
    return fail_usage (error);
  if (words[2] == NULL)
    return TRUE;
  if (!sotto_address_parse (words[2], token, error))
    return FALSE;
  order->token = sotto_wallet_find_token (
    get_wallet (cli), sotto_wallet_network_get_chain_id (order->network), token);
  if (order->token == NULL)
    g_set_error (error, SOTTO_CLI_ERROR, SOTTO_CLI_ERROR_FAILED, "There is no token “%s”",
                 words[2]);
  return order->token != NULL;
}

static SottoWalletReview *
review (SottoCli *cli, const SottoWalletOrder *order, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  sotto_wallet_review_async (get_wallet (cli), order, NULL, sotto_cli_ready_cb, cli);
  result = sotto_cli_wait (cli);
  return sotto_wallet_review_finish (get_wallet (cli), result, error);
}

static gboolean
send_money (SottoCli *cli, char **words, GError **error)
{
  SottoWalletNetwork *network = find_network (cli, words[0], error);
  SottoWalletOrder order = {
    .network = network,
    .account = network != NULL ? find_account (cli, words[1], error) : NULL,
  };
  g_autoptr (SottoWalletReview) agreed = NULL;
  g_autoptr (SottoWalletTransaction) transaction = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  char *password;

  if (!fill_order (cli, words + 2, &order, error))
    return FALSE;
  agreed = review (cli, &order, error);
  password =
    agreed != NULL ? sotto_cli_read_secret (cli->password_fd, "Password to sign: ", error) : NULL;
  if (password == NULL)
    return FALSE;
  sotto_wallet_send_async (get_wallet (cli), agreed, NULL, password, NULL, sotto_cli_ready_cb, cli);
  result = sotto_cli_wait (cli);
  sotto_wipe_string (password);
  g_free (password);
  transaction = sotto_wallet_send_finish (get_wallet (cli), result, error);
  if (transaction == NULL)
    return FALSE;
  print_transaction (transaction);
  return TRUE;
}

static gboolean
is_told (gpointer user_data)
{
  return sotto_wallet_transaction_get_told (user_data);
}

/* Pays @payment, or @chat, and waits until the other was told. */
static gboolean
pay (SottoCli *cli,
     SottoPayment *payment,
     SottoChat *chat,
     const SottoWalletOrder *order,
     GError **error)
{
  SottoSessionPayments *payments = sotto_session_get_payments (cli->session);
  g_autoptr (SottoWalletReview) agreed = review (cli, order, error);
  g_autoptr (SottoWalletTransaction) transaction = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  char *password =
    agreed != NULL ? sotto_cli_read_secret (cli->password_fd, "Password to sign: ", error) : NULL;

  if (password == NULL)
    return FALSE;
  sotto_session_payments_pay_async (payments, payment, chat, agreed, password, NULL,
                                    sotto_cli_ready_cb, cli);
  result = sotto_cli_wait (cli);
  sotto_wipe_string (password);
  g_free (password);
  transaction = sotto_session_payments_pay_finish (payments, result, error);
  if (transaction == NULL ||
      !sotto_cli_wait_until (cli, is_told, transaction, sotto_cli_get_timeout (cli, 60), error))
    return FALSE;
  print_transaction (transaction);
  return TRUE;
}

static gboolean
settle (SottoCli *cli, char **words, GError **error)
{
  g_autoptr (SottoPayment) payment = sotto_cli_find_payment (cli, words[0], error);
  SottoWalletAccount *account = payment != NULL ? find_account (cli, words[1], error) : NULL;
  SottoWalletOrder order;

  return account != NULL &&
         sotto_session_payments_fill_order (sotto_session_get_payments (cli->session), payment,
                                            account, &order, error) &&
         pay (cli, payment, NULL, &order, error);
}

static gboolean
pay_directly (SottoCli *cli, char **words, GError **error)
{
  g_autoptr (SottoChat) chat = sotto_cli_open_chat (cli, words[0], error);
  SottoWalletOrder order = {
    .network = sotto_wallet_find_network (get_wallet (cli), SOTTO_PAYMENT_CHAIN),
    .account = chat != NULL ? find_account (cli, words[1], error) : NULL,
  };

  return fill_order (cli, words + 2, &order, error) && pay (cli, NULL, chat, &order, error);
}

gboolean
sotto_cli_transfer (SottoCli *cli, int n_words, char **words, GError **error)
{
  const char *verb = n_words > 0 ? words[0] : "";
  gboolean (*run) (SottoCli *, char **, GError **) = NULL;

  if (g_str_equal (verb, "list") && n_words == 1)
    return sotto_cli_open_session (cli, error) && list_transactions (cli, error);
  if (g_str_equal (verb, "endpoint") && n_words == 3)
    run = set_endpoint;
  else if (g_str_equal (verb, "send") && (n_words == 5 || n_words == 6))
    run = send_money;
  else if (g_str_equal (verb, "settle") && n_words == 3)
    run = settle;
  else if (g_str_equal (verb, "direct") && (n_words == 5 || n_words == 6))
    run = pay_directly;
  if (run == NULL)
    return fail_usage (error);
  return sotto_cli_open_session (cli, error) && run (cli, words + 1, error);
}

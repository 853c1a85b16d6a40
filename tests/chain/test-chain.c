/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What we ask, sign and read, against a real node and contracts of all manners. */

#include <string.h>

#include "anvil.h"

#include "sotto-abi.h"
#include "sotto-chain-answers.h"
#include "sotto-chain-error.h"
#include "sotto-chain-questions.h"
#include "sotto-eth-transaction.h"
#include "sotto-multicall.h"
#include "sotto-token-call.h"

#define GWEI G_GUINT64_CONSTANT (1000000000)
#define ETHER (GWEI * GWEI)
#define CALL_GAS 200000

static const guint8 friend_address[20] = { 0xf0, 1, 2, 3 };

static SottoEthTransaction
prepare (SottoEthTransactionType type, guint64 nonce, const guint8 *to, guint64 value, GBytes *data)
{
  SottoEthTransaction transaction = {
    .type = type,
    .chain_id = ANVIL_CHAIN,
    .nonce = nonce,
    .gas_price = sotto_u256_from_u64 (20 * GWEI),
    .max_priority_fee = sotto_u256_from_u64 (GWEI),
    .max_fee = sotto_u256_from_u64 (20 * GWEI),
    .gas_limit = CALL_GAS,
    .has_recipient = TRUE,
    .value = sotto_u256_from_u64 (value),
    .data = data != NULL ? g_bytes_ref (data) : NULL,
  };

  memcpy (transaction.recipient, to, sizeof transaction.recipient);

  return transaction;
}

/* Signs with the rich account's key and sends; *@error is the node's. */
static gboolean
send (Anvil *anvil, const SottoEthTransaction *transaction, SottoHash *hash, GError **error)
{
  g_autoptr (GError) signing_error = NULL;
  g_autoptr (GBytes) raw =
    sotto_eth_transaction_sign (transaction, anvil->rich, hash, &signing_error);
  g_autoptr (SottoRpcAnswer) answer = NULL;
  SottoHash said;

  g_assert_no_error (signing_error);
  answer = anvil_ask (anvil, sotto_chain_ask_send (raw));
  if (!sotto_chain_read_hash (answer, &said, error))
    return FALSE;
  g_assert_cmpmem (&said, sizeof said, hash, sizeof *hash);

  return TRUE;
}

static guint64
get_nonce (Anvil *anvil, const char *block)
{
  g_autoptr (SottoRpcAnswer) answer =
    anvil_ask (anvil, sotto_chain_ask_nonce (anvil->rich_address, block));
  guint64 nonce;

  g_assert_true (sotto_chain_read_u64 (answer, &nonce, NULL));

  return nonce;
}

static void
assert_balance (Anvil *anvil, const guint8 *address, guint64 wei)
{
  g_autoptr (SottoRpcAnswer) answer =
    anvil_ask (anvil, sotto_chain_ask_balance (address, SOTTO_CHAIN_LATEST));
  SottoU256 expected = sotto_u256_from_u64 (wei);
  SottoU256 balance;

  g_assert_true (sotto_chain_read_quantity (answer, &balance, NULL));
  g_assert_cmpint (sotto_u256_compare (&balance, &expected), ==, 0);
}

static gboolean
has_receipt (Anvil *anvil, const SottoHash *hash, SottoChainReceipt *receipt)
{
  g_autoptr (SottoRpcAnswer) answer = anvil_ask (anvil, sotto_chain_ask_receipt (hash));
  gboolean is_there;

  g_assert_true (sotto_chain_read_receipt (answer, &is_there, receipt, NULL));

  return is_there;
}

/* The receipt may come a moment after the block. */
static void
wait_for_receipt (Anvil *anvil, const SottoHash *hash, SottoChainReceipt *receipt)
{
  for (guint i = 0; i < 100; i++)
    {
      if (has_receipt (anvil, hash, receipt))
        return;
    }
  g_error ("a transaction has no receipt");
}

/* Sends and mines. Returns: whether it succeeded. */
static gboolean
transact (Anvil *anvil, const guint8 *to, guint64 value, GBytes *data)
{
  g_auto (SottoEthTransaction) transaction = prepare (
    SOTTO_ETH_TRANSACTION_DYNAMIC_FEE, get_nonce (anvil, SOTTO_CHAIN_PENDING), to, value, data);
  g_auto (SottoChainReceipt) receipt = { 0 };
  g_autoptr (GError) error = NULL;
  SottoHash hash;

  send (anvil, &transaction, &hash, &error);
  g_assert_no_error (error);
  wait_for_receipt (anvil, &hash, &receipt);
  g_assert_true (receipt.says_result);

  return receipt.has_succeeded;
}

static GBytes *
call (Anvil *anvil, const guint8 *contract, GBytes *data, GError **error)
{
  SottoChainMessage message = { .from = anvil->rich_address, .to = contract, .data = data };
  g_autoptr (SottoRpcAnswer) answer =
    anvil_ask (anvil, sotto_chain_ask_call (&message, SOTTO_CHAIN_LATEST));

  return sotto_chain_read_data (answer, error);
}

static void
test_ether (void)
{
  static const SottoEthTransactionType types[] = {
    SOTTO_ETH_TRANSACTION_LEGACY,
    SOTTO_ETH_TRANSACTION_DYNAMIC_FEE,
  };
  g_autoptr (Anvil) anvil = anvil_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_auto (SottoEthTransaction) transaction = prepare (types[i], i, friend_address, ETHER, NULL);
      g_auto (SottoChainReceipt) receipt = { 0 };
      g_autoptr (GError) error = NULL;
      SottoHash hash;

      send (anvil, &transaction, &hash, &error);
      g_assert_no_error (error);
      wait_for_receipt (anvil, &hash, &receipt);
      g_assert_true (receipt.has_succeeded);
      g_assert_cmpuint (receipt.gas_used, ==, 21000);
      g_assert_cmpuint (receipt.block, ==, i + 1);
      assert_balance (anvil, friend_address, (i + 1) * ETHER);
    }
}

/* What the node refuses, and what the refusal is taken for. */
static void
test_refused (void)
{
  g_autoptr (Anvil) anvil = anvil_new ();
  g_auto (SottoEthTransaction) used =
    prepare (SOTTO_ETH_TRANSACTION_DYNAMIC_FEE, 0, friend_address, 1, NULL);
  g_auto (SottoEthTransaction) poor =
    prepare (SOTTO_ETH_TRANSACTION_DYNAMIC_FEE, 1, friend_address, 0, NULL);
  g_autoptr (GError) low = NULL;
  g_autoptr (GError) funds = NULL;
  SottoHash hash;

  g_assert_true (transact (anvil, friend_address, 1, NULL));
  used.value = sotto_u256_from_u64 (2);
  g_assert_false (send (anvil, &used, &hash, &low));
  g_assert_error (low, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_NONCE_LOW);

  g_assert_true (sotto_u256_parse_decimal ("1000000000000000000000", &poor.value));
  g_assert_false (send (anvil, &poor, &hash, &funds));
  g_assert_error (funds, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_FUNDS);
}

/* The later one waits for the earlier, and one in the pool is not taken twice. */
static void
test_gap (void)
{
  g_autoptr (Anvil) anvil = anvil_new ();
  g_auto (SottoEthTransaction) later =
    prepare (SOTTO_ETH_TRANSACTION_DYNAMIC_FEE, 1, friend_address, 2, NULL);
  g_auto (SottoChainReceipt) receipt = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) known = NULL;
  SottoHash hash;

  send (anvil, &later, &hash, &error);
  g_assert_no_error (error);
  g_assert_false (send (anvil, &later, &hash, &known));
  g_assert_error (known, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_KNOWN);
  g_assert_cmpuint (get_nonce (anvil, SOTTO_CHAIN_PENDING), ==, 0);
  g_assert_false (has_receipt (anvil, &hash, &receipt));

  g_assert_true (transact (anvil, friend_address, 1, NULL));
  wait_for_receipt (anvil, &hash, &receipt);
  assert_balance (anvil, friend_address, 3);
}

static void
test_replaced (void)
{
  g_autoptr (Anvil) anvil = anvil_new ();
  g_auto (SottoEthTransaction) first =
    prepare (SOTTO_ETH_TRANSACTION_DYNAMIC_FEE, 0, friend_address, ETHER, NULL);
  g_auto (SottoEthTransaction) second =
    prepare (SOTTO_ETH_TRANSACTION_DYNAMIC_FEE, 0, anvil->rich_address, 0, NULL);
  g_auto (SottoChainReceipt) lost = { 0 };
  g_auto (SottoChainReceipt) mined = { 0 };
  g_autoptr (GError) error = NULL;
  SottoHash first_hash;
  SottoHash second_hash;

  anvil_order (anvil, "evm_setAutomine", "[false]");
  g_assert_true (send (anvil, &first, &first_hash, &error));
  g_assert_cmpuint (get_nonce (anvil, SOTTO_CHAIN_PENDING), ==, 1);
  second.max_priority_fee = sotto_u256_from_u64 (2 * GWEI);
  second.max_fee = sotto_u256_from_u64 (40 * GWEI);
  g_assert_true (send (anvil, &second, &second_hash, &error));
  anvil_order (anvil, "evm_mine", "[]");

  wait_for_receipt (anvil, &second_hash, &mined);
  g_assert_false (has_receipt (anvil, &first_hash, &lost));
  assert_balance (anvil, friend_address, 0);
}

/* A block that had the transaction is no more. */
static void
test_reorganised (void)
{
  g_autoptr (Anvil) anvil = anvil_new ();
  g_auto (SottoEthTransaction) transaction =
    prepare (SOTTO_ETH_TRANSACTION_DYNAMIC_FEE, 0, friend_address, ETHER, NULL);
  g_auto (SottoChainReceipt) before = { 0 };
  g_auto (SottoChainReceipt) after = { 0 };
  g_autoptr (SottoRpcAnswer) answer = NULL;
  g_autoptr (GError) error = NULL;
  SottoChainBlock block;
  gboolean is_there;
  SottoHash hash;

  g_assert_true (send (anvil, &transaction, &hash, &error));
  wait_for_receipt (anvil, &hash, &before);
  anvil_order (anvil, "anvil_reorg", "[1, []]");
  g_assert_false (has_receipt (anvil, &hash, &after));
  assert_balance (anvil, friend_address, 0);

  answer = anvil_ask (anvil, sotto_chain_ask_block ("0x1"));
  g_assert_true (sotto_chain_read_block (answer, &is_there, &block, &error));
  g_assert_true (is_there);
  g_assert_cmpint (memcmp (&block.hash, &before.block_hash, sizeof block.hash), !=, 0);
}

static void
test_reasons (void)
{
  static const struct
  {
    const char *signature;
    const char *text; /* part of what people read; NULL for anything */
  } cases[] = {
    { "text()", "not today" },
    { "panic()", NULL },
    { "own()", NULL },
    { "silent()", NULL },
  };
  g_autoptr (Anvil) anvil = anvil_new ();
  guint8 contract[20];

  anvil_deploy (anvil, "Reverting", contract);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint8 selector[4];
      g_autoptr (GBytes) data = NULL;
      g_autoptr (GBytes) result = NULL;
      g_autoptr (GError) error = NULL;

      sotto_abi_selector (cases[i].signature, selector);
      data = g_bytes_new (selector, sizeof selector);
      result = call (anvil, contract, data, &error);
      g_assert_null (result);
      g_assert_error (error, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_REVERTED);
      if (cases[i].text != NULL)
        g_assert_nonnull (strstr (error->message, cases[i].text));
      g_assert_false (transact (anvil, contract, 0, data));
    }
}

static void
assert_tokens (Anvil *anvil, const guint8 *contract, const guint8 *owner, guint64 amount)
{
  g_autoptr (GBytes) data = sotto_token_call_balance_of (owner);
  g_autoptr (GBytes) result = call (anvil, contract, data, NULL);
  SottoU256 expected = sotto_u256_from_u64 (amount);
  SottoU256 balance;

  g_assert_nonnull (result);
  g_assert_cmpuint (g_bytes_get_size (result), ==, 32);
  g_assert_true (sotto_u256_from_bytes (g_bytes_get_data (result, NULL), 32, &balance));
  g_assert_cmpint (sotto_u256_compare (&balance, &expected), ==, 0);
}

/* The one transfer there was, found by who received it. */
static void
assert_log (Anvil *anvil, const guint8 *contract, guint64 amount)
{
  SottoHash recipient;
  SottoChainLogFilter filter = {
    .to_block = 2,
    .contract = contract,
    .topics = { sotto_transfer_get_topic (), NULL, &recipient, NULL },
  };
  g_autoptr (SottoRpcAnswer) answer = NULL;
  g_autoptr (GArray) logs = NULL;
  g_autoptr (GArray) transfers = NULL;
  SottoU256 expected = sotto_u256_from_u64 (amount);
  SottoEventLog event;

  sotto_transfer_pad_address (friend_address, &recipient);
  answer = anvil_ask (anvil, sotto_chain_ask_logs (&filter));
  logs = sotto_chain_read_logs (answer, NULL);
  g_assert_nonnull (logs);
  g_assert_cmpuint (logs->len, ==, amount > 0 ? 1 : 0);
  if (logs->len == 0)
    return;
  sotto_chain_log_to_event (&g_array_index (logs, SottoChainLog, 0), &event);
  transfers = sotto_transfer_parse (&event);
  g_assert_cmpuint (transfers->len, ==, 1);
  g_assert_cmpint (
    sotto_u256_compare (&g_array_index (transfers, SottoTransfer, 0).amount, &expected), ==, 0);
}

static void
test_tokens (void)
{
  static const struct
  {
    const char *name;
    const char *symbol;
    guint8 decimals; /* 255: more than are taken */
    gboolean says_success;
    guint64 arrives; /* of 1000 */
  } cases[] = {
    { "OrdinaryToken", "ORD", 18, TRUE, 1000 }, { "SilentToken", "SIL", 6, TRUE, 1000 },
    { "OldToken", "OLD", 0, TRUE, 1000 },       { "RefusingToken", "NO", 24, FALSE, 0 },
    { "FeeToken", NULL, 255, TRUE, 990 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Anvil) anvil = anvil_new ();
      SottoU256 amount = sotto_u256_from_u64 (1000);
      g_autoptr (GBytes) ask_symbol = sotto_token_call_symbol ();
      g_autoptr (GBytes) ask_decimals = sotto_token_call_decimals ();
      g_autoptr (GBytes) transfer = sotto_token_call_transfer (friend_address, &amount);
      g_autoptr (GBytes) symbol = NULL;
      g_autoptr (GBytes) decimals = NULL;
      g_autoptr (GBytes) tried = NULL;
      g_autofree char *text = NULL;
      guint8 n_decimals;
      guint8 contract[20];

      anvil_deploy (anvil, cases[i].name, contract);
      symbol = call (anvil, contract, ask_symbol, NULL);
      text = sotto_token_result_dup_text (symbol, SOTTO_TOKEN_MAX_SYMBOL);
      if (cases[i].symbol != NULL)
        g_assert_cmpstr (text, ==, cases[i].symbol);
      else
        g_assert_true (text == NULL || strpbrk (text, "\a\xe2") == NULL);

      decimals = call (anvil, contract, ask_decimals, NULL);
      g_assert_cmpint (sotto_token_result_get_decimals (decimals, &n_decimals), ==,
                       cases[i].decimals != 255);
      if (cases[i].decimals != 255)
        g_assert_cmpuint (n_decimals, ==, cases[i].decimals);

      tried = call (anvil, contract, transfer, NULL);
      g_assert_cmpint (sotto_token_result_is_success (tried), ==, cases[i].says_success);
      g_assert_true (transact (anvil, contract, 0, transfer));
      assert_tokens (anvil, contract, friend_address, cases[i].arrives);
      assert_log (anvil, contract, cases[i].arrives);
    }
}

static void
assert_number (const SottoMulticallResult *result, const char *decimal)
{
  SottoU256 expected;
  SottoU256 number;

  g_assert_true (result->success);
  g_assert_cmpuint (g_bytes_get_size (result->data), ==, 32);
  g_assert_true (sotto_u256_from_bytes (g_bytes_get_data (result->data, NULL), 32, &number));
  g_assert_true (sotto_u256_parse_decimal (decimal, &expected));
  g_assert_cmpint (sotto_u256_compare (&number, &expected), ==, 0);
}

/* Balances of several owners and tokens in one question, beside calls that fail or reach nobody. */
static void
test_multicall (void)
{
  static const guint8 refusing[20] = { 0xf1, 1 };
  static const guint8 nobody[20] = { 0xf2, 1 };
  const guint8 *all = sotto_multicall_get_address ();
  g_autoptr (Anvil) anvil = anvil_new ();
  g_autoptr (GBytes) rich_ether = sotto_multicall_call_eth_balance (anvil->rich_address);
  g_autoptr (GBytes) friend_ether = sotto_multicall_call_eth_balance (friend_address);
  g_autoptr (GBytes) rich_tokens = sotto_token_call_balance_of (anvil->rich_address);
  g_autoptr (GBytes) friend_tokens = sotto_token_call_balance_of (friend_address);
  g_autoptr (GBytes) question = NULL;
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GError) error = NULL;
  guint8 token[20];
  SottoMulticallCall calls[6] = {
    { .data = rich_ether },
    { .data = friend_ether },
    { .data = rich_tokens },
    { .data = friend_tokens },
    { .allow_failure = TRUE, .data = rich_tokens },
    { .allow_failure = TRUE, .data = rich_tokens },
  };

  anvil_deploy (anvil, "OrdinaryToken", token);
  anvil_place (anvil, "Multicall", all);
  anvil_place (anvil, "Reverting", refusing);
  anvil_order (anvil, "anvil_setBalance",
               "[\"0xf001020300000000000000000000000000000000\",\"0x2a\"]");
  anvil_order (anvil, "anvil_setBalance",
               "[\"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266\",\"0x3635c9adc5dea00000\"]");
  memcpy (calls[0].target, all, 20);
  memcpy (calls[1].target, all, 20);
  memcpy (calls[2].target, token, 20);
  memcpy (calls[3].target, token, 20);
  memcpy (calls[4].target, refusing, 20);
  memcpy (calls[5].target, nobody, 20);

  question = sotto_multicall_encode (calls, G_N_ELEMENTS (calls));
  answer = call (anvil, all, question, &error);
  g_assert_no_error (error);
  results = sotto_multicall_decode (answer, G_N_ELEMENTS (calls), &error);
  g_assert_no_error (error);
  assert_number (results->pdata[0], "1000000000000000000000");
  assert_number (results->pdata[1], "42");
  assert_number (results->pdata[2], "1000000000000000000000");
  assert_number (results->pdata[3], "0");
  g_assert_false (((SottoMulticallResult *) results->pdata[4])->success);
  g_assert_true (((SottoMulticallResult *) results->pdata[5])->success);
  g_assert_cmpuint (g_bytes_get_size (((SottoMulticallResult *) results->pdata[5])->data), ==, 0);

  /* One that must not fail takes all the others with it. */
  calls[4].allow_failure = FALSE;
  g_clear_pointer (&question, g_bytes_unref);
  question = sotto_multicall_encode (calls, G_N_ELEMENTS (calls));
  g_assert_null (call (anvil, all, question, &error));
  g_assert_error (error, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_REVERTED);
}

int
main (int argc, char **argv)
{
  static const AnvilTest tests[] = {
    { "/chain/ether", test_ether },
    { "/chain/refused", test_refused },
    { "/chain/gap", test_gap },
    { "/chain/replaced", test_replaced },
    { "/chain/reorganised", test_reorganised },
    { "/chain/reasons", test_reasons },
    { "/chain/tokens", test_tokens },
    { "/chain/multicall", test_multicall },
  };

  return anvil_run (argc, argv, tests, G_N_ELEMENTS (tests));
}

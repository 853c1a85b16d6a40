/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Exchanges with endpoints of Ethereum: every answer is read, as what it answers says. */

#include <string.h>

#include "sotto-chain-answers.h"
#include "sotto-chain-error.h"
#include "sotto-quantity.h"
#include "vector-sets.h"

static void
check_quantity (VectorRun *run, const SottoRpcAnswer *answer, JsonObject *response)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  SottoU256 quantity;

  if (sotto_chain_read_quantity (answer, &quantity, &error))
    text = sotto_quantity_format (&quantity);
  vector_check_text (run, "result", vector_text (response, "result"), text);
}

static void
check_data (VectorRun *run, const SottoRpcAnswer *answer, JsonObject *response)
{
  g_autoptr (GBytes) data = sotto_chain_read_data (answer, NULL);
  g_autofree char *text = data != NULL ? sotto_quantity_format_data (data) : NULL;

  vector_check_text (run, "result", vector_text (response, "result"), text);
}

static void
check_number (VectorRun *run, JsonObject *object, const char *member, guint64 number)
{
  SottoU256 wide = sotto_u256_from_u64 (number);
  g_autofree char *text = sotto_quantity_format (&wide);

  vector_check_text (run, member, vector_text (object, member), text);
}

/* (nullable): the object that was answered; a null must be read as nothing. */
static JsonObject *
get_object (VectorRun *run, JsonObject *response, gboolean done, gboolean is_there)
{
  JsonNode *result = json_object_get_member (response, "result");
  gboolean is_object = result != NULL && JSON_NODE_HOLDS_OBJECT (result);

  vector_check_bool (run, "read", TRUE, done);
  vector_check_bool (run, "is there", is_object, is_there);

  return is_object && done && is_there ? json_node_get_object (result) : NULL;
}

static void
check_block (VectorRun *run, const SottoRpcAnswer *answer, JsonObject *response)
{
  SottoChainBlock block;
  gboolean is_there = FALSE;
  gboolean done = sotto_chain_read_block (answer, &is_there, &block, NULL);
  JsonObject *object = get_object (run, response, done, is_there);

  if (object == NULL)
    return;
  check_number (run, object, "number", block.number);
  check_number (run, object, "timestamp", block.timestamp);
  check_number (run, object, "gasUsed", block.gas_used);
  vector_check_bytes (run, "hash", vector_text (object, "hash"), block.hash.bytes,
                      sizeof block.hash.bytes);
}

static void
check_transaction (VectorRun *run, const SottoRpcAnswer *answer, JsonObject *response)
{
  g_auto (SottoChainTransaction) transaction = { 0 };
  gboolean is_there = FALSE;
  gboolean done = sotto_chain_read_transaction (answer, &is_there, &transaction, NULL);
  JsonObject *object = get_object (run, response, done, is_there);

  if (object == NULL)
    return;
  check_number (run, object, "nonce", transaction.nonce);
  vector_check_bytes (run, "from", vector_text (object, "from"), transaction.from,
                      sizeof transaction.from);
  vector_check_gbytes (run, "input", vector_text (object, "input"), transaction.data);
}

static void
check_receipt (VectorRun *run, const SottoRpcAnswer *answer, JsonObject *response)
{
  g_auto (SottoChainReceipt) receipt = { 0 };
  gboolean is_there = FALSE;
  gboolean done = sotto_chain_read_receipt (answer, &is_there, &receipt, NULL);
  JsonObject *object = get_object (run, response, done, is_there);

  if (object == NULL)
    return;
  check_number (run, object, "gasUsed", receipt.gas_used);
  vector_check_bool (run, "status", vector_has (object, "status"), receipt.says_result);
  if (receipt.says_result)
    check_number (run, object, "status", receipt.has_succeeded);
  vector_check_int (run, "logs", json_array_get_length (vector_array (object, "logs")),
                    receipt.logs->len);
}

static void
check_logs (VectorRun *run, const SottoRpcAnswer *answer, JsonObject *response)
{
  g_autoptr (GArray) logs = sotto_chain_read_logs (answer, NULL);

  vector_check_int (run, "logs", json_array_get_length (vector_array (response, "result")),
                    logs != NULL ? logs->len : G_MAXUINT);
}

typedef void (*CheckFunc) (VectorRun *run, const SottoRpcAnswer *answer, JsonObject *response);

static const struct
{
  const char *method;
  CheckFunc check;
} checks[] = {
  { "eth_blockNumber", check_quantity },
  { "eth_chainId", check_quantity },
  { "eth_getBalance", check_quantity },
  { "eth_getTransactionCount", check_quantity },
  { "eth_estimateGas", check_quantity },
  { "eth_baseFee", check_quantity },
  { "eth_blobBaseFee", check_quantity },
  { "eth_call", check_data },
  { "eth_getCode", check_data },
  { "eth_getStorageAt", check_data },
  { "eth_sendRawTransaction", check_data },
  { "eth_getBlockByNumber", check_block },
  { "eth_getBlockByHash", check_block },
  { "eth_getTransactionByHash", check_transaction },
  { "eth_getTransactionReceipt", check_receipt },
  { "eth_getLogs", check_logs },
};

static void
check_answer (VectorRun *run,
              const char *method,
              const SottoRpcAnswer *answer,
              JsonObject *response)
{
  if (vector_has (response, "error"))
    {
      g_autoptr (GError) error = NULL;

      vector_check_bool (run, "result", FALSE, answer->result != NULL);
      sotto_chain_set_error (&error, answer);
      vector_check_bool (run, "error", TRUE, error != NULL);
      vector_check_int (run, "code",
                        (guint64) vector_int (vector_object (response, "error"), "code"),
                        (guint64) answer->code);
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (checks); i++)
    if (g_str_equal (checks[i].method, method))
      {
        checks[i].check (run, answer, response);
        return;
      }
  vector_check_bool (run, "result", TRUE, answer->result != NULL);
}

static void
check_exchange (VectorRun *run, const char *method, JsonObject *exchange)
{
  JsonNode *node = json_object_get_member (exchange, "response");
  JsonObject *response = json_node_get_object (node);
  g_autofree char *text = json_to_string (node, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) answers =
    sotto_rpc_decode (text, strlen (text), 1, (guint64) vector_int (response, "id"), &error);

  if (answers == NULL)
    vector_fail (run, "response", &error);
  else
    check_answer (run, method, answers->pdata[0], response);
}

static void
check_case (VectorRun *run, JsonObject *object, guint index)
{
  JsonArray *exchanges = vector_array (object, "exchange");

  for (guint i = 0; i < json_array_get_length (exchanges); i++)
    check_exchange (run, vector_text (object, "method"),
                    json_array_get_object_element (exchanges, i));
}

static void
run_exchanges (VectorRun *run, JsonNode *root)
{
  vector_each (run, vector_root_object (root), "cases", check_case);
}

const VectorSetEntry vector_sets_rpc[] = {
  { "rpc-execution-apis.json", "cases", run_exchanges },
  { NULL, NULL, NULL },
};

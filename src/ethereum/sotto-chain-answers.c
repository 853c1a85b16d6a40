/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Answers of Ethereum's JSON-RPC, each field checked (wallet.md section 2.2). An endpoint may say
 * anything; what it says is believed only as far as it has the form that it should. */

#include "sotto-chain-answers.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sotto-chain-error.h"
#include "sotto-json-text.h"
#include "sotto-quantity.h"

static gboolean
fail (GError **error)
{
  g_set_error_literal (error, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_MALFORMED,
                       _ ("The endpoint gave an answer that makes no sense."));

  return FALSE;
}

/* (nullable): the result, or an error. */
static JsonNode *
get_result (const SottoRpcAnswer *answer, GError **error)
{
  if (answer->result == NULL)
    sotto_chain_set_error (error, answer);

  return answer->result;
}

static const char *
get_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL ? sotto_json_node_get_text (node) : NULL;
}

static gboolean
has_value (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && !JSON_NODE_HOLDS_NULL (node);
}

/* Exactly @length bytes. */
static gboolean
parse_bytes (const char *text, guint8 *bytes, gsize length)
{
  g_autoptr (GBytes) data = sotto_quantity_parse_data (text, length);

  if (data == NULL || g_bytes_get_size (data) != length)
    return FALSE;
  memcpy (bytes, g_bytes_get_data (data, NULL), length);

  return TRUE;
}

static gboolean
get_hash (JsonObject *object, const char *name, SottoHash *hash)
{
  return parse_bytes (get_text (object, name), hash->bytes, sizeof hash->bytes);
}

static gboolean
get_u64 (JsonObject *object, const char *name, guint64 *number)
{
  return sotto_quantity_parse_u64 (get_text (object, name), number);
}

static gboolean
get_quantity (JsonObject *object, const char *name, SottoU256 *quantity)
{
  return sotto_quantity_parse (get_text (object, name), quantity);
}

gboolean
sotto_chain_read_quantity (const SottoRpcAnswer *answer, SottoU256 *quantity, GError **error)
{
  JsonNode *result = get_result (answer, error);

  if (result == NULL)
    return FALSE;

  return sotto_quantity_parse (sotto_json_node_get_text (result), quantity) || fail (error);
}

gboolean
sotto_chain_read_u64 (const SottoRpcAnswer *answer, guint64 *number, GError **error)
{
  JsonNode *result = get_result (answer, error);

  if (result == NULL)
    return FALSE;

  return sotto_quantity_parse_u64 (sotto_json_node_get_text (result), number) || fail (error);
}

GBytes *
sotto_chain_read_data (const SottoRpcAnswer *answer, GError **error)
{
  JsonNode *result = get_result (answer, error);
  GBytes *data;

  if (result == NULL)
    return NULL;

  data = sotto_quantity_parse_data (sotto_json_node_get_text (result), SOTTO_CHAIN_MAX_DATA);
  if (data == NULL)
    fail (error);

  return data;
}

gboolean
sotto_chain_read_hash (const SottoRpcAnswer *answer, SottoHash *hash, GError **error)
{
  JsonNode *result = get_result (answer, error);

  if (result == NULL)
    return FALSE;

  return parse_bytes (sotto_json_node_get_text (result), hash->bytes, sizeof hash->bytes) ||
         fail (error);
}

/* FALSE with an error; otherwise *@object is NULL for what is not there. */
static gboolean
get_object (const SottoRpcAnswer *answer, JsonObject **object, GError **error)
{
  JsonNode *result = get_result (answer, error);

  *object = NULL;
  if (result == NULL)
    return FALSE;
  if (JSON_NODE_HOLDS_NULL (result))
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (result))
    return fail (error);
  *object = json_node_get_object (result);

  return TRUE;
}

gboolean
sotto_chain_read_block (const SottoRpcAnswer *answer,
                        gboolean *is_there,
                        SottoChainBlock *block,
                        GError **error)
{
  JsonObject *object;

  *block = (SottoChainBlock){ 0 };
  if (!get_object (answer, &object, error))
    return FALSE;
  *is_there = object != NULL;
  if (object == NULL)
    return TRUE;

  block->has_base_fee = has_value (object, "baseFeePerGas");
  if (get_u64 (object, "number", &block->number) && get_hash (object, "hash", &block->hash) &&
      get_hash (object, "parentHash", &block->parent) &&
      get_u64 (object, "timestamp", &block->timestamp) &&
      get_u64 (object, "gasLimit", &block->gas_limit) &&
      get_u64 (object, "gasUsed", &block->gas_used) &&
      (!block->has_base_fee || get_quantity (object, "baseFeePerGas", &block->base_fee)))
    return TRUE;

  return fail (error);
}

void
sotto_chain_transaction_clear (SottoChainTransaction *transaction)
{
  g_clear_pointer (&transaction->data, g_bytes_unref);
}

gboolean
sotto_chain_read_transaction (const SottoRpcAnswer *answer,
                              gboolean *is_there,
                              SottoChainTransaction *transaction,
                              GError **error)
{
  JsonObject *object;

  *transaction = (SottoChainTransaction){ 0 };
  if (!get_object (answer, &object, error))
    return FALSE;
  *is_there = object != NULL;
  if (object == NULL)
    return TRUE;

  transaction->is_mined = has_value (object, "blockNumber");
  transaction->creates = !has_value (object, "to");
  transaction->data = sotto_quantity_parse_data (get_text (object, "input"), SOTTO_CHAIN_MAX_DATA);
  if (transaction->data != NULL && get_hash (object, "hash", &transaction->hash) &&
      (!transaction->is_mined || get_u64 (object, "blockNumber", &transaction->block)) &&
      parse_bytes (get_text (object, "from"), transaction->from, sizeof transaction->from) &&
      (transaction->creates ||
       parse_bytes (get_text (object, "to"), transaction->to, sizeof transaction->to)) &&
      get_u64 (object, "nonce", &transaction->nonce) &&
      get_quantity (object, "value", &transaction->value))
    return TRUE;
  sotto_chain_transaction_clear (transaction);

  return fail (error);
}

static void
log_clear (gpointer data)
{
  g_clear_pointer (&((SottoChainLog *) data)->data, g_bytes_unref);
}

static gboolean
read_topics (JsonObject *object, SottoChainLog *log)
{
  JsonNode *node = json_object_get_member (object, "topics");
  JsonArray *topics =
    node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (topics == NULL || json_array_get_length (topics) > SOTTO_LOG_MAX_TOPICS)
    return FALSE;

  log->n_topics = json_array_get_length (topics);
  for (guint i = 0; i < log->n_topics; i++)
    if (!parse_bytes (sotto_json_node_get_text (json_array_get_element (topics, i)),
                      log->topics[i].bytes, SOTTO_HASH_LENGTH))
      return FALSE;

  return TRUE;
}

/* One that says more than we read is of nothing: others in the same answer must not be lost for
 * what any contract can write. */
static gboolean
read_log_data (JsonObject *object, SottoChainLog *log)
{
  const char *text = get_text (object, "data");

  if (text != NULL && strlen (text) > 2 + 2 * SOTTO_CHAIN_MAX_DATA)
    {
      log->data = g_bytes_new (NULL, 0);
      log->n_topics = 0;
      return TRUE;
    }
  log->data = sotto_quantity_parse_data (text, SOTTO_CHAIN_MAX_DATA);
  return log->data != NULL;
}

/* In any case, @log is to be cleared. */
static gboolean
read_log (JsonNode *node, SottoChainLog *log)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode *removed;

  if (object == NULL)
    return FALSE;

  removed = json_object_get_member (object, "removed");
  log->is_removed = removed != NULL && JSON_NODE_HOLDS_VALUE (removed) &&
                    json_node_get_value_type (removed) == G_TYPE_BOOLEAN &&
                    json_node_get_boolean (removed);

  return read_topics (object, log) && read_log_data (object, log) &&
         parse_bytes (get_text (object, "address"), log->contract, sizeof log->contract) &&
         get_u64 (object, "blockNumber", &log->block) &&
         get_hash (object, "blockHash", &log->block_hash) &&
         get_hash (object, "transactionHash", &log->transaction) &&
         get_u64 (object, "logIndex", &log->index);
}

/* (nullable): all of them, or none. */
static GArray *
read_log_list (JsonNode *node)
{
  JsonArray *list = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autoptr (GArray) logs = NULL;

  if (list == NULL || json_array_get_length (list) > SOTTO_CHAIN_MAX_LOGS)
    return NULL;

  logs = g_array_new (FALSE, TRUE, sizeof (SottoChainLog));
  g_array_set_clear_func (logs, log_clear);
  g_array_set_size (logs, json_array_get_length (list));
  for (guint i = 0; i < logs->len; i++)
    if (!read_log (json_array_get_element (list, i), &g_array_index (logs, SottoChainLog, i)))
      return NULL;

  return g_steal_pointer (&logs);
}

GArray *
sotto_chain_read_logs (const SottoRpcAnswer *answer, GError **error)
{
  JsonNode *result = get_result (answer, error);
  GArray *logs;

  if (result == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_ARRAY (result) &&
      json_array_get_length (json_node_get_array (result)) > SOTTO_CHAIN_MAX_LOGS)
    {
      g_set_error_literal (error, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_RANGE,
                           _ ("The endpoint sends more than was asked for."));
      return NULL;
    }
  logs = read_log_list (result);
  if (logs == NULL)
    fail (error);

  return logs;
}

void
sotto_chain_receipt_clear (SottoChainReceipt *receipt)
{
  g_clear_pointer (&receipt->logs, g_array_unref);
}

gboolean
sotto_chain_read_receipt (const SottoRpcAnswer *answer,
                          gboolean *is_there,
                          SottoChainReceipt *receipt,
                          GError **error)
{
  JsonObject *object;
  guint64 status = 0;

  *receipt = (SottoChainReceipt){ 0 };
  if (!get_object (answer, &object, error))
    return FALSE;
  *is_there = object != NULL;
  if (object == NULL)
    return TRUE;

  if (json_object_has_member (object, "logs"))
    receipt->logs = read_log_list (json_object_get_member (object, "logs"));
  receipt->says_result = has_value (object, "status") || !has_value (object, "root");
  if (receipt->logs != NULL && get_hash (object, "transactionHash", &receipt->transaction) &&
      get_u64 (object, "blockNumber", &receipt->block) &&
      get_hash (object, "blockHash", &receipt->block_hash) &&
      (!receipt->says_result || get_u64 (object, "status", &status)) &&
      get_u64 (object, "gasUsed", &receipt->gas_used) &&
      get_quantity (object, "effectiveGasPrice", &receipt->gas_price) &&
      (!has_value (object, "l1Fee") || get_quantity (object, "l1Fee", &receipt->second_layer_fee)))
    {
      receipt->has_succeeded = status == 1;
      return TRUE;
    }
  sotto_chain_receipt_clear (receipt);

  return fail (error);
}

void
sotto_chain_log_to_event (const SottoChainLog *from, SottoEventLog *log)
{
  log->contract = from->contract;
  log->topics = from->topics;
  log->n_topics = from->n_topics;
  log->data = from->data;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The questions of Ethereum's JSON-RPC that a wallet has (wallet.md section 2.2). */

#include "sotto-chain-questions.h"

#include "sotto-fees.h"
#include "sotto-hex.h"
#include "sotto-quantity.h"

static char *
format_bytes (const guint8 *bytes, gsize length)
{
  g_autofree char *hex = sotto_hex_encode (bytes, length);

  return g_strconcat ("0x", hex, NULL);
}

static char *
format_address (const guint8 *address)
{
  return format_bytes (address, SOTTO_ADDRESS_LENGTH);
}

static SottoRpcCall
ask (const char *method, char *params)
{
  return (SottoRpcCall){ method, params };
}

static SottoRpcCall
ask_nothing (const char *method)
{
  return ask (method, g_strdup ("[]"));
}

static SottoRpcCall
ask_about (const char *method, const guint8 *address, const char *block)
{
  g_autofree char *text = format_address (address);

  return ask (method, g_strdup_printf ("[\"%s\",\"%s\"]", text, block));
}

static SottoRpcCall
ask_by_hash (const char *method, const SottoHash *hash, const char *rest)
{
  g_autofree char *text = format_bytes (hash->bytes, sizeof hash->bytes);

  return ask (method, g_strdup_printf ("[\"%s\"%s]", text, rest));
}

static void
append_member (GString *object, const char *name, char *value)
{
  if (object->len > 1)
    g_string_append_c (object, ',');
  g_string_append_printf (object, "\"%s\":\"%s\"", name, value);
  g_free (value);
}

/* Old nodes read "data" only, new ones both names. */
static char *
format_message (const SottoChainMessage *message)
{
  g_autoptr (GString) object = g_string_new ("{");

  if (message->from != NULL)
    append_member (object, "from", format_address (message->from));
  if (message->to != NULL)
    append_member (object, "to", format_address (message->to));
  if (message->value != NULL)
    append_member (object, "value", sotto_quantity_format (message->value));
  if (message->data != NULL)
    append_member (object, "data", sotto_quantity_format_data (message->data));
  g_string_append_c (object, '}');

  return g_string_free (g_steal_pointer (&object), FALSE);
}

void
sotto_chain_write_block (guint64 number, char text[SOTTO_CHAIN_BLOCK_SIZE])
{
  g_snprintf (text, SOTTO_CHAIN_BLOCK_SIZE, "0x%" G_GINT64_MODIFIER "x", number);
}

SottoRpcCall
sotto_chain_ask_block_number (void)
{
  return ask_nothing ("eth_blockNumber");
}

SottoRpcCall
sotto_chain_ask_block (const char *block)
{
  return ask ("eth_getBlockByNumber", g_strdup_printf ("[\"%s\",false]", block));
}

SottoRpcCall
sotto_chain_ask_block_by_hash (const SottoHash *hash)
{
  return ask_by_hash ("eth_getBlockByHash", hash, ",false");
}

SottoRpcCall
sotto_chain_ask_balance (const guint8 address[SOTTO_ADDRESS_LENGTH], const char *block)
{
  return ask_about ("eth_getBalance", address, block);
}

SottoRpcCall
sotto_chain_ask_nonce (const guint8 address[SOTTO_ADDRESS_LENGTH], const char *block)
{
  return ask_about ("eth_getTransactionCount", address, block);
}

SottoRpcCall
sotto_chain_ask_code (const guint8 address[SOTTO_ADDRESS_LENGTH], const char *block)
{
  return ask_about ("eth_getCode", address, block);
}

SottoRpcCall
sotto_chain_ask_call (const SottoChainMessage *message, const char *block)
{
  g_autofree char *text = format_message (message);

  return ask ("eth_call", g_strdup_printf ("[%s,\"%s\"]", text, block));
}

SottoRpcCall
sotto_chain_ask_gas (const SottoChainMessage *message)
{
  g_autofree char *text = format_message (message);

  return ask ("eth_estimateGas", g_strdup_printf ("[%s]", text));
}

SottoRpcCall
sotto_chain_ask_gas_price (void)
{
  return ask_nothing ("eth_gasPrice");
}

SottoRpcCall
sotto_chain_ask_priority_fee (void)
{
  return ask_nothing ("eth_maxPriorityFeePerGas");
}

SottoRpcCall
sotto_chain_ask_fee_history (void)
{
  return ask ("eth_feeHistory", g_strdup_printf ("[\"0x%x\",\"%s\",%s]", SOTTO_FEES_N_BLOCKS,
                                                 SOTTO_CHAIN_LATEST, SOTTO_FEES_PERCENTILES));
}

SottoRpcCall
sotto_chain_ask_transaction (const SottoHash *hash)
{
  return ask_by_hash ("eth_getTransactionByHash", hash, "");
}

SottoRpcCall
sotto_chain_ask_receipt (const SottoHash *hash)
{
  return ask_by_hash ("eth_getTransactionReceipt", hash, "");
}

static void
append_topics (GString *object, const SottoChainLogFilter *filter)
{
  gsize n = G_N_ELEMENTS (filter->topics);

  while (n > 0 && filter->topics[n - 1] == NULL)
    n--;
  if (n == 0)
    return;
  g_string_append (object, ",\"topics\":[");
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *text = filter->topics[i] == NULL
                                ? NULL
                                : format_bytes (filter->topics[i]->bytes, SOTTO_HASH_LENGTH);

      g_string_append (object, i > 0 ? "," : "");
      if (text == NULL)
        g_string_append (object, "null");
      else
        g_string_append_printf (object, "\"%s\"", text);
    }
  g_string_append_c (object, ']');
}

SottoRpcCall
sotto_chain_ask_logs (const SottoChainLogFilter *filter)
{
  g_autoptr (GString) object = g_string_new ("[{");
  char from[SOTTO_CHAIN_BLOCK_SIZE];
  char to[SOTTO_CHAIN_BLOCK_SIZE];

  sotto_chain_write_block (filter->from_block, from);
  sotto_chain_write_block (filter->to_block, to);
  g_string_append_printf (object, "\"fromBlock\":\"%s\",\"toBlock\":\"%s\"", from, to);
  if (filter->contract != NULL)
    append_member (object, "address", format_address (filter->contract));
  append_topics (object, filter);
  g_string_append (object, "}]");

  return ask ("eth_getLogs", g_string_free (g_steal_pointer (&object), FALSE));
}

SottoRpcCall
sotto_chain_ask_send (GBytes *raw)
{
  g_autofree char *text = sotto_quantity_format_data (raw);

  return ask ("eth_sendRawTransaction", g_strdup_printf ("[\"%s\"]", text));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Transactions: made, signed and read. */

#include <string.h>

#include "sotto-eth-transaction.h"
#include "sotto-keccak.h"
#include "sotto-rlp.h"
#include "vector-sets.h"

static SottoU256
take_u256 (VectorRun *run, JsonObject *object, const char *member)
{
  SottoU256 value = SOTTO_U256_ZERO;

  if (vector_has (object, member) &&
      !sotto_u256_parse_decimal (
        vector_text (object, member) != NULL ? vector_text (object, member) : "", &value))
    vector_fail (run, member, NULL);

  return value;
}

static void
add_slots (SottoRlpWriter *writer, JsonArray *slots)
{
  sotto_rlp_writer_begin_list (writer);
  for (guint i = 0; i < json_array_get_length (slots); i++)
    {
      SottoHash slot = { 0 };

      if (sotto_hash_from_hex (&slot, json_array_get_string_element (slots, i), NULL))
        sotto_rlp_writer_add_string (writer, slot.bytes, sizeof slot.bytes);
    }
  sotto_rlp_writer_end_list (writer);
}

/* (transfer full) (nullable): of [{ address, storageKeys }, …] */
static GBytes *
take_access_list (JsonObject *object)
{
  JsonArray *list = vector_array (object, "accessList");
  SottoRlpWriter *writer;

  if (json_array_get_length (list) == 0)
    return NULL;
  writer = sotto_rlp_writer_new ();
  sotto_rlp_writer_begin_list (writer);
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonObject *entry = json_array_get_object_element (list, i);
      guint8 address[SOTTO_ADDRESS_LENGTH];

      vector_fixed (entry, "address", address, sizeof address);
      sotto_rlp_writer_begin_list (writer);
      sotto_rlp_writer_add_string (writer, address, sizeof address);
      add_slots (writer, vector_array (entry, "storageKeys"));
      sotto_rlp_writer_end_list (writer);
    }
  sotto_rlp_writer_end_list (writer);

  return sotto_rlp_writer_end (writer);
}

static void
take_fields (VectorRun *run, JsonObject *object, SottoEthTransaction *transaction)
{
  SottoU256 gas = take_u256 (run, object, "gasLimit");

  transaction->type = (SottoEthTransactionType) vector_int (object, "type");
  transaction->chain_id = (guint64) vector_int (object, "chainId");
  transaction->nonce = (guint64) vector_int (object, "nonce");
  transaction->gas_price = take_u256 (run, object, "gasPrice");
  transaction->max_priority_fee = take_u256 (run, object, "maxPriorityFeePerGas");
  transaction->max_fee = take_u256 (run, object, "maxFeePerGas");
  vector_check_bool (run, "gasLimit", TRUE, sotto_u256_to_u64 (&gas, &transaction->gas_limit));
  transaction->has_recipient =
    vector_has (object, "to") &&
    vector_fixed (object, "to", transaction->recipient, SOTTO_ADDRESS_LENGTH);
  transaction->value = take_u256 (run, object, "value");
  transaction->data = vector_bytes (object, "data");
  transaction->access_list = take_access_list (object);
}

/* The raw bytes are read, and give what they were made of. */
static void
check_read (VectorRun *run, JsonObject *object, GBytes *raw)
{
  g_auto (SottoEthTransaction) transaction = { 0 };
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  guint8 sender[SOTTO_ADDRESS_LENGTH];
  SottoHash hash;

  if (!sotto_eth_transaction_parse (raw, &transaction, sender, &hash, &error))
    {
      vector_fail (run, "raw", &error);
      return;
    }
  vector_check_bytes (run, "from", vector_text (object, "from"), sender, sizeof sender);
  vector_check_bytes (run, "hash", vector_text (object, "hash"), hash.bytes, sizeof hash.bytes);
  bytes = sotto_eth_transaction_get_signing_bytes (&transaction);
  vector_check_gbytes (run, "read again", vector_text (object, "signingData"), bytes);
}

static void
check_signed (VectorRun *run, JsonObject *object, guint index)
{
  g_auto (SottoEthTransaction) transaction = { 0 };
  g_autoptr (SottoPrivateKey) key = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) raw = NULL;
  g_autoptr (GError) error = NULL;
  guint8 key_bytes[SOTTO_KEY_LENGTH];
  guint8 signature[SOTTO_SIGNATURE_LENGTH];
  SottoHash digest;

  take_fields (run, object, &transaction);
  bytes = sotto_eth_transaction_get_signing_bytes (&transaction);
  vector_check_gbytes (run, "signingData", vector_text (object, "signingData"), bytes);
  sotto_keccak256 (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &digest);
  vector_check_bytes (run, "signingHash", vector_text (object, "signingHash"), digest.bytes,
                      sizeof digest.bytes);
  vector_fixed (object, "privateKey", key_bytes, sizeof key_bytes);
  key = sotto_private_key_new (key_bytes, &error);
  if (key == NULL || !sotto_private_key_sign (key, &digest, signature, &error))
    {
      vector_fail (run, "privateKey", &error);
      return;
    }
  vector_check_bytes (run, "r", vector_text (object, "r"), signature, 32);
  vector_check_bytes (run, "s", vector_text (object, "s"), signature + 32, 32);
  if (vector_has (object, "yParity"))
    vector_check_int (run, "yParity", (guint64) vector_int (object, "yParity"), signature[64]);
  raw = sotto_eth_transaction_assemble (&transaction, signature);
  vector_check_gbytes (run, "raw", vector_text (object, "raw"), raw);
  check_read (run, object, raw);
}

static void
run_signed (VectorRun *run, JsonNode *root)
{
  vector_each (run, vector_root_object (root), "cases", check_signed);
}

/* The whole file is one case. */
static void
run_example (VectorRun *run, JsonNode *root)
{
  vector_case_begin (run, "example");
  check_signed (run, vector_root_object (root), 0);
  vector_case_end (run);
}

/* The public tests are for chain 1. */
static gboolean
is_for_main_chain (const SottoEthTransaction *transaction)
{
  return transaction->chain_id == 1 || (transaction->chain_id == 0 && transaction->type == 0);
}

static void
check_public (VectorRun *run, JsonObject *object, guint index)
{
  g_auto (SottoEthTransaction) transaction = { 0 };
  g_autoptr (GBytes) raw = vector_bytes (object, "txbytes");
  g_autoptr (GError) error = NULL;
  guint8 sender[SOTTO_ADDRESS_LENGTH];
  SottoHash hash;
  gboolean good = sotto_eth_transaction_parse (raw, &transaction, sender, &hash, &error) &&
                  is_for_main_chain (&transaction);

  vector_check_bool (run, vector_text (object, "file"), !vector_has (object, "exception"), good);
  if (!good || vector_has (object, "exception"))
    return;
  vector_check_bytes (run, "sender", vector_text (object, "sender"), sender, sizeof sender);
  vector_check_bytes (run, "hash", vector_text (object, "hash"), hash.bytes, sizeof hash.bytes);
  if (vector_has (object, "intrinsicGas"))
    vector_check_int (run, "intrinsicGas",
                      g_ascii_strtoull (vector_text (object, "intrinsicGas"), NULL, 16),
                      sotto_eth_transaction_get_intrinsic_gas (&transaction));
}

static void
run_public (VectorRun *run, JsonNode *root)
{
  vector_each (run, vector_root_object (root), "cases", check_public);
}

const VectorSetEntry vector_sets_eth_transactions[] = {
  { "tx-signed.json", "cases", run_signed },
  { "eip155-example.json", "signingData", run_example },
  { "transaction-tests.json", "cases", run_public },
  { NULL },
};

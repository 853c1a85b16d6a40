/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Transactions: recorded ones made again and read, and those that must be refused. */

#include <string.h>

#include "sotto-eth-transaction.h"
#include "sotto-ethereum-error.h"
#include "sotto-keccak.h"
#include "sotto-rlp.h"
#include "sotto-test-vectors.h"

static SottoU256
take_u256 (JsonObject *object, const char *member)
{
  SottoU256 value = SOTTO_U256_ZERO;

  if (json_object_has_member (object, member))
    g_assert_true (sotto_u256_parse_decimal (sotto_test_vectors_text (object, member), &value));

  return value;
}

/* [{ address, storageKeys }, …] */
static GBytes *
take_access_list (JsonObject *object)
{
  SottoRlpWriter *writer;
  JsonArray *list;

  if (!json_object_has_member (object, "accessList"))
    return NULL;
  list = sotto_test_vectors_array (object, "accessList");
  if (json_array_get_length (list) == 0)
    return NULL;
  writer = sotto_rlp_writer_new ();
  sotto_rlp_writer_begin_list (writer);
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonObject *entry = json_array_get_object_element (list, i);
      JsonArray *slots = sotto_test_vectors_array (entry, "storageKeys");
      guint8 address[SOTTO_ADDRESS_LENGTH];

      sotto_test_vectors_fixed (entry, "address", address, sizeof address);
      sotto_rlp_writer_begin_list (writer);
      sotto_rlp_writer_add_string (writer, address, sizeof address);
      sotto_rlp_writer_begin_list (writer);
      for (guint j = 0; j < json_array_get_length (slots); j++)
        {
          SottoHash slot;
          const char *text = json_array_get_string_element (slots, j);

          g_assert_true (sotto_hash_from_hex (&slot, text, NULL));
          sotto_rlp_writer_add_string (writer, slot.bytes, sizeof slot.bytes);
        }
      sotto_rlp_writer_end_list (writer);
      sotto_rlp_writer_end_list (writer);
    }
  sotto_rlp_writer_end_list (writer);

  return sotto_rlp_writer_end (writer);
}

static void
take_fields (JsonObject *object, SottoEthTransaction *transaction)
{
  SottoU256 gas = take_u256 (object, "gasLimit");

  memset (transaction, 0, sizeof *transaction);
  if (json_object_has_member (object, "type"))
    transaction->type = (SottoEthTransactionType) json_object_get_int_member (object, "type");
  transaction->chain_id = (guint64) json_object_get_int_member (object, "chainId");
  transaction->nonce = (guint64) json_object_get_int_member (object, "nonce");
  transaction->gas_price = take_u256 (object, "gasPrice");
  transaction->max_priority_fee = take_u256 (object, "maxPriorityFeePerGas");
  transaction->max_fee = take_u256 (object, "maxFeePerGas");
  g_assert_true (sotto_u256_to_u64 (&gas, &transaction->gas_limit));
  transaction->has_recipient = !json_object_get_null_member (object, "to");
  if (transaction->has_recipient)
    sotto_test_vectors_fixed (object, "to", transaction->recipient, SOTTO_ADDRESS_LENGTH);
  transaction->value = take_u256 (object, "value");
  transaction->data = sotto_test_vectors_bytes (object, "data");
  transaction->access_list = take_access_list (object);
}

static void
check_signed (JsonObject *object)
{
  g_auto (SottoEthTransaction) transaction = { 0 };
  g_auto (SottoEthTransaction) again = { 0 };
  g_autoptr (SottoPrivateKey) key = sotto_test_vectors_private_key (object, "privateKey");
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) raw = NULL;
  g_autoptr (GError) error = NULL;
  guint8 signature[SOTTO_SIGNATURE_LENGTH];
  guint8 sender[SOTTO_ADDRESS_LENGTH];
  SottoHash digest, hash;

  take_fields (object, &transaction);
  bytes = sotto_eth_transaction_get_signing_bytes (&transaction);
  sotto_test_vectors_check_bytes (object, "signingData", bytes);
  sotto_keccak256 (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &digest);
  sotto_test_vectors_check (object, "signingHash", digest.bytes, sizeof digest.bytes);
  g_assert_true (sotto_private_key_sign (key, &digest, signature, NULL));
  sotto_test_vectors_check (object, "r", signature, 32);
  sotto_test_vectors_check (object, "s", signature + 32, 32);
  raw = sotto_eth_transaction_assemble (&transaction, signature);
  sotto_test_vectors_check_bytes (object, "raw", raw);
  g_assert_true (sotto_eth_transaction_parse (raw, &again, sender, &hash, &error));
  g_assert_no_error (error);
  sotto_test_vectors_check (object, "from", sender, sizeof sender);
  sotto_test_vectors_check (object, "hash", hash.bytes, sizeof hash.bytes);
  g_clear_pointer (&bytes, g_bytes_unref);
  bytes = sotto_eth_transaction_get_signing_bytes (&again);
  sotto_test_vectors_check_bytes (object, "signingData", bytes);
}

static void
test_signed (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("ethereum", "tx-signed.json");
  g_autoptr (JsonNode) example = sotto_test_vectors_load ("ethereum", "eip155-example.json");
  JsonArray *cases = sotto_test_vectors_array (json_node_get_object (root), "cases");

  g_assert_cmpuint (json_array_get_length (cases), ==, 60);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    check_signed (json_array_get_object_element (cases, i));
  check_signed (json_node_get_object (example));
}

/* The public tests are for chain 1. */
static gboolean
is_for_main_chain (const SottoEthTransaction *transaction)
{
  return transaction->chain_id == 1 || (transaction->chain_id == 0 && transaction->type == 0);
}

static void
check_public (JsonObject *object)
{
  g_auto (SottoEthTransaction) transaction = { 0 };
  g_autoptr (GBytes) raw = sotto_test_vectors_bytes (object, "txbytes");
  g_autoptr (GError) error = NULL;
  guint8 sender[SOTTO_ADDRESS_LENGTH];
  SottoHash hash;
  gboolean good = sotto_eth_transaction_parse (raw, &transaction, sender, &hash, &error) &&
                  is_for_main_chain (&transaction);

  if (json_object_has_member (object, "exception"))
    {
      if (good)
        g_error ("%s was accepted", sotto_test_vectors_text (object, "file"));
      return;
    }
  if (!good)
    g_error ("%s: %s", sotto_test_vectors_text (object, "file"),
             error != NULL ? error->message : "another chain");
  sotto_test_vectors_check (object, "sender", sender, sizeof sender);
  sotto_test_vectors_check (object, "hash", hash.bytes, sizeof hash.bytes);
  g_assert_cmpuint (sotto_eth_transaction_get_intrinsic_gas (&transaction), ==,
                    g_ascii_strtoull (sotto_test_vectors_text (object, "intrinsicGas"), NULL, 16));
}

static void
test_public (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("ethereum", "transaction-tests.json");
  JsonArray *cases = sotto_test_vectors_array (json_node_get_object (root), "cases");

  g_assert_cmpuint (json_array_get_length (cases), ==, 147);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    check_public (json_array_get_object_element (cases, i));
}

static SottoEthTransaction
make_good (void)
{
  return (SottoEthTransaction){
    .type = SOTTO_ETH_TRANSACTION_DYNAMIC_FEE,
    .chain_id = 1,
    .nonce = 7,
    .max_priority_fee = { { 1 } },
    .max_fee = { { 2 } },
    .gas_limit = 21000,
    .has_recipient = TRUE,
    .recipient = { 1 },
    .value = { { 5 } },
  };
}

static void
no_recipient (SottoEthTransaction *transaction)
{
  transaction->has_recipient = FALSE;
  transaction->gas_limit = 60000;
}

static void
no_chain (SottoEthTransaction *transaction)
{
  transaction->chain_id = 0;
}

static void
huge_chain (SottoEthTransaction *transaction)
{
  transaction->chain_id = G_MAXINT64;
}

static void
no_gas (SottoEthTransaction *transaction)
{
  transaction->gas_limit = 20999;
}

static void
much_gas (SottoEthTransaction *transaction)
{
  transaction->gas_limit = SOTTO_ETH_MAX_GAS + 1;
}

static void
below_floor (SottoEthTransaction *transaction)
{
  transaction->data = g_bytes_new_static ("\1\1\1\1", 4);
  transaction->gas_limit = 21000 + 4 * 16;
}

static void
high_priority (SottoEthTransaction *transaction)
{
  transaction->max_priority_fee.limbs[0] = 3;
}

static void
high_fee (SottoEthTransaction *transaction)
{
  transaction->max_fee = SOTTO_U256_MAX;
}

static void
last_nonce (SottoEthTransaction *transaction)
{
  transaction->nonce = G_MAXUINT64;
}

static void
bad_access_list (SottoEthTransaction *transaction)
{
  transaction->access_list = g_bytes_new_static ("\xc1\x80", 2);
}

static void
test_refused (void)
{
  static void (*const spoils[]) (SottoEthTransaction * transaction) = {
    no_recipient, no_chain,      huge_chain, no_gas,     much_gas,
    below_floor,  high_priority, high_fee,   last_nonce, bad_access_list,
  };
  static const guint8 bytes[32] = { [31] = 5 };
  g_autoptr (SottoPrivateKey) key = sotto_private_key_new (bytes, NULL);
  g_auto (SottoEthTransaction) good = make_good ();
  g_autoptr (GBytes) raw = NULL;
  SottoHash hash;

  raw = sotto_eth_transaction_sign (&good, key, &hash, NULL);
  g_assert_nonnull (raw);
  for (guint i = 0; i < G_N_ELEMENTS (spoils); i++)
    {
      g_auto (SottoEthTransaction) bad = make_good ();
      g_autoptr (GError) error = NULL;

      spoils[i](&bad);
      g_assert_null (sotto_eth_transaction_sign (&bad, key, &hash, &error));
      g_assert_true (error->domain == SOTTO_ETHEREUM_ERROR);
    }
}

/* Cut, lengthened or changed in any bit, it is no transaction any more, or somebody else's. */
static void
test_damaged (void)
{
  static const guint8 bytes[32] = { [31] = 5 };
  g_autoptr (SottoPrivateKey) key = sotto_private_key_new (bytes, NULL);
  g_auto (SottoEthTransaction) good = make_good ();
  g_autoptr (GBytes) raw = NULL;
  guint8 expected[SOTTO_ADDRESS_LENGTH];
  SottoHash hash;

  raw = sotto_eth_transaction_sign (&good, key, &hash, NULL);
  sotto_public_key_get_address (sotto_private_key_get_public (key), expected);
  for (gsize i = 0; i <= 8 * g_bytes_get_size (raw); i++)
    {
      gsize length = g_bytes_get_size (raw);
      g_autofree guint8 *copy = g_malloc0 (length + 1);
      g_autoptr (GBytes) changed = NULL;
      g_autoptr (GBytes) cut = NULL;
      g_auto (SottoEthTransaction) read = { 0 };
      guint8 sender[SOTTO_ADDRESS_LENGTH];

      memcpy (copy, g_bytes_get_data (raw, NULL), length);
      if (i < 8 * length)
        copy[i / 8] ^= (guint8) (1 << i % 8);
      changed = g_bytes_new (copy, i < 8 * length ? length : length + 1);
      if (sotto_eth_transaction_parse (changed, &read, sender, &hash, NULL))
        g_assert_cmpint (memcmp (sender, expected, sizeof sender), !=, 0);
      cut = g_bytes_new_from_bytes (raw, 0, i % length);
      sotto_eth_transaction_clear (&read);
      g_assert_false (sotto_eth_transaction_parse (cut, &read, sender, &hash, NULL));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ethereum/eth-transaction/signed", test_signed);
  g_test_add_func ("/ethereum/eth-transaction/public", test_public);
  g_test_add_func ("/ethereum/eth-transaction/refused", test_refused);
  g_test_add_func ("/ethereum/eth-transaction/damaged", test_damaged);
  return g_test_run ();
}

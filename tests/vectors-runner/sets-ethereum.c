/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What people type, paste and sign: amounts, payment links, names, messages and structured data. */

#include <string.h>

#include "sotto-amount.h"
#include "sotto-ens-name.h"
#include "sotto-ethereum-error.h"
#include "sotto-keccak.h"
#include "sotto-key-file.h"
#include "sotto-payment-link.h"
#include "sotto-personal-message.h"
#include "sotto-typed-data.h"
#include "vector-sets.h"

static void
check_amount (VectorRun *run, JsonObject *object, guint index)
{
  guint8 decimals = (guint8) vector_int (object, "decimals");
  const char *atomic = vector_text (object, "atomic");
  char got[SOTTO_U256_DECIMAL_SIZE];
  g_autoptr (GError) error = NULL;
  g_autofree char *exact = NULL;
  SottoU256 amount;

  if (vector_has (object, "text"))
    {
      if (sotto_amount_parse (vector_text (object, "text"), '.', decimals, &amount, &error))
        sotto_u256_to_decimal (&amount, got);
      vector_check_text (run, "atomic", atomic, error == NULL ? got : NULL);
      return;
    }
  if (atomic == NULL || !sotto_u256_parse_decimal (atomic, &amount))
    {
      vector_fail (run, "atomic", NULL);
      return;
    }
  exact = sotto_amount_format_exact (&amount, '.', decimals);
  vector_check_text (run, "exact", vector_text (object, "exact"), exact);
}

static void
run_amounts (VectorRun *run, JsonNode *root)
{
  vector_each (run, vector_root_object (root), "cases", check_amount);
}

static void
check_link_number (VectorRun *run,
                   JsonObject *object,
                   const char *member,
                   gboolean has,
                   const SottoU256 *number)
{
  char text[SOTTO_U256_DECIMAL_SIZE];

  sotto_u256_to_decimal (number, text);
  vector_check_text (run, member, vector_text (object, member), has ? text : NULL);
}

static void
check_link_parameters (VectorRun *run, JsonObject *object, char **parameters)
{
  JsonArray *expected = vector_array (object, "params");
  guint n_expected = json_array_get_length (expected);

  vector_check_int (run, "params", 2 * n_expected, g_strv_length (parameters));
  if (g_strv_length (parameters) != 2 * n_expected)
    return;
  for (guint i = 0; i < n_expected; i++)
    {
      JsonArray *pair = json_array_get_array_element (expected, i);

      vector_check_text (run, "params", json_array_get_string_element (pair, 0), parameters[2 * i]);
      vector_check_text (run, "params", json_array_get_string_element (pair, 1),
                         parameters[2 * i + 1]);
    }
}

static void
check_link (VectorRun *run, JsonObject *object, guint index)
{
  g_autoptr (SottoPaymentLink) link = sotto_payment_link_parse (vector_text (object, "uri"), NULL);
  SottoU256 gas;

  vector_check_bool (run, "valid", vector_bool (object, "valid"), link != NULL);
  if (link == NULL || !vector_bool (object, "valid"))
    return;
  gas = sotto_u256_from_u64 (link->gas_limit);
  vector_check_text (run, "target", vector_text (object, "target"), link->target);
  vector_check_int (run, "chainId", (guint64) vector_int (object, "chainId"), link->chain_id);
  vector_check_text (run, "function", vector_text (object, "function"), link->function);
  check_link_parameters (run, object, link->parameters);
  check_link_number (run, object, "value", link->has_value, &link->value);
  check_link_number (run, object, "gasLimit", link->gas_limit != 0, &gas);
  check_link_number (run, object, "gasPrice", link->has_gas_price, &link->gas_price);
}

static void
run_links (VectorRun *run, JsonNode *root)
{
  vector_each (run, vector_root_object (root), "cases", check_link);
}

static void
check_node (VectorRun *run, const char *field, const char *expected, const char *name)
{
  SottoHash node;

  sotto_ens_name_hash (name, &node);
  vector_check_bytes (run, field, expected, node.bytes, sizeof node.bytes);
}

static void
check_name (VectorRun *run, JsonObject *object, guint index)
{
  const char *name = vector_text (object, "name");
  guint8 address[SOTTO_ADDRESS_LENGTH];
  SottoHash node;

  if (name == NULL)
    {
      vector_fail (run, "name", NULL);
      return;
    }
  check_node (run, "namehash", vector_text (object, "namehash"), name);
  if (vector_has (object, "labelhash"))
    {
      g_autofree char *label = g_strndup (name, strcspn (name, "."));

      sotto_keccak256 ((const guint8 *) label, strlen (label), &node);
      vector_check_bytes (run, "labelhash", vector_text (object, "labelhash"), node.bytes,
                          sizeof node.bytes);
    }
  if (vector_has (object, "dns"))
    {
      g_autoptr (GBytes) dns = sotto_ens_name_to_dns (name);

      vector_check_gbytes (run, "dns", vector_text (object, "dns"), dns);
    }
  if (vector_has (object, "reverseNode"))
    {
      vector_check_bool (run, "address", TRUE,
                         vector_fixed (object, "address", address, sizeof address));
      sotto_ens_reverse_hash (address, &node);
      vector_check_bytes (run, "reverseNode", vector_text (object, "reverseNode"), node.bytes,
                          sizeof node.bytes);
    }
}

static void
run_names (VectorRun *run, JsonNode *root)
{
  vector_each (run, vector_root_object (root), "cases", check_name);
}

/* What is refused because the tables for it are not there counts as not implemented; what is
 * accepted must be right, and what must be refused must be. */
static void
run_normal_names (VectorRun *run, JsonNode *root)
{
  JsonArray *cases = vector_array (vector_root_object (root), "cases");

  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *object = json_array_get_object_element (cases, i);
      const char *given = vector_text (object, "name");
      gboolean refused = vector_bool (object, "error") ||
                         (json_object_has_member (object, "norm") && !vector_has (object, "norm"));
      const char *expected = vector_has (object, "norm") ? vector_text (object, "norm") : given;
      g_autofree char *name = given != NULL ? sotto_ens_name_normalize (given, NULL) : NULL;

      if (name == NULL && !refused)
        {
          vector_not_implemented (run, 1);
          continue;
        }
      vector_case_begin (run, "cases %u", i);
      vector_check_text (run, "norm", refused ? NULL : expected, name);
      vector_case_end (run);
    }
}

/* (transfer full) (nullable) */
static SottoPrivateKey *
take_key (VectorRun *run, JsonObject *object)
{
  SottoPrivateKey *key = NULL;
  g_autoptr (GError) error = NULL;
  guint8 bytes[SOTTO_KEY_LENGTH];

  if (vector_fixed (object, "privateKey", bytes, sizeof bytes))
    key = sotto_private_key_new (bytes, &error);
  if (key == NULL)
    vector_fail (run, "privateKey", &error);

  return key;
}

static void
check_message (VectorRun *run, JsonObject *object, guint index)
{
  g_autoptr (SottoPrivateKey) key = take_key (run, object);
  g_autoptr (GBytes) bytes = vector_has (object, "text")
                               ? vector_text_bytes (vector_text (object, "text"))
                               : vector_bytes (object, "hex");
  guint8 signature[SOTTO_SIGNATURE_LENGTH];
  guint8 signer[SOTTO_ADDRESS_LENGTH];
  g_autoptr (GError) error = NULL;
  gsize length;
  gconstpointer data = g_bytes_get_data (bytes, &length);
  SottoHash hash;

  if (key == NULL)
    return;
  sotto_personal_message_hash (data, length, &hash);
  vector_check_bytes (run, "hash", vector_text (object, "hash"), hash.bytes, sizeof hash.bytes);
  if (!sotto_personal_message_sign (data, length, key, signature, &error) ||
      !sotto_personal_message_recover (data, length, signature, signer, &error))
    {
      vector_fail (run, "signature", &error);
      return;
    }
  vector_check_bytes (run, "signature", vector_text (object, "signature"), signature,
                      sizeof signature);
  vector_check_bytes (run, "address", vector_text (object, "address"), signer, sizeof signer);
}

static void
run_messages (VectorRun *run, JsonNode *root)
{
  vector_each (run, vector_root_object (root), "cases", check_message);
}

static void
check_typed_hashes (VectorRun *run, JsonObject *object, SottoTypedData *data)
{
  g_autoptr (SottoPrivateKey) key = take_key (run, object);
  const char *encoded = sotto_typed_data_get_encoded_type (data);
  guint8 signature[SOTTO_SIGNATURE_LENGTH];
  g_autoptr (GError) error = NULL;
  SottoHash hash;

  vector_check_text (run, "encodeType", vector_text (object, "encodeType"), encoded);
  sotto_keccak256 ((const guint8 *) encoded, strlen (encoded), &hash);
  vector_check_bytes (run, "typeHash", vector_text (object, "typeHash"), hash.bytes,
                      sizeof hash.bytes);
  sotto_typed_data_get_domain_separator (data, &hash);
  vector_check_bytes (run, "domainSeparator", vector_text (object, "domainSeparator"), hash.bytes,
                      sizeof hash.bytes);
  sotto_typed_data_get_struct_hash (data, &hash);
  vector_check_bytes (run, "structHash", vector_text (object, "structHash"), hash.bytes,
                      sizeof hash.bytes);
  sotto_typed_data_get_digest (data, &hash);
  vector_check_bytes (run, "digest", vector_text (object, "digest"), hash.bytes, sizeof hash.bytes);
  if (key == NULL)
    return;
  if (!sotto_private_key_sign (key, &hash, signature, &error))
    {
      vector_fail (run, "signature", &error);
      return;
    }
  signature[64] += 27;
  vector_check_bytes (run, "signature", vector_text (object, "signature"), signature,
                      sizeof signature);
}

static void
check_typed (VectorRun *run, JsonObject *object, guint index)
{
  JsonObject *typed = vector_object (object, "typedData");
  JsonObject *domain = vector_object (typed, "domain");
  guint64 chain_id = vector_has (domain, "chainId") ? (guint64) vector_int (domain, "chainId") : 1;
  g_autofree char *text = json_to_string (json_object_get_member (object, "typedData"), FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoTypedData) data = sotto_typed_data_parse (text, strlen (text), chain_id, &error);

  if (data == NULL)
    {
      vector_fail (run, "typedData", &error);
      return;
    }
  check_typed_hashes (run, object, data);
}

static void
run_typed (VectorRun *run, JsonNode *root)
{
  vector_each (run, vector_root_object (root), "cases", check_typed);
}

/* Keys made of words. Only keys and addresses: the recorded signatures verify over no digest that
 * anyone has named. */
static void
check_brain_key (VectorRun *run, JsonObject *object, guint index)
{
  const char *seed = vector_text (object, "seed");
  guint8 address[SOTTO_ADDRESS_LENGTH];
  g_autoptr (SottoPrivateKey) key = NULL;
  g_autoptr (GError) error = NULL;
  SottoHash hash;

  sotto_keccak256 ((const guint8 *) (seed != NULL ? seed : ""), seed != NULL ? strlen (seed) : 0,
                   &hash);
  vector_check_bytes (run, "key", vector_text (object, "key"), hash.bytes, sizeof hash.bytes);
  key = sotto_private_key_new (hash.bytes, &error);
  if (key == NULL)
    {
      vector_fail (run, "key", &error);
      return;
    }
  sotto_public_key_get_address (sotto_private_key_get_public (key), address);
  vector_check_bytes (run, "addr", vector_text (object, "addr"), address, sizeof address);
}

static void
run_brain_keys (VectorRun *run, JsonNode *root)
{
  vector_each (run, vector_root_object (root), "cases", check_brain_key);
}

/* The key that a file holds, in the member @key_member of the case. */
static void
check_key_file (VectorRun *run, JsonObject *object, const char *file_member, const char *key_member)
{
  JsonNode *node = json_object_get_member (object, file_member);
  g_autofree char *text = node != NULL ? json_to_string (node, FALSE) : g_strdup ("");
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoKeyFile) file = sotto_key_file_parse (text, strlen (text), &error);
  g_autoptr (SottoPrivateKey) key = NULL;
  guint8 address[SOTTO_ADDRESS_LENGTH];

  if (file != NULL && vector_text (object, "password") != NULL)
    key = sotto_key_file_open (file, vector_text (object, "password"), &error);
  if (key == NULL)
    {
      vector_fail (run, file_member, &error);
      return;
    }
  vector_check_bytes (run, key_member, vector_text (object, key_member),
                      sotto_private_key_borrow (key), SOTTO_KEY_LENGTH);
  sotto_private_key_release (key);
  sotto_public_key_get_address (sotto_private_key_get_public (key), address);
  if (vector_has (object, "address"))
    vector_check_bytes (run, "address", vector_text (object, "address"), address, sizeof address);
  if (vector_has (object, "expected_address"))
    vector_check_bytes (run, "expected_address", vector_text (object, "expected_address"), address,
                        sizeof address);
  if (vector_has (object, "wrongPassword"))
    {
      g_autoptr (SottoPrivateKey) wrong =
        sotto_key_file_open (file, vector_text (object, "wrongPassword"), &error);

      vector_check_bool (
        run, "wrongPassword", TRUE,
        g_error_matches (error, SOTTO_ETHEREUM_ERROR, SOTTO_ETHEREUM_ERROR_PASSWORD));
    }
}

static void
check_made_file (VectorRun *run, JsonObject *object, guint index)
{
  check_key_file (run, object, "json", vector_has (object, "privateKey") ? "privateKey" : "priv");
}

static void
run_key_files (VectorRun *run, JsonNode *root)
{
  vector_each (run, vector_root_object (root), "cases", check_made_file);
}

/* One file of Status. */
static void
run_status_file (VectorRun *run, JsonNode *root)
{
  vector_case_begin (run, "keystore");
  check_key_file (run, vector_root_object (root), "keystore", "expected_private_key");
  vector_case_end (run);
}

const VectorSetEntry vector_sets_ethereum[] = {
  { "amount-units.json", "cases", run_amounts },
  { "eip681.json", "cases", run_links },
  { "ens-namehash.json", "cases", run_names },
  { "ensip15-upstream.json", "cases", run_normal_names },
  { "ensip15-generated.json", "cases", run_normal_names },
  { "eip191-personal-sign.json", "cases", run_messages },
  { "eip712.json", "cases", run_typed },
  { "keystore-generated.json", "cases", run_key_files },
  { "keystore-upstream.json", "cases", run_key_files },
  { "keystore.json", "keystore", run_status_file },
  { "key-address-upstream.json", "cases", run_brain_keys },
  { NULL },
};

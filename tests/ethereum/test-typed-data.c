/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Structured data: recorded hashes, what must be refused, and what must not be seen. */

#include <string.h>

#include "sotto-ethereum-error.h"
#include "sotto-keys.h"
#include "sotto-test-vectors.h"
#include "sotto-typed-data.h"

static guint64
take_chain_id (JsonObject *typed)
{
  JsonObject *domain = sotto_test_vectors_object (typed, "domain");

  return json_object_has_member (domain, "chainId")
           ? (guint64) json_object_get_int_member (domain, "chainId")
           : 1;
}

static void
check_hashes (JsonObject *object, SottoTypedData *data)
{
  g_autoptr (SottoPrivateKey) key = sotto_test_vectors_private_key (object, "privateKey");
  guint8 signature[SOTTO_SIGNATURE_LENGTH];
  SottoHash hash;

  g_assert_cmpstr (sotto_typed_data_get_encoded_type (data), ==,
                   sotto_test_vectors_text (object, "encodeType"));
  sotto_typed_data_get_domain_separator (data, &hash);
  sotto_test_vectors_check (object, "domainSeparator", hash.bytes, sizeof hash.bytes);
  sotto_typed_data_get_struct_hash (data, &hash);
  sotto_test_vectors_check (object, "structHash", hash.bytes, sizeof hash.bytes);
  sotto_typed_data_get_digest (data, &hash);
  sotto_test_vectors_check (object, "digest", hash.bytes, sizeof hash.bytes);
  g_assert_true (sotto_private_key_sign (key, &hash, signature, NULL));
  signature[64] += 27;
  sotto_test_vectors_check (object, "signature", signature, sizeof signature);
}

static void
test_vectors (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("ethereum", "eip712.json");
  JsonArray *cases = sotto_test_vectors_array (json_node_get_object (root), "cases");

  g_assert_cmpuint (json_array_get_length (cases), ==, 31);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *object = json_array_get_object_element (cases, i);
      g_autofree char *text = json_to_string (json_object_get_member (object, "typedData"), FALSE);
      guint64 chain_id = take_chain_id (sotto_test_vectors_object (object, "typedData"));
      g_autoptr (GError) error = NULL;
      g_autoptr (SottoTypedData) data =
        sotto_typed_data_parse (text, strlen (text), chain_id, &error);

      g_assert_no_error (error);
      check_hashes (object, data);
      if (json_object_has_member (
            sotto_test_vectors_object (sotto_test_vectors_object (object, "typedData"), "domain"),
            "chainId"))
        {
          g_assert_null (sotto_typed_data_parse (text, strlen (text), chain_id + 1, &error));
          g_assert_error (error, SOTTO_ETHEREUM_ERROR, SOTTO_ETHEREUM_ERROR_UNSUPPORTED);
        }
    }
}

/* A document with these types beside the domain, this primary type and this message. */
static char *
make (const char *types, const char *message)
{
  return g_strdup_printf ("{\"types\":{\"EIP712Domain\":[{\"name\":\"name\",\"type\":\"string\"}],"
                          "%s},\"primaryType\":\"A\",\"domain\":{\"name\":\"x\"},\"message\":%s}",
                          types, message);
}

#define ONE(type) "\"A\":[{\"name\":\"a\",\"type\":\"" type "\"}]"

static const struct
{
  const char *types;
  const char *message;
  gboolean good;
} rows[] = {
  { ONE ("uint8"), "{\"a\":255}", TRUE },
  { ONE ("uint8"), "{\"a\":\"0xff\"}", TRUE },
  { ONE ("uint8"), "{\"a\":256}", FALSE },
  { ONE ("uint8"), "{\"a\":-1}", FALSE },
  { ONE ("uint8"), "{\"a\":1.0}", FALSE },
  { ONE ("uint8"), "{\"a\":1e2}", FALSE },
  { ONE ("uint8"), "{\"a\":\"\"}", FALSE },
  { ONE ("uint8"), "{\"a\":true}", FALSE },
  { ONE ("uint8"), "{\"a\":null}", FALSE },
  { ONE ("uint8"), "{}", FALSE },
  { ONE ("uint8"), "{\"a\":1,\"b\":2}", FALSE },
  { ONE ("uint8"), "{\"b\":1}", FALSE },
  { ONE ("uint8"), "{\"a\":1,\"a\":1}", FALSE },
  { ONE ("uint8"), "{\"a\":1,\"\\u0061\":2}", FALSE },
  { ONE ("uint8") ",\"A\":[]", "{\"a\":1}", FALSE },
  { ONE ("uint8"), "[1]", FALSE },
  { ONE ("int8"), "{\"a\":-128}", TRUE },
  { ONE ("int8"), "{\"a\":-129}", FALSE },
  { ONE ("int8"), "{\"a\":127}", TRUE },
  { ONE ("int8"), "{\"a\":128}", FALSE },
  { ONE ("int8"), "{\"a\":\"-0\"}", FALSE },
  { ONE ("uint256"),
    "{\"a\":115792089237316195423570985008687907853269984665640564039457584007913129639935}",
    TRUE },
  { ONE ("uint256"),
    "{\"a\":115792089237316195423570985008687907853269984665640564039457584007913129639936}",
    FALSE },
  { ONE ("uint"), "{\"a\":1}", FALSE },
  { ONE ("(uint8)"), "{\"a\":[1]}", FALSE },
  { ONE ("bool"), "{\"a\":false}", TRUE },
  { ONE ("bool"), "{\"a\":\"true\"}", FALSE },
  { ONE ("string"), "{\"a\":\"b\"}", TRUE },
  { ONE ("string"), "{\"a\":1}", FALSE },
  { ONE ("string"), "{\"a\":\"b\\u0000c\"}", FALSE },
  { ONE ("string"), "{\"a\":\"b\\\\u0000c\"}", TRUE },
  { ONE ("string"), "{\"a\":\"\\ufdd01\"}", FALSE },
  { ONE ("bytes2"), "{\"a\":\"0x0102\"}", TRUE },
  { ONE ("bytes2"), "{\"a\":\"0x01\"}", FALSE },
  { ONE ("bytes2"), "{\"a\":\"0102\"}", FALSE },
  { ONE ("bytes"), "{\"a\":\"0x\"}", TRUE },
  { ONE ("bytes"), "{\"a\":\"0x1\"}", FALSE },
  { ONE ("address"), "{\"a\":\"0xCAfB5543Aea6c83A0bf9a1c607CfA0C444a39F06\"}", TRUE },
  { ONE ("address"), "{\"a\":\"0xcAfB5543Aea6c83A0bf9a1c607CfA0C444a39F06\"}", FALSE },
  { ONE ("uint8[2]"), "{\"a\":[1,2]}", TRUE },
  { ONE ("uint8[2]"), "{\"a\":[1]}", FALSE },
  { ONE ("uint8[]"), "{\"a\":[]}", TRUE },
  { ONE ("uint8[]"), "{\"a\":1}", FALSE },
  { ONE ("uint8[0]"), "{\"a\":[]}", FALSE },
  { ONE ("uint8["), "{\"a\":[]}", FALSE },
  { ONE ("A"), "{\"a\":{}}", FALSE },
  { ONE ("A[]"), "{\"a\":[{\"a\":[]}]}", TRUE },
  { ONE ("B"), "{\"a\":{}}", FALSE },
  { ONE ("B") ",\"B\":[{\"name\":\"b\",\"type\":\"A\"}]", "{\"a\":{\"b\":{}}}", FALSE },
  { ONE ("uint8") ",\"uint8\":[]", "{\"a\":1}", FALSE },
  { ONE ("uint8") ",\"B C\":[]", "{\"a\":1}", FALSE },
  { "\"A\":[{\"name\":\"a\",\"type\":\"uint8\"},{\"name\":\"a\",\"type\":\"uint8\"}]", "{\"a\":1}",
    FALSE },
  { "\"A\":[{\"name\":\"a b\",\"type\":\"uint8\"}]", "{\"a b\":1}", FALSE },
  { "\"A\":[{\"name\":\"a\",\"type\":\"uint8\",\"x\":1}]", "{\"a\":1}", FALSE },
  { "\"A\":{}", "{}", FALSE },
  { "\"A\":[]", "{}", TRUE },
};

static void
test_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = make (rows[i].types, rows[i].message);
      g_autoptr (GError) error = NULL;
      g_autoptr (SottoTypedData) data = sotto_typed_data_parse (text, strlen (text), 1, &error);

      if ((data != NULL) != rows[i].good)
        g_error ("%s: %s", text, error != NULL ? error->message : "was accepted");
      if (data == NULL)
        g_assert_true (error->domain == SOTTO_ETHEREUM_ERROR);
    }
}

/* However the chain is written, and whatever is left of its number in 64 bits: data that is for
 * another one is refused, and so is what cannot be read as a number. */
static void
test_other_chains (void)
{
  static const struct
  {
    const char *chain;
    gboolean good;
  } chains[] = {
    { "1", TRUE },
    { "\"1\"", TRUE },
    { "\"0x1\"", TRUE },
    { "5", FALSE },
    { "0", FALSE },
    { "-1", FALSE },
    { "\"5\"", FALSE },
    { "\"0x5\"", FALSE },
    { "\"\"", FALSE },
    { "\"0x\"", FALSE },
    { "\"1 \"", FALSE },
    { "\"\\u0661\"", FALSE },
    { "1.0", FALSE },
    { "1e0", FALSE },
    { "true", FALSE },
    { "null", FALSE },
    { "[1]", FALSE },
    { "18446744073709551617", FALSE },
    { "\"0x10000000000000001\"", FALSE },
    { "\"0x100000000000000000000000000000001\"", FALSE },
    { "1,\"chainId\":5", FALSE },
    { "5,\"chainId\":1", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (chains); i++)
    {
      g_autofree char *text = g_strdup_printf (
        "{\"types\":{\"EIP712Domain\":[{\"name\":\"chainId\",\"type\":\"uint256\"}],\"A\":[]},"
        "\"primaryType\":\"A\",\"domain\":{\"chainId\":%s},\"message\":{}}",
        chains[i].chain);
      g_autoptr (GError) error = NULL;
      g_autoptr (SottoTypedData) data = sotto_typed_data_parse (text, strlen (text), 1, &error);

      if ((data != NULL) != chains[i].good)
        g_error ("%s: %s", text, error != NULL ? error->message : "was accepted");
    }
}

/* The name of a site is as little to be trusted as what it wants signed. */
static void
test_hostile_domain (void)
{
  g_autofree char *letters = g_strnfill (10000, 'x');
  g_autofree char *text = g_strdup_printf (
    "{\"types\":{\"EIP712Domain\":[{\"name\":\"name\",\"type\":\"string\"}],\"A\":[]},"
    "\"primaryType\":\"A\",\"domain\":{\"name\":\"bank\\n\\rTo: me\\u202e\\u2066\\u200d%s\"},"
    "\"message\":{}}",
    letters);
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoTypedData) data = sotto_typed_data_parse (text, strlen (text), 1, &error);
  const SottoTypedDataRow *row;

  g_assert_no_error (error);
  row = g_ptr_array_index (sotto_typed_data_get_rows (data), 0);
  g_assert_cmpstr (row->name, ==, "name");
  g_assert_true (
    g_str_has_prefix (row->value, "bank\\u{A}\\u{D}To: me\\u{202E}\\u{2066}\\u{200D}xxx"));
  g_assert_cmpuint (strlen (row->value), <, 2100);
}

static void
test_not_json (void)
{
  static const char *const texts[] = { "", "{", "[]", "1", "\"", "{\"a\":}", "\xff", "null" };
  g_autofree char *deep = g_strnfill (100000, '[');
  g_autofree char *large = g_strnfill (SOTTO_TYPED_DATA_MAX_BYTES + 1, ' ');

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_null (sotto_typed_data_parse (texts[i], strlen (texts[i]), 1, NULL));
  g_assert_null (sotto_typed_data_parse (deep, strlen (deep), 1, NULL));
  g_assert_null (sotto_typed_data_parse (large, strlen (large), 1, NULL));
}

static void
test_nesting (void)
{
  g_autoptr (GString) message = g_string_new ("{\"a\":[]}");

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *text = NULL;
      g_autoptr (SottoTypedData) data = NULL;

      g_string_prepend (message, "{\"a\":[");
      g_string_append (message, "]}");
      text = make (ONE ("A[]"), message->str);
      data = sotto_typed_data_parse (text, strlen (text), 1, NULL);
      g_assert_cmpint (data != NULL, ==, 2 * (i + 2) - 1 <= SOTTO_TYPED_DATA_MAX_DEPTH);
    }
}

/* Nothing that is shown can end a line, turn its direction or be invisible. */
static void
test_shown (void)
{
  g_autofree char *text =
    make (ONE ("string"), "{\"a\":\"pay\\n\\nto \\u202eme\\u200b\\u0007 \\ud83d\\ude42\"}");
  g_autoptr (SottoTypedData) data = sotto_typed_data_parse (text, strlen (text), 1, NULL);
  GPtrArray *shown = sotto_typed_data_get_rows (data);
  const SottoTypedDataRow *row = g_ptr_array_index (shown, 1);

  g_assert_cmpuint (shown->len, ==, 2);
  g_assert_cmpstr (row->name, ==, "a");
  g_assert_cmpstr (row->type, ==, "string");
  g_assert_cmpstr (row->value, ==, "pay\\u{A}\\u{A}to \\u{202E}me\\u{200B}\\u{7} 🙂");
}

/* Long texts are cut where they are shown, and say so; fillers that look like nothing are written
 * out. */
static void
test_unseen (void)
{
  g_autofree char *letters = g_strnfill (10000, 'x');
  g_autofree char *message = g_strdup_printf ("{\"a\":\"\\u3164\\u2800\\ufe0f%s\"}", letters);
  g_autofree char *text = make (ONE ("string"), message);
  g_autoptr (SottoTypedData) data = sotto_typed_data_parse (text, strlen (text), 1, NULL);
  const SottoTypedDataRow *row = g_ptr_array_index (sotto_typed_data_get_rows (data), 1);

  g_assert_true (g_str_has_prefix (row->value, "\\u{3164}\\u{2800}\\u{FE0F}xxx"));
  g_assert_true (g_str_has_suffix (row->value, "… (10003)"));
  g_assert_cmpuint (strlen (row->value), <, 2100);
}

/* Signatures that move money without a transaction. */
static void
test_rights (void)
{
#define MEMBER(name, type) "{\"name\":\"" name "\",\"type\":\"" type "\"}"
#define SPENDER "0xCAfB5543Aea6c83A0bf9a1c607CfA0C444a39F06"
  static const struct
  {
    const char *primary;
    const char *types;
    const char *message;
    SottoTypedDataRight right;
    const char *spender;
  } permits[] = {
    { "Permit", "\"Permit\":[" MEMBER ("spender", "address") "]", "{\"spender\":\"" SPENDER "\"}",
      SOTTO_TYPED_DATA_RIGHT_PERMIT, SPENDER },
    { "PermitSingle",
      "\"PermitSingle\":[" MEMBER ("details", "PermitDetails") "," MEMBER (
        "spender", "address") "],\"PermitDetails\":[" MEMBER ("amount", "uint160") "]",
      "{\"details\":{\"amount\":1},\"spender\":\"" SPENDER "\"}", SOTTO_TYPED_DATA_RIGHT_PERMIT2,
      SPENDER },
    { "OrderComponents", "\"OrderComponents\":[" MEMBER ("offerer", "address") "]",
      "{\"offerer\":\"" SPENDER "\"}", SOTTO_TYPED_DATA_RIGHT_ORDER, NULL },
    { "Mail", "\"Mail\":[" MEMBER ("Permit", "string") "]", "{\"Permit\":\"a\"}",
      SOTTO_TYPED_DATA_RIGHT_NONE, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (permits); i++)
    {
      g_autofree char *text =
        g_strdup_printf ("{\"types\":{\"EIP712Domain\":[" MEMBER (
                           "name", "string") "],%s},\"primaryType\":\"%s\",\"domain\":{\"name\":"
                                             "\"x\"},\"message\":%s}",
                         permits[i].types, permits[i].primary, permits[i].message);
      g_autoptr (GError) error = NULL;
      g_autoptr (SottoTypedData) data = sotto_typed_data_parse (text, strlen (text), 1, &error);

      g_assert_no_error (error);
      g_assert_cmpint (sotto_typed_data_get_right (data), ==, permits[i].right);
      g_assert_cmpstr (sotto_typed_data_get_spender (data), ==, permits[i].spender);
      g_assert_cmpint (*sotto_typed_data_get_right_text (permits[i].right) != '\0', ==,
                       permits[i].right != SOTTO_TYPED_DATA_RIGHT_NONE);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ethereum/typed-data/vectors", test_vectors);
  g_test_add_func ("/ethereum/typed-data/refused", test_refused);
  g_test_add_func ("/ethereum/typed-data/other-chains", test_other_chains);
  g_test_add_func ("/ethereum/typed-data/hostile-domain", test_hostile_domain);
  g_test_add_func ("/ethereum/typed-data/not-json", test_not_json);
  g_test_add_func ("/ethereum/typed-data/nesting", test_nesting);
  g_test_add_func ("/ethereum/typed-data/shown", test_shown);
  g_test_add_func ("/ethereum/typed-data/unseen", test_unseen);
  g_test_add_func ("/ethereum/typed-data/rights", test_rights);
  return g_test_run ();
}

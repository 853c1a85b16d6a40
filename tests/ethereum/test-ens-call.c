/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Names: what is asked and answered; why calls fail, and what they want from outside of the chain.
 */

#include <string.h>

#include "sotto-abi.h"
#include "sotto-ens-call.h"
#include "sotto-ens-name.h"
#include "sotto-hex.h"
#include "sotto-outside-lookup.h"
#include "sotto-revert.h"

#define W0 "0000000000000000000000000000000000000000000000000000000000000000"
#define W3C "000000000000000000000000000000000000000000000000000000000000003c"
#define W14 "0000000000000000000000000000000000000000000000000000000000000014"
#define W20 "0000000000000000000000000000000000000000000000000000000000000020"
#define W40 "0000000000000000000000000000000000000000000000000000000000000040"
#define W60 "0000000000000000000000000000000000000000000000000000000000000060"
#define WA "0000000000000000000000001111111111111111111111111111111111111111"
#define WBAD "0100000000000000000000001111111111111111111111111111111111111111"
#define NODE "93cdeb708b7545dc668eb9280176169d1c33cfd8ed6f04690a0bcc88a93fc4ae"
#define GX "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
#define GY "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"

static GBytes *
from_hex (const char *hex)
{
  GBytes *bytes = sotto_hex_decode (hex, 1024 * 1024, NULL);

  g_assert_nonnull (bytes);
  return bytes;
}

/* Takes @call over. */
static void
check_call (GBytes *call, const char *expected)
{
  g_autofree char *hex = sotto_hex_encode (g_bytes_get_data (call, NULL), g_bytes_get_size (call));

  g_assert_cmpstr (hex, ==, expected);
  g_bytes_unref (call);
}

static void
test_calls (void)
{
  g_autofree char *resolver = sotto_address_to_string (sotto_ens_get_universal_resolver ());
  g_autofree char *registry = sotto_address_to_string (sotto_ens_get_registry ());
  g_autoptr (GBytes) inner = from_hex ("3b3b57de" NODE);
  guint8 address[20];
  SottoHash node;

  memset (address, 0x11, sizeof address);
  sotto_ens_name_hash ("eth", &node);
  g_assert_cmpstr (resolver, ==, "0xeEeEEEeE14D718C2B47D9923Deab1335E144EeEe");
  g_assert_cmpstr (registry, ==, "0x00000000000C2E074eC69A0dFb2997BA6C7d2e1e");
  check_call (sotto_ens_call_address (&node), "3b3b57de" NODE);
  check_call (sotto_ens_call_address_of_coin (&node, SOTTO_ENS_COIN_ETHER), "f1cb7e06" NODE W3C);
  check_call (sotto_ens_call_address_of_coin (&node, SOTTO_ENS_COIN_CHAIN (10)),
              "f1cb7e06" NODE "000000000000000000000000000000000000000000000000000000008000000a");
  check_call (sotto_ens_call_content_hash (&node), "bc1c58d1" NODE);
  check_call (sotto_ens_call_public_key (&node), "c8690233" NODE);
  check_call (sotto_ens_call_name (&node), "691f3431" NODE);
  check_call (sotto_ens_call_resolver (&node), "0178b8bf" NODE);
  check_call (sotto_ens_call_owner (&node), "02571be3" NODE);
  check_call (sotto_ens_call_text (&node, "url"),
              "59d1d43c" NODE W40 "0000000000000000000000000000000000000000000000000000000000000003"
              "75726c0000000000000000000000000000000000000000000000000000000000");
  check_call (sotto_ens_call_resolve ("eth", inner),
              "9061b923" W40 "0000000000000000000000000000000000000000000000000000000000000080"
              "0000000000000000000000000000000000000000000000000000000000000005"
              "0365746800000000000000000000000000000000000000000000000000000000"
              "0000000000000000000000000000000000000000000000000000000000000024"
              "3b3b57de" NODE "00000000000000000000000000000000000000000000000000000000");
  check_call (sotto_ens_call_reverse (address, SOTTO_ENS_COIN_ETHER),
              "5d78a217" W40 W3C W14
              "1111111111111111111111111111111111111111000000000000000000000000");
  g_assert_null (sotto_ens_call_resolve ("a..eth", inner));
}

static void
test_addresses (void)
{
  static const struct
  {
    const char *answer;
    gboolean plain;
    gboolean of_coin;
  } rows[] = {
    { WA, TRUE, FALSE },
    { W0, FALSE, FALSE },
    { WBAD, FALSE, FALSE },
    { "", FALSE, FALSE },
    { W20 W14 "1111111111111111111111111111111111111111000000000000000000000000", TRUE, TRUE },
    { W20 W14 W0, TRUE, FALSE },
    { W20 W0, TRUE, FALSE },
    { W20 W20 WA, TRUE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) answer = from_hex (rows[i].answer);
      guint8 address[20];

      g_assert_cmpint (sotto_ens_result_get_address (answer, address), ==, rows[i].plain);
      g_assert_cmpint (sotto_ens_result_get_address_of_coin (answer, address), ==, rows[i].of_coin);
      if (rows[i].of_coin)
        g_assert_cmpuint (address[19], ==, 0x11);
    }
}

static void
test_keys (void)
{
  static const char *const bad[] = { "", W0 W0, GX, GX GX, W0 GY };
  g_autoptr (GBytes) good = from_hex (GX GY);
  SottoPublicKey key;
  guint8 raw[64];

  g_assert_true (sotto_ens_result_get_public_key (good, &key));
  sotto_public_key_serialize_raw (&key, raw);
  g_assert_cmpmem (raw, sizeof raw, g_bytes_get_data (good, NULL), 64);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GBytes) answer = from_hex (bad[i]);

      g_assert_false (sotto_ens_result_get_public_key (answer, &key));
    }
}

/* (transfer full): @values as @types; each is a hexadecimal text behind 0x, or a text. */
static GBytes *
encode (const char *types, const char *const *values)
{
  g_autoptr (SottoAbiType) type = sotto_abi_type_parse (types, NULL);
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_abi_value_unref);
  g_autoptr (SottoAbiValue) value = NULL;

  for (guint i = 0; values[i] != NULL; i++)
    {
      g_autoptr (GBytes) bytes = g_str_has_prefix (values[i], "0x") ? from_hex (values[i]) : NULL;

      if (bytes == NULL)
        g_ptr_array_add (list, sotto_abi_value_new_text (values[i]));
      else if (g_bytes_get_size (bytes) == 20)
        g_ptr_array_add (list, sotto_abi_value_new_address (g_bytes_get_data (bytes, NULL)));
      else
        g_ptr_array_add (list, sotto_abi_value_new_bytes (bytes));
    }
  value = sotto_abi_value_new_list (list);
  return sotto_abi_encode (type, value);
}

#define ALICE "0x1111111111111111111111111111111111111111"

static void
test_reverse (void)
{
  static const struct
  {
    const char *name;
    const char *taken;
  } rows[] = {
    { "alice.eth", "alice.eth" }, { "Alice.eth", NULL },  { "", NULL },
    { "\xd0\xb0lice.eth", NULL }, { "alice .eth", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *values[] = { rows[i].name, ALICE, ALICE, NULL };
      g_autoptr (GBytes) answer = encode ("(string,address,address)", values);
      g_autofree char *name = sotto_ens_result_reverse (answer);

      g_assert_cmpstr (name, ==, rows[i].taken);
    }
}

static void
test_wrapped (void)
{
  static const char *const values[] = { "0x0102", ALICE, NULL };
  static const char *const hash[] = { "0xe301", NULL };
  static const char *const no_hash[] = { "0x", NULL };
  g_autoptr (GBytes) answer = encode ("(bytes,address)", values);
  g_autoptr (GBytes) inner = sotto_ens_result_resolve (answer);
  g_autoptr (GBytes) nothing = from_hex ("");
  g_autoptr (GBytes) content = encode ("(bytes)", hash);
  g_autoptr (GBytes) empty = encode ("(bytes)", no_hash);
  g_autoptr (GBytes) found = sotto_ens_result_dup_content_hash (content);

  g_assert_cmpuint (g_bytes_get_size (inner), ==, 2);
  g_assert_null (sotto_ens_result_resolve (nothing));
  g_assert_cmpuint (g_bytes_get_size (found), ==, 2);
  g_assert_null (sotto_ens_result_dup_content_hash (empty));
}

/* (transfer full): a failed call that asks for @urls, ended by NULL. */
static GBytes *
ask_outside (const char *const *urls)
{
  g_autoptr (SottoAbiType) type =
    sotto_abi_type_parse ("(address,string[],bytes,bytes4,bytes)", NULL);
  GPtrArray *values = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_abi_value_unref);
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_abi_value_unref);
  g_autoptr (GBytes) alice = from_hex (ALICE);
  g_autoptr (GBytes) data = from_hex ("0xaabb");
  g_autoptr (GBytes) extra = from_hex ("0xcc");
  g_autoptr (SottoAbiValue) value = NULL;
  g_autoptr (GBytes) arguments = NULL;
  GByteArray *all = g_byte_array_new ();

  for (guint i = 0; urls[i] != NULL; i++)
    g_ptr_array_add (list, sotto_abi_value_new_text (urls[i]));
  g_ptr_array_add (values, sotto_abi_value_new_address (g_bytes_get_data (alice, NULL)));
  g_ptr_array_add (values, sotto_abi_value_new_list (list));
  g_ptr_array_add (values, sotto_abi_value_new_bytes (data));
  g_ptr_array_add (values, sotto_abi_value_new_fixed ((const guint8 *) "\1\2\3\4", 4));
  g_ptr_array_add (values, sotto_abi_value_new_bytes (extra));
  value = sotto_abi_value_new_list (values);
  arguments = sotto_abi_encode (type, value);
  g_byte_array_append (all, (const guint8 *) "\x55\x6f\x18\x30", 4);
  g_byte_array_append (all, g_bytes_get_data (arguments, NULL),
                       (guint) g_bytes_get_size (arguments));
  return g_byte_array_free_to_bytes (all);
}

static void
test_outside (void)
{
  static const char *const urls[] = { "https://a.example/{sender}/{data}.json",
                                      "http://b.example/",
                                      "https://c.example/",
                                      "https://d.example/\nHost: x",
                                      "file:///etc/passwd",
                                      NULL };
  static const char *const bad[] = { "http://b.example/", NULL };
  g_autoptr (GBytes) failed = ask_outside (urls);
  g_autoptr (GBytes) refused = ask_outside (bad);
  g_autoptr (GBytes) alice = from_hex (ALICE);
  g_autoptr (GBytes) answer = from_hex ("0xdd");
  const guint8 other[20] = { 1 };
  g_autoptr (SottoOutsideLookup) lookup =
    sotto_outside_lookup_parse (failed, g_bytes_get_data (alice, NULL), SOTTO_OUTSIDE_RULES_STRICT);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *body = NULL;
  gboolean has_data;

  g_assert_nonnull (lookup);
  g_assert_cmpuint (g_strv_length (lookup->urls), ==, 2);
  first = sotto_outside_lookup_make_url (lookup, 0, &has_data);
  g_assert_true (has_data);
  g_assert_cmpstr (first, ==,
                   "https://a.example/0x1111111111111111111111111111111111111111/0xaabb.json");
  second = sotto_outside_lookup_make_url (lookup, 1, &has_data);
  g_assert_false (has_data);
  g_assert_cmpstr (second, ==, "https://c.example/");
  body = sotto_outside_lookup_make_body (lookup);
  g_assert_cmpstr (body, ==, "{\"data\":\"0xaabb\",\"sender\":\"" ALICE "\"}");
  check_call (sotto_outside_lookup_make_callback (lookup, answer),
              "01020304" W40 "0000000000000000000000000000000000000000000000000000000000000080"
              "0000000000000000000000000000000000000000000000000000000000000001"
              "dd00000000000000000000000000000000000000000000000000000000000000"
              "0000000000000000000000000000000000000000000000000000000000000001"
              "cc00000000000000000000000000000000000000000000000000000000000000");
  g_assert_null (sotto_outside_lookup_parse (failed, other, SOTTO_OUTSIDE_RULES_STRICT));
  g_assert_null (sotto_outside_lookup_parse (refused, g_bytes_get_data (alice, NULL),
                                             SOTTO_OUTSIDE_RULES_STRICT));
  g_assert_null (sotto_outside_lookup_parse (answer, g_bytes_get_data (alice, NULL),
                                             SOTTO_OUTSIDE_RULES_STRICT));
}

static void
test_reverts (void)
{
#define W4 "0000000000000000000000000000000000000000000000000000000000000004"
  static const struct
  {
    const char *data;
    SottoRevertKind kind;
    const char *text;
  } rows[] = {
    { "", SOTTO_REVERT_SILENT, NULL },
    { "08c379", SOTTO_REVERT_SILENT, NULL },
    { "08c379a0", SOTTO_REVERT_SILENT, NULL },
    { "08c379a0" W20 W0, SOTTO_REVERT_SILENT, NULL },
    { "08c379a0" W20 W4 "6e6f706500000000000000000000000000000000000000000000000000000000",
      SOTTO_REVERT_TEXT, "nope" },
    { "08c379a0" W20 W4 "6e0a6f7000000000000000000000000000000000000000000000000000000000",
      SOTTO_REVERT_TEXT, "n op" },
    { "08c379a0" W20 W4 "fffefdfc00000000000000000000000000000000000000000000000000000000",
      SOTTO_REVERT_SILENT, NULL },
    { "4e487b71" W20, SOTTO_REVERT_PANIC, NULL },
    { "4e487b71", SOTTO_REVERT_PANIC, NULL },
    { "77209fe8" W20 W0, SOTTO_REVERT_OTHER, NULL },
  };
  g_autoptr (GBytes) own = from_hex ("77209fe8");
  g_autofree char *own_text = sotto_revert_describe (own);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) data = from_hex (rows[i].data);
      g_autofree char *text = sotto_revert_dup_text (data);
      g_autofree char *sentence = sotto_revert_describe (data);

      g_assert_cmpint (sotto_revert_get_kind (data), ==, rows[i].kind);
      g_assert_cmpstr (text, ==, rows[i].text);
      g_assert_cmpint (strlen (sentence), >, 20);
      if (text != NULL)
        g_assert_nonnull (strstr (sentence, text));
    }
  g_assert_true (sotto_revert_is (own, "ResolverNotFound(bytes)"));
  g_assert_nonnull (strstr (own_text, "0x77209fe8"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ethereum/ens-call/calls", test_calls);
  g_test_add_func ("/ethereum/ens-call/addresses", test_addresses);
  g_test_add_func ("/ethereum/ens-call/keys", test_keys);
  g_test_add_func ("/ethereum/ens-call/reverse", test_reverse);
  g_test_add_func ("/ethereum/ens-call/wrapped", test_wrapped);
  g_test_add_func ("/ethereum/ens-call/outside", test_outside);
  g_test_add_func ("/ethereum/ens-call/reverts", test_reverts);
  return g_test_run ();
}

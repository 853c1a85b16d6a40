/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What people type, paste and sign: payment links, names and messages. */

#include <string.h>

#include "sotto-ens-name.h"
#include "sotto-ethereum-error.h"
#include "sotto-payment-link.h"
#include "sotto-personal-message.h"
#include "sotto-test-vectors.h"

static void
check_number (JsonObject *object, const char *member, gboolean has, const SottoU256 *number)
{
  char text[SOTTO_U256_DECIMAL_SIZE];
  gboolean expected =
    json_object_has_member (object, member) && !json_object_get_null_member (object, member);

  g_assert_cmpint (has, ==, expected);
  if (!expected)
    return;
  sotto_u256_to_decimal (number, text);
  g_assert_cmpstr (text, ==, sotto_test_vectors_text (object, member));
}

static void
check_good_link (JsonObject *object, const SottoPaymentLink *link)
{
  JsonArray *parameters = sotto_test_vectors_array (object, "params");
  SottoU256 gas = sotto_u256_from_u64 (link->gas_limit);

  g_assert_cmpstr (link->target, ==, sotto_test_vectors_text (object, "target"));
  g_assert_cmpuint (link->chain_id, ==,
                    json_object_get_null_member (object, "chainId")
                      ? 0
                      : (guint64) json_object_get_int_member (object, "chainId"));
  if (json_object_get_null_member (object, "function"))
    g_assert_null (link->function);
  else
    g_assert_cmpstr (link->function, ==, sotto_test_vectors_text (object, "function"));
  check_number (object, "value", link->has_value, &link->value);
  check_number (object, "gasLimit", link->gas_limit != 0, &gas);
  g_assert_cmpuint (g_strv_length (link->parameters), ==, 2 * json_array_get_length (parameters));
  for (guint i = 0; i < json_array_get_length (parameters); i++)
    for (guint j = 0; j < 2; j++)
      g_assert_cmpstr (
        link->parameters[2 * i + j], ==,
        json_array_get_string_element (json_array_get_array_element (parameters, i), j));
}

static void
test_links (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("ethereum", "eip681.json");
  JsonArray *cases = sotto_test_vectors_array (json_node_get_object (root), "cases");

  g_assert_cmpuint (json_array_get_length (cases), ==, 45);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *object = json_array_get_object_element (cases, i);
      g_autoptr (GError) error = NULL;
      g_autoptr (SottoPaymentLink) link =
        sotto_payment_link_parse (sotto_test_vectors_text (object, "uri"), &error);

      g_assert_cmpint (link != NULL, ==, json_object_get_boolean_member (object, "valid"));
      if (link != NULL)
        check_good_link (object, link);
      else
        g_assert_error (error, SOTTO_ETHEREUM_ERROR, SOTTO_ETHEREUM_ERROR_MALFORMED);
    }
}

#define ADDRESS "0xCAfB5543Aea6c83A0bf9a1c607CfA0C444a39F06"

static void
test_odd_links (void)
{
  static const struct
  {
    const char *text;
    gboolean good;
  } rows[] = {
    { ADDRESS, TRUE },
    { "ETHEREUM:" ADDRESS, TRUE },
    { "ethereum:0xcAfB5543Aea6c83A0bf9a1c607CfA0C444a39F06", FALSE },
    { "ethereum:" ADDRESS "@0", FALSE },
    { "ethereum:" ADDRESS "@-1", FALSE },
    { "ethereum:" ADDRESS "@1@2", FALSE },
    { "ethereum:" ADDRESS "/", FALSE },
    { "ethereum:" ADDRESS "?value", FALSE },
    { "ethereum:" ADDRESS "?value=", FALSE },
    { "ethereum:" ADDRESS "?value=.", FALSE },
    { "ethereum:" ADDRESS "?value=1.5", FALSE },
    { "ethereum:" ADDRESS "?value=1.50e1", TRUE },
    { "ethereum:" ADDRESS "?value=1e-1", FALSE },
    { "ethereum:" ADDRESS "?value=1e", FALSE },
    { "ethereum:" ADDRESS "?value=0x10", FALSE },
    { "ethereum:" ADDRESS "?value=%31", TRUE },
    { "ethereum:" ADDRESS "?value=1e999999999999999999999", FALSE },
    { "ethereum:" ADDRESS "?string=%ff", FALSE },
    { "ethereum:" ADDRESS "?string=%00", FALSE },
    { "ethereum:" ADDRESS "?nothing=1", FALSE },
    { "ethereum:" ADDRESS "?gas=18446744073709551616", FALSE },
    { "ethereum:alice", FALSE },
    { "alice.eth", FALSE },
    { "", FALSE },
  };
  g_autofree char *zeros = g_strnfill (10000, '0');
  g_autofree char *long_link = g_strconcat ("ethereum:" ADDRESS "?value=", zeros, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (SottoPaymentLink) link = sotto_payment_link_parse (rows[i].text, NULL);

      if ((link != NULL) != rows[i].good)
        g_error ("%s", rows[i].text);
    }
  g_assert_null (sotto_payment_link_parse (long_link, NULL));
}

static void
test_made_links (void)
{
  SottoU256 amount = sotto_u256_from_u64 (1500);
  SottoU256 asked;
  guint8 address[SOTTO_ADDRESS_LENGTH], recipient[SOTTO_ADDRESS_LENGTH];
  guint8 token[SOTTO_ADDRESS_LENGTH] = { 7 };
  g_autofree char *ether = NULL;
  g_autofree char *tokens = NULL;
  g_autoptr (SottoPaymentLink) of_ether = NULL;
  g_autoptr (SottoPaymentLink) of_tokens = NULL;

  g_assert_true (sotto_address_parse (ADDRESS, address, NULL));
  ether = sotto_payment_link_format (10, address, &amount, NULL);
  g_assert_cmpstr (ether, ==, "ethereum:" ADDRESS "@10?value=1500");
  of_ether = sotto_payment_link_parse (ether, NULL);
  g_assert_false (sotto_payment_link_get_transfer (of_ether, recipient, &asked));
  tokens = sotto_payment_link_format (1, address, &amount, token);
  of_tokens = sotto_payment_link_parse (tokens, NULL);
  g_assert_true (sotto_payment_link_get_transfer (of_tokens, recipient, &asked));
  g_assert_cmpmem (recipient, sizeof recipient, address, sizeof address);
  g_assert_cmpint (sotto_u256_compare (&asked, &amount), ==, 0);
}

static void
test_names (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("ethereum", "ens-namehash.json");
  JsonArray *cases = sotto_test_vectors_array (json_node_get_object (root), "cases");

  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *object = json_array_get_object_element (cases, i);
      const char *name = sotto_test_vectors_text (object, "name");
      guint8 address[SOTTO_ADDRESS_LENGTH];
      SottoHash node;

      sotto_ens_name_hash (name, &node);
      sotto_test_vectors_check (object, "namehash", node.bytes, sizeof node.bytes);
      sotto_test_vectors_fixed (object, "address", address, sizeof address);
      sotto_ens_reverse_hash (address, &node);
      sotto_test_vectors_check (object, "reverseNode", node.bytes, sizeof node.bytes);
      if (json_object_has_member (object, "dns"))
        {
          g_autoptr (GBytes) dns = sotto_ens_name_to_dns (name);

          sotto_test_vectors_check_bytes (object, "dns", dns);
        }
    }
}

static void
test_normal_names (void)
{
  static const struct
  {
    const char *text;
    const char *name;
  } rows[] = {
    { "alice.eth", "alice.eth" },
    { "ALICE.Eth", "alice.eth" },
    { "a-b.eth", "a-b.eth" },
    { "__a.eth", "__a.eth" },
    { "a_b.eth", NULL },
    { "xn--a.eth", NULL },
    { "ab--c.eth", NULL },
    { "a..eth", NULL },
    { ".eth", NULL },
    { "eth.", NULL },
    { "", NULL },
    { "b\xc3\xbc.eth", NULL },
    { "\xd0\xb0lice.eth", NULL },
    { "a b.eth", NULL },
    { "alice\xe2\x80\x8b.eth", NULL },
    { "a'b.eth", NULL },
    { "\xff.eth", NULL },
  };
  g_autofree char *letters = g_strnfill (64, 'a');

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *name = sotto_ens_name_normalize (rows[i].text, NULL);

      g_assert_cmpstr (name, ==, rows[i].name);
    }
  g_assert_null (sotto_ens_name_normalize (letters, NULL));
}

static void
test_messages (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("ethereum", "eip191-personal-sign.json");
  JsonArray *cases = sotto_test_vectors_array (json_node_get_object (root), "cases");

  g_assert_cmpuint (json_array_get_length (cases), ==, 35);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *object = json_array_get_object_element (cases, i);
      g_autoptr (SottoPrivateKey) key = sotto_test_vectors_private_key (object, "privateKey");
      g_autoptr (GBytes) bytes = NULL;
      guint8 signature[SOTTO_SIGNATURE_LENGTH], signer[SOTTO_ADDRESS_LENGTH];
      const guint8 *data;
      SottoHash hash;
      gsize length;

      if (json_object_has_member (object, "text"))
        {
          const char *text = sotto_test_vectors_text (object, "text");

          bytes = g_bytes_new (text, strlen (text));
        }
      else
        bytes = sotto_test_vectors_bytes (object, "hex");
      data = g_bytes_get_data (bytes, &length);
      sotto_personal_message_hash (data, length, &hash);
      sotto_test_vectors_check (object, "hash", hash.bytes, sizeof hash.bytes);
      g_assert_true (sotto_personal_message_sign (data, length, key, signature, NULL));
      sotto_test_vectors_check (object, "signature", signature, sizeof signature);
      g_assert_true (sotto_personal_message_recover (data, length, signature, signer, NULL));
      sotto_test_vectors_check (object, "address", signer, sizeof signer);
      signature[64] = 29;
      g_assert_false (sotto_personal_message_recover (data, length, signature, signer, NULL));
    }
}

/* Of "hello" in the vectors, in its three numbers. */
#define R "30824db4238525a6a9c9fd9bb5a3b34a3e34e39b029de9270c53b22592529e3b"
#define S "50ffa7639cc68d7531b4a823e6e848d49f40d98e2d1ee7cf8dad5a6adc68922a"
#define ZERO "0000000000000000000000000000000000000000000000000000000000000000"
#define ORDER "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"
#define BELOW_ORDER "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140"
#define HALF "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0"
#define ABOVE_HALF "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1"

static void
test_signature_texts (void)
{
  static const struct
  {
    const char *text;
    const char *complaint; /* NULL if it can be read */
  } rows[] = {
    { "0x" R S "1c", NULL },
    { R S "1c", NULL },
    { " \t0X" R S "1C\n", NULL },
    { "0x" R S "01", NULL },
    { "0x" BELOW_ORDER HALF "1b", NULL },
    { "", "and this has 0" },
    { "0x", "and this has 0" },
    { "0x" R S, "and this has 128" },
    { "0x" R S "1", "and this has 129" },
    { "0x" R S "1c0", "and this has 131" },
    { "0x" R S "1c1c", "and this has 132" },
    { "0x" R S "1g", "no hexadecimal digit" },
    { "0x0x" R S "1c", "no hexadecimal digit" },
    { "0x" R " " S "1c", "no hexadecimal digit" },
    { "0x" ZERO S "1c", "(r) is out of range" },
    { "0x" ORDER S "1c", "(r) is out of range" },
    { "0x" R ZERO "1c", "(s) is out of range" },
    { "0x" R ORDER "1c", "(s) is out of range" },
    { "0x" R ABOVE_HALF "1c", "high s" },
    { "0x" R BELOW_ORDER "1c", "high s" },
    { "0x" R S "02", "(v)" },
    { "0x" R S "1a", "(v)" },
    { "0x" R S "1d", "(v)" },
    { "0x" R S "ff", "(v)" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      guint8 signature[SOTTO_SIGNATURE_LENGTH];
      gboolean is_read = sotto_personal_message_parse_signature (rows[i].text, signature, &error);

      if (rows[i].complaint == NULL)
        {
          g_assert_no_error (error);
          g_assert_true (is_read);
          continue;
        }
      g_assert_false (is_read);
      g_assert_error (error, SOTTO_ETHEREUM_ERROR, SOTTO_ETHEREUM_ERROR_SIGNATURE);
      if (strstr (error->message, rows[i].complaint) == NULL)
        g_error ("“%s” is refused with “%s”", rows[i].text, error->message);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ethereum/texts/links", test_links);
  g_test_add_func ("/ethereum/texts/odd-links", test_odd_links);
  g_test_add_func ("/ethereum/texts/made-links", test_made_links);
  g_test_add_func ("/ethereum/texts/names", test_names);
  g_test_add_func ("/ethereum/texts/normal-names", test_normal_names);
  g_test_add_func ("/ethereum/texts/messages", test_messages);
  g_test_add_func ("/ethereum/texts/signatures", test_signature_texts);
  return g_test_run ();
}

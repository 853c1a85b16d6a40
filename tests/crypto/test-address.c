/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-address.h"

#include <string.h>

#include "sotto-crypto-error.h"
#include "sotto-hex.h"
#include "sotto-test-vectors.h"

static void
check_parses (const char *text, const guint8 expected[20])
{
  g_autoptr (GError) error = NULL;
  guint8 address[20];

  g_assert_true (sotto_address_parse (text, address, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (address, 20, expected, 20);
}

static void
check_case (JsonObject *object)
{
  const char *checksummed = sotto_test_vectors_text (object, "checksummed");
  const char *lower = sotto_test_vectors_text (object, "lower");
  g_autofree char *upper = g_ascii_strup (lower + 2, -1);
  g_autofree char *text = NULL;
  guint8 address[20];

  sotto_test_vectors_fixed (object, "lower", address, sizeof address);
  text = sotto_address_to_string (address);
  g_assert_cmpstr (text, ==, checksummed);
  check_parses (checksummed, address);
  check_parses (checksummed + 2, address);
  check_parses (lower, address);
  check_parses (upper, address);
}

static void
check_wrong_case (const char *wrong)
{
  g_autoptr (GError) error = NULL;
  guint8 address[20];

  g_assert_false (sotto_address_parse (wrong, address, &error));
  g_assert_error (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_CHECKSUM);
}

static void
test_vectors (void)
{
  static const char *const files[] = { "eip55-spec.json", "eip55-generated.json" };
  guint n_cases = 0;

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (JsonNode) root = sotto_test_vectors_load ("ethereum", files[i]);
      JsonArray *cases = sotto_test_vectors_array (json_node_get_object (root), "cases");

      for (guint j = 0; j < json_array_get_length (cases); j++, n_cases++)
        {
          JsonObject *object = json_array_get_object_element (cases, j);

          check_case (object);
          if (json_object_has_member (object, "wrongCase"))
            check_wrong_case (sotto_test_vectors_text (object, "wrongCase"));
        }
    }
  g_assert_cmpuint (n_cases, ==, 48);
  g_test_message ("%u cases", n_cases);
}

/* Every single letter in the other case. */
static void
test_every_letter (void)
{
  static const char right[] = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";

  for (gsize i = 2; right[i] != '\0'; i++)
    {
      g_autofree char *text = g_strdup (right);

      if (!g_ascii_isalpha (text[i]))
        continue;
      text[i] ^= 0x20;
      check_wrong_case (text);
    }
}

static void
test_refused (void)
{
  static const char *const texts[] = {
    "",
    "0x",
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe",
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed0",
    "0x0x5aeb6053f3e94c9b9a09f33669435e7ef1beaed",
    "0x0x5aeb6053f3e94c9b9a09f33669435e7ef1beaedd",
    "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaeg",
    " 0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
    "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beae\xc3",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      guint8 address[20];

      g_assert_false (sotto_address_parse (texts[i], address, &error));
      g_assert_error (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_INVALID_LENGTH);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/address/vectors", test_vectors);
  g_test_add_func ("/crypto/address/every-letter", test_every_letter);
  g_test_add_func ("/crypto/address/refused", test_refused);
  return g_test_run ();
}

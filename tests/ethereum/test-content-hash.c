/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What names point to: recorded ones, those that there are no records of, and damage. */

#include <string.h>

#include "sotto-content-hash.h"
#include "sotto-ethereum-error.h"
#include "sotto-hex.h"
#include "sotto-test-vectors.h"

static void
check_text (JsonObject *object, const char *member, const char *got)
{
  if (json_object_has_member (object, member))
    g_assert_cmpstr (got, ==,
                     json_object_get_null_member (object, member)
                       ? NULL
                       : sotto_test_vectors_text (object, member));
}

static void
test_recorded (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("ethereum", "contenthash.json");
  JsonArray *cases = sotto_test_vectors_array (json_node_get_object (root), "cases");

  g_assert_cmpuint (json_array_get_length (cases), ==, 60);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *object = json_array_get_object_element (cases, i);
      g_autoptr (GBytes) data = sotto_test_vectors_bytes (object, "hex");
      g_autoptr (GBytes) again = NULL;
      g_autofree char *v0 = NULL;
      g_autofree char *v1 = NULL;
      g_autofree char *web = NULL;
      g_autoptr (GError) error = NULL;
      SottoContentHash hash;

      g_assert_true (sotto_content_hash_parse (g_bytes_get_data (data, NULL),
                                               g_bytes_get_size (data), &hash, &error));
      g_assert_no_error (error);
      v0 = sotto_content_hash_to_cid_v0 (&hash);
      v1 = sotto_content_hash_to_cid_v1 (&hash);
      web = sotto_content_hash_to_text (&hash);
      check_text (object, "cidV0", v0);
      check_text (object, "cidV1", v1);
      check_text (object, "web", web);
      again = sotto_content_hash_to_bytes (&hash);
      g_assert_true (g_bytes_equal (data, again));
    }
}

#define DIGEST "0000000000000000000000000000000000000000000000000000000000000001"
#define ONION                                                                                      \
  "7a716b7477696e67346f6870356f65656673746374696d673769326473697a7a7a6b6b6b6b6b6b6b6b6b6b6b6b"     \
  "6b6b6b6b6b6b6b6b6b6b6b"

static const struct
{
  const char *hex;
  const char *text;
  int code;
} rows[] = {
  /* A domain where a key would be; then a hidden service. */
  { "e5010170000d6170702e756e69737761702e6f7267", NULL, SOTTO_ETHEREUM_ERROR_MALFORMED },
  { "e5010170000f6170702e756e69737761702e6f7267", "app.uniswap.org", 0 },
  { "bd03" ONION, "zqktwing4ohp5oeefstctimg7i2dsizzzkkkkkkkkkkkkkkkkkkkkkkk", 0 },
  { "bd035a" ONION, NULL, SOTTO_ETHEREUM_ERROR_MALFORMED },
  { "", NULL, SOTTO_ETHEREUM_ERROR_MALFORMED },
  { "e3", NULL, SOTTO_ETHEREUM_ERROR_MALFORMED },
  { "e301", NULL, SOTTO_ETHEREUM_ERROR_MALFORMED },
  { "e38100", NULL, SOTTO_ETHEREUM_ERROR_MALFORMED },
  { "ffffffffffffffffff01", NULL, SOTTO_ETHEREUM_ERROR_MALFORMED },
  { "01", NULL, SOTTO_ETHEREUM_ERROR_UNSUPPORTED },
  { "e30101701220" DIGEST "00", NULL, SOTTO_ETHEREUM_ERROR_MALFORMED },
  { "e30101701221" DIGEST, NULL, SOTTO_ETHEREUM_ERROR_MALFORMED },
  { "e30102701220" DIGEST, NULL, SOTTO_ETHEREUM_ERROR_MALFORMED },
  { "e3011220" DIGEST, NULL, SOTTO_ETHEREUM_ERROR_MALFORMED },
  { "e301017012016d", NULL, SOTTO_ETHEREUM_ERROR_MALFORMED },
  { "90b2ca05" DIGEST, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE", 0 },
  { "90b2ca05" DIGEST "00", NULL, SOTTO_ETHEREUM_ERROR_MALFORMED },
  { "90b2c6050000" DIGEST, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQ", 0 },
};

static void
test_others (void)
{
  guint8 large[SOTTO_CONTENT_HASH_MAX_BYTES + 1] = { 0xe3, 1 };
  SottoContentHash hash;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) data = sotto_hex_decode (rows[i].hex, 1024, NULL);
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;

      if (!sotto_content_hash_parse (g_bytes_get_data (data, NULL), g_bytes_get_size (data), &hash,
                                     &error))
        {
          g_assert_null (rows[i].text);
          g_assert_error (error, SOTTO_ETHEREUM_ERROR, rows[i].code);
          continue;
        }
      text = sotto_content_hash_to_text (&hash);
      g_assert_cmpstr (text, ==, rows[i].text);
    }
  g_assert_false (sotto_content_hash_parse (large, sizeof large, &hash, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ethereum/content-hash/recorded", test_recorded);
  g_test_add_func ("/ethereum/content-hash/others", test_others);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-test-vectors.h"

#include "sotto-hex.h"

JsonNode *
sotto_test_vectors_load (const char *set, const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("SOTTO_TEST_VECTORS"), set, name, NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);

  return json_parser_steal_root (parser);
}

JsonObject *
sotto_test_vectors_object (JsonObject *object, const char *member)
{
  g_assert_true (json_object_has_member (object, member));
  return json_object_get_object_member (object, member);
}

JsonArray *
sotto_test_vectors_array (JsonObject *object, const char *member)
{
  g_assert_true (json_object_has_member (object, member));
  return json_object_get_array_member (object, member);
}

const char *
sotto_test_vectors_text (JsonObject *object, const char *member)
{
  g_assert_true (json_object_has_member (object, member));
  return json_object_get_string_member (object, member);
}

GBytes *
sotto_test_vectors_bytes (JsonObject *object, const char *member)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = sotto_hex_decode (sotto_test_vectors_text (object, member), 1024 * 1024, &error);

  g_assert_no_error (error);
  return bytes;
}

void
sotto_test_vectors_fixed (JsonObject *object, const char *member, guint8 *into, gsize length)
{
  g_assert_true (
    sotto_hex_decode_fixed (sotto_test_vectors_text (object, member), into, length, NULL));
}

SottoKey
sotto_test_vectors_key (JsonObject *object, const char *member)
{
  SottoKey key;

  sotto_test_vectors_fixed (object, member, key.bytes, sizeof key.bytes);
  return key;
}

SottoHash
sotto_test_vectors_hash (JsonObject *object, const char *member)
{
  SottoHash hash;

  sotto_test_vectors_fixed (object, member, hash.bytes, sizeof hash.bytes);
  return hash;
}

SottoPublicKey
sotto_test_vectors_public_key (JsonObject *object, const char *member)
{
  g_autoptr (GBytes) bytes = sotto_test_vectors_bytes (object, member);
  SottoPublicKey key;

  g_assert_true (
    sotto_public_key_parse (&key, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL));
  return key;
}

SottoPrivateKey *
sotto_test_vectors_private_key (JsonObject *object, const char *member)
{
  SottoKey bytes = sotto_test_vectors_key (object, member);
  g_autoptr (GError) error = NULL;
  SottoPrivateKey *key = sotto_private_key_new (bytes.bytes, &error);

  g_assert_no_error (error);
  return key;
}

void
sotto_test_vectors_check (JsonObject *object, const char *member, gconstpointer data, gsize length)
{
  const char *expected = sotto_test_vectors_text (object, member);
  g_autofree char *got = sotto_hex_encode (data, length);

  if (g_str_has_prefix (expected, "0x"))
    expected += 2;
  g_assert_cmpstr (got, ==, expected);
}

void
sotto_test_vectors_check_bytes (JsonObject *object, const char *member, GBytes *bytes)
{
  g_assert_nonnull (bytes);
  sotto_test_vectors_check (object, member, g_bytes_get_data (bytes, NULL),
                            g_bytes_get_size (bytes));
}

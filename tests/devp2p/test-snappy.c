/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "fixtures.h"
#include "sotto-devp2p-error.h"
#include "sotto-snappy-private.h"

static GBytes *
decompress (GBytes *stream, gsize max_length, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (stream, &length);

  return sotto_snappy_decompress (data, length, max_length, error);
}

static GBytes *
compress (GBytes *plain)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (plain, &length);
  gsize capacity = sotto_snappy_get_max_compressed (length);
  g_autofree guint8 *stream = g_malloc (capacity);
  gsize compressed = sotto_snappy_compress (data, length, stream, capacity);

  return g_bytes_new_take (g_steal_pointer (&stream), compressed);
}

static void
test_valid_vectors (void)
{
  g_autoptr (JsonObject) root = fixture_load ("ethereum/snappy-block.json");
  JsonArray *cases = json_object_get_array_member (root, "valid");

  g_assert_cmpuint (json_array_get_length (cases), ==, 14);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *row = json_array_get_object_element (cases, i);
      g_autoptr (GBytes) stream = fixture_member (row, "compressed");
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) plain = decompress (stream, SOTTO_RLPX_MAX_LENGTH, &error);
      g_autoptr (GBytes) again = NULL;
      g_autoptr (GBytes) round_trip = NULL;

      g_test_message ("%s", json_object_get_string_member (row, "name"));
      g_assert_no_error (error);
      fixture_assert_bytes (plain, json_object_get_string_member (row, "plain"));
      again = compress (plain);
      round_trip = decompress (again, SOTTO_RLPX_MAX_LENGTH, &error);
      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (plain, round_trip));
    }
}

static void
test_invalid_vectors (void)
{
  g_autoptr (JsonObject) root = fixture_load ("ethereum/snappy-block.json");
  JsonArray *cases = json_object_get_array_member (root, "invalid");

  g_assert_cmpuint (json_array_get_length (cases), ==, 14);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *row = json_array_get_object_element (cases, i);
      g_autoptr (GBytes) stream = fixture_member (row, "compressed");
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", json_object_get_string_member (row, "name"));
      g_assert_null (decompress (stream, SOTTO_RLPX_MAX_LENGTH, &error));
      g_assert_true (error->domain == SOTTO_DEVP2P_ERROR);
    }
}

static void
test_limit (void)
{
  g_autofree guint8 *zeros = g_malloc0 (1001);
  g_autoptr (GBytes) at_limit = g_bytes_new (zeros, 1000);
  g_autoptr (GBytes) above = g_bytes_new (zeros, 1001);
  g_autoptr (GBytes) small = compress (at_limit);
  g_autoptr (GBytes) large = compress (above);
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (GError) error = NULL;

  plain = decompress (small, 1000, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (plain, at_limit));
  g_assert_null (decompress (large, 1000, &error));
  g_assert_error (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_TOO_LARGE);
}

/* Both are within the limit by what they say, and could not be true by their length. */
static void
test_impossible_length (void)
{
  static const char *const streams[] = { "ffffff07", "ffffff0700", "80808004fe0100fe0100" };

  for (guint i = 0; i < G_N_ELEMENTS (streams); i++)
    {
      g_autoptr (GBytes) stream = fixture_hex (streams[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (decompress (stream, SOTTO_RLPX_MAX_LENGTH, &error));
      g_assert_error (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_PROTOCOL);
      g_assert_nonnull (strstr (error->message, "cannot have"));
    }
}

/* The best that the format can do must not be taken for impossible. */
static void
test_highest_expansion (void)
{
  g_autofree guint8 *zeros = g_malloc0 (1024 * 1024);
  g_autoptr (GBytes) plain = g_bytes_new (zeros, 1024 * 1024);
  g_autoptr (GBytes) stream = compress (plain);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) round_trip = decompress (stream, SOTTO_RLPX_MAX_LENGTH, &error);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (plain, round_trip));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/devp2p/snappy/valid-vectors", test_valid_vectors);
  g_test_add_func ("/devp2p/snappy/invalid-vectors", test_invalid_vectors);
  g_test_add_func ("/devp2p/snappy/limit", test_limit);
  g_test_add_func ("/devp2p/snappy/impossible-length", test_impossible_length);
  g_test_add_func ("/devp2p/snappy/highest-expansion", test_highest_expansion);
  return g_test_run ();
}

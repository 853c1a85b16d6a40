/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Envelopes: what is read is what was written, and nothing else is read. */

#include <string.h>

#include "sotto-hex.h"
#include "waku-fixtures.h"

static void
test_round_trip (void)
{
  static const FixtureEnvelope rows[] = {
    { FIXTURE_NOW, 15, { { 1, 2, 3, 4 } }, 100, 1, 7 },
    { 0, 0, { { 0, 0, 0, 0 } }, 0, 0, 0 },
    { 1, 1, { { 0, 0, 0, 0 } }, 1, 0x7f, 0x7f },
    { 127, 128, { { 0xff, 0xff, 0xff, 0xff } }, 1, 0x80, 0x80 },
    { G_MAXUINT32, G_MAXUINT32, { { 1, 2, 3, 4 } }, 55, 1, G_MAXUINT64 },
    { FIXTURE_NOW, 15, { { 1, 2, 3, 4 } }, 56, 1, 1 },
    { FIXTURE_NOW, 15, { { 1, 2, 3, 4 } }, 65536, 1, 1 },
    { FIXTURE_NOW, 15, { { 1, 2, 3, 4 } }, 1048000, 1, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) raw = fixture_encode (&rows[i]);
      g_autoptr (SottoEnvelope) envelope = fixture_envelope (&rows[i]);
      g_autoptr (GBytes) data = sotto_envelope_dup_data (envelope);
      gsize length;
      const guint8 *bytes = sotto_envelope_get_raw (envelope, &length);
      const guint8 *content = g_bytes_get_data (data, NULL);

      g_assert_cmpmem (bytes, length, g_bytes_get_data (raw, NULL), g_bytes_get_size (raw));
      g_assert_cmpuint (sotto_envelope_get_expiry (envelope), ==, rows[i].expiry);
      g_assert_cmpuint (sotto_envelope_get_ttl (envelope), ==, rows[i].ttl);
      g_assert_cmpmem (sotto_envelope_get_topic (envelope), 4, &rows[i].topic, 4);
      g_assert_cmpuint (g_bytes_get_size (data), ==, rows[i].data_length);
      for (gsize j = 0; j < rows[i].data_length; j++)
        g_assert_cmpuint (content[j], ==, rows[i].fill);
    }
}

/* The slice of data outlives the envelope that it is of. */
static void
test_data_keeps_envelope (void)
{
  FixtureEnvelope fields = { .expiry = 1, .ttl = 1, .data_length = 3, .fill = 5 };
  g_autoptr (GBytes) data = NULL;

  {
    g_autoptr (SottoEnvelope) envelope = fixture_envelope (&fields);

    data = sotto_envelope_dup_data (envelope);
  }
  g_assert_cmpmem (g_bytes_get_data (data, NULL), g_bytes_get_size (data), "\5\5\5", 3);
}

static void
test_hostile (void)
{
  static const struct
  {
    const char *description;
    const char *rlp;
  } rows[] = {
    { "nothing", "" },
    { "an empty list", "c0" },
    { "a string", "83010203" },
    { "four items", "ce845e69fa1f0f8401020304820909" },
    { "six items", "d0845e69fa1f0f84010203048209090501" },
    { "a topic of three bytes", "ce845e69fa1f0f8301020382090905" },
    { "a topic of five bytes", "d0845e69fa1f0f85010203040582090905" },
    { "an expiry of five bytes", "d085015e69fa1f0f840102030482090905" },
    { "a ttl of five bytes", "d3845e69fa1f850100000000840102030482090905" },
    { "a nonce of nine bytes", "d8845e69fa1f0f840102030482090989010000000000000000" },
    { "a nonce with a leading zero", "d1845e69fa1f0f8401020304820909820005" },
    { "an expiry of zero as 00", "cb000f840102030482090905" },
    { "a ttl of 15 in two bytes", "d1845e69fa1f82000f840102030482090905" },
    { "data that is a list", "ce845e69fa1f0f8401020304c10905" },
    { "a topic that is a list", "cf845e69fa1f0fc40102030482090905" },
    { "a single byte as a string", "cf845e69fa1f0f84010203048205818105" },
    { "a byte behind the list", "cf845e69fa1f0f84010203048209090500" },
    { "a list longer than there is", "d0845e69fa1f0f840102030482090905" },
    { "a long list header for a short list", "f80f845e69fa1f0f840102030482090905" },
    { "a list of 2^64 bytes", "ffffffffffffffffff845e69fa1f0f840102030482090905" },
    { "data of 2^64 bytes", "d8845e69fa1f0f8401020304bfffffffffffffffff090905" },
  };
  static const char *good = "cf845e69fa1f0f840102030482090905";
  g_autoptr (GBytes) bytes = sotto_hex_decode (good, 64, NULL);
  SottoEnvelopeView view;

  g_assert_true (sotto_envelope_view_parse (&view, g_bytes_get_data (bytes, NULL),
                                            g_bytes_get_size (bytes), NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) raw = sotto_hex_decode (rows[i].rlp, 64, NULL);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", rows[i].description);
      g_assert_nonnull (raw);
      g_assert_false (sotto_envelope_view_parse (
        &view, g_bytes_get_size (raw) > 0 ? g_bytes_get_data (raw, NULL) : (gconstpointer) "",
        g_bytes_get_size (raw), &error));
      g_assert_nonnull (error);
    }
}

/* Every prefix is refused; every flipped bit gives another envelope or none. */
static void
test_damage (void)
{
  FixtureEnvelope fields = { FIXTURE_NOW,       15,           { { 1, 2, 3, 4 } },
                             .data_length = 70, .fill = 0x55, .nonce = 300 };
  g_autoptr (GBytes) raw = fixture_encode (&fields);
  g_autoptr (SottoEnvelope) envelope = fixture_envelope (&fields);
  gsize length;
  const guint8 *data = g_bytes_get_data (raw, &length);
  g_autofree guint8 *changed = g_memdup2 (data, length);
  SottoEnvelopeView view;

  for (gsize i = 0; i < length; i++)
    {
      /* A copy, so that reading beyond it is seen. */
      g_autofree guint8 *prefix = g_memdup2 (data, MAX (i, 1));

      g_assert_false (sotto_envelope_view_parse (&view, prefix, i, NULL));
    }

  for (gsize bit = 0; bit < length * 8; bit++)
    {
      SottoHash hash;

      changed[bit / 8] ^= 1 << bit % 8;
      if (sotto_envelope_view_parse (&view, changed, length, NULL))
        {
          sotto_envelope_view_get_hash (&view, &hash);
          g_assert_false (sotto_hash_equal (&hash, sotto_envelope_get_hash (envelope)));
        }
      changed[bit / 8] ^= 1 << bit % 8;
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/waku/envelope/round-trip", test_round_trip);
  g_test_add_func ("/waku/envelope/data-keeps-envelope", test_data_keeps_envelope);
  g_test_add_func ("/waku/envelope/hostile", test_hostile);
  g_test_add_func ("/waku/envelope/damage", test_damage);

  return g_test_run ();
}

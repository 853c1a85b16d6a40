/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Packets of envelopes and the answers to them, damaged in every way. */

#include <string.h>

#include "sotto-hex.h"
#include "sotto-waku-packets.h"
#include "waku-fixtures.h"

static GBytes *
make_packet (guint n_envelopes)
{
  g_autoptr (GPtrArray) envelopes =
    g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_envelope_unref);

  for (guint i = 0; i < n_envelopes; i++)
    {
      FixtureEnvelope fields = { FIXTURE_NOW, 15, { { 1, 2, 3, 4 } }, 30 + i, 1, i };

      g_ptr_array_add (envelopes, fixture_envelope (&fields));
    }

  return sotto_waku_messages_encode (envelopes);
}

static guint
count_envelopes (GBytes *packet)
{
  SottoRlpReader reader;
  SottoEnvelopeView view;
  guint n = 0;

  sotto_waku_messages_begin (packet, &reader);
  while (sotto_waku_messages_next (&reader, &view))
    n++;

  return n;
}

static void
test_messages (void)
{
  for (guint n = 0; n < 40; n++)
    {
      g_autoptr (GBytes) packet = make_packet (n);

      g_assert_true (sotto_waku_messages_validate (packet, NULL));
      g_assert_cmpuint (count_envelopes (packet), ==, n);
    }
}

/* No prefix passes; a flipped bit may give another packet, never a crash. */
static void
test_damaged_messages (void)
{
  g_autoptr (GBytes) packet = make_packet (3);
  gsize length;
  const guint8 *data = g_bytes_get_data (packet, &length);
  g_autofree guint8 *changed = g_memdup2 (data, length);

  for (gsize i = 0; i < length; i++)
    {
      g_autoptr (GBytes) prefix = g_bytes_new (data, i);

      g_assert_false (sotto_waku_messages_validate (prefix, NULL));
      count_envelopes (prefix);
    }
  for (gsize bit = 0; bit < length * 8; bit++)
    {
      g_autoptr (GBytes) variant = NULL;

      changed[bit / 8] ^= 1 << bit % 8;
      variant = g_bytes_new (changed, length);
      if (sotto_waku_messages_validate (variant, NULL))
        g_assert_cmpuint (count_envelopes (variant), ==, 3);
      changed[bit / 8] ^= 1 << bit % 8;
    }
}

static void
test_hostile (void)
{
  static const char *const messages[] = {
    "", "80", "c180", "c1c0", "c000", "c58401020304", "cf845e69fa1f0f840102030482090905",
  };
  static const char *const responses[] = {
    "",     "80",     "c0",       "c1c0",
    "c101", "c201c0", "c301c101", "e301e1a02b474ff271f037b98ed75489a7c11a7bca",
  };
  static const char *const acks[] = {
    "",
    "80",
    "c0",
    "83010203",
    "e1a02b474ff271f037b98ed75489a7c11a7bcaabe67ae1cdfe8c7020f7bcc8ea52ff",
    "a02b474ff271f037b98ed75489a7c11a7bcaabe67ae1cdfe8c7020f7bcc8ea52ff00",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      g_autoptr (GBytes) payload = sotto_hex_decode (messages[i], 100, NULL);

      g_assert_nonnull (payload);
      g_assert_false (sotto_waku_messages_validate (payload, NULL));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (responses); i++)
    {
      g_autoptr (GBytes) payload = sotto_hex_decode (responses[i], 100, NULL);
      g_auto (SottoWakuResponse) response = { 0 };
      gboolean known;

      g_assert_nonnull (payload);
      g_assert_false (sotto_waku_response_decode (&response, payload, &known, NULL));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (acks); i++)
    {
      g_autoptr (GBytes) payload = sotto_hex_decode (acks[i], 100, NULL);
      SottoHash batch;

      g_assert_nonnull (payload);
      g_assert_false (sotto_waku_batch_ack_decode (&batch, payload, NULL));
    }
}

/* A later version of the response is none of our business, and no breach either. */
static void
test_other_version (void)
{
  g_autoptr (GBytes) payload = sotto_hex_decode ("c402c28005", 100, NULL);
  g_auto (SottoWakuResponse) response = { 0 };
  gboolean known = TRUE;

  g_assert_true (sotto_waku_response_decode (&response, payload, &known, NULL));
  g_assert_false (known);
}

static void
test_description (void)
{
  g_auto (SottoWakuResponse) response = { 0 };
  g_auto (SottoWakuResponse) again = { 0 };
  g_autoptr (GBytes) payload = NULL;
  g_autofree char *invalid = g_strnfill (5000, '\xff');
  SottoHash hash = { { 7 } };
  gboolean known;
  const SottoWakuRefusal *refusal;

  sotto_waku_response_init (&response, &hash);
  sotto_waku_response_add (&response, &hash, G_MAXUINT64, invalid);
  payload = sotto_waku_response_encode (&response);
  g_assert_true (sotto_waku_response_decode (&again, payload, &known, NULL));
  refusal = &g_array_index (again.refusals, SottoWakuRefusal, 0);
  g_assert_cmpuint (refusal->code, ==, G_MAXUINT64);
  g_assert_true (g_utf8_validate (refusal->description, -1, NULL));
  g_assert_cmpuint (strlen (refusal->description), <=, 600);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/waku/packets/messages", test_messages);
  g_test_add_func ("/waku/packets/damaged-messages", test_damaged_messages);
  g_test_add_func ("/waku/packets/hostile", test_hostile);
  g_test_add_func ("/waku/packets/other-version", test_other_version);
  g_test_add_func ("/waku/packets/description", test_description);

  return g_test_run ();
}

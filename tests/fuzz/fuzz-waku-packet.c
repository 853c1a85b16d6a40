/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Packets of envelopes, responses and acknowledgements. */

#include "fuzz.h"

#include "sotto-waku-packets.h"

static void
check_messages (GBytes *payload)
{
  g_autoptr (GPtrArray) envelopes =
    g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_envelope_unref);
  g_autoptr (GBytes) again = NULL;
  SottoRlpReader reader;
  SottoEnvelopeView view;
  gboolean is_valid = sotto_waku_messages_validate (payload, NULL);

  sotto_waku_messages_begin (payload, &reader);
  while (sotto_waku_messages_next (&reader, &view))
    {
      SottoHash hash;

      sotto_envelope_view_get_hash (&view, &hash);
      g_ptr_array_add (envelopes, sotto_envelope_new_from_view (&view, &hash, 0));
    }
  if (!is_valid)
    return;

  again = sotto_waku_messages_encode (envelopes);
  g_assert_true (g_bytes_equal (payload, again));
}

static void
check_response (GBytes *payload)
{
  g_auto (SottoWakuResponse) response = { 0 };
  g_auto (SottoWakuResponse) second = { 0 };
  g_autoptr (GBytes) again = NULL;
  gboolean known;

  if (!sotto_waku_response_decode (&response, payload, &known, NULL) || !known)
    return;

  again = sotto_waku_response_encode (&response);
  g_assert_true (sotto_waku_response_decode (&second, again, &known, NULL));
  g_assert_cmpuint (response.refusals->len, ==, second.refusals->len);
}

static void
check_batch_ack (GBytes *payload)
{
  g_autoptr (GBytes) again = NULL;
  SottoHash batch;

  if (!sotto_waku_batch_ack_decode (&batch, payload, NULL))
    return;

  again = sotto_waku_batch_ack_encode (&batch);
  g_assert_true (g_bytes_equal (payload, again));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) payload = g_bytes_new (data, size);

  check_messages (payload);
  check_response (payload);
  check_batch_ack (payload);

  return 0;
}

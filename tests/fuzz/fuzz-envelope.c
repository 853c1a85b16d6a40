/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An envelope that is read is written again with the same bytes, and every rule can be asked. */

#include "fuzz.h"

#include "sotto-acceptance.h"

static void
check_rules (const SottoEnvelopeView *view)
{
  g_autoptr (SottoWakuInterest) interest = sotto_waku_interest_new_topics (&view->topic, 1);
  const guint32 times[] = { 0, view->expiry, view->expiry - view->ttl, G_MAXUINT32 };

  for (gsize i = 0; i < G_N_ELEMENTS (times); i++)
    {
      SottoAcceptanceRules rules = { .now = times[i],
                                     .max_message_size = 1 << 20,
                                     .interest = interest };
      double pow;

      if (sotto_acceptance_check_header (view, &rules) == SOTTO_ACCEPTANCE_REASON_NONE)
        sotto_acceptance_check_work (view, sotto_envelope_view_count_work (view), &rules, &pow);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (SottoEnvelope) envelope = NULL;
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GBytes) items = NULL;
  g_autoptr (GBytes) again = NULL;
  SottoEnvelopeView view;

  if (!sotto_envelope_view_parse (&view, data, size, NULL))
    return 0;

  check_rules (&view);
  envelope = sotto_envelope_new_from_bytes (data, size, NULL);
  g_assert_nonnull (envelope);
  content = sotto_envelope_dup_data (envelope);
  g_assert_cmpmem (g_bytes_get_data (content, NULL), g_bytes_get_size (content), view.data,
                   view.data_length);
  items = sotto_envelope_encode_items (view.expiry, view.ttl, &view.topic, content);
  again = sotto_envelope_encode (items, view.nonce);
  g_assert_cmpmem (g_bytes_get_data (again, NULL), g_bytes_get_size (again), data, size);

  return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Handshakes and updates of both dialects: what is read is written, and reads the same again. */

#include "fuzz.h"

#include <string.h>

#include "sotto-waku-dialect.h"

static void
check_dialect (const SottoWakuDialect *dialect, GBytes *payload)
{
  g_auto (SottoWakuOptions) options = { 0 };
  g_auto (SottoWakuOptions) again = { 0 };
  g_auto (SottoWakuOptions) update = { 0 };
  g_autoptr (SottoWakuInterest) interest = NULL;
  g_autoptr (GBytes) written = NULL;

  if (dialect->decode_update (22, payload, &update, NULL))
    interest = sotto_waku_options_get_interest (&update);
  if (!dialect->decode_status (payload, &options, NULL))
    return;

  written = dialect->encode_status (&options);
  g_assert_true (dialect->decode_status (written, &again, NULL));
  if (dialect->version > 0)
    g_assert_cmpuint (options.present, ==, again.present);
  g_assert_cmpmem (&options.min_pow, sizeof options.min_pow, &again.min_pow, sizeof again.min_pow);
  g_assert_true (options.topics == NULL || options.topics->len == again.topics->len);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) payload = g_bytes_new (data, size);

  check_dialect (&sotto_waku_dialect_0, payload);
  check_dialect (&sotto_waku_dialect_1, payload);

  return 0;
}

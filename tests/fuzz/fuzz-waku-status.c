/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Handshakes and updates of all dialects: what is read is written, and reads the same again. */

#include "fuzz.h"

#include <string.h>

#include "sotto-waku-dialect.h"
#include "sotto-waku-packets.h"

static void
emit_cb (guint code, GBytes *payload, gpointer user_data)
{
  GBytes **emitted = user_data;

  g_clear_pointer (emitted, g_bytes_unref);
  *emitted = g_bytes_ref (payload);
}

static void
check_update (const SottoWakuDialect *dialect, guint code, GBytes *payload)
{
  g_auto (SottoWakuOptions) update = { 0 };
  g_auto (SottoWakuOptions) again = { 0 };
  g_autoptr (SottoWakuInterest) interest = NULL;
  g_autoptr (GBytes) emitted = NULL;

  if (!dialect->decode_update (code, payload, &update, NULL))
    return;

  interest = sotto_waku_options_get_interest (&update);
  dialect->emit_update (&update, emit_cb, &emitted);
  g_assert_true (emitted != NULL && dialect->decode_update (code, emitted, &again, NULL));
  if (dialect != &sotto_waku_dialect_0)
    g_assert_cmpuint (update.present, ==, again.present);
}

static void
check_dialect (const SottoWakuDialect *dialect, GBytes *payload)
{
  g_auto (SottoWakuOptions) options = { 0 };
  g_auto (SottoWakuOptions) again = { 0 };
  g_autoptr (GBytes) written = NULL;

  for (guint code = 0; code < SOTTO_WAKU_N_CODES; code++)
    if (dialect->is_update (code))
      check_update (dialect, code, payload);
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

  check_dialect (&sotto_waku_dialect_whisper, payload);
  check_dialect (&sotto_waku_dialect_0, payload);
  check_dialect (&sotto_waku_dialect_1, payload);

  return 0;
}

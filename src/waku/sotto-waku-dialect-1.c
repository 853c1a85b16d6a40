/* SPDX-License-Identifier: GPL-3.0-or-later */

/* waku/1: Status and Status update (22) are the options themselves; keys are integers. */

#include "sotto-waku-dialect.h"

#include "sotto-pow.h"
#include "sotto-waku-packets.h"

#define VERSION 1
#define MAX_TOPICS 10000

static GBytes *
encode_status (const SottoWakuOptions *options)
{
  g_autoptr (SottoRlpWriter) writer = sotto_rlp_writer_new ();

  sotto_waku_options_write (options, SOTTO_WAKU_KEY_NUMBER, writer);

  return sotto_rlp_writer_end (g_steal_pointer (&writer));
}

static gboolean
decode_status (GBytes *payload, SottoWakuOptions *options, GError **error)
{
  SottoRlpReader packet;

  sotto_rlp_reader_init_bytes (&packet, payload);

  return sotto_waku_options_read (options, SOTTO_WAKU_KEY_NUMBER, MAX_TOPICS, &packet, error) &&
         sotto_rlp_reader_finish (&packet, error);
}

static void
emit_update (const SottoWakuOptions *options, SottoWakuEmitFunc emit, gpointer user_data)
{
  g_autoptr (GBytes) payload = encode_status (options);

  emit (SOTTO_WAKU_CODE_STATUS_UPDATE, payload, user_data);
}

static gboolean
is_update (guint code)
{
  return code == SOTTO_WAKU_CODE_STATUS_UPDATE;
}

static gboolean
decode_update (guint code, GBytes *payload, SottoWakuOptions *options, GError **error)
{
  return decode_status (payload, options, error);
}

const SottoWakuDialect sotto_waku_dialect_1 = {
  .name = "waku",
  .version = VERSION,
  .label = "waku/1",
  .max_topics = MAX_TOPICS,
  .max_topics_accepted = MAX_TOPICS,
  .has_byte_limits = TRUE,
  .default_min_pow = SOTTO_POW_MINIMUM,
  .code_time = 21,
  .code_other = 22,
  .encode_status = encode_status,
  .decode_status = decode_status,
  .emit_update = emit_update,
  .is_update = is_update,
  .decode_update = decode_update,
};

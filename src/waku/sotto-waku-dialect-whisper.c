/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whisper v6, shh/6 (whisper-waku.md section 2.1): Status is one flat list,
 *
 *   [6, pow, bloom, light, confirmations, [ip, peer, topic]]
 *
 * of which only the version must be there; what is missing is missing at the end, and what follows
 * is left to later versions. An empty filter is a full one. What changes is said by a packet of its
 * own: 2 a bare integer, 3 a bare string of 64 bytes, 20 a list of three. There are no lists of
 * topics: whoever has one says it by a filter.
 */

#include "sotto-waku-dialect.h"

#include "sotto-waku-error.h"
#include "sotto-waku-packets.h"

#define VERSION 6

/* In the order of the handshake. */
static const SottoWakuOption order[] = {
  SOTTO_WAKU_OPTION_MIN_POW,       SOTTO_WAKU_OPTION_BLOOM,         SOTTO_WAKU_OPTION_LIGHT,
  SOTTO_WAKU_OPTION_CONFIRMATIONS, SOTTO_WAKU_OPTION_PACKET_LIMITS,
};

/* What can change after the handshake, and the packet that says so. */
static const struct
{
  guint code;
  SottoWakuOption option;
} updates[] = {
  { SOTTO_WAKU_CODE_MIN_POW, SOTTO_WAKU_OPTION_MIN_POW },
  { SOTTO_WAKU_CODE_BLOOM, SOTTO_WAKU_OPTION_BLOOM },
  { SOTTO_WAKU_CODE_RATE_LIMITS, SOTTO_WAKU_OPTION_PACKET_LIMITS },
};

static GBytes *
encode_status (const SottoWakuOptions *options)
{
  g_autoptr (SottoRlpWriter) writer = sotto_rlp_writer_new ();
  gsize n = 0;

  /* What comes before something that is said has to be said as well. */
  for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
    if (sotto_waku_options_has (options, order[i]))
      n = i + 1;

  sotto_rlp_writer_begin_list (writer);
  sotto_rlp_writer_add_u64 (writer, VERSION);
  for (gsize i = 0; i < n; i++)
    if (order[i] == SOTTO_WAKU_OPTION_BLOOM && !sotto_waku_options_has (options, order[i]))
      sotto_rlp_writer_add_string (writer, "", 0);
    else
      sotto_waku_options_write_value (options, order[i], writer);
  sotto_rlp_writer_end_list (writer);

  return sotto_rlp_writer_end (g_steal_pointer (&writer));
}

static gboolean
decode_status (GBytes *payload, SottoWakuOptions *options, GError **error)
{
  SottoRlpReader packet;
  SottoRlpReader list;
  guint64 version;

  *options = (SottoWakuOptions){ 0 };
  sotto_rlp_reader_init_bytes (&packet, payload);
  if (!sotto_rlp_reader_enter (&packet, &list, error) ||
      !sotto_rlp_reader_finish (&packet, error) ||
      !sotto_rlp_reader_read_u64 (&list, &version, error))
    return FALSE;

  if (version != VERSION)
    {
      g_set_error (error, SOTTO_WAKU_ERROR, SOTTO_WAKU_ERROR_VERSION,
                   "A neighbour that agreed on shh/6 speaks version %" G_GUINT64_FORMAT, version);
      return FALSE;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (order) && !sotto_rlp_reader_at_end (&list); i++)
    if (!sotto_waku_options_read_value (options, order[i], 0, &list, error))
      return FALSE;

  return TRUE;
}

static void
emit_update (const SottoWakuOptions *options, SottoWakuEmitFunc emit, gpointer user_data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (updates); i++)
    {
      g_autoptr (SottoRlpWriter) writer = NULL;
      g_autoptr (GBytes) payload = NULL;

      if (!sotto_waku_options_has (options, updates[i].option))
        continue;

      writer = sotto_rlp_writer_new ();
      sotto_waku_options_write_value (options, updates[i].option, writer);
      payload = sotto_rlp_writer_end (g_steal_pointer (&writer));
      emit (updates[i].code, payload, user_data);
    }
}

static gboolean
is_update (guint code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (updates); i++)
    if (updates[i].code == code)
      return TRUE;

  return FALSE;
}

/* The empty filter of a handshake is none in an update. */
static gboolean
check_bloom (SottoRlpReader *reader, GError **error)
{
  SottoRlpReader ahead = *reader;
  const guint8 *data;
  gsize length;

  if (!sotto_rlp_reader_read_string (&ahead, &data, &length, error))
    return FALSE;
  if (length > 0)
    return TRUE;

  g_set_error_literal (error, SOTTO_WAKU_ERROR, SOTTO_WAKU_ERROR_OPTION,
                       "A neighbour's bloom filter has no bytes");

  return FALSE;
}

static gboolean
decode_update (guint code, GBytes *payload, SottoWakuOptions *options, GError **error)
{
  SottoRlpReader packet;

  *options = (SottoWakuOptions){ 0 };
  sotto_rlp_reader_init_bytes (&packet, payload);
  for (gsize i = 0; i < G_N_ELEMENTS (updates); i++)
    if (updates[i].code == code)
      return (updates[i].option != SOTTO_WAKU_OPTION_BLOOM || check_bloom (&packet, error)) &&
             sotto_waku_options_read_value (options, updates[i].option, 0, &packet, error) &&
             sotto_rlp_reader_finish (&packet, error);

  g_set_error (error, SOTTO_WAKU_ERROR, SOTTO_WAKU_ERROR_OPTION, "Packet %u is no update of shh/6",
               code);

  return FALSE;
}

const SottoWakuDialect sotto_waku_dialect_whisper = {
  .name = "shh",
  .version = VERSION,
  .label = "shh/6",
  .max_topics = 0,
  .max_topics_accepted = 0,
  .default_min_pow = 0,
  .code_time = 37,
  .code_other = 38,
  .encode_status = encode_status,
  .decode_status = decode_status,
  .emit_update = emit_update,
  .is_update = is_update,
  .decode_update = decode_update,
};

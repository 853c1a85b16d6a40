/* SPDX-License-Identifier: GPL-3.0-or-later */

/* waku/0: Status is [0, options], Status update (22) is options; keys are the texts of digits. What
 * follows the options in a Status is left to later versions.
 */

#include "sotto-waku-dialect.h"

#include "sotto-pow.h"
#include "sotto-waku-error.h"
#include "sotto-waku-packets.h"

#define VERSION 0

/* More topics than this make a fielded waku/0 node close the connection. */
#define MAX_TOPICS 1000

/* We are more patient than that. */
#define MAX_TOPICS_ACCEPTED 10000

static GBytes *
encode_status (const SottoWakuOptions *options)
{
  g_autoptr (SottoRlpWriter) writer = sotto_rlp_writer_new ();

  sotto_rlp_writer_begin_list (writer);
  sotto_rlp_writer_add_u64 (writer, VERSION);
  sotto_waku_options_write (options, SOTTO_WAKU_KEY_DIGIT, writer);
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
                   "A neighbour that agreed on waku/0 speaks version %" G_GUINT64_FORMAT, version);
      return FALSE;
    }

  return sotto_waku_options_read (options, SOTTO_WAKU_KEY_DIGIT, MAX_TOPICS_ACCEPTED, &list, error);
}

static void
emit_update (const SottoWakuOptions *options, SottoWakuEmitFunc emit, gpointer user_data)
{
  g_autoptr (SottoRlpWriter) writer = sotto_rlp_writer_new ();
  g_autoptr (GBytes) payload = NULL;

  sotto_waku_options_write (options, SOTTO_WAKU_KEY_DIGIT, writer);
  payload = sotto_rlp_writer_end (g_steal_pointer (&writer));
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
  SottoRlpReader packet;

  sotto_rlp_reader_init_bytes (&packet, payload);

  return sotto_waku_options_read (options, SOTTO_WAKU_KEY_DIGIT, MAX_TOPICS_ACCEPTED, &packet,
                                  error) &&
         sotto_rlp_reader_finish (&packet, error);
}

const SottoWakuDialect sotto_waku_dialect_0 = {
  .name = "waku",
  .version = VERSION,
  .label = "waku/0",
  .max_topics = MAX_TOPICS,
  .max_topics_accepted = MAX_TOPICS_ACCEPTED,
  .default_min_pow = SOTTO_POW_MINIMUM,
  .code_time = 34,
  .code_other = 35,
  .encode_status = encode_status,
  .decode_status = decode_status,
  .emit_update = emit_update,
  .is_update = is_update,
  .decode_update = decode_update,
};

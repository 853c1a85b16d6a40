/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The options that neighbours exchange (whisper-waku.md section 2.4), as waku/0 and waku/1 write
 * them; Whisper writes the values alone:
 *
 *   RLP list of pairs [key, value], in any order, all optional
 *     0  pow-requirement         integer: the 64 bits of an IEEE-754 double
 *     1  bloom-filter            64 bytes, or none for "everything"
 *     2  light-node              boolean
 *     3  confirmations-enabled   boolean
 *     4  packet limits           [ip, peer, topic], integers, packets in a second
 *     5  topic-interest          list of 4-byte strings; an empty one means "nothing"
 *     6  byte limits             [ip, peer, topic], waku/1 only
 *
 * waku/0 writes a key as the text of its digit ("0" is 0x30), waku/1 as an integer. Unknown keys
 * are skipped, wherever they stand; the programs in the field stumble over them, so that none are
 * sent.
 */

#include "sotto-waku-options.h"

#include <math.h>
#include <string.h>

#include "sotto-waku-error.h"

#define UNKNOWN_OPTION G_MAXUINT

/* The formatter takes the hyphens of the domain's name for minus signs. */
/* clang-format off */
G_DEFINE_QUARK (sotto-waku-error-quark, sotto_waku_error)
/* clang-format on */

static void
set_present (SottoWakuOptions *options, SottoWakuOption option)
{
  options->present |= 1u << option;
}

static void
write_key (SottoWakuOption option, SottoWakuKeyStyle style, SottoRlpWriter *writer)
{
  if (style == SOTTO_WAKU_KEY_DIGIT)
    sotto_rlp_writer_add_u64 (writer, '0' + (guint64) option);
  else
    sotto_rlp_writer_add_u64 (writer, option);
}

static void
write_rate (const SottoWakuRate *rate, SottoRlpWriter *writer)
{
  sotto_rlp_writer_begin_list (writer);
  sotto_rlp_writer_add_u64 (writer, rate->ip);
  sotto_rlp_writer_add_u64 (writer, rate->peer);
  sotto_rlp_writer_add_u64 (writer, rate->topic);
  sotto_rlp_writer_end_list (writer);
}

static void
write_topics (const GArray *topics, SottoRlpWriter *writer)
{
  sotto_rlp_writer_begin_list (writer);
  for (guint i = 0; i < topics->len; i++)
    sotto_rlp_writer_add_string (writer, g_array_index (topics, SottoTopic, i).bytes,
                                 SOTTO_TOPIC_LENGTH);
  sotto_rlp_writer_end_list (writer);
}

/* A key that is none of ours is @UNKNOWN_OPTION. */
static gboolean
read_key (SottoRlpReader *pair, SottoWakuKeyStyle style, guint *option, GError **error)
{
  const guint8 *text;
  gsize length;
  guint64 number;

  *option = UNKNOWN_OPTION;
  if (style == SOTTO_WAKU_KEY_NUMBER)
    {
      if (!sotto_rlp_reader_read_u64 (pair, &number, error))
        return FALSE;
      if (number <= SOTTO_WAKU_OPTION_BYTE_LIMITS)
        *option = (guint) number;
      return TRUE;
    }

  if (!sotto_rlp_reader_read_string (pair, &text, &length, error))
    return FALSE;
  if (length == 1 && text[0] >= '0' && text[0] <= '0' + SOTTO_WAKU_OPTION_TOPICS)
    *option = text[0] - '0';

  return TRUE;
}

static gboolean
read_min_pow (SottoRlpReader *pair, double *min_pow, GError **error)
{
  guint64 bits;

  if (!sotto_rlp_reader_read_u64 (pair, &bits, error))
    return FALSE;

  memcpy (min_pow, &bits, sizeof bits);
  if (!isfinite (*min_pow) || *min_pow < 0)
    {
      g_set_error_literal (error, SOTTO_WAKU_ERROR, SOTTO_WAKU_ERROR_OPTION,
                           "A neighbour requires a proof of work that is no number");
      return FALSE;
    }

  return TRUE;
}

static gboolean
read_bloom (SottoRlpReader *pair, SottoBloom *bloom, GError **error)
{
  const guint8 *data;
  gsize length;

  if (!sotto_rlp_reader_read_string (pair, &data, &length, error))
    return FALSE;

  if (length == 0)
    {
      sotto_bloom_init_full (bloom);
      return TRUE;
    }
  if (length != sizeof bloom->bytes)
    {
      g_set_error (error, SOTTO_WAKU_ERROR, SOTTO_WAKU_ERROR_OPTION,
                   "A neighbour's bloom filter has %" G_GSIZE_FORMAT " bytes", length);
      return FALSE;
    }
  memcpy (bloom->bytes, data, sizeof bloom->bytes);

  return TRUE;
}

static gboolean
read_rate (SottoRlpReader *pair, SottoWakuRate *rate, GError **error)
{
  SottoRlpReader list;

  return sotto_rlp_reader_enter (pair, &list, error) &&
         sotto_rlp_reader_read_u64 (&list, &rate->ip, error) &&
         sotto_rlp_reader_read_u64 (&list, &rate->peer, error) &&
         sotto_rlp_reader_read_u64 (&list, &rate->topic, error) &&
         sotto_rlp_reader_finish (&list, error);
}

static gboolean
read_topics (SottoRlpReader *pair, GArray **topics, gsize max_topics, GError **error)
{
  SottoRlpReader list;

  if (!sotto_rlp_reader_enter (pair, &list, error))
    return FALSE;

  g_clear_pointer (topics, g_array_unref);
  *topics = g_array_new (FALSE, FALSE, sizeof (SottoTopic));
  while (!sotto_rlp_reader_at_end (&list))
    {
      SottoTopic topic;

      if (!sotto_rlp_reader_read_fixed (&list, topic.bytes, sizeof topic.bytes, error))
        return FALSE;
      if ((*topics)->len >= max_topics)
        {
          g_set_error (error, SOTTO_WAKU_ERROR, SOTTO_WAKU_ERROR_TOO_MANY,
                       "A neighbour is interested in more than %" G_GSIZE_FORMAT " topics",
                       max_topics);
          return FALSE;
        }
      g_array_append_val (*topics, topic);
    }

  return TRUE;
}

static gboolean
read_value (SottoWakuOptions *options,
            SottoWakuOption option,
            gsize max_topics,
            SottoRlpReader *pair,
            GError **error)
{
  switch (option)
    {
    case SOTTO_WAKU_OPTION_MIN_POW:
      return read_min_pow (pair, &options->min_pow, error);
    case SOTTO_WAKU_OPTION_BLOOM:
      return read_bloom (pair, &options->bloom, error);
    case SOTTO_WAKU_OPTION_LIGHT:
      return sotto_rlp_reader_read_bool (pair, &options->light, error);
    case SOTTO_WAKU_OPTION_CONFIRMATIONS:
      return sotto_rlp_reader_read_bool (pair, &options->confirmations, error);
    case SOTTO_WAKU_OPTION_PACKET_LIMITS:
      return read_rate (pair, &options->packet_limits, error);
    case SOTTO_WAKU_OPTION_TOPICS:
      return read_topics (pair, &options->topics, max_topics, error);
    case SOTTO_WAKU_OPTION_BYTE_LIMITS:
      return read_rate (pair, &options->byte_limits, error);
    }

  return FALSE;
}

/**
 * sotto_waku_options_clear:
 * @options: options
 *
 * Drops what @options holds; nothing is present afterwards.
 */
void
sotto_waku_options_clear (SottoWakuOptions *options)
{
  g_return_if_fail (options != NULL);

  g_clear_pointer (&options->topics, g_array_unref);
  options->present = 0;
}

/**
 * sotto_waku_options_has:
 * @options: options
 * @option: one of them
 *
 * Returns: %TRUE if @option is given
 */
gboolean
sotto_waku_options_has (const SottoWakuOptions *options, SottoWakuOption option)
{
  g_return_val_if_fail (options != NULL, FALSE);

  return (options->present >> option & 1) != 0;
}

void
sotto_waku_options_set_interest (SottoWakuOptions *options, SottoWakuInterest *interest)
{
  const SottoTopic *topics;
  gsize n_topics;

  g_return_if_fail (options != NULL);
  g_return_if_fail (interest != NULL);

  if (sotto_waku_interest_get_kind (interest) != SOTTO_WAKU_INTEREST_TOPICS)
    {
      options->bloom = *sotto_waku_interest_get_bloom (interest);
      set_present (options, SOTTO_WAKU_OPTION_BLOOM);
      return;
    }

  topics = sotto_waku_interest_get_topics (interest, &n_topics);
  g_clear_pointer (&options->topics, g_array_unref);
  options->topics = g_array_sized_new (FALSE, FALSE, sizeof (SottoTopic), (guint) n_topics);
  g_array_append_vals (options->topics, topics, (guint) n_topics);
  set_present (options, SOTTO_WAKU_OPTION_TOPICS);
}

SottoWakuInterest *
sotto_waku_options_get_interest (const SottoWakuOptions *options)
{
  g_return_val_if_fail (options != NULL, NULL);

  if (sotto_waku_options_has (options, SOTTO_WAKU_OPTION_TOPICS))
    return sotto_waku_interest_new_topics ((const SottoTopic *) options->topics->data,
                                           options->topics->len);
  if (sotto_waku_options_has (options, SOTTO_WAKU_OPTION_BLOOM))
    return sotto_waku_interest_new_bloom (&options->bloom);

  return NULL;
}

/**
 * sotto_waku_options_write_value:
 * @options: options
 * @option: one of them
 * @writer: what to write to
 *
 * Writes one value without its key.
 */
void
sotto_waku_options_write_value (const SottoWakuOptions *options,
                                SottoWakuOption option,
                                SottoRlpWriter *writer)
{
  guint64 bits;

  g_return_if_fail (options != NULL);
  g_return_if_fail (writer != NULL);

  switch (option)
    {
    case SOTTO_WAKU_OPTION_MIN_POW:
      memcpy (&bits, &options->min_pow, sizeof bits);
      sotto_rlp_writer_add_u64 (writer, bits);
      break;
    case SOTTO_WAKU_OPTION_BLOOM:
      sotto_rlp_writer_add_string (writer, options->bloom.bytes, sizeof options->bloom.bytes);
      break;
    case SOTTO_WAKU_OPTION_LIGHT:
      sotto_rlp_writer_add_bool (writer, options->light);
      break;
    case SOTTO_WAKU_OPTION_CONFIRMATIONS:
      sotto_rlp_writer_add_bool (writer, options->confirmations);
      break;
    case SOTTO_WAKU_OPTION_PACKET_LIMITS:
      write_rate (&options->packet_limits, writer);
      break;
    case SOTTO_WAKU_OPTION_TOPICS:
      write_topics (options->topics, writer);
      break;
    case SOTTO_WAKU_OPTION_BYTE_LIMITS:
      write_rate (&options->byte_limits, writer);
      break;
    }
}

/**
 * sotto_waku_options_read_value:
 * @options: what is given so far
 * @option: what comes next
 * @max_topics: how many topics are let pass
 * @reader: what to read one value from
 * @error: return location for a #SottoBaseError or #SottoWakuError
 *
 * Reads one value without its key, and notes that it is present.
 */
gboolean
sotto_waku_options_read_value (SottoWakuOptions *options,
                               SottoWakuOption option,
                               gsize max_topics,
                               SottoRlpReader *reader,
                               GError **error)
{
  g_return_val_if_fail (options != NULL, FALSE);
  g_return_val_if_fail (reader != NULL, FALSE);

  if (!read_value (options, option, max_topics, reader, error))
    return FALSE;

  set_present (options, option);

  return TRUE;
}

/**
 * sotto_waku_options_write:
 * @options: options
 * @style: how keys are written
 * @writer: what to write to
 *
 * Writes the list of pairs, in ascending order of keys.
 */
void
sotto_waku_options_write (const SottoWakuOptions *options,
                          SottoWakuKeyStyle style,
                          SottoRlpWriter *writer)
{
  g_return_if_fail (options != NULL);
  g_return_if_fail (writer != NULL);

  sotto_rlp_writer_begin_list (writer);
  for (guint option = 0; option <= SOTTO_WAKU_OPTION_BYTE_LIMITS; option++)
    {
      if (!sotto_waku_options_has (options, option))
        continue;
      if (style == SOTTO_WAKU_KEY_DIGIT && option == SOTTO_WAKU_OPTION_BYTE_LIMITS)
        continue;

      sotto_rlp_writer_begin_list (writer);
      write_key (option, style, writer);
      sotto_waku_options_write_value (options, option, writer);
      sotto_rlp_writer_end_list (writer);
    }
  sotto_rlp_writer_end_list (writer);
}

/**
 * sotto_waku_options_read:
 * @options: (out caller-allocates): what is given; to be cleared in any case
 * @style: how keys are written
 * @max_topics: how many topics are let pass
 * @reader: what to read one list of pairs from
 * @error: return location for a #SottoBaseError or #SottoWakuError
 *
 * Reads a list of pairs. When a key is given twice, the last counts.
 */
gboolean
sotto_waku_options_read (SottoWakuOptions *options,
                         SottoWakuKeyStyle style,
                         gsize max_topics,
                         SottoRlpReader *reader,
                         GError **error)
{
  SottoRlpReader list;

  g_return_val_if_fail (options != NULL, FALSE);
  g_return_val_if_fail (reader != NULL, FALSE);

  *options = (SottoWakuOptions){ 0 };
  if (!sotto_rlp_reader_enter (reader, &list, error))
    return FALSE;

  while (!sotto_rlp_reader_at_end (&list))
    {
      SottoRlpReader pair;
      guint option;

      if (!sotto_rlp_reader_enter (&list, &pair, error) || !read_key (&pair, style, &option, error))
        return FALSE;
      if (option == UNKNOWN_OPTION)
        continue;

      if (!sotto_waku_options_read_value (options, option, max_topics, &pair, error) ||
          !sotto_rlp_reader_finish (&pair, error))
        return FALSE;
    }

  return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-rlp.h"
#include "sotto-waku-interest.h"

G_BEGIN_DECLS

/**
 * SottoWakuOption:
 *
 * The options of a handshake or of an update: numbers of waku/1, digits of waku/0.
 */
typedef enum
{
  SOTTO_WAKU_OPTION_MIN_POW = 0,
  SOTTO_WAKU_OPTION_BLOOM = 1,
  SOTTO_WAKU_OPTION_LIGHT = 2,
  SOTTO_WAKU_OPTION_CONFIRMATIONS = 3,
  SOTTO_WAKU_OPTION_PACKET_LIMITS = 4,
  SOTTO_WAKU_OPTION_TOPICS = 5,
  SOTTO_WAKU_OPTION_BYTE_LIMITS = 6,
} SottoWakuOption;

/**
 * SottoWakuRate:
 * @ip: for all peers of one IP address
 * @peer: for one peer
 * @topic: for one topic
 *
 * What a node accepts in a second; 0 for no limit.
 */
typedef struct
{
  guint64 ip;
  guint64 peer;
  guint64 topic;
} SottoWakuRate;

/**
 * SottoWakuOptions:
 * @present: one bit for each #SottoWakuOption that is given
 * @min_pow: proof of work below which nothing shall be sent
 * @bloom: filter
 * @topics: (nullable): list of #SottoTopic, owned
 * @light: whether it forwards nothing
 * @confirmations: whether it answers packets of envelopes
 * @packet_limits: packets in a second
 * @byte_limits: bytes in a second
 *
 * What a handshake or an update says. In an update, what is not present has not changed.
 */
typedef struct
{
  guint present;
  double min_pow;
  SottoBloom bloom;
  GArray *topics;
  gboolean light;
  gboolean confirmations;
  SottoWakuRate packet_limits;
  SottoWakuRate byte_limits;
} SottoWakuOptions;

/**
 * SottoWakuKeyStyle:
 * @SOTTO_WAKU_KEY_DIGIT: the text "0" to "5", as waku/0 has it
 * @SOTTO_WAKU_KEY_NUMBER: an integer, as waku/1 has it
 */
typedef enum
{
  SOTTO_WAKU_KEY_DIGIT,
  SOTTO_WAKU_KEY_NUMBER,
} SottoWakuKeyStyle;

void sotto_waku_options_clear (SottoWakuOptions *options);
gboolean sotto_waku_options_has (const SottoWakuOptions *options, SottoWakuOption option);

/* Adds @interest as a list of topics or a filter. */
void sotto_waku_options_set_interest (SottoWakuOptions *options, SottoWakuInterest *interest);

/* (transfer full) (nullable): what topics or filter say; topics win over a filter. */
SottoWakuInterest *
sotto_waku_options_get_interest (const SottoWakuOptions *options) G_GNUC_WARN_UNUSED_RESULT;

/* One value without its key: what Whisper's packets are made of. */
void sotto_waku_options_write_value (const SottoWakuOptions *options,
                                     SottoWakuOption option,
                                     SottoRlpWriter *writer);
gboolean sotto_waku_options_read_value (SottoWakuOptions *options,
                                        SottoWakuOption option,
                                        gsize max_topics,
                                        SottoRlpReader *reader,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

void sotto_waku_options_write (const SottoWakuOptions *options,
                               SottoWakuKeyStyle style,
                               SottoRlpWriter *writer);
gboolean sotto_waku_options_read (SottoWakuOptions *options,
                                  SottoWakuKeyStyle style,
                                  gsize max_topics,
                                  SottoRlpReader *reader,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SottoWakuOptions, sotto_waku_options_clear)

G_END_DECLS

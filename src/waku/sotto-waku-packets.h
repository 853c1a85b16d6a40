/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-envelope.h"
#include "sotto-rlp.h"

G_BEGIN_DECLS

/* Codes of packets (whisper-waku.md section 1). 2, 3 and 20 belong to Whisper, 22 to Waku; the rest
 * is the same in every dialect. */
#define SOTTO_WAKU_CODE_STATUS 0
#define SOTTO_WAKU_CODE_MESSAGES 1
#define SOTTO_WAKU_CODE_MIN_POW 2
#define SOTTO_WAKU_CODE_BLOOM 3
#define SOTTO_WAKU_CODE_BATCH_ACK 11
#define SOTTO_WAKU_CODE_MESSAGE_RESPONSE 12
#define SOTTO_WAKU_CODE_RATE_LIMITS 20
#define SOTTO_WAKU_CODE_STATUS_UPDATE 22
#define SOTTO_WAKU_CODE_P2P_SYNC_REQUEST 123
#define SOTTO_WAKU_CODE_P2P_SYNC_RESPONSE 124
#define SOTTO_WAKU_CODE_P2P_COMPLETE 125
#define SOTTO_WAKU_CODE_P2P_REQUEST 126
#define SOTTO_WAKU_CODE_P2P_MESSAGE 127
#define SOTTO_WAKU_N_CODES 128

/* Bytes of the longest header of a list, as it stands around the envelopes of a packet. */
#define SOTTO_WAKU_LIST_HEADER 9

/* (element-type SottoEnvelope): a Messages packet with the envelopes as they came. */
GBytes *sotto_waku_messages_encode (GPtrArray *envelopes) G_GNUC_WARN_UNUSED_RESULT;

/* Checks a whole Messages packet, every envelope in it, before anything is done with one. */
gboolean sotto_waku_messages_validate (GBytes *payload, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Walks over a packet that has been validated; FALSE at its end. */
void sotto_waku_messages_begin (GBytes *payload, SottoRlpReader *reader);
gboolean sotto_waku_messages_next (SottoRlpReader *reader, SottoEnvelopeView *view);

/**
 * SottoWakuRefusal:
 * @hash: the envelope
 * @code: a number that every implementation chooses as it likes
 * @description: what was wrong, in words; owned when read
 *
 * One envelope of a packet that was not taken.
 */
typedef struct
{
  SottoHash hash;
  guint64 code;
  char *description;
} SottoWakuRefusal;

/**
 * SottoWakuResponse:
 * @batch: Keccak-256 of the packet that this answers
 * @refusals: (element-type SottoWakuRefusal): what was not taken of it
 *
 * An answer to a packet of envelopes.
 */
typedef struct
{
  SottoHash batch;
  GArray *refusals;
} SottoWakuResponse;

void sotto_waku_response_init (SottoWakuResponse *response, const SottoHash *batch);
void sotto_waku_response_clear (SottoWakuResponse *response);
void sotto_waku_response_add (SottoWakuResponse *response,
                              const SottoHash *hash,
                              guint64 code,
                              const char *description);
GBytes *sotto_waku_response_encode (const SottoWakuResponse *response) G_GNUC_WARN_UNUSED_RESULT;

/* @known is FALSE, without an error, for a version of this packet that is not ours. */
gboolean sotto_waku_response_decode (SottoWakuResponse *response,
                                     GBytes *payload,
                                     gboolean *known,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

GBytes *sotto_waku_batch_ack_encode (const SottoHash *batch) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_waku_batch_ack_decode (SottoHash *batch,
                                      GBytes *payload,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SottoWakuResponse, sotto_waku_response_clear)

G_END_DECLS

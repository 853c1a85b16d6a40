/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

#include "sotto-pow.h"
#include "sotto-topic.h"

G_BEGIN_DECLS

/* Bytes of an envelope without its data, as limits count them: size = 20 + length of data. */
#define SOTTO_ENVELOPE_FIXED_SIZE 20

/**
 * SottoEnvelopeView:
 * @raw: the RLP list
 * @raw_length: bytes of @raw
 * @work: what its work is done over
 * @data: sealed bytes
 * @data_length: bytes of @data
 * @nonce: the nonce that was found
 * @expiry: Unix seconds when it dies
 * @ttl: seconds that it lives
 * @topic: where to
 *
 * An envelope as it lies in a packet, checked but not copied: most of what arrives is refused
 * without having cost an allocation. All pointers are borrowed.
 */
typedef struct
{
  const guint8 *raw;
  gsize raw_length;
  SottoPowInput work;
  const guint8 *data;
  gsize data_length;
  guint64 nonce;
  guint32 expiry;
  guint32 ttl;
  SottoTopic topic;
} SottoEnvelopeView;

gboolean sotto_envelope_view_parse (SottoEnvelopeView *view,
                                    const guint8 *raw,
                                    gsize length,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void sotto_envelope_view_get_hash (const SottoEnvelopeView *view, SottoHash *hash);
guint sotto_envelope_view_count_work (const SottoEnvelopeView *view);
double
sotto_envelope_view_get_pow (const SottoEnvelopeView *view, guint work_bits, guint32 extra_seconds);

/**
 * SottoEnvelope:
 *
 * What travels: a valid envelope with the bytes that it came in, its hash and its work. Immutable,
 * counted atomically, one block of memory.
 */
typedef struct _SottoEnvelope SottoEnvelope;

#define SOTTO_TYPE_ENVELOPE (sotto_envelope_get_type ())
GType sotto_envelope_get_type (void);

SottoEnvelope *sotto_envelope_new_from_bytes (const guint8 *raw,
                                              gsize length,
                                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
SottoEnvelope *sotto_envelope_new_from_view (const SottoEnvelopeView *view,
                                             const SottoHash *hash,
                                             double pow) G_GNUC_WARN_UNUSED_RESULT;
SottoEnvelope *sotto_envelope_ref (SottoEnvelope *envelope);
void sotto_envelope_unref (SottoEnvelope *envelope);

const guint8 *sotto_envelope_get_raw (SottoEnvelope *envelope, gsize *length);
const SottoHash *sotto_envelope_get_hash (SottoEnvelope *envelope);
const SottoTopic *sotto_envelope_get_topic (SottoEnvelope *envelope);
guint32 sotto_envelope_get_expiry (SottoEnvelope *envelope);
guint32 sotto_envelope_get_ttl (SottoEnvelope *envelope);
double sotto_envelope_get_pow (SottoEnvelope *envelope);
GBytes *sotto_envelope_dup_data (SottoEnvelope *envelope) G_GNUC_WARN_UNUSED_RESULT;

/* Bytes that it takes in memory. */
gsize sotto_envelope_get_memory (SottoEnvelope *envelope);

/* RLP of the four items before the nonce, without a list header: what work is done over. */
GBytes *sotto_envelope_encode_items (guint32 expiry,
                                     guint32 ttl,
                                     const SottoTopic *topic,
                                     GBytes *data) G_GNUC_WARN_UNUSED_RESULT;

/* RLP of the envelope: the items and the nonce in a list. */
GBytes *sotto_envelope_encode (GBytes *items, guint64 nonce) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoEnvelope, sotto_envelope_unref)

G_END_DECLS

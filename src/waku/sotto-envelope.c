/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Envelopes (whisper-waku.md section 3), the same in every dialect:
 *
 *   RLP list of exactly five items
 *     expiry   integer below 2^32   Unix seconds when it dies
 *     ttl      integer below 2^32   seconds that it lives: it was sent at expiry - ttl
 *     topic    4 bytes
 *     data     bytes                sealed payload
 *     nonce    integer below 2^64   proof of work
 *
 * Integers are minimal: a leading zero is malformed. The identity of an envelope is the Keccak-256
 * of these bytes as they came, so that they are kept and passed on, never encoded again.
 */

#include "sotto-envelope.h"

#include <string.h>

#include "sotto-keccak.h"
#include "sotto-rlp.h"

struct _SottoEnvelope
{
  gatomicrefcount references;
  guint32 raw_length;
  guint32 expiry;
  guint32 ttl;
  SottoTopic topic;
  guint8 data_offset; /* bytes of raw before the data, and */
  guint8 data_tail;   /* behind it: headers and integers, always few */
  SottoHash hash;
  double pow;
  guint8 raw[];
};

G_DEFINE_BOXED_TYPE (SottoEnvelope, sotto_envelope, sotto_envelope_ref, sotto_envelope_unref)

/**
 * sotto_envelope_view_parse:
 * @view: (out caller-allocates): the envelope
 * @raw: its RLP, borrowed as long as @view is used
 * @length: bytes of @raw, with nothing behind the envelope
 * @error: return location for a #SottoBaseError
 *
 * Reads one envelope without copying it. Whether it is welcome is another question.
 */
gboolean
sotto_envelope_view_parse (SottoEnvelopeView *view, const guint8 *raw, gsize length, GError **error)
{
  SottoRlpReader outer;
  SottoRlpReader list;
  SottoRlpReader first;
  gsize first_length;

  g_return_val_if_fail (view != NULL, FALSE);
  g_return_val_if_fail (raw != NULL, FALSE);

  sotto_rlp_reader_init (&outer, raw, length);
  if (!sotto_rlp_reader_enter (&outer, &list, error) || !sotto_rlp_reader_finish (&outer, error))
    return FALSE;

  first = list;
  if (!sotto_rlp_reader_read_raw (&first, &view->work.items, &first_length, error) ||
      !sotto_rlp_reader_read_u32 (&list, &view->expiry, error) ||
      !sotto_rlp_reader_read_u32 (&list, &view->ttl, error) ||
      !sotto_rlp_reader_read_fixed (&list, view->topic.bytes, sizeof view->topic.bytes, error) ||
      !sotto_rlp_reader_read_string (&list, &view->data, &view->data_length, error) ||
      !sotto_rlp_reader_read_u64 (&list, &view->nonce, error) ||
      !sotto_rlp_reader_finish (&list, error))
    return FALSE;

  view->raw = raw;
  view->raw_length = length;

  /* The data is the last of the items that the work is done over. */
  view->work.length = (gsize) (view->data + view->data_length - view->work.items);

  return TRUE;
}

/**
 * sotto_envelope_view_get_hash:
 * @view: an envelope
 * @hash: (out caller-allocates): its identity
 *
 * Hashes the envelope as it came.
 */
void
sotto_envelope_view_get_hash (const SottoEnvelopeView *view, SottoHash *hash)
{
  g_return_if_fail (view != NULL);
  g_return_if_fail (hash != NULL);

  sotto_keccak256 (view->raw, view->raw_length, hash);
}

/**
 * sotto_envelope_view_count_work:
 * @view: an envelope
 *
 * Hashes what its work was done over.
 *
 * Returns: the leading zero bits that its nonce leads to
 */
guint
sotto_envelope_view_count_work (const SottoEnvelopeView *view)
{
  SottoHash digest;

  g_return_val_if_fail (view != NULL, 0);

  sotto_pow_hash (&view->work, view->nonce, &digest);

  return sotto_pow_count_bits (&digest);
}

/**
 * sotto_envelope_view_get_pow:
 * @view: an envelope
 * @work_bits: what sotto_envelope_view_count_work () says
 * @extra_seconds: how much longer than its ttl it will be carried, because it is stamped in the
 *   future; 0 otherwise
 *
 * Returns: its proof of work; 0 if it lives for no time
 */
double
sotto_envelope_view_get_pow (const SottoEnvelopeView *view, guint work_bits, guint32 extra_seconds)
{
  g_return_val_if_fail (view != NULL, 0);

  if (view->ttl == 0)
    return 0;

  return sotto_pow_from_bits (work_bits, sotto_pow_get_size (&view->work),
                              (guint64) view->ttl + extra_seconds);
}

/**
 * sotto_envelope_new_from_bytes:
 * @raw: RLP of an envelope
 * @length: bytes of @raw
 * @error: return location for a #SottoBaseError
 *
 * Returns: (transfer full): the envelope with its hash and work, or %NULL
 */
SottoEnvelope *
sotto_envelope_new_from_bytes (const guint8 *raw, gsize length, GError **error)
{
  SottoEnvelopeView view;
  SottoHash hash;

  g_return_val_if_fail (raw != NULL, NULL);

  if (!sotto_envelope_view_parse (&view, raw, length, error))
    return NULL;

  sotto_envelope_view_get_hash (&view, &hash);

  return sotto_envelope_new_from_view (
    &view, &hash, sotto_envelope_view_get_pow (&view, sotto_envelope_view_count_work (&view), 0));
}

/**
 * sotto_envelope_new_from_view:
 * @view: a parsed envelope of less than 4 GiB
 * @hash: its hash
 * @pow: its work
 *
 * Copies what is borrowed in @view.
 *
 * Returns: (transfer full): the envelope
 */
SottoEnvelope *
sotto_envelope_new_from_view (const SottoEnvelopeView *view, const SottoHash *hash, double pow)
{
  SottoEnvelope *envelope;

  g_return_val_if_fail (view != NULL, NULL);
  g_return_val_if_fail (view->raw_length <= SOTTO_RLP_MAX_LENGTH, NULL);
  g_return_val_if_fail (hash != NULL, NULL);

  envelope = g_malloc (sizeof *envelope + view->raw_length);
  g_atomic_ref_count_init (&envelope->references);
  envelope->raw_length = (guint32) view->raw_length;
  envelope->expiry = view->expiry;
  envelope->ttl = view->ttl;
  envelope->topic = view->topic;
  envelope->data_offset = (guint8) (view->data - view->raw);
  envelope->data_tail = (guint8) (view->raw_length - envelope->data_offset - view->data_length);
  envelope->hash = *hash;
  envelope->pow = pow;
  memcpy (envelope->raw, view->raw, view->raw_length);

  return envelope;
}

/**
 * sotto_envelope_ref:
 * @envelope: an envelope
 *
 * Returns: (transfer full): @envelope
 */
SottoEnvelope *
sotto_envelope_ref (SottoEnvelope *envelope)
{
  g_return_val_if_fail (envelope != NULL, NULL);

  g_atomic_ref_count_inc (&envelope->references);

  return envelope;
}

/**
 * sotto_envelope_unref:
 * @envelope: (transfer full): an envelope
 *
 * Drops one reference.
 */
void
sotto_envelope_unref (SottoEnvelope *envelope)
{
  g_return_if_fail (envelope != NULL);

  if (g_atomic_ref_count_dec (&envelope->references))
    g_free (envelope);
}

/**
 * sotto_envelope_get_raw:
 * @envelope: an envelope
 * @length: (out): bytes of the result
 *
 * Returns: (transfer none) (array length=length): its RLP, as it came
 */
const guint8 *
sotto_envelope_get_raw (SottoEnvelope *envelope, gsize *length)
{
  g_return_val_if_fail (envelope != NULL, NULL);
  g_return_val_if_fail (length != NULL, NULL);

  *length = envelope->raw_length;

  return envelope->raw;
}

/**
 * sotto_envelope_get_hash:
 * @envelope: an envelope
 *
 * Returns: (transfer none): its identity
 */
const SottoHash *
sotto_envelope_get_hash (SottoEnvelope *envelope)
{
  g_return_val_if_fail (envelope != NULL, NULL);

  return &envelope->hash;
}

/**
 * sotto_envelope_get_topic:
 * @envelope: an envelope
 *
 * Returns: (transfer none): where it goes
 */
const SottoTopic *
sotto_envelope_get_topic (SottoEnvelope *envelope)
{
  g_return_val_if_fail (envelope != NULL, NULL);

  return &envelope->topic;
}

/**
 * sotto_envelope_get_expiry:
 * @envelope: an envelope
 *
 * Returns: the last second of its life, Unix time
 */
guint32
sotto_envelope_get_expiry (SottoEnvelope *envelope)
{
  g_return_val_if_fail (envelope != NULL, 0);

  return envelope->expiry;
}

/**
 * sotto_envelope_get_ttl:
 * @envelope: an envelope
 *
 * Returns: how many seconds it lives
 */
guint32
sotto_envelope_get_ttl (SottoEnvelope *envelope)
{
  g_return_val_if_fail (envelope != NULL, 0);

  return envelope->ttl;
}

/**
 * sotto_envelope_get_pow:
 * @envelope: an envelope
 *
 * Returns: its proof of work
 */
double
sotto_envelope_get_pow (SottoEnvelope *envelope)
{
  g_return_val_if_fail (envelope != NULL, 0);

  return envelope->pow;
}

/**
 * sotto_envelope_dup_data:
 * @envelope: an envelope
 *
 * Returns: (transfer full): its data, which keeps @envelope instead of a copy
 */
GBytes *
sotto_envelope_dup_data (SottoEnvelope *envelope)
{
  gsize length;

  g_return_val_if_fail (envelope != NULL, NULL);

  length = envelope->raw_length - envelope->data_offset - envelope->data_tail;

  return g_bytes_new_with_free_func (envelope->raw + envelope->data_offset, length,
                                     (GDestroyNotify) sotto_envelope_unref,
                                     sotto_envelope_ref (envelope));
}

/**
 * sotto_envelope_get_memory:
 * @envelope: an envelope
 *
 * Returns: how many bytes it takes
 */
gsize
sotto_envelope_get_memory (SottoEnvelope *envelope)
{
  g_return_val_if_fail (envelope != NULL, 0);

  return sizeof *envelope + envelope->raw_length;
}

/**
 * sotto_envelope_encode_items:
 * @expiry: Unix seconds
 * @ttl: seconds
 * @topic: where to
 * @data: sealed bytes
 *
 * Returns: (transfer full): the RLP of these four, one after the other
 */
GBytes *
sotto_envelope_encode_items (guint32 expiry, guint32 ttl, const SottoTopic *topic, GBytes *data)
{
  g_autoptr (SottoRlpWriter) writer = NULL;
  const guint8 *bytes;
  gsize length;

  g_return_val_if_fail (topic != NULL, NULL);
  g_return_val_if_fail (data != NULL, NULL);

  bytes = g_bytes_get_data (data, &length);
  writer = sotto_rlp_writer_new ();
  sotto_rlp_writer_add_u64 (writer, expiry);
  sotto_rlp_writer_add_u64 (writer, ttl);
  sotto_rlp_writer_add_string (writer, topic->bytes, sizeof topic->bytes);
  sotto_rlp_writer_add_string (writer, bytes, length);

  return sotto_rlp_writer_end (g_steal_pointer (&writer));
}

/**
 * sotto_envelope_encode:
 * @items: from sotto_envelope_encode_items ()
 * @nonce: the nonce that was found
 *
 * Returns: (transfer full): the RLP of the envelope
 */
GBytes *
sotto_envelope_encode (GBytes *items, guint64 nonce)
{
  g_autoptr (SottoRlpWriter) writer = NULL;
  const guint8 *bytes;
  gsize length;

  g_return_val_if_fail (items != NULL, NULL);

  bytes = g_bytes_get_data (items, &length);
  writer = sotto_rlp_writer_new ();
  sotto_rlp_writer_begin_list (writer);
  sotto_rlp_writer_add_raw (writer, bytes, length);
  sotto_rlp_writer_add_u64 (writer, nonce);
  sotto_rlp_writer_end_list (writer);

  return sotto_rlp_writer_end (g_steal_pointer (&writer));
}

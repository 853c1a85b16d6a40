/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Packets that are the same in every dialect:
 *
 *    1  Messages           list of envelopes, always a list, possibly empty
 *   11  Batch acknowledged  32 bytes, no list: Keccak-256 of the Messages payload it answers
 *   12  Message response    [1, [batch(32), [[envelope(32), code, description], ...]]]
 */

#include "sotto-waku-packets.h"

#define RESPONSE_VERSION 1

/* What is kept of a description; the rest of a longer one is cut. */
#define MAX_DESCRIPTION 200

static void
refusal_clear (gpointer data)
{
  SottoWakuRefusal *refusal = data;

  g_clear_pointer (&refusal->description, g_free);
}

static gboolean
read_refusal (SottoRlpReader *refusals, SottoWakuResponse *response, GError **error)
{
  SottoRlpReader list;
  SottoHash hash;
  guint64 code;
  const guint8 *description;
  gsize length;
  g_autofree char *text = NULL;

  if (!sotto_rlp_reader_enter (refusals, &list, error) ||
      !sotto_rlp_reader_read_fixed (&list, hash.bytes, sizeof hash.bytes, error) ||
      !sotto_rlp_reader_read_u64 (&list, &code, error) ||
      !sotto_rlp_reader_read_string (&list, &description, &length, error) ||
      !sotto_rlp_reader_finish (&list, error))
    return FALSE;

  text = g_utf8_make_valid ((const char *) description, (gssize) MIN (length, MAX_DESCRIPTION));
  sotto_waku_response_add (response, &hash, code, text);

  return TRUE;
}

static gboolean
read_response_body (SottoRlpReader *outer, SottoWakuResponse *response, GError **error)
{
  SottoRlpReader body;
  SottoRlpReader refusals;
  SottoHash batch;

  if (!sotto_rlp_reader_enter (outer, &body, error) ||
      !sotto_rlp_reader_read_fixed (&body, batch.bytes, sizeof batch.bytes, error) ||
      !sotto_rlp_reader_enter (&body, &refusals, error) || !sotto_rlp_reader_finish (&body, error))
    return FALSE;

  response->batch = batch;
  while (!sotto_rlp_reader_at_end (&refusals))
    if (!read_refusal (&refusals, response, error))
      return FALSE;

  return TRUE;
}

GBytes *
sotto_waku_messages_encode (GPtrArray *envelopes)
{
  g_autoptr (SottoRlpWriter) writer = NULL;

  g_return_val_if_fail (envelopes != NULL, NULL);

  writer = sotto_rlp_writer_new ();
  sotto_rlp_writer_begin_list (writer);
  for (guint i = 0; i < envelopes->len; i++)
    {
      gsize length;
      const guint8 *raw = sotto_envelope_get_raw (g_ptr_array_index (envelopes, i), &length);

      sotto_rlp_writer_add_raw (writer, raw, length);
    }
  sotto_rlp_writer_end_list (writer);

  return sotto_rlp_writer_end (g_steal_pointer (&writer));
}

gboolean
sotto_waku_messages_validate (GBytes *payload, GError **error)
{
  SottoRlpReader outer;
  SottoRlpReader list;

  g_return_val_if_fail (payload != NULL, FALSE);

  sotto_rlp_reader_init_bytes (&outer, payload);
  if (!sotto_rlp_reader_enter (&outer, &list, error) || !sotto_rlp_reader_finish (&outer, error))
    return FALSE;

  while (!sotto_rlp_reader_at_end (&list))
    {
      SottoEnvelopeView view;
      const guint8 *raw;
      gsize length;

      if (!sotto_rlp_reader_read_raw (&list, &raw, &length, error) ||
          !sotto_envelope_view_parse (&view, raw, length, error))
        return FALSE;
    }

  return TRUE;
}

void
sotto_waku_messages_begin (GBytes *payload, SottoRlpReader *reader)
{
  SottoRlpReader outer;

  g_return_if_fail (payload != NULL);
  g_return_if_fail (reader != NULL);

  sotto_rlp_reader_init_bytes (&outer, payload);
  if (!sotto_rlp_reader_enter (&outer, reader, NULL))
    sotto_rlp_reader_init (reader, NULL, 0);
}

gboolean
sotto_waku_messages_next (SottoRlpReader *reader, SottoEnvelopeView *view)
{
  const guint8 *raw;
  gsize length;

  g_return_val_if_fail (reader != NULL, FALSE);
  g_return_val_if_fail (view != NULL, FALSE);

  return !sotto_rlp_reader_at_end (reader) &&
         sotto_rlp_reader_read_raw (reader, &raw, &length, NULL) &&
         sotto_envelope_view_parse (view, raw, length, NULL);
}

/**
 * sotto_waku_response_init:
 * @response: (out caller-allocates): a response
 * @batch: hash of the packet that it answers
 *
 * Begins a response that refuses nothing.
 */
void
sotto_waku_response_init (SottoWakuResponse *response, const SottoHash *batch)
{
  g_return_if_fail (response != NULL);
  g_return_if_fail (batch != NULL);

  response->batch = *batch;
  response->refusals = g_array_new (FALSE, FALSE, sizeof (SottoWakuRefusal));
  g_array_set_clear_func (response->refusals, refusal_clear);
}

/**
 * sotto_waku_response_clear:
 * @response: a response
 *
 * Drops what @response holds.
 */
void
sotto_waku_response_clear (SottoWakuResponse *response)
{
  g_return_if_fail (response != NULL);

  g_clear_pointer (&response->refusals, g_array_unref);
}

/**
 * sotto_waku_response_add:
 * @response: a response
 * @hash: an envelope that is refused
 * @code: why, as a number
 * @description: why, in words
 *
 * Adds one envelope to those that are refused.
 */
void
sotto_waku_response_add (SottoWakuResponse *response,
                         const SottoHash *hash,
                         guint64 code,
                         const char *description)
{
  SottoWakuRefusal refusal;

  g_return_if_fail (response != NULL && response->refusals != NULL);
  g_return_if_fail (hash != NULL);
  g_return_if_fail (description != NULL);

  refusal.hash = *hash;
  refusal.code = code;
  refusal.description = g_strdup (description);
  g_array_append_val (response->refusals, refusal);
}

/**
 * sotto_waku_response_encode:
 * @response: a response
 *
 * Returns: (transfer full): the payload of a packet 12
 */
GBytes *
sotto_waku_response_encode (const SottoWakuResponse *response)
{
  g_autoptr (SottoRlpWriter) writer = NULL;

  g_return_val_if_fail (response != NULL, NULL);

  writer = sotto_rlp_writer_new ();
  sotto_rlp_writer_begin_list (writer);
  sotto_rlp_writer_add_u64 (writer, RESPONSE_VERSION);
  sotto_rlp_writer_begin_list (writer);
  sotto_rlp_writer_add_string (writer, response->batch.bytes, sizeof response->batch.bytes);
  sotto_rlp_writer_begin_list (writer);
  for (guint i = 0; i < response->refusals->len; i++)
    {
      const SottoWakuRefusal *refusal = &g_array_index (response->refusals, SottoWakuRefusal, i);

      sotto_rlp_writer_begin_list (writer);
      sotto_rlp_writer_add_string (writer, refusal->hash.bytes, sizeof refusal->hash.bytes);
      sotto_rlp_writer_add_u64 (writer, refusal->code);
      sotto_rlp_writer_add_text (writer, refusal->description);
      sotto_rlp_writer_end_list (writer);
    }
  sotto_rlp_writer_end_list (writer);
  sotto_rlp_writer_end_list (writer);
  sotto_rlp_writer_end_list (writer);

  return sotto_rlp_writer_end (g_steal_pointer (&writer));
}

/**
 * sotto_waku_response_decode:
 * @response: (out caller-allocates): what a neighbour answers; to be cleared in any case
 * @payload: a packet 12
 * @known: (out): whether it is of a version that we can read
 * @error: return location for a #SottoBaseError
 *
 * Reads a response.
 */
gboolean
sotto_waku_response_decode (SottoWakuResponse *response,
                            GBytes *payload,
                            gboolean *known,
                            GError **error)
{
  SottoRlpReader packet;
  SottoRlpReader outer;
  guint64 version;
  SottoHash none = { { 0 } };

  g_return_val_if_fail (response != NULL, FALSE);
  g_return_val_if_fail (payload != NULL, FALSE);
  g_return_val_if_fail (known != NULL, FALSE);

  *known = FALSE;
  sotto_waku_response_init (response, &none);
  sotto_rlp_reader_init_bytes (&packet, payload);
  if (!sotto_rlp_reader_enter (&packet, &outer, error) ||
      !sotto_rlp_reader_finish (&packet, error) ||
      !sotto_rlp_reader_read_u64 (&outer, &version, error))
    return FALSE;

  if (version != RESPONSE_VERSION)
    return TRUE;

  *known = TRUE;

  return read_response_body (&outer, response, error) && sotto_rlp_reader_finish (&outer, error);
}

/**
 * sotto_waku_batch_ack_encode:
 * @batch: Keccak-256 of a Messages payload
 *
 * Returns: (transfer full): the payload of a packet 11
 */
GBytes *
sotto_waku_batch_ack_encode (const SottoHash *batch)
{
  g_autoptr (SottoRlpWriter) writer = NULL;

  g_return_val_if_fail (batch != NULL, NULL);

  writer = sotto_rlp_writer_new ();
  sotto_rlp_writer_add_string (writer, batch->bytes, sizeof batch->bytes);

  return sotto_rlp_writer_end (g_steal_pointer (&writer));
}

/**
 * sotto_waku_batch_ack_decode:
 * @batch: (out caller-allocates): what is acknowledged
 * @payload: a packet 11
 * @error: return location for a #SottoBaseError
 *
 * Reads an acknowledgement.
 */
gboolean
sotto_waku_batch_ack_decode (SottoHash *batch, GBytes *payload, GError **error)
{
  SottoRlpReader reader;

  g_return_val_if_fail (batch != NULL, FALSE);
  g_return_val_if_fail (payload != NULL, FALSE);

  sotto_rlp_reader_init_bytes (&reader, payload);

  return sotto_rlp_reader_read_fixed (&reader, batch->bytes, sizeof batch->bytes, error) &&
         sotto_rlp_reader_finish (&reader, error);
}

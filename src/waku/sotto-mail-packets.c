/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What mailservers answer, and what they say to each other (mailserver.md sections 1, 3 and 5):
 *
 *   123  sync request    [lower, upper, bloom, limit, cursor]
 *   124  sync response   [[envelope, ...], cursor, final, error]
 *   125  end of an answer, one RLP string:
 *          request(32) || last envelope(32) || cursor(0 or 36)       or
 *          "ERROR=" || request(32) || text
 *   127  envelopes: a list of them; in Whisper a single one stands alone
 *
 *   key of an archive    sent(4, big-endian) || hash(32) || topic(4)
 *   cursor               the key without the topic
 */

#include "sotto-mail-packets.h"

#include <string.h>

#include "sotto-envelope.h"
#include "sotto-error.h"
#include "sotto-reader.h"

#define ERROR_PREFIX "ERROR="
#define ERROR_PREFIX_LENGTH (sizeof ERROR_PREFIX - 1)

static gboolean
validate_envelope (SottoRlpReader *reader, GError **error)
{
  SottoEnvelopeView view;
  const guint8 *raw;
  gsize length;

  return sotto_rlp_reader_read_raw (reader, &raw, &length, error) &&
         sotto_envelope_view_parse (&view, raw, length, error);
}

/* An envelope begins with an integer; a list of them with a list. */
static gboolean
is_bare (GBytes *payload)
{
  SottoRlpReader outer;
  SottoRlpReader list;

  sotto_rlp_reader_init_bytes (&outer, payload);

  return sotto_rlp_reader_enter (&outer, &list, NULL) && !sotto_rlp_reader_at_end (&list) &&
         !sotto_rlp_reader_next_is_list (&list);
}

static gboolean
read_cursor (SottoRlpReader *reader, guint8 *cursor, gsize *length, GError **error)
{
  const guint8 *data;

  if (!sotto_rlp_reader_read_string (reader, &data, length, error))
    return FALSE;
  if (*length != 0 && *length != SOTTO_MAIL_CURSOR_LENGTH)
    {
      g_set_error (error, SOTTO_BASE_ERROR, SOTTO_BASE_ERROR_MALFORMED,
                   "A cursor of %" G_GSIZE_FORMAT " bytes", *length);
      return FALSE;
    }
  if (*length > 0)
    memcpy (cursor, data, *length);

  return TRUE;
}

static void
write_envelopes (GPtrArray *envelopes, SottoRlpWriter *writer)
{
  sotto_rlp_writer_begin_list (writer);
  for (guint i = 0; i < envelopes->len; i++)
    {
      gsize length;
      const guint8 *raw = g_bytes_get_data (g_ptr_array_index (envelopes, i), &length);

      sotto_rlp_writer_add_raw (writer, raw, length);
    }
  sotto_rlp_writer_end_list (writer);
}

/**
 * sotto_mail_cursor_write:
 * @cursor: (out caller-allocates): %SOTTO_MAIL_CURSOR_LENGTH bytes
 * @sent: when an envelope was sent, Unix seconds
 * @hash: the envelope
 *
 * Writes where an envelope stands in an archive.
 */
void
sotto_mail_cursor_write (guint8 cursor[SOTTO_MAIL_CURSOR_LENGTH],
                         guint32 sent,
                         const SottoHash *hash)
{
  guint32 big_endian = GUINT32_TO_BE (sent);

  g_return_if_fail (cursor != NULL && hash != NULL);

  memcpy (cursor, &big_endian, sizeof big_endian);
  memcpy (cursor + sizeof big_endian, hash->bytes, sizeof hash->bytes);
}

/**
 * sotto_mail_cursor_read:
 * @cursor: %SOTTO_MAIL_CURSOR_LENGTH bytes
 * @sent: (out): when that envelope was sent, Unix seconds
 * @hash: (out caller-allocates): the envelope
 *
 * Takes a cursor apart. Any bytes are a cursor.
 */
void
sotto_mail_cursor_read (const guint8 cursor[SOTTO_MAIL_CURSOR_LENGTH],
                        guint32 *sent,
                        SottoHash *hash)
{
  guint32 big_endian;

  g_return_if_fail (cursor != NULL && sent != NULL && hash != NULL);

  memcpy (&big_endian, cursor, sizeof big_endian);
  memcpy (hash->bytes, cursor + sizeof big_endian, sizeof hash->bytes);
  *sent = GUINT32_FROM_BE (big_endian);
}

/**
 * sotto_mail_key_write:
 * @key: (out caller-allocates): %SOTTO_MAIL_KEY_LENGTH bytes
 * @sent: when an envelope was sent, Unix seconds
 * @hash: the envelope
 * @topic: its topic
 *
 * Writes the key that the archives in the field have for an envelope.
 */
void
sotto_mail_key_write (guint8 key[SOTTO_MAIL_KEY_LENGTH],
                      guint32 sent,
                      const SottoHash *hash,
                      const SottoTopic *topic)
{
  g_return_if_fail (key != NULL && hash != NULL && topic != NULL);

  sotto_mail_cursor_write (key, sent, hash);
  memcpy (key + SOTTO_MAIL_CURSOR_LENGTH, topic->bytes, sizeof topic->bytes);
}

/**
 * sotto_mail_messages_encode:
 * @envelopes: (element-type GBytes): envelopes as they came
 * @bare_single: whether a single one stands without a list: in Whisper
 *
 * Returns: (transfer full): the body of a packet 127
 */
GBytes *
sotto_mail_messages_encode (GPtrArray *envelopes, gboolean bare_single)
{
  g_autoptr (SottoRlpWriter) writer = NULL;

  g_return_val_if_fail (envelopes != NULL, NULL);

  if (bare_single && envelopes->len == 1)
    return g_bytes_ref (g_ptr_array_index (envelopes, 0));

  writer = sotto_rlp_writer_new ();
  write_envelopes (envelopes, writer);

  return sotto_rlp_writer_end (g_steal_pointer (&writer));
}

/**
 * sotto_mail_messages_validate:
 * @payload: a packet 127
 * @may_be_bare: whether one envelope may stand without a list
 * @error: return location for a #SottoBaseError
 *
 * Checks the whole packet before anything is done with an envelope of it.
 */
gboolean
sotto_mail_messages_validate (GBytes *payload, gboolean may_be_bare, GError **error)
{
  SottoRlpReader outer;
  SottoRlpReader list;

  g_return_val_if_fail (payload != NULL, FALSE);

  sotto_rlp_reader_init_bytes (&outer, payload);
  if (may_be_bare && is_bare (payload))
    return validate_envelope (&outer, error) && sotto_rlp_reader_finish (&outer, error);

  if (!sotto_rlp_reader_enter (&outer, &list, error) || !sotto_rlp_reader_finish (&outer, error))
    return FALSE;
  while (!sotto_rlp_reader_at_end (&list))
    if (!validate_envelope (&list, error))
      return FALSE;

  return TRUE;
}

/**
 * sotto_mail_messages_begin:
 * @payload: a packet that has been validated
 * @reader: (out caller-allocates): for sotto_waku_messages_next ()
 *
 * Begins to walk over the envelopes of a packet.
 */
void
sotto_mail_messages_begin (GBytes *payload, SottoRlpReader *reader)
{
  SottoRlpReader outer;

  g_return_if_fail (payload != NULL);
  g_return_if_fail (reader != NULL);

  sotto_rlp_reader_init_bytes (&outer, payload);
  if (is_bare (payload))
    *reader = outer;
  else if (!sotto_rlp_reader_enter (&outer, reader, NULL))
    sotto_rlp_reader_init (reader, NULL, 0);
}

/**
 * sotto_mail_trailer_clear:
 * @trailer: a trailer
 *
 * Drops what @trailer holds.
 */
void
sotto_mail_trailer_clear (SottoMailTrailer *trailer)
{
  g_return_if_fail (trailer != NULL);

  g_clear_pointer (&trailer->error, g_free);
}

/**
 * sotto_mail_trailer_encode:
 * @trailer: the end of an answer
 *
 * Returns: (transfer full): the body of a packet 125
 */
GBytes *
sotto_mail_trailer_encode (const SottoMailTrailer *trailer)
{
  g_autoptr (GByteArray) blob = NULL;
  g_autoptr (SottoRlpWriter) writer = NULL;

  g_return_val_if_fail (trailer != NULL, NULL);

  blob = g_byte_array_new ();
  if (trailer->error != NULL)
    g_byte_array_append (blob, (const guint8 *) ERROR_PREFIX, ERROR_PREFIX_LENGTH);
  g_byte_array_append (blob, trailer->request.bytes, sizeof trailer->request.bytes);
  if (trailer->error != NULL)
    g_byte_array_append (blob, (const guint8 *) trailer->error, (guint) strlen (trailer->error));
  else
    g_byte_array_append (blob, trailer->last.bytes, sizeof trailer->last.bytes);
  if (trailer->error == NULL && trailer->has_cursor)
    g_byte_array_append (blob, trailer->cursor, sizeof trailer->cursor);

  writer = sotto_rlp_writer_new ();
  sotto_rlp_writer_add_string (writer, blob->data, blob->len);

  return sotto_rlp_writer_end (g_steal_pointer (&writer));
}

/**
 * sotto_mail_trailer_parse:
 * @trailer: (out caller-allocates): the end of an answer; to be cleared in any case
 * @data: what a packet 125 holds
 * @length: bytes of @data
 * @error: return location for a #SottoBaseError
 *
 * Reads the end of an answer. Clients in the field take what is there and leave the rest at zero:
 * a trailer may lack its cursor, and its envelope.
 */
gboolean
sotto_mail_trailer_parse (SottoMailTrailer *trailer,
                          const guint8 *data,
                          gsize length,
                          GError **error)
{
  SottoReader reader;

  g_return_val_if_fail (trailer != NULL, FALSE);
  g_return_val_if_fail (data != NULL || length == 0, FALSE);

  *trailer = (SottoMailTrailer){ 0 };
  sotto_reader_init (&reader, data, length);
  if (length >= ERROR_PREFIX_LENGTH + SOTTO_HASH_LENGTH &&
      memcmp (data, ERROR_PREFIX, ERROR_PREFIX_LENGTH) == 0)
    {
      const guint8 *text = data + ERROR_PREFIX_LENGTH + SOTTO_HASH_LENGTH;
      gsize text_length = length - ERROR_PREFIX_LENGTH - SOTTO_HASH_LENGTH;

      memcpy (trailer->request.bytes, data + ERROR_PREFIX_LENGTH, SOTTO_HASH_LENGTH);
      trailer->error =
        g_utf8_make_valid ((const char *) text, (gssize) MIN (text_length, SOTTO_MAIL_MAX_ERROR));
      return TRUE;
    }
  if (length > SOTTO_MAIL_MAX_SUCCESS)
    {
      g_set_error (error, SOTTO_BASE_ERROR, SOTTO_BASE_ERROR_TOO_LARGE,
                   "The end of an answer has %" G_GSIZE_FORMAT " bytes", length);
      return FALSE;
    }
  if (!sotto_reader_copy (&reader, trailer->request.bytes, SOTTO_HASH_LENGTH, error))
    return FALSE;

  if (sotto_reader_copy (&reader, trailer->last.bytes, SOTTO_HASH_LENGTH, NULL))
    trailer->has_cursor =
      sotto_reader_copy (&reader, trailer->cursor, SOTTO_MAIL_CURSOR_LENGTH, NULL);

  return TRUE;
}

/**
 * sotto_mail_trailer_decode:
 * @trailer: (out caller-allocates): the end of an answer; to be cleared in any case
 * @payload: a packet 125
 * @error: return location for a #SottoBaseError
 *
 * Reads the end of an answer.
 */
gboolean
sotto_mail_trailer_decode (SottoMailTrailer *trailer, GBytes *payload, GError **error)
{
  SottoRlpReader reader;
  const guint8 *data;
  gsize length;

  g_return_val_if_fail (trailer != NULL, FALSE);
  g_return_val_if_fail (payload != NULL, FALSE);

  *trailer = (SottoMailTrailer){ 0 };
  sotto_rlp_reader_init_bytes (&reader, payload);

  return sotto_rlp_reader_read_string (&reader, &data, &length, error) &&
         sotto_rlp_reader_finish (&reader, error) &&
         sotto_mail_trailer_parse (trailer, data, length, error);
}

/**
 * sotto_mail_sync_request_encode:
 * @query: what another mailserver is asked for
 *
 * Returns: (transfer full): the body of a packet 123
 */
GBytes *
sotto_mail_sync_request_encode (const SottoMailQuery *query)
{
  g_autoptr (SottoRlpWriter) writer = NULL;

  g_return_val_if_fail (query != NULL, NULL);
  g_return_val_if_fail (query->cursor_length <= sizeof query->cursor, NULL);

  writer = sotto_rlp_writer_new ();
  sotto_rlp_writer_begin_list (writer);
  sotto_rlp_writer_add_u64 (writer, query->lower);
  sotto_rlp_writer_add_u64 (writer, query->upper);
  sotto_rlp_writer_add_string (writer, query->bloom.bytes,
                               query->has_bloom ? sizeof query->bloom.bytes : 0);
  sotto_rlp_writer_add_u64 (writer, query->limit);
  sotto_rlp_writer_add_string (writer, query->cursor, query->cursor_length);
  sotto_rlp_writer_end_list (writer);

  return sotto_rlp_writer_end (g_steal_pointer (&writer));
}

/**
 * sotto_mail_sync_request_decode:
 * @query: (out caller-allocates): what is asked for; to be cleared in any case
 * @payload: a packet 123
 * @error: return location for a #SottoBaseError
 *
 * Reads what another mailserver asks for.
 */
gboolean
sotto_mail_sync_request_decode (SottoMailQuery *query, GBytes *payload, GError **error)
{
  SottoRlpReader outer;
  SottoRlpReader list;

  g_return_val_if_fail (query != NULL, FALSE);
  g_return_val_if_fail (payload != NULL, FALSE);

  *query = (SottoMailQuery){ .form = SOTTO_MAIL_FORM_BLOOM, .has_bloom = TRUE, .batch = TRUE };
  sotto_rlp_reader_init_bytes (&outer, payload);

  return sotto_rlp_reader_enter (&outer, &list, error) && sotto_rlp_reader_finish (&outer, error) &&
         sotto_rlp_reader_read_u32 (&list, &query->lower, error) &&
         sotto_rlp_reader_read_u32 (&list, &query->upper, error) &&
         sotto_rlp_reader_read_fixed (&list, query->bloom.bytes, SOTTO_BLOOM_LENGTH, error) &&
         sotto_rlp_reader_read_u64 (&list, &query->limit, error) &&
         read_cursor (&list, query->cursor, &query->cursor_length, error) &&
         sotto_rlp_reader_finish (&list, error);
}

/**
 * sotto_mail_sync_clear:
 * @sync: an answer
 *
 * Drops what @sync holds.
 */
void
sotto_mail_sync_clear (SottoMailSync *sync)
{
  g_return_if_fail (sync != NULL);

  g_clear_pointer (&sync->envelopes, g_ptr_array_unref);
  g_clear_pointer (&sync->error, g_free);
}

/**
 * sotto_mail_sync_encode:
 * @sync: an answer
 *
 * Returns: (transfer full): the body of a packet 124
 */
GBytes *
sotto_mail_sync_encode (const SottoMailSync *sync)
{
  g_autoptr (SottoRlpWriter) writer = NULL;

  g_return_val_if_fail (sync != NULL && sync->envelopes != NULL, NULL);
  g_return_val_if_fail (sync->cursor_length <= sizeof sync->cursor, NULL);

  writer = sotto_rlp_writer_new ();
  sotto_rlp_writer_begin_list (writer);
  write_envelopes (sync->envelopes, writer);
  sotto_rlp_writer_add_string (writer, sync->cursor, sync->cursor_length);
  sotto_rlp_writer_add_bool (writer, sync->final);
  sotto_rlp_writer_add_text (writer, sync->error != NULL ? sync->error : "");
  sotto_rlp_writer_end_list (writer);

  return sotto_rlp_writer_end (g_steal_pointer (&writer));
}

static gboolean
read_sync_envelopes (SottoMailSync *sync, SottoRlpReader *list, GError **error)
{
  SottoRlpReader envelopes;

  if (!sotto_rlp_reader_enter (list, &envelopes, error))
    return FALSE;

  while (!sotto_rlp_reader_at_end (&envelopes))
    {
      SottoEnvelopeView view;
      const guint8 *raw;
      gsize length;

      if (!sotto_rlp_reader_read_raw (&envelopes, &raw, &length, error) ||
          !sotto_envelope_view_parse (&view, raw, length, error))
        return FALSE;
      g_ptr_array_add (sync->envelopes, g_bytes_new (raw, length));
    }

  return TRUE;
}

/**
 * sotto_mail_sync_decode:
 * @sync: (out caller-allocates): an answer; to be cleared in any case
 * @payload: a packet 124
 * @error: return location for a #SottoBaseError
 *
 * Reads a piece of what another mailserver answers.
 */
gboolean
sotto_mail_sync_decode (SottoMailSync *sync, GBytes *payload, GError **error)
{
  SottoRlpReader outer;
  SottoRlpReader list;
  const guint8 *text;
  gsize length;

  g_return_val_if_fail (sync != NULL, FALSE);
  g_return_val_if_fail (payload != NULL, FALSE);

  *sync = (SottoMailSync){ 0 };
  sync->envelopes = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  sotto_rlp_reader_init_bytes (&outer, payload);
  if (!sotto_rlp_reader_enter (&outer, &list, error) || !sotto_rlp_reader_finish (&outer, error) ||
      !read_sync_envelopes (sync, &list, error) ||
      !read_cursor (&list, sync->cursor, &sync->cursor_length, error) ||
      !sotto_rlp_reader_read_bool (&list, &sync->final, error) ||
      !sotto_rlp_reader_read_string (&list, &text, &length, error) ||
      !sotto_rlp_reader_finish (&list, error))
    return FALSE;

  sync->error =
    g_utf8_make_valid ((const char *) text, (gssize) MIN (length, SOTTO_MAIL_MAX_ERROR));

  return TRUE;
}

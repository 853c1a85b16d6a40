/* SPDX-License-Identifier: GPL-3.0-or-later */

/* MVDS on the wire (mvds.md, section 1):
 *
 *   group id   = Keccak-256 (compressed key with the smaller X || the other)
 *   message id = SHA-256 ("MESSAGE_ID" || group id (32) || timestamp (64-bit little-endian) ||
 * body)
 */

#include "sotto-mvds-wire-private.h"

#include <string.h>

#include "sotto-buffer.h"
#include "sotto-digest.h"
#include "sotto-error.h"
#include "sotto-keccak.h"

#include "sotto-mvds.h"

static const char message_id_prefix[] = "MESSAGE_ID";

/* Tags, lengths, group id and timestamp around a body; and of an id in a list. */
#define MESSAGE_OVERHEAD 64
#define ID_SIZE 36

struct _SottoMvdsBuilder
{
  SottoHash group_id;
  GArray *acks;       /* SottoHash */
  GArray *requests;   /* SottoHash */
  GArray *timestamps; /* gint64 */
  GPtrArray *bodies;  /* GBytes */
  gsize size;
};

void
sotto_mvds_group_id (const SottoPublicKey *a, const SottoPublicKey *b, SottoHash *group_id)
{
  guint8 keys[2][SOTTO_COMPRESSED_KEY_LENGTH];
  gboolean a_first;
  SottoKeccak keccak;

  sotto_public_key_serialize_compressed (a, keys[0]);
  sotto_public_key_serialize_compressed (b, keys[1]);
  /* By X alone: the prefix of the compressed form tells Y apart. */
  a_first = memcmp (keys[0] + 1, keys[1] + 1, 32) <= 0;

  sotto_keccak_init (&keccak);
  sotto_keccak_update (&keccak, keys[a_first ? 0 : 1], SOTTO_COMPRESSED_KEY_LENGTH);
  sotto_keccak_update (&keccak, keys[a_first ? 1 : 0], SOTTO_COMPRESSED_KEY_LENGTH);
  sotto_keccak_sum (&keccak, group_id);
}

void
sotto_mvds_message_id (const SottoHash *group_id,
                       gint64 timestamp,
                       const guint8 *body,
                       gsize length,
                       SottoHash *message_id)
{
  g_autoptr (SottoBuffer) buffer = sotto_buffer_new (length + 64);

  sotto_buffer_append (buffer, message_id_prefix, strlen (message_id_prefix));
  sotto_buffer_append (buffer, group_id->bytes, sizeof group_id->bytes);
  sotto_buffer_append_le64 (buffer, (guint64) timestamp);
  if (length > 0)
    sotto_buffer_append (buffer, body, length);
  sotto_sha256 (sotto_buffer_get_data (buffer), sotto_buffer_get_length (buffer), message_id);
}

Sotto__MvdsPayload *
sotto_mvds_payload_parse (GBytes *plaintext, GError **error)
{
  g_autoptr (GError) refusal = NULL;
  g_autoptr (Sotto__MvdsPayload) payload =
    sotto_proto_unpack_bytes (&sotto__mvds_payload__descriptor, plaintext, &refusal);

  if (payload == NULL)
    {
      if (g_error_matches (refusal, SOTTO_BASE_ERROR, SOTTO_BASE_ERROR_TOO_LARGE))
        g_set_error_literal (error, SOTTO_SYNC_ERROR, SOTTO_SYNC_ERROR_MALFORMED, refusal->message);
      return NULL;
    }
  if (payload->n_acks + payload->n_offers + payload->n_requests + payload->n_messages == 0)
    return NULL;

  return g_steal_pointer (&payload);
}

gboolean
sotto_mvds_read_id (const ProtobufCBinaryData *field, SottoHash *id)
{
  if (field->len != SOTTO_HASH_LENGTH)
    return FALSE;

  memcpy (id->bytes, field->data, SOTTO_HASH_LENGTH);
  return TRUE;
}

SottoMvdsBuilder *
sotto_mvds_builder_new (const SottoHash *group_id)
{
  SottoMvdsBuilder *builder = g_new0 (SottoMvdsBuilder, 1);

  builder->group_id = *group_id;
  builder->acks = g_array_new (FALSE, FALSE, sizeof (SottoHash));
  builder->requests = g_array_new (FALSE, FALSE, sizeof (SottoHash));
  builder->timestamps = g_array_new (FALSE, FALSE, sizeof (gint64));
  builder->bodies = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  return builder;
}

void
sotto_mvds_builder_free (SottoMvdsBuilder *builder)
{
  g_array_unref (builder->acks);
  g_array_unref (builder->requests);
  g_array_unref (builder->timestamps);
  g_ptr_array_unref (builder->bodies);
  g_free (builder);
}

void
sotto_mvds_builder_add_ack (SottoMvdsBuilder *builder, const SottoHash *id)
{
  g_array_append_val (builder->acks, *id);
  builder->size += ID_SIZE;
}

void
sotto_mvds_builder_add_request (SottoMvdsBuilder *builder, const SottoHash *id)
{
  g_array_append_val (builder->requests, *id);
  builder->size += ID_SIZE;
}

void
sotto_mvds_builder_add_message (SottoMvdsBuilder *builder, gint64 timestamp, GBytes *body)
{
  g_array_append_val (builder->timestamps, timestamp);
  g_ptr_array_add (builder->bodies, g_bytes_ref (body));
  builder->size += g_bytes_get_size (body) + MESSAGE_OVERHEAD;
}

gboolean
sotto_mvds_builder_is_empty (SottoMvdsBuilder *builder)
{
  return builder->size == 0;
}

gsize
sotto_mvds_builder_get_size (SottoMvdsBuilder *builder)
{
  return builder->size;
}

static ProtobufCBinaryData *
list_ids (GArray *ids)
{
  ProtobufCBinaryData *list = g_new (ProtobufCBinaryData, MAX (ids->len, 1));

  for (guint i = 0; i < ids->len; i++)
    list[i] = SOTTO_PROTO_BINARY (g_array_index (ids, SottoHash, i).bytes);

  return list;
}

GBytes *
sotto_mvds_builder_pack (SottoMvdsBuilder *builder)
{
  Sotto__MvdsPayload payload = SOTTO__MVDS_PAYLOAD__INIT;
  guint n_messages = builder->bodies->len;
  g_autofree ProtobufCBinaryData *acks = list_ids (builder->acks);
  g_autofree ProtobufCBinaryData *requests = list_ids (builder->requests);
  g_autofree Sotto__MvdsMessage *messages = g_new (Sotto__MvdsMessage, MAX (n_messages, 1));
  g_autofree Sotto__MvdsMessage **pointers = g_new (Sotto__MvdsMessage *, MAX (n_messages, 1));

  for (guint i = 0; i < n_messages; i++)
    {
      sotto__mvds_message__init (&messages[i]);
      messages[i].group_id = SOTTO_PROTO_BINARY (builder->group_id.bytes);
      messages[i].timestamp = g_array_index (builder->timestamps, gint64, i);
      messages[i].body = sotto_proto_borrow (builder->bodies->pdata[i]);
      pointers[i] = &messages[i];
    }
  payload.n_acks = builder->acks->len;
  payload.acks = acks;
  payload.n_requests = builder->requests->len;
  payload.requests = requests;
  payload.n_messages = n_messages;
  payload.messages = pointers;

  return sotto_proto_pack (&payload);
}

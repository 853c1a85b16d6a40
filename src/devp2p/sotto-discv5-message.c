/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Messages of discovery v5.1: one byte of type, then an RLP list that begins with a request id of
 * at most eight bytes:
 *
 *   1 PING [id, enr-seq]             2 PONG [id, enr-seq, ip, port]
 *   3 FINDNODE [id, [distance, …]]   4 NODES [id, total, [record, …]]
 *   5 TALKREQ [id, protocol, data]   6 TALKRESP [id, data]
 */

#include "sotto-discv5-message-private.h"

#include <string.h>

#include "sotto-devp2p-error.h"
#include "sotto-rlp.h"

static gboolean
refuse (GError **error, const char *problem)
{
  g_set_error (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_PACKET,
               "Not a message of discovery: %s", problem);
  return FALSE;
}

static gboolean
read_request_id (SottoDiscv5Message *message, SottoRlpReader *list, GError **error)
{
  const guint8 *data;
  gsize length;

  if (!sotto_rlp_reader_read_string (list, &data, &length, error))
    return FALSE;
  if (length > SOTTO_DISCV5_MAX_REQUEST_ID)
    return refuse (error, "its request id is too long");
  memcpy (message->request_id, data, length);
  message->request_id_length = length;
  return TRUE;
}

static gboolean
read_pong (SottoDiscv5Message *message, SottoRlpReader *list, GError **error)
{
  const guint8 *ip;
  gsize length;
  guint32 port;

  if (!sotto_rlp_reader_read_u64 (list, &message->enr_seq, error) ||
      !sotto_rlp_reader_read_string (list, &ip, &length, error) ||
      !sotto_rlp_reader_read_u32 (list, &port, error))
    return FALSE;
  if (port > G_MAXUINT16 ||
      !sotto_endpoint_from_ip (&message->endpoint, ip, length, (guint16) port))
    return refuse (error, "its address");
  return TRUE;
}

static gboolean
read_distances (SottoDiscv5Message *message, SottoRlpReader *list, GError **error)
{
  SottoRlpReader distances;

  if (!sotto_rlp_reader_enter (list, &distances, error))
    return FALSE;
  while (!sotto_rlp_reader_at_end (&distances))
    {
      guint32 distance;

      if (!sotto_rlp_reader_read_u32 (&distances, &distance, error))
        return FALSE;
      if (distance > SOTTO_DISCV5_MAX_DISTANCE)
        return refuse (error, "a distance above 256");
      if (message->n_distances < SOTTO_DISCV5_MAX_DISTANCES)
        message->distances[message->n_distances++] = (guint16) distance;
    }
  return TRUE;
}

/* A record that is wrong is left out: whoever sent it may have it from somebody else. */
static gboolean
read_nodes (SottoDiscv5Message *message, SottoRlpReader *list, GError **error)
{
  SottoRlpReader records;
  guint32 total;

  if (!sotto_rlp_reader_read_u32 (list, &total, error) ||
      !sotto_rlp_reader_enter (list, &records, error))
    return FALSE;
  if (total == 0 || total > SOTTO_DISCV5_MAX_TOTAL)
    return refuse (error, "its number of packets");
  message->total = total;
  message->records = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_node_record_unref);
  while (!sotto_rlp_reader_at_end (&records))
    {
      const guint8 *raw;
      gsize length;
      SottoNodeRecord *record;

      if (!sotto_rlp_reader_read_raw (&records, &raw, &length, error))
        return FALSE;
      if (message->records->len == SOTTO_DISCV5_MAX_RECORDS)
        return refuse (error, "too many records");
      record = sotto_node_record_parse (raw, length, NULL);
      if (record != NULL)
        g_ptr_array_add (message->records, record);
    }
  return TRUE;
}

static gboolean
read_talk (SottoRlpReader *list, guint n_strings, GError **error)
{
  const guint8 *data;
  gsize length;

  for (guint i = 0; i < n_strings; i++)
    if (!sotto_rlp_reader_read_string (list, &data, &length, error))
      return FALSE;
  return TRUE;
}

static gboolean
read_body (SottoDiscv5Message *message, SottoRlpReader *list, GError **error)
{
  switch (message->type)
    {
    case SOTTO_DISCV5_PING:
      return sotto_rlp_reader_read_u64 (list, &message->enr_seq, error);
    case SOTTO_DISCV5_PONG:
      return read_pong (message, list, error);
    case SOTTO_DISCV5_FINDNODE:
      return read_distances (message, list, error);
    case SOTTO_DISCV5_NODES:
      return read_nodes (message, list, error);
    case SOTTO_DISCV5_TALKREQ:
      return read_talk (list, 2, error);
    case SOTTO_DISCV5_TALKRESP:
      return read_talk (list, 1, error);
    }
  return refuse (error, "an unknown type");
}

/* Private to the folder, in the header's order. */

gboolean
sotto_discv5_message_parse (SottoDiscv5Message *message, GBytes *bytes, GError **error)
{
  SottoRlpReader outer;
  SottoRlpReader list;
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  memset (message, 0, sizeof *message);
  if (length == 0)
    return refuse (error, "it is empty");
  message->type = (SottoDiscv5Type) data[0];
  sotto_rlp_reader_init (&outer, data + 1, length - 1);
  if (sotto_rlp_reader_enter (&outer, &list, error) && sotto_rlp_reader_finish (&outer, error) &&
      read_request_id (message, &list, error) && read_body (message, &list, error))
    return TRUE;
  sotto_discv5_message_clear (message);
  return FALSE;
}

static void
write_endpoint (SottoRlpWriter *writer, const SottoEndpoint *endpoint)
{
  gsize skip = sotto_endpoint_is_ipv4 (endpoint) ? SOTTO_ENDPOINT_MAPPED_LENGTH : 0;

  sotto_rlp_writer_add_string (writer, endpoint->ip + skip, SOTTO_ENDPOINT_IP_LENGTH - skip);
  sotto_rlp_writer_add_u64 (writer, endpoint->port);
}

static void
write_records (SottoRlpWriter *writer, GPtrArray *records)
{
  sotto_rlp_writer_begin_list (writer);
  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      GBytes *bytes = sotto_node_record_get_bytes (records->pdata[i]);

      sotto_rlp_writer_add_raw (writer, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    }
  sotto_rlp_writer_end_list (writer);
}

static void
write_body (SottoRlpWriter *writer, const SottoDiscv5Message *message)
{
  switch (message->type)
    {
    case SOTTO_DISCV5_PING:
      sotto_rlp_writer_add_u64 (writer, message->enr_seq);
      break;
    case SOTTO_DISCV5_PONG:
      sotto_rlp_writer_add_u64 (writer, message->enr_seq);
      write_endpoint (writer, &message->endpoint);
      break;
    case SOTTO_DISCV5_FINDNODE:
      sotto_rlp_writer_begin_list (writer);
      for (guint i = 0; i < message->n_distances; i++)
        sotto_rlp_writer_add_u64 (writer, message->distances[i]);
      sotto_rlp_writer_end_list (writer);
      break;
    case SOTTO_DISCV5_NODES:
      sotto_rlp_writer_add_u64 (writer, message->total);
      write_records (writer, message->records);
      break;
    case SOTTO_DISCV5_TALKREQ:
      sotto_rlp_writer_add_text (writer, "");
      sotto_rlp_writer_add_text (writer, "");
      break;
    case SOTTO_DISCV5_TALKRESP:
      sotto_rlp_writer_add_text (writer, "");
      break;
    }
}

GBytes *
sotto_discv5_message_encode (const SottoDiscv5Message *message)
{
  SottoRlpWriter *writer = sotto_rlp_writer_new ();
  guint8 type = (guint8) message->type;

  sotto_rlp_writer_add_raw (writer, &type, 1);
  sotto_rlp_writer_begin_list (writer);
  sotto_rlp_writer_add_string (writer, message->request_id, message->request_id_length);
  write_body (writer, message);
  sotto_rlp_writer_end_list (writer);
  return sotto_rlp_writer_end (writer);
}

void
sotto_discv5_message_clear (SottoDiscv5Message *message)
{
  g_clear_pointer (&message->records, g_ptr_array_unref);
}

gboolean
sotto_discv5_message_is_answer (const SottoDiscv5Message *message)
{
  return message->type == SOTTO_DISCV5_PONG || message->type == SOTTO_DISCV5_NODES ||
         message->type == SOTTO_DISCV5_TALKRESP;
}

guint
sotto_discv5_distance (const SottoHash *a, const SottoHash *b)
{
  for (guint i = 0; i < SOTTO_HASH_LENGTH; i++)
    {
      guint8 difference = a->bytes[i] ^ b->bytes[i];

      if (difference != 0)
        return (SOTTO_HASH_LENGTH - i - 1) * 8 + g_bit_storage (difference);
    }
  return 0;
}

int
sotto_discv5_compare_distance (const SottoHash *target, const SottoHash *a, const SottoHash *b)
{
  for (guint i = 0; i < SOTTO_HASH_LENGTH; i++)
    {
      guint8 left = a->bytes[i] ^ target->bytes[i];
      guint8 right = b->bytes[i] ^ target->bytes[i];

      if (left != right)
        return left < right ? -1 : 1;
    }
  return 0;
}

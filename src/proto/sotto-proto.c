/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bounded reading of protocol buffers. protobuf-c takes memory in proportion to the number of
 * fields, cuts strings at a NUL and takes any bytes for a string, so every message is walked once
 * along its descriptor before it is parsed.
 *
 *   field   = tag varint (number << 3 | wire type), value
 *   value   = varint (0) | 8 bytes (1) | length varint, bytes (2) | 4 bytes (5), little-endian
 */

#include "sotto-proto.h"

#include "sotto-error.h"

#define MAX_VARINT_LENGTH 10

typedef struct
{
  const guint8 *data;
  gsize length;
  gsize offset;
} Walker;

typedef struct
{
  guint n_fields;
  guint depth;
} Budget;

static gboolean check_message (const ProtobufCMessageDescriptor *descriptor,
                               Walker *walker,
                               Budget *budget,
                               GError **error);

static gboolean
set_malformed (GError **error, const char *what)
{
  g_set_error (error, SOTTO_BASE_ERROR, SOTTO_BASE_ERROR_MALFORMED, "Malformed message: %s", what);
  return FALSE;
}

static gboolean
set_too_large (GError **error, const char *what)
{
  g_set_error (error, SOTTO_BASE_ERROR, SOTTO_BASE_ERROR_TOO_LARGE, "Message refused: %s", what);
  return FALSE;
}

static gboolean
read_varint (Walker *walker, guint64 *value, GError **error)
{
  guint64 result = 0;

  for (guint i = 0; i < MAX_VARINT_LENGTH && walker->offset < walker->length; i++)
    {
      guint8 byte = walker->data[walker->offset++];

      result |= ((guint64) (byte & 0x7f)) << (7 * i);
      if ((byte & 0x80) == 0)
        {
          *value = result;
          return TRUE;
        }
    }

  return set_malformed (error, "a number does not end");
}

static gboolean
skip_fixed (Walker *walker, gsize length, GError **error)
{
  if (walker->length - walker->offset < length)
    return set_malformed (error, "cut off");

  walker->offset += length;
  return TRUE;
}

static gboolean
read_piece (Walker *walker, Walker *piece, GError **error)
{
  guint64 length;

  if (!read_varint (walker, &length, error))
    return FALSE;
  if (length > walker->length - walker->offset)
    return set_malformed (error, "a field is longer than its message");

  *piece = (Walker){ .data = walker->data + walker->offset, .length = (gsize) length };
  walker->offset += (gsize) length;
  return TRUE;
}

/* The wire type that a field of ours has. None of ours is a packed list. */
static guint
get_wire_type (const ProtobufCFieldDescriptor *field)
{
  switch (field->type)
    {
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_BYTES:
    case PROTOBUF_C_TYPE_MESSAGE:
      return PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED;
    case PROTOBUF_C_TYPE_FIXED32:
    case PROTOBUF_C_TYPE_SFIXED32:
    case PROTOBUF_C_TYPE_FLOAT:
      return PROTOBUF_C_WIRE_TYPE_32BIT;
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_DOUBLE:
      return PROTOBUF_C_WIRE_TYPE_64BIT;
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_BOOL:
    case PROTOBUF_C_TYPE_ENUM:
      return PROTOBUF_C_WIRE_TYPE_VARINT;
    }

  return PROTOBUF_C_WIRE_TYPE_VARINT;
}

static gboolean
check_piece (const ProtobufCFieldDescriptor *field, Walker *piece, Budget *budget, GError **error)
{
  gboolean valid;

  switch (field->type)
    {
    case PROTOBUF_C_TYPE_MESSAGE:
      if (budget->depth == SOTTO_PROTO_MAX_DEPTH)
        return set_too_large (error, "nested too deeply");
      budget->depth++;
      valid = check_message (field->descriptor, piece, budget, error);
      budget->depth--;
      return valid;

    case PROTOBUF_C_TYPE_STRING:
      if (!g_utf8_validate_len ((const char *) piece->data, piece->length, NULL))
        return set_malformed (error, "a text is not UTF-8");
      return TRUE;

    default: /* an enumeration of protobuf-c */
      return TRUE;
    }
}

static gboolean
check_value (const ProtobufCFieldDescriptor *field,
             guint wire_type,
             Walker *walker,
             Budget *budget,
             GError **error)
{
  Walker piece;
  guint64 number;

  if (field != NULL && wire_type != get_wire_type (field))
    return set_malformed (error, "a field has the wrong wire type");

  switch (wire_type)
    {
    case PROTOBUF_C_WIRE_TYPE_VARINT:
      return read_varint (walker, &number, error);
    case PROTOBUF_C_WIRE_TYPE_64BIT:
      return skip_fixed (walker, 8, error);
    case PROTOBUF_C_WIRE_TYPE_32BIT:
      return skip_fixed (walker, 4, error);
    case PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED:
      if (!read_piece (walker, &piece, error))
        return FALSE;
      return field == NULL || check_piece (field, &piece, budget, error);
    default: /* the wire */
      return set_malformed (error, "unknown wire type");
    }
}

static gboolean
check_message (const ProtobufCMessageDescriptor *descriptor,
               Walker *walker,
               Budget *budget,
               GError **error)
{
  g_autofree guint16 *counts = g_new0 (guint16, descriptor->n_fields + 1);

  while (walker->offset < walker->length)
    {
      const ProtobufCFieldDescriptor *field;
      guint64 tag;
      gsize index;

      if (!read_varint (walker, &tag, error))
        return FALSE;
      if (tag > G_MAXUINT32 || tag >> 3 == 0)
        return set_malformed (error, "a field number out of range");

      field = protobuf_c_message_descriptor_get_field (descriptor, (unsigned) (tag >> 3));
      index = field == NULL ? descriptor->n_fields : (gsize) (field - descriptor->fields);
      if (++counts[index] > SOTTO_PROTO_MAX_ELEMENTS)
        return set_too_large (error, "too many elements");
      if (++budget->n_fields > SOTTO_PROTO_MAX_FIELDS)
        return set_too_large (error, "too many fields");
      if (!check_value (field, tag & 7, walker, budget, error))
        return FALSE;
    }

  return TRUE;
}

gpointer
sotto_proto_unpack (const ProtobufCMessageDescriptor *descriptor,
                    const guint8 *data,
                    gsize length,
                    GError **error)
{
  Walker walker = { .data = data, .length = length };
  Budget budget = { 0 };
  ProtobufCMessage *message;

  g_return_val_if_fail (descriptor != NULL, NULL);
  g_return_val_if_fail (data != NULL || length == 0, NULL);

  if (length > SOTTO_PROTO_MAX_LENGTH)
    {
      set_too_large (error, "longer than 1 MiB");
      return NULL;
    }
  if (!check_message (descriptor, &walker, &budget, error))
    return NULL;

  message = protobuf_c_message_unpack (descriptor, NULL, length, data);
  if (message == NULL)
    set_malformed (error, "it does not parse");

  return message;
}

gpointer
sotto_proto_unpack_bytes (const ProtobufCMessageDescriptor *descriptor,
                          GBytes *bytes,
                          GError **error)
{
  gsize length;
  const guint8 *data;

  g_return_val_if_fail (bytes != NULL, NULL);

  data = g_bytes_get_data (bytes, &length);
  return sotto_proto_unpack (descriptor, data, length, error);
}

void
sotto_proto_free (gpointer message)
{
  if (message != NULL)
    protobuf_c_message_free_unpacked (message, NULL);
}

GBytes *
sotto_proto_pack (gconstpointer message)
{
  gsize length;
  guint8 *data;

  g_return_val_if_fail (message != NULL, NULL);

  length = protobuf_c_message_get_packed_size (message);
  data = g_malloc (length);
  protobuf_c_message_pack (message, data);

  return g_bytes_new_take (data, length);
}

ProtobufCBinaryData
sotto_proto_borrow (GBytes *bytes)
{
  ProtobufCBinaryData value = { 0 };

  g_return_val_if_fail (bytes != NULL, value);

  value.data = (guint8 *) g_bytes_get_data (bytes, &value.len);
  return value;
}

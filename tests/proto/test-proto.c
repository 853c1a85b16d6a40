/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bounded reading: what is refused, and that nothing else is. */

#include "sotto-error.h"
#include "sotto-proto.h"

typedef struct
{
  const char *why;
  const char *bytes;
  gsize length;
  int expected; /* -1: accepted */
} Case;

#define BYTES(literal) literal, sizeof (literal) - 1

/* ChatMessage: 1 clock, 3 text, 9 sticker { 1 hash, 2 pack }. */
static const Case cases[] = {
  { "empty", BYTES (""), -1 },
  { "a number", BYTES ("\x08\x01"), -1 },
  { "a number of ten bytes", BYTES ("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), -1 },
  { "a number of eleven bytes", BYTES ("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"),
    SOTTO_BASE_ERROR_MALFORMED },
  { "a number cut off", BYTES ("\x08\xff"), SOTTO_BASE_ERROR_MALFORMED },
  { "a tag alone", BYTES ("\x08"), SOTTO_BASE_ERROR_MALFORMED },
  { "a text", BYTES ("\x1a\x02ok"), -1 },
  { "an unknown field of each kind",
    BYTES ("\xa0\x06\x01\xa1\x06"
           "12345678\xa2\x06\x03"
           "abc\xa5\x06"
           "1234"),
    -1 },
  { "field number 0", BYTES ("\x00\x01"), SOTTO_BASE_ERROR_MALFORMED },
  { "field number too large", BYTES ("\x80\x80\x80\x80\x10\x01"), SOTTO_BASE_ERROR_MALFORMED },
  { "a group", BYTES ("\xa3\x06\xa4\x06"), SOTTO_BASE_ERROR_MALFORMED },
  { "wire type 7", BYTES ("\x0f"), SOTTO_BASE_ERROR_MALFORMED },
  { "a number where a text belongs", BYTES ("\x18\x01"), SOTTO_BASE_ERROR_MALFORMED },
  { "a text where a number belongs", BYTES ("\x0a\x01x"), SOTTO_BASE_ERROR_MALFORMED },
  { "a text longer than its message", BYTES ("\x1a\x03ok"), SOTTO_BASE_ERROR_MALFORMED },
  { "a length of 2^63", BYTES ("\x1a\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01x"),
    SOTTO_BASE_ERROR_MALFORMED },
  { "not UTF-8", BYTES ("\x1a\x02\xc3\x28"), SOTTO_BASE_ERROR_MALFORMED },
  { "a surrogate", BYTES ("\x1a\x03\xed\xa0\x80"), SOTTO_BASE_ERROR_MALFORMED },
  { "NUL in a text", BYTES ("\x1a\x03o\0k"), SOTTO_BASE_ERROR_MALFORMED },
  { "a message within", BYTES ("\x4a\x05\x0a\x01x\x10\x02"), -1 },
  { "a bad message within", BYTES ("\x4a\x05\x0a\x01\xff\x10\x02"), SOTTO_BASE_ERROR_MALFORMED },
  { "8 bytes cut off",
    BYTES ("\xa1\x06"
           "1234567"),
    SOTTO_BASE_ERROR_MALFORMED },
  { "an unknown enumeration value", BYTES ("\x38\xff\x01"), -1 },
  { "a negative number of 32 bits", BYTES ("\x4a\x0b\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"),
    -1 },
};

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (Sotto__ChatMessage) message = sotto_proto_unpack (
        &sotto__chat_message__descriptor, (const guint8 *) cases[i].bytes, cases[i].length, &error);

      g_test_message ("%s", cases[i].why);
      if (cases[i].expected < 0)
        g_assert_no_error (error);
      else
        g_assert_error (error, SOTTO_BASE_ERROR, cases[i].expected);
      g_assert_cmpint (message != NULL, ==, cases[i].expected < 0);
    }
}

/* @n times the same piece. */
static GBytes *
repeat (const char *piece, gsize length, guint n)
{
  GByteArray *bytes = g_byte_array_new ();

  for (guint i = 0; i < n; i++)
    g_byte_array_append (bytes, (const guint8 *) piece, (guint) length);
  return g_byte_array_free_to_bytes (bytes);
}

typedef struct
{
  const char *why;
  const ProtobufCMessageDescriptor *descriptor;
  const char *piece;
  gsize length;
  guint n;
  gboolean accepted;
} Repetition;

static void
test_limits (void)
{
  static const Repetition repetitions[] = {
    { "1000 elements", &sotto__mvds_payload__descriptor, BYTES ("\xca\xb8\x02\x00"), 1000, TRUE },
    { "1001 elements", &sotto__mvds_payload__descriptor, BYTES ("\xca\xb8\x02\x00"), 1001, FALSE },
    { "1000 unknown ones", &sotto__mvds_payload__descriptor, BYTES ("\x08\x00"), 1000, TRUE },
    { "1001 unknown ones", &sotto__mvds_payload__descriptor, BYTES ("\x08\x00"), 1001, FALSE },
    { "1001 unknown ones of two kinds", &sotto__mvds_payload__descriptor,
      BYTES ("\x08\x00\x12\x00"), 501, FALSE },
    { "one field 1001 times", &sotto__chat_message__descriptor, BYTES ("\x08\x00"), 1001, FALSE },
    /* 1,000 messages of 21 fields within. */
    { "too many fields in all", &sotto__mvds_payload__descriptor,
      BYTES ("\xe2\xb8\x02\x28"
             "\x08\x00\x08\x00\x08\x00\x08\x00\x08\x00\x08\x00\x08\x00\x08\x00\x08\x00\x08\x00"
             "\x08\x00\x08\x00\x08\x00\x08\x00\x08\x00\x08\x00\x08\x00\x08\x00\x08\x00\x08\x00"),
      1000, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (repetitions); i++)
    {
      g_autoptr (GBytes) bytes =
        repeat (repetitions[i].piece, repetitions[i].length, repetitions[i].n);
      g_autoptr (GError) error = NULL;
      g_autoptr (SottoProtoMessage) message =
        sotto_proto_unpack_bytes (repetitions[i].descriptor, bytes, &error);

      g_test_message ("%s", repetitions[i].why);
      g_assert_cmpint (message != NULL, ==, repetitions[i].accepted);
      if (!repetitions[i].accepted)
        g_assert_error (error, SOTTO_BASE_ERROR, SOTTO_BASE_ERROR_TOO_LARGE);
    }
}

static void
test_length (void)
{
  for (int above = 0; above <= 1; above++)
    {
      gsize length = SOTTO_PROTO_MAX_LENGTH + (gsize) above;
      g_autofree guint8 *data = g_malloc0 (length);
      g_autoptr (GError) error = NULL;
      g_autoptr (Sotto__ApplicationMetadataMessage) message = NULL;

      /* One field of bytes that fills it: tag, a length of three bytes, the bytes. */
      data[0] = 0x12;
      data[1] = (guint8) (((length - 4) & 0x7f) | 0x80);
      data[2] = (guint8) ((((length - 4) >> 7) & 0x7f) | 0x80);
      data[3] = (guint8) ((length - 4) >> 14);
      message =
        sotto_proto_unpack (&sotto__application_metadata_message__descriptor, data, length, &error);
      g_assert_cmpint (message != NULL, ==, above == 0);
      if (above == 1)
        g_assert_error (error, SOTTO_BASE_ERROR, SOTTO_BASE_ERROR_TOO_LARGE);
    }
}

static void
test_pack (void)
{
  static const char text[] = "a text";
  g_autoptr (GBytes) body = g_bytes_new_static ("body", 4);
  g_autoptr (GBytes) packed = NULL;
  g_autoptr (GBytes) empty = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (Sotto__MvdsPayload) again = NULL;
  guint8 id[32] = { 7 };
  Sotto__MvdsMessage message = SOTTO__MVDS_MESSAGE__INIT;
  Sotto__MvdsMessage *messages[] = { &message };
  Sotto__MvdsPayload payload = SOTTO__MVDS_PAYLOAD__INIT;
  Sotto__ChatMessage chat = SOTTO__CHAT_MESSAGE__INIT;

  message.group_id = SOTTO_PROTO_BINARY (id);
  message.timestamp = -1;
  message.body = sotto_proto_borrow (body);
  payload.n_messages = 1;
  payload.messages = messages;
  packed = sotto_proto_pack (&payload);
  again = sotto_proto_unpack_bytes (&sotto__mvds_payload__descriptor, packed, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (again->n_messages, ==, 1);
  g_assert_cmpint (again->messages[0]->timestamp, ==, -1);
  g_assert_cmpmem (again->messages[0]->group_id.data, again->messages[0]->group_id.len, id, 32);
  g_assert_cmpmem (again->messages[0]->body.data, again->messages[0]->body.len, "body", 4);

  /* Zeros are not on the wire. */
  empty = sotto_proto_pack (&chat);
  g_assert_cmpuint (g_bytes_get_size (empty), ==, 0);
  chat.text = (char *) text;
  g_clear_pointer (&empty, g_bytes_unref);
  empty = sotto_proto_pack (&chat);
  g_assert_cmpuint (g_bytes_get_size (empty), ==, 2 + strlen (text));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/proto/cases", test_cases);
  g_test_add_func ("/proto/limits", test_limits);
  g_test_add_func ("/proto/length", test_length);
  g_test_add_func ("/proto/pack", test_pack);

  return g_test_run ();
}

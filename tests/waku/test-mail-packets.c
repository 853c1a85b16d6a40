/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What clients and mailservers say to each other, in every form and damaged in every way. The bytes
 * of the field are in mailserver.json, which the runner of vectors walks. */

#include <string.h>

#include "sotto-hex.h"
#include "sotto-mail-packets.h"
#include "sotto-waku-packets.h"
#include "waku-fixtures.h"

#define BLOOM32 "0000000000000000000000000000000000000000000000000000000000000000"
#define BLOOM BLOOM32 BLOOM32
#define ITEM "b840" BLOOM
#define CURSOR35 "5e68a89ae7dd6f471864e931dc7c1467a75bb15cce3bc6aeae033239b5018a907ef380"

static GBytes *
from_hex (const char *hex)
{
  GBytes *bytes = sotto_hex_decode (hex, 1 << 16, NULL);

  g_assert_nonnull (bytes);

  return bytes;
}

/* A list whose items are given as hexadecimal. */
static GBytes *
list_of (const char *items)
{
  g_autoptr (GBytes) bytes = from_hex (items);
  SottoRlpWriter *writer = sotto_rlp_writer_new ();
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  sotto_rlp_writer_begin_list (writer);
  sotto_rlp_writer_add_raw (writer, data, length);
  sotto_rlp_writer_end_list (writer);

  return sotto_rlp_writer_end (writer);
}

static void
test_forms (void)
{
  static const struct
  {
    const char *items;
    SottoMailForm form;
    guint n_topics;
    guint64 limit;
    gsize cursor_length;
    gboolean batch;
  } rows[] = {
    { "0102" ITEM "c0038001", SOTTO_MAIL_FORM_TOPICS, 0, 3, 0, TRUE },
    { "0102" ITEM "c0038080", SOTTO_MAIL_FORM_TOPICS, 0, 3, 0, FALSE },
    { "0102" ITEM "ca840102030484050607080380"
      "01",
      SOTTO_MAIL_FORM_TOPICS, 2, 3, 0, TRUE },
    { "010280c584010203048080"
      "01",
      SOTTO_MAIL_FORM_TOPICS, 1, 0, 0, TRUE },
    { "0102" ITEM "03", SOTTO_MAIL_FORM_BLOOM, 0, 3, 0, TRUE },
    { "0102" ITEM "0380", SOTTO_MAIL_FORM_BLOOM, 0, 3, 0, TRUE },
    { "0102" ITEM "03a4" CURSOR35 "0001", SOTTO_MAIL_FORM_BLOOM, 0, 3, 36, TRUE },
    { "0102" ITEM "038080", SOTTO_MAIL_FORM_BLOOM, 0, 3, 0, FALSE },
    { "0102" ITEM "0380c0", SOTTO_MAIL_FORM_RFC, 0, 3, 0, TRUE },
    { "0102" ITEM "0380c58401020304", SOTTO_MAIL_FORM_RFC, 1, 3, 0, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) payload = list_of (rows[i].items);
      g_auto (SottoMailQuery) query = { 0 };
      g_autoptr (GError) error = NULL;

      g_assert_true (sotto_mail_query_decode (&query, payload, &error));
      g_assert_no_error (error);
      g_assert_cmpint (query.form, ==, rows[i].form);
      g_assert_cmpuint (query.lower, ==, 1);
      g_assert_cmpuint (query.upper, ==, 2);
      g_assert_cmpuint (query.topics != NULL ? query.topics->len : 0, ==, rows[i].n_topics);
      g_assert_cmpuint (query.limit, ==, rows[i].limit);
      g_assert_cmpuint (query.cursor_length, ==, rows[i].cursor_length);
      g_assert_cmpint (query.batch, ==, rows[i].batch);
    }
}

static void
test_binary_form (void)
{
  static const struct
  {
    const char *hex;
    guint64 limit;
    gsize cursor_length;
    gboolean full;
    gboolean valid;
  } rows[] = {
    { "5e68a8905e68a8a0", 0, 0, TRUE, TRUE },
    { "5e68a8905e68a8a0" BLOOM, 0, 0, FALSE, TRUE },
    { "5e68a8905e68a8a0" BLOOM "00000005", 5, 0, FALSE, TRUE },
    { "5e68a8905e68a8a0" BLOOM "00000005" CURSOR35 "00", 5, 36, FALSE, TRUE },
    { "5e68a8905e68a8a0" BLOOM "00000005" CURSOR35, 5, 35, FALSE, FALSE },
    { "5e68a8905e69fa10", 0, 0, TRUE, TRUE },  /* a day */
    { "5e68a8905e69fa11", 0, 0, TRUE, FALSE }, /* and a second */
    { "5e68a8905e68a88f", 0, 0, TRUE, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) payload = from_hex (rows[i].hex);
      g_auto (SottoMailQuery) query = { 0 };

      g_assert_true (sotto_mail_query_decode (&query, payload, NULL));
      g_assert_cmpint (query.form, ==, SOTTO_MAIL_FORM_BINARY);
      g_assert_cmpuint (query.limit, ==, rows[i].limit);
      g_assert_cmpuint (query.cursor_length, ==, rows[i].cursor_length);
      g_assert_cmpint (sotto_bloom_is_full (&query.bloom), ==, rows[i].full);
      sotto_mail_query_set_defaults (&query, FIXTURE_NOW);
      g_assert_cmpint (sotto_mail_query_check (&query) == NULL, ==, rows[i].valid);
    }
}

/* Read, so that the client can be told, and refused. */
static void
test_checks (void)
{
  static const struct
  {
    const char *items;
    const char *text;
  } rows[] = {
    { "0201" ITEM "c0038001", "lower > upper" },
    { "010280c0038001", "bloom filter is empty" },
    { "0102" ITEM "c08203e98001", "limit exceeds" },
    { "0102" ITEM "c088ffffffffffffffff8001", "limit exceeds" },
    { "0102" ITEM "c0030501", "cursor" },
    { "0102" ITEM "c003a3" CURSOR35 "01", "cursor" },
    { "0102" ITEM "c003a5" CURSOR35 "000001", "cursor" },
    { "0102" ITEM "c003a8" CURSOR35 "000000000001", "cursor" },
    { "0102" ITEM "c08203e88001", NULL },
    { "0180" ITEM "c0808001", NULL },
    { "0101" ITEM "c001a4" CURSOR35 "0001", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) payload = list_of (rows[i].items);
      g_auto (SottoMailQuery) query = { 0 };
      const char *text;

      g_assert_true (sotto_mail_query_decode (&query, payload, NULL));
      sotto_mail_query_set_defaults (&query, FIXTURE_NOW);
      g_assert_cmpuint (query.upper, !=, 0);
      g_assert_cmpuint (query.limit, !=, 0);
      text = sotto_mail_query_check (&query);
      if (rows[i].text == NULL)
        g_assert_null (text);
      else
        g_assert_nonnull (strstr (text, rows[i].text));
    }
}

static void
test_hostile_queries (void)
{
  static const char *const lists[] = {
    "",
    "01",
    "0102",
    "0102" ITEM,                         /* no limit */
    "0102" ITEM "c0",                    /* no limit */
    "0102" ITEM "c00380",                /* no batch */
    "0102" ITEM "c003800100",            /* one more */
    "0102" ITEM "c0038002",              /* no boolean */
    "0102" ITEM "c00380c0",              /* topics twice */
    "0102" ITEM "0380c000",              /* one more */
    "0102" ITEM "c483010203038001",      /* a topic of 3 bytes */
    "0102" ITEM "c6850102030405038001",  /* a topic of 5 bytes */
    "0102" ITEM "c2c180038001",          /* a topic that is a list */
    "010283010203c0038001",              /* a filter of 3 bytes */
    "0102" ITEM "c003b841" BLOOM "0001", /* a cursor of 65 bytes */
    "8501020304050102" ITEM "c0038001",  /* no 32 bits */
    "820001" ITEM "c0038001",            /* a leading zero */
    "c00102" ITEM "c0038001",            /* a list for a time */
  };
  static const char *const bytes[] = {
    "",
    "5e68a8905e68a8",
    "5e68a8905e68a8a000",
    "5e68a8905e68a8a0" BLOOM32,
    "5e68a8905e68a8a0" BLOOM "000005",
    "5e68a8905e68a8a0" BLOOM "00000005" BLOOM "00",
    "c0",
    "c1",
    "f850",
    "ffffffffffffffffff",
    "c2800101",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autoptr (GBytes) payload = list_of (lists[i]);
      g_auto (SottoMailQuery) query = { 0 };
      g_autoptr (GError) error = NULL;

      g_assert_false (sotto_mail_query_decode (&query, payload, &error));
      g_assert_nonnull (error);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bytes); i++)
    {
      g_autoptr (GBytes) payload = from_hex (bytes[i]);
      g_auto (SottoMailQuery) query = { 0 };

      g_assert_false (sotto_mail_query_decode (&query, payload, NULL));
    }
}

static void
test_many_topics (void)
{
  g_auto (SottoMailQuery) query = { .upper = 1, .batch = TRUE };

  for (guint i = 0; i <= SOTTO_MAIL_MAX_TOPICS; i++)
    {
      SottoTopic topic = { { 1, 2, (guint8) (i >> 8), (guint8) i } };
      g_auto (SottoMailQuery) again = { 0 };
      g_autoptr (GBytes) payload = NULL;

      sotto_mail_query_add_topic (&query, &topic);
      if (i + 2 < SOTTO_MAIL_MAX_TOPICS)
        continue;
      payload = sotto_mail_query_encode (&query);
      g_assert_cmpint (sotto_mail_query_decode (&again, payload, NULL), ==,
                       i < SOTTO_MAIL_MAX_TOPICS);
    }
}

/* No prefix is a packet; what a flipped bit makes of one is read without harm. */
static void
damage (GBytes *payload, gboolean (*decode) (GBytes *payload))
{
  gsize length;
  const guint8 *data = g_bytes_get_data (payload, &length);
  g_autofree guint8 *changed = g_memdup2 (data, length);

  g_assert_true (decode (payload));
  for (gsize i = 0; i < length; i++)
    {
      g_autoptr (GBytes) prefix = g_bytes_new (data, i);

      g_assert_false (decode (prefix));
    }
  for (gsize bit = 0; bit < length * 8; bit++)
    {
      g_autoptr (GBytes) variant = NULL;

      changed[bit / 8] ^= 1 << bit % 8;
      variant = g_bytes_new (changed, length);
      decode (variant);
      changed[bit / 8] ^= 1 << bit % 8;
    }
}

static gboolean
decode_record (GBytes *payload)
{
  g_auto (SottoMailQuery) query = { 0 };
  SottoHash id;

  return sotto_mail_record_decode (&query, &id, payload, NULL);
}

static gboolean
decode_sync_request (GBytes *payload)
{
  g_auto (SottoMailQuery) query = { 0 };

  return sotto_mail_sync_request_decode (&query, payload, NULL);
}

static gboolean
decode_sync (GBytes *payload)
{
  g_auto (SottoMailSync) sync = { 0 };

  return sotto_mail_sync_decode (&sync, payload, NULL);
}

static gboolean
decode_messages (GBytes *payload)
{
  SottoRlpReader reader;
  SottoEnvelopeView view;

  sotto_mail_messages_begin (payload, &reader);
  while (sotto_waku_messages_next (&reader, &view))
    g_assert_cmpuint (view.raw_length, <=, g_bytes_get_size (payload));

  return sotto_mail_messages_validate (payload, TRUE, NULL);
}

static gboolean
decode_trailer (GBytes *payload)
{
  g_auto (SottoMailTrailer) trailer = { 0 };

  return sotto_mail_trailer_decode (&trailer, payload, NULL);
}

/* (transfer full) (element-type GBytes) */
static GPtrArray *
make_envelopes (guint n)
{
  GPtrArray *envelopes = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < n; i++)
    {
      FixtureEnvelope fields = { FIXTURE_NOW, 15, { { 1, 2, 3, 4 } }, 30 + i, 1, i };

      g_ptr_array_add (envelopes, fixture_encode (&fields));
    }

  return envelopes;
}

static void
test_damaged (void)
{
  g_auto (SottoMailQuery) query = { .lower = 1, .upper = 2, .limit = 3, .cursor_length = 36 };
  g_auto (SottoMailSync) sync = { .envelopes = make_envelopes (3), .error = g_strdup ("ü") };
  g_autoptr (GPtrArray) one = make_envelopes (1);
  SottoTopic topic = { { 1, 2, 3, 4 } };
  SottoHash id = { { 5 } };
  SottoMailTrailer trailer = { .request = { { 1 } }, .last = { { 2 } }, .has_cursor = TRUE };
  g_autoptr (GBytes) record = NULL;
  g_autoptr (GBytes) sync_request = NULL;
  g_autoptr (GBytes) sync_response = sotto_mail_sync_encode (&sync);
  g_autoptr (GBytes) list = sotto_mail_messages_encode (sync.envelopes, TRUE);
  g_autoptr (GBytes) bare = sotto_mail_messages_encode (one, TRUE);
  g_autoptr (GBytes) end = sotto_mail_trailer_encode (&trailer);

  sotto_mail_query_add_topic (&query, &topic);
  record = sotto_mail_record_encode (&query, &id, TRUE);
  sync_request = sotto_mail_sync_request_encode (&query);
  damage (record, decode_record);
  damage (sync_request, decode_sync_request);
  damage (sync_response, decode_sync);
  damage (list, decode_messages);
  damage (bare, decode_messages);
  damage (end, decode_trailer);
}

static void
test_bare_message (void)
{
  g_autoptr (GPtrArray) one = make_envelopes (1);
  g_autoptr (GPtrArray) none = make_envelopes (0);
  g_autoptr (GBytes) bare = sotto_mail_messages_encode (one, TRUE);
  g_autoptr (GBytes) list = sotto_mail_messages_encode (one, FALSE);
  g_autoptr (GBytes) empty = sotto_mail_messages_encode (none, TRUE);

  g_assert_true (g_bytes_equal (bare, g_ptr_array_index (one, 0)));
  g_assert_true (sotto_mail_messages_validate (bare, TRUE, NULL));
  g_assert_false (sotto_mail_messages_validate (bare, FALSE, NULL));
  g_assert_true (sotto_mail_messages_validate (list, TRUE, NULL));
  g_assert_true (sotto_mail_messages_validate (list, FALSE, NULL));
  g_assert_true (sotto_mail_messages_validate (empty, TRUE, NULL));
  g_assert_cmpuint (g_bytes_get_size (empty), ==, 1);
}

/* All lengths: what is there is taken, up to the longest that makes sense. */
static void
test_trailer_lengths (void)
{
  static const guint8 prefix[] = { 'E', 'R', 'R', 'O', 'R', '=' };
  guint8 data[160];

  memset (data, 7, sizeof data);
  for (gsize length = 0; length <= sizeof data; length++)
    {
      g_auto (SottoMailTrailer) trailer = { 0 };
      gboolean read = sotto_mail_trailer_parse (&trailer, data, length, NULL);

      g_assert_cmpint (read, ==, length >= 32 && length <= 100);
      g_assert_cmpint (trailer.last.bytes[31] == 7, ==, read && length >= 64);
      g_assert_cmpint (trailer.has_cursor, ==, length == 100);
      g_assert_null (trailer.error);
    }

  memcpy (data, prefix, sizeof prefix);
  for (gsize length = 32; length <= sizeof data; length++)
    {
      g_auto (SottoMailTrailer) trailer = { 0 };

      g_assert_true (sotto_mail_trailer_parse (&trailer, data, length, NULL));
      g_assert_cmpint (trailer.error != NULL, ==, length >= 38);
      if (length >= 38)
        g_assert_cmpuint (strlen (trailer.error), ==, length - 38);
    }
}

/* A server's text is neither trusted to be short nor to be text. */
static void
test_error_text (void)
{
  g_autofree char *invalid = g_strnfill (5000, '\xff');
  g_auto (SottoMailTrailer) again = { 0 };
  SottoMailTrailer trailer = { .error = invalid };
  g_autoptr (GBytes) payload = sotto_mail_trailer_encode (&trailer);

  g_assert_true (sotto_mail_trailer_decode (&again, payload, NULL));
  g_assert_true (g_utf8_validate (again.error, -1, NULL));
  g_assert_cmpuint (strlen (again.error), <=, 3 * SOTTO_MAIL_MAX_ERROR);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/waku/mail-packets/forms", test_forms);
  g_test_add_func ("/waku/mail-packets/binary-form", test_binary_form);
  g_test_add_func ("/waku/mail-packets/checks", test_checks);
  g_test_add_func ("/waku/mail-packets/hostile-queries", test_hostile_queries);
  g_test_add_func ("/waku/mail-packets/many-topics", test_many_topics);
  g_test_add_func ("/waku/mail-packets/damaged", test_damaged);
  g_test_add_func ("/waku/mail-packets/bare-message", test_bare_message);
  g_test_add_func ("/waku/mail-packets/trailer-lengths", test_trailer_lengths);
  g_test_add_func ("/waku/mail-packets/error-text", test_error_text);

  return g_test_run ();
}

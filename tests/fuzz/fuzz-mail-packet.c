/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Requests for history, answers to them, and what mailservers say to each other. What can be read
 * is written again in the same bytes, where there is one way to write it. */

#include <string.h>

#include "fuzz.h"

#include "sotto-mail-packets.h"
#include "sotto-waku-packets.h"

static void
check_query (GBytes *payload)
{
  g_auto (SottoMailQuery) query = { 0 };
  g_autoptr (GBytes) again = NULL;

  if (!sotto_mail_query_decode (&query, payload, NULL))
    return;

  if (query.cursor_length <= sizeof query.cursor)
    again = sotto_mail_query_encode (&query);
  if (again != NULL && query.form == SOTTO_MAIL_FORM_TOPICS)
    g_assert_true (g_bytes_equal (payload, again));
  sotto_mail_query_set_defaults (&query, 1584003600);
  if (sotto_mail_query_check (&query) == NULL)
    g_assert_true (query.lower <= query.upper && query.limit <= SOTTO_MAIL_MAX_LIMIT);
}

static void
check_record (GBytes *payload)
{
  g_auto (SottoMailQuery) query = { 0 };
  g_autoptr (GBytes) again = NULL;
  SottoHash id;

  if (!sotto_mail_record_decode (&query, &id, payload, NULL) ||
      query.cursor_length > sizeof query.cursor)
    return;

  again = sotto_mail_record_encode (&query, &id, query.topics != NULL);
  g_assert_true (g_bytes_equal (payload, again));
}

static void
check_messages (GBytes *payload)
{
  g_autoptr (GPtrArray) envelopes = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GBytes) again = NULL;
  SottoRlpReader reader;
  SottoEnvelopeView view;
  gboolean is_list = sotto_mail_messages_validate (payload, FALSE, NULL);
  gboolean is_valid = sotto_mail_messages_validate (payload, TRUE, NULL);

  g_assert_true (is_valid || !is_list);
  sotto_mail_messages_begin (payload, &reader);
  while (sotto_waku_messages_next (&reader, &view))
    g_ptr_array_add (envelopes, g_bytes_new (view.raw, view.raw_length));
  if (!is_valid)
    return;

  again = sotto_mail_messages_encode (envelopes, !is_list);
  g_assert_true (g_bytes_equal (payload, again));
}

static void
check_trailer (GBytes *payload)
{
  g_auto (SottoMailTrailer) trailer = { 0 };
  g_auto (SottoMailTrailer) second = { 0 };
  g_autoptr (GBytes) again = NULL;

  if (!sotto_mail_trailer_decode (&trailer, payload, NULL))
    return;

  /* The field's form cannot tell the success of such a request from an error once it is as long. */
  if (trailer.error == NULL && memcmp (trailer.request.bytes, "ERROR=", 6) == 0)
    return;

  again = sotto_mail_trailer_encode (&trailer);
  g_assert_true (sotto_mail_trailer_decode (&second, again, NULL));
  g_assert_true (sotto_hash_equal (&trailer.request, &second.request));
  g_assert_cmpint (trailer.has_cursor, ==, second.has_cursor);
}

static void
check_sync (GBytes *payload)
{
  g_auto (SottoMailQuery) query = { 0 };
  g_auto (SottoMailSync) sync = { 0 };
  g_auto (SottoMailSync) second = { 0 };
  g_autoptr (GBytes) again = NULL;

  if (sotto_mail_sync_request_decode (&query, payload, NULL))
    {
      again = sotto_mail_sync_request_encode (&query);
      g_assert_true (g_bytes_equal (payload, again));
      return;
    }
  if (!sotto_mail_sync_decode (&sync, payload, NULL))
    return;

  again = sotto_mail_sync_encode (&sync);
  g_assert_true (sotto_mail_sync_decode (&second, again, NULL));
  g_assert_cmpuint (sync.envelopes->len, ==, second.envelopes->len);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) payload = g_bytes_new (data, size);

  check_query (payload);
  check_record (payload);
  check_messages (payload);
  check_trailer (payload);
  check_sync (payload);

  return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sealed requests: what is sealed opens with the right key, and with no other. */

#include <string.h>

#include "sotto-channel-key.h"
#include "sotto-mail-request.h"
#include "sotto-sealing.h"
#include "sotto-transport.h"
#include "waku-fixtures.h"

typedef struct
{
  SottoRandom *random;
  SottoClock *clock;
  SottoPrivateKey *client;
  SottoPrivateKey *server;
  SottoPrivateKey *other;
} Fixture;

static void
fixture_init (Fixture *fixture)
{
  fixture->random = sotto_random_new_seeded (5);
  fixture->clock = SOTTO_CLOCK (sotto_test_clock_new ((gint64) FIXTURE_NOW * G_USEC_PER_SEC));
  fixture->client = sotto_private_key_generate (fixture->random);
  fixture->server = sotto_private_key_generate (fixture->random);
  fixture->other = sotto_private_key_generate (fixture->random);
}

static void
fixture_clear (Fixture *fixture)
{
  g_clear_object (&fixture->random);
  g_clear_object (&fixture->clock);
  g_clear_pointer (&fixture->client, sotto_private_key_unref);
  g_clear_pointer (&fixture->server, sotto_private_key_unref);
  g_clear_pointer (&fixture->other, sotto_private_key_unref);
}

static void
sealed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static SottoEnvelope *
seal (Fixture *fixture, const guint8 *password_key, const SottoPublicKey *server)
{
  g_auto (SottoMailQuery) query = { .lower = 5, .upper = 9, .limit = 100, .batch = TRUE };
  SottoTopic topic = { { 1, 2, 3, 4 } };
  SottoMailSeal what = { &query,         fixture->client, password_key, server, SOTTO_MAIL_MIN_POW,
                         fixture->clock, fixture->random };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  SottoEnvelope *envelope;

  sotto_mail_query_add_topic (&query, &topic);
  sotto_mail_request_seal_async (&what, NULL, sealed_cb, &result);
  g_assert_null (result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  envelope = sotto_mail_request_seal_finish (result, &error);
  g_assert_no_error (error);

  return envelope;
}

static void
assert_opens (Fixture *fixture, SottoEnvelope *envelope, const SottoMailKeys *keys)
{
  g_auto (SottoMailQuery) query = { 0 };
  SottoPublicKey signer;

  g_assert_true (sotto_mail_request_open (envelope, keys, &query, &signer, NULL));
  g_assert_true (sotto_public_key_equal (&signer, sotto_private_key_get_public (fixture->client)));
  g_assert_cmpuint (query.lower, ==, 5);
  g_assert_cmpuint (query.upper, ==, 9);
  g_assert_cmpuint (query.limit, ==, 100);
  g_assert_cmpuint (query.topics->len, ==, 1);
}

static void
assert_refused (SottoEnvelope *envelope, const SottoMailKeys *keys, const char *text)
{
  g_auto (SottoMailQuery) query = { 0 };
  g_autoptr (GError) error = NULL;
  SottoPublicKey signer;

  g_assert_false (sotto_mail_request_open (envelope, keys, &query, &signer, &error));
  g_assert_nonnull (error);
  g_assert_true (g_str_has_prefix (error->message, text));
}

static void
test_sealed (void)
{
  Fixture fixture;
  g_auto (SottoKey) key = { { 0 } };
  guint8 wrong[32] = { 9 };
  g_autoptr (SottoEnvelope) by_password = NULL;
  g_autoptr (SottoEnvelope) by_key = NULL;

  fixture_init (&fixture);
  sotto_channel_key_derive (SOTTO_MAIL_DEFAULT_PASSWORD, &key);
  by_password = seal (&fixture, key.bytes, NULL);
  by_key = seal (&fixture, NULL, sotto_private_key_get_public (fixture.server));

  assert_opens (&fixture, by_password, &(SottoMailKeys){ NULL, key.bytes });
  assert_opens (&fixture, by_password, &(SottoMailKeys){ fixture.server, key.bytes });
  assert_opens (&fixture, by_key, &(SottoMailKeys){ fixture.server, NULL });
  assert_opens (&fixture, by_key, &(SottoMailKeys){ fixture.server, wrong });

  assert_refused (by_password, &(SottoMailKeys){ fixture.server, wrong }, "failed to decrypt");
  assert_refused (by_password, &(SottoMailKeys){ NULL, NULL }, "failed to decrypt");
  assert_refused (by_key, &(SottoMailKeys){ fixture.other, key.bytes }, "failed to decrypt");
  assert_refused (by_key, &(SottoMailKeys){ NULL, key.bytes }, "failed to decrypt");

  g_assert_cmpuint (sotto_envelope_get_ttl (by_key), ==, 50);
  g_assert_cmpuint (sotto_envelope_get_expiry (by_key), ==, FIXTURE_NOW + 50);
  g_assert_true (sotto_envelope_get_pow (by_key) >= SOTTO_MAIL_MIN_POW);
  fixture_clear (&fixture);
}

/* (transfer full): an envelope with a payload that a client of ours would not seal. */
static SottoEnvelope *
seal_anything (Fixture *fixture, const char *payload, gboolean is_signed, const guint8 key[32])
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (payload, strlen (payload));
  g_autoptr (GBytes) data =
    sotto_seal_symmetric (bytes, is_signed ? fixture->client : NULL, key, fixture->random, NULL);
  g_autoptr (GBytes) items = NULL;
  g_autoptr (GBytes) raw = NULL;
  SottoTopic topic = { { 0 } };
  gsize length;
  const guint8 *bytes_of_raw;

  items = sotto_envelope_encode_items (FIXTURE_NOW + 50, 50, &topic, data);
  raw = sotto_envelope_encode (items, 0);
  bytes_of_raw = g_bytes_get_data (raw, &length);

  return sotto_envelope_new_from_bytes (bytes_of_raw, length, NULL);
}

static void
test_contents (void)
{
  Fixture fixture;
  guint8 key[32] = { 1 };
  SottoMailKeys keys = { NULL, key };
  g_autoptr (SottoEnvelope) is_unsigned = NULL;
  g_autoptr (SottoEnvelope) nonsense = NULL;
  g_autoptr (SottoEnvelope) empty = NULL;

  fixture_init (&fixture);
  is_unsigned = seal_anything (&fixture, "12345678", FALSE, key);
  nonsense = seal_anything (&fixture, "nonsense!", TRUE, key);
  empty = seal_anything (&fixture, "", TRUE, key);
  assert_refused (is_unsigned, &keys, "check message signature failed: ");
  assert_refused (nonsense, &keys, "failed to decode data: ");
  assert_refused (empty, &keys, "failed to decode data: ");
  fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/waku/mail-request/sealed", test_sealed);
  g_test_add_func ("/waku/mail-request/contents", test_contents);

  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A message of the secure transport from somebody with whom we have a session: parsed, its bundles
 * taken, decrypted. The corpus was written by "alice" to "bob". */

#include "fuzz.h"

#include "secure-device.h"
#include "sotto-secure-channel-private.h"

static SecureDevice *alice;
static SecureDevice *bob;

static void
make_devices (void)
{
  g_autoptr (SottoTestClock) clock = sotto_test_clock_new (G_USEC_PER_SEC * 1600000000LL);
  g_autoptr (GBytes) first = NULL;

  alice = secure_device_new_seeded (1, clock);
  bob = secure_device_new_seeded (2, clock);
  secure_device_introduce (bob, alice);
  first = secure_device_send (alice, secure_device_get_key (bob), "first", NULL);
  secure_device_expect (bob, alice, first, "first");
}

static gboolean
decrypt_job (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  g_auto (SottoSecureIncoming) incoming = { 0 };
  g_autoptr (GError) refusal = NULL;

  if (!sotto_secure_channel_decrypt (bob->channel, transaction, secure_device_get_key (alice),
                                     user_data, &incoming, &refusal))
    g_assert_true (refusal->domain == SOTTO_SECURE_ERROR);
  else
    g_assert_no_error (refusal);
  return FALSE;
}

static gboolean
contact_code_job (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  SottoPublicKey owner;

  if (sotto_secure_channel_take_contact_code (bob->channel, transaction, user_data, &owner, NULL))
    g_assert_false (sotto_public_key_equal (&owner, secure_device_get_key (bob)));
  return FALSE;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) message = g_bytes_new (data, size);
  g_autoptr (Sotto__ProtocolMessage) parsed = NULL;

  if (bob == NULL)
    make_devices ();

  parsed = sotto_protocol_message_parse (message, NULL);
  if (parsed != NULL)
    {
      g_autoptr (GBytes) packed = sotto_proto_pack (parsed);
      g_autoptr (Sotto__ProtocolMessage) again = sotto_protocol_message_parse (packed, NULL);

      g_assert_nonnull (again);
    }
  sotto_test_database_write (bob->database, decrypt_job, message, NULL);
  sotto_test_database_write (bob->database, contact_code_job, message, NULL);
  return 0;
}

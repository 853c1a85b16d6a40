/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The wrapper of every payload, and Lamport clocks (payloads.md sections 1 and 3).
 *
 * ApplicationMetadataMessage: signature (1) = R || S || V over Keccak-256 (payload), payload (2),
 * type (3).
 */

#include "sotto-application-message-private.h"

#include "sotto-chat-error.h"
#include "sotto-keccak.h"
#include "sotto-proto.h"

static void
compute_id (const SottoPublicKey *author, GBytes *wrapped, SottoHash *id)
{
  guint8 encoded[SOTTO_PUBLIC_KEY_LENGTH];
  SottoKeccak keccak;

  sotto_public_key_serialize (author, encoded);
  sotto_keccak_init (&keccak);
  sotto_keccak_update (&keccak, encoded, sizeof encoded);
  sotto_keccak_update (&keccak, g_bytes_get_data (wrapped, NULL), g_bytes_get_size (wrapped));
  sotto_keccak_sum (&keccak, id);
}

/* For the rest of the layer. */

void
sotto_application_message_clear (SottoApplicationMessage *message)
{
  g_clear_pointer (&message->payload, g_bytes_unref);
}

GBytes *
sotto_application_message_wrap (SottoPrivateKey *author,
                                int type,
                                GBytes *payload,
                                SottoHash *id,
                                GError **error)
{
  Sotto__ApplicationMetadataMessage wrapper = SOTTO__APPLICATION_METADATA_MESSAGE__INIT;
  guint8 signature[SOTTO_SIGNATURE_LENGTH];
  SottoHash digest;
  GBytes *wrapped;

  sotto_keccak256 (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload), &digest);
  if (!sotto_private_key_sign (author, &digest, signature, error))
    return NULL;

  wrapper.signature = SOTTO_PROTO_BINARY (signature);
  wrapper.payload = sotto_proto_borrow (payload);
  wrapper.type = (Sotto__ApplicationMetadataMessage__Type) type;
  wrapped = sotto_proto_pack (&wrapper);
  compute_id (sotto_private_key_get_public (author), wrapped, id);

  return wrapped;
}

gboolean
sotto_application_message_parse (GBytes *wrapped, SottoApplicationMessage *message, GError **error)
{
  g_autoptr (Sotto__ApplicationMetadataMessage) wrapper = NULL;
  SottoHash digest;

  *message = (SottoApplicationMessage){ 0 };
  wrapper =
    sotto_proto_unpack_bytes (&sotto__application_metadata_message__descriptor, wrapped, error);
  if (wrapper == NULL)
    return FALSE;

  /* Recovery ids 2 and 3 exist on paper only, and nobody sends them. */
  if (wrapper->signature.len != SOTTO_SIGNATURE_LENGTH || wrapper->signature.data[64] > 1)
    {
      g_set_error_literal (error, SOTTO_CHAT_ERROR, SOTTO_CHAT_ERROR_MALFORMED,
                           "The message carries no signature");
      return FALSE;
    }
  sotto_keccak256 (wrapper->payload.data, wrapper->payload.len, &digest);
  if (!sotto_recover (wrapper->signature.data, &digest, &message->author, error))
    return FALSE;

  message->type = (int) wrapper->type;
  message->payload = g_bytes_new (wrapper->payload.data, wrapper->payload.len);
  compute_id (&message->author, wrapped, &message->id);

  return TRUE;
}

guint64
sotto_next_clock (guint64 last_clock, guint64 now_ms)
{
  return last_clock == 0 || last_clock < now_ms ? now_ms : last_clock + 1;
}

gboolean
sotto_clock_is_acceptable (guint64 clock, guint32 sent_seconds, guint64 now_ms)
{
  return clock != 0 && clock <= (guint64) sent_seconds * 1000 + SOTTO_CLOCK_AHEAD_MS &&
         clock <= now_ms + SOTTO_CLOCK_AHEAD_MS + SOTTO_CLOCK_TOLERANCE_MS;
}

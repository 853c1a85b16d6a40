/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The Double Ratchet's state and its steps (secure-transport.md, section 6.3). Serialised, integers
 * little-endian:
 *
 *   version (1) || has_remote (1) || RK (32) || CKs (32) || CKr (32) || DHs private (32) ||
 *   DHs (33) || DHr (33) || Ns (4) || Nr (4) || PN (4) || keys_count (8)
 */

#include "sotto-ratchet-private.h"

#include <string.h>

#include "sotto-secure-channel.h"

#define STATE_VERSION 1

/* What the root KDF gives. */
typedef struct
{
  SottoKey root_key;
  SottoKey chain_key;
  SottoKey header_key;
} RootStep;

static void
root_step_clear (RootStep *step)
{
  sotto_wipe (step, sizeof *step);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RootStep, root_step_clear)

G_STATIC_ASSERT (sizeof (RootStep) == 96);

static void
skipped_key_clear (gpointer data)
{
  sotto_wipe (data, sizeof (SottoSkippedKey));
}

GArray *
sotto_skipped_keys_new (guint n_reserved)
{
  GArray *keys = g_array_sized_new (FALSE, FALSE, sizeof (SottoSkippedKey), MAX (n_reserved, 1));

  g_array_set_clear_func (keys, skipped_key_clear);
  return keys;
}

static gboolean
root_step (const SottoKey *root_key,
           const SottoKey *own_private,
           const SottoPublicKey *remote,
           RootStep *step,
           GError **error)
{
  g_auto (SottoKey) shared = { 0 };

  if (!sotto_ecdh (own_private->bytes, remote, shared.bytes, error))
    return FALSE;

  sotto_ratchet_kdf_root (root_key, shared.bytes, (guint8 *) step);
  return TRUE;
}

static void
draw_own_key (SottoRatchet *ratchet, SottoRandom *random)
{
  g_auto (SottoKeyPair) pair = { 0 };

  sotto_key_pair_generate (&pair, random);
  ratchet->own_private = pair.private_key;
  sotto_public_key_serialize_compressed (&pair.public_key, ratchet->own_public);
}

/* Whether a message may claim that the chain goes on up to number @until. */
static gboolean
check_gap (guint32 from, guint32 until, GError **error)
{
  if (until < from)
    {
      g_set_error_literal (error, SOTTO_SECURE_ERROR, SOTTO_SECURE_ERROR_DUPLICATE,
                           "The key of this message has been used and deleted");
      return FALSE;
    }
  if (until - from > SOTTO_RATCHET_MAX_SKIP || until == G_MAXUINT32)
    {
      g_set_error_literal (error, SOTTO_SECURE_ERROR, SOTTO_SECURE_ERROR_TOO_MANY_SKIPPED,
                           "The message claims too many lost ones before it");
      return FALSE;
    }

  return TRUE;
}

/* Moves the receiving chain on to number @until and keeps the keys on the way. */
static void
skip_keys (SottoRatchet *ratchet, guint32 until, GArray *skipped)
{
  for (; ratchet->receiving_n < until; ratchet->receiving_n++)
    {
      g_auto (SottoKey) message_key = { 0 };

      sotto_ratchet_kdf_chain (&ratchet->receiving_chain, &ratchet->receiving_chain, &message_key);
      if (ratchet->has_remote)
        {
          SottoSkippedKey *key;

          g_array_set_size (skipped, skipped->len + 1);
          key = &g_array_index (skipped, SottoSkippedKey, skipped->len - 1);
          memcpy (key->ratchet_key, ratchet->remote_public, sizeof key->ratchet_key);
          key->n = ratchet->receiving_n;
          key->sequence = ratchet->keys_count;
          key->message_key = message_key;
        }
      /* A responder's chain from before the first message has no ratchet key by which a message
       * could name it: nothing to keep, but the count goes on as the original's does. */
      ratchet->keys_count++;
    }
}

/* The part of a DH step that follows once the message is known to be genuine. */
static gboolean
turn (SottoRatchet *ratchet,
      const RootStep *receiving,
      const SottoPublicKey *remote,
      SottoRandom *random,
      GError **error)
{
  g_auto (RootStep) sending = { 0 };

  ratchet->previous_n = ratchet->sending_n;
  ratchet->sending_n = 0;
  ratchet->receiving_n = 0;
  ratchet->receiving_chain = receiving->chain_key;
  sotto_public_key_serialize_compressed (remote, ratchet->remote_public);
  ratchet->has_remote = TRUE;

  draw_own_key (ratchet, random);
  if (!root_step (&receiving->root_key, &ratchet->own_private, remote, &sending, error))
    return FALSE;
  ratchet->root_key = sending.root_key;
  ratchet->sending_chain = sending.chain_key;

  return TRUE;
}

/* Derives the message's key alone and opens it, on the chain that begins at @chain_key with number
 * @from. */
static GBytes *
open_on_chain (const SottoKey *chain_key,
               guint32 from,
               const SottoRatchetMessage *message,
               GError **error)
{
  g_auto (SottoKey) chain = *chain_key;
  g_auto (SottoKey) message_key = { 0 };

  for (guint32 i = from; i < message->header.n; i++)
    sotto_ratchet_kdf_chain (&chain, &chain, NULL);
  sotto_ratchet_kdf_chain (&chain, NULL, &message_key);

  return sotto_ratchet_open_message (&message_key, message, error);
}

static GBytes *
decrypt_on_same_chain (SottoRatchet *ratchet,
                       const SottoRatchetMessage *message,
                       GArray **skipped,
                       GError **error)
{
  g_autoptr (GBytes) plaintext = NULL;

  if (!check_gap (ratchet->receiving_n, message->header.n, error))
    return NULL;
  plaintext = open_on_chain (&ratchet->receiving_chain, ratchet->receiving_n, message, error);
  if (plaintext == NULL)
    return NULL;

  *skipped = sotto_skipped_keys_new (message->header.n - ratchet->receiving_n);
  skip_keys (ratchet, message->header.n, *skipped);
  return g_steal_pointer (&plaintext);
}

static GBytes *
decrypt_on_new_chain (SottoRatchet *ratchet,
                      const SottoRatchetMessage *message,
                      SottoRandom *random,
                      GArray **skipped,
                      GError **error)
{
  g_auto (RootStep) receiving = { 0 };
  g_autoptr (GBytes) plaintext = NULL;
  g_autoptr (GArray) keys = NULL;
  SottoPublicKey remote;

  if (!check_gap (ratchet->receiving_n, message->header.pn, error) ||
      !check_gap (0, message->header.n, error))
    return NULL;
  if (!sotto_public_key_parse (&remote, message->header.key, sizeof message->header.key, NULL))
    {
      g_set_error_literal (error, SOTTO_SECURE_ERROR, SOTTO_SECURE_ERROR_MALFORMED,
                           "The ratchet key is no point of the curve");
      return NULL;
    }
  if (!root_step (&ratchet->root_key, &ratchet->own_private, &remote, &receiving, error))
    return NULL;
  plaintext = open_on_chain (&receiving.chain_key, 0, message, error);
  if (plaintext == NULL)
    return NULL;

  keys = sotto_skipped_keys_new (message->header.pn - ratchet->receiving_n + message->header.n);
  skip_keys (ratchet, message->header.pn, keys);
  if (!turn (ratchet, &receiving, &remote, random, error))
    return NULL;
  skip_keys (ratchet, message->header.n, keys);

  *skipped = g_steal_pointer (&keys);
  return g_steal_pointer (&plaintext);
}

void
sotto_ratchet_clear (SottoRatchet *ratchet)
{
  sotto_wipe (ratchet, sizeof *ratchet);
}

gboolean
sotto_ratchet_init_initiator (SottoRatchet *ratchet,
                              const SottoKey *secret,
                              const SottoPublicKey *remote_prekey,
                              SottoRandom *random,
                              GError **error)
{
  g_auto (RootStep) sending = { 0 };
  g_auto (SottoRatchet) state = { 0 };

  g_return_val_if_fail (ratchet != NULL && secret != NULL && remote_prekey != NULL, FALSE);

  draw_own_key (&state, random);
  if (!root_step (secret, &state.own_private, remote_prekey, &sending, error))
    return FALSE;
  state.root_key = sending.root_key;
  state.sending_chain = sending.chain_key;
  state.receiving_chain = *secret;
  sotto_public_key_serialize_compressed (remote_prekey, state.remote_public);
  state.has_remote = TRUE;

  *ratchet = state;
  return TRUE;
}

gboolean
sotto_ratchet_init_responder (SottoRatchet *ratchet,
                              const SottoKey *secret,
                              const SottoKey *prekey_private,
                              GError **error)
{
  g_auto (SottoRatchet) state = { 0 };
  SottoPublicKey prekey;

  g_return_val_if_fail (ratchet != NULL && secret != NULL && prekey_private != NULL, FALSE);

  if (!sotto_private_bytes_get_public (prekey_private->bytes, &prekey, error))
    return FALSE;
  state.root_key = *secret;
  state.sending_chain = *secret;
  state.receiving_chain = *secret;
  state.own_private = *prekey_private;
  sotto_public_key_serialize_compressed (&prekey, state.own_public);

  *ratchet = state;
  return TRUE;
}

GBytes *
sotto_ratchet_encrypt (SottoRatchet *ratchet,
                       const guint8 *plaintext,
                       gsize length,
                       SottoRatchetHeader *header,
                       GError **error)
{
  g_auto (SottoKey) next_chain = { 0 };
  g_auto (SottoKey) message_key = { 0 };
  guint8 associated_data[SOTTO_RATCHET_HEADER_LENGTH];
  GBytes *payload;

  g_return_val_if_fail (ratchet != NULL && header != NULL, NULL);
  g_return_val_if_fail (plaintext != NULL || length == 0, NULL);

  memcpy (header->key, ratchet->own_public, sizeof header->key);
  header->n = ratchet->sending_n;
  header->pn = ratchet->previous_n;
  sotto_ratchet_kdf_chain (&ratchet->sending_chain, &next_chain, &message_key);
  sotto_ratchet_header_encode (header, associated_data);
  payload = sotto_ratchet_seal (&message_key, associated_data, sizeof associated_data, plaintext,
                                length, error);
  if (payload == NULL)
    return NULL;

  ratchet->sending_chain = next_chain;
  ratchet->sending_n++;
  return payload;
}

GBytes *
sotto_ratchet_decrypt (SottoRatchet *ratchet,
                       const SottoRatchetMessage *message,
                       SottoRandom *random,
                       GArray **skipped,
                       GError **error)
{
  g_auto (SottoRatchet) state = { 0 };
  g_autoptr (GBytes) plaintext = NULL;
  gboolean same_chain;

  g_return_val_if_fail (ratchet != NULL && message != NULL && skipped != NULL, NULL);

  if (memcmp (message->header.key + 1, ratchet->own_public + 1, sizeof ratchet->own_public - 1) ==
      0)
    {
      g_set_error_literal (error, SOTTO_SECURE_ERROR, SOTTO_SECURE_ERROR_AUTHENTICATION,
                           "The message names our own ratchet key as its sender's");
      return NULL;
    }

  state = *ratchet;
  same_chain = state.has_remote &&
               memcmp (message->header.key, state.remote_public, sizeof state.remote_public) == 0;
  if (same_chain)
    plaintext = decrypt_on_same_chain (&state, message, skipped, error);
  else
    plaintext = decrypt_on_new_chain (&state, message, random, skipped, error);
  if (plaintext == NULL)
    return NULL;

  /* The message's own key takes its place in the order, too, and is forgotten. */
  sotto_ratchet_kdf_chain (&state.receiving_chain, &state.receiving_chain, NULL);
  state.receiving_n++;
  state.keys_count++;
  *ratchet = state;

  return g_steal_pointer (&plaintext);
}

static guint8 *
put_bytes (guint8 *at, gconstpointer data, gsize length)
{
  memcpy (at, data, length);
  return at + length;
}

static guint8 *
put_u32 (guint8 *at, guint32 value)
{
  guint32 little = GUINT32_TO_LE (value);

  return put_bytes (at, &little, sizeof little);
}

void
sotto_ratchet_serialize (const SottoRatchet *ratchet, guint8 output[SOTTO_RATCHET_STATE_LENGTH])
{
  guint64 keys_count = GUINT64_TO_LE (ratchet->keys_count);
  guint8 *at = output;

  *at++ = STATE_VERSION;
  *at++ = ratchet->has_remote ? 1 : 0;
  at = put_bytes (at, ratchet->root_key.bytes, SOTTO_KEY_LENGTH);
  at = put_bytes (at, ratchet->sending_chain.bytes, SOTTO_KEY_LENGTH);
  at = put_bytes (at, ratchet->receiving_chain.bytes, SOTTO_KEY_LENGTH);
  at = put_bytes (at, ratchet->own_private.bytes, SOTTO_KEY_LENGTH);
  at = put_bytes (at, ratchet->own_public, sizeof ratchet->own_public);
  at = put_bytes (at, ratchet->remote_public, sizeof ratchet->remote_public);
  at = put_u32 (at, ratchet->sending_n);
  at = put_u32 (at, ratchet->receiving_n);
  at = put_u32 (at, ratchet->previous_n);
  at = put_bytes (at, &keys_count, sizeof keys_count);
  g_assert (at == output + SOTTO_RATCHET_STATE_LENGTH);
}

static const guint8 *
take_bytes (const guint8 *at, gpointer into, gsize length)
{
  memcpy (into, at, length);
  return at + length;
}

static const guint8 *
take_u32 (const guint8 *at, guint32 *value)
{
  at = take_bytes (at, value, sizeof *value);
  *value = GUINT32_FROM_LE (*value);
  return at;
}

gboolean
sotto_ratchet_deserialize (SottoRatchet *ratchet, const guint8 *data, gsize length)
{
  const guint8 *at;

  if (data == NULL || length != SOTTO_RATCHET_STATE_LENGTH || data[0] != STATE_VERSION ||
      data[1] > 1)
    return FALSE;

  ratchet->has_remote = data[1] == 1;
  at = data + 2;
  at = take_bytes (at, ratchet->root_key.bytes, SOTTO_KEY_LENGTH);
  at = take_bytes (at, ratchet->sending_chain.bytes, SOTTO_KEY_LENGTH);
  at = take_bytes (at, ratchet->receiving_chain.bytes, SOTTO_KEY_LENGTH);
  at = take_bytes (at, ratchet->own_private.bytes, SOTTO_KEY_LENGTH);
  at = take_bytes (at, ratchet->own_public, sizeof ratchet->own_public);
  at = take_bytes (at, ratchet->remote_public, sizeof ratchet->remote_public);
  at = take_u32 (at, &ratchet->sending_n);
  at = take_u32 (at, &ratchet->receiving_n);
  at = take_u32 (at, &ratchet->previous_n);
  take_bytes (at, &ratchet->keys_count, sizeof ratchet->keys_count);
  ratchet->keys_count = GUINT64_FROM_LE (ratchet->keys_count);

  return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keys and MAC states of a connection (devp2p, "RLPx", Initial Handshake):
 *
 *   eph    = X of own ephemeral private · other ephemeral public
 *   shared = Keccak (eph || Keccak (recipient nonce || initiator nonce))
 *   aes    = Keccak (eph || shared)
 *   mac    = Keccak (eph || aes)
 *   MAC of initiator to recipient starts with (mac XOR recipient nonce) || auth
 *   MAC of recipient to initiator starts with (mac XOR initiator nonce) || ack */

#include "sotto-rlpx-secrets-private.h"

#include <string.h>

static void
keccak_pair (const guint8 a[32], const guint8 b[32], guint8 digest[32])
{
  SottoKeccak keccak;
  SottoHash sum;

  sotto_keccak_init (&keccak);
  sotto_keccak_update (&keccak, a, SOTTO_HASH_LENGTH);
  sotto_keccak_update (&keccak, b, SOTTO_HASH_LENGTH);
  sotto_keccak_sum (&keccak, &sum);
  memcpy (digest, sum.bytes, SOTTO_HASH_LENGTH);
  sotto_wipe (&keccak, sizeof keccak);
  sotto_wipe (&sum, sizeof sum);
}

static void
init_mac (SottoKeccak *state, const SottoKey *mac, const SottoHash *nonce, GBytes *packet)
{
  g_auto (SottoKey) masked = { { 0 } };

  for (guint i = 0; i < SOTTO_KEY_LENGTH; i++)
    masked.bytes[i] = mac->bytes[i] ^ nonce->bytes[i];
  sotto_keccak_init (state);
  sotto_keccak_update (state, masked.bytes, SOTTO_KEY_LENGTH);
  sotto_keccak_update (state, g_bytes_get_data (packet, NULL), g_bytes_get_size (packet));
}

/**
 * sotto_rlpx_secrets_derive:
 * @secrets: (out): keys and MAC states
 * @exchange: what the two packets agreed on
 * @error: return location for an error
 *
 * Returns: %FALSE when the two ephemeral keys give no shared secret
 */
gboolean
sotto_rlpx_secrets_derive (SottoRlpxSecrets *secrets,
                           const SottoRlpxExchange *exchange,
                           GError **error)
{
  g_auto (SottoKey) ephemeral = { { 0 } };
  g_auto (SottoKey) shared = { { 0 } };
  SottoHash nonces;
  SottoKeccak *to_recipient;
  SottoKeccak *to_initiator;

  g_return_val_if_fail (secrets != NULL, FALSE);
  g_return_val_if_fail (exchange != NULL, FALSE);

  if (!sotto_ecdh (exchange->ephemeral_key, exchange->remote_ephemeral_key, ephemeral.bytes, error))
    return FALSE;
  keccak_pair (exchange->recipient_nonce->bytes, exchange->initiator_nonce->bytes, nonces.bytes);
  keccak_pair (ephemeral.bytes, nonces.bytes, shared.bytes);
  keccak_pair (ephemeral.bytes, shared.bytes, secrets->aes.bytes);
  keccak_pair (ephemeral.bytes, secrets->aes.bytes, secrets->mac.bytes);

  to_recipient = exchange->is_initiator ? &secrets->egress : &secrets->ingress;
  to_initiator = exchange->is_initiator ? &secrets->ingress : &secrets->egress;
  init_mac (to_recipient, &secrets->mac, exchange->recipient_nonce, exchange->auth);
  init_mac (to_initiator, &secrets->mac, exchange->initiator_nonce, exchange->ack);
  return TRUE;
}

/**
 * sotto_rlpx_secrets_clear:
 * @secrets: wiped
 */
void
sotto_rlpx_secrets_clear (SottoRlpxSecrets *secrets)
{
  sotto_wipe (secrets, sizeof *secrets);
}

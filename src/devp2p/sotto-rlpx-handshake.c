/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The RLPx handshake as a state machine (packets: sotto-rlpx-packets.c). The initiator sends auth
 * and waits for ack; the recipient waits for auth and answers with an ack of the same form. How
 * long a packet is shows in its first bytes:
 *
 *   04 …        an old packet of fixed length, or a size from 1024 to 1279: read the fixed length,
 *               try to open it, and take the first two bytes as a size when that fails
 *   otherwise   a size of two bytes, then as many bytes
 *
 * Exactly the packet is consumed: a recipient may send its first frame right behind its ack. */

#include "sotto-rlpx-handshake-private.h"

#include <string.h>

#include "sotto-devp2p-error.h"
#include "sotto-rlpx-packets-private.h"

#define MAX_PACKET_LENGTH (SOTTO_RLPX_SIZE_LENGTH + SOTTO_RLPX_MAX_SIZE)

struct _SottoRlpxHandshake
{
  gboolean is_initiator;
  SottoPrivateKey *node_key;
  SottoRandom *random;
  SottoKeyPair ephemeral;
  SottoHash nonce;

  SottoPublicKey remote;
  SottoPublicKey remote_ephemeral;
  SottoHash remote_nonce;
  gboolean is_done;

  /* The packets as they were on the wire: the MACs start with them. */
  GBytes *sent;
  GBytes *received;

  guint8 packet[MAX_PACKET_LENGTH];
  gsize filled;
  gsize needed;
};

static gsize
plain_length (SottoRlpxHandshake *self)
{
  return self->is_initiator ? SOTTO_RLPX_PLAIN_ACK_LENGTH : SOTTO_RLPX_PLAIN_AUTH_LENGTH;
}

static SottoRlpxHandshake *
handshake_new (gboolean is_initiator, SottoPrivateKey *node_key, SottoRandom *random)
{
  SottoRlpxHandshake *self = g_new0 (SottoRlpxHandshake, 1);

  self->is_initiator = is_initiator;
  self->node_key = sotto_private_key_ref (node_key);
  self->random = g_object_ref (random);
  self->needed = SOTTO_RLPX_SIZE_LENGTH;
  sotto_key_pair_generate (&self->ephemeral, random);
  sotto_random_fill (random, self->nonce.bytes, SOTTO_HASH_LENGTH);
  return self;
}

/* The length that the size prefix states, refused when no packet of ours has it. */
static gboolean
read_size (SottoRlpxHandshake *self, GError **error)
{
  gsize size = (gsize) self->packet[0] << 8 | self->packet[1];

  if (size < plain_length (self) || size > SOTTO_RLPX_MAX_SIZE)
    {
      g_set_error (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_HANDSHAKE,
                   "This is no RLPx handshake: a packet of %" G_GSIZE_FORMAT " bytes", size);
      return FALSE;
    }
  self->needed = SOTTO_RLPX_SIZE_LENGTH + size;
  return TRUE;
}

static gboolean
handle_auth (SottoRlpxHandshake *self, GError **error)
{
  SottoRlpxAuth auth;
  SottoRlpxAck ack = { .ephemeral_key = self->ephemeral.public_key,
                       .nonce = self->nonce,
                       .version = SOTTO_RLPX_VERSION };
  g_auto (SottoKey) static_shared = { { 0 } };

  if (!sotto_rlpx_auth_open (&auth, self->node_key, self->packet, self->filled, error) ||
      !sotto_private_key_ecdh (self->node_key, &auth.static_key, static_shared.bytes, error) ||
      !sotto_rlpx_auth_recover (&auth, static_shared.bytes, &self->remote_ephemeral, error))
    return FALSE;
  self->remote = auth.static_key;
  self->remote_nonce = auth.nonce;
  ack.is_plain = auth.is_plain;
  self->sent = sotto_rlpx_ack_seal (&ack, &self->remote, self->random, error);
  return self->sent != NULL;
}

static gboolean
handle_ack (SottoRlpxHandshake *self, GError **error)
{
  SottoRlpxAck ack;

  if (!sotto_rlpx_ack_open (&ack, self->node_key, self->packet, self->filled, error))
    return FALSE;
  self->remote_ephemeral = ack.ephemeral_key;
  self->remote_nonce = ack.nonce;
  return TRUE;
}

static SottoRlpxStatus
handle_packet (SottoRlpxHandshake *self, GError **error)
{
  gboolean good = self->is_initiator ? handle_ack (self, error) : handle_auth (self, error);

  if (!good)
    return SOTTO_RLPX_FAILED;
  self->received = g_bytes_new (self->packet, self->filled);
  self->is_done = TRUE;
  return SOTTO_RLPX_DONE;
}

/* Called whenever as many bytes as were needed are there: decides how many, or handles them. */
static SottoRlpxStatus
advance (SottoRlpxHandshake *self, GError **error)
{
  g_autoptr (GError) plain_error = NULL;

  if (self->filled == SOTTO_RLPX_SIZE_LENGTH)
    {
      if (self->packet[0] == 0x04)
        self->needed = plain_length (self);
      else if (!read_size (self, error))
        return SOTTO_RLPX_FAILED;
      return SOTTO_RLPX_MORE;
    }
  if (self->packet[0] != 0x04 || self->filled != plain_length (self))
    return handle_packet (self, error);
  if (handle_packet (self, &plain_error) == SOTTO_RLPX_DONE)
    return SOTTO_RLPX_DONE;
  return read_size (self, error) ? SOTTO_RLPX_MORE : SOTTO_RLPX_FAILED;
}

/**
 * sotto_rlpx_handshake_new_initiator:
 * @node_key: our node key
 * @remote: the key of the node that was dialled
 * @random: for ephemeral key, nonce and padding
 *
 * Returns: (transfer full): the side that begins with sotto_rlpx_handshake_start ()
 */
SottoRlpxHandshake *
sotto_rlpx_handshake_new_initiator (SottoPrivateKey *node_key,
                                    const SottoPublicKey *remote,
                                    SottoRandom *random)
{
  SottoRlpxHandshake *self;

  g_return_val_if_fail (node_key != NULL, NULL);
  g_return_val_if_fail (remote != NULL, NULL);
  g_return_val_if_fail (SOTTO_IS_RANDOM (random), NULL);

  self = handshake_new (TRUE, node_key, random);
  self->remote = *remote;
  return self;
}

/**
 * sotto_rlpx_handshake_new_recipient:
 * @node_key: our node key
 * @random: for ephemeral key, nonce and padding
 *
 * Returns: (transfer full): the side that waits
 */
SottoRlpxHandshake *
sotto_rlpx_handshake_new_recipient (SottoPrivateKey *node_key, SottoRandom *random)
{
  g_return_val_if_fail (node_key != NULL, NULL);
  g_return_val_if_fail (SOTTO_IS_RANDOM (random), NULL);

  return handshake_new (FALSE, node_key, random);
}

/**
 * sotto_rlpx_handshake_free:
 * @self: (transfer full): a handshake; its secrets are wiped
 */
void
sotto_rlpx_handshake_free (SottoRlpxHandshake *self)
{
  g_return_if_fail (self != NULL);

  sotto_key_pair_clear (&self->ephemeral);
  sotto_wipe (&self->nonce, sizeof self->nonce);
  sotto_wipe (&self->remote_nonce, sizeof self->remote_nonce);
  g_clear_pointer (&self->node_key, sotto_private_key_unref);
  g_clear_object (&self->random);
  g_clear_pointer (&self->sent, g_bytes_unref);
  g_clear_pointer (&self->received, g_bytes_unref);
  g_free (self);
}

/**
 * sotto_rlpx_handshake_start:
 * @self: an initiator, once
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): auth, to be sent
 */
GBytes *
sotto_rlpx_handshake_start (SottoRlpxHandshake *self, GError **error)
{
  SottoRlpxAuth auth = { .version = SOTTO_RLPX_VERSION };
  g_auto (SottoKey) static_shared = { { 0 } };

  g_return_val_if_fail (self != NULL && self->is_initiator && self->sent == NULL, NULL);

  auth.static_key = *sotto_private_key_get_public (self->node_key);
  auth.nonce = self->nonce;
  if (!sotto_private_key_ecdh (self->node_key, &self->remote, static_shared.bytes, error) ||
      !sotto_rlpx_auth_sign (&auth, self->ephemeral.private_key.bytes, static_shared.bytes, error))
    return NULL;
  self->sent = sotto_rlpx_auth_seal (&auth, &self->remote, self->random, error);
  return self->sent != NULL ? g_bytes_ref (self->sent) : NULL;
}

/**
 * sotto_rlpx_handshake_feed:
 * @self: a handshake that is neither done nor failed; an initiator must have been started
 * @data: bytes of the other side, in any pieces
 * @length: how many
 * @consumed: (out): how many of them belong to the handshake
 * @error: return location for an error
 *
 * Returns: %SOTTO_RLPX_DONE when the other side's packet was good
 */
SottoRlpxStatus
sotto_rlpx_handshake_feed (SottoRlpxHandshake *self,
                           const guint8 *data,
                           gsize length,
                           gsize *consumed,
                           GError **error)
{
  SottoRlpxStatus status = SOTTO_RLPX_MORE;

  g_return_val_if_fail (self != NULL && !self->is_done, SOTTO_RLPX_FAILED);
  g_return_val_if_fail (!self->is_initiator || self->sent != NULL, SOTTO_RLPX_FAILED);
  g_return_val_if_fail (consumed != NULL, SOTTO_RLPX_FAILED);

  *consumed = 0;
  while (status == SOTTO_RLPX_MORE && *consumed < length)
    {
      gsize taken = MIN (self->needed - self->filled, length - *consumed);

      memcpy (self->packet + self->filled, data + *consumed, taken);
      self->filled += taken;
      *consumed += taken;
      if (self->filled == self->needed)
        status = advance (self, error);
    }
  return status;
}

/**
 * sotto_rlpx_handshake_get_reply:
 * @self: a handshake that is done
 *
 * Returns: (transfer none) (nullable): ack, to be sent; %NULL for the initiator
 */
GBytes *
sotto_rlpx_handshake_get_reply (SottoRlpxHandshake *self)
{
  g_return_val_if_fail (self != NULL && self->is_done, NULL);

  return self->is_initiator ? NULL : self->sent;
}

/**
 * sotto_rlpx_handshake_get_remote:
 * @self: a handshake that is done
 *
 * Returns: (transfer none): the other side's node key
 */
const SottoPublicKey *
sotto_rlpx_handshake_get_remote (SottoRlpxHandshake *self)
{
  g_return_val_if_fail (self != NULL && self->is_done, NULL);

  return &self->remote;
}

/**
 * sotto_rlpx_handshake_get_secrets:
 * @self: a handshake that is done
 * @secrets: (out): keys and MAC states
 * @error: return location for an error
 *
 * Returns: %FALSE when the two ephemeral keys give no shared secret
 */
gboolean
sotto_rlpx_handshake_get_secrets (SottoRlpxHandshake *self,
                                  SottoRlpxSecrets *secrets,
                                  GError **error)
{
  SottoRlpxExchange exchange;

  g_return_val_if_fail (self != NULL && self->is_done, FALSE);
  g_return_val_if_fail (secrets != NULL, FALSE);

  exchange = (SottoRlpxExchange){
    .is_initiator = self->is_initiator,
    .ephemeral_key = self->ephemeral.private_key.bytes,
    .remote_ephemeral_key = &self->remote_ephemeral,
    .initiator_nonce = self->is_initiator ? &self->nonce : &self->remote_nonce,
    .recipient_nonce = self->is_initiator ? &self->remote_nonce : &self->nonce,
    .auth = self->is_initiator ? self->sent : self->received,
    .ack = self->is_initiator ? self->received : self->sent,
  };
  return sotto_rlpx_secrets_derive (secrets, &exchange, error);
}

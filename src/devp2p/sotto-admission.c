/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whether a connection may stay: asked after the RLPx handshake and once more after Hello. The
 * order of the checks is that of other implementations: too many peers, already connected,
 * connected to self.
 *
 * When two nodes dial each other at the same time, each sees two connections to one key. Where both
 * are Sotto, both keep the one that the node with the smaller id dialled. Others know no such rule:
 * with them the second connection is refused, and what is lost that way is dialled again. A caller
 * that is Sotto and already connected for a while must have lost that connection without our
 * notice; its new one takes the place of the old. */

#include "sotto-admission-private.h"

#include "sotto-keccak.h"

#define OUR_CLIENT_PREFIX "Sotto"

/* Established peers that count against the limits; static nodes do not. */
static void
count_peers (const SottoAdmission *self, guint *n_peers, guint *n_inbound)
{
  GHashTableIter iter;
  gpointer value;

  *n_peers = 0;
  *n_inbound = 0;
  g_hash_table_iter_init (&iter, self->peers);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      if (!sotto_peer_is_running (value) ||
          sotto_dial_plan_is_static (self->plan, sotto_peer_get_key (value)))
        continue;
      (*n_peers)++;
      if (sotto_peer_is_inbound (value))
        (*n_inbound)++;
    }
}

static gboolean
is_full (const SottoAdmission *self, SottoPeer *peer)
{
  guint n_peers;
  guint n_inbound;

  if (sotto_dial_plan_is_static (self->plan, sotto_peer_get_key (peer)))
    return FALSE;
  count_peers (self, &n_peers, &n_inbound);
  return n_peers >= self->limits.max_peers ||
         (sotto_peer_is_inbound (peer) && n_inbound >= self->limits.max_inbound);
}

/* Whether of the two ends the one with the smaller id dialled. */
static gboolean
dialled_by_smaller (const SottoAdmission *self, SottoPeer *peer)
{
  gboolean we_are_smaller = sotto_hash_compare (&self->own_id, sotto_peer_get_node_id (peer)) < 0;

  return we_are_smaller != sotto_peer_is_inbound (peer);
}

static gboolean
is_ours (SottoPeer *peer)
{
  return g_str_has_prefix (sotto_peer_get_client (peer), OUR_CLIENT_PREFIX);
}

/* Before Hello, the newcomer gets the benefit of the doubt, but nothing is taken from the existing
 * connection: it has not proved yet that it is no replay. */
static gboolean
may_replace (const SottoAdmission *self, SottoPeer *existing, SottoPeer *peer, gboolean after_hello)
{
  if (!is_ours (existing) || (after_hello && !is_ours (peer)))
    return FALSE;
  if (sotto_peer_get_age_ms (existing) > SOTTO_ADMISSION_FRESH_MS)
    return sotto_peer_is_inbound (peer);
  return sotto_peer_is_inbound (existing) != sotto_peer_is_inbound (peer) &&
         dialled_by_smaller (self, peer);
}

/**
 * sotto_admission_init:
 * @self: (out): an admission without limits
 * @own_key: our node key
 * @peers: (transfer none) (element-type SottoPublicKey SottoPeer): established ones
 * @plan: (transfer none): knows the static nodes
 *
 * The limits are left as they are.
 */
void
sotto_admission_init (SottoAdmission *self,
                      const SottoPublicKey *own_key,
                      GHashTable *peers,
                      SottoDialPlan *plan)
{
  guint8 raw[SOTTO_P2P_NODE_KEY_LENGTH];

  g_return_if_fail (self != NULL);

  self->own_key = *own_key;
  sotto_public_key_serialize_raw (own_key, raw);
  sotto_keccak256 (raw, sizeof raw, &self->own_id);
  self->peers = peers;
  self->plan = plan;
}

/**
 * sotto_admission_check:
 * @self: an admission
 * @peer: a peer whose key is proved
 * @after_hello: whether its Hello was seen as well
 * @reason: (out): why not
 *
 * A peer that is let in although there is one with its key takes that one's place.
 *
 * Returns: whether it may stay
 */
gboolean
sotto_admission_check (const SottoAdmission *self,
                       SottoPeer *peer,
                       gboolean after_hello,
                       SottoDisconnectReason *reason)
{
  const SottoPublicKey *key;
  SottoPeer *existing;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (reason != NULL, FALSE);

  key = sotto_peer_get_key (peer);
  existing = g_hash_table_lookup (self->peers, key);
  if (existing != NULL && !sotto_peer_is_running (existing))
    existing = NULL;
  if (existing != NULL && may_replace (self, existing, peer, after_hello))
    return TRUE;
  *reason = SOTTO_DISCONNECT_TOO_MANY_PEERS;
  if (is_full (self, peer))
    return FALSE;
  *reason = SOTTO_DISCONNECT_ALREADY_CONNECTED;
  if (existing != NULL)
    return FALSE;
  *reason = SOTTO_DISCONNECT_SELF;
  return !sotto_public_key_equal (key, &self->own_key);
}

/**
 * sotto_admission_is_refusal:
 * @end: how a connection ended
 *
 * Returns: %TRUE when the other side is there but does not want us, or we do not want it, so that
 * dialling again soon would change nothing
 */
gboolean
sotto_admission_is_refusal (const SottoPeerEnd *end)
{
  switch (end->reason)
    {
    case SOTTO_DISCONNECT_REQUESTED:
    case SOTTO_DISCONNECT_NETWORK_ERROR:
    case SOTTO_DISCONNECT_QUITTING:
    case SOTTO_DISCONNECT_TIMEOUT:
      return FALSE;
    case SOTTO_DISCONNECT_PROTOCOL_BREACH:
    case SOTTO_DISCONNECT_USELESS_PEER:
    case SOTTO_DISCONNECT_TOO_MANY_PEERS:
    case SOTTO_DISCONNECT_ALREADY_CONNECTED:
    case SOTTO_DISCONNECT_INCOMPATIBLE_VERSION:
    case SOTTO_DISCONNECT_NULL_IDENTITY:
    case SOTTO_DISCONNECT_UNEXPECTED_IDENTITY:
    case SOTTO_DISCONNECT_SELF:
    case SOTTO_DISCONNECT_SUBPROTOCOL:
      return TRUE;
    }
  return TRUE;
}

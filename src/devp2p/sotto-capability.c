/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The interface of a sub-protocol: calls go straight to the implementation, all of it is mandatory.
 */

#include "sotto-capability.h"

#include "sotto-peer.h"

G_DEFINE_INTERFACE (SottoCapability, sotto_capability, G_TYPE_OBJECT)

static void
sotto_capability_default_init (SottoCapabilityInterface *iface)
{
}

/**
 * sotto_capability_get_name:
 * @self: a capability
 *
 * The name in Hello: ASCII, at most 8 characters, case-sensitive (devp2p, "p2p" capability).
 *
 * Returns: (transfer none): the name
 */
const char *
sotto_capability_get_name (SottoCapability *self)
{
  g_return_val_if_fail (SOTTO_IS_CAPABILITY (self), NULL);

  return SOTTO_CAPABILITY_GET_IFACE (self)->get_name (self);
}

/**
 * sotto_capability_get_version:
 * @self: a capability
 *
 * Returns: the one version that this object speaks
 */
guint
sotto_capability_get_version (SottoCapability *self)
{
  g_return_val_if_fail (SOTTO_IS_CAPABILITY (self), 0);

  return SOTTO_CAPABILITY_GET_IFACE (self)->get_version (self);
}

/**
 * sotto_capability_get_n_codes:
 * @self: a capability
 *
 * Both sides must agree on it, since it moves the offsets of the capabilities behind this one.
 *
 * Returns: how many message codes the capability occupies
 */
guint
sotto_capability_get_n_codes (SottoCapability *self)
{
  g_return_val_if_fail (SOTTO_IS_CAPABILITY (self), 0);

  return SOTTO_CAPABILITY_GET_IFACE (self)->get_n_codes (self);
}

/**
 * sotto_capability_get_max_payload:
 * @self: a capability
 *
 * Returns: the largest uncompressed payload that it accepts, in bytes
 */
gsize
sotto_capability_get_max_payload (SottoCapability *self)
{
  g_return_val_if_fail (SOTTO_IS_CAPABILITY (self), 0);

  return SOTTO_CAPABILITY_GET_IFACE (self)->get_max_payload (self);
}

/**
 * sotto_capability_peer_started:
 * @self: a capability
 * @peer: (transfer none): a peer that runs it
 *
 * Called once for each peer, before its first message.
 */
void
sotto_capability_peer_started (SottoCapability *self, SottoPeer *peer)
{
  g_return_if_fail (SOTTO_IS_CAPABILITY (self));
  g_return_if_fail (SOTTO_IS_PEER (peer));

  SOTTO_CAPABILITY_GET_IFACE (self)->peer_started (self, peer);
}

/**
 * sotto_capability_message:
 * @self: a capability
 * @peer: (transfer none): the sender
 * @code: relative to the capability's offset
 * @payload: (transfer none): uncompressed, hostile until checked
 * @error: return location for an error
 *
 * Handles a message.
 *
 * Returns: %FALSE to end the connection as a breach of protocol
 */
gboolean
sotto_capability_message (SottoCapability *self,
                          SottoPeer *peer,
                          guint code,
                          GBytes *payload,
                          GError **error)
{
  g_return_val_if_fail (SOTTO_IS_CAPABILITY (self), FALSE);
  g_return_val_if_fail (SOTTO_IS_PEER (peer), FALSE);
  g_return_val_if_fail (payload != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return SOTTO_CAPABILITY_GET_IFACE (self)->message (self, peer, code, payload, error);
}

/**
 * sotto_capability_peer_stopped:
 * @self: a capability
 * @peer: (transfer none): a peer that was started before
 *
 * Called once when the connection ended. Nothing can be sent any more.
 */
void
sotto_capability_peer_stopped (SottoCapability *self, SottoPeer *peer)
{
  g_return_if_fail (SOTTO_IS_CAPABILITY (self));
  g_return_if_fail (SOTTO_IS_PEER (peer));

  SOTTO_CAPABILITY_GET_IFACE (self)->peer_stopped (self, peer);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _SottoPeer SottoPeer;

/**
 * SottoCapability:
 *
 * A devp2p sub-protocol in one version, such as "waku" 1. A host runs any number of them; with each
 * peer, the highest version of each name that both sides have. One object serves all peers.
 */
#define SOTTO_TYPE_CAPABILITY (sotto_capability_get_type ())
G_DECLARE_INTERFACE (SottoCapability, sotto_capability, SOTTO, CAPABILITY, GObject)

struct _SottoCapabilityInterface
{
  GTypeInterface parent_interface;

  const char *(*get_name) (SottoCapability *self);
  guint (*get_version) (SottoCapability *self);
  guint (*get_n_codes) (SottoCapability *self);

  /* The largest uncompressed payload that this capability accepts, in bytes. */
  gsize (*get_max_payload) (SottoCapability *self);

  void (*peer_started) (SottoCapability *self, SottoPeer *peer);

  /* FALSE with @error set ends the connection as a breach of protocol. */
  gboolean (
    *message) (SottoCapability *self, SottoPeer *peer, guint code, GBytes *payload, GError **error);
  void (*peer_stopped) (SottoCapability *self, SottoPeer *peer);
};

const char *sotto_capability_get_name (SottoCapability *self);
guint sotto_capability_get_version (SottoCapability *self);
guint sotto_capability_get_n_codes (SottoCapability *self);
gsize sotto_capability_get_max_payload (SottoCapability *self);
void sotto_capability_peer_started (SottoCapability *self, SottoPeer *peer);
gboolean sotto_capability_message (SottoCapability *self,
                                   SottoPeer *peer,
                                   guint code,
                                   GBytes *payload,
                                   GError **error);
void sotto_capability_peer_stopped (SottoCapability *self, SottoPeer *peer);

G_END_DECLS

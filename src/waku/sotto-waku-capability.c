/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A dialect as a devp2p sub-protocol. There is one object for each dialect, whatever the number of
 * peers; each peer that speaks the dialect has a SottoWakuLink here.
 */

#include "sotto-waku-capability.h"

#include "sotto-waku-link.h"
#include "sotto-waku-node-private.h"
#include "sotto-waku-packets.h"

struct _SottoWakuCapability
{
  GObject parent_instance;

  SottoWakuNode *node; /* NULL once it is gone */
  const SottoWakuDialect *dialect;
  gsize max_payload;
  GHashTable *links; /* SottoPeer → SottoWakuLink */
};

static void capability_iface_init (SottoCapabilityInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SottoWakuCapability,
                               sotto_waku_capability,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SOTTO_TYPE_CAPABILITY, capability_iface_init))

static const char *
sotto_waku_capability_get_name (SottoCapability *capability)
{
  return SOTTO_WAKU_CAPABILITY (capability)->dialect->name;
}

static guint
sotto_waku_capability_get_version (SottoCapability *capability)
{
  return SOTTO_WAKU_CAPABILITY (capability)->dialect->version;
}

static guint
sotto_waku_capability_get_n_codes (SottoCapability *capability)
{
  return SOTTO_WAKU_N_CODES;
}

static gsize
sotto_waku_capability_get_max_payload (SottoCapability *capability)
{
  return SOTTO_WAKU_CAPABILITY (capability)->max_payload;
}

static void
sotto_waku_capability_peer_started (SottoCapability *capability, SottoPeer *peer)
{
  SottoWakuCapability *self = SOTTO_WAKU_CAPABILITY (capability);
  SottoWakuLink *link;

  if (self->node == NULL)
    return;

  link = sotto_waku_node_make_link (self->node, capability, self->dialect, peer);
  g_hash_table_insert (self->links, peer, link);
  sotto_waku_node_link_started (self->node, link);
}

static gboolean
sotto_waku_capability_message (SottoCapability *capability,
                               SottoPeer *peer,
                               guint code,
                               GBytes *payload,
                               GError **error)
{
  SottoWakuCapability *self = SOTTO_WAKU_CAPABILITY (capability);
  g_autoptr (SottoWakuLink) link = NULL;

  if (self->node == NULL || !g_hash_table_contains (self->links, peer))
    return TRUE;

  link = sotto_waku_link_ref (g_hash_table_lookup (self->links, peer));

  return sotto_waku_node_link_message (self->node, link, code, payload, error);
}

static void
sotto_waku_capability_peer_stopped (SottoCapability *capability, SottoPeer *peer)
{
  SottoWakuCapability *self = SOTTO_WAKU_CAPABILITY (capability);
  g_autoptr (SottoWakuLink) link = NULL;

  if (!g_hash_table_steal_extended (self->links, peer, NULL, (gpointer *) &link))
    return;

  if (self->node != NULL)
    sotto_waku_node_link_stopped (self->node, link);
}

static void
capability_iface_init (SottoCapabilityInterface *iface)
{
  iface->get_name = sotto_waku_capability_get_name;
  iface->get_version = sotto_waku_capability_get_version;
  iface->get_n_codes = sotto_waku_capability_get_n_codes;
  iface->get_max_payload = sotto_waku_capability_get_max_payload;
  iface->peer_started = sotto_waku_capability_peer_started;
  iface->message = sotto_waku_capability_message;
  iface->peer_stopped = sotto_waku_capability_peer_stopped;
}

static void
sotto_waku_capability_finalize (GObject *object)
{
  SottoWakuCapability *self = SOTTO_WAKU_CAPABILITY (object);

  g_hash_table_unref (self->links);

  G_OBJECT_CLASS (sotto_waku_capability_parent_class)->finalize (object);
}

static void
sotto_waku_capability_class_init (SottoWakuCapabilityClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sotto_waku_capability_finalize;
}

static void
sotto_waku_capability_init (SottoWakuCapability *self)
{
  self->links = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) sotto_waku_link_unref);
}

/**
 * sotto_waku_capability_new:
 * @node: who hears of what happens
 * @dialect: what is spoken
 * @max_payload: largest packet in bytes
 *
 * Returns: (transfer full): a new sub-protocol
 */
SottoWakuCapability *
sotto_waku_capability_new (SottoWakuNode *node, const SottoWakuDialect *dialect, gsize max_payload)
{
  SottoWakuCapability *self;

  g_return_val_if_fail (SOTTO_IS_WAKU_NODE (node), NULL);
  g_return_val_if_fail (dialect != NULL, NULL);

  self = g_object_new (SOTTO_TYPE_WAKU_CAPABILITY, NULL);
  self->node = node;
  self->dialect = dialect;
  self->max_payload = max_payload;

  return self;
}

/**
 * sotto_waku_capability_detach:
 * @self: a sub-protocol
 *
 * Forgets the node: what happens from now on is nobody's concern.
 */
void
sotto_waku_capability_detach (SottoWakuCapability *self)
{
  g_return_if_fail (SOTTO_IS_WAKU_CAPABILITY (self));

  self->node = NULL;
}

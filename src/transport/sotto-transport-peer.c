/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One neighbour of a transport, as a model to look at. The transport writes it through
 * sotto-transport-state-writer.h; it holds no connection.
 */

#include "sotto-transport-peer.h"

#include <gio/gio.h>

#include "sotto-text.h"
#include "sotto-transport-state-writer.h"

#define MAX_CLIENT_CHARACTERS 64

struct _SottoTransportPeer
{
  GObject parent_instance;

  char *id;
  char *address;
  char *client;
  char *dialect;
  SottoTransportPeerRole role;
  gboolean keeps_history;
  gboolean nearby;
  gboolean inbound;
  gint64 connected_at;
  SottoTransportTraffic traffic;
};

G_DEFINE_FINAL_TYPE (SottoTransportPeer, sotto_transport_peer, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_ID,
  PROP_ADDRESS,
  PROP_CLIENT,
  PROP_DIALECT,
  PROP_ROLE,
  PROP_KEEPS_HISTORY,
  PROP_NEARBY,
  PROP_INBOUND,
  PROP_CONNECTED_AT,
  PROP_ENVELOPES_IN,
  PROP_ENVELOPES_OUT,
  PROP_BYTES_IN,
  PROP_BYTES_OUT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
set_count (SottoTransportPeer *self, guint64 *count, guint64 value, guint property)
{
  if (*count == value)
    return;

  *count = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

/* Addresses that no router passes on. */
static gboolean
is_nearby (const char *address)
{
  g_autoptr (GSocketConnectable) place = g_network_address_parse (address, 1, NULL);
  g_autoptr (GInetAddress) inet = NULL;

  if (place != NULL)
    inet =
      g_inet_address_new_from_string (g_network_address_get_hostname (G_NETWORK_ADDRESS (place)));

  return inet != NULL &&
         (g_inet_address_get_is_loopback (inet) || g_inet_address_get_is_link_local (inet) ||
          g_inet_address_get_is_site_local (inet));
}

static void
sotto_transport_peer_finalize (GObject *object)
{
  SottoTransportPeer *self = SOTTO_TRANSPORT_PEER (object);

  g_free (self->id);
  g_free (self->address);
  g_free (self->client);
  g_free (self->dialect);

  G_OBJECT_CLASS (sotto_transport_peer_parent_class)->finalize (object);
}

static void
sotto_transport_peer_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SottoTransportPeer *self = SOTTO_TRANSPORT_PEER (object);

  switch (id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_ADDRESS:
      g_value_set_string (value, self->address);
      break;
    case PROP_CLIENT:
      g_value_set_string (value, self->client);
      break;
    case PROP_DIALECT:
      g_value_set_string (value, self->dialect);
      break;
    case PROP_ROLE:
      g_value_set_enum (value, self->role);
      break;
    case PROP_KEEPS_HISTORY:
      g_value_set_boolean (value, self->keeps_history);
      break;
    case PROP_NEARBY:
      g_value_set_boolean (value, self->nearby);
      break;
    case PROP_INBOUND:
      g_value_set_boolean (value, self->inbound);
      break;
    case PROP_CONNECTED_AT:
      g_value_set_int64 (value, self->connected_at);
      break;
    case PROP_ENVELOPES_IN:
      g_value_set_uint64 (value, self->traffic.envelopes_in);
      break;
    case PROP_ENVELOPES_OUT:
      g_value_set_uint64 (value, self->traffic.envelopes_out);
      break;
    case PROP_BYTES_IN:
      g_value_set_uint64 (value, self->traffic.bytes_in);
      break;
    case PROP_BYTES_OUT:
      g_value_set_uint64 (value, self->traffic.bytes_out);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sotto_transport_peer_class_init (SottoTransportPeerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = sotto_transport_peer_finalize;
  object_class->get_property = sotto_transport_peer_get_property;

  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  properties[PROP_ADDRESS] = g_param_spec_string ("address", NULL, NULL, NULL, flags);
  properties[PROP_CLIENT] = g_param_spec_string ("client", NULL, NULL, NULL, flags);
  properties[PROP_DIALECT] = g_param_spec_string ("dialect", NULL, NULL, NULL, flags);
  properties[PROP_ROLE] = g_param_spec_enum ("role", NULL, NULL, SOTTO_TYPE_TRANSPORT_PEER_ROLE,
                                             SOTTO_TRANSPORT_PEER_ROLE_CLIENT, flags);
  properties[PROP_KEEPS_HISTORY] = g_param_spec_boolean ("keeps-history", NULL, NULL, FALSE, flags);
  properties[PROP_NEARBY] = g_param_spec_boolean ("nearby", NULL, NULL, FALSE, flags);
  properties[PROP_INBOUND] = g_param_spec_boolean ("inbound", NULL, NULL, FALSE, flags);
  properties[PROP_CONNECTED_AT] =
    g_param_spec_int64 ("connected-at", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  properties[PROP_ENVELOPES_IN] =
    g_param_spec_uint64 ("envelopes-in", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_ENVELOPES_OUT] =
    g_param_spec_uint64 ("envelopes-out", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_BYTES_IN] =
    g_param_spec_uint64 ("bytes-in", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_BYTES_OUT] =
    g_param_spec_uint64 ("bytes-out", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sotto_transport_peer_init (SottoTransportPeer *self)
{
  self->role = SOTTO_TRANSPORT_PEER_ROLE_CLIENT;
}

GType
sotto_transport_peer_role_get_type (void)
{
  static gsize type = 0;

  if (g_once_init_enter (&type))
    {
      static const GEnumValue values[] = {
        { SOTTO_TRANSPORT_PEER_ROLE_RELAY, "SOTTO_TRANSPORT_PEER_ROLE_RELAY", "relay" },
        { SOTTO_TRANSPORT_PEER_ROLE_CLIENT, "SOTTO_TRANSPORT_PEER_ROLE_CLIENT", "client" },
        { 0, NULL, NULL },
      };
      GType registered = g_enum_register_static ("SottoTransportPeerRole", values);

      g_once_init_leave (&type, registered);
    }

  return type;
}

/**
 * sotto_transport_peer_get_id:
 * @self: a peer
 *
 * Returns: (transfer none): its short hexadecimal name
 */
const char *
sotto_transport_peer_get_id (SottoTransportPeer *self)
{
  g_return_val_if_fail (SOTTO_IS_TRANSPORT_PEER (self), NULL);

  return self->id;
}

/**
 * sotto_transport_peer_get_address:
 * @self: a peer
 *
 * Returns: (transfer none): host:port
 */
const char *
sotto_transport_peer_get_address (SottoTransportPeer *self)
{
  g_return_val_if_fail (SOTTO_IS_TRANSPORT_PEER (self), NULL);

  return self->address;
}

/**
 * sotto_transport_peer_get_client:
 * @self: a peer
 *
 * Returns: (transfer none): what it calls itself, fit for display
 */
const char *
sotto_transport_peer_get_client (SottoTransportPeer *self)
{
  g_return_val_if_fail (SOTTO_IS_TRANSPORT_PEER (self), NULL);

  return self->client;
}

/**
 * sotto_transport_peer_get_dialect:
 * @self: a peer
 *
 * Returns: (transfer none): the protocol that runs with it, such as "waku/1"
 */
const char *
sotto_transport_peer_get_dialect (SottoTransportPeer *self)
{
  g_return_val_if_fail (SOTTO_IS_TRANSPORT_PEER (self), NULL);

  return self->dialect;
}

/**
 * sotto_transport_peer_get_role:
 * @self: a peer
 *
 * Returns: what it wants from us
 */
SottoTransportPeerRole
sotto_transport_peer_get_role (SottoTransportPeer *self)
{
  g_return_val_if_fail (SOTTO_IS_TRANSPORT_PEER (self), SOTTO_TRANSPORT_PEER_ROLE_CLIENT);

  return self->role;
}

/**
 * sotto_transport_peer_get_keeps_history:
 * @self: a peer
 *
 * Returns: whether it keeps what was published, and is asked for it
 */
gboolean
sotto_transport_peer_get_keeps_history (SottoTransportPeer *self)
{
  g_return_val_if_fail (SOTTO_IS_TRANSPORT_PEER (self), FALSE);

  return self->keeps_history;
}

/**
 * sotto_transport_peer_get_nearby:
 * @self: a peer
 *
 * Returns: whether its address is one of this computer or of a local network
 */
gboolean
sotto_transport_peer_get_nearby (SottoTransportPeer *self)
{
  g_return_val_if_fail (SOTTO_IS_TRANSPORT_PEER (self), FALSE);

  return self->nearby;
}

/**
 * sotto_transport_peer_get_inbound:
 * @self: a peer
 *
 * Returns: %TRUE if it called us
 */
gboolean
sotto_transport_peer_get_inbound (SottoTransportPeer *self)
{
  g_return_val_if_fail (SOTTO_IS_TRANSPORT_PEER (self), FALSE);

  return self->inbound;
}

/**
 * sotto_transport_peer_get_connected_at:
 * @self: a peer
 *
 * Returns: when it became a neighbour, Unix seconds
 */
gint64
sotto_transport_peer_get_connected_at (SottoTransportPeer *self)
{
  g_return_val_if_fail (SOTTO_IS_TRANSPORT_PEER (self), 0);

  return self->connected_at;
}

/**
 * sotto_transport_peer_get_envelopes_in:
 * @self: a peer
 *
 * Returns: how many envelopes it brought
 */
guint64
sotto_transport_peer_get_envelopes_in (SottoTransportPeer *self)
{
  g_return_val_if_fail (SOTTO_IS_TRANSPORT_PEER (self), 0);

  return self->traffic.envelopes_in;
}

/**
 * sotto_transport_peer_get_envelopes_out:
 * @self: a peer
 *
 * Returns: how many envelopes were written to it
 */
guint64
sotto_transport_peer_get_envelopes_out (SottoTransportPeer *self)
{
  g_return_val_if_fail (SOTTO_IS_TRANSPORT_PEER (self), 0);

  return self->traffic.envelopes_out;
}

/**
 * sotto_transport_peer_get_bytes_in:
 * @self: a peer
 *
 * Returns: how many bytes it sent
 */
guint64
sotto_transport_peer_get_bytes_in (SottoTransportPeer *self)
{
  g_return_val_if_fail (SOTTO_IS_TRANSPORT_PEER (self), 0);

  return self->traffic.bytes_in;
}

/**
 * sotto_transport_peer_get_bytes_out:
 * @self: a peer
 *
 * Returns: how many bytes were sent to it
 */
guint64
sotto_transport_peer_get_bytes_out (SottoTransportPeer *self)
{
  g_return_val_if_fail (SOTTO_IS_TRANSPORT_PEER (self), 0);

  return self->traffic.bytes_out;
}

/**
 * sotto_transport_peer_new:
 * @details: what does not change
 *
 * Returns: (transfer full): a new peer, a client without traffic
 */
SottoTransportPeer *
sotto_transport_peer_new (const SottoTransportPeerDetails *details)
{
  SottoTransportPeer *self;

  g_return_val_if_fail (details != NULL, NULL);

  self = g_object_new (SOTTO_TYPE_TRANSPORT_PEER, NULL);
  self->id = g_strdup (details->id);
  self->address = g_strdup (details->address);
  self->client = details->client != NULL
                   ? sotto_text_sanitise_name (details->client, MAX_CLIENT_CHARACTERS)
                   : g_strdup ("");
  self->dialect = g_strdup (details->dialect);
  self->nearby = is_nearby (details->address);
  self->inbound = details->inbound;
  self->connected_at = details->connected_at;

  return self;
}

/**
 * sotto_transport_peer_set_role:
 * @self: a peer
 * @role: what it wants from us
 *
 * Sets what follows from the peer's latest announcement.
 */
void
sotto_transport_peer_set_role (SottoTransportPeer *self, SottoTransportPeerRole role)
{
  g_return_if_fail (SOTTO_IS_TRANSPORT_PEER (self));

  if (self->role == role)
    return;

  self->role = role;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ROLE]);
}

/**
 * sotto_transport_peer_set_keeps_history:
 * @self: a peer
 * @keeps_history: whether it is asked for what was missed
 *
 * Sets what is known of it by now.
 */
void
sotto_transport_peer_set_keeps_history (SottoTransportPeer *self, gboolean keeps_history)
{
  g_return_if_fail (SOTTO_IS_TRANSPORT_PEER (self));

  if (self->keeps_history == keeps_history)
    return;

  self->keeps_history = keeps_history;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KEEPS_HISTORY]);
}

/**
 * sotto_transport_peer_set_traffic:
 * @self: a peer
 * @traffic: the new counts
 *
 * Sets all four counts; those that changed notify.
 */
void
sotto_transport_peer_set_traffic (SottoTransportPeer *self, const SottoTransportTraffic *traffic)
{
  g_return_if_fail (SOTTO_IS_TRANSPORT_PEER (self));
  g_return_if_fail (traffic != NULL);

  set_count (self, &self->traffic.envelopes_in, traffic->envelopes_in, PROP_ENVELOPES_IN);
  set_count (self, &self->traffic.envelopes_out, traffic->envelopes_out, PROP_ENVELOPES_OUT);
  set_count (self, &self->traffic.bytes_in, traffic->bytes_in, PROP_BYTES_IN);
  set_count (self, &self->traffic.bytes_out, traffic->bytes_out, PROP_BYTES_OUT);
}

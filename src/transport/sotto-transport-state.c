/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How the network is, as a model to look at. The transport writes it through
 * sotto-transport-state-writer.h. `n-peers` and `has-relay` are kept from the list of peers.
 */

#include "sotto-transport-state.h"

#include "sotto-text.h"
#include "sotto-transport-state-writer.h"

struct _SottoTransportState
{
  GObject parent_instance;

  SottoTransportStatus status;
  SottoTransportProblem problem;
  char *own_address;
  guint n_peers;
  gboolean has_relay;
  guint64 envelopes_in;
  guint64 envelopes_out;
  guint64 envelopes_refused;
  gint64 clock_offset;
  gboolean clock_offset_known;
  GListStore *peers;
};

G_DEFINE_FINAL_TYPE (SottoTransportState, sotto_transport_state, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_STATUS,
  PROP_PROBLEM,
  PROP_OWN_ADDRESS,
  PROP_N_PEERS,
  PROP_HAS_RELAY,
  PROP_ENVELOPES_IN,
  PROP_ENVELOPES_OUT,
  PROP_ENVELOPES_REFUSED,
  PROP_CLOCK_OFFSET,
  PROP_CLOCK_OFFSET_KNOWN,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
notify (SottoTransportState *self, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
set_count (SottoTransportState *self, guint64 *count, guint64 value, guint property)
{
  if (*count == value)
    return;

  *count = value;
  notify (self, property);
}

static void
update_summary (SottoTransportState *self)
{
  guint n_peers = g_list_model_get_n_items (G_LIST_MODEL (self->peers));
  gboolean has_relay = FALSE;

  for (guint i = 0; i < n_peers && !has_relay; i++)
    {
      g_autoptr (SottoTransportPeer) peer = g_list_model_get_item (G_LIST_MODEL (self->peers), i);

      has_relay = sotto_transport_peer_get_role (peer) == SOTTO_TRANSPORT_PEER_ROLE_RELAY;
    }

  if (self->n_peers != n_peers)
    {
      self->n_peers = n_peers;
      notify (self, PROP_N_PEERS);
    }
  if (self->has_relay != has_relay)
    {
      self->has_relay = has_relay;
      notify (self, PROP_HAS_RELAY);
    }
}

static void
peer_role_changed_cb (SottoTransportPeer *peer, GParamSpec *pspec, gpointer user_data)
{
  update_summary (SOTTO_TRANSPORT_STATE (user_data));
}

static void
sotto_transport_state_dispose (GObject *object)
{
  SottoTransportState *self = SOTTO_TRANSPORT_STATE (object);

  g_list_store_remove_all (self->peers);

  G_OBJECT_CLASS (sotto_transport_state_parent_class)->dispose (object);
}

static void
sotto_transport_state_finalize (GObject *object)
{
  SottoTransportState *self = SOTTO_TRANSPORT_STATE (object);

  g_free (self->own_address);
  g_clear_object (&self->peers);

  G_OBJECT_CLASS (sotto_transport_state_parent_class)->finalize (object);
}

static void
sotto_transport_state_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SottoTransportState *self = SOTTO_TRANSPORT_STATE (object);

  switch (id)
    {
    case PROP_STATUS:
      g_value_set_enum (value, self->status);
      break;
    case PROP_PROBLEM:
      g_value_set_enum (value, self->problem);
      break;
    case PROP_OWN_ADDRESS:
      g_value_set_string (value, self->own_address);
      break;
    case PROP_N_PEERS:
      g_value_set_uint (value, self->n_peers);
      break;
    case PROP_HAS_RELAY:
      g_value_set_boolean (value, self->has_relay);
      break;
    case PROP_ENVELOPES_IN:
      g_value_set_uint64 (value, self->envelopes_in);
      break;
    case PROP_ENVELOPES_OUT:
      g_value_set_uint64 (value, self->envelopes_out);
      break;
    case PROP_ENVELOPES_REFUSED:
      g_value_set_uint64 (value, self->envelopes_refused);
      break;
    case PROP_CLOCK_OFFSET:
      g_value_set_int64 (value, self->clock_offset);
      break;
    case PROP_CLOCK_OFFSET_KNOWN:
      g_value_set_boolean (value, self->clock_offset_known);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sotto_transport_state_class_init (SottoTransportStateClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = sotto_transport_state_dispose;
  object_class->finalize = sotto_transport_state_finalize;
  object_class->get_property = sotto_transport_state_get_property;

  properties[PROP_STATUS] = g_param_spec_enum ("status", NULL, NULL, SOTTO_TYPE_TRANSPORT_STATUS,
                                               SOTTO_TRANSPORT_STATUS_OFFLINE, flags);
  properties[PROP_PROBLEM] = g_param_spec_enum ("problem", NULL, NULL, SOTTO_TYPE_TRANSPORT_PROBLEM,
                                                SOTTO_TRANSPORT_PROBLEM_NONE, flags);
  properties[PROP_OWN_ADDRESS] = g_param_spec_string ("own-address", NULL, NULL, NULL, flags);
  properties[PROP_N_PEERS] = g_param_spec_uint ("n-peers", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_HAS_RELAY] = g_param_spec_boolean ("has-relay", NULL, NULL, FALSE, flags);
  properties[PROP_ENVELOPES_IN] =
    g_param_spec_uint64 ("envelopes-in", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_ENVELOPES_OUT] =
    g_param_spec_uint64 ("envelopes-out", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_ENVELOPES_REFUSED] =
    g_param_spec_uint64 ("envelopes-refused", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_CLOCK_OFFSET] =
    g_param_spec_int64 ("clock-offset", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  properties[PROP_CLOCK_OFFSET_KNOWN] =
    g_param_spec_boolean ("clock-offset-known", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sotto_transport_state_init (SottoTransportState *self)
{
  self->peers = g_list_store_new (SOTTO_TYPE_TRANSPORT_PEER);
}

GType
sotto_transport_status_get_type (void)
{
  static gsize type = 0;

  if (g_once_init_enter (&type))
    {
      static const GEnumValue values[] = {
        { SOTTO_TRANSPORT_STATUS_OFFLINE, "SOTTO_TRANSPORT_STATUS_OFFLINE", "offline" },
        { SOTTO_TRANSPORT_STATUS_SEARCHING, "SOTTO_TRANSPORT_STATUS_SEARCHING", "searching" },
        { SOTTO_TRANSPORT_STATUS_ONLINE, "SOTTO_TRANSPORT_STATUS_ONLINE", "online" },
        { 0, NULL, NULL },
      };
      GType registered = g_enum_register_static ("SottoTransportStatus", values);

      g_once_init_leave (&type, registered);
    }

  return type;
}

GType
sotto_transport_problem_get_type (void)
{
  static gsize type = 0;

  if (g_once_init_enter (&type))
    {
      static const GEnumValue values[] = {
        { SOTTO_TRANSPORT_PROBLEM_NONE, "SOTTO_TRANSPORT_PROBLEM_NONE", "none" },
        { SOTTO_TRANSPORT_PROBLEM_NO_NODES, "SOTTO_TRANSPORT_PROBLEM_NO_NODES", "no-nodes" },
        { SOTTO_TRANSPORT_PROBLEM_UNREACHABLE, "SOTTO_TRANSPORT_PROBLEM_UNREACHABLE",
          "unreachable" },
        { SOTTO_TRANSPORT_PROBLEM_REFUSED, "SOTTO_TRANSPORT_PROBLEM_REFUSED", "refused" },
        { SOTTO_TRANSPORT_PROBLEM_CLOCK, "SOTTO_TRANSPORT_PROBLEM_CLOCK", "clock" },
        { SOTTO_TRANSPORT_PROBLEM_NO_NETWORK, "SOTTO_TRANSPORT_PROBLEM_NO_NETWORK", "no-network" },
        { 0, NULL, NULL },
      };
      GType registered = g_enum_register_static ("SottoTransportProblem", values);

      g_once_init_leave (&type, registered);
    }

  return type;
}

/**
 * sotto_transport_state_get_status:
 * @self: the state
 *
 * Returns: whether there are neighbours
 */
SottoTransportStatus
sotto_transport_state_get_status (SottoTransportState *self)
{
  g_return_val_if_fail (SOTTO_IS_TRANSPORT_STATE (self), SOTTO_TRANSPORT_STATUS_OFFLINE);

  return self->status;
}

/**
 * sotto_transport_state_get_problem:
 * @self: the state
 *
 * Returns: what a person should be told, if anything
 */
SottoTransportProblem
sotto_transport_state_get_problem (SottoTransportState *self)
{
  g_return_val_if_fail (SOTTO_IS_TRANSPORT_STATE (self), SOTTO_TRANSPORT_PROBLEM_NONE);

  return self->problem;
}

/**
 * sotto_transport_state_get_own_address:
 * @self: the state
 *
 * Returns: (transfer none) (nullable): what others may add as a node, while we listen
 */
const char *
sotto_transport_state_get_own_address (SottoTransportState *self)
{
  g_return_val_if_fail (SOTTO_IS_TRANSPORT_STATE (self), NULL);

  return self->own_address;
}

/**
 * sotto_transport_state_get_n_peers:
 * @self: the state
 *
 * Returns: how many neighbours there are
 */
guint
sotto_transport_state_get_n_peers (SottoTransportState *self)
{
  g_return_val_if_fail (SOTTO_IS_TRANSPORT_STATE (self), 0);

  return self->n_peers;
}

/**
 * sotto_transport_state_get_has_relay:
 * @self: the state
 *
 * Returns: whether a neighbour takes and passes on everything
 */
gboolean
sotto_transport_state_get_has_relay (SottoTransportState *self)
{
  g_return_val_if_fail (SOTTO_IS_TRANSPORT_STATE (self), FALSE);

  return self->has_relay;
}

/**
 * sotto_transport_state_get_envelopes_in:
 * @self: the state
 *
 * Returns: how many new envelopes neighbours brought
 */
guint64
sotto_transport_state_get_envelopes_in (SottoTransportState *self)
{
  g_return_val_if_fail (SOTTO_IS_TRANSPORT_STATE (self), 0);

  return self->envelopes_in;
}

/**
 * sotto_transport_state_get_envelopes_out:
 * @self: the state
 *
 * Returns: how many envelopes were written to neighbours
 */
guint64
sotto_transport_state_get_envelopes_out (SottoTransportState *self)
{
  g_return_val_if_fail (SOTTO_IS_TRANSPORT_STATE (self), 0);

  return self->envelopes_out;
}

/**
 * sotto_transport_state_get_envelopes_refused:
 * @self: the state
 *
 * Returns: how many envelopes of neighbours were against the rules
 */
guint64
sotto_transport_state_get_envelopes_refused (SottoTransportState *self)
{
  g_return_val_if_fail (SOTTO_IS_TRANSPORT_STATE (self), 0);

  return self->envelopes_refused;
}

/**
 * sotto_transport_state_get_clock_offset:
 * @self: the state
 *
 * Returns: our clock minus the neighbours', in seconds
 */
gint64
sotto_transport_state_get_clock_offset (SottoTransportState *self)
{
  g_return_val_if_fail (SOTTO_IS_TRANSPORT_STATE (self), 0);

  return self->clock_offset;
}

/**
 * sotto_transport_state_get_clock_offset_known:
 * @self: the state
 *
 * Returns: whether there was anything to tell the offset by
 */
gboolean
sotto_transport_state_get_clock_offset_known (SottoTransportState *self)
{
  g_return_val_if_fail (SOTTO_IS_TRANSPORT_STATE (self), FALSE);

  return self->clock_offset_known;
}

/**
 * sotto_transport_state_get_peers:
 * @self: the state
 *
 * Returns: (transfer none): the neighbours, a live model of #SottoTransportPeer
 */
GListModel *
sotto_transport_state_get_peers (SottoTransportState *self)
{
  g_return_val_if_fail (SOTTO_IS_TRANSPORT_STATE (self), NULL);

  return G_LIST_MODEL (self->peers);
}

SottoTransportState *
sotto_transport_state_new (void)
{
  return g_object_new (SOTTO_TYPE_TRANSPORT_STATE, NULL);
}

void
sotto_transport_state_set_status (SottoTransportState *self, SottoTransportStatus status)
{
  g_return_if_fail (SOTTO_IS_TRANSPORT_STATE (self));

  if (self->status == status)
    return;

  self->status = status;
  notify (self, PROP_STATUS);
}

void
sotto_transport_state_set_problem (SottoTransportState *self, SottoTransportProblem problem)
{
  g_return_if_fail (SOTTO_IS_TRANSPORT_STATE (self));

  if (self->problem == problem)
    return;

  self->problem = problem;
  notify (self, PROP_PROBLEM);
}

void
sotto_transport_state_set_own_address (SottoTransportState *self, const char *address)
{
  g_return_if_fail (SOTTO_IS_TRANSPORT_STATE (self));

  if (sotto_set_string (&self->own_address, address))
    notify (self, PROP_OWN_ADDRESS);
}

void
sotto_transport_state_set_envelopes (SottoTransportState *self,
                                     guint64 in,
                                     guint64 out,
                                     guint64 refused)
{
  g_return_if_fail (SOTTO_IS_TRANSPORT_STATE (self));

  set_count (self, &self->envelopes_in, in, PROP_ENVELOPES_IN);
  set_count (self, &self->envelopes_out, out, PROP_ENVELOPES_OUT);
  set_count (self, &self->envelopes_refused, refused, PROP_ENVELOPES_REFUSED);
}

void
sotto_transport_state_set_clock_offset (SottoTransportState *self, gint64 seconds, gboolean known)
{
  g_return_if_fail (SOTTO_IS_TRANSPORT_STATE (self));

  if (self->clock_offset != seconds)
    {
      self->clock_offset = seconds;
      notify (self, PROP_CLOCK_OFFSET);
    }
  if (self->clock_offset_known != known)
    {
      self->clock_offset_known = known;
      notify (self, PROP_CLOCK_OFFSET_KNOWN);
    }
}

void
sotto_transport_state_add_peer (SottoTransportState *self, SottoTransportPeer *peer)
{
  g_return_if_fail (SOTTO_IS_TRANSPORT_STATE (self));
  g_return_if_fail (SOTTO_IS_TRANSPORT_PEER (peer));

  g_signal_connect_object (peer, "notify::role", G_CALLBACK (peer_role_changed_cb), self, 0);
  g_list_store_append (self->peers, peer);
  update_summary (self);
}

void
sotto_transport_state_remove_peer (SottoTransportState *self, SottoTransportPeer *peer)
{
  guint position;

  g_return_if_fail (SOTTO_IS_TRANSPORT_STATE (self));
  g_return_if_fail (SOTTO_IS_TRANSPORT_PEER (peer));

  if (!g_list_store_find (self->peers, peer, &position))
    return;

  g_signal_handlers_disconnect_by_func (peer, peer_role_changed_cb, self);
  g_list_store_remove (self->peers, position);
  update_summary (self);
}

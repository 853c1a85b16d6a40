/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-net-state.h"

G_DEFINE_INTERFACE (SottoNetState, sotto_net_state, G_TYPE_OBJECT)

static void
sotto_net_state_default_init (SottoNetStateInterface *interface)
{
}

GBytes *
sotto_net_state_get (SottoNetState *self, const char *key)
{
  g_return_val_if_fail (SOTTO_IS_NET_STATE (self), NULL);

  return SOTTO_NET_STATE_GET_IFACE (self)->get (self, key);
}

void
sotto_net_state_put (SottoNetState *self, const char *key, GBytes *value)
{
  g_return_if_fail (SOTTO_IS_NET_STATE (self));

  SOTTO_NET_STATE_GET_IFACE (self)->put (self, key, value);
}

void
sotto_net_state_remove (SottoNetState *self, const char *key)
{
  g_return_if_fail (SOTTO_IS_NET_STATE (self));

  SOTTO_NET_STATE_GET_IFACE (self)->remove (self, key);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * SottoNetState:
 *
 * The small state that a low layer must keep across restarts (known peers, derived channel keys,
 * history cursors), without knowing where: `session/` implements it over the store. Reading is from
 * memory and immediate; writing reaches the disk soon after. Keys are UTF-8, at most 200 bytes;
 * values at most 64 KiB.
 */
#define SOTTO_TYPE_NET_STATE (sotto_net_state_get_type ())
G_DECLARE_INTERFACE (SottoNetState, sotto_net_state, SOTTO, NET_STATE, GObject)

struct _SottoNetStateInterface
{
  GTypeInterface parent_interface;

  GBytes *(*get) (SottoNetState *self, const char *key);
  void (*put) (SottoNetState *self, const char *key, GBytes *value);
  void (*remove) (SottoNetState *self, const char *key);
};

GBytes *sotto_net_state_get (SottoNetState *self, const char *key) G_GNUC_WARN_UNUSED_RESULT;
void sotto_net_state_put (SottoNetState *self, const char *key, GBytes *value);
void sotto_net_state_remove (SottoNetState *self, const char *key);

G_END_DECLS

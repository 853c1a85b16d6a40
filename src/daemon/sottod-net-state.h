/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-clock.h"
#include "sotto-net-state.h"

G_BEGIN_DECLS

/**
 * SottodNetState:
 *
 * #SottoNetState in the file DATA-DIR/network.state: read once, written whole two seconds after a
 * change and when it is dropped. A file that nobody understands is begun anew, since all of it can
 * be found out again.
 */
#define SOTTOD_TYPE_NET_STATE (sottod_net_state_get_type ())
G_DECLARE_FINAL_TYPE (SottodNetState, sottod_net_state, SOTTOD, NET_STATE, GObject)

SottodNetState *sottod_net_state_new (const char *data_dir,
                                      SottoClock *clock) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

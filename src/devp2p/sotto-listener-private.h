/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-clock.h"

G_BEGIN_DECLS

/* @connection is a caller's; not taking a reference closes it. */
typedef void (*SottoListenerFunc) (GSocketConnection *connection, gpointer user_data);

/**
 * SottoListener:
 *
 * A listening TCP socket.
 */
typedef struct _SottoListener SottoListener;

SottoListener *sotto_listener_new (const char *address,
                                   guint16 port,
                                   SottoClock *clock,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
void sotto_listener_free (SottoListener *self);
void sotto_listener_start (SottoListener *self, SottoListenerFunc function, gpointer user_data);
void sotto_listener_stop (SottoListener *self);
guint16 sotto_listener_get_port (SottoListener *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoListener, sotto_listener_free)

G_END_DECLS

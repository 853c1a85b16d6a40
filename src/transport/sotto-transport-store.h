/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * SottoTransportStoreStatus:
 * @SOTTO_TRANSPORT_STORE_STATUS_OFFLINE: not connected
 * @SOTTO_TRANSPORT_STORE_STATUS_READY: connected
 * @SOTTO_TRANSPORT_STORE_STATUS_ASKED: it is answering a question of ours
 * @SOTTO_TRANSPORT_STORE_STATUS_RESTING: it failed, and is left alone for a while
 */
typedef enum
{
  SOTTO_TRANSPORT_STORE_STATUS_OFFLINE,
  SOTTO_TRANSPORT_STORE_STATUS_READY,
  SOTTO_TRANSPORT_STORE_STATUS_ASKED,
  SOTTO_TRANSPORT_STORE_STATUS_RESTING,
} SottoTransportStoreStatus;

/**
 * SottoTransportStore:
 *
 * A node that keeps what was published, as a person may look at it. Properties notify; the object
 * is of the main context.
 *
 * Properties: `address` (s: the address it is called at, or host:port of one that was found),
 * `status`, `own` (b: a person added it), `pinned` (b: a person wants it and no other), `latency`
 * (u: milliseconds until it answers, 0: not known), `answered-at` (x: Unix seconds, 0: never).
 */
#define SOTTO_TYPE_TRANSPORT_STORE (sotto_transport_store_get_type ())
G_DECLARE_FINAL_TYPE (SottoTransportStore, sotto_transport_store, SOTTO, TRANSPORT_STORE, GObject)

#define SOTTO_TYPE_TRANSPORT_STORE_STATUS (sotto_transport_store_status_get_type ())
GType sotto_transport_store_status_get_type (void);

const char *sotto_transport_store_get_address (SottoTransportStore *self);
SottoTransportStoreStatus sotto_transport_store_get_status (SottoTransportStore *self);
gboolean sotto_transport_store_get_own (SottoTransportStore *self);
gboolean sotto_transport_store_get_pinned (SottoTransportStore *self);
guint sotto_transport_store_get_latency (SottoTransportStore *self);
gint64 sotto_transport_store_get_answered_at (SottoTransportStore *self);

G_END_DECLS

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
 * SottoTransportStoreFailure:
 * @SOTTO_TRANSPORT_STORE_FAILURE_NONE: the last question was answered, or none was asked
 * @SOTTO_TRANSPORT_STORE_FAILURE_SILENT: no answer came in time
 * @SOTTO_TRANSPORT_STORE_FAILURE_REFUSED: it said that it cannot, or will not
 * @SOTTO_TRANSPORT_STORE_FAILURE_LIED: what came was no answer to what was asked
 *
 * What became of the last question.
 */
typedef enum
{
  SOTTO_TRANSPORT_STORE_FAILURE_NONE,
  SOTTO_TRANSPORT_STORE_FAILURE_SILENT,
  SOTTO_TRANSPORT_STORE_FAILURE_REFUSED,
  SOTTO_TRANSPORT_STORE_FAILURE_LIED,
} SottoTransportStoreFailure;

/**
 * SottoTransportStore:
 *
 * A node that keeps what was published, as a person may look at it. Properties notify; the object
 * is of the main context.
 *
 * Properties: `address` (s: the address it is called at, or host:port of one that was found),
 * `status`, `own` (b: a person added it), `pinned` (b: a person wants it and no other), `latency`
 * (u: milliseconds until it answers, 0: not known), `answered-at` (x: Unix seconds, 0: never),
 * `chosen` (b: the next question goes to it), `failure`, `n-failures` (u: since it answered last).
 */
#define SOTTO_TYPE_TRANSPORT_STORE (sotto_transport_store_get_type ())
G_DECLARE_FINAL_TYPE (SottoTransportStore, sotto_transport_store, SOTTO, TRANSPORT_STORE, GObject)

#define SOTTO_TYPE_TRANSPORT_STORE_STATUS (sotto_transport_store_status_get_type ())
GType sotto_transport_store_status_get_type (void);
#define SOTTO_TYPE_TRANSPORT_STORE_FAILURE (sotto_transport_store_failure_get_type ())
GType sotto_transport_store_failure_get_type (void);

const char *sotto_transport_store_get_address (SottoTransportStore *self);
SottoTransportStoreStatus sotto_transport_store_get_status (SottoTransportStore *self);
gboolean sotto_transport_store_get_own (SottoTransportStore *self);
gboolean sotto_transport_store_get_pinned (SottoTransportStore *self);
guint sotto_transport_store_get_latency (SottoTransportStore *self);
gint64 sotto_transport_store_get_answered_at (SottoTransportStore *self);
gboolean sotto_transport_store_get_chosen (SottoTransportStore *self);
SottoTransportStoreFailure sotto_transport_store_get_failure (SottoTransportStore *self);
guint sotto_transport_store_get_n_failures (SottoTransportStore *self);

G_END_DECLS

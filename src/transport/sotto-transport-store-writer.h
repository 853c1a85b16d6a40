/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-transport-store.h"

G_BEGIN_DECLS

/* How a transport writes what others only look at: for the folders that implement one. */

/* (transfer full): offline. */
SottoTransportStore *sotto_transport_store_new (const char *address,
                                                gboolean own) G_GNUC_WARN_UNUSED_RESULT;
void sotto_transport_store_set_status (SottoTransportStore *self, SottoTransportStoreStatus status);
void sotto_transport_store_set_pinned (SottoTransportStore *self, gboolean pinned);
void sotto_transport_store_set_chosen (SottoTransportStore *self, gboolean chosen);

/* It did not answer as it should; sotto_transport_store_note_answer () makes up for it. */
void sotto_transport_store_note_failure (SottoTransportStore *self,
                                         SottoTransportStoreFailure failure);

/* It answered at @now (Unix seconds) after @latency milliseconds, of which a mean is kept. */
void sotto_transport_store_note_answer (SottoTransportStore *self, guint latency, gint64 now);

G_END_DECLS

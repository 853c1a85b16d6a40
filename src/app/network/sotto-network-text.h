/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-transport-state.h"

G_BEGIN_DECLS

/* The state of the network in words. All (transfer full). */

/* A few words for a line in the window; NULL while all is well. @was_online: whether we were
 * connected before. */
char *sotto_network_text_short (SottoTransportState *state,
                                gboolean was_online) G_GNUC_WARN_UNUSED_RESULT;

/* What is the matter, and what to do. */
char *sotto_network_text_long (SottoTransportState *state) G_GNUC_WARN_UNUSED_RESULT;

/* Our clock against theirs. */
char *sotto_network_text_clock (SottoTransportState *state) G_GNUC_WARN_UNUSED_RESULT;

/* What a neighbour is to us, and the protocol that is spoken with it. */
char *sotto_network_text_role (SottoTransportPeer *peer) G_GNUC_WARN_UNUSED_RESULT;
char *sotto_network_text_dialect (SottoTransportPeer *peer) G_GNUC_WARN_UNUSED_RESULT;
char *sotto_network_text_volume (guint64 received, guint64 sent) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

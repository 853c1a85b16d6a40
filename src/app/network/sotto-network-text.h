/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-transport-state.h"

G_BEGIN_DECLS

/* The state of the network in words. All (transfer full). */

/* A few words for a line in the sidebar; NULL while all is well. */
char *sotto_network_text_short (SottoTransportState *state) G_GNUC_WARN_UNUSED_RESULT;

/* What is the matter, and what to do. */
char *sotto_network_text_long (SottoTransportState *state) G_GNUC_WARN_UNUSED_RESULT;

/* Our clock against theirs. */
char *sotto_network_text_clock (SottoTransportState *state) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

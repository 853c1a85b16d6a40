/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-host.h"

G_BEGIN_DECLS

/**
 * SimWire:
 *
 * Connections without sockets: SottoHost and SottoPeer as `waku/` sees them, in memory, under a
 * time that the test runs. What is sent arrives in order, when the connection lets it.
 */
typedef struct _SimWire SimWire;
typedef struct _SimConnection SimConnection;

SimWire *sim_wire_new (GRand *random);
void sim_wire_free (SimWire *wire);

/* Delivers what is due by @now_ms. */
void sim_wire_run (SimWire *wire, gint64 now_ms);

/* (transfer full): a host; to be linked with a Waku node or with capabilities of a test's own. */
SottoHost *sim_host_new (SimWire *wire, guint number);

/* What came to it and what arrived from it, with the frames around it. */
guint64 sim_host_get_bytes_in (SottoHost *host);
guint64 sim_host_get_bytes_out (SottoHost *host);

/* (transfer none): both ends speak the highest versions that they share, at least one; every
 * message takes @delay_ms and up to @jitter_ms more. */
SimConnection *
sim_wire_connect (SimWire *wire, SottoHost *a, SottoHost *b, guint delay_ms, guint jitter_ms);

/* Nothing arrives before @until_ms; nothing is lost. */
void sim_connection_stall (SimConnection *connection, gint64 until_ms);

/* Ends it; what is under way is lost. */
void sim_connection_cut (SimConnection *connection);
gboolean sim_connection_is_up (SimConnection *connection);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimWire, sim_wire_free)

G_END_DECLS

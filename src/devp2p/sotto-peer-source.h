/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-discv5.h"
#include "sotto-dns-list.h"
#include "sotto-host.h"

G_BEGIN_DECLS

/* After the nodes that were met before have had this time, the next source is asked. */
#define SOTTO_PEER_SOURCE_STEP_MS (5 * 1000)

/* When all of them were asked in vain, they are asked again. */
#define SOTTO_PEER_SOURCE_AGAIN_MS (2 * 60 * 1000)

/**
 * SottoPeerSource:
 *
 * Keeps a host in company: as long as fewer relays than wanted are connected, or no mailserver that
 * is wanted, it offers nodes to the host, those of the best source first: nodes that were met
 * before, lists in the DNS, then discovery v5. What a person named, and what the local network
 * announces, the host knows by itself. When there is enough company, nobody is asked any more.
 *
 * Signals: `satisfied-changed`; `problem` (char *source, GError).
 */
#define SOTTO_TYPE_PEER_SOURCE (sotto_peer_source_get_type ())
G_DECLARE_FINAL_TYPE (SottoPeerSource, sotto_peer_source, SOTTO, PEER_SOURCE, GObject)

/* @state is nullable. */
SottoPeerSource *sotto_peer_source_new (SottoHost *host,
                                        SottoNetState *state,
                                        SottoClock *clock,
                                        SottoRandom *random) G_GNUC_WARN_UNUSED_RESULT;

/* How much company is enough. */
void
sotto_peer_source_set_wanted (SottoPeerSource *self, guint n_relays, gboolean wants_mailserver);

/* The sources, each nullable. They are started and stopped by their owner. */
void sotto_peer_source_set_dns_list (SottoPeerSource *self, SottoDnsList *list);
void sotto_peer_source_set_discv5 (SottoPeerSource *self, SottoDiscv5 *discv5);
void sotto_peer_source_start (SottoPeerSource *self);
void sotto_peer_source_stop (SottoPeerSource *self);
gboolean sotto_peer_source_is_satisfied (SottoPeerSource *self);
guint sotto_peer_source_get_n_remembered (SottoPeerSource *self);

G_END_DECLS

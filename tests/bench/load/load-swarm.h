/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-hash.h"

G_BEGIN_DECLS

/* Each peer follows this share of the topics, so that each topic has this share of the peers. */
#define LOAD_TOPICS 100
#define LOAD_SHARE 10 /* one in so many */

/**
 * LoadSwarm:
 *
 * Peers with real connections to one relay, each with its topics; some more publish and follow
 * nothing. What each of them should have and has is counted.
 */
typedef struct _LoadSwarm LoadSwarm;

/**
 * LoadCounts:
 * @published: envelopes
 * @confirmed: those of them that the relay said it has
 * @expected: deliveries that are due for them
 * @delivered: deliveries that were
 * @lost: the difference
 * @doubled: deliveries that were twice
 */
typedef struct
{
  guint64 published;
  guint64 confirmed;
  guint64 expected;
  guint64 delivered;
  guint64 lost;
  guint64 doubled;
} LoadCounts;

/* Connects @n_peers and waits until all have greeted. At most @n_envelopes will be published, each
 * of @size bytes. */
LoadSwarm *load_swarm_new (const char *enode, guint n_peers, guint n_envelopes, gsize size);
void load_swarm_free (LoadSwarm *swarm);

/* Publishes the next @n. */
void load_swarm_publish (LoadSwarm *swarm, guint n);
void load_swarm_count (LoadSwarm *swarm, LoadCounts *counts);

/* How many peers are connected. */
guint load_swarm_count_connected (LoadSwarm *swarm);

/* (element-type SottoHash): what the relay said it has. */
GArray *load_swarm_get_confirmed (LoadSwarm *swarm);

G_END_DECLS

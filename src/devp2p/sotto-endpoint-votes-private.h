/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-clock.h"
#include "sotto-endpoint-private.h"

G_BEGIN_DECLS

/* Votes that are needed and kept, and for how long they count. */
#define SOTTO_ENDPOINT_VOTES_NEEDED 3
#define SOTTO_ENDPOINT_VOTES_MAX 64
#define SOTTO_ENDPOINT_VOTES_MS (5 * 60 * 1000)

/**
 * SottoEndpointVotes:
 *
 * What others say our address is. Several voices from one network of the world count as one.
 */
typedef struct _SottoEndpointVotes SottoEndpointVotes;

SottoEndpointVotes *sotto_endpoint_votes_new (SottoClock *clock) G_GNUC_WARN_UNUSED_RESULT;
void sotto_endpoint_votes_free (SottoEndpointVotes *self);
void sotto_endpoint_votes_add (SottoEndpointVotes *self,
                               const SottoEndpoint *voter,
                               const SottoEndpoint *endpoint);

/* FALSE while no address has enough votes and more than half of them. */
gboolean sotto_endpoint_votes_get (SottoEndpointVotes *self, SottoEndpoint *endpoint);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoEndpointVotes, sotto_endpoint_votes_free)

G_END_DECLS

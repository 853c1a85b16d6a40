/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-clock.h"
#include "sotto-enode.h"
#include "sotto-net-state.h"

G_BEGIN_DECLS

/* Nodes that are remembered, how long without being met again, and how good one can be. */
#define SOTTO_PEER_CACHE_MAX 64
#define SOTTO_PEER_CACHE_AGE_SECONDS (30 * 24 * 60 * 60)
#define SOTTO_PEER_CACHE_BEST_SCORE 10
#define SOTTO_PEER_CACHE_FIRST_SCORE 2

/**
 * SottoPeerCache:
 *
 * Nodes that we were connected to, across restarts. A connection makes a node better, a failure
 * worse; the bad and the old are forgotten.
 */
typedef struct _SottoPeerCache SottoPeerCache;

/* @state is nullable: then nothing survives. */
SottoPeerCache *sotto_peer_cache_new (SottoNetState *state,
                                      SottoClock *clock) G_GNUC_WARN_UNUSED_RESULT;
void sotto_peer_cache_free (SottoPeerCache *self);
void sotto_peer_cache_connected (SottoPeerCache *self, SottoEnode *enode, guint64 roles);
void sotto_peer_cache_failed (SottoPeerCache *self, const SottoPublicKey *key);

/* (transfer full) (element-type SottoEnode): the best first; all of @roles. */
GPtrArray *sotto_peer_cache_list (SottoPeerCache *self, guint64 roles) G_GNUC_WARN_UNUSED_RESULT;
guint64 sotto_peer_cache_get_roles (SottoPeerCache *self, const SottoPublicKey *key);
guint sotto_peer_cache_get_size (SottoPeerCache *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoPeerCache, sotto_peer_cache_free)

G_END_DECLS

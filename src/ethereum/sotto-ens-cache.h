/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-clock.h"

G_BEGIN_DECLS

/* How many answers are kept at most. */
#define SOTTO_ENS_CACHE_MAX 512

/**
 * SottoEnsCache:
 *
 * Answers about names, and that there are none, each for its time. Of memory only: who was looked
 * up is nobody's business.
 */
typedef struct _SottoEnsCache SottoEnsCache;

SottoEnsCache *sotto_ens_cache_new (SottoClock *clock) G_GNUC_WARN_UNUSED_RESULT;
void sotto_ens_cache_free (SottoEnsCache *cache);
void sotto_ens_cache_forget (SottoEnsCache *cache);

/* Either @value or @problem, for @seconds. What was there before is replaced. */
void sotto_ens_cache_add (SottoEnsCache *cache,
                          const char *key,
                          GBytes *value,
                          const GError *problem,
                          guint seconds);

/* Whether an answer is there, which is then either of both; (transfer full). */
gboolean sotto_ens_cache_find (SottoEnsCache *cache,
                               const char *key,
                               GBytes **value,
                               GError **problem) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoEnsCache, sotto_ens_cache_free)

G_END_DECLS

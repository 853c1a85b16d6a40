/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-keys.h"

G_BEGIN_DECLS

/**
 * SottoRateLimit:
 *
 * How much is taken in from public channels: a bucket for each author and for each channel, filled
 * by time. For one thread.
 */
typedef struct _SottoRateLimit SottoRateLimit;

SottoRateLimit *sotto_rate_limit_new (void) G_GNUC_WARN_UNUSED_RESULT;
void sotto_rate_limit_free (SottoRateLimit *limit);

/* Whether one more message of @author is welcome on @channel at @now_ms; takes it into account. */
gboolean sotto_rate_limit_take (SottoRateLimit *limit,
                                const char *channel,
                                const SottoPublicKey *author,
                                gint64 now_ms);

/* The same for what was sent at @sent_seconds and comes only now, in any order: as many in a minute
 * as would have been welcome then. */
gboolean sotto_rate_limit_take_past (SottoRateLimit *limit,
                                     const char *channel,
                                     const SottoPublicKey *author,
                                     guint32 sent_seconds);

G_END_DECLS

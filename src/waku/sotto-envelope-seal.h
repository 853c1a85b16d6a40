/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-clock.h"
#include "sotto-envelope.h"

G_BEGIN_DECLS

/**
 * SottoEnvelopeDraft:
 * @topic: where to
 * @data: sealed bytes
 * @ttl: seconds to live, at least 1
 * @pow_target: proof of work that it shall have
 * @work_ms: how long a worker may look for it
 * @n_threads: how many threads a long search may have; 0 is 1
 *
 * What becomes an envelope.
 */
typedef struct
{
  SottoTopic topic;
  GBytes *data;
  guint32 ttl;
  double pow_target;
  guint work_ms;
  guint n_threads;
} SottoEnvelopeDraft;

void sotto_envelope_seal_async (const SottoEnvelopeDraft *draft,
                                SottoClock *clock,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
SottoEnvelope *sotto_envelope_seal_finish (GAsyncResult *result,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

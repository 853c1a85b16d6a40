/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-pow.h"

G_BEGIN_DECLS

/* What the threads of long searches are called. */
#define SOTTO_POW_THREAD_NAME "sotto-work"

/* How many threads a search may have of this computer, which is the user's. */
guint sotto_pow_get_n_threads (gboolean on_battery);

gboolean sotto_pow_search (const SottoPowInput *input,
                           guint bits,
                           guint n_threads,
                           GCancellable *cancellable,
                           guint64 *nonce) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

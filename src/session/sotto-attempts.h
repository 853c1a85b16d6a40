/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-clock.h"
#include "sotto-session-error.h"

G_BEGIN_DECLS

/**
 * SottoAttempts:
 *
 * Counts wrong passwords and makes the next try wait, also across a restart; and remembers when the
 * account was last used. It slows down somebody at the desk. Whoever has the disk can reset it, and
 * does not need to: Argon2id is what stands against them.
 */
typedef struct _SottoAttempts SottoAttempts;

/* Reads the file in @folder; a missing or damaged one counts as no wrong password. */
SottoAttempts *sotto_attempts_new (const char *folder, SottoClock *clock) G_GNUC_WARN_UNUSED_RESULT;
void sotto_attempts_free (SottoAttempts *attempts);

/* Seconds to wait, rounded up. */
guint sotto_attempts_get_delay (SottoAttempts *attempts);

/* SOTTO_SESSION_ERROR_TOO_SOON while there is something to wait for. */
gboolean sotto_attempts_check (SottoAttempts *attempts, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Both write the file; a failure to write is not an error, since it must keep nobody out. */
void sotto_attempts_note_wrong (SottoAttempts *attempts);
void sotto_attempts_note_right (SottoAttempts *attempts);

/* Milliseconds since 1970; 0: never. */
gint64 sotto_attempts_get_last_used (SottoAttempts *attempts);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoAttempts, sotto_attempts_free)

G_END_DECLS

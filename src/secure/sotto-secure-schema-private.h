/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Limits and retention of the tables of this layer. */

/* Message keys kept for messages that were overtaken: of one session (oldest go first), by their
 * place in the session's sequence, and of all sessions together. */
#define SOTTO_SECURE_MAX_SKIPPED_PER_SESSION 2000
#define SOTTO_SECURE_MAX_SKIPPED_AGE 3000
#define SOTTO_SECURE_MAX_SKIPPED 50000

/* Sessions with one identity, and ratchet keys remembered of one session. */
#define SOTTO_SECURE_MAX_SESSIONS 256
#define SOTTO_SECURE_MAX_CHAINS 100

#define SOTTO_SECURE_DAY_MS (G_GINT64_CONSTANT (24) * 60 * 60 * 1000)

/* Mailservers keep 30 days; retired prekeys and sessions live a little longer. */
#define SOTTO_SECURE_RETENTION_MS (40 * SOTTO_SECURE_DAY_MS)

/* A prekey is replaced at the first message after this. */
#define SOTTO_SECURE_PREKEY_LIFETIME_MS SOTTO_SECURE_DAY_MS

/* Devices of one identity that a message is encrypted for. */
#define SOTTO_SECURE_MAX_ACTIVE 3

/* Between two answers to somebody who does not know this device. */
#define SOTTO_SECURE_ANNOUNCE_INTERVAL_MS (G_GINT64_CONSTANT (7200) * 1000)

G_END_DECLS

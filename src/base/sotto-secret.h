/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

#include "sotto-random.h"

G_BEGIN_DECLS

#define SOTTO_KEY_LENGTH 32

/**
 * SottoKey:
 * @bytes: 32 secret bytes
 *
 * A short-lived secret on the stack. Declare it as `g_auto (SottoKey)`, and it is wiped at the end
 * of its scope. What lives longer than a function belongs in a #SottoSecret.
 */
typedef struct
{
  guint8 bytes[SOTTO_KEY_LENGTH];
} SottoKey;

void sotto_key_clear (SottoKey *key);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SottoKey, sotto_key_clear)

/**
 * SottoSecret:
 *
 * Long-lived secret bytes in guarded, locked memory: unreadable except between sotto_secret_borrow
 * () and sotto_secret_release (), wiped with the last reference. Never a GObject property, never in
 * a GVariant. Reference counting is atomic; borrowing nests and may happen on any thread.
 */
typedef struct _SottoSecret SottoSecret;

#define SOTTO_TYPE_SECRET (sotto_secret_get_type ())
GType sotto_secret_get_type (void);

SottoSecret *sotto_secret_new (const guint8 *data, gsize length) G_GNUC_WARN_UNUSED_RESULT;
SottoSecret *sotto_secret_new_random (SottoRandom *random, gsize length) G_GNUC_WARN_UNUSED_RESULT;
SottoSecret *sotto_secret_ref (SottoSecret *secret);
void sotto_secret_unref (SottoSecret *secret);
gsize sotto_secret_get_length (SottoSecret *secret);
const guint8 *sotto_secret_borrow (SottoSecret *secret) G_GNUC_WARN_UNUSED_RESULT;
void sotto_secret_release (SottoSecret *secret);
gboolean sotto_secret_equal (SottoSecret *a, SottoSecret *b);

/* TRUE once a page could not be locked in memory (RLIMIT_MEMLOCK): said in the diagnostics. */
gboolean sotto_secret_memory_is_swappable (void);

void sotto_wipe (gpointer data, gsize length);
void sotto_wipe_string (char *text);
gboolean sotto_constant_time_equal (gconstpointer a, gconstpointer b, gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoSecret, sotto_secret_unref)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gdk/gdk.h>

#include "sotto-clock.h"

G_BEGIN_DECLS

/* How long a secret stays in the clipboard. */
#define SOTTO_SECRET_CLIPBOARD_SECONDS 60

/**
 * sotto_secret_clipboard_copy:
 * @clipboard: where to
 * @clock: by which the time is counted
 * @secret: UTF-8; a copy is taken, and wiped when the clipboard drops it
 *
 * Puts @secret into @clipboard, marked so that histories of clipboards leave it out, and takes it
 * out again after %SOTTO_SECRET_CLIPBOARD_SECONDS, or when the program ends, unless something else
 * was copied in the meantime.
 */
void sotto_secret_clipboard_copy (GdkClipboard *clipboard, SottoClock *clock, const char *secret);

G_END_DECLS

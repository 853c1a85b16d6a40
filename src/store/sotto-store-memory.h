/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Makes SQLite wipe all memory that it gives back: its page cache holds rows in the clear. Done
 * once, before the first database is opened; later calls do nothing. */
void sotto_store_memory_init (void);

G_END_DECLS

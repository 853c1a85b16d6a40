/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <sqlcipher/sqlite3.h>

#include "sotto-store-error.h"

G_BEGIN_DECLS

/* Sets @error from an (extended) SQLite result @code. @handle (nullable) adds SQLite's own words,
 * which name tables and columns and never a value. */
void sotto_store_set_error (GError **error, int code, sqlite3 *handle);

G_END_DECLS

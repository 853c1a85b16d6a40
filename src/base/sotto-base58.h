/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* base58btc (the Bitcoin alphabet), without a checksum. */
char *sotto_base58_encode (gconstpointer data, gsize length) G_GNUC_WARN_UNUSED_RESULT;

/* At most 256 characters of text. */
GBytes *sotto_base58_decode (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Lower-case digits, without a prefix. */
char *sotto_hex_encode (gconstpointer data, gsize length) G_GNUC_WARN_UNUSED_RESULT;

/* An optional "0x", then an even number of digits of either case, at most @max_length bytes. */
GBytes *
sotto_hex_decode (const char *text, gsize max_length, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same for a fixed length. Constant time in the digits, since keys pass here. */
gboolean sotto_hex_decode_fixed (const char *text, guint8 *into, gsize length, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

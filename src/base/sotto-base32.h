/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* RFC 4648 base32 in capitals and base64 with the URL alphabet, both without padding. Decoding
 * takes nothing but what encoding makes: no padding, no blanks, no left-over bits that are set. */
char *sotto_base32_encode (gconstpointer data, gsize length) G_GNUC_WARN_UNUSED_RESULT;
GBytes *
sotto_base32_decode (const char *text, gsize max_length, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *sotto_base64url_encode (gconstpointer data, gsize length) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sotto_base64url_decode (const char *text,
                                gsize max_length,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-hash.h"

G_BEGIN_DECLS

void sotto_sha256 (gconstpointer data, gsize length, SottoHash *digest);
void sotto_sha512 (gconstpointer data, gsize length, guint8 digest[64]);
void sotto_md5 (gconstpointer data, gsize length, guint8 digest[16]);
void sotto_ripemd160 (gconstpointer data, gsize length, guint8 digest[20]);

void sotto_hmac_sha256 (const guint8 *key,
                        gsize key_length,
                        gconstpointer data,
                        gsize length,
                        guint8 mac[32]);
void sotto_hmac_sha512 (const guint8 *key,
                        gsize key_length,
                        gconstpointer data,
                        gsize length,
                        guint8 mac[64]);

/* Two pieces without joining them: HMAC (key, a || b). */
void
sotto_hmac_sha256_pair (const guint8 *key, gsize key_length, GBytes *a, GBytes *b, guint8 mac[32]);

G_END_DECLS

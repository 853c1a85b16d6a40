/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gsize sotto_snappy_get_max_compressed (gsize length);
gsize sotto_snappy_compress (const guint8 *data, gsize length, guint8 *into, gsize capacity);
GBytes *sotto_snappy_decompress (const guint8 *data, gsize length, gsize max_length, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

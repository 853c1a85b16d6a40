/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-u256.h"

G_BEGIN_DECLS

/**
 * sotto_quantity_parse:
 * @text: (nullable): a QUANTITY of JSON-RPC: 0x and 1 to 64 hexadecimal digits of either case;
 * leading zeros are allowed
 * @quantity: (out): the number
 *
 * Returns: whether @text is one
 */
gboolean sotto_quantity_parse (const char *text, SottoU256 *quantity) G_GNUC_WARN_UNUSED_RESULT;

/* The same, for what fits 64 bits. */
gboolean sotto_quantity_parse_u64 (const char *text, guint64 *quantity) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): without leading zeros; 0x0 for zero. */
char *sotto_quantity_format (const SottoU256 *quantity) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (nullable): the bytes of DATA of JSON-RPC, which begins with 0x; %NULL for
 * anything else, and for more than @max_length bytes. */
GBytes *sotto_quantity_parse_data (const char *text, gsize max_length) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): 0x and lower-case digits. */
char *sotto_quantity_format_data (GBytes *data) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SOTTO_ADDRESS_LENGTH 20

/* "0x" and 40 digits whose case is the checksum of EIP-55. */
char *sotto_address_to_string (const guint8 address[20]) G_GNUC_WARN_UNUSED_RESULT;

/* With or without "0x". All lower or all upper case is taken as it is; mixed case must be the right
 * checksum. */
gboolean sotto_address_parse (const char *text,
                              guint8 address[20],
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

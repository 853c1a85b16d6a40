/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full): the IPv4 address by which this computer reaches others, or "127.0.0.1" when it
 * reaches nobody. Nothing is sent. */
char *sotto_own_address_guess (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

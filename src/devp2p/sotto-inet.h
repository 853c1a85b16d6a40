/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Whom limits for one address are counted for: an IPv4 address, or the /64 of an IPv6 one. Equal
 * texts are equal groups. */
char *sotto_inet_to_group (GInetAddress *address) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

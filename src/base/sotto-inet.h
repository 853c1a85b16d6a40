/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* (transfer full): the IPv4 address inside an IPv4-mapped IPv6 one, or @address itself. */
GInetAddress *sotto_inet_unmap (GInetAddress *address) G_GNUC_WARN_UNUSED_RESULT;

/* Whether it is this computer or of a network that is not routed on the Internet. */
gboolean sotto_inet_is_local (GInetAddress *address);

/* FALSE for "any", multicast and the IPv4 broadcast address. */
gboolean sotto_inet_can_be_dialled (GInetAddress *address);

/* Whether it is somewhere on the Internet, and certainly nowhere nearer: FALSE also for what
 * providers share, for what is set aside for tests and the like, and for IPv6 addresses that hide
 * an IPv4 one. */
gboolean sotto_inet_is_public (GInetAddress *address);

/* (transfer full): whom limits for one address are counted for: an IPv4 address, or the /64 of an
 * IPv6 one. Equal texts are equal groups. */
char *sotto_inet_to_group (GInetAddress *address) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): "192.0.2.1:30303" or "[2001:db8::1]:30303", for people. @address is nullable. */
char *sotto_inet_format (GSocketAddress *address) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

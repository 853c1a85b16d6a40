/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* (nullable) (transfer full): everything goes through the SOCKS 5 proxy at @url,
 * "socks5://HOST:PORT", except to this computer itself. Names are looked up by the proxy. */
GProxyResolver *sotto_proxy_new (const char *url, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

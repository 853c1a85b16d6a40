/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FakeSocks:
 * @names: (element-type utf8): host names that it was asked for
 *
 * A SOCKS 5 proxy on loopback (RFC 1928, CONNECT to a name, no authentication) which leads every
 * name to one port of this computer.
 */
typedef struct
{
  GSocketService *service;
  guint16 port;
  guint16 target;
  GPtrArray *names;
  gboolean refuses;
} FakeSocks;

FakeSocks *fake_socks_new (guint16 target) G_GNUC_WARN_UNUSED_RESULT;
void fake_socks_free (FakeSocks *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeSocks, fake_socks_free)

G_END_DECLS

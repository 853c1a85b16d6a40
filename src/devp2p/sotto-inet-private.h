/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-inet.h"

G_BEGIN_DECLS

GInetAddress *sotto_inet_unmap (GInetAddress *address) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_inet_is_local (GInetAddress *address);
gboolean sotto_inet_can_be_dialled (GInetAddress *address);
char *sotto_inet_format (GSocketAddress *address) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

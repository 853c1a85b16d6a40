/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-clock.h"
#include "sotto-enode.h"

G_BEGIN_DECLS

#define SOTTO_DIAL_TIMEOUT_MS (15 * 1000)

/* @proxy is nullable: then the desktop's settings hold. */
void sotto_dial_async (SottoEnode *enode,
                       GProxyResolver *proxy,
                       SottoClock *clock,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
GSocketConnection *sotto_dial_finish (GAsyncResult *result,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

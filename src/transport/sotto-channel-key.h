/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-net-state.h"
#include "sotto-secret.h"
#include "sotto-topic.h"

G_BEGIN_DECLS

/* PBKDF2-HMAC-SHA256 (name, empty salt, 65356 rounds, 32 bytes): 20 to 60 ms. */
void sotto_channel_key_derive (const char *name, SottoKey *key);

/* The same on a worker, remembered in @state under the topic-independent hash of the name
 * (nullable: no memory). */
void sotto_channel_key_derive_async (const char *name,
                                     SottoNetState *state,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);

/* (transfer full) */
SottoSecret *sotto_channel_key_derive_finish (GAsyncResult *result,
                                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-clock.h"
#include "sotto-keys.h"
#include "sottod-config.h"

G_BEGIN_DECLS

/**
 * SottodRelay:
 *
 * A full node of the Waku dialects that logs what happens to it.
 */
#define SOTTOD_TYPE_RELAY (sottod_relay_get_type ())
G_DECLARE_FINAL_TYPE (SottodRelay, sottod_relay, SOTTOD, RELAY, GObject)

SottodRelay *sottod_relay_new (const SottodConfig *config,
                               SottoPrivateKey *node_key,
                               SottoClock *clock,
                               SottoRandom *random) G_GNUC_WARN_UNUSED_RESULT;

/* Listens and begins to look for its nodes. FALSE if the address cannot be listened on. */
gboolean sottod_relay_start (SottodRelay *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Takes over what @config says about the work of envelopes; the rest stays as it was at the start.
 */
void sottod_relay_reload (SottodRelay *self, const SottodConfig *config);

/* (transfer full): what others add to reach it. */
char *sottod_relay_get_enode (SottodRelay *self) G_GNUC_WARN_UNUSED_RESULT;

/* Says good-bye to the peers. What takes longer than a few seconds is cut off. */
void sottod_relay_stop_async (SottodRelay *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean sottod_relay_stop_finish (SottodRelay *self, GAsyncResult *result, GError **error);

/* (transfer full): the enode of @node_key as @config has it, without listening. */
char *sottod_describe_enode (const SottodConfig *config,
                             SottoPrivateKey *node_key) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

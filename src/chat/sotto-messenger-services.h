/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-clock.h"
#include "sotto-history-source.h"
#include "sotto-messenger.h"
#include "sotto-mvds.h"
#include "sotto-net-state.h"
#include "sotto-secure-channel.h"
#include "sotto-store.h"
#include "sotto-transport.h"

G_BEGIN_DECLS

/**
 * SottoMessengerServices:
 *
 * What `session/` gives to a messenger, all borrowed at construction and referenced by it. @history
 * is nullable: nobody keeps messages for those who are away.
 */
typedef struct
{
  SottoPrivateKey *identity;
  SottoStore *store;
  SottoTransport *transport;
  SottoHistorySource *history;
  SottoSecureChannel *secure;
  SottoMvds *mvds;
  SottoNetState *net_state;
  SottoClock *clock;
  SottoRandom *random;
} SottoMessengerServices;

const SottoMigrations *sotto_chat_get_migrations (void);

SottoMessenger *
sotto_messenger_new (const SottoMessengerServices *services) G_GNUC_WARN_UNUSED_RESULT;

/* Loads the lists and follows the topics; afterwards what was under way goes on. */
void sotto_messenger_start_async (SottoMessenger *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean sotto_messenger_start_finish (SottoMessenger *self, GAsyncResult *result, GError **error);

/* Takes nothing in any more, and finishes when all that was begun is committed. */
void sotto_messenger_stop_async (SottoMessenger *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean sotto_messenger_stop_finish (SottoMessenger *self, GAsyncResult *result, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-folder-lock.h"
#include "sotto-messenger-services.h"
#include "sotto-session-data.h"
#include "sotto-session-discovery-private.h"
#include "sotto-session-mailservers-private.h"
#include "sotto-session-traffic-private.h"
#include "sotto-session.h"
#include "sotto-store-net-state.h"

G_BEGIN_DECLS

typedef struct _SottoSessionWalletVault SottoSessionWalletVault;

typedef enum
{
  SOTTO_SESSION_READY,
  SOTTO_SESSION_STARTING,
  SOTTO_SESSION_RUNNING,
  SOTTO_SESSION_STOPPING,
  SOTTO_SESSION_STOPPED,
} SottoSessionState;

struct _SottoSession
{
  GObject parent_instance;

  SottoAccount *account;
  SottoFolderLock *lock;
  SottoStore *store;
  SottoSessionData *data;
  SottoClock *clock;

  SottoStoreNetState *net_state;
  SottoHost *host;
  SottoTransport *transport;
  SottoSecureChannel *secure;
  SottoMvds *mvds;
  SottoMessenger *messenger;
  SottoSessionDiscovery *discovery;
  SottoSessionNetwork *network;
  SottoWakuMailClient *mail_client;
  SottoSessionMailservers *mailservers;
  SottoSessionTraffic *traffic;
  SottoSessionWalletVault *wallet_vault;
  SottoWallet *wallet;
  SottoSessionPayments *payments;

  SottoSessionState state;
  gboolean start_is_pending;
  gboolean messenger_has_begun;

  /* (element-type GTask) */
  GPtrArray *stopping;
  guint stop_step;
  guint stop_timer;

  /* The step that waits until starting has come to an end. */
  gpointer start_waiter;
};

/* @lock, @data: (transfer full); @store: open, referenced. */
SottoSession *sotto_session_new (SottoAccount *account,
                                 SottoStore *store,
                                 SottoFolderLock *lock,
                                 SottoSessionData *data) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

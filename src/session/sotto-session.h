/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-account.h"
#include "sotto-messenger-payments.h"
#include "sotto-mnemonic.h"
#include "sotto-transport-state.h"
#include "sotto-session-discovery.h"
#include "sotto-session-mailservers.h"
#include "sotto-session-traffic.h"

G_BEGIN_DECLS

typedef struct _SottoWallet SottoWallet;
typedef struct _SottoSessionPayments SottoSessionPayments;

/**
 * SottoLanConsent:
 * @SOTTO_LAN_CONSENT_UNASKED: the user has not been asked
 * @SOTTO_LAN_CONSENT_NO: neither listen nor announce
 * @SOTTO_LAN_CONSENT_YES: listen for others and announce this node on the local network
 *
 * Stored: do not change the numbers.
 */
typedef enum
{
  SOTTO_LAN_CONSENT_UNASKED = 0,
  SOTTO_LAN_CONSENT_NO = 1,
  SOTTO_LAN_CONSENT_YES = 2,
} SottoLanConsent;

#define SOTTO_TYPE_LAN_CONSENT (sotto_lan_consent_get_type ())
GType sotto_lan_consent_get_type (void);

/**
 * SottoSession:
 *
 * One unlocked account and everything that it owns. Stopping it (or dropping the last reference
 * after stopping) locks the account: keys are wiped and the folder is free for another process.
 *
 * Properties (notify): `needs-backup` (b), `lan-consent`.
 * Signals: `nodes-changed`.
 */
#define SOTTO_TYPE_SESSION (sotto_session_get_type ())
G_DECLARE_FINAL_TYPE (SottoSession, sotto_session, SOTTO, SESSION, GObject)

/* All (transfer none). */
SottoAccount *sotto_session_get_account (SottoSession *self);
SottoMessenger *sotto_session_get_messenger (SottoSession *self);
SottoTransportState *sotto_session_get_transport_state (SottoSession *self);
SottoWallet *sotto_session_get_wallet (SottoSession *self);
SottoSessionPayments *sotto_session_get_payments (SottoSession *self);

void sotto_session_start_async (SottoSession *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean sotto_session_start_finish (SottoSession *self, GAsyncResult *result, GError **error);

/* Within five seconds, whatever the network does. */
void sotto_session_stop_async (SottoSession *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean sotto_session_stop_finish (SottoSession *self, GAsyncResult *result, GError **error);

/* Backing up: the phrase is read from the vault with the password. */
gboolean sotto_session_get_needs_backup (SottoSession *self);
void sotto_session_reveal_phrase_async (SottoSession *self,
                                        const char *password,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
SottoMnemonic *sotto_session_reveal_phrase_finish (SottoSession *self,
                                                   GAsyncResult *result,
                                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
void sotto_session_confirm_backup (SottoSession *self);

void sotto_session_change_password_async (SottoSession *self,
                                          const char *old_password,
                                          const char *new_password,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
gboolean
sotto_session_change_password_finish (SottoSession *self, GAsyncResult *result, GError **error);

/* Nodes to stay connected to, as enode URLs; stored. */
char **sotto_session_dup_nodes (SottoSession *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_session_add_node (SottoSession *self,
                                 const char *url,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
void sotto_session_remove_node (SottoSession *self, const char *url);

/* For this run only, from the command line. */
gboolean sotto_session_add_transient_node (SottoSession *self,
                                           const char *url,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

SottoLanConsent sotto_session_get_lan_consent (SottoSession *self);
void sotto_session_set_lan_consent (SottoSession *self, SottoLanConsent consent);

/* (transfer none): how relays are found besides these, and through what. */
SottoSessionDiscovery *sotto_session_get_discovery (SottoSession *self);

/* (transfer none): who is asked for what was missed. */
SottoSessionMailservers *sotto_session_get_mailservers (SottoSession *self);

/* (transfer none): how much was used of the network. */
SottoSessionTraffic *sotto_session_get_traffic (SottoSession *self);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-history-source.h"
#include "sotto-enode.h"
#include "sotto-net-state.h"
#include "sotto-waku-node.h"

G_BEGIN_DECLS

/**
 * SottoWakuMailServices:
 * @node: over whose connections mailservers are asked
 * @node_key: key of our node, by which questions are signed
 * @net_state: remembers the key that is derived from the servers' password
 * @clock: time
 * @random: chance
 *
 * What a mail client works with; all are referenced by it.
 */
typedef struct
{
  SottoWakuNode *node;
  SottoPrivateKey *node_key;
  SottoNetState *net_state;
  SottoClock *clock;
  SottoRandom *random;
} SottoWakuMailServices;

/**
 * SottoWakuMailClient:
 *
 * `SottoHistorySource` over mailservers (mailserver.md): those that a person added, and, if that is
 * wanted, those among the connected relays that turn out to be some. Of those that are connected,
 * the one is asked that answered fastest and failed least; the cursor of a page goes back to
 * whoever issued it. Nothing is taken from anybody who was not asked.
 */
#define SOTTO_TYPE_WAKU_MAIL_CLIENT (sotto_waku_mail_client_get_type ())
G_DECLARE_FINAL_TYPE (SottoWakuMailClient, sotto_waku_mail_client, SOTTO, WAKU_MAIL_CLIENT, GObject)

/* Takes the client's role of the node, as long as it lives. */
SottoWakuMailClient *
sotto_waku_mail_client_new (const SottoWakuMailServices *services) G_GNUC_WARN_UNUSED_RESULT;

/* Somebody has to call it. @to_key: questions are sealed to the server's key, not with the password
 * that all know. */
void
sotto_waku_mail_client_add_server (SottoWakuMailClient *self, SottoEnode *enode, gboolean to_key);
void sotto_waku_mail_client_remove_server (SottoWakuMailClient *self, SottoEnode *enode);

/* (nullable): the only one that is asked; %NULL to choose. */
void sotto_waku_mail_client_pin_server (SottoWakuMailClient *self, SottoEnode *enode);

/* Whether connected relays are tried, too. */
void sotto_waku_mail_client_set_try_relays (SottoWakuMailClient *self, gboolean try_relays);

/* (transfer none) (element-type SottoTransportStore): a live model. */
GListModel *sotto_waku_mail_client_get_stores (SottoWakuMailClient *self);

/* Gives up what is under way; the source is not available any more. */
void sotto_waku_mail_client_stop (SottoWakuMailClient *self);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-envelope.h"
#include "sotto-waku-link.h"
#include "sotto-waku-node.h"

G_BEGIN_DECLS

/**
 * SottoWakuDirectRole:
 * @SOTTO_WAKU_DIRECT_SERVER: hears requests (126) and what mailservers say to each other (123, 124)
 * @SOTTO_WAKU_DIRECT_CLIENT: hears answers (127, 125)
 *
 * The two ends of what two neighbours say to each other past the pool (mailserver.md section 1).
 */
typedef enum
{
  SOTTO_WAKU_DIRECT_SERVER,
  SOTTO_WAKU_DIRECT_CLIENT,
} SottoWakuDirectRole;

#define SOTTO_WAKU_N_DIRECT_ROLES 2

/**
 * SottoWakuDirectFuncs:
 * @message: a packet of this role, from a neighbour after its handshake; hostile until checked.
 *   %FALSE with @error set ends the connection
 * @expects: (nullable): whether this role waits for answers of a neighbour: its packets are then
 * not held against the rate limits, and the role bounds them itself
 * @accepted: (nullable): the pool took an envelope, a neighbour's or ours; once for each
 * @link_ready: (nullable): a neighbour has greeted in the dialect by which envelopes travel
 * @link_stopped: (nullable): a neighbour that had greeted is gone; nothing can be sent to it
 *
 * What a role does. All is called on the main context; a link that is kept beyond the call is
 * referenced, and compared with others by its address.
 */
typedef struct
{
  gboolean (*message) (SottoWakuNode *node,
                       SottoWakuLink *link,
                       guint code,
                       GBytes *payload,
                       gpointer user_data,
                       GError **error);
  gboolean (*expects) (SottoWakuNode *node, SottoWakuLink *link, gpointer user_data);
  void (*accepted) (SottoWakuNode *node, SottoEnvelope *envelope, gpointer user_data);
  void (*link_ready) (SottoWakuNode *node, SottoWakuLink *link, gpointer user_data);
  void (*link_stopped) (SottoWakuNode *node, SottoWakuLink *link, gpointer user_data);
} SottoWakuDirectFuncs;

/* @funcs is not copied; %NULL, as at the beginning: packets of this role are ignored. @user_data
 * must live until then, or for as long as the node. */
void sotto_waku_node_set_direct (SottoWakuNode *self,
                                 SottoWakuDirectRole role,
                                 const SottoWakuDirectFuncs *funcs,
                                 gpointer user_data);

/* (transfer none) (nullable): the neighbour of this node id, if it has greeted. */
SottoWakuLink *sotto_waku_node_find_link (SottoWakuNode *self, const SottoHash *node_id);

/* Sends one packet past the pool; @written (nullable) is called as sotto_peer_send () has it. FALSE
 * when the neighbour is gone or does not read. sotto_peer_get_queued_bytes () of the link's peer
 * tells how much waits. */
gboolean sotto_waku_node_send_direct (SottoWakuNode *self,
                                      SottoWakuLink *link,
                                      guint code,
                                      GBytes *payload,
                                      SottoPeerWrittenFunc written,
                                      gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

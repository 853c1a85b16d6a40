/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What neighbours say to each other past the pool, by role: codes 123, 124 and 126 belong to the
 * server, 125 and 127 to the client. Without somebody in the role they are ignored.
 */

#include "sotto-waku-node-private.h"

#include "sotto-waku-packets.h"

static SottoWakuDirectRole
role_of_code (guint code)
{
  return code == SOTTO_WAKU_CODE_P2P_COMPLETE || code == SOTTO_WAKU_CODE_P2P_MESSAGE
           ? SOTTO_WAKU_DIRECT_CLIENT
           : SOTTO_WAKU_DIRECT_SERVER;
}

/* Whether packets of @code go past the pool. */
gboolean
sotto_waku_node_is_direct (guint code)
{
  return code >= SOTTO_WAKU_CODE_P2P_SYNC_REQUEST && code <= SOTTO_WAKU_CODE_P2P_MESSAGE;
}

/* A packet past the pool; FALSE with @error set ends the connection. */
gboolean
sotto_waku_node_direct_message (SottoWakuNode *self,
                                SottoWakuLink *link,
                                guint code,
                                GBytes *payload,
                                GError **error)
{
  const SottoWakuDirect *direct = &self->direct[role_of_code (code)];

  if (direct->funcs == NULL)
    return TRUE;

  return direct->funcs->message (self, link, code, payload, direct->user_data, error);
}

/* Whether packets of @code are answers that the neighbour was asked for. */
gboolean
sotto_waku_node_direct_expects (SottoWakuNode *self, SottoWakuLink *link, guint code)
{
  const SottoWakuDirect *direct = &self->direct[role_of_code (code)];

  return direct->funcs != NULL && direct->funcs->expects != NULL &&
         direct->funcs->expects (self, link, direct->user_data);
}

/* Tells the roles that the pool took @envelope. */
void
sotto_waku_node_direct_accepted (SottoWakuNode *self, SottoEnvelope *envelope)
{
  for (guint i = 0; i < SOTTO_WAKU_N_DIRECT_ROLES; i++)
    {
      const SottoWakuDirect *direct = &self->direct[i];

      if (direct->funcs != NULL && direct->funcs->accepted != NULL)
        direct->funcs->accepted (self, envelope, direct->user_data);
    }
}

/* Tells the roles that @link has greeted, or that it is gone. */
void
sotto_waku_node_direct_link (SottoWakuNode *self, SottoWakuLink *link, gboolean ready)
{
  for (guint i = 0; i < SOTTO_WAKU_N_DIRECT_ROLES; i++)
    {
      const SottoWakuDirect *direct = &self->direct[i];

      if (direct->funcs == NULL)
        continue;
      if (ready && direct->funcs->link_ready != NULL)
        direct->funcs->link_ready (self, link, direct->user_data);
      else if (!ready && direct->funcs->link_stopped != NULL)
        direct->funcs->link_stopped (self, link, direct->user_data);
    }
}

/**
 * sotto_waku_node_set_direct:
 * @self: a node
 * @role: whose packets are meant
 * @funcs: (nullable): what is done with them; %NULL to ignore them
 * @user_data: for @funcs
 *
 * Takes over a role.
 */
void
sotto_waku_node_set_direct (SottoWakuNode *self,
                            SottoWakuDirectRole role,
                            const SottoWakuDirectFuncs *funcs,
                            gpointer user_data)
{
  g_return_if_fail (SOTTO_IS_WAKU_NODE (self));
  g_return_if_fail (role < SOTTO_WAKU_N_DIRECT_ROLES);
  g_return_if_fail (funcs == NULL || funcs->message != NULL);

  self->direct[role].funcs = funcs;
  self->direct[role].user_data = user_data;
}

/**
 * sotto_waku_node_find_link:
 * @self: a node
 * @node_id: Keccak-256 of a node's key
 *
 * Returns: (transfer none) (nullable): the neighbour, if it has greeted
 */
SottoWakuLink *
sotto_waku_node_find_link (SottoWakuNode *self, const SottoHash *node_id)
{
  g_return_val_if_fail (SOTTO_IS_WAKU_NODE (self), NULL);
  g_return_val_if_fail (node_id != NULL, NULL);

  for (guint i = 0; i < self->links->len; i++)
    {
      SottoWakuLink *link = g_ptr_array_index (self->links, i);

      if (link->ready && !link->silent &&
          sotto_hash_equal (sotto_peer_get_node_id (link->peer), node_id))
        return link;
    }

  return NULL;
}

/**
 * sotto_waku_node_send_direct:
 * @self: a node
 * @link: a neighbour
 * @code: of the packet, 123 to 127
 * @payload: what it says
 * @written: (nullable): called when it has left, or the connection ended
 * @user_data: for @written
 *
 * Sends a packet past the pool.
 *
 * Returns: %FALSE if the neighbour is gone or does not read; @written is then not called
 */
gboolean
sotto_waku_node_send_direct (SottoWakuNode *self,
                             SottoWakuLink *link,
                             guint code,
                             GBytes *payload,
                             SottoPeerWrittenFunc written,
                             gpointer user_data)
{
  g_return_val_if_fail (SOTTO_IS_WAKU_NODE (self), FALSE);
  g_return_val_if_fail (link != NULL, FALSE);
  g_return_val_if_fail (sotto_waku_node_is_direct (code), FALSE);
  g_return_val_if_fail (payload != NULL, FALSE);

  if (!link->ready || link->stopped)
    return FALSE;

  /* It was asked for, and does not wait for the neighbour's limits; what else is sent waits for
   * them the longer. */
  sotto_waku_meter_spend (link->sending, g_bytes_get_size (payload),
                          sotto_clock_get_monotonic_time (self->clock));

  return sotto_peer_send (link->peer, link->capability, code, payload, written, user_data);
}

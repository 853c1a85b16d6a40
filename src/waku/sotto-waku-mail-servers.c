/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whom a mail client knows, and who is asked: of those that are connected and do not rest, the one
 * that answers fastest, where each failure counts as a second.
 */

#include "sotto-waku-mail-client-private.h"

#include "sotto-keccak.h"
#include "sotto-waku-node-private.h"

#define FAILURE_MS 1000

/* Of a server that has not answered yet: it is tried before those that fail. */
#define UNKNOWN_LATENCY_MS 200

static gboolean
may_be_asked (SottoWakuMailClient *self, const SottoMailServer *server)
{
  if (server->link == NULL || !server->is_proven)
    return FALSE;

  return self->pinned == NULL || self->pinned == server;
}

static guint64
get_cost (const SottoMailServer *server)
{
  guint latency = sotto_transport_store_get_latency (server->model);

  return (latency > 0 ? latency : UNKNOWN_LATENCY_MS) + (guint64) server->n_failures * FAILURE_MS;
}

static SottoTransportStoreStatus
find_status (SottoWakuMailClient *self, const SottoMailServer *server)
{
  if (server->link == NULL)
    return SOTTO_TRANSPORT_STORE_STATUS_OFFLINE;
  if (server->exchange != NULL)
    return SOTTO_TRANSPORT_STORE_STATUS_ASKED;
  if (server->rests_until > sotto_clock_get_monotonic_time (self->clock))
    return SOTTO_TRANSPORT_STORE_STATUS_RESTING;

  return SOTTO_TRANSPORT_STORE_STATUS_READY;
}

/* A relay is shown once it has proved to be a mailserver. */
static void
update_shown (SottoWakuMailClient *self, SottoMailServer *server)
{
  gboolean shown = server->enode != NULL || (server->link != NULL && server->is_proven);
  guint position;

  if (g_list_store_find (self->stores, server->model, &position))
    {
      if (!shown)
        g_list_store_remove (self->stores, position);
    }
  else if (shown)
    g_list_store_append (self->stores, server->model);
}

/* For the rest of the mail client. */

void
sotto_mail_server_free (SottoMailServer *server)
{
  if (server->link != NULL)
    server->link->keeps_history = FALSE;
  g_clear_pointer (&server->link, sotto_waku_link_unref);
  g_clear_pointer (&server->enode, sotto_enode_unref);
  g_object_unref (server->model);
  g_free (server->name);
  g_free (server);
}

SottoMailServer *
sotto_mail_servers_find_enode (SottoWakuMailClient *self, SottoEnode *enode)
{
  guint8 raw[64];
  SottoHash node_id;

  sotto_public_key_serialize_raw (sotto_enode_get_key (enode), raw);
  sotto_keccak256 (raw, sizeof raw, &node_id);
  for (guint i = 0; i < self->servers->len; i++)
    {
      SottoMailServer *server = g_ptr_array_index (self->servers, i);

      if (sotto_hash_equal (&server->node_id, &node_id))
        return server;
    }

  return NULL;
}

SottoMailServer *
sotto_mail_servers_find_name (SottoWakuMailClient *self, const char *name)
{
  for (guint i = 0; i < self->servers->len; i++)
    {
      SottoMailServer *server = g_ptr_array_index (self->servers, i);

      if (g_str_equal (server->name, name))
        return server;
    }

  return NULL;
}

SottoMailServer *
sotto_mail_servers_find_link (SottoWakuMailClient *self, SottoWakuLink *link)
{
  for (guint i = 0; i < self->servers->len; i++)
    {
      SottoMailServer *server = g_ptr_array_index (self->servers, i);

      if (server->link == link)
        return server;
    }

  return NULL;
}

SottoMailServer *
sotto_mail_servers_add (SottoWakuMailClient *self,
                        const SottoPublicKey *key,
                        SottoEnode *enode,
                        const char *address)
{
  SottoMailServer *server = g_new0 (SottoMailServer, 1);
  guint8 raw[64];

  sotto_public_key_serialize_raw (key, raw);
  sotto_keccak256 (raw, sizeof raw, &server->node_id);
  server->name = sotto_hash_to_hex (&server->node_id);
  server->enode = enode != NULL ? sotto_enode_ref (enode) : NULL;
  server->is_proven = enode != NULL;
  server->model = sotto_transport_store_new (address, enode != NULL);
  g_ptr_array_add (self->servers, server);

  return server;
}

void
sotto_mail_servers_remove (SottoWakuMailClient *self, SottoMailServer *server)
{
  guint position;

  if (server->exchange != NULL)
    sotto_mail_exchange_end (server->exchange, SOTTO_MAIL_OUTCOME_SILENT);
  if (self->pinned == server)
    self->pinned = NULL;
  if (g_list_store_find (self->stores, server->model, &position))
    g_list_store_remove (self->stores, position);
  g_ptr_array_remove (self->servers, server);
}

void
sotto_mail_servers_connected (SottoWakuMailClient *self, SottoWakuLink *link)
{
  const SottoHash *node_id = sotto_peer_get_node_id (link->peer);
  SottoMailServer *server = NULL;

  if (link->silent)
    return;
  for (guint i = 0; i < self->servers->len && server == NULL; i++)
    {
      SottoMailServer *known = g_ptr_array_index (self->servers, i);

      if (sotto_hash_equal (&known->node_id, node_id))
        server = known;
    }
  if (server == NULL && (!self->try_relays || !sotto_waku_link_is_relay (link)))
    return;
  if (server == NULL)
    server = sotto_mail_servers_add (self, sotto_peer_get_key (link->peer), NULL,
                                     sotto_peer_get_address (link->peer));
  if (server->link != NULL)
    return;

  server->link = sotto_waku_link_ref (link);
  link->keeps_history = server->is_proven;
  server->rests_until = 0;
  server->chain_length = 0;
}

void
sotto_mail_servers_disconnected (SottoWakuMailClient *self, SottoWakuLink *link)
{
  SottoMailServer *server = sotto_mail_servers_find_link (self, link);

  if (server == NULL)
    return;

  link->keeps_history = FALSE;
  g_clear_pointer (&server->link, sotto_waku_link_unref);
  if (server->exchange != NULL)
    sotto_mail_exchange_end (server->exchange, SOTTO_MAIL_OUTCOME_SILENT);
  if (server->enode == NULL)
    sotto_mail_servers_remove (self, server);
}

void
sotto_mail_servers_look_around (SottoWakuMailClient *self)
{
  for (guint i = 0; i < self->node->links->len; i++)
    {
      SottoWakuLink *link = g_ptr_array_index (self->node->links, i);

      if (link->ready && !link->stopped)
        sotto_mail_servers_connected (self, link);
    }
}

static SottoMailServer *
find_best (SottoWakuMailClient *self, gboolean with_busy, gboolean *busy)
{
  gint64 now = sotto_clock_get_monotonic_time (self->clock);
  SottoMailServer *best = NULL;

  *busy = FALSE;
  for (guint i = 0; i < self->servers->len; i++)
    {
      SottoMailServer *server = g_ptr_array_index (self->servers, i);

      if (!may_be_asked (self, server) || server->rests_until > now)
        continue;
      *busy = *busy || server->exchange != NULL;
      if (server->exchange != NULL && !with_busy)
        continue;
      if (best == NULL || get_cost (server) < get_cost (best))
        best = server;
    }

  return best;
}

SottoMailServer *
sotto_mail_servers_choose (SottoWakuMailClient *self, gboolean *busy)
{
  return find_best (self, FALSE, busy);
}

gboolean
sotto_mail_servers_has_any (SottoWakuMailClient *self)
{
  for (guint i = 0; i < self->servers->len; i++)
    if (may_be_asked (self, g_ptr_array_index (self->servers, i)))
      return TRUE;

  return FALSE;
}

void
sotto_mail_servers_update (SottoWakuMailClient *self)
{
  gboolean available;
  gboolean busy;
  SottoMailServer *best = self->running ? find_best (self, TRUE, &busy) : NULL;

  for (guint i = 0; i < self->servers->len; i++)
    {
      SottoMailServer *server = g_ptr_array_index (self->servers, i);

      sotto_transport_store_set_status (server->model, find_status (self, server));
      sotto_transport_store_set_pinned (server->model, self->pinned == server);
      sotto_transport_store_set_chosen (server->model, server == best);
      update_shown (self, server);
    }
  available = self->running && sotto_mail_servers_has_any (self);
  if (available == self->available)
    return;

  self->available = available;
  g_signal_emit_by_name (self, "available-changed");
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Decides which source of nodes is asked when. */

#include "sotto-peer-source.h"

#include "sotto-inet.h"
#include "sotto-peer-cache-private.h"
#include "sotto-peer-private.h"

/* Of the nodes that were found, this many are known by what their records say. */
#define MAX_ROLES 512

/* Nodes that wait to be offered to the host. */
#define MAX_QUEUED 64

/* Candidates of the local network that the host may call on top: they are no relays, and are met
 * because they are there. */
#define LAN_PLACES 8

typedef enum
{
  STEP_IDLE,
  STEP_CACHE,
  STEP_DNS,
  STEP_DISCV5,
} Step;

struct _SottoPeerSource
{
  GObject parent_instance;

  SottoHost *host;
  SottoClock *clock;
  SottoPeerCache *cache;
  SottoDnsList *dns;
  SottoDiscv5 *discv5;
  guint n_relays;
  gboolean wants_mailserver;

  gboolean is_running;
  gboolean is_satisfied;
  Step step;
  guint timer;

  /* SottoPublicKey of nodes to their roles; of the relays that are connected; of those that were
   * offered and of which nothing is heard yet. */
  GHashTable *roles;
  GHashTable *connected;
  GHashTable *offered;

  /* SottoEnode that wait. */
  GQueue queue;
};

enum
{
  SIGNAL_SATISFIED_CHANGED,
  SIGNAL_PROBLEM,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SottoPeerSource, sotto_peer_source, G_TYPE_OBJECT)

static guint64
get_roles (SottoPeerSource *self, const SottoPublicKey *key)
{
  guint64 *roles = g_hash_table_lookup (self->roles, key);

  return roles != NULL ? *roles : sotto_peer_cache_get_roles (self->cache, key);
}

static gboolean
has_mailserver (SottoPeerSource *self)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->connected);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (get_roles (self, key) & SOTTO_NODE_ROLE_MAILSERVER)
      return TRUE;
  return FALSE;
}

static gboolean
has_relays (SottoPeerSource *self)
{
  return g_hash_table_size (self->connected) >= self->n_relays;
}

static gboolean
has_company (SottoPeerSource *self)
{
  return has_relays (self) && (!self->wants_mailserver || has_mailserver (self));
}

/* Only mailservers are of use once there are enough relays. */
static gboolean
is_of_use (SottoPeerSource *self, guint64 roles)
{
  return self->is_running && !self->is_satisfied &&
         (!has_relays (self) || (roles & SOTTO_NODE_ROLE_MAILSERVER) != 0);
}

/* A record that says what its node does is believed; one that names another network's protocol and
 * not ours is left alone. */
static gboolean
speaks_our_protocol (SottoNodeRecord *record)
{
  const SottoNodeContent *content = sotto_node_record_get_content (record);

  if (content->has_roles)
    return (content->roles & (SOTTO_NODE_ROLE_RELAY | SOTTO_NODE_ROLE_MAILSERVER)) != 0;
  return !sotto_node_record_lookup (record, "waku2", NULL, NULL) &&
         !sotto_node_record_lookup (record, "eth2", NULL, NULL) &&
         !sotto_node_record_lookup (record, "eth", NULL, NULL);
}

static guint
count_missing (SottoPeerSource *self)
{
  guint n_relays = g_hash_table_size (self->connected);

  if (self->is_satisfied)
    return 0;
  return n_relays < self->n_relays ? self->n_relays - n_relays : 1;
}

/* No more at a time than are missing, or the host would have more company than is wanted. */
static void
offer_more (SottoPeerSource *self)
{
  while (g_hash_table_size (self->offered) < count_missing (self) &&
         !g_queue_is_empty (&self->queue))
    {
      g_autoptr (SottoEnode) enode = g_queue_pop_head (&self->queue);
      const SottoPublicKey *key = sotto_enode_get_key (enode);

      if (g_hash_table_contains (self->connected, key) || !is_of_use (self, get_roles (self, key)))
        continue;
      g_hash_table_add (self->offered, sotto_public_key_copy (key));
      sotto_host_add_candidate (self->host, enode);
    }
}

static void
enqueue (SottoPeerSource *self, SottoEnode *enode)
{
  const SottoPublicKey *key = sotto_enode_get_key (enode);

  if (g_hash_table_contains (self->connected, key) || g_hash_table_contains (self->offered, key))
    return;
  for (GList *link = self->queue.head; link != NULL; link = link->next)
    if (sotto_public_key_equal (sotto_enode_get_key (link->data), key))
      return;
  if (g_queue_get_length (&self->queue) < MAX_QUEUED)
    g_queue_push_tail (&self->queue, sotto_enode_ref (enode));
}

static void
found_cb (SottoPeerSource *self, SottoNodeRecord *record)
{
  const SottoNodeContent *content = sotto_node_record_get_content (record);
  g_autoptr (SottoEnode) enode = NULL;

  if (!speaks_our_protocol (record) || !is_of_use (self, content->roles))
    return;
  enode = sotto_node_record_to_enode (record);
  if (enode == NULL)
    return;
  if (g_hash_table_size (self->roles) >= MAX_ROLES)
    g_hash_table_remove_all (self->roles);
  g_hash_table_insert (self->roles, sotto_public_key_copy (sotto_node_record_get_key (record)),
                       g_memdup2 (&content->roles, sizeof content->roles));
  enqueue (self, enode);
  offer_more (self);
}

static void
dns_problem_cb (SottoPeerSource *self, const char *url, const GError *error)
{
  g_signal_emit (self, signals[SIGNAL_PROBLEM], 0, url, error);
}

static void
offer_remembered (SottoPeerSource *self)
{
  g_autoptr (GPtrArray) enodes =
    sotto_peer_cache_list (self->cache, has_relays (self) ? SOTTO_NODE_ROLE_MAILSERVER : 0);

  for (guint i = 0; i < enodes->len; i++)
    enqueue (self, enodes->pdata[i]);
  offer_more (self);
}

static void
ask_sources (SottoPeerSource *self)
{
  if (self->dns != NULL)
    sotto_dns_list_set_wanted (self->dns, self->step >= STEP_DNS);
  if (self->discv5 != NULL)
    sotto_discv5_set_wanted (self->discv5, self->step >= STEP_DISCV5);
}

static void set_step (SottoPeerSource *self, Step step);

/* All sources were asked in vain: from the beginning. */
static gboolean
again_cb (gpointer user_data)
{
  SottoPeerSource *self = user_data;

  self->timer = 0;
  set_step (self, STEP_IDLE);
  set_step (self, STEP_CACHE);
  return G_SOURCE_REMOVE;
}

static gboolean
step_cb (gpointer user_data)
{
  SottoPeerSource *self = user_data;

  self->step++;
  ask_sources (self);
  if (self->step < STEP_DISCV5)
    return G_SOURCE_CONTINUE;
  self->timer = sotto_clock_add_timer (self->clock, SOTTO_PEER_SOURCE_AGAIN_MS, again_cb, self);
  return G_SOURCE_REMOVE;
}

static void
set_step (SottoPeerSource *self, Step step)
{
  sotto_clock_clear_timer (self->clock, &self->timer);
  self->step = step;
  if (step == STEP_CACHE)
    {
      g_hash_table_remove_all (self->offered);
      offer_remembered (self);
      self->timer = sotto_clock_add_timer (self->clock, SOTTO_PEER_SOURCE_STEP_MS, step_cb, self);
    }
  ask_sources (self);
}

static void
update (SottoPeerSource *self)
{
  gboolean satisfied = !self->is_running || has_company (self);
  gboolean changed = self->is_satisfied != satisfied;
  guint n_relays = g_hash_table_size (self->connected);
  guint n_others;

  self->is_satisfied = satisfied;
  n_others =
    sotto_host_get_n_peers (self->host) - MIN (n_relays, sotto_host_get_n_peers (self->host));
  sotto_host_set_wanted (self->host, n_relays + count_missing (self) + MAX (n_others, LAN_PLACES));
  if (changed && satisfied)
    {
      g_queue_clear_full (&self->queue, (GDestroyNotify) sotto_enode_unref);
      g_hash_table_remove_all (self->offered);
    }
  if (changed)
    set_step (self, satisfied ? STEP_IDLE : STEP_CACHE);
  if (changed)
    g_signal_emit (self, signals[SIGNAL_SATISFIED_CHANGED], 0);
  offer_more (self);
}

/* Who was named by a source is a relay; so is who was called outside of the local network. */
static gboolean
is_relay (SottoPeerSource *self, SottoPeer *peer)
{
  GInetAddress *address = sotto_peer_get_inet_address (peer);

  if (g_hash_table_contains (self->roles, sotto_peer_get_key (peer)))
    return TRUE;
  return sotto_peer_get_target (peer) != NULL && address != NULL &&
         (!sotto_inet_is_local (address) || g_inet_address_get_is_loopback (address));
}

static void
peer_connected_cb (SottoPeerSource *self, SottoPeer *peer)
{
  const SottoPublicKey *key = sotto_peer_get_key (peer);
  SottoEnode *target = sotto_peer_get_target (peer);

  g_hash_table_remove (self->offered, key);
  if (is_relay (self, peer))
    {
      g_hash_table_add (self->connected, sotto_public_key_copy (key));
      if (target != NULL)
        sotto_peer_cache_connected (self->cache, target, get_roles (self, key));
    }
  update (self);
}

static void
peer_disconnected_cb (SottoPeerSource *self,
                      SottoPeer *peer,
                      SottoDisconnectReason reason,
                      gboolean remote)
{
  g_hash_table_remove (self->connected, sotto_peer_get_key (peer));
  if (reason == SOTTO_DISCONNECT_USELESS_PEER || reason == SOTTO_DISCONNECT_PROTOCOL_BREACH)
    sotto_peer_cache_failed (self->cache, sotto_peer_get_key (peer));
  update (self);
}

/* The host goes on trying for a while; the next one has its chance meanwhile. */
static void
dial_failed_cb (SottoPeerSource *self, SottoEnode *enode)
{
  sotto_peer_cache_failed (self->cache, sotto_enode_get_key (enode));
  g_hash_table_remove (self->offered, sotto_enode_get_key (enode));
  offer_more (self);
}

static void
sotto_peer_source_dispose (GObject *object)
{
  SottoPeerSource *self = SOTTO_PEER_SOURCE (object);

  if (self->host != NULL)
    sotto_peer_source_stop (self);
  sotto_peer_source_set_dns_list (self, NULL);
  sotto_peer_source_set_discv5 (self, NULL);
  g_clear_object (&self->host);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (sotto_peer_source_parent_class)->dispose (object);
}

static void
sotto_peer_source_finalize (GObject *object)
{
  SottoPeerSource *self = SOTTO_PEER_SOURCE (object);

  g_clear_pointer (&self->cache, sotto_peer_cache_free);
  g_hash_table_unref (self->roles);
  g_hash_table_unref (self->connected);
  g_hash_table_unref (self->offered);
  g_queue_clear_full (&self->queue, (GDestroyNotify) sotto_enode_unref);
  G_OBJECT_CLASS (sotto_peer_source_parent_class)->finalize (object);
}

static void
sotto_peer_source_class_init (SottoPeerSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sotto_peer_source_dispose;
  G_OBJECT_CLASS (klass)->finalize = sotto_peer_source_finalize;

  /**
   * SottoPeerSource::satisfied-changed:
   *
   * There is enough company now, or not any more.
   */
  signals[SIGNAL_SATISFIED_CHANGED] =
    g_signal_new ("satisfied-changed", SOTTO_TYPE_PEER_SOURCE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                  NULL, G_TYPE_NONE, 0);

  /**
   * SottoPeerSource::problem:
   * @source: URL of a list
   * @error: a #GError with words for a person
   */
  signals[SIGNAL_PROBLEM] =
    g_signal_new ("problem", SOTTO_TYPE_PEER_SOURCE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_ERROR);
}

static void
sotto_peer_source_init (SottoPeerSource *self)
{
  self->is_satisfied = TRUE;
  self->roles = g_hash_table_new_full (sotto_public_key_hash, sotto_public_key_equal,
                                       (GDestroyNotify) sotto_public_key_free, g_free);
  self->connected = g_hash_table_new_full (sotto_public_key_hash, sotto_public_key_equal,
                                           (GDestroyNotify) sotto_public_key_free, NULL);
  self->offered = g_hash_table_new_full (sotto_public_key_hash, sotto_public_key_equal,
                                         (GDestroyNotify) sotto_public_key_free, NULL);
  g_queue_init (&self->queue);
}

/**
 * sotto_peer_source_new:
 * @host: to be kept in company; not started yet
 * @state: (nullable): what is remembered
 * @clock: time and timers
 * @random: for the order
 *
 * Returns: (transfer full): without a source but memory
 */
SottoPeerSource *
sotto_peer_source_new (SottoHost *host,
                       SottoNetState *state,
                       SottoClock *clock,
                       SottoRandom *random)
{
  SottoPeerSource *self;

  g_return_val_if_fail (SOTTO_IS_HOST (host), NULL);
  g_return_val_if_fail (SOTTO_IS_CLOCK (clock) && SOTTO_IS_RANDOM (random), NULL);

  self = g_object_new (SOTTO_TYPE_PEER_SOURCE, NULL);
  self->host = g_object_ref (host);
  self->clock = g_object_ref (clock);
  self->cache = sotto_peer_cache_new (state, clock);
  g_signal_connect_object (host, "peer-connected", G_CALLBACK (peer_connected_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (host, "peer-disconnected", G_CALLBACK (peer_disconnected_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (host, "dial-failed", G_CALLBACK (dial_failed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/**
 * sotto_peer_source_set_wanted:
 * @self: a source of peers
 * @n_relays: connections that are enough
 * @wants_mailserver: whether one of them has to be with a mailserver
 */
void
sotto_peer_source_set_wanted (SottoPeerSource *self, guint n_relays, gboolean wants_mailserver)
{
  g_return_if_fail (SOTTO_IS_PEER_SOURCE (self));

  self->n_relays = n_relays;
  self->wants_mailserver = wants_mailserver;
  update (self);
}

/**
 * sotto_peer_source_set_dns_list:
 * @self: a source of peers
 * @list: (nullable) (transfer none): lists in the DNS
 */
void
sotto_peer_source_set_dns_list (SottoPeerSource *self, SottoDnsList *list)
{
  g_return_if_fail (SOTTO_IS_PEER_SOURCE (self));

  if (self->dns != NULL)
    g_signal_handlers_disconnect_by_data (self->dns, self);
  g_set_object (&self->dns, list);
  if (list == NULL)
    return;
  g_signal_connect_object (list, "found", G_CALLBACK (found_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "problem", G_CALLBACK (dns_problem_cb), self, G_CONNECT_SWAPPED);
  sotto_dns_list_set_wanted (list, self->step >= STEP_DNS);
}

/**
 * sotto_peer_source_set_discv5:
 * @self: a source of peers
 * @discv5: (nullable) (transfer none): node discovery
 */
void
sotto_peer_source_set_discv5 (SottoPeerSource *self, SottoDiscv5 *discv5)
{
  g_return_if_fail (SOTTO_IS_PEER_SOURCE (self));

  if (self->discv5 != NULL)
    g_signal_handlers_disconnect_by_data (self->discv5, self);
  g_set_object (&self->discv5, discv5);
  if (discv5 == NULL)
    return;
  g_signal_connect_object (discv5, "found", G_CALLBACK (found_cb), self, G_CONNECT_SWAPPED);
  sotto_discv5_set_wanted (discv5, self->step >= STEP_DISCV5);
}

/**
 * sotto_peer_source_start:
 * @self: a source of peers
 *
 * Looks for company from now on.
 */
void
sotto_peer_source_start (SottoPeerSource *self)
{
  g_return_if_fail (SOTTO_IS_PEER_SOURCE (self));

  self->is_running = TRUE;
  update (self);
}

/**
 * sotto_peer_source_stop:
 * @self: a source of peers
 */
void
sotto_peer_source_stop (SottoPeerSource *self)
{
  g_return_if_fail (SOTTO_IS_PEER_SOURCE (self));

  self->is_running = FALSE;
  update (self);
}

/**
 * sotto_peer_source_is_satisfied:
 * @self: a source of peers
 *
 * Returns: whether nobody is looked for
 */
gboolean
sotto_peer_source_is_satisfied (SottoPeerSource *self)
{
  g_return_val_if_fail (SOTTO_IS_PEER_SOURCE (self), FALSE);

  return self->is_satisfied;
}

/**
 * sotto_peer_source_get_n_remembered:
 * @self: a source of peers
 *
 * Returns: how many nodes were met before
 */
guint
sotto_peer_source_get_n_remembered (SottoPeerSource *self)
{
  g_return_val_if_fail (SOTTO_IS_PEER_SOURCE (self), 0);

  return sotto_peer_cache_get_size (self->cache);
}

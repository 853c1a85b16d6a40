/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When which node is dialled.
 *
 * Static nodes are dialled for ever, with pauses that double from 1 s to 60 s, or from 30 s to
 * 10 min when the node told us to stay away. Candidates are dialled while peers are wanted and
 * forgotten after three failures in a row. Every pause varies by a fifth, so that nodes which lost
 * each other at the same moment do not meet in the same moment again. One node, that is one key,
 * may have several addresses; the next one is tried after a failure. */

#include "sotto-dial-plan-private.h"

#define MAX_ADDRESSES 4
#define JITTER_PERMILLE 200
#define CANDIDATE_SPREAD_MS 300
#define US_PER_MS 1000
#define MAX_DOUBLINGS 16

typedef struct
{
  SottoPublicKey key;
  GPtrArray *addresses;
  guint next_address;
  gboolean is_static;
  gboolean is_dialled;
  gboolean is_connected;
  guint n_failures;
  gint64 due;
} Node;

struct _SottoDialPlan
{
  SottoClock *clock;
  SottoRandom *random;
  SottoDialPlanFunc dial;
  gpointer user_data;

  GHashTable *nodes;
  guint n_wanted;
  guint n_dials;
  gboolean is_running;
  gboolean is_available;
  guint timer;
};

static void pump (SottoDialPlan *self);

static gint64
now_ms (SottoDialPlan *self)
{
  return sotto_clock_get_monotonic_time (self->clock) / US_PER_MS;
}

static void
node_free (gpointer data)
{
  Node *node = data;

  g_ptr_array_unref (node->addresses);
  g_free (node);
}

static gboolean
has_address (Node *node, SottoEnode *enode)
{
  for (guint i = 0; i < node->addresses->len; i++)
    if (g_str_equal (sotto_enode_get_host (node->addresses->pdata[i]),
                     sotto_enode_get_host (enode)) &&
        sotto_enode_get_port (node->addresses->pdata[i]) == sotto_enode_get_port (enode))
      return TRUE;
  return FALSE;
}

/* The newest address is tried next; the oldest one goes when there are too many. */
static void
add_address (Node *node, SottoEnode *enode)
{
  if (has_address (node, enode))
    return;
  if (node->addresses->len == MAX_ADDRESSES)
    g_ptr_array_remove_index (node->addresses, 0);
  g_ptr_array_add (node->addresses, sotto_enode_ref (enode));
  node->next_address = node->addresses->len - 1;
}

static Node *
add_node (SottoDialPlan *self, SottoEnode *enode)
{
  Node *node = g_new0 (Node, 1);

  node->key = *sotto_enode_get_key (enode);
  node->addresses = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_enode_unref);
  add_address (node, enode);
  g_hash_table_insert (self->nodes, &node->key, node);
  return node;
}

static gint64
get_delay (SottoDialPlan *self, guint n_failures, gboolean refused)
{
  gint64 first = refused ? SOTTO_DIAL_PLAN_FIRST_REFUSED_MS : SOTTO_DIAL_PLAN_FIRST_DELAY_MS;
  gint64 last = refused ? SOTTO_DIAL_PLAN_LAST_REFUSED_MS : SOTTO_DIAL_PLAN_LAST_DELAY_MS;
  gint64 delay = MIN (first << MIN (n_failures - 1, MAX_DOUBLINGS), last);
  gint64 permille =
    1000 - JITTER_PERMILLE + sotto_random_uniform (self->random, 2 * JITTER_PERMILLE + 1);

  return delay * permille / 1000;
}

/* Lets a node rest, or forgets it. What fails without a network says nothing about the node. */
static void
penalise (SottoDialPlan *self, Node *node, gboolean refused)
{
  if (!self->is_available || !self->is_running)
    return;
  node->n_failures++;
  node->next_address = (node->next_address + 1) % node->addresses->len;
  if (!node->is_static && node->n_failures >= SOTTO_DIAL_PLAN_MAX_FAILURES)
    {
      g_hash_table_remove (self->nodes, &node->key);
      return;
    }
  node->due = now_ms (self) + get_delay (self, node->n_failures, refused);
}

static void
dial_ended (SottoDialPlan *self, Node *node)
{
  if (!node->is_dialled)
    return;
  node->is_dialled = FALSE;
  self->n_dials--;
}

/* Of two nodes that are due, a static one goes first; otherwise the one that is due earlier. */
static gboolean
goes_before (const Node *a, const Node *b, gint64 now)
{
  if (a->due <= now && b->due <= now && a->is_static != b->is_static)
    return a->is_static;
  return a->due < b->due;
}

/* The node that is to be dialled next, whether due or not. */
static Node *
find_next (SottoDialPlan *self, gint64 now, guint n_candidates)
{
  GHashTableIter iter;
  gpointer value;
  Node *best = NULL;

  g_hash_table_iter_init (&iter, self->nodes);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Node *node = value;

      if (node->is_dialled || node->is_connected)
        continue;
      if (!node->is_static && n_candidates >= self->n_wanted)
        continue;
      if (best == NULL || goes_before (node, best, now))
        best = node;
    }
  return best;
}

static guint
count_dialled_candidates (SottoDialPlan *self)
{
  GHashTableIter iter;
  gpointer value;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->nodes);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Node *node = value;

      if (node->is_dialled && !node->is_static)
        n++;
    }
  return n;
}

static gboolean
timer_cb (gpointer user_data)
{
  SottoDialPlan *self = user_data;

  self->timer = 0;
  pump (self);
  return G_SOURCE_REMOVE;
}

static void
pump (SottoDialPlan *self)
{
  gint64 now = now_ms (self);
  guint n_candidates = count_dialled_candidates (self);

  sotto_clock_clear_timer (self->clock, &self->timer);
  while (self->is_running && self->is_available && self->n_dials < SOTTO_DIAL_PLAN_MAX_DIALS)
    {
      Node *node = find_next (self, now, n_candidates);

      if (node == NULL)
        return;
      if (node->due > now)
        {
          self->timer = sotto_clock_add_timer (self->clock, node->due - now, timer_cb, self);
          return;
        }
      node->is_dialled = TRUE;
      self->n_dials++;
      if (!node->is_static)
        n_candidates++;
      self->dial (node->addresses->pdata[node->next_address], self->user_data);
    }
}

/* Makes room for a candidate by forgetting the worst one; FALSE when none has failed yet. */
static gboolean
make_room (SottoDialPlan *self)
{
  GHashTableIter iter;
  gpointer value;
  Node *worst = NULL;
  guint n_candidates = 0;

  g_hash_table_iter_init (&iter, self->nodes);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Node *node = value;

      if (node->is_static)
        continue;
      n_candidates++;
      if (!node->is_dialled && !node->is_connected &&
          node->n_failures > (worst != NULL ? worst->n_failures : 0))
        worst = node;
    }
  if (n_candidates < SOTTO_DIAL_PLAN_MAX_CANDIDATES)
    return TRUE;
  if (worst == NULL)
    return FALSE;
  g_hash_table_remove (self->nodes, &worst->key);
  return TRUE;
}

/**
 * sotto_dial_plan_new:
 * @clock: time and timers
 * @random: for jitter
 * @dial: asked to dial
 * @user_data: for @dial
 *
 * Returns: (transfer full): an empty plan that does not run
 */
SottoDialPlan *
sotto_dial_plan_new (SottoClock *clock,
                     SottoRandom *random,
                     SottoDialPlanFunc dial,
                     gpointer user_data)
{
  SottoDialPlan *self = g_new0 (SottoDialPlan, 1);

  self->clock = g_object_ref (clock);
  self->random = g_object_ref (random);
  self->dial = dial;
  self->user_data = user_data;
  self->is_available = TRUE;
  self->nodes =
    g_hash_table_new_full (sotto_public_key_hash, sotto_public_key_equal, NULL, node_free);
  return self;
}

/**
 * sotto_dial_plan_free:
 * @self: (transfer full): a plan
 */
void
sotto_dial_plan_free (SottoDialPlan *self)
{
  g_return_if_fail (self != NULL);

  sotto_dial_plan_stop (self);
  g_hash_table_unref (self->nodes);
  g_clear_object (&self->clock);
  g_clear_object (&self->random);
  g_free (self);
}

/**
 * sotto_dial_plan_start:
 * @self: a plan
 *
 * Dials what is due from now on.
 */
void
sotto_dial_plan_start (SottoDialPlan *self)
{
  g_return_if_fail (self != NULL);

  self->is_running = TRUE;
  pump (self);
}

/**
 * sotto_dial_plan_stop:
 * @self: a plan
 *
 * Asks for no more dials.
 */
void
sotto_dial_plan_stop (SottoDialPlan *self)
{
  g_return_if_fail (self != NULL);

  self->is_running = FALSE;
  sotto_clock_clear_timer (self->clock, &self->timer);
}

/**
 * sotto_dial_plan_set_available:
 * @self: a plan
 * @available: whether there is a network
 *
 * When it comes back, everything is due, and no failure before that counts.
 */
void
sotto_dial_plan_set_available (SottoDialPlan *self, gboolean available)
{
  GHashTableIter iter;
  gpointer value;

  g_return_if_fail (self != NULL);

  if (self->is_available == available)
    return;
  self->is_available = available;
  if (available)
    {
      g_hash_table_iter_init (&iter, self->nodes);
      while (g_hash_table_iter_next (&iter, NULL, &value))
        {
          Node *node = value;

          node->n_failures = 0;
          node->due = now_ms (self);
        }
    }
  pump (self);
}

/**
 * sotto_dial_plan_set_wanted:
 * @self: a plan
 * @n_wanted: how many candidates may be dialled at a time
 */
void
sotto_dial_plan_set_wanted (SottoDialPlan *self, guint n_wanted)
{
  g_return_if_fail (self != NULL);

  if (self->n_wanted == n_wanted)
    return;
  self->n_wanted = n_wanted;
  pump (self);
}

/**
 * sotto_dial_plan_add_static:
 * @self: a plan
 * @enode: a node to stay connected to
 * @is_connected: whether there is a connection to it
 */
void
sotto_dial_plan_add_static (SottoDialPlan *self, SottoEnode *enode, gboolean is_connected)
{
  Node *node;

  g_return_if_fail (self != NULL);
  g_return_if_fail (enode != NULL);

  node = g_hash_table_lookup (self->nodes, sotto_enode_get_key (enode));
  if (node == NULL)
    node = add_node (self, enode);
  add_address (node, enode);
  node->is_static = TRUE;
  node->is_connected = is_connected;
  node->due = now_ms (self);
  pump (self);
}

/**
 * sotto_dial_plan_remove_static:
 * @self: a plan
 * @key: of a node
 *
 * Forgets the node.
 */
void
sotto_dial_plan_remove_static (SottoDialPlan *self, const SottoPublicKey *key)
{
  Node *node;

  g_return_if_fail (self != NULL);

  node = g_hash_table_lookup (self->nodes, key);
  if (node == NULL || !node->is_static)
    return;
  dial_ended (self, node);
  g_hash_table_remove (self->nodes, key);
  pump (self);
}

/**
 * sotto_dial_plan_add_candidate:
 * @self: a plan
 * @enode: a node that discovery found
 * @is_connected: whether there is a connection to it
 */
void
sotto_dial_plan_add_candidate (SottoDialPlan *self, SottoEnode *enode, gboolean is_connected)
{
  Node *node;

  g_return_if_fail (self != NULL);
  g_return_if_fail (enode != NULL);

  node = g_hash_table_lookup (self->nodes, sotto_enode_get_key (enode));
  if (node != NULL)
    {
      /* Anybody on the network can announce anybody's key: what the user said stays. */
      if (!node->is_static)
        add_address (node, enode);
      return;
    }
  if (!make_room (self))
    return;
  node = add_node (self, enode);
  node->is_connected = is_connected;
  node->due = now_ms (self) + sotto_random_uniform (self->random, CANDIDATE_SPREAD_MS);
  pump (self);
}

/**
 * sotto_dial_plan_is_static:
 * @self: a plan
 * @key: of a node
 *
 * Returns: whether it was added as a static one
 */
gboolean
sotto_dial_plan_is_static (SottoDialPlan *self, const SottoPublicKey *key)
{
  Node *node;

  g_return_val_if_fail (self != NULL, FALSE);

  node = g_hash_table_lookup (self->nodes, key);
  return node != NULL && node->is_static;
}

/**
 * sotto_dial_plan_connected:
 * @self: a plan
 * @key: of a node, known or not
 *
 * There is a connection to it, whoever dialled.
 */
void
sotto_dial_plan_connected (SottoDialPlan *self, const SottoPublicKey *key)
{
  Node *node;

  g_return_if_fail (self != NULL);

  node = g_hash_table_lookup (self->nodes, key);
  if (node == NULL)
    return;
  dial_ended (self, node);
  node->is_connected = TRUE;
  pump (self);
}

/**
 * sotto_dial_plan_failed:
 * @self: a plan
 * @key: of a node that was dialled
 * @refused: whether it answered, and told us to stay away
 */
void
sotto_dial_plan_failed (SottoDialPlan *self, const SottoPublicKey *key, gboolean refused)
{
  Node *node;

  g_return_if_fail (self != NULL);

  node = g_hash_table_lookup (self->nodes, key);
  if (node == NULL)
    return;
  dial_ended (self, node);
  if (!node->is_connected)
    penalise (self, node, refused);
  pump (self);
}

/**
 * sotto_dial_plan_lost:
 * @self: a plan
 * @key: of a node, known or not
 * @lived_ms: how long the connection was there
 * @refused: whether one side told the other to stay away
 *
 * The connection to it ended.
 */
void
sotto_dial_plan_lost (SottoDialPlan *self,
                      const SottoPublicKey *key,
                      gint64 lived_ms,
                      gboolean refused)
{
  Node *node;

  g_return_if_fail (self != NULL);

  node = g_hash_table_lookup (self->nodes, key);
  if (node == NULL)
    return;
  node->is_connected = FALSE;
  if (lived_ms > SOTTO_DIAL_PLAN_GOOD_LIFE_MS)
    node->n_failures = 0;
  penalise (self, node, refused);
  pump (self);
}

/**
 * sotto_dial_plan_get_size:
 * @self: a plan
 *
 * Returns: how many nodes it knows
 */
guint
sotto_dial_plan_get_size (SottoDialPlan *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return g_hash_table_size (self->nodes);
}

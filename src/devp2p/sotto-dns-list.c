/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Asks the DNS, one question at a time and at most three a second, for what the trees want to know,
 * in turn. */

#include "sotto-dns-list.h"

#include "sotto-devp2p-error.h"
#include "sotto-dns-tree-private.h"

#define US_PER_MS 1000

struct _SottoDnsList
{
  GObject parent_instance;

  SottoDnsResolver *resolver;
  SottoNetState *state;
  SottoClock *clock;
  SottoRandom *random;

  GPtrArray *trees;
  guint next_tree;
  gboolean is_wanted;
  guint timer;
  gint64 last_question;

  /* The question on its way, its tree and its deadline. */
  GCancellable *question;
  SottoDnsTree *asked;
  guint deadline;
};

enum
{
  SIGNAL_FOUND,
  SIGNAL_PROBLEM,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SottoDnsList, sotto_dns_list, G_TYPE_OBJECT)

static void schedule (SottoDnsList *self);

static gint64
now_ms (SottoDnsList *self)
{
  return sotto_clock_get_monotonic_time (self->clock) / US_PER_MS;
}

static void
report_problem (SottoDnsList *self, SottoDnsTree *tree, const GError *error)
{
  g_autofree char *url = sotto_dns_url_to_string (sotto_dns_tree_get_url (tree));

  g_signal_emit (self, signals[SIGNAL_PROBLEM], 0, url, error);
}

static gboolean
add_tree (SottoDnsList *self, const char *text, guint link_depth, GError **error)
{
  g_auto (SottoDnsUrl) url = { .domain = NULL };

  if (!sotto_dns_url_parse (&url, text, error))
    return FALSE;
  for (guint i = 0; i < self->trees->len; i++)
    {
      const SottoDnsUrl *known = sotto_dns_tree_get_url (self->trees->pdata[i]);

      if (g_str_equal (known->domain, url.domain) && sotto_public_key_equal (&known->key, &url.key))
        return TRUE;
    }
  if (self->trees->len == SOTTO_DNS_LIST_MAX_TREES)
    {
      g_set_error (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_LIST,
                   "No more than %d lists of nodes are followed", SOTTO_DNS_LIST_MAX_TREES);
      return FALSE;
    }
  g_ptr_array_add (self->trees, sotto_dns_tree_new (&url, link_depth, self->state));
  return TRUE;
}

static void
take_entry (SottoDnsList *self, SottoDnsTree *tree, SottoDnsEntry *entry)
{
  guint link_depth = sotto_dns_tree_get_link_depth (tree) + 1;

  if (entry->link != NULL && link_depth <= SOTTO_DNS_LIST_MAX_LINKS)
    {
      g_autoptr (GError) error = NULL;

      if (!add_tree (self, entry->link, link_depth, &error))
        report_problem (self, tree, error);
    }
  if (entry->record != NULL)
    g_signal_emit (self, signals[SIGNAL_FOUND], 0, entry->record);
}

/* The tree is the one that was asked unless all of them were dropped meanwhile. */
static void
texts_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoDnsList) self = user_data;
  g_autoptr (GError) lookup_error = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) texts =
    sotto_dns_resolver_lookup_finish (SOTTO_DNS_RESOLVER (source), result, &lookup_error);
  g_auto (SottoDnsEntry) entry = { NULL };
  SottoDnsTree *tree = g_steal_pointer (&self->asked);

  sotto_clock_clear_timer (self->clock, &self->deadline);
  g_clear_object (&self->question);
  if (tree != NULL)
    {
      if (g_error_matches (lookup_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_clear_error (&lookup_error);
          g_set_error_literal (&lookup_error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_TIMED_OUT,
                               "The DNS does not answer");
        }
      if (sotto_dns_tree_answer (tree, texts, now_ms (self), &entry, &error))
        take_entry (self, tree, &entry);
      else
        report_problem (self, tree, lookup_error != NULL ? lookup_error : error);
    }
  schedule (self);
}

static gboolean
too_late_cb (gpointer user_data)
{
  SottoDnsList *self = user_data;

  self->deadline = 0;
  g_cancellable_cancel (self->question);
  return G_SOURCE_REMOVE;
}

static void
ask (SottoDnsList *self, SottoDnsTree *tree, const char *name)
{
  self->asked = tree;
  self->last_question = now_ms (self);
  self->question = g_cancellable_new ();
  self->deadline =
    sotto_clock_add_timer (self->clock, SOTTO_DNS_LIST_TIMEOUT_MS, too_late_cb, self);
  sotto_dns_resolver_lookup_async (self->resolver, name, self->question, texts_cb,
                                   g_object_ref (self));
}

static gboolean
ask_cb (gpointer user_data)
{
  SottoDnsList *self = user_data;

  self->timer = 0;
  for (guint i = 0; i < self->trees->len; i++)
    {
      SottoDnsTree *tree = self->trees->pdata[self->next_tree++ % self->trees->len];
      g_autofree char *name = sotto_dns_tree_next (tree, now_ms (self), self->random);

      if (name != NULL)
        {
          ask (self, tree, name);
          return G_SOURCE_REMOVE;
        }
    }
  schedule (self);
  return G_SOURCE_REMOVE;
}

/* With nothing left to ask, the next root that is due wakes us. */
static void
schedule (SottoDnsList *self)
{
  gint64 now = now_ms (self);
  gint64 due = self->last_question + SOTTO_DNS_LIST_PAUSE_MS;

  sotto_clock_clear_timer (self->clock, &self->timer);
  if (!self->is_wanted || self->question != NULL || self->trees->len == 0)
    return;
  if (now < due)
    {
      self->timer = sotto_clock_add_timer (self->clock, (guint) (due - now), ask_cb, self);
      return;
    }
  due = G_MAXINT64;
  for (guint i = 0; i < self->trees->len; i++)
    {
      if (sotto_dns_tree_has_pending (self->trees->pdata[i]))
        due = now;
      due = MIN (due, sotto_dns_tree_get_due (self->trees->pdata[i]));
    }
  self->timer =
    sotto_clock_add_timer (self->clock, due > now ? (guint) (due - now) : 0, ask_cb, self);
}

/* What is remembered, in random order. */
static void
offer_leaves (SottoDnsList *self)
{
  g_autoptr (GPtrArray) all =
    g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_node_record_unref);

  for (guint i = 0; i < self->trees->len; i++)
    {
      GPtrArray *leaves = sotto_dns_tree_get_leaves (self->trees->pdata[i]);

      for (guint j = 0; j < leaves->len; j++)
        g_ptr_array_add (all, sotto_node_record_ref (leaves->pdata[j]));
    }
  while (all->len > 0)
    {
      g_autoptr (SottoNodeRecord) record =
        g_ptr_array_steal_index_fast (all, sotto_random_uniform (self->random, all->len));

      g_signal_emit (self, signals[SIGNAL_FOUND], 0, record);
    }
}

static void
forget_question (SottoDnsList *self)
{
  self->asked = NULL;
  if (self->question != NULL)
    g_cancellable_cancel (self->question);
}

static void
sotto_dns_list_dispose (GObject *object)
{
  SottoDnsList *self = SOTTO_DNS_LIST (object);

  if (self->clock != NULL)
    {
      sotto_clock_clear_timer (self->clock, &self->timer);
      sotto_clock_clear_timer (self->clock, &self->deadline);
    }
  g_clear_pointer (&self->trees, g_ptr_array_unref);
  g_clear_object (&self->resolver);
  g_clear_object (&self->state);
  g_clear_object (&self->clock);
  g_clear_object (&self->random);
  G_OBJECT_CLASS (sotto_dns_list_parent_class)->dispose (object);
}

static void
sotto_dns_list_class_init (SottoDnsListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sotto_dns_list_dispose;

  /**
   * SottoDnsList::found:
   * @record: a node of a list
   */
  signals[SIGNAL_FOUND] = g_signal_new ("found", SOTTO_TYPE_DNS_LIST, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, SOTTO_TYPE_NODE_RECORD);

  /**
   * SottoDnsList::problem:
   * @url: of the list
   * @error: a #GError with words for a person
   */
  signals[SIGNAL_PROBLEM] =
    g_signal_new ("problem", SOTTO_TYPE_DNS_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_ERROR);
}

static void
sotto_dns_list_init (SottoDnsList *self)
{
  self->trees = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_dns_tree_free);
}

/**
 * sotto_dns_list_new:
 * @resolver: whom to ask
 * @state: (nullable): what is remembered
 * @clock: time and timers
 * @random: for the order of questions
 *
 * Returns: (transfer full): without a list
 */
SottoDnsList *
sotto_dns_list_new (SottoDnsResolver *resolver,
                    SottoNetState *state,
                    SottoClock *clock,
                    SottoRandom *random)
{
  SottoDnsList *self;

  g_return_val_if_fail (SOTTO_IS_DNS_RESOLVER (resolver), NULL);

  self = g_object_new (SOTTO_TYPE_DNS_LIST, NULL);
  self->resolver = g_object_ref (resolver);
  self->state = state != NULL ? g_object_ref (state) : NULL;
  self->clock = g_object_ref (clock);
  self->random = g_object_ref (random);
  self->last_question = now_ms (self) - SOTTO_DNS_LIST_PAUSE_MS;
  return self;
}

/**
 * sotto_dns_list_add:
 * @self: lists
 * @url: "enrtree://KEY@DOMAIN"
 * @error: return location for a %SOTTO_DEVP2P_ERROR_LIST
 *
 * Returns: %FALSE when that is no URL of a list, or there are too many
 */
gboolean
sotto_dns_list_add (SottoDnsList *self, const char *url, GError **error)
{
  g_return_val_if_fail (SOTTO_IS_DNS_LIST (self), FALSE);
  g_return_val_if_fail (url != NULL, FALSE);

  if (!add_tree (self, url, 0, error))
    return FALSE;
  schedule (self);
  return TRUE;
}

/**
 * sotto_dns_list_remove_all:
 * @self: lists
 *
 * Follows none any more.
 */
void
sotto_dns_list_remove_all (SottoDnsList *self)
{
  g_return_if_fail (SOTTO_IS_DNS_LIST (self));

  forget_question (self);
  g_ptr_array_set_size (self->trees, 0);
  schedule (self);
}

/**
 * sotto_dns_list_set_wanted:
 * @self: lists
 * @wanted: whether nodes are wanted
 *
 * Emits what is remembered when nodes become wanted, and asks for more from then on.
 */
void
sotto_dns_list_set_wanted (SottoDnsList *self, gboolean wanted)
{
  g_return_if_fail (SOTTO_IS_DNS_LIST (self));

  if (self->is_wanted == wanted)
    return;
  self->is_wanted = wanted;
  if (wanted)
    offer_leaves (self);
  schedule (self);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person sees of fetching history. How it is fetched is in sotto-history-sync-run.c. */

#include "sotto-history-sync-private.h"

#include "sotto-text.h"

G_DEFINE_ENUM_TYPE (SottoHistoryStatus,
                    sotto_history_status,
                    G_DEFINE_ENUM_VALUE (SOTTO_HISTORY_STATUS_UNAVAILABLE, "unavailable"),
                    G_DEFINE_ENUM_VALUE (SOTTO_HISTORY_STATUS_COMPLETE, "complete"),
                    G_DEFINE_ENUM_VALUE (SOTTO_HISTORY_STATUS_FETCHING, "fetching"),
                    G_DEFINE_ENUM_VALUE (SOTTO_HISTORY_STATUS_WAITING, "waiting"))

G_DEFINE_FINAL_TYPE (SottoHistorySync, sotto_history_sync, G_TYPE_OBJECT)

enum
{
  PROP_STATUS = 1,
  PROP_FRACTION,
  PROP_FOUND,
  PROP_COMPLETE_UNTIL,
  PROP_PROBLEM,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];
static guint reach_changed_signal;

static void
notify (SottoHistorySync *self, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static SottoHistoryStatus
find_status (SottoHistorySync *self)
{
  if (!self->running || !self->covered || self->report == NULL)
    return SOTTO_HISTORY_STATUS_UNAVAILABLE;
  if (self->retry_timer != 0)
    return SOTTO_HISTORY_STATUS_WAITING;

  return self->is_stale || self->fetching || self->report->next != NULL
           ? SOTTO_HISTORY_STATUS_FETCHING
           : SOTTO_HISTORY_STATUS_COMPLETE;
}

/* How far we are: what was dealt with, and of the present window what its pages span so far, in
 * whichever order they come. */
static double
find_fraction (SottoHistorySync *self)
{
  const SottoHistoryWindow *window = self->report != NULL ? self->report->next : NULL;
  double total = (double) (self->done + self->remaining);
  double partly = 0;

  if (window == NULL || total <= 0)
    return self->fetching ? self->fraction : 1;
  if (window->cursor != NULL && self->last_sent > self->first_sent)
    partly = MIN ((double) (self->last_sent - self->first_sent),
                  (double) (window->to_seconds - window->from_seconds + 1)) *
             window->parts->len;

  return CLAMP (((double) self->done + partly) / total, 0, 1);
}

static void
sotto_history_sync_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SottoHistorySync *self = SOTTO_HISTORY_SYNC (object);

  switch (id)
    {
    case PROP_STATUS:
      g_value_set_enum (value, self->status);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, self->fraction);
      break;
    case PROP_FOUND:
      g_value_set_uint (value, self->found);
      break;
    case PROP_COMPLETE_UNTIL:
      g_value_set_int64 (value, self->complete_until);
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sotto_history_sync_dispose (GObject *object)
{
  SottoHistorySync *self = SOTTO_HISTORY_SYNC (object);

  sotto_history_sync_stop (self);
  self->messenger = NULL;
  g_clear_object (&self->source);

  G_OBJECT_CLASS (sotto_history_sync_parent_class)->dispose (object);
}

static void
sotto_history_sync_finalize (GObject *object)
{
  SottoHistorySync *self = SOTTO_HISTORY_SYNC (object);

  g_clear_pointer (&self->report, sotto_history_report_free);
  g_ptr_array_unref (self->waiters);
  g_clear_object (&self->query);
  g_clear_object (&self->clock);
  g_clear_object (&self->random);
  g_free (self->problem);

  G_OBJECT_CLASS (sotto_history_sync_parent_class)->finalize (object);
}

static void
sotto_history_sync_class_init (SottoHistorySyncClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sotto_history_sync_get_property;
  object_class->dispose = sotto_history_sync_dispose;
  object_class->finalize = sotto_history_sync_finalize;
  properties[PROP_STATUS] = g_param_spec_enum ("status", NULL, NULL, SOTTO_TYPE_HISTORY_STATUS,
                                               SOTTO_HISTORY_STATUS_UNAVAILABLE, flags);
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 1, flags);
  properties[PROP_FOUND] = g_param_spec_uint ("found", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_COMPLETE_UNTIL] =
    g_param_spec_int64 ("complete-until", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  /**
   * SottoHistorySync::reach-changed:
   * @self: what fetches
   *
   * sotto_history_sync_get_complete_since () and sotto_history_sync_can_load_older () may have
   * other answers.
   */
  reach_changed_signal = g_signal_new ("reach-changed", SOTTO_TYPE_HISTORY_SYNC, G_SIGNAL_RUN_LAST,
                                       0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sotto_history_sync_init (SottoHistorySync *self)
{
  self->fraction = 1;
  self->waiters = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_history_waiter_free);
}

/* For the rest of the layer. */

SottoHistorySync *
sotto_history_sync_new (SottoMessenger *messenger,
                        SottoHistorySource *source,
                        SottoClock *clock,
                        SottoRandom *random)
{
  SottoHistorySync *self = g_object_new (SOTTO_TYPE_HISTORY_SYNC, NULL);

  self->messenger = messenger;
  self->source = source != NULL ? g_object_ref (source) : NULL;
  self->clock = g_object_ref (clock);
  self->random = g_object_ref (random);

  return self;
}

/* Tells of all that is different now. */
void
sotto_history_sync_update (SottoHistorySync *self)
{
  SottoHistoryStatus status = find_status (self);
  double fraction = find_fraction (self);
  gint64 until = self->report != NULL ? self->report->complete_until : self->complete_until;

  g_object_freeze_notify (G_OBJECT (self));
  if (self->fraction != fraction)
    {
      self->fraction = fraction;
      notify (self, PROP_FRACTION);
    }
  if (self->complete_until != until)
    {
      self->complete_until = until;
      notify (self, PROP_COMPLETE_UNTIL);
    }
  notify (self, PROP_FOUND);
  if (self->status != status)
    {
      self->status = status;
      notify (self, PROP_STATUS);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

void
sotto_history_sync_set_problem (SottoHistorySync *self, const char *problem)
{
  if (sotto_set_string (&self->problem, problem))
    notify (self, PROP_PROBLEM);
}

void
sotto_history_sync_emit_reach_changed (SottoHistorySync *self)
{
  g_signal_emit (self, reach_changed_signal, 0);
}

/* Public, in the header's order. */

/**
 * sotto_history_sync_get_status:
 * @self: what fetches
 *
 * Returns: what it does
 */
SottoHistoryStatus
sotto_history_sync_get_status (SottoHistorySync *self)
{
  g_return_val_if_fail (SOTTO_IS_HISTORY_SYNC (self), SOTTO_HISTORY_STATUS_UNAVAILABLE);

  return self->status;
}

/**
 * sotto_history_sync_get_fraction:
 * @self: what fetches
 *
 * Returns: how much of what is being fetched has come, 0 to 1; 1 when nothing is
 */
double
sotto_history_sync_get_fraction (SottoHistorySync *self)
{
  g_return_val_if_fail (SOTTO_IS_HISTORY_SYNC (self), 1);

  return self->fraction;
}

/**
 * sotto_history_sync_get_found:
 * @self: what fetches
 *
 * Returns: how many payloads were fetched since the fetching began, those that were known included
 */
guint
sotto_history_sync_get_found (SottoHistorySync *self)
{
  g_return_val_if_fail (SOTTO_IS_HISTORY_SYNC (self), 0);

  return self->found;
}

/**
 * sotto_history_sync_get_complete_until:
 * @self: what fetches
 *
 * Returns: up to when all is there, as far as nodes had it, in Unix seconds; 0: not known
 */
gint64
sotto_history_sync_get_complete_until (SottoHistorySync *self)
{
  g_return_val_if_fail (SOTTO_IS_HISTORY_SYNC (self), 0);

  return self->complete_until;
}

/**
 * sotto_history_sync_get_problem:
 * @self: what fetches
 *
 * Returns: (transfer none) (nullable): why it waits, in a sentence
 */
const char *
sotto_history_sync_get_problem (SottoHistorySync *self)
{
  g_return_val_if_fail (SOTTO_IS_HISTORY_SYNC (self), NULL);

  return self->problem;
}

/**
 * sotto_history_sync_refresh:
 * @self: what fetches
 *
 * A person wants to know now: what waits after a failure is asked for at once.
 */
void
sotto_history_sync_refresh (SottoHistorySync *self)
{
  g_return_if_fail (SOTTO_IS_HISTORY_SYNC (self));

  if (!self->running)
    return;
  sotto_clock_clear_timer (self->clock, &self->retry_timer);
  self->plan_wanted = TRUE;
  sotto_history_sync_go_on (self);
}

/**
 * sotto_history_sync_get_complete_since:
 * @self: what fetches
 * @chat: a conversation
 *
 * Returns: from when on nothing is missing in it, as far as nodes had it, in Unix seconds; 0: not
 * known
 */
gint64
sotto_history_sync_get_complete_since (SottoHistorySync *self, SottoChat *chat)
{
  g_autoptr (GArray) topics = NULL;
  gint64 latest = 0;

  g_return_val_if_fail (SOTTO_IS_HISTORY_SYNC (self), 0);
  g_return_val_if_fail (SOTTO_IS_CHAT (chat), 0);

  if (self->messenger == NULL || self->report == NULL)
    return 0;

  topics = sotto_history_sync_list_topics (self, chat);
  for (guint i = 0; i < topics->len; i++)
    {
      const gint64 *since =
        g_hash_table_lookup (self->report->since, &g_array_index (topics, SottoTopic, i));

      if (since == NULL)
        return 0;
      latest = MAX (latest, *since);
    }

  return latest;
}

/**
 * sotto_history_sync_has_gap:
 * @self: what fetches
 * @chat: a conversation
 *
 * Returns: whether messages may be missing before sotto_history_sync_get_complete_since (), because
 * nobody has answered for that time yet
 */
gboolean
sotto_history_sync_has_gap (SottoHistorySync *self, SottoChat *chat)
{
  g_autoptr (GArray) topics = NULL;

  g_return_val_if_fail (SOTTO_IS_HISTORY_SYNC (self), FALSE);
  g_return_val_if_fail (SOTTO_IS_CHAT (chat), FALSE);

  if (self->messenger == NULL || self->report == NULL)
    return FALSE;

  topics = sotto_history_sync_list_topics (self, chat);
  for (guint i = 0; i < topics->len; i++)
    if (g_hash_table_contains (self->report->unfinished, &g_array_index (topics, SottoTopic, i)))
      return TRUE;

  return FALSE;
}

/**
 * sotto_history_sync_can_load_older:
 * @self: what fetches
 * @chat: a conversation
 *
 * Returns: whether a node is there that may have something older
 */
gboolean
sotto_history_sync_can_load_older (SottoHistorySync *self, SottoChat *chat)
{
  gint64 since = sotto_history_sync_get_complete_since (self, chat);

  return since > 0 && self->covered &&
         since > (gint64) sotto_clock_get_seconds (self->clock) - SOTTO_HISTORY_REACH;
}

/**
 * sotto_history_sync_load_older_async:
 * @self: what fetches
 * @chat: a conversation
 * @cancellable: (nullable): to stop waiting; what was asked for comes all the same
 * @callback: called when it is stored
 * @user_data: for @callback
 *
 * Fetches what was sent in @chat before what is complete. It comes into the windows that are open.
 */
void
sotto_history_sync_load_older_async (SottoHistorySync *self,
                                     SottoChat *chat,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  SottoHistoryWaiter *waiter;

  g_return_if_fail (SOTTO_IS_HISTORY_SYNC (self));
  g_return_if_fail (SOTTO_IS_CHAT (chat));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_history_sync_load_older_async);
  g_task_set_name (task, "fetch older messages");
  if (self->messenger == NULL || !self->running || !self->covered)
    {
      g_task_return_new_error (task, SOTTO_TRANSPORT_ERROR, SOTTO_TRANSPORT_ERROR_NO_STORE,
                               "No node that keeps messages is connected");
      return;
    }

  waiter = g_new0 (SottoHistoryWaiter, 1);
  waiter->task = g_steal_pointer (&task);
  waiter->topics = sotto_history_sync_list_topics (self, chat);
  g_ptr_array_add (self->waiters, waiter);
  sotto_clock_clear_timer (self->clock, &self->retry_timer);
  sotto_history_sync_go_on (self);
}

/**
 * sotto_history_sync_load_older_finish:
 * @self: what fetches
 * @result: what the callback was given
 * @error: return location for a #SottoTransportError
 *
 * Returns: whether it was fetched
 */
gboolean
sotto_history_sync_load_older_finish (SottoHistorySync *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

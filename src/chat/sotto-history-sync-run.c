/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fetching history: what was missed is planned whenever a store appears, and asked for one page at
 * a time. While a store is there it passes on to us what it keeps, so time counts as heard; when it
 * goes, or this computer slept, the time up to shortly before does.
 */

#include <glib/gi18n-lib.h>

#include "sotto-history-sync-private.h"

/* Payloads in a page: as many as are written in a fraction of a second. */
#define PAGE_SIZE 200

/* After something changed, before it is planned: changes come in groups. */
#define PLAN_DELAY_MS 1000

/* After a failure, twice as long each time; and by how much that varies. */
#define FIRST_RETRY_MS 3000
#define LAST_RETRY_MS (5 * 60 * 1000)
#define JITTER_PERCENT 25

/* How often it is looked whether time passes as it should, and written down what was heard. */
#define WATCH_MS (60 * 1000)
#define WATCHES_PER_NOTE 10

/* A watch that comes so much too late, or clocks that differ so much, mean that we slept. */
#define SLEPT_US ((gint64) 90 * G_USEC_PER_SEC)
#define CLOCKS_DIFFER_US ((gint64) 30 * G_USEC_PER_SEC)

/* A connection may be dead for so long before it is noticed, in seconds. */
#define LAG 120

/* Waiters. */

static void
fail_waiters (SottoHistorySync *self, const GError *error)
{
  for (guint i = self->waiters->len; i-- > 0;)
    {
      SottoHistoryWaiter *waiter = g_ptr_array_index (self->waiters, i);

      g_task_return_error (waiter->task, g_error_copy (error));
    }
  g_ptr_array_set_size (self->waiters, 0);
}

static gboolean
is_finished (const SottoHistoryWaiter *waiter, GHashTable *unfinished)
{
  for (guint i = 0; i < waiter->topics->len; i++)
    if (g_hash_table_contains (unfinished, &g_array_index (waiter->topics, SottoTopic, i)))
      return FALSE;

  return waiter->planned;
}

static void
finish_waiters (SottoHistorySync *self)
{
  for (guint i = self->waiters->len; i-- > 0;)
    {
      SottoHistoryWaiter *waiter = g_ptr_array_index (self->waiters, i);

      if (!is_finished (waiter, self->report->unfinished))
        continue;
      g_task_return_boolean (waiter->task, TRUE);
      g_ptr_array_remove_index (self->waiters, i);
    }
}

/* (transfer full) (nullable) (element-type SottoTopic): what is newly asked for by persons. */
static GArray *
take_older (SottoHistorySync *self)
{
  GArray *topics = NULL;

  for (guint i = 0; i < self->waiters->len; i++)
    {
      SottoHistoryWaiter *waiter = g_ptr_array_index (self->waiters, i);

      if (waiter->planned)
        continue;
      waiter->planned = TRUE;
      if (topics == NULL)
        topics = g_array_new (FALSE, FALSE, sizeof (SottoTopic));
      g_array_append_vals (topics, waiter->topics->data, waiter->topics->len);
    }

  return topics;
}

/* Failures. */

static gboolean
retry_cb (gpointer user_data)
{
  SottoHistorySync *self = user_data;

  self->retry_timer = 0;
  sotto_history_sync_go_on (self);

  return G_SOURCE_REMOVE;
}

static void
fail (SottoHistorySync *self, const GError *error)
{
  guint delay = LAST_RETRY_MS;
  guint jitter;

  g_debug ("History was not fetched: %s", error->message);
  if (self->n_failures < 10)
    delay = MIN (FIRST_RETRY_MS << self->n_failures, LAST_RETRY_MS);
  jitter = delay * JITTER_PERCENT / 100;
  delay = delay - jitter + sotto_random_uniform (self->random, 2 * jitter + 1);
  self->n_failures++;
  sotto_clock_clear_timer (self->clock, &self->retry_timer);
  self->retry_timer = sotto_clock_add_timer (self->clock, delay, retry_cb, self);
  sotto_history_sync_set_problem (
    self, _ ("A mailserver did not answer as it should. Sotto tries again soon."));
  fail_waiters (self, error);
  sotto_history_sync_update (self);
}

/* What was written. */

static gboolean
is_same_window (const SottoHistoryWindow *a, const SottoHistoryWindow *b)
{
  return a != NULL && b != NULL && a->from_seconds == b->from_seconds &&
         a->to_seconds == b->to_seconds;
}

static void
take_report (SottoHistorySync *self, SottoHistoryJob *job)
{
  SottoHistoryReport *report = g_steal_pointer (&job->report);

  if (job->plan)
    self->is_stale = FALSE;
  if (job->page != NULL && report->remaining < self->remaining)
    self->done += self->remaining - report->remaining;
  self->remaining = report->remaining;
  if (!is_same_window (job->window, report->next))
    {
      self->first_sent = 0;
      self->last_sent = 0;
    }
  g_clear_pointer (&self->report, sotto_history_report_free);
  self->report = report;
  finish_waiters (self);
  sotto_history_sync_emit_reach_changed (self);
}

static void
written_cb (SottoMessenger *messenger, gpointer data, const GError *error)
{
  SottoHistorySync *self = messenger->history;
  SottoHistoryJob *job = data;

  self->busy = FALSE;
  if (!self->running)
    return;
  if (error != NULL)
    {
      fail (self, error);
      return;
    }

  if (job->page != NULL)
    {
      self->n_failures = 0;
      sotto_history_sync_set_problem (self, NULL);
    }
  take_report (self, job);
  sotto_history_sync_go_on (self);
}

static void
queue_job (SottoHistorySync *self, SottoHistoryJob *job)
{
  self->busy = TRUE;
  sotto_messenger_queue (self->messenger,
                         &(SottoMessengerJob){ .function = sotto_engine_history,
                                               .data = job,
                                               .data_free = (GDestroyNotify) sotto_history_job_free,
                                               .done = written_cb });
}

static void
noted_cb (SottoMessenger *messenger, gpointer data, const GError *error)
{
  SottoHistorySync *self = messenger->history;
  SottoHistoryJob *job = data;

  if (error == NULL && self->running)
    {
      queue_job (self, job);
      return;
    }

  self->busy = FALSE;
  sotto_history_job_free (job);
  if (self->running)
    fail (self, error);
}

/* What was answered. */

static void
note_span (SottoHistorySync *self, const SottoHistoryPage *page)
{
  for (guint i = 0; i < page->payloads->len; i++)
    {
      const SottoReceivedPayload *payload = g_ptr_array_index (page->payloads, i);

      if (self->first_sent == 0 || payload->sent_seconds < self->first_sent)
        self->first_sent = payload->sent_seconds;
      self->last_sent = MAX (self->last_sent, payload->sent_seconds);
    }
  self->found += page->payloads->len;
}

static void
answered (SottoHistorySync *self, SottoHistoryPage *page)
{
  SottoHistoryJob *job = g_new0 (SottoHistoryJob, 1);

  note_span (self, page);
  job->page = page;
  job->window = g_steal_pointer (&self->report->next);
  sotto_messenger_queue (
    self->messenger,
    &(SottoMessengerJob){ .function = sotto_engine_history_note, .data = job, .done = noted_cb });
}

static void
not_answered (SottoHistorySync *self, const GError *error)
{
  SottoHistoryJob *job;

  if (g_error_matches (error, SOTTO_TRANSPORT_ERROR, SOTTO_TRANSPORT_ERROR_CURSOR_LOST))
    {
      job = g_new0 (SottoHistoryJob, 1);
      job->begin_anew = TRUE;
      job->window = g_steal_pointer (&self->report->next);
      queue_job (self, job);
      return;
    }

  self->busy = FALSE;
  if (!self->covered || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    sotto_history_sync_go_on (self);
  else
    fail (self, error);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoHistorySync) self = user_data;
  g_autoptr (GError) error = NULL;
  SottoHistoryPage *page =
    sotto_history_source_query_finish (SOTTO_HISTORY_SOURCE (source), result, &error);

  g_clear_object (&self->query);
  if (!self->running)
    {
      self->busy = FALSE;
      g_clear_pointer (&page, sotto_history_page_unref);
      return;
    }
  if (page != NULL)
    answered (self, page);
  else
    not_answered (self, error);
}

static void
ask (SottoHistorySync *self)
{
  const SottoHistoryWindow *window = self->report->next;
  g_autoptr (GArray) topics = g_array_new (FALSE, FALSE, sizeof (SottoTopic));
  SottoHistoryQuery query = {
    .from_seconds = window->from_seconds,
    .to_seconds = window->to_seconds,
    .limit = PAGE_SIZE,
    .store = window->store,
    .cursor = window->cursor,
  };

  for (guint i = 0; i < window->parts->len; i++)
    g_array_append_val (topics, g_array_index (window->parts, SottoHistoryPart, i).topic);
  query.topics = (const SottoTopic *) topics->data;
  query.n_topics = topics->len;
  if (!self->fetching)
    self->found = 0;
  self->fetching = TRUE;
  self->busy = TRUE;
  self->query = g_cancellable_new ();
  sotto_history_source_query_async (self->source, &query, self->query, answered_cb,
                                    g_object_ref (self));
}

/* Time that is heard. */

/* Writes down up to when what was sent was heard. */
static void
note_heard (SottoHistorySync *self)
{
  gint64 until = self->watched_real_us / G_USEC_PER_SEC - LAG;

  if (until <= self->covered_from)
    return;

  self->seen_from = self->covered_from;
  self->seen_until = until;
}

static void
begin_watch (SottoHistorySync *self)
{
  self->watched_real_us = sotto_clock_get_real_time (self->clock);
  self->watched_monotonic_us = sotto_clock_get_monotonic_time (self->clock);
  self->n_watches = 0;
}

static gboolean
plan_cb (gpointer user_data)
{
  SottoHistorySync *self = user_data;

  self->plan_timer = 0;
  if (self->covered)
    self->plan_wanted = TRUE;
  sotto_history_sync_go_on (self);

  return G_SOURCE_REMOVE;
}

static void
want_plan (SottoHistorySync *self)
{
  sotto_clock_clear_timer (self->clock, &self->plan_timer);
  self->plan_timer = sotto_clock_add_timer (self->clock, PLAN_DELAY_MS, plan_cb, self);
}

static void
begin_cover (SottoHistorySync *self)
{
  self->covered = TRUE;
  self->is_stale = TRUE;
  self->covered_from = sotto_clock_get_seconds (self->clock);
  begin_watch (self);
  want_plan (self);
}

static gboolean
watch_cb (gpointer user_data)
{
  SottoHistorySync *self = user_data;
  gint64 real = sotto_clock_get_real_time (self->clock) - self->watched_real_us;
  gint64 monotonic = sotto_clock_get_monotonic_time (self->clock) - self->watched_monotonic_us;

  if (!self->covered)
    return G_SOURCE_CONTINUE;

  if (monotonic > (gint64) WATCH_MS * 1000 + SLEPT_US || ABS (real - monotonic) > CLOCKS_DIFFER_US)
    {
      note_heard (self);
      begin_cover (self);
      sotto_history_sync_go_on (self);
      return G_SOURCE_CONTINUE;
    }

  self->watched_real_us += real;
  self->watched_monotonic_us += monotonic;
  self->n_watches++;
  if (self->n_watches % WATCHES_PER_NOTE == 0)
    {
      note_heard (self);
      sotto_history_sync_go_on (self);
    }

  return G_SOURCE_CONTINUE;
}

static void
end_cover (SottoHistorySync *self)
{
  g_autoptr (GError) error =
    g_error_new_literal (SOTTO_TRANSPORT_ERROR, SOTTO_TRANSPORT_ERROR_NO_STORE,
                         "The node that keeps messages is not connected any more");

  if (!self->covered)
    return;

  self->watched_real_us = sotto_clock_get_real_time (self->clock);
  note_heard (self);
  self->covered = FALSE;
  self->plan_wanted = FALSE;
  sotto_clock_clear_timer (self->clock, &self->plan_timer);
  sotto_clock_clear_timer (self->clock, &self->retry_timer);
  fail_waiters (self, error);
}

static void
available_changed_cb (SottoHistorySource *source, SottoHistorySync *self)
{
  gboolean available = sotto_history_source_get_available (source);

  if (available == self->covered)
    return;
  if (available)
    begin_cover (self);
  else
    end_cover (self);
  sotto_history_sync_go_on (self);
  sotto_history_sync_emit_reach_changed (self);
}

/* For the rest of the layer. */

void
sotto_history_waiter_free (SottoHistoryWaiter *waiter)
{
  g_array_unref (waiter->topics);
  g_object_unref (waiter->task);
  g_free (waiter);
}

void
sotto_history_sync_go_on (SottoHistorySync *self)
{
  GArray *older;

  if (!self->running || self->busy)
    return;

  older = self->covered ? take_older (self) : NULL;
  if (self->plan_wanted || self->seen_until > 0 || older != NULL)
    {
      SottoHistoryJob *job = g_new0 (SottoHistoryJob, 1);

      job->seen_from = self->seen_from;
      job->seen_until = self->seen_until;
      job->plan = self->plan_wanted;
      job->older = older;
      self->seen_until = 0;
      self->plan_wanted = FALSE;
      queue_job (self, job);
    }
  else if (self->covered && self->retry_timer == 0 && self->report != NULL)
    {
      if (self->report->n_postponed > 0)
        {
          SottoHistoryJob *job = g_new0 (SottoHistoryJob, 1);

          job->retry_postponed = TRUE;
          queue_job (self, job);
        }
      else if (self->report->next != NULL)
        ask (self);
      else
        {
          self->fetching = FALSE;
          self->done = 0;
        }
    }
  sotto_history_sync_update (self);
}

void
sotto_history_sync_topics_changed (SottoHistorySync *self)
{
  if (self->running && self->covered)
    want_plan (self);
  sotto_history_sync_emit_reach_changed (self);
}

void
sotto_history_sync_start (SottoHistorySync *self)
{
  if (self->source == NULL || self->running)
    return;

  self->running = TRUE;
  self->watch_timer = sotto_clock_add_timer (self->clock, WATCH_MS, watch_cb, self);
  g_signal_connect_object (self->source, "available-changed", G_CALLBACK (available_changed_cb),
                           self, 0);
  available_changed_cb (self->source, self);
}

void
sotto_history_sync_stop (SottoHistorySync *self)
{
  if (!self->running)
    return;

  end_cover (self);
  self->running = FALSE;
  g_signal_handlers_disconnect_by_data (self->source, self);
  sotto_clock_clear_timer (self->clock, &self->watch_timer);
  if (self->query != NULL)
    g_cancellable_cancel (self->query);
  if (self->seen_until > 0 && self->messenger->running)
    {
      SottoHistoryJob *job = g_new0 (SottoHistoryJob, 1);

      job->seen_from = self->seen_from;
      job->seen_until = self->seen_until;
      queue_job (self, job);
    }
  sotto_history_sync_update (self);
}

GArray *
sotto_history_sync_list_topics (SottoHistorySync *self, SottoChat *chat)
{
  SottoMessenger *messenger = self->messenger;
  GArray *topics = g_array_new (FALSE, FALSE, sizeof (SottoTopic));
  const SottoPublicKey *own = &messenger->engine.self;
  SottoSubscription *subscription;
  SottoTopic topic;

  if (sotto_chat_get_kind (chat) == SOTTO_CHAT_KIND_PUBLIC)
    {
      sotto_topic_from_name (&topic, sotto_chat_get_id (chat));
      g_array_append_val (topics, topic);
    }
  else
    {
      g_autofree char *partitioned = sotto_channel_name_partitioned (own);
      g_autofree char *personal = sotto_channel_name_personal (own);

      sotto_topic_from_name (&topic, partitioned);
      g_array_append_val (topics, topic);
      sotto_topic_from_name (&topic, personal);
      g_array_append_val (topics, topic);
      subscription =
        messenger->subscriptions != NULL
          ? sotto_subscriptions_lookup_negotiated (
              messenger->subscriptions, sotto_contact_get_key (sotto_chat_get_contact (chat)))
          : NULL;
      if (subscription != NULL)
        g_array_append_val (topics, subscription->topic);
    }

  return topics;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A store over a list of payloads. A cursor is the place in the list, in text. */

#include "sotto-test-history.h"

#define ANSWER_MS 50
#define STORE "test-store"

struct _SottoTestHistory
{
  GObject parent_instance;

  SottoClock *clock;
  GPtrArray *archive;
  GArray *queries;
  gboolean available;
  gboolean oldest_first;
  guint page_size;
  guint n_failures;
  int failure;
};

/* An answer that is under way. */
typedef struct
{
  GTask *task;
  SottoHistoryPage *page;
  int error;
  guint timer;
  SottoTestHistory *source;
} Answer;

static void source_iface_init (SottoHistorySourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SottoTestHistory,
                               sotto_test_history,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SOTTO_TYPE_HISTORY_SOURCE, source_iface_init))

static gboolean
test_history_get_available (SottoHistorySource *source)
{
  return SOTTO_TEST_HISTORY (source)->available;
}

static gboolean
answer_cb (gpointer user_data)
{
  Answer *answer = user_data;

  if (g_task_return_error_if_cancelled (answer->task))
    ;
  else if (!answer->source->available)
    g_task_return_new_error (answer->task, SOTTO_TRANSPORT_ERROR, SOTTO_TRANSPORT_ERROR_NO_STORE,
                             "gone");
  else if (answer->error >= 0)
    g_task_return_new_error (answer->task, SOTTO_TRANSPORT_ERROR, answer->error, "told to fail");
  else
    g_task_return_pointer (answer->task, g_steal_pointer (&answer->page),
                           (GDestroyNotify) sotto_history_page_unref);
  g_clear_pointer (&answer->page, sotto_history_page_unref);
  g_object_unref (answer->task);
  g_free (answer);
  return G_SOURCE_REMOVE;
}

static gboolean
matches (const SottoHistoryQuery *query, const SottoReceivedPayload *payload)
{
  if (payload->sent_seconds < query->from_seconds || payload->sent_seconds > query->to_seconds)
    return FALSE;
  for (gsize i = 0; i < query->n_topics; i++)
    if (sotto_topic_equal (&query->topics[i], &payload->topic))
      return TRUE;
  return FALSE;
}

static SottoHistoryPage *
find_page (SottoTestHistory *self, const SottoHistoryQuery *query)
{
  GPtrArray *payloads =
    g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_received_payload_unref);
  guint limit = self->page_size > 0 ? MIN (query->limit, self->page_size) : query->limit;
  guint n = self->archive->len;
  guint place = 0;
  g_autoptr (GBytes) cursor = NULL;

  if (query->cursor != NULL)
    place = (guint) g_ascii_strtoull (g_bytes_get_data (query->cursor, NULL), NULL, 10);
  for (; place < n && payloads->len < limit; place++)
    {
      SottoReceivedPayload *payload =
        g_ptr_array_index (self->archive, self->oldest_first ? place : n - 1 - place);

      if (matches (query, payload))
        g_ptr_array_add (payloads, sotto_received_payload_ref (payload));
    }
  if (payloads->len == limit)
    {
      /* Seen from the end that does not grow. */
      char *text = g_strdup_printf ("%u", place);

      cursor = g_bytes_new_take (text, strlen (text) + 1);
    }
  return sotto_history_page_new (payloads, STORE, cursor);
}

static void
test_history_query_async (SottoHistorySource *source,
                          const SottoHistoryQuery *query,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  SottoTestHistory *self = SOTTO_TEST_HISTORY (source);
  SottoTestHistoryQuery noted = { .at_seconds = sotto_clock_get_seconds (self->clock),
                                  .from_seconds = query->from_seconds,
                                  .to_seconds = query->to_seconds,
                                  .n_topics = (guint) query->n_topics,
                                  .has_cursor = query->cursor != NULL };
  Answer *answer = g_new0 (Answer, 1);

  g_assert_cmpint (query->from_seconds, <=, query->to_seconds);
  g_assert_cmpuint (query->n_topics, >, 0);
  g_assert_true (query->cursor == NULL || g_strcmp0 (query->store, STORE) == 0);
  g_array_append_val (self->queries, noted);
  answer->source = self;
  answer->task = g_task_new (self, cancellable, callback, user_data);
  answer->error = -1;
  if (self->n_failures > 0)
    {
      self->n_failures--;
      answer->error = self->failure;
    }
  else
    answer->page = find_page (self, query);
  answer->timer = sotto_clock_add_timer (self->clock, ANSWER_MS, answer_cb, answer);
}

static SottoHistoryPage *
test_history_query_finish (SottoHistorySource *source, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
source_iface_init (SottoHistorySourceInterface *iface)
{
  iface->get_available = test_history_get_available;
  iface->query_async = test_history_query_async;
  iface->query_finish = test_history_query_finish;
}

static void
sotto_test_history_finalize (GObject *object)
{
  SottoTestHistory *self = SOTTO_TEST_HISTORY (object);

  g_array_unref (self->queries);
  g_object_unref (self->clock);
  G_OBJECT_CLASS (sotto_test_history_parent_class)->finalize (object);
}

static void
sotto_test_history_class_init (SottoTestHistoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sotto_test_history_finalize;
}

static void
sotto_test_history_init (SottoTestHistory *self)
{
  self->queries = g_array_new (FALSE, FALSE, sizeof (SottoTestHistoryQuery));
}

SottoTestHistory *
sotto_test_history_new (SottoClock *clock, GPtrArray *archive)
{
  SottoTestHistory *self = g_object_new (SOTTO_TYPE_TEST_HISTORY, NULL);

  self->clock = g_object_ref (clock);
  self->archive = archive;
  return self;
}

void
sotto_test_history_set_available (SottoTestHistory *self, gboolean available)
{
  if (self->available == available)
    return;
  self->available = available;
  g_signal_emit_by_name (self, "available-changed");
}

void
sotto_test_history_set_oldest_first (SottoTestHistory *self, gboolean oldest_first)
{
  self->oldest_first = oldest_first;
}

void
sotto_test_history_fail (SottoTestHistory *self, guint n, int transport_error)
{
  self->n_failures = n;
  self->failure = transport_error;
}

void
sotto_test_history_set_page_size (SottoTestHistory *self, guint page_size)
{
  self->page_size = page_size;
}

GArray *
sotto_test_history_get_queries (SottoTestHistory *self)
{
  return self->queries;
}

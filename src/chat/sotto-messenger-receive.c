/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the network brings, in batches of at most 20 ms or 100 payloads.
 *
 * A batch is first written down as being processed, and then processed in one transaction that also
 * deletes that note: a kill in between loses nothing. What was being processed when the program
 * died is taken up again at the next start, each on its own; what was so twice is set aside, so
 * that it cannot keep the program from starting.
 */

#include "sotto-sql.h"
#include "sotto-engine-receive-private.h"
#include "sotto-messenger-private.h"

#define BATCH_MS 20
#define BATCH_SIZE 100

/* Set aside when the program died over it so often. */
#define MAX_TRIES 2
#define MAX_QUARANTINE 100

typedef struct
{
  GPtrArray *payloads;
} Batch;

typedef struct
{
  gint64 row;
  SottoOrigin origin;
  SottoReceivedPayload *payload;
} Leftover;

static void begin_leftover (SottoMessenger *self);

static void
batch_free (Batch *batch)
{
  g_ptr_array_unref (batch->payloads);
  g_free (batch);
}

static void
leftover_free (Leftover *leftover)
{
  g_clear_pointer (&leftover->payload, sotto_received_payload_unref);
  g_free (leftover);
}

/* On the writer thread. */

static gboolean
note_batch (SottoWork *work, gpointer data, GError **error)
{
  Batch *batch = data;

  for (guint i = 0; i < batch->payloads->len; i++)
    if (!sotto_engine_note_payload (work, g_ptr_array_index (batch->payloads, i), SOTTO_ORIGIN_LIVE,
                                    error))
      return FALSE;

  return TRUE;
}

static gboolean
process_batch (SottoWork *work, gpointer data, GError **error)
{
  Batch *batch = data;

  for (guint i = 0; i < batch->payloads->len; i++)
    if (!sotto_engine_take_payload (work, g_ptr_array_index (batch->payloads, i), SOTTO_ORIGIN_LIVE,
                                    error))
      return FALSE;

  return TRUE;
}

/* Reads what was being processed, and counts this as one more try, or sets it aside. */
static gboolean
set_aside (SottoWork *work, gint64 row, GError **error)
{
  return sotto_sql_run (
           work->connection, error,
           "INSERT OR IGNORE INTO quarantine (hash, topic, data, sent_seconds, note, "
           "set_aside_ms) SELECT hash, topic, data, sent_seconds, "
           "'The program died twice while it was being processed', ?2 FROM inbox WHERE id = ?1",
           "ii", row, work->now_ms) &&
         sotto_sql_run (work->connection, error, "DELETE FROM inbox WHERE id = ?1", "i", row) &&
         sotto_sql_run (work->connection, error,
                        "DELETE FROM quarantine WHERE id NOT IN "
                        "(SELECT id FROM quarantine ORDER BY id DESC LIMIT ?1)",
                        "i", (gint64) MAX_QUARANTINE);
}

static gboolean
note_leftover (SottoWork *work, gpointer data, GError **error)
{
  Leftover *leftover = data;
  g_autoptr (SottoStatement) statement = sotto_sql_query (
    work->connection, error,
    "SELECT topic, data, hash, sent_seconds, tries, origin FROM inbox WHERE id = ?1", "i",
    leftover->row);
  g_autoptr (GBytes) bytes = NULL;
  gboolean has_row;
  SottoTopic topic;
  SottoHash id;

  g_clear_pointer (&leftover->payload, sotto_received_payload_unref);
  if (statement == NULL || !sotto_statement_step (statement, &has_row, error))
    return FALSE;
  if (!has_row)
    return TRUE;

  bytes = sotto_statement_dup_bytes (statement, 1);
  if (sotto_statement_get_int (statement, 4) >= MAX_TRIES || bytes == NULL ||
      !sotto_statement_copy_blob (statement, 0, topic.bytes, sizeof topic.bytes) ||
      !sotto_statement_get_hash (statement, 2, &id))
    return set_aside (work, leftover->row, error);

  leftover->payload = sotto_received_payload_new (&topic, bytes, &id,
                                                  (guint32) sotto_statement_get_int (statement, 3));
  leftover->origin = (SottoOrigin) CLAMP (sotto_statement_get_int (statement, 5), SOTTO_ORIGIN_LIVE,
                                          SOTTO_ORIGIN_OLDER);
  sotto_statement_reset (statement);

  return sotto_sql_run (work->connection, error, "UPDATE inbox SET tries = tries + 1 WHERE id = ?1",
                        "i", leftover->row);
}

static gboolean
process_leftover (SottoWork *work, gpointer data, GError **error)
{
  Leftover *leftover = data;

  return sotto_engine_take_payload (work, leftover->payload, leftover->origin, error);
}

/* On the main context. */

static void
leftover_processed_cb (SottoMessenger *self, gpointer data, const GError *error)
{
  begin_leftover (self);
}

static void
leftover_noted_cb (SottoMessenger *self, gpointer data, const GError *error)
{
  Leftover *leftover = data;
  Leftover *next;

  if (error != NULL || leftover->payload == NULL)
    {
      begin_leftover (self);
      return;
    }

  next = g_new0 (Leftover, 1);
  next->row = leftover->row;
  next->origin = leftover->origin;
  next->payload = g_steal_pointer (&leftover->payload);
  sotto_messenger_queue (self, &(SottoMessengerJob){ .function = process_leftover,
                                                     .data = next,
                                                     .data_free = (GDestroyNotify) leftover_free,
                                                     .done = leftover_processed_cb });
}

static void
begin_leftover (SottoMessenger *self)
{
  Leftover *leftover;

  if (self->leftovers->len == 0 || !self->running)
    return;

  leftover = g_new0 (Leftover, 1);
  leftover->row = g_array_index (self->leftovers, gint64, 0);
  g_array_remove_index (self->leftovers, 0);
  sotto_messenger_queue (self, &(SottoMessengerJob){ .function = note_leftover,
                                                     .data = leftover,
                                                     .data_free = (GDestroyNotify) leftover_free,
                                                     .done = leftover_noted_cb });
}

static void
noted_cb (SottoMessenger *self, gpointer data, const GError *error)
{
  Batch *noted = data;
  Batch *batch = g_new0 (Batch, 1);

  batch->payloads = g_ptr_array_ref (noted->payloads);
  sotto_messenger_queue (self, &(SottoMessengerJob){ .function = process_batch,
                                                     .data = batch,
                                                     .data_free = (GDestroyNotify) batch_free });
}

/* Whether the key of one of the topic's channels is still being derived. */
static gboolean
must_wait (SottoMessenger *self, const SottoReceivedPayload *payload)
{
  GPtrArray *candidates = sotto_subscriptions_lookup (self->subscriptions, &payload->topic);

  for (guint i = 0; candidates != NULL && i < candidates->len; i++)
    {
      SottoSubscription *subscription = g_ptr_array_index (candidates, i);
      g_autoptr (SottoSecret) key = sotto_subscription_dup_key (subscription);

      if (key == NULL && subscription->kind != SOTTO_SUBSCRIPTION_PRIVATE)
        return TRUE;
    }

  return FALSE;
}

static gboolean
batch_over_cb (gpointer user_data)
{
  SottoMessenger *self = user_data;

  self->received_timer = 0;
  sotto_messenger_receive_now (self);

  return G_SOURCE_REMOVE;
}

/* For the rest of the layer. */

void
sotto_messenger_receive (SottoMessenger *self, SottoReceivedPayload *payload)
{
  sotto_messenger_update_topics (self);
  if (self->received->len + self->held->len + g_queue_get_length (&self->jobs) * BATCH_SIZE >=
      SOTTO_MAX_RECEIVED)
    {
      g_debug ("Dropped a payload: too many wait");
      return;
    }
  if (must_wait (self, payload))
    {
      g_ptr_array_add (self->held, sotto_received_payload_ref (payload));
      return;
    }

  g_ptr_array_add (self->received, sotto_received_payload_ref (payload));
  if (self->received->len >= BATCH_SIZE)
    sotto_messenger_receive_now (self);
  else if (self->received_timer == 0)
    self->received_timer = sotto_clock_add_timer (self->clock, BATCH_MS, batch_over_cb, self);
}

void
sotto_messenger_receive_held (SottoMessenger *self)
{
  g_autoptr (GPtrArray) held = g_steal_pointer (&self->held);

  self->held = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_received_payload_unref);
  for (guint i = 0; i < held->len; i++)
    sotto_messenger_receive (self, g_ptr_array_index (held, i));
}

void
sotto_messenger_receive_now (SottoMessenger *self)
{
  Batch *batch;

  sotto_clock_clear_timer (self->clock, &self->received_timer);
  if (self->received->len == 0)
    return;

  batch = g_new0 (Batch, 1);
  batch->payloads = g_steal_pointer (&self->received);
  self->received = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_received_payload_unref);
  sotto_messenger_queue (self, &(SottoMessengerJob){ .function = note_batch,
                                                     .data = batch,
                                                     .data_free = (GDestroyNotify) batch_free,
                                                     .done = noted_cb });
}

void
sotto_messenger_receive_leftovers (SottoMessenger *self)
{
  begin_leftover (self);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Start and stop. At the start the lists are read at once, on a reading thread; what was under way
 * goes on. At the stop nothing more is taken in, and all that was begun is committed.
 */

#include <string.h>

#include "sotto-sql.h"
#include "sotto-engine-payments-private.h"
#include "sotto-history-sync-private.h"

#define PRUNE_MS (24 * 60 * 60 * 1000)
#define SEEN_KEPT_MS ((gint64) 40 * 24 * 60 * 60 * 1000)

/* What is read at the start. */
typedef struct
{
  SottoSecureChannel *secure;
  GPtrArray *contacts;
  GPtrArray *chats;
  GPtrArray *outbox;
  GArray *inbox;
  GPtrArray *negotiated;
  GPtrArray *payments;
  gint64 trimming;
} Loaded;

static void
loaded_free (Loaded *loaded)
{
  g_clear_object (&loaded->secure);
  g_clear_pointer (&loaded->contacts, g_ptr_array_unref);
  g_clear_pointer (&loaded->chats, g_ptr_array_unref);
  g_clear_pointer (&loaded->outbox, g_ptr_array_unref);
  g_clear_pointer (&loaded->inbox, g_array_unref);
  g_clear_pointer (&loaded->negotiated, g_ptr_array_unref);
  g_clear_pointer (&loaded->payments, g_ptr_array_unref);
  g_free (loaded);
}

static void
outbox_change_free (SottoChange *change)
{
  g_clear_pointer (&change->data, g_bytes_unref);
  g_free (change);
}

/* On a reading thread. */

static gboolean
load_outbox (SottoConnection *connection, Loaded *loaded, GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_sql_query (connection, error, "SELECT id, topic, data FROM outbox ORDER BY id", "");
  gboolean has_row;

  if (statement == NULL || !sotto_statement_step (statement, &has_row, error))
    return FALSE;
  loaded->outbox = g_ptr_array_new_with_free_func ((GDestroyNotify) outbox_change_free);
  while (has_row)
    {
      SottoChange *change = g_new0 (SottoChange, 1);

      change->row = sotto_statement_get_int (statement, 0);
      change->data = sotto_statement_dup_bytes (statement, 2);
      if (change->data != NULL &&
          sotto_statement_copy_blob (statement, 1, change->topic, sizeof change->topic))
        g_ptr_array_add (loaded->outbox, change);
      else
        outbox_change_free (change);
      if (!sotto_statement_step (statement, &has_row, error))
        return FALSE;
    }

  return TRUE;
}

/* The point multiplications behind the topics of two: too many for the main thread. */
static void
make_negotiated (Loaded *loaded)
{
  loaded->negotiated = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_subscription_unref);
  for (guint i = 0; i < loaded->contacts->len; i++)
    {
      const SottoContactRow *row = g_ptr_array_index (loaded->contacts, i);
      g_auto (SottoKey) secret = { { 0 } };
      char *name;

      if (!row->listening ||
          !sotto_secure_channel_get_shared_secret (loaded->secure, &row->key, &secret, NULL))
        continue;
      name = sotto_channel_name_negotiated (secret.bytes);
      g_ptr_array_add (loaded->negotiated,
                       sotto_subscription_new (SOTTO_SUBSCRIPTION_NEGOTIATED, name, &row->key));
      sotto_wipe_string (name);
      g_free (name);
    }
}

static gboolean
load_cb (SottoConnection *connection, gpointer user_data, GError **error)
{
  Loaded *loaded = user_data;
  g_autoptr (SottoStatement) inbox =
    sotto_sql_query (connection, error, "SELECT id FROM inbox ORDER BY id", "");

  loaded->inbox = inbox != NULL ? sotto_engine_list_rows (inbox, error) : NULL;
  if (loaded->inbox == NULL || !sotto_sql_get_int (connection, &loaded->trimming, error,
                                                   "SELECT EXISTS (SELECT 1 FROM trimming)", ""))
    return FALSE;
  loaded->contacts = sotto_rows_load_contacts (connection, error);
  loaded->chats = loaded->contacts != NULL ? sotto_rows_load_chats (connection, error) : NULL;
  if (loaded->chats == NULL || !load_outbox (connection, loaded, error))
    return FALSE;
  loaded->payments = sotto_payment_rows_load_unfinished (connection, error);
  if (loaded->payments == NULL)
    return FALSE;
  make_negotiated (loaded);

  return TRUE;
}

/* On the main context. */

static void
received_cb (SottoTransport *transport, SottoReceivedPayload *payload, SottoMessenger *self)
{
  if (self->running)
    sotto_messenger_receive (self, payload);
}

static void
confirmed_cb (SottoTransport *transport, SottoHash *id, gboolean by_store, SottoMessenger *self)
{
  sotto_messenger_outbox_confirmed (self, id);
}

static void
expired_cb (SottoTransport *transport, SottoHash *id, SottoMessenger *self)
{
  sotto_messenger_outbox_expired (self, id);
}

static void
status_changed_cb (SottoTransportState *state, GParamSpec *pspec, SottoMessenger *self)
{
  sotto_messenger_online_changed (self);
}

static void
peers_changed_cb (GListModel *peers,
                  guint position,
                  guint n_removed,
                  guint n_added,
                  SottoMessenger *self)
{
  if (n_added > n_removed)
    sotto_messenger_want_code (self);
}

static void
connect_transport (SottoMessenger *self)
{
  SottoTransportState *state = sotto_transport_get_state (self->transport);

  g_signal_connect_object (self->transport, "received", G_CALLBACK (received_cb), self, 0);
  g_signal_connect_object (self->transport, "confirmed", G_CALLBACK (confirmed_cb), self, 0);
  g_signal_connect_object (self->transport, "expired", G_CALLBACK (expired_cb), self, 0);
  g_signal_connect_object (state, "notify::status", G_CALLBACK (status_changed_cb), self, 0);
  g_signal_connect_object (sotto_transport_state_get_peers (state), "items-changed",
                           G_CALLBACK (peers_changed_cb), self, 0);
}

static void
disconnect_transport (SottoMessenger *self)
{
  SottoTransportState *state = sotto_transport_get_state (self->transport);

  g_signal_handlers_disconnect_by_data (self->transport, self);
  g_signal_handlers_disconnect_by_data (state, self);
  g_signal_handlers_disconnect_by_data (sotto_transport_state_get_peers (state), self);
}

static void
follow_own (SottoMessenger *self)
{
  const SottoPublicKey *key = &self->engine.self;
  const struct
  {
    SottoSubscriptionKind kind;
    char *name;
  } own[] = {
    { SOTTO_SUBSCRIPTION_PRIVATE, sotto_channel_name_partitioned (key) },
    { SOTTO_SUBSCRIPTION_PRIVATE, sotto_channel_name_personal (key) },
    { SOTTO_SUBSCRIPTION_CONTACT_CODE, sotto_channel_name_contact_code (key) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    {
      g_autoptr (SottoSubscription) subscription =
        sotto_subscription_new (own[i].kind, own[i].name, key);

      sotto_messenger_follow (self, subscription);
      g_free (own[i].name);
    }
}

/* On the writer thread. */
static gboolean
prune_work (SottoWork *work, gpointer data, GError **error)
{
  return sotto_secure_channel_prune (work->engine->secure, work->transaction, error) &&
         sotto_mvds_prune (work->engine->mvds, work->transaction, error) &&
         sotto_sql_run (work->connection, error, "DELETE FROM seen WHERE seen_ms < ?1", "i",
                        work->now_ms - SEEN_KEPT_MS) &&
         sotto_engine_prune_early (work, error);
}

static gboolean
prune_cb (gpointer user_data)
{
  sotto_messenger_queue (user_data, &(SottoMessengerJob){ .function = prune_work });

  return G_SOURCE_CONTINUE;
}

/* Nobody knows what became of them meanwhile. */
static void
verify_payments (SottoMessenger *self, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    {
      g_autoptr (SottoPayment) payment =
        sotto_models_dup_payment (self->models, g_ptr_array_index (rows, i));

      sotto_messenger_emit_payment (self, payment, TRUE);
    }
}

static void
go_on (SottoMessenger *self, Loaded *loaded)
{
  self->running = TRUE;
  follow_own (self);
  for (guint i = 0; i < loaded->negotiated->len; i++)
    sotto_messenger_follow (self, g_ptr_array_index (loaded->negotiated, i));
  for (guint i = 0; i < loaded->chats->len; i++)
    sotto_messenger_follow_chat (self, g_ptr_array_index (loaded->chats, i));
  for (guint i = 0; i < loaded->contacts->len; i++)
    {
      SottoContactRow *row = g_ptr_array_index (loaded->contacts, i);

      /* Done already, on the reading thread. */
      row->listening = FALSE;
      sotto_messenger_follow_contact (self, row);
    }
  for (guint i = 0; i < loaded->outbox->len; i++)
    sotto_messenger_outbox_add (self, g_ptr_array_index (loaded->outbox, i));
  sotto_messenger_update_topics (self);
  connect_transport (self);
  g_array_append_vals (self->leftovers, loaded->inbox->data, loaded->inbox->len);
  sotto_messenger_receive_leftovers (self);
  if (loaded->trimming != 0)
    sotto_messenger_trim (self);
  self->prune_timer = sotto_clock_add_timer (self->clock, PRUNE_MS, prune_cb, self);
  prune_cb (self);
  sotto_messenger_check_mutes (self);
  sotto_messenger_online_changed (self);
  sotto_history_sync_start (self->history);
  verify_payments (self, loaded->payments);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SottoMessenger *self = g_task_get_source_object (task);
  Loaded *loaded = g_task_get_task_data (task);
  GError *error = NULL;

  if (!sotto_store_read_finish (SOTTO_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  sotto_models_load (self->models, loaded->contacts, loaded->chats);
  go_on (self, loaded);
  g_task_return_boolean (task, TRUE);
}

/* For the rest of the layer. */

void
sotto_messenger_check_stopped (SottoMessenger *self)
{
  GTask *task;

  if (self->stop_task == NULL || self->writing || !g_queue_is_empty (&self->jobs))
    return;

  task = g_steal_pointer (&self->stop_task);
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

void
sotto_messenger_life_clear (SottoMessenger *self)
{
  if (self->transport != NULL && self->running)
    disconnect_transport (self);
  self->running = FALSE;
  self->online = FALSE;
  if (self->history != NULL)
    sotto_history_sync_stop (self->history);
  if (self->deriving != NULL)
    g_cancellable_cancel (self->deriving);
  if (self->clock == NULL)
    return;

  sotto_clock_clear_timer (self->clock, &self->received_timer);
  sotto_clock_clear_timer (self->clock, &self->sync_timer);
  sotto_clock_clear_timer (self->clock, &self->send_timer);
  sotto_clock_clear_timer (self->clock, &self->code_timer);
  sotto_clock_clear_timer (self->clock, &self->draft_timer);
  sotto_clock_clear_timer (self->clock, &self->mute_timer);
  sotto_clock_clear_timer (self->clock, &self->prune_timer);
}

/* Public, in the header's order. */

/**
 * sotto_messenger_start_async:
 * @self: a messenger
 * @cancellable: (nullable): to give up
 * @callback: called when the lists are there
 * @user_data: for @callback
 *
 * Loads the lists and follows the topics. Afterwards what was under way goes on: what was received
 * and not processed, what waits to be sent, what the network has not confirmed. The store must be
 * open.
 */
void
sotto_messenger_start_async (SottoMessenger *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task;
  Loaded *loaded;

  g_return_if_fail (SOTTO_IS_MESSENGER (self));
  g_return_if_fail (!self->running);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_messenger_start_async);
  g_task_set_name (task, "start the messenger");
  loaded = g_new0 (Loaded, 1);
  loaded->secure = g_object_ref (self->engine.secure);
  g_task_set_task_data (task, loaded, (GDestroyNotify) loaded_free);
  sotto_store_read_async (self->store, load_cb, loaded, NULL, cancellable, loaded_cb, task);
}

/**
 * sotto_messenger_start_finish:
 * @self: a messenger
 * @result: what the callback was given
 * @error: return location for an error of the store
 *
 * Returns: whether the messenger runs
 */
gboolean
sotto_messenger_start_finish (SottoMessenger *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sotto_messenger_stop_async:
 * @self: a messenger
 * @cancellable: (nullable): unused, since what was begun has to end
 * @callback: called when all is committed
 * @user_data: for @callback
 *
 * Takes nothing in any more, writes what was received and typed, and finishes when all is
 * committed. The transport may be stopped afterwards, and then the store be closed.
 */
void
sotto_messenger_stop_async (SottoMessenger *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SOTTO_IS_MESSENGER (self));
  g_return_if_fail (self->stop_task == NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_source_tag (task, sotto_messenger_stop_async);
  g_task_set_name (task, "stop the messenger");
  sotto_messenger_receive_now (self);
  sotto_messenger_flush_drafts (self);
  sotto_history_sync_stop (self->history);
  sotto_messenger_life_clear (self);
  /* A full disk is not waited for. */
  if (self->retry_timer != 0)
    sotto_messenger_jobs_clear (self);
  self->stop_task = g_steal_pointer (&task);
  sotto_messenger_check_stopped (self);
}

/**
 * sotto_messenger_stop_finish:
 * @self: a messenger
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: %TRUE
 */
gboolean
sotto_messenger_stop_finish (SottoMessenger *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

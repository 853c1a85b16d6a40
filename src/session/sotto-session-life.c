/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Starting and stopping a session.
 *
 *   start: decisions about the network → transport → messenger
 *   stop:  decisions about the network → messenger (takes nothing in, commits) → transport (says
 *          good-bye) → what the low layers keep → store → keys
 */

#include "sotto-restore-guard.h"
#include "sotto-session-private.h"
#include "sotto-session-payments-private.h"
#include "sotto-wallet.h"

/* All steps of stopping together, whatever the network does. */
#define STOP_TIMEOUT_MS 5000

/* Stopping: a list of steps, each finishing by next_stop_step (). One that does not come back
 * before the deadline is left behind. */

static void stop_next_step (SottoSession *self);

typedef struct
{
  SottoSession *self;
  guint step;
} StopCall;

static void
stop_step_done (gpointer user_data, const GError *error)
{
  g_autofree StopCall *call = user_data;
  g_autoptr (SottoSession) self = call->self;

  if (error != NULL)
    g_message ("While closing the account: %s", error->message);
  if (self->stopping != NULL && self->stop_step == call->step)
    stop_next_step (self);
}

static void
messenger_stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  sotto_messenger_stop_finish (SOTTO_MESSENGER (source), result, &error);
  stop_step_done (user_data, error);
}

static void
transport_stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  sotto_transport_stop_finish (SOTTO_TRANSPORT (source), result, &error);
  stop_step_done (user_data, error);
}

static void
discovery_stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  sotto_session_discovery_stop_finish (SOTTO_SESSION_DISCOVERY (source), result, &error);
  stop_step_done (user_data, error);
}

static void
net_state_closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  sotto_store_net_state_close_finish (SOTTO_STORE_NET_STATE (source), result, &error);
  stop_step_done (user_data, error);
}

static void
store_closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  sotto_store_close_finish (SOTTO_STORE (source), result, &error);
  stop_step_done (user_data, error);
}

static void
begin_wait_for_start (SottoSession *self, gpointer call)
{
  if (self->start_is_pending)
    self->start_waiter = call;
  else
    stop_step_done (call, NULL);
}

static void
begin_messenger_stop (SottoSession *self, gpointer call)
{
  if (!self->messenger_has_begun)
    {
      stop_step_done (call, NULL);
      return;
    }
  sotto_messenger_stop_async (self->messenger, NULL, messenger_stopped_cb, call);
}

static void
begin_transport_stop (SottoSession *self, gpointer call)
{
  sotto_waku_mail_client_stop (self->mail_client);
  sotto_transport_stop_async (self->transport, NULL, transport_stopped_cb, call);
}

static void
begin_discovery_stop (SottoSession *self, gpointer call)
{
  sotto_session_discovery_stop_async (self->discovery, discovery_stopped_cb, call);
}

static void
begin_net_state_close (SottoSession *self, gpointer call)
{
  sotto_session_traffic_stop (self->traffic);
  sotto_store_net_state_close_async (self->net_state, NULL, net_state_closed_cb, call);
}

static void
begin_store_close (SottoSession *self, gpointer call)
{
  sotto_store_close_async (self->store, NULL, store_closed_cb, call);
}

static void (*const stop_steps[]) (SottoSession *self, gpointer call) = {
  begin_wait_for_start, begin_messenger_stop,  begin_discovery_stop,
  begin_transport_stop, begin_net_state_close, begin_store_close,
};

#define FIRST_STEP_OF_THE_STORE 4

static void
finish_stop (SottoSession *self)
{
  g_autoptr (GPtrArray) tasks = g_steal_pointer (&self->stopping);

  sotto_clock_clear_timer (self->clock, &self->stop_timer);
  self->state = SOTTO_SESSION_STOPPED;
  g_clear_pointer (&self->data->identity, sotto_private_key_unref);
  g_clear_pointer (&self->data->node_key, sotto_private_key_unref);
  g_clear_object (&self->secure);
  g_clear_object (&self->mvds);
  sotto_restore_guard_note_closed (sotto_account_get_folder (self->account));
  g_clear_pointer (&self->lock, sotto_folder_lock_release);
  for (guint i = 0; i < tasks->len; i++)
    g_task_return_boolean (g_ptr_array_index (tasks, i), TRUE);
}

static void
begin_stop_step (SottoSession *self, guint step)
{
  StopCall *call;

  self->stop_step = step;
  if (step == G_N_ELEMENTS (stop_steps))
    {
      finish_stop (self);
      return;
    }
  call = g_new0 (StopCall, 1);
  call->self = g_object_ref (self);
  call->step = step;
  stop_steps[step](self, call);
}

static void
stop_next_step (SottoSession *self)
{
  begin_stop_step (self, self->stop_step + 1);
}

/* Only the network may dawdle: what waits for the disk is waited for. */
static gboolean
stop_deadline_cb (gpointer user_data)
{
  SottoSession *self = user_data;

  self->stop_timer = 0;
  if (self->stop_step < FIRST_STEP_OF_THE_STORE)
    begin_stop_step (self, FIRST_STEP_OF_THE_STORE);
  return G_SOURCE_REMOVE;
}

static void
end_start (SottoSession *self)
{
  gpointer waiter = g_steal_pointer (&self->start_waiter);

  self->start_is_pending = FALSE;
  if (self->state == SOTTO_SESSION_STARTING)
    self->state = SOTTO_SESSION_RUNNING;
  if (waiter != NULL)
    stop_step_done (waiter, NULL);
}

/* Starting. */

static void
messenger_started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SottoSession *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (sotto_messenger_start_finish (SOTTO_MESSENGER (source), result, &error))
    {
      sotto_session_payments_start (self->payments);
      g_task_return_boolean (task, TRUE);
    }
  else
    g_task_return_error (task, error);
  end_start (self);
}

/* Without a network one can still read and write: messages wait. */
static void
transport_started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SottoSession *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (!sotto_transport_start_finish (SOTTO_TRANSPORT (source), result, &error))
    g_message ("The network cannot be used: %s", error->message);
  if (self->state != SOTTO_SESSION_STARTING)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Stopped");
      end_start (self);
      return;
    }
  self->messenger_has_begun = TRUE;
  sotto_messenger_start_async (self->messenger, g_task_get_cancellable (task), messenger_started_cb,
                               g_object_ref (task));
}

/* Public, in the header's order. */

/**
 * sotto_session_start_async:
 * @self: a session that has not been started
 * @cancellable: (nullable): a cancellable
 * @callback: called when conversations are there
 * @user_data: for @callback
 */
void
sotto_session_start_async (SottoSession *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SOTTO_IS_SESSION (self) && self->state == SOTTO_SESSION_READY);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_session_start_async);
  self->state = SOTTO_SESSION_STARTING;
  self->start_is_pending = TRUE;
  sotto_session_network_start (self->network);
  sotto_session_discovery_start (self->discovery);
  sotto_transport_start_async (self->transport, cancellable, transport_started_cb, task);
}

/**
 * sotto_session_start_finish:
 * @self: a session
 * @result: a result
 * @error: return location
 *
 * Returns: whether it runs
 */
gboolean
sotto_session_start_finish (SottoSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sotto_session_stop_async:
 * @self: a session, started or not
 * @cancellable: (nullable): ignored: what was begun has to end
 * @callback: called when the account is locked
 * @user_data: for @callback
 */
void
sotto_session_stop_async (SottoSession *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  gboolean was_started;
  GTask *task;

  g_return_if_fail (SOTTO_IS_SESSION (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, sotto_session_stop_async);
  if (self->state == SOTTO_SESSION_STOPPED)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  if (self->state == SOTTO_SESSION_STOPPING)
    {
      g_ptr_array_add (self->stopping, task);
      return;
    }
  was_started = self->state != SOTTO_SESSION_READY;
  self->state = SOTTO_SESSION_STOPPING;
  self->stopping = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (self->stopping, task);
  self->stop_timer = sotto_clock_add_timer (self->clock, STOP_TIMEOUT_MS, stop_deadline_cb, self);
  sotto_session_payments_stop (self->payments);
  sotto_wallet_lock (self->wallet);
  sotto_session_network_stop (self->network);
  begin_stop_step (self, was_started ? 0 : FIRST_STEP_OF_THE_STORE);
}

/**
 * sotto_session_stop_finish:
 * @self: a session
 * @result: a result
 * @error: return location
 *
 * Returns: %TRUE
 */
gboolean
sotto_session_stop_finish (SottoSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Calling a node: names are looked up, all addresses of both families are tried, and after 15 s it
 * was in vain. */

#include "sotto-dial-private.h"

#include "sotto-devp2p-error.h"

typedef struct
{
  SottoClock *clock;
  guint timer;
  gboolean is_late;
  GCancellable *stop;
  gulong cancelled_handler;
} DialData;

static void
dial_data_free (gpointer data)
{
  DialData *dial = data;

  sotto_clock_clear_timer (dial->clock, &dial->timer);
  g_clear_object (&dial->clock);
  g_clear_object (&dial->stop);
  g_free (dial);
}

static gboolean
late_cb (gpointer user_data)
{
  DialData *dial = user_data;

  dial->timer = 0;
  dial->is_late = TRUE;
  g_cancellable_cancel (dial->stop);
  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  DialData *dial = g_task_get_task_data (task);
  GError *error = NULL;
  GSocketConnection *connection =
    g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &error);

  g_cancellable_disconnect (g_task_get_cancellable (task), dial->cancelled_handler);
  if (connection != NULL)
    g_task_return_pointer (task, connection, g_object_unref);
  else if (dial->is_late)
    {
      g_clear_error (&error);
      g_task_return_new_error (task, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_TIMED_OUT,
                               "The node does not answer");
    }
  else
    g_task_return_error (task, error);
}

/**
 * sotto_dial_async:
 * @enode: whom to call
 * @proxy: (nullable): through which proxies, in place of the desktop's settings
 * @clock: for the time-out
 * @cancellable: (nullable): to give up
 * @callback: called when connected or failed
 * @user_data: for @callback
 */
void
sotto_dial_async (SottoEnode *enode,
                  GProxyResolver *proxy,
                  SottoClock *clock,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnectable) address = NULL;
  DialData *dial;

  g_return_if_fail (enode != NULL);
  g_return_if_fail (SOTTO_IS_CLOCK (clock));

  g_task_set_source_tag (task, sotto_dial_async);
  dial = g_new0 (DialData, 1);
  dial->clock = g_object_ref (clock);
  dial->stop = g_cancellable_new ();
  g_task_set_task_data (task, dial, dial_data_free);
  dial->timer = sotto_clock_add_timer (clock, SOTTO_DIAL_TIMEOUT_MS, late_cb, dial);
  if (cancellable != NULL)
    dial->cancelled_handler = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb),
                                                     g_object_ref (dial->stop), g_object_unref);
  if (proxy != NULL)
    g_socket_client_set_proxy_resolver (client, proxy);
  address = g_network_address_new (sotto_enode_get_host (enode), sotto_enode_get_port (enode));
  g_socket_client_connect_async (client, address, dial->stop, connected_cb,
                                 g_steal_pointer (&task));
}

/**
 * sotto_dial_finish:
 * @result: what the callback got
 * @error: return location for an error of GIO or this folder
 *
 * Returns: (transfer full) (nullable): the connection
 */
GSocketConnection *
sotto_dial_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

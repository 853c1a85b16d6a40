/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Takes calls. "::" means all addresses of both families, and all of IPv4 where there is no IPv6.
 * When the process has no file descriptor left, accepting rests for a moment instead of spinning.
 */

#include "sotto-listener-private.h"

#include <netinet/in.h>

#include "sotto-devp2p-error.h"

#define BACKLOG 128
#define ACCEPTS_A_TURN 16
#define REST_MS 200

struct _SottoListener
{
  GSocket *socket;
  SottoClock *clock;
  GSource *source;
  guint rest_timer;
  SottoListenerFunc function;
  gpointer user_data;
};

static void watch (SottoListener *self);

static void
unwatch (SottoListener *self)
{
  if (self->source == NULL)
    return;
  g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
}

static gboolean
rested_cb (gpointer user_data)
{
  SottoListener *self = user_data;

  self->rest_timer = 0;
  watch (self);
  return G_SOURCE_REMOVE;
}

static gboolean
incoming_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  SottoListener *self = user_data;

  for (guint i = 0; i < ACCEPTS_A_TURN && self->source != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GSocket) accepted = g_socket_accept (socket, NULL, &error);
      g_autoptr (GSocketConnection) connection = NULL;

      if (accepted == NULL)
        {
          if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
            return G_SOURCE_CONTINUE;
          g_debug ("Cannot take a call: %s", error->message);
          unwatch (self);
          self->rest_timer = sotto_clock_add_timer (self->clock, REST_MS, rested_cb, self);
          return G_SOURCE_REMOVE;
        }
      connection = g_socket_connection_factory_create_connection (accepted);
      self->function (connection, self->user_data);
    }
  return G_SOURCE_CONTINUE;
}

static void
watch (SottoListener *self)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  self->source = g_socket_create_source (self->socket, G_IO_IN, NULL);
  g_source_set_callback (self->source, G_SOURCE_FUNC (incoming_cb), self, NULL);
  g_source_attach (self->source, context);
}

static GSocket *
listen_on (GInetAddress *address, guint16 port, GError **error)
{
  GSocketFamily family = g_inet_address_get_family (address);
  g_autoptr (GSocketAddress) socket_address = g_inet_socket_address_new (address, port);
  g_autoptr (GSocket) socket =
    g_socket_new (family, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);

  if (socket == NULL)
    return NULL;
  g_socket_set_blocking (socket, FALSE);
  g_socket_set_listen_backlog (socket, BACKLOG);
  if (family == G_SOCKET_FAMILY_IPV6)
    g_socket_set_option (socket, IPPROTO_IPV6, IPV6_V6ONLY, 0, NULL);
  if (!g_socket_bind (socket, socket_address, TRUE, error) || !g_socket_listen (socket, error))
    return NULL;
  return g_steal_pointer (&socket);
}

static GSocket *
listen_on_any (GInetAddress *address, guint16 port, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (GInetAddress) any = NULL;
  GSocket *socket = listen_on (address, port, &problem);

  if (socket != NULL)
    return socket;
  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6 &&
      g_inet_address_get_is_any (address) &&
      !g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    {
      any = g_inet_address_new_any (G_SOCKET_FAMILY_IPV4);
      return listen_on (any, port, error);
    }
  g_propagate_error (error, g_steal_pointer (&problem));
  return NULL;
}

/**
 * sotto_listener_new:
 * @address: numeric; "::" for all
 * @port: 0 for any free one
 * @clock: for resting
 * @error: return location for a %SOTTO_DEVP2P_ERROR_LISTEN
 *
 * Returns: (transfer full) (nullable): a bound socket; calls wait until sotto_listener_start ()
 */
SottoListener *
sotto_listener_new (const char *address, guint16 port, SottoClock *clock, GError **error)
{
  g_autoptr (GInetAddress) inet_address = NULL;
  g_autoptr (GError) problem = NULL;
  g_autoptr (GSocket) socket = NULL;
  SottoListener *self;

  g_return_val_if_fail (address != NULL, NULL);

  inet_address = g_inet_address_new_from_string (address);
  if (inet_address == NULL)
    {
      g_set_error (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_LISTEN,
                   "“%s” is no IP address to listen on", address);
      return NULL;
    }
  socket = listen_on_any (inet_address, port, &problem);
  if (socket == NULL)
    {
      g_set_error (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_LISTEN,
                   "Cannot listen on %s, port %u: %s", address, (guint) port, problem->message);
      return NULL;
    }
  self = g_new0 (SottoListener, 1);
  self->socket = g_steal_pointer (&socket);
  self->clock = g_object_ref (clock);
  return self;
}

/**
 * sotto_listener_free:
 * @self: (transfer full): a listener; its socket is closed
 */
void
sotto_listener_free (SottoListener *self)
{
  g_return_if_fail (self != NULL);

  sotto_listener_stop (self);
  g_socket_close (self->socket, NULL);
  g_clear_object (&self->socket);
  g_clear_object (&self->clock);
  g_free (self);
}

/**
 * sotto_listener_start:
 * @self: a listener that does not take calls
 * @function: gets them
 * @user_data: for @function
 */
void
sotto_listener_start (SottoListener *self, SottoListenerFunc function, gpointer user_data)
{
  g_return_if_fail (self != NULL && self->source == NULL && self->rest_timer == 0);

  self->function = function;
  self->user_data = user_data;
  watch (self);
}

/**
 * sotto_listener_stop:
 * @self: a listener
 *
 * Takes no more calls; the socket stays bound.
 */
void
sotto_listener_stop (SottoListener *self)
{
  g_return_if_fail (self != NULL);

  unwatch (self);
  sotto_clock_clear_timer (self->clock, &self->rest_timer);
}

/**
 * sotto_listener_get_port:
 * @self: a listener
 *
 * Returns: its port
 */
guint16
sotto_listener_get_port (SottoListener *self)
{
  g_autoptr (GSocketAddress) address = NULL;

  g_return_val_if_fail (self != NULL, 0);

  address = g_socket_get_local_address (self->socket, NULL);
  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return 0;
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A UDP socket of one or, on "::", of both families. */

#include "sotto-udp-socket-private.h"

#include "sotto-devp2p-error.h"

struct _SottoUdpSocket
{
  GSocket *socket;
  GSource *source;
  SottoUdpSocketFunc function;
  gpointer user_data;
};

static GSocket *
bind_socket (const char *text, guint16 port, GError **error)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (text);
  g_autoptr (GSocketAddress) local = NULL;
  g_autoptr (GSocket) socket = NULL;

  if (address == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "“%s” is not an IP address",
                   text);
      return NULL;
    }
  local = g_inet_socket_address_new (address, port);
  socket = g_socket_new (g_inet_address_get_family (address), G_SOCKET_TYPE_DATAGRAM,
                         G_SOCKET_PROTOCOL_UDP, error);
  if (socket == NULL || !g_socket_bind (socket, local, FALSE, error))
    return NULL;
  g_socket_set_blocking (socket, FALSE);
  return g_steal_pointer (&socket);
}

/* Anything longer arrives with one byte too many, and is left alone. */
static gboolean
readable_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  SottoUdpSocket *self = user_data;

  for (guint i = 0; i < SOTTO_UDP_SOCKET_BATCH; i++)
    {
      guint8 data[SOTTO_UDP_SOCKET_MAX_LENGTH + 1];
      g_autoptr (GSocketAddress) address = NULL;
      g_autoptr (GError) error = NULL;
      SottoEndpoint from;
      gssize length =
        g_socket_receive_from (socket, &address, (char *) data, sizeof data, NULL, &error);

      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        break;
      if (length > 0 && length <= SOTTO_UDP_SOCKET_MAX_LENGTH &&
          sotto_endpoint_from_address (&from, address))
        self->function (&from, data, (gsize) length, self->user_data);
    }
  return G_SOURCE_CONTINUE;
}

/* Private to the folder, in the header's order. */

SottoUdpSocket *
sotto_udp_socket_new (const char *address, guint16 port, GError **error)
{
  g_autoptr (GError) problem = NULL;
  GSocket *socket = bind_socket (address, port, &problem);
  SottoUdpSocket *self;

  /* A computer without IPv6 has "all addresses" of the other family. */
  if (socket == NULL && g_str_equal (address, "::"))
    {
      g_clear_error (&problem);
      socket = bind_socket ("0.0.0.0", port, &problem);
    }
  if (socket == NULL)
    {
      g_set_error (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_LISTEN,
                   "UDP port %u cannot be listened on: %s", port, problem->message);
      return NULL;
    }
  self = g_new0 (SottoUdpSocket, 1);
  self->socket = socket;
  return self;
}

void
sotto_udp_socket_free (SottoUdpSocket *self)
{
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  g_socket_close (self->socket, NULL);
  g_object_unref (self->socket);
  g_free (self);
}

void
sotto_udp_socket_start (SottoUdpSocket *self, SottoUdpSocketFunc function, gpointer user_data)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  g_return_if_fail (self->source == NULL);

  self->function = function;
  self->user_data = user_data;
  self->source = g_socket_create_source (self->socket, G_IO_IN, NULL);
  g_source_set_callback (self->source, G_SOURCE_FUNC (readable_cb), self, NULL);
  g_source_attach (self->source, context);
}

void
sotto_udp_socket_send (SottoUdpSocket *self, const SottoEndpoint *to, GBytes *datagram)
{
  gboolean is_ipv6 = g_socket_get_family (self->socket) == G_SOCKET_FAMILY_IPV6;
  g_autoptr (GInetAddress) inet = is_ipv6
                                    ? g_inet_address_new_from_bytes (to->ip, G_SOCKET_FAMILY_IPV6)
                                    : sotto_endpoint_to_inet (to);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (inet, to->port);
  g_autoptr (GError) error = NULL;

  if (!is_ipv6 && !sotto_endpoint_is_ipv4 (to))
    return;
  if (g_socket_send_to (self->socket, address, g_bytes_get_data (datagram, NULL),
                        g_bytes_get_size (datagram), NULL, &error) < 0)
    g_debug ("A datagram was not sent: %s", error->message);
}

guint16
sotto_udp_socket_get_port (SottoUdpSocket *self)
{
  g_autoptr (GSocketAddress) local = g_socket_get_local_address (self->socket, NULL);

  return local != NULL ? g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local)) : 0;
}

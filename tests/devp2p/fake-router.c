/* SPDX-License-Identifier: GPL-3.0-or-later */

/* NAT-PMP (RFC 6886) on UDP port 5351 of an address of its own under 127/8, and as much HTTP, XML
 * and SOAP of an Internet Gateway Device as opening and closing a port takes. */

#include "fake-router.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NATPMP_PORT 5351
#define MAX_HTTP 16384

static const char description[] =
  "<?xml version=\"1.0\"?><root xmlns=\"urn:schemas-upnp-org:device-1-0\"><device>"
  "<deviceType>urn:schemas-upnp-org:device:InternetGatewayDevice:1</deviceType><deviceList><device>"
  "<deviceType>urn:schemas-upnp-org:device:WANDevice:1</deviceType><deviceList><device>"
  "<deviceType>urn:schemas-upnp-org:device:WANConnectionDevice:1</deviceType><serviceList><service>"
  "<serviceType>urn:schemas-upnp-org:service:WANIPConnection:1</serviceType>"
  "<serviceId>urn:upnp-org:serviceId:WANIPConn1</serviceId><controlURL>/ctl</controlURL>"
  "<eventSubURL>/evt</eventSubURL><SCPDURL>/scpd.xml</SCPDURL></service></serviceList></device>"
  "</deviceList></device></deviceList></device></root>";

static void
set_open (FakeRouter *self, const char *protocol, guint port, gboolean is_open)
{
  g_autofree char *name = g_strdup_printf ("%s %u", protocol, port);

  g_mutex_lock (&self->lock);
  if (is_open)
    g_hash_table_add (self->open, g_steal_pointer (&name));
  else
    g_hash_table_remove (self->open, name);
  g_mutex_unlock (&self->lock);
}

/* NAT-PMP */

static gsize
answer_natpmp (FakeRouter *self, const guint8 *request, gssize length, guint8 *answer)
{
  static const guint8 address[] = { 203, 0, 113, 7 };
  guint port;

  memset (answer, 0, 16);
  if (length < 2 || request[0] != 0)
    return 0;
  answer[1] = request[1] + 128;
  answer[3] = self->refuses ? 2 : 0;
  if (request[1] == 0 && length == 2)
    {
      memcpy (answer + 8, address, sizeof address);
      return 12;
    }
  if (length != 12 || request[1] > 2)
    return 0;
  port = (guint) request[4] << 8 | request[5];
  if (!self->refuses)
    set_open (self, request[1] == 2 ? "TCP" : "UDP", port,
              request[8] != 0 || request[9] != 0 || request[10] != 0 || request[11] != 0);
  memcpy (answer + 8, request + 4, 4);
  memcpy (answer + 12, request + 8, 4);
  return 16;
}

static gpointer
natpmp_thread (gpointer data)
{
  FakeRouter *self = data;

  while (!g_cancellable_is_cancelled (self->cancellable))
    {
      g_autoptr (GSocketAddress) from = NULL;
      guint8 request[64];
      guint8 answer[16];
      gssize length = g_socket_receive_from (self->socket, &from, (char *) request, sizeof request,
                                             self->cancellable, NULL);
      gsize answer_length = length > 0 ? answer_natpmp (self, request, length, answer) : 0;

      g_atomic_int_inc (&self->n_requests);
      if (answer_length > 0 && !self->is_silent)
        g_socket_send_to (self->socket, from, (const char *) answer, answer_length, NULL, NULL);
    }
  return NULL;
}

/* UPnP */

/* (transfer full) (nullable): what stands between <@name> and the next <. */
static char *
get_element (const char *text, const char *name)
{
  g_autofree char *tag = g_strdup_printf ("<%s>", name);
  const char *start = strstr (text, tag);
  const char *end;

  if (start == NULL)
    return NULL;
  start += strlen (tag);
  end = strchr (start, '<');
  return end != NULL ? g_strndup (start, (gsize) (end - start)) : NULL;
}

static char *
answer_soap (FakeRouter *self, const char *request, guint *status)
{
  g_autofree char *protocol = get_element (request, "NewProtocol");
  g_autofree char *port = get_element (request, "NewExternalPort");
  g_autofree char *lease = get_element (request, "NewLeaseDuration");
  gboolean opens = strstr (request, "#AddPortMapping") != NULL;

  if (strstr (request, "#GetStatusInfo") != NULL)
    return g_strdup (
      "<r><NewConnectionStatus>Connected</NewConnectionStatus><NewUptime>1</NewUptime>"
      "<NewLastConnectionError>ERROR_NONE</NewLastConnectionError></r>");
  if (strstr (request, "#GetExternalIPAddress") != NULL)
    return g_strdup ("<r><NewExternalIPAddress>203.0.113.7</NewExternalIPAddress></r>");
  if (opens && (self->refuses || (self->only_permanent && g_strcmp0 (lease, "0") != 0)))
    {
      *status = 500;
      return g_strdup_printf ("<r><errorCode>%u</errorCode></r>", self->refuses ? 501u : 725u);
    }
  if (protocol != NULL && port != NULL)
    set_open (self, protocol, (guint) atoi (port), opens);
  return g_strdup ("<r/>");
}

/* (transfer full): headers and body. */
static char *
read_http (GInputStream *input)
{
  GString *text = g_string_new (NULL);
  gsize wanted = G_MAXSIZE;

  while (text->len < wanted && text->len < MAX_HTTP)
    {
      char data[1024];
      gssize length = g_input_stream_read (input, data, sizeof data, NULL, NULL);
      const char *end;
      const char *size;

      if (length <= 0)
        break;
      g_string_append_len (text, data, length);
      end = strstr (text->str, "\r\n\r\n");
      if (end == NULL)
        continue;
      size = strstr (text->str, "Content-Length: ");
      wanted = (gsize) (end + 4 - text->str) +
               (size != NULL ? strtoul (size + strlen ("Content-Length: "), NULL, 10) : 0);
    }
  return g_string_free (text, FALSE);
}

static gboolean
run_cb (GThreadedSocketService *service,
        GSocketConnection *connection,
        GObject *source,
        gpointer user_data)
{
  FakeRouter *self = user_data;
  g_autofree char *request = read_http (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  guint status = 200;
  g_autofree char *body = g_str_has_prefix (request, "GET") ? g_strdup (description)
                                                            : answer_soap (self, request, &status);
  g_autofree char *answer =
    g_strdup_printf ("HTTP/1.1 %u %s\r\nContent-Type: text/xml\r\nContent-Length: %zu\r\n"
                     "Connection: close\r\n\r\n%s",
                     status, status == 200 ? "OK" : "Error", strlen (body), body);

  g_atomic_int_inc (&self->n_requests);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), answer,
                             strlen (answer), NULL, NULL, NULL);
  return TRUE;
}

static void
start_upnp (FakeRouter *self)
{
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) bound = NULL;

  self->service = g_threaded_socket_service_new (4);
  g_assert_true (g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), any,
                                                G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL,
                                                &bound, NULL));
  self->igd_url = g_strdup_printf ("http://127.0.0.1:%u/desc.xml",
                                   g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  g_signal_connect (self->service, "run", G_CALLBACK (run_cb), self);
  g_socket_service_start (self->service);
}

/* Several of these tests may run at a time: each process has its own address. */
static void
start_natpmp (FakeRouter *self)
{
  guint number = (guint) getpid ();
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  self->gateway =
    g_strdup_printf ("127.%u.%u.%u", 1 + (number >> 16 & 63), number >> 8 & 255, 1 + number % 254);
  address = g_inet_socket_address_new_from_string (self->gateway, NATPMP_PORT);
  self->socket =
    g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, &error);
  g_assert_true (g_socket_bind (self->socket, address, FALSE, &error));
  self->thread = g_thread_new ("nat-pmp", natpmp_thread, self);
}

FakeRouter *
fake_router_new (gboolean natpmp, gboolean upnp)
{
  FakeRouter *self = g_new0 (FakeRouter, 1);

  g_mutex_init (&self->lock);
  self->open = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->cancellable = g_cancellable_new ();
  if (natpmp)
    start_natpmp (self);
  if (upnp)
    start_upnp (self);
  return self;
}

void
fake_router_free (FakeRouter *self)
{
  g_cancellable_cancel (self->cancellable);
  if (self->thread != NULL)
    g_thread_join (self->thread);
  g_clear_object (&self->socket);
  if (self->service != NULL)
    {
      g_socket_service_stop (self->service);
      g_socket_listener_close (G_SOCKET_LISTENER (self->service));
    }
  g_clear_object (&self->service);
  g_object_unref (self->cancellable);
  g_hash_table_unref (self->open);
  g_mutex_clear (&self->lock);
  g_free (self->gateway);
  g_free (self->igd_url);
  g_free (self);
}

gboolean
fake_router_is_open (FakeRouter *self, const char *port)
{
  gboolean is_open;

  g_mutex_lock (&self->lock);
  is_open = g_hash_table_contains (self->open, port);
  g_mutex_unlock (&self->lock);
  return is_open;
}

guint
fake_router_get_n_open (FakeRouter *self)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = g_hash_table_size (self->open);
  g_mutex_unlock (&self->lock);
  return n;
}

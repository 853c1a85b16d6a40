/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Each call has a thread of its own, as a proxy is another process. */

#include "fake-socks.h"

#include <string.h>

static gboolean
read_all (GInputStream *input, guint8 *into, gsize length)
{
  gsize n_read;

  return g_input_stream_read_all (input, into, length, &n_read, NULL, NULL) && n_read == length;
}

typedef struct
{
  GIOStream *from;
  GIOStream *to;
} Direction;

static gpointer
copy_thread (gpointer data)
{
  Direction *direction = data;

  g_output_stream_splice (g_io_stream_get_output_stream (direction->to),
                          g_io_stream_get_input_stream (direction->from),
                          G_OUTPUT_STREAM_SPLICE_NONE, NULL, NULL);
  g_socket_shutdown (g_socket_connection_get_socket (G_SOCKET_CONNECTION (direction->to)), FALSE,
                     TRUE, NULL);
  return NULL;
}

static void
join (GIOStream *a, GIOStream *b)
{
  Direction there = { a, b };
  Direction back = { b, a };
  GThread *thread = g_thread_new ("socks", copy_thread, &there);

  copy_thread (&back);
  g_thread_join (thread);
}

/* (nullable): the name of a CONNECT. */
static char *
read_request (GIOStream *stream)
{
  static const guint8 method[] = { 5, 0 };
  GInputStream *input = g_io_stream_get_input_stream (stream);
  GOutputStream *output = g_io_stream_get_output_stream (stream);
  guint8 data[260];
  char *name;

  if (!read_all (input, data, 2) || data[0] != 5 || !read_all (input, data + 2, data[1]) ||
      !g_output_stream_write_all (output, method, sizeof method, NULL, NULL, NULL) ||
      !read_all (input, data, 5) || data[1] != 1 || data[3] != 3)
    return NULL;
  name = g_malloc0 (data[4] + 1u);
  if (!read_all (input, (guint8 *) name, data[4]) || !read_all (input, data, 2))
    g_clear_pointer (&name, g_free);
  return name;
}

static gboolean
run_cb (GThreadedSocketService *service,
        GSocketConnection *connection,
        GObject *source,
        gpointer user_data)
{
  FakeSocks *self = user_data;
  g_autofree char *name = read_request (G_IO_STREAM (connection));
  guint8 answer[] = { 5, self->refuses ? 4 : 0, 0, 1, 127, 0, 0, 1, 0, 0 };
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) onward = NULL;

  if (name == NULL)
    return TRUE;
  g_ptr_array_add (self->names, g_steal_pointer (&name));
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), answer,
                             sizeof answer, NULL, NULL, NULL);
  if (self->refuses)
    return TRUE;
  onward = g_socket_client_connect_to_host (client, "127.0.0.1", self->target, NULL, NULL);
  if (onward != NULL)
    join (G_IO_STREAM (connection), G_IO_STREAM (onward));
  return TRUE;
}

FakeSocks *
fake_socks_new (guint16 target)
{
  FakeSocks *self = g_new0 (FakeSocks, 1);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;

  self->target = target;
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->service = g_threaded_socket_service_new (4);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), any, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &bound, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  g_signal_connect (self->service, "run", G_CALLBACK (run_cb), self);
  g_socket_service_start (self->service);
  return self;
}

void
fake_socks_free (FakeSocks *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  g_ptr_array_unref (self->names);
  g_free (self);
}

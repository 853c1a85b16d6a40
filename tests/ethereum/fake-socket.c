/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-socket.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define HUGE_BYTES (17 * 1024 * 1024)
#define N_USELESS 200

static SoupWebsocketConnection *
get_last (FakeSocket *self)
{
  g_assert_cmpuint (self->connections->len, >, 0);

  return self->connections->pdata[self->connections->len - 1];
}

/* A message may arrive behind the end. */
static void
send_text (SoupWebsocketConnection *connection, const char *text)
{
  if (soup_websocket_connection_get_state (connection) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_send_text (connection, text);
}

static char *
answer_subscription (FakeSocket *self, gint64 id)
{
  if (self->refuses_subscriptions)
    return g_strdup_printf ("{\"jsonrpc\":\"2.0\",\"id\":%" G_GINT64_FORMAT
                            ",\"error\":{\"code\":-32601,\"message\":\"no such method\"}}",
                            id);
  self->subscription++;

  return g_strdup_printf ("{\"jsonrpc\":\"2.0\",\"id\":%" G_GINT64_FORMAT ",\"result\":\"0xab%u\"}",
                          id, self->subscription);
}

static char *
answer_one (FakeSocket *self, JsonObject *question)
{
  const char *method = json_object_get_string_member (question, "method");
  gint64 id = json_object_get_int_member (question, "id");
  guint64 number = g_str_equal (method, "eth_chainId") ? self->chain_id : self->block;

  g_ptr_array_add (self->methods, g_strdup (method));
  g_assert_cmpstr (json_object_get_string_member (question, "jsonrpc"), ==, "2.0");
  g_assert_true (json_object_has_member (question, "params"));
  if (g_str_equal (method, "eth_subscribe"))
    return answer_subscription (self, id);

  return g_strdup_printf ("{\"jsonrpc\":\"2.0\",\"id\":%" G_GINT64_FORMAT
                          ",\"result\":\"0x%" G_GINT64_MODIFIER "x\"}",
                          id, number);
}

static void
answer_list (FakeSocket *self, SoupWebsocketConnection *connection, JsonArray *questions)
{
  g_autoptr (GString) list = g_string_new ("[");
  guint n = json_array_get_length (questions);

  if (self->manner == SOCKET_NO_BATCHES)
    {
      send_text (connection, "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600,"
                             "\"message\":\"invalid request\"}}");
      return;
    }
  for (guint i = 0; i < n; i++)
    {
      guint which = self->manner == SOCKET_REVERSED ? n - 1 - i : i;
      g_autofree char *one = answer_one (self, json_array_get_object_element (questions, which));

      if (self->manner == SOCKET_FORGETFUL && which == 1)
        continue;
      if (self->manner == SOCKET_ONE_BY_ONE)
        send_text (connection, one);
      g_string_append_printf (list, "%s%s", list->len > 1 ? "," : "", one);
    }
  g_string_append_c (list, ']');
  if (self->manner != SOCKET_ONE_BY_ONE)
    send_text (connection, list->str);
}

static void
send_unasked (SoupWebsocketConnection *connection, gint64 id)
{
  static const char *const texts[] = {
    "{\"jsonrpc\":\"2.0\",\"id\":4000000000,\"result\":\"0x666\"}",
    "{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":\"0x666\"}",
    "{\"jsonrpc\":\"2.0\",\"id\":-1,\"result\":\"0x666\"}",
    "{\"jsonrpc\":\"2.0\",\"id\":null,\"result\":\"0x666\"}",
    "{\"jsonrpc\":\"2.0\",\"result\":\"0x666\"}",
    "{\"jsonrpc\":\"2.0\",\"method\":\"eth_subscription\",\"params\":{\"subscription\":\"0x1\","
    "\"result\":{\"number\":\"0x666\"}}}",
    "[{\"id\":77777,\"result\":\"0x666\"},7,null,[]]",
    "[]",
    "{}",
  };
  /* Text instead of a number, and the answer to what was asked before. */
  g_autofree char *quoted =
    g_strdup_printf ("{\"id\":\"%" G_GINT64_FORMAT "\",\"result\":\"0x666\"}", id);
  g_autofree char *earlier =
    g_strdup_printf ("{\"id\":%" G_GINT64_FORMAT ",\"result\":\"0x666\"}", id - 1);

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    send_text (connection, texts[i]);
  send_text (connection, quoted);
  send_text (connection, earlier);
}

static void
misbehave (FakeSocket *self, SoupWebsocketConnection *connection, JsonObject *question)
{
  gint64 id = json_object_get_int_member (question, "id");
  g_autofree char *right = answer_one (self, question);
  g_autofree char *huge = NULL;

  switch (self->manner)
    {
    case SOCKET_UNASKED:
      send_unasked (connection, id);
      send_text (connection, right);
      break;
    case SOCKET_TWICE:
      send_text (connection, right);
      self->block++;
      g_free (g_steal_pointer (&right));
      right = answer_one (self, question);
      send_text (connection, right);
      break;
    case SOCKET_TEXT:
      send_text (connection, self->text);
      break;
    case SOCKET_BINARY:
      soup_websocket_connection_send_binary (connection, right, strlen (right));
      break;
    case SOCKET_HUGE:
      huge = g_strnfill (HUGE_BYTES, ' ');
      memcpy (huge + HUGE_BYTES - strlen (right), right, strlen (right));
      send_text (connection, huge);
      break;
    case SOCKET_FLOOD:
      for (guint i = 0; i < N_USELESS; i++)
        send_text (connection, "{\"id\":4000000000,\"result\":1}");
      break;
    case SOCKET_CLOSING:
      soup_websocket_connection_close (connection, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, "bye");
      break;
    default:
      send_text (connection, right);
    }
}

static void
message_cb (SoupWebsocketConnection *connection,
            SoupWebsocketDataType type,
            GBytes *message,
            gpointer user_data)
{
  FakeSocket *self = user_data;
  gsize length;
  const char *data = g_bytes_get_data (message, &length);
  g_autofree char *text = g_strndup (data, length);
  g_autoptr (JsonNode) root = json_from_string (text, NULL);
  JsonObject *question;

  g_assert_cmpint (type, ==, SOUP_WEBSOCKET_DATA_TEXT);
  g_assert_nonnull (root);
  if (JSON_NODE_HOLDS_ARRAY (root))
    {
      answer_list (self, connection, json_node_get_array (root));
      return;
    }
  question = json_node_get_object (root);
  if (g_str_equal (json_object_get_string_member (question, "method"), "eth_chainId"))
    {
      g_autofree char *answer = answer_one (self, question);

      send_text (connection, answer);
    }
  else if (self->manner != SOCKET_SILENT)
    misbehave (self, connection, question);
  else
    g_ptr_array_add (self->methods, g_strdup (json_object_get_string_member (question, "method")));
}

static void
connected_cb (SoupServer *server,
              SoupServerMessage *message,
              const char *path,
              SoupWebsocketConnection *connection,
              gpointer user_data)
{
  FakeSocket *self = user_data;

  g_ptr_array_add (self->connections, g_object_ref (connection));
  g_signal_connect (connection, "message", G_CALLBACK (message_cb), self);
}

/* Before the handshake. */
static void
early_cb (SoupServer *server,
          SoupServerMessage *message,
          const char *path,
          GHashTable *query,
          gpointer user_data)
{
  FakeSocket *self = user_data;
  const char *told = soup_message_headers_get_one (
    soup_server_message_get_request_headers (message), "Authorization");

  g_assert_cmpstr (path, ==, "/v1/secret-key");
  /* What is compressed may become larger than any limit. */
  g_assert_null (soup_message_headers_get_one (soup_server_message_get_request_headers (message),
                                               "Sec-WebSocket-Extensions"));
  g_assert_null (
    soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Cookie"));
  if (self->status != 0)
    soup_server_message_set_status (message, self->status, NULL);
  else if (self->credentials != NULL && g_strcmp0 (told, self->credentials) != 0)
    {
      soup_message_headers_replace (soup_server_message_get_response_headers (message),
                                    "WWW-Authenticate", "Basic realm=\"chain\"");
      soup_server_message_set_status (message, SOUP_STATUS_UNAUTHORIZED, NULL);
    }
}

FakeSocket *
fake_socket_new (guint64 chain_id)
{
  FakeSocket *self = g_new0 (FakeSocket, 1);
  g_autoptr (GError) error = NULL;
  GSList *uris;

  self->chain_id = chain_id;
  self->block = 0x2a;
  self->methods = g_ptr_array_new_with_free_func (g_free);
  self->connections = g_ptr_array_new_with_free_func (g_object_unref);
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_early_handler (self->server, NULL, early_cb, self, NULL);
  soup_server_add_websocket_handler (self->server, NULL, NULL, NULL, connected_cb, self, NULL);
  soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  self->url = g_strdup_printf ("ws://127.0.0.1:%d/v1/secret-key", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  return self;
}

void
fake_socket_free (FakeSocket *self)
{
  for (guint i = 0; i < self->connections->len; i++)
    g_signal_handlers_disconnect_by_data (self->connections->pdata[i], self);
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  g_ptr_array_unref (self->connections);
  g_ptr_array_unref (self->methods);
  g_free (self->url);
  g_free (self);
}

guint
fake_socket_count (FakeSocket *self, const char *method)
{
  guint n = 0;

  for (guint i = 0; i < self->methods->len; i++)
    n += g_str_equal (self->methods->pdata[i], method);

  return n;
}

void
fake_socket_send (FakeSocket *self, const char *text)
{
  send_text (get_last (self), text);
}

void
fake_socket_mine (FakeSocket *self)
{
  g_autofree char *text = NULL;

  self->block++;
  text = g_strdup_printf ("{\"jsonrpc\":\"2.0\",\"method\":\"eth_subscription\",\"params\":"
                          "{\"subscription\":\"0xab%u\",\"result\":{\"hash\":\"0x00\","
                          "\"number\":\"0x%" G_GINT64_MODIFIER "x\"}}}",
                          self->subscription, self->block);
  fake_socket_send (self, text);
}

void
fake_socket_break (FakeSocket *self)
{
  soup_websocket_connection_close (get_last (self), SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
}

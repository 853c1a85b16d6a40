/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Passes requests on to a node, except where it fails. */

#include "fault-proxy.h"

#include <string.h>

typedef struct
{
  FaultProxy *proxy;
  SoupServerMessage *message;
  gboolean is_unheard;
} Passing;

static void
fail (SoupServerMessage *message)
{
  soup_server_message_set_status (message, 502, NULL);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Passing *passing = user_data;
  g_autoptr (GBytes) body = soup_session_send_and_read_finish (SOUP_SESSION (source), result, NULL);
  gsize length;
  gconstpointer data;

  if (body == NULL || passing->is_unheard)
    fail (passing->message);
  else
    {
      data = g_bytes_get_data (body, &length);
      soup_server_message_set_status (passing->message, 200, NULL);
      soup_server_message_set_response (passing->message, "application/json", SOUP_MEMORY_COPY,
                                        data, length);
    }
  soup_server_message_unpause (passing->message);
  g_object_unref (passing->message);
  g_free (passing);
}

static void
pass_on (FaultProxy *proxy, SoupServerMessage *message, GBytes *body, gboolean is_unheard)
{
  g_autoptr (SoupMessage) question = soup_message_new ("POST", proxy->node);
  Passing *passing = g_new0 (Passing, 1);

  passing->proxy = proxy;
  passing->message = g_object_ref (message);
  passing->is_unheard = is_unheard;
  soup_message_set_request_body_from_bytes (question, "application/json", body);
  soup_server_message_pause (message);
  soup_session_send_and_read_async (proxy->session, question, G_PRIORITY_DEFAULT, NULL, answered_cb,
                                    passing);
}

static void
answer (SoupServerMessage *message, const char *text)
{
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, text,
                                    strlen (text));
}

static void
answer_number (SoupServerMessage *message, const char *text, guint number)
{
  const char *id = strstr (text, "\"id\":");
  g_autofree char *said =
    g_strdup_printf ("{\"jsonrpc\":\"2.0\",\"id\":%" G_GUINT64_FORMAT ",\"result\":\"0x%x\"}",
                     id != NULL ? g_ascii_strtoull (id + strlen ("\"id\":"), NULL, 10) : 0, number);

  answer (message, said);
}

static guint64
get_number (const char *text, const char *member)
{
  const char *found = strstr (text, member);

  return found != NULL ? g_ascii_strtoull (found + strlen (member), NULL, 16) : 0;
}

static gboolean
is_wide (const char *text)
{
  return strstr (text, "eth_getLogs") != NULL &&
         get_number (text, "\"toBlock\":\"0x") - get_number (text, "\"fromBlock\":\"0x") >= 8;
}

static void
request_cb (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  FaultProxy *proxy = user_data;
  SoupMessageBody *request = soup_server_message_get_request_body (message);
  g_autoptr (GBytes) body = soup_message_body_flatten (request);
  g_autofree char *text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  gboolean sends = strstr (text, "eth_sendRawTransaction") != NULL;

  proxy->n_requests++;
  if (proxy->kind == FAULT_DEAD || (proxy->kind == FAULT_LOST && sends))
    {
      fail (message);
      return;
    }
  if (proxy->kind == FAULT_ELSEWHERE)
    {
      answer_number (message, text, 5);
      return;
    }
  if (proxy->kind == FAULT_AHEAD && strstr (text, "eth_blockNumber") != NULL)
    {
      answer_number (message, text, FAULT_FAR);
      return;
    }
  if (proxy->kind == FAULT_NARROW && is_wide (text))
    {
      answer (message, "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32005,"
                       "\"message\":\"query returned more than 10000 results\"}}");
      return;
    }
  proxy->n_sent += sends;
  pass_on (proxy, message, body, proxy->kind == FAULT_UNHEARD && sends);
}

FaultProxy *
fault_proxy_new (const char *node)
{
  FaultProxy *proxy = g_new0 (FaultProxy, 1);
  g_autoptr (GError) error = NULL;
  g_autoslist (GUri) uris = NULL;

  proxy->node = g_strdup (node);
  proxy->session = soup_session_new_with_options ("proxy-resolver", NULL, NULL);
  proxy->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (proxy->server, NULL, request_cb, proxy, NULL);
  g_assert_true (soup_server_listen_local (proxy->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error));
  uris = soup_server_get_uris (proxy->server);
  proxy->url = g_uri_to_string (uris->data);
  return proxy;
}

void
fault_proxy_free (FaultProxy *proxy)
{
  soup_session_abort (proxy->session);
  soup_server_disconnect (proxy->server);
  g_object_unref (proxy->session);
  g_object_unref (proxy->server);
  g_free (proxy->node);
  g_free (proxy->url);
  g_free (proxy);
}

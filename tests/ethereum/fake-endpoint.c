/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-endpoint.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define ENDLESS_BYTES (100 * 1024 * 1024)

static char *
play (FakeEndpoint *self, gint64 id)
{
  const char *line = self->script[self->n_played];

  g_assert_nonnull (line);
  self->n_played++;
  if (*line == '=')
    return g_strdup_printf ("{\"jsonrpc\":\"2.0\",\"id\":%" G_GINT64_FORMAT ",\"result\":\"0x%s\"}",
                            id, line + 1);

  return g_strdup_printf ("{\"jsonrpc\":\"2.0\",\"id\":%" G_GINT64_FORMAT
                          ",\"error\":{\"code\":3,\"message\":\"execution reverted\","
                          "\"data\":\"0x%s\"}}",
                          id, line + 1);
}

static char *
answer_one (FakeEndpoint *self, JsonObject *question)
{
  const char *method = json_object_get_string_member (question, "method");
  gint64 id = json_object_get_int_member (question, "id");

  g_ptr_array_add (self->methods, g_strdup (method));
  g_assert_cmpstr (json_object_get_string_member (question, "jsonrpc"), ==, "2.0");
  g_assert_true (json_object_has_member (question, "params"));
  if (self->manner == FAKE_TEXT && !g_str_equal (method, "eth_chainId"))
    return g_strdup_printf (self->text, (int) id);
  if (self->manner == FAKE_SCRIPT && !g_str_equal (method, "eth_chainId"))
    return play (self, id);
  if (g_str_equal (method, "eth_chainId"))
    return g_strdup_printf ("{\"jsonrpc\":\"2.0\",\"id\":%" G_GINT64_FORMAT
                            ",\"result\":\"0x%" G_GINT64_MODIFIER "x\"}",
                            id, self->chain_id);

  return g_strdup_printf ("{\"jsonrpc\":\"2.0\",\"id\":%" G_GINT64_FORMAT ",\"result\":\"0x2a\"}",
                          id);
}

static char *
answer_list (FakeEndpoint *self, JsonArray *questions)
{
  g_autoptr (GPtrArray) answers = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) list = g_string_new ("[");
  guint n = json_array_get_length (questions);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (answers, answer_one (self, json_array_get_object_element (questions, i)));
  for (guint i = 0; i < n; i++)
    {
      guint which = self->manner == FAKE_REVERSED ? n - 1 - i : i;

      if (self->manner == FAKE_FORGETFUL && which == 1)
        continue;
      if (list->len > 1)
        g_string_append_c (list, ',');
      g_string_append (list, answers->pdata[which]);
    }
  g_string_append_c (list, ']');

  return g_string_free (g_steal_pointer (&list), FALSE);
}

static void
respond (SoupServerMessage *message, guint status, char *text, gsize length)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_TAKE, text, length);
}

static void
answer (FakeEndpoint *self, SoupServerMessage *message, JsonNode *question)
{
  char *text;

  if (JSON_NODE_HOLDS_ARRAY (question) && self->manner == FAKE_NO_BATCHES)
    {
      respond (message, 400, g_strdup ("no lists"), strlen ("no lists"));
      return;
    }
  text = JSON_NODE_HOLDS_ARRAY (question) ? answer_list (self, json_node_get_array (question))
                                          : answer_one (self, json_node_get_object (question));
  respond (message, 200, text, strlen (text));
}

static void
misbehave (FakeEndpoint *self, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  switch (self->manner)
    {
    case FAKE_BUSY:
      soup_message_headers_replace (headers, "Retry-After", "2");
      respond (message, 429, g_strdup (""), 0);
      break;
    case FAKE_DENYING:
      respond (message, 403, g_strdup (""), 0);
      break;
    case FAKE_PAGE:
      respond (message, 200, g_strdup ("<html>Hello</html>"), strlen ("<html>Hello</html>"));
      break;
    case FAKE_ENDLESS:
      respond (message, 200, g_strnfill (ENDLESS_BYTES, ' '), ENDLESS_BYTES);
      break;
    case FAKE_ELSEWHERE:
      soup_message_headers_replace (headers, "Location", "http://127.0.0.1:1/");
      respond (message, 307, g_strdup (""), 0);
      break;
    case FAKE_SILENT:
      soup_server_message_pause (message);
      break;
    default:
      respond (message, 500, g_strdup ("oops"), strlen ("oops"));
    }
}

static void
request_cb (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  FakeEndpoint *self = user_data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr (JsonNode) question = NULL;
  g_autofree char *text = g_strndup (body->data, (gsize) body->length);

  self->n_requests++;
  g_assert_cmpstr (soup_server_message_get_method (message), ==, "POST");
  question = json_from_string (text, NULL);
  g_assert_nonnull (question);
  if (self->manner <= FAKE_NO_BATCHES || self->manner >= FAKE_TEXT)
    answer (self, message, question);
  else
    misbehave (self, message);
}

FakeEndpoint *
fake_endpoint_new (guint64 chain_id)
{
  FakeEndpoint *self = g_new0 (FakeEndpoint, 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *base = NULL;
  GSList *uris;

  self->chain_id = chain_id;
  self->methods = g_ptr_array_new_with_free_func (g_free);
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, NULL, request_cb, self, NULL);
  soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  base = g_uri_to_string (uris->data);
  self->url = g_strconcat (base, "v1/secret-key", NULL);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  return self;
}

void
fake_endpoint_free (FakeEndpoint *self)
{
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  g_ptr_array_unref (self->methods);
  g_free (self->url);
  g_free (self);
}

guint
fake_endpoint_count (FakeEndpoint *self, const char *method)
{
  guint n = 0;

  for (guint i = 0; i < self->methods->len; i++)
    n += g_str_equal (self->methods->pdata[i], method);

  return n;
}

static gboolean
wake_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

void
fake_endpoint_wait (SottoTestClock *clock, guint step_ms, GAsyncResult **result)
{
  guint wake = g_timeout_add (1, wake_cb, NULL);

  while (*result == NULL)
    {
      g_main_context_iteration (NULL, TRUE);
      sotto_test_clock_advance (clock, step_ms);
    }
  g_source_remove (wake);
}

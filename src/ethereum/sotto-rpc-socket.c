/* SPDX-License-Identifier: GPL-3.0-or-later */

/* JSON-RPC over a WebSocket (RFC 6455). Each message is a text: an answer, a list of answers, or
 * what nobody asked for,
 *
 *   {"jsonrpc": "2.0", "method": "eth_subscription", "params": {"subscription": ..., ...}}
 *
 * Answers are found by their ids, in any order. A message that is binary, no JSON or too large ends
 * the connection: nothing behind it can be believed. So do many messages that belong to nothing,
 * since reading them costs us more than sending them costs the other side.
 *
 *   IDLE -> CONNECTING -> IDENTIFYING -> OPEN -> IDLE
 *
 * A connection that broke young is followed by a pause, twice as long each time. In it questions
 * fail at once, so that another endpoint may be asked.
 */

#include "sotto-rpc-socket-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sotto-chain-error.h"
#include "sotto-json-text.h"
#include "sotto-quantity.h"

#define CONNECT_MS (15 * 1000)
#define IDLE_MS (60 * 1000)

#define MAX_QUESTIONS 256
#define MAX_USELESS 100

/* What lived so long did not break at once. */
#define YOUNG_MS (10 * 1000)
#define FIRST_PAUSE_MS 500
#define MAX_PAUSE_MS (60 * 1000)
#define DENIED_PAUSE_MS (60 * 60 * 1000)

#define USER_AGENT "Sotto"

/* For what ends by itself: the library answers the other side's goodbye. */
#define CLOSES_ITSELF 0

/* A connection that is being made. */
typedef struct
{
  SottoRpcSocket *socket;
  SoupMessage *message;
  guint number;
} Attempt;

G_DEFINE_FINAL_TYPE (SottoRpcSocket, sotto_rpc_socket, G_TYPE_OBJECT)

enum
{
  OPENED,
  CLOSED,
  NOTIFIED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void connect_now (SottoRpcSocket *self);

gint64
sotto_rpc_socket_get_ms (SottoRpcSocket *self)
{
  return sotto_clock_get_monotonic_time (self->clock) / 1000;
}

/* Nothing is under way: it may be closed after a while. */
static gboolean
idle_cb (gpointer user_data)
{
  SottoRpcSocket *self = user_data;

  self->idle_timer = 0;
  sotto_rpc_socket_fail (self, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);

  return G_SOURCE_REMOVE;
}

void
sotto_rpc_socket_plan_idle (SottoRpcSocket *self)
{
  sotto_clock_clear_timer (self->clock, &self->idle_timer);
  if (self->state == SOTTO_RPC_SOCKET_OPEN && !self->is_kept && self->questions->len == 0)
    self->idle_timer = sotto_clock_add_timer (self->clock, IDLE_MS, idle_cb, self);
}

/* What arrives. */

/* FALSE if it is of no use. */
static gboolean
take_notice (SottoRpcSocket *self, JsonNode *root)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonNode *params = object != NULL ? json_object_get_member (object, "params") : NULL;

  if (!self->is_kept || self->state != SOTTO_RPC_SOCKET_OPEN || params == NULL ||
      !json_object_has_member (object, "method") || !JSON_NODE_HOLDS_OBJECT (params))
    return FALSE;
  g_signal_emit (self, signals[NOTIFIED], 0, json_node_get_object (params));

  return TRUE;
}

static void
fail_senseless (SottoRpcSocket *self, gushort code)
{
  g_autoptr (GError) error =
    g_error_new_literal (SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_MALFORMED,
                         _ ("The endpoint gave an answer that makes no sense."));

  sotto_rpc_socket_fail (self, code, error);
}

static void
message_cb (SoupWebsocketConnection *connection,
            SoupWebsocketDataType type,
            GBytes *message,
            gpointer user_data)
{
  g_autoptr (SottoRpcSocket) self = g_object_ref (user_data);
  gsize length;
  const char *text = g_bytes_get_data (message, &length);
  g_autoptr (JsonNode) root = NULL;

  self->heard_ms = sotto_rpc_socket_get_ms (self);
  if (type != SOUP_WEBSOCKET_DATA_TEXT)
    {
      fail_senseless (self, SOUP_WEBSOCKET_CLOSE_UNSUPPORTED_DATA);
      return;
    }
  root = sotto_rpc_parse (text, length, NULL);
  if (root == NULL)
    fail_senseless (self, SOUP_WEBSOCKET_CLOSE_BAD_DATA);
  else if (!sotto_rpc_socket_take_answers (self, root) && !take_notice (self, root) &&
           ++self->n_useless > MAX_USELESS)
    fail_senseless (self, SOUP_WEBSOCKET_CLOSE_POLICY_VIOLATION);
}

static void
error_cb (SoupWebsocketConnection *connection, const GError *problem, gpointer user_data)
{
  SottoRpcSocket *self = user_data;
  g_autoptr (GError) error = NULL;

  /* With several questions nobody knows whose answer it was. */
  if (g_error_matches (problem, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_CLOSE_TOO_BIG) &&
      self->questions->len == 1)
    error = g_error_new_literal (SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_RANGE,
                                 _ ("The endpoint sends more than was asked for."));
  else
    error = g_error_new_literal (SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_UNREACHABLE,
                                 _ ("The endpoint cannot be reached."));
  sotto_rpc_socket_fail (self, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, error);
}

static void
ended_cb (SoupWebsocketConnection *connection, gpointer user_data)
{
  SottoRpcSocket *self = user_data;
  g_autoptr (GError) error = g_error_new_literal (SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_UNREACHABLE,
                                                  _ ("The endpoint closed the connection."));

  sotto_rpc_socket_fail (self, CLOSES_ITSELF, error);
}

/* The end of a connection. */

/* The library reads on behind the signal that we are called by, so that the connection has to live
 * until it says that it is closed. */
static void
let_go (SottoRpcSocket *self, gushort code)
{
  SoupWebsocketConnection *connection = g_steal_pointer (&self->connection);
  SoupWebsocketState state;

  if (connection == NULL)
    return;
  g_signal_handlers_disconnect_by_data (connection, self);
  state = soup_websocket_connection_get_state (connection);
  if (state == SOUP_WEBSOCKET_STATE_CLOSED)
    {
      g_object_unref (connection);
      return;
    }
  g_signal_connect (connection, "closed", G_CALLBACK (g_object_unref), NULL);
  if (state == SOUP_WEBSOCKET_STATE_OPEN && code != CLOSES_ITSELF)
    soup_websocket_connection_close (connection, code, NULL);
}

static gboolean
retry_cb (gpointer user_data)
{
  SottoRpcSocket *self = user_data;

  self->retry_timer = 0;
  if (self->state == SOTTO_RPC_SOCKET_IDLE)
    connect_now (self);

  return G_SOURCE_REMOVE;
}

static void
plan_retry (SottoRpcSocket *self)
{
  gint64 wait = self->retry_ms - sotto_rpc_socket_get_ms (self);

  if (!self->is_kept || self->state != SOTTO_RPC_SOCKET_IDLE || self->is_of_other_chain ||
      self->retry_timer != 0)
    return;
  self->retry_timer =
    sotto_clock_add_timer (self->clock, (guint) MAX (wait, FIRST_PAUSE_MS), retry_cb, self);
}

static void
plan_pause (SottoRpcSocket *self, const GError *error)
{
  gint64 now = sotto_rpc_socket_get_ms (self);
  gint64 pause = 0;

  if (self->opened_ms >= 0 && now - self->opened_ms >= YOUNG_MS)
    self->n_breaks = 0;
  else
    {
      pause = MIN ((gint64) FIRST_PAUSE_MS << MIN (self->n_breaks, 16), MAX_PAUSE_MS);
      self->n_breaks++;
    }
  if (g_error_matches (error, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_DENIED) ||
      g_error_matches (error, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_QUOTA))
    pause = DENIED_PAUSE_MS;
  self->retry_ms = now + pause;
}

/* Ends what there is of a connection. @error is NULL if it is not wanted any more. */
void
sotto_rpc_socket_fail (SottoRpcSocket *self, gushort code, const GError *error)
{
  g_autoptr (SottoRpcSocket) kept = g_object_ref (self);
  gboolean was_open = self->state == SOTTO_RPC_SOCKET_OPEN;

  if (self->state == SOTTO_RPC_SOCKET_IDLE || self->state == SOTTO_RPC_SOCKET_CLOSED)
    return;
  self->state = SOTTO_RPC_SOCKET_IDLE;
  g_cancellable_cancel (self->connecting);
  g_clear_object (&self->connecting);
  sotto_clock_clear_timer (self->clock, &self->connect_timer);
  sotto_clock_clear_timer (self->clock, &self->idle_timer);
  let_go (self, code);
  if (error != NULL)
    {
      plan_pause (self, error);
      g_debug ("A connection to an endpoint ended: %s", error->message);
    }
  plan_retry (self);
  if (was_open)
    g_signal_emit (self, signals[CLOSED], 0);
  if (error != NULL)
    sotto_rpc_socket_fail_questions (self, error);
}

/* The beginning of a connection. */

static gboolean
check_chain (SottoRpcSocket *self, const SottoRpcAnswer *answer, GError **error)
{
  guint64 id;

  if (answer->result == NULL)
    {
      sotto_chain_set_error (error, answer);
      return FALSE;
    }
  if (!sotto_quantity_parse_u64 (sotto_json_node_get_text (answer->result), &id))
    {
      g_set_error_literal (error, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_MALFORMED,
                           _ ("The endpoint does not say to which network it belongs."));
      return FALSE;
    }
  self->is_of_other_chain = self->chain_id != 0 && id != self->chain_id;
  if (self->is_of_other_chain)
    g_set_error_literal (error, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_WRONG_CHAIN,
                         _ ("The endpoint belongs to another network."));

  return !self->is_of_other_chain;
}

static void
identified_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SottoRpcSocket *self = SOTTO_RPC_SOCKET (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) answers = sotto_rpc_socket_call_finish (self, result, &error);

  /* An answer to a connection that is no more. */
  if (self->state != SOTTO_RPC_SOCKET_IDENTIFYING ||
      GPOINTER_TO_UINT (user_data) != self->n_connections)
    return;
  if (answers == NULL || !check_chain (self, answers->pdata[0], &error))
    {
      sotto_rpc_socket_fail (self, SOUP_WEBSOCKET_CLOSE_NORMAL, error);
      return;
    }
  self->state = SOTTO_RPC_SOCKET_OPEN;
  self->opened_ms = sotto_rpc_socket_get_ms (self);
  sotto_rpc_socket_send_waiting (self);
  sotto_rpc_socket_plan_idle (self);
  g_signal_emit (self, signals[OPENED], 0);
}

static void
identify (SottoRpcSocket *self)
{
  SottoRpcCall call = { "eth_chainId", (char *) "[]" };
  GTask *task = g_task_new (self, NULL, identified_cb, GUINT_TO_POINTER (self->n_connections));
  SottoRpcQuestion *question;

  g_task_set_source_tag (task, identify);
  question = sotto_rpc_question_new (task, &call, 1);
  sotto_rpc_question_send (question);
}

/* Newer libraries count fragments together; older ones know a limit of each only. */
static void
limit_messages (SoupWebsocketConnection *connection)
{
  GObjectClass *object_class = G_OBJECT_GET_CLASS (connection);

  soup_websocket_connection_set_max_incoming_payload_size (connection, SOTTO_RPC_MAX_ANSWER);
  if (g_object_class_find_property (object_class, "max-total-message-size") != NULL)
    g_object_set (connection, "max-total-message-size", (guint64) SOTTO_RPC_MAX_ANSWER, NULL);
}

static void
begin (SottoRpcSocket *self, SoupWebsocketConnection *connection)
{
  self->state = SOTTO_RPC_SOCKET_IDENTIFYING;
  g_clear_object (&self->connecting);
  sotto_clock_clear_timer (self->clock, &self->connect_timer);
  self->connection = connection;
  self->n_useless = 0;
  self->heard_ms = sotto_rpc_socket_get_ms (self) - 1;
  limit_messages (connection);
  g_signal_connect (connection, "message", G_CALLBACK (message_cb), self);
  g_signal_connect (connection, "error", G_CALLBACK (error_cb), self);
  g_signal_connect (connection, "closing", G_CALLBACK (ended_cb), self);
  g_signal_connect (connection, "closed", G_CALLBACK (ended_cb), self);
  identify (self);
}

/* What the status of a refused handshake means: of any other endpoint we know more. */
static GError *
make_handshake_error (guint status)
{
  g_autoptr (GError) error = NULL;

  if (status >= 400)
    sotto_chain_set_status_error (&error, status);
  if (error == NULL || !sotto_chain_error_is_passing (error))
    {
      g_clear_error (&error);
      error = g_error_new_literal (SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_UNREACHABLE,
                                   _ ("The endpoint cannot be reached."));
    }

  return g_steal_pointer (&error);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Attempt *attempt = user_data;
  g_autoptr (SottoRpcSocket) self = attempt->socket;
  g_autoptr (SoupMessage) message = attempt->message;
  g_autoptr (GError) problem = NULL;
  g_autoptr (SoupWebsocketConnection) connection =
    soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &problem);

  if (self->state != SOTTO_RPC_SOCKET_CONNECTING || attempt->number != self->n_connections)
    return;
  if (connection != NULL)
    {
      begin (self, g_steal_pointer (&connection));
      return;
    }
  /* The texts of libraries name hosts and addresses. */
  g_clear_error (&problem);
  problem = make_handshake_error (soup_message_get_status (message));
  sotto_rpc_socket_fail (self, SOUP_WEBSOCKET_CLOSE_NORMAL, problem);
}

static gboolean
connect_late_cb (gpointer user_data)
{
  SottoRpcSocket *self = user_data;
  g_autoptr (GError) error = g_error_new_literal (SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_UNREACHABLE,
                                                  _ ("The endpoint does not answer in time."));

  self->connect_timer = 0;
  sotto_rpc_socket_fail (self, SOUP_WEBSOCKET_CLOSE_NORMAL, error);

  return G_SOURCE_REMOVE;
}

static void
connect_now (SottoRpcSocket *self)
{
  Attempt *attempt = g_new0 (Attempt, 1);

  sotto_clock_clear_timer (self->clock, &self->retry_timer);
  self->state = SOTTO_RPC_SOCKET_CONNECTING;
  self->opened_ms = -1;
  self->connecting = g_cancellable_new ();
  self->connect_timer = sotto_clock_add_timer (self->clock, CONNECT_MS, connect_late_cb, self);
  attempt->socket = g_object_ref (self);
  attempt->number = ++self->n_connections;
  attempt->message = soup_message_new_from_uri (SOUP_METHOD_GET, self->uri);
  soup_message_add_flags (attempt->message, SOUP_MESSAGE_NO_REDIRECT);
  soup_session_websocket_connect_async (self->session, attempt->message, NULL, NULL,
                                        G_PRIORITY_DEFAULT, self->connecting, connected_cb,
                                        attempt);
}

/* The object. */

static void
sotto_rpc_socket_dispose (GObject *object)
{
  SottoRpcSocket *self = SOTTO_RPC_SOCKET (object);

  sotto_rpc_socket_close (self);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (sotto_rpc_socket_parent_class)->dispose (object);
}

static void
sotto_rpc_socket_finalize (GObject *object)
{
  SottoRpcSocket *self = SOTTO_RPC_SOCKET (object);

  g_clear_object (&self->clock);
  g_clear_pointer (&self->uri, g_uri_unref);
  g_ptr_array_unref (self->questions);

  G_OBJECT_CLASS (sotto_rpc_socket_parent_class)->finalize (object);
}

static void
sotto_rpc_socket_class_init (SottoRpcSocketClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sotto_rpc_socket_dispose;
  object_class->finalize = sotto_rpc_socket_finalize;

  /**
   * SottoRpcSocket::opened:
   * @self: a socket
   *
   * It named its chain, and can be asked.
   */
  signals[OPENED] = g_signal_new ("opened", SOTTO_TYPE_RPC_SOCKET, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);

  /**
   * SottoRpcSocket::closed:
   * @self: a socket
   *
   * What was opened is no more.
   */
  signals[CLOSED] = g_signal_new ("closed", SOTTO_TYPE_RPC_SOCKET, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);

  /**
   * SottoRpcSocket::notified:
   * @self: a kept socket
   * @params: what it says without being asked
   */
  signals[NOTIFIED] = g_signal_new ("notified", SOTTO_TYPE_RPC_SOCKET, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 1, JSON_TYPE_OBJECT);
}

static void
sotto_rpc_socket_init (SottoRpcSocket *self)
{
  self->next_id = 1;
  self->opened_ms = -1;
  self->questions = g_ptr_array_new ();
}

/* Public, in the header's order. */

SottoRpcSocket *
sotto_rpc_socket_new (GUri *uri, GProxyResolver *proxy, SottoClock *clock)
{
  SottoRpcSocket *self;

  g_return_val_if_fail (uri != NULL, NULL);
  g_return_val_if_fail (SOTTO_IS_CLOCK (clock), NULL);

  self = g_object_new (SOTTO_TYPE_RPC_SOCKET, NULL);
  self->uri = g_uri_ref (uri);
  self->clock = g_object_ref (clock);
  self->session =
    soup_session_new_with_options ("user-agent", USER_AGENT, "accept-language-auto", FALSE, NULL);
  /* No manager of extensions is added: what is compressed may become larger than any limit. */
  if (proxy != NULL)
    soup_session_set_proxy_resolver (self->session, proxy);

  return self;
}

void
sotto_rpc_socket_set_chain_id (SottoRpcSocket *self, guint64 chain_id)
{
  g_return_if_fail (SOTTO_IS_RPC_SOCKET (self));

  self->chain_id = chain_id;
}

gboolean
sotto_rpc_socket_is_open (SottoRpcSocket *self)
{
  g_return_val_if_fail (SOTTO_IS_RPC_SOCKET (self), FALSE);

  return self->state == SOTTO_RPC_SOCKET_OPEN;
}

void
sotto_rpc_socket_set_kept (SottoRpcSocket *self, gboolean is_kept)
{
  g_return_if_fail (SOTTO_IS_RPC_SOCKET (self));

  if (self->is_kept == is_kept)
    return;
  self->is_kept = is_kept;
  sotto_rpc_socket_plan_idle (self);
  if (!is_kept)
    sotto_clock_clear_timer (self->clock, &self->retry_timer);
  else if (self->state == SOTTO_RPC_SOCKET_IDLE && !self->is_of_other_chain &&
           sotto_rpc_socket_get_ms (self) >= self->retry_ms)
    connect_now (self);
  else
    plan_retry (self);
}

void
sotto_rpc_socket_close (SottoRpcSocket *self)
{
  g_autoptr (GError) error = g_error_new_literal (SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_UNREACHABLE,
                                                  _ ("The endpoint is not asked any more."));

  g_return_if_fail (SOTTO_IS_RPC_SOCKET (self));

  self->is_kept = FALSE;
  sotto_clock_clear_timer (self->clock, &self->retry_timer);
  sotto_rpc_socket_fail (self, SOUP_WEBSOCKET_CLOSE_NORMAL, error);
  sotto_clock_clear_timer (self->clock, &self->retry_timer);
  self->state = SOTTO_RPC_SOCKET_CLOSED;
}

void
sotto_rpc_socket_call_async (SottoRpcSocket *self,
                             const SottoRpcCall *calls,
                             guint n_calls,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task;
  SottoRpcQuestion *question;

  g_return_if_fail (SOTTO_IS_RPC_SOCKET (self));
  g_return_if_fail (n_calls > 0 && n_calls <= SOTTO_RPC_MAX_BATCH);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_rpc_socket_call_async);
  if (g_task_return_error_if_cancelled (task))
    {
      g_object_unref (task);
      return;
    }
  question = sotto_rpc_question_new (task, calls, n_calls);
  sotto_clock_clear_timer (self->clock, &self->idle_timer);

  if (self->is_of_other_chain)
    sotto_rpc_question_end (question,
                            g_error_new_literal (SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_WRONG_CHAIN,
                                                 _ ("The endpoint belongs to another network.")));
  else if (self->questions->len > MAX_QUESTIONS)
    sotto_rpc_question_end (question,
                            g_error_new_literal (SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_RATE,
                                                 _ ("The endpoint was asked too often.")));
  else if (self->state == SOTTO_RPC_SOCKET_CLOSED ||
           (self->state == SOTTO_RPC_SOCKET_IDLE &&
            sotto_rpc_socket_get_ms (self) < self->retry_ms))
    sotto_rpc_question_end (question,
                            g_error_new_literal (SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_UNREACHABLE,
                                                 _ ("The endpoint cannot be reached.")));
  else if (self->state == SOTTO_RPC_SOCKET_OPEN)
    sotto_rpc_question_send (question);
  else if (self->state == SOTTO_RPC_SOCKET_IDLE)
    connect_now (self);
}

GPtrArray *
sotto_rpc_socket_call_finish (SottoRpcSocket *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

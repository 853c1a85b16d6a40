/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The subscription `newHeads` of one socket (wallet.md section 2.1). Its events are
 *
 *   {"subscription": "0x9cef...", "result": {"number": "0x1b4", "hash": ..., ...}}
 *
 * of which only the number is read: what is in the block is asked for, by who wants to know it. */

#include "sotto-rpc-heads.h"

#include <string.h>

#include "sotto-chain-answers.h"
#include "sotto-chain-questions.h"
#include "sotto-json-text.h"
#include "sotto-quantity.h"

/* After so long without an event the newest block is asked for. */
#define SILENCE_MS (30 * 1000)

#define MAX_SUBSCRIPTION 128

struct _SottoRpcHeads
{
  GObject parent_instance;

  SottoRpcSocket *socket;
  SottoClock *clock;
  GCancellable *ending; /* of what is asked over the present connection */
  char *subscription;   /* (nullable) */
  gboolean knows_head;
  guint64 head;
  gint64 heard_us;
  guint timer;
};

G_DEFINE_FINAL_TYPE (SottoRpcHeads, sotto_rpc_heads, G_TYPE_OBJECT)

static guint new_head_signal;

static void subscribe (SottoRpcHeads *self);

static void
set_head (SottoRpcHeads *self, guint64 number)
{
  self->knows_head = TRUE;
  self->head = number;
  g_signal_emit (self, new_head_signal, 0, number);
}

static void
heard (SottoRpcHeads *self)
{
  self->heard_us = sotto_clock_get_monotonic_time (self->clock);
}

/* Asks one question. The callback keeps @self. */
static void
ask (SottoRpcHeads *self, SottoRpcCall call, GAsyncReadyCallback callback)
{
  sotto_rpc_socket_call_async (self->socket, &call, 1, self->ending, callback, g_object_ref (self));
  sotto_rpc_call_clear (&call);
}

/* (nullable) (transfer full): the answer. */
static SottoRpcAnswer *
take_answer (GObject *source, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) answers =
    sotto_rpc_socket_call_finish (SOTTO_RPC_SOCKET (source), result, &error);

  if (answers == NULL)
    return NULL;

  return g_ptr_array_steal_index (answers, 0);
}

/* Catching up. */

/* FALSE if there is nothing new. */
static gboolean
take_number (SottoRpcHeads *self, GObject *source, GAsyncResult *result)
{
  g_autoptr (SottoRpcAnswer) answer = take_answer (source, result);
  guint64 number;

  if (answer == NULL || !sotto_chain_read_u64 (answer, &number, NULL))
    return FALSE;
  heard (self);
  if (self->knows_head && number == self->head)
    return FALSE;
  set_head (self, number);

  return TRUE;
}

static void
caught_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoRpcHeads) self = user_data;

  take_number (self, source, result);
}

/* A block of which no event told: the subscription is lost. */
static void
silence_broken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoRpcHeads) self = user_data;

  if (take_number (self, source, result) && self->subscription != NULL && self->socket != NULL &&
      sotto_rpc_socket_is_open (self->socket))
    subscribe (self);
}

static gboolean
silence_cb (gpointer user_data)
{
  SottoRpcHeads *self = user_data;
  gint64 silence = sotto_clock_get_monotonic_time (self->clock) - self->heard_us;

  if (sotto_rpc_socket_is_open (self->socket) && silence >= (gint64) SILENCE_MS * 1000)
    ask (self, sotto_chain_ask_block_number (), silence_broken_cb);

  return G_SOURCE_CONTINUE;
}

/* Subscribing. */

static void
subscribed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoRpcHeads) self = user_data;
  g_autoptr (SottoRpcAnswer) answer = take_answer (source, result);
  const char *id =
    answer != NULL && answer->result != NULL ? sotto_json_node_get_text (answer->result) : NULL;

  if (answer == NULL || self->socket == NULL)
    return;
  if (id != NULL && strlen (id) <= MAX_SUBSCRIPTION)
    self->subscription = g_strdup (id);
  ask (self, sotto_chain_ask_block_number (), caught_up_cb);
}

static char *
write_params (const char *subscription)
{
  g_autoptr (JsonArray) params = json_array_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);

  json_array_add_string_element (params, subscription);
  json_node_set_array (node, params);

  return json_to_string (node, FALSE);
}

/* If it was not lost, events would come twice, or to nobody. */
static void
unsubscribe (SottoRpcHeads *self)
{
  g_autofree char *subscription = g_steal_pointer (&self->subscription);
  SottoRpcCall call = { .method = "eth_unsubscribe" };

  if (subscription == NULL || !sotto_rpc_socket_is_open (self->socket))
    return;
  call.params = write_params (subscription);
  sotto_rpc_socket_call_async (self->socket, &call, 1, NULL, NULL, NULL);
  sotto_rpc_call_clear (&call);
}

static void
subscribe (SottoRpcHeads *self)
{
  unsubscribe (self);
  ask (self, (SottoRpcCall){ .method = "eth_subscribe", .params = g_strdup ("[\"newHeads\"]") },
       subscribed_cb);
}

/* The socket. */

static void
opened_cb (SottoRpcSocket *socket, gpointer user_data)
{
  SottoRpcHeads *self = user_data;

  g_clear_pointer (&self->subscription, g_free);
  heard (self);
  subscribe (self);
}

/* What was asked over it is over; its answers must not be taken for those of the next. */
static void
closed_cb (SottoRpcSocket *socket, gpointer user_data)
{
  SottoRpcHeads *self = user_data;

  g_clear_pointer (&self->subscription, g_free);
  g_cancellable_cancel (self->ending);
  g_object_unref (self->ending);
  self->ending = g_cancellable_new ();
}

static void
notified_cb (SottoRpcSocket *socket, JsonObject *params, gpointer user_data)
{
  SottoRpcHeads *self = user_data;
  JsonNode *id = json_object_get_member (params, "subscription");
  JsonNode *result = json_object_get_member (params, "result");
  JsonNode *node = NULL;
  guint64 number;

  if (self->subscription == NULL || id == NULL ||
      g_strcmp0 (sotto_json_node_get_text (id), self->subscription) != 0)
    return;
  if (result != NULL && JSON_NODE_HOLDS_OBJECT (result))
    node = json_object_get_member (json_node_get_object (result), "number");
  if (node == NULL || !sotto_quantity_parse_u64 (sotto_json_node_get_text (node), &number))
    return;
  heard (self);
  set_head (self, number);
}

/* The object. */

static void
sotto_rpc_heads_dispose (GObject *object)
{
  sotto_rpc_heads_end (SOTTO_RPC_HEADS (object));

  G_OBJECT_CLASS (sotto_rpc_heads_parent_class)->dispose (object);
}

static void
sotto_rpc_heads_class_init (SottoRpcHeadsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sotto_rpc_heads_dispose;

  /**
   * SottoRpcHeads::new-head:
   * @self: the heads of a socket
   * @number: of the block
   */
  new_head_signal = g_signal_new ("new-head", SOTTO_TYPE_RPC_HEADS, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT64);
}

static void
sotto_rpc_heads_init (SottoRpcHeads *self)
{
  self->ending = g_cancellable_new ();
}

/* Public, in the header's order. */

SottoRpcHeads *
sotto_rpc_heads_new (SottoRpcSocket *socket, SottoClock *clock)
{
  SottoRpcHeads *self;

  g_return_val_if_fail (SOTTO_IS_RPC_SOCKET (socket), NULL);
  g_return_val_if_fail (SOTTO_IS_CLOCK (clock), NULL);

  self = g_object_new (SOTTO_TYPE_RPC_HEADS, NULL);
  self->socket = g_object_ref (socket);
  self->clock = g_object_ref (clock);
  self->timer = sotto_clock_add_timer (clock, SILENCE_MS, silence_cb, self);
  g_signal_connect_object (socket, "opened", G_CALLBACK (opened_cb), self, 0);
  g_signal_connect_object (socket, "closed", G_CALLBACK (closed_cb), self, 0);
  g_signal_connect_object (socket, "notified", G_CALLBACK (notified_cb), self, 0);
  sotto_rpc_socket_set_kept (socket, TRUE);
  if (sotto_rpc_socket_is_open (socket))
    opened_cb (socket, self);

  return self;
}

void
sotto_rpc_heads_end (SottoRpcHeads *self)
{
  g_return_if_fail (SOTTO_IS_RPC_HEADS (self));

  if (self->socket == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->socket, self);
  sotto_clock_clear_timer (self->clock, &self->timer);
  g_cancellable_cancel (self->ending);
  unsubscribe (self);
  sotto_rpc_socket_set_kept (self->socket, FALSE);
  g_clear_object (&self->ending);
  g_clear_object (&self->socket);
  g_clear_object (&self->clock);
}

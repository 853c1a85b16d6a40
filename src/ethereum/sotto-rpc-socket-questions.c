/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a WebSocket is asked, and how its answers find their questions: by their ids, in any order,
 * as lists or one by one. */

#include "sotto-rpc-socket-private.h"

#include <glib/gi18n-lib.h>

#include "sotto-chain-error.h"

#define ANSWER_MS (30 * 1000)

static void
question_free (SottoRpcQuestion *question)
{
  g_ptr_array_unref (question->answers);
  g_free (question->text);
  g_free (question);
}

/* Takes @question out of the list and @error over; @error is NULL if there are answers. */
void
sotto_rpc_question_end (SottoRpcQuestion *question, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&question->task);
  SottoRpcSocket *self = question->socket;

  g_ptr_array_remove (self->questions, question);
  sotto_rpc_socket_plan_idle (self);
  sotto_clock_clear_timer (self->clock, &question->timer);
  if (question->cancelling != NULL)
    g_source_destroy (question->cancelling);
  g_clear_pointer (&question->cancelling, g_source_unref);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_ptr_array_ref (question->answers),
                           (GDestroyNotify) g_ptr_array_unref);
}

/* Where nothing at all was heard since the question was sent, nothing will be. */
static gboolean
late_cb (gpointer user_data)
{
  SottoRpcQuestion *question = user_data;
  g_autoptr (SottoRpcSocket) self = g_object_ref (question->socket);
  gboolean is_dead = question->sent_ms >= 0 && self->heard_ms < question->sent_ms;
  guint number = self->n_connections;
  g_autoptr (GError) error = g_error_new_literal (SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_UNREACHABLE,
                                                  _ ("The endpoint does not answer in time."));

  question->timer = 0;
  sotto_rpc_question_end (question, g_error_copy (error));
  if (is_dead && number == self->n_connections && self->connection != NULL)
    sotto_rpc_socket_fail (self, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, error);

  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  SottoRpcQuestion *question = user_data;

  sotto_rpc_question_end (
    question, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "It was cancelled"));

  return G_SOURCE_REMOVE;
}

SottoRpcQuestion *
sotto_rpc_question_new (GTask *task, const SottoRpcCall *calls, guint n_calls)
{
  SottoRpcSocket *self = g_task_get_source_object (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  SottoRpcQuestion *question = g_new0 (SottoRpcQuestion, 1);

  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  g_ptr_array_add (self->questions, question);
  question->socket = self;
  question->task = task;
  question->is_list = n_calls > 1;
  question->first_id = self->next_id;
  self->next_id += n_calls;
  question->text = sotto_rpc_encode (calls, n_calls, question->first_id);
  question->answers = sotto_rpc_make_answers (n_calls);
  question->sent_ms = -1;
  question->timer = sotto_clock_add_timer (self->clock, ANSWER_MS, late_cb, question);
  if (cancellable != NULL)
    {
      question->cancelling = g_cancellable_source_new (cancellable);
      g_source_set_callback (question->cancelling, G_SOURCE_FUNC (cancelled_cb), question, NULL);
      g_source_attach (question->cancelling, g_main_context_get_thread_default ());
    }

  return question;
}

/* What a connection that is ending does not take fails with it. */
void
sotto_rpc_question_send (SottoRpcQuestion *question)
{
  SoupWebsocketConnection *connection = question->socket->connection;

  if (soup_websocket_connection_get_state (connection) != SOUP_WEBSOCKET_STATE_OPEN)
    return;
  question->sent_ms = sotto_rpc_socket_get_ms (question->socket);
  soup_websocket_connection_send_text (connection, question->text);
}

/* Those that waited. */
void
sotto_rpc_socket_send_waiting (SottoRpcSocket *self)
{
  for (guint i = 0; i < self->questions->len; i++)
    {
      SottoRpcQuestion *question = self->questions->pdata[i];

      if (question->sent_ms < 0)
        sotto_rpc_question_send (question);
    }
}

/* Those that are there; as one ends, others may end or be asked. */
void
sotto_rpc_socket_fail_questions (SottoRpcSocket *self, const GError *error)
{
  guint64 next_id = self->next_id;

  while (self->questions->len > 0)
    {
      SottoRpcQuestion *first = self->questions->pdata[0];

      if (first->first_id >= next_id)
        return;
      sotto_rpc_question_end (first, g_error_copy (error));
    }
}

/* What arrives. */

/* (nullable): to whom an error belongs that does not say it: to the only question, or to the list
 * that was asked first, since lists are what endpoints refuse in that way. */
static SottoRpcQuestion *
find_unnamed (SottoRpcSocket *self)
{
  SottoRpcQuestion *only = NULL;
  guint n_sent = 0;

  for (guint i = 0; i < self->questions->len; i++)
    {
      SottoRpcQuestion *question = self->questions->pdata[i];

      if (question->sent_ms < 0)
        continue;
      if (question->is_list)
        return question;
      only = question;
      n_sent++;
    }

  return n_sent == 1 ? only : NULL;
}

/* (nullable): the question that was sent and that @object answers. */
static SottoRpcQuestion *
find_question (SottoRpcSocket *self, JsonObject *object)
{
  guint64 id;

  if (sotto_rpc_is_error_for_all (object))
    return find_unnamed (self);
  if (!sotto_rpc_read_id (object, &id))
    return NULL;
  for (guint i = 0; i < self->questions->len; i++)
    {
      SottoRpcQuestion *question = self->questions->pdata[i];

      if (question->sent_ms >= 0 && id >= question->first_id &&
          id - question->first_id < question->answers->len)
        return question;
    }

  return NULL;
}

/* (nullable): the question that @object belongs to. */
static SottoRpcQuestion *
take_object (SottoRpcSocket *self, JsonObject *object)
{
  SottoRpcQuestion *question = find_question (self, object);

  if (question == NULL)
    return NULL;
  sotto_rpc_take_answer (question->answers, object, question->first_id);
  question->n_seen =
    sotto_rpc_is_error_for_all (object) ? question->answers->len : question->n_seen + 1;

  return question;
}

/* A list is the end of each question that it answers; what it lacks is missing. */
static gboolean
take_list (SottoRpcSocket *self, JsonArray *list)
{
  gboolean is_useful = FALSE;

  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonNode *node = json_array_get_element (list, i);
      SottoRpcQuestion *question =
        JSON_NODE_HOLDS_OBJECT (node) ? take_object (self, json_node_get_object (node)) : NULL;

      if (question != NULL)
        is_useful = question->is_over = TRUE;
    }
  for (guint i = 0; i < self->questions->len;)
    {
      SottoRpcQuestion *question = self->questions->pdata[i];

      if (question->is_over)
        {
          sotto_rpc_question_end (question, NULL);
          i = 0;
        }
      else
        i++;
    }

  return is_useful;
}

gboolean
sotto_rpc_socket_take_answers (SottoRpcSocket *self, JsonNode *root)
{
  SottoRpcQuestion *question;

  if (JSON_NODE_HOLDS_ARRAY (root))
    return take_list (self, json_node_get_array (root));
  question = take_object (self, json_node_get_object (root));
  if (question == NULL)
    return FALSE;
  /* Some answer a list one by one. */
  if (question->n_seen >= question->answers->len)
    sotto_rpc_question_end (question, NULL);

  return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One request over HTTP. What comes back is read piece by piece and cut off at the limit, so that
 * nobody fills our memory, and ends at a deadline, so that nobody holds a question for ever. */

#include "sotto-rpc-exchange.h"

#include "sotto-chain-error.h"

#include <glib/gi18n-lib.h>

#define PIECE_BYTES (64 * 1024)
#define MAX_RETRY_AFTER 3600

typedef struct
{
  SoupMessage *message;
  SottoClock *clock;
  gsize max_bytes;
  guint deadline;
  gboolean is_late;
  GCancellable *ending; /* our own: by the deadline, or by the caller's */
  gulong linked;
  GCancellable *outer; /* (nullable) */
  GInputStream *stream;
  GByteArray *received;
} Exchange;

static void
exchange_free (Exchange *exchange)
{
  sotto_clock_clear_timer (exchange->clock, &exchange->deadline);
  if (exchange->outer != NULL)
    g_cancellable_disconnect (exchange->outer, exchange->linked);
  g_clear_object (&exchange->outer);
  g_clear_object (&exchange->ending);
  g_clear_object (&exchange->message);
  g_clear_object (&exchange->clock);
  g_clear_object (&exchange->stream);
  g_byte_array_unref (exchange->received);
  g_free (exchange);
}

void
sotto_rpc_reply_free (SottoRpcReply *reply)
{
  g_bytes_unref (reply->body);
  g_free (reply);
}

static void
fail (GTask *task, const GError *problem)
{
  Exchange *exchange = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task))
    return;
  /* The texts of libraries name hosts and addresses, and so may the secret address of an endpoint.
   */
  g_debug ("An endpoint cannot be asked: %s", exchange->is_late ? "late" : problem->message);
  g_task_return_new_error (task, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_UNREACHABLE, "%s",
                           exchange->is_late ? _ ("The endpoint does not answer in time.")
                                             : _ ("The endpoint cannot be reached."));
}

static guint
read_retry_after (SoupMessage *message)
{
  const char *text =
    soup_message_headers_get_one (soup_message_get_response_headers (message), "Retry-After");
  guint64 seconds = 0;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, MAX_RETRY_AFTER, &seconds, NULL))
    return 0;

  return (guint) seconds;
}

static void
finish (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);
  SottoRpcReply *reply = g_new0 (SottoRpcReply, 1);

  reply->status = soup_message_get_status (exchange->message);
  reply->retry_after = read_retry_after (exchange->message);
  reply->body = g_bytes_new (exchange->received->data, exchange->received->len);
  g_task_return_pointer (task, reply, (GDestroyNotify) sotto_rpc_reply_free);
}

static void read_piece (GTask *task);

static void
piece_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Exchange *exchange = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) piece =
    g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  gsize length;
  const guint8 *data;

  if (piece == NULL)
    {
      fail (task, error);
      return;
    }
  data = g_bytes_get_data (piece, &length);
  if (length == 0)
    {
      finish (task);
      return;
    }
  if (exchange->received->len + length > exchange->max_bytes)
    {
      g_task_return_new_error (task, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_RANGE, "%s",
                               _ ("The endpoint sends more than was asked for."));
      return;
    }
  g_byte_array_append (exchange->received, data, (guint) length);
  read_piece (g_steal_pointer (&task));
}

static void
read_piece (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);

  g_input_stream_read_bytes_async (exchange->stream, PIECE_BYTES, G_PRIORITY_DEFAULT,
                                   exchange->ending, piece_cb, task);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Exchange *exchange = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  exchange->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (exchange->stream == NULL)
    fail (task, error);
  else
    read_piece (g_steal_pointer (&task));
}

static gboolean
late_cb (gpointer user_data)
{
  Exchange *exchange = user_data;

  exchange->deadline = 0;
  exchange->is_late = TRUE;
  g_cancellable_cancel (exchange->ending);

  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *outer, gpointer user_data)
{
  g_cancellable_cancel (G_CANCELLABLE (user_data));
}

static SoupMessage *
make_message (GUri *uri, GBytes *body)
{
  SoupMessage *message =
    soup_message_new_from_uri (body != NULL ? SOUP_METHOD_POST : SOUP_METHOD_GET, uri);

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  if (body != NULL)
    soup_message_set_request_body_from_bytes (message, "application/json", body);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Accept",
                                "application/json");

  return message;
}

void
sotto_rpc_exchange_async (SoupSession *session,
                          GUri *uri,
                          GBytes *body,
                          const SottoRpcLimits *limits,
                          SottoClock *clock,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, user_data);
  Exchange *exchange = g_new0 (Exchange, 1);

  g_task_set_source_tag (task, sotto_rpc_exchange_async);
  g_task_set_task_data (task, exchange, (GDestroyNotify) exchange_free);
  exchange->message = make_message (uri, body);
  exchange->clock = g_object_ref (clock);
  exchange->max_bytes = limits->max_bytes;
  exchange->received = g_byte_array_new ();
  exchange->ending = g_cancellable_new ();
  if (cancellable != NULL)
    {
      exchange->outer = g_object_ref (cancellable);
      exchange->linked =
        g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), exchange->ending, NULL);
    }
  exchange->deadline = sotto_clock_add_timer (clock, limits->deadline_ms, late_cb, exchange);
  soup_session_send_async (session, exchange->message, G_PRIORITY_DEFAULT, exchange->ending,
                           answered_cb, g_steal_pointer (&task));
}

SottoRpcReply *
sotto_rpc_exchange_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

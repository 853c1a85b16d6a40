/* SPDX-License-Identifier: GPL-3.0-or-later */

/* RLPx on a socket: bytes go through the handshake first, then through the codec. Reading and
 * writing never block; a writer that makes no progress for 20 s has failed.
 *
 *   OPEN       reads, writes
 *   FINISHING  writes what is queued, shuts its side down, throws away what still comes until the
 *              other side hangs up or 2 s are over: a close with unread bytes in the socket would
 *              be a reset, and that would take our last message from the other side
 *   CLOSED     no source, no timer, no socket */

#include "sotto-rlpx-stream-private.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#include "sotto-devp2p-error.h"
#include "sotto-write-queue-private.h"

#define READ_LENGTH (32 * 1024)
#define READS_A_TURN 8
#define VECTORS_A_WRITE 16
#define WRITE_TIMEOUT_MS (20 * 1000)
#define FINISH_TIMEOUT_MS (2 * 1000)
#define MAX_DISCARDED (1024 * 1024)

typedef enum
{
  PHASE_OPEN,
  PHASE_FINISHING,
  PHASE_CLOSED,
} Phase;

struct _SottoRlpxStream
{
  GSocketConnection *connection;
  SottoClock *clock;
  const SottoRlpxStreamEvents *events;
  SottoPeer *peer;

  Phase phase;
  SottoRlpxHandshake *handshake;
  SottoRlpxCodec *codec;
  SottoWriteQueue *queue;
  GSource *read_source;
  GSource *write_source;
  guint write_timer;
  guint finish_timer;
  guint64 bytes_in;
  guint64 bytes_out;
  guint64 bytes_out_at_timer;
  gsize n_discarded;
};

static void fail (SottoRlpxStream *self, const GError *error);
static void continue_finishing (SottoRlpxStream *self);

static GPollableInputStream *
get_input (SottoRlpxStream *self)
{
  return G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (G_IO_STREAM (self->connection)));
}

static GPollableOutputStream *
get_output (SottoRlpxStream *self)
{
  return G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (G_IO_STREAM (self->connection)));
}

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static GSource *
attach (GSource *source, GSourceFunc callback, gpointer user_data)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  g_source_set_callback (source, callback, user_data, NULL);
  g_source_attach (source, context);
  return source;
}

static gboolean
write_timer_cb (gpointer user_data)
{
  SottoRlpxStream *self = user_data;
  g_autoptr (GError) error = NULL;

  if (self->bytes_out != self->bytes_out_at_timer)
    {
      self->bytes_out_at_timer = self->bytes_out;
      return G_SOURCE_CONTINUE;
    }
  self->write_timer = 0;
  g_set_error (&error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_TIMED_OUT,
               "The other side takes no bytes");
  fail (self, error);
  return G_SOURCE_REMOVE;
}

static void
write_done (SottoRlpxStream *self)
{
  clear_source (&self->write_source);
  sotto_clock_clear_timer (self->clock, &self->write_timer);
  if (self->phase == PHASE_FINISHING)
    continue_finishing (self);
}

static gboolean
writable_cb (GObject *pollable, gpointer user_data)
{
  SottoRlpxStream *self = user_data;
  g_autoptr (SottoPeer) alive G_GNUC_UNUSED = g_object_ref (self->peer);
  g_autoptr (GError) error = NULL;
  GOutputVector vectors[VECTORS_A_WRITE];
  guint n = sotto_write_queue_peek (self->queue, vectors, VECTORS_A_WRITE);
  gsize written = 0;
  GPollableReturn result;

  result = g_pollable_output_stream_writev_nonblocking (get_output (self), vectors, n, &written,
                                                        NULL, &error);
  if (result == G_POLLABLE_RETURN_WOULD_BLOCK)
    return G_SOURCE_CONTINUE;
  if (result == G_POLLABLE_RETURN_FAILED)
    {
      fail (self, error);
      return G_SOURCE_REMOVE;
    }
  self->bytes_out += written;
  sotto_write_queue_consume (self->queue, written);
  if (self->phase == PHASE_CLOSED)
    return G_SOURCE_REMOVE;
  if (sotto_write_queue_get_length (self->queue) > 0)
    return G_SOURCE_CONTINUE;
  write_done (self);
  return G_SOURCE_REMOVE;
}

/* Writing happens from the main loop only, so that nobody is told of it from within a send. */
static void
start_writing (SottoRlpxStream *self)
{
  if (self->write_source != NULL || sotto_write_queue_get_length (self->queue) == 0)
    return;
  self->write_source = attach (g_pollable_output_stream_create_source (get_output (self), NULL),
                               G_SOURCE_FUNC (writable_cb), self);
  self->bytes_out_at_timer = self->bytes_out;
  if (self->phase == PHASE_OPEN)
    self->write_timer = sotto_clock_add_timer (self->clock, WRITE_TIMEOUT_MS, write_timer_cb, self);
}

static void
push (SottoRlpxStream *self, GBytes *bytes)
{
  sotto_write_queue_push (self->queue, bytes, NULL, NULL);
  start_writing (self);
}

static gboolean
finish_handshake (SottoRlpxStream *self, GError **error)
{
  g_auto (SottoRlpxSecrets) secrets = { { { 0 } } };
  GBytes *reply = sotto_rlpx_handshake_get_reply (self->handshake);
  SottoPublicKey remote = *sotto_rlpx_handshake_get_remote (self->handshake);

  if (reply != NULL)
    push (self, reply);
  if (!sotto_rlpx_handshake_get_secrets (self->handshake, &secrets, error))
    return FALSE;
  self->codec = sotto_rlpx_codec_new (&secrets);
  g_clear_pointer (&self->handshake, sotto_rlpx_handshake_free);
  self->events->handshaken (self->peer, &remote);
  return TRUE;
}

static gboolean
deliver_message (SottoRlpxStream *self, GError **error)
{
  g_auto (SottoRlpxMessage) message = { 0 };

  if (!sotto_rlpx_codec_take_message (self->codec, &message, error))
    return FALSE;
  self->events->message (self->peer, &message);
  return TRUE;
}

/* Gives bytes to whichever machine is due; FALSE ends the stream. */
static gboolean
process (SottoRlpxStream *self, const guint8 *data, gsize length, GError **error)
{
  while (length > 0 && self->phase == PHASE_OPEN)
    {
      SottoRlpxStatus status;
      gsize consumed = 0;
      gboolean good = TRUE;

      if (self->handshake != NULL)
        {
          status = sotto_rlpx_handshake_feed (self->handshake, data, length, &consumed, error);
          if (status == SOTTO_RLPX_DONE)
            good = finish_handshake (self, error);
        }
      else
        {
          status = sotto_rlpx_codec_feed (self->codec, data, length, &consumed, error);
          if (status == SOTTO_RLPX_DONE)
            good = deliver_message (self, error);
        }
      if (status == SOTTO_RLPX_FAILED || !good)
        return FALSE;
      data += consumed;
      length -= consumed;
    }
  return TRUE;
}

static void
discard (SottoRlpxStream *self, gsize length)
{
  self->n_discarded += length;
  if (self->n_discarded > MAX_DISCARDED)
    sotto_rlpx_stream_close (self);
}

/* One read; FALSE when there is nothing more to read now, or at all. */
static gboolean
read_once (SottoRlpxStream *self)
{
  guint8 buffer[READ_LENGTH];
  g_autoptr (GError) error = NULL;
  gssize length = g_pollable_input_stream_read_nonblocking (get_input (self), buffer, sizeof buffer,
                                                            NULL, &error);

  if (length < 0 && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return FALSE;
  if (length == 0)
    g_set_error (&error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_DISCONNECTED,
                 "The other side closed the connection");
  if (length <= 0)
    {
      fail (self, error);
      return FALSE;
    }
  self->bytes_in += length;
  if (self->phase == PHASE_FINISHING)
    discard (self, length);
  else if (!process (self, buffer, length, &error))
    fail (self, error);
  return self->phase != PHASE_CLOSED && length == READ_LENGTH;
}

static gboolean
readable_cb (GObject *pollable, gpointer user_data)
{
  SottoRlpxStream *self = user_data;
  g_autoptr (SottoPeer) alive G_GNUC_UNUSED = g_object_ref (self->peer);
  guint n_reads = 1;

  while (n_reads < READS_A_TURN && read_once (self))
    n_reads++;
  return self->phase == PHASE_CLOSED ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

/* While the stream is open, its peer decides what follows; afterwards nothing is left to save. */
static void
fail (SottoRlpxStream *self, const GError *error)
{
  if (self->phase == PHASE_OPEN)
    self->events->failed (self->peer, error);
  else
    sotto_rlpx_stream_close (self);
}

static void
continue_finishing (SottoRlpxStream *self)
{
  if (sotto_write_queue_get_length (self->queue) > 0)
    return;
  if (!g_socket_shutdown (g_socket_connection_get_socket (self->connection), FALSE, TRUE, NULL))
    sotto_rlpx_stream_close (self);
}

static gboolean
finish_timer_cb (gpointer user_data)
{
  SottoRlpxStream *self = user_data;

  self->finish_timer = 0;
  sotto_rlpx_stream_close (self);
  return G_SOURCE_REMOVE;
}

/**
 * sotto_rlpx_stream_new:
 * @connection: (transfer none): a connected socket
 * @handshake: (transfer full): our side
 * @clock: for time-outs
 * @events: static
 * @peer: (transfer none): who gets the events; must close the stream before it goes away
 *
 * Returns: (transfer full): a stream that does nothing until it is started
 */
SottoRlpxStream *
sotto_rlpx_stream_new (GSocketConnection *connection,
                       SottoRlpxHandshake *handshake,
                       SottoClock *clock,
                       const SottoRlpxStreamEvents *events,
                       SottoPeer *peer)
{
  SottoRlpxStream *self = g_new0 (SottoRlpxStream, 1);

  self->connection = g_object_ref (connection);
  self->handshake = handshake;
  self->clock = g_object_ref (clock);
  self->events = events;
  self->peer = peer;
  self->queue = sotto_write_queue_new (peer);
  return self;
}

/**
 * sotto_rlpx_stream_free:
 * @self: (transfer full): a closed stream, or one that was never started
 */
void
sotto_rlpx_stream_free (SottoRlpxStream *self)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (self->read_source == NULL && self->write_source == NULL);

  g_clear_pointer (&self->handshake, sotto_rlpx_handshake_free);
  g_clear_pointer (&self->codec, sotto_rlpx_codec_free);
  g_clear_pointer (&self->queue, sotto_write_queue_free);
  g_clear_object (&self->connection);
  g_clear_object (&self->clock);
  g_free (self);
}

/**
 * sotto_rlpx_stream_start:
 * @self: a new stream
 * @dialled: whether we begin
 * @error: return location for an error
 *
 * Returns: %FALSE when auth could not be made
 */
gboolean
sotto_rlpx_stream_start (SottoRlpxStream *self, gboolean dialled, GError **error)
{
  GSocket *socket;
  g_autoptr (GBytes) auth = NULL;

  g_return_val_if_fail (self != NULL && self->read_source == NULL, FALSE);

  socket = g_socket_connection_get_socket (self->connection);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  if (dialled)
    {
      auth = sotto_rlpx_handshake_start (self->handshake, error);
      if (auth == NULL)
        return FALSE;
      push (self, auth);
    }
  self->read_source = attach (g_pollable_input_stream_create_source (get_input (self), NULL),
                              G_SOURCE_FUNC (readable_cb), self);
  return TRUE;
}

/**
 * sotto_rlpx_stream_set_snappy:
 * @self: a stream after its handshake
 * @snappy: whether payloads are compressed from now on
 */
void
sotto_rlpx_stream_set_snappy (SottoRlpxStream *self, gboolean snappy)
{
  g_return_if_fail (self != NULL && self->codec != NULL);

  sotto_rlpx_codec_set_snappy (self->codec, snappy);
}

/**
 * sotto_rlpx_stream_set_max_payload:
 * @self: a stream after its handshake
 * @max_payload: the largest uncompressed payload to accept, in bytes
 */
void
sotto_rlpx_stream_set_max_payload (SottoRlpxStream *self, gsize max_payload)
{
  g_return_if_fail (self != NULL && self->codec != NULL);

  sotto_rlpx_codec_set_max_payload (self->codec, max_payload);
}

/**
 * sotto_rlpx_stream_is_ready:
 * @self: a stream
 *
 * Returns: whether messages can be sent
 */
gboolean
sotto_rlpx_stream_is_ready (SottoRlpxStream *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->codec != NULL && self->phase == PHASE_OPEN;
}

/**
 * sotto_rlpx_stream_send:
 * @self: a stream
 * @code: absolute message id
 * @payload: uncompressed
 * @written: (nullable): told when the message has left for the kernel
 * @user_data: for @written
 *
 * Returns: %FALSE when the stream is not ready or the message too large; nobody is told then
 */
gboolean
sotto_rlpx_stream_send (SottoRlpxStream *self,
                        guint64 code,
                        GBytes *payload,
                        SottoPeerWrittenFunc written,
                        gpointer user_data)
{
  g_autoptr (GBytes) frame = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (payload != NULL, FALSE);

  if (!sotto_rlpx_stream_is_ready (self))
    return FALSE;
  frame = sotto_rlpx_codec_seal (self->codec, code, payload, NULL);
  if (frame == NULL)
    return FALSE;
  sotto_write_queue_push (self->queue, frame, written, user_data);
  start_writing (self);
  return TRUE;
}

/**
 * sotto_rlpx_stream_fail_queued:
 * @self: a stream
 *
 * Tells everybody whose message has not left that it is lost. It may be written nevertheless.
 */
void
sotto_rlpx_stream_fail_queued (SottoRlpxStream *self)
{
  g_return_if_fail (self != NULL);

  sotto_write_queue_fail (self->queue);
}

/**
 * sotto_rlpx_stream_finish:
 * @self: a stream
 *
 * Writes what is queued, then closes, within two seconds. No event but `closed` follows.
 */
void
sotto_rlpx_stream_finish (SottoRlpxStream *self)
{
  g_return_if_fail (self != NULL);

  if (self->phase != PHASE_OPEN)
    return;
  self->phase = PHASE_FINISHING;
  sotto_clock_clear_timer (self->clock, &self->write_timer);
  self->finish_timer =
    sotto_clock_add_timer (self->clock, FINISH_TIMEOUT_MS, finish_timer_cb, self);
  continue_finishing (self);
}

/**
 * sotto_rlpx_stream_close:
 * @self: a stream
 *
 * Closes the socket at once.
 */
void
sotto_rlpx_stream_close (SottoRlpxStream *self)
{
  g_return_if_fail (self != NULL);

  if (self->phase == PHASE_CLOSED)
    return;
  self->phase = PHASE_CLOSED;
  clear_source (&self->read_source);
  clear_source (&self->write_source);
  sotto_clock_clear_timer (self->clock, &self->write_timer);
  sotto_clock_clear_timer (self->clock, &self->finish_timer);
  g_socket_close (g_socket_connection_get_socket (self->connection), NULL);
  self->events->closed (self->peer);
}

/**
 * sotto_rlpx_stream_get_queued_bytes:
 * @self: a stream
 *
 * Returns: how many bytes wait to be written
 */
gsize
sotto_rlpx_stream_get_queued_bytes (SottoRlpxStream *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return sotto_write_queue_get_length (self->queue);
}

/**
 * sotto_rlpx_stream_get_bytes_in:
 * @self: a stream
 *
 * Returns: how many bytes the socket gave
 */
guint64
sotto_rlpx_stream_get_bytes_in (SottoRlpxStream *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->bytes_in;
}

/**
 * sotto_rlpx_stream_get_bytes_out:
 * @self: a stream
 *
 * Returns: how many bytes the socket took
 */
guint64
sotto_rlpx_stream_get_bytes_out (SottoRlpxStream *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->bytes_out;
}

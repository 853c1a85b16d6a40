/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bytes on their way to a socket, first in, first out. Who queued a piece hears of it exactly once:
 * when its last byte was consumed, or when the queue failed. */

#include "sotto-write-queue-private.h"

typedef struct
{
  GBytes *bytes;
  gsize offset;
  SottoPeerWrittenFunc written;
  gpointer user_data;
} Piece;

struct _SottoWriteQueue
{
  SottoPeer *peer;
  GQueue pieces;
  gsize length;
};

static void
piece_free (Piece *piece)
{
  g_bytes_unref (piece->bytes);
  g_free (piece);
}

/* The function may push to the queue again, or end the peer; it is never called twice. */
static void
piece_tell (SottoWriteQueue *self, Piece *piece, gboolean success)
{
  SottoPeerWrittenFunc written = g_steal_pointer (&piece->written);

  if (written != NULL)
    written (self->peer, success, piece->user_data);
}

/**
 * sotto_write_queue_new:
 * @peer: (transfer none): handed to those who queue; not kept alive
 *
 * Returns: (transfer full): an empty queue
 */
SottoWriteQueue *
sotto_write_queue_new (SottoPeer *peer)
{
  SottoWriteQueue *self = g_new0 (SottoWriteQueue, 1);

  self->peer = peer;
  g_queue_init (&self->pieces);
  return self;
}

/**
 * sotto_write_queue_free:
 * @self: (transfer full): a queue; nobody is told any more
 */
void
sotto_write_queue_free (SottoWriteQueue *self)
{
  g_return_if_fail (self != NULL);

  g_queue_clear_full (&self->pieces, (GDestroyNotify) piece_free);
  g_free (self);
}

/**
 * sotto_write_queue_push:
 * @self: a queue
 * @bytes: (transfer none): not empty
 * @written: (nullable): whom to tell
 * @user_data: for @written
 */
void
sotto_write_queue_push (SottoWriteQueue *self,
                        GBytes *bytes,
                        SottoPeerWrittenFunc written,
                        gpointer user_data)
{
  Piece *piece;

  g_return_if_fail (self != NULL);
  g_return_if_fail (bytes != NULL && g_bytes_get_size (bytes) > 0);

  piece = g_new0 (Piece, 1);
  piece->bytes = g_bytes_ref (bytes);
  piece->written = written;
  piece->user_data = user_data;
  g_queue_push_tail (&self->pieces, piece);
  self->length += g_bytes_get_size (bytes);
}

/**
 * sotto_write_queue_get_length:
 * @self: a queue
 *
 * Returns: how many bytes wait
 */
gsize
sotto_write_queue_get_length (SottoWriteQueue *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->length;
}

/**
 * sotto_write_queue_peek:
 * @self: a queue
 * @vectors: (array length=n_vectors) (out caller-allocates): what to write next; borrowed
 * @n_vectors: room there
 *
 * Returns: how many were filled in
 */
guint
sotto_write_queue_peek (SottoWriteQueue *self, GOutputVector *vectors, guint n_vectors)
{
  guint n = 0;

  g_return_val_if_fail (self != NULL, 0);

  for (GList *l = self->pieces.head; l != NULL && n < n_vectors; l = l->next, n++)
    {
      Piece *piece = l->data;
      gsize size;
      const guint8 *data = g_bytes_get_data (piece->bytes, &size);

      vectors[n].buffer = data + piece->offset;
      vectors[n].size = size - piece->offset;
    }
  return n;
}

/**
 * sotto_write_queue_consume:
 * @self: a queue
 * @length: how many bytes the socket took
 *
 * Lets go of written bytes and tells who queued what is complete.
 */
void
sotto_write_queue_consume (SottoWriteQueue *self, gsize length)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (length <= self->length);

  self->length -= length;
  while (length > 0)
    {
      Piece *piece = g_queue_peek_head (&self->pieces);
      gsize taken = MIN (length, g_bytes_get_size (piece->bytes) - piece->offset);

      piece->offset += taken;
      length -= taken;
      if (piece->offset < g_bytes_get_size (piece->bytes))
        break;
      g_queue_pop_head (&self->pieces);
      piece_tell (self, piece, TRUE);
      piece_free (piece);
    }
}

/**
 * sotto_write_queue_fail:
 * @self: a queue
 *
 * Tells everybody who waits that it was in vain. The bytes stay and may still be written.
 */
void
sotto_write_queue_fail (SottoWriteQueue *self)
{
  g_return_if_fail (self != NULL);

  for (GList *l = self->pieces.head; l != NULL; l = l->next)
    piece_tell (self, l->data, FALSE);
}

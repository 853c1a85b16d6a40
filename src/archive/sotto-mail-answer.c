/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The answer to one request: a page is read from the archive that fits into a packet, sent, and the
 * next is read only when that one has left, so that a client that reads slowly costs one packet of
 * memory and nobody else's time. Behind the last comes the trailer (mailserver.md sections 3, 4).
 *
 * The node and the archive call back when the answer may be gone already; what they hold is a
 * reference of its own to the shell, whose @done is NULL then.
 */

#include "sotto-mail-answer.h"

#include "sotto-mail-packets.h"
#include "sotto-waku-packets.h"

#include <string.h>

/* Envelopes in a packet: what neighbours take is 1 MiB with all that is around them. */
#define PACKET_BYTES (900 * 1024)

/* For so long one packet may take to leave. */
#define PATIENCE_MS (60 * 1000)
#define LOOK_MS 250

struct _SottoMailAnswer
{
  guint references;
  SottoWakuNode *node;
  SottoWakuLink *link;
  SottoArchive *archive;
  SottoClock *clock;
  SottoHash request;
  SottoMailQuery query;
  SottoMailAnswerDoneFunc done; /* (nullable): gone or not started */
  gpointer user_data;

  SottoArchivePage *page; /* (nullable): what is being sent */
  guint n_sent;           /* envelopes of it */
  gint64 refused_since;   /* monotonic; 0: the queue takes what is sent */
  guint timer;
  SottoHash last;
  guint64 n_envelopes;
};

static void read_page (SottoMailAnswer *self);
static void step (SottoMailAnswer *self);

static SottoMailAnswer *
answer_ref (SottoMailAnswer *self)
{
  self->references++;

  return self;
}

static void
answer_unref (SottoMailAnswer *self)
{
  if (--self->references > 0)
    return;

  g_clear_pointer (&self->page, sotto_archive_page_free);
  sotto_mail_query_clear (&self->query);
  sotto_waku_link_unref (self->link);
  g_object_unref (self->node);
  g_object_unref (self->archive);
  g_object_unref (self->clock);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoMailAnswer, answer_unref)

static void
send_trailer (SottoWakuNode *node, SottoWakuLink *link, const SottoMailTrailer *trailer)
{
  g_autoptr (GBytes) payload = sotto_mail_trailer_encode (trailer);

  /* Who does not read is not told. */
  if (!sotto_waku_node_send_direct (node, link, SOTTO_WAKU_CODE_P2P_COMPLETE, payload, NULL, NULL))
    g_debug ("A mail client does not read");
}

static void
end (SottoMailAnswer *self, gboolean failed)
{
  SottoMailAnswerDoneFunc done = g_steal_pointer (&self->done);

  sotto_clock_clear_timer (self->clock, &self->timer);
  done (self, self->n_envelopes, failed, self->user_data);
}

static void
fail (SottoMailAnswer *self, const char *error)
{
  sotto_mail_answer_refuse (self->node, self->link, &self->request, error);
  end (self, TRUE);
}

static void
complete (SottoMailAnswer *self)
{
  SottoMailTrailer trailer = { .request = self->request,
                               .last = self->last,
                               .has_cursor = self->page->more };

  memcpy (trailer.cursor, self->page->cursor, sizeof trailer.cursor);
  send_trailer (self->node, self->link, &trailer);
  end (self, FALSE);
}

static void
written_cb (SottoPeer *peer, gboolean success, gpointer user_data)
{
  g_autoptr (SottoMailAnswer) self = user_data;

  if (self->done == NULL)
    return;

  sotto_clock_clear_timer (self->clock, &self->timer);
  if (success)
    step (self);
  else
    end (self, TRUE);
}

static gboolean
too_slow_cb (gpointer user_data)
{
  SottoMailAnswer *self = user_data;

  self->timer = 0;
  fail (self, "the answer was not read in time");

  return G_SOURCE_REMOVE;
}

static gboolean
try_again_cb (gpointer user_data)
{
  SottoMailAnswer *self = user_data;

  self->timer = 0;
  step (self);

  return G_SOURCE_REMOVE;
}

/* (transfer full): the next packet of the page. */
static GBytes *
make_packet (SottoMailAnswer *self, guint *n)
{
  gboolean whisper = self->link->dialect == &sotto_waku_dialect_whisper;
  g_autoptr (GPtrArray) envelopes = g_ptr_array_new ();

  *n = self->query.batch ? self->page->envelopes->len : 1;
  for (guint i = 0; i < *n; i++)
    g_ptr_array_add (envelopes, self->page->envelopes->pdata[self->n_sent + i]);

  return sotto_mail_messages_encode (envelopes, whisper);
}

/* When other packets fill the neighbour's queue, this one waits until they have left. */
static void
send_packet (SottoMailAnswer *self)
{
  guint n;
  g_autoptr (GBytes) payload = make_packet (self, &n);
  gint64 now = sotto_clock_get_monotonic_time (self->clock);

  if (sotto_waku_node_send_direct (self->node, self->link, SOTTO_WAKU_CODE_P2P_MESSAGE, payload,
                                   written_cb, self))
    {
      answer_ref (self);
      self->n_sent += n;
      self->n_envelopes += n;
      self->timer = sotto_clock_add_timer (self->clock, PATIENCE_MS, too_slow_cb, self);
      self->refused_since = 0;
      return;
    }

  if (self->refused_since == 0)
    self->refused_since = now;
  if (self->link->stopped || now - self->refused_since > PATIENCE_MS * 1000)
    end (self, TRUE);
  else
    self->timer = sotto_clock_add_timer (self->clock, LOOK_MS, try_again_cb, self);
}

static void
next_page (SottoMailAnswer *self)
{
  self->query.limit -= self->page->envelopes->len;
  memcpy (self->query.cursor, self->page->cursor, sizeof self->query.cursor);
  self->query.cursor_length = sizeof self->query.cursor;
  g_clear_pointer (&self->page, sotto_archive_page_free);
  self->n_sent = 0;
  read_page (self);
}

static void
step (SottoMailAnswer *self)
{
  guint n = self->page->envelopes->len;

  if (self->n_sent < n)
    send_packet (self);
  else if (self->page->more && self->query.limit > n)
    next_page (self);
  else
    complete (self);
}

static void
page_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoMailAnswer) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoArchivePage) page =
    sotto_archive_query_finish (SOTTO_ARCHIVE (source), result, &error);

  if (self->done == NULL)
    return;
  if (page == NULL)
    {
      /* What exactly is wrong with our database is not for strangers. */
      g_message ("The archive could not be asked: %s", error->message);
      fail (self, "the archive cannot be read");
      return;
    }
  self->page = g_steal_pointer (&page);
  if (self->page->envelopes->len > 0)
    self->last = self->page->last;
  step (self);
}

static void
read_page (SottoMailAnswer *self)
{
  sotto_archive_query_async (self->archive, &self->query, PACKET_BYTES, NULL, page_cb,
                             answer_ref (self));
}

SottoMailAnswer *
sotto_mail_answer_new (SottoWakuNode *node,
                       SottoWakuLink *link,
                       SottoArchive *archive,
                       SottoClock *clock,
                       const SottoHash *request,
                       SottoMailQuery *query)
{
  SottoMailAnswer *self = g_new0 (SottoMailAnswer, 1);

  self->references = 1;
  self->node = g_object_ref (node);
  self->link = sotto_waku_link_ref (link);
  self->archive = g_object_ref (archive);
  self->clock = g_object_ref (clock);
  self->request = *request;
  self->query = *query;
  *query = (SottoMailQuery){ 0 };

  return self;
}

void
sotto_mail_answer_start (SottoMailAnswer *self, SottoMailAnswerDoneFunc done, gpointer user_data)
{
  self->done = done;
  self->user_data = user_data;
  read_page (self);
}

void
sotto_mail_answer_free (SottoMailAnswer *self)
{
  self->done = NULL;
  sotto_clock_clear_timer (self->clock, &self->timer);
  answer_unref (self);
}

void
sotto_mail_answer_refuse (SottoWakuNode *node,
                          SottoWakuLink *link,
                          const SottoHash *request,
                          const char *error)
{
  SottoMailTrailer trailer = { .request = *request, .error = (char *) error };

  send_trailer (node, link, &trailer);
}

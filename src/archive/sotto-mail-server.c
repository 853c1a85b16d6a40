/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A mailserver: what the node accepts goes into the archive, and requests (126) are answered
 * (mailserver.md sections 2 to 4).
 *
 * A client's requests are answered one after the other, and those of all clients in turns, so many
 * at a time. A client that asks too often is refused: it may ask once in the interval on average,
 * and so many times before that counts. The time from which it counts is kept by node id, over
 * connections, until it has passed.
 *
 * Packets between mailservers (123, 124) are ignored: whoever runs several lets them be neighbours.
 */

#include "sotto-mail-server.h"

#include "sotto-mail-answer.h"
#include "sotto-mail-request.h"
#include "sotto-waku-packets.h"

/* Answers that are made at a time. */
#define MAX_RUNNING 32

/* Requests of one client that wait. */
#define MAX_WAITING 8

/* A month, as the servers of Status did. */
#define DEFAULT_RETENTION (30 * 24 * 60 * 60)

/* A client that was away for a month asks a few hundred times. */
#define DEFAULT_INTERVAL_MS 100
#define DEFAULT_BURST 100

#define PRUNE_MS (60 * 60 * 1000)

/* What is remembered of clients, at most. */
#define MAX_TIMES 20000

/* What waits and runs for one client. */
typedef struct
{
  SottoMailServer *server;
  SottoWakuLink *link;
  GQueue waiting;           /* of SottoMailAnswer */
  SottoMailAnswer *running; /* (nullable) */
  gboolean queued;          /* it is in the line */
} Desk;

struct _SottoMailServer
{
  GObject parent_instance;

  SottoWakuNode *node;
  SottoArchive *archive;
  SottoPrivateKey *node_key;
  SottoMailServerOptions options;
  SottoClock *clock;
  gboolean stopped;

  GHashTable *desks; /* SottoWakuLink → Desk */
  GQueue line;       /* of Desk: those with waiting requests and none that runs */
  guint n_running;
  GHashTable *times; /* SottoHash, a node id → gint64, monotonic: when its requests are paid off */
  SottoMailServerCounts counts;

  guint prune_timer;
  GCancellable *prune_cancellable;
};

G_DEFINE_FINAL_TYPE (SottoMailServer, sotto_mail_server, G_TYPE_OBJECT)

static void serve (SottoMailServer *self);

/* Desks. */

static void
desk_free (Desk *desk)
{
  if (desk->running != NULL)
    desk->server->n_running--;
  if (desk->queued)
    g_queue_remove (&desk->server->line, desk);
  g_clear_pointer (&desk->running, sotto_mail_answer_free);
  g_queue_clear_full (&desk->waiting, (GDestroyNotify) sotto_mail_answer_free);
  sotto_waku_link_unref (desk->link);
  g_free (desk);
}

static Desk *
find_desk (SottoMailServer *self, SottoWakuLink *link)
{
  Desk *desk = g_hash_table_lookup (self->desks, link);

  if (desk != NULL)
    return desk;

  desk = g_new0 (Desk, 1);
  desk->server = self;
  desk->link = sotto_waku_link_ref (link);
  g_queue_init (&desk->waiting);
  g_hash_table_insert (self->desks, link, desk);

  return desk;
}

static void
line_up (Desk *desk)
{
  if (desk->queued || desk->running != NULL || g_queue_is_empty (&desk->waiting))
    return;

  desk->queued = TRUE;
  g_queue_push_tail (&desk->server->line, desk);
}

static void
answered_cb (SottoMailAnswer *answer, guint64 n_envelopes, gboolean failed, gpointer user_data)
{
  Desk *desk = user_data;
  SottoMailServer *self = desk->server;

  self->n_running--;
  self->counts.envelopes += n_envelopes;
  if (failed)
    self->counts.refused++;
  else
    self->counts.requests++;
  g_clear_pointer (&desk->running, sotto_mail_answer_free);
  line_up (desk);
  serve (self);
}

static void
serve (SottoMailServer *self)
{
  while (self->n_running < MAX_RUNNING && !g_queue_is_empty (&self->line))
    {
      Desk *desk = g_queue_pop_head (&self->line);

      desk->queued = FALSE;
      desk->running = g_queue_pop_head (&desk->waiting);
      self->n_running++;
      sotto_mail_answer_start (desk->running, answered_cb, desk);
    }
}

/* Limits. */

static gboolean
is_paid_off (gpointer key, gpointer value, gpointer user_data)
{
  return *(gint64 *) value <= *(gint64 *) user_data;
}

/* Counts a request of a client, unless it came too soon: then it changes nothing. */
static gboolean
may_ask (SottoMailServer *self, SottoWakuLink *link)
{
  const SottoHash *id = sotto_peer_get_node_id (link->peer);
  gint64 now = sotto_clock_get_monotonic_time (self->clock);
  gint64 interval = (gint64) self->options.request_interval_ms * 1000;
  gint64 *time = g_hash_table_lookup (self->times, id);

  if (interval == 0)
    return TRUE;
  if (time == NULL)
    {
      if (g_hash_table_size (self->times) >= MAX_TIMES)
        g_hash_table_foreach_remove (self->times, is_paid_off, &now);
      if (g_hash_table_size (self->times) >= MAX_TIMES)
        return FALSE;
      time = g_new0 (gint64, 1);
      g_hash_table_insert (self->times, sotto_hash_copy (id), time);
    }
  if (MAX (*time, now) + interval > now + interval * self->options.request_burst)
    return FALSE;
  *time = MAX (*time, now) + interval;

  return TRUE;
}

/* Requests. */

static void
refuse (SottoMailServer *self, SottoWakuLink *link, const SottoHash *request, const char *error)
{
  self->counts.refused++;
  sotto_mail_answer_refuse (self->node, link, request, error);
}

static void
take_request (SottoMailServer *self,
              SottoWakuLink *link,
              const SottoHash *request,
              SottoMailQuery *query)
{
  const char *problem;
  Desk *desk;

  sotto_mail_query_set_defaults (query, sotto_clock_get_seconds (self->clock));
  problem = sotto_mail_query_check (query);
  if (problem != NULL)
    {
      refuse (self, link, request, problem);
      return;
    }
  desk = find_desk (self, link);
  if (g_queue_get_length (&desk->waiting) >= MAX_WAITING || !may_ask (self, link))
    {
      refuse (self, link, request, "rate limit exceeded");
      return;
    }

  g_queue_push_tail (&desk->waiting, sotto_mail_answer_new (self->node, link, self->archive,
                                                            self->clock, request, query));
  line_up (desk);
  serve (self);
}

static void
take_sealed (SottoMailServer *self, SottoWakuLink *link, SottoEnvelope *envelope)
{
  SottoMailKeys keys = { .node_key = self->node_key, .password_key = self->options.password_key };
  const SottoHash *request = sotto_envelope_get_hash (envelope);
  g_auto (SottoMailQuery) query = { 0 };
  g_autoptr (GError) error = NULL;
  SottoPublicKey signer;

  if (sotto_envelope_get_pow (envelope) < self->options.min_pow)
    refuse (self, link, request, "PoW too low");
  else if (!sotto_mail_request_open (envelope, &keys, &query, &signer, &error))
    refuse (self, link, request, error->message);
  else
    take_request (self, link, request, &query);
}

/* An envelope or a bare record; what is neither ends the connection. */
static gboolean
message_cb (SottoWakuNode *node,
            SottoWakuLink *link,
            guint code,
            GBytes *payload,
            gpointer user_data,
            GError **error)
{
  SottoMailServer *self = user_data;
  gsize length;
  const guint8 *data = g_bytes_get_data (payload, &length);
  g_autoptr (SottoEnvelope) envelope = NULL;
  g_auto (SottoMailQuery) query = { 0 };
  SottoHash id;

  if (code != SOTTO_WAKU_CODE_P2P_REQUEST)
    return TRUE;

  envelope = sotto_envelope_new_from_bytes (data, length, NULL);
  if (envelope != NULL)
    {
      take_sealed (self, link, envelope);
      return TRUE;
    }
  if (!sotto_mail_record_decode (&query, &id, payload, error))
    return FALSE;
  take_request (self, link, &id, &query);

  return TRUE;
}

static void
accepted_cb (SottoWakuNode *node, SottoEnvelope *envelope, gpointer user_data)
{
  SottoMailServer *self = user_data;

  sotto_archive_add (self->archive, envelope);
}

static void
link_stopped_cb (SottoWakuNode *node, SottoWakuLink *link, gpointer user_data)
{
  SottoMailServer *self = user_data;

  if (g_hash_table_remove (self->desks, link))
    serve (self);
}

static const SottoWakuDirectFuncs funcs = {
  .message = message_cb,
  .accepted = accepted_cb,
  .link_stopped = link_stopped_cb,
};

/* Pruning. */

static void
pruned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gint64 n = sotto_archive_prune_finish (SOTTO_ARCHIVE (source), result, &error);

  if (error == NULL)
    g_debug ("%" G_GINT64_FORMAT " old envelopes were deleted", n);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_message ("Old envelopes were not deleted: %s", error->message);
}

static gboolean
prune_cb (gpointer user_data)
{
  SottoMailServer *self = user_data;
  guint32 now = sotto_clock_get_seconds (self->clock);

  if (now > self->options.retention)
    sotto_archive_prune_async (self->archive, now - self->options.retention,
                               self->prune_cancellable, pruned_cb, NULL);

  return G_SOURCE_CONTINUE;
}

/* The object. */

static void
sotto_mail_server_dispose (GObject *object)
{
  SottoMailServer *self = SOTTO_MAIL_SERVER (object);

  sotto_mail_server_stop (self);
  g_clear_pointer (&self->desks, g_hash_table_unref);
  g_clear_pointer (&self->times, g_hash_table_unref);
  g_clear_pointer (&self->node_key, sotto_private_key_unref);
  g_clear_object (&self->prune_cancellable);
  g_clear_object (&self->archive);
  g_clear_object (&self->node);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (sotto_mail_server_parent_class)->dispose (object);
}

static void
sotto_mail_server_class_init (SottoMailServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sotto_mail_server_dispose;
}

static void
sotto_mail_server_init (SottoMailServer *self)
{
  g_queue_init (&self->line);
  self->desks = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) desk_free);
  self->times = g_hash_table_new_full (sotto_hash_hash, sotto_hash_equal,
                                       (GDestroyNotify) sotto_hash_free, g_free);
  self->prune_cancellable = g_cancellable_new ();
}

/**
 * sotto_mail_server_options_init:
 * @options: (out caller-allocates): what servers of the field do, without a key
 */
void
sotto_mail_server_options_init (SottoMailServerOptions *options)
{
  *options = (SottoMailServerOptions){
    .min_pow = SOTTO_MAIL_MIN_POW,
    .request_interval_ms = DEFAULT_INTERVAL_MS,
    .request_burst = DEFAULT_BURST,
    .retention = DEFAULT_RETENTION,
  };
}

/**
 * sotto_mail_server_new:
 * @node: a relay
 * @archive: where envelopes are kept
 * @node_key: of @node
 * @options: how it answers
 * @clock: time and timers
 *
 * Makes a mailserver of @node, from now until it is stopped.
 *
 * Returns: (transfer full): the server
 */
SottoMailServer *
sotto_mail_server_new (SottoWakuNode *node,
                       SottoArchive *archive,
                       SottoPrivateKey *node_key,
                       const SottoMailServerOptions *options,
                       SottoClock *clock)
{
  SottoMailServer *self;

  g_return_val_if_fail (SOTTO_IS_WAKU_NODE (node), NULL);
  g_return_val_if_fail (SOTTO_IS_ARCHIVE (archive), NULL);
  g_return_val_if_fail (options->request_burst > 0, NULL);

  self = g_object_new (SOTTO_TYPE_MAIL_SERVER, NULL);
  self->node = g_object_ref (node);
  self->archive = g_object_ref (archive);
  self->node_key = sotto_private_key_ref (node_key);
  self->options = *options;
  self->clock = g_object_ref (clock);
  sotto_waku_node_set_direct (node, SOTTO_WAKU_DIRECT_SERVER, &funcs, self);
  prune_cb (self);
  self->prune_timer = sotto_clock_add_timer (clock, PRUNE_MS, prune_cb, self);

  return self;
}

/**
 * sotto_mail_server_stop:
 * @self: a server
 *
 * Ends what it does. The archive stays open.
 */
void
sotto_mail_server_stop (SottoMailServer *self)
{
  g_return_if_fail (SOTTO_IS_MAIL_SERVER (self));

  if (self->stopped || self->node == NULL)
    return;

  self->stopped = TRUE;
  sotto_waku_node_set_direct (self->node, SOTTO_WAKU_DIRECT_SERVER, NULL, NULL);
  sotto_clock_clear_timer (self->clock, &self->prune_timer);
  g_cancellable_cancel (self->prune_cancellable);
  g_hash_table_remove_all (self->desks);
}

/**
 * sotto_mail_server_get_counts:
 * @self: a server
 * @counts: (out caller-allocates): what it did so far
 */
void
sotto_mail_server_get_counts (SottoMailServer *self, SottoMailServerCounts *counts)
{
  g_return_if_fail (SOTTO_IS_MAIL_SERVER (self));

  *counts = self->counts;
}

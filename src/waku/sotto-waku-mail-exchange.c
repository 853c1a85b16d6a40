/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One question to one mailserver, and its answer (mailserver.md sections 2.1 and 3): a sealed
 * request in a packet 126, envelopes in packets 127, the end in a packet 125. Nothing of it is
 * believed that cannot be: what lies outside of what was asked, is too much, or goes on without
 * getting on, ends the exchange.
 */

#include <string.h>

#include "sotto-waku-mail-client-private.h"

#include "sotto-waku-error.h"
#include "sotto-waku-packets.h"

/* Without a packet for so long, and in all. */
#define SILENCE_MS (30 * 1000)
#define PROBE_SILENCE_MS (10 * 1000)
#define LONGEST_US ((gint64) 5 * 60 * G_USEC_PER_SEC)

/* What one answer may bring. */
#define MAX_BYTES ((gsize) 64 * 1024 * 1024)
#define MAX_ENVELOPE_SIZE (1024 * 1024)

/* Asked for after a question was not answered. */
#define MODEST_LIMIT 100

/* Pages of one window. */
#define MAX_PAGES 10000

#define POW_TARGET 0.002

struct _SottoMailExchange
{
  guint references;
  SottoWakuMailClient *client;
  SottoMailServer *server;
  SottoMailQuestion *question;
  SottoWakuLink *link;
  gboolean ended;

  SottoMailQuery query;
  GHashTable *topics; /* of SottoTopic in the query's array */
  GCancellable *sealing;

  /* once it is sent */
  gboolean sent;
  SottoHash id;
  gint64 sent_at; /* monotonic */
  gboolean has_begun;
  guint timer;

  GPtrArray *payloads;
  GHashTable *seen; /* of SottoHash */
  guint n_envelopes;
  gsize n_bytes;
};

static void
exchange_unref (SottoMailExchange *exchange)
{
  if (--exchange->references > 0)
    return;

  g_hash_table_unref (exchange->topics);
  g_hash_table_unref (exchange->seen);
  g_ptr_array_unref (exchange->payloads);
  g_object_unref (exchange->sealing);
  sotto_waku_link_unref (exchange->link);
  sotto_mail_query_clear (&exchange->query);
  g_free (exchange);
}

static gboolean
silence_cb (gpointer user_data)
{
  SottoMailExchange *exchange = user_data;

  exchange->timer = 0;
  sotto_mail_exchange_end (exchange, SOTTO_MAIL_OUTCOME_SILENT);

  return G_SOURCE_REMOVE;
}

static void
wait_on (SottoMailExchange *exchange)
{
  SottoClock *clock = exchange->client->clock;

  sotto_clock_clear_timer (clock, &exchange->timer);
  exchange->timer = sotto_clock_add_timer (
    clock, exchange->question != NULL ? SILENCE_MS : PROBE_SILENCE_MS, silence_cb, exchange);
}

/* The server has said something. */
static void
note_packet (SottoMailExchange *exchange)
{
  SottoClock *clock = exchange->client->clock;
  gint64 elapsed = sotto_clock_get_monotonic_time (clock) - exchange->sent_at;

  if (!exchange->has_begun)
    sotto_transport_store_note_answer (exchange->server->model, (guint) (elapsed / 1000) + 1,
                                       sotto_clock_get_seconds (clock));
  exchange->has_begun = TRUE;
  if (elapsed < LONGEST_US)
    wait_on (exchange);
}

static gboolean
lied (SottoMailExchange *exchange, const char *what, GError **error)
{
  g_set_error (error, SOTTO_WAKU_ERROR, SOTTO_WAKU_ERROR_MISBEHAVED,
               "An answer from a mailserver is wrong: %s", what);
  sotto_mail_exchange_end (exchange, SOTTO_MAIL_OUTCOME_LIED);

  return FALSE;
}

/* Sending. */

static void
send (SottoMailExchange *exchange, SottoEnvelope *request)
{
  gsize length;
  const guint8 *raw = sotto_envelope_get_raw (request, &length);
  g_autoptr (GBytes) payload = g_bytes_new (raw, length);

  exchange->id = *sotto_envelope_get_hash (request);
  exchange->sent = TRUE;
  exchange->sent_at = sotto_clock_get_monotonic_time (exchange->client->clock);
  wait_on (exchange);
  if (!sotto_waku_node_send_direct (exchange->client->node, exchange->link,
                                    SOTTO_WAKU_CODE_P2P_REQUEST, payload, NULL, NULL))
    sotto_mail_exchange_end (exchange, SOTTO_MAIL_OUTCOME_SILENT);
}

static void
sealed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SottoMailExchange *exchange = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoEnvelope) request = sotto_mail_request_seal_finish (result, &error);

  if (exchange->ended)
    ;
  else if (request == NULL)
    {
      g_debug ("A question to a mailserver was not sealed: %s", error->message);
      sotto_mail_exchange_end (exchange, SOTTO_MAIL_OUTCOME_SILENT);
    }
  else
    send (exchange, request);
  exchange_unref (exchange);
}

static void
seal (SottoMailExchange *exchange)
{
  SottoWakuMailClient *client = exchange->client;
  const SottoPublicKey *key = sotto_peer_get_key (exchange->link->peer);
  SottoMailSeal what = {
    .query = &exchange->query,
    .node_key = client->node_key,
    .server = exchange->server->to_key ? key : NULL,
    .pow_target = MAX (POW_TARGET, exchange->link->min_pow),
    .clock = client->clock,
    .random = client->random,
  };

  exchange->references++;
  if (what.server == NULL)
    what.password_key = sotto_secret_borrow (client->password_key);
  sotto_mail_request_seal_async (&what, exchange->sealing, sealed_cb, exchange);
  if (what.server == NULL)
    sotto_secret_release (client->password_key);
}

/* Nobody's topic, and no time at all: whether it answers is all that is asked. */
static void
fill_probe (SottoMailExchange *exchange)
{
  SottoTopic topic;

  sotto_random_fill (exchange->client->random, topic.bytes, sizeof topic.bytes);
  sotto_mail_query_add_topic (&exchange->query, &topic);
  exchange->query.lower = sotto_clock_get_seconds (exchange->client->clock);
  exchange->query.upper = exchange->query.lower;
  exchange->query.limit = 1;
}

static void
fill_query (SottoMailExchange *exchange)
{
  const SottoMailQuestion *question = exchange->question;
  SottoMailQuery *query = &exchange->query;

  for (guint i = 0; i < question->topics->len; i++)
    sotto_mail_query_add_topic (query, &g_array_index (question->topics, SottoTopic, i));
  query->lower = (guint32) CLAMP (question->from_seconds, 0, G_MAXUINT32);
  query->upper = (guint32) CLAMP (question->to_seconds, 0, G_MAXUINT32);
  query->limit = question->n_tries > 0 ? MIN (question->limit, MODEST_LIMIT) : question->limit;
  if (question->cursor == NULL)
    return;

  query->cursor_length = SOTTO_MAIL_CURSOR_LENGTH;
  memcpy (query->cursor, g_bytes_get_data (question->cursor, NULL), SOTTO_MAIL_CURSOR_LENGTH);
}

/* Receiving. */

static void
take_envelope (SottoMailExchange *exchange, const SottoEnvelopeView *view)
{
  g_autoptr (GBytes) data = NULL;
  SottoHash hash;

  sotto_envelope_view_get_hash (view, &hash);
  if (g_hash_table_contains (exchange->seen, &hash))
    return;

  data = g_bytes_new (view->data, view->data_length);
  g_hash_table_add (exchange->seen, sotto_hash_copy (&hash));
  g_ptr_array_add (exchange->payloads, sotto_received_payload_new (&view->topic, data, &hash,
                                                                   view->expiry - view->ttl));
}

/* What is wrong with an envelope as an answer; NULL: nothing. Topics that look like ours in a
 * filter are nobody's fault. */
static const char *
judge_envelope (SottoMailExchange *exchange, const SottoEnvelopeView *view, gboolean *wanted)
{
  guint32 sent = view->expiry - view->ttl;

  exchange->n_envelopes++;
  exchange->n_bytes += view->raw_length;
  *wanted = g_hash_table_contains (exchange->topics, &view->topic);
  if (exchange->n_envelopes > SOTTO_MAIL_MAX_LIMIT || exchange->n_bytes > MAX_BYTES ||
      view->data_length + SOTTO_ENVELOPE_FIXED_SIZE > MAX_ENVELOPE_SIZE)
    return "more than an answer may hold";
  if (sent < exchange->query.lower || sent > exchange->query.upper)
    return "of another time";
  if (!*wanted && !sotto_bloom_accepts_topic (&exchange->query.bloom, &view->topic))
    return "of a topic that was not asked for";

  return NULL;
}

/* Where the next page begins has to be where it can be, after something that came, and further on
 * than the page before: or else the pages never end. */
static const char *
judge_cursor (SottoMailExchange *exchange, const SottoMailTrailer *trailer)
{
  SottoMailServer *server = exchange->server;
  const SottoMailQuery *query = &exchange->query;
  gboolean goes_on = query->cursor_length > 0 && server->chain_length > 0 &&
                     server->chain_from == query->lower && server->chain_to == query->upper &&
                     memcmp (server->chain_cursor, query->cursor, sizeof query->cursor) == 0;
  int direction = 0;
  guint32 sent;
  SottoHash hash;

  sotto_mail_cursor_read (trailer->cursor, &sent, &hash);
  if (exchange->n_envelopes == 0)
    return "a page without anything that is not the last";
  if (sent < query->lower || sent > query->upper)
    return "a cursor outside of the time that was asked for";
  if (query->cursor_length > 0)
    {
      direction = memcmp (trailer->cursor, query->cursor, sizeof query->cursor);
      if (direction == 0)
        return "the same cursor again";
      direction = direction > 0 ? 1 : -1;
    }
  if (goes_on && server->chain_direction != 0 && server->chain_direction != direction)
    return "a cursor that goes back";
  if (goes_on && server->chain_length >= MAX_PAGES)
    return "pages without an end";

  server->chain_length = goes_on ? server->chain_length + 1 : 1;
  server->chain_direction = direction;
  server->chain_from = query->lower;
  server->chain_to = query->upper;
  memcpy (server->chain_cursor, trailer->cursor, sizeof server->chain_cursor);

  return NULL;
}

static SottoMailOutcome
read_refusal (const char *text)
{
  g_debug ("A mailserver refuses: %s", text);

  return strstr (text, "rate limit") != NULL ? SOTTO_MAIL_OUTCOME_TOO_SOON
                                             : SOTTO_MAIL_OUTCOME_REFUSED;
}

static void
finish (SottoMailExchange *exchange, const SottoMailTrailer *trailer)
{
  SottoWakuMailClient *client = exchange->client;
  SottoMailServer *server = exchange->server;
  SottoMailQuestion *question = exchange->question;
  g_autoptr (GBytes) cursor =
    trailer->has_cursor ? g_bytes_new (trailer->cursor, sizeof trailer->cursor) : NULL;
  SottoHistoryPage *page =
    sotto_history_page_new (g_ptr_array_ref (exchange->payloads), server->name, cursor);

  exchange->ended = TRUE;
  server->exchange = NULL;
  sotto_clock_clear_timer (client->clock, &exchange->timer);
  exchange_unref (exchange);
  sotto_waku_mail_client_exchange_ended (client, server, question, SOTTO_MAIL_OUTCOME_ANSWERED,
                                         page);
}

/* For the rest of the mail client. */

void
sotto_mail_exchange_begin (SottoWakuMailClient *self,
                           SottoMailServer *server,
                           SottoMailQuestion *question)
{
  SottoMailExchange *exchange = g_new0 (SottoMailExchange, 1);

  exchange->references = 1;
  exchange->client = self;
  exchange->server = server;
  exchange->question = question;
  exchange->link = sotto_waku_link_ref (server->link);
  exchange->sealing = g_cancellable_new ();
  exchange->payloads =
    g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_received_payload_unref);
  exchange->seen = g_hash_table_new_full (sotto_hash_hash, sotto_hash_equal,
                                          (GDestroyNotify) sotto_hash_free, NULL);
  exchange->query.batch = TRUE;
  if (question != NULL)
    fill_query (exchange);
  else
    fill_probe (exchange);
  exchange->topics = g_hash_table_new (sotto_topic_hash, sotto_topic_equal);
  for (guint i = 0; exchange->query.topics != NULL && i < exchange->query.topics->len; i++)
    g_hash_table_add (exchange->topics, &g_array_index (exchange->query.topics, SottoTopic, i));
  server->exchange = exchange;
  seal (exchange);
}

void
sotto_mail_exchange_end (SottoMailExchange *exchange, SottoMailOutcome outcome)
{
  SottoWakuMailClient *client = exchange->client;
  SottoMailServer *server = exchange->server;
  SottoMailQuestion *question = exchange->question;

  if (exchange->ended)
    return;

  exchange->ended = TRUE;
  server->exchange = NULL;
  g_cancellable_cancel (exchange->sealing);
  sotto_clock_clear_timer (client->clock, &exchange->timer);
  exchange_unref (exchange);
  sotto_waku_mail_client_exchange_ended (client, server, question, outcome, NULL);
}

gboolean
sotto_mail_exchange_is_open (const SottoMailExchange *exchange)
{
  return exchange->sent && !exchange->ended;
}

const SottoMailQuestion *
sotto_mail_exchange_get_question (const SottoMailExchange *exchange)
{
  return exchange->question;
}

gboolean
sotto_mail_exchange_envelopes (SottoMailExchange *exchange, GBytes *payload, GError **error)
{
  gboolean may_be_bare = exchange->link->dialect == &sotto_waku_dialect_whisper;
  SottoRlpReader reader;
  SottoEnvelopeView view;

  if (!sotto_mail_messages_validate (payload, may_be_bare, error))
    {
      sotto_mail_exchange_end (exchange, SOTTO_MAIL_OUTCOME_LIED);
      return FALSE;
    }

  note_packet (exchange);
  sotto_mail_messages_begin (payload, &reader);
  while (sotto_waku_messages_next (&reader, &view))
    {
      gboolean wanted;
      const char *fault = judge_envelope (exchange, &view, &wanted);

      if (fault != NULL)
        return lied (exchange, fault, error);
      if (wanted)
        take_envelope (exchange, &view);
    }

  return TRUE;
}

gboolean
sotto_mail_exchange_complete (SottoMailExchange *exchange, GBytes *payload, GError **error)
{
  g_auto (SottoMailTrailer) trailer = { 0 };
  const char *fault;

  if (!sotto_mail_trailer_decode (&trailer, payload, error))
    {
      sotto_mail_exchange_end (exchange, SOTTO_MAIL_OUTCOME_LIED);
      return FALSE;
    }
  /* The end of a question that was given up. */
  if (!sotto_hash_equal (&trailer.request, &exchange->id))
    return TRUE;

  note_packet (exchange);
  if (trailer.error != NULL)
    {
      sotto_mail_exchange_end (exchange, read_refusal (trailer.error));
      return TRUE;
    }
  fault = trailer.has_cursor ? judge_cursor (exchange, &trailer) : NULL;
  if (fault != NULL)
    return lied (exchange, fault, error);

  finish (exchange, &trailer);

  return TRUE;
}

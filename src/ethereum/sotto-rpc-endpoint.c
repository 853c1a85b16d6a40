/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An endpoint of JSON-RPC over HTTP or a WebSocket (wallet.md section 2): what it can and how often
 * it may be asked is learnt as it answers.
 *
 * Several questions go as a batch. An endpoint that takes no batches is asked one by one from then
 * on; a question that a batch left without an answer is asked again alone, once.
 *
 * The time at which the next question may leave moves ahead with each question; a second of
 * questions may leave at once. An endpoint that says "too often" is asked half as often, and more
 * often again as minutes pass. After three failures in a row it is left alone for half a minute.
 */

#include "sotto-rpc-endpoint.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sotto-chain-error.h"
#include "sotto-ethereum-error.h"
#include "sotto-rpc-exchange.h"
#include "sotto-rpc-heads.h"
#include "sotto-rpc-socket.h"

#define IDLE_SECONDS 15
#define MAX_CONNECTIONS 4
#define DEADLINE_MS (30 * 1000)

#define FIRST_RATE 10.0
#define LEAST_RATE 0.5
#define MOST_RATE 50.0
#define BURST_US G_USEC_PER_SEC

#define FAILURES_TO_PAUSE 3
#define PAUSE_SECONDS 30
#define RATE_PAUSE_SECONDS 2
#define QUOTA_PAUSE_SECONDS (60 * 60)

/* A question that would have to wait longer is refused: it may be asked elsewhere. */
#define MAX_WAIT_MS (15 * 1000)

#define USER_AGENT "Sotto"

struct _SottoRpcEndpoint
{
  GObject parent_instance;

  GUri *uri;
  SoupSession *session;   /* (nullable): of HTTP */
  SottoRpcSocket *socket; /* (nullable): if it is a WebSocket */
  SottoRpcHeads *heads;   /* (nullable): if somebody wants to hear of new blocks */
  SottoClock *clock;
  guint64 next_id;
  guint64 n_requests;
  gboolean takes_no_batches;

  double rate;         /* questions a second */
  gint64 raised_at;    /* monotonic */
  gint64 free_at;      /* monotonic: all that was asked is paid off */
  gint64 paused_until; /* monotonic */
  guint n_failures;    /* in a row */
};

/* What is asked by one call of ours. */
typedef struct
{
  GArray *calls;      /* of SottoRpcCall */
  GPtrArray *answers; /* of SottoRpcAnswer */
  guint n_done;
  gboolean is_alone; /* what is missing is asked once more, one by one */
  guint first;       /* the request under way */
  guint n;
  guint64 first_id;
  guint timer;
  SottoClock *clock;
} Job;

G_DEFINE_FINAL_TYPE (SottoRpcEndpoint, sotto_rpc_endpoint, G_TYPE_OBJECT)

enum
{
  CLOSED,
  NEW_HEAD,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void send_next (GTask *task);

static void
job_free (Job *job)
{
  sotto_clock_clear_timer (job->clock, &job->timer);
  g_object_unref (job->clock);
  g_array_unref (job->calls);
  g_ptr_array_unref (job->answers);
  g_free (job);
}

/* How often. */

static void
raise_rate (SottoRpcEndpoint *self, gint64 now)
{
  gint64 minutes = (now - self->raised_at) / (60 * G_USEC_PER_SEC);

  if (minutes <= 0)
    return;
  self->rate = MIN (self->rate + (double) minutes, MOST_RATE);
  self->raised_at = now;
}

/* Milliseconds until @n questions may leave; they count as asked then. */
static guint
reserve (SottoRpcEndpoint *self, guint n)
{
  gint64 now = sotto_clock_get_monotonic_time (self->clock);
  gint64 begin;
  gint64 wait;

  raise_rate (self, now);
  begin = MAX (self->free_at, now - BURST_US);
  self->free_at = begin + (gint64) ((double) n * G_USEC_PER_SEC / self->rate);
  wait = MAX (begin - now, self->paused_until - now);

  return wait > 0 ? (guint) (wait / 1000 + 1) : 0;
}

static void
note_failure (SottoRpcEndpoint *self, const GError *error)
{
  if (error->domain != SOTTO_CHAIN_ERROR)
    return;

  if (error->code == SOTTO_CHAIN_ERROR_RATE)
    {
      self->rate = MAX (self->rate / 2, LEAST_RATE);
      self->raised_at = sotto_clock_get_monotonic_time (self->clock);
      sotto_rpc_endpoint_pause (self, RATE_PAUSE_SECONDS);
    }
  else if (error->code == SOTTO_CHAIN_ERROR_QUOTA || error->code == SOTTO_CHAIN_ERROR_DENIED)
    sotto_rpc_endpoint_pause (self, QUOTA_PAUSE_SECONDS);
  else if (++self->n_failures >= FAILURES_TO_PAUSE)
    {
      self->n_failures = 0;
      sotto_rpc_endpoint_pause (self, PAUSE_SECONDS);
    }
}

/* Requests. */

/* What a whole batch is refused with. */
static gboolean
refuses_batches (GPtrArray *answers)
{
  const SottoRpcAnswer *first = answers->pdata[0];

  if (first->result != NULL || first->is_missing ||
      (first->code != -32600 && first->code != -32601))
    return FALSE;
  for (guint i = 1; i < answers->len; i++)
    if (((SottoRpcAnswer *) answers->pdata[i])->code != first->code)
      return FALSE;

  return TRUE;
}

static void
keep_answers (Job *job, GPtrArray *answers)
{
  for (guint i = 0; i < answers->len; i++)
    {
      SottoRpcAnswer **kept = (SottoRpcAnswer **) &job->answers->pdata[job->first + i];

      if ((*kept)->is_missing)
        {
          SottoRpcAnswer *empty = *kept;

          *kept = answers->pdata[i];
          answers->pdata[i] = empty;
        }
    }
}

/* An error that means the whole endpoint, not the question, when all answers are it. */
static gboolean
check_limits (GPtrArray *answers, GError **error)
{
  const SottoRpcAnswer *first = answers->pdata[0];
  g_autoptr (GError) problem = NULL;

  if (first->result != NULL || first->is_missing)
    return TRUE;
  sotto_chain_set_error (&problem, first);
  if (problem->code != SOTTO_CHAIN_ERROR_RATE && problem->code != SOTTO_CHAIN_ERROR_QUOTA)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));

  return FALSE;
}

/* FALSE with an error: nothing can be known from this endpoint now. */
static gboolean
take_answers (SottoRpcEndpoint *self, Job *job, GPtrArray *answers, GError **error)
{
  if (job->n > 1 && refuses_batches (answers))
    {
      self->takes_no_batches = TRUE;
      return TRUE;
    }
  if (!check_limits (answers, error))
    return FALSE;
  keep_answers (job, answers);
  job->n_done = job->first + job->n;

  return TRUE;
}

static gboolean
take_reply (SottoRpcEndpoint *self, Job *job, const SottoRpcReply *reply, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (reply->body, &length);
  g_autoptr (GPtrArray) answers = sotto_rpc_decode (text, length, job->n, job->first_id, NULL);

  if (job->n > 1 && (reply->status == 400 || reply->status == 413))
    {
      self->takes_no_batches = TRUE;
      return TRUE;
    }
  if (reply->retry_after > 0)
    sotto_rpc_endpoint_pause (self, reply->retry_after);
  /* A body that can be read says more than the status. */
  if (answers == NULL ||
      (reply->status >= 400 && ((SottoRpcAnswer *) answers->pdata[0])->is_missing))
    {
      sotto_chain_set_status_error (error, reply->status);
      return FALSE;
    }

  return take_answers (self, job, answers, error);
}

/* Takes @task over, and @error, which is NULL if the answers were kept. */
static void
go_on (GTask *task, GError *error)
{
  SottoRpcEndpoint *self = g_task_get_source_object (task);

  if (error == NULL)
    {
      self->n_failures = 0;
      send_next (task);
      return;
    }
  note_failure (self, error);
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
replied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  SottoRpcEndpoint *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (SottoRpcReply) reply = sotto_rpc_exchange_finish (result, &error);

  if (reply != NULL)
    take_reply (self, g_task_get_task_data (task), reply, &error);
  go_on (task, error);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  SottoRpcEndpoint *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) answers =
    sotto_rpc_socket_call_finish (SOTTO_RPC_SOCKET (source), result, &error);

  if (answers != NULL)
    take_answers (self, g_task_get_task_data (task), answers, &error);
  go_on (task, error);
}

static void
send_now (GTask *task)
{
  SottoRpcEndpoint *self = g_task_get_source_object (task);
  static const SottoRpcLimits limits = { SOTTO_RPC_MAX_ANSWER, DEADLINE_MS };
  Job *job = g_task_get_task_data (task);
  const SottoRpcCall *calls = &g_array_index (job->calls, SottoRpcCall, job->first);
  g_autofree char *text = NULL;
  g_autoptr (GBytes) body = NULL;

  self->n_requests++;
  if (self->socket != NULL)
    {
      sotto_rpc_socket_call_async (self->socket, calls, job->n, g_task_get_cancellable (task),
                                   answered_cb, task);
      return;
    }
  job->first_id = self->next_id;
  self->next_id += job->n;
  text = sotto_rpc_encode (calls, job->n, job->first_id);
  body = g_bytes_new (text, strlen (text));
  sotto_rpc_exchange_async (self->session, self->uri, body, &limits, self->clock,
                            g_task_get_cancellable (task), replied_cb, task);
}

static gboolean
waited_cb (gpointer user_data)
{
  GTask *task = user_data;
  Job *job = g_task_get_task_data (task);

  job->timer = 0;
  if (g_task_return_error_if_cancelled (task))
    g_object_unref (task);
  else
    send_now (task);

  return G_SOURCE_REMOVE;
}

static gboolean
is_missing (Job *job, guint i)
{
  return ((SottoRpcAnswer *) job->answers->pdata[i])->is_missing;
}

/* What is asked next; FALSE if there is nothing. */
static gboolean
choose_next (SottoRpcEndpoint *self, Job *job)
{
  guint n_calls = job->calls->len;

  if (job->n_done == n_calls && !job->is_alone && n_calls > 1)
    {
      job->is_alone = TRUE;
      job->n_done = 0;
    }
  while (job->is_alone && job->n_done < n_calls && !is_missing (job, job->n_done))
    job->n_done++;
  if (job->n_done == n_calls)
    return FALSE;
  job->first = job->n_done;
  job->n =
    job->is_alone || self->takes_no_batches ? 1 : MIN (n_calls - job->n_done, SOTTO_RPC_MAX_BATCH);

  return TRUE;
}

/* Takes @task over. */
static void
send_next (GTask *task)
{
  SottoRpcEndpoint *self = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);
  guint wait;

  if (!choose_next (self, job))
    {
      g_task_return_pointer (task, g_ptr_array_ref (job->answers),
                             (GDestroyNotify) g_ptr_array_unref);
      g_object_unref (task);
      return;
    }
  wait = reserve (self, job->n);
  if (wait > MAX_WAIT_MS)
    {
      g_task_return_new_error (task, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_RATE, "%s",
                               _ ("The endpoint was asked too often."));
      g_object_unref (task);
    }
  else if (wait == 0)
    send_now (task);
  else
    job->timer = sotto_clock_add_timer (self->clock, wait, waited_cb, task);
}

/* The object. */

static void
sotto_rpc_endpoint_dispose (GObject *object)
{
  SottoRpcEndpoint *self = SOTTO_RPC_ENDPOINT (object);

  if (self->heads != NULL)
    sotto_rpc_heads_end (self->heads);
  g_clear_object (&self->heads);
  if (self->socket != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->socket, self);
      sotto_rpc_socket_close (self->socket);
    }
  g_clear_object (&self->socket);
  if (self->session != NULL)
    soup_session_abort (self->session);
  g_clear_object (&self->session);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (sotto_rpc_endpoint_parent_class)->dispose (object);
}

static void
sotto_rpc_endpoint_finalize (GObject *object)
{
  SottoRpcEndpoint *self = SOTTO_RPC_ENDPOINT (object);

  g_clear_pointer (&self->uri, g_uri_unref);

  G_OBJECT_CLASS (sotto_rpc_endpoint_parent_class)->finalize (object);
}

static void
sotto_rpc_endpoint_class_init (SottoRpcEndpointClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sotto_rpc_endpoint_dispose;
  object_class->finalize = sotto_rpc_endpoint_finalize;

  /**
   * SottoRpcEndpoint::closed:
   * @self: an endpoint that is a WebSocket
   *
   * The connection is no more: who comes back may be somebody else.
   */
  signals[CLOSED] = g_signal_new ("closed", SOTTO_TYPE_RPC_ENDPOINT, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);

  /**
   * SottoRpcEndpoint::new-head:
   * @self: an endpoint that is watched
   * @number: of a block
   */
  signals[NEW_HEAD] = g_signal_new ("new-head", SOTTO_TYPE_RPC_ENDPOINT, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT64);
}

static void
sotto_rpc_endpoint_init (SottoRpcEndpoint *self)
{
  self->rate = FIRST_RATE;
  self->next_id = 1;
}

static gboolean
is_this_computer (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return g_ascii_strcasecmp (host, "localhost") == 0 ||
         (address != NULL && g_inet_address_get_is_loopback (address));
}

static gboolean
is_socket (GUri *uri)
{
  const char *scheme = g_uri_get_scheme (uri);

  return g_str_equal (scheme, "wss") || g_str_equal (scheme, "ws");
}

static gboolean
is_private (GUri *uri)
{
  const char *scheme = g_uri_get_scheme (uri);

  if (g_str_equal (scheme, "https") || g_str_equal (scheme, "wss"))
    return TRUE;

  return (g_str_equal (scheme, "http") || g_str_equal (scheme, "ws")) &&
         is_this_computer (g_uri_get_host (uri));
}

static GUri *
parse_url (const char *url, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_HAS_PASSWORD | SOUP_HTTP_URI_FLAGS, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL || *host == '\0')
    {
      g_set_error_literal (error, SOTTO_ETHEREUM_ERROR, SOTTO_ETHEREUM_ERROR_MALFORMED,
                           _ ("This is no web address."));
      return NULL;
    }
  if (!is_private (uri))
    {
      g_set_error_literal (error, SOTTO_ETHEREUM_ERROR, SOTTO_ETHEREUM_ERROR_UNSUPPORTED,
                           _ ("The address has to begin with https://, so that nobody on the way "
                              "reads or changes what is asked."));
      return NULL;
    }

  return g_steal_pointer (&uri);
}

gboolean
sotto_rpc_endpoint_check_url (const char *url, GError **error)
{
  g_autoptr (GUri) uri = parse_url (url, error);

  return uri != NULL;
}

static void
closed_cb (SottoRpcSocket *socket, gpointer user_data)
{
  g_signal_emit (user_data, signals[CLOSED], 0);
}

static void
new_head_cb (SottoRpcHeads *heads, guint64 number, gpointer user_data)
{
  g_signal_emit (user_data, signals[NEW_HEAD], 0, number);
}

static SoupSession *
make_session (GProxyResolver *proxy)
{
  SoupSession *session =
    soup_session_new_with_options ("max-conns-per-host", MAX_CONNECTIONS, "timeout", IDLE_SECONDS,
                                   "user-agent", USER_AGENT, "accept-language-auto", FALSE, NULL);

  if (proxy != NULL)
    soup_session_set_proxy_resolver (session, proxy);

  return session;
}

SottoRpcEndpoint *
sotto_rpc_endpoint_new (const char *url, GProxyResolver *proxy, SottoClock *clock, GError **error)
{
  g_autoptr (GUri) uri = parse_url (url, error);
  SottoRpcEndpoint *self;

  g_return_val_if_fail (SOTTO_IS_CLOCK (clock), NULL);

  if (uri == NULL)
    return NULL;

  self = g_object_new (SOTTO_TYPE_RPC_ENDPOINT, NULL);
  self->uri = g_steal_pointer (&uri);
  self->clock = g_object_ref (clock);
  self->raised_at = self->free_at = self->paused_until = sotto_clock_get_monotonic_time (clock);
  if (is_socket (self->uri))
    {
      self->socket = sotto_rpc_socket_new (self->uri, proxy, clock);
      g_signal_connect (self->socket, "closed", G_CALLBACK (closed_cb), self);
    }
  else
    self->session = make_session (proxy);

  return self;
}

const char *
sotto_rpc_endpoint_get_host (SottoRpcEndpoint *self)
{
  g_return_val_if_fail (SOTTO_IS_RPC_ENDPOINT (self), NULL);

  return g_uri_get_host (self->uri);
}

void
sotto_rpc_endpoint_set_chain_id (SottoRpcEndpoint *self, guint64 chain_id)
{
  g_return_if_fail (SOTTO_IS_RPC_ENDPOINT (self));

  if (self->socket != NULL)
    sotto_rpc_socket_set_chain_id (self->socket, chain_id);
}

gboolean
sotto_rpc_endpoint_tells_heads (SottoRpcEndpoint *self)
{
  g_return_val_if_fail (SOTTO_IS_RPC_ENDPOINT (self), FALSE);

  return self->socket != NULL;
}

void
sotto_rpc_endpoint_set_watched (SottoRpcEndpoint *self, gboolean is_watched)
{
  g_return_if_fail (SOTTO_IS_RPC_ENDPOINT (self));

  if (self->socket == NULL || is_watched == (self->heads != NULL))
    return;
  if (is_watched)
    {
      self->heads = sotto_rpc_heads_new (self->socket, self->clock);
      g_signal_connect_object (self->heads, "new-head", G_CALLBACK (new_head_cb), self, 0);
      return;
    }
  sotto_rpc_heads_end (self->heads);
  g_signal_handlers_disconnect_by_data (self->heads, self);
  g_clear_object (&self->heads);
}

gboolean
sotto_rpc_endpoint_is_usable (SottoRpcEndpoint *self)
{
  g_return_val_if_fail (SOTTO_IS_RPC_ENDPOINT (self), FALSE);

  return sotto_clock_get_monotonic_time (self->clock) >= self->paused_until;
}

void
sotto_rpc_endpoint_pause (SottoRpcEndpoint *self, guint seconds)
{
  gint64 until;

  g_return_if_fail (SOTTO_IS_RPC_ENDPOINT (self));

  until = sotto_clock_get_monotonic_time (self->clock) + (gint64) seconds * G_USEC_PER_SEC;
  self->paused_until = MAX (self->paused_until, until);
}

void
sotto_rpc_endpoint_call_async (SottoRpcEndpoint *self,
                               const SottoRpcCall *calls,
                               guint n_calls,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task;
  Job *job;

  g_return_if_fail (SOTTO_IS_RPC_ENDPOINT (self));
  g_return_if_fail (n_calls > 0);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_rpc_endpoint_call_async);
  job = g_new0 (Job, 1);
  job->clock = g_object_ref (self->clock);
  job->calls = g_array_new (FALSE, FALSE, sizeof (SottoRpcCall));
  g_array_set_clear_func (job->calls, (GDestroyNotify) sotto_rpc_call_clear);
  job->answers = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_rpc_answer_free);
  for (guint i = 0; i < n_calls; i++)
    {
      SottoRpcCall copy = { calls[i].method, g_strdup (calls[i].params) };
      SottoRpcAnswer *nothing = g_new0 (SottoRpcAnswer, 1);

      nothing->is_missing = TRUE;
      g_array_append_val (job->calls, copy);
      g_ptr_array_add (job->answers, nothing);
    }
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  send_next (task);
}

GPtrArray *
sotto_rpc_endpoint_call_finish (SottoRpcEndpoint *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

guint64
sotto_rpc_endpoint_get_n_requests (SottoRpcEndpoint *self)
{
  g_return_val_if_fail (SOTTO_IS_RPC_ENDPOINT (self), 0);

  return self->n_requests;
}

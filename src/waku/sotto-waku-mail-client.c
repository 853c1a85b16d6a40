/* SPDX-License-Identifier: GPL-3.0-or-later */

/* SottoHistorySource over mailservers: questions in the order of the calls, whom they go to, and
 * what becomes of them. A question is tried twice; a server that failed is left alone for a while.
 */

#include "sotto-waku-mail-client.h"

#include "sotto-channel-key.h"
#include "sotto-waku-mail-client-private.h"
#include "sotto-waku-packets.h"

#define MAX_TRIES 2

/* How long a server is left alone: one that did not answer, one that lied, one whose answer we gave
 * up and which may still send it, and a relay that proved to be no mailserver. */
#define REST_US ((gint64) 120 * G_USEC_PER_SEC)
#define LONG_REST_US ((gint64) 600 * G_USEC_PER_SEC)
#define ABANDONED_REST_US ((gint64) 30 * G_USEC_PER_SEC)
#define NO_SERVER_REST_US ((gint64) 3600 * G_USEC_PER_SEC)

/* A server that wants us to wait is asked again after so long, so often. */
#define TOO_SOON_US ((gint64) 3 * G_USEC_PER_SEC)
#define MAX_WAITS 5

/* How long we wait for the server that issued a cursor to come back. */
#define COME_BACK_US ((gint64) 10 * G_USEC_PER_SEC)

#define LOOK_MS 500

static void source_iface_init (SottoHistorySourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SottoWakuMailClient,
                               sotto_waku_mail_client,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SOTTO_TYPE_HISTORY_SOURCE, source_iface_init))

static void
question_free (SottoMailQuestion *question)
{
  GCancellable *cancellable = g_task_get_cancellable (question->task);

  if (cancellable != NULL)
    g_signal_handlers_disconnect_by_data (cancellable, g_task_get_source_object (question->task));
  g_object_unref (question->task);
  g_array_unref (question->topics);
  g_clear_pointer (&question->cursor, g_bytes_unref);
  g_free (question->store);
  g_free (question);
}

/* (transfer full): takes @question out of the list, and answers it with @page (transfer full,
 * nullable) or @error (transfer full): whoever hears of it may ask the next one at once. */
static void
answer (SottoWakuMailClient *self,
        SottoMailQuestion *question,
        SottoHistoryPage *page,
        GError *error)
{
  guint index;

  if (!g_ptr_array_find (self->questions, question, &index))
    return;

  g_ptr_array_steal_index (self->questions, index);
  if (page != NULL)
    g_task_return_pointer (question->task, page, (GDestroyNotify) sotto_history_page_unref);
  else
    g_task_return_error (question->task, error);
  question_free (question);
}

static void
fail (SottoWakuMailClient *self, SottoMailQuestion *question, int code, const char *text)
{
  answer (self, question, NULL, g_error_new_literal (SOTTO_TRANSPORT_ERROR, code, text));
}

static void
fail_cancelled (SottoWakuMailClient *self, SottoMailQuestion *question)
{
  answer (self, question, NULL,
          g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Nobody waits for the answer"));
}

static void
fail_no_store (SottoWakuMailClient *self, SottoMailQuestion *question)
{
  fail (self, question, SOTTO_TRANSPORT_ERROR_NO_STORE, "No mailserver is connected");
}

static void
fail_store (SottoWakuMailClient *self, SottoMailQuestion *question)
{
  fail (self, question, SOTTO_TRANSPORT_ERROR_STORE, "No mailserver has answered");
}

static void
fail_cursor (SottoWakuMailClient *self, SottoMailQuestion *question)
{
  fail (self, question, SOTTO_TRANSPORT_ERROR_CURSOR_LOST,
        "The mailserver that was being asked is gone");
}

/* Asking. */

/* The server that issued the question's cursor, and no other, knows what it means. NULL: it cannot
 * be asked now, or the question has failed. */
static SottoMailServer *
find_issuer (SottoWakuMailClient *self, SottoMailQuestion *question)
{
  SottoMailServer *server = sotto_mail_servers_find_name (self, question->store);
  gint64 now = sotto_clock_get_monotonic_time (self->clock);

  if (server == NULL || (self->pinned != NULL && self->pinned != server) ||
      server->rests_until > now)
    {
      fail_cursor (self, question);
      return NULL;
    }
  if (server->link == NULL || !server->is_proven)
    {
      if (now - question->asked_at > COME_BACK_US)
        fail_cursor (self, question);
      return NULL;
    }

  return server->exchange == NULL ? server : NULL;
}

static SottoMailServer *
find_server (SottoWakuMailClient *self, SottoMailQuestion *question)
{
  SottoMailServer *server;
  gboolean busy;

  if (question->cursor != NULL)
    return find_issuer (self, question);

  server = sotto_mail_servers_choose (self, &busy);
  if (server != NULL || busy)
    return server;
  if (sotto_mail_servers_has_any (self))
    fail_store (self, question);
  else
    fail_no_store (self, question);

  return NULL;
}

static SottoMailServer *
find_asked (SottoWakuMailClient *self, const SottoMailQuestion *question)
{
  for (guint i = 0; i < self->servers->len; i++)
    {
      SottoMailServer *server = g_ptr_array_index (self->servers, i);

      if (server->exchange != NULL &&
          sotto_mail_exchange_get_question (server->exchange) == question)
        return server;
    }

  return NULL;
}

/* TRUE if it was, and is gone. */
static gboolean
drop_if_cancelled (SottoWakuMailClient *self, SottoMailQuestion *question)
{
  SottoMailServer *server;

  if (!g_cancellable_is_cancelled (g_task_get_cancellable (question->task)))
    return FALSE;

  server = find_asked (self, question);
  if (server != NULL)
    sotto_mail_exchange_end (server->exchange, SOTTO_MAIL_OUTCOME_ABANDONED);
  else
    fail_cancelled (self, question);

  return TRUE;
}

static void
ask (SottoWakuMailClient *self, SottoMailQuestion *question)
{
  SottoMailServer *server;

  if (drop_if_cancelled (self, question) || question->is_asked ||
      question->not_before > sotto_clock_get_monotonic_time (self->clock))
    return;

  server = find_server (self, question);
  if (server == NULL)
    return;
  question->is_asked = TRUE;
  sotto_mail_exchange_begin (self, server, question);
}

/* Relays that are no mailservers say nothing; it costs them nothing to be asked. */
static void
probe (SottoWakuMailClient *self)
{
  gint64 now = sotto_clock_get_monotonic_time (self->clock);

  for (guint i = 0; i < self->servers->len; i++)
    {
      SottoMailServer *server = g_ptr_array_index (self->servers, i);

      if (server->link != NULL && !server->is_proven && server->exchange == NULL &&
          server->rests_until <= now)
        sotto_mail_exchange_begin (self, server, NULL);
    }
}

static void
derived_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoWakuMailClient) self = user_data;
  g_autoptr (SottoSecret) key = sotto_channel_key_derive_finish (result, NULL);

  g_clear_object (&self->deriving);
  if (key == NULL || !self->running)
    return;
  self->password_key = g_steal_pointer (&key);
  sotto_waku_mail_client_go_on (self);
}

/* Derived when there is somebody to ask, and not before: it takes a processor for a while. */
static void
derive (SottoWakuMailClient *self)
{
  if (self->deriving != NULL || self->servers->len == 0)
    return;

  self->deriving = g_cancellable_new ();
  sotto_channel_key_derive_async (SOTTO_MAIL_DEFAULT_PASSWORD, self->net_state, self->deriving,
                                  derived_cb, g_object_ref (self));
}

static gboolean
look_cb (gpointer user_data)
{
  SottoWakuMailClient *self = user_data;

  self->timer = 0;
  sotto_waku_mail_client_go_on (self);

  return G_SOURCE_REMOVE;
}

/* While something waits for time to pass. */
static void
look_again (SottoWakuMailClient *self)
{
  gint64 now = sotto_clock_get_monotonic_time (self->clock);
  gboolean waits = self->questions->len > 0;

  for (guint i = 0; i < self->servers->len && !waits; i++)
    waits = ((SottoMailServer *) g_ptr_array_index (self->servers, i))->rests_until > now;
  if (waits && self->timer == 0)
    self->timer = sotto_clock_add_timer (self->clock, LOOK_MS, look_cb, self);
}

/* What is said past the pool. */

static gboolean
message_cb (SottoWakuNode *node,
            SottoWakuLink *link,
            guint code,
            GBytes *payload,
            gpointer user_data,
            GError **error)
{
  SottoMailServer *server = sotto_mail_servers_find_link (user_data, link);

  /* Nobody asked. */
  if (server == NULL || server->exchange == NULL || !sotto_mail_exchange_is_open (server->exchange))
    return TRUE;

  return code == SOTTO_WAKU_CODE_P2P_MESSAGE
           ? sotto_mail_exchange_envelopes (server->exchange, payload, error)
           : sotto_mail_exchange_complete (server->exchange, payload, error);
}

static gboolean
expects_cb (SottoWakuNode *node, SottoWakuLink *link, gpointer user_data)
{
  SottoMailServer *server = sotto_mail_servers_find_link (user_data, link);

  return server != NULL && server->exchange != NULL &&
         sotto_mail_exchange_is_open (server->exchange);
}

static void
link_ready_cb (SottoWakuNode *node, SottoWakuLink *link, gpointer user_data)
{
  sotto_mail_servers_connected (user_data, link);
  sotto_waku_mail_client_go_on (user_data);
}

static void
link_stopped_cb (SottoWakuNode *node, SottoWakuLink *link, gpointer user_data)
{
  sotto_mail_servers_disconnected (user_data, link);
  sotto_waku_mail_client_go_on (user_data);
}

static const SottoWakuDirectFuncs direct_funcs = {
  .message = message_cb,
  .expects = expects_cb,
  .link_ready = link_ready_cb,
  .link_stopped = link_stopped_cb,
};

/* SottoHistorySource. */

static gboolean
sotto_waku_mail_client_get_available (SottoHistorySource *source)
{
  return SOTTO_WAKU_MAIL_CLIENT (source)->available;
}

/* Possibly from within what cancels: what is to be done is done soon. */
static void
cancelled_cb (GCancellable *cancellable, SottoWakuMailClient *self)
{
  sotto_clock_clear_timer (self->clock, &self->timer);
  self->timer = sotto_clock_add_timer (self->clock, 1, look_cb, self);
}

static void
sotto_waku_mail_client_query_async (SottoHistorySource *source,
                                    const SottoHistoryQuery *query,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  SottoWakuMailClient *self = SOTTO_WAKU_MAIL_CLIENT (source);
  SottoMailQuestion *question = g_new0 (SottoMailQuestion, 1);

  question->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (question->task, sotto_waku_mail_client_query_async);
  g_task_set_name (question->task, "ask a mailserver");
  question->topics = g_array_new (FALSE, FALSE, sizeof (SottoTopic));
  g_array_append_vals (question->topics, query->topics, (guint) query->n_topics);
  question->from_seconds = query->from_seconds;
  question->to_seconds = query->to_seconds;
  question->limit = CLAMP (query->limit, 1, SOTTO_MAIL_MAX_LIMIT);
  question->asked_at = sotto_clock_get_monotonic_time (self->clock);
  if (cancellable != NULL)
    g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (cancelled_cb), self, 0);
  g_ptr_array_add (self->questions, question);

  /* A cursor of another network, or of a damaged database. */
  if (query->cursor != NULL &&
      (query->store == NULL || g_bytes_get_size (query->cursor) != SOTTO_MAIL_CURSOR_LENGTH))
    {
      fail_cursor (self, question);
      return;
    }
  question->store = g_strdup (query->store);
  question->cursor = query->cursor != NULL ? g_bytes_ref (query->cursor) : NULL;
  if (!self->running)
    fail_no_store (self, question);
  else
    sotto_waku_mail_client_go_on (self);
}

static SottoHistoryPage *
sotto_waku_mail_client_query_finish (SottoHistorySource *source,
                                     GAsyncResult *result,
                                     GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, source), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
source_iface_init (SottoHistorySourceInterface *iface)
{
  iface->get_available = sotto_waku_mail_client_get_available;
  iface->query_async = sotto_waku_mail_client_query_async;
  iface->query_finish = sotto_waku_mail_client_query_finish;
}

static void
sotto_waku_mail_client_dispose (GObject *object)
{
  SottoWakuMailClient *self = SOTTO_WAKU_MAIL_CLIENT (object);

  sotto_waku_mail_client_stop (self);
  g_clear_object (&self->node);

  G_OBJECT_CLASS (sotto_waku_mail_client_parent_class)->dispose (object);
}

static void
sotto_waku_mail_client_finalize (GObject *object)
{
  SottoWakuMailClient *self = SOTTO_WAKU_MAIL_CLIENT (object);

  g_ptr_array_unref (self->questions);
  g_ptr_array_unref (self->servers);
  g_object_unref (self->stores);
  g_clear_pointer (&self->node_key, sotto_private_key_unref);
  g_clear_pointer (&self->password_key, sotto_secret_unref);
  g_clear_object (&self->deriving);
  g_clear_object (&self->net_state);
  g_clear_object (&self->clock);
  g_clear_object (&self->random);

  G_OBJECT_CLASS (sotto_waku_mail_client_parent_class)->finalize (object);
}

static void
sotto_waku_mail_client_class_init (SottoWakuMailClientClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sotto_waku_mail_client_dispose;
  G_OBJECT_CLASS (klass)->finalize = sotto_waku_mail_client_finalize;
}

static void
sotto_waku_mail_client_init (SottoWakuMailClient *self)
{
  self->running = TRUE;
  self->servers = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_mail_server_free);
  self->questions = g_ptr_array_new_with_free_func ((GDestroyNotify) question_free);
  self->stores = g_list_store_new (SOTTO_TYPE_TRANSPORT_STORE);
}

/* For the rest of the mail client. */

static gint64
find_rest (const SottoMailServer *server, SottoMailOutcome outcome)
{
  if (outcome == SOTTO_MAIL_OUTCOME_LIED)
    return LONG_REST_US;
  if (outcome == SOTTO_MAIL_OUTCOME_ABANDONED)
    return ABANDONED_REST_US;

  return server->is_proven ? REST_US : NO_SERVER_REST_US;
}

static void
show_failure (SottoMailServer *server, SottoMailOutcome outcome)
{
  switch (outcome)
    {
    case SOTTO_MAIL_OUTCOME_SILENT:
      sotto_transport_store_note_failure (server->model, SOTTO_TRANSPORT_STORE_FAILURE_SILENT);
      break;
    case SOTTO_MAIL_OUTCOME_REFUSED:
      sotto_transport_store_note_failure (server->model, SOTTO_TRANSPORT_STORE_FAILURE_REFUSED);
      break;
    case SOTTO_MAIL_OUTCOME_LIED:
      sotto_transport_store_note_failure (server->model, SOTTO_TRANSPORT_STORE_FAILURE_LIED);
      break;
    case SOTTO_MAIL_OUTCOME_ANSWERED:
    case SOTTO_MAIL_OUTCOME_TOO_SOON:
    case SOTTO_MAIL_OUTCOME_ABANDONED:
      break;
    }
}

static void
judge_server (SottoWakuMailClient *self,
              SottoMailServer *server,
              const SottoMailQuestion *question,
              SottoMailOutcome outcome)
{
  gint64 now = sotto_clock_get_monotonic_time (self->clock);

  show_failure (server, outcome);
  /* Whoever answers, even by refusing, is one. */
  if (outcome <= SOTTO_MAIL_OUTCOME_TOO_SOON && outcome != SOTTO_MAIL_OUTCOME_SILENT &&
      server->link != NULL)
    {
      server->is_proven = TRUE;
      server->link->keeps_history = TRUE;
    }
  if (outcome == SOTTO_MAIL_OUTCOME_ANSWERED)
    server->n_failures = 0;
  else if (outcome == SOTTO_MAIL_OUTCOME_TOO_SOON)
    return;
  else if (question == NULL && server->is_proven)
    return;
  /* The same page once more, from whom it has to come. */
  else if (outcome == SOTTO_MAIL_OUTCOME_SILENT && question != NULL && question->cursor != NULL &&
           question->n_tries == 0 && server->link != NULL)
    server->n_failures++;
  else
    {
      server->n_failures += outcome != SOTTO_MAIL_OUTCOME_ABANDONED ? 1 : 0;
      server->rests_until = now + find_rest (server, outcome);
    }
}

static void
try_again (SottoWakuMailClient *self, SottoMailQuestion *question, SottoMailOutcome outcome)
{
  question->is_asked = FALSE;
  if (outcome == SOTTO_MAIL_OUTCOME_TOO_SOON && question->n_waits < MAX_WAITS)
    {
      question->n_waits++;
      question->not_before = sotto_clock_get_monotonic_time (self->clock) + TOO_SOON_US;
      return;
    }

  question->n_tries++;
  question->asked_at = sotto_clock_get_monotonic_time (self->clock);
  if (question->n_tries < MAX_TRIES)
    return;
  if (question->cursor != NULL)
    fail_cursor (self, question);
  else
    fail_store (self, question);
}

void
sotto_waku_mail_client_exchange_ended (SottoWakuMailClient *self,
                                       SottoMailServer *server,
                                       SottoMailQuestion *question,
                                       SottoMailOutcome outcome,
                                       SottoHistoryPage *page)
{
  judge_server (self, server, question, outcome);
  if (question == NULL)
    g_clear_pointer (&page, sotto_history_page_unref);
  else if (outcome == SOTTO_MAIL_OUTCOME_ANSWERED)
    answer (self, question, page, NULL);
  else if (outcome == SOTTO_MAIL_OUTCOME_ABANDONED)
    fail_cancelled (self, question);
  else
    try_again (self, question, outcome);

  /* Not from within the server's own packet. */
  sotto_clock_clear_timer (self->clock, &self->timer);
  if (self->running)
    self->timer = sotto_clock_add_timer (self->clock, 1, look_cb, self);
}

void
sotto_waku_mail_client_go_on (SottoWakuMailClient *self)
{
  g_autoptr (GPtrArray) waiting = NULL;

  if (!self->running)
    return;
  if (self->password_key == NULL)
    derive (self);
  else
    {
      waiting = g_ptr_array_copy (self->questions, NULL, NULL);
      g_ptr_array_set_free_func (waiting, NULL);
      for (guint i = 0; i < waiting->len; i++)
        if (g_ptr_array_find (self->questions, g_ptr_array_index (waiting, i), NULL))
          ask (self, g_ptr_array_index (waiting, i));
      probe (self);
    }
  sotto_mail_servers_update (self);
  look_again (self);
}

/* Public, in the header's order. */

/**
 * sotto_waku_mail_client_new:
 * @services: what it works with
 *
 * Returns: (transfer full): a source that knows nobody yet
 */
SottoWakuMailClient *
sotto_waku_mail_client_new (const SottoWakuMailServices *services)
{
  SottoWakuMailClient *self = g_object_new (SOTTO_TYPE_WAKU_MAIL_CLIENT, NULL);

  self->node = g_object_ref (services->node);
  self->node_key = sotto_private_key_ref (services->node_key);
  self->net_state = services->net_state != NULL ? g_object_ref (services->net_state) : NULL;
  self->clock = g_object_ref (services->clock);
  self->random = g_object_ref (services->random);
  sotto_waku_node_set_direct (self->node, SOTTO_WAKU_DIRECT_CLIENT, &direct_funcs, self);

  return self;
}

/**
 * sotto_waku_mail_client_add_server:
 * @self: a mail client
 * @enode: a mailserver
 * @to_key: whether questions are sealed to its key
 *
 * Adds a server that a person trusts to be asked. Whether it is connected is not the mail client's
 * affair.
 */
void
sotto_waku_mail_client_add_server (SottoWakuMailClient *self, SottoEnode *enode, gboolean to_key)
{
  g_autofree char *url = NULL;
  SottoMailServer *server;
  SottoWakuLink *link;

  g_return_if_fail (SOTTO_IS_WAKU_MAIL_CLIENT (self));
  g_return_if_fail (enode != NULL);

  server = sotto_mail_servers_find_enode (self, enode);
  if (server != NULL && server->enode == NULL)
    sotto_mail_servers_remove (self, server);
  else if (server != NULL)
    return;

  url = sotto_enode_to_string (enode);
  server = sotto_mail_servers_add (self, sotto_enode_get_key (enode), enode, url);
  server->to_key = to_key;
  link = sotto_waku_node_find_link (self->node, &server->node_id);
  if (link != NULL)
    sotto_mail_servers_connected (self, link);
  sotto_waku_mail_client_go_on (self);
}

/**
 * sotto_waku_mail_client_remove_server:
 * @self: a mail client
 * @enode: one of its servers
 *
 * It is not asked any more.
 */
void
sotto_waku_mail_client_remove_server (SottoWakuMailClient *self, SottoEnode *enode)
{
  SottoMailServer *server;

  g_return_if_fail (SOTTO_IS_WAKU_MAIL_CLIENT (self));
  g_return_if_fail (enode != NULL);

  server = sotto_mail_servers_find_enode (self, enode);
  if (server == NULL || server->enode == NULL)
    return;

  sotto_mail_servers_remove (self, server);
  sotto_waku_mail_client_go_on (self);
}

/**
 * sotto_waku_mail_client_pin_server:
 * @self: a mail client
 * @enode: (nullable): one of its servers
 *
 * From now on it alone is asked; with %NULL the client chooses again.
 */
void
sotto_waku_mail_client_pin_server (SottoWakuMailClient *self, SottoEnode *enode)
{
  g_return_if_fail (SOTTO_IS_WAKU_MAIL_CLIENT (self));

  self->pinned = enode != NULL ? sotto_mail_servers_find_enode (self, enode) : NULL;
  sotto_waku_mail_client_go_on (self);
}

/**
 * sotto_waku_mail_client_set_try_relays:
 * @self: a mail client
 * @try_relays: whether relays are tried that nobody named a mailserver
 *
 * A relay is asked for nothing at first, to see whether it answers.
 */
void
sotto_waku_mail_client_set_try_relays (SottoWakuMailClient *self, gboolean try_relays)
{
  g_return_if_fail (SOTTO_IS_WAKU_MAIL_CLIENT (self));

  if (self->try_relays == try_relays)
    return;
  self->try_relays = try_relays;
  for (guint i = self->servers->len; i-- > 0 && !try_relays;)
    {
      SottoMailServer *server = g_ptr_array_index (self->servers, i);

      if (server->enode == NULL)
        sotto_mail_servers_remove (self, server);
    }
  if (try_relays)
    sotto_mail_servers_look_around (self);
  sotto_waku_mail_client_go_on (self);
}

/**
 * sotto_waku_mail_client_get_stores:
 * @self: a mail client
 *
 * Returns: (transfer none): those that were added, and relays that proved to be mailservers
 */
GListModel *
sotto_waku_mail_client_get_stores (SottoWakuMailClient *self)
{
  g_return_val_if_fail (SOTTO_IS_WAKU_MAIL_CLIENT (self), NULL);

  return G_LIST_MODEL (self->stores);
}

/**
 * sotto_waku_mail_client_stop:
 * @self: a mail client
 *
 * Ends all that is under way, and forgets its keys. Nobody is asked any more.
 */
void
sotto_waku_mail_client_stop (SottoWakuMailClient *self)
{
  g_return_if_fail (SOTTO_IS_WAKU_MAIL_CLIENT (self));

  if (!self->running)
    return;

  self->running = FALSE;
  sotto_waku_node_set_direct (self->node, SOTTO_WAKU_DIRECT_CLIENT, NULL, NULL);
  if (self->deriving != NULL)
    g_cancellable_cancel (self->deriving);
  for (guint i = self->servers->len; i-- > 0;)
    {
      SottoMailServer *server = g_ptr_array_index (self->servers, i);

      if (server->exchange != NULL)
        sotto_mail_exchange_end (server->exchange, SOTTO_MAIL_OUTCOME_SILENT);
    }
  while (self->questions->len > 0)
    fail_no_store (self, g_ptr_array_index (self->questions, 0));
  g_ptr_array_set_size (self->servers, 0);
  g_clear_pointer (&self->node_key, sotto_private_key_unref);
  g_clear_pointer (&self->password_key, sotto_secret_unref);
  sotto_clock_clear_timer (self->clock, &self->timer);
  sotto_mail_servers_update (self);
}

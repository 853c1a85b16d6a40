/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who is asked for a chain. One account's questions go to one endpoint as long as it answers, so
 * that not every provider learns about it; so does the wish to hear of new blocks. */

#include "sotto-chain.h"

#include <glib/gi18n-lib.h>

#include "sotto-chain-error.h"
#include "sotto-json-text.h"
#include "sotto-quantity.h"

typedef enum
{
  STANDING_UNKNOWN,
  STANDING_RIGHT,
  STANDING_WRONG,
} Standing;

typedef struct
{
  SottoRpcEndpoint *endpoint;
  Standing standing;
} Member;

struct _SottoChain
{
  GObject parent_instance;

  guint64 id;
  GPtrArray *members; /* of Member, by reference count */
  gboolean is_watching;
  Member *watched; /* (nullable): one of @members, which tells of new blocks */
};

typedef struct
{
  GArray *calls;      /* of SottoRpcCall */
  GPtrArray *members; /* of Member: as they were when it was asked */
  guint next;
  GError *error; /* (nullable): of the last one that was tried */
} Question;

G_DEFINE_FINAL_TYPE (SottoChain, sotto_chain, G_TYPE_OBJECT)

static guint new_head_signal;

static void try_next (GTask *task);
static void choose_watched (SottoChain *self);

static void
member_clear (gpointer data)
{
  g_clear_object (&((Member *) data)->endpoint);
}

static void
member_unref (gpointer data)
{
  g_rc_box_release_full (data, member_clear);
}

static gpointer
copy_member (gconstpointer member, gpointer user_data)
{
  return g_rc_box_acquire ((gpointer) member);
}

static void
question_free (Question *question)
{
  g_array_unref (question->calls);
  g_ptr_array_unref (question->members);
  g_clear_error (&question->error);
  g_free (question);
}

static Member *
get_member (Question *question)
{
  return question->members->pdata[question->next];
}

static gboolean
sends_transaction (Question *question)
{
  for (guint i = 0; i < question->calls->len; i++)
    if (g_str_equal (g_array_index (question->calls, SottoRpcCall, i).method,
                     "eth_sendRawTransaction"))
      return TRUE;

  return FALSE;
}

/* Takes @task and @error over: tries elsewhere, if that may help. */
static void
go_on (GTask *task, GError *error, gboolean was_asked)
{
  Question *question = g_task_get_task_data (task);

  g_clear_error (&question->error);
  question->error = error;
  question->next++;
  if (!sotto_chain_error_is_passing (error) || (was_asked && sends_transaction (question)))
    {
      g_task_return_error (task, g_steal_pointer (&question->error));
      g_object_unref (task);
      return;
    }
  try_next (task);
}

static void
note_wrong (SottoChain *self, Member *member)
{
  member->standing = STANDING_WRONG;
  choose_watched (self);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Member *member = get_member (g_task_get_task_data (task));
  GError *error = NULL;
  GPtrArray *answers = sotto_rpc_endpoint_call_finish (SOTTO_RPC_ENDPOINT (source), result, &error);

  if (answers != NULL)
    {
      g_task_return_pointer (task, answers, (GDestroyNotify) g_ptr_array_unref);
      g_object_unref (task);
      return;
    }
  if (g_error_matches (error, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_WRONG_CHAIN))
    note_wrong (g_task_get_source_object (task), member);
  /* Who comes back may be somebody else. */
  if (member->standing == STANDING_RIGHT)
    member->standing = STANDING_UNKNOWN;
  go_on (task, error, TRUE);
}

static void
ask (GTask *task)
{
  Question *question = g_task_get_task_data (task);

  sotto_rpc_endpoint_call_async (
    get_member (question)->endpoint, (const SottoRpcCall *) (gpointer) question->calls->data,
    question->calls->len, g_task_get_cancellable (task), answered_cb, task);
}

static gboolean
check_chain (SottoChain *self, const SottoRpcAnswer *answer, GError **error)
{
  guint64 id;

  if (answer->result == NULL)
    {
      sotto_chain_set_error (error, answer);
      return FALSE;
    }
  if (!sotto_quantity_parse_u64 (sotto_json_node_get_text (answer->result), &id))
    {
      g_set_error_literal (error, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_MALFORMED,
                           _ ("The endpoint does not say to which network it belongs."));
      return FALSE;
    }
  if (id != self->id)
    {
      g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, id);

      g_set_error (error, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_WRONG_CHAIN,
                   _ ("The endpoint belongs to another network, number %s."), number);
      return FALSE;
    }

  return TRUE;
}

static void
identified_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  SottoChain *self = g_task_get_source_object (task);
  Member *member = get_member (g_task_get_task_data (task));
  GError *error = NULL;
  g_autoptr (GPtrArray) answers =
    sotto_rpc_endpoint_call_finish (SOTTO_RPC_ENDPOINT (source), result, &error);

  if (answers == NULL || !check_chain (self, answers->pdata[0], &error))
    {
      if (g_error_matches (error, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_WRONG_CHAIN))
        note_wrong (self, member);
      go_on (task, error, FALSE);
      return;
    }
  member->standing = STANDING_RIGHT;
  ask (task);
}

static void
identify (GTask *task)
{
  SottoRpcCall call = { "eth_chainId", (char *) "[]" };

  sotto_rpc_endpoint_call_async (get_member (g_task_get_task_data (task))->endpoint, &call, 1,
                                 g_task_get_cancellable (task), identified_cb, task);
}

static void
give_up (GTask *task)
{
  Question *question = g_task_get_task_data (task);

  if (question->error != NULL)
    g_task_return_error (task, g_steal_pointer (&question->error));
  else
    g_task_return_new_error (task, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_UNREACHABLE, "%s",
                             question->members->len == 0
                               ? _ ("No endpoint is set up for this network.")
                               : _ ("No endpoint of this network can be asked at the moment."));
  g_object_unref (task);
}

/* Takes @task over. */
static void
try_next (GTask *task)
{
  Question *question = g_task_get_task_data (task);

  for (; question->next < question->members->len; question->next++)
    {
      Member *member = get_member (question);

      if (member->standing == STANDING_WRONG && question->error == NULL)
        g_set_error_literal (&question->error, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_WRONG_CHAIN,
                             _ ("The endpoint belongs to another network."));
      if (member->standing == STANDING_WRONG || !sotto_rpc_endpoint_is_usable (member->endpoint))
        continue;
      if (member->standing == STANDING_RIGHT)
        ask (task);
      else
        identify (task);
      return;
    }
  give_up (task);
}

/* New blocks. */

/* The first that can tell; it alone, so that no other learns that somebody is here. */
static void
choose_watched (SottoChain *self)
{
  Member *chosen = NULL;

  for (guint i = 0; self->is_watching && chosen == NULL && i < self->members->len; i++)
    {
      Member *member = self->members->pdata[i];

      if (member->standing != STANDING_WRONG && sotto_rpc_endpoint_tells_heads (member->endpoint))
        chosen = member;
    }
  if (chosen == self->watched)
    return;
  if (self->watched != NULL)
    sotto_rpc_endpoint_set_watched (self->watched->endpoint, FALSE);
  self->watched = chosen;
  if (chosen != NULL)
    sotto_rpc_endpoint_set_watched (chosen->endpoint, TRUE);
}

static void
new_head_cb (SottoRpcEndpoint *endpoint, guint64 number, gpointer user_data)
{
  SottoChain *self = user_data;

  if (self->is_watching)
    g_signal_emit (self, new_head_signal, 0, number);
}

static void
closed_cb (SottoRpcEndpoint *endpoint, gpointer user_data)
{
  SottoChain *self = user_data;

  for (guint i = 0; i < self->members->len; i++)
    {
      Member *member = self->members->pdata[i];

      if (member->endpoint == endpoint && member->standing == STANDING_RIGHT)
        member->standing = STANDING_UNKNOWN;
    }
}

static void
sotto_chain_dispose (GObject *object)
{
  sotto_chain_remove_endpoints (SOTTO_CHAIN (object));

  G_OBJECT_CLASS (sotto_chain_parent_class)->dispose (object);
}

static void
sotto_chain_finalize (GObject *object)
{
  g_ptr_array_unref (SOTTO_CHAIN (object)->members);

  G_OBJECT_CLASS (sotto_chain_parent_class)->finalize (object);
}

static void
sotto_chain_class_init (SottoChainClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sotto_chain_dispose;
  object_class->finalize = sotto_chain_finalize;

  /**
   * SottoChain::new-head:
   * @self: a chain that is watched
   * @number: of a block that an endpoint tells of
   *
   * There is something new. Numbers may repeat and go backwards, and some are never told: who has
   * to know asks from time to time.
   */
  new_head_signal = g_signal_new ("new-head", SOTTO_TYPE_CHAIN, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_UINT64);
}

static void
sotto_chain_init (SottoChain *self)
{
  self->members = g_ptr_array_new_with_free_func (member_unref);
}

/**
 * sotto_chain_new:
 * @chain_id: as EIP-155 has it
 *
 * Returns: (transfer full): a chain without endpoints
 */
SottoChain *
sotto_chain_new (guint64 chain_id)
{
  SottoChain *self = g_object_new (SOTTO_TYPE_CHAIN, NULL);

  self->id = chain_id;

  return self;
}

/**
 * sotto_chain_get_id:
 * @self: a chain
 *
 * Returns: as EIP-155 has it
 */
guint64
sotto_chain_get_id (SottoChain *self)
{
  g_return_val_if_fail (SOTTO_IS_CHAIN (self), 0);

  return self->id;
}

/**
 * sotto_chain_add_endpoint:
 * @self: a chain
 * @endpoint: who is asked when those before cannot be
 *
 * Adds an endpoint.
 */
void
sotto_chain_add_endpoint (SottoChain *self, SottoRpcEndpoint *endpoint)
{
  Member *member;

  g_return_if_fail (SOTTO_IS_CHAIN (self));
  g_return_if_fail (SOTTO_IS_RPC_ENDPOINT (endpoint));

  member = g_rc_box_new0 (Member);
  member->endpoint = g_object_ref (endpoint);
  g_ptr_array_add (self->members, member);
  sotto_rpc_endpoint_set_chain_id (endpoint, self->id);
  g_signal_connect_object (endpoint, "new-head", G_CALLBACK (new_head_cb), self, 0);
  g_signal_connect_object (endpoint, "closed", G_CALLBACK (closed_cb), self, 0);
  choose_watched (self);
}

/**
 * sotto_chain_remove_endpoints:
 * @self: a chain
 *
 * Asks nobody any more; questions that are under way end.
 */
void
sotto_chain_remove_endpoints (SottoChain *self)
{
  g_return_if_fail (SOTTO_IS_CHAIN (self));

  if (self->watched != NULL)
    sotto_rpc_endpoint_set_watched (self->watched->endpoint, FALSE);
  self->watched = NULL;
  for (guint i = 0; i < self->members->len; i++)
    g_signal_handlers_disconnect_by_data (((Member *) self->members->pdata[i])->endpoint, self);
  g_ptr_array_set_size (self->members, 0);
}

/**
 * sotto_chain_set_watching:
 * @self: a chain
 * @is_watching: whether #SottoChain::new-head is wanted
 *
 * Lets the first endpoint that is a WebSocket tell of new blocks. Without one nothing is told.
 */
void
sotto_chain_set_watching (SottoChain *self, gboolean is_watching)
{
  g_return_if_fail (SOTTO_IS_CHAIN (self));

  self->is_watching = is_watching;
  choose_watched (self);
}

void
sotto_chain_call_async (SottoChain *self,
                        const SottoRpcCall *calls,
                        guint n_calls,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task;
  Question *question;

  g_return_if_fail (SOTTO_IS_CHAIN (self));
  g_return_if_fail (n_calls > 0);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_chain_call_async);
  question = g_new0 (Question, 1);
  question->calls = g_array_new (FALSE, FALSE, sizeof (SottoRpcCall));
  g_array_set_clear_func (question->calls, (GDestroyNotify) sotto_rpc_call_clear);
  for (guint i = 0; i < n_calls; i++)
    {
      SottoRpcCall copy = { calls[i].method, g_strdup (calls[i].params) };

      g_array_append_val (question->calls, copy);
    }
  question->members = g_ptr_array_copy (self->members, (GCopyFunc) copy_member, NULL);
  g_ptr_array_set_free_func (question->members, member_unref);
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  try_next (task);
}

/**
 * sotto_chain_call_finish:
 * @self: a chain
 * @result: what the callback was given
 * @error: return location for a #SottoChainError
 *
 * Returns: (transfer full) (element-type SottoRpcAnswer): one for each question, or %NULL
 */
GPtrArray *
sotto_chain_call_finish (SottoChain *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

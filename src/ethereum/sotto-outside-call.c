/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A call, what it wants from outside of the chain, the call that takes that, and so on. The same
 * contract is called each time, and only what it asks for itself is fetched. */

#include "sotto-outside-call.h"

#include <string.h>

#include "sotto-chain-answers.h"
#include "sotto-chain-error.h"
#include "sotto-chain-questions.h"
#include "sotto-ens-error.h"

typedef struct
{
  guint8 contract[SOTTO_ADDRESS_LENGTH];
  GBytes *data;
  SottoOutsideGateway *gateway; /* (nullable) */
  SottoOutsideLookup *lookup;   /* (nullable): what is being fetched */
  guint n_rounds;
  GBytes *revert_data; /* (nullable) */
} Call;

static void ask (GTask *task);

static void
call_free (Call *call)
{
  g_bytes_unref (call->data);
  g_clear_object (&call->gateway);
  g_clear_pointer (&call->lookup, sotto_outside_lookup_free);
  g_clear_pointer (&call->revert_data, g_bytes_unref);
  g_free (call);
}

static void
fail (GTask *task, SottoEnsError code)
{
  g_autoptr (GError) error = NULL;

  sotto_ens_set_error (&error, code);
  g_task_return_error (task, g_steal_pointer (&error));
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Call *call = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) answer =
    sotto_outside_gateway_fetch_finish (SOTTO_OUTSIDE_GATEWAY (source), result, &error);

  if (answer == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  g_bytes_unref (call->data);
  call->data = sotto_outside_lookup_make_callback (call->lookup, answer);
  g_clear_pointer (&call->lookup, sotto_outside_lookup_free);
  ask (g_steal_pointer (&task));
}

/* Takes @task over. */
static void
look_outside (GTask *task, GBytes *revert_data)
{
  g_autoptr (GTask) owned = task;
  Call *call = g_task_get_task_data (task);

  if (call->gateway == NULL)
    {
      fail (task, SOTTO_ENS_ERROR_OUTSIDE_OFF);
      return;
    }
  if (call->n_rounds++ < SOTTO_OUTSIDE_MAX_ROUNDS)
    call->lookup = sotto_outside_lookup_parse (revert_data, call->contract,
                                               sotto_outside_gateway_get_rules (call->gateway));
  if (call->lookup == NULL)
    {
      fail (task, SOTTO_ENS_ERROR_OUTSIDE_FAILED);
      return;
    }
  sotto_outside_gateway_fetch_async (call->gateway, call->lookup, g_task_get_cancellable (task),
                                     fetched_cb, g_steal_pointer (&owned));
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Call *call = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) answers = sotto_chain_call_finish (SOTTO_CHAIN (source), result, &error);
  g_autoptr (GBytes) data =
    answers != NULL ? sotto_chain_read_data (answers->pdata[0], &error) : NULL;

  if (data != NULL)
    {
      g_task_return_pointer (task, g_steal_pointer (&data), (GDestroyNotify) g_bytes_unref);
      return;
    }
  if (answers != NULL && g_error_matches (error, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_REVERTED))
    call->revert_data = sotto_chain_dup_revert_data (answers->pdata[0]);
  if (call->revert_data != NULL && sotto_outside_lookup_is_asked (call->revert_data))
    {
      g_autoptr (GBytes) asked = g_steal_pointer (&call->revert_data);

      look_outside (g_steal_pointer (&task), asked);
      return;
    }
  g_task_return_error (task, g_steal_pointer (&error));
}

/* Takes @task over. */
static void
ask (GTask *task)
{
  Call *call = g_task_get_task_data (task);
  SottoChainMessage message = { .to = call->contract, .data = call->data };
  SottoRpcCall question = sotto_chain_ask_call (&message, SOTTO_CHAIN_LATEST);

  sotto_chain_call_async (g_task_get_source_object (task), &question, 1,
                          g_task_get_cancellable (task), answered_cb, task);
  sotto_rpc_call_clear (&question);
}

/* Public functions, in the header's order. */

void
sotto_outside_call_async (SottoChain *chain,
                          const guint8 contract[SOTTO_ADDRESS_LENGTH],
                          GBytes *data,
                          SottoOutsideGateway *gateway,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task;
  Call *call;

  g_return_if_fail (SOTTO_IS_CHAIN (chain));

  task = g_task_new (chain, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_outside_call_async);
  call = g_new0 (Call, 1);
  memcpy (call->contract, contract, sizeof call->contract);
  call->data = g_bytes_ref (data);
  call->gateway = gateway != NULL ? g_object_ref (gateway) : NULL;
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);
  ask (task);
}

GBytes *
sotto_outside_call_finish (SottoChain *chain,
                           GAsyncResult *result,
                           GBytes **revert_data,
                           GError **error)
{
  Call *call;

  g_return_val_if_fail (g_task_is_valid (result, chain), NULL);

  call = g_task_get_task_data (G_TASK (result));
  *revert_data = g_steal_pointer (&call->revert_data);

  return g_task_propagate_pointer (G_TASK (result), error);
}

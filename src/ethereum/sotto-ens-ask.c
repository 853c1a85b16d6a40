/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who knows about a name (wallet.md section 10):
 *
 *   universal resolver ─ its answer, or one of its reasons ─► the end
 *        │ not there, another reason, or a server of its own that failed
 *   registry: resolver (node) of the name, and of all that it is below of
 *        │ the nearest that there is
 *   supportsInterface (ENSIP-10)? ─ yes ─► resolve (dnsName, record)
 *        │ no, and it is the name's own
 *   record
 */

#include "sotto-ens-ask.h"

#include <string.h>

#include "sotto-chain-answers.h"
#include "sotto-chain-error.h"
#include "sotto-call-data.h"
#include "sotto-chain-questions.h"
#include "sotto-collectible-call.h"
#include "sotto-ens-call.h"
#include "sotto-ens-error.h"
#include "sotto-ens-name.h"
#include "sotto-outside-call.h"

/* The selector of resolve (bytes, bytes), which all of that interface is. */
#define WIDE_INTERFACE 0x9061b923

typedef struct
{
  GBytes *universal;
  char *name;
  GBytes *record;
  SottoOutsideGateway *gateway; /* (nullable) */

  guint8 resolver[SOTTO_ADDRESS_LENGTH];
  gboolean is_own; /* the resolver is the name's own */
  gboolean is_wide;
  gboolean is_universal;
} Ask;

static void
ask_free (Ask *ask)
{
  g_bytes_unref (ask->universal);
  g_free (ask->name);
  g_bytes_unref (ask->record);
  g_clear_object (&ask->gateway);
  g_free (ask);
}

static void
fail (GTask *task, SottoEnsError code)
{
  g_autoptr (GError) error = NULL;

  sotto_ens_set_error (&error, code);
  g_task_return_error (task, g_steal_pointer (&error));
}

static SottoRpcCall
make_question (const guint8 *contract, GBytes *data)
{
  SottoChainMessage message = { .to = contract, .data = data };

  return sotto_chain_ask_call (&message, SOTTO_CHAIN_LATEST);
}

static void
resolver_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Ask *ask = g_task_get_task_data (task);
  g_autoptr (GBytes) reason = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) words = NULL;
  g_autoptr (GBytes) answer =
    sotto_outside_call_finish (SOTTO_CHAIN (source), result, &reason, &error);
  g_autoptr (GBytes) record = NULL;

  if (g_error_matches (error, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_REVERTED))
    {
      sotto_ens_set_resolver_error (&words, reason);
      g_task_return_error (task, g_steal_pointer (&words));
      return;
    }
  if (answer == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  record = ask->is_wide ? sotto_ens_result_wide (answer) : g_bytes_ref (answer);
  if (record == NULL || g_bytes_get_size (answer) == 0)
    fail (task, SOTTO_ENS_ERROR_BROKEN);
  else
    g_task_return_pointer (task, g_steal_pointer (&record), (GDestroyNotify) g_bytes_unref);
}

/* Takes @task over. */
static void
ask_resolver (GTask *task)
{
  Ask *ask = g_task_get_task_data (task);
  g_autoptr (GBytes) data =
    ask->is_wide ? sotto_ens_call_resolve (ask->name, ask->record) : g_bytes_ref (ask->record);

  sotto_outside_call_async (g_task_get_source_object (task), ask->resolver, data, ask->gateway,
                            g_task_get_cancellable (task), resolver_cb, task);
}

static void
manner_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Ask *ask = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) answers = sotto_chain_call_finish (SOTTO_CHAIN (source), result, &error);
  g_autoptr (GBytes) answer = NULL;

  if (answers == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  /* One that does not even know the question is of the old kind. */
  answer = sotto_chain_read_data (answers->pdata[0], NULL);
  ask->is_wide =
    answer != NULL && sotto_call_result_get_bool (answer, &ask->is_wide) && ask->is_wide;
  if (ask->is_wide || ask->is_own)
    ask_resolver (g_steal_pointer (&task));
  else
    fail (task, SOTTO_ENS_ERROR_NO_NAME);
}

/* Takes @task over. */
static void
ask_manner (GTask *task)
{
  Ask *ask = g_task_get_task_data (task);
  g_autoptr (GBytes) data = sotto_collectible_call_supports_interface (WIDE_INTERFACE);
  SottoRpcCall question = make_question (ask->resolver, data);

  sotto_chain_call_async (g_task_get_source_object (task), &question, 1,
                          g_task_get_cancellable (task), manner_cb, task);
  sotto_rpc_call_clear (&question);
}

/* The nearest resolver of @answers; FALSE with an error if there is none. */
static gboolean
choose_resolver (Ask *ask, GPtrArray *answers, GError **error)
{
  for (guint i = 0; i < answers->len; i++)
    {
      g_autoptr (GBytes) answer = sotto_chain_read_data (answers->pdata[i], error);

      if (answer == NULL)
        return FALSE;
      if (!sotto_ens_result_get_address (answer, ask->resolver))
        continue;
      ask->is_own = i == 0;
      return TRUE;
    }
  sotto_ens_set_error (error, SOTTO_ENS_ERROR_NO_NAME);

  return FALSE;
}

static void
registry_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) answers = sotto_chain_call_finish (SOTTO_CHAIN (source), result, &error);

  if (answers != NULL && choose_resolver (g_task_get_task_data (task), answers, &error))
    ask_manner (g_steal_pointer (&task));
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* Takes @task over. */
static void
ask_registry (GTask *task)
{
  Ask *ask = g_task_get_task_data (task);
  g_autoptr (GArray) questions = g_array_new (FALSE, FALSE, sizeof (SottoRpcCall));

  g_array_set_clear_func (questions, (GDestroyNotify) sotto_rpc_call_clear);
  for (const char *name = ask->name; name != NULL;)
    {
      const char *dot = strchr (name, '.');
      g_autoptr (GBytes) data = NULL;
      SottoRpcCall question;
      SottoHash node;

      sotto_ens_name_hash (name, &node);
      data = sotto_ens_call_resolver (&node);
      question = make_question (sotto_ens_get_registry (), data);
      g_array_append_val (questions, question);
      name = dot != NULL ? dot + 1 : NULL;
    }
  sotto_chain_call_async (g_task_get_source_object (task),
                          (const SottoRpcCall *) (gpointer) questions->data, questions->len,
                          g_task_get_cancellable (task), registry_cb, task);
}

/* Whether the registry may know more than the universal resolver did: names that only a server
 * outside of the chain knows are asked for through a server of the universal one's choice, and the
 * resolver of the name may name another. */
static gboolean
may_know_more (const GError *error)
{
  return error == NULL || g_error_matches (error, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_REVERTED) ||
         g_error_matches (error, SOTTO_ENS_ERROR, SOTTO_ENS_ERROR_OUTSIDE_FAILED);
}

static void
universal_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Ask *ask = g_task_get_task_data (task);
  g_autoptr (GBytes) reason = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) words = NULL;
  g_autoptr (GBytes) answer =
    sotto_outside_call_finish (SOTTO_CHAIN (source), result, &reason, &error);

  if (answer != NULL && g_bytes_get_size (answer) > 0)
    {
      ask->is_universal = TRUE;
      g_task_return_pointer (task, g_steal_pointer (&answer), (GDestroyNotify) g_bytes_unref);
    }
  else if (sotto_ens_set_universal_error (&words, reason))
    g_task_return_error (task, g_steal_pointer (&words));
  else if (may_know_more (error))
    ask_registry (g_steal_pointer (&task));
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* Public functions, in the header's order. */

void
sotto_ens_ask_async (SottoChain *chain,
                     const SottoEnsQuestion *question,
                     SottoOutsideGateway *gateway,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  GTask *task;
  Ask *ask;

  g_return_if_fail (SOTTO_IS_CHAIN (chain));

  task = g_task_new (chain, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_ens_ask_async);
  ask = g_new0 (Ask, 1);
  ask->universal = g_bytes_ref (question->universal);
  ask->name = g_strdup (question->name);
  ask->record = g_bytes_ref (question->record);
  ask->gateway = gateway != NULL ? g_object_ref (gateway) : NULL;
  g_task_set_task_data (task, ask, (GDestroyNotify) ask_free);
  sotto_outside_call_async (chain, sotto_ens_get_universal_resolver (), ask->universal, gateway,
                            cancellable, universal_cb, task);
}

GBytes *
sotto_ens_ask_finish (SottoChain *chain,
                      GAsyncResult *result,
                      gboolean *is_universal,
                      GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, chain), NULL);

  *is_universal = ((Ask *) g_task_get_task_data (G_TASK (result)))->is_universal;

  return g_task_propagate_pointer (G_TASK (result), error);
}

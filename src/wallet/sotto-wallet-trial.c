/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Trying an endpoint: over a chain of its own, so that no other one answers in its place and what
 * was found out before does not count. */

#include "sotto-wallet-trial.h"

#include <glib/gi18n-lib.h>

#include "sotto-chain-answers.h"
#include "sotto-chain-error.h"
#include "sotto-chain-questions.h"
#include "sotto-wallet-chains.h"
#include "sotto-wallet-private.h"

/* Takes @error over. With what is wrong goes what follows. */
static GError *
explain (GError *error, guint64 chain_id)
{
  g_autofree char *number = NULL;
  GError *explained;

  if (!g_error_matches (error, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_WRONG_CHAIN))
    return error;
  number = g_strdup_printf ("%" G_GUINT64_FORMAT, chain_id);
  /* Translators: a sentence, and the number of a chain. */
  explained =
    g_error_new (SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_NETWORK,
                 _ ("%s This one is number %s: the endpoint is not used."), error->message, number);
  g_error_free (error);
  return explained;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GPtrArray) answers = sotto_chain_call_finish (SOTTO_CHAIN (source), result, &error);
  guint64 block;

  if (answers == NULL || !sotto_chain_read_u64 (answers->pdata[0], &block, &error))
    g_task_return_error (task, explain (error, sotto_chain_get_id (SOTTO_CHAIN (source))));
  else
    g_task_return_pointer (task, g_memdup2 (&block, sizeof block), g_free);
}

/* (transfer full) */
static SottoChain *
make_chain (SottoWallet *self, SottoWalletNetwork *network, const char *url, GError **error)
{
  g_autoptr (SottoRpcEndpoint) endpoint = NULL;
  SottoChain *chain;

  /* Whether the network may be asked at all. */
  if (sotto_wallet_get_chain (self, network, error) == NULL)
    return NULL;
  if (!g_strv_contains (sotto_wallet_network_get_endpoints (network), url))
    {
      g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_NOT_FOUND,
                           _ ("The network does not have this endpoint any more."));
      return NULL;
    }
  endpoint = sotto_rpc_endpoint_new (url, self->proxy, self->clock, error);
  if (endpoint == NULL)
    return NULL;
  chain = sotto_chain_new (sotto_wallet_network_get_chain_id (network));
  sotto_chain_add_endpoint (chain, endpoint);
  return chain;
}

/* Public, in the header's order. */

void
sotto_wallet_try_endpoint_async (SottoWallet *self,
                                 SottoWalletNetwork *network,
                                 const char *url,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (SottoChain) chain = NULL;
  SottoRpcCall call;
  GError *error = NULL;

  g_return_if_fail (SOTTO_IS_WALLET (self) && SOTTO_IS_WALLET_NETWORK (network));
  g_return_if_fail (url != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_try_endpoint_async);
  chain = make_chain (self, network, url, &error);
  if (chain == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  call = sotto_chain_ask_block_number ();
  sotto_chain_call_async (chain, &call, 1, cancellable, answered_cb, g_steal_pointer (&task));
  sotto_rpc_call_clear (&call);
}

/**
 * sotto_wallet_try_endpoint_finish:
 * @self: a wallet
 * @result: what the callback was given
 * @block: (out): the number of the endpoint's newest block
 * @error: return location for an error
 *
 * Returns: whether the endpoint can be used
 */
gboolean
sotto_wallet_try_endpoint_finish (SottoWallet *self,
                                  GAsyncResult *result,
                                  guint64 *block,
                                  GError **error)
{
  g_autofree guint64 *number = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self) && block != NULL, FALSE);

  number = g_task_propagate_pointer (G_TASK (result), error);
  if (number == NULL)
    return FALSE;
  *block = *number;
  return TRUE;
}

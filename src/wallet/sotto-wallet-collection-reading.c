/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a contract of collectibles says of itself (ERC-165, and the names of ERC-721). */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sotto-call-data.h"
#include "sotto-chain-answers.h"
#include "sotto-chain-questions.h"
#include "sotto-collectible-call.h"
#include "sotto-token-call.h"
#include "sotto-wallet-chains.h"
#include "sotto-wallet-collectibles.h"
#include "sotto-wallet-error.h"

/* What no contract may say to know. */
#define INTERFACE_INVALID 0xffffffffu

enum
{
  ASK_CODE,
  ASK_UNIQUE,
  ASK_SEVERAL,
  ASK_INVALID,
  ASK_NAME,
  N_QUESTIONS,
};

/**
 * Reading:
 * @chain_id: where
 * @address: which
 */
typedef struct
{
  guint64 chain_id;
  guint8 address[SOTTO_ADDRESS_LENGTH];
} Reading;

static gboolean
says_yes (GPtrArray *answers, guint question)
{
  g_autoptr (GBytes) data = sotto_chain_read_data (g_ptr_array_index (answers, question), NULL);
  gboolean is_yes;

  return data != NULL && sotto_call_result_get_bool (data, &is_yes) && is_yes;
}

static SottoWalletCollection *
refuse (GError **error, const char *text)
{
  g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_REFUSED, text);
  return NULL;
}

static SottoWalletCollection *
read_answers (const Reading *reading, GPtrArray *answers, GError **error)
{
  g_autoptr (GBytes) code = sotto_chain_read_data (g_ptr_array_index (answers, ASK_CODE), error);
  g_autoptr (GBytes) name = sotto_chain_read_data (g_ptr_array_index (answers, ASK_NAME), NULL);
  gboolean is_unique = says_yes (answers, ASK_UNIQUE);
  SottoWalletCollection *collection;

  if (code == NULL)
    return NULL;
  if (g_bytes_get_size (code) == 0)
    return refuse (error, _ ("There is no contract at this address on this network."));
  if (is_unique == says_yes (answers, ASK_SEVERAL) || says_yes (answers, ASK_INVALID))
    return refuse (error, _ ("This contract does not say that it keeps collectibles."));
  collection = g_new0 (SottoWalletCollection, 1);
  collection->chain_id = reading->chain_id;
  memcpy (collection->address, reading->address, sizeof collection->address);
  collection->kind = is_unique ? SOTTO_WALLET_COLLECTION_UNIQUE : SOTTO_WALLET_COLLECTION_SEVERAL;
  if (name != NULL)
    collection->name = sotto_token_result_dup_text (name, SOTTO_TOKEN_MAX_NAME);
  return collection;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GPtrArray) answers = sotto_chain_call_finish (SOTTO_CHAIN (source), result, &error);
  SottoWalletCollection *collection =
    answers != NULL ? read_answers (g_task_get_task_data (task), answers, &error) : NULL;

  if (collection != NULL)
    g_task_return_pointer (task, collection, (GDestroyNotify) sotto_wallet_collection_free);
  else
    g_task_return_error (task, error);
}

/* Takes @data. */
static SottoRpcCall
ask (const guint8 *address, GBytes *data)
{
  SottoChainMessage message = { .to = address, .data = data };
  SottoRpcCall call = sotto_chain_ask_call (&message, SOTTO_CHAIN_LATEST);

  g_bytes_unref (data);
  return call;
}

/* Public, in the header's order. */

void
sotto_wallet_read_collection_async (SottoWallet *self,
                                    SottoWalletNetwork *network,
                                    const guint8 address[SOTTO_ADDRESS_LENGTH],
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  SottoRpcCall calls[N_QUESTIONS];
  Reading *reading;
  GError *error = NULL;
  SottoChain *chain;

  g_return_if_fail (SOTTO_IS_WALLET (self) && SOTTO_IS_WALLET_NETWORK (network));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_read_collection_async);
  chain = sotto_wallet_get_chain (self, network, &error);
  if (chain == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  reading = g_new0 (Reading, 1);
  reading->chain_id = sotto_wallet_network_get_chain_id (network);
  memcpy (reading->address, address, sizeof reading->address);
  g_task_set_task_data (task, reading, g_free);
  calls[ASK_CODE] = sotto_chain_ask_code (address, SOTTO_CHAIN_LATEST);
  calls[ASK_UNIQUE] =
    ask (address, sotto_collectible_call_supports_interface (SOTTO_INTERFACE_ERC721));
  calls[ASK_SEVERAL] =
    ask (address, sotto_collectible_call_supports_interface (SOTTO_INTERFACE_ERC1155));
  calls[ASK_INVALID] = ask (address, sotto_collectible_call_supports_interface (INTERFACE_INVALID));
  calls[ASK_NAME] = ask (address, sotto_token_call_name ());
  sotto_chain_call_async (chain, calls, N_QUESTIONS, cancellable, answered_cb, g_object_ref (task));
  for (guint i = 0; i < N_QUESTIONS; i++)
    sotto_rpc_call_clear (&calls[i]);
}

SottoWalletCollection *
sotto_wallet_read_collection_finish (SottoWallet *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-wallet-token-reading.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sotto-chain-answers.h"
#include "sotto-chain-questions.h"
#include "sotto-token-call.h"
#include "sotto-wallet-chains.h"
#include "sotto-wallet-error.h"

enum
{
  ASK_CODE,
  ASK_SYMBOL,
  ASK_NAME,
  ASK_DECIMALS,
  N_QUESTIONS,
};

static char *
read_text (GPtrArray *answers, guint question, gsize max_characters)
{
  g_autoptr (GBytes) data = sotto_chain_read_data (g_ptr_array_index (answers, question), NULL);

  return data != NULL ? sotto_token_result_dup_text (data, max_characters) : NULL;
}

static SottoWalletContractWords *
refuse (GError **error, const char *text)
{
  g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_REFUSED, text);
  return NULL;
}

static SottoWalletContractWords *
read_answers (GPtrArray *answers, GError **error)
{
  g_autoptr (SottoWalletContractWords) words = g_new0 (SottoWalletContractWords, 1);
  g_autoptr (GBytes) code = sotto_chain_read_data (g_ptr_array_index (answers, ASK_CODE), error);
  g_autoptr (GBytes) decimals =
    sotto_chain_read_data (g_ptr_array_index (answers, ASK_DECIMALS), NULL);
  guint8 n_decimals;

  if (code == NULL)
    return NULL;
  if (g_bytes_get_size (code) == 0)
    return refuse (error, _ ("There is no contract at this address on this network."));
  words->symbol = read_text (answers, ASK_SYMBOL, SOTTO_TOKEN_MAX_SYMBOL);
  words->name = read_text (answers, ASK_NAME, SOTTO_TOKEN_MAX_NAME);
  if (words->symbol == NULL)
    return refuse (error, _ ("This contract does not say what its token is called."));
  if (decimals == NULL || !sotto_token_result_get_decimals (decimals, &n_decimals))
    return refuse (error, _ ("This contract does not say how its amounts are to be read, or says "
                             "something that cannot be."));
  words->decimals = n_decimals;
  if (words->name == NULL)
    words->name = g_strdup (words->symbol);
  return g_steal_pointer (&words);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GPtrArray) answers = sotto_chain_call_finish (SOTTO_CHAIN (source), result, &error);
  SottoWalletContractWords *words = answers != NULL ? read_answers (answers, &error) : NULL;

  if (words != NULL)
    g_task_return_pointer (task, words, (GDestroyNotify) sotto_wallet_contract_words_free);
  else
    g_task_return_error (task, error);
}

/* Public, in the header's order. */

void
sotto_wallet_contract_words_free (SottoWalletContractWords *words)
{
  g_free (words->symbol);
  g_free (words->name);
  g_free (words);
}

void
sotto_wallet_read_token_async (SottoWallet *self,
                               SottoWalletNetwork *network,
                               const guint8 address[SOTTO_ADDRESS_LENGTH],
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GBytes) symbol = sotto_token_call_symbol ();
  g_autoptr (GBytes) name = sotto_token_call_name ();
  g_autoptr (GBytes) decimals = sotto_token_call_decimals ();
  SottoChainMessage message = { .to = address };
  SottoRpcCall calls[N_QUESTIONS];
  GError *error = NULL;
  SottoChain *chain;

  g_return_if_fail (SOTTO_IS_WALLET (self) && SOTTO_IS_WALLET_NETWORK (network));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_read_token_async);
  chain = sotto_wallet_get_chain (self, network, &error);
  if (chain == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  calls[ASK_CODE] = sotto_chain_ask_code (address, SOTTO_CHAIN_LATEST);
  message.data = symbol;
  calls[ASK_SYMBOL] = sotto_chain_ask_call (&message, SOTTO_CHAIN_LATEST);
  message.data = name;
  calls[ASK_NAME] = sotto_chain_ask_call (&message, SOTTO_CHAIN_LATEST);
  message.data = decimals;
  calls[ASK_DECIMALS] = sotto_chain_ask_call (&message, SOTTO_CHAIN_LATEST);
  sotto_chain_call_async (chain, calls, N_QUESTIONS, cancellable, answered_cb, g_object_ref (task));
  for (guint i = 0; i < N_QUESTIONS; i++)
    sotto_rpc_call_clear (&calls[i]);
}

SottoWalletContractWords *
sotto_wallet_read_token_finish (SottoWallet *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

SottoWalletToken *
sotto_wallet_find_namesake (SottoWallet *self,
                            SottoWalletNetwork *network,
                            const guint8 address[SOTTO_ADDRESS_LENGTH],
                            const char *symbol)
{
  GListModel *tokens = sotto_wallet_get_tokens (self);

  for (guint i = 0; i < g_list_model_get_n_items (tokens); i++)
    {
      /* The list keeps it. */
      g_autoptr (SottoWalletToken) token = g_list_model_get_item (tokens, i);

      if (sotto_wallet_token_get_chain_id (token) == sotto_wallet_network_get_chain_id (network) &&
          g_ascii_strcasecmp (sotto_wallet_token_get_symbol (token), symbol) == 0 &&
          memcmp (sotto_wallet_token_get_address_bytes (token), address, SOTTO_ADDRESS_LENGTH) != 0)
        return token;
    }
  return NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an endpoint answers to three questions, read as each kind of answer. */

#include "fuzz.h"

#include "sotto-chain-answers.h"
#include "sotto-chain-error.h"

#define N_QUESTIONS 3

static void
read_answer (const SottoRpcAnswer *answer)
{
  g_auto (SottoChainTransaction) transaction = { 0 };
  g_auto (SottoChainReceipt) receipt = { 0 };
  g_autoptr (GArray) logs = NULL;
  g_autoptr (GBytes) data = NULL;
  g_autoptr (GError) error = NULL;
  SottoChainBlock block;
  SottoU256 quantity;
  gboolean is_there;

  if (answer->result == NULL)
    {
      sotto_chain_set_error (&error, answer);
      g_assert_nonnull (error);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return;
    }
  data = sotto_chain_read_data (answer, NULL);
  logs = sotto_chain_read_logs (answer, NULL);
  if (sotto_chain_read_quantity (answer, &quantity, NULL) ||
      sotto_chain_read_block (answer, &is_there, &block, NULL) ||
      sotto_chain_read_transaction (answer, &is_there, &transaction, NULL) ||
      sotto_chain_read_receipt (answer, &is_there, &receipt, NULL))
    return;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GPtrArray) answers =
    sotto_rpc_decode ((const char *) data, size, N_QUESTIONS, 1, NULL);

  if (answers == NULL)
    return 0;
  g_assert_cmpuint (answers->len, ==, N_QUESTIONS);
  for (guint i = 0; i < answers->len; i++)
    read_answer (answers->pdata[i]);

  return 0;
}

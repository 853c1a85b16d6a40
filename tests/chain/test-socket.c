/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A real node over its WebSocket: asked, and telling of its blocks. */

#include <string.h>

#include "anvil.h"

#include "sotto-chain-answers.h"
#include "sotto-chain-error.h"
#include "sotto-chain-questions.h"

#define N_BLOCKS 5
#define N_CALLS 40

typedef struct
{
  Anvil *anvil;
  SottoChain *chain; /* over the WebSocket alone */
  guint n_heads;
  guint64 head;
} Listener;

static void
new_head_cb (SottoChain *chain, guint64 number, gpointer user_data)
{
  Listener *listener = user_data;

  listener->n_heads++;
  listener->head = number;
}

static void
listener_init (Listener *listener, guint64 chain_id)
{
  g_autofree char *url = NULL;
  g_autoptr (SottoRpcEndpoint) endpoint = NULL;

  *listener = (Listener){ .anvil = anvil_new () };
  url = g_strconcat ("ws://", listener->anvil->url + strlen ("http://"), NULL);
  endpoint = sotto_rpc_endpoint_new (url, NULL, listener->anvil->clock, NULL);
  g_assert_nonnull (endpoint);
  listener->chain = sotto_chain_new (chain_id);
  sotto_chain_add_endpoint (listener->chain, endpoint);
  g_signal_connect (listener->chain, "new-head", G_CALLBACK (new_head_cb), listener);
}

static void
listener_clear (Listener *listener)
{
  g_object_unref (listener->chain);
  anvil_free (listener->anvil);
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GPtrArray *
ask (Listener *listener, const SottoRpcCall *calls, guint n_calls, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  sotto_chain_call_async (listener->chain, calls, n_calls, NULL, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return sotto_chain_call_finish (listener->chain, result, error);
}

/* One, and a list of all kinds of questions, one of which the node refuses. */
static void
test_asked (void)
{
  Listener listener;
  SottoRpcCall calls[N_CALLS];
  g_autoptr (GPtrArray) answers = NULL;
  g_autoptr (GError) error = NULL;
  guint64 number;

  listener_init (&listener, ANVIL_CHAIN);
  for (guint i = 0; i < N_CALLS; i++)
    calls[i] = i % 2 == 0
                 ? sotto_chain_ask_block_number ()
                 : sotto_chain_ask_nonce (listener.anvil->rich_address, SOTTO_CHAIN_LATEST);
  g_free (calls[1].params);
  calls[1].params = g_strdup ("[\"nobody\",\"latest\"]");
  answers = ask (&listener, calls, 1, &error);
  g_assert_no_error (error);
  g_assert_true (sotto_chain_read_u64 (answers->pdata[0], &number, NULL));
  g_clear_pointer (&answers, g_ptr_array_unref);

  answers = ask (&listener, calls, N_CALLS, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (answers->len, ==, N_CALLS);
  for (guint i = 0; i < N_CALLS; i++)
    {
      g_assert_cmpint (sotto_chain_read_u64 (answers->pdata[i], &number, NULL), ==, i != 1);
      sotto_rpc_call_clear (&calls[i]);
    }
  listener_clear (&listener);
}

static void
test_heads (void)
{
  Listener listener;

  listener_init (&listener, ANVIL_CHAIN);
  sotto_chain_set_watching (listener.chain, TRUE);
  while (listener.n_heads == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (listener.head, ==, 0);
  for (guint i = 1; i <= N_BLOCKS; i++)
    {
      anvil_order (listener.anvil, "evm_mine", "[]");
      while (listener.head < i)
        g_main_context_iteration (NULL, TRUE);
    }
  g_assert_cmpuint (listener.head, ==, N_BLOCKS);
  listener_clear (&listener);
}

static void
test_other_chain (void)
{
  Listener listener;
  SottoRpcCall call = sotto_chain_ask_block_number ();
  g_autoptr (GPtrArray) answers = NULL;
  g_autoptr (GError) error = NULL;

  listener_init (&listener, 1);
  answers = ask (&listener, &call, 1, &error);
  g_assert_null (answers);
  g_assert_error (error, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_WRONG_CHAIN);
  sotto_rpc_call_clear (&call);
  listener_clear (&listener);
}

int
main (int argc, char **argv)
{
  static const AnvilTest tests[] = {
    { .path = "/chain/socket/asked", .function = test_asked },
    { .path = "/chain/socket/heads", .function = test_heads },
    { .path = "/chain/socket/other-chain", .function = test_other_chain },
  };

  return anvil_run (argc, argv, tests, G_N_ELEMENTS (tests));
}

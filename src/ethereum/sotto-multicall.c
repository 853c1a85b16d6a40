/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Many calls in one (Multicall3):
 *
 *   aggregate3 ((address target, bool allowFailure, bytes callData)[])
 *     answers (bool success, bytes returnData)[]
 */

#include "sotto-multicall.h"

#include "sotto-call-data.h"
#include "sotto-ethereum-error.h"

static const guint8 contract[SOTTO_ADDRESS_LENGTH] = { 0xca, 0x11, 0xbd, 0xe0, 0x59, 0x77, 0xb3,
                                                       0x63, 0x11, 0x67, 0x02, 0x88, 0x62, 0xbe,
                                                       0x2a, 0x17, 0x39, 0x76, 0xca, 0x11 };

static void
result_free (gpointer data)
{
  SottoMulticallResult *result = data;

  g_bytes_unref (result->data);
  g_free (result);
}

/* (transfer full): empty, of values. */
static GPtrArray *
new_values (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_abi_value_unref);
}

static SottoAbiValue *
make_call (const SottoMulticallCall *call)
{
  GPtrArray *members = new_values ();

  g_ptr_array_add (members, sotto_abi_value_new_address (call->target));
  g_ptr_array_add (members, sotto_abi_value_new_bool (call->allow_failure));
  g_ptr_array_add (members, sotto_abi_value_new_bytes (call->data));

  return sotto_abi_value_new_list (members);
}

/* Public functions, in the header's order. */

const guint8 *
sotto_multicall_get_address (void)
{
  return contract;
}

GBytes *
sotto_multicall_encode (const SottoMulticallCall *calls, guint n_calls)
{
  GPtrArray *list = new_values ();
  GPtrArray *arguments = new_values ();
  g_autoptr (SottoAbiValue) value = NULL;

  for (guint i = 0; i < n_calls; i++)
    g_ptr_array_add (list, make_call (&calls[i]));
  g_ptr_array_add (arguments, sotto_abi_value_new_list (list));
  value = sotto_abi_value_new_list (arguments);

  return sotto_call_data_encode ("aggregate3((address,bool,bytes)[])", "((address,bool,bytes)[])",
                                 value);
}

GPtrArray *
sotto_multicall_decode (GBytes *result, guint n_calls, GError **error)
{
  g_autoptr (SottoAbiValue) value = sotto_call_data_decode (result, "((bool,bytes)[])", 0);
  const SottoAbiValue *list = value != NULL ? sotto_abi_value_get_value (value, 0) : NULL;
  GPtrArray *results;

  if (list == NULL || sotto_abi_value_get_n_values (list) != n_calls)
    {
      g_set_error_literal (error, SOTTO_ETHEREUM_ERROR, SOTTO_ETHEREUM_ERROR_MALFORMED,
                           "The answer does not fit the calls");
      return NULL;
    }
  results = g_ptr_array_new_with_free_func (result_free);
  for (guint i = 0; i < n_calls; i++)
    {
      const SottoAbiValue *item = sotto_abi_value_get_value (list, i);
      SottoMulticallResult *one = g_new0 (SottoMulticallResult, 1);

      one->success = sotto_abi_value_get_bool (sotto_abi_value_get_value (item, 0));
      one->data = g_bytes_ref (sotto_abi_value_get_bytes (sotto_abi_value_get_value (item, 1)));
      g_ptr_array_add (results, one);
    }

  return results;
}

GBytes *
sotto_multicall_call_eth_balance (const guint8 owner[SOTTO_ADDRESS_LENGTH])
{
  SottoCallData *call = sotto_call_data_new ("getEthBalance(address)");

  sotto_call_data_add_address (call, owner);

  return sotto_call_data_end (call);
}

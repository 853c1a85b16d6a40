/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tokens (ERC-20), with those that are older than their standard. */

#include "sotto-token-call.h"

#include <string.h>

#include "sotto-call-data.h"
#include "sotto-text.h"

#define WORD 32

static GBytes *
call_plain (const char *signature)
{
  return sotto_call_data_end (sotto_call_data_new (signature));
}

static GBytes *
call_with_amount (const char *signature, const guint8 address[20], const SottoU256 *amount)
{
  SottoCallData *call = sotto_call_data_new (signature);

  sotto_call_data_add_address (call, address);
  sotto_call_data_add_u256 (call, amount);

  return sotto_call_data_end (call);
}

/* (transfer full) (nullable): the bytes before the first zero. */
static char *
take_fixed_text (const guint8 *bytes)
{
  gsize length = strnlen ((const char *) bytes, WORD);

  return g_utf8_validate_len ((const char *) bytes, length, NULL)
           ? g_strndup ((const char *) bytes, length)
           : NULL;
}

static char *
take_text (GBytes *result)
{
  g_autoptr (SottoAbiValue) value = sotto_call_data_decode (result, "(string)", 0);

  return value != NULL ? sotto_abi_value_dup_text (sotto_abi_value_get_value (value, 0)) : NULL;
}

/* Public functions, in the header's order. */

GBytes *
sotto_token_call_balance_of (const guint8 owner[20])
{
  SottoCallData *call = sotto_call_data_new ("balanceOf(address)");

  sotto_call_data_add_address (call, owner);

  return sotto_call_data_end (call);
}

GBytes *
sotto_token_call_allowance (const guint8 owner[20], const guint8 spender[20])
{
  SottoCallData *call = sotto_call_data_new ("allowance(address,address)");

  sotto_call_data_add_address (call, owner);
  sotto_call_data_add_address (call, spender);

  return sotto_call_data_end (call);
}

GBytes *
sotto_token_call_transfer (const guint8 recipient[20], const SottoU256 *amount)
{
  return call_with_amount ("transfer(address,uint256)", recipient, amount);
}

GBytes *
sotto_token_call_transfer_from (const guint8 owner[20],
                                const guint8 recipient[20],
                                const SottoU256 *amount)
{
  SottoCallData *call = sotto_call_data_new ("transferFrom(address,address,uint256)");

  sotto_call_data_add_address (call, owner);
  sotto_call_data_add_address (call, recipient);
  sotto_call_data_add_u256 (call, amount);

  return sotto_call_data_end (call);
}

GBytes *
sotto_token_call_approve (const guint8 spender[20], const SottoU256 *amount)
{
  return call_with_amount ("approve(address,uint256)", spender, amount);
}

GBytes *
sotto_token_call_decimals (void)
{
  return call_plain ("decimals()");
}

GBytes *
sotto_token_call_symbol (void)
{
  return call_plain ("symbol()");
}

GBytes *
sotto_token_call_name (void)
{
  return call_plain ("name()");
}

GBytes *
sotto_token_call_total_supply (void)
{
  return call_plain ("totalSupply()");
}

gboolean
sotto_token_result_get_decimals (GBytes *result, guint8 *decimals)
{
  SottoU256 number;
  guint64 value;

  if (!sotto_call_result_get_u256 (result, &number) || !sotto_u256_to_u64 (&number, &value) ||
      value > SOTTO_TOKEN_MAX_DECIMALS)
    return FALSE;
  *decimals = (guint8) value;

  return TRUE;
}

char *
sotto_token_result_dup_text (GBytes *result, gsize max_characters)
{
  g_autofree char *text = NULL;
  g_autofree char *safe = NULL;
  gsize length;
  const guint8 *bytes = g_bytes_get_data (result, &length);

  if (length == WORD)
    text = take_fixed_text (bytes);
  else if (length >= 2 * WORD)
    text = take_text (result);
  if (text == NULL)
    return NULL;
  safe = sotto_text_sanitise_name (text, max_characters);

  return *safe != '\0' ? g_steal_pointer (&safe) : NULL;
}

gboolean
sotto_token_result_is_success (GBytes *result)
{
  gboolean success;

  return g_bytes_get_size (result) == 0 ||
         (sotto_call_result_get_bool (result, &success) && success);
}

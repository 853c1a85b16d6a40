/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A list of tokens that somebody made; whatever is taken of it can be shown and stored. */

#include "fuzz.h"

#include "sotto-token-list.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (SottoTokenList) list = sotto_token_list_parse ((const char *) data, size, NULL);

  if (list == NULL)
    return 0;
  g_assert_true (g_utf8_validate (list->name, -1, NULL));
  g_assert_cmpuint (list->tokens->len, <=, SOTTO_TOKEN_LIST_MAX_TOKENS);
  for (guint i = 0; i < list->tokens->len; i++)
    {
      const SottoListedToken *token = g_ptr_array_index (list->tokens, i);

      g_assert_cmpuint (token->decimals, <=, SOTTO_TOKEN_LIST_MAX_DECIMALS);
      g_assert_cmpuint (token->chain_id, >, 0);
      g_assert_cmpint (g_utf8_strlen (token->symbol, -1), <=, SOTTO_TOKEN_LIST_MAX_SYMBOL);
      g_assert_cmpint (g_utf8_strlen (token->name, -1), <=, SOTTO_TOKEN_LIST_MAX_NAME);
      g_assert_true (token->symbol[0] != '\0' && token->name[0] != '\0');
    }
  return 0;
}

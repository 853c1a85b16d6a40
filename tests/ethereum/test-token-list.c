/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lists of tokens: what is taken, what is passed over, and what is refused as a whole. */

#include <string.h>

#include "sotto-ethereum-error.h"
#include "sotto-token-list.h"

#define ADDRESS "0x744d70FDBE2Ba4CF95131626614a1763DF805B9E"
#define LOWER "0x744d70fdbe2ba4cf95131626614a1763df805b9e"
#define OTHER "0x6B175474E89094C44Da98b954EedeAC495271d0F"
#define TOKEN(members) "{\"tokens\":[{" members "}]}"
#define LONG_32 "01234567890123456789012345678901"

static SottoTokenList *
parse (const char *text, GError **error)
{
  return sotto_token_list_parse (text, strlen (text), error);
}

static void
test_list (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoTokenList) list =
    parse ("{\"name\":\" My\\u202e List\\n\",\"version\":{\"major\":1,\"minor\":20,\"patch\":0},"
           "\"logoURI\":\"https://example.com/\",\"tokens\":["
           "{\"chainId\":1,\"address\":\"" ADDRESS "\",\"name\":\"Status\",\"symbol\":\"SNT\","
           "\"decimals\":18,\"logoURI\":7,\"extensions\":{}},"
           "{\"chainId\":10,\"address\":\"" LOWER "\",\"symbol\":\"SNT\",\"decimals\":0},"
           "{\"chainId\":1,\"address\":\"" LOWER "\",\"symbol\":\"AGAIN\",\"decimals\":18}]}",
           &error);
  const SottoListedToken *first;
  const SottoListedToken *second;
  g_autofree char *address = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (list->name, ==, "My List");
  g_assert_cmpstr (list->version, ==, "1.20.0");
  g_assert_cmpuint (list->tokens->len, ==, 2);
  g_assert_cmpuint (list->n_skipped, ==, 1);
  first = g_ptr_array_index (list->tokens, 0);
  second = g_ptr_array_index (list->tokens, 1);
  address = sotto_address_to_string (first->address);
  g_assert_cmpstr (address, ==, ADDRESS);
  g_assert_cmpstr (first->symbol, ==, "SNT");
  g_assert_cmpstr (first->name, ==, "Status");
  g_assert_cmpuint (first->decimals, ==, 18);
  g_assert_cmpuint (second->chain_id, ==, 10);
  g_assert_cmpstr (second->name, ==, "SNT");
}

/* Each of these is one entry that makes no sense, in a list that does. */
static void
test_skipped (void)
{
  static const char *const lists[] = {
    "{\"tokens\":[7]}",
    "{\"tokens\":[null]}",
    "{\"tokens\":[[]]}",
    TOKEN (""),
    TOKEN ("\"address\":\"" ADDRESS "\",\"symbol\":\"A\",\"decimals\":18"),
    TOKEN ("\"chainId\":0,\"address\":\"" ADDRESS "\",\"symbol\":\"A\",\"decimals\":18"),
    TOKEN ("\"chainId\":-1,\"address\":\"" ADDRESS "\",\"symbol\":\"A\",\"decimals\":18"),
    TOKEN ("\"chainId\":1.5,\"address\":\"" ADDRESS "\",\"symbol\":\"A\",\"decimals\":18"),
    TOKEN ("\"chainId\":\"1\",\"address\":\"" ADDRESS "\",\"symbol\":\"A\",\"decimals\":18"),
    TOKEN ("\"chainId\":9223372036854775808,\"address\":\"" ADDRESS
           "\",\"symbol\":\"A\",\"decimals\":18"),
    TOKEN ("\"chainId\":1,\"address\":\"0x744d\",\"symbol\":\"A\",\"decimals\":18"),
    TOKEN ("\"chainId\":1,\"address\":7,\"symbol\":\"A\",\"decimals\":18"),
    TOKEN ("\"chainId\":1,\"symbol\":\"A\",\"decimals\":18"),
    TOKEN ("\"chainId\":1,\"address\":\"" ADDRESS "\",\"symbol\":\"\",\"decimals\":18"),
    TOKEN ("\"chainId\":1,\"address\":\"" ADDRESS "\",\"symbol\":\"\\u202e \\u200b\","
           "\"decimals\":18"),
    TOKEN ("\"chainId\":1,\"address\":\"" ADDRESS "\",\"symbol\":7,\"decimals\":18"),
    TOKEN ("\"chainId\":1,\"address\":\"" ADDRESS "\",\"symbol\":\"A\""),
    TOKEN ("\"chainId\":1,\"address\":\"" ADDRESS "\",\"symbol\":\"A\",\"decimals\":37"),
    TOKEN ("\"chainId\":1,\"address\":\"" ADDRESS "\",\"symbol\":\"A\",\"decimals\":-1"),
    TOKEN ("\"chainId\":1,\"address\":\"" ADDRESS "\",\"symbol\":\"A\",\"decimals\":\"18\""),
    TOKEN ("\"chainId\":1,\"address\":\"" ADDRESS "\",\"symbol\":\"A\",\"decimals\":null"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SottoTokenList) list = parse (lists[i], &error);

      g_test_message ("%s", lists[i]);
      g_assert_no_error (error);
      g_assert_cmpuint (list->tokens->len, ==, 0);
      g_assert_cmpuint (list->n_skipped, ==, 1);
      g_assert_cmpstr (list->name, ==, "");
      g_assert_null (list->version);
    }
}

static void
test_texts (void)
{
  g_autoptr (SottoTokenList) list =
    parse (TOKEN ("\"chainId\":1,\"address\":\"" OTHER "\",\"decimals\":36,\"symbol\":\"" LONG_32
                  "3\",\"name\":\"" LONG_32 LONG_32 "5\""),
           NULL);
  const SottoListedToken *token = g_ptr_array_index (list->tokens, 0);

  g_assert_cmpint (g_utf8_strlen (token->symbol, -1), ==, SOTTO_TOKEN_LIST_MAX_SYMBOL);
  g_assert_cmpint (g_utf8_strlen (token->name, -1), ==, SOTTO_TOKEN_LIST_MAX_NAME);
}

static void
test_refused (void)
{
  static const char *const texts[] = {
    "",
    "[]",
    "7",
    "null",
    "{}",
    "{\"tokens\":{}}",
    "{\"tokens\":null}",
    "{\"tokens\":\"\"}",
    "{\"tokens\":[]",
    "<html></html>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (parse (texts[i], &error));
      g_assert_error (error, SOTTO_ETHEREUM_ERROR, SOTTO_ETHEREUM_ERROR_MALFORMED);
    }
}

static void
test_limits (void)
{
  g_autoptr (GString) text = g_string_new ("{\"tokens\":[0");
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoTokenList) list = NULL;
  g_autofree char *huge = g_strnfill (SOTTO_TOKEN_LIST_MAX_BYTES + 1, ' ');

  for (guint i = 1; i < SOTTO_TOKEN_LIST_MAX_TOKENS; i++)
    g_string_append (text, ",0");
  g_string_append (text, "]}");
  list = parse (text->str, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->n_skipped, ==, SOTTO_TOKEN_LIST_MAX_TOKENS);

  g_string_insert (text, (gssize) strlen ("{\"tokens\":["), "0,");
  g_assert_null (parse (text->str, &error));
  g_assert_error (error, SOTTO_ETHEREUM_ERROR, SOTTO_ETHEREUM_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_null (parse (huge, &error));
  g_assert_error (error, SOTTO_ETHEREUM_ERROR, SOTTO_ETHEREUM_ERROR_TOO_LARGE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/token-list/list", test_list);
  g_test_add_func ("/token-list/skipped", test_skipped);
  g_test_add_func ("/token-list/texts", test_texts);
  g_test_add_func ("/token-list/refused", test_refused);
  g_test_add_func ("/token-list/limits", test_limits);
  return g_test_run ();
}

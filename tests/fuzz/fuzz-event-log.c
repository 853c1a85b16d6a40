/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A byte says how many topics there are; they and the data follow. Then the same bytes as calls and
 * answers of contracts. */

#include "fuzz.h"

#include <string.h>

#include "sotto-call-intent.h"
#include "sotto-collectible-call.h"
#include "sotto-content-hash.h"
#include "sotto-ens-call.h"
#include "sotto-ens-error.h"
#include "sotto-multicall.h"
#include "sotto-outside-lookup.h"
#include "sotto-revert.h"
#include "sotto-token-call.h"
#include "sotto-transfer.h"

static void
read_log (const uint8_t *data, size_t size)
{
  static const guint8 contract[SOTTO_ADDRESS_LENGTH] = { 1 };
  SottoHash topics[SOTTO_LOG_MAX_TOPICS];
  SottoEventLog log = { .contract = contract, .topics = topics };
  g_autoptr (GBytes) rest = NULL;
  g_autoptr (GArray) transfers = NULL;

  if (size == 0)
    return;
  log.n_topics = data[0] % (SOTTO_LOG_MAX_TOPICS + 1);
  if (size < 1 + log.n_topics * sizeof topics[0])
    return;
  memcpy (topics, data + 1, log.n_topics * sizeof topics[0]);
  rest = g_bytes_new (data + 1 + log.n_topics * sizeof topics[0],
                      size - 1 - log.n_topics * sizeof topics[0]);
  log.data = rest;
  transfers = sotto_transfer_parse (&log);
  g_assert_cmpuint (transfers->len, <=, SOTTO_ABI_MAX_VALUES);
}

static void
read_answers (GBytes *answer)
{
  g_autofree char *text = sotto_token_result_dup_text (answer, SOTTO_TOKEN_MAX_SYMBOL);
  SottoU256 id = sotto_u256_from_u64 (1);
  g_autofree char *uri = sotto_collectible_result_dup_uri (answer, &id);
  g_autoptr (GPtrArray) results = sotto_multicall_decode (answer, 2, NULL);
  g_autofree char *name = sotto_ens_result_reverse (answer);
  g_autofree char *own_name = sotto_ens_result_dup_name (answer);
  g_autoptr (GBytes) record = sotto_ens_result_wide (answer);
  guint8 decimals;

  g_assert_true (text == NULL ||
                 (g_utf8_validate (text, -1, NULL) &&
                  g_utf8_strlen (text, -1) <= SOTTO_TOKEN_MAX_SYMBOL && *text != '\0'));
  g_assert_true (uri == NULL || g_utf8_validate (uri, -1, NULL));
  g_assert_true (results == NULL || results->len == 2);
  g_assert_true (name == NULL || g_str_is_ascii (name));
  g_assert_true (own_name == NULL || g_str_is_ascii (own_name));
  g_assert_true (record == NULL || g_bytes_get_size (record) < g_bytes_get_size (answer));
  if (sotto_token_result_get_decimals (answer, &decimals))
    g_assert_cmpuint (decimals, <=, SOTTO_TOKEN_MAX_DECIMALS);
}

static void
read_failure (GBytes *data)
{
  static const guint8 contract[SOTTO_ADDRESS_LENGTH] = { 0x11 };
  g_autofree char *sentence = sotto_revert_describe (data);
  g_autoptr (SottoOutsideLookup) lookup =
    sotto_outside_lookup_parse (data, contract, SOTTO_OUTSIDE_RULES_STRICT);

  g_autoptr (GError) words = NULL;

  g_assert_true (g_utf8_validate (sentence, -1, NULL));
  g_assert_true (!sotto_ens_set_universal_error (&words, data) ||
                 g_utf8_validate (words->message, -1, NULL));
  for (guint i = 0; lookup != NULL && lookup->urls[i] != NULL; i++)
    g_assert_true (g_str_has_prefix (lookup->urls[i], "https://"));
}

static void
read_call (GBytes *call)
{
  SottoEthTransaction transaction = { .has_recipient = TRUE, .data = call };
  SottoIntentUnits units = { "ETH", NULL, 0, '.' };
  SottoCallIntent intent;

  sotto_call_intent_read (&transaction, NULL, &intent);
  g_ptr_array_unref (sotto_call_intent_list (&intent, &units));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  SottoContentHash hash;

  read_log (data, size);
  read_answers (bytes);
  read_failure (bytes);
  read_call (bytes);
  if (sotto_content_hash_parse (data, size, &hash, NULL))
    {
      g_autoptr (GBytes) again = sotto_content_hash_to_bytes (&hash);
      g_autofree char *text = sotto_content_hash_to_text (&hash);

      g_assert_true (g_bytes_equal (bytes, again));
      g_assert_true (g_utf8_validate (text, -1, NULL));
    }
  return 0;
}

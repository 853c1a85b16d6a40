/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What endpoints mean by their errors (wallet.md section 2.4). Codes differ from program to
 * program, and most is said in the text only, so that texts decide. */

#include "sotto-chain-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sotto-json-text.h"
#include "sotto-quantity.h"
#include "sotto-revert.h"

#define MAX_REVERT_BYTES (64 * 1024)
#define MAX_REVERT_DEPTH 3

/* Says nothing else. */
#define REVERT_CODE 3

/* The formatter takes the hyphens of the domain's name for minus signs. */
/* clang-format off */
G_DEFINE_QUARK (sotto-chain-error-quark, sotto_chain_error)
/* clang-format on */

/* The first that is found in a text, without regard to case, says what it means. */
static const struct
{
  const char *text;
  SottoChainError code;
} texts[] = {
  { "nonce too low", SOTTO_CHAIN_ERROR_NONCE_LOW },
  { "already known", SOTTO_CHAIN_ERROR_KNOWN },
  { "already imported", SOTTO_CHAIN_ERROR_KNOWN },
  { "known transaction", SOTTO_CHAIN_ERROR_KNOWN },
  { "already_exists", SOTTO_CHAIN_ERROR_KNOWN },
  { "replacement transaction underpriced", SOTTO_CHAIN_ERROR_REPLACEMENT },
  { "could not replace", SOTTO_CHAIN_ERROR_REPLACEMENT },
  { "underpriced", SOTTO_CHAIN_ERROR_FEE },
  { "max fee per gas less than block base fee", SOTTO_CHAIN_ERROR_FEE },
  { "fee cap", SOTTO_CHAIN_ERROR_FEE },
  { "exceeds the configured cap", SOTTO_CHAIN_ERROR_FEE },
  { "insufficient funds", SOTTO_CHAIN_ERROR_FUNDS },
  { "intrinsic gas too low", SOTTO_CHAIN_ERROR_GAS },
  { "exceeds block gas limit", SOTTO_CHAIN_ERROR_GAS },
  { "gas limit too high", SOTTO_CHAIN_ERROR_GAS },
  { "nonce too high", SOTTO_CHAIN_ERROR_NONCE_HIGH },
  { "nonce gap", SOTTO_CHAIN_ERROR_NONCE_HIGH },
  { "txpool is full", SOTTO_CHAIN_ERROR_LATER },
  { "account limit exceeded", SOTTO_CHAIN_ERROR_LATER },
  { "in-flight transaction limit", SOTTO_CHAIN_ERROR_LATER },
  { "invalid chain id", SOTTO_CHAIN_ERROR_WRONG_CHAIN },
  { "header not found", SOTTO_CHAIN_ERROR_BEHIND },
  { "unknown block", SOTTO_CHAIN_ERROR_BEHIND },
  { "query returned more than", SOTTO_CHAIN_ERROR_RANGE },
  { "block range", SOTTO_CHAIN_ERROR_RANGE },
  { "too many results", SOTTO_CHAIN_ERROR_RANGE },
  { "response size", SOTTO_CHAIN_ERROR_RANGE },
};

static const char *
describe (SottoChainError code)
{
  static const char *const words[] = {
    [SOTTO_CHAIN_ERROR_UNREACHABLE] = N_ ("The endpoint cannot be reached."),
    [SOTTO_CHAIN_ERROR_RATE] = N_ ("The endpoint was asked too often."),
    [SOTTO_CHAIN_ERROR_QUOTA] = N_ ("What the endpoint allows in a day is used up."),
    [SOTTO_CHAIN_ERROR_DENIED] = N_ ("The endpoint does not accept the key."),
    [SOTTO_CHAIN_ERROR_WRONG_CHAIN] = N_ ("The endpoint belongs to another network."),
    [SOTTO_CHAIN_ERROR_NO_METHOD] = N_ ("The endpoint cannot answer this."),
    [SOTTO_CHAIN_ERROR_RANGE] = N_ ("The endpoint does not answer so much at a time."),
    [SOTTO_CHAIN_ERROR_BEHIND] = N_ ("The endpoint is behind the others."),
    [SOTTO_CHAIN_ERROR_MALFORMED] = N_ ("The endpoint gave an answer that makes no sense."),
    [SOTTO_CHAIN_ERROR_REVERTED] = N_ ("The contract refuses."),
    [SOTTO_CHAIN_ERROR_KNOWN] = N_ ("The network has this transaction already."),
    [SOTTO_CHAIN_ERROR_NONCE_LOW] = N_ ("Another transaction of this account took its place."),
    [SOTTO_CHAIN_ERROR_NONCE_HIGH] = N_ ("Earlier transactions of this account are missing."),
    [SOTTO_CHAIN_ERROR_REPLACEMENT] = N_ ("To replace a transaction, the fee has to be higher."),
    [SOTTO_CHAIN_ERROR_FEE] = N_ ("The fee does not fit what the network takes now."),
    [SOTTO_CHAIN_ERROR_FUNDS] = N_ ("The account has not enough for amount and fee."),
    [SOTTO_CHAIN_ERROR_GAS] = N_ ("The limit of gas is wrong."),
    [SOTTO_CHAIN_ERROR_LATER] = N_ ("The network is full at the moment. Try again later."),
    [SOTTO_CHAIN_ERROR_REJECTED] = N_ ("The endpoint refuses."),
  };

  return _ (words[code]);
}

static void
set_error (GError **error, SottoChainError code, const char *text)
{
  if (text == NULL || *text == '\0')
    g_set_error_literal (error, SOTTO_CHAIN_ERROR, code, describe (code));
  else
    g_set_error (error, SOTTO_CHAIN_ERROR, code, _ ("%s It says: “%s”"), describe (code), text);
}

static gboolean
contains (const char *text, const char *part)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);

  return strstr (lower, part) != NULL;
}

/* (nullable): the bytes of a revert, wherever an endpoint has put them. */
static GBytes *
find_revert_data (JsonNode *node, guint depth)
{
  static const char *const members[] = { "data", "originalError", "result" };
  const char *text = node != NULL ? sotto_json_node_get_text (node) : NULL;

  if (text != NULL)
    {
      const char *digits = strstr (text, "0x");

      return digits != NULL ? sotto_quantity_parse_data (digits, MAX_REVERT_BYTES) : NULL;
    }
  if (node == NULL || depth == 0 || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      JsonNode *member = json_object_get_member (json_node_get_object (node), members[i]);
      GBytes *found = find_revert_data (member, depth - 1);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static gboolean
is_revert (const SottoRpcAnswer *answer)
{
  return answer->code == REVERT_CODE || contains (answer->text, "revert");
}

/**
 * sotto_chain_dup_revert_data:
 * @answer: one without a result
 *
 * Returns: (transfer full) (nullable): the bytes that a contract gave as its reason
 */
GBytes *
sotto_chain_dup_revert_data (const SottoRpcAnswer *answer)
{
  return find_revert_data (answer->data, MAX_REVERT_DEPTH);
}

static void
set_revert_error (GError **error, const SottoRpcAnswer *answer)
{
  g_autoptr (GBytes) data = sotto_chain_dup_revert_data (answer);
  g_autofree char *words = data != NULL ? sotto_revert_describe (data) : NULL;

  if (words != NULL)
    g_set_error_literal (error, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_REVERTED, words);
  else
    set_error (error, SOTTO_CHAIN_ERROR_REVERTED, answer->text);
}

/* With what it allows in the data, -32005 is about the size of an answer. */
static gboolean
is_about_size (const SottoRpcAnswer *answer)
{
  JsonObject *data = answer->data != NULL && JSON_NODE_HOLDS_OBJECT (answer->data)
                       ? json_node_get_object (answer->data)
                       : NULL;

  return contains (answer->text, "result") ||
         (data != NULL &&
          (json_object_has_member (data, "from") || json_object_has_member (data, "to")));
}

static SottoChainError
classify_code (const SottoRpcAnswer *answer)
{
  switch (answer->code)
    {
    case -32005:
      return is_about_size (answer) ? SOTTO_CHAIN_ERROR_RANGE : SOTTO_CHAIN_ERROR_RATE;
    case 429:
    case -33200:
      return SOTTO_CHAIN_ERROR_RATE;
    case 402:
    case -33000:
      return SOTTO_CHAIN_ERROR_QUOTA;
    case -32601:
    case -32004:
      return SOTTO_CHAIN_ERROR_NO_METHOD;
    case -32001:
      return SOTTO_CHAIN_ERROR_BEHIND;
    case -32002:
      return SOTTO_CHAIN_ERROR_UNREACHABLE;
    default:
      return SOTTO_CHAIN_ERROR_REJECTED;
    }
}

/**
 * sotto_chain_set_error:
 * @error: return location for a #SottoChainError
 * @answer: one without a result
 *
 * Says what it means.
 */
void
sotto_chain_set_error (GError **error, const SottoRpcAnswer *answer)
{
  g_return_if_fail (answer->result == NULL);

  if (answer->is_missing)
    {
      set_error (error, SOTTO_CHAIN_ERROR_MALFORMED, NULL);
      return;
    }
  /* A contract's reason may hold any of the texts below. */
  for (gsize i = 0; answer->code != REVERT_CODE && i < G_N_ELEMENTS (texts); i++)
    if (contains (answer->text, texts[i].text))
      {
        set_error (error, texts[i].code, answer->text);
        return;
      }
  if (is_revert (answer))
    set_revert_error (error, answer);
  else
    set_error (error, classify_code (answer), answer->text);
}

/**
 * sotto_chain_set_status_error:
 * @error: return location for a #SottoChainError
 * @status: of HTTP
 *
 * Says what a status means whose body says nothing.
 */
void
sotto_chain_set_status_error (GError **error, guint status)
{
  SottoChainError code = SOTTO_CHAIN_ERROR_REJECTED;

  if (status == 429)
    code = SOTTO_CHAIN_ERROR_RATE;
  else if (status == 402)
    code = SOTTO_CHAIN_ERROR_QUOTA;
  else if (status == 401 || status == 403)
    code = SOTTO_CHAIN_ERROR_DENIED;
  else if (status == 413 || status >= 500)
    code = SOTTO_CHAIN_ERROR_UNREACHABLE;
  else if (status >= 200 && status < 300)
    code = SOTTO_CHAIN_ERROR_MALFORMED;
  set_error (error, code, NULL);
}

/**
 * sotto_chain_error_is_passing:
 * @error: (nullable): what a call ended with
 *
 * Returns: whether another endpoint, or the same one later, may answer
 */
gboolean
sotto_chain_error_is_passing (const GError *error)
{
  if (error == NULL || error->domain != SOTTO_CHAIN_ERROR)
    return FALSE;

  switch (error->code)
    {
    case SOTTO_CHAIN_ERROR_UNREACHABLE:
    case SOTTO_CHAIN_ERROR_RATE:
    case SOTTO_CHAIN_ERROR_QUOTA:
    case SOTTO_CHAIN_ERROR_DENIED:
    case SOTTO_CHAIN_ERROR_WRONG_CHAIN:
    case SOTTO_CHAIN_ERROR_NO_METHOD:
    case SOTTO_CHAIN_ERROR_BEHIND:
    case SOTTO_CHAIN_ERROR_MALFORMED:
      return TRUE;
    default:
      return FALSE;
    }
}

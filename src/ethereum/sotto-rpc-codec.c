/* SPDX-License-Identifier: GPL-3.0-or-later */

/* JSON-RPC 2.0 as Ethereum's endpoints speak it (wallet.md section 2).
 *
 *   {"jsonrpc": "2.0", "id": 7, "method": "eth_call", "params": [...]}
 *   {"jsonrpc": "2.0", "id": 7, "result": ...}
 *   {"jsonrpc": "2.0", "id": 7, "error": {"code": -32000, "message": "...", "data": ...}}
 *
 * An answer that has a result and an error is an error. A text of an endpoint, or of a contract
 * behind it, is untrusted: it is one line of limited length before anybody sees it.
 */

#include "sotto-rpc-codec.h"

#include <string.h>

#include "sotto-ethereum-error.h"
#include "sotto-json-text.h"
#include "sotto-text.h"

/* As JSON escapes them; of one length, so that the one can take the other's place. */
#define ZERO "\\u0000"
#define REPLACEMENT "\\ufffd"

void
sotto_rpc_call_clear (SottoRpcCall *call)
{
  g_clear_pointer (&call->params, g_free);
}

void
sotto_rpc_answer_free (SottoRpcAnswer *answer)
{
  g_clear_pointer (&answer->result, json_node_unref);
  g_clear_pointer (&answer->data, json_node_unref);
  g_free (answer->text);
  g_free (answer);
}

char *
sotto_rpc_encode (const SottoRpcCall *calls, guint n_calls, guint64 first_id)
{
  g_autoptr (GString) text = g_string_new (n_calls == 1 ? NULL : "[");

  for (guint i = 0; i < n_calls; i++)
    g_string_append_printf (
      text, "%s{\"jsonrpc\":\"2.0\",\"id\":%" G_GUINT64_FORMAT ",\"method\":\"%s\",\"params\":%s}",
      i > 0 ? "," : "", first_id + i, calls[i].method, calls[i].params);
  if (n_calls != 1)
    g_string_append_c (text, ']');

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static JsonNode *
get_member (JsonObject *object, const char *name)
{
  return json_object_has_member (object, name) ? json_object_get_member (object, name) : NULL;
}

static gint64
read_code (JsonNode *node)
{
  const char *digits = node != NULL ? sotto_json_node_get_number (node) : NULL;
  gint64 code = 0;

  if (digits == NULL || !g_ascii_string_to_signed (digits, 10, G_MININT64, G_MAXINT64, &code, NULL))
    return 0;

  return code;
}

static void
take_error (SottoRpcAnswer *answer, JsonNode *node)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode *message = object != NULL ? get_member (object, "message") : node;
  const char *text = message != NULL ? sotto_json_node_get_text (message) : NULL;
  JsonNode *data = object != NULL ? get_member (object, "data") : NULL;

  answer->text = sotto_text_sanitise_name (text != NULL ? text : "", SOTTO_RPC_MAX_TEXT);
  answer->code = object != NULL ? read_code (get_member (object, "code")) : 0;
  if (data != NULL)
    answer->data = json_node_ref (data);
}

/* FALSE if it is neither a result nor an error. */
static gboolean
take_answer (SottoRpcAnswer *answer, JsonObject *object)
{
  JsonNode *error = get_member (object, "error");
  JsonNode *result = get_member (object, "result");

  if (error != NULL && !JSON_NODE_HOLDS_NULL (error))
    take_error (answer, error);
  else if (result != NULL)
    answer->result = json_node_ref (result);
  else
    return FALSE;
  answer->is_missing = FALSE;

  return TRUE;
}

gboolean
sotto_rpc_read_id (JsonObject *object, guint64 *id)
{
  JsonNode *node = get_member (object, "id");
  const char *digits = node != NULL ? sotto_json_node_get_number (node) : NULL;

  return digits != NULL && g_ascii_string_to_unsigned (digits, 10, 0, G_MAXUINT64, id, NULL);
}

/* Which question an answer is to; FALSE if it is to none. */
static gboolean
find_question (JsonObject *object, guint n_calls, guint64 first_id, guint *index)
{
  guint64 id;

  if (!sotto_rpc_read_id (object, &id) || id < first_id || id - first_id >= n_calls)
    return FALSE;
  *index = (guint) (id - first_id);

  return TRUE;
}

/* An endpoint that cannot say to what its error belongs gives the id null, or none. */
gboolean
sotto_rpc_is_error_for_all (JsonObject *object)
{
  JsonNode *id = get_member (object, "id");
  JsonNode *error = get_member (object, "error");

  return (id == NULL || JSON_NODE_HOLDS_NULL (id)) && error != NULL &&
         !JSON_NODE_HOLDS_NULL (error);
}

void
sotto_rpc_take_answer (GPtrArray *answers, JsonObject *object, guint64 first_id)
{
  guint index;

  if (sotto_rpc_is_error_for_all (object))
    {
      for (guint i = 0; i < answers->len; i++)
        if (((SottoRpcAnswer *) answers->pdata[i])->is_missing)
          take_answer (answers->pdata[i], object);
      return;
    }
  if (find_question (object, answers->len, first_id, &index) &&
      ((SottoRpcAnswer *) answers->pdata[index])->is_missing)
    take_answer (answers->pdata[index], object);
}

GPtrArray *
sotto_rpc_make_answers (guint n_calls)
{
  GPtrArray *answers = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_rpc_answer_free);

  for (guint i = 0; i < n_calls; i++)
    {
      SottoRpcAnswer *answer = g_new0 (SottoRpcAnswer, 1);

      answer->is_missing = TRUE;
      g_ptr_array_add (answers, answer);
    }

  return answers;
}

/* (transfer full) (nullable): @text without zero characters, if there are any. The JSON reader
 * takes none, and nodes put the bytes of a contract's own error into their message as if it were
 * text. */
static char *
dup_without_zeros (const char *text, gsize length)
{
  g_autofree char *copy = NULL;

  if (length == 0 || memmem (text, length, ZERO, strlen (ZERO)) == NULL)
    return NULL;

  copy = g_memdup2 (text, length);
  for (gsize i = 0; i + strlen (ZERO) <= length; i++)
    {
      if (memcmp (copy + i, ZERO, strlen (ZERO)) == 0)
        memcpy (copy + i, REPLACEMENT, strlen (REPLACEMENT));
      else if (copy[i] == '\\')
        i++;
    }

  return g_steal_pointer (&copy);
}

JsonNode *
sotto_rpc_parse (const char *text, gsize length, GError **error)
{
  g_autofree char *changed = dup_without_zeros (text, length);
  g_autoptr (JsonNode) root =
    sotto_json_text_parse (changed != NULL ? changed : text, length, SOTTO_RPC_MAX_ANSWER, error);

  if (root == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (root) && !JSON_NODE_HOLDS_ARRAY (root))
    {
      g_set_error_literal (error, SOTTO_ETHEREUM_ERROR, SOTTO_ETHEREUM_ERROR_MALFORMED,
                           "The answer is neither an object nor a list");
      return NULL;
    }

  return g_steal_pointer (&root);
}

GPtrArray *
sotto_rpc_decode (const char *text, gsize length, guint n_calls, guint64 first_id, GError **error)
{
  g_autoptr (JsonNode) root = sotto_rpc_parse (text, length, error);
  g_autoptr (GPtrArray) answers = NULL;

  if (root == NULL)
    return NULL;

  answers = sotto_rpc_make_answers (n_calls);
  if (JSON_NODE_HOLDS_OBJECT (root))
    sotto_rpc_take_answer (answers, json_node_get_object (root), first_id);
  else
    {
      JsonArray *array = json_node_get_array (root);

      for (guint i = 0; i < json_array_get_length (array); i++)
        if (JSON_NODE_HOLDS_OBJECT (json_array_get_element (array, i)))
          sotto_rpc_take_answer (answers, json_array_get_object_element (array, i), first_id);
    }

  return g_steal_pointer (&answers);
}

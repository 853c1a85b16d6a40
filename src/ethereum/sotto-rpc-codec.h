/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What an endpoint may answer at most, in bytes; and the calls that are sent in one request. */
#define SOTTO_RPC_MAX_ANSWER (16 * 1024 * 1024)
#define SOTTO_RPC_MAX_BATCH 50

/* Bytes of an endpoint's text that are kept. */
#define SOTTO_RPC_MAX_TEXT 200

/**
 * SottoRpcCall:
 * @method: such as "eth_call"; static
 * @params: an array as JSON text; owned
 *
 * One question of JSON-RPC 2.0.
 */
typedef struct
{
  const char *method;
  char *params;
} SottoRpcCall;

/**
 * SottoRpcAnswer:
 * @result: (nullable): what was answered, which may be a JSON null; owned
 * @is_missing: whether there was no answer to this question
 * @code: of the error, if there is neither
 * @text: (nullable): the error's, made fit for display; owned
 * @data: (nullable): what else the error says; owned
 */
typedef struct
{
  JsonNode *result;
  gboolean is_missing;
  gint64 code;
  char *text;
  JsonNode *data;
} SottoRpcAnswer;

void sotto_rpc_call_clear (SottoRpcCall *call);
void sotto_rpc_answer_free (SottoRpcAnswer *answer);

/* (transfer full): one question as an object, several as an array; their ids are @first_id and
 * those behind it. */
char *sotto_rpc_encode (const SottoRpcCall *calls,
                        guint n_calls,
                        guint64 first_id) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_rpc_decode:
 * @text: what an endpoint sent
 * @length: bytes of it
 * @n_calls: how many questions it was asked
 * @first_id: the id of the first of them
 * @error: return location for %SOTTO_ETHEREUM_ERROR_MALFORMED, %SOTTO_ETHEREUM_ERROR_TOO_LARGE
 *
 * Reads the answers, which may come in any order and be incomplete. One error without an id counts
 * for every question. Answers to what was not asked, and second ones, are ignored.
 *
 * Returns: (transfer full) (element-type SottoRpcAnswer): one for each question in the order in
 * which they were asked; or %NULL
 */
GPtrArray *sotto_rpc_decode (const char *text,
                             gsize length,
                             guint n_calls,
                             guint64 first_id,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_rpc_parse:
 * @text: what an endpoint sent
 * @length: bytes of it
 * @error: return location for %SOTTO_ETHEREUM_ERROR_MALFORMED, %SOTTO_ETHEREUM_ERROR_TOO_LARGE
 *
 * For endpoints whose answers arrive one by one, over a WebSocket.
 *
 * Returns: (transfer full): an object or an array, or %NULL
 */
JsonNode *
sotto_rpc_parse (const char *text, gsize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether @object has an id that may be one of ours. */
gboolean sotto_rpc_read_id (JsonObject *object, guint64 *id);

/* Whether @object is an error that names no question. */
gboolean sotto_rpc_is_error_for_all (JsonObject *object);

/* (transfer full) (element-type SottoRpcAnswer): all of them missing. */
GPtrArray *sotto_rpc_make_answers (guint n_calls) G_GNUC_WARN_UNUSED_RESULT;

/* Puts what @object says to where it belongs in @answers, if it belongs there and none was there
 * before; @first_id is the id of the first question. */
void sotto_rpc_take_answer (GPtrArray *answers, JsonObject *object, guint64 first_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoRpcAnswer, sotto_rpc_answer_free)

G_END_DECLS

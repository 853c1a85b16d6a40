/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* How deep objects and arrays may be nested in what is read from outside. */
#define SOTTO_JSON_MAX_DEPTH 64

/**
 * sotto_json_text_parse:
 * @text: UTF-8 from anywhere
 * @length: bytes of @text
 * @max_length: how many bytes are read at most
 * @error: return location for %SOTTO_ETHEREUM_ERROR_MALFORMED, %SOTTO_ETHEREUM_ERROR_TOO_LARGE
 *
 * Reads JSON without loss: a number arrives as the text that it was written in, to be taken with
 * sotto_json_node_get_number (), since neither 64 bits nor a double hold what Ethereum counts.
 * Nesting is limited before anything is parsed, and texts with U+0000 are refused, because they
 * would be cut there.
 *
 * Returns: (transfer full): the root, or %NULL
 */
JsonNode *sotto_json_text_parse (const char *text, gsize length, gsize max_length, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/* The same for what is signed: refuses objects that have a member twice as well, of which one
 * reader takes the first and another the last. */
JsonNode *sotto_json_text_parse_once (const char *text,
                                      gsize length,
                                      gsize max_length,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer none) (nullable): the digits of a number as they were written; %NULL for anything
 * else. */
const char *sotto_json_node_get_number (JsonNode *node);

/* (transfer none) (nullable): what a string says; %NULL for anything else, numbers included. */
const char *sotto_json_node_get_text (JsonNode *node);

G_END_DECLS

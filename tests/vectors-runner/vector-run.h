/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* json-glib's strings end at U+0000: the runner reads files with this character in its place. */
#define VECTOR_NUL 0xe000u

/**
 * VectorRun:
 *
 * The running count of one file of vectors. A set walks its cases between vector_case_begin () and
 * vector_case_end (); every check that differs is printed with the field's name, and the case
 * counts as failed once.
 */
typedef struct
{
  const char *file;
  guint n_passed;
  guint n_failed;
  guint n_not_implemented;
  char *current;
  gboolean current_failed;
} VectorRun;

typedef void (*VectorSet) (VectorRun *run, JsonNode *root);

void vector_case_begin (VectorRun *run, const char *format, ...) G_GNUC_PRINTF (2, 3);
void vector_case_end (VectorRun *run);
void vector_not_implemented (VectorRun *run, guint n_cases);

/* All mark the current case as failed, and say where, unless both sides are equal. */
void vector_check_bytes (VectorRun *run,
                         const char *field,
                         const char *expected_hex,
                         gconstpointer data,
                         gsize length);
void vector_check_gbytes (VectorRun *run, const char *field, const char *expected_hex, GBytes *got);
void vector_check_text (VectorRun *run, const char *field, const char *expected, const char *got);
void vector_check_int (VectorRun *run, const char *field, guint64 expected, guint64 got);
void vector_check_bool (VectorRun *run, const char *field, gboolean expected, gboolean got);

/* The current case fails with @error as its reason; the error is freed and cleared. */
void vector_fail (VectorRun *run, const char *field, GError **error);

/* Access to cases: missing members read as NULL, 0 or an empty array, and fail the case where it
 * matters. */
JsonObject *vector_root_object (JsonNode *root);
JsonArray *vector_array (JsonObject *object, const char *member);
JsonObject *vector_object (JsonObject *object, const char *member);
const char *vector_text (JsonObject *object, const char *member);
gint64 vector_int (JsonObject *object, const char *member);
gboolean vector_bool (JsonObject *object, const char *member);
gboolean vector_has (JsonObject *object, const char *member);

/* (transfer full): the bytes that hexadecimal @member holds, with or without "0x"; empty when it
 * holds none. */
GBytes *vector_bytes (JsonObject *object, const char *member);

/* (transfer full): the UTF-8 of @text, with U+0000 where the file had it. */
GBytes *vector_text_bytes (const char *text);
gboolean vector_fixed (JsonObject *object, const char *member, guint8 *into, gsize length);

/* A seven-line loop that every set would write again: calls @function with each object of an array.
 */
typedef void (*VectorCase) (VectorRun *run, JsonObject *object, guint index);
void vector_each (VectorRun *run, JsonObject *root, const char *member, VectorCase function);

G_END_DECLS

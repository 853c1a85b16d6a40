/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "sotto-hash.h"
#include "sotto-keys.h"

G_BEGIN_DECLS

/* Reading of the vectors under tests/vectors/. Nothing here fails; it fails the test. */

/* (transfer full): the root of tests/vectors/SET/NAME. */
JsonNode *sotto_test_vectors_load (const char *set, const char *name) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer none) */
JsonObject *sotto_test_vectors_object (JsonObject *object, const char *member);
JsonArray *sotto_test_vectors_array (JsonObject *object, const char *member);
const char *sotto_test_vectors_text (JsonObject *object, const char *member);

/* (transfer full): the bytes that a hexadecimal member holds. */
GBytes *sotto_test_vectors_bytes (JsonObject *object, const char *member) G_GNUC_WARN_UNUSED_RESULT;

/* Exactly @length bytes. */
void sotto_test_vectors_fixed (JsonObject *object, const char *member, guint8 *into, gsize length);
SottoKey sotto_test_vectors_key (JsonObject *object, const char *member);
SottoHash sotto_test_vectors_hash (JsonObject *object, const char *member);

/* Compressed or not. */
SottoPublicKey sotto_test_vectors_public_key (JsonObject *object, const char *member);
SottoPrivateKey *sotto_test_vectors_private_key (JsonObject *object,
                                                 const char *member) G_GNUC_WARN_UNUSED_RESULT;

/* Fail the test, and show both sides, unless @data is what the member holds. */
void
sotto_test_vectors_check (JsonObject *object, const char *member, gconstpointer data, gsize length);
void sotto_test_vectors_check_bytes (JsonObject *object, const char *member, GBytes *bytes);

G_END_DECLS

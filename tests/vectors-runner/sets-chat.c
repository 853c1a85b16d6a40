/* SPDX-License-Identifier: GPL-3.0-or-later */

/* payloads.json: wrapped and signed payloads, their ids, and the Lamport clock. */

#include "sotto-application-message-private.h"
#include "vector-sets.h"

static SottoPrivateKey *
take_signer (JsonObject *object)
{
  g_auto (SottoKey) key = { 0 };

  return vector_fixed (object, "signer_private_key", key.bytes, sizeof key.bytes)
           ? sotto_private_key_new (key.bytes, NULL)
           : NULL;
}

/* Taking the wrapper apart gives its payload, type, author and id; wrapping the payload again gives
 * the same bytes. */
static void
check_message (VectorRun *run, JsonObject *object, guint index)
{
  g_auto (SottoApplicationMessage) message = { 0 };
  g_autoptr (SottoPrivateKey) signer = take_signer (object);
  g_autoptr (GBytes) wrapped = vector_bytes (object, "wrapped");
  g_autoptr (GBytes) again = NULL;
  g_autoptr (GError) error = NULL;
  guint8 encoded[65];
  SottoHash id;

  if (signer == NULL || !sotto_application_message_parse (wrapped, &message, &error))
    {
      vector_fail (run, "wrapped", &error);
      return;
    }
  vector_check_gbytes (run, "payload", vector_text (object, "payload"), message.payload);
  vector_check_int (run, "type", (guint64) vector_int (object, "type"), (guint64) message.type);
  sotto_public_key_serialize (&message.author, encoded);
  vector_check_bytes (run, "signer_public_key", vector_text (object, "signer_public_key"), encoded,
                      sizeof encoded);
  vector_check_bytes (run, "message_id", vector_text (object, "message_id"), message.id.bytes, 32);
  again = sotto_application_message_wrap (signer, message.type, message.payload, &id, &error);
  vector_check_gbytes (run, "wrapped (again)", vector_text (object, "wrapped"), again);
  vector_check_bytes (run, "message_id (again)", vector_text (object, "message_id"), id.bytes, 32);
}

static void
check_clock (VectorRun *run, JsonObject *object, guint index)
{
  guint64 next = sotto_next_clock ((guint64) vector_int (object, "last_clock"),
                                   (guint64) vector_int (object, "now_ms"));

  vector_check_int (run, "next_clock", (guint64) vector_int (object, "next_clock"), next);
}

static void
run_payloads (VectorRun *run, JsonNode *root)
{
  JsonObject *object = vector_root_object (root);

  vector_each (run, object, "messages", check_message);
  vector_each (run, object, "clock", check_clock);
  vector_not_implemented (run, json_array_get_length (vector_array (object, "groups")));
}

const VectorSetEntry vector_sets_chat[] = {
  { "payloads.json", "messages", run_payloads },
  { NULL },
};

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whole messages of the original, as they came over the network, through all layers. */

#include "chat-fixture.h"

#include "sotto-rlp.h"
#include "sotto-secure-channel.h"
#include "sotto-test-vectors.h"

#define SEED 20200404

/* An envelope is a list: expiry, TTL, topic, data, nonce. */
static SottoReceivedPayload *
read_envelope (JsonObject *object)
{
  g_autoptr (GBytes) envelope = sotto_test_vectors_bytes (object, "envelope");
  g_autoptr (GBytes) data = NULL;
  SottoRlpReader outer, list;
  guint32 expiry, ttl;
  const guint8 *bytes;
  SottoTopic topic;
  SottoHash id = sotto_test_vectors_hash (object, "envelope_hash");
  gsize length;

  sotto_rlp_reader_init_bytes (&outer, envelope);
  g_assert_true (sotto_rlp_reader_enter (&outer, &list, NULL));
  g_assert_true (sotto_rlp_reader_read_u32 (&list, &expiry, NULL));
  g_assert_true (sotto_rlp_reader_read_u32 (&list, &ttl, NULL));
  g_assert_true (sotto_rlp_reader_read_fixed (&list, topic.bytes, sizeof topic.bytes, NULL));
  g_assert_true (sotto_rlp_reader_read_string (&list, &bytes, &length, NULL));
  data = g_bytes_new (bytes, length);

  return sotto_received_payload_new (&topic, data, &id, expiry - ttl);
}

static gboolean
insert_prekey (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  JsonObject *object = user_data;
  g_autoptr (GBytes) public_key = sotto_test_vectors_bytes (object, "recipient_signed_pre_key");
  g_autoptr (GBytes) private_key =
    sotto_test_vectors_bytes (object, "recipient_signed_pre_key_private_key");
  g_autoptr (SottoStatement) statement =
    sotto_connection_prepare (sotto_transaction_get_connection (transaction),
                              "INSERT INTO secure_own_prekey (public_key, private_key, version, "
                              "created_ms) VALUES (?1, ?2, 1, ?3)",
                              error);

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_bytes (statement, 1, public_key);
  sotto_statement_bind_bytes (statement, 2, private_key);
  sotto_statement_bind_int (statement, 3, json_object_get_int_member (object, "sent_time") * 1000);
  return sotto_statement_run (statement, error);
}

/* We listen on the topic that we agreed on with the sender. */
static gboolean
insert_sender (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  SottoPublicKey sender = sotto_test_vectors_public_key (user_data, "sender_public_key");
  g_autoptr (SottoStatement) statement =
    sotto_connection_prepare (sotto_transaction_get_connection (transaction),
                              "INSERT INTO contacts (key, listening) VALUES (?1, 1)", error);
  guint8 key[SOTTO_COMPRESSED_KEY_LENGTH];

  if (statement == NULL)
    return FALSE;
  sotto_public_key_serialize_compressed (&sender, key);
  sotto_statement_bind_blob (statement, 1, key, sizeof key);
  return sotto_statement_run (statement, error);
}

static void
prepare (Person *person, JsonObject *object, const char *kind)
{
  if (json_object_has_member (object, "recipient_signed_pre_key"))
    g_assert_true (sotto_test_store_write (person->store, insert_prekey, object, NULL));
  if (g_str_equal (kind, "negotiated"))
    g_assert_true (sotto_test_store_write (person->store, insert_sender, object, NULL));
}

static Person *
add_recipient (Town *town, JsonObject *object, const char *kind)
{
  gint64 start_s = sotto_clock_get_seconds (SOTTO_CLOCK (town->clock));
  gint64 sent_s = json_object_get_int_member (object, "sent_time");
  Person *person;

  sotto_test_clock_jump (town->clock, (sent_s - start_s) * G_USEC_PER_SEC);
  if (g_str_equal (kind, "public"))
    return town_add (town);

  person = town_add_device (town, sotto_test_vectors_private_key (object, "recipient_private_key"),
                            sotto_test_vectors_text (object, "recipient_installation_id"));
  prepare (person, object, kind);
  person_start (person);
  return person;
}

static void
check_message (Person *person, JsonObject *object, const char *kind)
{
  SottoPublicKey sender = sotto_test_vectors_public_key (object, "sender_public_key");
  g_autoptr (SottoContact) author = sotto_messenger_dup_contact (person->messenger, &sender);
  gboolean public = g_str_equal (kind, "public");
  SottoChat *chat = sotto_chat_list_lookup (sotto_messenger_get_chats (person->messenger),
                                            public ? sotto_test_vectors_text (object, "channel")
                                                   : sotto_contact_get_key_text (author));
  g_autoptr (SottoMessageHistory) history = NULL;
  g_autoptr (SottoMessage) message = NULL;

  g_assert_cmpuint (person->n_received, ==, 1);
  g_assert_nonnull (chat);
  history = person_history (person, chat);
  message = g_list_model_get_item (G_LIST_MODEL (history), 0);
  g_assert_cmpstr (sotto_message_get_text (message), ==, sotto_test_vectors_text (object, "text"));
  g_assert_cmpstr (sotto_message_get_id (message), ==,
                   sotto_test_vectors_text (object, "message_id"));
  g_assert_true (sotto_message_get_author (message) == author);
  g_assert_cmpuint (sotto_message_get_encryption (message), ==,
                    public                             ? SOTTO_ENCRYPTION_NONE
                    : g_str_equal (kind, "private_dh") ? SOTTO_ENCRYPTION_DH
                                                       : SOTTO_ENCRYPTION_RATCHET);
}

static gboolean
knows_cb (SottoConnection *connection, gpointer user_data, GError **error)
{
  gint64 *n = user_data;
  g_autoptr (SottoStatement) statement =
    sotto_connection_prepare (connection, "SELECT count (*) FROM secure_installation", error);
  gboolean has_row;

  if (statement == NULL || !sotto_statement_step (statement, &has_row, error))
    return FALSE;
  *n = sotto_statement_get_int (statement, 0);
  return TRUE;
}

static void
check_contact_code (Person *person)
{
  gint64 n = 0;

  g_assert_true (sotto_test_store_read (person->store, knows_cb, &n, NULL));
  g_assert_cmpint (n, ==, 1);
}

static void
open_sender (Person *person, JsonObject *object)
{
  SottoPublicKey sender = sotto_test_vectors_public_key (object, "sender_public_key");

  sotto_messenger_start_direct_async (person->messenger, &sender, NULL, NULL, NULL);
  person_settle (person);
}

static void
check_case (JsonObject *object, const char *kind)
{
  Town *town = town_new (SEED);
  Person *person = add_recipient (town, object, kind);
  g_autoptr (SottoReceivedPayload) payload = read_envelope (object);
  g_autoptr (SottoChat) channel = NULL;

  if (g_str_equal (kind, "public"))
    channel = person_join (person, sotto_test_vectors_text (object, "channel"));
  if (g_str_equal (kind, "contact_code"))
    open_sender (person, object);
  sotto_test_network_inject (person->transport, payload);
  town_pass (town, 200);
  if (g_str_equal (kind, "contact_code"))
    check_contact_code (person);
  else
    check_message (person, object, kind);
  town_free (town);
}

static void
test_kind (gconstpointer user_data)
{
  const char *kind = user_data;
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("status-go", "e2e.json");
  JsonArray *cases = sotto_test_vectors_array (json_node_get_object (root), kind);

  g_assert_cmpuint (json_array_get_length (cases), >, 0);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    check_case (json_array_get_object_element (cases, i), kind);
}

int
main (int argc, char **argv)
{
  static const char *const kinds[] = { "public",       "private_dh",
                                       "private_x3dh", "private_x3dh_mvds",
                                       "negotiated",   "contact_code" };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *path = g_strconcat ("/chat/layers/", kinds[i], NULL);

      g_test_add_data_func (path, kinds[i], test_kind);
    }
  return g_test_run ();
}

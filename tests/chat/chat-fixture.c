/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "chat-fixture.h"

#include "sotto-messenger-private.h"

/* State of the lower layers, in memory. */
#define TEST_TYPE_NET_STATE (test_net_state_get_type ())
G_DECLARE_FINAL_TYPE (TestNetState, test_net_state, TEST, NET_STATE, GObject)

struct _TestNetState
{
  GObject parent_instance;
  GHashTable *values;
};

static void net_state_iface_init (SottoNetStateInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestNetState,
                               test_net_state,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SOTTO_TYPE_NET_STATE, net_state_iface_init))

static GBytes *
test_net_state_get (SottoNetState *state, const char *key)
{
  GBytes *value = g_hash_table_lookup (TEST_NET_STATE (state)->values, key);

  return value != NULL ? g_bytes_ref (value) : NULL;
}

static void
test_net_state_put (SottoNetState *state, const char *key, GBytes *value)
{
  g_hash_table_replace (TEST_NET_STATE (state)->values, g_strdup (key), g_bytes_ref (value));
}

static void
test_net_state_remove (SottoNetState *state, const char *key)
{
  g_hash_table_remove (TEST_NET_STATE (state)->values, key);
}

static void
net_state_iface_init (SottoNetStateInterface *iface)
{
  iface->get = test_net_state_get;
  iface->put = test_net_state_put;
  iface->remove = test_net_state_remove;
}

static void
test_net_state_finalize (GObject *object)
{
  g_hash_table_unref (TEST_NET_STATE (object)->values);
  G_OBJECT_CLASS (test_net_state_parent_class)->finalize (object);
}

static void
test_net_state_class_init (TestNetStateClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_net_state_finalize;
}

static void
test_net_state_init (TestNetState *self)
{
  self->values =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
}

static const SottoMigrations *const *
all_migrations (void)
{
  static const SottoMigrations *migrations[4];

  migrations[0] = sotto_secure_get_migrations ();
  migrations[1] = sotto_sync_get_migrations ();
  migrations[2] = sotto_chat_get_migrations ();

  return migrations;
}

static void
store_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **into = user_data;

  *into = g_object_ref (result);
}

/* Blocks for what other threads do; the clock stands still. */
static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static void
received_cb (SottoMessenger *messenger, SottoChat *chat, SottoMessage *message, Person *person)
{
  person->n_received++;
  g_ptr_array_add (person->texts, g_strdup (sotto_message_get_text (message)));
}

static void
found_cb (SottoMessenger *messenger, SottoChat *chat, SottoMessage *message, Person *person)
{
  person->n_found++;
}

static void
to_verify_cb (SottoMessenger *messenger, SottoPayment *payment, Person *person)
{
  person->n_to_verify++;
}

static gboolean
person_is_busy (Person *person)
{
  SottoMessenger *messenger = person->messenger;

  return messenger != NULL &&
         (messenger->writing || messenger->n_deriving > 0 ||
          (!g_queue_is_empty (&messenger->jobs) && messenger->retry_timer == 0));
}

static void
town_settle (Town *town)
{
  gboolean busy = TRUE;

  while (busy)
    {
      while (g_main_context_iteration (NULL, FALSE))
        ;
      busy = FALSE;
      for (guint i = 0; i < town->people->len; i++)
        busy = busy || person_is_busy (g_ptr_array_index (town->people, i));
      if (busy)
        g_main_context_iteration (NULL, TRUE);
    }
}

static void
person_free (Person *person)
{
  if (person->messenger != NULL)
    person_stop (person);
  g_clear_object (&person->transport);
  g_clear_object (&person->history);
  g_clear_object (&person->net_state);
  sotto_private_key_unref (person->identity);
  sotto_test_remove_folder (person->folder);
  g_ptr_array_unref (person->texts);
  g_free (person->installation_id);
  g_free (person);
}

Town *
town_new (guint64 seed)
{
  Town *town = g_new0 (Town, 1);

  g_test_message ("seed %" G_GUINT64_FORMAT, seed);
  town->clock = sotto_test_clock_new (G_GINT64_CONSTANT (1600000000) * G_USEC_PER_SEC);
  town->network = sotto_test_network_new (SOTTO_CLOCK (town->clock), seed);
  town->random = sotto_random_new_seeded (seed + 1);
  town->people = g_ptr_array_new_with_free_func ((GDestroyNotify) person_free);
  return town;
}

void
town_free (Town *town)
{
  g_ptr_array_unref (town->people);
  sotto_test_network_free (town->network);
  g_object_unref (town->random);
  g_object_unref (town->clock);
  g_free (town);
}

Person *
town_add_device (Town *town, SottoPrivateKey *identity, const char *installation_id)
{
  Person *person = g_new0 (Person, 1);

  person->town = town;
  person->identity = identity;
  person->installation_id = g_strdup (installation_id);
  person->folder = sotto_test_make_folder ();
  person->net_state = g_object_new (TEST_TYPE_NET_STATE, NULL);
  person->transport = sotto_test_network_add (town->network);
  person->history = sotto_test_history_new (SOTTO_CLOCK (town->clock),
                                            sotto_test_network_get_published (town->network));
  person->texts = g_ptr_array_new_with_free_func (g_free);
  person->store = sotto_test_store_new (person->folder, all_migrations ());
  g_ptr_array_add (town->people, person);
  return person;
}

Person *
town_add (Town *town)
{
  g_autofree char *installation_id = sotto_random_uuid (town->random);
  Person *person =
    town_add_device (town, sotto_private_key_generate (town->random), installation_id);

  person_start (person);
  return person;
}

gboolean
town_run (Town *town, Condition condition, gpointer user_data, guint limit_ms)
{
  for (guint passed = 0;; passed += 10)
    {
      town_settle (town);
      if (condition != NULL && condition (user_data))
        return TRUE;
      if (passed >= limit_ms)
        return FALSE;
      sotto_test_clock_advance (town->clock, 10);
    }
}

void
town_pass (Town *town, guint ms)
{
  town_run (town, NULL, NULL, ms);
}

void
person_connect (Person *person, gboolean connected)
{
  sotto_test_network_connect (person->town->network, person->transport, connected);
}

void
person_open_store (Person *person)
{
  person->store = sotto_test_store_new (person->folder, all_migrations ());
}

void
person_start (Person *person)
{
  g_autoptr (SottoSecureChannel) secure = NULL;
  g_autoptr (SottoMvds) mvds = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  SottoClock *clock = SOTTO_CLOCK (person->town->clock);
  SottoMessengerServices services = {
    .identity = person->identity,
    .transport = person->transport,
    .net_state = person->net_state,
    .history = SOTTO_HISTORY_SOURCE (person->history),
    .clock = clock,
    .random = person->town->random,
  };
  g_autoptr (GError) error = NULL;

  if (person->store == NULL)
    person_open_store (person);
  secure = sotto_secure_channel_new (person->identity, person->installation_id, clock,
                                     person->town->random);
  mvds = sotto_mvds_new (person_key (person), clock, person->town->random);
  services.store = person->store;
  services.secure = secure;
  services.mvds = mvds;
  person->messenger = sotto_messenger_new (&services);
  g_signal_connect (person->messenger, "message-received", G_CALLBACK (received_cb), person);
  g_signal_connect (person->messenger, "message-found", G_CALLBACK (found_cb), person);
  g_signal_connect (person->messenger, "payment-to-verify", G_CALLBACK (to_verify_cb), person);
  sotto_messenger_start_async (person->messenger, NULL, store_result_cb, &result);
  sotto_messenger_start_finish (person->messenger, wait_for (&result), &error);
  g_assert_no_error (error);
}

void
person_stop (Person *person)
{
  g_autoptr (GAsyncResult) result = NULL;

  sotto_messenger_stop_async (person->messenger, NULL, store_result_cb, &result);
  g_assert_true (sotto_messenger_stop_finish (person->messenger, wait_for (&result), NULL));
  while (person->messenger->n_deriving > 0)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&person->messenger);
  sotto_test_store_close (person->store);
  g_clear_object (&person->store);
}

void
person_die (Person *person)
{
  SottoMessenger *messenger = person->messenger;

  /* A transaction that runs ends, as one may before a kill; nothing else is begun. */
  while (messenger->writing || messenger->n_deriving > 0)
    {
      sotto_messenger_jobs_clear (messenger);
      g_main_context_iteration (NULL, TRUE);
    }
  g_clear_object (&person->messenger);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  sotto_test_store_close (person->store);
  g_clear_object (&person->store);
}

SottoChat *
person_join (Person *person, const char *channel)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  SottoChat *chat;

  sotto_messenger_join_channel_async (person->messenger, channel, NULL, store_result_cb, &result);
  chat = sotto_messenger_join_channel_finish (person->messenger, wait_for (&result), &error);
  g_assert_no_error (error);
  return chat;
}

SottoChat *
person_open (Person *person, Person *other)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  SottoChat *chat;

  sotto_messenger_start_direct_async (person->messenger, person_key (other), NULL, store_result_cb,
                                      &result);
  chat = sotto_messenger_start_direct_finish (person->messenger, wait_for (&result), &error);
  g_assert_no_error (error);
  return chat;
}

SottoMessage *
person_answer (Person *person, SottoChat *chat, const char *text, const char *to)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  SottoMessage *message;

  sotto_messenger_send_text_async (person->messenger, chat, text, to, NULL, store_result_cb,
                                   &result);
  message = sotto_messenger_send_text_finish (person->messenger, wait_for (&result), &error);
  g_assert_no_error (error);
  g_assert_nonnull (message);
  return message;
}

SottoMessage *
person_say (Person *person, SottoChat *chat, const char *text)
{
  return person_answer (person, chat, text, NULL);
}

void
person_settle (Person *person)
{
  town_settle (person->town);
}

const SottoPublicKey *
person_key (Person *person)
{
  return sotto_private_key_get_public (person->identity);
}

SottoMessageHistory *
person_history (Person *person, SottoChat *chat)
{
  SottoMessageHistory *history = sotto_messenger_open_history (person->messenger, chat);

  while (sotto_message_history_get_loading (history))
    g_main_context_iteration (NULL, TRUE);
  return history;
}

char *
person_texts (Person *person, SottoChat *chat)
{
  g_autoptr (SottoMessageHistory) history = person_history (person, chat);
  GString *texts = g_string_new (NULL);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (history));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SottoMessage) message = g_list_model_get_item (G_LIST_MODEL (history), i);

      g_string_append_printf (texts, "%s%s", i > 0 ? "|" : "", sotto_message_get_text (message));
    }
  return g_string_free (texts, FALSE);
}

typedef struct
{
  SottoMessage *message;
  SottoMessageState state;
  Person *person;
  guint n;
} Wanted;

static gboolean
has_state (gpointer user_data)
{
  Wanted *wanted = user_data;

  return sotto_message_get_state (wanted->message) == wanted->state;
}

static gboolean
has_received (gpointer user_data)
{
  Wanted *wanted = user_data;

  return wanted->person->n_received >= wanted->n;
}

gboolean
town_wait_state (Town *town, SottoMessage *message, SottoMessageState state, guint limit_ms)
{
  Wanted wanted = { .message = message, .state = state };

  return town_run (town, has_state, &wanted, limit_ms);
}

gboolean
town_wait_received (Town *town, Person *person, guint n, guint limit_ms)
{
  Wanted wanted = { .person = person, .n = n };

  return town_run (town, has_received, &wanted, limit_ms);
}

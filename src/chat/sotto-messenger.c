/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Everything about conversations: the object, its properties and signals, and what it hands out.
 * What it does is in the files sotto-messenger-*.c (main context) and sotto-engine-*.c (writer
 * thread).
 */

#include "sotto-history-sync-private.h"

#include "sotto-text.h"

G_DEFINE_FINAL_TYPE (SottoMessenger, sotto_messenger, G_TYPE_OBJECT)

enum
{
  PROP_HEALTHY = 1,
  PROP_TROUBLE,
  N_PROPERTIES,
};

enum
{
  SIGNAL_MESSAGE_RECEIVED,
  SIGNAL_MESSAGE_FOUND,
  SIGNAL_MESSAGE_CHANGED,
  SIGNAL_PAYMENT_CHANGED,
  SIGNAL_PAYMENT_TO_VERIFY,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

static void
history_gone_cb (gpointer user_data, GObject *gone)
{
  g_ptr_array_remove_fast (SOTTO_MESSENGER (user_data)->histories, gone);
}

static void
sotto_messenger_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SottoMessenger *self = SOTTO_MESSENGER (object);

  switch (id)
    {
    case PROP_HEALTHY:
      g_value_set_boolean (value, self->healthy);
      break;
    case PROP_TROUBLE:
      g_value_set_string (value, self->trouble);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sotto_messenger_dispose (GObject *object)
{
  SottoMessenger *self = SOTTO_MESSENGER (object);

  sotto_messenger_life_clear (self);
  for (guint i = 0; i < self->histories->len; i++)
    g_object_weak_unref (g_ptr_array_index (self->histories, i), history_gone_cb, self);
  g_ptr_array_set_size (self->histories, 0);
  if (self->clock != NULL)
    sotto_messenger_jobs_clear (self);
  if (self->history != NULL)
    g_object_run_dispose (G_OBJECT (self->history));
  g_clear_object (&self->transport);
  g_clear_object (&self->net_state);
  g_clear_object (&self->store);
  g_clear_object (&self->models);
  g_clear_object (&self->deriving);

  G_OBJECT_CLASS (sotto_messenger_parent_class)->dispose (object);
}

static void
sotto_messenger_finalize (GObject *object)
{
  SottoMessenger *self = SOTTO_MESSENGER (object);

  g_queue_clear_full (&self->without_key, (GDestroyNotify) sotto_subscription_unref);
  g_clear_pointer (&self->subscriptions, sotto_subscriptions_unref);
  g_hash_table_unref (self->wanted);
  g_hash_table_unref (self->in_flight);
  g_hash_table_unref (self->outbox);
  g_hash_table_unref (self->confirmed_early);
  g_hash_table_unref (self->drafts);
  g_clear_object (&self->history);
  g_ptr_array_unref (self->histories);
  g_ptr_array_unref (self->fresh);
  g_ptr_array_unref (self->received);
  g_ptr_array_unref (self->held);
  g_array_unref (self->leftovers);
  g_clear_pointer (&self->engine.identity, sotto_private_key_unref);
  g_clear_pointer (&self->engine.rate_limit, sotto_rate_limit_free);
  g_clear_object (&self->engine.secure);
  g_clear_object (&self->engine.mvds);
  g_clear_object (&self->engine.random);
  g_clear_object (&self->clock);
  g_free (self->trouble);

  G_OBJECT_CLASS (sotto_messenger_parent_class)->finalize (object);
}

static void
install_payment_signals (void)
{
  /**
   * SottoMessenger::payment-changed:
   * @self: the messenger
   * @payment: which
   *
   * A payment is new, or how far it got has changed, and that is stored.
   */
  signals[SIGNAL_PAYMENT_CHANGED] =
    g_signal_new ("payment-changed", SOTTO_TYPE_MESSENGER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, SOTTO_TYPE_PAYMENT);

  /**
   * SottoMessenger::payment-to-verify:
   * @self: the messenger
   * @payment: which; it lives as long as somebody holds it
   *
   * One of the two told of a transaction: our node is to be asked, until the verdict is final, and
   * sotto_messenger_payment_verdict_async () to be told. Emitted again at the next start for each
   * that is neither confirmed nor given up.
   */
  signals[SIGNAL_PAYMENT_TO_VERIFY] =
    g_signal_new ("payment-to-verify", SOTTO_TYPE_MESSENGER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, SOTTO_TYPE_PAYMENT);
}

static void
sotto_messenger_class_init (SottoMessengerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sotto_messenger_get_property;
  object_class->dispose = sotto_messenger_dispose;
  object_class->finalize = sotto_messenger_finalize;
  properties[PROP_HEALTHY] =
    g_param_spec_boolean ("healthy", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_TROUBLE] =
    g_param_spec_string ("trouble", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  /**
   * SottoMessenger::message-received:
   * @self: the messenger
   * @chat: where
   * @message: what
   *
   * Somebody wrote, and it is stored. Not emitted for what was known already.
   */
  signals[SIGNAL_MESSAGE_RECEIVED] =
    g_signal_new ("message-received", SOTTO_TYPE_MESSENGER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, SOTTO_TYPE_CHAT, SOTTO_TYPE_MESSAGE);

  /**
   * SottoMessenger::message-found:
   * @self: the messenger
   * @chat: where
   * @message: what
   *
   * Somebody wrote more than a few minutes ago, while we were away or before we were there, and it
   * is stored only now. Nobody waits to be told of it.
   */
  signals[SIGNAL_MESSAGE_FOUND] =
    g_signal_new ("message-found", SOTTO_TYPE_MESSENGER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, SOTTO_TYPE_CHAT, SOTTO_TYPE_MESSAGE);

  /**
   * SottoMessenger::message-changed:
   * @self: the messenger
   * @chat: where
   * @message: a message of ours
   *
   * How far one of our messages got has changed, and that is stored.
   */
  signals[SIGNAL_MESSAGE_CHANGED] =
    g_signal_new ("message-changed", SOTTO_TYPE_MESSENGER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, SOTTO_TYPE_CHAT, SOTTO_TYPE_MESSAGE);
  install_payment_signals ();
}

static void
sotto_messenger_init (SottoMessenger *self)
{
  self->healthy = TRUE;
  self->histories = g_ptr_array_new ();
  self->fresh = g_ptr_array_new_with_free_func (g_object_unref);
  self->received = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_received_payload_unref);
  self->held = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_received_payload_unref);
  self->leftovers = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->wanted = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                        (GDestroyNotify) sotto_subscription_unref);
  self->outbox = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL,
                                        (GDestroyNotify) sotto_outbox_entry_free);
  self->in_flight = g_hash_table_new (sotto_hash_hash, sotto_hash_equal);
  self->confirmed_early = g_hash_table_new_full (sotto_hash_hash, sotto_hash_equal,
                                                 (GDestroyNotify) sotto_hash_free, NULL);
  self->drafts =
    g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) sotto_edit_free);
  self->deriving = g_cancellable_new ();
}

/* For the rest of the layer. */

void
sotto_messenger_set_trouble (SottoMessenger *self, const char *trouble)
{
  gboolean healthy = trouble == NULL;

  if (sotto_set_string (&self->trouble, trouble))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TROUBLE]);
  if (self->healthy == healthy)
    return;

  self->healthy = healthy;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HEALTHY]);
}

void
sotto_messenger_emit_received (SottoMessenger *self, SottoChat *chat, SottoMessage *message)
{
  g_signal_emit (self, signals[SIGNAL_MESSAGE_RECEIVED], 0, chat, message);
}

void
sotto_messenger_emit_found (SottoMessenger *self, SottoChat *chat, SottoMessage *message)
{
  g_signal_emit (self, signals[SIGNAL_MESSAGE_FOUND], 0, chat, message);
}

void
sotto_messenger_emit_changed (SottoMessenger *self, SottoChat *chat, SottoMessage *message)
{
  g_signal_emit (self, signals[SIGNAL_MESSAGE_CHANGED], 0, chat, message);
}

void
sotto_messenger_emit_payment (SottoMessenger *self, SottoPayment *payment, gboolean told)
{
  g_signal_emit (self, signals[SIGNAL_PAYMENT_CHANGED], 0, payment);
  if (told)
    g_signal_emit (self, signals[SIGNAL_PAYMENT_TO_VERIFY], 0, payment);
}

/* Public, in the headers' order. */

/**
 * sotto_messenger_new:
 * @services: what it works with; all are referenced
 *
 * Returns: (transfer full): a messenger that does nothing until it is started
 */
SottoMessenger *
sotto_messenger_new (const SottoMessengerServices *services)
{
  SottoMessenger *self = g_object_new (SOTTO_TYPE_MESSENGER, NULL);
  const SottoPublicKey *key = sotto_private_key_get_public (services->identity);

  self->store = g_object_ref (services->store);
  self->transport = g_object_ref (services->transport);
  self->net_state = g_object_ref (services->net_state);
  self->clock = g_object_ref (services->clock);
  self->engine.identity = sotto_private_key_ref (services->identity);
  self->engine.self = *key;
  self->engine.secure = g_object_ref (services->secure);
  self->engine.mvds = g_object_ref (services->mvds);
  self->engine.clock = self->clock;
  self->engine.random = g_object_ref (services->random);
  self->engine.rate_limit = sotto_rate_limit_new ();
  self->models = sotto_models_new (key, services->clock);
  self->history =
    sotto_history_sync_new (self, services->history, services->clock, services->random);

  return self;
}

/**
 * sotto_messenger_get_chats:
 * @self: a messenger
 *
 * Returns: (transfer none): all chats
 */
SottoChatList *
sotto_messenger_get_chats (SottoMessenger *self)
{
  g_return_val_if_fail (SOTTO_IS_MESSENGER (self), NULL);

  return sotto_models_get_chats (self->models);
}

/**
 * sotto_messenger_get_contacts:
 * @self: a messenger
 *
 * Returns: (transfer none): all contacts
 */
SottoContactList *
sotto_messenger_get_contacts (SottoMessenger *self)
{
  g_return_val_if_fail (SOTTO_IS_MESSENGER (self), NULL);

  return sotto_models_get_contacts (self->models);
}

/**
 * sotto_messenger_get_self:
 * @self: a messenger
 *
 * Returns: (transfer none): our user
 */
SottoContact *
sotto_messenger_get_self (SottoMessenger *self)
{
  g_return_val_if_fail (SOTTO_IS_MESSENGER (self), NULL);

  return sotto_models_get_self (self->models);
}

/**
 * sotto_messenger_get_history_sync:
 * @self: a messenger
 *
 * Returns: (transfer none): what fetches messages that were missed
 */
SottoHistorySync *
sotto_messenger_get_history_sync (SottoMessenger *self)
{
  g_return_val_if_fail (SOTTO_IS_MESSENGER (self), NULL);

  return self->history;
}

/**
 * sotto_messenger_dup_contact:
 * @self: a messenger
 * @key: a chat key
 *
 * Returns: (transfer full): the person with this key, about whom nothing need be stored
 */
SottoContact *
sotto_messenger_dup_contact (SottoMessenger *self, const SottoPublicKey *key)
{
  g_return_val_if_fail (SOTTO_IS_MESSENGER (self), NULL);
  g_return_val_if_fail (key != NULL, NULL);

  return sotto_models_dup_contact (self->models, key);
}

/**
 * sotto_messenger_open_history:
 * @self: a messenger
 * @chat: one of its chats
 *
 * Returns: (transfer full): a live window over the conversation, which opens at its end
 */
SottoMessageHistory *
sotto_messenger_open_history (SottoMessenger *self, SottoChat *chat)
{
  SottoMessageHistory *history;

  g_return_val_if_fail (SOTTO_IS_MESSENGER (self), NULL);
  g_return_val_if_fail (SOTTO_IS_CHAT (chat), NULL);

  history = sotto_message_history_new (self->models, self->store, chat);
  g_ptr_array_add (self->histories, history);
  g_object_weak_ref (G_OBJECT (history), history_gone_cb, self);

  return history;
}

/**
 * sotto_messenger_get_healthy:
 * @self: a messenger
 *
 * Returns: whether the store takes what is written
 */
gboolean
sotto_messenger_get_healthy (SottoMessenger *self)
{
  g_return_val_if_fail (SOTTO_IS_MESSENGER (self), FALSE);

  return self->healthy;
}

/**
 * sotto_messenger_get_trouble:
 * @self: a messenger
 *
 * Returns: (transfer none) (nullable): a sentence for a person while it does not
 */
const char *
sotto_messenger_get_trouble (SottoMessenger *self)
{
  g_return_val_if_fail (SOTTO_IS_MESSENGER (self), NULL);

  return self->trouble;
}

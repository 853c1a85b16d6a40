/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-notifier.h"

#include <glib/gi18n.h>

#include "sotto-messenger-payments.h"
#include "sotto-notice-words.h"
#include "sotto-wallet-lookout.h"

/* What comes within this time is told of together, and how many chats are told of one by one. */
#define GATHER_MS 700
#define MANY_CHATS 3

#define LOOK_SECONDS 30

#define REQUEST_ID "request"
#define MANY_ID "messages"

/* What nobody has seen of a chat. */
typedef struct
{
  SottoChat *chat;
  SottoMessage *newest;
  guint n_messages;
  gboolean is_told;
  gboolean was_request;
} Unseen;

struct _SottoNotifier
{
  GObject parent_instance;

  GtkWindow *window;
  SottoSession *session;
  GSettings *settings;
  SottoChat *chat; /* (nullable): what the window shows */
  SottoWalletLookout *lookout;

  GHashTable *unseen;   /* (element-type utf8 Unseen): by the chat's id */
  GHashTable *payments; /* (element-type SottoPayment uint): the state it was last told of in */
  GPtrArray *incoming;  /* (element-type SottoPayment): which the accounts do not know of yet */
  GHashTable *shown;    /* (element-type utf8): ids of notifications */
  guint gathering;
};

G_DEFINE_FINAL_TYPE (SottoNotifier, sotto_notifier, G_TYPE_OBJECT)

static void
unseen_free (gpointer data)
{
  Unseen *unseen = data;

  g_object_unref (unseen->chat);
  g_object_unref (unseen->newest);
  g_free (unseen);
}

/* Showing. */

static GApplication *
get_application (SottoNotifier *self)
{
  return G_APPLICATION (gtk_window_get_application (self->window));
}

static SottoNoticeDetail
get_detail (SottoNotifier *self)
{
  g_autofree char *detail = g_settings_get_string (self->settings, "notification-detail");

  if (g_str_equal (detail, "content"))
    return SOTTO_NOTICE_DETAIL_CONTENT;
  return g_str_equal (detail, "sender") ? SOTTO_NOTICE_DETAIL_SENDER : SOTTO_NOTICE_DETAIL_NOTHING;
}

/* One with the same id takes the place of the one before. */
static void
show (SottoNotifier *self, const char *id, GNotification *notification)
{
  GApplication *application = get_application (self);

  if (application == NULL)
    return;
  g_hash_table_add (self->shown, g_strdup (id));
  g_application_send_notification (application, id, notification);
}

static void
take_back (SottoNotifier *self, const char *id)
{
  GApplication *application = get_application (self);

  if (g_hash_table_remove (self->shown, id) && application != NULL)
    g_application_withdraw_notification (application, id);
}

static gboolean
is_looked_at (SottoNotifier *self, const char *chat_id)
{
  return gtk_window_is_active (self->window) && self->chat != NULL &&
         g_str_equal (sotto_chat_get_id (self->chat), chat_id);
}

static char *
make_chat_id (const char *chat_id)
{
  return g_strconcat ("chat-", chat_id, NULL);
}

static char *
make_payment_id (SottoPayment *payment)
{
  return g_strconcat ("payment-", sotto_payment_get_id (payment), NULL);
}

static void
lead_to_chat (GNotification *notification, const char *chat_id)
{
  g_notification_set_default_action_and_target (notification, "app.show-chat", "s", chat_id);
}

/* Messages. */

static void
tell_chat (SottoNotifier *self, Unseen *unseen)
{
  const char *chat_id = sotto_chat_get_id (unseen->chat);
  g_autofree char *id = make_chat_id (chat_id);
  g_autoptr (GNotification) notification = NULL;

  if (sotto_chat_get_is_request (unseen->chat))
    {
      unseen->was_request = TRUE;
      notification = sotto_notice_words_request ();
      lead_to_chat (notification, chat_id);
      show (self, REQUEST_ID, notification);
      return;
    }
  notification = sotto_notice_words_messages (unseen->chat, unseen->newest, unseen->n_messages,
                                              get_detail (self));
  lead_to_chat (notification, chat_id);
  g_notification_add_button_with_target (notification, _ ("Reply"), "app.show-chat", "s", chat_id);
  g_notification_add_button_with_target (notification, _ ("Mark as Read"), "app.read-chat", "s",
                                         chat_id);
  show (self, id, notification);
}

static void
tell_many (SottoNotifier *self, GPtrArray *fresh)
{
  g_autoptr (GNotification) notification = NULL;
  guint n_messages = 0;

  for (guint i = 0; i < fresh->len; i++)
    n_messages += ((Unseen *) g_ptr_array_index (fresh, i))->n_messages;
  notification = sotto_notice_words_many (n_messages, fresh->len);
  lead_to_chat (notification, "");
  show (self, MANY_ID, notification);
}

static gboolean
gathered_cb (gpointer user_data)
{
  SottoNotifier *self = user_data;
  g_autoptr (GPtrArray) fresh = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer value;

  self->gathering = 0;
  g_hash_table_iter_init (&iter, self->unseen);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Unseen *unseen = value;

      if (!unseen->is_told)
        g_ptr_array_add (fresh, unseen);
      unseen->is_told = TRUE;
    }
  if (fresh->len > MANY_CHATS)
    tell_many (self, fresh);
  else
    for (guint i = 0; i < fresh->len; i++)
      tell_chat (self, g_ptr_array_index (fresh, i));
  return G_SOURCE_REMOVE;
}

/* Takes back what was told of a chat: somebody has seen it. */
static void
forget_chat (SottoNotifier *self, const char *chat_id)
{
  g_autofree char *id = make_chat_id (chat_id);
  Unseen *unseen = g_hash_table_lookup (self->unseen, chat_id);

  if (unseen == NULL)
    return;
  if (unseen->was_request)
    take_back (self, REQUEST_ID);
  take_back (self, id);
  g_hash_table_remove (self->unseen, chat_id);
  if (g_hash_table_size (self->unseen) == 0)
    take_back (self, MANY_ID);
}

/* The handler stays with the chat: there is one, however often something comes. */
static void
unread_changed_cb (SottoChat *chat, GParamSpec *property, SottoNotifier *self)
{
  g_autofree char *chat_id = NULL;

  if (sotto_chat_get_unread_count (chat) > 0)
    return;
  chat_id = g_strdup (sotto_chat_get_id (chat));
  forget_chat (self, chat_id);
}

static Unseen *
get_unseen (SottoNotifier *self, SottoChat *chat, SottoMessage *message)
{
  Unseen *unseen = g_hash_table_lookup (self->unseen, sotto_chat_get_id (chat));

  if (unseen == NULL)
    {
      unseen = g_new0 (Unseen, 1);
      unseen->chat = g_object_ref (chat);
      g_hash_table_insert (self->unseen, g_strdup (sotto_chat_get_id (chat)), unseen);
      g_signal_handlers_disconnect_by_func (chat, unread_changed_cb, self);
      g_signal_connect_object (chat, "notify::unread-count", G_CALLBACK (unread_changed_cb), self,
                               0);
    }
  g_set_object (&unseen->newest, message);
  return unseen;
}

/* Channels are for whoever looks. */
static gboolean
is_wanted (SottoNotifier *self, SottoChat *chat, SottoMessage *message)
{
  if (sotto_message_is_outgoing (message) || !sotto_message_is_unread (message) ||
      sotto_chat_get_muted (chat) || sotto_chat_get_kind (chat) == SOTTO_CHAT_KIND_PUBLIC ||
      is_looked_at (self, sotto_chat_get_id (chat)))
    return FALSE;
  return g_settings_get_boolean (
    self->settings, sotto_chat_get_is_request (chat) ? "notify-requests" : "notify-messages");
}

static void
message_cb (SottoMessenger *messenger, SottoChat *chat, SottoMessage *message, SottoNotifier *self)
{
  Unseen *unseen;

  if (!is_wanted (self, chat, message))
    return;
  unseen = get_unseen (self, chat, message);
  unseen->n_messages++;
  unseen->is_told = FALSE;
  if (self->gathering == 0)
    self->gathering = g_timeout_add (GATHER_MS, gathered_cb, self);
}

/* Money. */

/* Once when it is in a block, once when it is final; whatever only a command says is no money. */
static gboolean
is_news (SottoNotifier *self, SottoPayment *payment)
{
  SottoPaymentState state = sotto_payment_get_state (payment);
  SottoPaymentState told = GPOINTER_TO_UINT (g_hash_table_lookup (self->payments, payment));

  if (sotto_payment_is_outgoing (payment) || !sotto_payment_is_verified (payment) || state == told)
    return FALSE;
  return state == SOTTO_PAYMENT_STATE_CONFIRMED ||
         (state == SOTTO_PAYMENT_STATE_PENDING && sotto_payment_get_confirmations (payment) > 0);
}

static void
payment_cb (SottoMessenger *messenger, SottoPayment *payment, SottoNotifier *self)
{
  const char *chat_id = sotto_payment_get_chat_id (payment);
  SottoChat *chat = sotto_chat_list_lookup (sotto_messenger_get_chats (messenger), chat_id);
  g_autofree char *id = make_payment_id (payment);
  g_autoptr (GNotification) notification = NULL;

  if (!is_news (self, payment))
    return;
  if (!g_hash_table_contains (self->payments, payment))
    g_ptr_array_add (self->incoming, g_object_ref (payment));
  g_hash_table_insert (self->payments, g_object_ref (payment),
                       GUINT_TO_POINTER (sotto_payment_get_state (payment)));
  if (is_looked_at (self, chat_id) || !g_settings_get_boolean (self->settings, "notify-money"))
    {
      take_back (self, id);
      return;
    }
  /* Of strangers nothing is said but that money came. */
  if (chat != NULL && sotto_chat_get_is_request (chat))
    chat = NULL;
  notification = sotto_notice_words_payment (chat, payment, get_detail (self));
  lead_to_chat (notification, chat_id);
  show (self, id, notification);
}

/* Of a coin only the sum is known. */
static gboolean
is_same (SottoPayment *payment, const SottoWalletArrival *arrival)
{
  const char *hash = sotto_payment_get_transaction_hash (payment);
  const char *address = sotto_payment_get_address (payment);
  char amount[SOTTO_U256_DECIMAL_SIZE];
  g_autofree char *digits = NULL;

  if (address == NULL ||
      g_ascii_strcasecmp (address, sotto_wallet_account_get_address (arrival->account)) != 0 ||
      sotto_payment_get_chain_id (payment) != sotto_wallet_network_get_chain_id (arrival->network))
    return FALSE;
  if (arrival->transaction != NULL)
    {
      digits = sotto_hash_to_hex (arrival->transaction);
      return hash != NULL && g_str_equal (hash + 2, digits);
    }
  sotto_u256_to_decimal (&arrival->amount, amount);
  return sotto_payment_get_contract (payment) == NULL &&
         g_strcmp0 (sotto_payment_get_amount (payment), amount) == 0;
}

/* Whether a chat told of it already. */
static gboolean
take_incoming (SottoNotifier *self, const SottoWalletArrival *arrival)
{
  for (guint i = 0; i < self->incoming->len; i++)
    if (is_same (g_ptr_array_index (self->incoming, i), arrival))
      {
        g_ptr_array_remove_index (self->incoming, i);
        return TRUE;
      }
  return FALSE;
}

static void
arrived_cb (SottoWalletLookout *lookout, const SottoWalletArrival *arrival, SottoNotifier *self)
{
  g_autoptr (GNotification) notification = NULL;
  g_autofree char *id = NULL;

  if (take_incoming (self, arrival))
    return;
  /* One for each account: a thousand transfers of nothing much are no thousand notifications. */
  id =
    g_strdup_printf ("account-%" G_GINT64_FORMAT, sotto_wallet_account_get_id (arrival->account));
  notification = sotto_notice_words_arrival (arrival, get_detail (self));
  g_notification_set_default_action (notification, "app.show-wallet");
  show (self, id, notification);
}

/* Nobody is asked for the sake of notifications that nobody wants. */
static void
money_changed_cb (SottoNotifier *self)
{
  gboolean is_wanted = g_settings_get_boolean (self->settings, "notify-money");

  if (!is_wanted && self->lookout != NULL)
    {
      sotto_wallet_lookout_stop (self->lookout);
      g_clear_object (&self->lookout);
    }
  else if (is_wanted && self->lookout == NULL)
    {
      self->lookout =
        sotto_wallet_lookout_new (sotto_session_get_wallet (self->session), LOOK_SECONDS);
      g_signal_connect_object (self->lookout, "arrived", G_CALLBACK (arrived_cb), self, 0);
    }
}

static void
take_back_payments (SottoNotifier *self, const char *chat_id)
{
  GHashTableIter iter;
  gpointer payment;

  g_hash_table_iter_init (&iter, self->payments);
  while (g_hash_table_iter_next (&iter, &payment, NULL))
    {
      g_autofree char *id = make_payment_id (payment);

      if (g_str_equal (sotto_payment_get_chat_id (payment), chat_id))
        take_back (self, id);
    }
}

/* Life. */

static void
looked_cb (SottoNotifier *self)
{
  if (self->chat == NULL || !gtk_window_is_active (self->window))
    return;
  forget_chat (self, sotto_chat_get_id (self->chat));
  take_back_payments (self, sotto_chat_get_id (self->chat));
}

static void
sotto_notifier_dispose (GObject *object)
{
  SottoNotifier *self = SOTTO_NOTIFIER (object);

  sotto_notifier_stop (self);
  g_clear_object (&self->chat);
  g_clear_object (&self->session);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (sotto_notifier_parent_class)->dispose (object);
}

static void
sotto_notifier_finalize (GObject *object)
{
  SottoNotifier *self = SOTTO_NOTIFIER (object);

  g_hash_table_unref (self->unseen);
  g_hash_table_unref (self->payments);
  g_hash_table_unref (self->shown);
  g_ptr_array_unref (self->incoming);
  G_OBJECT_CLASS (sotto_notifier_parent_class)->finalize (object);
}

static void
sotto_notifier_class_init (SottoNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sotto_notifier_dispose;
  G_OBJECT_CLASS (klass)->finalize = sotto_notifier_finalize;
}

static void
sotto_notifier_init (SottoNotifier *self)
{
  self->unseen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, unseen_free);
  self->payments = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->incoming = g_ptr_array_new_with_free_func (g_object_unref);
}

/* Public, in the header's order. */

SottoNotifier *
sotto_notifier_new (GtkWindow *window, SottoSession *session, GSettings *settings)
{
  SottoNotifier *self;
  SottoMessenger *messenger;

  g_return_val_if_fail (GTK_IS_WINDOW (window) && SOTTO_IS_SESSION (session), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (SOTTO_TYPE_NOTIFIER, NULL);
  self->window = window;
  self->session = g_object_ref (session);
  self->settings = g_object_ref (settings);
  messenger = sotto_session_get_messenger (session);
  g_signal_connect_object (messenger, "message-received", G_CALLBACK (message_cb), self, 0);
  g_signal_connect_object (messenger, "message-found", G_CALLBACK (message_cb), self, 0);
  g_signal_connect_object (messenger, "payment-changed", G_CALLBACK (payment_cb), self, 0);
  g_signal_connect_object (settings, "changed::notify-money", G_CALLBACK (money_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "notify::is-active", G_CALLBACK (looked_cb), self,
                           G_CONNECT_SWAPPED);
  money_changed_cb (self);
  return self;
}

void
sotto_notifier_set_chat (SottoNotifier *self, SottoChat *chat)
{
  g_return_if_fail (SOTTO_IS_NOTIFIER (self));

  g_set_object (&self->chat, chat);
  looked_cb (self);
}

void
sotto_notifier_stop (SottoNotifier *self)
{
  g_autofree char **ids = NULL;

  g_return_if_fail (SOTTO_IS_NOTIFIER (self));

  g_clear_handle_id (&self->gathering, g_source_remove);
  if (self->lookout != NULL)
    sotto_wallet_lookout_stop (self->lookout);
  g_clear_object (&self->lookout);
  ids = (char **) g_hash_table_get_keys_as_array (self->shown, NULL);
  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autofree char *id = g_strdup (ids[i]);

      take_back (self, id);
    }
  g_hash_table_remove_all (self->unseen);
}

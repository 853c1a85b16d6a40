/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-recipient-row.h"

#include <glib/gi18n.h>
#include <string.h>

#include "sotto-amount-text.h"
#include "sotto-wallet-recipients.h"

/* How many of those one sent to before are offered. */
#define N_RECENT 20

typedef struct
{
  guint8 address[SOTTO_ADDRESS_LENGTH];
  char *label;
} Known;

struct _SottoRecipientRow
{
  AdwEntryRow parent_instance;

  SottoSession *session;
  GCancellable *cancellable;
  GPtrArray *known; /* element-type Known */

  GtkMenuButton *button;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (SottoRecipientRow, sotto_recipient_row, ADW_TYPE_ENTRY_ROW)

static void
known_free (gpointer data)
{
  Known *known = data;

  g_free (known->label);
  g_free (known);
}

static const Known *
find_known (SottoRecipientRow *self, const guint8 *address)
{
  for (guint i = 0; i < self->known->len; i++)
    {
      const Known *known = g_ptr_array_index (self->known, i);

      if (memcmp (known->address, address, SOTTO_ADDRESS_LENGTH) == 0)
        return known;
    }
  return NULL;
}

static void
chosen_cb (SottoRecipientRow *self, GtkListBoxRow *row)
{
  gtk_menu_button_popdown (self->button);
  gtk_editable_set_text (GTK_EDITABLE (self), g_object_get_data (G_OBJECT (row), "address"));
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

/* The first that is known of an address stays. */
static void
add_known (SottoRecipientRow *self, const guint8 *address, const char *label)
{
  g_autofree char *text = sotto_address_to_string (address);
  g_autofree char *grouped = sotto_amount_text_address (text);
  GtkWidget *row;
  Known *known;

  if (find_known (self, address) != NULL)
    return;
  known = g_new0 (Known, 1);
  memcpy (known->address, address, SOTTO_ADDRESS_LENGTH);
  known->label = g_strdup (label);
  g_ptr_array_add (self->known, known);
  row = adw_action_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), label);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), grouped);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "address", g_steal_pointer (&text), g_free);
  gtk_list_box_append (self->list, row);
  gtk_widget_set_visible (GTK_WIDGET (self->button), TRUE);
}

static SottoChat *
find_chat (SottoRecipientRow *self, const char *id)
{
  GListModel *chats =
    G_LIST_MODEL (sotto_messenger_get_chats (sotto_session_get_messenger (self->session)));

  for (guint i = 0; i < g_list_model_get_n_items (chats); i++)
    {
      /* The list keeps it. */
      g_autoptr (SottoChat) chat = g_list_model_get_item (chats, i);

      if (g_str_equal (sotto_chat_get_id (chat), id))
        return chat;
    }
  return NULL;
}

static void
add_accounts (SottoRecipientRow *self)
{
  GListModel *accounts = sotto_wallet_get_accounts (sotto_session_get_wallet (self->session));

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (SottoWalletAccount) account = g_list_model_get_item (accounts, i);
      /* Translators: the name of an account of the user's own. */
      g_autofree char *label =
        g_strdup_printf (_ ("%s, your own account"), sotto_wallet_account_get_name (account));

      if (!sotto_wallet_account_get_hidden (account))
        add_known (self, sotto_wallet_account_get_address_bytes (account), label);
    }
}

static void
recent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoRecipientRow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) recipients =
    sotto_wallet_load_recipients_finish (SOTTO_WALLET (source), result, &error);

  if (self->session == NULL)
    return;
  if (recipients == NULL)
    g_message ("Recipients could not be read: %s", error->message);
  for (guint i = 0; recipients != NULL && i < recipients->len; i++)
    {
      const SottoWalletRecipient *recipient = g_ptr_array_index (recipients, i);

      add_known (self, recipient->address,
                 recipient->name != NULL ? recipient->name : _ ("Sent to before"));
    }
}

/* Where the other one of a payment was paid, or paid from: the newest first. */
static void
add_payment (SottoRecipientRow *self, SottoPayment *payment)
{
  const char *address = sotto_payment_is_outgoing (payment)   ? sotto_payment_get_address (payment)
                        : sotto_payment_is_verified (payment) ? sotto_payment_get_payer (payment)
                                                              : NULL;
  SottoChat *chat = find_chat (self, sotto_payment_get_chat_id (payment));
  guint8 bytes[SOTTO_ADDRESS_LENGTH];

  if (address != NULL && chat != NULL && sotto_address_parse (address, bytes, NULL))
    add_known (self, bytes, sotto_chat_get_name (chat));
}

static void
payments_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoRecipientRow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) payments =
    sotto_messenger_load_payments_finish (SOTTO_MESSENGER (source), result, &error);

  if (self->session == NULL)
    return;
  if (payments == NULL)
    g_message ("Payments could not be read: %s", error->message);
  for (guint i = payments != NULL ? payments->len : 0; i > 0; i--)
    add_payment (self, g_ptr_array_index (payments, i - 1));
  add_accounts (self);
  sotto_wallet_load_recipients_async (sotto_session_get_wallet (self->session), N_RECENT,
                                      self->cancellable, recent_cb, g_object_ref (self));
}

/* Reading what was typed. */

static void
named_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  SottoWalletName *name = sotto_wallet_find_name_finish (SOTTO_WALLET (source), result, &error);

  if (name != NULL)
    g_task_return_pointer (task, name, (GDestroyNotify) sotto_wallet_name_free);
  else
    g_task_return_error (task, error);
}

static void
return_address (GTask *task, const char *text)
{
  g_autoptr (SottoWalletName) name = g_new0 (SottoWalletName, 1);
  GError *error = NULL;

  if (sotto_address_parse (text, name->address, &error))
    g_task_return_pointer (task, g_steal_pointer (&name), (GDestroyNotify) sotto_wallet_name_free);
  else
    g_task_return_error (task, error);
}

static void
sotto_recipient_row_dispose (GObject *object)
{
  SottoRecipientRow *self = SOTTO_RECIPIENT_ROW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (sotto_recipient_row_parent_class)->dispose (object);
}

static void
sotto_recipient_row_finalize (GObject *object)
{
  SottoRecipientRow *self = SOTTO_RECIPIENT_ROW (object);

  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->known);
  G_OBJECT_CLASS (sotto_recipient_row_parent_class)->finalize (object);
}

static void
sotto_recipient_row_class_init (SottoRecipientRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sotto_recipient_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = sotto_recipient_row_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/im/sotto/Sotto/ui/recipient-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SottoRecipientRow, button);
  gtk_widget_class_bind_template_child (widget_class, SottoRecipientRow, list);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
}

static void
sotto_recipient_row_init (SottoRecipientRow *self)
{
  self->cancellable = g_cancellable_new ();
  self->known = g_ptr_array_new_with_free_func (known_free);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Public, in the header's order. */

void
sotto_recipient_row_set_session (SottoRecipientRow *self, SottoSession *session)
{
  g_return_if_fail (SOTTO_IS_RECIPIENT_ROW (self) && self->session == NULL);

  self->session = g_object_ref (session);
  sotto_messenger_load_payments_async (sotto_session_get_messenger (session), NULL,
                                       self->cancellable, payments_cb, g_object_ref (self));
}

const char *
sotto_recipient_row_get_label (SottoRecipientRow *self, const guint8 address[SOTTO_ADDRESS_LENGTH])
{
  const Known *known;

  g_return_val_if_fail (SOTTO_IS_RECIPIENT_ROW (self), NULL);

  known = find_known (self, address);
  return known != NULL ? known->label : NULL;
}

void
sotto_recipient_row_find_async (SottoRecipientRow *self,
                                SottoWalletNetwork *network,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autofree char *text = NULL;
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SOTTO_IS_RECIPIENT_ROW (self) && self->session != NULL);

  text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self))));
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_recipient_row_find_async);
  if (strchr (text, '.') != NULL)
    sotto_wallet_find_name_async (sotto_session_get_wallet (self->session), text, network,
                                  cancellable, named_cb, g_object_ref (task));
  else
    return_address (task, text);
}

SottoWalletName *
sotto_recipient_row_find_finish (SottoRecipientRow *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

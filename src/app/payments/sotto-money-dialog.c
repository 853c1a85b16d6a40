/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-money-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "sotto-amount-text.h"
#include "sotto-amount.h"
#include "sotto-coin-list.h"
#include "sotto-payment-link.h"
#include "sotto-send-window.h"
#include "sotto-wallet-text.h"

struct _SottoMoneyDialog
{
  AdwWindow parent_instance;

  SottoSession *session;
  SottoChat *chat;
  SottoWalletNetwork *network;
  gboolean requests;

  AdwEntryRow *amount;
  AdwComboRow *coins;
  AdwComboRow *accounts;
  AdwComboRow *recipients;
  GtkLabel *hint;
  GtkLabel *error;
  GtkButton *ask;
};

G_DEFINE_FINAL_TYPE (SottoMoneyDialog, sotto_money_dialog, ADW_TYPE_WINDOW)

static void
show_error (SottoMoneyDialog *self, const char *text)
{
  gtk_label_set_text (self->error, text);
  gtk_widget_set_visible (GTK_WIDGET (self->error), text[0] != '\0');
  gtk_widget_set_sensitive (GTK_WIDGET (self->ask), TRUE);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoMoneyDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoMessage) message =
    sotto_messenger_pay_finish (SOTTO_MESSENGER (source), result, &error);

  if (message == NULL)
    show_error (self, error->message);
  else
    gtk_window_destroy (GTK_WINDOW (self));
}

/* Where to: an address that the other shared in this chat before, or NULL, which is asked for. */
static const guint8 *
get_recipient (SottoMoneyDialog *self)
{
  GObject *item = adw_combo_row_get_selected_item (self->recipients);

  return !self->requests && item != NULL ? g_object_get_data (item, "address") : NULL;
}

static void
recipient_cb (SottoMoneyDialog *self)
{
  gboolean is_known = get_recipient (self) != NULL;

  gtk_button_set_label (self->ask, is_known ? _ ("_Review") : _ ("_Ask"));
  gtk_label_set_text (
    self->hint, self->requests ? _ ("The other person learns the address of this account.")
                : is_known
                  ? _ ("The other person is told once the network has it.")
                  : _ ("The other person is asked for an address first. Nothing is paid yet."));
}

static void
add_recipient (SottoMoneyDialog *self, GtkStringList *names, const char *text)
{
  g_autofree char *ends = sotto_wallet_text_short (text);
  g_autoptr (GObject) item = NULL;
  guint8 address[SOTTO_ADDRESS_LENGTH];

  if (!sotto_address_parse (text, address, NULL))
    return;
  for (guint i = 1; i < g_list_model_get_n_items (G_LIST_MODEL (names)); i++)
    {
      g_autoptr (GObject) other = g_list_model_get_item (G_LIST_MODEL (names), i);

      if (memcmp (g_object_get_data (other, "address"), address, sizeof address) == 0)
        return;
    }
  gtk_string_list_append (names, ends);
  item = g_list_model_get_item (G_LIST_MODEL (names),
                                g_list_model_get_n_items (G_LIST_MODEL (names)) - 1);
  g_object_set_data_full (item, "address", g_memdup2 (address, sizeof address), g_free);
}

/* The newest first. */
static void
payments_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoMoneyDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) payments =
    sotto_messenger_load_payments_finish (SOTTO_MESSENGER (source), result, &error);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  if (payments == NULL || self->chat == NULL)
    return;
  gtk_string_list_append (names, _ ("An address that is asked for"));
  for (guint i = payments->len; i > 0; i--)
    {
      SottoPayment *payment = g_ptr_array_index (payments, i - 1);

      if (sotto_payment_is_outgoing (payment) && sotto_payment_get_address (payment) != NULL)
        add_recipient (self, names, sotto_payment_get_address (payment));
    }
  adw_combo_row_set_model (self->recipients, G_LIST_MODEL (names));
  gtk_widget_set_visible (GTK_WIDGET (self->recipients),
                          g_list_model_get_n_items (G_LIST_MODEL (names)) > 1);
}

/* Nobody has to ask for what is going to be paid at once. */
static void
review (SottoMoneyDialog *self, const guint8 *recipient, const SottoU256 *amount)
{
  SottoWalletToken *token =
    sotto_coin_list_get_token (adw_combo_row_get_selected_item (self->coins));
  g_autofree char *link =
    sotto_payment_link_format (SOTTO_PAYMENT_CHAIN, recipient, amount,
                               token != NULL ? sotto_wallet_token_get_address_bytes (token) : NULL);
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  gtk_window_present (
    GTK_WINDOW (sotto_send_window_new_for_chat (parent, self->session, self->chat, link)));
  gtk_window_destroy (GTK_WINDOW (self));
}

static gboolean
read_amount (SottoMoneyDialog *self, SottoU256 *amount, GError **error)
{
  gpointer coin = adw_combo_row_get_selected_item (self->coins);

  return sotto_amount_parse (
    gtk_editable_get_text (GTK_EDITABLE (self->amount)), sotto_amount_text_get_separator (),
    (guint8) sotto_coin_list_get_decimals (coin, self->network), amount, error);
}

/* By a message in the chat. */
static void
ask (SottoMoneyDialog *self, const SottoU256 *amount)
{
  SottoMessenger *messenger = sotto_session_get_messenger (self->session);
  SottoWalletToken *token =
    sotto_coin_list_get_token (adw_combo_row_get_selected_item (self->coins));
  SottoWalletAccount *account = adw_combo_row_get_selected_item (self->accounts);
  g_autofree char *contract =
    token != NULL ? g_ascii_strdown (sotto_wallet_token_get_address (token), -1) : NULL;
  char digits[SOTTO_U256_DECIMAL_SIZE];

  sotto_u256_to_decimal (amount, digits);
  gtk_widget_set_sensitive (GTK_WIDGET (self->ask), FALSE);
  if (self->requests)
    sotto_messenger_ask_payment_async (messenger, self->chat,
                                       sotto_wallet_account_get_address (account), digits, contract,
                                       NULL, asked_cb, g_object_ref (self));
  else
    sotto_messenger_ask_address_async (messenger, self->chat, digits, contract, NULL, asked_cb,
                                       g_object_ref (self));
}

static void
ask_cb (SottoMoneyDialog *self)
{
  const guint8 *recipient = get_recipient (self);
  g_autoptr (GError) error = NULL;
  SottoU256 amount;

  if (!gtk_widget_get_sensitive (GTK_WIDGET (self->ask)))
    return;
  if (self->requests && adw_combo_row_get_selected_item (self->accounts) == NULL)
    show_error (self, _ ("There is no account that could be paid: all of them are hidden."));
  else if (!read_amount (self, &amount, &error))
    show_error (self, error->message);
  else if (recipient != NULL)
    review (self, recipient, &amount);
  else
    ask (self, &amount);
}

static void
sotto_money_dialog_dispose (GObject *object)
{
  SottoMoneyDialog *self = SOTTO_MONEY_DIALOG (object);

  g_clear_object (&self->session);
  g_clear_object (&self->chat);
  G_OBJECT_CLASS (sotto_money_dialog_parent_class)->dispose (object);
}

static void
sotto_money_dialog_class_init (SottoMoneyDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sotto_money_dialog_dispose;
  g_type_ensure (SOTTO_TYPE_WALLET_ACCOUNT);
  gtk_widget_class_set_template_from_resource (widget_class, "/im/sotto/Sotto/ui/money-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SottoMoneyDialog, amount);
  gtk_widget_class_bind_template_child (widget_class, SottoMoneyDialog, coins);
  gtk_widget_class_bind_template_child (widget_class, SottoMoneyDialog, accounts);
  gtk_widget_class_bind_template_child (widget_class, SottoMoneyDialog, recipients);
  gtk_widget_class_bind_template_child (widget_class, SottoMoneyDialog, hint);
  gtk_widget_class_bind_template_child (widget_class, SottoMoneyDialog, error);
  gtk_widget_class_bind_template_child (widget_class, SottoMoneyDialog, ask);
  gtk_widget_class_bind_template_callback (widget_class, ask_cb);
  gtk_widget_class_bind_template_callback (widget_class, recipient_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
sotto_money_dialog_init (SottoMoneyDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sotto_money_dialog_new (GtkWindow *parent,
                        SottoSession *session,
                        SottoChat *chat,
                        gboolean requests)
{
  SottoWallet *wallet = sotto_session_get_wallet (session);
  SottoMoneyDialog *self =
    g_object_new (SOTTO_TYPE_MONEY_DIALOG, "transient-for", parent, "modal", TRUE, "title",
                  requests ? _ ("Request Money") : _ ("Send Money"), NULL);
  g_autoptr (GListModel) accounts = sotto_account_list_new (wallet, FALSE);
  g_autoptr (GListModel) coins = NULL;

  self->session = g_object_ref (session);
  self->chat = g_object_ref (chat);
  self->requests = requests;
  self->network = sotto_wallet_find_network (wallet, SOTTO_PAYMENT_CHAIN);
  coins = sotto_coin_list_new (wallet, self->network);
  adw_combo_row_set_model (self->coins, coins);
  adw_combo_row_set_model (self->accounts, accounts);
  gtk_widget_set_visible (GTK_WIDGET (self->accounts), requests);
  recipient_cb (self);
  if (!requests)
    sotto_messenger_load_payments_async (sotto_session_get_messenger (session), chat, NULL,
                                         payments_cb, g_object_ref (self));
  return GTK_WIDGET (self);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-money-dialog.h"

#include <glib/gi18n.h>

#include "sotto-amount-text.h"
#include "sotto-amount.h"
#include "sotto-coin-list.h"

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

static gboolean
read_amount (SottoMoneyDialog *self, char text[SOTTO_U256_DECIMAL_SIZE], GError **error)
{
  gpointer coin = adw_combo_row_get_selected_item (self->coins);
  SottoU256 amount;

  if (!sotto_amount_parse (
        gtk_editable_get_text (GTK_EDITABLE (self->amount)), sotto_amount_text_get_separator (),
        (guint8) sotto_coin_list_get_decimals (coin, self->network), &amount, error))
    return FALSE;
  sotto_u256_to_decimal (&amount, text);
  return TRUE;
}

static void
ask_cb (SottoMoneyDialog *self)
{
  SottoMessenger *messenger = sotto_session_get_messenger (self->session);
  SottoWalletToken *token =
    sotto_coin_list_get_token (adw_combo_row_get_selected_item (self->coins));
  SottoWalletAccount *account = adw_combo_row_get_selected_item (self->accounts);
  g_autofree char *contract =
    token != NULL ? g_ascii_strdown (sotto_wallet_token_get_address (token), -1) : NULL;
  g_autoptr (GError) error = NULL;
  char amount[SOTTO_U256_DECIMAL_SIZE];

  if (!gtk_widget_get_sensitive (GTK_WIDGET (self->ask)))
    return;
  if (self->requests && account == NULL)
    {
      show_error (self, _ ("There is no account that could be paid: all of them are hidden."));
      return;
    }
  if (!read_amount (self, amount, &error))
    {
      show_error (self, error->message);
      return;
    }
  gtk_widget_set_sensitive (GTK_WIDGET (self->ask), FALSE);
  if (self->requests)
    sotto_messenger_ask_payment_async (messenger, self->chat,
                                       sotto_wallet_account_get_address (account), amount, contract,
                                       NULL, asked_cb, g_object_ref (self));
  else
    sotto_messenger_ask_address_async (messenger, self->chat, amount, contract, NULL, asked_cb,
                                       g_object_ref (self));
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
  gtk_widget_class_bind_template_child (widget_class, SottoMoneyDialog, hint);
  gtk_widget_class_bind_template_child (widget_class, SottoMoneyDialog, error);
  gtk_widget_class_bind_template_child (widget_class, SottoMoneyDialog, ask);
  gtk_widget_class_bind_template_callback (widget_class, ask_cb);
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
  gtk_label_set_text (
    self->hint, requests
                  ? _ ("The other person learns the address of this account.")
                  : _ ("The other person is asked for an address first. Nothing is paid yet."));
  return GTK_WIDGET (self);
}

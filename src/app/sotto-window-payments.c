/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the window can be asked to do about money. */

#include "sotto-window-private.h"

#include <glib/gi18n.h>

#include "sotto-coin-list.h"
#include "sotto-money-dialog.h"
#include "sotto-send-window.h"
#include "sotto-token-dialog.h"

/* What waits for a payment to be found by its id. */
typedef struct
{
  SottoWindow *window;
  char *id;
  void (*act) (SottoWindow *window, SottoPayment *payment);
} Search;

static void
told_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoMessage) message =
    sotto_messenger_pay_finish (SOTTO_MESSENGER (source), result, &error);

  if (message == NULL)
    sotto_window_toast (self, error->message);
}

static void
decline (SottoWindow *self, SottoPayment *payment)
{
  sotto_messenger_decline_payment_async (sotto_session_get_messenger (self->session), payment, NULL,
                                         told_cb, g_object_ref (self));
}

static void
pay (SottoWindow *self, SottoPayment *payment)
{
  gtk_window_present (
    GTK_WINDOW (sotto_send_window_new_for_payment (GTK_WINDOW (self), self->session, payment)));
}

static void
share_response_cb (AdwMessageDialog *dialog, const char *response, SottoWindow *self)
{
  SottoPayment *payment = g_object_get_data (G_OBJECT (dialog), "payment");
  GtkDropDown *accounts = g_object_get_data (G_OBJECT (dialog), "accounts");
  SottoWalletAccount *account = gtk_drop_down_get_selected_item (accounts);

  if (g_str_equal (response, "share") && account != NULL && self->session != NULL)
    sotto_messenger_share_address_async (sotto_session_get_messenger (self->session), payment,
                                         sotto_wallet_account_get_address (account), NULL, told_cb,
                                         g_object_ref (self));
}

static void
share (SottoWindow *self, SottoPayment *payment)
{
  AdwMessageDialog *dialog;
  g_autoptr (GListModel) accounts =
    sotto_account_list_new (sotto_session_get_wallet (self->session), FALSE);
  GtkWidget *choice;

  if (g_list_model_get_n_items (accounts) == 0)
    {
      sotto_window_toast (self,
                          _ ("There is no account that could be paid: all of them are hidden."));
      return;
    }
  dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (
    GTK_WINDOW (self), _ ("Share an Address?"),
    _ ("The other person learns that this account is yours, and can see on the chain what it has "
       "and does.")));
  choice = gtk_drop_down_new (
    g_object_ref (accounts), gtk_property_expression_new (SOTTO_TYPE_WALLET_ACCOUNT, NULL, "name"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Account"), -1);
  adw_message_dialog_set_extra_child (dialog, choice);
  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "share", _ ("_Share Address"),
                                    NULL);
  adw_message_dialog_set_response_appearance (dialog, "share", ADW_RESPONSE_SUGGESTED);
  g_object_set_data (G_OBJECT (dialog), "accounts", choice);
  g_object_set_data_full (G_OBJECT (dialog), "payment", g_object_ref (payment), g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (share_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Search *search = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) payments =
    sotto_messenger_load_payments_finish (SOTTO_MESSENGER (source), result, &error);

  if (payments == NULL)
    sotto_window_toast (search->window, error->message);
  for (guint i = 0; payments != NULL && i < payments->len; i++)
    {
      SottoPayment *payment = g_ptr_array_index (payments, i);

      if (search->window->session != NULL &&
          g_str_equal (sotto_payment_get_id (payment), search->id))
        search->act (search->window, payment);
    }
  g_object_unref (search->window);
  g_free (search->id);
  g_free (search);
}

static void
find (SottoWindow *self, GVariant *id, void (*act) (SottoWindow *, SottoPayment *))
{
  Search *search = g_new0 (Search, 1);

  search->window = g_object_ref (self);
  search->id = g_variant_dup_string (id, NULL);
  search->act = act;
  sotto_messenger_load_payments_async (sotto_session_get_messenger (self->session), self->chat,
                                       NULL, found_cb, search);
}

static void
decline_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  find (SOTTO_WINDOW (widget), parameter, decline);
}

static void
share_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  find (SOTTO_WINDOW (widget), parameter, share);
}

static void
pay_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  find (SOTTO_WINDOW (widget), parameter, pay);
}

/* An explorer learns what one is interested in, so it is a step of its own. */
static void
explore (SottoWindow *self, SottoPayment *payment)
{
  SottoWalletNetwork *network = sotto_wallet_find_network (sotto_session_get_wallet (self->session),
                                                           sotto_payment_get_chain_id (payment));
  const char *hash = sotto_payment_get_transaction_hash (payment);
  g_autofree char *page = network != NULL && hash != NULL
                            ? sotto_wallet_network_dup_transaction_page (network, hash)
                            : NULL;

  if (page != NULL)
    gtk_show_uri (GTK_WINDOW (self), page, GDK_CURRENT_TIME);
  else
    sotto_window_toast (self, _ ("The network of this payment has no block explorer."));
}

static void
explore_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  find (SOTTO_WINDOW (widget), parameter, explore);
}

static void
begin (SottoWindow *self, gboolean requests)
{
  if (self->chat != NULL && sotto_chat_get_kind (self->chat) == SOTTO_CHAT_KIND_DIRECT)
    gtk_window_present (
      GTK_WINDOW (sotto_money_dialog_new (GTK_WINDOW (self), self->session, self->chat, requests)));
}

static void
request_money_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  begin (SOTTO_WINDOW (widget), TRUE);
}

static void
send_money_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  begin (SOTTO_WINDOW (widget), FALSE);
}

/* From the wallet; the parameter is the account's row. */
static void
wallet_send_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SottoWindow *self = SOTTO_WINDOW (widget);
  SottoWallet *wallet = sotto_session_get_wallet (self->session);

  gtk_window_present (GTK_WINDOW (sotto_send_window_new (
    GTK_WINDOW (self), self->session,
    sotto_wallet_get_account_by_id (wallet, g_variant_get_int64 (parameter)))));
}

static void
replace (SottoWindow *self, GVariant *id, gboolean cancels)
{
  SottoWalletTransaction *transaction = sotto_wallet_find_transaction (
    sotto_session_get_wallet (self->session), g_variant_get_int64 (id));

  if (transaction != NULL)
    gtk_window_present (GTK_WINDOW (sotto_send_window_new_for_replacement (
      GTK_WINDOW (self), self->session, transaction, cancels)));
}

static void
speed_up_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  replace (SOTTO_WINDOW (widget), parameter, FALSE);
}

static void
cancel_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  replace (SOTTO_WINDOW (widget), parameter, TRUE);
}

/* A link that was opened while the account was locked waits for it. */
void
sotto_window_follow_link (SottoWindow *self)
{
  g_autofree char *link = NULL;

  if (self->session == NULL || self->link == NULL)
    return;
  link = g_steal_pointer (&self->link);
  gtk_window_present (
    GTK_WINDOW (sotto_send_window_new_for_link (GTK_WINDOW (self), self->session, link)));
}

void
sotto_window_open_link (SottoWindow *self, const char *link)
{
  g_return_if_fail (SOTTO_IS_WINDOW (self) && link != NULL);

  g_free (self->link);
  self->link = g_strdup (link);
  sotto_window_follow_link (self);
}

static void
tokens_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SottoWindow *self = SOTTO_WINDOW (widget);

  gtk_window_present (GTK_WINDOW (
    sotto_token_dialog_new (GTK_WINDOW (self), sotto_session_get_wallet (self->session))));
}

void
sotto_window_install_payment_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.payment-decline", "s", decline_action);
  gtk_widget_class_install_action (widget_class, "win.payment-explore", "s", explore_action);
  gtk_widget_class_install_action (widget_class, "win.payment-share", "s", share_action);
  gtk_widget_class_install_action (widget_class, "win.payment-pay", "s", pay_action);
  gtk_widget_class_install_action (widget_class, "win.request-money", NULL, request_money_action);
  gtk_widget_class_install_action (widget_class, "win.send-money", NULL, send_money_action);
  gtk_widget_class_install_action (widget_class, "win.wallet-send", "x", wallet_send_action);
  gtk_widget_class_install_action (widget_class, "win.wallet-tokens", NULL, tokens_action);
  gtk_widget_class_install_action (widget_class, "win.wallet-speed-up", "x", speed_up_action);
  gtk_widget_class_install_action (widget_class, "win.wallet-cancel", "x", cancel_action);
}

void
sotto_window_update_payment_actions (SottoWindow *self)
{
  static const char *const of_chat[] = { "win.payment-decline", "win.payment-explore",
                                         "win.payment-share",   "win.payment-pay",
                                         "win.request-money",   "win.send-money" };
  static const char *const of_wallet[] = { "win.wallet-send", "win.wallet-speed-up",
                                           "win.wallet-cancel", "win.wallet-tokens" };
  gboolean is_private =
    self->chat != NULL && sotto_chat_get_kind (self->chat) == SOTTO_CHAT_KIND_DIRECT;

  for (guint i = 0; i < G_N_ELEMENTS (of_chat); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), of_chat[i],
                                   self->session != NULL && is_private);
  for (guint i = 0; i < G_N_ELEMENTS (of_wallet); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), of_wallet[i], self->session != NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-send-window.h"

#include <glib/gi18n.h>
#include <string.h>

#include "sotto-amount-text.h"
#include "sotto-amount.h"
#include "sotto-coin-list.h"
#include "sotto-fee-rows.h"
#include "sotto-payment-link.h"
#include "sotto-payment-words.h"
#include "sotto-recipient-row.h"
#include "sotto-review-rows.h"

struct _SottoSendWindow
{
  AdwWindow parent_instance;

  SottoSession *session;
  SottoWallet *wallet;
  SottoPayment *payment; /* nullable */
  SottoChat *chat;       /* nullable: who is told of what nobody asked for */
  gboolean is_replacement;
  SottoWalletReview *review;
  SottoWalletTransaction *transaction;
  GCancellable *cancellable;

  GtkStack *stack;
  GtkButton *back;
  AdwComboRow *accounts;
  AdwComboRow *networks;
  AdwComboRow *coins;
  SottoRecipientRow *recipient;
  AdwEntryRow *amount;
  GtkLabel *wanted;
  GtkWidget *what;
  GtkSwitch *everything;
  GtkWidget *consent;
  GtkLabel *consent_text;
  GtkLabel *headline;
  GtkListBox *facts;
  GtkListBox *warnings;
  SottoFeeRows *fee;
  AdwPasswordEntryRow *password;
  AdwStatusPage *status;
  GtkLabel *error;
  GtkButton *go;
};

G_DEFINE_FINAL_TYPE (SottoSendWindow, sotto_send_window, ADW_TYPE_WINDOW)

static void
show_error (SottoSendWindow *self, const char *text)
{
  gtk_label_set_text (self->error, text);
  gtk_widget_set_visible (GTK_WIDGET (self->error), text[0] != '\0');
  gtk_widget_set_sensitive (GTK_WIDGET (self->go), TRUE);
}

static gboolean
is_page (SottoSendWindow *self, const char *name)
{
  return g_str_equal (gtk_stack_get_visible_child_name (self->stack), name);
}

static void
show_page (SottoSendWindow *self, const char *name)
{
  gtk_stack_set_visible_child_name (self->stack, name);
  gtk_widget_set_visible (GTK_WIDGET (self->back),
                          g_str_equal (name, "review") && !self->is_replacement);
  show_error (self, "");
}

static SottoWalletNetwork *
get_network (SottoSendWindow *self)
{
  return adw_combo_row_get_selected_item (self->networks);
}

/* The first page. */

static void
show_consent (SottoSendWindow *self)
{
  SottoWalletNetwork *network = get_network (self);
  gboolean is_needed =
    network != NULL && sotto_wallet_network_get_consent (network) != SOTTO_WALLET_CONSENT_YES;
  g_autofree char *text = is_needed ? sotto_review_rows_describe_consent (network) : NULL;

  gtk_widget_set_visible (self->consent, is_needed);
  gtk_widget_set_sensitive (GTK_WIDGET (self->go), !is_needed);
  gtk_label_set_text (self->consent_text, text != NULL ? text : "");
}

/* What is being asked is of what the form said before. */
static void
stop_asking (SottoSendWindow *self)
{
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  show_error (self, "");
  show_consent (self);
}

static void
network_cb (SottoSendWindow *self)
{
  SottoWalletNetwork *network = get_network (self);
  g_autoptr (GListModel) coins = NULL;

  if (network == NULL)
    return;
  stop_asking (self);
  coins = sotto_coin_list_new (self->wallet, network);
  adw_combo_row_set_model (self->coins, coins);
  show_consent (self);
}

static void
allowed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoSendWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!sotto_wallet_change_finish (SOTTO_WALLET (source), result, &error))
    show_error (self, error->message);
  else
    show_consent (self);
}

static void
allow_cb (SottoSendWindow *self)
{
  sotto_wallet_set_network_consent_async (self->wallet, get_network (self),
                                          SOTTO_WALLET_CONSENT_YES, NULL, allowed_cb,
                                          g_object_ref (self));
}

static gboolean
fill_order (SottoSendWindow *self,
            const SottoWalletName *to,
            SottoWalletOrder *order,
            GError **error)
{
  SottoWalletNetwork *network = get_network (self);
  gpointer coin = adw_combo_row_get_selected_item (self->coins);
  guint decimals = sotto_coin_list_get_decimals (coin, network);

  *order = (SottoWalletOrder){
    .account = adw_combo_row_get_selected_item (self->accounts),
    .network = network,
    .token = sotto_coin_list_get_token (coin),
    .everything = gtk_switch_get_active (self->everything),
    .name = to->name != NULL ? to : NULL,
  };
  memcpy (order->recipient, to->address, sizeof order->recipient);
  return order->everything ||
         sotto_amount_parse (gtk_editable_get_text (GTK_EDITABLE (self->amount)),
                             sotto_amount_text_get_separator (), (guint8) decimals, &order->amount,
                             error);
}

/* A link fills in the form, and nothing else. */

static void
select_network (SottoSendWindow *self, guint64 chain_id)
{
  GListModel *networks = adw_combo_row_get_model (self->networks);

  for (guint i = 0; i < g_list_model_get_n_items (networks); i++)
    {
      g_autoptr (SottoWalletNetwork) network = g_list_model_get_item (networks, i);

      if (sotto_wallet_network_get_chain_id (network) == chain_id)
        adw_combo_row_set_selected (self->networks, i);
    }
}

static gboolean
select_token (SottoSendWindow *self, const guint8 *contract)
{
  GListModel *coins = adw_combo_row_get_model (self->coins);

  for (guint i = 0; i < g_list_model_get_n_items (coins); i++)
    {
      g_autoptr (GObject) coin = g_list_model_get_item (coins, i);
      SottoWalletToken *token = sotto_coin_list_get_token (coin);

      if (token == NULL || memcmp (sotto_wallet_token_get_address_bytes (token), contract,
                                   SOTTO_ADDRESS_LENGTH) != 0)
        continue;
      adw_combo_row_set_selected (self->coins, i);
      return TRUE;
    }
  return FALSE;
}

static gboolean
refuse_link (GError **error, const char *text)
{
  g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_RECIPIENT, text);
  return FALSE;
}

static void
write_amount (SottoSendWindow *self, const SottoU256 *amount)
{
  guint decimals = sotto_coin_list_get_decimals (adw_combo_row_get_selected_item (self->coins),
                                                 get_network (self));
  g_autofree char *text =
    sotto_amount_format_exact (amount, sotto_amount_text_get_separator (), (guint8) decimals);

  gtk_switch_set_active (self->everything, FALSE);
  gtk_editable_set_text (GTK_EDITABLE (self->amount), text);
}

static gboolean
fill_tokens (SottoSendWindow *self, const SottoPaymentLink *link, GError **error)
{
  guint8 contract[SOTTO_ADDRESS_LENGTH];
  guint8 recipient[SOTTO_ADDRESS_LENGTH];
  g_autofree char *text = NULL;
  SottoU256 amount;

  if (!sotto_payment_link_get_transfer (link, recipient, &amount))
    return refuse_link (error, _ ("This link asks for more than money. Sotto does not do that."));
  if (!sotto_address_parse (link->target, contract, error))
    return FALSE;
  if (!select_token (self, contract))
    return refuse_link (error, _ ("This link asks for a token that the wallet does not have."));
  text = sotto_address_to_string (recipient);
  gtk_editable_set_text (GTK_EDITABLE (self->recipient), text);
  write_amount (self, &amount);
  return TRUE;
}

static gboolean
fill_link (SottoSendWindow *self, const char *text, GError **error)
{
  g_autoptr (SottoPaymentLink) link = sotto_payment_link_parse (text, error);

  if (link == NULL)
    return FALSE;
  if (link->chain_id != 0)
    select_network (self, link->chain_id);
  if (link->chain_id != 0 &&
      sotto_wallet_network_get_chain_id (get_network (self)) != link->chain_id)
    return refuse_link (error, _ ("This link is for a network that the wallet does not have."));
  if (link->function != NULL)
    return fill_tokens (self, link, error);
  adw_combo_row_set_selected (self->coins, 0);
  gtk_editable_set_text (GTK_EDITABLE (self->recipient), link->target);
  if (link->has_value)
    write_amount (self, &link->value);
  return TRUE;
}

/* Links are pasted where addresses are. */
static void
recipient_cb (SottoSendWindow *self)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->recipient)));
  g_autoptr (GError) error = NULL;

  stop_asking (self);
  if (g_ascii_strncasecmp (text, "ethereum:", strlen ("ethereum:")) == 0 &&
      !fill_link (self, text, &error))
    show_error (self, error->message);
}

/* The second page. */

static void
fill_review (SottoSendWindow *self)
{
  const guint8 *recipient = sotto_wallet_review_get_recipient (self->review);
  g_autofree char *headline = sotto_review_rows_describe_headline (self->review);
  g_autofree char *label = sotto_review_rows_describe_button (self->review);

  gtk_label_set_text (self->headline, headline);
  sotto_review_rows_fill_facts (self->facts, self->review,
                                sotto_recipient_row_get_label (self->recipient, recipient),
                                sotto_wallet_get_prices (self->wallet));
  sotto_review_rows_fill_warnings (self->warnings, self->review);
  gtk_button_set_use_underline (self->go, FALSE);
  gtk_button_set_label (self->go, label);
}

static void
show_refusal (SottoSendWindow *self, const char *text)
{
  adw_status_page_set_icon_name (self->status, "dialog-error-symbolic");
  adw_status_page_set_title (self->status, _ ("Not Possible"));
  adw_status_page_set_description (self->status, text);
  show_page (self, "done");
}

static void
reviewed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoSendWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  g_clear_object (&self->review);
  self->review = sotto_wallet_review_finish (SOTTO_WALLET (source), result, &error);
  if (self->review != NULL)
    {
      fill_review (self);
      sotto_fee_rows_reset (self->fee, self->review);
      show_page (self, "review");
      gtk_widget_grab_focus (GTK_WIDGET (self->password));
    }
  else if (is_page (self, "wait"))
    show_refusal (self, error->message);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_error (self, error->message);
}

static void
review_order (SottoSendWindow *self, const SottoWalletOrder *order)
{
  sotto_wallet_review_async (self->wallet, order, self->cancellable, reviewed_cb,
                             g_object_ref (self));
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoSendWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoWalletName) to =
    sotto_recipient_row_find_finish (SOTTO_RECIPIENT_ROW (source), result, &error);
  SottoWalletOrder order;

  if (to != NULL && fill_order (self, to, &order, &error))
    review_order (self, &order);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_error (self, error->message);
}

static void
review_payment (SottoSendWindow *self, SottoWalletAccount *account)
{
  g_autoptr (GError) error = NULL;
  SottoWalletOrder order;

  if (sotto_session_payments_fill_order (sotto_session_get_payments (self->session), self->payment,
                                         account, &order, &error))
    review_order (self, &order);
  else
    show_error (self, error->message);
}

static void
review_cb (SottoSendWindow *self)
{
  SottoWalletAccount *account = adw_combo_row_get_selected_item (self->accounts);

  if (!gtk_widget_get_sensitive (GTK_WIDGET (self->go)))
    return;
  if (account == NULL)
    {
      show_error (self, _ ("There is no account here that could pay."));
      return;
    }
  show_error (self, "");
  gtk_widget_set_sensitive (GTK_WIDGET (self->go), FALSE);
  if (self->payment != NULL)
    review_payment (self, account);
  else
    sotto_recipient_row_find_async (self->recipient, get_network (self), self->cancellable,
                                    found_cb, g_object_ref (self));
}

static void
fee_cb (SottoSendWindow *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoWalletReview) review = NULL;

  if (self->review == NULL)
    return;
  review = sotto_fee_rows_apply (self->fee, self->review, &error);
  show_error (self, review == NULL ? error->message : "");
  gtk_widget_set_sensitive (GTK_WIDGET (self->go), review != NULL);
  if (review == NULL)
    return;
  g_set_object (&self->review, review);
  fill_review (self);
}

/* The third page. */

static void
show_state (SottoSendWindow *self)
{
  g_autofree char *text = sotto_review_rows_describe_state (self->transaction);

  adw_status_page_set_title (self->status, sotto_review_rows_get_state_title (self->transaction));
  adw_status_page_set_description (self->status, text);
  adw_status_page_set_icon_name (self->status,
                                 sotto_wallet_transaction_get_error (self->transaction) != NULL
                                   ? "dialog-error-symbolic"
                                   : "sotto-sent-symbolic");
}

static void
show_transaction (SottoSendWindow *self, SottoWalletTransaction *transaction)
{
  self->transaction = transaction;
  g_signal_connect_object (transaction, "notify", G_CALLBACK (show_state), self, G_CONNECT_SWAPPED);
  show_state (self);
  show_page (self, "done");
  gtk_button_set_label (self->go, _ ("Close"));
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoSendWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  SottoWalletTransaction *transaction =
    SOTTO_IS_WALLET (source)
      ? sotto_wallet_send_finish (SOTTO_WALLET (source), result, &error)
      : sotto_session_payments_pay_finish (SOTTO_SESSION_PAYMENTS (source), result, &error);

  if (transaction != NULL)
    show_transaction (self, transaction);
  else
    show_error (self, error->message);
}

/* A wallet that was unlocked for a while needs no password. */
static void
send_cb (SottoSendWindow *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->password));
  const char *password = typed[0] == '\0' && sotto_wallet_is_unlocked (self->wallet) ? NULL : typed;

  if (!gtk_widget_get_sensitive (GTK_WIDGET (self->go)))
    return;
  show_error (self, "");
  gtk_widget_set_sensitive (GTK_WIDGET (self->go), FALSE);
  if (self->payment != NULL || self->chat != NULL)
    sotto_session_payments_pay_async (sotto_session_get_payments (self->session), self->payment,
                                      self->chat, self->review, password, NULL, sent_cb,
                                      g_object_ref (self));
  else
    sotto_wallet_send_async (self->wallet, self->review, NULL, password, NULL, sent_cb,
                             g_object_ref (self));
  gtk_editable_set_text (GTK_EDITABLE (self->password), "");
}

static void
go_cb (SottoSendWindow *self)
{
  if (is_page (self, "form"))
    review_cb (self);
  else if (is_page (self, "review"))
    send_cb (self);
  else
    gtk_window_close (GTK_WINDOW (self));
}

static void
show_form (SottoSendWindow *self)
{
  gtk_button_set_use_underline (self->go, TRUE);
  gtk_button_set_label (self->go, _ ("_Review"));
  show_page (self, "form");
  show_consent (self);
}

static void
back_cb (SottoSendWindow *self)
{
  g_clear_object (&self->review);
  gtk_editable_set_text (GTK_EDITABLE (self->password), "");
  show_form (self);
}

static void
sotto_send_window_dispose (GObject *object)
{
  SottoSendWindow *self = SOTTO_SEND_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->review);
  g_clear_object (&self->transaction);
  g_clear_object (&self->payment);
  g_clear_object (&self->chat);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (sotto_send_window_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, SottoSendWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, SottoSendWindow, back);
  gtk_widget_class_bind_template_child (widget_class, SottoSendWindow, accounts);
  gtk_widget_class_bind_template_child (widget_class, SottoSendWindow, networks);
  gtk_widget_class_bind_template_child (widget_class, SottoSendWindow, coins);
  gtk_widget_class_bind_template_child (widget_class, SottoSendWindow, recipient);
  gtk_widget_class_bind_template_child (widget_class, SottoSendWindow, amount);
  gtk_widget_class_bind_template_child (widget_class, SottoSendWindow, wanted);
  gtk_widget_class_bind_template_child (widget_class, SottoSendWindow, what);
  gtk_widget_class_bind_template_child (widget_class, SottoSendWindow, everything);
  gtk_widget_class_bind_template_child (widget_class, SottoSendWindow, consent);
  gtk_widget_class_bind_template_child (widget_class, SottoSendWindow, consent_text);
  gtk_widget_class_bind_template_child (widget_class, SottoSendWindow, headline);
  gtk_widget_class_bind_template_child (widget_class, SottoSendWindow, facts);
  gtk_widget_class_bind_template_child (widget_class, SottoSendWindow, warnings);
  gtk_widget_class_bind_template_child (widget_class, SottoSendWindow, fee);
  gtk_widget_class_bind_template_child (widget_class, SottoSendWindow, password);
  gtk_widget_class_bind_template_child (widget_class, SottoSendWindow, status);
  gtk_widget_class_bind_template_child (widget_class, SottoSendWindow, error);
  gtk_widget_class_bind_template_child (widget_class, SottoSendWindow, go);
}

static void
sotto_send_window_class_init (SottoSendWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sotto_send_window_dispose;
  g_type_ensure (SOTTO_TYPE_WALLET_ACCOUNT);
  g_type_ensure (SOTTO_TYPE_WALLET_NETWORK);
  g_type_ensure (SOTTO_TYPE_FEE_ROWS);
  g_type_ensure (SOTTO_TYPE_RECIPIENT_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/im/sotto/Sotto/ui/send-window.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, network_cb);
  gtk_widget_class_bind_template_callback (widget_class, review_cb);
  gtk_widget_class_bind_template_callback (widget_class, allow_cb);
  gtk_widget_class_bind_template_callback (widget_class, fee_cb);
  gtk_widget_class_bind_template_callback (widget_class, recipient_cb);
  gtk_widget_class_bind_template_callback (widget_class, send_cb);
  gtk_widget_class_bind_template_callback (widget_class, go_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
sotto_send_window_init (SottoSendWindow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

static SottoSendWindow *
make_window (GtkWindow *parent, SottoSession *session)
{
  SottoSendWindow *self =
    g_object_new (SOTTO_TYPE_SEND_WINDOW, "transient-for", parent, "modal", TRUE, NULL);
  g_autoptr (GListModel) accounts = NULL;

  self->session = g_object_ref (session);
  self->wallet = sotto_session_get_wallet (session);
  sotto_wallet_prices_refresh (sotto_wallet_get_prices (self->wallet));
  accounts = sotto_account_list_new (self->wallet, TRUE);
  adw_combo_row_set_model (self->accounts, accounts);
  adw_combo_row_set_model (self->networks, sotto_wallet_get_networks (self->wallet));
  network_cb (self);
  sotto_recipient_row_set_session (self->recipient, session);
  show_form (self);
  return self;
}

GtkWidget *
sotto_send_window_new (GtkWindow *parent, SottoSession *session, SottoWalletAccount *account)
{
  SottoSendWindow *self = make_window (parent, session);
  GListModel *accounts = adw_combo_row_get_model (self->accounts);

  for (guint i = 0; account != NULL && i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (SottoWalletAccount) item = g_list_model_get_item (accounts, i);

      if (item == account)
        adw_combo_row_set_selected (self->accounts, i);
    }
  return GTK_WIDGET (self);
}

GtkWidget *
sotto_send_window_new_for_link (GtkWindow *parent, SottoSession *session, const char *link)
{
  SottoSendWindow *self = make_window (parent, session);
  g_autoptr (GError) error = NULL;

  if (!fill_link (self, link, &error))
    show_error (self, error->message);
  return GTK_WIDGET (self);
}

/* What the other gets, and where, is said already. */
static void
hide_choices (SottoSendWindow *self, const char *wanted)
{
  gtk_widget_set_visible (GTK_WIDGET (self->networks), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->coins), FALSE);
  gtk_widget_set_visible (self->what, FALSE);
  gtk_label_set_text (self->wanted, wanted);
  gtk_widget_set_visible (GTK_WIDGET (self->wanted), TRUE);
}

GtkWidget *
sotto_send_window_new_for_replacement (GtkWindow *parent,
                                       SottoSession *session,
                                       SottoWalletTransaction *transaction,
                                       gboolean cancels)
{
  SottoSendWindow *self = make_window (parent, session);

  self->is_replacement = TRUE;
  gtk_window_set_title (GTK_WINDOW (self), cancels ? _ ("Cancel a Payment") : _ ("Speed Up"));
  show_page (self, "wait");
  gtk_button_set_label (self->go, _ ("Close"));
  if (cancels)
    sotto_wallet_review_cancel_async (self->wallet, transaction, self->cancellable, reviewed_cb,
                                      g_object_ref (self));
  else
    sotto_wallet_review_faster_async (self->wallet, transaction, self->cancellable, reviewed_cb,
                                      g_object_ref (self));
  return GTK_WIDGET (self);
}

GtkWidget *
sotto_send_window_new_for_chat (GtkWindow *parent,
                                SottoSession *session,
                                SottoChat *chat,
                                const char *link)
{
  SottoSendWindow *self =
    SOTTO_SEND_WINDOW (sotto_send_window_new_for_link (parent, session, link));
  const char *amount = gtk_editable_get_text (GTK_EDITABLE (self->amount));
  GtkStringObject *coin = adw_combo_row_get_selected_item (self->coins);
  g_autofree char *wanted = g_strdup_printf ("%s %s", amount, gtk_string_object_get_string (coin));

  self->chat = g_object_ref (chat);
  hide_choices (self, wanted);
  return GTK_WIDGET (self);
}

GtkWidget *
sotto_send_window_new_for_payment (GtkWindow *parent, SottoSession *session, SottoPayment *payment)
{
  SottoSendWindow *self = make_window (parent, session);
  g_autofree char *amount = sotto_payment_words_amount (payment);

  self->payment = g_object_ref (payment);
  select_network (self, SOTTO_PAYMENT_CHAIN);
  hide_choices (self, amount);
  return GTK_WIDGET (self);
}

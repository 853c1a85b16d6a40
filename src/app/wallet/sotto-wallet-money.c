/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-wallet-money.h"

#include <glib/gi18n.h>

#include "sotto-amount-text.h"
#include "sotto-icon-button.h"
#include "sotto-review-rows.h"
#include "sotto-row-feed.h"
#include "sotto-sent-row.h"
#include "sotto-wallet-sum.h"

struct _SottoWalletMoney
{
  GtkBox parent_instance;

  SottoWallet *wallet;
  SottoWalletAccount *account;
  GCancellable *cancellable;

  GtkListBox *assets;
  AdwPreferencesGroup *assets_group;
  GtkListBox *sent;
  GtkWidget *sent_group;
  GtkWidget *refresh;
  GtkWidget *note;
};

G_DEFINE_FINAL_TYPE (SottoWalletMoney, sotto_wallet_money, GTK_TYPE_BOX)

static void list_assets (SottoWalletMoney *self);
static void refresh_cb (SottoWalletMoney *self);

static void
show_note (SottoWalletMoney *self, const char *text)
{
  gtk_label_set_text (GTK_LABEL (self->note), text);
  gtk_widget_set_visible (self->note, text[0] != '\0');
}

static GtkWidget *
add_row (GtkListBox *list, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_list_box_append (list, row);
  return row;
}

/* What the account has. */

static void
hidden_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoWalletMoney) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!sotto_wallet_change_finish (SOTTO_WALLET (source), result, &error))
    show_note (self, error->message);
}

static void
hide_cb (SottoWalletMoney *self, GtkWidget *button)
{
  sotto_wallet_set_token_state_async (self->wallet, g_object_get_data (G_OBJECT (button), "token"),
                                      SOTTO_WALLET_TOKEN_HIDDEN, NULL, hidden_cb,
                                      g_object_ref (self));
}

static void
add_hide_button (SottoWalletMoney *self, GtkWidget *row, SottoWalletToken *token)
{
  /* Translators: the name of a token. */
  g_autofree char *label = g_strdup_printf (_ ("Hide %s"), sotto_wallet_token_get_symbol (token));
  GtkWidget *button = sotto_icon_button_new ("view-conceal-symbolic", label);

  g_object_set_data_full (G_OBJECT (button), "token", g_object_ref (token), g_object_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (hide_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static void
add_asset (SottoWalletMoney *self, SottoWalletAsset *asset)
{
  SottoWalletNetwork *network = sotto_wallet_asset_get_network (asset);
  SottoWalletToken *token = sotto_wallet_asset_get_token (asset);
  g_autofree char *amount = token != NULL
                              ? sotto_amount_text (sotto_wallet_asset_get_amount (asset),
                                                   sotto_wallet_token_get_decimals (token),
                                                   sotto_wallet_token_get_symbol (token))
                              : sotto_amount_text (sotto_wallet_asset_get_amount (asset),
                                                   sotto_wallet_network_get_decimals (network),
                                                   sotto_wallet_network_get_symbol (network));

  g_autofree char *value = sotto_amount_text_value (sotto_wallet_get_prices (self->wallet), network,
                                                    token, sotto_wallet_asset_get_amount (asset));
  g_autofree char *place = g_strjoin (" · ", sotto_wallet_network_get_name (network), value, NULL);
  GtkWidget *row = add_row (self->assets, amount, place);

  if (token != NULL)
    add_hide_button (self, row, token);
}

static void
allowed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoWalletMoney) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!sotto_wallet_change_finish (SOTTO_WALLET (source), result, &error))
    show_note (self, error->message);
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, SottoWalletMoney *self)
{
  if (g_str_equal (response, "allow") && self->wallet != NULL)
    sotto_wallet_set_network_consent_async (
      self->wallet, g_object_get_data (G_OBJECT (dialog), "network"), SOTTO_WALLET_CONSENT_YES,
      NULL, allowed_cb, g_object_ref (self));
}

static void
ask_cb (SottoWalletMoney *self, GtkWidget *button)
{
  SottoWalletNetwork *network = g_object_get_data (G_OBJECT (button), "network");
  g_autofree char *text = sotto_review_rows_describe_consent (network);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (
    adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL, text));

  adw_message_dialog_format_heading (dialog, _ ("Ask about %s?"),
                                     sotto_wallet_network_get_name (network));
  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Not Now"), "allow", _ ("_Allow That"),
                                    NULL);
  g_object_set_data_full (G_OBJECT (dialog), "network", g_object_ref (network), g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
add_silent_network (SottoWalletMoney *self, SottoWalletNetwork *network)
{
  GtkWidget *row = add_row (self->assets, sotto_wallet_network_get_name (network),
                            _ ("Not asked: nothing is known of it"));
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Ask…"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (button), "network", g_object_ref (network), g_object_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (ask_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static gboolean
may_be_asked (SottoWalletNetwork *network)
{
  return sotto_wallet_network_get_enabled (network) &&
         sotto_wallet_network_get_consent (network) == SOTTO_WALLET_CONSENT_YES;
}

/* Others are used, or may be asked, than a moment ago. */
static void
networks_changed_cb (SottoWalletMoney *self)
{
  if (self->wallet == NULL)
    return;
  list_assets (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    refresh_cb (self);
}

/* What is too old to be shown is asked for again while somebody looks. */
static void
prices_changed_cb (SottoWalletMoney *self)
{
  list_assets (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    sotto_wallet_prices_refresh (sotto_wallet_get_prices (self->wallet));
}

/* Hiding one takes it out of the list, and showing it again brings it back. */
static void
tokens_changed_cb (SottoWalletMoney *self)
{
  GListModel *tokens;

  if (self->wallet == NULL)
    return;
  tokens = sotto_wallet_get_tokens (self->wallet);
  for (guint i = 0; i < g_list_model_get_n_items (tokens); i++)
    {
      g_autoptr (SottoWalletToken) token = g_list_model_get_item (tokens, i);

      g_signal_handlers_disconnect_by_func (token, networks_changed_cb, self);
      g_signal_connect_object (token, "notify::state", G_CALLBACK (networks_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  networks_changed_cb (self);
}

static void
add_asset_cb (gpointer item, gpointer user_data)
{
  if (SOTTO_IS_WALLET_ASSET (item))
    add_asset (user_data, item);
  else
    add_silent_network (user_data, item);
}

/* What all of it is worth, as far as that is known. */
static void
show_total (SottoWalletMoney *self, GPtrArray *assets)
{
  SottoWalletPrices *prices = sotto_wallet_get_prices (self->wallet);
  SottoWalletSum sum = { 0 };
  g_autofree char *text = NULL;

  sotto_wallet_sum_add (&sum, prices, assets);
  text = sotto_wallet_sum_write (&sum, prices);
  adw_preferences_group_set_description (self->assets_group, text);
}

static void
show_assets (SottoWalletMoney *self, GPtrArray *assets)
{
  GListModel *networks = sotto_wallet_get_networks (self->wallet);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean any = FALSE;

  for (guint i = 0; i < assets->len; i++)
    g_ptr_array_add (items, g_object_ref (g_ptr_array_index (assets, i)));
  for (guint i = 0; i < g_list_model_get_n_items (networks); i++)
    {
      g_autoptr (SottoWalletNetwork) network = g_list_model_get_item (networks, i);

      g_signal_handlers_disconnect_by_data (network, self);
      g_signal_connect_object (network, "notify", G_CALLBACK (networks_changed_cb), self,
                               G_CONNECT_SWAPPED);
      any |= may_be_asked (network);
      if (sotto_wallet_network_get_enabled (network) && !may_be_asked (network))
        g_ptr_array_add (items, g_object_ref (network));
    }
  show_total (self, assets);
  sotto_row_feed_start (self->assets, g_steal_pointer (&items), add_asset_cb, self);
  gtk_widget_set_visible (self->refresh, any);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoWalletMoney) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) assets =
    sotto_wallet_list_assets_finish (SOTTO_WALLET (source), result, &error);

  if (assets != NULL && self->wallet != NULL)
    show_assets (self, assets);
  else if (assets == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_note (self, error->message);
}

static void
list_assets (SottoWalletMoney *self)
{
  sotto_wallet_list_assets_async (self->wallet, self->account, self->cancellable, listed_cb,
                                  g_object_ref (self));
}

static void
refreshed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoWalletMoney) self = user_data;
  g_autoptr (GError) error = NULL;

  if (sotto_wallet_change_finish (SOTTO_WALLET (source), result, &error))
    {
      if (self->wallet != NULL)
        list_assets (self);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_note (self, error->message);
}

static void
refresh_cb (SottoWalletMoney *self)
{
  GListModel *networks;

  if (self->wallet == NULL)
    return;
  networks = sotto_wallet_get_networks (self->wallet);
  show_note (self, "");
  sotto_wallet_prices_refresh (sotto_wallet_get_prices (self->wallet));
  for (guint i = 0; i < g_list_model_get_n_items (networks); i++)
    {
      g_autoptr (SottoWalletNetwork) network = g_list_model_get_item (networks, i);

      if (may_be_asked (network))
        sotto_wallet_refresh_assets_async (self->wallet, self->account, network, self->cancellable,
                                           refreshed_cb, g_object_ref (self));
    }
}

/* What was sent. */

static void
add_transaction_cb (gpointer item, gpointer user_data)
{
  SottoWalletMoney *self = user_data;

  gtk_list_box_append (self->sent, sotto_sent_row_new (self->wallet, item));
}

static void
show_sent (SottoWalletMoney *self)
{
  GListModel *list = sotto_wallet_get_transactions (self->wallet);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 id = sotto_wallet_account_get_id (self->account);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (SottoWalletTransaction) transaction = g_list_model_get_item (list, i);

      if (sotto_wallet_transaction_get_account (transaction) != id)
        continue;
      g_ptr_array_add (items, g_object_ref (transaction));
    }
  sotto_row_feed_start (self->sent, g_steal_pointer (&items), add_transaction_cb, self);
  gtk_widget_set_visible (self->sent_group,
                          gtk_widget_get_first_child (GTK_WIDGET (self->sent)) != NULL);
}

static void
forget_account (SottoWalletMoney *self)
{
  if (self->wallet != NULL)
    {
      g_signal_handlers_disconnect_by_data (sotto_wallet_get_transactions (self->wallet), self);
      g_signal_handlers_disconnect_by_data (sotto_wallet_get_networks (self->wallet), self);
      g_signal_handlers_disconnect_by_data (sotto_wallet_get_tokens (self->wallet), self);
      g_signal_handlers_disconnect_by_data (sotto_wallet_get_prices (self->wallet), self);
    }
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->wallet);
  g_clear_object (&self->account);
}

static void
sotto_wallet_money_dispose (GObject *object)
{
  forget_account (SOTTO_WALLET_MONEY (object));
  G_OBJECT_CLASS (sotto_wallet_money_parent_class)->dispose (object);
}

static void
sotto_wallet_money_class_init (SottoWalletMoneyClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sotto_wallet_money_dispose;
}

static GtkListBox *
make_list (const char *label)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return GTK_LIST_BOX (list);
}

static GtkWidget *
add_group (SottoWalletMoney *self, const char *title, GtkListBox *list)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (list));
  gtk_box_append (GTK_BOX (self), group);
  return group;
}

static GtkWidget *
make_button (const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_add_css_class (button, "flat");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  return button;
}

static void
sotto_wallet_money_init (SottoWalletMoney *self)
{
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *group;

  /* Nobody is asked before somebody looks. */
  g_signal_connect (self, "map", G_CALLBACK (refresh_cb), NULL);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 24);
  self->assets = make_list (_ ("Balances"));
  group = add_group (self, _ ("Balances"), self->assets);
  self->assets_group = ADW_PREFERENCES_GROUP (group);
  self->refresh = sotto_icon_button_new ("view-refresh-symbolic", _ ("Refresh the Balances"));
  g_signal_connect_object (self->refresh, "clicked", G_CALLBACK (refresh_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (buttons), make_button (_ ("_Tokens…"), "win.wallet-tokens"));
  gtk_box_append (GTK_BOX (buttons), make_button (_ ("_Networks…"), "win.wallet-networks"));
  gtk_box_append (GTK_BOX (buttons), self->refresh);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (group), buttons);
  self->note = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->note), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->note), 0);
  gtk_widget_add_css_class (self->note, "error");
  gtk_widget_set_visible (self->note, FALSE);
  gtk_box_append (GTK_BOX (self), self->note);
  self->sent = make_list (_ ("Sent"));
  self->sent_group = add_group (self, _ ("Sent"), self->sent);
}

GtkWidget *
sotto_wallet_money_new (void)
{
  return g_object_new (SOTTO_TYPE_WALLET_MONEY, NULL);
}

void
sotto_wallet_money_set_account (SottoWalletMoney *self,
                                SottoWallet *wallet,
                                SottoWalletAccount *account)
{
  g_return_if_fail (SOTTO_IS_WALLET_MONEY (self));

  forget_account (self);
  show_note (self, "");
  sotto_row_feed_clear (self->assets);
  sotto_row_feed_clear (self->sent);
  gtk_widget_set_visible (GTK_WIDGET (self), wallet != NULL && account != NULL);
  if (wallet == NULL || account == NULL)
    return;
  self->wallet = g_object_ref (wallet);
  self->account = g_object_ref (account);
  self->cancellable = g_cancellable_new ();
  g_signal_connect_object (sotto_wallet_get_transactions (wallet), "items-changed",
                           G_CALLBACK (show_sent), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sotto_wallet_get_networks (wallet), "items-changed",
                           G_CALLBACK (networks_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sotto_wallet_get_tokens (wallet), "items-changed",
                           G_CALLBACK (tokens_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sotto_wallet_get_prices (wallet), "changed",
                           G_CALLBACK (prices_changed_cb), self, G_CONNECT_SWAPPED);
  tokens_changed_cb (self);
  show_sent (self);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-token-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "sotto-token-list-window.h"
#include "sotto-wallet-token-reading.h"

struct _SottoTokenDialog
{
  AdwWindow parent_instance;

  SottoWallet *wallet;
  GCancellable *cancellable;

  /* What was asked, so that what is added is what was shown. */
  guint8 contract[SOTTO_ADDRESS_LENGTH];
  SottoWalletNetwork *network;
  SottoWalletContractWords *words;
  GtkFileChooserNative *chooser;

  AdwComboRow *networks;
  AdwEntryRow *address;
  GtkWidget *found;
  AdwActionRow *found_row;
  GtkLabel *warning;
  AdwActionRow *listed;
  GtkWidget *remove_listed;
  GtkWidget *open_list;
  GtkWidget *hidden;
  GtkListBox *hidden_list;
  GtkLabel *error;
  GtkButton *go;
};

G_DEFINE_FINAL_TYPE (SottoTokenDialog, sotto_token_dialog, ADW_TYPE_WINDOW)

static void
show_error (SottoTokenDialog *self, const char *text)
{
  gtk_label_set_text (self->error, text);
  gtk_widget_set_visible (GTK_WIDGET (self->error), text[0] != '\0');
  gtk_widget_set_sensitive (GTK_WIDGET (self->go), TRUE);
}

/* What was found is of another address. */
static void
forget_found (SottoTokenDialog *self)
{
  g_clear_pointer (&self->words, sotto_wallet_contract_words_free);
  g_clear_object (&self->network);
  gtk_widget_set_visible (self->found, FALSE);
  gtk_button_set_label (self->go, _ ("_Look It Up"));
  show_error (self, "");
}

/* Those that are hidden. */

static void
shown_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoTokenDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!sotto_wallet_change_finish (SOTTO_WALLET (source), result, &error))
    show_error (self, error->message);
}

static void
show_token_cb (SottoTokenDialog *self, GtkWidget *button)
{
  GtkWidget *row = gtk_widget_get_ancestor (button, ADW_TYPE_ACTION_ROW);
  SottoWalletToken *token = g_object_get_data (G_OBJECT (button), "token");

  sotto_wallet_set_token_state_async (self->wallet, token, SOTTO_WALLET_TOKEN_SHOWN, NULL, shown_cb,
                                      g_object_ref (self));
  gtk_list_box_remove (self->hidden_list, row);
  gtk_widget_set_visible (self->hidden,
                          gtk_widget_get_first_child (GTK_WIDGET (self->hidden_list)) != NULL);
}

static void
add_hidden (SottoTokenDialog *self, SottoWalletToken *token)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Show"));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), sotto_wallet_token_get_symbol (token));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), sotto_wallet_token_get_address (token));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (button), "token", g_object_ref (token), g_object_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (show_token_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  gtk_list_box_append (self->hidden_list, row);
  gtk_widget_set_visible (self->hidden, TRUE);
}

static void
list_hidden (SottoTokenDialog *self)
{
  GListModel *tokens = sotto_wallet_get_tokens (self->wallet);

  for (guint i = 0; i < g_list_model_get_n_items (tokens); i++)
    {
      g_autoptr (SottoWalletToken) token = g_list_model_get_item (tokens, i);

      if (sotto_wallet_token_get_state (token) != SOTTO_WALLET_TOKEN_SHOWN)
        add_hidden (self, token);
    }
}

/* Lists. */

static void
update_listed (SottoTokenDialog *self)
{
  guint n_listed = sotto_wallet_count_listed_tokens (self->wallet);
  g_autofree char *title =
    n_listed > 0
      ? g_strdup_printf (ngettext ("%u token of lists", "%u tokens of lists", n_listed), n_listed)
      : g_strdup (_ ("None yet"));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->listed), title);
  gtk_widget_set_visible (self->remove_listed, n_listed > 0);
  gtk_widget_set_sensitive (self->remove_listed, TRUE);
}

static void
listed_removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoTokenDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!sotto_wallet_change_finish (SOTTO_WALLET (source), result, &error))
    show_error (self, error->message);
  if (self->wallet != NULL)
    update_listed (self);
}

static void
remove_listed_cb (SottoTokenDialog *self)
{
  gtk_widget_set_sensitive (self->remove_listed, FALSE);
  sotto_wallet_remove_listed_tokens_async (self->wallet, NULL, listed_removed_cb,
                                           g_object_ref (self));
}

static void
planned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoTokenDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  SottoWalletTokenPlan *plan =
    sotto_wallet_plan_tokens_finish (SOTTO_WALLET (source), result, &error);

  gtk_widget_set_sensitive (self->open_list, TRUE);
  if (plan == NULL)
    show_error (self, error->message);
  else if (self->wallet == NULL)
    sotto_wallet_token_plan_free (plan);
  else
    gtk_window_present (
      GTK_WINDOW (sotto_token_list_window_new (GTK_WINDOW (self), self->wallet, plan)));
}

static void
list_chosen_cb (GtkFileChooserNative *chooser, int response, SottoTokenDialog *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL && self->wallet != NULL)
    {
      show_error (self, "");
      gtk_widget_set_sensitive (self->open_list, FALSE);
      sotto_wallet_plan_tokens_async (self->wallet, file, NULL, planned_cb, g_object_ref (self));
    }
  g_clear_object (&self->chooser);
}

static void
open_list_cb (SottoTokenDialog *self)
{
  g_clear_object (&self->chooser);
  self->chooser =
    gtk_file_chooser_native_new (_ ("Open a List of Tokens"), GTK_WINDOW (self),
                                 GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), _ ("_Cancel"));
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (list_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* Adding one. */

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoTokenDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  if (sotto_wallet_change_finish (SOTTO_WALLET (source), result, &error))
    gtk_window_destroy (GTK_WINDOW (self));
  else
    show_error (self, error->message);
}

static void
add (SottoTokenDialog *self)
{
  SottoWalletTokenInfo info = {
    .chain_id = sotto_wallet_network_get_chain_id (self->network),
    .symbol = self->words->symbol,
    .name = self->words->name,
    .decimals = self->words->decimals,
    .origin = SOTTO_WALLET_TOKEN_CUSTOM,
  };

  memcpy (info.address, self->contract, sizeof info.address);
  gtk_widget_set_sensitive (GTK_WIDGET (self->go), FALSE);
  sotto_wallet_add_token_async (self->wallet, &info, NULL, added_cb, g_object_ref (self));
}

static void
show_found (SottoTokenDialog *self)
{
  const SottoWalletContractWords *words = self->words;
  SottoWalletToken *namesake =
    sotto_wallet_find_namesake (self->wallet, self->network, self->contract, words->symbol);
  g_autofree char *decimals =
    g_strdup_printf (ngettext ("%s, with %u decimal", "%s, with %u decimals", words->decimals),
                     words->name, words->decimals);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->found_row), words->symbol);
  adw_action_row_set_subtitle (self->found_row, decimals);
  gtk_widget_set_visible (GTK_WIDGET (self->warning), namesake != NULL);
  if (namesake != NULL)
    {
      g_autofree char *text = g_strdup_printf (
        _ ("Another token with this name is in the wallet, at %s. Anybody can give "
           "a token the name of another: make sure which one you mean."),
        sotto_wallet_token_get_address (namesake));

      gtk_label_set_text (self->warning, text);
    }
  gtk_widget_set_visible (self->found, TRUE);
  gtk_button_set_label (self->go, _ ("_Add"));
  show_error (self, "");
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoTokenDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  SottoWalletContractWords *words =
    sotto_wallet_read_token_finish (SOTTO_WALLET (source), result, &error);

  if (words != NULL && self->network != NULL && self->words == NULL)
    {
      self->words = words;
      show_found (self);
      return;
    }
  g_clear_pointer (&words, sotto_wallet_contract_words_free);
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_error (self, error->message);
}

static void
look_up (SottoTokenDialog *self)
{
  SottoWalletNetwork *network = adw_combo_row_get_selected_item (self->networks);
  g_autofree char *text =
    g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->address))));
  g_autoptr (GError) error = NULL;

  if (network == NULL || !sotto_address_parse (text, self->contract, &error))
    {
      show_error (self, error != NULL ? error->message : "");
      return;
    }
  if (sotto_wallet_find_token (self->wallet, sotto_wallet_network_get_chain_id (network),
                               self->contract) != NULL)
    {
      show_error (self, _ ("This token is in the wallet already."));
      return;
    }
  show_error (self, "");
  g_set_object (&self->network, network);
  gtk_widget_set_sensitive (GTK_WIDGET (self->go), FALSE);
  sotto_wallet_read_token_async (self->wallet, network, self->contract, self->cancellable, read_cb,
                                 g_object_ref (self));
}

static void
changed_cb (SottoTokenDialog *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  forget_found (self);
}

static void
go_cb (SottoTokenDialog *self)
{
  if (!gtk_widget_get_sensitive (GTK_WIDGET (self->go)))
    return;
  if (self->words != NULL)
    add (self);
  else
    look_up (self);
}

static void
sotto_token_dialog_dispose (GObject *object)
{
  SottoTokenDialog *self = SOTTO_TOKEN_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->words, sotto_wallet_contract_words_free);
  g_clear_object (&self->network);
  g_clear_object (&self->chooser);
  g_clear_object (&self->wallet);
  G_OBJECT_CLASS (sotto_token_dialog_parent_class)->dispose (object);
}

static void
sotto_token_dialog_class_init (SottoTokenDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sotto_token_dialog_dispose;
  g_type_ensure (SOTTO_TYPE_WALLET_NETWORK);
  gtk_widget_class_set_template_from_resource (widget_class, "/im/sotto/Sotto/ui/token-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SottoTokenDialog, networks);
  gtk_widget_class_bind_template_child (widget_class, SottoTokenDialog, address);
  gtk_widget_class_bind_template_child (widget_class, SottoTokenDialog, found);
  gtk_widget_class_bind_template_child (widget_class, SottoTokenDialog, found_row);
  gtk_widget_class_bind_template_child (widget_class, SottoTokenDialog, warning);
  gtk_widget_class_bind_template_child (widget_class, SottoTokenDialog, listed);
  gtk_widget_class_bind_template_child (widget_class, SottoTokenDialog, remove_listed);
  gtk_widget_class_bind_template_child (widget_class, SottoTokenDialog, open_list);
  gtk_widget_class_bind_template_child (widget_class, SottoTokenDialog, hidden);
  gtk_widget_class_bind_template_child (widget_class, SottoTokenDialog, hidden_list);
  gtk_widget_class_bind_template_child (widget_class, SottoTokenDialog, error);
  gtk_widget_class_bind_template_child (widget_class, SottoTokenDialog, go);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, go_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_list_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_listed_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
sotto_token_dialog_init (SottoTokenDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

GtkWidget *
sotto_token_dialog_new (GtkWindow *parent, SottoWallet *wallet)
{
  SottoTokenDialog *self =
    g_object_new (SOTTO_TYPE_TOKEN_DIALOG, "transient-for", parent, "modal", TRUE, NULL);

  self->wallet = g_object_ref (wallet);
  adw_combo_row_set_model (self->networks, sotto_wallet_get_networks (wallet));
  list_hidden (self);
  update_listed (self);
  g_signal_connect_object (sotto_wallet_get_tokens (wallet), "items-changed",
                           G_CALLBACK (update_listed), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

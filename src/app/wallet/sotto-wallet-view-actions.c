/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What can be done with the accounts of a wallet, by menus and buttons. */

#include <glib/gi18n.h>

#include "sotto-receive-window.h"
#include "sotto-wallet-add-dialog.h"
#include "sotto-wallet-view-private.h"

static SottoWalletAccount *
get_account (SottoWalletView *self)
{
  return sotto_wallet_account_page_get_account (self->page);
}

static GtkWindow *
get_window (SottoWalletView *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
changed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoWalletView) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!sotto_wallet_change_finish (SOTTO_WALLET (source), result, &error))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
  sotto_wallet_view_filter (self);
}

static void
show_list_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  adw_leaflet_navigate (SOTTO_WALLET_VIEW (widget)->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

static void
receive_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SottoWalletView *self = SOTTO_WALLET_VIEW (widget);

  gtk_window_present (
    GTK_WINDOW (sotto_receive_window_new (get_window (self), self->wallet, get_account (self))));
}

static void
added_cb (SottoWalletAddDialog *dialog, SottoWalletAccount *account, SottoWalletView *self)
{
  if (self->wallet != NULL)
    sotto_wallet_view_show_account (self, account, TRUE);
}

static void
add_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  static const char *const additions[] = { "new", "watch", "key", "phrase", "file", NULL };
  SottoWalletView *self = SOTTO_WALLET_VIEW (widget);
  const char *wanted = g_variant_get_string (parameter, NULL);

  for (guint i = 0; additions[i] != NULL; i++)
    if (g_str_equal (additions[i], wanted))
      {
        GtkWidget *dialog =
          sotto_wallet_add_dialog_new (get_window (self), self->wallet, (SottoWalletAddition) i);

        g_signal_connect_object (dialog, "added", G_CALLBACK (added_cb), self, 0);
        gtk_window_present (GTK_WINDOW (dialog));
      }
}

static void
lock_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  sotto_wallet_lock (SOTTO_WALLET_VIEW (widget)->wallet);
}

static void
colour_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SottoWalletView *self = SOTTO_WALLET_VIEW (widget);

  sotto_wallet_set_colour_async (self->wallet, get_account (self), g_variant_get_uint32 (parameter),
                                 NULL, changed_cb, g_object_ref (self));
}

static void
hide_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SottoWalletView *self = SOTTO_WALLET_VIEW (widget);
  SottoWalletAccount *account = get_account (self);

  sotto_wallet_set_hidden_async (self->wallet, account, !sotto_wallet_account_get_hidden (account),
                                 NULL, changed_cb, g_object_ref (self));
}

/* What a dialog is about, since another account can be chosen while it is open. */
static SottoWalletAccount *
get_meant (AdwMessageDialog *dialog)
{
  return g_object_get_data (G_OBJECT (dialog), "account");
}

static AdwMessageDialog *
create_dialog (SottoWalletView *self, const char *body)
{
  GtkWidget *dialog = adw_message_dialog_new (get_window (self), NULL, body);

  g_object_set_data_full (G_OBJECT (dialog), "account", g_object_ref (get_account (self)),
                          g_object_unref);
  return ADW_MESSAGE_DIALOG (dialog);
}

static void
rename_response_cb (AdwMessageDialog *dialog, const char *response, SottoWalletView *self)
{
  GtkWidget *entry = adw_message_dialog_get_extra_child (dialog);

  if (g_str_equal (response, "rename") && self->wallet != NULL)
    sotto_wallet_rename_async (self->wallet, get_meant (dialog),
                               gtk_editable_get_text (GTK_EDITABLE (entry)), NULL, changed_cb,
                               g_object_ref (self));
}

static void
rename_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SottoWalletView *self = SOTTO_WALLET_VIEW (widget);
  AdwMessageDialog *dialog = create_dialog (self, _ ("The name is seen by you only."));
  GtkWidget *entry = gtk_entry_new ();

  adw_message_dialog_set_heading (dialog, _ ("Rename Account"));
  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "rename", _ ("_Rename"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "rename", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "rename");
  gtk_editable_set_text (GTK_EDITABLE (entry), sotto_wallet_account_get_name (get_account (self)));
  gtk_entry_set_max_length (GTK_ENTRY (entry), SOTTO_WALLET_MAX_NAME_CHARACTERS);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Name of the account"), -1);
  adw_message_dialog_set_extra_child (dialog, entry);
  g_signal_connect_object (dialog, "response", G_CALLBACK (rename_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (entry);
}

static const char *
describe_removal (SottoWalletAccount *account)
{
  switch (sotto_wallet_account_get_kind (account))
    {
    case SOTTO_WALLET_ACCOUNT_DERIVED:
      return _ ("Its history is deleted from this computer. Your recovery phrase brings its money "
                "back, and nothing else does.");
    case SOTTO_WALLET_ACCOUNT_PHRASE:
      return _ ("Its history is deleted from this computer, and the imported recovery phrase with "
                "the last of its accounts. Without a copy of the phrase the money is lost.");
    case SOTTO_WALLET_ACCOUNT_KEY:
      return _ ("Its key and its history are deleted from this computer. Without a copy of the key "
                "the money is lost.");
    case SOTTO_WALLET_ACCOUNT_WATCHED:
      return _ ("It is not watched any more. Its money is where it is.");
    }
  return NULL;
}

static void
remove_response_cb (AdwMessageDialog *dialog, const char *response, SottoWalletView *self)
{
  if (g_str_equal (response, "remove") && self->wallet != NULL)
    sotto_wallet_remove_async (self->wallet, get_meant (dialog), NULL, changed_cb,
                               g_object_ref (self));
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SottoWalletView *self = SOTTO_WALLET_VIEW (widget);
  SottoWalletAccount *account = get_account (self);
  AdwMessageDialog *dialog = create_dialog (self, describe_removal (account));

  adw_message_dialog_format_heading (dialog, _ ("Remove %s?"),
                                     sotto_wallet_account_get_name (account));
  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "remove",
                                    _ ("_Remove Account"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "remove", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (remove_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
sotto_wallet_view_update_actions (SottoWalletView *self)
{
  static const char *const of_account[] = { "wallet.rename", "wallet.colour", "wallet.hide",
                                            "wallet.remove", "wallet.receive" };

  for (guint i = 0; i < G_N_ELEMENTS (of_account); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), of_account[i], get_account (self) != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "wallet.lock",
                                 sotto_wallet_is_unlocked (self->wallet));
  sotto_wallet_view_update_key_actions (self);
}

void
sotto_wallet_view_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "wallet.show-list", NULL, show_list_action);
  gtk_widget_class_install_action (widget_class, "wallet.add", "s", add_action);
  gtk_widget_class_install_action (widget_class, "wallet.receive", NULL, receive_action);
  gtk_widget_class_install_action (widget_class, "wallet.lock", NULL, lock_action);
  gtk_widget_class_install_action (widget_class, "wallet.rename", NULL, rename_action);
  gtk_widget_class_install_action (widget_class, "wallet.colour", "u", colour_action);
  gtk_widget_class_install_action (widget_class, "wallet.hide", NULL, hide_action);
  gtk_widget_class_install_action (widget_class, "wallet.remove", NULL, remove_action);
  sotto_wallet_view_install_key_actions (widget_class);
  gtk_widget_class_install_property_action (widget_class, "wallet.show-hidden", "shows-hidden");
  gtk_widget_class_install_property_action (widget_class, "wallet.unlock-seconds",
                                            "unlock-seconds");
}

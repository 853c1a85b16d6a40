/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the window can be asked to do, by menus, keys and its parts. */

#include "sotto-window-private.h"

#include <glib/gi18n.h>

#include "sotto-backup-window.h"
#include "sotto-contact-window.h"
#include "sotto-network-window.h"
#include "sotto-open-chat-dialog.h"
#include "sotto-preferences.h"

#define HOUR_MS (G_GINT64_CONSTANT (3600) * 1000)

static SottoMessenger *
get_messenger (SottoWindow *self)
{
  return sotto_session_get_messenger (self->session);
}

static void
opened_cb (SottoOpenChatDialog *dialog, SottoChat *chat, SottoWindow *self)
{
  if (self->session == NULL)
    return;
  sotto_window_show_chat (self, chat);
  sotto_conversation_view_focus (self->conversation);
}

static void
new_chat_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SottoWindow *self = SOTTO_WINDOW (widget);
  GtkWidget *dialog = sotto_open_chat_dialog_new_direct (GTK_WINDOW (self), get_messenger (self));

  g_signal_connect_object (dialog, "opened", G_CALLBACK (opened_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
join_channel_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SottoWindow *self = SOTTO_WINDOW (widget);
  GtkWidget *dialog = sotto_open_chat_dialog_new_channel (GTK_WINDOW (self), get_messenger (self));

  g_signal_connect_object (dialog, "opened", G_CALLBACK (opened_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoChat) chat =
    sotto_messenger_start_direct_finish (SOTTO_MESSENGER (source), result, &error);

  if (chat == NULL)
    sotto_window_toast (self, error->message);
  else if (self->session != NULL)
    sotto_window_show_chat (self, chat);
}

static void
message_requested_cb (SottoContactWindow *window, SottoContact *contact, SottoWindow *self)
{
  if (self->session != NULL)
    sotto_messenger_start_direct_async (get_messenger (self), sotto_contact_get_key (contact), NULL,
                                        started_cb, g_object_ref (self));
}

static void
show_contact (SottoWindow *self, SottoContact *contact)
{
  GtkWidget *window = sotto_contact_window_new (GTK_WINDOW (self), get_messenger (self), contact);

  g_signal_connect_object (window, "message-requested", G_CALLBACK (message_requested_cb), self, 0);
  gtk_window_present (GTK_WINDOW (window));
}

static void
show_contact_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SottoWindow *self = SOTTO_WINDOW (widget);
  g_autoptr (SottoContact) contact = NULL;
  SottoPublicKey key;

  if (!sotto_public_key_parse_text (&key, g_variant_get_string (parameter, NULL), NULL))
    return;
  contact = sotto_messenger_dup_contact (get_messenger (self), &key);
  show_contact (self, contact);
}

static void
profile_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SottoWindow *self = SOTTO_WINDOW (widget);

  show_contact (self, sotto_messenger_get_self (get_messenger (self)));
}

static void
open_chat_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SottoWindow *self = SOTTO_WINDOW (widget);
  SottoChat *chat = sotto_chat_list_lookup (sotto_messenger_get_chats (get_messenger (self)),
                                            g_variant_get_string (parameter, NULL));

  if (chat != NULL)
    sotto_window_show_chat (self, chat);
}

static void
show_sidebar_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  adw_leaflet_navigate (SOTTO_WINDOW (widget)->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

static void
leave_response_cb (AdwMessageDialog *dialog, const char *response, SottoWindow *self)
{
  if (g_str_equal (response, "leave") && self->session != NULL && self->chat != NULL)
    sotto_messenger_delete_chat (get_messenger (self), self->chat);
}

static void
clear_response_cb (AdwMessageDialog *dialog, const char *response, SottoWindow *self)
{
  if (g_str_equal (response, "clear") && self->session != NULL && self->chat != NULL)
    sotto_messenger_clear_history (get_messenger (self), self->chat);
}

static void
ask (SottoWindow *self,
     AdwMessageDialog *dialog,
     const char *id,
     const char *label,
     GCallback answered)
{
  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), id, label, NULL);
  adw_message_dialog_set_response_appearance (dialog, id, ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "cancel");
  g_signal_connect_object (dialog, "response", answered, self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
leave_chat_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SottoWindow *self = SOTTO_WINDOW (widget);
  gboolean is_public = sotto_chat_get_kind (self->chat) == SOTTO_CHAT_KIND_PUBLIC;
  GtkWidget *dialog = adw_message_dialog_new (
    GTK_WINDOW (self), NULL,
    _ ("Its messages are deleted from this computer. This cannot be undone."));

  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (dialog),
                                     is_public ? _ ("Leave #%s?") : _ ("Delete the chat with %s?"),
                                     sotto_chat_get_name (self->chat));
  ask (self, ADW_MESSAGE_DIALOG (dialog), "leave", is_public ? _ ("_Leave") : _ ("_Delete"),
       G_CALLBACK (leave_response_cb));
}

static void
clear_history_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SottoWindow *self = SOTTO_WINDOW (widget);
  GtkWidget *dialog = adw_message_dialog_new (
    GTK_WINDOW (self), _ ("Clear the History?"),
    _ ("All messages of this chat are deleted from this computer. The others keep theirs."));

  ask (self, ADW_MESSAGE_DIALOG (dialog), "clear", _ ("_Clear"), G_CALLBACK (clear_response_cb));
}

static void
mute_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  static const struct
  {
    const char *name;
    gint64 duration_ms;
  } choices[] = { { "1h", HOUR_MS }, { "8h", 8 * HOUR_MS }, { "week", 7 * 24 * HOUR_MS } };
  SottoWindow *self = SOTTO_WINDOW (widget);
  const char *choice = g_variant_get_string (parameter, NULL);
  gint64 until = g_str_equal (choice, "always") ? G_MAXINT64 : 0;

  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    if (g_str_equal (choice, choices[i].name))
      until = (gint64) sotto_clock_get_milliseconds (self->clock) + choices[i].duration_ms;
  sotto_messenger_set_muted_until (get_messenger (self), self->chat, until);
}

static void
toast_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  sotto_window_toast (SOTTO_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
show_preferences_page (SottoWindow *self, gpointer parent, const char *page)
{
  GtkWidget *preferences =
    sotto_preferences_new (GTK_WINDOW (parent), self->session, self->settings);

  /* The other way round would hide from assistive technology that it is a window. */
  gtk_window_present (GTK_WINDOW (preferences));
  sotto_preferences_show_page (SOTTO_PREFERENCES (preferences), page);
}

static void
mailservers_requested_cb (SottoNetworkWindow *window, SottoWindow *self)
{
  if (self->session != NULL)
    show_preferences_page (self, window, SOTTO_PREFERENCES_MAILSERVERS);
}

static void
wallet_networks_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_preferences_page (SOTTO_WINDOW (widget), widget, SOTTO_PREFERENCES_WALLET);
}

static void
network_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SottoWindow *self = SOTTO_WINDOW (widget);

  GtkWidget *window = sotto_network_window_new (GTK_WINDOW (self), self->session);

  g_signal_connect_object (window, "mailservers-requested", G_CALLBACK (mailservers_requested_cb),
                           self, 0);
  gtk_window_present (GTK_WINDOW (window));
}

static void
preferences_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SottoWindow *self = SOTTO_WINDOW (widget);

  gtk_window_present (
    GTK_WINDOW (sotto_preferences_new (GTK_WINDOW (self), self->session, self->settings)));
}

static void
backup_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SottoWindow *self = SOTTO_WINDOW (widget);

  gtk_window_present (
    GTK_WINDOW (sotto_backup_window_new (GTK_WINDOW (self), self->session, self->random)));
}

static void
lock_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  sotto_window_lock (SOTTO_WINDOW (widget));
}

static void
search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SottoWindow *self = SOTTO_WINDOW (widget);

  adw_view_stack_set_visible_child_name (self->views, "chats");
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
  sotto_sidebar_focus_search (self->sidebar);
}

static void
step_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SottoWindow *self = SOTTO_WINDOW (widget);
  g_autoptr (SottoChat) chat =
    sotto_sidebar_dup_neighbour (self->sidebar, g_variant_get_int32 (parameter));

  if (chat != NULL)
    sotto_window_show_chat (self, chat);
}

static void
go_to_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SottoWindow *self = SOTTO_WINDOW (widget);
  g_autoptr (SottoChat) chat =
    sotto_sidebar_dup_nth (self->sidebar, (guint) g_variant_get_int32 (parameter) - 1);

  if (chat != NULL)
    sotto_window_show_chat (self, chat);
}

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (sotto_account_manager_delete_finish (SOTTO_ACCOUNT_MANAGER (source), result, &error))
    sotto_window_toast (self, _ ("The account is gone from this computer"));
  else
    sotto_window_toast (self, error->message);
  sotto_window_show_start (self);
}

typedef struct
{
  SottoWindow *window;
  SottoAccount *account;
} Deletion;

static void
deletion_free (gpointer data, GClosure *closure)
{
  Deletion *deletion = data;

  g_object_unref (deletion->account);
  g_free (deletion);
}

static void
confirmation_changed_cb (GtkEditable *entry, AdwMessageDialog *dialog)
{
  const char *wanted = g_object_get_data (G_OBJECT (dialog), "wanted");

  adw_message_dialog_set_response_enabled (
    dialog, "delete", g_ascii_strcasecmp (gtk_editable_get_text (entry), wanted) == 0);
}

static void
delete_response_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  Deletion *deletion = user_data;

  if (g_str_equal (response, "delete"))
    sotto_account_manager_delete_async (deletion->window->accounts, deletion->account, NULL,
                                        deleted_cb, g_object_ref (deletion->window));
}

/* What cannot be undone asks for the account's name to be written. */
static void
delete_account_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SottoWindow *self = SOTTO_WINDOW (widget);
  g_autoptr (SottoAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), 0);
  AdwMessageDialog *dialog;
  GtkWidget *entry = gtk_entry_new ();
  Deletion *deletion;

  if (account == NULL)
    return;
  deletion = g_new0 (Deletion, 1);
  deletion->window = self;
  deletion->account = g_object_ref (account);
  dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (
    GTK_WINDOW (self), NULL,
    _ (
      "Its keys, contacts and messages are destroyed on this computer. Only the recovery phrase "
      "brings the identity back, and nothing brings the messages back. Write the name to go on.")));
  adw_message_dialog_format_heading (dialog, _ ("Delete %s?"), sotto_account_get_name (account));
  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "delete",
                                    _ ("_Delete Account"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "delete", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_enabled (dialog, "delete", FALSE);
  adw_message_dialog_set_extra_child (dialog, entry);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Name of the account"), -1);
  g_object_set_data_full (G_OBJECT (dialog), "wanted", g_strdup (sotto_account_get_name (account)),
                          g_free);
  g_signal_connect (entry, "changed", G_CALLBACK (confirmation_changed_cb), dialog);
  g_signal_connect_data (dialog, "response", G_CALLBACK (delete_response_cb), deletion,
                         deletion_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
sotto_window_update_actions (SottoWindow *self)
{
  static const char *const of_session[] = {
    "win.new-chat", "win.join-channel", "win.show-contact", "win.profile",        "win.open-chat",
    "win.network",  "win.preferences",  "win.backup",       "win.lock",           "win.search",
    "win.step",     "win.go-to",        "win.show-sidebar", "win.wallet-networks"
  };
  static const char *const of_chat[] = { "win.leave-chat", "win.clear-history", "win.mute" };
  GtkWidget *widget = GTK_WIDGET (self);

  for (guint i = 0; i < G_N_ELEMENTS (of_session); i++)
    gtk_widget_action_set_enabled (widget, of_session[i], self->session != NULL);
  for (guint i = 0; i < G_N_ELEMENTS (of_chat); i++)
    gtk_widget_action_set_enabled (widget, of_chat[i], self->chat != NULL);
  sotto_window_update_payment_actions (self);
  gtk_widget_action_set_enabled (widget, "win.delete-account",
                                 self->session == NULL &&
                                   g_list_model_get_n_items (G_LIST_MODEL (self->accounts)) > 0);
}

static void
bind_keys (GtkWidgetClass *widget_class)
{
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, GDK_CONTROL_MASK, "win.new-chat",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_j, GDK_CONTROL_MASK,
                                       "win.join-channel", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_k, GDK_CONTROL_MASK, "win.search",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_l, GDK_CONTROL_MASK, "win.lock", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_comma, GDK_CONTROL_MASK,
                                       "win.preferences", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Down, GDK_ALT_MASK, "win.step", "i",
                                       1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Up, GDK_ALT_MASK, "win.step", "i", -1);
  for (guint i = 1; i <= 9; i++)
    gtk_widget_class_add_binding_action (widget_class, GDK_KEY_0 + i, GDK_CONTROL_MASK, "win.go-to",
                                         "i", i);
}

void
sotto_window_install_actions (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char *name;
    const char *type;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "win.new-chat", NULL, new_chat_action },
    { "win.join-channel", NULL, join_channel_action },
    { "win.show-contact", "s", show_contact_action },
    { "win.profile", NULL, profile_action },
    { "win.open-chat", "s", open_chat_action },
    { "win.show-sidebar", NULL, show_sidebar_action },
    { "win.leave-chat", NULL, leave_chat_action },
    { "win.clear-history", NULL, clear_history_action },
    { "win.mute", "s", mute_action },
    { "win.toast", "s", toast_action },
    { "win.network", NULL, network_action },
    { "win.preferences", NULL, preferences_action },
    { "win.wallet-networks", NULL, wallet_networks_action },
    { "win.backup", NULL, backup_action },
    { "win.lock", NULL, lock_action },
    { "win.search", NULL, search_action },
    { "win.step", "i", step_action },
    { "win.go-to", "i", go_to_action },
    { "win.delete-account", NULL, delete_account_action },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, actions[i].type,
                                     actions[i].activate);
  sotto_window_install_payment_actions (widget_class);
  bind_keys (widget_class);
}

/* What notifications lead to. */

/* (transfer none) (nullable) */
static SottoChat *
find_chat (SottoWindow *self, const char *chat_id)
{
  return self->session != NULL
           ? sotto_chat_list_lookup (sotto_messenger_get_chats (get_messenger (self)), chat_id)
           : NULL;
}

void
sotto_window_show_chat_by_id (SottoWindow *self, const char *chat_id)
{
  SottoChat *chat;

  g_return_if_fail (SOTTO_IS_WINDOW (self) && chat_id != NULL);

  chat = find_chat (self, chat_id);
  gtk_window_present (GTK_WINDOW (self));
  if (chat == NULL)
    return;
  sotto_window_show_chat (self, chat);
  sotto_conversation_view_focus (self->conversation);
}

void
sotto_window_read_chat_by_id (SottoWindow *self, const char *chat_id)
{
  SottoChat *chat;

  g_return_if_fail (SOTTO_IS_WINDOW (self) && chat_id != NULL);

  chat = find_chat (self, chat_id);
  if (chat != NULL)
    sotto_messenger_mark_read (get_messenger (self), chat);
}

void
sotto_window_show_wallet (SottoWindow *self)
{
  g_return_if_fail (SOTTO_IS_WINDOW (self));

  gtk_window_present (GTK_WINDOW (self));
  if (self->session != NULL)
    adw_view_stack_set_visible_child_name (self->views, "wallet");
}

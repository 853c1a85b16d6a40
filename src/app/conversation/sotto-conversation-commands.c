/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What may be done with a message: by the menu, by keys and by a click on parts of it. */

#include <glib/gi18n.h>

#include "sotto-conversation-private.h"
#include "sotto-link-opener.h"
#include "sotto-message-details.h"
#include "sotto-message-row-view.h"

/* A menu has room for so much of an address. */
#define LINK_CHARACTERS 40

static GtkWindow *
get_window (SottoConversationView *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

void
sotto_conversation_toast (SottoConversationView *self, const char *sentence)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", sentence);
}

static void
copy (SottoConversationView *self, SottoMessage *message, GtkWidget *row)
{
  g_autofree char *selection = NULL;

  if (row)
    selection = sotto_message_row_view_dup_selection (SOTTO_MESSAGE_ROW_VIEW (row));
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          selection ? selection : sotto_message_get_text (message));
  sotto_conversation_toast (self, _ ("Copied"));
}

static void
reply (SottoConversationView *self, SottoMessage *message)
{
  sotto_composer_set_reply (self->composer, message);
  sotto_composer_focus (self->composer);
}

typedef struct
{
  SottoConversationView *self;
  SottoChat *chat;
  char *id;
} Deletion;

static void
deletion_free (gpointer data, GClosure *closure)
{
  Deletion *deletion = data;

  g_object_unref (deletion->self);
  g_object_unref (deletion->chat);
  g_free (deletion->id);
  g_free (deletion);
}

static void
delete_response_cb (AdwMessageDialog *dialog, const char *response, Deletion *deletion)
{
  if (g_str_equal (response, "delete"))
    sotto_messenger_delete_message (deletion->self->messenger, deletion->chat, deletion->id);
}

static void
ask_to_delete (SottoConversationView *self, SottoMessage *message)
{
  GtkWidget *dialog = adw_message_dialog_new (
    get_window (self), _ ("Delete This Message?"),
    _ ("It is deleted on this computer. Others who have received it keep it."));
  AdwMessageDialog *question = ADW_MESSAGE_DIALOG (dialog);
  Deletion *deletion = g_new0 (Deletion, 1);

  deletion->self = g_object_ref (self);
  deletion->chat = g_object_ref (self->chat);
  deletion->id = g_strdup (sotto_message_get_id (message));
  adw_message_dialog_add_responses (question, "cancel", _ ("_Cancel"), "delete", _ ("_Delete"),
                                    NULL);
  adw_message_dialog_set_response_appearance (question, "delete", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (question, "cancel");
  adw_message_dialog_set_close_response (question, "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (delete_response_cb), deletion,
                         deletion_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
add_item (GMenu *menu, const char *label, const char *action)
{
  g_menu_append (menu, label, action);
}

static GMenuModel *
make_link_section (char **links)
{
  GMenu *section = g_menu_new ();

  for (guint i = 0; links[i]; i++)
    {
      g_autofree char *cut =
        g_utf8_substring (links[i], 0, MIN (g_utf8_strlen (links[i], -1), LINK_CHARACTERS));
      g_auto (GStrv) parts = g_strsplit (cut, "_", -1);
      /* An underscore would be read as the sign of a key. */
      g_autofree char *shown = g_strjoinv ("__", parts);
      /* Translators: an item of a menu; the placeholder is an address such as https://example.org.
       */
      g_autofree char *label = g_strdup_printf (_ ("Open %s"), shown);
      g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "message.open-link", "s", links[i]);
      g_menu_append_item (section, item);
    }
  return G_MENU_MODEL (section);
}

static GMenuModel *
make_menu (SottoConversationView *self, SottoMessage *message, GtkWidget *row)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) main_section = g_menu_new ();
  g_autoptr (GMenu) last_section = g_menu_new ();
  g_auto (GStrv) links = sotto_message_row_view_dup_links (SOTTO_MESSAGE_ROW_VIEW (row));
  g_autoptr (GMenuModel) link_section = make_link_section (links);

  if (sotto_message_get_state (message) == SOTTO_MESSAGE_STATE_FAILED)
    add_item (main_section, _ ("_Try Again"), "message.retry");
  add_item (main_section, _ ("_Reply"), "message.reply");
  add_item (main_section, _ ("_Copy"), "message.copy");
  if (!sotto_message_is_outgoing (message))
    add_item (main_section, _ ("Show _Contact"), "message.author");
  add_item (last_section, _ ("D_etails"), "message.details");
  add_item (last_section, _ ("_Delete…"), "message.delete");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (main_section));
  if (links[0])
    g_menu_append_section (menu, NULL, link_section);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (last_section));
  return G_MENU_MODEL (menu);
}

static void
show_menu (SottoConversationView *self, SottoMessage *message, GtkWidget *row, graphene_point_t at)
{
  g_autoptr (GMenuModel) menu = make_menu (self, message, row);
  graphene_point_t here;

  if (!gtk_widget_compute_point (row, GTK_WIDGET (self), &at, &here))
    return;
  g_set_object (&self->menu_message, message);
  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->popover), menu);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover),
                               &(GdkRectangle){ (int) here.x, (int) here.y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
show_author (SottoConversationView *self, SottoMessage *message)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-contact", "s",
                              sotto_contact_get_key_text (sotto_message_get_author (message)));
}

/* @row: (nullable): the row, when there is one to take the selection from. */
static void
run (SottoConversationView *self,
     SottoMessage *message,
     SottoMessageCommand command,
     GtkWidget *row)
{
  switch (command)
    {
    case SOTTO_MESSAGE_COMMAND_MENU:
      break;
    case SOTTO_MESSAGE_COMMAND_COPY:
      copy (self, message, row);
      break;
    case SOTTO_MESSAGE_COMMAND_REPLY:
      reply (self, message);
      break;
    case SOTTO_MESSAGE_COMMAND_DETAILS:
      sotto_message_details_present (get_window (self), message);
      break;
    case SOTTO_MESSAGE_COMMAND_RETRY:
      sotto_messenger_retry (self->messenger, self->chat, sotto_message_get_id (message));
      break;
    case SOTTO_MESSAGE_COMMAND_DELETE:
      ask_to_delete (self, message);
      break;
    case SOTTO_MESSAGE_COMMAND_GO_TO_QUOTE:
      sotto_conversation_jump_to (self, sotto_message_get_reply_to (message));
      break;
    case SOTTO_MESSAGE_COMMAND_SHOW_AUTHOR:
      show_author (self, message);
      break;
    case SOTTO_MESSAGE_COMMAND_FETCH:
      sotto_conversation_fetch (self);
      break;
    }
}

void
sotto_conversation_command (SottoConversationView *self,
                            GtkWidget *row,
                            int command,
                            double x,
                            double y)
{
  SottoMessage *shown = sotto_message_row_view_get_message (SOTTO_MESSAGE_ROW_VIEW (row));
  g_autoptr (SottoMessage) message = NULL;

  if (!g_set_object (&message, shown) || message == NULL)
    return;
  if (command == SOTTO_MESSAGE_COMMAND_MENU)
    show_menu (self, message, row, GRAPHENE_POINT_INIT ((float) x, (float) y));
  else
    run (self, message, command, row);
}

static void
message_action_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  static const struct
  {
    const char *name;
    SottoMessageCommand command;
  } commands[] = {
    { "copy", SOTTO_MESSAGE_COMMAND_COPY },       { "reply", SOTTO_MESSAGE_COMMAND_REPLY },
    { "details", SOTTO_MESSAGE_COMMAND_DETAILS }, { "retry", SOTTO_MESSAGE_COMMAND_RETRY },
    { "delete", SOTTO_MESSAGE_COMMAND_DELETE },   { "author", SOTTO_MESSAGE_COMMAND_SHOW_AUTHOR },
  };
  SottoConversationView *self = user_data;
  g_autoptr (SottoMessage) message = NULL;

  if (!self->menu_message || !self->chat)
    return;
  message = g_object_ref (self->menu_message);
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      if (g_str_equal (commands[i].name, g_action_get_name (G_ACTION (action))))
        run (self, message, commands[i].command, NULL);
    }
}

static void
open_link_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  sotto_link_opener_open (get_window (user_data), g_variant_get_string (parameter, NULL));
}

void
sotto_conversation_init_commands (SottoConversationView *self)
{
  static const GActionEntry entries[] = {
    { "copy", message_action_cb },      { "reply", message_action_cb },
    { "details", message_action_cb },   { "retry", message_action_cb },
    { "delete", message_action_cb },    { "author", message_action_cb },
    { "open-link", open_link_cb, "s" },
  };
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "message", G_ACTION_GROUP (group));

  self->popover = gtk_popover_menu_new_from_model (NULL);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
}

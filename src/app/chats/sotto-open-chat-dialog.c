/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-open-chat-dialog.h"

#include <glib/gi18n.h>

#include "sotto-avatar.h"

struct _SottoOpenChatDialog
{
  AdwWindow parent_instance;

  SottoMessenger *messenger;
  gboolean is_channel;

  AdwWindowTitle *title;
  AdwEntryRow *entry;
  GtkLabel *hint;
  GtkBox *person;
  SottoAvatar *avatar;
  GtkLabel *person_name;
  GtkButton *open;
};

G_DEFINE_FINAL_TYPE (SottoOpenChatDialog, sotto_open_chat_dialog, ADW_TYPE_WINDOW)

enum
{
  SIGNAL_OPENED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
parse_key (SottoOpenChatDialog *self, SottoPublicKey *key, GError **error)
{
  SottoContact *own = sotto_messenger_get_self (self->messenger);

  if (!sotto_public_key_parse_text (key, gtk_editable_get_text (GTK_EDITABLE (self->entry)), error))
    return FALSE;
  if (!sotto_public_key_equal (key, sotto_contact_get_key (own)))
    return TRUE;
  g_set_error_literal (error, SOTTO_CHAT_ERROR, SOTTO_CHAT_ERROR_OWN_KEY,
                       _ ("This is your own chat key: ask the other person for theirs"));
  return FALSE;
}

static void
show_person (SottoOpenChatDialog *self, const SottoPublicKey *key)
{
  g_autoptr (SottoContact) contact = sotto_messenger_dup_contact (self->messenger, key);

  sotto_avatar_set_key (self->avatar, key);
  gtk_label_set_text (self->person_name, sotto_contact_get_name (contact));
}

static gboolean
check (SottoOpenChatDialog *self, GError **error)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autofree char *name = NULL;
  SottoPublicKey key;

  if (self->is_channel)
    {
      name = sotto_messenger_normalise_channel (typed, error);
      return name != NULL;
    }
  if (!parse_key (self, &key, error))
    return FALSE;
  show_person (self, &key);
  return TRUE;
}

static void
changed_cb (SottoOpenChatDialog *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autoptr (GError) error = NULL;
  gboolean good = check (self, &error);

  gtk_widget_set_sensitive (GTK_WIDGET (self->open), good);
  gtk_widget_set_visible (GTK_WIDGET (self->person), good && !self->is_channel);
  if (*typed == '\0' || good)
    gtk_label_set_text (
      self->hint, self->is_channel
                    ? _ ("Anyone who knows the name of a channel can read it and write in it.")
                    : _ ("A chat key begins with 0x04 or zQ3. Your friend finds it under “Your "
                         "Identity”."));
  else
    gtk_label_set_text (self->hint, error->message);
}

static void
finish (SottoOpenChatDialog *self, SottoChat *chat, const GError *error)
{
  if (chat == NULL)
    {
      gtk_label_set_text (self->hint, error->message);
      gtk_widget_set_sensitive (GTK_WIDGET (self->open), TRUE);
      return;
    }
  g_signal_emit (self, signals[SIGNAL_OPENED], 0, chat);
  gtk_window_close (GTK_WINDOW (self));
}

static void
joined_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoOpenChatDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoChat) chat =
    sotto_messenger_join_channel_finish (SOTTO_MESSENGER (source), result, &error);

  finish (self, chat, error);
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoOpenChatDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoChat) chat =
    sotto_messenger_start_direct_finish (SOTTO_MESSENGER (source), result, &error);

  finish (self, chat, error);
}

static void
open_cb (SottoOpenChatDialog *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autofree char *name = NULL;
  SottoPublicKey key;

  if (!gtk_widget_get_sensitive (GTK_WIDGET (self->open)))
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self->open), FALSE);
  if (!self->is_channel)
    {
      if (parse_key (self, &key, NULL))
        sotto_messenger_start_direct_async (self->messenger, &key, NULL, started_cb,
                                            g_object_ref (self));
      return;
    }
  name = sotto_messenger_normalise_channel (typed, NULL);
  if (name != NULL)
    sotto_messenger_join_channel_async (self->messenger, name, NULL, joined_cb,
                                        g_object_ref (self));
}

static void
sotto_open_chat_dialog_dispose (GObject *object)
{
  g_clear_object (&SOTTO_OPEN_CHAT_DIALOG (object)->messenger);
  G_OBJECT_CLASS (sotto_open_chat_dialog_parent_class)->dispose (object);
}

static void
sotto_open_chat_dialog_class_init (SottoOpenChatDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sotto_open_chat_dialog_dispose;
  signals[SIGNAL_OPENED] = g_signal_new ("opened", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, SOTTO_TYPE_CHAT);
  g_type_ensure (SOTTO_TYPE_AVATAR);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/sotto/Sotto/ui/open-chat-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SottoOpenChatDialog, title);
  gtk_widget_class_bind_template_child (widget_class, SottoOpenChatDialog, entry);
  gtk_widget_class_bind_template_child (widget_class, SottoOpenChatDialog, hint);
  gtk_widget_class_bind_template_child (widget_class, SottoOpenChatDialog, person);
  gtk_widget_class_bind_template_child (widget_class, SottoOpenChatDialog, avatar);
  gtk_widget_class_bind_template_child (widget_class, SottoOpenChatDialog, person_name);
  gtk_widget_class_bind_template_child (widget_class, SottoOpenChatDialog, open);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_cb);
}

static void
sotto_open_chat_dialog_init (SottoOpenChatDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static GtkWidget *
create (GtkWindow *parent, SottoMessenger *messenger, gboolean is_channel)
{
  SottoOpenChatDialog *self =
    g_object_new (SOTTO_TYPE_OPEN_CHAT_DIALOG, "transient-for", parent, "modal", TRUE, NULL);
  const char *title = is_channel ? _ ("Join Channel") : _ ("New Chat");

  self->messenger = g_object_ref (messenger);
  self->is_channel = is_channel;
  gtk_window_set_title (GTK_WINDOW (self), title);
  adw_window_title_set_title (self->title, title);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->entry),
                                 is_channel ? _ ("Name of the channel") : _ ("Chat key"));
  gtk_button_set_label (self->open, is_channel ? _ ("_Join") : _ ("_Start"));
  changed_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  return GTK_WIDGET (self);
}

GtkWidget *
sotto_open_chat_dialog_new_direct (GtkWindow *parent, SottoMessenger *messenger)
{
  return create (parent, messenger, FALSE);
}

GtkWidget *
sotto_open_chat_dialog_new_channel (GtkWindow *parent, SottoMessenger *messenger)
{
  return create (parent, messenger, TRUE);
}

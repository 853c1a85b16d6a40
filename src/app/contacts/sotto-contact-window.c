/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-contact-window.h"

#include <glib/gi18n.h>

#include "sotto-avatar.h"
#include "sotto-qr-code.h"

struct _SottoContactWindow
{
  AdwWindow parent_instance;

  SottoMessenger *messenger;
  SottoContact *contact;

  AdwToastOverlay *toasts;
  SottoAvatar *avatar;
  GtkLabel *name;
  GtkLabel *alias;
  GtkLabel *key;
  AdwBin *code;
  AdwPreferencesGroup *others;
  AdwEntryRow *nickname;
  GtkButton *message;
  GtkButton *add;
  GtkButton *block;
};

G_DEFINE_FINAL_TYPE (SottoContactWindow, sotto_contact_window, ADW_TYPE_WINDOW)

enum
{
  SIGNAL_MESSAGE_REQUESTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
update (SottoContactWindow *self)
{
  const char *alias = sotto_contact_get_alias (self->contact);

  gtk_label_set_text (self->name, sotto_contact_get_name (self->contact));
  gtk_label_set_text (self->alias, alias);
  gtk_widget_set_visible (GTK_WIDGET (self->alias),
                          sotto_contact_get_nickname (self->contact) != NULL);
  gtk_button_set_label (self->add, sotto_contact_get_added (self->contact)
                                     ? _ ("_Remove From Contacts")
                                     : _ ("_Add to Contacts"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->add), !sotto_contact_get_blocked (self->contact));
  gtk_widget_set_sensitive (GTK_WIDGET (self->message), !sotto_contact_get_blocked (self->contact));
  gtk_button_set_label (self->block,
                        sotto_contact_get_blocked (self->contact) ? _ ("_Unblock") : _ ("_Block…"));
}

static void
copy_key_cb (SottoContactWindow *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          sotto_contact_get_key_text (self->contact));
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (_ ("Chat key copied")));
}

static void
nickname_applied_cb (SottoContactWindow *self)
{
  sotto_messenger_set_nickname (self->messenger, self->contact,
                                gtk_editable_get_text (GTK_EDITABLE (self->nickname)));
}

static void
message_cb (SottoContactWindow *self)
{
  g_signal_emit (self, signals[SIGNAL_MESSAGE_REQUESTED], 0, self->contact);
  gtk_window_close (GTK_WINDOW (self));
}

static void
add_cb (SottoContactWindow *self)
{
  if (sotto_contact_get_added (self->contact))
    sotto_messenger_remove_contact (self->messenger, self->contact);
  else
    sotto_messenger_add_contact (self->messenger, self->contact);
}

static void
block_response_cb (AdwMessageDialog *dialog, const char *response, SottoContactWindow *self)
{
  if (g_str_equal (response, "block"))
    sotto_messenger_block (self->messenger, self->contact);
}

static void
block_cb (SottoContactWindow *self)
{
  GtkWidget *dialog;

  if (sotto_contact_get_blocked (self->contact))
    {
      sotto_messenger_unblock (self->messenger, self->contact);
      return;
    }
  dialog = adw_message_dialog_new (GTK_WINDOW (self), NULL,
                                   _ ("All messages of this person are deleted from this computer, "
                                      "and no more are taken in. They are not told."));
  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (dialog), _ ("Block %s?"),
                                     sotto_contact_get_name (self->contact));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "block",
                                    _ ("_Block"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "block",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (block_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
sotto_contact_window_dispose (GObject *object)
{
  SottoContactWindow *self = SOTTO_CONTACT_WINDOW (object);

  g_clear_object (&self->contact);
  g_clear_object (&self->messenger);
  G_OBJECT_CLASS (sotto_contact_window_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, SottoContactWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, SottoContactWindow, avatar);
  gtk_widget_class_bind_template_child (widget_class, SottoContactWindow, name);
  gtk_widget_class_bind_template_child (widget_class, SottoContactWindow, alias);
  gtk_widget_class_bind_template_child (widget_class, SottoContactWindow, key);
  gtk_widget_class_bind_template_child (widget_class, SottoContactWindow, code);
  gtk_widget_class_bind_template_child (widget_class, SottoContactWindow, others);
  gtk_widget_class_bind_template_child (widget_class, SottoContactWindow, nickname);
  gtk_widget_class_bind_template_child (widget_class, SottoContactWindow, message);
  gtk_widget_class_bind_template_child (widget_class, SottoContactWindow, add);
  gtk_widget_class_bind_template_child (widget_class, SottoContactWindow, block);
}

static void
sotto_contact_window_class_init (SottoContactWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sotto_contact_window_dispose;
  signals[SIGNAL_MESSAGE_REQUESTED] =
    g_signal_new ("message-requested", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                  NULL, G_TYPE_NONE, 1, SOTTO_TYPE_CONTACT);
  g_type_ensure (SOTTO_TYPE_AVATAR);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/sotto/Sotto/ui/contact-window.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, copy_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, nickname_applied_cb);
  gtk_widget_class_bind_template_callback (widget_class, message_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_bind_template_callback (widget_class, block_cb);
}

static void
sotto_contact_window_init (SottoContactWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sotto_contact_window_new (GtkWindow *parent, SottoMessenger *messenger, SottoContact *contact)
{
  SottoContactWindow *self =
    g_object_new (SOTTO_TYPE_CONTACT_WINDOW, "transient-for", parent, "modal", TRUE, NULL);
  const char *nickname = sotto_contact_get_nickname (contact);
  GtkWidget *code = sotto_qr_code_new ();

  self->messenger = g_object_ref (messenger);
  self->contact = g_object_ref (contact);
  sotto_avatar_set_size (self->avatar, 96);
  sotto_avatar_set_key (self->avatar, sotto_contact_get_key (contact));
  gtk_label_set_text (self->key, sotto_contact_get_key_text (contact));
  sotto_qr_code_set_text (SOTTO_QR_CODE (code), sotto_contact_get_key_text (contact),
                          _ ("The chat key as a QR code"));
  adw_bin_set_child (self->code, code);
  gtk_editable_set_text (GTK_EDITABLE (self->nickname), nickname != NULL ? nickname : "");
  gtk_widget_set_visible (GTK_WIDGET (self->others), !sotto_contact_get_is_self (contact));
  g_signal_connect_object (contact, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  gtk_window_set_title (GTK_WINDOW (self), sotto_contact_get_is_self (contact)
                                             ? _ ("Your Identity")
                                             : sotto_contact_get_name (contact));
  update (self);
  return GTK_WIDGET (self);
}

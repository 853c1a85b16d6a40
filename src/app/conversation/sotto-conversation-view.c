/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An open chat: the object, its drafts and its sending. The header, the rows, the window over the
 * messages and what may be done with one are in the other sotto-conversation-*.c. */

#include <glib/gi18n.h>

#include "sotto-avatar.h"
#include "sotto-conversation-private.h"

#define AVATAR_SIZE 28

/* A draft is stored so long after the last key. */
#define DRAFT_MILLISECONDS 600

G_DEFINE_FINAL_TYPE (SottoConversationView, sotto_conversation_view, ADW_TYPE_BIN)

enum
{
  PROP_FOLDED = 1,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

static void
store_draft (SottoConversationView *self)
{
  g_autofree char *text = NULL;

  if (self->draft_timer == 0 || !self->chat)
    return;
  sotto_clock_clear_timer (self->clock, &self->draft_timer);
  text = sotto_composer_dup_text (self->composer);
  sotto_messenger_set_draft (self->messenger, self->chat, *text ? text : NULL);
}

static gboolean
draft_timer_cb (gpointer user_data)
{
  store_draft (user_data);
  return G_SOURCE_REMOVE;
}

static void
text_changed_cb (SottoConversationView *self)
{
  if (!self->chat)
    return;
  sotto_clock_clear_timer (self->clock, &self->draft_timer);
  self->draft_timer = sotto_clock_add_timer (self->clock, DRAFT_MILLISECONDS, draft_timer_cb, self);
}

typedef struct
{
  SottoConversationView *view;
  SottoChat *chat;
  char *text;
} Sending;

static void
sending_free (Sending *sending)
{
  g_object_unref (sending->view);
  g_object_unref (sending->chat);
  g_free (sending->text);
  g_free (sending);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sending, sending_free)

/* What could not even be stored goes back to where it was written. */
static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Sending) sending = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoMessage) message =
    sotto_messenger_send_text_finish (SOTTO_MESSENGER (source), result, &error);
  SottoConversationView *self = sending->view;
  g_autofree char *written = NULL;

  if (message)
    return;
  sotto_conversation_toast (self, error->message);
  written = sotto_composer_dup_text (self->composer);
  if (self->chat == sending->chat && *written == '\0')
    sotto_composer_reset (self->composer, sending->text);
}

static void
send_cb (SottoConversationView *self, const char *text, const char *reply_to)
{
  Sending *sending;

  if (!self->chat)
    return;
  sending = g_new0 (Sending, 1);
  sending->view = g_object_ref (self);
  sending->chat = g_object_ref (self->chat);
  sending->text = g_strdup (text);
  sotto_messenger_send_text_async (self->messenger, self->chat, text, reply_to, NULL, sent_cb,
                                   sending);
  store_draft (self);
  sotto_conversation_jump_to_end (self);
}

static void
title_clicked_cb (SottoConversationView *self)
{
  SottoContact *contact = self->chat ? sotto_chat_get_contact (self->chat) : NULL;

  if (contact)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-contact", "s",
                                sotto_contact_get_key_text (contact));
}

static void
accept_cb (SottoConversationView *self)
{
  if (!self->chat)
    return;
  sotto_messenger_accept_request (self->messenger, self->chat);
  sotto_conversation_view_focus (self);
}

static void
block_cb (SottoConversationView *self)
{
  SottoContact *contact = self->chat ? sotto_chat_get_contact (self->chat) : NULL;

  if (contact)
    sotto_messenger_block (self->messenger, contact);
}

static void
unblock_cb (SottoConversationView *self)
{
  SottoContact *contact = self->chat ? sotto_chat_get_contact (self->chat) : NULL;

  if (contact)
    sotto_messenger_unblock (self->messenger, contact);
}

static gboolean
newest_key_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  sotto_conversation_jump_to_end (SOTTO_CONVERSATION_VIEW (widget));
  return TRUE;
}

static gboolean
emoji_key_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  sotto_composer_open_emoji (SOTTO_CONVERSATION_VIEW (widget)->composer);
  return TRUE;
}

static gboolean
reply_key_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  SottoConversationView *self = SOTTO_CONVERSATION_VIEW (widget);

  if (!sotto_composer_has_reply (self->composer))
    return FALSE;
  sotto_composer_set_reply (self->composer, NULL);
  return TRUE;
}

static void
sotto_conversation_view_get_property (GObject *object,
                                      guint property_id,
                                      GValue *value,
                                      GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_FOLDED:
      g_value_set_boolean (value, SOTTO_CONVERSATION_VIEW (object)->folded);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sotto_conversation_view_set_property (GObject *object,
                                      guint property_id,
                                      const GValue *value,
                                      GParamSpec *pspec)
{
  SottoConversationView *self = SOTTO_CONVERSATION_VIEW (object);

  switch (property_id)
    {
    case PROP_FOLDED:
      self->folded = g_value_get_boolean (value);
      gtk_widget_set_visible (self->back_button, self->folded);
      gtk_widget_set_visible (GTK_WIDGET (self->network_bar), self->folded);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sotto_conversation_view_dispose (GObject *object)
{
  SottoConversationView *self = SOTTO_CONVERSATION_VIEW (object);

  if (self->messenger)
    sotto_conversation_view_set_chat (self, NULL);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_object (&self->menu_message);
  g_clear_object (&self->settings);
  g_clear_object (&self->messenger);
  g_clear_object (&self->session);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (sotto_conversation_view_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/sotto/Sotto/ui/conversation-view.ui");
  gtk_widget_class_bind_template_child (widget_class, SottoConversationView, stack);
  gtk_widget_class_bind_template_child (widget_class, SottoConversationView, header);
  gtk_widget_class_bind_template_child (widget_class, SottoConversationView, back_button);
  gtk_widget_class_bind_template_child (widget_class, SottoConversationView, title_button);
  gtk_widget_class_bind_template_child (widget_class, SottoConversationView, avatar_place);
  gtk_widget_class_bind_template_child (widget_class, SottoConversationView, kind_icon);
  gtk_widget_class_bind_template_child (widget_class, SottoConversationView, title);
  gtk_widget_class_bind_template_child (widget_class, SottoConversationView, subtitle);
  gtk_widget_class_bind_template_child (widget_class, SottoConversationView, menu_button);
  gtk_widget_class_bind_template_child (widget_class, SottoConversationView, network_bar);
  gtk_widget_class_bind_template_child (widget_class, SottoConversationView, request_bar);
  gtk_widget_class_bind_template_child (widget_class, SottoConversationView, request_text);
  gtk_widget_class_bind_template_child (widget_class, SottoConversationView, blocked_bar);
  gtk_widget_class_bind_template_child (widget_class, SottoConversationView, scrolled);
  gtk_widget_class_bind_template_child (widget_class, SottoConversationView, empty_note);
  gtk_widget_class_bind_template_child (widget_class, SottoConversationView, jump);
  gtk_widget_class_bind_template_child (widget_class, SottoConversationView, jump_count);
  gtk_widget_class_bind_template_child (widget_class, SottoConversationView, composer);
  gtk_widget_class_bind_template_callback (widget_class, title_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, accept_cb);
  gtk_widget_class_bind_template_callback (widget_class, block_cb);
  gtk_widget_class_bind_template_callback (widget_class, unblock_cb);
  gtk_widget_class_bind_template_callback (widget_class, send_cb);
  gtk_widget_class_bind_template_callback (widget_class, sotto_conversation_fetch);
  gtk_widget_class_bind_template_callback (widget_class, text_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, sotto_conversation_jump_to_end);
}

static void
sotto_conversation_view_class_init (SottoConversationViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sotto_conversation_view_get_property;
  object_class->set_property = sotto_conversation_view_set_property;
  object_class->dispose = sotto_conversation_view_dispose;

  properties[PROP_FOLDED] =
    g_param_spec_boolean ("folded", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  g_type_ensure (SOTTO_TYPE_COMPOSER);
  g_type_ensure (SOTTO_TYPE_HISTORY_NOTE);
  g_type_ensure (SOTTO_TYPE_NETWORK_BAR);
  bind_template (widget_class);
  gtk_widget_class_set_css_name (widget_class, "conversation");
  gtk_widget_class_add_binding (widget_class, GDK_KEY_End, GDK_CONTROL_MASK, newest_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_period, GDK_CONTROL_MASK, emoji_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, reply_key_cb, NULL);
}

static void
sotto_conversation_view_init (SottoConversationView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->clock = sotto_clock_new_system ();
  self->settings = g_settings_new (SOTTO_APP_ID);

  self->avatar = sotto_avatar_new (AVATAR_SIZE);
  gtk_box_append (self->avatar_place, self->avatar);
  self->timeline = SOTTO_TIMELINE (sotto_timeline_new ());
  sotto_conversation_init_rows (self);
  gtk_scrolled_window_set_child (self->scrolled, GTK_WIDGET (self->timeline));
  sotto_conversation_init_history (self);
  sotto_conversation_init_commands (self);
  g_settings_bind (self->settings, "enter-to-send", self->composer, "enter-sends",
                   G_SETTINGS_BIND_GET);
}

GtkWidget *
sotto_conversation_view_new (SottoSession *session)
{
  SottoConversationView *self;

  g_return_val_if_fail (SOTTO_IS_SESSION (session), NULL);

  self = g_object_new (SOTTO_TYPE_CONVERSATION_VIEW, NULL);
  self->session = g_object_ref (session);
  self->messenger = g_object_ref (sotto_session_get_messenger (session));
  sotto_network_bar_set_session (self->network_bar, session);
  return GTK_WIDGET (self);
}

static void
close_chat (SottoConversationView *self)
{
  SottoContact *contact;

  if (!self->chat)
    return;
  store_draft (self);
  sotto_conversation_close_history (self);
  contact = sotto_chat_get_contact (self->chat);
  if (contact)
    g_signal_handlers_disconnect_by_func (contact, sotto_conversation_update_header, self);
  g_signal_handlers_disconnect_by_func (self->chat, sotto_conversation_update_header, self);
  g_clear_object (&self->menu_message);
  g_clear_object (&self->chat);
}

static void
follow (SottoConversationView *self, gpointer object, const char *signal)
{
  g_signal_connect_object (object, signal, G_CALLBACK (sotto_conversation_update_header), self,
                           G_CONNECT_SWAPPED);
}

void
sotto_conversation_view_set_chat (SottoConversationView *self, SottoChat *chat)
{
  g_return_if_fail (SOTTO_IS_CONVERSATION_VIEW (self));
  g_return_if_fail (chat == NULL || SOTTO_IS_CHAT (chat));

  if (self->chat == chat)
    return;
  close_chat (self);
  gtk_stack_set_visible_child_name (self->stack, chat ? "chat" : "empty");
  if (!chat)
    return;

  sotto_composer_reset (self->composer, sotto_chat_get_draft (chat));
  self->chat = g_object_ref (chat);
  follow (self, chat, "notify::name");
  follow (self, chat, "notify::muted");
  follow (self, chat, "notify::is-request");
  if (sotto_chat_get_contact (chat))
    follow (self, sotto_chat_get_contact (chat), "notify");
  sotto_conversation_update_header (self);
  sotto_conversation_open_history (self);
}

SottoChat *
sotto_conversation_view_get_chat (SottoConversationView *self)
{
  g_return_val_if_fail (SOTTO_IS_CONVERSATION_VIEW (self), NULL);
  return self->chat;
}

void
sotto_conversation_view_focus (SottoConversationView *self)
{
  g_return_if_fail (SOTTO_IS_CONVERSATION_VIEW (self));
  if (self->chat)
    sotto_composer_focus (self->composer);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-sidebar-row.h"

#include <glib/gi18n.h>

#include "sotto-avatar.h"
#include "sotto-time-text.h"

struct _SottoSidebarRow
{
  GtkBox parent_instance;

  SottoChat *chat;

  SottoAvatar *avatar;
  GtkImage *kind_mark;
  GtkLabel *name;
  GtkLabel *time;
  GtkLabel *preview;
  GtkImage *state_mark;
  GtkImage *muted_mark;
  GtkLabel *badge;
};

G_DEFINE_FINAL_TYPE (SottoSidebarRow, sotto_sidebar_row, GTK_TYPE_BOX)

static const char *
get_state_icon (SottoMessageState state)
{
  switch (state)
    {
    case SOTTO_MESSAGE_STATE_SENDING:
      return "sotto-sending-symbolic";
    case SOTTO_MESSAGE_STATE_FAILED:
      return "dialog-error-symbolic";
    case SOTTO_MESSAGE_STATE_SENT:
      return "sotto-sent-symbolic";
    case SOTTO_MESSAGE_STATE_DELIVERED:
      return "sotto-delivered-symbolic";
    case SOTTO_MESSAGE_STATE_RECEIVED:
      break;
    }
  return NULL;
}

static const char *
get_state_text (SottoMessageState state)
{
  switch (state)
    {
    case SOTTO_MESSAGE_STATE_SENDING:
      return _ ("sending");
    case SOTTO_MESSAGE_STATE_FAILED:
      return _ ("not sent");
    case SOTTO_MESSAGE_STATE_SENT:
      return _ ("sent");
    case SOTTO_MESSAGE_STATE_DELIVERED:
      return _ ("delivered");
    case SOTTO_MESSAGE_STATE_RECEIVED:
      break;
    }
  return NULL;
}

/* (transfer full): last message with its author where that says more than the chat's name. */
static char *
dup_preview (SottoChat *chat)
{
  SottoContact *author = sotto_chat_get_preview_author (chat);
  const char *preview = sotto_chat_get_preview (chat);

  if (preview == NULL)
    return g_strdup (sotto_chat_get_kind (chat) == SOTTO_CHAT_KIND_PUBLIC ? _ ("Nothing heard yet")
                                                                          : _ ("No messages yet"));
  if (author == NULL || sotto_chat_get_kind (chat) == SOTTO_CHAT_KIND_DIRECT)
    return g_strdup (preview);
  if (sotto_contact_get_is_self (author))
    /* Translators: a message that the user wrote, in the list of chats. */
    return g_strdup_printf (_ ("You: %s"), preview);
  /* Translators: author and message, in the list of chats. */
  return g_strdup_printf (_ ("%s: %s"), sotto_contact_get_name (author), preview);
}

static void
update_preview (SottoSidebarRow *self)
{
  const char *draft = sotto_chat_get_draft (self->chat);
  g_autofree char *text = NULL;

  if (draft != NULL)
    {
      g_autofree char *line = g_strdup (draft);

      g_strdelimit (line, "\n\r\t", ' ');
      text = g_strdup_printf (_ ("Draft: %s"), line);
      gtk_widget_add_css_class (GTK_WIDGET (self->preview), "draft");
    }
  else
    {
      text = dup_preview (self->chat);
      gtk_widget_remove_css_class (GTK_WIDGET (self->preview), "draft");
    }
  gtk_label_set_text (self->preview, text);
}

static void
update_marks (SottoSidebarRow *self)
{
  const char *icon = get_state_icon (sotto_chat_get_preview_state (self->chat));
  guint unread = sotto_chat_get_unread_count (self->chat);
  gboolean muted = sotto_chat_get_muted (self->chat);
  g_autofree char *count = g_strdup_printf (unread > 999 ? "999+" : "%u", unread);

  if (sotto_chat_get_preview (self->chat) == NULL || sotto_chat_get_draft (self->chat) != NULL)
    icon = NULL;
  gtk_widget_set_visible (GTK_WIDGET (self->state_mark), icon != NULL);
  if (icon != NULL)
    gtk_image_set_from_icon_name (self->state_mark, icon);
  gtk_widget_set_visible (GTK_WIDGET (self->muted_mark), muted);
  gtk_widget_set_visible (GTK_WIDGET (self->badge), unread > 0);
  gtk_label_set_text (self->badge, count);
  if (muted)
    gtk_widget_add_css_class (GTK_WIDGET (self->badge), "muted");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->badge), "muted");
}

/* All that the row shows, as one sentence. The name that a screen reader reads is looked for on the
 * list's own row, which holds this one. */
static void
update_label (SottoSidebarRow *self)
{
  GtkWidget *row = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autoptr (GString) sentence = g_string_new (sotto_chat_get_name (self->chat));
  const char *state = get_state_text (sotto_chat_get_preview_state (self->chat));
  guint unread = sotto_chat_get_unread_count (self->chat);

  g_string_append_printf (sentence, ", %s",
                          sotto_chat_get_kind (self->chat) == SOTTO_CHAT_KIND_PUBLIC
                            ? _ ("public channel")
                            : _ ("private chat"));
  if (unread > 0)
    g_string_append_printf (sentence, g_dngettext (NULL, ", %u unread", ", %u unread", unread),
                            unread);
  g_string_append_printf (sentence, ", %s", gtk_label_get_text (self->preview));
  if (state != NULL && gtk_widget_get_visible (GTK_WIDGET (self->state_mark)))
    g_string_append_printf (sentence, ", %s", state);
  if (sotto_chat_get_muted (self->chat))
    g_string_append_printf (sentence, ", %s", _ ("muted"));
  if (row != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    sentence->str, -1);
}

static void
update (SottoSidebarRow *self)
{
  gint64 activity = sotto_chat_get_last_activity (self->chat);
  g_autofree char *time = NULL;

  gtk_label_set_text (self->name, sotto_chat_get_name (self->chat));
  time = sotto_time_text_short (activity, g_get_real_time () / 1000);
  gtk_label_set_text (self->time, time);
  update_preview (self);
  update_marks (self);
  update_label (self);
}

static void
chat_changed_cb (SottoSidebarRow *self)
{
  update (self);
}

static void
sotto_sidebar_row_dispose (GObject *object)
{
  sotto_sidebar_row_set_chat (SOTTO_SIDEBAR_ROW (object), NULL);
  G_OBJECT_CLASS (sotto_sidebar_row_parent_class)->dispose (object);
}

static void
sotto_sidebar_row_class_init (SottoSidebarRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sotto_sidebar_row_dispose;
  g_type_ensure (SOTTO_TYPE_AVATAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/im/sotto/Sotto/ui/sidebar-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SottoSidebarRow, avatar);
  gtk_widget_class_bind_template_child (widget_class, SottoSidebarRow, kind_mark);
  gtk_widget_class_bind_template_child (widget_class, SottoSidebarRow, name);
  gtk_widget_class_bind_template_child (widget_class, SottoSidebarRow, time);
  gtk_widget_class_bind_template_child (widget_class, SottoSidebarRow, preview);
  gtk_widget_class_bind_template_child (widget_class, SottoSidebarRow, state_mark);
  gtk_widget_class_bind_template_child (widget_class, SottoSidebarRow, muted_mark);
  gtk_widget_class_bind_template_child (widget_class, SottoSidebarRow, badge);
}

static void
sotto_sidebar_row_init (SottoSidebarRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sotto_sidebar_row_new (void)
{
  return g_object_new (SOTTO_TYPE_SIDEBAR_ROW, NULL);
}

void
sotto_sidebar_row_set_chat (SottoSidebarRow *self, SottoChat *chat)
{
  if (self->chat != NULL)
    g_signal_handlers_disconnect_by_func (self->chat, chat_changed_cb, self);
  g_set_object (&self->chat, chat);
  if (chat == NULL)
    return;
  g_signal_connect_object (chat, "notify", G_CALLBACK (chat_changed_cb), self, G_CONNECT_SWAPPED);
  if (sotto_chat_get_contact (chat) != NULL)
    sotto_avatar_set_key (self->avatar, sotto_contact_get_key (sotto_chat_get_contact (chat)));
  else
    sotto_avatar_set_channel (self->avatar, sotto_chat_get_id (chat));
  gtk_image_set_from_icon_name (self->kind_mark,
                                sotto_chat_get_kind (chat) == SOTTO_CHAT_KIND_PUBLIC
                                  ? "sotto-public-symbolic"
                                  : "channel-secure-symbolic");
  update (self);
}

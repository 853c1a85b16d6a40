/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The header of a conversation: who or what it is, whether anybody can read it, and its menu. */

#include <glib/gi18n.h>

#include "sotto-avatar.h"
#include "sotto-conversation-private.h"

static void
append_mute (GMenu *menu, const char *label, const char *duration)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "win.mute", "s", duration);
  g_menu_append_item (menu, item);
}

static GMenuModel *
make_mute_menu (SottoChat *chat)
{
  GMenu *menu = g_menu_new ();

  if (sotto_chat_get_muted (chat))
    append_mute (menu, _ ("_Unmute"), "0");
  append_mute (menu, _ ("For One _Hour"), "1h");
  append_mute (menu, _ ("For _Eight Hours"), "8h");
  append_mute (menu, _ ("For One _Week"), "week");
  append_mute (menu, _ ("_Always"), "always");
  return G_MENU_MODEL (menu);
}

static GMenuModel *
make_menu (SottoChat *chat)
{
  GMenu *menu = g_menu_new ();
  SottoContact *contact = sotto_chat_get_contact (chat);
  g_autoptr (GMenu) first = g_menu_new ();
  g_autoptr (GMenu) last = g_menu_new ();
  g_autoptr (GMenuModel) mute = make_mute_menu (chat);

  if (contact)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (_ ("Show _Contact"), NULL);

      g_menu_item_set_action_and_target (item, "win.show-contact", "s",
                                         sotto_contact_get_key_text (contact));
      g_menu_append_item (first, item);
    }
  g_menu_append_submenu (first, _ ("_Mute"), mute);
  g_menu_append (last, _ ("Clear _History…"), "win.clear-history");
  g_menu_append (last,
                 sotto_chat_get_kind (chat) == SOTTO_CHAT_KIND_PUBLIC ? _ ("_Leave Channel…")
                                                                      : _ ("_Delete Chat…"),
                 "win.leave-chat");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (first));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (last));
  return G_MENU_MODEL (menu);
}

static const char *
describe (SottoChat *chat)
{
  SottoContact *contact = sotto_chat_get_contact (chat);

  if (sotto_chat_get_kind (chat) == SOTTO_CHAT_KIND_PUBLIC)
    return _ ("Public channel");
  if (contact && sotto_contact_get_is_self (contact))
    return _ ("Notes to yourself");
  if (contact && sotto_contact_get_blocked (contact))
    return _ ("Blocked");
  if (contact && sotto_contact_get_nickname (contact))
    return sotto_contact_get_alias (contact);
  return _ ("Private chat");
}

static void
update_bars (SottoConversationView *self)
{
  SottoContact *contact = sotto_chat_get_contact (self->chat);
  gboolean blocked = contact && sotto_contact_get_blocked (contact);
  gboolean request = sotto_chat_get_is_request (self->chat) && !blocked;

  gtk_widget_set_visible (self->request_bar, request);
  gtk_widget_set_visible (self->blocked_bar, blocked);
  gtk_widget_set_visible (GTK_WIDGET (self->composer), !blocked);
  if (request)
    {
      g_autofree char *text = NULL;

      /* Translators: the placeholder is the name of a person. */
      text =
        g_strdup_printf (_ ("%s is not among your contacts."), sotto_chat_get_name (self->chat));
      gtk_label_set_text (self->request_text, text);
    }
}

static void
update_composer (SottoConversationView *self, gboolean is_public)
{
  g_autofree char *label = NULL;

  if (is_public)
    /* Translators: the placeholder is the name of a channel. */
    label = g_strdup_printf (_ ("Message to #%s"), sotto_chat_get_name (self->chat));
  else
    /* Translators: the placeholder is the name of a person. */
    label = g_strdup_printf (_ ("Message to %s"), sotto_chat_get_name (self->chat));
  sotto_composer_set_label (self->composer, label);
  sotto_composer_set_can_pay (self->composer,
                              sotto_chat_get_kind (self->chat) == SOTTO_CHAT_KIND_DIRECT);
  sotto_composer_set_hint (
    self->composer, is_public ? _ ("Anyone who knows the channel's name can read this.") : NULL);
}

static void
set_css_class (GtkWidget *widget, const char *name, gboolean set)
{
  if (set)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

void
sotto_conversation_update_header (SottoConversationView *self)
{
  gboolean is_public = sotto_chat_get_kind (self->chat) == SOTTO_CHAT_KIND_PUBLIC;
  SottoContact *contact = sotto_chat_get_contact (self->chat);
  g_autoptr (GMenuModel) menu = make_menu (self->chat);
  g_autofree char *name = NULL;
  g_autofree char *list_label = NULL;

  name = is_public ? g_strconcat ("#", sotto_chat_get_name (self->chat), NULL)
                   : g_strdup (sotto_chat_get_name (self->chat));
  gtk_label_set_text (self->title, name);
  gtk_label_set_text (self->subtitle, describe (self->chat));
  gtk_image_set_from_icon_name (self->kind_icon,
                                is_public ? "sotto-public-symbolic" : "channel-secure-symbolic");
  if (contact)
    sotto_avatar_set_key (SOTTO_AVATAR (self->avatar), sotto_contact_get_key (contact));
  else
    sotto_avatar_set_channel (SOTTO_AVATAR (self->avatar), sotto_chat_get_id (self->chat));

  set_css_class (GTK_WIDGET (self), "public", is_public);
  gtk_widget_set_can_target (self->title_button, contact != NULL);
  gtk_widget_set_focusable (self->title_button, contact != NULL);
  gtk_menu_button_set_menu_model (self->menu_button, menu);
  /* Translators: what a screen reader calls the list of messages; the placeholder is a name. */
  list_label = g_strdup_printf (_ ("Messages with %s"), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->timeline), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  list_label, -1);
  update_bars (self);
  update_composer (self, is_public);
}

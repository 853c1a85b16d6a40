/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The window and the life of the session that it shows. */

#include "sotto-window-private.h"

#include <glib/gi18n.h>

#include "sotto-onboarding.h"
#include "sotto-unlock-page.h"

G_DEFINE_FINAL_TYPE (SottoWindow, sotto_window, ADW_TYPE_APPLICATION_WINDOW)

void
sotto_window_toast (SottoWindow *self, const char *text)
{
  /* libadwaita reads markup, and before 1.4 it cannot be told not to. */
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (escaped));
}

/* On the wallet's page nobody reads a chat, nor where there is room for the list only. */
static void
tell_notifier_cb (SottoWindow *self)
{
  gboolean is_list = adw_leaflet_get_folded (self->leaflet) &&
                     g_strcmp0 (adw_leaflet_get_visible_child_name (self->leaflet), "sidebar") == 0;
  gboolean is_shown =
    !is_list && g_strcmp0 (adw_view_stack_get_visible_child_name (self->views), "chats") == 0;

  if (self->notifier != NULL)
    sotto_notifier_set_chat (self->notifier, is_shown ? self->chat : NULL);
}

void
sotto_window_show_chat (SottoWindow *self, SottoChat *chat)
{
  if (chat != NULL)
    adw_view_stack_set_visible_child_name (self->views, "chats");
  g_set_object (&self->chat, chat);
  sotto_conversation_view_set_chat (self->conversation, chat);
  sotto_sidebar_select (self->sidebar, chat);
  if (chat != NULL)
    adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_FORWARD);
  else
    adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
  tell_notifier_cb (self);
  sotto_window_update_actions (self);
}

static void
chat_chosen_cb (SottoSidebar *sidebar, SottoChat *chat, SottoWindow *self)
{
  sotto_window_show_chat (self, chat);
  sotto_conversation_view_focus (self->conversation);
}

/* A chat that was left or deleted cannot stay open. */
static void
chats_changed_cb (SottoWindow *self)
{
  SottoChatList *chats;

  if (self->session == NULL || self->chat == NULL)
    return;
  chats = sotto_messenger_get_chats (sotto_session_get_messenger (self->session));
  if (sotto_chat_list_lookup (chats, sotto_chat_get_id (self->chat)) == NULL)
    sotto_window_show_chat (self, NULL);
}

static void
close_session_views (SottoWindow *self)
{
  if (self->notifier != NULL)
    sotto_notifier_stop (self->notifier);
  g_clear_object (&self->notifier);
  g_clear_object (&self->chat);
  self->sidebar = NULL;
  self->conversation = NULL;
  self->wallet = NULL;
  adw_bin_set_child (self->sidebar_bin, NULL);
  adw_bin_set_child (self->conversation_bin, NULL);
  adw_bin_set_child (self->wallet_bin, NULL);
  adw_view_stack_set_visible_child_name (self->views, "chats");
}

/* At the bottom there is no room beside a composer: the switcher is there with the lists only. */
static void
update_views_bar_cb (SottoWindow *self)
{
  AdwLeaflet *leaflet = self->leaflet;

  if (self->wallet == NULL)
    return;
  if (g_strcmp0 (adw_view_stack_get_visible_child_name (self->views), "wallet") == 0)
    leaflet = sotto_wallet_view_get_leaflet (self->wallet);
  adw_view_switcher_bar_set_reveal (
    self->views_bar, adw_leaflet_get_folded (leaflet) &&
                       g_strcmp0 (adw_leaflet_get_visible_child_name (leaflet), "sidebar") == 0);
}

static void
open_wallet_view (SottoWindow *self)
{
  AdwLeaflet *leaflet;

  self->wallet = SOTTO_WALLET_VIEW (sotto_wallet_view_new (self->session));
  adw_bin_set_child (self->wallet_bin, GTK_WIDGET (self->wallet));
  leaflet = sotto_wallet_view_get_leaflet (self->wallet);
  sotto_view_title_set_views (sotto_sidebar_get_title (self->sidebar), self->views, self->leaflet);
  sotto_view_title_set_views (sotto_wallet_view_get_title (self->wallet), self->views, leaflet);
  g_signal_connect_object (leaflet, "notify", G_CALLBACK (update_views_bar_cb), self,
                           G_CONNECT_SWAPPED);
  update_views_bar_cb (self);
}

static void finished_cb (SottoOnboarding *onboarding, SottoSession *session, SottoWindow *self);

/* Whoever only unlocks does not wait for the first-run pages to be built. */
static SottoOnboarding *
get_onboarding (SottoWindow *self)
{
  GtkWidget *onboarding = adw_bin_get_child (self->first_run);

  if (onboarding == NULL)
    {
      onboarding = sotto_onboarding_new (self->accounts);
      g_signal_connect_object (onboarding, "finished", G_CALLBACK (finished_cb), self, 0);
      g_signal_connect_object (onboarding, "cancelled", G_CALLBACK (sotto_window_show_start), self,
                               G_CONNECT_SWAPPED);
      adw_bin_set_child (self->first_run, onboarding);
    }

  return SOTTO_ONBOARDING (onboarding);
}

void
sotto_window_show_start (SottoWindow *self)
{
  gboolean has_accounts = g_list_model_get_n_items (G_LIST_MODEL (self->accounts)) > 0;

  if (!has_accounts)
    get_onboarding (self);
  gtk_stack_set_visible_child_name (self->stack, has_accounts ? "unlock" : "first-run");
  if (has_accounts)
    gtk_widget_grab_focus (adw_bin_get_child (self->unlock));
  sotto_window_update_actions (self);
}

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!sotto_session_stop_finish (SOTTO_SESSION (source), result, &error))
    g_warning ("The session did not stop cleanly: %s", error->message);
  if (self->is_closing)
    {
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  sotto_window_show_start (self);
}

void
sotto_window_lock (SottoWindow *self)
{
  g_autoptr (SottoSession) session = g_steal_pointer (&self->session);

  if (session == NULL)
    return;
  g_signal_handlers_disconnect_by_func (
    sotto_messenger_get_chats (sotto_session_get_messenger (session)), chats_changed_cb, self);
  close_session_views (self);
  gtk_stack_set_visible_child_name (self->stack, "working");
  sotto_session_stop_async (session, NULL, stopped_cb, g_object_ref (self));
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!sotto_session_start_finish (SOTTO_SESSION (source), result, &error))
    sotto_window_toast (self, error->message);
  if (SOTTO_SESSION (source) != self->session)
    return;
  gtk_widget_grab_focus (GTK_WIDGET (self->sidebar));
}

static void
add_nodes (SottoWindow *self)
{
  for (char **node = self->nodes; node != NULL && *node != NULL; node++)
    {
      g_autoptr (GError) error = NULL;

      if (!sotto_session_add_transient_node (self->session, *node, &error))
        sotto_window_toast (self, error->message);
    }
}

static void
open_session (SottoWindow *self, SottoSession *session)
{
  SottoChatList *chats = sotto_messenger_get_chats (sotto_session_get_messenger (session));

  g_set_object (&self->session, session);
  add_nodes (self);
  self->sidebar = SOTTO_SIDEBAR (sotto_sidebar_new (session));
  self->conversation = SOTTO_CONVERSATION_VIEW (sotto_conversation_view_new (session));
  adw_bin_set_child (self->sidebar_bin, GTK_WIDGET (self->sidebar));
  adw_bin_set_child (self->conversation_bin, GTK_WIDGET (self->conversation));
  g_object_bind_property (self->leaflet, "folded", self->conversation, "folded",
                          G_BINDING_SYNC_CREATE);
  g_signal_connect_object (self->sidebar, "chat-chosen", G_CALLBACK (chat_chosen_cb), self, 0);
  g_signal_connect_object (chats, "items-changed", G_CALLBACK (chats_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  open_wallet_view (self);
  self->notifier = sotto_notifier_new (GTK_WINDOW (self), session, self->settings);
  sotto_window_show_chat (self, NULL);
  gtk_stack_set_visible_child_name (self->stack, "main");
  sotto_session_start_async (session, NULL, started_cb, g_object_ref (self));
  sotto_window_follow_link (self);
}

static void
finished_cb (SottoOnboarding *onboarding, SottoSession *session, SottoWindow *self)
{
  open_session (self, session);
}

static void
unlocked_cb (SottoUnlockPage *page, SottoSession *session, SottoWindow *self)
{
  open_session (self, session);
}

static void
add_requested_cb (SottoWindow *self)
{
  sotto_onboarding_reset (get_onboarding (self));
  gtk_stack_set_visible_child_name (self->stack, "first-run");
}

static void
save_size (SottoWindow *self)
{
  int width;
  int height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_int (self->settings, "window-width", MAX (width, 360));
  g_settings_set_int (self->settings, "window-height", MAX (height, 294));
  g_settings_set_boolean (self->settings, "window-maximized",
                          gtk_window_is_maximized (GTK_WINDOW (self)));
}

static gboolean
sotto_window_close_request (GtkWindow *window)
{
  SottoWindow *self = SOTTO_WINDOW (window);

  save_size (self);
  if (self->is_closing)
    return GDK_EVENT_STOP;
  if (self->session == NULL)
    return GDK_EVENT_PROPAGATE;
  /* What was begun is committed, and the neighbours are told, before the window goes. */
  self->is_closing = TRUE;
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  sotto_window_lock (self);
  return GDK_EVENT_STOP;
}

static void
sotto_window_dispose (GObject *object)
{
  SottoWindow *self = SOTTO_WINDOW (object);

  g_clear_object (&self->notifier);
  g_clear_object (&self->chat);
  g_clear_object (&self->session);
  g_clear_object (&self->accounts);
  g_clear_object (&self->clock);
  g_clear_object (&self->random);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->nodes, g_strfreev);
  g_clear_pointer (&self->link, g_free);
  G_OBJECT_CLASS (sotto_window_parent_class)->dispose (object);
}

static void
sotto_window_class_init (SottoWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sotto_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = sotto_window_close_request;
  gtk_widget_class_set_template_from_resource (widget_class, "/im/sotto/Sotto/ui/window.ui");
  gtk_widget_class_bind_template_child (widget_class, SottoWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, SottoWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, SottoWindow, first_run);
  gtk_widget_class_bind_template_child (widget_class, SottoWindow, unlock);
  gtk_widget_class_bind_template_child (widget_class, SottoWindow, views);
  gtk_widget_class_bind_template_child (widget_class, SottoWindow, views_bar);
  gtk_widget_class_bind_template_child (widget_class, SottoWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, SottoWindow, sidebar_bin);
  gtk_widget_class_bind_template_child (widget_class, SottoWindow, conversation_bin);
  gtk_widget_class_bind_template_child (widget_class, SottoWindow, wallet_bin);
  sotto_window_install_actions (widget_class);
}

static void
sotto_window_init (SottoWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->leaflet, "notify", G_CALLBACK (update_views_bar_cb), self);
  g_signal_connect_swapped (self->leaflet, "notify", G_CALLBACK (tell_notifier_cb), self);
  g_signal_connect_swapped (self->views, "notify::visible-child", G_CALLBACK (update_views_bar_cb),
                            self);
  g_signal_connect_swapped (self->views, "notify::visible-child", G_CALLBACK (tell_notifier_cb),
                            self);
}

static void
create_unlock_page (SottoWindow *self)
{
  GtkWidget *unlock = sotto_unlock_page_new (self->accounts, self->clock);

  g_signal_connect_object (unlock, "unlocked", G_CALLBACK (unlocked_cb), self, 0);
  g_signal_connect_object (unlock, "add-requested", G_CALLBACK (add_requested_cb), self,
                           G_CONNECT_SWAPPED);
  adw_bin_set_child (self->unlock, unlock);
}

GtkWidget *
sotto_window_new (GtkApplication *application, const SottoWindowServices *services)
{
  SottoWindow *self = g_object_new (SOTTO_TYPE_WINDOW, "application", application, NULL);

  self->accounts = g_object_ref (services->accounts);
  self->clock = g_object_ref (services->clock);
  self->random = g_object_ref (services->random);
  self->settings = g_object_ref (services->settings);
  self->nodes = g_strdupv (services->nodes);
  gtk_window_set_default_size (GTK_WINDOW (self),
                               g_settings_get_int (self->settings, "window-width"),
                               g_settings_get_int (self->settings, "window-height"));
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  create_unlock_page (self);
  sotto_window_show_start (self);
  return GTK_WIDGET (self);
}

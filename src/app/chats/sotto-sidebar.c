/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-sidebar.h"

#include <glib/gi18n.h>

#include "sotto-avatar.h"
#include "sotto-network-bar.h"
#include "sotto-sidebar-row.h"

/* In the order of the drop-down. */
typedef enum
{
  FILTER_ALL,
  FILTER_UNREAD,
  FILTER_PRIVATE,
  FILTER_CHANNELS,
  FILTER_REQUESTS,
} Filter;

struct _SottoSidebar
{
  AdwBin parent_instance;

  SottoSession *session;
  GtkFilterListModel *filtered;
  GtkSingleSelection *selection;
  GtkCustomFilter *filter;
  char *needle;

  SottoViewTitle *title;
  SottoAvatar *avatar;
  GtkInfoBar *backup_bar;
  SottoNetworkBar *network_bar;
  GtkInfoBar *trouble_bar;
  GtkLabel *trouble_label;
  GtkSearchEntry *search;
  GtkDropDown *filter_choice;
  GtkListView *list;
  GtkStack *stack;
};

G_DEFINE_FINAL_TYPE (SottoSidebar, sotto_sidebar, ADW_TYPE_BIN)

enum
{
  SIGNAL_CHAT_CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
matches_choice (SottoSidebar *self, SottoChat *chat)
{
  switch ((Filter) gtk_drop_down_get_selected (self->filter_choice))
    {
    case FILTER_ALL:
      return TRUE;
    case FILTER_UNREAD:
      return sotto_chat_get_unread_count (chat) > 0;
    case FILTER_PRIVATE:
      return sotto_chat_get_kind (chat) != SOTTO_CHAT_KIND_PUBLIC;
    case FILTER_CHANNELS:
      return sotto_chat_get_kind (chat) == SOTTO_CHAT_KIND_PUBLIC;
    case FILTER_REQUESTS:
      return sotto_chat_get_is_request (chat);
    }
  return TRUE;
}

static gboolean
filter_chat (gpointer item, gpointer user_data)
{
  SottoSidebar *self = user_data;
  SottoChat *chat = item;
  g_autofree char *name = NULL;

  if (!matches_choice (self, chat))
    return FALSE;
  if (self->needle == NULL)
    return TRUE;
  name = g_utf8_casefold (sotto_chat_get_name (chat), -1);
  return strstr (name, self->needle) != NULL ||
         strstr (sotto_chat_get_id (chat), self->needle) != NULL;
}

static void
update_stack (SottoSidebar *self)
{
  GListModel *chats =
    G_LIST_MODEL (sotto_messenger_get_chats (sotto_session_get_messenger (self->session)));
  const char *page = "list";

  if (g_list_model_get_n_items (chats) == 0)
    page = "empty";
  else if (g_list_model_get_n_items (G_LIST_MODEL (self->filtered)) == 0)
    page = "nothing";
  gtk_stack_set_visible_child_name (self->stack, page);
}

static void
filter_changed_cb (SottoSidebar *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->search));

  if (self->filter == NULL)
    return;
  g_clear_pointer (&self->needle, g_free);
  if (*typed != '\0')
    self->needle = g_utf8_casefold (typed, -1);
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  update_stack (self);
}

static void
search_stopped_cb (SottoSidebar *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static void
search_activated_cb (SottoSidebar *self)
{
  g_autoptr (SottoChat) chat = sotto_sidebar_dup_nth (self, 0);

  if (chat != NULL)
    g_signal_emit (self, signals[SIGNAL_CHAT_CHOSEN], 0, chat);
}

static void
row_activated_cb (GtkListView *list, guint position, SottoSidebar *self)
{
  g_autoptr (SottoChat) chat = sotto_sidebar_dup_nth (self, position);

  if (chat != NULL)
    g_signal_emit (self, signals[SIGNAL_CHAT_CHOSEN], 0, chat);
}

static void
setup_row_cb (GtkSignalListItemFactory *factory, GtkListItem *item, SottoSidebar *self)
{
  gtk_list_item_set_child (item, sotto_sidebar_row_new ());
}

static void
bind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *item, SottoSidebar *self)
{
  sotto_sidebar_row_set_chat (SOTTO_SIDEBAR_ROW (gtk_list_item_get_child (item)),
                              gtk_list_item_get_item (item));
}

static void
unbind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *item, SottoSidebar *self)
{
  sotto_sidebar_row_set_chat (SOTTO_SIDEBAR_ROW (gtk_list_item_get_child (item)), NULL);
}

static void
backup_changed_cb (SottoSidebar *self)
{
  gtk_info_bar_set_revealed (self->backup_bar, sotto_session_get_needs_backup (self->session));
}

static void
trouble_changed_cb (SottoSidebar *self)
{
  SottoMessenger *messenger = sotto_session_get_messenger (self->session);
  const char *trouble = sotto_messenger_get_trouble (messenger);

  gtk_label_set_text (self->trouble_label, trouble != NULL ? trouble : "");
  gtk_info_bar_set_revealed (self->trouble_bar, !sotto_messenger_get_healthy (messenger));
}

static void
backup_response_cb (SottoSidebar *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.backup", NULL);
}

static void
set_session (SottoSidebar *self, SottoSession *session)
{
  SottoMessenger *messenger = sotto_session_get_messenger (session);
  GListModel *chats = G_LIST_MODEL (sotto_messenger_get_chats (messenger));

  self->session = g_object_ref (session);
  sotto_avatar_set_key (self->avatar, sotto_account_get_key (sotto_session_get_account (session)));
  self->filter = gtk_custom_filter_new (filter_chat, self, NULL);
  self->filtered =
    gtk_filter_list_model_new (g_object_ref (chats), GTK_FILTER (g_object_ref (self->filter)));
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->filtered)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->filtered, "items-changed", G_CALLBACK (update_stack), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::needs-backup", G_CALLBACK (backup_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (messenger, "notify::healthy", G_CALLBACK (trouble_changed_cb), self,
                           G_CONNECT_SWAPPED);
  sotto_network_bar_set_session (self->network_bar, session);
  backup_changed_cb (self);
  trouble_changed_cb (self);
  update_stack (self);
}

static void
sotto_sidebar_dispose (GObject *object)
{
  SottoSidebar *self = SOTTO_SIDEBAR (object);

  g_clear_object (&self->selection);
  g_clear_object (&self->filtered);
  g_clear_object (&self->filter);
  g_clear_object (&self->session);
  g_clear_pointer (&self->needle, g_free);
  G_OBJECT_CLASS (sotto_sidebar_parent_class)->dispose (object);
}

static void
sotto_sidebar_class_init (SottoSidebarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sotto_sidebar_dispose;
  signals[SIGNAL_CHAT_CHOSEN] =
    g_signal_new ("chat-chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, SOTTO_TYPE_CHAT);
  g_type_ensure (SOTTO_TYPE_AVATAR);
  g_type_ensure (SOTTO_TYPE_NETWORK_BAR);
  g_type_ensure (SOTTO_TYPE_VIEW_TITLE);
  gtk_widget_class_set_template_from_resource (widget_class, "/im/sotto/Sotto/ui/sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, SottoSidebar, title);
  gtk_widget_class_bind_template_child (widget_class, SottoSidebar, avatar);
  gtk_widget_class_bind_template_child (widget_class, SottoSidebar, backup_bar);
  gtk_widget_class_bind_template_child (widget_class, SottoSidebar, network_bar);
  gtk_widget_class_bind_template_child (widget_class, SottoSidebar, trouble_bar);
  gtk_widget_class_bind_template_child (widget_class, SottoSidebar, trouble_label);
  gtk_widget_class_bind_template_child (widget_class, SottoSidebar, search);
  gtk_widget_class_bind_template_child (widget_class, SottoSidebar, filter_choice);
  gtk_widget_class_bind_template_child (widget_class, SottoSidebar, list);
  gtk_widget_class_bind_template_child (widget_class, SottoSidebar, stack);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_stopped_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, backup_response_cb);
}

static void
sotto_sidebar_init (SottoSidebar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sotto_sidebar_new (SottoSession *session)
{
  SottoSidebar *self = g_object_new (SOTTO_TYPE_SIDEBAR, NULL);

  set_session (self, session);
  return GTK_WIDGET (self);
}

void
sotto_sidebar_select (SottoSidebar *self, SottoChat *chat)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->filtered));
  guint selected = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; chat != NULL && i < n_items; i++)
    {
      g_autoptr (SottoChat) other = g_list_model_get_item (G_LIST_MODEL (self->filtered), i);

      if (other == chat)
        selected = i;
    }
  gtk_single_selection_set_selected (self->selection, selected);
}

SottoChat *
sotto_sidebar_dup_nth (SottoSidebar *self, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (self->filtered), position);
}

SottoChat *
sotto_sidebar_dup_neighbour (SottoSidebar *self, int offset)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->filtered));
  guint selected = gtk_single_selection_get_selected (self->selection);

  if (n_items == 0)
    return NULL;
  if (selected == GTK_INVALID_LIST_POSITION)
    return sotto_sidebar_dup_nth (self, 0);
  return sotto_sidebar_dup_nth (
    self, (guint) CLAMP ((gint64) selected + offset, 0, (gint64) n_items - 1));
}

void
sotto_sidebar_focus_search (SottoSidebar *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

SottoViewTitle *
sotto_sidebar_get_title (SottoSidebar *self)
{
  return self->title;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-mailservers-page.h"

#include <glib/gi18n.h>

#include "sotto-address-list.h"
#include "sotto-history-text.h"
#include "sotto-icon-button.h"
#include "sotto-mailserver-row.h"

struct _SottoMailserversPage
{
  AdwPreferencesPage parent_instance;

  SottoSession *session;
  SottoSessionMailservers *mailservers;
  gboolean is_updating;

  GtkListBox *own;
  GtkCheckButton *automatic; /* of the first row of own */
  SottoAddressList *addition;
  GtkSwitch *try_relays;
  GtkListBox *found;
  GtkWidget *nothing_found;
};

G_DEFINE_FINAL_TYPE (SottoMailserversPage, sotto_mailservers_page, ADW_TYPE_PREFERENCES_PAGE)

static void
choice_changed_cb (GtkCheckButton *choice, SottoMailserversPage *self)
{
  if (self->is_updating || !gtk_check_button_get_active (choice))
    return;
  sotto_session_mailservers_pin (self->mailservers, g_object_get_data (G_OBJECT (choice), "url"));
}

static void
remove_clicked_cb (GtkButton *button, SottoMailserversPage *self)
{
  g_autofree char *url = g_strdup (g_object_get_data (G_OBJECT (button), "url"));

  sotto_session_mailservers_remove (self->mailservers, url);
}

static void
add_cb (SottoMailserversPage *self, const char *url)
{
  g_autoptr (GError) error = NULL;

  if (sotto_session_mailservers_add (self->mailservers, url, FALSE, &error))
    sotto_address_list_added (self->addition, NULL);
  else
    sotto_address_list_added (self->addition, error);
}

static void
try_relays_changed_cb (SottoMailserversPage *self)
{
  if (!self->is_updating)
    sotto_session_mailservers_set_try_relays (self->mailservers,
                                              gtk_switch_get_active (self->try_relays));
}

/* One of which exactly one is chosen; with @url %NULL, nobody in particular. Its row names it. */
static GtkCheckButton *
add_choice (SottoMailserversPage *self, GtkWidget *row, const char *url)
{
  GtkCheckButton *choice = GTK_CHECK_BUTTON (gtk_check_button_new ());

  g_object_set_data_full (G_OBJECT (choice), "url", g_strdup (url), g_free);
  gtk_check_button_set_group (choice, self->automatic);
  gtk_widget_set_valign (GTK_WIDGET (choice), GTK_ALIGN_CENTER);
  gtk_check_button_set_active (
    choice, g_strcmp0 (sotto_session_mailservers_get_pinned (self->mailservers), url) == 0);
  g_signal_connect_object (choice, "toggled", G_CALLBACK (choice_changed_cb), self, 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), GTK_WIDGET (choice));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), GTK_WIDGET (choice));
  return choice;
}

static void
add_remove_button (SottoMailserversPage *self, GtkWidget *row, const char *name, const char *url)
{
  /* Translators: followed by the place of a mailserver. */
  g_autofree char *label = g_strdup_printf (_ ("Remove %s"), name);
  GtkWidget *button = sotto_icon_button_new ("user-trash-symbolic", label);

  g_object_set_data_full (G_OBJECT (button), "url", g_strdup (url), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_clicked_cb), self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

/* (nullable): what is known of the mailserver at @url. */
static SottoTransportStore *
dup_store (SottoMailserversPage *self, const char *url)
{
  GListModel *stores = sotto_session_mailservers_get_stores (self->mailservers);

  for (guint i = 0; i < g_list_model_get_n_items (stores); i++)
    {
      g_autoptr (SottoTransportStore) store = g_list_model_get_item (stores, i);

      if (g_strcmp0 (sotto_transport_store_get_address (store), url) == 0)
        return g_steal_pointer (&store);
    }
  return NULL;
}

static void
append_automatic (SottoMailserversPage *self, gboolean has_others)
{
  const char *title = _ ("Choose automatically");
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (
    ADW_ACTION_ROW (row), has_others
                            ? _ ("The one that answers fastest, and another when it fails")
                            : _ ("There is none yet: what is sent while you are away is missed."));
  self->automatic = NULL;
  self->automatic = add_choice (self, row, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->automatic), has_others);
  gtk_list_box_append (self->own, row);
}

static void
append_own (SottoMailserversPage *self, const char *url)
{
  g_autoptr (SottoTransportStore) store = dup_store (self, url);
  g_autofree char *name = sotto_history_text_store_name (url);
  GtkWidget *row = sotto_mailserver_row_new (url, store);

  add_choice (self, row, url);
  add_remove_button (self, row, name, url);
  gtk_list_box_append (self->own, row);
}

static void
show_own (SottoMailserversPage *self)
{
  g_auto (GStrv) urls = sotto_session_mailservers_dup_urls (self->mailservers);
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->own))) != NULL)
    gtk_list_box_remove (self->own, row);
  append_automatic (self, urls[0] != NULL);
  for (char **url = urls; *url != NULL; url++)
    append_own (self, *url);
}

static void
show_found (SottoMailserversPage *self)
{
  GListModel *stores = sotto_session_mailservers_get_stores (self->mailservers);
  guint n_found = 0;
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->found))) != NULL)
    gtk_list_box_remove (self->found, row);
  for (guint i = 0; i < g_list_model_get_n_items (stores); i++)
    {
      g_autoptr (SottoTransportStore) store = g_list_model_get_item (stores, i);

      if (sotto_transport_store_get_own (store))
        continue;
      gtk_list_box_append (
        self->found, sotto_mailserver_row_new (sotto_transport_store_get_address (store), store));
      n_found++;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->found), n_found > 0);
  gtk_widget_set_visible (self->nothing_found,
                          n_found == 0 && gtk_switch_get_active (self->try_relays));
}

/* Those who are there, not how they are: that, the rows follow by themselves. */
static void
update (SottoMailserversPage *self)
{
  self->is_updating = TRUE;
  gtk_switch_set_active (self->try_relays,
                         sotto_session_mailservers_get_try_relays (self->mailservers));
  show_own (self);
  show_found (self);
  self->is_updating = FALSE;
}

static void
sotto_mailservers_page_dispose (GObject *object)
{
  SottoMailserversPage *self = SOTTO_MAILSERVERS_PAGE (object);

  g_clear_object (&self->session);
  G_OBJECT_CLASS (sotto_mailservers_page_parent_class)->dispose (object);
}

static void
sotto_mailservers_page_class_init (SottoMailserversPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sotto_mailservers_page_dispose;
  g_type_ensure (SOTTO_TYPE_ADDRESS_LIST);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/sotto/Sotto/ui/mailservers-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SottoMailserversPage, own);
  gtk_widget_class_bind_template_child (widget_class, SottoMailserversPage, addition);
  gtk_widget_class_bind_template_child (widget_class, SottoMailserversPage, try_relays);
  gtk_widget_class_bind_template_child (widget_class, SottoMailserversPage, found);
  gtk_widget_class_bind_template_child (widget_class, SottoMailserversPage, nothing_found);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_bind_template_callback (widget_class, try_relays_changed_cb);
}

static void
sotto_mailservers_page_init (SottoMailserversPage *self)
{
  self->is_updating = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
sotto_mailservers_page_set_session (SottoMailserversPage *self, SottoSession *session)
{
  g_return_if_fail (SOTTO_IS_MAILSERVERS_PAGE (self) && self->session == NULL);
  g_return_if_fail (SOTTO_IS_SESSION (session));

  self->session = g_object_ref (session);
  self->mailservers = sotto_session_get_mailservers (session);
  g_signal_connect_object (self->mailservers, "changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (sotto_session_mailservers_get_stores (self->mailservers),
                           "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

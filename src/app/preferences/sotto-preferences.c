/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-preferences.h"

#include <glib/gi18n.h>

#include "sotto-password-fields.h"

struct _SottoPreferences
{
  AdwPreferencesWindow parent_instance;

  SottoSession *session;
  GSettings *settings;

  AdwComboRow *style;
  GtkSwitch *enter_to_send;
  GtkSwitch *lan;
  GtkListBox *nodes;
  AdwEntryRow *new_node;
  GtkLabel *node_error;
  AdwPasswordEntryRow *old_password;
  SottoPasswordFields *new_password;
  GtkButton *change_password;
};

G_DEFINE_FINAL_TYPE (SottoPreferences, sotto_preferences, ADW_TYPE_PREFERENCES_WINDOW)

/* In the order of the row. */
static const char *const styles[] = { "system", "light", "dark" };

static gboolean
get_style (GValue *value, GVariant *variant, gpointer user_data)
{
  for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
    if (g_str_equal (g_variant_get_string (variant, NULL), styles[i]))
      g_value_set_uint (value, i);
  return TRUE;
}

static GVariant *
set_style (const GValue *value, const GVariantType *type, gpointer user_data)
{
  guint selected = g_value_get_uint (value);

  return g_variant_new_string (styles[MIN (selected, G_N_ELEMENTS (styles) - 1)]);
}

static void
remove_node_cb (GtkButton *button, SottoPreferences *self)
{
  sotto_session_remove_node (self->session, g_object_get_data (G_OBJECT (button), "url"));
}

static GtkWidget *
create_node_row (SottoPreferences *self, const char *url)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *remove = gtk_button_new_from_icon_name ("user-trash-symbolic");
  const char *at = strchr (url, '@');

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), at != NULL ? at + 1 : url);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), url);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_set_tooltip_text (remove, _ ("Remove This Node"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (remove), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Remove This Node"), -1);
  g_object_set_data_full (G_OBJECT (remove), "url", g_strdup (url), g_free);
  g_signal_connect_object (remove, "clicked", G_CALLBACK (remove_node_cb), self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), remove);
  return row;
}

static void
nodes_changed_cb (SottoPreferences *self)
{
  g_auto (GStrv) urls = sotto_session_dup_nodes (self->session);
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->nodes))) != NULL)
    gtk_list_box_remove (self->nodes, row);
  for (char **url = urls; *url != NULL; url++)
    gtk_list_box_append (self->nodes, create_node_row (self, *url));
  gtk_widget_set_visible (GTK_WIDGET (self->nodes), urls[0] != NULL);
}

static void
add_node_cb (SottoPreferences *self)
{
  g_autofree char *url = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->new_node)));
  g_autoptr (GError) error = NULL;

  if (sotto_session_add_node (self->session, g_strstrip (url), &error))
    {
      gtk_editable_set_text (GTK_EDITABLE (self->new_node), "");
      gtk_label_set_text (self->node_error, "");
      adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self),
                                        adw_toast_new (_ ("Node added")));
      return;
    }
  gtk_label_set_text (self->node_error, error->message);
}

static void
lan_changed_cb (SottoPreferences *self)
{
  sotto_session_set_lan_consent (self->session, gtk_switch_get_active (self->lan)
                                                  ? SOTTO_LAN_CONSENT_YES
                                                  : SOTTO_LAN_CONSENT_NO);
}

static void
update_change_button (SottoPreferences *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->change_password),
                            *gtk_editable_get_text (GTK_EDITABLE (self->old_password)) != '\0' &&
                              sotto_password_fields_get_acceptable (self->new_password));
}

static void
password_changed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoPreferences) self = user_data;
  g_autoptr (GError) error = NULL;
  AdwToast *toast;

  if (sotto_session_change_password_finish (SOTTO_SESSION (source), result, &error))
    toast = adw_toast_new (_ ("Password changed"));
  else
    toast = adw_toast_new (error->message);
  gtk_editable_set_text (GTK_EDITABLE (self->old_password), "");
  sotto_password_fields_clear (self->new_password);
  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), toast);
}

static void
change_password_cb (SottoPreferences *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->change_password), FALSE);
  sotto_session_change_password_async (self->session,
                                       gtk_editable_get_text (GTK_EDITABLE (self->old_password)),
                                       sotto_password_fields_get_password (self->new_password),
                                       NULL, password_changed_cb, g_object_ref (self));
}

static void
sotto_preferences_dispose (GObject *object)
{
  SottoPreferences *self = SOTTO_PREFERENCES (object);

  g_clear_object (&self->session);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (sotto_preferences_parent_class)->dispose (object);
}

static void
sotto_preferences_class_init (SottoPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sotto_preferences_dispose;
  g_type_ensure (SOTTO_TYPE_PASSWORD_FIELDS);
  gtk_widget_class_set_template_from_resource (widget_class, "/im/sotto/Sotto/ui/preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, SottoPreferences, style);
  gtk_widget_class_bind_template_child (widget_class, SottoPreferences, enter_to_send);
  gtk_widget_class_bind_template_child (widget_class, SottoPreferences, lan);
  gtk_widget_class_bind_template_child (widget_class, SottoPreferences, nodes);
  gtk_widget_class_bind_template_child (widget_class, SottoPreferences, new_node);
  gtk_widget_class_bind_template_child (widget_class, SottoPreferences, node_error);
  gtk_widget_class_bind_template_child (widget_class, SottoPreferences, old_password);
  gtk_widget_class_bind_template_child (widget_class, SottoPreferences, new_password);
  gtk_widget_class_bind_template_child (widget_class, SottoPreferences, change_password);
  gtk_widget_class_bind_template_callback (widget_class, add_node_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_change_button);
  gtk_widget_class_bind_template_callback (widget_class, change_password_cb);
}

static void
sotto_preferences_init (SottoPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sotto_preferences_new (GtkWindow *parent, SottoSession *session, GSettings *settings)
{
  SottoPreferences *self =
    g_object_new (SOTTO_TYPE_PREFERENCES, "transient-for", parent, "modal", TRUE, NULL);

  self->session = g_object_ref (session);
  self->settings = g_object_ref (settings);
  g_settings_bind_with_mapping (settings, "style", self->style, "selected", G_SETTINGS_BIND_DEFAULT,
                                get_style, set_style, NULL, NULL);
  g_settings_bind (settings, "enter-to-send", self->enter_to_send, "active",
                   G_SETTINGS_BIND_DEFAULT);
  gtk_switch_set_active (self->lan,
                         sotto_session_get_lan_consent (session) == SOTTO_LAN_CONSENT_YES);
  g_signal_connect_object (self->lan, "notify::active", G_CALLBACK (lan_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "nodes-changed", G_CALLBACK (nodes_changed_cb), self,
                           G_CONNECT_SWAPPED);
  nodes_changed_cb (self);
  return GTK_WIDGET (self);
}

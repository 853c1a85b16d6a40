/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-preferences.h"

#include <glib/gi18n.h>

#include "sotto-discovery-page.h"
#include "sotto-mailservers-page.h"
#include "sotto-password-fields.h"
#include "sotto-wallet-networks-page.h"

struct _SottoPreferences
{
  AdwPreferencesWindow parent_instance;

  SottoSession *session;
  GSettings *settings;

  AdwComboRow *style;
  GtkSwitch *enter_to_send;
  AdwComboRow *detail;
  GtkSwitch *notify_messages;
  GtkSwitch *notify_requests;
  GtkSwitch *notify_money;
  AdwPasswordEntryRow *old_password;
  SottoPasswordFields *new_password;
  GtkButton *change_password;
  SottoDiscoveryPage *network;
  SottoMailserversPage *mailservers;
  SottoWalletNetworksPage *wallet;
};

G_DEFINE_FINAL_TYPE (SottoPreferences, sotto_preferences, ADW_TYPE_PREFERENCES_WINDOW)

/* In the order of the rows. */
static const char *const styles[] = { "system", "light", "dark", NULL };
static const char *const details[] = { "nothing", "sender", "content", NULL };

static gboolean
get_choice (GValue *value, GVariant *variant, gpointer choices)
{
  const char *const *words = choices;

  for (guint i = 0; words[i] != NULL; i++)
    if (g_str_equal (g_variant_get_string (variant, NULL), words[i]))
      g_value_set_uint (value, i);
  return TRUE;
}

static GVariant *
set_choice (const GValue *value, const GVariantType *type, gpointer choices)
{
  char **words = choices;

  return g_variant_new_string (words[MIN (g_value_get_uint (value), g_strv_length (words) - 1)]);
}

static void
bind_choice (SottoPreferences *self, const char *key, AdwComboRow *row, const char *const *choices)
{
  g_settings_bind_with_mapping (self->settings, key, row, "selected", G_SETTINGS_BIND_DEFAULT,
                                get_choice, set_choice, (gpointer) choices, NULL);
}

static void
bind_switch (SottoPreferences *self, const char *key, GtkSwitch *row)
{
  g_settings_bind (self->settings, key, row, "active", G_SETTINGS_BIND_DEFAULT);
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
  g_type_ensure (SOTTO_TYPE_DISCOVERY_PAGE);
  g_type_ensure (SOTTO_TYPE_MAILSERVERS_PAGE);
  g_type_ensure (SOTTO_TYPE_WALLET_NETWORKS_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/im/sotto/Sotto/ui/preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, SottoPreferences, style);
  gtk_widget_class_bind_template_child (widget_class, SottoPreferences, enter_to_send);
  gtk_widget_class_bind_template_child (widget_class, SottoPreferences, detail);
  gtk_widget_class_bind_template_child (widget_class, SottoPreferences, notify_messages);
  gtk_widget_class_bind_template_child (widget_class, SottoPreferences, notify_requests);
  gtk_widget_class_bind_template_child (widget_class, SottoPreferences, notify_money);
  gtk_widget_class_bind_template_child (widget_class, SottoPreferences, old_password);
  gtk_widget_class_bind_template_child (widget_class, SottoPreferences, new_password);
  gtk_widget_class_bind_template_child (widget_class, SottoPreferences, change_password);
  gtk_widget_class_bind_template_child (widget_class, SottoPreferences, network);
  gtk_widget_class_bind_template_child (widget_class, SottoPreferences, mailservers);
  gtk_widget_class_bind_template_child (widget_class, SottoPreferences, wallet);
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
  bind_choice (self, "style", self->style, styles);
  bind_choice (self, "notification-detail", self->detail, details);
  bind_switch (self, "enter-to-send", self->enter_to_send);
  bind_switch (self, "notify-messages", self->notify_messages);
  bind_switch (self, "notify-requests", self->notify_requests);
  bind_switch (self, "notify-money", self->notify_money);
  sotto_discovery_page_set_session (self->network, session);
  sotto_mailservers_page_set_session (self->mailservers, session);
  sotto_wallet_networks_page_set_session (self->wallet, session);
  return GTK_WIDGET (self);
}

void
sotto_preferences_show_page (SottoPreferences *self, const char *name)
{
  g_return_if_fail (SOTTO_IS_PREFERENCES (self));

  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (self), name);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-application.h"

#include <glib/gi18n.h>
#include <string.h>

#include "sotto-frame-log.h"
#include "sotto-window.h"

struct _SottoApplication
{
  AdwApplication parent_instance;

  GSettings *settings;
  SottoClock *clock;
  SottoRandom *random;
  SottoAccountManager *accounts;
  char *data_folder;
  char **nodes;
};

G_DEFINE_FINAL_TYPE (SottoApplication, sotto_application, ADW_TYPE_APPLICATION)

static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (user_data));

  if (window == NULL)
    {
      g_application_quit (G_APPLICATION (user_data));
      return;
    }
  while (gtk_window_get_transient_for (window) != NULL)
    window = gtk_window_get_transient_for (window);
  gtk_window_close (window);
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  static const char *developers[] = { "Sotto developers", NULL };
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (user_data));

  adw_show_about_window (parent, "application-name", "Sotto", "application-icon", SOTTO_ICON_NAME,
                         "version", SOTTO_VERSION, "developer-name", _ ("Sotto developers"),
                         "developers", developers, "license-type", GTK_LICENSE_GPL_3_0, "comments",
                         _ ("Private messages and public channels, without a server in the middle"),
                         "website", "https://sotto.im",
                         /* Translators: your names, one a line. */
                         "translator-credits", _ ("translator-credits"), NULL);
}

/* Windows of the application that are not the main one belong to it. */
static SottoWindow *
get_main_window (SottoApplication *self)
{
  for (GList *item = gtk_application_get_windows (GTK_APPLICATION (self)); item != NULL;
       item = item->next)
    if (SOTTO_IS_WINDOW (item->data))
      return item->data;
  return NULL;
}

static void
show_chat_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  SottoWindow *window = get_main_window (user_data);

  if (window != NULL)
    sotto_window_show_chat_by_id (window, g_variant_get_string (parameter, NULL));
}

static void
read_chat_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  SottoWindow *window = get_main_window (user_data);

  if (window != NULL)
    sotto_window_read_chat_by_id (window, g_variant_get_string (parameter, NULL));
}

static void
show_wallet_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  SottoWindow *window = get_main_window (user_data);

  if (window != NULL)
    sotto_window_show_wallet (window);
}

static void
style_changed_cb (GSettings *settings, const char *key, gpointer user_data)
{
  g_autofree char *style = g_settings_get_string (settings, "style");
  AdwColorScheme scheme = ADW_COLOR_SCHEME_DEFAULT;

  if (g_str_equal (style, "light"))
    scheme = ADW_COLOR_SCHEME_FORCE_LIGHT;
  else if (g_str_equal (style, "dark"))
    scheme = ADW_COLOR_SCHEME_FORCE_DARK;
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), scheme);
}

static void
sotto_application_startup (GApplication *application)
{
  SottoApplication *self = SOTTO_APPLICATION (application);
  static const GActionEntry actions[] = {
    { .name = "quit", .activate = quit_action },
    { .name = "about", .activate = about_action },
    { .name = "show-chat", .activate = show_chat_action, .parameter_type = "s" },
    { .name = "read-chat", .activate = read_chat_action, .parameter_type = "s" },
    { .name = "show-wallet", .activate = show_wallet_action },
  };
  static const char *quit_keys[] = { "<Control>q", NULL };
  static const char *close_keys[] = { "<Control>w", NULL };

  G_APPLICATION_CLASS (sotto_application_parent_class)->startup (application);
  self->settings = g_settings_new (SOTTO_APP_ID);
  self->clock = sotto_clock_new_system ();
  self->random = sotto_random_new_system ();
  gtk_window_set_default_icon_name (SOTTO_ICON_NAME);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "app.quit", quit_keys);
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "window.close", close_keys);
  g_signal_connect_object (self->settings, "changed::style", G_CALLBACK (style_changed_cb), self,
                           0);
  style_changed_cb (self->settings, "style", self);
}

static void
show_window (SottoApplication *self)
{
  SottoWindowServices services = {
    .clock = self->clock, .random = self->random, .settings = self->settings, .nodes = self->nodes
  };
  g_autoptr (GError) error = NULL;
  GtkWidget *window;

  if (self->accounts == NULL)
    {
      self->accounts = sotto_account_manager_new (self->data_folder, self->clock, self->random);
      if (!sotto_account_manager_load (self->accounts, &error))
        g_warning ("The accounts cannot be read: %s", error->message);
    }
  services.accounts = self->accounts;
  window = sotto_window_new (GTK_APPLICATION (self), &services);
  sotto_frame_log_watch (window, self->clock);
  gtk_window_present (GTK_WINDOW (window));
}

static void
sotto_application_activate (GApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (window != NULL)
    gtk_window_present (window);
  else
    show_window (SOTTO_APPLICATION (application));
}

/* (transfer full): "ethereum:0x…": file systems put slashes into links that have none. */
static char *
without_slashes (const char *uri)
{
  const char *rest = strchr (uri, ':');

  if (rest == NULL)
    return g_strdup (uri);
  rest++;
  return g_strdup_printf ("%.*s%s", (int) (rest - uri), uri, rest + strspn (rest, "/"));
}

static void
sotto_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  g_autofree char *uri = g_file_get_uri (files[0]);
  g_autofree char *link = without_slashes (uri);
  SottoWindow *window;

  g_application_activate (application);
  window = get_main_window (SOTTO_APPLICATION (application));
  if (window != NULL && g_ascii_strncasecmp (link, "ethereum:", strlen ("ethereum:")) == 0)
    sotto_window_open_link (window, link);
}

static int
sotto_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  SottoApplication *self = SOTTO_APPLICATION (application);

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("Sotto %s\n", SOTTO_VERSION);
      return 0;
    }
  g_variant_dict_lookup (options, "data-dir", "^ay", &self->data_folder);
  g_variant_dict_lookup (options, "node", "^as", &self->nodes);
  /* Other accounts are another application, which the running one does not stand for. */
  if (self->data_folder != NULL)
    g_application_set_flags (application,
                             g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
  return -1;
}

static void
sotto_application_finalize (GObject *object)
{
  SottoApplication *self = SOTTO_APPLICATION (object);

  g_clear_object (&self->accounts);
  g_clear_object (&self->settings);
  g_clear_object (&self->clock);
  g_clear_object (&self->random);
  g_free (self->data_folder);
  g_strfreev (self->nodes);
  G_OBJECT_CLASS (sotto_application_parent_class)->finalize (object);
}

static void
sotto_application_class_init (SottoApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sotto_application_finalize;
  application_class->startup = sotto_application_startup;
  application_class->activate = sotto_application_activate;
  application_class->open = sotto_application_open;
  application_class->handle_local_options = sotto_application_handle_local_options;
}

static void
sotto_application_init (SottoApplication *self)
{
  static const GOptionEntry entries[] = {
    { "data-dir", 'd', 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Folder of the accounts"), N_ ("DIR") },
    { "node", 'n', 0, G_OPTION_ARG_STRING_ARRAY, NULL, N_ ("Connect to this node"), "ENODE" },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version"), NULL },
    G_OPTION_ENTRY_NULL,
  };

  g_application_add_main_option_entries (G_APPLICATION (self), entries);
}

SottoApplication *
sotto_application_new (void)
{
  return g_object_new (SOTTO_TYPE_APPLICATION, "application-id", SOTTO_APP_ID, "resource-base-path",
                       "/im/sotto/Sotto", "flags", G_APPLICATION_HANDLES_OPEN, NULL);
}

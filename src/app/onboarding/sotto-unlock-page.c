/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-unlock-page.h"

#include <glib/gi18n.h>

#include "sotto-avatar.h"
#include "sotto-session.h"

struct _SottoUnlockPage
{
  AdwBin parent_instance;

  SottoAccountManager *accounts;
  SottoClock *clock;
  guint timer;
  gboolean busy;

  GtkListBox *list;
  AdwPasswordEntryRow *password;
  GtkButton *unlock;
  GtkSpinner *spinner;
  GtkLabel *message;
};

G_DEFINE_FINAL_TYPE (SottoUnlockPage, sotto_unlock_page, ADW_TYPE_BIN)

enum
{
  SIGNAL_UNLOCKED,
  SIGNAL_ADD_REQUESTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static SottoAccount *
get_selected (SottoUnlockPage *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  return row != NULL ? g_object_get_data (G_OBJECT (row), "account") : NULL;
}

static void
update_sensitivity (SottoUnlockPage *self)
{
  SottoAccount *account = get_selected (self);
  gboolean can_try = account != NULL && !self->busy && sotto_account_get_retry_delay (account) == 0;

  gtk_widget_set_sensitive (GTK_WIDGET (self->unlock),
                            can_try &&
                              *gtk_editable_get_text (GTK_EDITABLE (self->password)) != '\0');
  gtk_spinner_set_spinning (self->spinner, self->busy);
}

/* Counts the seconds down in which no password is taken. */
static gboolean
tick_cb (gpointer user_data)
{
  SottoUnlockPage *self = user_data;
  SottoAccount *account = get_selected (self);
  guint delay = account != NULL ? sotto_account_get_retry_delay (account) : 0;
  g_autofree char *message = NULL;

  update_sensitivity (self);
  if (delay == 0)
    {
      gtk_label_set_text (self->message, "");
      self->timer = 0;
      return G_SOURCE_REMOVE;
    }
  message = g_strdup_printf (g_dngettext (NULL, "Wrong password. Try again in %u second.",
                                          "Wrong password. Try again in %u seconds.", delay),
                             delay);
  gtk_label_set_text (self->message, message);
  return G_SOURCE_CONTINUE;
}

static void
watch_delay (SottoUnlockPage *self)
{
  sotto_clock_clear_timer (self->clock, &self->timer);
  if (tick_cb (self) == G_SOURCE_CONTINUE)
    self->timer = sotto_clock_add_timer (self->clock, 1000, tick_cb, self);
}

static void
show_failure (SottoUnlockPage *self, const GError *error)
{
  SottoAccount *account = get_selected (self);

  if (account != NULL && sotto_account_get_retry_delay (account) > 0)
    watch_delay (self);
  else
    gtk_label_set_text (self->message, error->message);
  gtk_widget_grab_focus (GTK_WIDGET (self->password));
}

static void
unlocked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoUnlockPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoSession) session =
    sotto_account_unlock_finish (SOTTO_ACCOUNT (source), result, &error);

  /* The window was closed meanwhile. */
  if (self->accounts == NULL)
    return;
  self->busy = FALSE;
  gtk_editable_set_text (GTK_EDITABLE (self->password), "");
  update_sensitivity (self);
  if (session == NULL)
    show_failure (self, error);
  else
    g_signal_emit (self, signals[SIGNAL_UNLOCKED], 0, session);
}

static void
unlock_cb (SottoUnlockPage *self)
{
  SottoAccount *account = get_selected (self);

  if (!gtk_widget_get_sensitive (GTK_WIDGET (self->unlock)))
    return;
  self->busy = TRUE;
  gtk_label_set_text (self->message, "");
  update_sensitivity (self);
  sotto_account_unlock_async (account, gtk_editable_get_text (GTK_EDITABLE (self->password)), NULL,
                              unlocked_cb, g_object_ref (self));
}

static void
password_changed_cb (SottoUnlockPage *self)
{
  update_sensitivity (self);
}

static void
account_selected_cb (GtkListBox *list, GtkListBoxRow *row, SottoUnlockPage *self)
{
  /* The list loses its selection too when the page goes. */
  if (self->accounts != NULL)
    watch_delay (self);
}

static void
account_activated_cb (SottoUnlockPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->password));
}

static void
add_account_cb (SottoUnlockPage *self)
{
  g_signal_emit (self, signals[SIGNAL_ADD_REQUESTED], 0);
}

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  SottoAccount *account = item;
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *avatar = sotto_avatar_new (40);
  const char *key_text = sotto_account_get_key_text (account);
  g_autofree char *short_key =
    g_strdup_printf ("%.8s…%s", key_text, key_text + strlen (key_text) - 6);

  sotto_avatar_set_key (SOTTO_AVATAR (avatar), sotto_account_get_key (account));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), sotto_account_get_name (account));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), short_key);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), avatar);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  sotto_account_get_name (account), -1);
  g_object_set_data_full (G_OBJECT (row), "account", g_object_ref (account), g_object_unref);
  return row;
}

static void
accounts_changed_cb (SottoUnlockPage *self)
{
  if (gtk_list_box_get_selected_row (self->list) == NULL)
    gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, 0));
}

static void
sotto_unlock_page_dispose (GObject *object)
{
  SottoUnlockPage *self = SOTTO_UNLOCK_PAGE (object);

  if (self->clock != NULL)
    sotto_clock_clear_timer (self->clock, &self->timer);
  g_clear_object (&self->clock);
  g_clear_object (&self->accounts);
  G_OBJECT_CLASS (sotto_unlock_page_parent_class)->dispose (object);
}

static gboolean
sotto_unlock_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (SOTTO_UNLOCK_PAGE (widget)->password));
}

static void
sotto_unlock_page_class_init (SottoUnlockPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sotto_unlock_page_dispose;
  widget_class->grab_focus = sotto_unlock_page_grab_focus;
  signals[SIGNAL_UNLOCKED] = g_signal_new ("unlocked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 1, SOTTO_TYPE_SESSION);
  signals[SIGNAL_ADD_REQUESTED] =
    g_signal_new ("add-requested", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                  NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/im/sotto/Sotto/ui/unlock-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SottoUnlockPage, list);
  gtk_widget_class_bind_template_child (widget_class, SottoUnlockPage, password);
  gtk_widget_class_bind_template_child (widget_class, SottoUnlockPage, unlock);
  gtk_widget_class_bind_template_child (widget_class, SottoUnlockPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, SottoUnlockPage, message);
  gtk_widget_class_bind_template_callback (widget_class, unlock_cb);
  gtk_widget_class_bind_template_callback (widget_class, password_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, account_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, account_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_account_cb);
}

static void
sotto_unlock_page_init (SottoUnlockPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sotto_unlock_page_new (SottoAccountManager *accounts, SottoClock *clock)
{
  SottoUnlockPage *self = g_object_new (SOTTO_TYPE_UNLOCK_PAGE, NULL);

  self->accounts = g_object_ref (accounts);
  self->clock = g_object_ref (clock);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (accounts), create_row, NULL, NULL);
  g_signal_connect_object (accounts, "items-changed", G_CALLBACK (accounts_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  accounts_changed_cb (self);
  return GTK_WIDGET (self);
}

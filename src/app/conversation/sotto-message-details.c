/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Everything that is known of a message. */

#include "sotto-message-details.h"

#include <glib/gi18n.h>

#include "sotto-message-words.h"
#include "sotto-time-text.h"

static void
add_row (AdwPreferencesGroup *group, const char *title, const char *value)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *label = gtk_label_new (value);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 28);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_margin_top (label, 6);
  gtk_widget_set_margin_bottom (label, 6);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  adw_preferences_group_add (group, row);
}

static GtkWidget *
make_text (SottoMessage *message)
{
  GtkWidget *label = gtk_label_new (sotto_message_get_text (message));

  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  return label;
}

static GtkWidget *
make_page (SottoMessage *message)
{
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *text_group = adw_preferences_group_new ();
  GtkWidget *group = adw_preferences_group_new ();
  g_autofree char *time = sotto_time_text_full (sotto_message_get_timestamp (message));
  const char *state = sotto_message_words_state (sotto_message_get_state (message));
  SottoContact *author = sotto_message_get_author (message);

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (text_group), make_text (message));
  add_row (ADW_PREFERENCES_GROUP (group), _ ("From"), sotto_contact_get_name (author));
  add_row (ADW_PREFERENCES_GROUP (group), _ ("Chat Key"), sotto_contact_get_key_text (author));
  add_row (ADW_PREFERENCES_GROUP (group), _ ("Written"), time);
  add_row (ADW_PREFERENCES_GROUP (group), _ ("State"), state ? state : _ ("received"));
  add_row (ADW_PREFERENCES_GROUP (group), _ ("Protection"),
           sotto_message_words_encryption (message));
  add_row (ADW_PREFERENCES_GROUP (group), _ ("Message ID"), sotto_message_get_id (message));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (text_group));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  gtk_widget_set_vexpand (page, TRUE);
  return page;
}

void
sotto_message_details_present (GtkWindow *parent, SottoMessage *message)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkEventController *keys = gtk_shortcut_controller_new ();

  g_return_if_fail (SOTTO_IS_MESSAGE (message));

  gtk_window_set_title (GTK_WINDOW (window), _ ("Message Details"));
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (window), 480, 560);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), make_page (message));
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_shortcut_controller_add_shortcut (
    GTK_SHORTCUT_CONTROLLER (keys), gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                      gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, keys);
  gtk_window_present (GTK_WINDOW (window));
}

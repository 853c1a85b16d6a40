/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-mailserver-row.h"

#include "sotto-clock.h"
#include "sotto-history-text.h"

static void
store_changed_cb (SottoTransportStore *store, GParamSpec *pspec, AdwActionRow *row)
{
  g_autoptr (SottoClock) clock = sotto_clock_new_system ();
  g_autofree char *text =
    sotto_history_text_store (store, (gint64) sotto_clock_get_milliseconds (clock));

  adw_action_row_set_subtitle (row, text);
}

GtkWidget *
sotto_mailserver_row_new (const char *address, SottoTransportStore *store)
{
  g_autofree char *name = sotto_history_text_store_name (address);
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  gtk_widget_set_tooltip_text (row, address);
  if (store == NULL)
    return row;
  g_signal_connect_object (store, "notify", G_CALLBACK (store_changed_cb), row, 0);
  store_changed_cb (store, NULL, ADW_ACTION_ROW (row));
  return row;
}

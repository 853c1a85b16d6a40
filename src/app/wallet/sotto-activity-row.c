/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-activity-row.h"

#include <glib/gi18n.h>

#include "sotto-amount-text.h"
#include "sotto-icon-button.h"
#include "sotto-time-text.h"
#include "sotto-wallet-networks.h"
#include "sotto-wallet-text.h"

struct _SottoActivityRow
{
  AdwExpanderRow parent_instance;

  SottoWalletActivity activity;
  SottoWalletNetwork *network; /* nullable */
  gboolean has_details;
};

G_DEFINE_FINAL_TYPE (SottoActivityRow, sotto_activity_row, ADW_TYPE_EXPANDER_ROW)

static GtkWidget *
create_fact (const char *title, const char *value)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), value);
  return row;
}

static void
explore_cb (GtkButton *button)
{
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (button)));

  gtk_show_uri (GTK_WINDOW (root), g_object_get_data (G_OBJECT (button), "uri"), GDK_CURRENT_TIME);
}

static void
copy_cb (GtkButton *button)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (button)),
                          g_object_get_data (G_OBJECT (button), "text"));
}

static void
add_button (GtkWidget *row,
            const char *icon,
            const char *label,
            const char *key,
            char *value,
            GCallback callback)
{
  GtkWidget *button = sotto_icon_button_new (icon, label);

  g_object_set_data_full (G_OBJECT (button), key, value, g_free);
  g_signal_connect (button, "clicked", callback, NULL);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

/* An explorer learns what one is interested in, so it is a step of its own. */
static GtkWidget *
create_transaction_row (SottoWalletNetwork *network, const SottoWalletActivity *activity)
{
  g_autofree char *digits = sotto_hash_to_hex (&activity->transaction);
  g_autofree char *hash = g_strconcat ("0x", digits, NULL);
  GtkWidget *row = create_fact (_ ("Transaction"), hash);
  g_autofree char *page =
    network != NULL ? sotto_wallet_network_dup_transaction_page (network, hash) : NULL;

  add_button (row, "edit-copy-symbolic", _ ("Copy the Transaction's Hash"), "text", g_strdup (hash),
              G_CALLBACK (copy_cb));
  if (page != NULL)
    add_button (row, "web-browser-symbolic", _ ("Open in the Block Explorer"), "uri",
                g_steal_pointer (&page), G_CALLBACK (explore_cb));
  return row;
}

static char *
describe_amount (SottoWallet *wallet, const SottoWalletActivity *activity)
{
  SottoWalletToken *token = sotto_wallet_get_token_by_id (wallet, activity->token);
  g_autofree char *amount =
    token != NULL ? sotto_amount_text (&activity->amount, sotto_wallet_token_get_decimals (token),
                                       sotto_wallet_token_get_symbol (token))
                  : g_strdup (_ ("A token that is gone from the wallet"));

  return g_strconcat (activity->direction == SOTTO_WALLET_DIRECTION_IN ? "+" : "−", amount, NULL);
}

/* Made when somebody wants to see them: a long list has few that are opened. */
static void
expanded_cb (SottoActivityRow *self)
{
  AdwExpanderRow *row = ADW_EXPANDER_ROW (self);
  g_autofree char *address = NULL;
  g_autofree char *groups = NULL;
  g_autofree char *block = NULL;

  if (self->has_details || !adw_expander_row_get_expanded (row))
    return;
  self->has_details = TRUE;
  address = sotto_address_to_string (self->activity.counterparty);
  groups = sotto_wallet_text_groups (address);
  block = g_strdup_printf ("%" G_GUINT64_FORMAT, self->activity.block);
  adw_expander_row_add_row (
    row, create_fact (self->activity.direction == SOTTO_WALLET_DIRECTION_IN ? _ ("From") : _ ("To"),
                      groups));
  adw_expander_row_add_row (row, create_fact (_ ("Block"), block));
  adw_expander_row_add_row (row, create_transaction_row (self->network, &self->activity));
}

static void
sotto_activity_row_dispose (GObject *object)
{
  g_clear_object (&SOTTO_ACTIVITY_ROW (object)->network);
  G_OBJECT_CLASS (sotto_activity_row_parent_class)->dispose (object);
}

static void
sotto_activity_row_class_init (SottoActivityRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sotto_activity_row_dispose;
}

static void
sotto_activity_row_init (SottoActivityRow *self)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
}

GtkWidget *
sotto_activity_row_new (SottoWallet *wallet, const SottoWalletActivity *activity)
{
  SottoActivityRow *self = g_object_new (SOTTO_TYPE_ACTIVITY_ROW, NULL);
  SottoWalletNetwork *network = sotto_wallet_find_network (wallet, activity->chain_id);
  g_autofree char *amount = describe_amount (wallet, activity);
  g_autofree char *time = sotto_time_text_full (activity->time_ms);
  g_autofree char *where = g_strdup_printf (
    "%s · %s", time, network != NULL ? sotto_wallet_network_get_name (network) : "");

  self->activity = *activity;
  g_set_object (&self->network, network);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), amount);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), where);
  g_signal_connect (self, "notify::expanded", G_CALLBACK (expanded_cb), NULL);
  return GTK_WIDGET (self);
}

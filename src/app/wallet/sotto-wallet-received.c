/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-wallet-received.h"

#include <glib/gi18n.h>
#include <string.h>

#include "sotto-amount-text.h"
#include "sotto-time-text.h"
#include "sotto-wallet-csv.h"
#include "sotto-wallet-networks.h"
#include "sotto-wallet-text.h"

/* Rows that are shown, and lines of a file. */
#define N_SHOWN 50
#define N_WRITTEN 100000

struct _SottoWalletReceived
{
  GtkBox parent_instance;

  SottoWallet *wallet;
  SottoWalletAccount *account;
  GCancellable *cancellable;
  guint n_scans;
  GtkFileChooserNative *chooser;

  GtkListBox *list;
  GtkLabel *note;
  GtkWidget *further;
};

G_DEFINE_FINAL_TYPE (SottoWalletReceived, sotto_wallet_received, GTK_TYPE_BOX)

static void
show_note (SottoWalletReceived *self, const char *text)
{
  gtk_label_set_text (self->note, text);
  gtk_widget_set_visible (GTK_WIDGET (self->note), text[0] != '\0');
}

static void
clear (SottoWalletReceived *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
}

/* One row, which opens to show everything. */

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
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
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
  const char *explorer = network != NULL ? sotto_wallet_network_get_explorer (network) : NULL;

  add_button (row, "edit-copy-symbolic", _ ("Copy the Transaction's Hash"), "text", g_strdup (hash),
              G_CALLBACK (copy_cb));
  if (explorer != NULL && explorer[0] != '\0')
    add_button (row, "web-browser-symbolic", _ ("Open in the Block Explorer"), "uri",
                g_strdup_printf ("%s/tx/%s", explorer, hash), G_CALLBACK (explore_cb));
  return row;
}

static char *
describe_amount (SottoWalletReceived *self, const SottoWalletActivity *activity)
{
  SottoWalletToken *token = sotto_wallet_get_token_by_id (self->wallet, activity->token);
  g_autofree char *amount =
    token != NULL ? sotto_amount_text (&activity->amount, sotto_wallet_token_get_decimals (token),
                                       sotto_wallet_token_get_symbol (token))
                  : g_strdup (_ ("A token that is gone from the wallet"));

  return g_strconcat (activity->direction == SOTTO_WALLET_DIRECTION_IN ? "+" : "−", amount, NULL);
}

static void
add_activity (SottoWalletReceived *self, const SottoWalletActivity *activity)
{
  SottoWalletNetwork *network = sotto_wallet_find_network (self->wallet, activity->chain_id);
  g_autofree char *amount = describe_amount (self, activity);
  g_autofree char *time = sotto_time_text_full (activity->time_ms);
  g_autofree char *address = sotto_address_to_string (activity->counterparty);
  g_autofree char *groups = sotto_wallet_text_groups (address);
  g_autofree char *block = g_strdup_printf ("%" G_GUINT64_FORMAT, activity->block);
  g_autofree char *where = g_strdup_printf (
    "%s · %s", time, network != NULL ? sotto_wallet_network_get_name (network) : "");
  AdwExpanderRow *row = ADW_EXPANDER_ROW (adw_expander_row_new ());

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), amount);
  adw_expander_row_set_subtitle (row, where);
  adw_expander_row_add_row (
    row,
    create_fact (activity->direction == SOTTO_WALLET_DIRECTION_IN ? _ ("From") : _ ("To"), groups));
  adw_expander_row_add_row (row, create_fact (_ ("Block"), block));
  adw_expander_row_add_row (row, create_transaction_row (network, activity));
  gtk_list_box_append (self->list, GTK_WIDGET (row));
}

/* Reading and looking. */

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoWalletReceived) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) activity =
    sotto_wallet_list_activity_finish (SOTTO_WALLET (source), result, &error);

  if (activity == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_note (self, error->message);
  if (activity == NULL || self->wallet == NULL)
    return;
  clear (self);
  for (guint i = 0; i < activity->len; i++)
    add_activity (self, &g_array_index (activity, SottoWalletActivity, i));
  gtk_widget_set_visible (GTK_WIDGET (self->list), activity->len > 0);
}

static void
list (SottoWalletReceived *self)
{
  sotto_wallet_list_activity_async (self->wallet, self->account, N_SHOWN, self->cancellable,
                                    listed_cb, g_object_ref (self));
}

static void
scanned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoWalletReceived) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) received = sotto_wallet_scan_finish (SOTTO_WALLET (source), result, &error);

  self->n_scans--;
  gtk_widget_set_sensitive (self->further, self->n_scans == 0);
  if (received == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_note (self, error->message);
  if (self->wallet != NULL)
    list (self);
}

static gboolean
may_be_asked (SottoWalletNetwork *network)
{
  return sotto_wallet_network_get_enabled (network) &&
         sotto_wallet_network_get_consent (network) == SOTTO_WALLET_CONSENT_YES;
}

static void
scan (SottoWalletReceived *self, gboolean further)
{
  GListModel *networks;

  if (self->wallet == NULL || self->n_scans > 0)
    return;
  networks = sotto_wallet_get_networks (self->wallet);
  show_note (self, "");
  for (guint i = 0; i < g_list_model_get_n_items (networks); i++)
    {
      g_autoptr (SottoWalletNetwork) network = g_list_model_get_item (networks, i);

      if (!may_be_asked (network))
        continue;
      self->n_scans++;
      sotto_wallet_scan_async (self->wallet, self->account, network, further, self->cancellable,
                               scanned_cb, g_object_ref (self));
    }
  gtk_widget_set_visible (self->further, self->n_scans > 0);
  gtk_widget_set_sensitive (self->further, self->n_scans == 0);
}

static void
map_cb (SottoWalletReceived *self)
{
  scan (self, FALSE);
}

static void
further_cb (SottoWalletReceived *self)
{
  scan (self, TRUE);
}

/* The file. */

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoWalletReceived) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    show_note (self, error->message);
}

static void
write_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoWalletReceived) self = user_data;
  g_autoptr (GFile) file = g_object_steal_data (G_OBJECT (self), "file");
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) activity =
    sotto_wallet_list_activity_finish (SOTTO_WALLET (source), result, &error);
  g_autoptr (GBytes) bytes = NULL;
  char *text;

  if (activity == NULL || self->account == NULL || file == NULL)
    return;
  text = sotto_wallet_csv_format (SOTTO_WALLET (source), self->account, activity);
  bytes = g_bytes_new_take (text, strlen (text));
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL,
                                       written_cb, g_object_ref (self));
}

static void
chosen_cb (GtkFileChooserNative *chooser, int response, SottoWalletReceived *self)
{
  GFile *file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL && self->wallet != NULL)
    {
      g_object_set_data_full (G_OBJECT (self), "file", file, g_object_unref);
      sotto_wallet_list_activity_async (self->wallet, self->account, N_WRITTEN, self->cancellable,
                                        write_cb, g_object_ref (self));
    }
  else
    g_clear_object (&file);
  g_clear_object (&self->chooser);
}

static void
export_cb (SottoWalletReceived *self)
{
  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (
    _ ("Save the Activity"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
    GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), "sotto-activity.csv");
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
forget_account (SottoWalletReceived *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->chooser);
  g_clear_object (&self->wallet);
  g_clear_object (&self->account);
}

static void
sotto_wallet_received_dispose (GObject *object)
{
  forget_account (SOTTO_WALLET_RECEIVED (object));
  G_OBJECT_CLASS (sotto_wallet_received_parent_class)->dispose (object);
}

static void
sotto_wallet_received_class_init (SottoWalletReceivedClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sotto_wallet_received_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/sotto/Sotto/ui/wallet-received.ui");
  gtk_widget_class_bind_template_child (widget_class, SottoWalletReceived, list);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletReceived, note);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletReceived, further);
  gtk_widget_class_bind_template_callback (widget_class, map_cb);
  gtk_widget_class_bind_template_callback (widget_class, further_cb);
  gtk_widget_class_bind_template_callback (widget_class, export_cb);
}

static void
sotto_wallet_received_init (SottoWalletReceived *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Public, in the header's order. */

GtkWidget *
sotto_wallet_received_new (void)
{
  return g_object_new (SOTTO_TYPE_WALLET_RECEIVED, NULL);
}

void
sotto_wallet_received_set_account (SottoWalletReceived *self,
                                   SottoWallet *wallet,
                                   SottoWalletAccount *account)
{
  g_return_if_fail (SOTTO_IS_WALLET_RECEIVED (self));

  forget_account (self);
  show_note (self, "");
  clear (self);
  gtk_widget_set_visible (GTK_WIDGET (self->list), FALSE);
  if (wallet == NULL || account == NULL)
    return;
  self->wallet = g_object_ref (wallet);
  self->account = g_object_ref (account);
  self->cancellable = g_cancellable_new ();
  list (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    scan (self, FALSE);
}

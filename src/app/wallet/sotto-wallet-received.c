/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-wallet-received.h"

#include <glib/gi18n.h>

#include "sotto-activity-row.h"
#include "sotto-row-feed.h"
#include "sotto-wallet-csv.h"
#include "sotto-wallet-networks.h"

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
  GFile *file;   /* nullable: where to the table is written */
  GArray *shown; /* (element-type SottoWalletActivity) (nullable) */

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

/* Reading and looking. */

/* Whether the list says that already: what somebody opened or is about to press stays. */
static gboolean
is_shown (SottoWalletReceived *self, GArray *activity)
{
  if (self->shown == NULL || self->shown->len != activity->len)
    return FALSE;
  for (guint i = 0; i < activity->len; i++)
    {
      const SottoWalletActivity *a = &g_array_index (self->shown, SottoWalletActivity, i);
      const SottoWalletActivity *b = &g_array_index (activity, SottoWalletActivity, i);

      if (!sotto_hash_equal (&a->transaction, &b->transaction) || a->block != b->block ||
          sotto_u256_compare (&a->amount, &b->amount) != 0)
        return FALSE;
    }
  return TRUE;
}

static void
add_cb (gpointer item, gpointer user_data)
{
  SottoWalletReceived *self = user_data;

  gtk_list_box_append (self->list, sotto_activity_row_new (self->wallet, item));
}

static void
show (SottoWalletReceived *self, GArray *activity)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_free);

  g_clear_pointer (&self->shown, g_array_unref);
  self->shown = g_array_ref (activity);
  for (guint i = 0; i < activity->len; i++)
    g_ptr_array_add (items, g_memdup2 (&g_array_index (activity, SottoWalletActivity, i),
                                       sizeof (SottoWalletActivity)));
  sotto_row_feed_start (self->list, items, add_cb, self);
  gtk_widget_set_visible (GTK_WIDGET (self->list), activity->len > 0);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoWalletReceived) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) activity =
    sotto_wallet_list_activity_finish (SOTTO_WALLET (source), result, &error);

  if (activity == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_note (self, error->message);
  if (activity != NULL && self->wallet != NULL && !is_shown (self, activity))
    show (self, activity);
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
formatted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoWalletReceived) self = user_data;
  g_autoptr (GBytes) bytes = sotto_wallet_csv_format_finish (SOTTO_WALLET (source), result, NULL);

  if (bytes != NULL && self->file != NULL)
    g_file_replace_contents_bytes_async (self->file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE,
                                         NULL, written_cb, g_object_ref (self));
}

static void
write_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoWalletReceived) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) activity =
    sotto_wallet_list_activity_finish (SOTTO_WALLET (source), result, &error);

  if (activity != NULL && self->account != NULL)
    sotto_wallet_csv_format_async (SOTTO_WALLET (source), self->account, activity,
                                   self->cancellable, formatted_cb, g_object_ref (self));
  else if (activity == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_note (self, error->message);
}

static void
chosen_cb (GtkFileChooserNative *chooser, int response, SottoWalletReceived *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL && self->wallet != NULL)
    {
      g_set_object (&self->file, file);
      sotto_wallet_list_activity_async (self->wallet, self->account, N_WRITTEN, self->cancellable,
                                        write_cb, g_object_ref (self));
    }
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
  g_clear_object (&self->file);
  g_clear_pointer (&self->shown, g_array_unref);
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
  sotto_row_feed_clear (self->list);
  g_clear_pointer (&self->shown, g_array_unref);
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

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-collection-dialog.h"

#include <glib/gi18n.h>

#include "sotto-wallet-activity.h"
#include "sotto-wallet-assets.h"
#include "sotto-wallet-collectibles.h"

struct _SottoCollectionDialog
{
  AdwWindow parent_instance;

  SottoWallet *wallet;
  SottoWalletAccount *account;
  GCancellable *cancellable;

  /* What was asked, so that what is added is what was shown. */
  SottoWalletNetwork *network;
  SottoWalletCollection *collection;
  gboolean has_number;
  SottoU256 number;

  AdwComboRow *networks;
  AdwEntryRow *address;
  AdwEntryRow *number_entry;
  GtkWidget *found;
  AdwActionRow *found_row;
  GtkLabel *error;
  GtkButton *go;
};

G_DEFINE_FINAL_TYPE (SottoCollectionDialog, sotto_collection_dialog, ADW_TYPE_WINDOW)

static void
show_error (SottoCollectionDialog *self, const char *text)
{
  gtk_label_set_text (self->error, text);
  gtk_widget_set_visible (GTK_WIDGET (self->error), text[0] != '\0');
  gtk_widget_set_sensitive (GTK_WIDGET (self->go), TRUE);
}

/* Adding. */

/* What is found tells the wallet itself of. */
static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoCollectionDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!sotto_wallet_change_finish (SOTTO_WALLET (source), result, &error))
    {
      show_error (self, error->message);
      return;
    }
  if (self->network == NULL)
    return;
  sotto_wallet_scan_async (self->wallet, self->account, self->network, FALSE, NULL, NULL, NULL);
  sotto_wallet_refresh_assets_async (self->wallet, self->account, self->network, NULL, NULL, NULL);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
add (SottoCollectionDialog *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->go), FALSE);
  sotto_wallet_add_collection_async (self->wallet, self->collection,
                                     self->has_number ? &self->number : NULL, NULL, added_cb,
                                     g_object_ref (self));
}

/* Looking it up. */

static void
show_found (SottoCollectionDialog *self)
{
  const SottoWalletCollection *collection = self->collection;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->found_row),
                                 collection->name != NULL ? collection->name
                                                          : _ ("It does not say its name"));
  adw_action_row_set_subtitle (self->found_row, collection->kind == SOTTO_WALLET_COLLECTION_UNIQUE
                                                  ? _ ("Each is the only one of its kind (ERC-721)")
                                                  : _ ("There can be several of each (ERC-1155)"));
  gtk_widget_set_visible (self->found, TRUE);
  gtk_button_set_label (self->go, _ ("_Add"));
  show_error (self, "");
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoCollectionDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoWalletCollection) collection =
    sotto_wallet_read_collection_finish (SOTTO_WALLET (source), result, &error);

  if (collection != NULL && self->network != NULL && self->collection == NULL)
    {
      self->collection = g_steal_pointer (&collection);
      show_found (self);
    }
  else if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_error (self, error->message);
}

/* FALSE: what is written there is no number. */
static gboolean
read_number (SottoCollectionDialog *self)
{
  g_autofree char *text =
    g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->number_entry))));

  self->has_number = text[0] != '\0';
  return !self->has_number || sotto_u256_parse_decimal (text, &self->number);
}

static void
look_up (SottoCollectionDialog *self)
{
  SottoWalletNetwork *network = adw_combo_row_get_selected_item (self->networks);
  g_autofree char *text =
    g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->address))));
  guint8 contract[SOTTO_ADDRESS_LENGTH];
  g_autoptr (GError) error = NULL;

  if (network == NULL || !sotto_address_parse (text, contract, &error))
    {
      show_error (self, error != NULL ? error->message : "");
      return;
    }
  if (!read_number (self))
    {
      show_error (self, _ ("A number has only digits."));
      return;
    }
  show_error (self, "");
  g_set_object (&self->network, network);
  gtk_widget_set_sensitive (GTK_WIDGET (self->go), FALSE);
  sotto_wallet_read_collection_async (self->wallet, network, contract, self->cancellable, read_cb,
                                      g_object_ref (self));
}

/* What was found is of another address. */
static void
changed_cb (SottoCollectionDialog *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_clear_pointer (&self->collection, sotto_wallet_collection_free);
  g_clear_object (&self->network);
  gtk_widget_set_visible (self->found, FALSE);
  gtk_button_set_label (self->go, _ ("_Look It Up"));
  show_error (self, "");
}

static void
go_cb (SottoCollectionDialog *self)
{
  if (!gtk_widget_get_sensitive (GTK_WIDGET (self->go)))
    return;
  if (self->collection != NULL)
    add (self);
  else
    look_up (self);
}

static void
sotto_collection_dialog_dispose (GObject *object)
{
  SottoCollectionDialog *self = SOTTO_COLLECTION_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->collection, sotto_wallet_collection_free);
  g_clear_object (&self->network);
  g_clear_object (&self->account);
  g_clear_object (&self->wallet);
  G_OBJECT_CLASS (sotto_collection_dialog_parent_class)->dispose (object);
}

static void
sotto_collection_dialog_class_init (SottoCollectionDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sotto_collection_dialog_dispose;
  g_type_ensure (SOTTO_TYPE_WALLET_NETWORK);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/sotto/Sotto/ui/collection-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SottoCollectionDialog, networks);
  gtk_widget_class_bind_template_child (widget_class, SottoCollectionDialog, address);
  gtk_widget_class_bind_template_child (widget_class, SottoCollectionDialog, number_entry);
  gtk_widget_class_bind_template_child (widget_class, SottoCollectionDialog, found);
  gtk_widget_class_bind_template_child (widget_class, SottoCollectionDialog, found_row);
  gtk_widget_class_bind_template_child (widget_class, SottoCollectionDialog, error);
  gtk_widget_class_bind_template_child (widget_class, SottoCollectionDialog, go);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, go_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
sotto_collection_dialog_init (SottoCollectionDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

GtkWidget *
sotto_collection_dialog_new (GtkWindow *parent, SottoWallet *wallet, SottoWalletAccount *account)
{
  SottoCollectionDialog *self =
    g_object_new (SOTTO_TYPE_COLLECTION_DIALOG, "transient-for", parent, "modal", TRUE, NULL);

  self->wallet = g_object_ref (wallet);
  self->account = g_object_ref (account);
  adw_combo_row_set_model (self->networks, sotto_wallet_get_networks (wallet));
  return GTK_WIDGET (self);
}

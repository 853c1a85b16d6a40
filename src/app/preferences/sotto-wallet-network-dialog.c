/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-wallet-network-dialog.h"

#include <glib/gi18n.h>

#define MAX_DECIMALS 36
#define USUAL_DECIMALS "18"

struct _SottoWalletNetworkDialog
{
  AdwWindow parent_instance;

  SottoWallet *wallet;
  gboolean is_busy;
  guint64 chain_id; /* of what is being added */

  GtkButton *add;
  AdwEntryRow *chain;
  AdwEntryRow *name;
  AdwEntryRow *endpoint;
  AdwEntryRow *symbol;
  AdwEntryRow *decimals;
  AdwEntryRow *explorer;
  AdwComboRow *layer;
  GtkSwitch *single_price;
  GtkSwitch *testnet;
  GtkLabel *error;
};

G_DEFINE_FINAL_TYPE (SottoWalletNetworkDialog, sotto_wallet_network_dialog, ADW_TYPE_WINDOW)

static guint added_signal;

/* In the order of the row. */
static const SottoWalletNetworkFlags layers[] = {
  0,
  SOTTO_WALLET_NETWORK_OP_STACK,
  SOTTO_WALLET_NETWORK_ARBITRUM,
  SOTTO_WALLET_NETWORK_LINEA,
};

/* (transfer full): without what surrounds it when it was pasted. */
static char *
dup_row (AdwEntryRow *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

static gboolean
is_filled (AdwEntryRow *row)
{
  g_autofree char *text = dup_row (row);

  return *text != '\0';
}

static gboolean
is_complete (SottoWalletNetworkDialog *self)
{
  return is_filled (self->chain) && is_filled (self->name) && is_filled (self->endpoint) &&
         is_filled (self->symbol) && is_filled (self->decimals);
}

static void
show_error (SottoWalletNetworkDialog *self, const char *message)
{
  gtk_label_set_text (self->error, message);
  gtk_widget_set_visible (GTK_WIDGET (self->error), *message != '\0');
}

static void
update (SottoWalletNetworkDialog *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->add), !self->is_busy && is_complete (self));
}

/* What was wrong is being mended. */
static void
changed_cb (SottoWalletNetworkDialog *self)
{
  show_error (self, "");
  update (self);
}

static void
set_busy (SottoWalletNetworkDialog *self, gboolean is_busy)
{
  self->is_busy = is_busy;
  update (self);
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoWalletNetworkDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  SottoWalletNetwork *network = NULL;

  if (sotto_wallet_change_finish (SOTTO_WALLET (source), result, &error))
    network = sotto_wallet_find_network (SOTTO_WALLET (source), self->chain_id);
  if (self->wallet == NULL)
    return;
  set_busy (self, FALSE);
  if (error != NULL)
    {
      show_error (self, error->message);
      return;
    }
  if (network != NULL)
    g_signal_emit (self, added_signal, 0, network);
  gtk_window_close (GTK_WINDOW (self));
}

static gboolean
read_numbers (SottoWalletNetworkDialog *self, guint64 *decimals)
{
  g_autofree char *chain = dup_row (self->chain);
  g_autofree char *text = dup_row (self->decimals);

  if (!g_ascii_string_to_unsigned (chain, 10, 1, G_MAXINT64, &self->chain_id, NULL))
    {
      show_error (self, _ ("The number of the chain is written with digits only, such as 100."));
      return FALSE;
    }
  if (!g_ascii_string_to_unsigned (text, 10, 0, MAX_DECIMALS, decimals, NULL))
    {
      show_error (self, _ ("A coin has 0 to 36 decimals; most have 18."));
      return FALSE;
    }
  return TRUE;
}

static SottoWalletNetworkFlags
read_flags (SottoWalletNetworkDialog *self)
{
  guint layer = adw_combo_row_get_selected (self->layer);
  SottoWalletNetworkFlags flags = layers[MIN (layer, G_N_ELEMENTS (layers) - 1)];

  if (gtk_switch_get_active (self->single_price))
    flags |= SOTTO_WALLET_NETWORK_LEGACY_FEES;
  if (gtk_switch_get_active (self->testnet))
    flags |= SOTTO_WALLET_NETWORK_TESTNET;
  return flags;
}

static void
add_cb (SottoWalletNetworkDialog *self)
{
  g_autofree char *name = dup_row (self->name);
  g_autofree char *endpoint = dup_row (self->endpoint);
  g_autofree char *symbol = dup_row (self->symbol);
  g_autofree char *explorer = dup_row (self->explorer);
  const char *endpoints[] = { endpoint, NULL };
  SottoWalletNetworkInfo info = { .name = name, .symbol = symbol, .endpoints = endpoints };
  guint64 decimals;

  if (self->is_busy || !is_complete (self) || !read_numbers (self, &decimals))
    return;
  if (g_str_has_suffix (explorer, "/"))
    explorer[strlen (explorer) - 1] = '\0';
  info.chain_id = self->chain_id;
  info.decimals = (guint) decimals;
  info.explorer = *explorer != '\0' ? explorer : NULL;
  info.flags = read_flags (self);
  show_error (self, "");
  set_busy (self, TRUE);
  sotto_wallet_add_network_async (self->wallet, &info, NULL, added_cb, g_object_ref (self));
}

/* Not earlier, which would hide from assistive technology that this is a window. */
static void
mapped_cb (SottoWalletNetworkDialog *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->chain));
}

static void
sotto_wallet_network_dialog_dispose (GObject *object)
{
  g_clear_object (&SOTTO_WALLET_NETWORK_DIALOG (object)->wallet);
  G_OBJECT_CLASS (sotto_wallet_network_dialog_parent_class)->dispose (object);
}

static void
sotto_wallet_network_dialog_class_init (SottoWalletNetworkDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sotto_wallet_network_dialog_dispose;
  added_signal = g_signal_new ("added", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 1, SOTTO_TYPE_WALLET_NETWORK);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/sotto/Sotto/ui/wallet-network-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SottoWalletNetworkDialog, add);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletNetworkDialog, chain);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletNetworkDialog, name);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletNetworkDialog, endpoint);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletNetworkDialog, symbol);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletNetworkDialog, decimals);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletNetworkDialog, explorer);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletNetworkDialog, layer);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletNetworkDialog, single_price);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletNetworkDialog, testnet);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletNetworkDialog, error);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
sotto_wallet_network_dialog_init (SottoWalletNetworkDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "map", G_CALLBACK (mapped_cb), NULL);
}

GtkWidget *
sotto_wallet_network_dialog_new (GtkWindow *parent, SottoWallet *wallet)
{
  SottoWalletNetworkDialog *self;

  g_return_val_if_fail (SOTTO_IS_WALLET (wallet), NULL);

  self =
    g_object_new (SOTTO_TYPE_WALLET_NETWORK_DIALOG, "transient-for", parent, "modal", TRUE, NULL);
  self->wallet = g_object_ref (wallet);
  gtk_editable_set_text (GTK_EDITABLE (self->decimals), USUAL_DECIMALS);
  changed_cb (self);
  return GTK_WIDGET (self);
}

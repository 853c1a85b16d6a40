/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-receive-window.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "sotto-amount.h"
#include "sotto-payment-link.h"
#include "sotto-qr-code.h"
#include "sotto-wallet-networks.h"
#include "sotto-wallet-text.h"

struct _SottoReceiveWindow
{
  AdwWindow parent_instance;

  SottoWalletAccount *account;
  GPtrArray *networks;
  char *text;

  AdwToastOverlay *toasts;
  AdwBin *code;
  GtkLabel *address;
  AdwComboRow *network;
  AdwEntryRow *amount;
  GtkLabel *hint;
  GtkWidget *copy_link;
};

G_DEFINE_FINAL_TYPE (SottoReceiveWindow, sotto_receive_window, ADW_TYPE_WINDOW)

/* (nullable): the one that was chosen; the first row is the address for any of them. */
static SottoWalletNetwork *
get_network (SottoReceiveWindow *self)
{
  guint selected = adw_combo_row_get_selected (self->network);

  if (selected == 0 || selected > self->networks->len)
    return NULL;
  return g_ptr_array_index (self->networks, selected - 1);
}

static char
get_separator (void)
{
  return *localeconv ()->decimal_point == ',' ? ',' : '.';
}

/* (transfer full) (nullable): what is wrong with the amount, or what to say of the network. */
static char *
describe (SottoWalletNetwork *network, const GError *error)
{
  const char *name;
  const char *symbol;

  if (error != NULL)
    return g_strdup (error->message);
  if (network == NULL)
    return NULL;
  name = sotto_wallet_network_get_name (network);
  symbol = sotto_wallet_network_get_symbol (network);
  if (sotto_wallet_network_get_flags (network) & SOTTO_WALLET_NETWORK_TESTNET)
    return g_strdup_printf (_ ("%s is for trying things out: its money is worth nothing."), name);
  /* Translators: the symbol of a coin, and the name of a network. */
  return g_strdup_printf (_ ("This asks for %s on the network %s, and on no other."), symbol, name);
}

/* (transfer full) (nullable): a link that asks for what was chosen. */
static char *
create_link (SottoReceiveWindow *self, SottoWalletNetwork *network, GError **error)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->amount));
  const guint8 *recipient = sotto_wallet_account_get_address_bytes (self->account);
  SottoU256 amount;

  if (network == NULL)
    return NULL;
  if (*typed == '\0')
    return sotto_payment_link_format (sotto_wallet_network_get_chain_id (network), recipient, NULL,
                                      NULL);
  if (!sotto_amount_parse (typed, get_separator (),
                           (guint8) sotto_wallet_network_get_decimals (network), &amount, error))
    return NULL;
  return sotto_payment_link_format (sotto_wallet_network_get_chain_id (network), recipient, &amount,
                                    NULL);
}

static void
update_cb (SottoReceiveWindow *self)
{
  SottoWalletNetwork *network;
  g_autoptr (GError) error = NULL;
  g_autofree char *link = NULL;
  g_autofree char *hint = NULL;

  if (self->account == NULL)
    return;
  network = get_network (self);
  link = create_link (self, network, &error);
  hint = describe (network, error);
  gtk_widget_set_visible (GTK_WIDGET (self->amount), network != NULL);
  gtk_label_set_text (self->hint, hint != NULL ? hint : "");
  gtk_widget_set_visible (GTK_WIDGET (self->hint), hint != NULL);
  gtk_widget_set_visible (self->copy_link, network != NULL);
  gtk_widget_set_sensitive (self->copy_link, link != NULL);
  /* A code that asks for something else than what is written must not stay. */
  gtk_widget_set_visible (GTK_WIDGET (self->code), error == NULL);
  g_free (self->text);
  self->text = link != NULL ? g_steal_pointer (&link)
                            : g_strdup (sotto_wallet_account_get_address (self->account));
  sotto_qr_code_set_text (SOTTO_QR_CODE (adw_bin_get_child (self->code)), self->text,
                          network != NULL ? _ ("The link as a QR code")
                                          : _ ("The address as a QR code"));
}

static void
copy (SottoReceiveWindow *self, const char *text, const char *done)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (done));
}

static void
copy_address_cb (SottoReceiveWindow *self)
{
  copy (self, sotto_wallet_account_get_address (self->account), _ ("Address copied"));
}

static void
copy_link_cb (SottoReceiveWindow *self)
{
  copy (self, self->text, _ ("Link copied"));
}

/* Not the address, all of which would look selected; and not earlier, which would hide from
 * assistive technology that this is a window. */
static void
mapped_cb (SottoReceiveWindow *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->network));
}

static void
sotto_receive_window_dispose (GObject *object)
{
  SottoReceiveWindow *self = SOTTO_RECEIVE_WINDOW (object);

  g_clear_object (&self->account);
  g_clear_pointer (&self->networks, g_ptr_array_unref);
  g_clear_pointer (&self->text, g_free);
  G_OBJECT_CLASS (sotto_receive_window_parent_class)->dispose (object);
}

static void
sotto_receive_window_class_init (SottoReceiveWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sotto_receive_window_dispose;
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/sotto/Sotto/ui/receive-window.ui");
  gtk_widget_class_bind_template_child (widget_class, SottoReceiveWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, SottoReceiveWindow, code);
  gtk_widget_class_bind_template_child (widget_class, SottoReceiveWindow, address);
  gtk_widget_class_bind_template_child (widget_class, SottoReceiveWindow, network);
  gtk_widget_class_bind_template_child (widget_class, SottoReceiveWindow, amount);
  gtk_widget_class_bind_template_child (widget_class, SottoReceiveWindow, hint);
  gtk_widget_class_bind_template_child (widget_class, SottoReceiveWindow, copy_link);
  gtk_widget_class_bind_template_callback (widget_class, update_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_address_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_link_cb);
}

static void
sotto_receive_window_init (SottoReceiveWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "map", G_CALLBACK (mapped_cb), NULL);
  self->networks = g_ptr_array_new_with_free_func (g_object_unref);
  adw_bin_set_child (self->code, sotto_qr_code_new ());
}

static void
list_networks (SottoReceiveWindow *self, GListModel *networks)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  gtk_string_list_append (names, _ ("Any, address only"));
  for (guint i = 0; i < g_list_model_get_n_items (networks); i++)
    {
      g_autoptr (SottoWalletNetwork) network = g_list_model_get_item (networks, i);

      if (!sotto_wallet_network_get_enabled (network))
        continue;
      gtk_string_list_append (names, sotto_wallet_network_get_name (network));
      g_ptr_array_add (self->networks, g_steal_pointer (&network));
    }
  adw_combo_row_set_model (self->network, G_LIST_MODEL (names));
}

GtkWidget *
sotto_receive_window_new (GtkWindow *parent, SottoWallet *wallet, SottoWalletAccount *account)
{
  SottoReceiveWindow *self;
  g_autofree char *groups = NULL;

  g_return_val_if_fail (SOTTO_IS_WALLET (wallet) && SOTTO_IS_WALLET_ACCOUNT (account), NULL);

  self = g_object_new (SOTTO_TYPE_RECEIVE_WINDOW, "transient-for", parent, "modal", TRUE, NULL);
  list_networks (self, sotto_wallet_get_networks (wallet));
  self->account = g_object_ref (account);
  groups = sotto_wallet_text_groups (sotto_wallet_account_get_address (account));
  gtk_label_set_text (self->address, groups);
  update_cb (self);
  return GTK_WIDGET (self);
}

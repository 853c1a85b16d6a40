/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-wallet-networks-page.h"

#include <glib/gi18n.h>

#include "sotto-prices-group.h"
#include "sotto-wallet-network-dialog.h"
#include "sotto-wallet-network-window.h"

struct _SottoWalletNetworksPage
{
  AdwPreferencesPage parent_instance;

  SottoSession *session;
  SottoWallet *wallet;

  GtkListBox *list;
  GtkLabel *error;
  AdwActionRow *proxy;
  SottoPricesGroup *prices;
};

G_DEFINE_FINAL_TYPE (SottoWalletNetworksPage, sotto_wallet_networks_page, ADW_TYPE_PREFERENCES_PAGE)

static void
changed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoWalletNetworksPage) self = user_data;
  g_autoptr (GError) error = NULL;

  sotto_wallet_change_finish (SOTTO_WALLET (source), result, &error);
  gtk_label_set_text (self->error, error != NULL ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error), error != NULL);
}

static void
used_changed_cb (GtkSwitch *used, GParamSpec *pspec, SottoWalletNetworksPage *self)
{
  SottoWalletNetwork *network = g_object_get_data (G_OBJECT (used), "network");
  gboolean is_used = gtk_switch_get_active (used);

  /* It follows the network, too. */
  if (is_used != sotto_wallet_network_get_enabled (network))
    sotto_wallet_set_network_enabled_async (self->wallet, network, is_used, NULL, changed_cb,
                                            g_object_ref (self));
}

/* (transfer full): such as "May be asked · 2 endpoints · Test network". */
static char *
describe (SottoWalletNetwork *network)
{
  guint count = g_strv_length ((char **) sotto_wallet_network_get_endpoints (network));
  g_autofree char *endpoints =
    g_strdup_printf (ngettext ("%u endpoint", "%u endpoints", count), count);
  const char *consent = sotto_wallet_network_get_consent (network) == SOTTO_WALLET_CONSENT_YES
                          ? _ ("May be asked")
                          : _ ("Not agreed");

  return g_strjoin (" · ", consent, endpoints,
                    sotto_wallet_network_get_is_testnet (network) ? _ ("Test network") : NULL,
                    NULL);
}

static void
update_row (AdwActionRow *row)
{
  SottoWalletNetwork *network = g_object_get_data (G_OBJECT (row), "network");
  GtkSwitch *used = g_object_get_data (G_OBJECT (row), "used");
  g_autofree char *text = describe (network);

  adw_action_row_set_subtitle (row, text);
  gtk_switch_set_active (used, sotto_wallet_network_get_enabled (network));
}

static void
open_network (SottoWalletNetworksPage *self, SottoWalletNetwork *network)
{
  gtk_window_present (GTK_WINDOW (sotto_wallet_network_window_new (
    GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->wallet, network)));
}

static void
activated_cb (SottoWalletNetworksPage *self, GtkWidget *row)
{
  open_network (self, g_object_get_data (G_OBJECT (row), "network"));
}

static GtkWidget *
create_switch (SottoWalletNetworksPage *self, SottoWalletNetwork *network)
{
  GtkWidget *used = gtk_switch_new ();
  /* Translators: followed by the name of a network. */
  g_autofree char *label = g_strdup_printf (_ ("Use %s"), sotto_wallet_network_get_name (network));

  gtk_widget_set_valign (used, GTK_ALIGN_CENTER);
  gtk_switch_set_active (GTK_SWITCH (used), sotto_wallet_network_get_enabled (network));
  gtk_accessible_update_property (GTK_ACCESSIBLE (used), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data_full (G_OBJECT (used), "network", g_object_ref (network), g_object_unref);
  g_signal_connect_object (used, "notify::active", G_CALLBACK (used_changed_cb), self, 0);
  return used;
}

static GtkWidget *
create_row (SottoWalletNetworksPage *self, SottoWalletNetwork *network)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *used = create_switch (self, network);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 sotto_wallet_network_get_name (network));
  g_object_set_data_full (G_OBJECT (row), "network", g_object_ref (network), g_object_unref);
  g_object_set_data (G_OBJECT (row), "used", used);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), used);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect_object (network, "notify", G_CALLBACK (update_row), row, G_CONNECT_SWAPPED);
  g_signal_connect_object (network, "endpoints-changed", G_CALLBACK (update_row), row,
                           G_CONNECT_SWAPPED);
  update_row (ADW_ACTION_ROW (row));
  return row;
}

static void
list_changed_cb (GListModel *networks,
                 guint position,
                 guint removed,
                 guint added,
                 SottoWalletNetworksPage *self)
{
  while (removed-- > 0)
    gtk_list_box_remove (self->list,
                         GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, (int) position)));
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (SottoWalletNetwork) network = g_list_model_get_item (networks, i);

      gtk_list_box_insert (self->list, create_row (self, network), (int) i);
    }
}

static void
added_cb (SottoWalletNetworksPage *self, SottoWalletNetwork *network)
{
  if (self->wallet != NULL)
    open_network (self, network);
}

static void
add_cb (SottoWalletNetworksPage *self)
{
  GtkWidget *dialog = sotto_wallet_network_dialog_new (
    GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->wallet);

  g_signal_connect_object (dialog, "added", G_CALLBACK (added_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
show_proxy (SottoWalletNetworksPage *self)
{
  g_autofree char *url =
    sotto_session_discovery_dup_proxy (sotto_session_get_discovery (self->session));

  adw_action_row_set_subtitle (
    self->proxy, url != NULL
                   ? _ ("Endpoints are asked through the proxy that is set under Network: they "
                        "learn its address instead of yours.")
                   : _ ("None is set under Network. When one is, the wallet goes through it, too, "
                        "and endpoints learn its address instead of yours."));
}

static void
sotto_wallet_networks_page_dispose (GObject *object)
{
  SottoWalletNetworksPage *self = SOTTO_WALLET_NETWORKS_PAGE (object);

  g_clear_object (&self->wallet);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (sotto_wallet_networks_page_parent_class)->dispose (object);
}

static void
sotto_wallet_networks_page_class_init (SottoWalletNetworksPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sotto_wallet_networks_page_dispose;
  g_type_ensure (SOTTO_TYPE_PRICES_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/sotto/Sotto/ui/wallet-networks-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SottoWalletNetworksPage, list);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletNetworksPage, error);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletNetworksPage, proxy);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletNetworksPage, prices);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
}

static void
sotto_wallet_networks_page_init (SottoWalletNetworksPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
sotto_wallet_networks_page_set_session (SottoWalletNetworksPage *self, SottoSession *session)
{
  GListModel *networks;

  g_return_if_fail (SOTTO_IS_WALLET_NETWORKS_PAGE (self) && self->session == NULL);
  g_return_if_fail (SOTTO_IS_SESSION (session));

  self->session = g_object_ref (session);
  self->wallet = g_object_ref (sotto_session_get_wallet (session));
  sotto_prices_group_set_wallet (self->prices, self->wallet);
  networks = sotto_wallet_get_networks (self->wallet);
  g_signal_connect_object (networks, "items-changed", G_CALLBACK (list_changed_cb), self, 0);
  list_changed_cb (networks, 0, 0, g_list_model_get_n_items (networks), self);
  g_signal_connect_object (sotto_session_get_discovery (session), "changed",
                           G_CALLBACK (show_proxy), self, G_CONNECT_SWAPPED);
  show_proxy (self);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-wallet-network-window.h"

#include <glib/gi18n.h>

#include "sotto-address-list.h"
#include "sotto-review-rows.h"
#include "sotto-wallet-endpoint-row.h"
#include "sotto-wallet-trial.h"

struct _SottoWalletNetworkWindow
{
  AdwWindow parent_instance;

  SottoWallet *wallet;
  SottoWalletNetwork *network;
  GCancellable *cancellable;
  gboolean is_updating;
  char *moved; /* (nullable): the endpoint whose row gets the focus */

  AdwWindowTitle *title;
  GtkSwitch *used;
  AdwActionRow *consent;
  GtkButton *consent_button;
  GtkLabel *learns;
  GtkListBox *endpoints;
  SottoAddressList *addition;
  GtkListBox *facts;
  GtkWidget *removal;
  GtkLabel *error;
};

G_DEFINE_FINAL_TYPE (SottoWalletNetworkWindow, sotto_wallet_network_window, ADW_TYPE_WINDOW)

static void
clear (GtkListBox *list)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (list))) != NULL)
    gtk_list_box_remove (list, row);
}

static void
show_error (SottoWalletNetworkWindow *self, const char *text)
{
  gtk_label_set_text (self->error, text);
  gtk_widget_set_visible (GTK_WIDGET (self->error), *text != '\0');
}

static gboolean
may_be_asked (SottoWalletNetworkWindow *self)
{
  return sotto_wallet_network_get_enabled (self->network) &&
         sotto_wallet_network_get_consent (self->network) == SOTTO_WALLET_CONSENT_YES;
}

/* (transfer full): what those learn who are asked, and who else may be. */
static char *
describe_consent (SottoWalletNetworkWindow *self)
{
  const char *const *urls = sotto_wallet_network_get_endpoints (self->network);
  g_autofree char *first = sotto_review_rows_describe_consent (self->network);
  g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *list = NULL;

  for (guint i = 1; urls[0] != NULL && urls[i] != NULL; i++)
    g_ptr_array_add (others, sotto_wallet_endpoint_row_describe (urls[i]));
  if (others->len == 0)
    return g_steal_pointer (&first);
  g_ptr_array_add (others, NULL);
  /* Translators: between the hosts of endpoints. */
  list = g_strjoinv (_ (", "), (char **) others->pdata);
  /* Translators: a sentence before, and the hosts of endpoints. */
  return g_strdup_printf (_ ("%s When it fails, the same goes for: %s."), first, list);
}

static void
show_consent (SottoWalletNetworkWindow *self)
{
  g_autofree char *text = describe_consent (self);
  gboolean is_agreed = sotto_wallet_network_get_consent (self->network) == SOTTO_WALLET_CONSENT_YES;
  gboolean is_possible = is_agreed || sotto_wallet_network_get_endpoints (self->network)[0] != NULL;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->consent),
                                 is_agreed ? _ ("May be asked") : _ ("Not agreed"));
  adw_action_row_set_subtitle (self->consent, is_agreed ? _ ("You agreed to what stands below.")
                                                        : _ ("Nothing is asked before you agree."));
  gtk_button_set_label (self->consent_button, is_agreed ? _ ("_Withdraw") : _ ("_Agree"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->consent_button), is_possible);
  if (is_agreed)
    gtk_widget_remove_css_class (GTK_WIDGET (self->consent_button), "suggested-action");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->consent_button), "suggested-action");
  gtk_label_set_text (self->learns, text);
}

static void
update (SottoWalletNetworkWindow *self)
{
  self->is_updating = TRUE;
  gtk_switch_set_active (self->used, sotto_wallet_network_get_enabled (self->network));
  self->is_updating = FALSE;
  show_consent (self);
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->endpoints)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    sotto_wallet_endpoint_row_set_can_test (SOTTO_WALLET_ENDPOINT_ROW (row), may_be_asked (self));
}

static void
changed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoWalletNetworkWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  sotto_wallet_change_finish (SOTTO_WALLET (source), result, &error);
  if (self->network == NULL)
    return;
  show_error (self, error != NULL ? error->message : "");
  update (self);
}

static void
used_changed_cb (SottoWalletNetworkWindow *self)
{
  if (!self->is_updating)
    sotto_wallet_set_network_enabled_async (self->wallet, self->network,
                                            gtk_switch_get_active (self->used), NULL, changed_cb,
                                            g_object_ref (self));
}

static void
consent_clicked_cb (SottoWalletNetworkWindow *self)
{
  gboolean is_agreed = sotto_wallet_network_get_consent (self->network) == SOTTO_WALLET_CONSENT_YES;

  sotto_wallet_set_network_consent_async (
    self->wallet, self->network, is_agreed ? SOTTO_WALLET_CONSENT_NO : SOTTO_WALLET_CONSENT_YES,
    NULL, changed_cb, g_object_ref (self));
}

/* Endpoints. */

/* (transfer full) (element-type utf8): those that there are, not yet terminated. */
static GPtrArray *
dup_urls (SottoWalletNetworkWindow *self)
{
  const char *const *urls = sotto_wallet_network_get_endpoints (self->network);
  GPtrArray *copy = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; urls[i] != NULL; i++)
    g_ptr_array_add (copy, g_strdup (urls[i]));
  return copy;
}

static void
set_urls (SottoWalletNetworkWindow *self, GPtrArray *urls, GAsyncReadyCallback callback)
{
  g_ptr_array_add (urls, NULL);
  sotto_wallet_set_endpoints_async (self->wallet, self->network,
                                    (const char *const *) (gpointer) urls->pdata, NULL, callback,
                                    g_object_ref (self));
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoWalletNetworkWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  sotto_wallet_change_finish (SOTTO_WALLET (source), result, &error);
  if (self->network != NULL)
    sotto_address_list_added (self->addition, error);
}

static void
add_cb (SottoWalletNetworkWindow *self, const char *url)
{
  g_autoptr (GPtrArray) urls = dup_urls (self);

  g_ptr_array_add (urls, g_strdup (url));
  set_urls (self, urls, added_cb);
}

static void
remove_endpoint_cb (SottoWalletEndpointRow *row, SottoWalletNetworkWindow *self)
{
  g_autoptr (GPtrArray) urls = dup_urls (self);
  guint position;

  if (!g_ptr_array_find_with_equal_func (urls, sotto_wallet_endpoint_row_get_url (row), g_str_equal,
                                         &position))
    return;
  g_ptr_array_remove_index (urls, position);
  set_urls (self, urls, changed_cb);
}

static void
move_cb (SottoWalletEndpointRow *row, int step, SottoWalletNetworkWindow *self)
{
  const char *url = sotto_wallet_endpoint_row_get_url (row);
  g_autoptr (GPtrArray) urls = dup_urls (self);
  guint position;
  guint target;

  if (!g_ptr_array_find_with_equal_func (urls, url, g_str_equal, &position))
    return;
  target = step < 0 ? position - 1 : position + 1;
  if (target >= urls->len)
    return;
  g_ptr_array_insert (urls, (int) target, g_ptr_array_steal_index (urls, position));
  g_free (self->moved);
  self->moved = g_strdup (url);
  set_urls (self, urls, changed_cb);
}

static void
tested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoWalletEndpointRow) row = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *number = NULL;
  g_autofree char *text = NULL;
  guint64 block;

  if (!sotto_wallet_try_endpoint_finish (SOTTO_WALLET (source), result, &block, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        sotto_wallet_endpoint_row_end_test (row, error->message, FALSE);
      return;
    }
  number = g_strdup_printf ("%" G_GUINT64_FORMAT, block);
  /* Translators: the number of a block. */
  text = g_strdup_printf (_ ("It belongs to this network; its newest block is %s."), number);
  sotto_wallet_endpoint_row_end_test (row, text, TRUE);
}

static void
test_cb (SottoWalletEndpointRow *row, SottoWalletNetworkWindow *self)
{
  sotto_wallet_endpoint_row_begin_test (row);
  sotto_wallet_try_endpoint_async (self->wallet, self->network,
                                   sotto_wallet_endpoint_row_get_url (row), self->cancellable,
                                   tested_cb, g_object_ref (row));
}

static void
list_endpoints (SottoWalletNetworkWindow *self)
{
  const char *const *urls = sotto_wallet_network_get_endpoints (self->network);
  guint count = g_strv_length ((char **) urls);

  clear (self->endpoints);
  for (guint i = 0; i < count; i++)
    {
      GtkWidget *row = sotto_wallet_endpoint_row_new (urls[i]);

      sotto_wallet_endpoint_row_set_place (SOTTO_WALLET_ENDPOINT_ROW (row), i, count);
      g_signal_connect_object (row, "test", G_CALLBACK (test_cb), self, 0);
      g_signal_connect_object (row, "remove", G_CALLBACK (remove_endpoint_cb), self, 0);
      g_signal_connect_object (row, "move", G_CALLBACK (move_cb), self, 0);
      gtk_list_box_append (self->endpoints, row);
      if (g_strcmp0 (urls[i], self->moved) == 0)
        sotto_wallet_endpoint_row_focus_menu (SOTTO_WALLET_ENDPOINT_ROW (row));
    }
  g_clear_pointer (&self->moved, g_free);
  gtk_widget_set_visible (GTK_WIDGET (self->endpoints), count > 0);
  update (self);
}

/* What is known of it. */

static void
add_fact (SottoWalletNetworkWindow *self, const char *title, const char *value)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), value);
  gtk_list_box_append (self->facts, row);
}

static void
list_facts (SottoWalletNetworkWindow *self)
{
  static const struct
  {
    SottoWalletNetworkFlags flag;
    const char *text;
  } peculiarities[] = {
    { SOTTO_WALLET_NETWORK_TESTNET, N_ ("A test network: its money is worth nothing.") },
    { SOTTO_WALLET_NETWORK_OP_STACK,
      N_ ("A second layer (OP Stack): a fee for data on the first one comes on top.") },
    { SOTTO_WALLET_NETWORK_ARBITRUM,
      N_ ("A second layer (Arbitrum): its fee includes what the first one takes.") },
    { SOTTO_WALLET_NETWORK_LINEA, N_ ("A second layer (Linea), which names its fees itself.") },
    { SOTTO_WALLET_NETWORK_LEGACY_FEES, N_ ("It knows a single price of gas only.") },
  };
  g_autofree char *number =
    g_strdup_printf ("%" G_GUINT64_FORMAT, sotto_wallet_network_get_chain_id (self->network));
  guint decimals = sotto_wallet_network_get_decimals (self->network);
  /* Translators: a symbol such as ETH, and a number. */
  g_autofree char *coin =
    g_strdup_printf (ngettext ("%s, with %u decimal", "%s, with %u decimals", decimals),
                     sotto_wallet_network_get_symbol (self->network), decimals);
  const char *explorer = sotto_wallet_network_get_explorer (self->network);

  add_fact (self, _ ("Number of the chain"), number);
  add_fact (self, _ ("Coin"), coin);
  if (explorer != NULL)
    add_fact (self, _ ("Block explorer"), explorer);
  for (guint i = 0; i < G_N_ELEMENTS (peculiarities); i++)
    if ((sotto_wallet_network_get_flags (self->network) & peculiarities[i].flag) != 0)
      add_fact (self, _ ("Different here"), _ (peculiarities[i].text));
}

/* Removal. */

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoWalletNetworkWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (sotto_wallet_change_finish (SOTTO_WALLET (source), result, &error))
    gtk_window_close (GTK_WINDOW (self));
  else if (self->network != NULL)
    show_error (self, error->message);
}

static void
removal_response_cb (AdwMessageDialog *dialog, const char *response, SottoWalletNetworkWindow *self)
{
  if (g_str_equal (response, "remove") && self->network != NULL)
    sotto_wallet_remove_network_async (self->wallet, self->network, NULL, removed_cb,
                                       g_object_ref (self));
}

static void
remove_network_cb (SottoWalletNetworkWindow *self)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (
    GTK_WINDOW (self), NULL,
    _ ("Its endpoints, tokens and what is stored of its history go with it. What your accounts "
       "have on it stays there.")));

  adw_message_dialog_format_heading (dialog, _ ("Remove %s?"),
                                     sotto_wallet_network_get_name (self->network));
  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "remove",
                                    _ ("_Remove Network"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "remove", ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (removal_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
sotto_wallet_network_window_dispose (GObject *object)
{
  SottoWalletNetworkWindow *self = SOTTO_WALLET_NETWORK_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->network);
  g_clear_object (&self->wallet);
  g_clear_pointer (&self->moved, g_free);
  G_OBJECT_CLASS (sotto_wallet_network_window_parent_class)->dispose (object);
}

static void
sotto_wallet_network_window_class_init (SottoWalletNetworkWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sotto_wallet_network_window_dispose;
  g_type_ensure (SOTTO_TYPE_ADDRESS_LIST);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/sotto/Sotto/ui/wallet-network-window.ui");
  gtk_widget_class_bind_template_child (widget_class, SottoWalletNetworkWindow, title);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletNetworkWindow, used);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletNetworkWindow, consent);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletNetworkWindow, consent_button);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletNetworkWindow, learns);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletNetworkWindow, endpoints);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletNetworkWindow, addition);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletNetworkWindow, facts);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletNetworkWindow, removal);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletNetworkWindow, error);
  gtk_widget_class_bind_template_callback (widget_class, used_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, consent_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_network_cb);
}

static void
sotto_wallet_network_window_init (SottoWalletNetworkWindow *self)
{
  self->is_updating = TRUE;
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sotto_wallet_network_window_new (GtkWindow *parent,
                                 SottoWallet *wallet,
                                 SottoWalletNetwork *network)
{
  SottoWalletNetworkWindow *self;
  const char *name;

  g_return_val_if_fail (SOTTO_IS_WALLET (wallet) && SOTTO_IS_WALLET_NETWORK (network), NULL);

  self =
    g_object_new (SOTTO_TYPE_WALLET_NETWORK_WINDOW, "transient-for", parent, "modal", TRUE, NULL);
  self->wallet = g_object_ref (wallet);
  self->network = g_object_ref (network);
  name = sotto_wallet_network_get_name (network);
  gtk_window_set_title (GTK_WINDOW (self), name);
  adw_window_title_set_title (self->title, name);
  gtk_widget_set_visible (self->removal, !sotto_wallet_network_get_is_built_in (network));
  g_signal_connect_object (network, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (network, "endpoints-changed", G_CALLBACK (list_endpoints), self,
                           G_CONNECT_SWAPPED);
  list_facts (self);
  list_endpoints (self);
  return GTK_WIDGET (self);
}

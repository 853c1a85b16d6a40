/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-wallet-account-row.h"
#include "sotto-wallet-view-private.h"

G_DEFINE_FINAL_TYPE (SottoWalletView, sotto_wallet_view, ADW_TYPE_BIN)

enum
{
  PROP_SESSION = 1,
  PROP_SHOWS_HIDDEN,
  PROP_UNLOCK_SECONDS,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

static gboolean
filter_account (gpointer item, gpointer user_data)
{
  SottoWalletView *self = user_data;

  return self->shows_hidden || !sotto_wallet_account_get_hidden (SOTTO_WALLET_ACCOUNT (item));
}

static void
select_shown (SottoWalletView *self)
{
  SottoWalletAccount *account = sotto_wallet_account_page_get_account (self->page);
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->filtered));
  guint selected = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; account != NULL && i < n_items; i++)
    {
      g_autoptr (SottoWalletAccount) other =
        g_list_model_get_item (G_LIST_MODEL (self->filtered), i);

      if (other == account)
        selected = i;
    }
  gtk_single_selection_set_selected (self->selection, selected);
}

/* An account that was removed cannot stay open; one that was hidden can. */
static void
accounts_changed_cb (SottoWalletView *self)
{
  SottoWalletAccount *account = sotto_wallet_account_page_get_account (self->page);
  g_autoptr (SottoWalletAccount) first = g_list_model_get_item (G_LIST_MODEL (self->filtered), 0);

  if (account == NULL || sotto_wallet_get_account_by_id (
                           self->wallet, sotto_wallet_account_get_id (account)) != account)
    {
      adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
      sotto_wallet_view_show_account (self, first, FALSE);
    }
  else
    select_shown (self);
}

static void
row_activated_cb (GtkListView *list, guint position, SottoWalletView *self)
{
  g_autoptr (SottoWalletAccount) account =
    g_list_model_get_item (G_LIST_MODEL (self->filtered), position);

  if (account != NULL)
    sotto_wallet_view_show_account (self, account, TRUE);
}

static void
setup_row_cb (GtkSignalListItemFactory *factory, GtkListItem *item, SottoWalletView *self)
{
  gtk_list_item_set_child (item, sotto_wallet_account_row_new ());
}

static void
bind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *item, SottoWalletView *self)
{
  sotto_wallet_account_row_set_account (SOTTO_WALLET_ACCOUNT_ROW (gtk_list_item_get_child (item)),
                                        gtk_list_item_get_item (item));
}

static void
unbind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *item, SottoWalletView *self)
{
  sotto_wallet_account_row_set_account (SOTTO_WALLET_ACCOUNT_ROW (gtk_list_item_get_child (item)),
                                        NULL);
}

static void
set_session (SottoWalletView *self, SottoSession *session)
{
  self->session = g_object_ref (session);
  self->wallet = sotto_session_get_wallet (session);
  self->filter = gtk_custom_filter_new (filter_account, self, NULL);
  self->filtered =
    gtk_filter_list_model_new (g_object_ref (sotto_wallet_get_accounts (self->wallet)),
                               GTK_FILTER (g_object_ref (self->filter)));
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->filtered)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->filtered, "items-changed", G_CALLBACK (accounts_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->wallet, "notify::unlocked",
                           G_CALLBACK (sotto_wallet_view_update_actions), self, G_CONNECT_SWAPPED);
  sotto_wallet_total_set_wallet (self->total, self->wallet);
  accounts_changed_cb (self);
}

static void
sotto_wallet_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SottoWalletView *self = SOTTO_WALLET_VIEW (object);

  switch (prop_id)
    {
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;

    case PROP_SHOWS_HIDDEN:
      g_value_set_boolean (value, self->shows_hidden);
      break;

    case PROP_UNLOCK_SECONDS:
      g_value_set_uint (value,
                        self->wallet != NULL ? sotto_wallet_get_unlock_seconds (self->wallet) : 0);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sotto_wallet_view_set_property (GObject *object,
                                guint prop_id,
                                const GValue *value,
                                GParamSpec *pspec)
{
  SottoWalletView *self = SOTTO_WALLET_VIEW (object);

  switch (prop_id)
    {
    case PROP_SESSION:
      set_session (self, g_value_get_object (value));
      break;

    case PROP_SHOWS_HIDDEN:
      self->shows_hidden = g_value_get_boolean (value);
      sotto_wallet_view_filter (self);
      g_object_notify_by_pspec (object, pspec);
      break;

    case PROP_UNLOCK_SECONDS:
      sotto_wallet_set_unlock_seconds (self->wallet, g_value_get_uint (value));
      g_object_notify_by_pspec (object, pspec);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sotto_wallet_view_dispose (GObject *object)
{
  SottoWalletView *self = SOTTO_WALLET_VIEW (object);

  if (self->selection != NULL)
    {
      g_signal_handlers_disconnect_by_func (self->filtered, accounts_changed_cb, self);
      gtk_list_view_set_model (self->list, NULL);
    }
  g_clear_object (&self->selection);
  g_clear_object (&self->filtered);
  g_clear_object (&self->filter);
  g_clear_object (&self->session);
  self->wallet = NULL;
  G_OBJECT_CLASS (sotto_wallet_view_parent_class)->dispose (object);
}

static void
sotto_wallet_view_class_init (SottoWalletViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sotto_wallet_view_get_property;
  object_class->set_property = sotto_wallet_view_set_property;
  object_class->dispose = sotto_wallet_view_dispose;
  properties[PROP_SESSION] =
    g_param_spec_object ("session", NULL, NULL, SOTTO_TYPE_SESSION,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_SHOWS_HIDDEN] =
    g_param_spec_boolean ("shows-hidden", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_UNLOCK_SECONDS] =
    g_param_spec_uint ("unlock-seconds", NULL, NULL, 0, SOTTO_WALLET_MAX_UNLOCK_SECONDS, 0,
                       G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  g_type_ensure (SOTTO_TYPE_VIEW_TITLE);
  g_type_ensure (SOTTO_TYPE_WALLET_ACCOUNT_PAGE);
  g_type_ensure (SOTTO_TYPE_WALLET_TOTAL);
  gtk_widget_class_set_template_from_resource (widget_class, "/im/sotto/Sotto/ui/wallet-view.ui");
  gtk_widget_class_bind_template_child (widget_class, SottoWalletView, leaflet);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletView, title);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletView, list);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletView, total);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletView, page);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_row_cb);
  sotto_wallet_view_install_actions (widget_class);
}

static void
sotto_wallet_view_init (SottoWalletView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* For the rest of the view. */

void
sotto_wallet_view_filter (SottoWalletView *self)
{
  if (self->filter != NULL)
    gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
}

void
sotto_wallet_view_show_account (SottoWalletView *self,
                                SottoWalletAccount *account,
                                gboolean goes_there)
{
  sotto_wallet_account_page_set_account (self->page, self->wallet, account);
  select_shown (self);
  if (goes_there)
    adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_FORWARD);
  sotto_wallet_view_update_actions (self);
}

/* Public, in the order of sotto-wallet-view.h. */

GtkWidget *
sotto_wallet_view_new (SottoSession *session)
{
  g_return_val_if_fail (SOTTO_IS_SESSION (session), NULL);

  return g_object_new (SOTTO_TYPE_WALLET_VIEW, "session", session, NULL);
}

AdwLeaflet *
sotto_wallet_view_get_leaflet (SottoWalletView *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_VIEW (self), NULL);

  return self->leaflet;
}

SottoViewTitle *
sotto_wallet_view_get_title (SottoWalletView *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_VIEW (self), NULL);

  return self->title;
}

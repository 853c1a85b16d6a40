/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-wallet-account-page.h"

#include <glib/gi18n.h>

#include "sotto-collection-list.h"
#include "sotto-wallet-money.h"
#include "sotto-wallet-received.h"
#include "sotto-wallet-text.h"

struct _SottoWalletAccountPage
{
  AdwBin parent_instance;

  SottoWalletAccount *account;
  gboolean is_folded;

  GtkStack *stack;
  AdwWindowTitle *title;
  GtkWidget *back_button;
  GtkMenuButton *menu_button;
  GtkWidget *dot;
  GtkLabel *name;
  GtkLabel *kind;
  GtkLabel *address;
  GtkWidget *send;
  GtkBox *sections;
  SottoWalletMoney *money;
  SottoCollectionList *collections;
  SottoWalletReceived *received;
};

G_DEFINE_FINAL_TYPE (SottoWalletAccountPage, sotto_wallet_account_page, ADW_TYPE_BIN)

enum
{
  PROP_FOLDED = 1,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

static GMenuModel *
create_colour_menu (void)
{
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < SOTTO_WALLET_N_COLOURS; i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (sotto_wallet_text_colour (i), NULL);

      g_menu_item_set_action_and_target (item, "wallet.colour", "u", i);
      g_menu_append_item (menu, item);
    }
  return G_MENU_MODEL (menu);
}

/* What needs the key, if it is here. */
static GMenuModel *
create_key_menu (SottoWalletAccount *account)
{
  GMenu *menu = g_menu_new ();

  if (sotto_wallet_account_get_can_sign (account))
    g_menu_append (menu, _ ("_Sign a Message…"), "wallet.sign");
  g_menu_append (menu, _ ("_Verify a Signature…"), "wallet.verify");
  return G_MENU_MODEL (menu);
}

static GMenuModel *
create_export_menu (SottoWalletAccount *account)
{
  GMenu *menu = g_menu_new ();

  if (sotto_wallet_account_get_can_sign (account))
    {
      g_menu_append (menu, _ ("_Export Private Key…"), "wallet.export::key");
      g_menu_append (menu, _ ("Save _Key File…"), "wallet.export::file");
    }
  if (sotto_wallet_account_get_has_phrase (account))
    {
      g_menu_append (menu, _ ("Show Recovery _Phrase…"), "wallet.export::phrase");
      g_menu_append (menu, _ ("Remove Phrase From This Co_mputer…"), "wallet.export::removal");
    }
  return G_MENU_MODEL (menu);
}

static GMenuModel *
create_menu (SottoWalletAccount *account)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) first = g_menu_new ();
  g_autoptr (GMenu) last = g_menu_new ();
  g_autoptr (GMenuModel) colours = create_colour_menu ();
  g_autoptr (GMenuModel) keys = create_key_menu (account);
  g_autoptr (GMenuModel) exports = create_export_menu (account);

  g_menu_append (first, _ ("_Rename…"), "wallet.rename");
  g_menu_append_submenu (first, _ ("_Colour"), colours);
  g_menu_append (last,
                 sotto_wallet_account_get_hidden (account) ? _ ("_Show in the List")
                                                           : _ ("_Hide From the List"),
                 "wallet.hide");
  g_menu_append (last, _ ("Re_move Account…"), "wallet.remove");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (first));
  g_menu_append_section (menu, NULL, keys);
  g_menu_append_section (menu, NULL, exports);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (last));
  return G_MENU_MODEL (menu);
}

static void
update (SottoWalletAccountPage *self)
{
  g_autofree char *address = NULL;
  g_autoptr (GMenuModel) menu = NULL;

  gtk_stack_set_visible_child_name (self->stack, self->account != NULL ? "account" : "none");
  if (self->account == NULL)
    return;
  address = sotto_wallet_text_groups (sotto_wallet_account_get_address (self->account));
  menu = create_menu (self->account);
  adw_window_title_set_title (self->title, sotto_wallet_account_get_name (self->account));
  gtk_menu_button_set_menu_model (self->menu_button, menu);
  sotto_wallet_text_apply_colour (self->dot, sotto_wallet_account_get_colour (self->account));
  gtk_label_set_text (self->name, sotto_wallet_account_get_name (self->account));
  gtk_label_set_text (self->kind, sotto_wallet_text_kind (self->account));
  gtk_label_set_text (self->address, address);
  gtk_widget_set_visible (self->send, sotto_wallet_account_get_can_sign (self->account));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->send), "x",
                                    sotto_wallet_account_get_id (self->account));
}

static void
copy_cb (SottoWalletAccountPage *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          sotto_wallet_account_get_address (self->account));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _ ("Address copied"));
}

static void
sotto_wallet_account_page_get_property (GObject *object,
                                        guint prop_id,
                                        GValue *value,
                                        GParamSpec *pspec)
{
  SottoWalletAccountPage *self = SOTTO_WALLET_ACCOUNT_PAGE (object);

  switch (prop_id)
    {
    case PROP_FOLDED:
      g_value_set_boolean (value, self->is_folded);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sotto_wallet_account_page_set_property (GObject *object,
                                        guint prop_id,
                                        const GValue *value,
                                        GParamSpec *pspec)
{
  SottoWalletAccountPage *self = SOTTO_WALLET_ACCOUNT_PAGE (object);

  switch (prop_id)
    {
    case PROP_FOLDED:
      self->is_folded = g_value_get_boolean (value);
      gtk_widget_set_visible (self->back_button, self->is_folded);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sotto_wallet_account_page_dispose (GObject *object)
{
  SottoWalletAccountPage *self = SOTTO_WALLET_ACCOUNT_PAGE (object);

  g_clear_object (&self->account);
  G_OBJECT_CLASS (sotto_wallet_account_page_parent_class)->dispose (object);
}

static void
sotto_wallet_account_page_class_init (SottoWalletAccountPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sotto_wallet_account_page_get_property;
  object_class->set_property = sotto_wallet_account_page_set_property;
  object_class->dispose = sotto_wallet_account_page_dispose;
  properties[PROP_FOLDED] =
    g_param_spec_boolean ("folded", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/sotto/Sotto/ui/wallet-account-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SottoWalletAccountPage, stack);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletAccountPage, title);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletAccountPage, back_button);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletAccountPage, menu_button);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletAccountPage, dot);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletAccountPage, name);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletAccountPage, kind);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletAccountPage, address);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletAccountPage, send);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletAccountPage, sections);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
}

static void
sotto_wallet_account_page_init (SottoWalletAccountPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->money = SOTTO_WALLET_MONEY (sotto_wallet_money_new ());
  gtk_box_append (self->sections, GTK_WIDGET (self->money));
  self->collections = SOTTO_COLLECTION_LIST (sotto_collection_list_new ());
  gtk_box_append (self->sections, GTK_WIDGET (self->collections));
  self->received = SOTTO_WALLET_RECEIVED (sotto_wallet_received_new ());
  gtk_box_append (self->sections, GTK_WIDGET (self->received));
}

void
sotto_wallet_account_page_set_account (SottoWalletAccountPage *self,
                                       SottoWallet *wallet,
                                       SottoWalletAccount *account)
{
  g_return_if_fail (SOTTO_IS_WALLET_ACCOUNT_PAGE (self));

  if (self->account == account && account != NULL)
    return;
  sotto_wallet_money_set_account (self->money, wallet, account);
  sotto_collection_list_set_account (self->collections, wallet, account);
  sotto_wallet_received_set_account (self->received, wallet, account);
  if (self->account != NULL)
    g_signal_handlers_disconnect_by_func (self->account, update, self);
  g_set_object (&self->account, account);
  if (account != NULL)
    g_signal_connect_object (account, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

SottoWalletAccount *
sotto_wallet_account_page_get_account (SottoWalletAccountPage *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_ACCOUNT_PAGE (self), NULL);

  return self->account;
}

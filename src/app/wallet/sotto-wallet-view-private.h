/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-wallet-account-page.h"
#include "sotto-wallet-total.h"
#include "sotto-wallet-view.h"

G_BEGIN_DECLS

struct _SottoWalletView
{
  AdwBin parent_instance;

  SottoSession *session;
  SottoWallet *wallet;
  GtkCustomFilter *filter;
  GtkFilterListModel *filtered;
  GtkSingleSelection *selection;
  gboolean shows_hidden;

  AdwLeaflet *leaflet;
  SottoViewTitle *title;
  GtkListView *list;
  SottoWalletTotal *total;
  SottoWalletAccountPage *page;
};

/* Installs the actions `wallet.…` of the view's class. */
void sotto_wallet_view_install_actions (GtkWidgetClass *widget_class);

/* Those that need the key of an account: a part of the above. */
void sotto_wallet_view_install_key_actions (GtkWidgetClass *widget_class);

/* Enables those that make sense now. */
void sotto_wallet_view_update_actions (SottoWalletView *self);
void sotto_wallet_view_update_key_actions (SottoWalletView *self);

/* Looks again which accounts are hidden, which does not change the list of the wallet. */
void sotto_wallet_view_filter (SottoWalletView *self);

/* @account: (nullable): shows it; with @goes_there, also where only one of list and page fits. */
void sotto_wallet_view_show_account (SottoWalletView *self,
                                     SottoWalletAccount *account,
                                     gboolean goes_there);

G_END_DECLS

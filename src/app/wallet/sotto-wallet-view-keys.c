/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is done with the key of the account that is shown. */

#include "sotto-export-window.h"
#include "sotto-sign-window.h"
#include "sotto-verify-window.h"
#include "sotto-wallet-view-private.h"

static SottoWalletAccount *
get_account (SottoWalletView *self)
{
  return sotto_wallet_account_page_get_account (self->page);
}

static GtkWindow *
get_window (SottoWalletView *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
sign_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SottoWalletView *self = SOTTO_WALLET_VIEW (widget);

  gtk_window_present (
    GTK_WINDOW (sotto_sign_window_new (get_window (self), self->wallet, get_account (self))));
}

static void
verify_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SottoWalletView *self = SOTTO_WALLET_VIEW (widget);

  gtk_window_present (GTK_WINDOW (sotto_verify_window_new (get_window (self), self->wallet)));
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  static const char *const exports[] = { "key", "file", "phrase", "removal" };
  SottoWalletView *self = SOTTO_WALLET_VIEW (widget);
  const char *wanted = g_variant_get_string (parameter, NULL);

  for (guint i = 0; get_account (self) != NULL && i < G_N_ELEMENTS (exports); i++)
    if (g_str_equal (exports[i], wanted))
      gtk_window_present (GTK_WINDOW (sotto_export_window_new (
        get_window (self), self->session, get_account (self), (SottoExport) i)));
}

void
sotto_wallet_view_update_key_actions (SottoWalletView *self)
{
  SottoWalletAccount *account = get_account (self);
  gboolean can_sign = account != NULL && sotto_wallet_account_get_can_sign (account);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "wallet.sign", can_sign);
}

void
sotto_wallet_view_install_key_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "wallet.sign", NULL, sign_action);
  gtk_widget_class_install_action (widget_class, "wallet.verify", NULL, verify_action);
  gtk_widget_class_install_action (widget_class, "wallet.export", "s", export_action);
}

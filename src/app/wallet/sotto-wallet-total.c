/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-wallet-total.h"

#include <glib/gi18n.h>

#include "sotto-wallet-sum.h"

/* Balances of many accounts change together. */
#define GATHER_MS 200

struct _SottoWalletTotal
{
  GtkBox parent_instance;

  SottoWallet *wallet;
  GCancellable *cancellable; /* (nullable): of the count that is going on */
  SottoWalletSum sum;
  guint n_left;
  guint gathering;

  GtkLabel *label;
};

G_DEFINE_FINAL_TYPE (SottoWalletTotal, sotto_wallet_total, GTK_TYPE_BOX)

static void
show_text (SottoWalletTotal *self, const char *text)
{
  gtk_label_set_text (self->label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self), text != NULL);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoWalletTotal) self = user_data;
  SottoWallet *wallet = SOTTO_WALLET (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) assets = sotto_wallet_list_assets_finish (wallet, result, &error);
  g_autofree char *text = NULL;

  if (assets == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        show_text (self, NULL);
      return;
    }
  sotto_wallet_sum_add (&self->sum, sotto_wallet_get_prices (wallet), assets);
  if (--self->n_left > 0)
    return;
  text = sotto_wallet_sum_write (&self->sum, sotto_wallet_get_prices (wallet));
  show_text (self, text);
}

static void
stop_counting (SottoWalletTotal *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->sum = (SottoWalletSum){ 0 };
  self->n_left = 0;
}

/* (transfer full) (element-type SottoWalletAccount) */
static GPtrArray *
list_accounts (SottoWalletTotal *self)
{
  GListModel *accounts = sotto_wallet_get_accounts (self->wallet);
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (SottoWalletAccount) account = g_list_model_get_item (accounts, i);

      if (!sotto_wallet_account_get_hidden (account))
        g_ptr_array_add (list, g_steal_pointer (&account));
    }
  return list;
}

static gboolean
count_cb (gpointer user_data)
{
  SottoWalletTotal *self = user_data;
  g_autoptr (GPtrArray) accounts = list_accounts (self);

  self->gathering = 0;
  stop_counting (self);
  if (accounts->len < 2 || *sotto_wallet_get_currency (self->wallet) == '\0')
    {
      show_text (self, NULL);
      return G_SOURCE_REMOVE;
    }
  self->cancellable = g_cancellable_new ();
  self->n_left = accounts->len;
  for (guint i = 0; i < accounts->len; i++)
    sotto_wallet_list_assets_async (self->wallet, g_ptr_array_index (accounts, i),
                                    self->cancellable, listed_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
changed_cb (SottoWalletTotal *self)
{
  if (self->gathering == 0)
    self->gathering = g_timeout_add (GATHER_MS, count_cb, self);
}

/* The list says when there is one more or less; each says itself whether it is hidden. */
static void
accounts_changed_cb (SottoWalletTotal *self)
{
  GListModel *accounts = sotto_wallet_get_accounts (self->wallet);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (SottoWalletAccount) account = g_list_model_get_item (accounts, i);

      g_signal_handlers_disconnect_by_func (account, changed_cb, self);
      g_signal_connect_object (account, "notify::hidden", G_CALLBACK (changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  changed_cb (self);
}

static void
sotto_wallet_total_dispose (GObject *object)
{
  SottoWalletTotal *self = SOTTO_WALLET_TOTAL (object);

  g_clear_handle_id (&self->gathering, g_source_remove);
  stop_counting (self);
  g_clear_object (&self->wallet);
  G_OBJECT_CLASS (sotto_wallet_total_parent_class)->dispose (object);
}

static void
sotto_wallet_total_class_init (SottoWalletTotalClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sotto_wallet_total_dispose;
}

static void
sotto_wallet_total_init (SottoWalletTotal *self)
{
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_xalign (self->label, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->label), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "dim-label");
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->label));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/* Public. */

void
sotto_wallet_total_set_wallet (SottoWalletTotal *self, SottoWallet *wallet)
{
  g_return_if_fail (SOTTO_IS_WALLET_TOTAL (self) && SOTTO_IS_WALLET (wallet));
  g_return_if_fail (self->wallet == NULL);

  self->wallet = g_object_ref (wallet);
  g_signal_connect_object (sotto_wallet_get_accounts (wallet), "items-changed",
                           G_CALLBACK (accounts_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sotto_wallet_get_prices (wallet), "changed", G_CALLBACK (changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (wallet, "assets-changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  accounts_changed_cb (self);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-wallet-account-row.h"

#include <glib/gi18n.h>

#include "sotto-wallet-text.h"

#define DOT_SIZE 32

struct _SottoWalletAccountRow
{
  AdwBin parent_instance;

  SottoWalletAccount *account;
  GtkWidget *dot;
  GtkLabel *name;
  GtkLabel *address;
  GtkWidget *watched;
  GtkWidget *hidden;
};

G_DEFINE_FINAL_TYPE (SottoWalletAccountRow, sotto_wallet_account_row, ADW_TYPE_BIN)

/* The list item of GTK 4.8 is named after what is in it only when that has a name itself. */
static void
update_name (SottoWalletAccountRow *self, const char *address)
{
  const char *name = sotto_wallet_account_get_name (self->account);
  gboolean is_watched = !sotto_wallet_account_get_can_sign (self->account);
  gboolean is_hidden = sotto_wallet_account_get_hidden (self->account);
  GtkWidget *item = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autoptr (GString) text = g_string_new (NULL);

  /* Translators: name of an account and its address, as a screen reader says them. */
  g_string_append_printf (text, _ ("%s, %s"), name, address);
  if (is_watched)
    g_string_append_printf (text, ", %s", _ ("watched only"));
  if (is_hidden)
    g_string_append_printf (text, ", %s", _ ("hidden"));
  if (item != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, text->str,
                                    -1);
}

static void
update (SottoWalletAccountRow *self)
{
  g_autofree char *address = NULL;

  if (self->account == NULL)
    return;
  address = sotto_wallet_text_short (sotto_wallet_account_get_address (self->account));
  gtk_label_set_text (self->name, sotto_wallet_account_get_name (self->account));
  gtk_label_set_text (self->address, address);
  sotto_wallet_text_apply_colour (self->dot, sotto_wallet_account_get_colour (self->account));
  gtk_widget_set_visible (self->watched, !sotto_wallet_account_get_can_sign (self->account));
  gtk_widget_set_visible (self->hidden, sotto_wallet_account_get_hidden (self->account));
  update_name (self, address);
}

static void
sotto_wallet_account_row_dispose (GObject *object)
{
  sotto_wallet_account_row_set_account (SOTTO_WALLET_ACCOUNT_ROW (object), NULL);
  G_OBJECT_CLASS (sotto_wallet_account_row_parent_class)->dispose (object);
}

static void
sotto_wallet_account_row_class_init (SottoWalletAccountRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sotto_wallet_account_row_dispose;
}

static GtkWidget *
create_mark (const char *icon, const char *words)
{
  GtkWidget *mark = gtk_image_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (mark, words);
  gtk_widget_add_css_class (mark, "dim-label");
  return mark;
}

static void
sotto_wallet_account_row_init (SottoWalletAccountRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  self->dot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_size_request (self->dot, DOT_SIZE, DOT_SIZE);
  gtk_widget_set_valign (self->dot, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->dot, "wallet-dot");
  self->name = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->name, 0);
  gtk_label_set_ellipsize (self->name, PANGO_ELLIPSIZE_END);
  self->address = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->address, 0);
  gtk_label_set_ellipsize (self->address, PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_add_css_class (GTK_WIDGET (self->address), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->address), "caption");
  self->watched = create_mark ("view-reveal-symbolic", _ ("Watched only"));
  self->hidden = create_mark ("view-conceal-symbolic", _ ("Hidden"));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (words), GTK_WIDGET (self->name));
  gtk_box_append (GTK_BOX (words), GTK_WIDGET (self->address));
  gtk_box_append (GTK_BOX (box), self->dot);
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), self->watched);
  gtk_box_append (GTK_BOX (box), self->hidden);
  gtk_widget_add_css_class (box, "sidebar-row");
  adw_bin_set_child (ADW_BIN (self), box);
}

GtkWidget *
sotto_wallet_account_row_new (void)
{
  return g_object_new (SOTTO_TYPE_WALLET_ACCOUNT_ROW, NULL);
}

void
sotto_wallet_account_row_set_account (SottoWalletAccountRow *self, SottoWalletAccount *account)
{
  g_return_if_fail (SOTTO_IS_WALLET_ACCOUNT_ROW (self));

  if (self->account != NULL)
    g_signal_handlers_disconnect_by_func (self->account, update, self);
  g_set_object (&self->account, account);
  if (account != NULL)
    g_signal_connect_object (account, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

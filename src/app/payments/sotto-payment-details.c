/* SPDX-License-Identifier: GPL-3.0-or-later */

/*   ▾ Details
 *   Transaction     0x1234…        (copy) (explorer)
 *   From            0x 1234 …
 */

#include "sotto-payment-details.h"

#include <glib/gi18n.h>

#include "sotto-amount-text.h"
#include "sotto-icon-button.h"

struct _SottoPaymentDetails
{
  AdwBin parent_instance;

  SottoPayment *payment; /* (nullable) */
  GtkExpander *fold;
  GtkWidget *box;
  GtkLabel *hash;
  GtkLabel *payer;
};

G_DEFINE_FINAL_TYPE (SottoPaymentDetails, sotto_payment_details, ADW_TYPE_BIN)

static void
copy_cb (SottoPaymentDetails *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          gtk_label_get_text (self->hash));
}

static void
explore_cb (SottoPaymentDetails *self)
{
  if (self->payment != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.payment-explore", "s",
                                sotto_payment_get_id (self->payment));
}

static void
add_button (SottoPaymentDetails *self,
            GtkWidget *box,
            const char *icon,
            const char *label,
            GCallback clicked)
{
  GtkWidget *button = sotto_icon_button_new (icon, label);

  g_signal_connect_swapped (button, "clicked", clicked, self);
  gtk_box_append (GTK_BOX (box), button);
}

/* A name and below it, what can be selected. */
static GtkLabel *
add_fact (SottoPaymentDetails *self, const char *name)
{
  GtkWidget *title = gtk_label_new (name);
  GtkWidget *label = gtk_label_new (NULL);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  /* A hyphen at the end of a line would pass for a part of the number. */
  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  gtk_label_set_attributes (GTK_LABEL (label), attributes);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, "caption-heading");
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_CHAR);
  gtk_widget_add_css_class (label, "monospace");
  gtk_widget_add_css_class (label, "caption");
  gtk_box_append (GTK_BOX (self->box), title);
  gtk_box_append (GTK_BOX (self->box), label);

  return GTK_LABEL (label);
}

static void
sotto_payment_details_dispose (GObject *object)
{
  g_clear_object (&SOTTO_PAYMENT_DETAILS (object)->payment);
  G_OBJECT_CLASS (sotto_payment_details_parent_class)->dispose (object);
}

static void
sotto_payment_details_class_init (SottoPaymentDetailsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sotto_payment_details_dispose;
}

static void
sotto_payment_details_init (SottoPaymentDetails *self)
{
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->fold = GTK_EXPANDER (gtk_expander_new (_ ("Details")));
  /* GTK 4.8 does not name a fold after its label. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->fold), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Details"), -1);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  gtk_widget_set_margin_top (self->box, 6);
  self->hash = add_fact (self, _ ("Transaction"));
  gtk_box_append (GTK_BOX (self->box), buttons);
  add_button (self, buttons, "edit-copy-symbolic", _ ("Copy the Transaction's Hash"),
              G_CALLBACK (copy_cb));
  add_button (self, buttons, "web-browser-symbolic", _ ("Open in the Block Explorer"),
              G_CALLBACK (explore_cb));
  self->payer = add_fact (self, _ ("From"));
  gtk_expander_set_child (self->fold, self->box);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->fold));
}

GtkWidget *
sotto_payment_details_new (void)
{
  return g_object_new (SOTTO_TYPE_PAYMENT_DETAILS, NULL);
}

void
sotto_payment_details_show (SottoPaymentDetails *self, SottoPayment *payment)
{
  const char *hash;
  const char *payer;
  g_autofree char *from = NULL;

  g_return_if_fail (SOTTO_IS_PAYMENT_DETAILS (self));
  g_return_if_fail (payment == NULL || SOTTO_IS_PAYMENT (payment));

  if (g_set_object (&self->payment, payment))
    gtk_expander_set_expanded (self->fold, FALSE);
  hash = payment != NULL ? sotto_payment_get_transaction_hash (payment) : NULL;
  gtk_widget_set_visible (GTK_WIDGET (self), hash != NULL);
  if (hash == NULL)
    return;
  gtk_label_set_text (self->hash, hash);
  payer = sotto_payment_get_payer (payment);
  from = payer != NULL ? sotto_amount_text_address (payer) : g_strdup (_ ("Not known yet"));
  gtk_label_set_text (self->payer, from);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A payment in a conversation.
 *
 *   ↗ You want to send
 *   0.1 ETH
 *   to 0x1234 …
 *   ▓▓▓▓▓░░░░░░░░░░░
 *   Pending: 3 of 12 confirmations
 *   ▸ Details
 *              [Decline] [Pay…]
 */

#include "sotto-payment-card.h"

#include <glib/gi18n.h>

#include "sotto-amount-text.h"
#include "sotto-payment-details.h"
#include "sotto-payment-words.h"

struct _SottoPaymentCard
{
  GtkBox parent_instance;

  SottoPayment *payment;
  GtkWidget *icon;
  GtkWidget *title;
  GtkWidget *amount;
  GtkWidget *asked;
  GtkWidget *address;
  GtkWidget *progress;
  GtkWidget *state;
  GtkWidget *details;
  GtkWidget *buttons;
  GtkWidget *decline;
  GtkWidget *share;
  GtkWidget *pay;
};

G_DEFINE_FINAL_TYPE (SottoPaymentCard, sotto_payment_card, GTK_TYPE_BOX)

static void
set_text (GtkWidget *label, const char *text)
{
  gtk_label_set_text (GTK_LABEL (label), text);
  gtk_widget_set_visible (label, text[0] != '\0');
}

static void
show_actions (SottoPaymentCard *self)
{
  gboolean declines = sotto_payment_can_decline (self->payment);
  gboolean accepts = sotto_payment_can_accept (self->payment);
  gboolean pays = sotto_payment_can_pay (self->payment);

  gtk_widget_set_visible (self->decline, declines);
  gtk_widget_set_visible (self->share, accepts);
  gtk_widget_set_visible (self->pay, pays);
  gtk_widget_set_visible (self->buttons, declines || accepts || pays);
}

static void
show_progress (SottoPaymentCard *self)
{
  double progress = sotto_payment_words_progress (self->payment);
  SottoPaymentState state = sotto_payment_get_state (self->payment);
  gboolean is_bad = state == SOTTO_PAYMENT_STATE_FORGED || state == SOTTO_PAYMENT_STATE_FAILED ||
                    state == SOTTO_PAYMENT_STATE_REPLACED ||
                    state == SOTTO_PAYMENT_STATE_UNVERIFIED;

  gtk_widget_set_visible (self->progress, progress >= 0);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress), MAX (progress, 0));
  if (is_bad)
    gtk_widget_add_css_class (GTK_WIDGET (self), "failed");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "failed");
}

/* What was asked for, where something else was paid. */
static char *
describe_asked (SottoPayment *payment)
{
  const char *asked = sotto_payment_get_requested_amount (payment);
  const char *amount = sotto_payment_get_amount (payment);
  int decimals = sotto_payment_get_decimals (payment);
  const char *symbol =
    sotto_payment_get_contract (payment) == NULL ? "ETH" : sotto_payment_get_symbol (payment);
  g_autofree char *text = NULL;

  if (asked == NULL || amount == NULL || g_str_equal (asked, amount) || decimals < 0 ||
      symbol == NULL)
    return g_strdup ("");
  text = sotto_amount_text_of_decimal (asked, (guint) decimals, symbol);
  /* Translators: an amount, such as "0.1 ETH". */
  return g_strdup_printf (_ ("%s was asked for"), text);
}

static void
update (SottoPaymentCard *self)
{
  g_autofree char *title = sotto_payment_words_title (self->payment);
  g_autofree char *amount = sotto_payment_words_amount (self->payment);
  g_autofree char *asked = describe_asked (self->payment);
  g_autofree char *state = sotto_payment_words_state (self->payment);
  const char *address = sotto_payment_get_address (self->payment);
  g_autofree char *grouped = address != NULL ? sotto_amount_text_address (address) : g_strdup ("");

  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), sotto_payment_is_outgoing (self->payment)
                                                          ? "go-up-symbolic"
                                                          : "go-down-symbolic");
  set_text (self->title, title);
  set_text (self->amount, amount);
  set_text (self->asked, asked);
  set_text (self->address, grouped);
  set_text (self->state, state);
  sotto_payment_details_show (SOTTO_PAYMENT_DETAILS (self->details), self->payment);
  show_progress (self);
  show_actions (self);
}

static GtkWidget *
add_label (GtkWidget *box, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
act (SottoPaymentCard *self, const char *action)
{
  if (self->payment != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), action, "s",
                                sotto_payment_get_id (self->payment));
}

static void
decline_cb (SottoPaymentCard *self)
{
  act (self, "win.payment-decline");
}

static void
share_cb (SottoPaymentCard *self)
{
  act (self, "win.payment-share");
}

static void
pay_cb (SottoPaymentCard *self)
{
  act (self, "win.payment-pay");
}

static GtkWidget *
add_button (SottoPaymentCard *self, const char *label, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  g_signal_connect_swapped (button, "clicked", clicked, self);
  gtk_box_append (GTK_BOX (self->buttons), button);
  return button;
}

static void
sotto_payment_card_dispose (GObject *object)
{
  sotto_payment_card_set_payment (SOTTO_PAYMENT_CARD (object), NULL);
  G_OBJECT_CLASS (sotto_payment_card_parent_class)->dispose (object);
}

static void
sotto_payment_card_class_init (SottoPaymentCardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sotto_payment_card_dispose;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "paymentcard");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
sotto_payment_card_init (SottoPaymentCard *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  self->icon = gtk_image_new ();
  gtk_box_append (GTK_BOX (head), self->icon);
  self->title = add_label (head, "caption-heading");
  gtk_box_append (GTK_BOX (self), head);
  self->amount = add_label (GTK_WIDGET (self), "title-2");
  self->asked = add_label (GTK_WIDGET (self), "warning");
  self->address = add_label (GTK_WIDGET (self), "monospace");
  gtk_widget_add_css_class (self->address, "caption");
  self->progress = gtk_progress_bar_new ();
  gtk_box_append (GTK_BOX (self), self->progress);
  self->state = add_label (GTK_WIDGET (self), "caption");
  self->details = sotto_payment_details_new ();
  gtk_box_append (GTK_BOX (self), self->details);
  self->buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_set_halign (self->buttons, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (self), self->buttons);
  self->decline = add_button (self, _ ("_Decline"), G_CALLBACK (decline_cb));
  self->share = add_button (self, _ ("_Share Address…"), G_CALLBACK (share_cb));
  self->pay = add_button (self, _ ("_Pay…"), G_CALLBACK (pay_cb));
  gtk_widget_add_css_class (self->share, "suggested-action");
  gtk_widget_add_css_class (self->pay, "suggested-action");
}

GtkWidget *
sotto_payment_card_new (void)
{
  return g_object_new (SOTTO_TYPE_PAYMENT_CARD, NULL);
}

void
sotto_payment_card_set_payment (SottoPaymentCard *self, SottoPayment *payment)
{
  g_return_if_fail (SOTTO_IS_PAYMENT_CARD (self));
  g_return_if_fail (payment == NULL || SOTTO_IS_PAYMENT (payment));

  if (self->payment != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->payment, self);
      sotto_payment_details_show (SOTTO_PAYMENT_DETAILS (self->details), NULL);
    }
  g_set_object (&self->payment, payment);
  if (payment == NULL)
    return;
  g_signal_connect_object (payment, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

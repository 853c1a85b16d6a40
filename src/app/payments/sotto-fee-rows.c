/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-fee-rows.h"

#include <glib/gi18n.h>

#include "sotto-amount-text.h"
#include "sotto-amount.h"

/* Prices of gas are told in gwei, which have nine digits behind the point. */
#define GWEI_DECIMALS 9

#define OWN_FEE SOTTO_N_FEE_SPEEDS

struct _SottoFeeRows
{
  AdwPreferencesGroup parent_instance;

  gboolean is_filling;
  gboolean is_legacy;

  AdwComboRow *speed;
  AdwEntryRow *highest;
  AdwEntryRow *tip;
};

G_DEFINE_FINAL_TYPE (SottoFeeRows, sotto_fee_rows, ADW_TYPE_PREFERENCES_GROUP)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
is_own (SottoFeeRows *self)
{
  return adw_combo_row_get_selected (self->speed) == OWN_FEE;
}

static void
write_price (AdwEntryRow *row, const SottoU256 *price)
{
  g_autofree char *text =
    sotto_amount_format_exact (price, sotto_amount_text_get_separator (), GWEI_DECIMALS);

  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

static gboolean
read_price (AdwEntryRow *row, SottoU256 *price, GError **error)
{
  return sotto_amount_parse (gtk_editable_get_text (GTK_EDITABLE (row)),
                             sotto_amount_text_get_separator (), GWEI_DECIMALS, price, error);
}

static void
changed_cb (SottoFeeRows *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->highest), is_own (self));
  gtk_widget_set_visible (GTK_WIDGET (self->tip), is_own (self) && !self->is_legacy);
  if (!self->is_filling)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
sotto_fee_rows_class_init (SottoFeeRowsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/im/sotto/Sotto/ui/fee-rows.ui");
  gtk_widget_class_bind_template_child (widget_class, SottoFeeRows, speed);
  gtk_widget_class_bind_template_child (widget_class, SottoFeeRows, highest);
  gtk_widget_class_bind_template_child (widget_class, SottoFeeRows, tip);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
sotto_fee_rows_init (SottoFeeRows *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
sotto_fee_rows_reset (SottoFeeRows *self, SottoWalletReview *review)
{
  SottoFee fee = sotto_wallet_review_get_fee (review);

  self->is_filling = TRUE;
  self->is_legacy = sotto_wallet_review_is_legacy (review);
  adw_combo_row_set_selected (self->speed, sotto_wallet_review_get_speed (review));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->highest),
                                 self->is_legacy ? _ ("Price of gas, in gwei")
                                                 : _ ("At most for a unit of gas, in gwei"));
  write_price (self->highest, &fee.max_fee);
  write_price (self->tip, &fee.max_priority_fee);
  changed_cb (self);
  self->is_filling = FALSE;
}

SottoWalletReview *
sotto_fee_rows_apply (SottoFeeRows *self, SottoWalletReview *review, GError **error)
{
  SottoFee fee;

  if (!is_own (self))
    return sotto_wallet_review_with_speed (
      review, (SottoFeeSpeed) adw_combo_row_get_selected (self->speed), error);
  if (!read_price (self->highest, &fee.max_fee, error) ||
      !read_price (self->tip, &fee.max_priority_fee, error))
    return NULL;
  return sotto_wallet_review_with_fee (review, &fee, error);
}

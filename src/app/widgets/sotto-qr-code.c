/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-qr-code.h"

#include <qrencode.h>

/* Modules of white that the standard wants around the code. */
#define QUIET_ZONE 4
#define MINIMUM_SIZE 180
#define NATURAL_SIZE 240

struct _SottoQrCode
{
  GtkWidget parent_instance;

  QRcode *code;
};

G_DEFINE_FINAL_TYPE (SottoQrCode, sotto_qr_code, GTK_TYPE_WIDGET)

static void
sotto_qr_code_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  *minimum = MINIMUM_SIZE;
  *natural = NATURAL_SIZE;
}

static void
sotto_qr_code_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SottoQrCode *self = SOTTO_QR_CODE (widget);
  GdkRGBA white = { 1, 1, 1, 1 };
  GdkRGBA black = { 0, 0, 0, 1 };
  int side = MIN (gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  int n_modules;
  int module;
  int left;
  int top;

  if (self->code == NULL)
    return;
  n_modules = self->code->width + 2 * QUIET_ZONE;
  module = MAX (side / n_modules, 1);
  left = (gtk_widget_get_width (widget) - module * n_modules) / 2;
  top = (gtk_widget_get_height (widget) - module * n_modules) / 2;
  gtk_snapshot_append_color (snapshot, &white,
                             &GRAPHENE_RECT_INIT ((float) left, (float) top,
                                                  (float) (module * n_modules),
                                                  (float) (module * n_modules)));
  for (int y = 0; y < self->code->width; y++)
    for (int x = 0; x < self->code->width; x++)
      if ((self->code->data[y * self->code->width + x] & 1) != 0)
        gtk_snapshot_append_color (snapshot, &black,
                                   &GRAPHENE_RECT_INIT ((float) (left + (x + QUIET_ZONE) * module),
                                                        (float) (top + (y + QUIET_ZONE) * module),
                                                        (float) module, (float) module));
}

static void
sotto_qr_code_finalize (GObject *object)
{
  g_clear_pointer (&SOTTO_QR_CODE (object)->code, QRcode_free);
  G_OBJECT_CLASS (sotto_qr_code_parent_class)->finalize (object);
}

static void
sotto_qr_code_class_init (SottoQrCodeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sotto_qr_code_finalize;
  widget_class->measure = sotto_qr_code_measure;
  widget_class->snapshot = sotto_qr_code_snapshot;
  gtk_widget_class_set_css_name (widget_class, "sotto-qr-code");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
sotto_qr_code_init (SottoQrCode *self)
{
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

GtkWidget *
sotto_qr_code_new (void)
{
  return g_object_new (SOTTO_TYPE_QR_CODE, NULL);
}

void
sotto_qr_code_set_text (SottoQrCode *self, const char *text, const char *description)
{
  g_clear_pointer (&self->code, QRcode_free);
  self->code = QRcode_encodeString (text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, description,
                                  -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

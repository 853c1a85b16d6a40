/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * SottoQrCode:
 *
 * A text as a QR code, black on white in every style, since scanners want it so; as large as there
 * is room, in whole pixels for each module.
 */
#define SOTTO_TYPE_QR_CODE (sotto_qr_code_get_type ())
G_DECLARE_FINAL_TYPE (SottoQrCode, sotto_qr_code, SOTTO, QR_CODE, GtkWidget)

GtkWidget *sotto_qr_code_new (void);

/* @text: at most about 2,000 bytes; @description: what a screen reader says of it. */
void sotto_qr_code_set_text (SottoQrCode *self, const char *text, const char *description);

G_END_DECLS

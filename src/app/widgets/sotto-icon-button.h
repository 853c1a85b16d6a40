/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* (transfer floating): a flat button with a picture only, which says @label to whoever points at it
 * or hears the screen read. */
GtkWidget *sotto_icon_button_new (const char *icon, const char *label);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sotto-timeline.h"

G_BEGIN_DECLS

/**
 * SottoTestRow:
 *
 * A plain row with a wrapping text and a time, for tests of the timeline.
 */
#define SOTTO_TYPE_TEST_ROW (sotto_test_row_get_type ())
G_DECLARE_FINAL_TYPE (SottoTestRow, sotto_test_row, SOTTO, TEST_ROW, GtkWidget)

const char *sotto_test_row_get_text (SottoTestRow *self);

/* Something in the row grows, as a folded-out detail does. */
void sotto_test_row_set_extra_height (SottoTestRow *self, int pixels);

/* A factory of such rows for a model of #GtkStringObject. */
extern const SottoTimelineFactory sotto_test_row_factory;

G_END_DECLS

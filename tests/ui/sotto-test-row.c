/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A plain row for tests of the timeline. */

#include "sotto-test-row.h"

#include "sotto-text-view.h"

#define MARGIN 6

struct _SottoTestRow
{
  GtkWidget parent_instance;

  GtkWidget *text;
  GtkWidget *time;
  int extra_height;
};

G_DEFINE_FINAL_TYPE (SottoTestRow, sotto_test_row, GTK_TYPE_WIDGET)

static void
sotto_test_row_dispose (GObject *object)
{
  SottoTestRow *self = SOTTO_TEST_ROW (object);

  g_clear_pointer (&self->text, gtk_widget_unparent);
  g_clear_pointer (&self->time, gtk_widget_unparent);
  G_OBJECT_CLASS (sotto_test_row_parent_class)->dispose (object);
}

/* The text has what the time leaves. */
static int
fit_text (SottoTestRow *self, int row_width, int *width, int *time_width)
{
  int height;

  gtk_widget_measure (self->time, GTK_ORIENTATION_HORIZONTAL, -1, NULL, time_width, NULL, NULL);
  sotto_text_view_fit (SOTTO_TEXT_VIEW (self->text), row_width - *time_width - 3 * MARGIN, width,
                       &height, NULL);
  return height;
}

static GtkSizeRequestMode
sotto_test_row_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
sotto_test_row_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  SottoTestRow *self = SOTTO_TEST_ROW (widget);
  int width, time_width;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = 200;
  else
    *minimum = *natural =
      fit_text (self, MAX (for_size, 200), &width, &time_width) + 2 * MARGIN + self->extra_height;
}

static void
sotto_test_row_size_allocate (GtkWidget *widget, int row_width, int row_height, int baseline)
{
  SottoTestRow *self = SOTTO_TEST_ROW (widget);
  int width, time_width, minimum;
  int height = fit_text (self, row_width, &width, &time_width);

  gtk_widget_size_allocate (self->text, &(GtkAllocation){ MARGIN, MARGIN, width, height }, -1);
  gtk_widget_measure (self->time, GTK_ORIENTATION_VERTICAL, -1, &minimum, NULL, NULL, NULL);
  gtk_widget_size_allocate (
    self->time,
    &(GtkAllocation){ row_width - time_width - MARGIN, row_height - minimum, time_width, minimum },
    -1);
}

static void
sotto_test_row_class_init (SottoTestRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sotto_test_row_dispose;
  widget_class->get_request_mode = sotto_test_row_get_request_mode;
  widget_class->measure = sotto_test_row_measure;
  widget_class->size_allocate = sotto_test_row_size_allocate;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
}

static void
sotto_test_row_init (SottoTestRow *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);

  self->text = sotto_text_view_new ();
  gtk_widget_set_parent (self->text, GTK_WIDGET (self));

  self->time = gtk_label_new ("14:05");
  gtk_widget_set_parent (self->time, GTK_WIDGET (self));
}

const char *
sotto_test_row_get_text (SottoTestRow *self)
{
  return sotto_text_view_get_text (SOTTO_TEXT_VIEW (self->text));
}

void
sotto_test_row_set_extra_height (SottoTestRow *self, int pixels)
{
  self->extra_height = pixels;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static GtkWidget *
create_row (gpointer user_data)
{
  return g_object_new (SOTTO_TYPE_TEST_ROW, NULL);
}

static void
bind_row (GtkWidget *row, GListModel *model, guint position, gpointer user_data)
{
  SottoTestRow *self = SOTTO_TEST_ROW (row);
  g_autoptr (GtkStringObject) item = g_list_model_get_item (model, position);

  sotto_text_view_set_text (SOTTO_TEXT_VIEW (self->text), gtk_string_object_get_string (item));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_string_object_get_string (item), -1);
}

static void
unbind_row (GtkWidget *row, gpointer user_data)
{
  sotto_test_row_set_extra_height (SOTTO_TEST_ROW (row), 0);
}

const SottoTimelineFactory sotto_test_row_factory = { create_row, bind_row, unbind_row, NULL };

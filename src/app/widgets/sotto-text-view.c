/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A wrapping, selectable text with links, laid out once for a width. */

#include "sotto-text-view.h"

#include "sotto-links.h"

/* Below this width letters stand one under the other. */
#define MIN_WIDTH 24

struct _SottoTextView
{
  GtkWidget parent_instance;

  PangoLayout *layout; /* made when first needed */
  char *text;
  GArray *links; /* SottoLink */
  guint context_serial;

  /* Of the selection, as byte offsets; both ends are the same when there is none. */
  int selection_anchor;
  int selection_end;
  gboolean dragging;
};

G_DEFINE_FINAL_TYPE (SottoTextView, sotto_text_view, GTK_TYPE_WIDGET)

enum
{
  LINK_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static GdkRGBA
named_color (SottoTextView *self, const char *name)
{
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (self));
  GdkRGBA color;

  if (!gtk_style_context_lookup_color (context, name, &color))
    gtk_style_context_get_color (context, &color);
  return color;
}

static void
add_attribute (PangoAttrList *attributes, const SottoLink *link, PangoAttribute *attribute)
{
  attribute->start_index = link->start;
  attribute->end_index = link->end;
  pango_attr_list_insert (attributes, attribute);
}

static void
style_links (SottoTextView *self)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  GdkRGBA color = named_color (self, "accent_color");

  for (guint i = 0; i < self->links->len; i++)
    {
      const SottoLink *link = &g_array_index (self->links, SottoLink, i);

      add_attribute (attributes, link, pango_attr_underline_new (PANGO_UNDERLINE_SINGLE));
      add_attribute (attributes, link,
                     pango_attr_foreground_new ((guint16) (color.red * G_MAXUINT16),
                                                (guint16) (color.green * G_MAXUINT16),
                                                (guint16) (color.blue * G_MAXUINT16)));
    }
  pango_layout_set_attributes (self->layout, attributes);
}

static PangoLayout *
ensure_layout (SottoTextView *self)
{
  if (self->layout)
    return self->layout;

  self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), self->text);
  pango_layout_set_wrap (self->layout, PANGO_WRAP_WORD_CHAR);
  style_links (self);
  self->context_serial = pango_context_get_serial (pango_layout_get_context (self->layout));
  return self->layout;
}

/* Lines of the other direction are aligned at the far edge of the layout's width. */
static int
layout_x (SottoTextView *self)
{
  PangoRectangle logical;

  pango_layout_get_pixel_extents (ensure_layout (self), NULL, &logical);
  return -logical.x;
}

static int
index_at (SottoTextView *self, double x, double y, gboolean *inside)
{
  int index, trailing;
  const char *place;

  *inside =
    pango_layout_xy_to_index (ensure_layout (self), (int) ((x - layout_x (self)) * PANGO_SCALE),
                              (int) (y * PANGO_SCALE), &index, &trailing);
  place = g_utf8_offset_to_pointer (self->text + index, trailing);
  return *inside && trailing == 0 ? index : (int) (place - self->text);
}

static const SottoLink *
link_at (SottoTextView *self, double x, double y)
{
  gboolean inside;
  guint index = (guint) index_at (self, x, y, &inside);

  for (guint i = 0; inside && i < self->links->len; i++)
    {
      const SottoLink *link = &g_array_index (self->links, SottoLink, i);

      if (index >= link->start && index <= link->end)
        return link;
    }
  return NULL;
}

static void
set_selection (SottoTextView *self, int anchor, int end)
{
  if (self->selection_anchor == anchor && self->selection_end == end)
    return;
  self->selection_anchor = anchor;
  self->selection_end = end;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
select_word (SottoTextView *self, int index)
{
  const PangoLogAttr *attributes;
  int n_attributes;
  int start = (int) g_utf8_pointer_to_offset (self->text, self->text + index);
  int end = start;

  attributes = pango_layout_get_log_attrs_readonly (ensure_layout (self), &n_attributes);
  while (start > 0 && !attributes[start].is_word_start)
    start--;
  while (end + 1 < n_attributes && !attributes[end].is_word_end)
    end++;
  set_selection (self, (int) (g_utf8_offset_to_pointer (self->text, start) - self->text),
                 (int) (g_utf8_offset_to_pointer (self->text, end) - self->text));
}

/* The middle button pastes it elsewhere. */
static void
publish_selection (SottoTextView *self)
{
  g_autofree char *selection = sotto_text_view_dup_selection (self);

  if (selection)
    gdk_clipboard_set_text (gtk_widget_get_primary_clipboard (GTK_WIDGET (self)), selection);
}

static void
pressed_cb (SottoTextView *self, int n_press, double x, double y)
{
  gboolean inside;
  int index = index_at (self, x, y, &inside);

  if (n_press == 1)
    set_selection (self, index, index);
  else if (n_press == 2)
    select_word (self, index);
  else
    set_selection (self, 0, (int) strlen (self->text));
  if (n_press > 1)
    publish_selection (self);
}

static void
released_cb (SottoTextView *self, int n_press, double x, double y)
{
  const SottoLink *link = link_at (self, x, y);
  g_autofree char *url = NULL;

  if (n_press != 1 || !link || self->selection_anchor != self->selection_end)
    return;
  url = g_strndup (self->text + link->start, link->end - link->start);
  g_signal_emit (self, signals[LINK_ACTIVATED], 0, url);
}

static void
drag_update_cb (SottoTextView *self, double offset_x, double offset_y, GtkGestureDrag *gesture)
{
  double x, y;
  gboolean inside;

  if (!gtk_gesture_drag_get_start_point (gesture, &x, &y))
    return;
  if (!gtk_drag_check_threshold (GTK_WIDGET (self), 0, 0, (int) offset_x, (int) offset_y) &&
      !self->dragging)
    return;
  if (!self->dragging)
    {
      self->dragging = TRUE;
      set_selection (self, index_at (self, x, y, &inside), self->selection_end);
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
    }
  set_selection (self, self->selection_anchor,
                 index_at (self, x + offset_x, y + offset_y, &inside));
}

static void
drag_end_cb (SottoTextView *self)
{
  if (self->dragging)
    publish_selection (self);
  self->dragging = FALSE;
}

static void
motion_cb (SottoTextView *self, double x, double y)
{
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), link_at (self, x, y) ? "pointer" : "text");
}

static GtkSizeRequestMode
sotto_text_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
sotto_text_view_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  SottoTextView *self = SOTTO_TEXT_VIEW (widget);
  int width, height;

  if (orientation == GTK_ORIENTATION_VERTICAL && for_size >= 0)
    {
      sotto_text_view_fit (self, for_size, &width, &height, NULL);
      *minimum = *natural = height;
      return;
    }
  pango_layout_get_pixel_size (ensure_layout (self), &width, &height);
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN (width, MIN_WIDTH) : height;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? width : height;
}

static void
append_selection (SottoTextView *self, GtkSnapshot *snapshot, int x)
{
  int start = MIN (self->selection_anchor, self->selection_end);
  int end = MAX (self->selection_anchor, self->selection_end);
  GdkRGBA color = named_color (self, "accent_bg_color");
  g_autoptr (PangoLayoutIter) iter = pango_layout_get_iter (self->layout);

  color.alpha = 0.35f;
  do
    {
      PangoLayoutLine *line = pango_layout_iter_get_line_readonly (iter);
      g_autofree int *ranges = NULL;
      int n_ranges, top, bottom;

      if (end <= line->start_index || start > line->start_index + line->length)
        continue;
      pango_layout_iter_get_line_yrange (iter, &top, &bottom);
      pango_layout_line_get_x_ranges (line, start, end, &ranges, &n_ranges);
      for (int i = 0; i < n_ranges; i++)
        {
          float left = PANGO_PIXELS (ranges[2 * i]);
          float right = PANGO_PIXELS (ranges[2 * i + 1]);

          gtk_snapshot_append_color (snapshot, &color,
                                     &GRAPHENE_RECT_INIT (x + left, PANGO_PIXELS (top),
                                                          right - left,
                                                          PANGO_PIXELS (bottom - top)));
        }
    }
  while (pango_layout_iter_next_line (iter));
}

static void
sotto_text_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SottoTextView *self = SOTTO_TEXT_VIEW (widget);
  int x = layout_x (self);
  GdkRGBA color;

  if (self->selection_anchor != self->selection_end)
    append_selection (self, snapshot, x);
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, 0));
  gtk_snapshot_append_layout (snapshot, self->layout, &color);
  gtk_snapshot_restore (snapshot);
}

/* Colours of links come from the theme; sizes change with the font. */
static void
sotto_text_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  SottoTextView *self = SOTTO_TEXT_VIEW (widget);
  guint serial;

  GTK_WIDGET_CLASS (sotto_text_view_parent_class)->css_changed (widget, change);
  if (!self->layout)
    return;
  if (self->links->len > 0)
    style_links (self);
  serial = pango_context_get_serial (pango_layout_get_context (self->layout));
  if (serial == self->context_serial)
    return;
  self->context_serial = serial;
  gtk_widget_queue_resize (widget);
}

static void
sotto_text_view_direction_changed (GtkWidget *widget, GtkTextDirection previous)
{
  g_clear_object (&SOTTO_TEXT_VIEW (widget)->layout);
  gtk_widget_queue_resize (widget);
}

static void
sotto_text_view_finalize (GObject *object)
{
  SottoTextView *self = SOTTO_TEXT_VIEW (object);

  g_clear_object (&self->layout);
  g_free (self->text);
  g_array_unref (self->links);

  G_OBJECT_CLASS (sotto_text_view_parent_class)->finalize (object);
}

static void
sotto_text_view_class_init (SottoTextViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sotto_text_view_finalize;
  widget_class->get_request_mode = sotto_text_view_get_request_mode;
  widget_class->measure = sotto_text_view_measure;
  widget_class->snapshot = sotto_text_view_snapshot;
  widget_class->css_changed = sotto_text_view_css_changed;
  widget_class->direction_changed = sotto_text_view_direction_changed;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
  gtk_widget_class_set_css_name (widget_class, "messagetext");

  signals[LINK_ACTIVATED] = g_signal_new ("link-activated", SOTTO_TYPE_TEXT_VIEW, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
add_gestures (SottoTextView *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();

  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect_swapped (click, "released", G_CALLBACK (released_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
}

static void
sotto_text_view_init (SottoTextView *self)
{
  self->text = g_strdup ("");
  self->links = g_array_new (FALSE, FALSE, sizeof (SottoLink));
  add_gestures (self);
}

GtkWidget *
sotto_text_view_new (void)
{
  return g_object_new (SOTTO_TYPE_TEXT_VIEW, NULL);
}

void
sotto_text_view_set_text (SottoTextView *self, const char *text)
{
  g_return_if_fail (SOTTO_IS_TEXT_VIEW (self));
  g_return_if_fail (text != NULL);

  if (g_str_equal (self->text, text))
    return;
  g_free (self->text);
  self->text = g_strdup (text);
  g_array_unref (self->links);
  self->links = sotto_links_find (text);
  g_clear_object (&self->layout);
  self->selection_anchor = self->selection_end = 0;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->text,
                                  -1);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

const char *
sotto_text_view_get_text (SottoTextView *self)
{
  g_return_val_if_fail (SOTTO_IS_TEXT_VIEW (self), NULL);
  return self->text;
}

void
sotto_text_view_fit (SottoTextView *self,
                     int max_width,
                     int *width,
                     int *height,
                     int *last_line_width)
{
  PangoLayout *layout;

  g_return_if_fail (SOTTO_IS_TEXT_VIEW (self));
  g_return_if_fail (width != NULL && height != NULL);

  layout = ensure_layout (self);
  pango_layout_set_width (layout, MAX (max_width, MIN_WIDTH) * PANGO_SCALE);
  pango_layout_get_pixel_size (layout, width, height);
  if (last_line_width)
    {
      int last = pango_layout_get_line_count (layout) - 1;
      PangoLayoutLine *line = pango_layout_get_line_readonly (layout, last);
      gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
      PangoRectangle logical;

      pango_layout_line_get_pixel_extents (line, NULL, &logical);
      *last_line_width =
        (line->resolved_dir == PANGO_DIRECTION_RTL) == rtl ? logical.width : *width;
    }
}

char *
sotto_text_view_dup_selection (SottoTextView *self)
{
  int start, end;

  g_return_val_if_fail (SOTTO_IS_TEXT_VIEW (self), NULL);

  start = MIN (self->selection_anchor, self->selection_end);
  end = MAX (self->selection_anchor, self->selection_end);
  return start < end ? g_strndup (self->text + start, end - start) : NULL;
}

char **
sotto_text_view_dup_links (SottoTextView *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_return_val_if_fail (SOTTO_IS_TEXT_VIEW (self), NULL);

  for (guint i = 0; i < self->links->len; i++)
    {
      const SottoLink *link = &g_array_index (self->links, SottoLink, i);
      g_autofree char *url = g_strndup (self->text + link->start, link->end - link->start);

      g_strv_builder_add (builder, url);
    }
  return g_strv_builder_end (builder);
}

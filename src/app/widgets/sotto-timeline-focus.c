/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keys and focus in a timeline: rows are what the focus moves by; Tab goes through the controls of
 * one row and then leaves the timeline. */

#include "sotto-timeline-private.h"

typedef enum
{
  MOVE_FIRST,
  MOVE_LAST,
  MOVE_PAGE_UP,
  MOVE_PAGE_DOWN,
} Move;

gboolean
sotto_timeline_find_focus (SottoTimeline *self, guint *position)
{
  GtkWidget *child = gtk_widget_get_focus_child (GTK_WIDGET (self));

  if (!child)
    return FALSE;
  *position = sotto_timeline_get_position (self, child);
  return *position != GTK_INVALID_LIST_POSITION;
}

/* The item a page further on: the last one that is still in view after scrolling so far. */
static guint
find_page_away (SottoTimeline *self, guint position, int direction)
{
  double distance = self->page * 0.9;
  double travelled = 0;

  while (travelled < distance)
    {
      if (direction < 0 ? position == 0 : position + 1 == self->slots->len)
        break;
      travelled += sotto_timeline_get_height (self, position);
      position += direction;
    }
  return position;
}

static gboolean
move_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  SottoTimeline *self = SOTTO_TIMELINE (widget);
  guint position;

  if (self->slots->len == 0 || !sotto_timeline_find_focus (self, &position))
    return FALSE;

  switch ((Move) g_variant_get_int32 (arguments))
    {
    case MOVE_FIRST:
      position = 0;
      break;
    case MOVE_LAST:
      if (!self->follows_end)
        sotto_timeline_emit_end_requested (self);
      position = self->slots->len - 1;
      break;
    case MOVE_PAGE_UP:
      position = find_page_away (self, position, -1);
      break;
    case MOVE_PAGE_DOWN:
      position = find_page_away (self, position, 1);
      break;
    }
  sotto_timeline_focus_item (self, position);
  return TRUE;
}

static void
add_move (GtkWidgetClass *widget_class, guint key, guint keypad_key, Move move)
{
  gtk_widget_class_add_binding (widget_class, key, 0, move_cb, "i", move);
  gtk_widget_class_add_binding (widget_class, keypad_key, 0, move_cb, "i", move);
}

void
sotto_timeline_add_bindings (GtkWidgetClass *widget_class)
{
  add_move (widget_class, GDK_KEY_Home, GDK_KEY_KP_Home, MOVE_FIRST);
  add_move (widget_class, GDK_KEY_End, GDK_KEY_KP_End, MOVE_LAST);
  add_move (widget_class, GDK_KEY_Page_Up, GDK_KEY_KP_Page_Up, MOVE_PAGE_UP);
  add_move (widget_class, GDK_KEY_Page_Down, GDK_KEY_KP_Page_Down, MOVE_PAGE_DOWN);
}

/* Where the focus comes in: where it was last, if that is in view; else at the newest in view. */
static gboolean
focus_entry (SottoTimeline *self)
{
  guint first, last;

  if (!sotto_timeline_get_visible_range (self, &first, &last))
    return FALSE;
  if (self->last_focus >= first && self->last_focus <= last)
    return sotto_timeline_focus_item (self, self->last_focus);
  return sotto_timeline_focus_item (self, last);
}

gboolean
sotto_timeline_focus (GtkWidget *widget, GtkDirectionType direction)
{
  SottoTimeline *self = SOTTO_TIMELINE (widget);
  guint position;

  if (!sotto_timeline_find_focus (self, &position))
    return focus_entry (self);

  switch (direction)
    {
    case GTK_DIR_UP:
      return sotto_timeline_focus_item (self, position > 0 ? position - 1 : 0);
    case GTK_DIR_DOWN:
      return sotto_timeline_focus_item (self, MIN (position + 1, self->slots->len - 1));
    case GTK_DIR_TAB_FORWARD:
    case GTK_DIR_TAB_BACKWARD:
    case GTK_DIR_LEFT:
    case GTK_DIR_RIGHT:
      return gtk_widget_child_focus (sotto_timeline_slot (self, position)->row, direction);
    }
  return FALSE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where the rows of a timeline are.
 *
 * All places are in the coordinates of the vertical adjustment. One item, the anchor, has a place
 * of its own; every other one follows from it by the heights between them. Before anything changes,
 * the anchor becomes an item whose height is measured and which is in view and stays: so that is
 * what does not move. Heights that turn out different above it move `lower`, those below it move
 * `upper`, and `value` is left alone; it is corrected only where the content ends.
 *
 * While the end is kept in view, the anchor is the last item, hung from the lower edge of the view.
 *
 *      lower  ┌───────────┐ get_y (0)
 *             │ estimated │
 *             ├───────────┤ value - overscan
 *             │ rows      │
 *      value  ╞═══════════╡           ┐
 *             │ rows      │ ← anchor  │ page
 *             ╞═══════════╡           ┘
 *             │ rows      │
 *             ├───────────┤ value + page + overscan
 *             │ estimated │
 *      upper  └───────────┘ get_y (n)
 */

#include "sotto-timeline-private.h"

#include <math.h>

/* A correction of `value` at an end shows rows that were not measured yet, at most a few times. */
#define MAX_PASSES 4

static gboolean
hangs_from_end (SottoTimeline *self)
{
  return self->at_end && self->follows_end && self->target == GTK_INVALID_LIST_POSITION;
}

double
sotto_timeline_get_y (SottoTimeline *self, guint position)
{
  double y = self->anchor_y;

  for (guint i = self->anchor; i < position; i++)
    y += sotto_timeline_get_height (self, i);
  for (guint i = self->anchor; i > position; i--)
    y -= sotto_timeline_get_height (self, i - 1);
  return y;
}

static gboolean
is_in_range (guint position, guint first, guint n)
{
  return position >= first && position - first < n;
}

/* Of the items that stay: the first one in view that is measured; else the first one in view or
 * below it; else the last one above. */
static guint
pick_anchor (SottoTimeline *self, guint gone, guint n_gone)
{
  double value = gtk_adjustment_get_value (self->vadjustment);
  double y = sotto_timeline_get_y (self, 0);
  guint below = GTK_INVALID_LIST_POSITION;
  guint above = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; i < self->slots->len; i++)
    {
      double bottom = y + sotto_timeline_get_height (self, i);
      gboolean stays = !is_in_range (i, gone, n_gone);

      if (y >= value + self->page && below != GTK_INVALID_LIST_POSITION)
        break;
      if (stays && bottom <= value)
        above = i;
      else if (stays && below == GTK_INVALID_LIST_POSITION)
        below = i;
      if (stays && bottom > value && y < value + self->page &&
          sotto_timeline_slot (self, i)->measured)
        return i;
      y = bottom;
    }
  return below != GTK_INVALID_LIST_POSITION ? below : above;
}

void
sotto_timeline_move_anchor (SottoTimeline *self, guint gone, guint n_gone)
{
  guint anchor;

  if (!self->vadjustment || self->slots->len == 0)
    return;
  anchor = pick_anchor (self, gone, n_gone);
  if (anchor == GTK_INVALID_LIST_POSITION)
    return;
  self->anchor_y = sotto_timeline_get_y (self, anchor);
  self->anchor = anchor;
}

void
sotto_timeline_lower_anchor (SottoTimeline *self)
{
  double value, below;

  if (!self->vadjustment || self->slots->len == 0 || self->anchor + 1 >= self->slots->len)
    return;
  value = gtk_adjustment_get_value (self->vadjustment);
  below = self->anchor_y + sotto_timeline_get_height (self, self->anchor);
  if (self->anchor_y >= value || below >= value + self->page)
    return;
  self->anchor_y = below;
  self->anchor++;
}

static void
release_rows_outside (SottoTimeline *self, double from, double to)
{
  double y = sotto_timeline_get_y (self, 0);

  for (guint i = 0; i < self->slots->len; i++)
    {
      double bottom = y + sotto_timeline_get_height (self, i);

      if ((bottom < from || y > to) && i != self->anchor &&
          !sotto_timeline_slot_has_focus (self, i))
        sotto_timeline_release_slot (self, i);
      y = bottom;
    }
}

/* One row is left for the item with the focus. */
static gboolean
may_realise (SottoTimeline *self, guint position)
{
  return sotto_timeline_slot (self, position)->row ||
         self->n_rows - self->spares->len < SOTTO_TIMELINE_MAX_ROWS - 1;
}

/* Realises the anchor and, from it, what lies around the view. */
static void
realise_rows (SottoTimeline *self, double value)
{
  double from = value - self->page / 2.0;
  double to = value + self->page * 1.5;
  double top, bottom;

  release_rows_outside (self, from, to);

  sotto_timeline_realise_slot (self, self->anchor);
  if (hangs_from_end (self))
    self->anchor_y = value + self->page - sotto_timeline_get_height (self, self->anchor);

  top = self->anchor_y;
  bottom = top + sotto_timeline_get_height (self, self->anchor);
  for (guint i = self->anchor; i > 0 && top > from && may_realise (self, i - 1); i--)
    top -= sotto_timeline_realise_slot (self, i - 1);
  for (guint i = self->anchor + 1; i < self->slots->len && bottom < to && may_realise (self, i);
       i++)
    bottom += sotto_timeline_realise_slot (self, i);
}

static void
apply_target (SottoTimeline *self, double value)
{
  int height;

  self->anchor = MIN (self->target, self->slots->len - 1);
  height = sotto_timeline_realise_slot (self, self->anchor);
  self->anchor_y = value + MAX (0, (self->page - height) / 2);
}

/* Returns: the value that the content allows. */
static double
clamp_value (SottoTimeline *self, double value, double *lower, double *upper)
{
  *upper = sotto_timeline_get_y (self, self->slots->len);
  *lower = MIN (sotto_timeline_get_y (self, 0), *upper - self->page);
  return CLAMP (value, *lower, *upper - self->page);
}

static void
place_items (SottoTimeline *self)
{
  double value = gtk_adjustment_get_value (self->vadjustment);
  double lower, upper;

  sotto_timeline_estimate_height (self);
  if (self->target != GTK_INVALID_LIST_POSITION)
    apply_target (self, value);
  else if (hangs_from_end (self))
    self->anchor = self->slots->len - 1;

  for (guint pass = 0; pass < MAX_PASSES; pass++)
    {
      double clamped;

      realise_rows (self, value);
      clamped = clamp_value (self, value, &lower, &upper);
      if (fabs (clamped - value) < 0.5)
        break;
      value = clamped;
      self->target = GTK_INVALID_LIST_POSITION;
      sotto_timeline_move_anchor (self, 0, 0);
    }
  value = clamp_value (self, value, &lower, &upper);
  self->target = GTK_INVALID_LIST_POSITION;
  gtk_adjustment_configure (self->vadjustment, value, lower, upper, self->page * 0.1,
                            self->page * 0.9, self->page);
  sotto_timeline_set_at_end (self, self->follows_end && value + self->page >= upper - 1);
}

static void
place_nothing (SottoTimeline *self)
{
  self->anchor = 0;
  self->anchor_y = 0;
  self->target = GTK_INVALID_LIST_POSITION;
  gtk_adjustment_configure (self->vadjustment, 0, 0, self->page, 0, 0, self->page);
  sotto_timeline_set_at_end (self, self->follows_end);
}

/* The threshold never lets both edges ask at once when a window is full, or they would take turns
 * for ever. */
static void
ask_for_more (SottoTimeline *self)
{
  double value = gtk_adjustment_get_value (self->vadjustment);
  double lower = gtk_adjustment_get_lower (self->vadjustment);
  double upper = gtk_adjustment_get_upper (self->vadjustment);
  double threshold = MIN (2.0 * self->page, (upper - lower) / 4);

  if (value - lower <= threshold)
    sotto_timeline_emit_edge (self, GTK_POS_TOP);
  if (upper - self->page - value <= threshold)
    sotto_timeline_emit_edge (self, GTK_POS_BOTTOM);
}

void
sotto_timeline_place (SottoTimeline *self)
{
  if (self->updating || self->width == 0 || !self->vadjustment)
    return;

  self->updating = TRUE;
  if (self->slots->len == 0)
    place_nothing (self);
  else
    place_items (self);
  sotto_timeline_hide_spares (self);
  self->updating = FALSE;

  if (self->slots->len > 0 && !self->quiet)
    ask_for_more (self);
}

void
sotto_timeline_update (SottoTimeline *self)
{
  sotto_timeline_place (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

void
sotto_timeline_allocate_rows (SottoTimeline *self)
{
  double value = self->vadjustment ? gtk_adjustment_get_value (self->vadjustment) : 0;
  double y = sotto_timeline_get_y (self, 0);

  for (guint i = 0; i < self->slots->len; i++)
    {
      GtkWidget *row = sotto_timeline_slot (self, i)->row;
      int height = sotto_timeline_get_height (self, i);

      if (row)
        {
          graphene_point_t origin = GRAPHENE_POINT_INIT (0, round (y - value));
          int minimum;

          gtk_widget_measure (row, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
          gtk_widget_allocate (row, MAX (self->width, minimum), height, -1,
                               gsk_transform_translate (NULL, &origin));
        }
      y += height;
    }
}

void
sotto_timeline_show_item (SottoTimeline *self, guint position)
{
  if (self->width == 0 || !self->vadjustment)
    return;

  /* What was estimated on the way is measured by the first step; the second one then is exact. */
  for (guint step = 0; step < 2; step++)
    {
      double value = gtk_adjustment_get_value (self->vadjustment);
      double y = sotto_timeline_get_y (self, position);
      int height = sotto_timeline_realise_slot (self, position);

      self->anchor = position;
      self->anchor_y = y;
      if (y + height > value + self->page)
        value = y + height - self->page;
      if (y < value)
        value = y;
      gtk_adjustment_set_value (self->vadjustment, value);
      sotto_timeline_update (self);
    }
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rows of a timeline: which item has one, in which order they stand, how high they are.
 *
 * Rows are taken from and given back to a small store of spare ones. They stay children of the
 * timeline all the while; a spare one is hidden at the end of an update, so a row that moves from
 * one item to another within one update is neither hidden nor shown. The children are kept in the
 * order of the items, because that is the order of the accessibility tree. */

#include "sotto-timeline-private.h"

/* Before anything was measured: about two lines of text. */
#define DEFAULT_HEIGHT 56

static GtkWidget *
take_spare (SottoTimeline *self)
{
  if (self->spares->len > 0)
    return g_ptr_array_steal_index_fast (self->spares, self->spares->len - 1);

  self->n_rows++;
  return self->factory.create (self->factory.user_data);
}

/* The row of the nearest item before @position that has one. */
static GtkWidget *
find_row_before (SottoTimeline *self, guint position)
{
  while (position > 0)
    {
      GtkWidget *row = sotto_timeline_slot (self, --position)->row;

      if (row)
        return row;
    }
  return NULL;
}

static void
place_among_children (SottoTimeline *self, GtkWidget *row, guint position)
{
  GtkWidget *before = find_row_before (self, position);

  if (gtk_widget_get_parent (row) == GTK_WIDGET (self) &&
      gtk_widget_get_prev_sibling (row) == before)
    return;
  gtk_widget_insert_after (row, GTK_WIDGET (self), before);
}

void
sotto_timeline_estimate_height (SottoTimeline *self)
{
  gint64 sum = 0;
  guint n_known = 0;

  for (guint i = 0; i < self->slots->len; i++)
    {
      int height = sotto_timeline_slot (self, i)->height;

      if (height < 0)
        continue;
      sum += height;
      n_known++;
    }
  self->estimate = n_known > 0 ? (int) (sum / n_known) : DEFAULT_HEIGHT;
}

int
sotto_timeline_get_height (SottoTimeline *self, guint position)
{
  SottoTimelineSlot *slot = sotto_timeline_slot (self, position);

  return slot->height < 0 ? self->estimate : slot->height;
}

int
sotto_timeline_realise_slot (SottoTimeline *self, guint position)
{
  SottoTimelineSlot *slot = sotto_timeline_slot (self, position);
  int minimum_width;

  if (!slot->row)
    {
      slot->row = take_spare (self);
      place_among_children (self, slot->row, position);
      sotto_timeline_bind_slot (self, position);
      gtk_widget_set_visible (slot->row, TRUE);
    }

  /* GTK keeps the answer until the row changes. */
  gtk_widget_measure (slot->row, GTK_ORIENTATION_HORIZONTAL, -1, &minimum_width, NULL, NULL, NULL);
  gtk_widget_measure (slot->row, GTK_ORIENTATION_VERTICAL, MAX (self->width, minimum_width), NULL,
                      &slot->height, NULL, NULL);
  slot->measured = TRUE;
  return slot->height;
}

static void
number_row (SottoTimeline *self, guint position)
{
  gtk_accessible_update_relation (GTK_ACCESSIBLE (sotto_timeline_slot (self, position)->row),
                                  GTK_ACCESSIBLE_RELATION_POS_IN_SET, (int) position + 1,
                                  GTK_ACCESSIBLE_RELATION_SET_SIZE, (int) self->slots->len, -1);
}

void
sotto_timeline_bind_slot (SottoTimeline *self, guint position)
{
  GtkWidget *row = sotto_timeline_slot (self, position)->row;

  self->factory.bind (row, self->model, position, self->factory.user_data);
  number_row (self, position);
}

void
sotto_timeline_number_rows (SottoTimeline *self)
{
  for (guint i = 0; i < self->slots->len; i++)
    {
      if (sotto_timeline_slot (self, i)->row)
        number_row (self, i);
    }
}

void
sotto_timeline_release_slot (SottoTimeline *self, guint position)
{
  SottoTimelineSlot *slot = sotto_timeline_slot (self, position);

  if (!slot->row)
    return;
  self->factory.unbind (slot->row, self->factory.user_data);
  g_ptr_array_add (self->spares, g_steal_pointer (&slot->row));
}

void
sotto_timeline_hide_spares (SottoTimeline *self)
{
  for (guint i = 0; i < self->spares->len; i++)
    gtk_widget_set_visible (g_ptr_array_index (self->spares, i), FALSE);
}

void
sotto_timeline_forget_heights (SottoTimeline *self)
{
  for (guint i = 0; i < self->slots->len; i++)
    sotto_timeline_slot (self, i)->measured = FALSE;
}

void
sotto_timeline_discard_rows (SottoTimeline *self)
{
  for (guint i = 0; i < self->slots->len; i++)
    sotto_timeline_release_slot (self, i);
  g_array_set_size (self->slots, 0);
  for (guint i = 0; i < self->spares->len; i++)
    gtk_widget_unparent (g_ptr_array_index (self->spares, i));
  g_ptr_array_set_size (self->spares, 0);
  self->n_rows = 0;
}

gboolean
sotto_timeline_slot_has_focus (SottoTimeline *self, guint position)
{
  GtkWidget *row = sotto_timeline_slot (self, position)->row;

  return row && row == gtk_widget_get_focus_child (GTK_WIDGET (self));
}

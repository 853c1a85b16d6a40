/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-timeline.h"

G_BEGIN_DECLS

/* What is known of an item: its row, while there is one, and its height at the present width. A
 * height that is not measured is the one at the last width, or -1. */
typedef struct
{
  GtkWidget *row;
  int height;
  gboolean measured;
} SottoTimelineSlot;

struct _SottoTimeline
{
  GtkWidget parent_instance;

  GListModel *model;
  SottoTimelineFactory factory;

  GArray *slots;     /* SottoTimelineSlot, one for each item */
  GPtrArray *spares; /* rows without an item: hidden children of ours */
  guint n_rows;      /* bound and spare ones */

  GtkAdjustment *hadjustment;
  GtkAdjustment *vadjustment;
  GtkScrollablePolicy hpolicy;
  GtkScrollablePolicy vpolicy;

  int width;    /* for which heights are measured; 0 before the first allocation */
  int page;     /* height of the view */
  int estimate; /* of a height that is not known at all */

  /* Where everything is, in the coordinates of the vertical adjustment: the item `anchor` begins at
   * `anchor_y`, and the others above and below it. */
  guint anchor;
  double anchor_y;
  guint target; /* to be brought into the middle by the next update; or none */

  gboolean follows_end;
  gboolean at_end;
  gboolean updating;
  gboolean quiet;   /* edges are not announced */
  guint last_focus; /* the item that had the focus last; or none */
};

static inline SottoTimelineSlot *
sotto_timeline_slot (SottoTimeline *self, guint position)
{
  return &g_array_index (self->slots, SottoTimelineSlot, position);
}

/* sotto-timeline-rows.c: which item has a row. */

/* Gives the item a row if it has none, and measures it. */
int sotto_timeline_realise_slot (SottoTimeline *self, guint position);
void sotto_timeline_release_slot (SottoTimeline *self, guint position);
void sotto_timeline_bind_slot (SottoTimeline *self, guint position);

/* The known height, or the estimated one. */
int sotto_timeline_get_height (SottoTimeline *self, guint position);
void sotto_timeline_estimate_height (SottoTimeline *self);
void sotto_timeline_forget_heights (SottoTimeline *self);
void sotto_timeline_number_rows (SottoTimeline *self);
void sotto_timeline_hide_spares (SottoTimeline *self);
void sotto_timeline_discard_rows (SottoTimeline *self);
gboolean sotto_timeline_slot_has_focus (SottoTimeline *self, guint position);

/* sotto-timeline-layout.c: where the rows are. */

/* Realises the rows near the view and places them, keeping in place what is in view. The second
 * one also asks for a new allocation, and so is not for use within one. */
void sotto_timeline_place (SottoTimeline *self);
void sotto_timeline_update (SottoTimeline *self);
void sotto_timeline_allocate_rows (SottoTimeline *self);

/* Where the item begins; @position may be the number of items. */
double sotto_timeline_get_y (SottoTimeline *self, guint position);

/* Makes something in view the anchor that is not among @n_gone items from @gone on. */
void sotto_timeline_move_anchor (SottoTimeline *self, guint gone, guint n_gone);

/* From an item that is cut by the upper edge of the view to the one below it, before all heights
 * change. */
void sotto_timeline_lower_anchor (SottoTimeline *self);

/* Brings the item into view by the shortest way. */
void sotto_timeline_show_item (SottoTimeline *self, guint position);
void sotto_timeline_set_at_end (SottoTimeline *self, gboolean at_end);

/* sotto-timeline-focus.c: keys and focus. */
void sotto_timeline_add_bindings (GtkWidgetClass *widget_class);
gboolean sotto_timeline_focus (GtkWidget *widget, GtkDirectionType direction);
gboolean sotto_timeline_find_focus (SottoTimeline *self, guint *position);

/* sotto-timeline.c */
void sotto_timeline_emit_edge (SottoTimeline *self, GtkPositionType edge);
void sotto_timeline_emit_end_requested (SottoTimeline *self);

G_END_DECLS

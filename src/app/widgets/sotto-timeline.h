/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Row widgets that a timeline keeps alive at most, whatever the size of the window. */
#define SOTTO_TIMELINE_MAX_ROWS 250

/**
 * SottoTimelineFactory:
 * @create: (transfer floating): makes an empty row; called at most %SOTTO_TIMELINE_MAX_ROWS times
 * @bind: shows the item at @position of @model in @row; it may look at the neighbours, because a
 *   row is bound again when one of these changes
 * @unbind: lets go of the item
 * @user_data: for the three
 *
 * Makes the rows of a #SottoTimeline. Rows are recycled, so whatever bind sets must not outlive
 * unbind. A row has to be focusable and to carry the accessible role of a list item with a label.
 */
typedef struct
{
  GtkWidget *(*create) (gpointer user_data);
  void (*bind) (GtkWidget *row, GListModel *model, guint position, gpointer user_data);
  void (*unbind) (GtkWidget *row, gpointer user_data);
  gpointer user_data;
} SottoTimelineFactory;

/**
 * SottoTimeline:
 *
 * A scrollable list of rows of any height over a window of a long history, anchored at its end.
 *
 * The model is expected to be a window of at most some hundred items that is extended, trimmed and
 * replaced by ::items-changed. Whatever changes above or below, what is in view keeps its place to
 * the pixel: the coordinates of the vertical adjustment grow downwards *and upwards* (`lower` may
 * be negative), so that older items are put above without moving `value`, and a kinetic scroll in
 * progress is not disturbed. When the end is in view and the model reaches the end of the history
 * (`follows-end`), the end stays in view.
 *
 * Heights are measured when a row comes near the view, and kept for the item until the width
 * changes; the others are estimated by the mean of those known.
 *
 * Keys: Up, Down, Page Up, Page Down, Home and End move the focus by rows; the row with the focus
 * is never recycled, and when its item goes away the nearest one takes the focus.
 *
 * Properties: `follows-end` (b), `at-end` (b, read only, notifies).
 *
 * Signals:
 * - `edge-approached` (#GtkPositionType): less than two pages are left above (%GTK_POS_TOP) or
 * below
 *   (%GTK_POS_BOTTOM) the view: time to extend the model
 * - `end-requested`: End was pressed and the model does not reach the end of the history
 *
 * # Accessibility
 *
 * The timeline has the role %GTK_ACCESSIBLE_ROLE_LIST. Its children are in the order of the items,
 * each with its position in the set.
 */
#define SOTTO_TYPE_TIMELINE (sotto_timeline_get_type ())
G_DECLARE_FINAL_TYPE (SottoTimeline, sotto_timeline, SOTTO, TIMELINE, GtkWidget)

GtkWidget *sotto_timeline_new (void);

/**
 * sotto_timeline_set_factory:
 * @self: a timeline without a model
 * @factory: copied; its functions are called as long as the timeline lives
 */
void sotto_timeline_set_factory (SottoTimeline *self, const SottoTimelineFactory *factory);

/**
 * sotto_timeline_set_model:
 * @self: a timeline
 * @model: (nullable): a window of items; its end comes into view
 */
void sotto_timeline_set_model (SottoTimeline *self, GListModel *model);

/**
 * sotto_timeline_get_model:
 *
 * Returns: (transfer none) (nullable): what is shown
 */
GListModel *sotto_timeline_get_model (SottoTimeline *self);

/**
 * sotto_timeline_set_follows_end:
 * @self: a timeline
 * @follows_end: whether the model's end is the end of the history
 */
void sotto_timeline_set_follows_end (SottoTimeline *self, gboolean follows_end);
gboolean sotto_timeline_get_follows_end (SottoTimeline *self);

/**
 * sotto_timeline_get_at_end:
 *
 * Returns: %TRUE while the end of the history is in view and will stay there
 */
gboolean sotto_timeline_get_at_end (SottoTimeline *self);

/**
 * sotto_timeline_scroll_to:
 * @self: a timeline
 * @position: an item of the model
 *
 * Brings the item into the middle of the view, or to its top when it is higher than the view.
 */
void sotto_timeline_scroll_to (SottoTimeline *self, guint position);

/**
 * sotto_timeline_scroll_to_end:
 * @self: a timeline
 *
 * Brings the end of the model into view.
 */
void sotto_timeline_scroll_to_end (SottoTimeline *self);

/**
 * sotto_timeline_focus_item:
 * @self: a timeline
 * @position: an item of the model
 *
 * Brings the item into view by the shortest way and gives it the focus.
 *
 * Returns: whether the row took the focus
 */
gboolean sotto_timeline_focus_item (SottoTimeline *self, guint position);

/**
 * sotto_timeline_rebind:
 * @self: a timeline
 * @position: an item of the model
 *
 * Binds the row again after something that its looks depend on has changed.
 */
void sotto_timeline_rebind (SottoTimeline *self, guint position);

/**
 * sotto_timeline_get_row:
 * @self: a timeline
 * @position: an item of the model
 *
 * Returns: (transfer none) (nullable): the row that shows the item now
 */
GtkWidget *sotto_timeline_get_row (SottoTimeline *self, guint position);

/**
 * sotto_timeline_get_position:
 * @self: a timeline
 * @row: a row that @self made
 *
 * Returns: the item that @row shows, or %GTK_INVALID_LIST_POSITION
 */
guint sotto_timeline_get_position (SottoTimeline *self, GtkWidget *row);

/**
 * sotto_timeline_get_visible_range:
 * @self: a timeline
 * @first: (out): the first item of which something is in view
 * @last: (out): the last one
 *
 * Returns: %FALSE while nothing is in view
 */
gboolean sotto_timeline_get_visible_range (SottoTimeline *self, guint *first, guint *last);

/**
 * sotto_timeline_get_n_rows:
 *
 * Returns: how many row widgets are alive, the spare ones included
 */
guint sotto_timeline_get_n_rows (SottoTimeline *self);

G_END_DECLS

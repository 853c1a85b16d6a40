/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A scrollable list of rows of any height, anchored at its end: the object itself. What it does is
 * in sotto-timeline-rows.c, -layout.c and -focus.c; docs/timeline.md says why it exists. */

#include "sotto-timeline-private.h"

static void sotto_timeline_scrollable_init (GtkScrollableInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SottoTimeline,
                               sotto_timeline,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE,
                                                      sotto_timeline_scrollable_init))

enum
{
  PROP_FOLLOWS_END = 1,
  PROP_AT_END,
  N_PROPERTIES,

  /* Of GtkScrollable. */
  PROP_HADJUSTMENT = N_PROPERTIES,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY,
};

enum
{
  EDGE_APPROACHED,
  END_REQUESTED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

static void
insert_slots (SottoTimeline *self, guint position, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      SottoTimelineSlot slot = { NULL, -1, FALSE };

      g_array_insert_val (self->slots, position, slot);
    }
}

static void
remove_slots (SottoTimeline *self, guint position, guint n)
{
  for (guint i = 0; i < n; i++)
    sotto_timeline_release_slot (self, position + i);
  if (n > 0)
    g_array_remove_range (self->slots, position, n);
}

/* Where an item is after a change of the model; one that is gone leaves its place to the next. */
static guint
moved_position (guint old, guint position, guint removed, guint added)
{
  if (old == GTK_INVALID_LIST_POSITION || old < position)
    return old;
  return old >= position + removed ? old - removed + added : position;
}

/* A neighbour of a change may look different now, for it may begin or end a group. */
static void
rebind_neighbour (SottoTimeline *self, guint position)
{
  if (position >= self->slots->len)
    return;
  if (sotto_timeline_slot (self, position)->row)
    sotto_timeline_bind_slot (self, position);
  else
    sotto_timeline_slot (self, position)->measured = FALSE;
}

static void
anchor_gone (SottoTimeline *self, guint position)
{
  self->anchor = self->slots->len > 0 ? MIN (position, self->slots->len - 1) : 0;
  if (self->vadjustment)
    self->anchor_y = gtk_adjustment_get_value (self->vadjustment);
}

static void
items_changed_cb (SottoTimeline *self,
                  guint position,
                  guint removed,
                  guint added,
                  GListModel *model)
{
  guint focus = GTK_INVALID_LIST_POSITION;
  gboolean focus_gone;
  gboolean gone;

  sotto_timeline_find_focus (self, &focus);
  focus_gone = focus >= position && focus - position < removed;

  sotto_timeline_move_anchor (self, position, removed);
  gone = self->anchor >= position && self->anchor - position < removed;

  remove_slots (self, position, removed);
  insert_slots (self, position, added);
  self->last_focus = moved_position (self->last_focus, position, removed, added);
  if (gone || self->slots->len == added)
    anchor_gone (self, position);
  else
    self->anchor = moved_position (self->anchor, position, removed, added);

  if (position > 0)
    rebind_neighbour (self, position - 1);
  rebind_neighbour (self, position + added);
  sotto_timeline_number_rows (self);
  sotto_timeline_update (self);

  if (focus_gone && self->slots->len > 0)
    sotto_timeline_focus_item (self, MIN (position, self->slots->len - 1));
}

/* The person scrolls. */
static void
value_changed_cb (SottoTimeline *self)
{
  GtkAdjustment *adjustment = self->vadjustment;

  if (self->updating)
    return;
  self->target = GTK_INVALID_LIST_POSITION;
  sotto_timeline_set_at_end (self, self->follows_end &&
                                     gtk_adjustment_get_value (adjustment) + self->page >=
                                       gtk_adjustment_get_upper (adjustment) - 1);
  sotto_timeline_move_anchor (self, 0, 0);
  sotto_timeline_update (self);
}

static void
set_adjustment (SottoTimeline *self, GtkAdjustment **where, GtkAdjustment *adjustment)
{
  if (*where == adjustment && adjustment)
    return;
  if (*where)
    g_signal_handlers_disconnect_by_data (*where, self);
  g_clear_object (where);

  if (!adjustment)
    adjustment = gtk_adjustment_new (0, 0, 0, 0, 0, 0);
  *where = g_object_ref_sink (adjustment);
  if (where == &self->vadjustment)
    g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (value_changed_cb), self,
                             G_CONNECT_SWAPPED);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
sotto_timeline_scrollable_init (GtkScrollableInterface *iface)
{
}

static GtkSizeRequestMode
sotto_timeline_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
sotto_timeline_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  SottoTimeline *self = SOTTO_TIMELINE (widget);

  *minimum = *natural = 1;
  if (orientation == GTK_ORIENTATION_VERTICAL)
    return;
  for (guint i = 0; i < self->slots->len; i++)
    {
      GtkWidget *row = sotto_timeline_slot (self, i)->row;
      int row_minimum, row_natural;

      if (!row)
        continue;
      gtk_widget_measure (row, orientation, -1, &row_minimum, &row_natural, NULL, NULL);
      *minimum = MAX (*minimum, row_minimum);
      *natural = MAX (*natural, row_natural);
    }
}

static void
sotto_timeline_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SottoTimeline *self = SOTTO_TIMELINE (widget);

  if (self->width > 0)
    sotto_timeline_move_anchor (self, 0, 0);
  if (self->width != width)
    {
      sotto_timeline_lower_anchor (self);
      sotto_timeline_forget_heights (self);
    }
  self->width = width;
  self->page = height;
  sotto_timeline_place (self);
  if (self->hadjustment)
    gtk_adjustment_configure (self->hadjustment, 0, 0, width, 0, 0, width);
  sotto_timeline_allocate_rows (self);
}

static void
sotto_timeline_set_focus_child (GtkWidget *widget, GtkWidget *child)
{
  SottoTimeline *self = SOTTO_TIMELINE (widget);
  guint position;

  GTK_WIDGET_CLASS (sotto_timeline_parent_class)->set_focus_child (widget, child);
  if (sotto_timeline_find_focus (self, &position))
    self->last_focus = position;
}

static void
sotto_timeline_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  SottoTimeline *self = SOTTO_TIMELINE (object);

  switch (property_id)
    {
    case PROP_FOLLOWS_END:
      g_value_set_boolean (value, self->follows_end);
      break;
    case PROP_AT_END:
      g_value_set_boolean (value, sotto_timeline_get_at_end (self));
      break;
    case PROP_HADJUSTMENT:
      g_value_set_object (value, self->hadjustment);
      break;
    case PROP_VADJUSTMENT:
      g_value_set_object (value, self->vadjustment);
      break;
    case PROP_HSCROLL_POLICY:
      g_value_set_enum (value, self->hpolicy);
      break;
    case PROP_VSCROLL_POLICY:
      g_value_set_enum (value, self->vpolicy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sotto_timeline_set_property (GObject *object,
                             guint property_id,
                             const GValue *value,
                             GParamSpec *pspec)
{
  SottoTimeline *self = SOTTO_TIMELINE (object);

  switch (property_id)
    {
    case PROP_FOLLOWS_END:
      sotto_timeline_set_follows_end (self, g_value_get_boolean (value));
      break;
    case PROP_HADJUSTMENT:
      set_adjustment (self, &self->hadjustment, g_value_get_object (value));
      break;
    case PROP_VADJUSTMENT:
      set_adjustment (self, &self->vadjustment, g_value_get_object (value));
      break;
    case PROP_HSCROLL_POLICY:
      self->hpolicy = g_value_get_enum (value);
      break;
    case PROP_VSCROLL_POLICY:
      self->vpolicy = g_value_get_enum (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sotto_timeline_dispose (GObject *object)
{
  SottoTimeline *self = SOTTO_TIMELINE (object);

  if (self->model)
    g_signal_handlers_disconnect_by_data (self->model, self);
  sotto_timeline_discard_rows (self);
  g_clear_object (&self->model);
  if (self->vadjustment)
    g_signal_handlers_disconnect_by_data (self->vadjustment, self);
  g_clear_object (&self->hadjustment);
  g_clear_object (&self->vadjustment);

  G_OBJECT_CLASS (sotto_timeline_parent_class)->dispose (object);
}

static void
sotto_timeline_finalize (GObject *object)
{
  SottoTimeline *self = SOTTO_TIMELINE (object);

  g_array_unref (self->slots);
  g_ptr_array_unref (self->spares);

  G_OBJECT_CLASS (sotto_timeline_parent_class)->finalize (object);
}

static void
sotto_timeline_class_init (SottoTimelineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sotto_timeline_get_property;
  object_class->set_property = sotto_timeline_set_property;
  object_class->dispose = sotto_timeline_dispose;
  object_class->finalize = sotto_timeline_finalize;
  widget_class->get_request_mode = sotto_timeline_get_request_mode;
  widget_class->measure = sotto_timeline_measure;
  widget_class->size_allocate = sotto_timeline_size_allocate;
  widget_class->set_focus_child = sotto_timeline_set_focus_child;
  widget_class->focus = sotto_timeline_focus;
  sotto_timeline_add_bindings (widget_class);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
  gtk_widget_class_set_css_name (widget_class, "timeline");

  properties[PROP_FOLLOWS_END] =
    g_param_spec_boolean ("follows-end", NULL, NULL, TRUE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_AT_END] =
    g_param_spec_boolean ("at-end", NULL, NULL, TRUE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");

  signals[EDGE_APPROACHED] =
    g_signal_new ("edge-approached", SOTTO_TYPE_TIMELINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, GTK_TYPE_POSITION_TYPE);
  signals[END_REQUESTED] = g_signal_new ("end-requested", SOTTO_TYPE_TIMELINE, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sotto_timeline_init (SottoTimeline *self)
{
  self->slots = g_array_new (FALSE, FALSE, sizeof (SottoTimelineSlot));
  self->spares = g_ptr_array_new ();
  self->target = GTK_INVALID_LIST_POSITION;
  self->last_focus = GTK_INVALID_LIST_POSITION;
  self->follows_end = TRUE;
  self->at_end = TRUE;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

void
sotto_timeline_set_at_end (SottoTimeline *self, gboolean at_end)
{
  if (self->at_end == at_end)
    return;
  self->at_end = at_end;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AT_END]);
}

void
sotto_timeline_emit_edge (SottoTimeline *self, GtkPositionType edge)
{
  g_signal_emit (self, signals[EDGE_APPROACHED], 0, edge);
}

void
sotto_timeline_emit_end_requested (SottoTimeline *self)
{
  g_signal_emit (self, signals[END_REQUESTED], 0);
}

GtkWidget *
sotto_timeline_new (void)
{
  return g_object_new (SOTTO_TYPE_TIMELINE, NULL);
}

void
sotto_timeline_set_factory (SottoTimeline *self, const SottoTimelineFactory *factory)
{
  g_return_if_fail (SOTTO_IS_TIMELINE (self));
  g_return_if_fail (factory != NULL);
  g_return_if_fail (self->model == NULL);

  self->factory = *factory;
}

void
sotto_timeline_set_model (SottoTimeline *self, GListModel *model)
{
  g_return_if_fail (SOTTO_IS_TIMELINE (self));
  g_return_if_fail (model == NULL || G_IS_LIST_MODEL (model));
  g_return_if_fail (self->factory.create != NULL);

  if (self->model == model)
    return;
  if (self->model)
    {
      g_signal_handlers_disconnect_by_data (self->model, self);
      remove_slots (self, 0, self->slots->len);
      g_clear_object (&self->model);
    }
  self->last_focus = GTK_INVALID_LIST_POSITION;
  self->target = GTK_INVALID_LIST_POSITION;
  sotto_timeline_set_at_end (self, TRUE);
  if (model)
    {
      self->model = g_object_ref (model);
      g_signal_connect_object (model, "items-changed", G_CALLBACK (items_changed_cb), self,
                               G_CONNECT_SWAPPED);
      insert_slots (self, 0, g_list_model_get_n_items (model));
      anchor_gone (self, G_MAXUINT);
    }
  sotto_timeline_scroll_to_end (self);
}

GListModel *
sotto_timeline_get_model (SottoTimeline *self)
{
  g_return_val_if_fail (SOTTO_IS_TIMELINE (self), NULL);
  return self->model;
}

void
sotto_timeline_set_follows_end (SottoTimeline *self, gboolean follows_end)
{
  g_return_if_fail (SOTTO_IS_TIMELINE (self));

  if (self->follows_end == follows_end)
    return;
  self->follows_end = follows_end;
  if (!follows_end)
    sotto_timeline_set_at_end (self, FALSE);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOLLOWS_END]);
  sotto_timeline_update (self);
}

gboolean
sotto_timeline_get_follows_end (SottoTimeline *self)
{
  g_return_val_if_fail (SOTTO_IS_TIMELINE (self), FALSE);
  return self->follows_end;
}

gboolean
sotto_timeline_get_at_end (SottoTimeline *self)
{
  g_return_val_if_fail (SOTTO_IS_TIMELINE (self), FALSE);
  return self->at_end;
}

void
sotto_timeline_scroll_to (SottoTimeline *self, guint position)
{
  g_return_if_fail (SOTTO_IS_TIMELINE (self));
  g_return_if_fail (position < self->slots->len);

  self->target = position;
  sotto_timeline_set_at_end (self, FALSE);
  sotto_timeline_update (self);
}

void
sotto_timeline_scroll_to_end (SottoTimeline *self)
{
  g_return_if_fail (SOTTO_IS_TIMELINE (self));

  if (self->slots->len > 0 && !self->follows_end)
    self->target = self->slots->len - 1;
  sotto_timeline_set_at_end (self, self->follows_end);
  sotto_timeline_update (self);
}

gboolean
sotto_timeline_focus_item (SottoTimeline *self, guint position)
{
  GtkWidget *row;
  gboolean taken;

  g_return_val_if_fail (SOTTO_IS_TIMELINE (self), FALSE);
  g_return_val_if_fail (position < self->slots->len, FALSE);

  /* Nobody changes the model before the row has the focus. */
  self->quiet = TRUE;
  sotto_timeline_show_item (self, position);
  row = sotto_timeline_slot (self, position)->row;
  taken = row && gtk_widget_grab_focus (row);
  self->quiet = FALSE;
  sotto_timeline_update (self);
  return taken;
}

void
sotto_timeline_rebind (SottoTimeline *self, guint position)
{
  g_return_if_fail (SOTTO_IS_TIMELINE (self));
  g_return_if_fail (position < self->slots->len);

  rebind_neighbour (self, position);
  sotto_timeline_update (self);
}

GtkWidget *
sotto_timeline_get_row (SottoTimeline *self, guint position)
{
  g_return_val_if_fail (SOTTO_IS_TIMELINE (self), NULL);

  return position < self->slots->len ? sotto_timeline_slot (self, position)->row : NULL;
}

guint
sotto_timeline_get_position (SottoTimeline *self, GtkWidget *row)
{
  g_return_val_if_fail (SOTTO_IS_TIMELINE (self), GTK_INVALID_LIST_POSITION);

  for (guint i = 0; row && i < self->slots->len; i++)
    {
      if (sotto_timeline_slot (self, i)->row == row)
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

gboolean
sotto_timeline_get_visible_range (SottoTimeline *self, guint *first, guint *last)
{
  double value, y;

  g_return_val_if_fail (SOTTO_IS_TIMELINE (self), FALSE);
  g_return_val_if_fail (first != NULL && last != NULL, FALSE);

  if (!self->vadjustment || self->slots->len == 0)
    return FALSE;
  *first = GTK_INVALID_LIST_POSITION;
  value = gtk_adjustment_get_value (self->vadjustment);
  y = sotto_timeline_get_y (self, 0);
  for (guint i = 0; i < self->slots->len && y < value + self->page; i++)
    {
      y += sotto_timeline_get_height (self, i);
      if (y <= value)
        continue;
      if (*first == GTK_INVALID_LIST_POSITION)
        *first = i;
      *last = i;
    }
  return *first != GTK_INVALID_LIST_POSITION;
}

guint
sotto_timeline_get_n_rows (SottoTimeline *self)
{
  g_return_val_if_fail (SOTTO_IS_TIMELINE (self), 0);
  return self->n_rows;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A row of the conversation.
 *
 *     Messages may be missing [Fetch]   where some are not here
 *   ───────── New messages ─────────    before the first unread one
 *            Monday, 3 May              before the first one of a day
 *   (o) ┌ bubble ┐                      somebody else's, with a picture in channels
 *                        ┌ bubble ┐     one's own
 */

#include "sotto-message-row-view.h"

#include <glib/gi18n.h>

#include "sotto-avatar.h"
#include "sotto-message-bubble.h"
#include "sotto-message-words.h"
#include "sotto-payment-card.h"

#define MARGIN_X 12
#define AVATAR_SIZE 32
#define AVATAR_GAP 8
#define GROUP_GAP 10
#define MESSAGE_GAP 3
#define LINE_GAP 10
#define MIN_WIDTH 260

/* Of the row, but on a narrow one a bubble may nearly fill it. */
#define BUBBLE_SHARE 0.7
#define NARROW_BUBBLE 300

#define CARD_WIDTH 320

struct _SottoMessageRowView
{
  GtkWidget parent_instance;

  SottoMessage *message;
  gboolean begins_group;
  gboolean shows_author;
  char *day;
  char *note_text;

  GtkWidget *note;
  GtkWidget *unread_line;
  GtkWidget *day_label;
  GtkWidget *avatar;
  GtkWidget *bubble;
  GtkWidget *card; /* in the bubble's place */
};

G_DEFINE_FINAL_TYPE (SottoMessageRowView, sotto_message_row_view, GTK_TYPE_WIDGET)

enum
{
  COMMAND,
  LINK_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
emit_command (SottoMessageRowView *self, SottoMessageCommand command, double x, double y)
{
  if (self->message)
    g_signal_emit (self, signals[COMMAND], 0, command, x, y);
}

static gboolean
is_own (SottoMessageRowView *self)
{
  return self->message && sotto_message_is_outgoing (self->message);
}

static gboolean
is_payment (SottoMessageRowView *self)
{
  return self->message && sotto_message_get_payment (self->message);
}

static GtkWidget *
get_body (SottoMessageRowView *self)
{
  return is_payment (self) ? self->card : self->bubble;
}

/* Where the bubble may begin. */
static int
get_indent (SottoMessageRowView *self)
{
  return self->shows_author && !is_own (self) ? AVATAR_SIZE + AVATAR_GAP : 0;
}

static void
fit_bubble (SottoMessageRowView *self, int row_width, int *width, int *height)
{
  int room = row_width - 2 * MARGIN_X - get_indent (self);
  int max = MIN (room, MAX ((int) (room * BUBBLE_SHARE), NARROW_BUBBLE));

  if (!is_payment (self))
    {
      sotto_message_bubble_fit (SOTTO_MESSAGE_BUBBLE (self->bubble), max, width, height);
      return;
    }
  *width = MIN (room, CARD_WIDTH);
  gtk_widget_measure (self->card, GTK_ORIENTATION_VERTICAL, *width, NULL, height, NULL, NULL);
}

static int
measure_line (GtkWidget *line, int width)
{
  int height;

  if (!gtk_widget_get_visible (line))
    return 0;
  gtk_widget_measure (line, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);
  return height + 2 * LINE_GAP;
}

static int
get_gap (SottoMessageRowView *self)
{
  return self->begins_group ? GROUP_GAP : MESSAGE_GAP;
}

static void
message_notify_cb (SottoMessageRowView *self)
{
  g_autofree char *message = sotto_message_words_sentence (self->message, self->day);
  g_autofree char *sentence = self->note_text != NULL
                                ? g_strdup_printf ("%s. %s", self->note_text, message)
                                : g_strdup (message);

  sotto_message_bubble_set_message (SOTTO_MESSAGE_BUBBLE (self->bubble), self->message,
                                    self->shows_author && self->begins_group && !is_own (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence,
                                  -1);
}

static void
show_body (SottoMessageRowView *self)
{
  SottoPayment *payment = self->message ? sotto_message_get_payment (self->message) : NULL;

  sotto_payment_card_set_payment (SOTTO_PAYMENT_CARD (self->card), payment);
  gtk_widget_set_visible (self->card, payment != NULL);
  gtk_widget_set_visible (self->bubble, payment == NULL);
  if (is_own (self))
    gtk_widget_add_css_class (self->card, "own");
  else
    gtk_widget_remove_css_class (self->card, "own");
  if (payment)
    g_signal_connect_object (payment, "notify", G_CALLBACK (message_notify_cb), self,
                             G_CONNECT_SWAPPED);
}

/* Before the message is exchanged for another. */
static void
forget_message (SottoMessageRowView *self)
{
  SottoPayment *payment = self->message ? sotto_message_get_payment (self->message) : NULL;

  if (payment)
    g_signal_handlers_disconnect_by_data (payment, self);
  if (self->message)
    g_signal_handlers_disconnect_by_data (self->message, self);
}

static void
quote_clicked_cb (SottoMessageRowView *self)
{
  emit_command (self, SOTTO_MESSAGE_COMMAND_GO_TO_QUOTE, 0, 0);
}

static void
more_clicked_cb (SottoMessageRowView *self)
{
  emit_command (self, SOTTO_MESSAGE_COMMAND_DETAILS, 0, 0);
}

static void
retry_clicked_cb (SottoMessageRowView *self)
{
  emit_command (self, SOTTO_MESSAGE_COMMAND_RETRY, 0, 0);
}

static void
fetch_cb (SottoMessageRowView *self)
{
  emit_command (self, SOTTO_MESSAGE_COMMAND_FETCH, 0, 0);
}

static void
link_activated_cb (SottoMessageRowView *self, const char *url)
{
  g_signal_emit (self, signals[LINK_ACTIVATED], 0, url);
}

static void
avatar_released_cb (SottoMessageRowView *self)
{
  emit_command (self, SOTTO_MESSAGE_COMMAND_SHOW_AUTHOR, 0, 0);
}

static void
pressed_cb (SottoMessageRowView *self, int n_press, double x, double y, GtkGesture *gesture)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (gesture));

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (!event || !gdk_event_triggers_context_menu (event))
    return;
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  emit_command (self, SOTTO_MESSAGE_COMMAND_MENU, x, y);
}

static void
long_pressed_cb (SottoMessageRowView *self, double x, double y)
{
  emit_command (self, SOTTO_MESSAGE_COMMAND_MENU, x, y);
}

static gboolean
command_key_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  SottoMessageRowView *self = SOTTO_MESSAGE_ROW_VIEW (widget);
  graphene_rect_t bounds;

  if (!gtk_widget_compute_bounds (get_body (self), widget, &bounds))
    return FALSE;
  emit_command (self, (SottoMessageCommand) g_variant_get_int32 (arguments),
                bounds.origin.x + bounds.size.width / 2, bounds.origin.y + bounds.size.height / 2);
  return TRUE;
}

static GtkSizeRequestMode
sotto_message_row_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
sotto_message_row_view_measure (GtkWidget *widget,
                                GtkOrientation orientation,
                                int for_size,
                                int *minimum,
                                int *natural,
                                int *minimum_baseline,
                                int *natural_baseline)
{
  SottoMessageRowView *self = SOTTO_MESSAGE_ROW_VIEW (widget);
  int width, height;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = *natural = MIN_WIDTH;
      return;
    }
  for_size = MAX (for_size, MIN_WIDTH);
  fit_bubble (self, for_size, &width, &height);
  *minimum = *natural = height + get_gap (self) + measure_line (self->note, for_size) +
                        measure_line (self->unread_line, for_size) +
                        measure_line (self->day_label, for_size);
}

/* Returns: where the next thing begins. */
static int
place_line (GtkWidget *line, int width, int y)
{
  int height = measure_line (line, width);

  if (height == 0)
    return y;
  gtk_widget_size_allocate (line, &(GtkAllocation){ 0, y + LINE_GAP, width, height - 2 * LINE_GAP },
                            -1);
  return y + height;
}

static void
sotto_message_row_view_size_allocate (GtkWidget *widget,
                                      int row_width,
                                      int row_height,
                                      int baseline)
{
  SottoMessageRowView *self = SOTTO_MESSAGE_ROW_VIEW (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int y = place_line (self->note, row_width, 0);
  int x, width, height;

  y = place_line (self->unread_line, row_width, y);
  y = place_line (self->day_label, row_width, y) + get_gap (self);
  fit_bubble (self, row_width, &width, &height);
  x = is_own (self) ? row_width - MARGIN_X - width : MARGIN_X + get_indent (self);
  gtk_widget_size_allocate (
    get_body (self), &(GtkAllocation){ rtl ? row_width - x - width : x, y, width, height }, -1);
  if (gtk_widget_get_visible (self->avatar))
    gtk_widget_size_allocate (self->avatar,
                              &(GtkAllocation){ rtl ? row_width - MARGIN_X - AVATAR_SIZE : MARGIN_X,
                                                y, AVATAR_SIZE, AVATAR_SIZE },
                              -1);
}

static void
sotto_message_row_view_dispose (GObject *object)
{
  SottoMessageRowView *self = SOTTO_MESSAGE_ROW_VIEW (object);
  GtkWidget *child;

  forget_message (self);
  g_clear_object (&self->message);
  g_clear_pointer (&self->day, g_free);
  g_clear_pointer (&self->note_text, g_free);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (sotto_message_row_view_parent_class)->dispose (object);
}

static void
add_key (GtkWidgetClass *klass, guint key, GdkModifierType modifiers, SottoMessageCommand command)
{
  gtk_widget_class_add_binding (klass, key, modifiers, command_key_cb, "i", command);
}

static void
sotto_message_row_view_class_init (SottoMessageRowViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sotto_message_row_view_dispose;
  widget_class->get_request_mode = sotto_message_row_view_get_request_mode;
  widget_class->measure = sotto_message_row_view_measure;
  widget_class->size_allocate = sotto_message_row_view_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "messagerow");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_ITEM);

  add_key (widget_class, GDK_KEY_Menu, 0, SOTTO_MESSAGE_COMMAND_MENU);
  add_key (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, SOTTO_MESSAGE_COMMAND_MENU);
  add_key (widget_class, GDK_KEY_Return, 0, SOTTO_MESSAGE_COMMAND_MENU);
  add_key (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, SOTTO_MESSAGE_COMMAND_COPY);
  add_key (widget_class, GDK_KEY_r, GDK_CONTROL_MASK, SOTTO_MESSAGE_COMMAND_REPLY);
  add_key (widget_class, GDK_KEY_Delete, 0, SOTTO_MESSAGE_COMMAND_DELETE);

  signals[COMMAND] =
    g_signal_new ("command", SOTTO_TYPE_MESSAGE_ROW_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 3, G_TYPE_INT, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  signals[LINK_ACTIVATED] =
    g_signal_new ("link-activated", SOTTO_TYPE_MESSAGE_ROW_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
add_gestures (SottoMessageRowView *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *long_press = gtk_gesture_long_press_new ();
  GtkGesture *avatar_click = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));

  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (long_press), TRUE);
  g_signal_connect_swapped (long_press, "pressed", G_CALLBACK (long_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (long_press));

  g_signal_connect_swapped (avatar_click, "released", G_CALLBACK (avatar_released_cb), self);
  gtk_widget_add_controller (self->avatar, GTK_EVENT_CONTROLLER (avatar_click));
}

static void
sotto_message_row_view_init (SottoMessageRowView *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);

  self->note = sotto_history_note_new ();
  self->unread_line = gtk_label_new (_ ("New messages"));
  gtk_widget_add_css_class (self->unread_line, "unread-line");
  self->day_label = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->day_label, "day");
  self->avatar = sotto_avatar_new (AVATAR_SIZE);
  self->bubble = sotto_message_bubble_new ();
  gtk_widget_set_parent (self->note, GTK_WIDGET (self));
  gtk_widget_set_parent (self->unread_line, GTK_WIDGET (self));
  gtk_widget_set_parent (self->day_label, GTK_WIDGET (self));
  gtk_widget_set_parent (self->avatar, GTK_WIDGET (self));
  gtk_widget_set_parent (self->bubble, GTK_WIDGET (self));
  self->card = sotto_payment_card_new ();
  gtk_widget_set_parent (self->card, GTK_WIDGET (self));

  g_signal_connect_swapped (self->note, "fetch", G_CALLBACK (fetch_cb), self);
  g_signal_connect_swapped (self->bubble, "quote-clicked", G_CALLBACK (quote_clicked_cb), self);
  g_signal_connect_swapped (self->bubble, "more-clicked", G_CALLBACK (more_clicked_cb), self);
  g_signal_connect_swapped (self->bubble, "retry-clicked", G_CALLBACK (retry_clicked_cb), self);
  g_signal_connect_swapped (
    sotto_message_bubble_get_text_view (SOTTO_MESSAGE_BUBBLE (self->bubble)), "link-activated",
    G_CALLBACK (link_activated_cb), self);
  add_gestures (self);
}

GtkWidget *
sotto_message_row_view_new (void)
{
  return g_object_new (SOTTO_TYPE_MESSAGE_ROW_VIEW, NULL);
}

static void
show_place (SottoMessageRowView *self, const SottoMessagePlace *place)
{
  sotto_history_note_set_state (SOTTO_HISTORY_NOTE (self->note), place->note, place->since);
  g_free (self->note_text);
  self->note_text = sotto_history_note_describe (place->note, place->since);
  self->begins_group = place->begins_group;
  self->shows_author = place->shows_author;
  g_free (self->day);
  self->day = g_strdup (place->day);
  gtk_widget_set_visible (self->day_label, place->day != NULL);
  if (place->day)
    gtk_label_set_text (GTK_LABEL (self->day_label), place->day);
  gtk_widget_set_visible (self->unread_line, place->begins_unread);
  gtk_widget_set_visible (self->avatar,
                          place->shows_author && place->begins_group && !is_own (self));
}

void
sotto_message_row_view_set_message (SottoMessageRowView *self,
                                    SottoMessage *message,
                                    const SottoMessagePlace *place)
{
  SottoContact *author;

  g_return_if_fail (SOTTO_IS_MESSAGE_ROW_VIEW (self));
  g_return_if_fail (message == NULL || place != NULL);

  forget_message (self);
  g_set_object (&self->message, message);
  show_body (self);
  sotto_message_row_view_set_marked (self, FALSE);
  if (!message)
    {
      sotto_message_bubble_set_message (SOTTO_MESSAGE_BUBBLE (self->bubble), NULL, FALSE);
      return;
    }
  g_signal_connect_object (message, "notify", G_CALLBACK (message_notify_cb), self,
                           G_CONNECT_SWAPPED);

  show_place (self, place);
  author = sotto_message_get_author (message);
  sotto_avatar_set_key (SOTTO_AVATAR (self->avatar), sotto_contact_get_key (author));
  gtk_widget_set_tooltip_text (self->avatar, sotto_contact_get_name (author));
  message_notify_cb (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

SottoMessage *
sotto_message_row_view_get_message (SottoMessageRowView *self)
{
  g_return_val_if_fail (SOTTO_IS_MESSAGE_ROW_VIEW (self), NULL);
  return self->message;
}

char *
sotto_message_row_view_dup_selection (SottoMessageRowView *self)
{
  g_return_val_if_fail (SOTTO_IS_MESSAGE_ROW_VIEW (self), NULL);
  return sotto_text_view_dup_selection (
    sotto_message_bubble_get_text_view (SOTTO_MESSAGE_BUBBLE (self->bubble)));
}

char **
sotto_message_row_view_dup_links (SottoMessageRowView *self)
{
  g_return_val_if_fail (SOTTO_IS_MESSAGE_ROW_VIEW (self), NULL);
  return sotto_text_view_dup_links (
    sotto_message_bubble_get_text_view (SOTTO_MESSAGE_BUBBLE (self->bubble)));
}

void
sotto_message_row_view_set_marked (SottoMessageRowView *self, gboolean marked)
{
  g_return_if_fail (SOTTO_IS_MESSAGE_ROW_VIEW (self));

  if (marked)
    gtk_widget_add_css_class (GTK_WIDGET (self), "marked");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "marked");
}

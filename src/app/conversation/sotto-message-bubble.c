/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A message's bubble.
 *
 *   ┌────────────────────────────┐
 *   │ author                     │  in channels, first of a group
 *   │ ▏quoted author             │  of a reply: a button
 *   │ ▏quoted text …             │
 *   │ text text text text        │
 *   │ text text        14:05  ✓✓ │  the time stands on the last line if there is room
 *   │ [Show All] [Try Again]     │  of long texts, of failed messages
 *   └────────────────────────────┘
 */

#include "sotto-message-bubble.h"

#include <glib/gi18n.h>

#include "sotto-message-words.h"
#include "sotto-time-text.h"

#define PADDING_X 12
#define PADDING_Y 7
#define SPACING 3
#define META_GAP 10
#define MIN_QUOTE_WIDTH 140

/* A longer text shows its beginning; the rest is one click away. */
#define SHOWN_CHARACTERS 1500

struct _SottoMessageBubble
{
  GtkWidget parent_instance;

  SottoMessage *message;
  int max_width;

  GtkWidget *author;
  GtkWidget *quote;
  GtkWidget *quote_author;
  GtkWidget *quote_text;
  GtkWidget *text;
  GtkWidget *notice;
  GtkWidget *meta;
  GtkWidget *time;
  GtkWidget *state;
  GtkWidget *buttons;
  GtkWidget *more;
  GtkWidget *retry;
};

G_DEFINE_FINAL_TYPE (SottoMessageBubble, sotto_message_bubble, GTK_TYPE_WIDGET)

enum
{
  QUOTE_CLICKED,
  MORE_CLICKED,
  RETRY_CLICKED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* What stands where, counted from the side on which one begins to read. */
typedef struct
{
  GtkAllocation author;
  GtkAllocation quote;
  GtkAllocation text;
  GtkAllocation notice;
  GtkAllocation meta;
  GtkAllocation buttons;
  int width;
  int height;
} Plan;

/* Puts @child below what there is, and makes @width large enough for what it would like. */
static void
plan_child (GtkWidget *child, GtkAllocation *where, int max_width, int *y, int *width)
{
  int natural, height;

  *where = (GtkAllocation){ PADDING_X, *y, 0, 0 };
  if (!gtk_widget_get_visible (child))
    return;
  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  natural = MIN (natural, max_width);
  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, natural, NULL, &height, NULL, NULL);
  where->height = height;
  *y += height + SPACING;
  *width = MAX (*width, natural);
}

static Plan
make_plan (SottoMessageBubble *self, int max_width)
{
  Plan plan = { 0 };
  int inner = MAX (max_width - 2 * PADDING_X, MIN_QUOTE_WIDTH);
  int y = PADDING_Y;
  int width = 0;
  int text_width, text_height, last_line, meta_width, meta_height;

  plan_child (self->author, &plan.author, inner, &y, &width);
  plan_child (self->quote, &plan.quote, inner, &y, &width);

  sotto_text_view_fit (SOTTO_TEXT_VIEW (self->text), inner, &text_width, &text_height, &last_line);
  plan.text = (GtkAllocation){ PADDING_X, y, text_width, text_height };
  y += text_height;
  width = MAX (width, text_width);

  gtk_widget_measure (self->meta, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &meta_width, NULL, NULL);
  gtk_widget_measure (self->meta, GTK_ORIENTATION_VERTICAL, -1, NULL, &meta_height, NULL, NULL);
  if (last_line + META_GAP + meta_width > inner)
    y += meta_height;
  else
    width = MAX (width, last_line + META_GAP + meta_width);
  width = MAX (width, meta_width);
  plan.meta = (GtkAllocation){ 0, y - meta_height, meta_width, meta_height };

  y += SPACING;
  plan_child (self->notice, &plan.notice, inner, &y, &width);
  plan_child (self->buttons, &plan.buttons, inner, &y, &width);

  plan.author.width = plan.quote.width = plan.notice.width = plan.buttons.width = width;
  plan.meta.x = PADDING_X + width - meta_width;
  plan.width = width + 2 * PADDING_X;
  plan.height = y - SPACING + PADDING_Y;
  return plan;
}

static void
place_child (SottoMessageBubble *self, GtkWidget *child, GtkAllocation where, int width)
{
  if (!gtk_widget_get_visible (child))
    return;
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    where.x = width - where.x - where.width;
  gtk_widget_size_allocate (child, &where, -1);
}

static void
quote_clicked_cb (SottoMessageBubble *self)
{
  g_signal_emit (self, signals[QUOTE_CLICKED], 0);
}

static void
more_clicked_cb (SottoMessageBubble *self)
{
  g_signal_emit (self, signals[MORE_CLICKED], 0);
}

static void
retry_clicked_cb (SottoMessageBubble *self)
{
  g_signal_emit (self, signals[RETRY_CLICKED], 0);
}

static GtkSizeRequestMode
sotto_message_bubble_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
sotto_message_bubble_measure (GtkWidget *widget,
                              GtkOrientation orientation,
                              int for_size,
                              int *minimum,
                              int *natural,
                              int *minimum_baseline,
                              int *natural_baseline)
{
  SottoMessageBubble *self = SOTTO_MESSAGE_BUBBLE (widget);

  *minimum = *natural = 1;
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size > 0)
    *minimum = *natural = make_plan (self, MAX (for_size, self->max_width)).height;
}

static void
sotto_message_bubble_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SottoMessageBubble *self = SOTTO_MESSAGE_BUBBLE (widget);
  Plan plan = make_plan (self, MAX (width, self->max_width));

  place_child (self, self->author, plan.author, width);
  place_child (self, self->quote, plan.quote, width);
  place_child (self, self->text, plan.text, width);
  place_child (self, self->notice, plan.notice, width);
  place_child (self, self->meta, plan.meta, width);
  place_child (self, self->buttons, plan.buttons, width);
}

static void
sotto_message_bubble_dispose (GObject *object)
{
  GtkWidget *child;

  g_clear_object (&SOTTO_MESSAGE_BUBBLE (object)->message);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (sotto_message_bubble_parent_class)->dispose (object);
}

static void
sotto_message_bubble_class_init (SottoMessageBubbleClass *klass)
{
  static const char *const names[N_SIGNALS] = { "quote-clicked", "more-clicked", "retry-clicked" };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sotto_message_bubble_dispose;
  widget_class->get_request_mode = sotto_message_bubble_get_request_mode;
  widget_class->measure = sotto_message_bubble_measure;
  widget_class->size_allocate = sotto_message_bubble_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "bubble");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);

  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], SOTTO_TYPE_MESSAGE_BUBBLE, G_SIGNAL_RUN_LAST, 0, NULL,
                               NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
make_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
init_quote (SottoMessageBubble *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->quote_author = make_label ("quote-author");
  self->quote_text = make_label ("quote-text");
  gtk_label_set_single_line_mode (GTK_LABEL (self->quote_text), TRUE);
  gtk_box_append (GTK_BOX (box), self->quote_author);
  gtk_box_append (GTK_BOX (box), self->quote_text);

  self->quote = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (self->quote), box);
  gtk_widget_add_css_class (self->quote, "quote");
  gtk_widget_add_css_class (self->quote, "flat");
  gtk_widget_set_tooltip_text (self->quote, _ ("Go to This Message"));
  g_signal_connect_swapped (self->quote, "clicked", G_CALLBACK (quote_clicked_cb), self);
}

static void
init_meta (SottoMessageBubble *self)
{
  self->meta = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  gtk_widget_add_css_class (self->meta, "meta");
  self->time = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->time, "numeric");
  self->state = gtk_image_new ();
  gtk_image_set_pixel_size (GTK_IMAGE (self->state), 14);
  gtk_box_append (GTK_BOX (self->meta), self->time);
  gtk_box_append (GTK_BOX (self->meta), self->state);
}

static void
init_buttons (SottoMessageBubble *self)
{
  self->buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->more = gtk_button_new_with_mnemonic (_ ("Show _All"));
  self->retry = gtk_button_new_with_mnemonic (_ ("_Try Again"));
  gtk_box_append (GTK_BOX (self->buttons), self->more);
  gtk_box_append (GTK_BOX (self->buttons), self->retry);
  g_signal_connect_swapped (self->more, "clicked", G_CALLBACK (more_clicked_cb), self);
  g_signal_connect_swapped (self->retry, "clicked", G_CALLBACK (retry_clicked_cb), self);
}

static void
sotto_message_bubble_init (SottoMessageBubble *self)
{
  self->author = make_label ("author");
  init_quote (self);
  self->text = sotto_text_view_new ();
  self->notice = make_label ("notice");
  gtk_label_set_text (GTK_LABEL (self->notice), _ ("Written with a newer program"));
  init_meta (self);
  init_buttons (self);

  gtk_widget_set_parent (self->author, GTK_WIDGET (self));
  gtk_widget_set_parent (self->quote, GTK_WIDGET (self));
  gtk_widget_set_parent (self->text, GTK_WIDGET (self));
  gtk_widget_set_parent (self->notice, GTK_WIDGET (self));
  gtk_widget_set_parent (self->meta, GTK_WIDGET (self));
  gtk_widget_set_parent (self->buttons, GTK_WIDGET (self));
}

GtkWidget *
sotto_message_bubble_new (void)
{
  return g_object_new (SOTTO_TYPE_MESSAGE_BUBBLE, NULL);
}

static void
set_css_class (SottoMessageBubble *self, const char *name, gboolean set)
{
  if (set)
    gtk_widget_add_css_class (GTK_WIDGET (self), name);
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), name);
}

static void
show_text (SottoMessageBubble *self, SottoMessage *message)
{
  const char *text = sotto_message_get_text (message);
  gboolean is_long = g_utf8_strlen (text, -1) > SOTTO_MESSAGE_MAX_CHARACTERS;

  if (is_long)
    {
      g_autofree char *head = g_utf8_substring (text, 0, SHOWN_CHARACTERS);
      g_autofree char *shown = g_strconcat (head, "…", NULL);

      sotto_text_view_set_text (SOTTO_TEXT_VIEW (self->text), shown);
    }
  else
    sotto_text_view_set_text (SOTTO_TEXT_VIEW (self->text), text);
  gtk_widget_set_visible (self->more, is_long);
}

static void
show_quote (SottoMessageBubble *self, SottoMessage *message)
{
  const char *quote = sotto_message_get_quote_text (message);
  SottoContact *author = sotto_message_get_quote_author (message);

  gtk_widget_set_visible (self->quote, quote != NULL);
  if (!quote)
    return;
  gtk_label_set_text (GTK_LABEL (self->quote_text), quote);
  gtk_label_set_text (GTK_LABEL (self->quote_author),
                      author ? sotto_contact_get_name (author) : "");
}

static void
show_state (SottoMessageBubble *self, SottoMessage *message)
{
  SottoMessageState state = sotto_message_get_state (message);
  g_autofree char *time = sotto_time_text_clock (sotto_message_get_timestamp (message));
  g_autofree char *full = sotto_time_text_full (sotto_message_get_timestamp (message));
  const char *word = sotto_message_words_state (state);

  gtk_label_set_text (GTK_LABEL (self->time), time);
  gtk_widget_set_tooltip_text (self->time, full);
  gtk_widget_set_visible (self->state, word != NULL);
  if (word)
    {
      gtk_image_set_from_icon_name (GTK_IMAGE (self->state),
                                    sotto_message_words_state_icon (state));
      gtk_widget_set_tooltip_text (self->state, word);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->state), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      word, -1);
    }
  gtk_widget_set_visible (self->retry, state == SOTTO_MESSAGE_STATE_FAILED);
}

void
sotto_message_bubble_set_message (SottoMessageBubble *self,
                                  SottoMessage *message,
                                  gboolean show_author)
{
  SottoMessageContent content;

  g_return_if_fail (SOTTO_IS_MESSAGE_BUBBLE (self));
  g_return_if_fail (message == NULL || SOTTO_IS_MESSAGE (message));

  g_set_object (&self->message, message);
  if (!message)
    return;

  content = sotto_message_get_content (message);
  set_css_class (self, "own", sotto_message_is_outgoing (message));
  set_css_class (self, "emoji", content == SOTTO_MESSAGE_CONTENT_EMOJI);
  set_css_class (self, "status", content == SOTTO_MESSAGE_CONTENT_STATUS);
  set_css_class (self, "failed", sotto_message_get_state (message) == SOTTO_MESSAGE_STATE_FAILED);
  gtk_widget_set_visible (self->notice, content == SOTTO_MESSAGE_CONTENT_OTHER);
  gtk_widget_set_visible (self->author, show_author);
  gtk_label_set_text (GTK_LABEL (self->author),
                      sotto_contact_get_name (sotto_message_get_author (message)));
  show_quote (self, message);
  show_text (self, message);
  show_state (self, message);
  gtk_widget_set_visible (self->buttons, gtk_widget_get_visible (self->more) ||
                                           gtk_widget_get_visible (self->retry));
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
sotto_message_bubble_fit (SottoMessageBubble *self, int max_width, int *width, int *height)
{
  Plan plan;

  g_return_if_fail (SOTTO_IS_MESSAGE_BUBBLE (self));
  g_return_if_fail (width != NULL && height != NULL);

  self->max_width = max_width;
  plan = make_plan (self, max_width);
  *width = plan.width;
  *height = plan.height;
}

SottoTextView *
sotto_message_bubble_get_text_view (SottoMessageBubble *self)
{
  g_return_val_if_fail (SOTTO_IS_MESSAGE_BUBBLE (self), NULL);
  return SOTTO_TEXT_VIEW (self->text);
}

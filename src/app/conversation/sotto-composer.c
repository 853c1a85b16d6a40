/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where a message is written. */

#include "sotto-composer.h"

#include <glib/gi18n.h>

#define MAX_LINES 6

/* From so few characters on one is told how many are left. */
#define SHOW_REMAINING 256

struct _SottoComposer
{
  AdwBin parent_instance;

  GtkWidget *reply_bar;
  GtkLabel *reply_author;
  GtkLabel *reply_text;
  GtkMenuButton *emoji_button;
  GtkScrolledWindow *scrolled;
  GtkTextView *text_view;
  GtkLabel *placeholder;
  GtkLabel *remaining;
  GtkLabel *hint;
  GtkWidget *pay_button;
  GtkWidget *send_button;

  GtkTextBuffer *buffer;
  SottoMessage *reply;
  gboolean enter_sends;
};

G_DEFINE_FINAL_TYPE (SottoComposer, sotto_composer, ADW_TYPE_BIN)

enum
{
  PROP_ENTER_SENDS = 1,
  PROP_TEXT,
  N_PROPERTIES,
};

enum
{
  SEND,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

gsize
sotto_composer_cut (const char *text, gsize length, gsize max_characters)
{
  const char *end = text;

  g_return_val_if_fail (text != NULL || length == 0, 0);

  while (max_characters > 0 && end < text + length)
    {
      end = g_utf8_next_char (end);
      max_characters--;
    }
  return (gsize) (end - text);
}

static gboolean
is_blank (const char *text)
{
  for (; *text; text = g_utf8_next_char (text))
    {
      if (!g_unichar_isspace (g_utf8_get_char (text)))
        return FALSE;
    }
  return TRUE;
}

static void
send (SottoComposer *self)
{
  g_autofree char *text = sotto_composer_dup_text (self);
  g_autofree char *reply_to = NULL;

  if (is_blank (text))
    return;
  if (self->reply)
    reply_to = g_strdup (sotto_message_get_id (self->reply));
  sotto_composer_reset (self, NULL);
  g_signal_emit (self, signals[SEND], 0, text, reply_to);
}

/* Every way into the text comes through here: typing, pasting, dropping, input methods. */
static void
insert_text_cb (SottoComposer *self,
                GtkTextIter *where,
                const char *text,
                int length,
                GtkTextBuffer *buffer)
{
  gsize bytes = length < 0 ? strlen (text) : (gsize) length;
  gsize used = (gsize) gtk_text_buffer_get_char_count (buffer);
  gsize room = SOTTO_MESSAGE_MAX_CHARACTERS - MIN (used, SOTTO_MESSAGE_MAX_CHARACTERS);
  gsize kept = sotto_composer_cut (text, bytes, room);

  if (kept == bytes)
    return;
  g_signal_stop_emission_by_name (buffer, "insert-text");
  if (kept > 0)
    gtk_text_buffer_insert (buffer, where, text, (int) kept);
  gtk_widget_error_bell (GTK_WIDGET (self));
}

static void
changed_cb (SottoComposer *self)
{
  int used = gtk_text_buffer_get_char_count (self->buffer);
  int remaining = SOTTO_MESSAGE_MAX_CHARACTERS - used;
  g_autofree char *text = sotto_composer_dup_text (self);
  g_autofree char *words = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->placeholder), used == 0);
  gtk_widget_set_sensitive (self->send_button, !is_blank (text));
  gtk_widget_set_visible (GTK_WIDGET (self->remaining), remaining <= SHOW_REMAINING);
  words = g_strdup_printf (ngettext ("%d character left", "%d characters left", (gulong) remaining),
                           remaining);
  gtk_label_set_text (self->remaining, words);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

static gboolean
is_send_key (SottoComposer *self, guint key, GdkModifierType modifiers)
{
  if (key != GDK_KEY_Return && key != GDK_KEY_KP_Enter && key != GDK_KEY_ISO_Enter)
    return FALSE;
  modifiers &= GDK_SHIFT_MASK | GDK_CONTROL_MASK | GDK_ALT_MASK;
  return modifiers == GDK_CONTROL_MASK || (self->enter_sends && modifiers == 0);
}

/* The input method comes first: its Enter chooses a word. */
static gboolean
key_pressed_cb (SottoComposer *self,
                guint key,
                guint code,
                GdkModifierType modifiers,
                GtkEventController *controller)
{
  GdkEvent *event = gtk_event_controller_get_current_event (controller);

  if (key == GDK_KEY_Escape && self->reply)
    {
      sotto_composer_set_reply (self, NULL);
      return TRUE;
    }
  if (!is_send_key (self, key, modifiers))
    return FALSE;
  if (gtk_text_view_im_context_filter_keypress (self->text_view, event))
    return TRUE;
  send (self);
  return TRUE;
}

static void
emoji_picked_cb (SottoComposer *self, const char *emoji)
{
  gtk_text_buffer_insert_at_cursor (self->buffer, emoji, -1);
  sotto_composer_focus (self);
}

static void
cancel_reply_cb (SottoComposer *self)
{
  sotto_composer_set_reply (self, NULL);
  sotto_composer_focus (self);
}

/* Six lines of the present font. */
static void
limit_height (SottoComposer *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self->text_view));
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int line = PANGO_PIXELS_CEIL (pango_font_metrics_get_height (metrics));

  pango_font_metrics_unref (metrics);
  gtk_scrolled_window_set_max_content_height (
    self->scrolled, MAX_LINES * line + gtk_text_view_get_top_margin (self->text_view) +
                      gtk_text_view_get_bottom_margin (self->text_view));
}

static void
sotto_composer_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (sotto_composer_parent_class)->css_changed (widget, change);
  limit_height (SOTTO_COMPOSER (widget));
}

static void
sotto_composer_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  SottoComposer *self = SOTTO_COMPOSER (object);

  switch (property_id)
    {
    case PROP_ENTER_SENDS:
      g_value_set_boolean (value, self->enter_sends);
      break;
    case PROP_TEXT:
      g_value_take_string (value, sotto_composer_dup_text (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sotto_composer_set_property (GObject *object,
                             guint property_id,
                             const GValue *value,
                             GParamSpec *pspec)
{
  SottoComposer *self = SOTTO_COMPOSER (object);

  switch (property_id)
    {
    case PROP_ENTER_SENDS:
      self->enter_sends = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sotto_composer_dispose (GObject *object)
{
  g_clear_object (&SOTTO_COMPOSER (object)->reply);
  G_OBJECT_CLASS (sotto_composer_parent_class)->dispose (object);
}

static void
sotto_composer_class_init (SottoComposerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sotto_composer_get_property;
  object_class->set_property = sotto_composer_set_property;
  object_class->dispose = sotto_composer_dispose;
  widget_class->css_changed = sotto_composer_css_changed;

  properties[PROP_ENTER_SENDS] = g_param_spec_boolean ("enter-sends", NULL, NULL, TRUE,
                                                       G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_TEXT] = g_param_spec_string (
    "text", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  signals[SEND] = g_signal_new ("send", SOTTO_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, "/im/sotto/Sotto/ui/composer.ui");
  gtk_widget_class_bind_template_child (widget_class, SottoComposer, reply_bar);
  gtk_widget_class_bind_template_child (widget_class, SottoComposer, reply_author);
  gtk_widget_class_bind_template_child (widget_class, SottoComposer, reply_text);
  gtk_widget_class_bind_template_child (widget_class, SottoComposer, emoji_button);
  gtk_widget_class_bind_template_child (widget_class, SottoComposer, scrolled);
  gtk_widget_class_bind_template_child (widget_class, SottoComposer, text_view);
  gtk_widget_class_bind_template_child (widget_class, SottoComposer, placeholder);
  gtk_widget_class_bind_template_child (widget_class, SottoComposer, remaining);
  gtk_widget_class_bind_template_child (widget_class, SottoComposer, hint);
  gtk_widget_class_bind_template_child (widget_class, SottoComposer, pay_button);
  gtk_widget_class_bind_template_child (widget_class, SottoComposer, send_button);
  gtk_widget_class_bind_template_callback (widget_class, send);
  gtk_widget_class_bind_template_callback (widget_class, cancel_reply_cb);
  gtk_widget_class_bind_template_callback (widget_class, emoji_picked_cb);
}

static void
sotto_composer_init (SottoComposer *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->enter_sends = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->buffer = gtk_text_view_get_buffer (self->text_view);
  g_signal_connect_swapped (self->buffer, "insert-text", G_CALLBACK (insert_text_cb), self);
  g_signal_connect_swapped (self->buffer, "changed", G_CALLBACK (changed_cb), self);

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->text_view), keys);
  changed_cb (self);
}

void
sotto_composer_reset (SottoComposer *self, const char *draft)
{
  g_return_if_fail (SOTTO_IS_COMPOSER (self));

  sotto_composer_set_reply (self, NULL);
  /* What was written in another chat must not come back by Ctrl+Z. */
  gtk_text_buffer_begin_irreversible_action (self->buffer);
  gtk_text_buffer_set_text (self->buffer, draft ? draft : "", -1);
  gtk_text_buffer_end_irreversible_action (self->buffer);
}

char *
sotto_composer_dup_text (SottoComposer *self)
{
  GtkTextIter start, end;

  g_return_val_if_fail (SOTTO_IS_COMPOSER (self), NULL);

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  return gtk_text_buffer_get_text (self->buffer, &start, &end, FALSE);
}

void
sotto_composer_set_reply (SottoComposer *self, SottoMessage *message)
{
  g_return_if_fail (SOTTO_IS_COMPOSER (self));
  g_return_if_fail (message == NULL || SOTTO_IS_MESSAGE (message));

  g_set_object (&self->reply, message);
  gtk_widget_set_visible (self->reply_bar, message != NULL);
  if (!message)
    return;
  gtk_label_set_text (self->reply_author,
                      sotto_contact_get_name (sotto_message_get_author (message)));
  gtk_label_set_text (self->reply_text, sotto_message_get_text (message));
}

gboolean
sotto_composer_has_reply (SottoComposer *self)
{
  g_return_val_if_fail (SOTTO_IS_COMPOSER (self), FALSE);
  return self->reply != NULL;
}

void
sotto_composer_set_hint (SottoComposer *self, const char *hint)
{
  g_return_if_fail (SOTTO_IS_COMPOSER (self));

  gtk_widget_set_visible (GTK_WIDGET (self->hint), hint != NULL);
  gtk_label_set_text (self->hint, hint ? hint : "");
}

void
sotto_composer_set_label (SottoComposer *self, const char *label)
{
  g_return_if_fail (SOTTO_IS_COMPOSER (self));

  gtk_label_set_text (self->placeholder, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->text_view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
}

void
sotto_composer_set_can_pay (SottoComposer *self, gboolean can_pay)
{
  g_return_if_fail (SOTTO_IS_COMPOSER (self));

  gtk_widget_set_visible (self->pay_button, can_pay);
}

void
sotto_composer_focus (SottoComposer *self)
{
  g_return_if_fail (SOTTO_IS_COMPOSER (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}

void
sotto_composer_open_emoji (SottoComposer *self)
{
  g_return_if_fail (SOTTO_IS_COMPOSER (self));
  gtk_menu_button_popup (self->emoji_button);
}

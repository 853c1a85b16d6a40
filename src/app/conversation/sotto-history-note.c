/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-history-note.h"

#include <glib/gi18n.h>

struct _SottoHistoryNote
{
  GtkWidget parent_instance;

  SottoHistoryNoteState state;
  char *since;

  GtkWidget *spinner;
  GtkWidget *label;
  GtkWidget *button;
};

G_DEFINE_FINAL_TYPE (SottoHistoryNote, sotto_history_note, GTK_TYPE_WIDGET)

static guint fetch_signal;

static void
clicked_cb (SottoHistoryNote *self)
{
  g_signal_emit (self, fetch_signal, 0);
}

static const char *
get_button_text (SottoHistoryNoteState state)
{
  switch (state)
    {
    case SOTTO_HISTORY_NOTE_STATE_OLDER:
      return _ ("Load Older Messages");
    case SOTTO_HISTORY_NOTE_STATE_FAILED:
      return _ ("Try Again");
    case SOTTO_HISTORY_NOTE_STATE_GAP:
      return _ ("Fetch");
    case SOTTO_HISTORY_NOTE_STATE_NONE:
    case SOTTO_HISTORY_NOTE_STATE_FETCHING:
    case SOTTO_HISTORY_NOTE_STATE_NOTHING:
    case SOTTO_HISTORY_NOTE_STATE_LOST:
      break;
    }
  return NULL;
}

static void
sotto_history_note_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (sotto_history_note_parent_class)->dispose (object);
}

static void
sotto_history_note_finalize (GObject *object)
{
  g_free (SOTTO_HISTORY_NOTE (object)->since);
  G_OBJECT_CLASS (sotto_history_note_parent_class)->finalize (object);
}

static void
sotto_history_note_class_init (SottoHistoryNoteClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sotto_history_note_dispose;
  G_OBJECT_CLASS (klass)->finalize = sotto_history_note_finalize;
  fetch_signal = g_signal_new ("fetch", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "historynote");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static void
sotto_history_note_init (SottoHistoryNote *self)
{
  GtkBoxLayout *layout = GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));

  gtk_box_layout_set_spacing (layout, 8);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  self->spinner = gtk_spinner_new ();
  self->label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_label_set_justify (GTK_LABEL (self->label), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (self->label, "dim-label");
  self->button = gtk_button_new ();
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  gtk_widget_set_parent (self->spinner, GTK_WIDGET (self));
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (clicked_cb), self);
}

GtkWidget *
sotto_history_note_new (void)
{
  return g_object_new (SOTTO_TYPE_HISTORY_NOTE, NULL);
}

void
sotto_history_note_set_state (SottoHistoryNote *self,
                              SottoHistoryNoteState state,
                              const char *since)
{
  const char *action = get_button_text (state);
  g_autofree char *text = sotto_history_note_describe (state, since);
  gboolean is_fetching = state == SOTTO_HISTORY_NOTE_STATE_FETCHING;

  g_return_if_fail (SOTTO_IS_HISTORY_NOTE (self));

  /* Often said again while the conversation is laid out: then nothing may move. */
  if (self->state == state && g_strcmp0 (self->since, since) == 0)
    return;
  self->state = state;
  g_free (self->since);
  self->since = g_strdup (since);

  /* Whoever pressed the button stays where it was. */
  if (action == NULL && gtk_widget_has_focus (self->button))
    gtk_widget_grab_focus (gtk_widget_get_parent (GTK_WIDGET (self)));
  gtk_widget_set_visible (GTK_WIDGET (self), state != SOTTO_HISTORY_NOTE_STATE_NONE);
  gtk_widget_set_visible (self->spinner, is_fetching);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), is_fetching);
  gtk_widget_set_visible (self->label, text != NULL);
  gtk_label_set_text (GTK_LABEL (self->label), text != NULL ? text : "");
  gtk_widget_set_visible (self->button, action != NULL);
  if (action == NULL)
    return;
  gtk_button_set_label (GTK_BUTTON (self->button), action);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  action, -1);
}

char *
sotto_history_note_describe (SottoHistoryNoteState state, const char *since)
{
  switch (state)
    {
    case SOTTO_HISTORY_NOTE_STATE_OLDER:
      /* Translators: a day or a time, from which on no message is missing. */
      return since != NULL ? g_strdup_printf (_ ("Complete since %s"), since) : NULL;
    case SOTTO_HISTORY_NOTE_STATE_FETCHING:
      return g_strdup (_ ("Asking the mailserver…"));
    case SOTTO_HISTORY_NOTE_STATE_NOTHING:
      return g_strdup (_ ("Mailservers keep nothing older."));
    case SOTTO_HISTORY_NOTE_STATE_FAILED:
      return g_strdup (_ ("The mailserver did not answer."));
    case SOTTO_HISTORY_NOTE_STATE_GAP:
    case SOTTO_HISTORY_NOTE_STATE_LOST:
      return g_strdup (_ ("Messages may be missing here"));
    case SOTTO_HISTORY_NOTE_STATE_NONE:
      break;
    }
  return NULL;
}

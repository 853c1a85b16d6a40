/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-phrase-entry.h"

#include <glib/gi18n.h>
#include <string.h>

#include "sotto-secret.h"

#define MAX_SUGGESTIONS 4

/* The list has no word that begins like another beyond these letters. */
#define MIN_PREFIX 2

struct _SottoPhraseEntry
{
  AdwBin parent_instance;

  GtkTextView *view;
  GtkTextBuffer *buffer;
  GtkBox *suggestions;
  GtkLabel *verdict;
  gboolean complete;
};

G_DEFINE_FINAL_TYPE (SottoPhraseEntry, sotto_phrase_entry, ADW_TYPE_BIN)

enum
{
  PROP_COMPLETE = 1,
  N_PROPERTIES,
};

enum
{
  SIGNAL_ACTIVATED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

/* (transfer full): wipe it. */
static char *
dup_text (SottoPhraseEntry *self)
{
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  return gtk_text_buffer_get_text (self->buffer, &start, &end, FALSE);
}

/* The word that is being written, and where it begins. */
static char *
dup_current_word (SottoPhraseEntry *self, GtkTextIter *start, GtkTextIter *end)
{
  gtk_text_buffer_get_iter_at_mark (self->buffer, end, gtk_text_buffer_get_insert (self->buffer));
  *start = *end;
  while (gtk_text_iter_backward_char (start))
    if (g_unichar_isspace (gtk_text_iter_get_char (start)))
      {
        gtk_text_iter_forward_char (start);
        break;
      }
  return gtk_text_buffer_get_text (self->buffer, start, end, FALSE);
}

static void
take_suggestion_cb (GtkButton *button, SottoPhraseEntry *self)
{
  GtkTextIter start;
  GtkTextIter end;
  g_autofree char *word = dup_current_word (self, &start, &end);
  g_autofree char *completed = g_strconcat (gtk_button_get_label (button), " ", NULL);

  gtk_text_buffer_delete (self->buffer, &start, &end);
  gtk_text_buffer_insert (self->buffer, &start, completed, -1);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
  sotto_wipe_string (word);
}

static void
show_suggestions (SottoPhraseEntry *self)
{
  const char *const *words = sotto_mnemonic_get_word_list ();
  GtkTextIter start;
  GtkTextIter end;
  g_autofree char *prefix = dup_current_word (self, &start, &end);
  GtkWidget *child;
  guint n_shown = 0;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->suggestions))) != NULL)
    gtk_box_remove (self->suggestions, child);
  if (strlen (prefix) < MIN_PREFIX || sotto_mnemonic_is_word (prefix))
    return;
  for (guint i = 0; words[i] != NULL && n_shown < MAX_SUGGESTIONS; i++)
    if (g_str_has_prefix (words[i], prefix))
      {
        GtkWidget *button = gtk_button_new_with_label (words[i]);

        g_signal_connect (button, "clicked", G_CALLBACK (take_suggestion_cb), self);
        gtk_box_append (self->suggestions, button);
        n_shown++;
      }
  sotto_wipe_string (prefix);
}

static void
set_complete (SottoPhraseEntry *self, gboolean complete)
{
  if (self->complete == complete)
    return;
  self->complete = complete;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPLETE]);
}

static gboolean
ends_in_word (const char *text)
{
  gsize length = strlen (text);

  return length > 0 && !g_ascii_isspace (text[length - 1]);
}

static void
changed_cb (GtkTextBuffer *buffer, SottoPhraseEntry *self)
{
  g_autofree char *text = dup_text (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoMnemonic) mnemonic = sotto_mnemonic_parse (text, &error);
  g_auto (GStrv) words = g_strsplit_set (text, " \n\t", -1);
  guint n_words = 0;

  for (char **word = words; *word != NULL; word++)
    {
      n_words += **word != '\0';
      sotto_wipe_string (*word);
    }
  set_complete (self, mnemonic != NULL);
  show_suggestions (self);
  if (mnemonic != NULL)
    gtk_label_set_text (self->verdict, _ ("The phrase is complete"));
  else if (n_words < 12 && ends_in_word (text))
    {
      g_autofree char *count =
        g_strdup_printf (g_dngettext (NULL, "%u word", "%u words", n_words), n_words);

      gtk_label_set_text (self->verdict, count);
    }
  else
    gtk_label_set_text (self->verdict, n_words > 0 ? error->message : "");
  sotto_wipe_string (text);
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint key,
                guint code,
                GdkModifierType state,
                SottoPhraseEntry *self)
{
  if ((key == GDK_KEY_Return || key == GDK_KEY_KP_Enter) && self->complete)
    {
      g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0);
      return GDK_EVENT_STOP;
    }
  return GDK_EVENT_PROPAGATE;
}

static void
sotto_phrase_entry_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_COMPLETE:
      g_value_set_boolean (value, SOTTO_PHRASE_ENTRY (object)->complete);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static gboolean
sotto_phrase_entry_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (SOTTO_PHRASE_ENTRY (widget)->view));
}

static void
sotto_phrase_entry_class_init (SottoPhraseEntryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->get_property = sotto_phrase_entry_get_property;
  widget_class->grab_focus = sotto_phrase_entry_grab_focus;
  properties[PROP_COMPLETE] =
    g_param_spec_boolean ("complete", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPERTIES, properties);
  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass),
                                            G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/im/sotto/Sotto/ui/phrase-entry.ui");
  gtk_widget_class_bind_template_child (widget_class, SottoPhraseEntry, view);
  gtk_widget_class_bind_template_child (widget_class, SottoPhraseEntry, buffer);
  gtk_widget_class_bind_template_child (widget_class, SottoPhraseEntry, suggestions);
  gtk_widget_class_bind_template_child (widget_class, SottoPhraseEntry, verdict);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
}

static void
sotto_phrase_entry_init (SottoPhraseEntry *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

gboolean
sotto_phrase_entry_get_complete (SottoPhraseEntry *self)
{
  return self->complete;
}

SottoMnemonic *
sotto_phrase_entry_parse (SottoPhraseEntry *self, GError **error)
{
  g_autofree char *text = dup_text (self);
  SottoMnemonic *mnemonic = sotto_mnemonic_parse (text, error);

  sotto_wipe_string (text);
  return mnemonic;
}

void
sotto_phrase_entry_clear (SottoPhraseEntry *self)
{
  gtk_text_buffer_set_text (self->buffer, "", -1);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-phrase-quiz.h"

#include <glib/gi18n.h>

#define N_QUESTIONS 3

struct _SottoPhraseQuiz
{
  AdwBin parent_instance;

  SottoMnemonic *phrase; /* nullable */
  guint questions[N_QUESTIONS];

  AdwEntryRow *answers[N_QUESTIONS];
  GtkLabel *verdict;
};

G_DEFINE_FINAL_TYPE (SottoPhraseQuiz, sotto_phrase_quiz, ADW_TYPE_BIN)

static guint passed_signal;

static gboolean
is_asked (SottoPhraseQuiz *self, guint n_chosen, guint number)
{
  for (guint i = 0; i < n_chosen; i++)
    if (self->questions[i] == number)
      return TRUE;
  return FALSE;
}

static void
choose_questions (SottoPhraseQuiz *self, SottoRandom *random)
{
  guint n_words = sotto_mnemonic_get_n_words (self->phrase);

  for (guint i = 0; i < N_QUESTIONS; i++)
    do
      self->questions[i] = sotto_random_uniform (random, n_words);
    while (is_asked (self, i, self->questions[i]));
}

static gboolean
is_right (SottoPhraseQuiz *self, guint i)
{
  const char *answer = gtk_editable_get_text (GTK_EDITABLE (self->answers[i]));
  g_autofree char *word = g_ascii_strdown (answer, -1);

  return g_str_equal (g_strstrip (word),
                      sotto_mnemonic_get_word (self->phrase, self->questions[i]));
}

static void
sotto_phrase_quiz_dispose (GObject *object)
{
  SottoPhraseQuiz *self = SOTTO_PHRASE_QUIZ (object);

  g_clear_pointer (&self->phrase, sotto_mnemonic_unref);
  G_OBJECT_CLASS (sotto_phrase_quiz_parent_class)->dispose (object);
}

static void
sotto_phrase_quiz_class_init (SottoPhraseQuizClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sotto_phrase_quiz_dispose;
  passed_signal = g_signal_new ("passed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 0);
}

static void
sotto_phrase_quiz_init (SottoPhraseQuiz *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  for (guint i = 0; i < N_QUESTIONS; i++)
    {
      self->answers[i] = ADW_ENTRY_ROW (adw_entry_row_new ());
      g_signal_connect_object (self->answers[i], "entry-activated",
                               G_CALLBACK (sotto_phrase_quiz_check), self, G_CONNECT_SWAPPED);
      gtk_list_box_append (GTK_LIST_BOX (list), GTK_WIDGET (self->answers[i]));
    }
  self->verdict = GTK_LABEL (gtk_label_new (""));
  gtk_label_set_wrap (self->verdict, TRUE);
  gtk_label_set_justify (self->verdict, GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self->verdict), "error");
  gtk_box_append (GTK_BOX (box), list);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->verdict));
  adw_bin_set_child (ADW_BIN (self), box);
}

/* Public, in the header's order. */

GtkWidget *
sotto_phrase_quiz_new (void)
{
  return g_object_new (SOTTO_TYPE_PHRASE_QUIZ, NULL);
}

void
sotto_phrase_quiz_ask (SottoPhraseQuiz *self, SottoMnemonic *phrase, SottoRandom *random)
{
  g_return_if_fail (SOTTO_IS_PHRASE_QUIZ (self) && phrase != NULL && SOTTO_IS_RANDOM (random));

  sotto_phrase_quiz_clear (self);
  self->phrase = sotto_mnemonic_ref (phrase);
  choose_questions (self, random);
  for (guint i = 0; i < N_QUESTIONS; i++)
    {
      g_autofree char *title = g_strdup_printf (_ ("Word %u"), self->questions[i] + 1);

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->answers[i]), title);
    }
  gtk_widget_grab_focus (GTK_WIDGET (self->answers[0]));
}

void
sotto_phrase_quiz_check (SottoPhraseQuiz *self)
{
  g_return_if_fail (SOTTO_IS_PHRASE_QUIZ (self));

  for (guint i = 0; self->phrase != NULL && i < N_QUESTIONS; i++)
    {
      g_autofree char *message = NULL;

      if (is_right (self, i))
        continue;
      message = g_strdup_printf (_ ("Word %u is another one. Look at your note again."),
                                 self->questions[i] + 1);
      gtk_label_set_text (self->verdict, message);
      gtk_widget_grab_focus (GTK_WIDGET (self->answers[i]));
      return;
    }
  if (self->phrase == NULL)
    return;
  sotto_phrase_quiz_clear (self);
  g_signal_emit (self, passed_signal, 0);
}

void
sotto_phrase_quiz_clear (SottoPhraseQuiz *self)
{
  g_return_if_fail (SOTTO_IS_PHRASE_QUIZ (self));

  g_clear_pointer (&self->phrase, sotto_mnemonic_unref);
  gtk_label_set_text (self->verdict, "");
  for (guint i = 0; i < N_QUESTIONS; i++)
    gtk_editable_set_text (GTK_EDITABLE (self->answers[i]), "");
}

void
sotto_phrase_words_show (GtkGrid *grid, SottoMnemonic *phrase)
{
  guint n_words = sotto_mnemonic_get_n_words (phrase);

  sotto_phrase_words_clear (grid);
  for (guint i = 0; i < n_words; i++)
    {
      /* Translators: number and word of a recovery phrase. */
      g_autofree char *text =
        g_strdup_printf (_ ("%u. %s"), i + 1, sotto_mnemonic_get_word (phrase, i));
      GtkWidget *label = gtk_label_new (text);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_widget_add_css_class (label, "title-4");
      gtk_grid_attach (grid, label, (int) (i / ((n_words + 1) / 2)),
                       (int) (i % ((n_words + 1) / 2)), 1, 1);
    }
}

void
sotto_phrase_words_clear (GtkGrid *grid)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (grid))) != NULL)
    gtk_grid_remove (grid, child);
}

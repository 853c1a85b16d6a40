/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-backup-window.h"

#include <glib/gi18n.h>

#include "sotto-random.h"

#define N_QUESTIONS 3

struct _SottoBackupWindow
{
  AdwWindow parent_instance;

  SottoSession *session;
  SottoRandom *random;
  SottoMnemonic *mnemonic;
  guint questions[N_QUESTIONS];

  GtkStack *stack;
  AdwPasswordEntryRow *password;
  GtkButton *reveal;
  GtkLabel *error;
  GtkGrid *words;
  GtkListBox *quiz;
  AdwEntryRow *answers[N_QUESTIONS];
  GtkLabel *verdict;
};

G_DEFINE_FINAL_TYPE (SottoBackupWindow, sotto_backup_window, ADW_TYPE_WINDOW)

static void
show_words (SottoBackupWindow *self)
{
  guint n_words = sotto_mnemonic_get_n_words (self->mnemonic);

  for (guint i = 0; i < n_words; i++)
    {
      /* Translators: number and word of a recovery phrase. */
      g_autofree char *text =
        g_strdup_printf (_ ("%u. %s"), i + 1, sotto_mnemonic_get_word (self->mnemonic, i));
      GtkWidget *label = gtk_label_new (text);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_widget_add_css_class (label, "title-4");
      gtk_grid_attach (self->words, label, (int) (i / ((n_words + 1) / 2)),
                       (int) (i % ((n_words + 1) / 2)), 1, 1);
    }
  gtk_stack_set_visible_child_name (self->stack, "words");
}

static void
hide_words (SottoBackupWindow *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->words))) != NULL)
    gtk_grid_remove (self->words, child);
}

static void
revealed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoBackupWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->mnemonic, sotto_mnemonic_unref);
  self->mnemonic = sotto_session_reveal_phrase_finish (SOTTO_SESSION (source), result, &error);
  gtk_editable_set_text (GTK_EDITABLE (self->password), "");
  gtk_widget_set_sensitive (GTK_WIDGET (self->reveal), TRUE);
  if (self->mnemonic == NULL)
    gtk_label_set_text (self->error, error->message);
  else
    show_words (self);
}

static void
reveal_cb (SottoBackupWindow *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->reveal), FALSE);
  gtk_label_set_text (self->error, "");
  sotto_session_reveal_phrase_async (self->session,
                                     gtk_editable_get_text (GTK_EDITABLE (self->password)), NULL,
                                     revealed_cb, g_object_ref (self));
}

static gboolean
is_asked (SottoBackupWindow *self, guint n_chosen, guint number)
{
  for (guint i = 0; i < n_chosen; i++)
    if (self->questions[i] == number)
      return TRUE;
  return FALSE;
}

static void
choose_questions (SottoBackupWindow *self)
{
  guint n_words = sotto_mnemonic_get_n_words (self->mnemonic);

  for (guint i = 0; i < N_QUESTIONS; i++)
    do
      self->questions[i] = sotto_random_uniform (self->random, n_words);
    while (is_asked (self, i, self->questions[i]));
}

static void
check_cb (SottoBackupWindow *self)
{
  for (guint i = 0; i < N_QUESTIONS; i++)
    {
      const char *answer = gtk_editable_get_text (GTK_EDITABLE (self->answers[i]));
      g_autofree char *word = g_ascii_strdown (answer, -1);

      g_strstrip (word);
      if (!g_str_equal (word, sotto_mnemonic_get_word (self->mnemonic, self->questions[i])))
        {
          g_autofree char *message = g_strdup_printf (
            _ ("Word %u is another one. Look at your note again."), self->questions[i] + 1);

          gtk_label_set_text (self->verdict, message);
          gtk_widget_grab_focus (GTK_WIDGET (self->answers[i]));
          return;
        }
    }
  sotto_session_confirm_backup (self->session);
  g_clear_pointer (&self->mnemonic, sotto_mnemonic_unref);
  gtk_stack_set_visible_child_name (self->stack, "done");
}

static void
ask_cb (SottoBackupWindow *self)
{
  choose_questions (self);
  hide_words (self);
  for (guint i = 0; i < N_QUESTIONS; i++)
    {
      g_autofree char *title = g_strdup_printf (_ ("Word %u"), self->questions[i] + 1);

      if (self->answers[i] == NULL)
        {
          self->answers[i] = ADW_ENTRY_ROW (adw_entry_row_new ());
          g_signal_connect_object (self->answers[i], "entry-activated", G_CALLBACK (check_cb), self,
                                   G_CONNECT_SWAPPED);
          gtk_list_box_append (self->quiz, GTK_WIDGET (self->answers[i]));
        }
      gtk_editable_set_text (GTK_EDITABLE (self->answers[i]), "");
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->answers[i]), title);
    }
  gtk_label_set_text (self->verdict, "");
  gtk_stack_set_visible_child_name (self->stack, "quiz");
  gtk_widget_grab_focus (GTK_WIDGET (self->answers[0]));
}

static void
show_again_cb (SottoBackupWindow *self)
{
  show_words (self);
}

static void
sotto_backup_window_dispose (GObject *object)
{
  SottoBackupWindow *self = SOTTO_BACKUP_WINDOW (object);

  g_clear_pointer (&self->mnemonic, sotto_mnemonic_unref);
  g_clear_object (&self->session);
  g_clear_object (&self->random);
  G_OBJECT_CLASS (sotto_backup_window_parent_class)->dispose (object);
}

static void
sotto_backup_window_class_init (SottoBackupWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sotto_backup_window_dispose;
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/im/sotto/Sotto/ui/backup-window.ui");
  gtk_widget_class_bind_template_child (widget_class, SottoBackupWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, SottoBackupWindow, password);
  gtk_widget_class_bind_template_child (widget_class, SottoBackupWindow, reveal);
  gtk_widget_class_bind_template_child (widget_class, SottoBackupWindow, error);
  gtk_widget_class_bind_template_child (widget_class, SottoBackupWindow, words);
  gtk_widget_class_bind_template_child (widget_class, SottoBackupWindow, quiz);
  gtk_widget_class_bind_template_child (widget_class, SottoBackupWindow, verdict);
  gtk_widget_class_bind_template_callback (widget_class, reveal_cb);
  gtk_widget_class_bind_template_callback (widget_class, ask_cb);
  gtk_widget_class_bind_template_callback (widget_class, check_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_again_cb);
}

static void
sotto_backup_window_init (SottoBackupWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sotto_backup_window_new (GtkWindow *parent, SottoSession *session, SottoRandom *random)
{
  SottoBackupWindow *self =
    g_object_new (SOTTO_TYPE_BACKUP_WINDOW, "transient-for", parent, "modal", TRUE, NULL);

  self->session = g_object_ref (session);
  self->random = g_object_ref (random);
  return GTK_WIDGET (self);
}

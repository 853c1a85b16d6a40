/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-backup-window.h"

#include "sotto-phrase-quiz.h"

struct _SottoBackupWindow
{
  AdwWindow parent_instance;

  SottoSession *session;
  SottoRandom *random;
  SottoMnemonic *mnemonic;

  GtkStack *stack;
  AdwPasswordEntryRow *password;
  GtkButton *reveal;
  GtkLabel *error;
  GtkGrid *words;
  SottoPhraseQuiz *quiz;
};

G_DEFINE_FINAL_TYPE (SottoBackupWindow, sotto_backup_window, ADW_TYPE_WINDOW)

static void
show_words (SottoBackupWindow *self)
{
  sotto_phrase_words_show (self->words, self->mnemonic);
  gtk_stack_set_visible_child_name (self->stack, "words");
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

static void
check_cb (SottoBackupWindow *self)
{
  sotto_phrase_quiz_check (self->quiz);
}

static void
passed_cb (SottoBackupWindow *self)
{
  sotto_session_confirm_backup (self->session);
  g_clear_pointer (&self->mnemonic, sotto_mnemonic_unref);
  gtk_stack_set_visible_child_name (self->stack, "done");
}

static void
ask_cb (SottoBackupWindow *self)
{
  sotto_phrase_words_clear (self->words);
  gtk_stack_set_visible_child_name (self->stack, "quiz");
  sotto_phrase_quiz_ask (self->quiz, self->mnemonic, self->random);
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
  g_type_ensure (SOTTO_TYPE_PHRASE_QUIZ);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/im/sotto/Sotto/ui/backup-window.ui");
  gtk_widget_class_bind_template_child (widget_class, SottoBackupWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, SottoBackupWindow, password);
  gtk_widget_class_bind_template_child (widget_class, SottoBackupWindow, reveal);
  gtk_widget_class_bind_template_child (widget_class, SottoBackupWindow, error);
  gtk_widget_class_bind_template_child (widget_class, SottoBackupWindow, words);
  gtk_widget_class_bind_template_child (widget_class, SottoBackupWindow, quiz);
  gtk_widget_class_bind_template_callback (widget_class, reveal_cb);
  gtk_widget_class_bind_template_callback (widget_class, ask_cb);
  gtk_widget_class_bind_template_callback (widget_class, check_cb);
  gtk_widget_class_bind_template_callback (widget_class, passed_cb);
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

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-export-window.h"

#include <glib/gi18n.h>
#include <string.h>

#include "sotto-clock.h"
#include "sotto-password-fields.h"
#include "sotto-phrase-quiz.h"
#include "sotto-secret-clipboard.h"
#include "sotto-secret.h"
#include "sotto-wallet-keys.h"

#define SHOWN_SECONDS 60

struct _SottoExportWindow
{
  AdwWindow parent_instance;

  SottoSession *session;
  SottoWallet *wallet;
  SottoWalletAccount *account;
  SottoExport what;
  SottoClock *clock;
  SottoRandom *random;
  GCancellable *cancellable;
  GtkFileChooserNative *chooser; /* nullable */
  SottoPrivateKey *key;          /* nullable: while it is on the screen */
  GBytes *file;                  /* nullable: until it is saved; it is encrypted */
  guint timer;

  AdwToastOverlay *toasts;
  GtkStack *stack;
  AdwStatusPage *warning;
  GtkLabel *account_name;
  AdwPasswordEntryRow *password;
  GtkWidget *file_box;
  SottoPasswordFields *file_password;
  GtkLabel *error;
  GtkButton *go;
  GtkLabel *key_label;
  GtkGrid *words;
  SottoPhraseQuiz *quiz;
  AdwStatusPage *done;
};

G_DEFINE_FINAL_TYPE (SottoExportWindow, sotto_export_window, ADW_TYPE_WINDOW)

/* In the order of SottoExport. */
static const struct
{
  const char *title;
  const char *warning;
  const char *button;
} texts[] = {
  { N_ ("Export Private Key"),
    N_ ("Whoever has this key can take all the money of this account, and nobody can stop them. "
        "Nobody who helps you needs it. Make sure that nobody looks on."),
    N_ ("_Show the Key") },
  { N_ ("Save Key File"),
    N_ ("Whoever has the file and its password can take all the money of this account. Give it a "
        "password that you use nowhere else."),
    N_ ("_Save the File…") },
  { N_ ("Show Recovery Phrase"),
    N_ ("Whoever has these words can take all the money of all accounts that come from them. Write "
        "them on paper, take no screenshot, and make sure that nobody looks on."),
    N_ ("_Show the Words") },
  { N_ ("Remove Recovery Phrase"),
    N_ ("The words are deleted from this computer for good. Its accounts stay and can still send. "
        "Without your note of the words nothing brings them back: three of them are asked for."),
    N_ ("_Continue") },
};

static const char *
read_password (SottoExportWindow *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->password));
}

static void
update_go (SottoExportWindow *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->go),
                            self->cancellable == NULL && *read_password (self) != '\0' &&
                              (self->what != SOTTO_EXPORT_FILE ||
                               sotto_password_fields_get_acceptable (self->file_password)));
}

static void
changed_cb (SottoExportWindow *self)
{
  update_go (self);
}

/* All that is secret leaves the window. */
static void
clear_secrets (SottoExportWindow *self)
{
  sotto_clock_clear_timer (self->clock, &self->timer);
  g_clear_pointer (&self->key, sotto_private_key_unref);
  g_clear_pointer (&self->file, g_bytes_unref);
  gtk_label_set_text (self->key_label, "");
  sotto_phrase_words_clear (self->words);
  sotto_phrase_quiz_clear (self->quiz);
  gtk_editable_set_text (GTK_EDITABLE (self->password), "");
  sotto_password_fields_clear (self->file_password);
}

static void
show_ask (SottoExportWindow *self, const char *error)
{
  clear_secrets (self);
  gtk_label_set_text (self->error, error);
  gtk_widget_set_visible (GTK_WIDGET (self->error), *error != '\0');
  gtk_stack_set_visible_child_name (self->stack, "ask");
  update_go (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_grab_focus (GTK_WIDGET (self->password));
}

static gboolean
timeout_cb (gpointer user_data)
{
  SottoExportWindow *self = user_data;

  self->timer = 0;
  show_ask (self, _ ("It was hidden again."));
  return G_SOURCE_REMOVE;
}

static void
active_cb (SottoExportWindow *self)
{
  if (self->timer != 0 && !gtk_window_is_active (GTK_WINDOW (self)))
    show_ask (self, _ ("It was hidden again, since another window was used."));
}

/* Shows the page with the secret, unless somebody went elsewhere while the password was tried. */
static void
show_secret (SottoExportWindow *self, const char *page)
{
  gtk_editable_set_text (GTK_EDITABLE (self->password), "");
  gtk_stack_set_visible_child_name (self->stack, page);
  sotto_clock_clear_timer (self->clock, &self->timer);
  self->timer = sotto_clock_add_timer (self->clock, SHOWN_SECONDS * 1000, timeout_cb, self);
  active_cb (self);
}

static void
show_done (SottoExportWindow *self, const char *title, const char *description)
{
  clear_secrets (self);
  adw_status_page_set_title (self->done, title);
  adw_status_page_set_description (self->done, description);
  gtk_stack_set_visible_child_name (self->stack, "done");
}

/* Whether to go on: the window may be closed, and what was asked for may have failed. */
static gboolean
end_step (SottoExportWindow *self, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      g_cancellable_is_cancelled (self->cancellable))
    return FALSE;
  g_clear_object (&self->cancellable);
  update_go (self);
  if (error != NULL)
    show_ask (self, error->message);
  return error == NULL;
}

static void
begin_step (SottoExportWindow *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->error), FALSE);
  self->cancellable = g_cancellable_new ();
  update_go (self);
}

static void
key_exported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoExportWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoPrivateKey) key =
    sotto_wallet_export_key_finish (SOTTO_WALLET (source), result, &error);
  g_autofree char *text = NULL;

  if (!end_step (self, error))
    return;
  text = sotto_wallet_format_private_key (key);
  gtk_label_set_text (self->key_label, text);
  sotto_wipe_string (text);
  self->key = g_steal_pointer (&key);
  show_secret (self, "key");
}

static void
phrase_exported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoExportWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoMnemonic) phrase =
    sotto_wallet_export_phrase_finish (SOTTO_WALLET (source), result, &error);

  if (!end_step (self, error))
    return;
  if (self->what == SOTTO_EXPORT_REMOVAL)
    {
      /* The password stays in its row: removing asks for it. */
      gtk_stack_set_visible_child_name (self->stack, "quiz");
      sotto_phrase_quiz_ask (self->quiz, phrase, self->random);
      return;
    }
  sotto_phrase_words_show (self->words, phrase);
  show_secret (self, "words");
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoExportWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  sotto_wallet_change_finish (SOTTO_WALLET (source), result, &error);
  if (end_step (self, error))
    show_done (self, _ ("Removed"), _ ("The recovery phrase is not on this computer any more."));
}

/* Whoever knows the words has them on paper. */
static void
passed_cb (SottoExportWindow *self)
{
  if (sotto_wallet_account_get_kind (self->account) == SOTTO_WALLET_ACCOUNT_DERIVED)
    sotto_session_confirm_backup (self->session);
  begin_step (self);
  sotto_wallet_forget_phrase_async (self->wallet, self->account, read_password (self),
                                    self->cancellable, removed_cb, g_object_ref (self));
}

static void
check_cb (SottoExportWindow *self)
{
  sotto_phrase_quiz_check (self->quiz);
}

static void
file_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoExportWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  g_file_replace_contents_finish (G_FILE (source), result, NULL, &error);
  if (end_step (self, error))
    show_done (self, _ ("Saved"), _ ("Keep the file and its password apart from each other."));
}

static void
file_chosen_cb (GtkFileChooserNative *chooser, int response, SottoExportWindow *self)
{
  g_autoptr (GFile) target = NULL;

  if (response != GTK_RESPONSE_ACCEPT || self->file == NULL)
    {
      show_ask (self, "");
      return;
    }
  begin_step (self);
  target = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  g_file_replace_contents_bytes_async (target, self->file, NULL, FALSE,
                                       G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION,
                                       self->cancellable, file_saved_cb, g_object_ref (self));
}

static void
choose_target (SottoExportWindow *self, const char *name)
{
  g_clear_object (&self->chooser);
  self->chooser =
    gtk_file_chooser_native_new (_ ("Save Key File"), GTK_WINDOW (self),
                                 GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (file_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
file_made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoExportWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;
  g_autofree char *json =
    sotto_wallet_export_key_file_finish (SOTTO_WALLET (source), result, &name, &error);
  gsize length;

  if (!end_step (self, error))
    return;
  length = strlen (json);
  g_clear_pointer (&self->file, g_bytes_unref);
  self->file = g_bytes_new_take (g_steal_pointer (&json), length);
  choose_target (self, name);
}

static void
go_cb (SottoExportWindow *self)
{
  if (!gtk_widget_get_sensitive (GTK_WIDGET (self->go)))
    return;
  begin_step (self);
  switch (self->what)
    {
    case SOTTO_EXPORT_KEY:
      sotto_wallet_export_key_async (self->wallet, self->account, read_password (self),
                                     self->cancellable, key_exported_cb, g_object_ref (self));
      break;
    case SOTTO_EXPORT_FILE:
      sotto_wallet_export_key_file_async (
        self->wallet, self->account, sotto_password_fields_get_password (self->file_password),
        read_password (self), self->cancellable, file_made_cb, g_object_ref (self));
      break;
    case SOTTO_EXPORT_PHRASE:
    case SOTTO_EXPORT_REMOVAL:
      sotto_wallet_export_phrase_async (self->wallet, self->account, read_password (self),
                                        self->cancellable, phrase_exported_cb, g_object_ref (self));
      break;
    }
}

static void
copy_cb (SottoExportWindow *self)
{
  g_autofree char *text = NULL;

  if (self->key == NULL)
    return;
  text = sotto_wallet_format_private_key (self->key);
  sotto_secret_clipboard_copy (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->clock, text);
  sotto_wipe_string (text);
  adw_toast_overlay_add_toast (self->toasts,
                               adw_toast_new (_ ("Copied; it leaves the clipboard in a minute")));
}

static void
hide_cb (SottoExportWindow *self)
{
  show_ask (self, "");
}

/* Not earlier, which would hide from assistive technology that this is a window. */
static void
mapped_cb (SottoExportWindow *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->password));
}

static gboolean
sotto_export_window_close_request (GtkWindow *window)
{
  SottoExportWindow *self = SOTTO_EXPORT_WINDOW (window);

  g_cancellable_cancel (self->cancellable);
  clear_secrets (self);
  return GTK_WINDOW_CLASS (sotto_export_window_parent_class)->close_request (window);
}

static void
sotto_export_window_dispose (GObject *object)
{
  SottoExportWindow *self = SOTTO_EXPORT_WINDOW (object);

  if (self->clock != NULL)
    sotto_clock_clear_timer (self->clock, &self->timer);
  g_clear_pointer (&self->key, sotto_private_key_unref);
  g_clear_pointer (&self->file, g_bytes_unref);
  g_clear_object (&self->chooser);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->account);
  g_clear_object (&self->session);
  g_clear_object (&self->random);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (sotto_export_window_parent_class)->dispose (object);
}

static void
sotto_export_window_class_init (SottoExportWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sotto_export_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = sotto_export_window_close_request;
  g_type_ensure (SOTTO_TYPE_PASSWORD_FIELDS);
  g_type_ensure (SOTTO_TYPE_PHRASE_QUIZ);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/im/sotto/Sotto/ui/export-window.ui");
  gtk_widget_class_bind_template_child (widget_class, SottoExportWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, SottoExportWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, SottoExportWindow, warning);
  gtk_widget_class_bind_template_child (widget_class, SottoExportWindow, account_name);
  gtk_widget_class_bind_template_child (widget_class, SottoExportWindow, password);
  gtk_widget_class_bind_template_child (widget_class, SottoExportWindow, file_box);
  gtk_widget_class_bind_template_child (widget_class, SottoExportWindow, file_password);
  gtk_widget_class_bind_template_child (widget_class, SottoExportWindow, error);
  gtk_widget_class_bind_template_child (widget_class, SottoExportWindow, go);
  gtk_widget_class_bind_template_child (widget_class, SottoExportWindow, key_label);
  gtk_widget_class_bind_template_child (widget_class, SottoExportWindow, words);
  gtk_widget_class_bind_template_child (widget_class, SottoExportWindow, quiz);
  gtk_widget_class_bind_template_child (widget_class, SottoExportWindow, done);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, go_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, hide_cb);
  gtk_widget_class_bind_template_callback (widget_class, check_cb);
  gtk_widget_class_bind_template_callback (widget_class, passed_cb);
}

static void
sotto_export_window_init (SottoExportWindow *self)
{
  self->clock = sotto_clock_new_system ();
  self->random = sotto_random_new_system ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "map", G_CALLBACK (mapped_cb), NULL);
  g_signal_connect (self, "notify::is-active", G_CALLBACK (active_cb), NULL);
}

GtkWidget *
sotto_export_window_new (GtkWindow *parent,
                         SottoSession *session,
                         SottoWalletAccount *account,
                         SottoExport what)
{
  SottoExportWindow *self;

  g_return_val_if_fail (SOTTO_IS_SESSION (session) && SOTTO_IS_WALLET_ACCOUNT (account), NULL);
  g_return_val_if_fail (what < G_N_ELEMENTS (texts), NULL);

  self = g_object_new (SOTTO_TYPE_EXPORT_WINDOW, "transient-for", parent, "modal", TRUE, NULL);
  self->session = g_object_ref (session);
  self->wallet = sotto_session_get_wallet (session);
  self->account = g_object_ref (account);
  self->what = what;
  gtk_window_set_title (GTK_WINDOW (self), _ (texts[what].title));
  adw_status_page_set_title (self->warning, _ (texts[what].title));
  gtk_label_set_text (self->account_name, sotto_wallet_account_get_name (account));
  adw_status_page_set_description (self->warning, _ (texts[what].warning));
  gtk_button_set_label (self->go, _ (texts[what].button));
  gtk_widget_set_visible (self->file_box, what == SOTTO_EXPORT_FILE);
  /* So that all of the page fits. */
  if (what == SOTTO_EXPORT_FILE)
    adw_status_page_set_icon_name (self->warning, NULL);
  if (what == SOTTO_EXPORT_REMOVAL)
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self->go), "suggested-action");
      gtk_widget_add_css_class (GTK_WIDGET (self->go), "destructive-action");
    }
  show_ask (self, "");
  return GTK_WIDGET (self);
}

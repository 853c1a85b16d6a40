/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-wallet-add-dialog.h"

#include <glib/gi18n.h>

#include "sotto-key-file.h"
#include "sotto-phrase-entry.h"
#include "sotto-wallet-keys.h"

struct _SottoWalletAddDialog
{
  AdwWindow parent_instance;

  SottoWallet *wallet;
  SottoWalletAddition addition;
  GtkFileChooserNative *chooser;
  GBytes *file;
  gboolean is_busy;

  AdwWindowTitle *title;
  GtkButton *add;
  GtkLabel *explanation;
  AdwEntryRow *name;
  AdwEntryRow *address;
  AdwPasswordEntryRow *key;
  SottoPhraseEntry *phrase;
  AdwActionRow *file_row;
  AdwPasswordEntryRow *file_password;
  AdwPasswordEntryRow *password;
  GtkLabel *error;
};

G_DEFINE_FINAL_TYPE (SottoWalletAddDialog, sotto_wallet_add_dialog, ADW_TYPE_WINDOW)

static guint added_signal;

/* In the order of SottoWalletAddition. */
static const struct
{
  const char *title;
  const char *explanation;
} words[] = {
  { N_ ("New Account"),
    N_ ("It comes from your recovery phrase, which brings it back together with the others.") },
  { N_ ("Watch an Address"),
    N_ ("You see what it has, and cannot send from it: its key is not on this computer.") },
  { N_ ("Import a Private Key"),
    N_ (
      "The key is kept encrypted on this computer. Your recovery phrase does not bring it back.") },
  { N_ ("Import a Recovery Phrase"),
    N_ ("The phrase of another wallet. Your own recovery phrase does not bring it back.") },
  { N_ ("Import a Key File"),
    N_ ("A file that another wallet saved, and the password that it was given there.") },
};

static const char *
read_row (gpointer row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static gboolean
is_complete (SottoWalletAddDialog *self)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self->password)) && *read_row (self->password) == '\0')
    return FALSE;
  switch (self->addition)
    {
    case SOTTO_WALLET_ADDITION_NEW:
      return TRUE;
    case SOTTO_WALLET_ADDITION_WATCH:
      return *read_row (self->address) != '\0';
    case SOTTO_WALLET_ADDITION_KEY:
      return *read_row (self->key) != '\0';
    case SOTTO_WALLET_ADDITION_PHRASE:
      return sotto_phrase_entry_get_complete (self->phrase);
    case SOTTO_WALLET_ADDITION_FILE:
      return self->file != NULL && *read_row (self->file_password) != '\0';
    }
  return FALSE;
}

static void
changed_cb (SottoWalletAddDialog *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->add), !self->is_busy && is_complete (self));
}

static void
show_error (SottoWalletAddDialog *self, const char *message)
{
  gtk_label_set_text (self->error, message);
  gtk_widget_set_visible (GTK_WIDGET (self->error), *message != '\0');
}

static void
set_busy (SottoWalletAddDialog *self, gboolean is_busy)
{
  self->is_busy = is_busy;
  changed_cb (self);
}

static void
clear_secrets (SottoWalletAddDialog *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->key), "");
  gtk_editable_set_text (GTK_EDITABLE (self->file_password), "");
  gtk_editable_set_text (GTK_EDITABLE (self->password), "");
  sotto_phrase_entry_clear (self->phrase);
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoWalletAddDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoWalletAccount) account =
    sotto_wallet_add_finish (SOTTO_WALLET (source), result, &error);

  set_busy (self, FALSE);
  if (account != NULL)
    {
      clear_secrets (self);
      g_signal_emit (self, added_signal, 0, account);
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  /* It can lock itself while one writes. */
  if (g_error_matches (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_LOCKED))
    gtk_widget_set_visible (GTK_WIDGET (self->password), TRUE);
  gtk_editable_set_text (GTK_EDITABLE (self->password), "");
  show_error (self, error->message);
}

static gboolean
import_key (SottoWalletAddDialog *self, const char *name, const char *password, GError **error)
{
  g_autoptr (SottoPrivateKey) key = sotto_wallet_parse_private_key (read_row (self->key), error);

  if (key == NULL)
    return FALSE;
  sotto_wallet_import_key_async (self->wallet, key, name, password, NULL, added_cb,
                                 g_object_ref (self));
  return TRUE;
}

static gboolean
import_phrase (SottoWalletAddDialog *self, const char *name, const char *password, GError **error)
{
  g_autoptr (SottoMnemonic) phrase = sotto_phrase_entry_parse (self->phrase, error);

  if (phrase == NULL)
    return FALSE;
  sotto_wallet_import_phrase_async (self->wallet, phrase, name, password, NULL, added_cb,
                                    g_object_ref (self));
  return TRUE;
}

/* Whether it was begun. */
static gboolean
begin (SottoWalletAddDialog *self, GError **error)
{
  const char *name = read_row (self->name);
  const char *password =
    gtk_widget_get_visible (GTK_WIDGET (self->password)) ? read_row (self->password) : NULL;

  switch (self->addition)
    {
    case SOTTO_WALLET_ADDITION_NEW:
      sotto_wallet_add_derived_async (self->wallet, NULL, name, password, NULL, added_cb,
                                      g_object_ref (self));
      return TRUE;
    case SOTTO_WALLET_ADDITION_WATCH:
      sotto_wallet_watch_async (self->wallet, read_row (self->address), name, NULL, added_cb,
                                g_object_ref (self));
      return TRUE;
    case SOTTO_WALLET_ADDITION_KEY:
      return import_key (self, name, password, error);
    case SOTTO_WALLET_ADDITION_PHRASE:
      return import_phrase (self, name, password, error);
    case SOTTO_WALLET_ADDITION_FILE:
      sotto_wallet_import_key_file_async (self->wallet, self->file, read_row (self->file_password),
                                          name, password, NULL, added_cb, g_object_ref (self));
      return TRUE;
    }
  g_return_val_if_reached (TRUE);
}

static void
add_cb (SottoWalletAddDialog *self)
{
  g_autoptr (GError) error = NULL;

  if (self->is_busy || !is_complete (self))
    return;
  show_error (self, "");
  set_busy (self, TRUE);
  if (begin (self, &error))
    return;
  set_busy (self, FALSE);
  show_error (self, error->message);
}

static void
file_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoWalletAddDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->file, g_bytes_unref);
  self->file = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  show_error (self, error != NULL ? error->message : "");
  changed_cb (self);
}

static void
file_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoWalletAddDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read_finish (G_FILE (source), result, &error);

  if (stream == NULL)
    {
      show_error (self, error->message);
      return;
    }
  /* One byte too many is refused as too large by whoever reads it. */
  g_input_stream_read_bytes_async (G_INPUT_STREAM (stream), SOTTO_KEY_FILE_MAX_BYTES + 1,
                                   G_PRIORITY_DEFAULT, NULL, file_read_cb, g_object_ref (self));
}

static void
file_chosen_cb (GtkFileChooserNative *chooser, int response, SottoWalletAddDialog *self)
{
  g_autoptr (GFile) file = NULL;
  g_autofree char *name = NULL;

  if (response != GTK_RESPONSE_ACCEPT)
    return;
  file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  name = g_file_get_basename (file);
  adw_action_row_set_subtitle (self->file_row, name);
  g_file_read_async (file, G_PRIORITY_DEFAULT, NULL, file_opened_cb, g_object_ref (self));
}

static void
choose_file_cb (SottoWalletAddDialog *self)
{
  g_clear_object (&self->chooser);
  self->chooser =
    gtk_file_chooser_native_new (_ ("Choose a Key File"), GTK_WINDOW (self),
                                 GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), _ ("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (file_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static GtkWidget *
get_first (SottoWalletAddDialog *self)
{
  switch (self->addition)
    {
    case SOTTO_WALLET_ADDITION_NEW:
      break;
    case SOTTO_WALLET_ADDITION_WATCH:
      return GTK_WIDGET (self->address);
    case SOTTO_WALLET_ADDITION_KEY:
      return GTK_WIDGET (self->key);
    case SOTTO_WALLET_ADDITION_PHRASE:
      return GTK_WIDGET (self->phrase);
    case SOTTO_WALLET_ADDITION_FILE:
      return GTK_WIDGET (self->file_row);
    }
  return GTK_WIDGET (self->name);
}

/* Not earlier, which would hide from assistive technology that this is a window. */
static void
mapped_cb (SottoWalletAddDialog *self)
{
  gtk_widget_grab_focus (get_first (self));
}

static void
sotto_wallet_add_dialog_dispose (GObject *object)
{
  SottoWalletAddDialog *self = SOTTO_WALLET_ADD_DIALOG (object);

  g_clear_object (&self->chooser);
  g_clear_object (&self->wallet);
  g_clear_pointer (&self->file, g_bytes_unref);
  G_OBJECT_CLASS (sotto_wallet_add_dialog_parent_class)->dispose (object);
}

static void
sotto_wallet_add_dialog_class_init (SottoWalletAddDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sotto_wallet_add_dialog_dispose;
  added_signal = g_signal_new ("added", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 1, SOTTO_TYPE_WALLET_ACCOUNT);
  g_type_ensure (SOTTO_TYPE_PHRASE_ENTRY);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/sotto/Sotto/ui/wallet-add-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SottoWalletAddDialog, title);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletAddDialog, add);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletAddDialog, explanation);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletAddDialog, name);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletAddDialog, address);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletAddDialog, key);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletAddDialog, phrase);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletAddDialog, file_row);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletAddDialog, file_password);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletAddDialog, password);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletAddDialog, error);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_file_cb);
}

static void
sotto_wallet_add_dialog_init (SottoWalletAddDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "map", G_CALLBACK (mapped_cb), NULL);
}

/* Only what is needed is asked for. */
static void
show_rows (SottoWalletAddDialog *self)
{
  const struct
  {
    gpointer row;
    SottoWalletAddition addition;
  } rows[] = {
    { self->address, SOTTO_WALLET_ADDITION_WATCH },
    { self->key, SOTTO_WALLET_ADDITION_KEY },
    { self->phrase, SOTTO_WALLET_ADDITION_PHRASE },
    { self->file_row, SOTTO_WALLET_ADDITION_FILE },
    { self->file_password, SOTTO_WALLET_ADDITION_FILE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    gtk_widget_set_visible (GTK_WIDGET (rows[i].row), rows[i].addition == self->addition);
  gtk_widget_set_visible (GTK_WIDGET (self->password),
                          self->addition != SOTTO_WALLET_ADDITION_WATCH &&
                            !sotto_wallet_is_unlocked (self->wallet));
}

GtkWidget *
sotto_wallet_add_dialog_new (GtkWindow *parent, SottoWallet *wallet, SottoWalletAddition addition)
{
  SottoWalletAddDialog *self;

  g_return_val_if_fail (SOTTO_IS_WALLET (wallet), NULL);
  g_return_val_if_fail (addition < G_N_ELEMENTS (words), NULL);

  self = g_object_new (SOTTO_TYPE_WALLET_ADD_DIALOG, "transient-for", parent, "modal", TRUE, NULL);
  self->wallet = g_object_ref (wallet);
  self->addition = addition;
  gtk_window_set_title (GTK_WINDOW (self), _ (words[addition].title));
  adw_window_title_set_title (self->title, _ (words[addition].title));
  gtk_label_set_text (self->explanation, _ (words[addition].explanation));
  show_rows (self);
  show_error (self, "");
  changed_cb (self);
  return GTK_WIDGET (self);
}

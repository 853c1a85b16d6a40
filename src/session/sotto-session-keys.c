/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What takes the password again while the account is open: showing the phrase, and changing the
 * password. The vault key lives for the one act. */

#include <glib/gi18n-lib.h>

#include "sotto-account-private.h"
#include "sotto-password.h"
#include "sotto-session-private.h"
#include "sotto-vault.h"

typedef struct
{
  SottoSecret *vault_key;
  SottoSecret *phrase;
} Revealing;

typedef struct
{
  char *folder;
  SottoAccountFile *file;
  SottoRandom *random;
  SottoSecret *password;
  SottoSecret *store_key;
  SottoSecret *vault_key;
} Change;

static void
revealing_free (gpointer data)
{
  Revealing *revealing = data;

  g_clear_pointer (&revealing->vault_key, sotto_secret_unref);
  g_clear_pointer (&revealing->phrase, sotto_secret_unref);
  g_free (revealing);
}

static void
change_free (gpointer data)
{
  Change *change = data;

  g_free (change->folder);
  g_clear_pointer (&change->file, sotto_account_file_free);
  g_clear_object (&change->random);
  g_clear_pointer (&change->password, sotto_secret_unref);
  g_clear_pointer (&change->store_key, sotto_secret_unref);
  g_clear_pointer (&change->vault_key, sotto_secret_unref);
  g_free (change);
}

static gboolean
read_phrase_cb (SottoConnection *connection, gpointer user_data, GError **error)
{
  Revealing *revealing = user_data;

  revealing->phrase = sotto_vault_get (connection, revealing->vault_key, SOTTO_VAULT_PHRASE, error);
  return revealing->phrase != NULL;
}

static SottoMnemonic *
parse_phrase (SottoSecret *phrase, GError **error)
{
  char *text =
    g_strndup ((const char *) sotto_secret_borrow (phrase), sotto_secret_get_length (phrase));
  SottoMnemonic *mnemonic = sotto_mnemonic_parse (text, error);

  sotto_secret_release (phrase);
  sotto_wipe_string (text);
  g_free (text);
  return mnemonic;
}

static void
phrase_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Revealing *revealing = g_task_get_task_data (task);
  GError *error = NULL;
  SottoMnemonic *mnemonic = NULL;

  if (sotto_store_read_finish (SOTTO_STORE (source), result, &error))
    mnemonic = parse_phrase (revealing->phrase, &error);
  if (mnemonic != NULL)
    g_task_return_pointer (task, mnemonic, (GDestroyNotify) sotto_mnemonic_unref);
  else
    g_task_return_error (task, error);
}

static void
keys_for_phrase_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (SottoSecret) store_key = NULL;
  SottoSession *self = g_task_get_source_object (task);
  Revealing *revealing = g_task_get_task_data (task);
  GError *error = NULL;

  if (!sotto_account_open_keys_finish (SOTTO_ACCOUNT (source), result, &store_key,
                                       &revealing->vault_key, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  sotto_store_read_async (self->store, read_phrase_cb, revealing, NULL,
                          g_task_get_cancellable (task), phrase_read_cb, g_object_ref (task));
}

static void
change_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Change *change = task_data;
  GError *error = NULL;

  if (sotto_account_file_wrap (change->file, change->password, change->store_key, change->vault_key,
                               change->random, &error) &&
      sotto_account_file_write (change->file, change->folder, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
keys_for_change_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SottoAccount *account = SOTTO_ACCOUNT (source);
  Change *change = g_task_get_task_data (task);
  GError *error = NULL;

  if (!sotto_account_open_keys_finish (account, result, &change->store_key, &change->vault_key,
                                       &error) ||
      g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error))
    {
      g_task_return_error (task, error);
      return;
    }
  change->file = sotto_account_file_copy (sotto_account_get_file (account));
  g_task_run_in_thread (task, change_thread);
}

/* Public, in the header's order. */

/**
 * sotto_session_reveal_phrase_async:
 * @self: a session
 * @password: the account's password
 * @cancellable: (nullable): a cancellable
 * @callback: called when the phrase is there
 * @user_data: for @callback
 */
void
sotto_session_reveal_phrase_async (SottoSession *self,
                                   const char *password,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SOTTO_IS_SESSION (self) && password != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_session_reveal_phrase_async);
  g_task_set_task_data (task, g_new0 (Revealing, 1), revealing_free);
  sotto_account_open_keys_async (sotto_session_get_account (self), password, TRUE, cancellable,
                                 keys_for_phrase_cb, task);
}

/**
 * sotto_session_reveal_phrase_finish:
 * @self: a session
 * @result: a result
 * @error: return location for %SOTTO_SESSION_ERROR_WRONG_PASSWORD, %SOTTO_SESSION_ERROR_TOO_SOON
 * and %SOTTO_SESSION_ERROR_NO_PHRASE
 *
 * Returns: (transfer full): the phrase
 */
SottoMnemonic *
sotto_session_reveal_phrase_finish (SottoSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sotto_session_change_password_async:
 * @self: a session
 * @old_password: the account's password
 * @new_password: an acceptable one
 * @cancellable: (nullable): a cancellable, of use until the writing begins
 * @callback: called when it is changed
 * @user_data: for @callback
 *
 * Writes one small file, at once or not at all: after a crash one of the two passwords opens the
 * account.
 */
void
sotto_session_change_password_async (SottoSession *self,
                                     const char *old_password,
                                     const char *new_password,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  SottoAccount *account;
  Change *change;
  GTask *task;

  g_return_if_fail (SOTTO_IS_SESSION (self));
  g_return_if_fail (old_password != NULL && new_password != NULL);

  account = sotto_session_get_account (self);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_session_change_password_async);
  g_task_set_check_cancellable (task, FALSE);
  if (!sotto_password_is_acceptable (new_password))
    {
      g_task_return_new_error (task, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_WEAK_PASSWORD, "%s",
                               _ ("This password is too short or too easy to guess."));
      g_object_unref (task);
      return;
    }
  change = g_new0 (Change, 1);
  change->folder = g_strdup (sotto_account_get_folder (account));
  change->random = g_object_ref (sotto_account_get_random (account));
  change->password = sotto_account_password_new (new_password);
  g_task_set_task_data (task, change, change_free);
  sotto_account_open_keys_async (account, old_password, TRUE, cancellable, keys_for_change_cb,
                                 task);
}

/**
 * sotto_session_change_password_finish:
 * @self: a session
 * @result: a result
 * @error: return location for %SOTTO_SESSION_ERROR_WRONG_PASSWORD,
 *   %SOTTO_SESSION_ERROR_WEAK_PASSWORD, %SOTTO_SESSION_ERROR_TOO_SOON and what files report
 *
 * Returns: whether the new password counts now
 */
gboolean
sotto_session_change_password_finish (SottoSession *self, GAsyncResult *result, GError **error)
{
  Change *change = g_task_get_task_data (G_TASK (result));

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  sotto_account_set_file (sotto_session_get_account (self), g_steal_pointer (&change->file));
  return TRUE;
}

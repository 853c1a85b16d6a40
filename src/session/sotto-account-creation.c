/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Making an account: a locked folder, the keys, the database with its first rows; at the very end
 * the account file, which makes it an account. Whatever fails before leaves nothing. */

#include "sotto-account-creation.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "sotto-candidate-private.h"
#include "sotto-file-util.h"
#include "sotto-password.h"
#include "sotto-session-opening.h"
#include "sotto-session.h"

/* What one guess of a password should cost: long enough to hurt, short enough to bear. */
#define PASSWORD_MS 500

/* Two names may be equal: then folders are numbered. */
#define MAX_FOLDERS 1000

typedef struct
{
  SottoAccountManager *manager;
  SottoCandidate *candidate;
  SottoSecret *password;
  SottoPasswordCost cost;
  gboolean cost_is_set;

  char *folder;
  SottoFolderLock *lock;
  SottoAccountFile *file;
  SottoSecret *store_key;
  SottoSecret *vault_key;

  SottoSession *session;
  GError *error;
} Creation;

static void
creation_free (gpointer data)
{
  Creation *creation = data;

  g_clear_object (&creation->manager);
  g_clear_object (&creation->candidate);
  g_clear_object (&creation->session);
  g_clear_pointer (&creation->password, sotto_secret_unref);
  g_clear_pointer (&creation->store_key, sotto_secret_unref);
  g_clear_pointer (&creation->vault_key, sotto_secret_unref);
  g_clear_pointer (&creation->file, sotto_account_file_free);
  g_clear_pointer (&creation->lock, sotto_folder_lock_release);
  g_clear_error (&creation->error);
  g_free (creation->folder);
  g_free (creation);
}

/* "Darkorange Blue Bubblefish" → "darkorange-blue-bubblefish" */
static char *
folder_name (const char *name)
{
  char *folder = g_ascii_strdown (name, -1);

  return g_strcanon (folder, "abcdefghijklmnopqrstuvwxyz0123456789", '-');
}

static gboolean
make_folder (Creation *creation, GError **error)
{
  const char *parent = sotto_account_manager_get_folder (creation->manager);
  g_autofree char *base = folder_name (sotto_candidate_get_name (creation->candidate));
  int number = 0;

  if (g_mkdir_with_parents (parent, 0700) != 0)
    number = errno;
  for (guint i = 1; number == 0 && i <= MAX_FOLDERS; i++)
    {
      g_autofree char *name = i == 1 ? g_strdup (base) : g_strdup_printf ("%s-%u", base, i);
      g_autofree char *folder = g_build_filename (parent, name, NULL);

      if (g_mkdir (folder, 0700) == 0)
        {
          creation->folder = g_steal_pointer (&folder);
          return TRUE;
        }
      if (errno != EEXIST)
        number = errno;
    }
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (number),
               _ ("A folder for the account cannot be made in “%s”: %s"), parent,
               g_strerror (number != 0 ? number : EEXIST));
  return FALSE;
}

static gboolean
make_keys (Creation *creation, GError **error)
{
  SottoRandom *random = sotto_account_manager_get_random (creation->manager);

  if (!creation->cost_is_set)
    sotto_password_cost_tune (&creation->cost, PASSWORD_MS);
  creation->store_key = sotto_secret_new_random (random, SOTTO_KEY_LENGTH);
  creation->vault_key = sotto_secret_new_random (random, SOTTO_KEY_LENGTH);
  creation->file =
    sotto_account_file_new (sotto_candidate_get_key (creation->candidate),
                            sotto_candidate_get_name (creation->candidate), &creation->cost);
  return sotto_account_file_wrap (creation->file, creation->password, creation->store_key,
                                  creation->vault_key, random, error);
}

static void
prepare_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Creation *creation = task_data;
  GError *error = NULL;

  if (make_keys (creation, &error) && !g_cancellable_set_error_if_cancelled (cancellable, &error) &&
      make_folder (creation, &error))
    creation->lock = sotto_folder_lock_acquire (creation->folder, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
write_account_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Creation *creation = task_data;
  GError *error = NULL;

  if (sotto_account_file_write (creation->file, creation->folder, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* The remnant is taken away here, or by the next loading if that fails too. */
static void
fail (GTask *task, GError *error)
{
  Creation *creation = g_task_get_task_data (task);
  g_autoptr (GError) ignored = NULL;

  if (creation->folder != NULL && !sotto_file_remove_folder (creation->folder, &ignored))
    g_debug ("The remains of an account cannot be deleted: %s", ignored->message);
  g_task_return_error (task, error);
}

static void
session_stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Creation *creation = g_task_get_task_data (task);

  sotto_session_stop_finish (SOTTO_SESSION (source), result, NULL);
  fail (task, g_steal_pointer (&creation->error));
}

static void
account_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Creation *creation = g_task_get_task_data (task);
  SottoAccount *account = sotto_session_get_account (creation->session);

  if (!g_task_propagate_boolean (G_TASK (result), &creation->error))
    {
      sotto_session_stop_async (creation->session, NULL, session_stopped_cb, g_object_ref (task));
      return;
    }
  sotto_account_note_used (account);
  sotto_account_manager_add (creation->manager, account);
  g_task_return_pointer (task, g_steal_pointer (&creation->session), g_object_unref);
}

static void
session_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GTask) worker = NULL;
  Creation *creation = g_task_get_task_data (task);
  GError *error = NULL;

  creation->session = sotto_session_opening_finish (result, &error);
  if (creation->session == NULL)
    {
      fail (task, error);
      return;
    }
  worker = g_task_new (creation->manager, NULL, account_written_cb, g_object_ref (task));
  g_task_set_source_tag (worker, session_opened_cb);
  g_task_set_task_data (worker, creation, NULL);
  g_task_run_in_thread (worker, write_account_thread);
}

static void
open_session (GTask *task)
{
  Creation *creation = g_task_get_task_data (task);
  SottoClock *clock = sotto_account_manager_get_clock (creation->manager);
  SottoRandom *random = sotto_account_manager_get_random (creation->manager);
  g_autoptr (SottoAccount) account =
    sotto_account_new (creation->folder, sotto_account_file_copy (creation->file), clock, random);
  SottoFirstContent *first = g_new0 (SottoFirstContent, 1);

  first->data =
    sotto_session_data_new (sotto_candidate_get_identity (creation->candidate),
                            !sotto_candidate_is_recovered (creation->candidate), random);
  first->vault_key = sotto_secret_ref (creation->vault_key);
  first->phrase = sotto_secret_ref (sotto_candidate_get_phrase (creation->candidate));
  first->wallet_root = sotto_secret_ref (sotto_candidate_get_wallet_root (creation->candidate));
  sotto_session_opening_async (account, g_steal_pointer (&creation->lock), creation->store_key,
                               first, session_opened_cb, g_object_ref (task));
}

static void
prepared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    open_session (task);
  else
    fail (task, error);
}

/* Private to the folder. */

void
sotto_account_creation_run (GTask *task,
                            SottoAccountManager *manager,
                            SottoCandidate *candidate,
                            const char *password)
{
  g_autoptr (GTask) owned = task;
  g_autoptr (GTask) worker = NULL;
  Creation *creation;

  /* A committed account is reported as such. */
  g_task_set_check_cancellable (task, FALSE);
  if (!sotto_password_is_acceptable (password))
    {
      g_task_return_new_error (task, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_WEAK_PASSWORD, "%s",
                               _ ("This password is too short or too easy to guess."));
      return;
    }
  if (sotto_account_manager_has_key (manager, sotto_candidate_get_key (candidate)))
    {
      g_task_return_new_error (task, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_EXISTS, "%s",
                               _ ("This account is on this computer already. Unlock it with its "
                                  "password."));
      return;
    }

  creation = g_new0 (Creation, 1);
  creation->manager = g_object_ref (manager);
  creation->candidate = g_object_ref (candidate);
  creation->password = sotto_account_password_new (password);
  creation->cost_is_set = sotto_account_manager_get_password_cost (manager, &creation->cost);
  g_task_set_task_data (task, creation, creation_free);
  worker = g_task_new (manager, g_task_get_cancellable (task), prepared_cb, g_object_ref (task));
  g_task_set_source_tag (worker, sotto_account_creation_run);
  g_task_set_task_data (worker, creation, NULL);
  g_task_run_in_thread (worker, prepare_thread);
}

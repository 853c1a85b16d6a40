/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-account-private.h"

#include <glib/gi18n-lib.h>

#include "sotto-attempts.h"
#include "sotto-session-opening.h"

struct _SottoAccount
{
  GObject parent_instance;

  char *folder;
  SottoAccountFile *file;
  char *key_text;
  SottoAttempts *attempts;
  SottoClock *clock;
  SottoRandom *random;

  /* One password at a time, or waiting after wrong ones would mean nothing. */
  gboolean trying;
};

G_DEFINE_FINAL_TYPE (SottoAccount, sotto_account, G_TYPE_OBJECT)

enum
{
  PROP_NAME = 1,
  PROP_KEY_TEXT,
  PROP_LAST_USED,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

typedef struct
{
  SottoAccountFile *file;
  SottoSecret *password;
  gboolean want_vault;
  SottoSecret *store_key;
  SottoSecret *vault_key;
} Keys;

static void
keys_free (gpointer data)
{
  Keys *keys = data;

  g_clear_pointer (&keys->file, sotto_account_file_free);
  g_clear_pointer (&keys->password, sotto_secret_unref);
  g_clear_pointer (&keys->store_key, sotto_secret_unref);
  g_clear_pointer (&keys->vault_key, sotto_secret_unref);
  g_free (keys);
}

static void
unwrap_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Keys *keys = task_data;
  GError *error = NULL;

  if (keys->password == NULL)
    g_task_return_new_error (task, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_WRONG_PASSWORD, "%s",
                             _ ("This password does not open the account."));
  else if (sotto_account_file_unwrap (keys->file, keys->password, &keys->store_key,
                                      keys->want_vault ? &keys->vault_key : NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
sotto_account_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  SottoAccount *self = SOTTO_ACCOUNT (object);

  switch (id)
    {
    case PROP_NAME:
      g_value_set_string (value, sotto_account_get_name (self));
      break;
    case PROP_KEY_TEXT:
      g_value_set_string (value, sotto_account_get_key_text (self));
      break;
    case PROP_LAST_USED:
      g_value_set_int64 (value, sotto_account_get_last_used (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
sotto_account_finalize (GObject *object)
{
  SottoAccount *self = SOTTO_ACCOUNT (object);

  sotto_attempts_free (self->attempts);
  sotto_account_file_free (self->file);
  g_free (self->key_text);
  g_free (self->folder);
  g_object_unref (self->clock);
  g_object_unref (self->random);
  G_OBJECT_CLASS (sotto_account_parent_class)->finalize (object);
}

static void
sotto_account_class_init (SottoAccountClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sotto_account_get_property;
  object_class->finalize = sotto_account_finalize;

  /**
   * SottoAccount:name:
   *
   * The three-word name.
   */
  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * SottoAccount:key-text:
   *
   * The public chat key.
   */
  properties[PROP_KEY_TEXT] =
    g_param_spec_string ("key-text", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * SottoAccount:last-used:
   *
   * When it was unlocked last, in milliseconds since 1970; 0: never.
   */
  properties[PROP_LAST_USED] =
    g_param_spec_int64 ("last-used", NULL, NULL, 0, G_MAXINT64, 0,
                        G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sotto_account_init (SottoAccount *self)
{
}

/* Private to the folder. */

SottoAccount *
sotto_account_new (const char *folder,
                   SottoAccountFile *file,
                   SottoClock *clock,
                   SottoRandom *random)
{
  SottoAccount *self = g_object_new (SOTTO_TYPE_ACCOUNT, NULL);

  self->folder = g_strdup (folder);
  self->file = file;
  self->key_text = sotto_public_key_to_string (&file->chat_key);
  self->clock = g_object_ref (clock);
  self->random = g_object_ref (random);
  self->attempts = sotto_attempts_new (folder, clock);
  return self;
}

const SottoAccountFile *
sotto_account_get_file (SottoAccount *self)
{
  return self->file;
}

SottoClock *
sotto_account_get_clock (SottoAccount *self)
{
  return self->clock;
}

SottoRandom *
sotto_account_get_random (SottoAccount *self)
{
  return self->random;
}

void
sotto_account_set_file (SottoAccount *self, SottoAccountFile *file)
{
  sotto_account_file_free (self->file);
  self->file = file;
}

void
sotto_account_note_used (SottoAccount *self)
{
  sotto_attempts_note_right (self->attempts);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAST_USED]);
}

void
sotto_account_open_keys_async (SottoAccount *self,
                               const char *password,
                               gboolean want_vault,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GError) error = NULL;
  Keys *keys;

  g_task_set_source_tag (task, sotto_account_open_keys_async);
  /* A guess counts, whether or not anybody still waits for the answer. */
  g_task_set_check_cancellable (task, FALSE);
  if (self->trying)
    g_set_error_literal (&error, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_TOO_SOON,
                         _ ("Another password is being tried."));
  if (error != NULL || !sotto_attempts_check (self->attempts, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  keys = g_new0 (Keys, 1);
  keys->want_vault = want_vault;
  keys->file = sotto_account_file_copy (self->file);
  keys->password = sotto_account_password_new (password);
  g_task_set_task_data (task, keys, keys_free);
  self->trying = TRUE;
  g_task_run_in_thread (task, unwrap_thread);
}

gboolean
sotto_account_open_keys_finish (SottoAccount *self,
                                GAsyncResult *result,
                                SottoSecret **store_key,
                                SottoSecret **vault_key,
                                GError **error)
{
  Keys *keys = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) local = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  /* Without keys it was refused before it was tried. */
  if (keys != NULL)
    self->trying = FALSE;
  if (!g_task_propagate_boolean (G_TASK (result), &local))
    {
      if (g_error_matches (local, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_WRONG_PASSWORD))
        sotto_attempts_note_wrong (self->attempts);
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  g_assert (keys != NULL);
  sotto_account_note_used (self);
  *store_key = g_steal_pointer (&keys->store_key);
  if (vault_key != NULL)
    *vault_key = g_steal_pointer (&keys->vault_key);
  return TRUE;
}

/* Unlocking: the folder's lock, then the password, then the database. */

typedef struct
{
  SottoFolderLock *lock;
} Unlocking;

static void
unlocking_free (gpointer data)
{
  Unlocking *unlocking = data;

  g_clear_pointer (&unlocking->lock, sotto_folder_lock_release);
  g_free (unlocking);
}

static void
session_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  SottoSession *session = sotto_session_opening_finish (result, &error);

  if (session != NULL)
    g_task_return_pointer (task, session, g_object_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
keys_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SottoAccount *self = SOTTO_ACCOUNT (source);
  g_autoptr (GTask) task = user_data;
  g_autoptr (SottoSecret) store_key = NULL;
  g_autoptr (GError) error = NULL;
  Unlocking *unlocking = g_task_get_task_data (task);

  if (!sotto_account_open_keys_finish (self, result, &store_key, NULL, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (!g_task_return_error_if_cancelled (task))
    sotto_session_opening_async (self, g_steal_pointer (&unlocking->lock), store_key, NULL,
                                 session_opened_cb, g_object_ref (task));
}

/* Public, in the header's order. */

/**
 * sotto_account_get_name:
 * @self: an account
 *
 * Returns: (transfer none): the three-word name
 */
const char *
sotto_account_get_name (SottoAccount *self)
{
  g_return_val_if_fail (SOTTO_IS_ACCOUNT (self), NULL);

  return self->file->name;
}

/**
 * sotto_account_get_key_text:
 * @self: an account
 *
 * Returns: (transfer none): "0x04" and 128 digits
 */
const char *
sotto_account_get_key_text (SottoAccount *self)
{
  g_return_val_if_fail (SOTTO_IS_ACCOUNT (self), NULL);

  return self->key_text;
}

/**
 * sotto_account_get_key:
 * @self: an account
 *
 * Returns: (transfer none): the public chat key
 */
const SottoPublicKey *
sotto_account_get_key (SottoAccount *self)
{
  g_return_val_if_fail (SOTTO_IS_ACCOUNT (self), NULL);

  return &self->file->chat_key;
}

/**
 * sotto_account_get_last_used:
 * @self: an account
 *
 * Returns: milliseconds since 1970; 0: never
 */
gint64
sotto_account_get_last_used (SottoAccount *self)
{
  g_return_val_if_fail (SOTTO_IS_ACCOUNT (self), 0);

  return sotto_attempts_get_last_used (self->attempts);
}

/**
 * sotto_account_get_folder:
 * @self: an account
 *
 * Returns: (transfer none): an absolute path
 */
const char *
sotto_account_get_folder (SottoAccount *self)
{
  g_return_val_if_fail (SOTTO_IS_ACCOUNT (self), NULL);

  return self->folder;
}

/**
 * sotto_account_get_retry_delay:
 * @self: an account
 *
 * Returns: seconds until another password may be tried: 1, 2, 4, … up to 300 after wrong ones
 */
guint
sotto_account_get_retry_delay (SottoAccount *self)
{
  g_return_val_if_fail (SOTTO_IS_ACCOUNT (self), 0);

  return sotto_attempts_get_delay (self->attempts);
}

/**
 * sotto_account_unlock_async:
 * @self: an account
 * @password: the password
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is open
 * @user_data: for @callback
 */
void
sotto_account_unlock_async (SottoAccount *self,
                            const char *password,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;
  Unlocking *unlocking;

  g_return_if_fail (SOTTO_IS_ACCOUNT (self) && password != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_account_unlock_async);
  unlocking = g_new0 (Unlocking, 1);
  g_task_set_task_data (task, unlocking, unlocking_free);
  unlocking->lock = sotto_folder_lock_acquire (self->folder, &error);
  if (unlocking->lock == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    sotto_account_open_keys_async (self, password, FALSE, cancellable, keys_opened_cb,
                                   g_object_ref (task));
}

/**
 * sotto_account_unlock_finish:
 * @self: an account
 * @result: a result
 * @error: return location for %SOTTO_SESSION_ERROR_WRONG_PASSWORD, %SOTTO_SESSION_ERROR_TOO_SOON,
 *   %SOTTO_SESSION_ERROR_IN_USE and errors of the store
 *
 * Returns: (transfer full): the session, not yet started
 */
SottoSession *
sotto_account_unlock_finish (SottoAccount *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

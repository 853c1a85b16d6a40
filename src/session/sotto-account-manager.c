/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The accounts of a folder:
 *
 *   accounts/<three-word-name>/account     see sotto-account-file.c
 *                              attempts    see sotto-attempts.c
 *                              lock        see sotto-folder-lock.c
 *                              store.db    the database
 *
 * The account file is what makes a folder an account: it is written last when one is made, and
 * destroyed first when one is deleted. A folder without it is a remnant and goes away. */

#include "sotto-account-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "sotto-account-creation.h"
#include "sotto-candidate-private.h"
#include "sotto-file-util.h"

#define ACCOUNTS_FOLDER "accounts"
#define MAX_CANDIDATES 20
#define PHRASE_WORDS 12

struct _SottoAccountManager
{
  GObject parent_instance;

  char *folder;
  SottoClock *clock;
  SottoRandom *random;
  GPtrArray *accounts;
  GStrv damaged;
  SottoPasswordCost cost;
  gboolean cost_is_set;
};

static void sotto_account_manager_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SottoAccountManager,
                               sotto_account_manager,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      sotto_account_manager_list_model_init))

typedef struct
{
  SottoRandom *random;
  guint n_candidates;
  SottoMnemonic *mnemonic;
  SottoSecret *passphrase;
} Derivation;

static void
derivation_free (gpointer data)
{
  Derivation *derivation = data;

  g_clear_object (&derivation->random);
  g_clear_pointer (&derivation->mnemonic, sotto_mnemonic_unref);
  g_clear_pointer (&derivation->passphrase, sotto_secret_unref);
  g_free (derivation);
}

/* Last used first; by name where that says nothing. */
static int
compare_accounts (gconstpointer a, gconstpointer b)
{
  SottoAccount *first = *(SottoAccount **) a;
  SottoAccount *second = *(SottoAccount **) b;
  gint64 difference = sotto_account_get_last_used (second) - sotto_account_get_last_used (first);

  if (difference != 0)
    return difference > 0 ? 1 : -1;
  return g_strcmp0 (sotto_account_get_name (first), sotto_account_get_name (second));
}

static void
account_used_cb (SottoAccountManager *self)
{
  g_ptr_array_sort (self->accounts, compare_accounts);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, self->accounts->len, self->accounts->len);
}

static void
take_account (SottoAccountManager *self, SottoAccount *account)
{
  g_signal_connect_object (account, "notify::last-used", G_CALLBACK (account_used_cb), self,
                           G_CONNECT_SWAPPED);
  g_ptr_array_add (self->accounts, account);
}

/* Somebody may be making an account there just now: then the lock is held. */
static void
remove_remnant (const char *folder)
{
  g_autoptr (SottoFolderLock) lock = sotto_folder_lock_acquire (folder, NULL);
  g_autoptr (GError) error = NULL;

  if (lock != NULL && !sotto_file_remove_folder (folder, &error))
    g_message ("The remains of an account cannot be deleted: %s", error->message);
}

static void
load_account (SottoAccountManager *self, const char *name, GStrvBuilder *damaged)
{
  g_autofree char *folder = g_build_filename (self->folder, name, NULL);
  g_autofree char *path = g_build_filename (folder, SOTTO_ACCOUNT_FILE_NAME, NULL);
  g_autoptr (GError) error = NULL;
  SottoAccountFile *file;

  if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    return;
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      remove_remnant (folder);
      return;
    }
  file = sotto_account_file_read (folder, &error);
  if (file != NULL)
    {
      take_account (self, sotto_account_new (folder, file, self->clock, self->random));
      return;
    }
  g_message ("The account in %s: %s", folder, error->message);
  g_strv_builder_add (damaged, name);
}

static void
recover_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Derivation *derivation = task_data;
  GError *error = NULL;
  SottoCandidate *candidate =
    sotto_candidate_new (derivation->mnemonic,
                         (const char *) sotto_secret_borrow (derivation->passphrase), TRUE, &error);

  sotto_secret_release (derivation->passphrase);
  if (candidate != NULL)
    g_task_return_pointer (task, candidate, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
propose_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Derivation *derivation = task_data;
  g_autoptr (GPtrArray) candidates = g_ptr_array_new_with_free_func (g_object_unref);

  while (candidates->len < derivation->n_candidates)
    {
      g_autoptr (SottoMnemonic) mnemonic =
        sotto_mnemonic_generate (derivation->random, PHRASE_WORDS);
      GError *error = NULL;
      SottoCandidate *candidate;

      if (g_task_return_error_if_cancelled (task))
        return;
      candidate = sotto_candidate_new (mnemonic, NULL, FALSE, &error);
      if (candidate == NULL)
        {
          g_task_return_error (task, error);
          return;
        }
      g_ptr_array_add (candidates, candidate);
    }
  g_task_return_pointer (task, g_steal_pointer (&candidates), (GDestroyNotify) g_ptr_array_unref);
}

static void
delete_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const char *folder = task_data;
  g_autofree char *path = g_build_filename (folder, SOTTO_ACCOUNT_FILE_NAME, NULL);
  g_autoptr (SottoFolderLock) lock = NULL;
  GError *error = NULL;

  lock = sotto_folder_lock_acquire (folder, &error);
  if (lock == NULL || !sotto_file_shred (path, &error) ||
      !sotto_file_remove_folder (folder, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static GType
sotto_account_manager_get_item_type (GListModel *model)
{
  return SOTTO_TYPE_ACCOUNT;
}

static guint
sotto_account_manager_get_n_items (GListModel *model)
{
  return SOTTO_ACCOUNT_MANAGER (model)->accounts->len;
}

static gpointer
sotto_account_manager_get_item (GListModel *model, guint position)
{
  SottoAccountManager *self = SOTTO_ACCOUNT_MANAGER (model);

  if (position >= self->accounts->len)
    return NULL;
  return g_object_ref (g_ptr_array_index (self->accounts, position));
}

static void
sotto_account_manager_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = sotto_account_manager_get_item_type;
  iface->get_n_items = sotto_account_manager_get_n_items;
  iface->get_item = sotto_account_manager_get_item;
}

static void
sotto_account_manager_finalize (GObject *object)
{
  SottoAccountManager *self = SOTTO_ACCOUNT_MANAGER (object);

  g_ptr_array_unref (self->accounts);
  g_strfreev (self->damaged);
  g_free (self->folder);
  g_object_unref (self->clock);
  g_object_unref (self->random);
  G_OBJECT_CLASS (sotto_account_manager_parent_class)->finalize (object);
}

static void
sotto_account_manager_class_init (SottoAccountManagerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sotto_account_manager_finalize;
}

static void
sotto_account_manager_init (SottoAccountManager *self)
{
  self->accounts = g_ptr_array_new_with_free_func (g_object_unref);
  self->damaged = g_new0 (char *, 1);
}

/* Private to the folder. */

void
sotto_account_manager_set_password_cost (SottoAccountManager *self, const SottoPasswordCost *cost)
{
  self->cost = *cost;
  self->cost_is_set = TRUE;
}

gboolean
sotto_account_manager_get_password_cost (SottoAccountManager *self, SottoPasswordCost *cost)
{
  *cost = self->cost;
  return self->cost_is_set;
}

void
sotto_account_manager_add (SottoAccountManager *self, SottoAccount *account)
{
  take_account (self, g_object_ref (account));
  g_list_model_items_changed (G_LIST_MODEL (self), self->accounts->len - 1, 0, 1);
  account_used_cb (self);
}

const char *
sotto_account_manager_get_folder (SottoAccountManager *self)
{
  return self->folder;
}

SottoClock *
sotto_account_manager_get_clock (SottoAccountManager *self)
{
  return self->clock;
}

SottoRandom *
sotto_account_manager_get_random (SottoAccountManager *self)
{
  return self->random;
}

gboolean
sotto_account_manager_has_key (SottoAccountManager *self, const SottoPublicKey *key)
{
  for (guint i = 0; i < self->accounts->len; i++)
    {
      if (sotto_public_key_equal (sotto_account_get_key (g_ptr_array_index (self->accounts, i)),
                                  key))
        return TRUE;
    }
  return FALSE;
}

/* Public, in the header's order. */

/**
 * sotto_account_manager_new:
 * @folder: (nullable): where accounts are kept; %NULL: the user's data folder
 * @clock: a clock
 * @random: entropy
 *
 * Returns: (transfer full): a manager without accounts: see sotto_account_manager_load ()
 */
SottoAccountManager *
sotto_account_manager_new (const char *folder, SottoClock *clock, SottoRandom *random)
{
  SottoAccountManager *self;

  g_return_val_if_fail (SOTTO_IS_CLOCK (clock) && SOTTO_IS_RANDOM (random), NULL);

  self = g_object_new (SOTTO_TYPE_ACCOUNT_MANAGER, NULL);
  self->clock = g_object_ref (clock);
  self->random = g_object_ref (random);
  if (folder != NULL)
    self->folder = g_build_filename (folder, ACCOUNTS_FOLDER, NULL);
  else
    self->folder =
      g_build_filename (g_get_user_data_dir (), SOTTO_DATA_FOLDER, ACCOUNTS_FOLDER, NULL);
  return self;
}

/**
 * sotto_account_manager_load:
 * @self: a manager
 * @error: return location
 *
 * Reads the folder; one that is not there holds no accounts. Remnants of accounts that were never
 * finished, or not quite deleted, are removed.
 *
 * Returns: %FALSE if the folder cannot be read
 */
gboolean
sotto_account_manager_load (SottoAccountManager *self, GError **error)
{
  g_autoptr (GStrvBuilder) damaged = g_strv_builder_new ();
  g_autoptr (GDir) folder = NULL;
  guint n_before;
  const char *name;

  g_return_val_if_fail (SOTTO_IS_ACCOUNT_MANAGER (self), FALSE);

  if (!g_file_test (self->folder, G_FILE_TEST_EXISTS))
    return TRUE;
  folder = g_dir_open (self->folder, 0, error);
  if (folder == NULL)
    return FALSE;

  n_before = self->accounts->len;
  g_ptr_array_set_size (self->accounts, 0);
  while ((name = g_dir_read_name (folder)) != NULL)
    load_account (self, name, damaged);
  g_ptr_array_sort (self->accounts, compare_accounts);
  g_strfreev (self->damaged);
  self->damaged = g_strv_builder_end (damaged);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, self->accounts->len);
  return TRUE;
}

/**
 * sotto_account_manager_get_damaged:
 * @self: a manager
 *
 * Returns: (transfer none) (array zero-terminated=1): names of the folders whose account file
 * cannot be read, in no order
 */
const char *const *
sotto_account_manager_get_damaged (SottoAccountManager *self)
{
  g_return_val_if_fail (SOTTO_IS_ACCOUNT_MANAGER (self), NULL);

  return (const char *const *) self->damaged;
}

/**
 * sotto_account_manager_propose_async:
 * @self: a manager
 * @n_candidates: how many, at most 20
 * @cancellable: (nullable): a cancellable
 * @callback: called when they are there
 * @user_data: for @callback
 */
void
sotto_account_manager_propose_async (SottoAccountManager *self,
                                     guint n_candidates,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Derivation *derivation;

  g_return_if_fail (SOTTO_IS_ACCOUNT_MANAGER (self) && n_candidates <= MAX_CANDIDATES);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_account_manager_propose_async);
  derivation = g_new0 (Derivation, 1);
  derivation->random = g_object_ref (self->random);
  derivation->n_candidates = n_candidates;
  g_task_set_task_data (task, derivation, derivation_free);
  g_task_run_in_thread (task, propose_thread);
}

/**
 * sotto_account_manager_propose_finish:
 * @self: a manager
 * @result: a result
 * @error: return location
 *
 * Returns: (transfer full) (element-type SottoCandidate): the identities
 */
GPtrArray *
sotto_account_manager_propose_finish (SottoAccountManager *self,
                                      GAsyncResult *result,
                                      GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sotto_account_manager_recover_async:
 * @self: a manager
 * @mnemonic: a phrase
 * @passphrase: (nullable): its BIP-39 passphrase
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is derived
 * @user_data: for @callback
 */
void
sotto_account_manager_recover_async (SottoAccountManager *self,
                                     SottoMnemonic *mnemonic,
                                     const char *passphrase,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  const char *text = passphrase != NULL ? passphrase : "";
  Derivation *derivation;

  g_return_if_fail (SOTTO_IS_ACCOUNT_MANAGER (self) && mnemonic != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_account_manager_recover_async);
  derivation = g_new0 (Derivation, 1);
  derivation->mnemonic = sotto_mnemonic_ref (mnemonic);
  derivation->passphrase = sotto_secret_new ((const guint8 *) text, strlen (text) + 1);
  g_task_set_task_data (task, derivation, derivation_free);
  g_task_run_in_thread (task, recover_thread);
}

/**
 * sotto_account_manager_recover_finish:
 * @self: a manager
 * @result: a result
 * @error: return location
 *
 * Returns: (transfer full): the identity
 */
SottoCandidate *
sotto_account_manager_recover_finish (SottoAccountManager *self,
                                      GAsyncResult *result,
                                      GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sotto_account_manager_create_async:
 * @self: a manager
 * @candidate: who it will be
 * @password: an acceptable password
 * @cancellable: (nullable): a cancellable, of use until the keys are made
 * @callback: called when the account is open
 * @user_data: for @callback
 */
void
sotto_account_manager_create_async (SottoAccountManager *self,
                                    SottoCandidate *candidate,
                                    const char *password,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SOTTO_IS_ACCOUNT_MANAGER (self));
  g_return_if_fail (SOTTO_IS_CANDIDATE (candidate) && password != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_account_manager_create_async);
  sotto_account_creation_run (task, self, candidate, password);
}

/**
 * sotto_account_manager_create_finish:
 * @self: a manager
 * @result: a result
 * @error: return location for %SOTTO_SESSION_ERROR_WEAK_PASSWORD, %SOTTO_SESSION_ERROR_EXISTS and
 *   what files and the store report
 *
 * Returns: (transfer full): the session of the new account, not yet started
 */
SottoSession *
sotto_account_manager_create_finish (SottoAccountManager *self,
                                     GAsyncResult *result,
                                     GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sotto_account_manager_delete_async:
 * @self: a manager
 * @account: one of its accounts, not open
 * @cancellable: (nullable): ignored once begun
 * @callback: called when nothing is left
 * @user_data: for @callback
 */
void
sotto_account_manager_delete_async (SottoAccountManager *self,
                                    SottoAccount *account,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SOTTO_IS_ACCOUNT_MANAGER (self) && SOTTO_IS_ACCOUNT (account));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_account_manager_delete_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_strdup (sotto_account_get_folder (account)), g_free);
  g_task_run_in_thread (task, delete_thread);
}

/**
 * sotto_account_manager_delete_finish:
 * @self: a manager
 * @result: a result
 * @error: return location for %SOTTO_SESSION_ERROR_IN_USE and what files report
 *
 * Returns: whether the account is gone; it has left the list then
 */
gboolean
sotto_account_manager_delete_finish (SottoAccountManager *self,
                                     GAsyncResult *result,
                                     GError **error)
{
  const char *folder = g_task_get_task_data (G_TASK (result));

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  for (guint i = 0; i < self->accounts->len; i++)
    {
      SottoAccount *account = g_ptr_array_index (self->accounts, i);

      if (g_str_equal (sotto_account_get_folder (account), folder))
        {
          g_ptr_array_remove_index (self->accounts, i);
          g_list_model_items_changed (G_LIST_MODEL (self), i, 1, 0);
          break;
        }
    }
  return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From a database key to a session: open and migrate, write what a new account begins with, read
 * what `session/` keeps. */

#include "sotto-session-opening.h"

#include "sotto-account-private.h"
#include "sotto-messenger-services.h"
#include "sotto-mvds.h"
#include "sotto-restore-guard.h"
#include "sotto-secure-channel.h"
#include "sotto-session-private.h"
#include "sotto-vault.h"
#include "sotto-wallet-services.h"

typedef struct
{
  SottoFolderLock *lock;
  SottoStore *store;
  SottoFirstContent *first;
  SottoSessionData *data;
  SottoSession *session;
  SottoRandom *random;
  gboolean restored;
  GError *error;
} Opening;

static void
opening_free (gpointer user_data)
{
  Opening *opening = user_data;

  g_clear_object (&opening->session);
  g_clear_object (&opening->store);
  g_clear_object (&opening->random);
  g_clear_pointer (&opening->first, sotto_first_content_free);
  g_clear_pointer (&opening->data, sotto_session_data_free);
  g_clear_pointer (&opening->lock, sotto_folder_lock_release);
  g_clear_error (&opening->error);
  g_free (opening);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Opening *opening = g_task_get_task_data (task);

  sotto_store_close_finish (SOTTO_STORE (source), result, NULL);
  g_clear_object (&opening->session);
  g_clear_pointer (&opening->lock, sotto_folder_lock_release);
  g_task_return_error (task, g_steal_pointer (&opening->error));
}

/* Closes before it reports: the account is then as free as it was. */
static void
give_up (GTask *task, GError *error)
{
  Opening *opening = g_task_get_task_data (task);

  opening->error = error;
  sotto_store_close_async (opening->store, NULL, closed_cb, g_object_ref (task));
}

static gboolean
load_cb (SottoConnection *connection, gpointer user_data, GError **error)
{
  Opening *opening = user_data;

  opening->data = sotto_session_data_load (connection, error);
  return opening->data != NULL;
}

static void
finish (GTask *task)
{
  Opening *opening = g_task_get_task_data (task);

  sotto_restore_guard_note_open (sotto_account_get_folder (g_task_get_source_object (task)));
  g_task_return_pointer (task, g_steal_pointer (&opening->session), g_object_unref);
}

static gboolean
begin_anew_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Opening *opening = user_data;

  return sotto_secure_channel_begin_anew (opening->session->secure, transaction, error);
}

static void
begun_anew_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (sotto_store_write_finish (SOTTO_STORE (source), result, &error))
    finish (task);
  else
    give_up (task, error);
}

static void
wallet_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Opening *opening = g_task_get_task_data (task);
  GError *error = NULL;

  if (!sotto_wallet_load_finish (SOTTO_WALLET (source), result, &error))
    {
      give_up (task, error);
      return;
    }
  if (!opening->restored)
    {
      finish (task);
      return;
    }
  g_message ("The database came back from a backup: conversations begin new sessions");
  sotto_store_write_async (opening->store, begin_anew_cb, opening, NULL, NULL, begun_anew_cb,
                           g_object_ref (task));
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Opening *opening = g_task_get_task_data (task);
  SottoAccount *account = g_task_get_source_object (task);
  GError *error = NULL;

  if (!sotto_store_read_finish (SOTTO_STORE (source), result, &error))
    {
      give_up (task, error);
      return;
    }
  opening->session = sotto_session_new (account, opening->store, g_steal_pointer (&opening->lock),
                                        g_steal_pointer (&opening->data));
  sotto_wallet_load_async (opening->session->wallet, NULL, wallet_loaded_cb, g_object_ref (task));
}

static void
load (GTask *task)
{
  Opening *opening = g_task_get_task_data (task);

  sotto_store_read_async (opening->store, load_cb, opening, NULL, NULL, loaded_cb,
                          g_object_ref (task));
}

static gboolean
write_first_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Opening *opening = user_data;
  SottoFirstContent *first = opening->first;

  return sotto_session_data_insert (first->data, transaction, error) &&
         sotto_vault_put (transaction, first->vault_key, SOTTO_VAULT_PHRASE, first->phrase,
                          opening->random, error) &&
         sotto_vault_put (transaction, first->vault_key, SOTTO_VAULT_WALLET_ROOT,
                          first->wallet_root, opening->random, error) &&
         sotto_wallet_insert_first_account (transaction, first->wallet_root, error);
}

static void
first_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (sotto_store_write_finish (SOTTO_STORE (source), result, &error))
    load (task);
  else
    give_up (task, error);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Opening *opening = g_task_get_task_data (task);
  GError *error = NULL;

  if (!sotto_store_open_finish (SOTTO_STORE (source), result, &error))
    give_up (task, error);
  else if (opening->first != NULL)
    sotto_store_write_async (opening->store, write_first_cb, opening, NULL, NULL, first_written_cb,
                             g_object_ref (task));
  else
    load (task);
}

/* Private to the folder, in the header's order. */

void
sotto_first_content_free (SottoFirstContent *content)
{
  g_clear_pointer (&content->data, sotto_session_data_free);
  g_clear_pointer (&content->vault_key, sotto_secret_unref);
  g_clear_pointer (&content->phrase, sotto_secret_unref);
  g_clear_pointer (&content->wallet_root, sotto_secret_unref);
  g_free (content);
}

void
sotto_session_opening_async (SottoAccount *account,
                             SottoFolderLock *lock,
                             SottoSecret *store_key,
                             SottoFirstContent *first,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (account, NULL, callback, user_data);
  g_autofree char *path =
    g_build_filename (sotto_account_get_folder (account), SOTTO_DATABASE_NAME, NULL);
  Opening *opening = g_new0 (Opening, 1);

  g_task_set_source_tag (task, sotto_session_opening_async);
  opening->lock = lock;
  opening->first = first;
  opening->restored =
    first == NULL && sotto_restore_guard_is_restored (sotto_account_get_folder (account));
  opening->random = g_object_ref (sotto_account_get_random (account));
  opening->store = sotto_store_new (path);
  g_task_set_task_data (task, opening, opening_free);

  sotto_store_add_migrations (opening->store, sotto_secure_get_migrations ());
  sotto_store_add_migrations (opening->store, sotto_sync_get_migrations ());
  sotto_store_add_migrations (opening->store, sotto_chat_get_migrations ());
  sotto_store_add_migrations (opening->store, sotto_wallet_get_migrations ());
  sotto_store_add_migrations (opening->store, sotto_session_get_migrations ());
  sotto_store_open_async (opening->store, store_key, NULL, opened_cb, g_object_ref (task));
}

SottoSession *
sotto_session_opening_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-account-file.h"
#include "sotto-account-manager.h"
#include "sotto-folder-lock.h"

G_BEGIN_DECLS

/* @file: (transfer full) */
SottoAccount *sotto_account_new (const char *folder,
                                 SottoAccountFile *file,
                                 SottoClock *clock,
                                 SottoRandom *random) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer none) */
const SottoAccountFile *sotto_account_get_file (SottoAccount *self);
SottoClock *sotto_account_get_clock (SottoAccount *self);
SottoRandom *sotto_account_get_random (SottoAccount *self);

/* After a change of password. @file: (transfer full) */
void sotto_account_set_file (SottoAccount *self, SottoAccountFile *file);

/* Notes that it was opened now. */
void sotto_account_note_used (SottoAccount *self);

/* Tries @password, with the waiting after wrong ones. Finishes with the database key and, if
 * @want_vault, the vault key. */
void sotto_account_open_keys_async (SottoAccount *self,
                                    const char *password,
                                    gboolean want_vault,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean sotto_account_open_keys_finish (SottoAccount *self,
                                         GAsyncResult *result,
                                         SottoSecret **store_key,
                                         SottoSecret **vault_key,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The cost of new passwords: tuned to this machine unless a test has set it. */
void sotto_account_manager_set_password_cost (SottoAccountManager *self,
                                              const SottoPasswordCost *cost);
gboolean sotto_account_manager_get_password_cost (SottoAccountManager *self,
                                                  SottoPasswordCost *cost);

/* Puts a new account in front. */
void sotto_account_manager_add (SottoAccountManager *self, SottoAccount *account);
const char *sotto_account_manager_get_folder (SottoAccountManager *self);
SottoClock *sotto_account_manager_get_clock (SottoAccountManager *self);
SottoRandom *sotto_account_manager_get_random (SottoAccountManager *self);
gboolean sotto_account_manager_has_key (SottoAccountManager *self, const SottoPublicKey *key);

G_END_DECLS

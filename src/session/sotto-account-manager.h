/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-account.h"
#include "sotto-clock.h"
#include "sotto-mnemonic.h"
#include "sotto-random.h"

G_BEGIN_DECLS

/**
 * SottoCandidate:
 *
 * One of the identities that a new user chooses from: a recovery phrase and the name and key that
 * follow from it.
 */
#define SOTTO_TYPE_CANDIDATE (sotto_candidate_get_type ())
G_DECLARE_FINAL_TYPE (SottoCandidate, sotto_candidate, SOTTO, CANDIDATE, GObject)

const char *sotto_candidate_get_name (SottoCandidate *self);
const SottoPublicKey *sotto_candidate_get_key (SottoCandidate *self);

/**
 * SottoAccountManager:
 *
 * The accounts on this computer: a #GListModel of #SottoAccount, last used first.
 */
#define SOTTO_TYPE_ACCOUNT_MANAGER (sotto_account_manager_get_type ())
G_DECLARE_FINAL_TYPE (SottoAccountManager, sotto_account_manager, SOTTO, ACCOUNT_MANAGER, GObject)

/* @folder: made (0700) when the first account is; NULL: the user's data folder. */
SottoAccountManager *sotto_account_manager_new (const char *folder,
                                                SottoClock *clock,
                                                SottoRandom *random) G_GNUC_WARN_UNUSED_RESULT;

/* Reads the folder. Accounts whose file is damaged are listed by sotto_account_manager_get_damaged
 * (). */
gboolean sotto_account_manager_load (SottoAccountManager *self,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
const char *const *sotto_account_manager_get_damaged (SottoAccountManager *self);

/* Finishes with (element-type SottoCandidate) @n_candidates identities from fresh 12-word phrases.
 */
void sotto_account_manager_propose_async (SottoAccountManager *self,
                                          guint n_candidates,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
GPtrArray *sotto_account_manager_propose_finish (SottoAccountManager *self,
                                                 GAsyncResult *result,
                                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The identity that a phrase leads to, to be shown before a password is asked for. */
void sotto_account_manager_recover_async (SottoAccountManager *self,
                                          SottoMnemonic *mnemonic,
                                          const char *passphrase,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
SottoCandidate *sotto_account_manager_recover_finish (SottoAccountManager *self,
                                                      GAsyncResult *result,
                                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Makes the account and unlocks it: finishes with its session, not yet started. A recovered one
 * needs no backup. */
void sotto_account_manager_create_async (SottoAccountManager *self,
                                         SottoCandidate *candidate,
                                         const char *password,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
SottoSession *sotto_account_manager_create_finish (SottoAccountManager *self,
                                                   GAsyncResult *result,
                                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Destroys the keys first, then the folder. The account must not be open. */
void sotto_account_manager_delete_async (SottoAccountManager *self,
                                         SottoAccount *account,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
gboolean sotto_account_manager_delete_finish (SottoAccountManager *self,
                                              GAsyncResult *result,
                                              GError **error);

G_END_DECLS

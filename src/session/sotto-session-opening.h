/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-folder-lock.h"
#include "sotto-session-data.h"

G_BEGIN_DECLS

/**
 * SottoFirstContent:
 * @data: what `session/` keeps
 * @vault_key: the key of the vault
 * @phrase: the recovery phrase
 * @wallet_root: the extended key that wallets are derived from
 *
 * What a new account's database begins with.
 */
typedef struct
{
  SottoSessionData *data;
  SottoSecret *vault_key;
  SottoSecret *phrase;
  SottoSecret *wallet_root;
} SottoFirstContent;

void sotto_first_content_free (SottoFirstContent *content);

/* Opens the database of @account, migrates it, and makes the session. @lock: (transfer full).
 * @first: (nullable) (transfer full): writes this into a new database. Once begun it runs to its
 * end. */
void sotto_session_opening_async (SottoAccount *account,
                                  SottoFolderLock *lock,
                                  SottoSecret *store_key,
                                  SottoFirstContent *first,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
SottoSession *sotto_session_opening_finish (GAsyncResult *result,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoFirstContent, sotto_first_content_free)

G_END_DECLS

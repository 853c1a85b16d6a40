/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-keys.h"
#include "sotto-session-error.h"

G_BEGIN_DECLS

typedef struct _SottoSession SottoSession;

/**
 * SottoAccount:
 *
 * An account on this computer, locked or not: what may be shown before a password is given.
 *
 * Properties: `name` (s: three-word name), `key-text` (s: chat key), `last-used` (x, ms since
 * 1970).
 */
#define SOTTO_TYPE_ACCOUNT (sotto_account_get_type ())
G_DECLARE_FINAL_TYPE (SottoAccount, sotto_account, SOTTO, ACCOUNT, GObject)

const char *sotto_account_get_name (SottoAccount *self);
const char *sotto_account_get_key_text (SottoAccount *self);
const SottoPublicKey *sotto_account_get_key (SottoAccount *self);
gint64 sotto_account_get_last_used (SottoAccount *self);

/* The account's folder, its file name being what scripts name the account by. */
const char *sotto_account_get_folder (SottoAccount *self);

/* Seconds until another password may be tried: 0, then growing with each wrong one. */
guint sotto_account_get_retry_delay (SottoAccount *self);

/* Opens everything that the account owns; the session still has to be started. */
void sotto_account_unlock_async (SottoAccount *self,
                                 const char *password,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
SottoSession *sotto_account_unlock_finish (SottoAccount *self,
                                           GAsyncResult *result,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

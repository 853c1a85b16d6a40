/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-session-error.h"
#include "sotto-store.h"

G_BEGIN_DECLS

/* What the vault holds. Stored: do not change. */
#define SOTTO_VAULT_PHRASE "recovery-phrase"
#define SOTTO_VAULT_WALLET_ROOT "wallet-root"

/* Seals @secret into the row @name, replacing what was there. */
gboolean sotto_vault_put (SottoTransaction *transaction,
                          SottoSecret *vault_key,
                          const char *name,
                          SottoSecret *secret,
                          SottoRandom *random,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* SOTTO_SESSION_ERROR_NO_PHRASE when there is no such row, _DAMAGED when it does not open. */
SottoSecret *sotto_vault_get (SottoConnection *connection,
                              SottoSecret *vault_key,
                              const char *name,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A row that is not there is gone already. */
gboolean sotto_vault_remove (SottoTransaction *transaction,
                             const char *name,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

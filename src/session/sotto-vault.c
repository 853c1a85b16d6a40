/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The vault: rows of the database that the database key alone does not open. A row is
 *
 *   0   12   nonce
 *   12  n    AES-256-GCM ciphertext
 *   ..  16   tag
 *
 * under a sub-key of the vault key for the row's name, so that rows cannot be exchanged. */

#include "sotto-vault.h"

#include <glib/gi18n-lib.h>

#include "sotto-cipher.h"
#include "sotto-kdf.h"
#include "sotto-sql.h"

#define OVERHEAD (SOTTO_GCM_NONCE_LENGTH + SOTTO_GCM_TAG_LENGTH)
#define MAX_SECRET 4096

static GBytes *
seal (SottoSecret *key, SottoSecret *secret, SottoRandom *random, GError **error)
{
  gsize length = sotto_secret_get_length (secret);
  g_autofree guint8 *sealed = g_malloc (length + OVERHEAD);
  gboolean success;

  sotto_random_fill (random, sealed, SOTTO_GCM_NONCE_LENGTH);
  success = sotto_aes256_gcm_seal (sotto_secret_borrow (key), sealed, sotto_secret_borrow (secret),
                                   length, sealed + SOTTO_GCM_NONCE_LENGTH, error);
  sotto_secret_release (secret);
  sotto_secret_release (key);
  return success ? g_bytes_new_take (g_steal_pointer (&sealed), length + OVERHEAD) : NULL;
}

static SottoSecret *
unseal (SottoSecret *key, const guint8 *sealed, gsize sealed_length)
{
  gsize length = sealed_length - OVERHEAD;
  g_autofree guint8 *plain = g_malloc (length + 1);
  SottoSecret *secret = NULL;

  if (sotto_aes256_gcm_open (sotto_secret_borrow (key), sealed, sealed + SOTTO_GCM_NONCE_LENGTH,
                             sealed_length - SOTTO_GCM_NONCE_LENGTH, plain, NULL))
    secret = sotto_secret_new (plain, length);
  sotto_secret_release (key);
  sotto_wipe (plain, length);
  return secret;
}

/* Private to the folder, in the header's order. */

gboolean
sotto_vault_put (SottoTransaction *transaction,
                 SottoSecret *vault_key,
                 const char *name,
                 SottoSecret *secret,
                 SottoRandom *random,
                 GError **error)
{
  SottoConnection *connection = sotto_transaction_get_connection (transaction);
  g_autoptr (SottoSecret) key = sotto_secret_derive (vault_key, name);
  g_autoptr (SottoStatement) statement = NULL;
  g_autoptr (GBytes) sealed = NULL;

  g_return_val_if_fail (sotto_secret_get_length (secret) <= MAX_SECRET, FALSE);

  sealed = seal (key, secret, random, error);
  if (sealed == NULL)
    return FALSE;
  statement =
    sotto_connection_prepare (connection,
                              "INSERT INTO vault (name, sealed) VALUES (?, ?)"
                              " ON CONFLICT (name) DO UPDATE SET sealed = excluded.sealed",
                              error);
  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_text (statement, 1, name);
  sotto_statement_bind_bytes (statement, 2, sealed);
  return sotto_statement_run (statement, error);
}

SottoSecret *
sotto_vault_get (SottoConnection *connection,
                 SottoSecret *vault_key,
                 const char *name,
                 GError **error)
{
  g_autoptr (SottoSecret) key = sotto_secret_derive (vault_key, name);
  g_autoptr (SottoStatement) statement = NULL;
  SottoSecret *secret = NULL;
  const guint8 *sealed;
  gboolean has_row;
  gsize length;

  statement =
    sotto_connection_prepare (connection, "SELECT sealed FROM vault WHERE name = ?", error);
  if (statement == NULL)
    return NULL;
  sotto_statement_bind_text (statement, 1, name);
  if (!sotto_statement_step (statement, &has_row, error))
    return NULL;
  if (!has_row)
    {
      g_set_error_literal (error, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_NO_PHRASE,
                           _ ("The recovery phrase is not on this computer."));
      return NULL;
    }
  sealed = sotto_statement_get_blob (statement, 0, &length);
  if (length >= OVERHEAD && length <= MAX_SECRET + OVERHEAD)
    secret = unseal (key, sealed, length);
  if (secret == NULL)
    g_set_error_literal (error, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_DAMAGED,
                         _ ("The vault is damaged: the recovery phrase cannot be read."));
  return secret;
}

gboolean
sotto_vault_remove (SottoTransaction *transaction, const char *name, GError **error)
{
  return sotto_sql_run (sotto_transaction_get_connection (transaction), error,
                        "DELETE FROM vault WHERE name = ?", "t", name);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-kdf.h"
#include "sotto-keys.h"
#include "sotto-session-error.h"

G_BEGIN_DECLS

#define SOTTO_ACCOUNT_FILE_NAME "account"
#define SOTTO_ACCOUNT_SALT_LENGTH 16

/* Nonce (12), ciphertext (32), tag (16). */
#define SOTTO_WRAPPED_KEY_LENGTH 60

/**
 * SottoAccountFile:
 * @cost: what one guess of the password costs
 * @salt: of the password
 * @store_wrap: the database key, wrapped
 * @vault_wrap: the vault key, wrapped
 * @chat_key: the public chat key
 * @name: the three-word name
 *
 * What is known about an account without its password.
 */
typedef struct
{
  SottoPasswordCost cost;
  guint8 salt[SOTTO_ACCOUNT_SALT_LENGTH];
  guint8 store_wrap[SOTTO_WRAPPED_KEY_LENGTH];
  guint8 vault_wrap[SOTTO_WRAPPED_KEY_LENGTH];
  SottoPublicKey chat_key;
  char *name;
} SottoAccountFile;

SottoAccountFile *sotto_account_file_new (const SottoPublicKey *chat_key,
                                          const char *name,
                                          const SottoPasswordCost *cost) G_GNUC_WARN_UNUSED_RESULT;
SottoAccountFile *sotto_account_file_copy (const SottoAccountFile *file) G_GNUC_WARN_UNUSED_RESULT;
void sotto_account_file_free (SottoAccountFile *file);

/* SOTTO_SESSION_ERROR_DAMAGED or _NEWER for what is no account file. */
SottoAccountFile *sotto_account_file_parse (GBytes *bytes,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sotto_account_file_serialize (const SottoAccountFile *file) G_GNUC_WARN_UNUSED_RESULT;

SottoAccountFile *sotto_account_file_read (const char *folder,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whole or not at all, and on the disk when it returns. */
gboolean sotto_account_file_write (const SottoAccountFile *file,
                                   const char *folder,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Chooses a new salt and wraps both keys under @password. Slow: for workers. */
gboolean sotto_account_file_wrap (SottoAccountFile *file,
                                  SottoSecret *password,
                                  SottoSecret *store_key,
                                  SottoSecret *vault_key,
                                  SottoRandom *random,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* @vault_key is nullable. SOTTO_SESSION_ERROR_WRONG_PASSWORD. Slow: for workers. */
gboolean sotto_account_file_unwrap (const SottoAccountFile *file,
                                    SottoSecret *password,
                                    SottoSecret **store_key,
                                    SottoSecret **vault_key,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A password as it is hashed: NFKC, with its NUL. NULL if it is no UTF-8. */
SottoSecret *sotto_account_password_new (const char *password) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoAccountFile, sotto_account_file_free)

G_END_DECLS

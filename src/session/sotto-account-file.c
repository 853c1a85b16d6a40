/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The account file: what is known of an account before its password, and the two keys that the
 * password opens. All numbers are big-endian.
 *
 *   0    8   "SottoAcc"
 *   8    4   format version: 1
 *   12   4   Argon2id passes
 *   16   4   Argon2id memory, KiB
 *   20  16   Argon2id salt
 *   36  60   database key: nonce (12), AES-256-GCM of the 32-byte key (32), tag (16)
 *   96  60   vault key: likewise
 *   156 33   public chat key, compressed
 *   189  2   length n of the name
 *   191  n   the name, UTF-8, at most 128 bytes
 *   ..  32   SHA-256 of all before: against decay, not against people
 *
 * The password's hash (32 bytes) is the root; the wrapping keys are its sub-keys for "store" and
 * "vault", so that one wrap put in the place of the other does not open. */

#include "sotto-account-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sotto-buffer.h"
#include "sotto-cipher.h"
#include "sotto-digest.h"
#include "sotto-file-util.h"
#include "sotto-reader.h"
#include "sotto-text.h"

#define MAGIC "SottoAcc"
#define MAGIC_LENGTH 8
#define FORMAT_VERSION 1
#define MAX_NAME 128
#define MAX_FILE 4096

/* What a wrapping key is for. Part of the format. */
#define PURPOSE_STORE "store"
#define PURPOSE_VAULT "vault"

static void
set_damaged (GError **error)
{
  g_set_error_literal (error, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_DAMAGED,
                       _ ("The account file is damaged. Restore it from a copy, or recover the "
                          "account from its phrase."));
}

static gboolean
check_envelope (GBytes *bytes, gsize *length, GError **error)
{
  const guint8 *data = g_bytes_get_data (bytes, length);
  SottoReader reader;
  SottoHash digest;
  guint32 version;

  if (*length < MAGIC_LENGTH + sizeof version + SOTTO_HASH_LENGTH || *length > MAX_FILE ||
      memcmp (data, MAGIC, MAGIC_LENGTH) != 0)
    {
      set_damaged (error);
      return FALSE;
    }
  sotto_reader_init (&reader, data + MAGIC_LENGTH, *length - MAGIC_LENGTH);
  if (!sotto_reader_read_be32 (&reader, &version, error))
    return FALSE;
  if (version > FORMAT_VERSION)
    {
      g_set_error_literal (error, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_NEWER,
                           _ ("This account was made by a newer Sotto. Install the newer version "
                              "to open it."));
      return FALSE;
    }
  *length -= SOTTO_HASH_LENGTH;
  sotto_sha256 (data, *length, &digest);
  if (version != FORMAT_VERSION || memcmp (digest.bytes, data + *length, SOTTO_HASH_LENGTH) != 0)
    {
      set_damaged (error);
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_name (SottoReader *reader, char **name)
{
  const guint8 *text;
  guint16 length;

  if (!sotto_reader_read_be16 (reader, &length, NULL) ||
      !sotto_reader_read (reader, length, &text, NULL) ||
      !sotto_text_is_valid (text, length, MAX_NAME) || sotto_reader_get_remaining (reader) != 0)
    return FALSE;
  *name = g_strndup ((const char *) text, length);
  return TRUE;
}

static gboolean
read_fields (SottoReader *reader, SottoAccountFile *file)
{
  guint8 key[SOTTO_COMPRESSED_KEY_LENGTH];

  return sotto_reader_skip (reader, MAGIC_LENGTH + sizeof (guint32), NULL) &&
         sotto_reader_read_be32 (reader, &file->cost.passes, NULL) &&
         sotto_reader_read_be32 (reader, &file->cost.memory_kib, NULL) &&
         sotto_password_cost_is_sane (&file->cost) &&
         sotto_reader_copy (reader, file->salt, sizeof file->salt, NULL) &&
         sotto_reader_copy (reader, file->store_wrap, sizeof file->store_wrap, NULL) &&
         sotto_reader_copy (reader, file->vault_wrap, sizeof file->vault_wrap, NULL) &&
         sotto_reader_copy (reader, key, sizeof key, NULL) &&
         sotto_public_key_parse (&file->chat_key, key, sizeof key, NULL) &&
         read_name (reader, &file->name);
}

static gboolean
wrap_key (SottoSecret *root,
          const char *purpose,
          SottoSecret *key,
          SottoRandom *random,
          guint8 wrap[SOTTO_WRAPPED_KEY_LENGTH],
          GError **error)
{
  g_autoptr (SottoSecret) wrapping = sotto_secret_derive (root, purpose);
  gboolean success;

  g_return_val_if_fail (sotto_secret_get_length (key) == SOTTO_KEY_LENGTH, FALSE);

  sotto_random_fill (random, wrap, SOTTO_GCM_NONCE_LENGTH);
  success = sotto_aes256_gcm_seal (sotto_secret_borrow (wrapping), wrap, sotto_secret_borrow (key),
                                   SOTTO_KEY_LENGTH, wrap + SOTTO_GCM_NONCE_LENGTH, error);
  sotto_secret_release (key);
  sotto_secret_release (wrapping);
  return success;
}

static SottoSecret *
unwrap_key (SottoSecret *root,
            const char *purpose,
            const guint8 wrap[SOTTO_WRAPPED_KEY_LENGTH],
            GError **error)
{
  g_autoptr (SottoSecret) wrapping = sotto_secret_derive (root, purpose);
  g_auto (SottoKey) key = { 0 };
  gboolean success;

  success =
    sotto_aes256_gcm_open (sotto_secret_borrow (wrapping), wrap, wrap + SOTTO_GCM_NONCE_LENGTH,
                           SOTTO_WRAPPED_KEY_LENGTH - SOTTO_GCM_NONCE_LENGTH, key.bytes, NULL);
  sotto_secret_release (wrapping);
  if (!success)
    {
      g_set_error_literal (error, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_WRONG_PASSWORD,
                           _ ("This password does not open the account."));
      return NULL;
    }
  return sotto_secret_new (key.bytes, sizeof key.bytes);
}

static SottoSecret *
derive_root (const SottoAccountFile *file, SottoSecret *password, GError **error)
{
  SottoSecret *root = sotto_password_derive ((const char *) sotto_secret_borrow (password),
                                             file->salt, &file->cost, error);

  sotto_secret_release (password);
  return root;
}

/* Private to the folder, in the header's order. */

SottoAccountFile *
sotto_account_file_new (const SottoPublicKey *chat_key,
                        const char *name,
                        const SottoPasswordCost *cost)
{
  SottoAccountFile *file = g_new0 (SottoAccountFile, 1);

  file->chat_key = *chat_key;
  file->name = g_strdup (name);
  file->cost = *cost;
  return file;
}

SottoAccountFile *
sotto_account_file_copy (const SottoAccountFile *file)
{
  SottoAccountFile *copy = g_memdup2 (file, sizeof *file);

  copy->name = g_strdup (file->name);
  return copy;
}

void
sotto_account_file_free (SottoAccountFile *file)
{
  g_free (file->name);
  g_free (file);
}

SottoAccountFile *
sotto_account_file_parse (GBytes *bytes, GError **error)
{
  g_autoptr (SottoAccountFile) file = g_new0 (SottoAccountFile, 1);
  SottoReader reader;
  gsize length;

  if (!check_envelope (bytes, &length, error))
    return NULL;
  sotto_reader_init (&reader, g_bytes_get_data (bytes, NULL), length);
  if (!read_fields (&reader, file))
    {
      set_damaged (error);
      return NULL;
    }
  return g_steal_pointer (&file);
}

GBytes *
sotto_account_file_serialize (const SottoAccountFile *file)
{
  g_autoptr (SottoBuffer) buffer = sotto_buffer_new (MAX_FILE);
  guint8 key[SOTTO_COMPRESSED_KEY_LENGTH];
  gsize name_length = strlen (file->name);
  SottoHash digest;

  g_return_val_if_fail (name_length <= MAX_NAME, NULL);

  sotto_public_key_serialize_compressed (&file->chat_key, key);
  sotto_buffer_append (buffer, MAGIC, MAGIC_LENGTH);
  sotto_buffer_append_be32 (buffer, FORMAT_VERSION);
  sotto_buffer_append_be32 (buffer, file->cost.passes);
  sotto_buffer_append_be32 (buffer, file->cost.memory_kib);
  sotto_buffer_append (buffer, file->salt, sizeof file->salt);
  sotto_buffer_append (buffer, file->store_wrap, sizeof file->store_wrap);
  sotto_buffer_append (buffer, file->vault_wrap, sizeof file->vault_wrap);
  sotto_buffer_append (buffer, key, sizeof key);
  sotto_buffer_append_be16 (buffer, (guint16) name_length);
  sotto_buffer_append (buffer, file->name, name_length);
  sotto_sha256 (sotto_buffer_get_data (buffer), sotto_buffer_get_length (buffer), &digest);
  sotto_buffer_append (buffer, digest.bytes, sizeof digest.bytes);
  return sotto_buffer_steal (buffer);
}

SottoAccountFile *
sotto_account_file_read (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, SOTTO_ACCOUNT_FILE_NAME, NULL);
  g_autoptr (GBytes) bytes = sotto_file_read (path, MAX_FILE, error);

  return bytes != NULL ? sotto_account_file_parse (bytes, error) : NULL;
}

gboolean
sotto_account_file_write (const SottoAccountFile *file, const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, SOTTO_ACCOUNT_FILE_NAME, NULL);
  g_autoptr (GBytes) bytes = sotto_account_file_serialize (file);

  return sotto_file_replace (path, bytes, SOTTO_FILE_NOW, error);
}

gboolean
sotto_account_file_wrap (SottoAccountFile *file,
                         SottoSecret *password,
                         SottoSecret *store_key,
                         SottoSecret *vault_key,
                         SottoRandom *random,
                         GError **error)
{
  g_autoptr (SottoSecret) root = NULL;

  sotto_random_fill (random, file->salt, sizeof file->salt);
  root = derive_root (file, password, error);
  return root != NULL &&
         wrap_key (root, PURPOSE_STORE, store_key, random, file->store_wrap, error) &&
         wrap_key (root, PURPOSE_VAULT, vault_key, random, file->vault_wrap, error);
}

gboolean
sotto_account_file_unwrap (const SottoAccountFile *file,
                           SottoSecret *password,
                           SottoSecret **store_key,
                           SottoSecret **vault_key,
                           GError **error)
{
  g_autoptr (SottoSecret) root = derive_root (file, password, error);
  g_autoptr (SottoSecret) store = NULL;

  if (root == NULL)
    return FALSE;
  store = unwrap_key (root, PURPOSE_STORE, file->store_wrap, error);
  if (store == NULL)
    return FALSE;
  if (vault_key != NULL)
    {
      *vault_key = unwrap_key (root, PURPOSE_VAULT, file->vault_wrap, error);
      if (*vault_key == NULL)
        return FALSE;
    }
  *store_key = g_steal_pointer (&store);
  return TRUE;
}

SottoSecret *
sotto_account_password_new (const char *password)
{
  char *normal;
  SottoSecret *secret;

  if (!g_utf8_validate (password, -1, NULL))
    return NULL;
  normal = g_utf8_normalize (password, -1, G_NORMALIZE_NFKC);
  secret = sotto_secret_new ((const guint8 *) normal, strlen (normal) + 1);
  sotto_wipe_string (normal);
  g_free (normal);
  return secret;
}

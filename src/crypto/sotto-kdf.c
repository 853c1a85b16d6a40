/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keys from keys (HKDF), from channel names and phrases (PBKDF2), and from passwords (Argon2id). */

#include "sotto-kdf.h"

#include <string.h>

#include <openssl/evp.h>
#include <sodium.h>

#include "sotto-clock.h"
#include "sotto-crypto-error.h"
#include "sotto-digest.h"

#define MIN_MEMORY_KIB (8 * 1024)
#define MAX_MEMORY_KIB (1024 * 1024)
#define MAX_PASSES 16

/* Where tuning begins, and the least that new accounts get. */
#define TUNED_MEMORY_KIB (64 * 1024)
#define TUNED_PASSES 2

#define MAX_INFO 256

/* T(n) = HMAC (prk, T(n-1) || info || n); RFC 5869 section 2.3. */
static void
expand (const guint8 key[32], gconstpointer info, gsize info_length, guint8 *output, gsize length)
{
  guint8 block[32 + MAX_INFO + 1];
  guint8 previous[32];
  gsize previous_length = 0;

  for (guint8 number = 1; length > 0; number++)
    {
      gsize n_taken = MIN (length, sizeof previous);

      if (previous_length > 0)
        memcpy (block, previous, previous_length);
      if (info_length > 0)
        memcpy (block + previous_length, info, info_length);
      block[previous_length + info_length] = number;
      sotto_hmac_sha256 (key, 32, block, previous_length + info_length + 1, previous);
      memcpy (output, previous, n_taken);
      output += n_taken;
      length -= n_taken;
      previous_length = sizeof previous;
    }
  sotto_wipe (block, sizeof block);
  sotto_wipe (previous, sizeof previous);
}

gboolean
sotto_hkdf_sha256 (GBytes *key_material, GBytes *salt, GBytes *info, guint8 *output, gsize length)
{
  g_auto (SottoKey) key = { 0 };

  if (length > 255 * 32 || g_bytes_get_size (info) > MAX_INFO)
    return FALSE;
  sotto_hmac_sha256 (g_bytes_get_data (salt, NULL), g_bytes_get_size (salt),
                     g_bytes_get_data (key_material, NULL), g_bytes_get_size (key_material),
                     key.bytes);
  expand (key.bytes, g_bytes_get_data (info, NULL), g_bytes_get_size (info), output, length);
  return TRUE;
}

void
sotto_hkdf_sha256_raw (const guint8 key_material[32],
                       const guint8 salt[32],
                       const guint8 info[32],
                       guint8 *output,
                       gsize length)
{
  g_auto (SottoKey) key = { 0 };

  g_return_if_fail (length <= 255 * 32);

  sotto_hmac_sha256 (salt, 32, key_material, 32, key.bytes);
  expand (key.bytes, info, 32, output, length);
}

static gboolean
run_pbkdf2 (const EVP_MD *digest,
            GBytes *password,
            GBytes *salt,
            guint iterations,
            GByteArray *output)
{
  gsize password_length = g_bytes_get_size (password);
  gsize salt_length = g_bytes_get_size (salt);
  /* OpenSSL takes NULL for "no length given". */
  const char *text = password_length > 0 ? g_bytes_get_data (password, NULL) : "";

  return password_length <= G_MAXINT && salt_length <= G_MAXINT && iterations > 0 &&
         iterations <= G_MAXINT && output->len <= G_MAXINT &&
         PKCS5_PBKDF2_HMAC (text, (int) password_length, g_bytes_get_data (salt, NULL),
                            (int) salt_length, (int) iterations, digest, (int) output->len,
                            output->data) == 1;
}

gboolean
sotto_pbkdf2_sha256 (GBytes *password, GBytes *salt, guint iterations, guint8 *output, gsize length)
{
  GByteArray array = { .data = output, .len = (guint) MIN (length, G_MAXUINT) };

  return run_pbkdf2 (EVP_sha256 (), password, salt, iterations, &array);
}

gboolean
sotto_pbkdf2_sha512 (GBytes *password, GBytes *salt, guint iterations, guint8 *output, gsize length)
{
  GByteArray array = { .data = output, .len = (guint) MIN (length, G_MAXUINT) };

  return run_pbkdf2 (EVP_sha512 (), password, salt, iterations, &array);
}

gboolean
sotto_password_cost_is_sane (const SottoPasswordCost *cost)
{
  return cost->passes >= 1 && cost->passes <= MAX_PASSES && cost->memory_kib >= MIN_MEMORY_KIB &&
         cost->memory_kib <= MAX_MEMORY_KIB;
}

static gboolean
run_argon2 (const char *password,
            const guint8 salt[16],
            const SottoPasswordCost *cost,
            guint8 output[32])
{
  /* Before its initialisation libsodium uses the slowest code, and a cost would be tuned to that.
   */
  return sodium_init () >= 0 &&
         crypto_pwhash (output, 32, password, strlen (password), salt, cost->passes,
                        (size_t) cost->memory_kib * 1024, crypto_pwhash_ALG_ARGON2ID13) == 0;
}

void
sotto_password_cost_tune (SottoPasswordCost *cost, guint target_ms)
{
  static const guint8 salt[16] = { 0 };
  /* What is measured is this machine, so a test's clock would not do. */
  g_autoptr (SottoClock) clock = sotto_clock_new_system ();
  g_auto (SottoKey) output = { 0 };

  *cost = (SottoPasswordCost){ .passes = TUNED_PASSES, .memory_kib = TUNED_MEMORY_KIB };
  while (cost->memory_kib < MAX_MEMORY_KIB / 4)
    {
      gint64 start = sotto_clock_get_monotonic_time (clock);
      gint64 taken_ms;

      if (!run_argon2 ("", salt, cost, output.bytes))
        break;
      taken_ms = (sotto_clock_get_monotonic_time (clock) - start) / 1000;
      /* The next step costs twice as much: take it while that is nearer to the target. */
      if (taken_ms * 3 / 2 >= target_ms)
        break;
      cost->memory_kib *= 2;
    }
}

SottoSecret *
sotto_password_derive (const char *password,
                       const guint8 salt[16],
                       const SottoPasswordCost *cost,
                       GError **error)
{
  g_auto (SottoKey) output = { 0 };

  if (!sotto_password_cost_is_sane (cost))
    {
      g_set_error_literal (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_INVALID_LENGTH,
                           "The cost of the password's key is out of range");
      return NULL;
    }
  if (!run_argon2 (password, salt, cost, output.bytes))
    {
      g_set_error_literal (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_FAILED,
                           "There is not enough memory to work the password's key out");
      return NULL;
    }
  return sotto_secret_new (output.bytes, sizeof output.bytes);
}

SottoSecret *
sotto_secret_derive (SottoSecret *root, const char *purpose)
{
  static const guint8 no_salt[32] = { 0 };
  g_auto (SottoKey) key = { 0 };
  g_auto (SottoKey) derived = { 0 };
  const guint8 *bytes = sotto_secret_borrow (root);

  sotto_hmac_sha256 (no_salt, sizeof no_salt, bytes, sotto_secret_get_length (root), key.bytes);
  sotto_secret_release (root);
  expand (key.bytes, purpose, MIN (strlen (purpose), MAX_INFO), derived.bytes,
          sizeof derived.bytes);
  return sotto_secret_new (derived.bytes, sizeof derived.bytes);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Secret bytes behind a password, as key files have them (Web3 Secret Storage, version 3):
 *
 *   dk         = scrypt or PBKDF2 (password, salt), 32 bytes
 *   ciphertext = AES-128-CTR (dk[0..15], iv, content)
 *   mac        = Keccak-256 (dk[16..31] || ciphertext)
 *
 * Both derivations give the same first bytes whatever length is asked for, so the length that a
 * file names does not matter. scrypt is libsodium's: OpenSSL refuses n >= 2^(16 r), which real
 * files have.
 */

#include "sotto-key-box.h"

#include <string.h>

#include <sodium.h>

#include "sotto-cipher.h"
#include "sotto-crypto-error.h"
#include "sotto-kdf.h"
#include "sotto-keccak.h"

#define MAX_N (1u << 20)
#define MAX_SCRYPT_BLOCKS (G_GUINT64_CONSTANT (1) << 23) /* of 128 bytes: 1 GiB */
#define MAX_SCRYPT_WORK (G_GUINT64_CONSTANT (1) << 26)
#define MAX_ITERATIONS 10000000

#define SALT_LENGTH 32
#define HALF 16

static gboolean
refuse (GError **error, SottoCryptoError code, const char *message)
{
  g_set_error_literal (error, SOTTO_CRYPTO_ERROR, code, message);

  return FALSE;
}

/* No product here overflows: each factor is at most 2^26 when it is used. */
static gboolean
scrypt_cost_is_sane (const SottoKeyBoxCost *cost)
{
  return cost->n >= 2 && cost->n <= MAX_N && (cost->n & (cost->n - 1)) == 0 && cost->r >= 1 &&
         cost->r <= MAX_SCRYPT_WORK && cost->p >= 1 && cost->p <= MAX_SCRYPT_WORK &&
         cost->r * cost->p <= MAX_SCRYPT_WORK / cost->n && cost->r * cost->n <= MAX_SCRYPT_BLOCKS &&
         cost->r * cost->p <= MAX_SCRYPT_BLOCKS;
}

static gboolean
cost_is_sane (const SottoKeyBoxCost *cost)
{
  switch (cost->kdf)
    {
    case SOTTO_KEY_BOX_SCRYPT:
      return scrypt_cost_is_sane (cost);
    case SOTTO_KEY_BOX_PBKDF2:
      return cost->iterations >= 1 && cost->iterations <= MAX_ITERATIONS;
    }

  return FALSE;
}

static gboolean
derive_scrypt (const SottoKeyBox *box, const char *password, SottoKey *key)
{
  gsize salt_length;
  const guint8 *salt = g_bytes_get_data (box->salt, &salt_length);

  /* Before its initialisation libsodium uses the slowest code. */
  return sodium_init () >= 0 &&
         crypto_pwhash_scryptsalsa208sha256_ll (
           (const guint8 *) password, strlen (password), salt, salt_length, box->cost.n,
           (guint32) box->cost.r, (guint32) box->cost.p, key->bytes, sizeof key->bytes) == 0;
}

static gboolean
derive_pbkdf2 (const SottoKeyBox *box, const char *password, SottoKey *key)
{
  /* Borrowed, so that no copy of the password stays behind. */
  g_autoptr (GBytes) bytes = g_bytes_new_static (password, strlen (password));

  return sotto_pbkdf2_sha256 (bytes, box->salt, (guint) box->cost.iterations, key->bytes,
                              sizeof key->bytes);
}

static gboolean
derive (const SottoKeyBox *box, const char *password, SottoKey *key, GError **error)
{
  gboolean derived = box->cost.kdf == SOTTO_KEY_BOX_SCRYPT ? derive_scrypt (box, password, key)
                                                           : derive_pbkdf2 (box, password, key);

  if (!derived)
    return refuse (error, SOTTO_CRYPTO_ERROR_FAILED,
                   "There is not enough memory to work the password's key out");

  return TRUE;
}

static void
make_mac (const SottoKey *key, GBytes *ciphertext, SottoHash *mac)
{
  SottoKeccak keccak;

  sotto_keccak_init (&keccak);
  sotto_keccak_update (&keccak, key->bytes + HALF, HALF);
  sotto_keccak_update (&keccak, g_bytes_get_data (ciphertext, NULL), g_bytes_get_size (ciphertext));
  sotto_keccak_sum (&keccak, mac);
  sotto_wipe (&keccak, sizeof keccak);
}

/* (transfer full) (nullable): the content of a box that is within the limits; @authentic says
 * whether its MAC is right. */
static SottoSecret *
decrypt (const SottoKeyBox *box, const char *password, gboolean *authentic, GError **error)
{
  g_auto (SottoKey) key = { 0 };
  guint8 content[SOTTO_KEY_BOX_MAX_CONTENT];
  SottoSecret *secret = NULL;
  SottoHash mac;
  gsize length;
  const guint8 *ciphertext = g_bytes_get_data (box->ciphertext, &length);

  if (!derive (box, password, &key, error))
    return NULL;
  make_mac (&key, box->ciphertext, &mac);
  *authentic = sotto_constant_time_equal (mac.bytes, box->mac, sizeof box->mac);
  if (sotto_aes_ctr (key.bytes, HALF, box->iv, ciphertext, length, content, error))
    secret = sotto_secret_new (content, length);
  sotto_wipe (content, sizeof content);

  return secret;
}

/* (transfer full) (nullable) */
static SottoPrivateKey *
take_key (SottoSecret *content, const guint8 *address)
{
  g_autoptr (SottoPrivateKey) key = NULL;
  guint8 found[20];

  if (sotto_secret_get_length (content) != SOTTO_KEY_LENGTH)
    return NULL;
  key = sotto_private_key_new (sotto_secret_borrow (content), NULL);
  sotto_secret_release (content);
  if (key == NULL || address == NULL)
    return g_steal_pointer (&key);
  sotto_public_key_get_address (sotto_private_key_get_public (key), found);

  return memcmp (found, address, sizeof found) == 0 ? g_steal_pointer (&key) : NULL;
}

/* Public functions, in the header's order. */

void
sotto_key_box_clear (SottoKeyBox *box)
{
  g_clear_pointer (&box->salt, g_bytes_unref);
  g_clear_pointer (&box->ciphertext, g_bytes_unref);
}

gboolean
sotto_key_box_check (const SottoKeyBox *box, GError **error)
{
  gsize length = g_bytes_get_size (box->ciphertext);

  if (length == 0 || length > SOTTO_KEY_BOX_MAX_CONTENT ||
      g_bytes_get_size (box->salt) > SOTTO_KEY_BOX_MAX_SALT)
    return refuse (error, SOTTO_CRYPTO_ERROR_INVALID_LENGTH, "This is no key behind a password");
  if (!cost_is_sane (&box->cost))
    return refuse (error, SOTTO_CRYPTO_ERROR_INVALID_LENGTH,
                   "Opening this key would take too much memory or time");

  return TRUE;
}

SottoSecret *
sotto_key_box_open (const SottoKeyBox *box, const char *password, GError **error)
{
  g_autoptr (SottoSecret) content = NULL;
  gboolean authentic;

  if (!sotto_key_box_check (box, error))
    return NULL;
  content = decrypt (box, password, &authentic, error);
  if (content == NULL)
    return NULL;
  if (!authentic)
    {
      refuse (error, SOTTO_CRYPTO_ERROR_AUTHENTICATION, "This password does not open the key");
      return NULL;
    }

  return g_steal_pointer (&content);
}

/* Where the MAC is wrong and the key is still that of the address, it is the MAC that was damaged:
 * whoever typed the password should not be told to look for another. */
SottoPrivateKey *
sotto_key_box_open_key (const SottoKeyBox *box,
                        const guint8 *address,
                        const char *password,
                        GError **error)
{
  g_autoptr (SottoSecret) content = NULL;
  g_autoptr (SottoPrivateKey) key = NULL;
  gboolean authentic;

  if (!sotto_key_box_check (box, error))
    return NULL;
  content = decrypt (box, password, &authentic, error);
  if (content == NULL)
    return NULL;
  key = take_key (content, address);
  if (authentic && key != NULL)
    return g_steal_pointer (&key);
  if (!authentic && (key == NULL || address == NULL))
    refuse (error, SOTTO_CRYPTO_ERROR_AUTHENTICATION, "This password does not open the key");
  else
    refuse (error, SOTTO_CRYPTO_ERROR_CHECKSUM, "The password is right, but the key is damaged");

  return NULL;
}

gboolean
sotto_key_box_seal (SottoKeyBox *box,
                    const char *password,
                    SottoSecret *content,
                    SottoRandom *random,
                    GError **error)
{
  g_auto (SottoKey) key = { 0 };
  guint8 salt[SALT_LENGTH];
  guint8 ciphertext[SOTTO_KEY_BOX_MAX_CONTENT];
  gsize length = sotto_secret_get_length (content);
  gboolean encrypted;
  SottoHash mac;

  g_return_val_if_fail (length >= 1 && length <= SOTTO_KEY_BOX_MAX_CONTENT, FALSE);
  g_return_val_if_fail (cost_is_sane (&box->cost), FALSE);

  sotto_key_box_clear (box);
  sotto_random_fill (random, salt, sizeof salt);
  sotto_random_fill (random, box->iv, sizeof box->iv);
  box->salt = g_bytes_new (salt, sizeof salt);
  if (!derive (box, password, &key, error))
    return FALSE;
  encrypted = sotto_aes_ctr (key.bytes, HALF, box->iv, sotto_secret_borrow (content), length,
                             ciphertext, error);
  sotto_secret_release (content);
  if (!encrypted)
    return FALSE;
  box->ciphertext = g_bytes_new (ciphertext, length);
  make_mac (&key, box->ciphertext, &mac);
  memcpy (box->mac, mac.bytes, sizeof box->mac);

  return TRUE;
}

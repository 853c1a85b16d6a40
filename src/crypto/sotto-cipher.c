/* SPDX-License-Identifier: GPL-3.0-or-later */

/* AES over OpenSSL, each cipher fetched once. */

#include "sotto-cipher.h"

#include <openssl/evp.h>

#include "sotto-crypto-error.h"
#include "sotto-secret.h"

typedef enum
{
  CIPHER_AES_128_CTR,
  CIPHER_AES_256_CTR,
  CIPHER_AES_256_ECB,
  CIPHER_AES_128_GCM,
  CIPHER_AES_256_GCM,
  N_CIPHERS,
} Cipher;

struct _SottoAesStream
{
  EVP_CIPHER_CTX *context;
};

struct _SottoAesBlock
{
  EVP_CIPHER_CTX *context;
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_CIPHER_CTX, EVP_CIPHER_CTX_free)

static EVP_CIPHER *
get_cipher (Cipher cipher)
{
  static const char *const names[N_CIPHERS] = { "AES-128-CTR", "AES-256-CTR", "AES-256-ECB",
                                                "AES-128-GCM", "AES-256-GCM" };
  static EVP_CIPHER *fetched[N_CIPHERS];
  static gsize is_fetched = 0;

  if (g_once_init_enter (&is_fetched))
    {
      for (guint i = 0; i < N_CIPHERS; i++)
        {
          fetched[i] = EVP_CIPHER_fetch (NULL, names[i], NULL);
          if (fetched[i] == NULL)
            g_error ("The crypto library has no %s", names[i]);
        }
      g_once_init_leave (&is_fetched, 1);
    }
  return fetched[cipher];
}

/* OpenSSL counts in int. */
static gboolean
check_length (gsize length, GError **error)
{
  if (length <= G_MAXINT / 2)
    return TRUE;
  g_set_error_literal (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_INVALID_LENGTH,
                       "The data is too long to encrypt");
  return FALSE;
}

static gboolean
fail (GError **error)
{
  g_set_error_literal (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_FAILED,
                       "The crypto library failed");
  return FALSE;
}

static gboolean
gcm_seal (Cipher cipher,
          const SottoGcm *gcm,
          const guint8 *plaintext,
          gsize length,
          guint8 *output,
          GError **error)
{
  g_autoptr (EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new ();
  int n_written = 0;

  if (!check_length (length, error) || !check_length (gcm->ad_length, error))
    return FALSE;
  if (context == NULL ||
      EVP_EncryptInit_ex2 (context, get_cipher (cipher), gcm->key, gcm->nonce, NULL) != 1 ||
      (gcm->ad_length > 0 &&
       EVP_EncryptUpdate (context, NULL, &n_written, gcm->ad, (int) gcm->ad_length) != 1) ||
      (length > 0 &&
       EVP_EncryptUpdate (context, output, &n_written, plaintext, (int) length) != 1) ||
      EVP_EncryptFinal_ex (context, output + length, &n_written) != 1 ||
      EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_AEAD_GET_TAG, SOTTO_GCM_TAG_LENGTH, output + length) !=
        1)
    return fail (error);
  return TRUE;
}

static gboolean
gcm_open (Cipher cipher,
          const SottoGcm *gcm,
          const guint8 *input,
          gsize length,
          guint8 *output,
          GError **error)
{
  g_autoptr (EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new ();
  guint8 end[16];
  int n_written = 0;
  gsize n_plain = length - SOTTO_GCM_TAG_LENGTH;

  if (length < SOTTO_GCM_TAG_LENGTH)
    {
      g_set_error_literal (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_INVALID_LENGTH,
                           "The data is shorter than its tag");
      return FALSE;
    }
  if (!check_length (length, error) || !check_length (gcm->ad_length, error))
    return FALSE;
  if (context == NULL ||
      EVP_DecryptInit_ex2 (context, get_cipher (cipher), gcm->key, gcm->nonce, NULL) != 1 ||
      (gcm->ad_length > 0 &&
       EVP_DecryptUpdate (context, NULL, &n_written, gcm->ad, (int) gcm->ad_length) != 1) ||
      (n_plain > 0 && EVP_DecryptUpdate (context, output, &n_written, input, (int) n_plain) != 1) ||
      EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_AEAD_SET_TAG, SOTTO_GCM_TAG_LENGTH,
                           (guint8 *) input + n_plain) != 1)
    return fail (error);
  if (EVP_DecryptFinal_ex (context, end, &n_written) == 1)
    return TRUE;
  sotto_wipe (output, n_plain);
  g_set_error_literal (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_AUTHENTICATION,
                       "The data does not open with this key");
  return FALSE;
}

gboolean
sotto_aes256_gcm_seal (const guint8 key[32],
                       const guint8 nonce[12],
                       const guint8 *plaintext,
                       gsize length,
                       guint8 *output,
                       GError **error)
{
  SottoGcm gcm = { .key = key, .nonce = nonce };

  return gcm_seal (CIPHER_AES_256_GCM, &gcm, plaintext, length, output, error);
}

gboolean
sotto_aes256_gcm_open (const guint8 key[32],
                       const guint8 nonce[12],
                       const guint8 *input,
                       gsize length,
                       guint8 *output,
                       GError **error)
{
  SottoGcm gcm = { .key = key, .nonce = nonce };

  return gcm_open (CIPHER_AES_256_GCM, &gcm, input, length, output, error);
}

gboolean
sotto_aes128_gcm_seal (const SottoGcm *gcm,
                       const guint8 *plaintext,
                       gsize length,
                       guint8 *output,
                       GError **error)
{
  return gcm_seal (CIPHER_AES_128_GCM, gcm, plaintext, length, output, error);
}

gboolean
sotto_aes128_gcm_open (const SottoGcm *gcm,
                       const guint8 *input,
                       gsize length,
                       guint8 *output,
                       GError **error)
{
  return gcm_open (CIPHER_AES_128_GCM, gcm, input, length, output, error);
}

gboolean
sotto_aes_ctr (const guint8 *key,
               gsize key_length,
               const guint8 iv[16],
               const guint8 *input,
               gsize length,
               guint8 *output,
               GError **error)
{
  g_autoptr (EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new ();
  Cipher cipher = key_length == 16 ? CIPHER_AES_128_CTR : CIPHER_AES_256_CTR;
  int n_written = 0;

  g_return_val_if_fail (key_length == 16 || key_length == 32, FALSE);

  if (!check_length (length, error))
    return FALSE;
  if (context == NULL || EVP_EncryptInit_ex2 (context, get_cipher (cipher), key, iv, NULL) != 1 ||
      (length > 0 && EVP_EncryptUpdate (context, output, &n_written, input, (int) length) != 1))
    return fail (error);
  return TRUE;
}

SottoAesStream *
sotto_aes_stream_new (const guint8 key[32], const guint8 iv[16])
{
  SottoAesStream *stream = g_new0 (SottoAesStream, 1);

  stream->context = EVP_CIPHER_CTX_new ();
  if (stream->context == NULL ||
      EVP_EncryptInit_ex2 (stream->context, get_cipher (CIPHER_AES_256_CTR), key, iv, NULL) != 1)
    g_error ("An AES stream cannot be started");
  return stream;
}

void
sotto_aes_stream_free (SottoAesStream *stream)
{
  EVP_CIPHER_CTX_free (stream->context);
  g_free (stream);
}

void
sotto_aes_stream_apply (SottoAesStream *stream, const guint8 *input, gsize length, guint8 *output)
{
  int n_written = 0;

  g_return_if_fail (length <= G_MAXINT / 2);

  if (length > 0)
    EVP_EncryptUpdate (stream->context, output, &n_written, input, (int) length);
}

SottoAesBlock *
sotto_aes_block_new (const guint8 key[32])
{
  SottoAesBlock *block = g_new0 (SottoAesBlock, 1);

  block->context = EVP_CIPHER_CTX_new ();
  if (block->context == NULL ||
      EVP_EncryptInit_ex2 (block->context, get_cipher (CIPHER_AES_256_ECB), key, NULL, NULL) != 1)
    g_error ("An AES block cipher cannot be started");
  EVP_CIPHER_CTX_set_padding (block->context, 0);
  return block;
}

void
sotto_aes_block_free (SottoAesBlock *block)
{
  EVP_CIPHER_CTX_free (block->context);
  g_free (block);
}

void
sotto_aes_block_encrypt (SottoAesBlock *block, const guint8 input[16], guint8 output[16])
{
  int n_written = 0;

  EVP_EncryptUpdate (block->context, output, &n_written, input, 16);
}

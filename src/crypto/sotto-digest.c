/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Digests and HMAC over OpenSSL. Algorithms are fetched once and each thread keeps its context:
 * with OpenSSL 3, the one-shot calls spend most of their time in looking the algorithm up. */

#include "sotto-digest.h"

#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "sotto-secret.h"

#define MAX_BLOCK 128
#define MAX_DIGEST 64

/* At the end of a program OpenSSL would take itself apart while a worker still derives a key, which
 * then crashes. The kernel takes back the memory as well. Only the first call decides, so it is
 * made before main (). */
__attribute__ ((constructor)) static void
keep_until_the_end (void)
{
  G_GNUC_UNUSED int done = OPENSSL_init_crypto (OPENSSL_INIT_NO_ATEXIT, NULL);
}

typedef enum
{
  ALGORITHM_SHA256,
  ALGORITHM_SHA512,
  ALGORITHM_MD5,
  ALGORITHM_RIPEMD160,
  N_ALGORITHMS,
} Algorithm;

static const struct
{
  const char *name;
  gsize block_length;
  gsize digest_length;
} algorithms[N_ALGORITHMS] = {
  [ALGORITHM_SHA256] = { "SHA256", 64, 32 },
  [ALGORITHM_SHA512] = { "SHA512", 128, 64 },
  [ALGORITHM_MD5] = { "MD5", 64, 16 },
  [ALGORITHM_RIPEMD160] = { "RIPEMD160", 64, 20 },
};

typedef struct
{
  gconstpointer data;
  gsize length;
} Piece;

static void
free_context (gpointer context)
{
  EVP_MD_CTX_free (context);
}

static GPrivate thread_context = G_PRIVATE_INIT (free_context);

static EVP_MD *
get_algorithm (Algorithm algorithm)
{
  static EVP_MD *fetched[N_ALGORITHMS];
  static gsize is_fetched = 0;

  if (g_once_init_enter (&is_fetched))
    {
      for (guint i = 0; i < N_ALGORITHMS; i++)
        {
          fetched[i] = EVP_MD_fetch (NULL, algorithms[i].name, NULL);
          if (fetched[i] == NULL)
            g_error ("The crypto library has no %s", algorithms[i].name);
        }
      g_once_init_leave (&is_fetched, 1);
    }
  return fetched[algorithm];
}

static EVP_MD_CTX *
begin (Algorithm algorithm)
{
  EVP_MD_CTX *context = g_private_get (&thread_context);

  if (context == NULL)
    {
      context = EVP_MD_CTX_new ();
      g_private_set (&thread_context, context);
    }
  if (EVP_DigestInit_ex (context, get_algorithm (algorithm), NULL) != 1)
    g_error ("A digest cannot be started");
  return context;
}

static void
digest_pieces (Algorithm algorithm, const Piece *pieces, guint n_pieces, guint8 *digest)
{
  EVP_MD_CTX *context = begin (algorithm);

  for (guint i = 0; i < n_pieces; i++)
    if (pieces[i].length > 0)
      EVP_DigestUpdate (context, pieces[i].data, pieces[i].length);
  EVP_DigestFinal_ex (context, digest, NULL);
}

static void
digest_one (Algorithm algorithm, gconstpointer data, gsize length, guint8 *digest)
{
  const Piece piece = { data, length };

  digest_pieces (algorithm, &piece, 1, digest);
}

/* RFC 2104; at most two pieces. */
static void
compute_hmac (Algorithm algorithm, const Piece *key, const Piece data[2], guint8 *mac)
{
  gsize block_length = algorithms[algorithm].block_length;
  guint8 inner_pad[MAX_BLOCK] = { 0 };
  guint8 outer_pad[MAX_BLOCK];
  guint8 inner[MAX_DIGEST];
  Piece pieces[3] = { { inner_pad, block_length }, data[0], data[1] };

  if (key->length > block_length)
    digest_one (algorithm, key->data, key->length, inner_pad);
  else if (key->length > 0)
    memcpy (inner_pad, key->data, key->length);
  for (gsize i = 0; i < block_length; i++)
    {
      outer_pad[i] = inner_pad[i] ^ 0x5c;
      inner_pad[i] ^= 0x36;
    }
  digest_pieces (algorithm, pieces, 3, inner);
  pieces[0].data = outer_pad;
  pieces[1] = (Piece){ inner, algorithms[algorithm].digest_length };
  digest_pieces (algorithm, pieces, 2, mac);
  sotto_wipe (inner_pad, sizeof inner_pad);
  sotto_wipe (outer_pad, sizeof outer_pad);
  sotto_wipe (inner, sizeof inner);
}

void
sotto_sha256 (gconstpointer data, gsize length, SottoHash *digest)
{
  digest_one (ALGORITHM_SHA256, data, length, digest->bytes);
}

void
sotto_sha512 (gconstpointer data, gsize length, guint8 digest[64])
{
  digest_one (ALGORITHM_SHA512, data, length, digest);
}

void
sotto_md5 (gconstpointer data, gsize length, guint8 digest[16])
{
  digest_one (ALGORITHM_MD5, data, length, digest);
}

void
sotto_ripemd160 (gconstpointer data, gsize length, guint8 digest[20])
{
  digest_one (ALGORITHM_RIPEMD160, data, length, digest);
}

void
sotto_hmac_sha256 (const guint8 *key,
                   gsize key_length,
                   gconstpointer data,
                   gsize length,
                   guint8 mac[32])
{
  const Piece pieces[2] = { { data, length }, { NULL, 0 } };
  const Piece key_piece = { key, key_length };

  compute_hmac (ALGORITHM_SHA256, &key_piece, pieces, mac);
}

void
sotto_hmac_sha512 (const guint8 *key,
                   gsize key_length,
                   gconstpointer data,
                   gsize length,
                   guint8 mac[64])
{
  const Piece pieces[2] = { { data, length }, { NULL, 0 } };
  const Piece key_piece = { key, key_length };

  compute_hmac (ALGORITHM_SHA512, &key_piece, pieces, mac);
}

void
sotto_hmac_sha256_pair (const guint8 *key, gsize key_length, GBytes *a, GBytes *b, guint8 mac[32])
{
  const Piece pieces[2] = { { g_bytes_get_data (a, NULL), g_bytes_get_size (a) },
                            { g_bytes_get_data (b, NULL), g_bytes_get_size (b) } };
  const Piece key_piece = { key, key_length };

  compute_hmac (ALGORITHM_SHA256, &key_piece, pieces, mac);
}

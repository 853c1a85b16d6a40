/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-keys.h"
#include "sotto-random.h"
#include "sotto-secret.h"

G_BEGIN_DECLS

#define SOTTO_KEY_BOX_IV_LENGTH 16
#define SOTTO_KEY_BOX_MAC_LENGTH 32

/* What a box holds at most, and how long its salt may be. */
#define SOTTO_KEY_BOX_MAX_CONTENT 512
#define SOTTO_KEY_BOX_MAX_SALT 256

/**
 * SottoKeyBoxKdf:
 * @SOTTO_KEY_BOX_SCRYPT: RFC 7914
 * @SOTTO_KEY_BOX_PBKDF2: RFC 8018, with HMAC-SHA256
 */
typedef enum
{
  SOTTO_KEY_BOX_SCRYPT,
  SOTTO_KEY_BOX_PBKDF2,
} SottoKeyBoxKdf;

/**
 * SottoKeyBoxCost:
 * @kdf: how the password becomes a key
 * @n: of scrypt: a power of two, 2 to 2^20
 * @r: of scrypt: size of a block in 128 bytes
 * @p: of scrypt: how many times
 * @iterations: of PBKDF2: 1 to 10,000,000
 *
 * What opening costs. Memory of scrypt is 128 × @r × @n bytes and 128 × @r × @p, each at most 1
 * GiB; its time goes with @n × @r × @p, at most 2^26, which is half a minute (what wallets write is
 * 2^21).
 */
typedef struct
{
  SottoKeyBoxKdf kdf;
  guint64 n;
  guint64 r;
  guint64 p;
  guint64 iterations;
} SottoKeyBoxCost;

/* What is written: geth's standard; and its light form, for tests and old files. */
#define SOTTO_KEY_BOX_STANDARD_COST                                                                \
  ((SottoKeyBoxCost){ .kdf = SOTTO_KEY_BOX_SCRYPT, .n = 262144, .r = 8, .p = 1 })
#define SOTTO_KEY_BOX_LIGHT_COST                                                                   \
  ((SottoKeyBoxCost){ .kdf = SOTTO_KEY_BOX_SCRYPT, .n = 4096, .r = 8, .p = 6 })

/**
 * SottoKeyBox:
 * @cost: what opening costs
 * @salt: of the password's key
 * @iv: where the counter begins
 * @ciphertext: as long as the content
 * @mac: Keccak-256 of bytes 16 to 31 of the password's key, and @ciphertext
 *
 * Some secret bytes behind a password: the member `crypto` of a key file (Web3 Secret Storage,
 * version 3). AES-128-CTR under bytes 0 to 15 of the password's key. Clear with
 * sotto_key_box_clear ().
 */
typedef struct
{
  SottoKeyBoxCost cost;
  GBytes *salt;
  guint8 iv[SOTTO_KEY_BOX_IV_LENGTH];
  GBytes *ciphertext;
  guint8 mac[SOTTO_KEY_BOX_MAC_LENGTH];
} SottoKeyBox;

void sotto_key_box_clear (SottoKeyBox *box);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SottoKeyBox, sotto_key_box_clear)

/**
 * sotto_key_box_check:
 * @box: from anywhere
 * @error: return location for %SOTTO_CRYPTO_ERROR_INVALID_LENGTH
 *
 * Returns: whether opening it stays within the limits above
 */
gboolean sotto_key_box_check (const SottoKeyBox *box, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_key_box_open:
 * @box: from anywhere
 * @password: UTF-8, taken as it is
 * @error: return location for %SOTTO_CRYPTO_ERROR_AUTHENTICATION (another password, or something
 * was changed), %SOTTO_CRYPTO_ERROR_INVALID_LENGTH (beyond the limits) and
 * %SOTTO_CRYPTO_ERROR_FAILED (not enough memory)
 *
 * Slow: run it on a worker.
 *
 * Returns: (transfer full): the content, or %NULL
 */
SottoSecret *sotto_key_box_open (const SottoKeyBox *box,
                                 const char *password,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_key_box_open_key:
 * @box: from anywhere
 * @address: (nullable): 20 bytes, whose key it says to hold
 * @password: UTF-8, taken as it is
 * @error: return location for the errors of sotto_key_box_open (), and for
 * %SOTTO_CRYPTO_ERROR_CHECKSUM: the password is right, but the box does not hold what it should,
 * or is no longer whole
 *
 * Slow: run it on a worker.
 *
 * Returns: (transfer full): the private key, or %NULL
 */
SottoPrivateKey *sotto_key_box_open_key (const SottoKeyBox *box,
                                         const guint8 *address,
                                         const char *password,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_key_box_seal:
 * @box: (inout): empty but for its cost; filled
 * @password: UTF-8, taken as it is
 * @content: 1 to %SOTTO_KEY_BOX_MAX_CONTENT bytes
 * @random: where salt and counter come from
 * @error: return location for an error
 *
 * Slow: run it on a worker.
 *
 * Returns: whether it is sealed
 */
gboolean sotto_key_box_seal (SottoKeyBox *box,
                             const char *password,
                             SottoSecret *content,
                             SottoRandom *random,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

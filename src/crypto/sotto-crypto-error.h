/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SOTTO_CRYPTO_ERROR (sotto_crypto_error_quark ())

/**
 * SottoCryptoError:
 * @SOTTO_CRYPTO_ERROR_INVALID_KEY: not a private key or not a point of the curve
 * @SOTTO_CRYPTO_ERROR_INVALID_SIGNATURE: a signature that does not verify or recover
 * @SOTTO_CRYPTO_ERROR_AUTHENTICATION: a MAC or tag did not match
 * @SOTTO_CRYPTO_ERROR_INVALID_LENGTH: input shorter or longer than the construction allows
 * @SOTTO_CRYPTO_ERROR_UNKNOWN_WORD: a word that is not in the BIP-39 list
 * @SOTTO_CRYPTO_ERROR_CHECKSUM: a recovery phrase whose checksum does not match
 * @SOTTO_CRYPTO_ERROR_FAILED: the library refused (out of memory, missing algorithm)
 */
typedef enum
{
  SOTTO_CRYPTO_ERROR_INVALID_KEY,
  SOTTO_CRYPTO_ERROR_INVALID_SIGNATURE,
  SOTTO_CRYPTO_ERROR_AUTHENTICATION,
  SOTTO_CRYPTO_ERROR_INVALID_LENGTH,
  SOTTO_CRYPTO_ERROR_UNKNOWN_WORD,
  SOTTO_CRYPTO_ERROR_CHECKSUM,
  SOTTO_CRYPTO_ERROR_FAILED,
} SottoCryptoError;

GQuark sotto_crypto_error_quark (void);

G_END_DECLS

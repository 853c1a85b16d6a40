/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SOTTO_ETHEREUM_ERROR (sotto_ethereum_error_quark ())

/**
 * SottoEthereumError:
 * @SOTTO_ETHEREUM_ERROR_AMOUNT: text that is no amount
 * @SOTTO_ETHEREUM_ERROR_TOO_LARGE: beyond 2^256 - 1, or beyond one of our limits
 * @SOTTO_ETHEREUM_ERROR_MALFORMED: bytes or text that break the rules of their format
 * @SOTTO_ETHEREUM_ERROR_UNSUPPORTED: well formed, but nothing that we read or sign
 * @SOTTO_ETHEREUM_ERROR_SIGNATURE: a signature that is out of range or of somebody else
 * @SOTTO_ETHEREUM_ERROR_PASSWORD: a password that does not open what it should
 * @SOTTO_ETHEREUM_ERROR_DAMAGED: opened by its password, and not what it should be
 */
typedef enum
{
  SOTTO_ETHEREUM_ERROR_AMOUNT,
  SOTTO_ETHEREUM_ERROR_TOO_LARGE,
  SOTTO_ETHEREUM_ERROR_MALFORMED,
  SOTTO_ETHEREUM_ERROR_UNSUPPORTED,
  SOTTO_ETHEREUM_ERROR_SIGNATURE,
  SOTTO_ETHEREUM_ERROR_PASSWORD,
  SOTTO_ETHEREUM_ERROR_DAMAGED,
} SottoEthereumError;

GQuark sotto_ethereum_error_quark (void);

G_END_DECLS

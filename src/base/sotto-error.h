/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SOTTO_BASE_ERROR:
 *
 * Error domain of readers, decoders and value types: bytes or text from outside were refused.
 */
#define SOTTO_BASE_ERROR (sotto_base_error_quark ())

/**
 * SottoBaseError:
 * @SOTTO_BASE_ERROR_TRUNCATED: the input ends before the value does
 * @SOTTO_BASE_ERROR_TOO_LARGE: a stated maximum would be exceeded
 * @SOTTO_BASE_ERROR_MALFORMED: the input is not in the canonical form of its standard
 * @SOTTO_BASE_ERROR_RANGE: a number does not fit its type
 */
typedef enum
{
  SOTTO_BASE_ERROR_TRUNCATED,
  SOTTO_BASE_ERROR_TOO_LARGE,
  SOTTO_BASE_ERROR_MALFORMED,
  SOTTO_BASE_ERROR_RANGE,
} SottoBaseError;

GQuark sotto_base_error_quark (void);

G_END_DECLS

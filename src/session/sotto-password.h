/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SOTTO_PASSWORD_MIN_CHARACTERS 10

/**
 * SottoPasswordStrength:
 * @SOTTO_PASSWORD_TOO_SHORT: fewer than %SOTTO_PASSWORD_MIN_CHARACTERS characters
 * @SOTTO_PASSWORD_WEAK: long enough, but quickly guessed (repetitions, sequences, common words):
 * refused
 * @SOTTO_PASSWORD_FAIR: accepted
 * @SOTTO_PASSWORD_GOOD: accepted
 * @SOTTO_PASSWORD_STRONG: accepted
 */
typedef enum
{
  SOTTO_PASSWORD_TOO_SHORT,
  SOTTO_PASSWORD_WEAK,
  SOTTO_PASSWORD_FAIR,
  SOTTO_PASSWORD_GOOD,
  SOTTO_PASSWORD_STRONG,
} SottoPasswordStrength;

SottoPasswordStrength sotto_password_estimate (const char *password);
gboolean sotto_password_is_acceptable (const char *password);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SOTTO_SESSION_ERROR (sotto_session_error_quark ())

/**
 * SottoSessionError:
 * @SOTTO_SESSION_ERROR_WRONG_PASSWORD: the password does not open this account
 * @SOTTO_SESSION_ERROR_TOO_SOON: after wrong passwords the next try has to wait
 * @SOTTO_SESSION_ERROR_WEAK_PASSWORD: the password is too short or too easy to guess
 * @SOTTO_SESSION_ERROR_IN_USE: another process has this account open
 * @SOTTO_SESSION_ERROR_EXISTS: this account is on this computer already
 * @SOTTO_SESSION_ERROR_DAMAGED: the account file cannot be read
 * @SOTTO_SESSION_ERROR_NEWER: written by a newer Sotto
 * @SOTTO_SESSION_ERROR_NO_PHRASE: the recovery phrase is not on this computer
 * @SOTTO_SESSION_ERROR_ADDRESS: not a node address
 */
typedef enum
{
  SOTTO_SESSION_ERROR_WRONG_PASSWORD,
  SOTTO_SESSION_ERROR_TOO_SOON,
  SOTTO_SESSION_ERROR_WEAK_PASSWORD,
  SOTTO_SESSION_ERROR_IN_USE,
  SOTTO_SESSION_ERROR_EXISTS,
  SOTTO_SESSION_ERROR_DAMAGED,
  SOTTO_SESSION_ERROR_NEWER,
  SOTTO_SESSION_ERROR_NO_PHRASE,
  SOTTO_SESSION_ERROR_ADDRESS,
} SottoSessionError;

GQuark sotto_session_error_quark (void);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SOTTO_CHAT_ERROR (sotto_chat_error_quark ())

/**
 * SottoChatError:
 * @SOTTO_CHAT_ERROR_INVALID_NAME: not a channel name
 * @SOTTO_CHAT_ERROR_INVALID_KEY: not a chat key
 * @SOTTO_CHAT_ERROR_OWN_KEY: one's own key where somebody else is meant
 * @SOTTO_CHAT_ERROR_EMPTY: nothing but white space
 * @SOTTO_CHAT_ERROR_TOO_LONG: above the limit of a message
 * @SOTTO_CHAT_ERROR_BLOCKED: the other person is blocked
 * @SOTTO_CHAT_ERROR_NOT_FOUND: no such chat or message
 * @SOTTO_CHAT_ERROR_MALFORMED: bytes from the network that are no valid payload
 * @SOTTO_CHAT_ERROR_REFUSED: a well-formed payload that breaks a rule of validation
 */
typedef enum
{
  SOTTO_CHAT_ERROR_INVALID_NAME,
  SOTTO_CHAT_ERROR_INVALID_KEY,
  SOTTO_CHAT_ERROR_OWN_KEY,
  SOTTO_CHAT_ERROR_EMPTY,
  SOTTO_CHAT_ERROR_TOO_LONG,
  SOTTO_CHAT_ERROR_BLOCKED,
  SOTTO_CHAT_ERROR_NOT_FOUND,
  SOTTO_CHAT_ERROR_MALFORMED,
  SOTTO_CHAT_ERROR_REFUSED,
} SottoChatError;

GQuark sotto_chat_error_quark (void);

G_END_DECLS

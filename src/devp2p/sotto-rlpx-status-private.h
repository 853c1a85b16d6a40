/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SottoRlpxStatus:
 * @SOTTO_RLPX_FAILED: the bytes are wrong; nothing more may be fed
 * @SOTTO_RLPX_MORE: all bytes were taken, and more are needed
 * @SOTTO_RLPX_DONE: a handshake or a message is complete; what was not consumed belongs to the next
 *
 * What a state machine of this folder says to bytes.
 */
typedef enum
{
  SOTTO_RLPX_FAILED,
  SOTTO_RLPX_MORE,
  SOTTO_RLPX_DONE,
} SottoRlpxStatus;

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SOTTO_WAKU_ERROR (sotto_waku_error_quark ())

/**
 * SottoWakuError:
 * @SOTTO_WAKU_ERROR_VERSION: a handshake in another version of the protocol
 * @SOTTO_WAKU_ERROR_OPTION: an option with a value that it cannot have
 * @SOTTO_WAKU_ERROR_TOO_MANY: more topics than a dialect allows
 * @SOTTO_WAKU_ERROR_ORDER: a packet before the handshake
 * @SOTTO_WAKU_ERROR_MISBEHAVED: too many envelopes against what was announced
 * @SOTTO_WAKU_ERROR_USELESS: a light node calls a light node
 *
 * Why a neighbour loses its connection, besides RLP that cannot be read (#SottoBaseError).
 */
typedef enum
{
  SOTTO_WAKU_ERROR_VERSION,
  SOTTO_WAKU_ERROR_OPTION,
  SOTTO_WAKU_ERROR_TOO_MANY,
  SOTTO_WAKU_ERROR_ORDER,
  SOTTO_WAKU_ERROR_MISBEHAVED,
  SOTTO_WAKU_ERROR_USELESS,
} SottoWakuError;

GQuark sotto_waku_error_quark (void);

G_END_DECLS

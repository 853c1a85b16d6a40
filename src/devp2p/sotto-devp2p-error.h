/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SOTTO_DEVP2P_ERROR (sotto_devp2p_error_quark ())

/**
 * SottoDevp2pError:
 * @SOTTO_DEVP2P_ERROR_ADDRESS: not an enode URL, or one that cannot be used
 * @SOTTO_DEVP2P_ERROR_HANDSHAKE: the other side does not hold the key that it should, or speaks
 * something else
 * @SOTTO_DEVP2P_ERROR_PROTOCOL: a frame or message against the rules
 * @SOTTO_DEVP2P_ERROR_TOO_LARGE: a frame or message above its limit
 * @SOTTO_DEVP2P_ERROR_DISCONNECTED: the other side said good-bye with a reason, or hung up
 * @SOTTO_DEVP2P_ERROR_TIMED_OUT: too slow
 * @SOTTO_DEVP2P_ERROR_LISTEN: the address cannot be listened on
 * @SOTTO_DEVP2P_ERROR_RECORD: not a valid node record
 * @SOTTO_DEVP2P_ERROR_LIST: not the URL or a valid entry of a list of nodes
 * @SOTTO_DEVP2P_ERROR_PACKET: not a valid packet of discovery
 * @SOTTO_DEVP2P_ERROR_PORT_MAPPING: no router opened a port
 */
typedef enum
{
  SOTTO_DEVP2P_ERROR_ADDRESS,
  SOTTO_DEVP2P_ERROR_HANDSHAKE,
  SOTTO_DEVP2P_ERROR_PROTOCOL,
  SOTTO_DEVP2P_ERROR_TOO_LARGE,
  SOTTO_DEVP2P_ERROR_DISCONNECTED,
  SOTTO_DEVP2P_ERROR_TIMED_OUT,
  SOTTO_DEVP2P_ERROR_LISTEN,
  SOTTO_DEVP2P_ERROR_RECORD,
  SOTTO_DEVP2P_ERROR_LIST,
  SOTTO_DEVP2P_ERROR_PACKET,
  SOTTO_DEVP2P_ERROR_PORT_MAPPING,
} SottoDevp2pError;

GQuark sotto_devp2p_error_quark (void);

G_END_DECLS

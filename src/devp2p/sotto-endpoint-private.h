/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-node-record.h"

G_BEGIN_DECLS

#define SOTTO_ENDPOINT_IP_LENGTH 16

/**
 * SottoEndpoint:
 * @ip: an IPv6 address, or an IPv4 address behind ::ffff:
 * @port: UDP port
 *
 * Where packets go, as a plain value.
 */
typedef struct
{
  guint8 ip[SOTTO_ENDPOINT_IP_LENGTH];
  guint16 port;
} SottoEndpoint;

/**
 * SottoReach:
 * @SOTTO_REACH_NOWHERE: cannot be sent to
 * @SOTTO_REACH_LOOPBACK: this computer
 * @SOTTO_REACH_LAN: a network that is not routed on the Internet
 * @SOTTO_REACH_WORLD: everything else
 *
 * How far away an address is, in growing order.
 */
typedef enum
{
  SOTTO_REACH_NOWHERE,
  SOTTO_REACH_LOOPBACK,
  SOTTO_REACH_LAN,
  SOTTO_REACH_WORLD,
} SottoReach;

/* Bytes of ::ffff:a.b.c.d in front of the address itself. */
#define SOTTO_ENDPOINT_MAPPED_LENGTH 12

gboolean sotto_endpoint_from_ip (SottoEndpoint *endpoint,
                                 const guint8 *ip,
                                 gsize length,
                                 guint16 port) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_endpoint_from_address (SottoEndpoint *endpoint,
                                      GSocketAddress *address) G_GNUC_WARN_UNUSED_RESULT;

/* Where the node takes packets, IPv4 before IPv6. FALSE if it says no place. */
gboolean sotto_endpoint_from_record (SottoEndpoint *endpoint,
                                     SottoNodeRecord *record) G_GNUC_WARN_UNUSED_RESULT;
GInetAddress *sotto_endpoint_to_inet (const SottoEndpoint *endpoint) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_endpoint_is_ipv4 (const SottoEndpoint *endpoint);
SottoReach sotto_endpoint_get_reach (const SottoEndpoint *endpoint);

/* Whether a node at @from may tell us of one at @endpoint. */
gboolean sotto_endpoint_may_relay (const SottoEndpoint *from, const SottoEndpoint *endpoint);

/* Whether both are in the same /24 (IPv4) or /64. */
gboolean sotto_endpoint_same_network (const SottoEndpoint *a, const SottoEndpoint *b);
gboolean sotto_endpoint_same_ip (const SottoEndpoint *a, const SottoEndpoint *b);
guint sotto_endpoint_hash (gconstpointer endpoint);
gboolean sotto_endpoint_equal (gconstpointer a, gconstpointer b);

G_END_DECLS

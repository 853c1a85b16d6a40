/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-endpoint-private.h"

G_BEGIN_DECLS

/* Datagrams that are read before others on the main loop have their turn, and the longest that is
 * looked at. */
#define SOTTO_UDP_SOCKET_BATCH 32
#define SOTTO_UDP_SOCKET_MAX_LENGTH 1280

typedef void (*SottoUdpSocketFunc) (const SottoEndpoint *from,
                                    const guint8 *data,
                                    gsize length,
                                    gpointer user_data);

/**
 * SottoUdpSocket:
 *
 * A UDP socket on the main context. What cannot be sent at once is lost, as on the way.
 */
typedef struct _SottoUdpSocket SottoUdpSocket;

/* @address: numeric, "::" for all of both families. */
SottoUdpSocket *
sotto_udp_socket_new (const char *address, guint16 port, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void sotto_udp_socket_free (SottoUdpSocket *self);
void sotto_udp_socket_start (SottoUdpSocket *self, SottoUdpSocketFunc function, gpointer user_data);
void sotto_udp_socket_send (SottoUdpSocket *self, const SottoEndpoint *to, GBytes *datagram);
guint16 sotto_udp_socket_get_port (SottoUdpSocket *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoUdpSocket, sotto_udp_socket_free)

G_END_DECLS

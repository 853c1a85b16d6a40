/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-clock.h"
#include "sotto-endpoint-private.h"

G_BEGIN_DECLS

/* Packets from one address at once, and each second; addresses that are counted at a time. This
 * computer has no limit: nobody else can send from there. */
#define SOTTO_PACKET_LIMITER_BURST 100
#define SOTTO_PACKET_LIMITER_PER_SECOND 30
#define SOTTO_PACKET_LIMITER_MAX_ADDRESSES 4096

/**
 * SottoPacketLimiter:
 *
 * How much is listened to from one address: an IPv4 address or an IPv6 /64.
 */
typedef struct _SottoPacketLimiter SottoPacketLimiter;

SottoPacketLimiter *sotto_packet_limiter_new (SottoClock *clock) G_GNUC_WARN_UNUSED_RESULT;
void sotto_packet_limiter_free (SottoPacketLimiter *self);

/* FALSE when the packet is one too many. */
gboolean sotto_packet_limiter_spend (SottoPacketLimiter *self,
                                     const SottoEndpoint *from) G_GNUC_WARN_UNUSED_RESULT;
guint sotto_packet_limiter_get_size (SottoPacketLimiter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoPacketLimiter, sotto_packet_limiter_free)

G_END_DECLS

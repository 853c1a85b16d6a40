/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SottoTestFaults:
 * @delay_ms: what everything takes
 * @jitter_ms: and up to so much more
 * @stall_permille: how often a piece waits
 * @stall_ms: for up to so long
 * @drip_permille: how often a piece comes a few bytes at a time
 * @cut_permille: how often the connection breaks at a piece
 *
 * What a bad network does. A piece is what one read gives.
 */
typedef struct
{
  guint delay_ms;
  guint jitter_ms;
  guint stall_permille;
  guint stall_ms;
  guint drip_permille;
  guint cut_permille;
} SottoTestFaults;

/**
 * SottoTestFaultProxy:
 *
 * A thread that carries TCP connections on loopback from ports of its own to other ones, with
 * faults that follow from a seed. Nothing is changed, lost within a connection, or reordered.
 */
typedef struct _SottoTestFaultProxy SottoTestFaultProxy;

SottoTestFaultProxy *sotto_test_fault_proxy_new (guint32 seed);
void sotto_test_fault_proxy_free (SottoTestFaultProxy *proxy);

/* A port to call; until it has a target, callers are hung up on. */
guint16 sotto_test_fault_proxy_add (SottoTestFaultProxy *proxy, const SottoTestFaults *faults);
void
sotto_test_fault_proxy_set_target (SottoTestFaultProxy *proxy, guint16 port, guint16 target_port);

/* While it is not open, its connections end and no others are made. */
void sotto_test_fault_proxy_set_open (SottoTestFaultProxy *proxy, guint16 port, gboolean is_open);

/* While it is stalled, nothing passes, and nothing ends. */
void
sotto_test_fault_proxy_set_stalled (SottoTestFaultProxy *proxy, guint16 port, gboolean is_stalled);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoTestFaultProxy, sotto_test_fault_proxy_free)

G_END_DECLS

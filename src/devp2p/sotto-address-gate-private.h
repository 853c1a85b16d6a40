/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-clock.h"

G_BEGIN_DECLS

/* How long a call from an address counts. */
#define SOTTO_ADDRESS_GATE_WINDOW_MS (30 * 1000)

/**
 * SottoAddressGate:
 *
 * Who may call: not more connections from one address at a time, and not more calls within 30 s,
 * than the limit. This computer and local networks are let through always.
 */
typedef struct _SottoAddressGate SottoAddressGate;

SottoAddressGate *sotto_address_gate_new (SottoClock *clock) G_GNUC_WARN_UNUSED_RESULT;
void sotto_address_gate_free (SottoAddressGate *self);
void sotto_address_gate_set_limit (SottoAddressGate *self, guint max_per_address);
gboolean sotto_address_gate_enter (SottoAddressGate *self,
                                   GInetAddress *address) G_GNUC_WARN_UNUSED_RESULT;
void sotto_address_gate_leave (SottoAddressGate *self, GInetAddress *address);
guint sotto_address_gate_get_size (SottoAddressGate *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoAddressGate, sotto_address_gate_free)

G_END_DECLS

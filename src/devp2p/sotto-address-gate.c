/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Limits for callers, counted for each IPv4 address and each IPv6 /64. The table is bounded: when
 * even the forgetting of old callers leaves no room, new ones are let in uncounted, since the
 * host's other limits hold for them as well and to shut everybody out is what a flood wants. */

#include "sotto-address-gate-private.h"

#include "sotto-inet.h"

#define MAX_CALLERS 4096
#define DEFAULT_LIMIT 3
#define US_PER_MS 1000

typedef struct
{
  guint n_connections;
  guint n_calls;
  gint64 window_start;
} Caller;

struct _SottoAddressGate
{
  SottoClock *clock;
  guint max_per_address;
  GHashTable *callers;
};

static gint64
now_ms (SottoAddressGate *self)
{
  return sotto_clock_get_monotonic_time (self->clock) / US_PER_MS;
}

static gboolean
is_forgotten (gpointer key, gpointer value, gpointer user_data)
{
  const Caller *caller = value;
  const gint64 *now = user_data;

  return caller->n_connections == 0 && *now - caller->window_start >= SOTTO_ADDRESS_GATE_WINDOW_MS;
}

static Caller *
get_caller (SottoAddressGate *self, GInetAddress *address)
{
  g_autofree char *group = sotto_inet_to_group (address);
  Caller *caller = g_hash_table_lookup (self->callers, group);
  gint64 now = now_ms (self);

  if (caller != NULL)
    return caller;
  if (g_hash_table_size (self->callers) >= MAX_CALLERS)
    g_hash_table_foreach_remove (self->callers, is_forgotten, &now);
  if (g_hash_table_size (self->callers) >= MAX_CALLERS)
    return NULL;
  caller = g_new0 (Caller, 1);
  caller->window_start = now;
  g_hash_table_insert (self->callers, g_steal_pointer (&group), caller);
  return caller;
}

/**
 * sotto_address_gate_new:
 * @clock: for the window
 *
 * Returns: (transfer full): a gate with a limit of 3
 */
SottoAddressGate *
sotto_address_gate_new (SottoClock *clock)
{
  SottoAddressGate *self = g_new0 (SottoAddressGate, 1);

  self->clock = g_object_ref (clock);
  self->max_per_address = DEFAULT_LIMIT;
  self->callers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

/**
 * sotto_address_gate_free:
 * @self: (transfer full): a gate
 */
void
sotto_address_gate_free (SottoAddressGate *self)
{
  g_return_if_fail (self != NULL);

  g_clear_object (&self->clock);
  g_hash_table_unref (self->callers);
  g_free (self);
}

/**
 * sotto_address_gate_set_limit:
 * @self: a gate
 * @max_per_address: connections at a time, and calls within the window
 */
void
sotto_address_gate_set_limit (SottoAddressGate *self, guint max_per_address)
{
  g_return_if_fail (self != NULL);

  self->max_per_address = max_per_address;
}

/**
 * sotto_address_gate_enter:
 * @self: a gate
 * @address: who calls
 *
 * Returns: whether the call may be taken; it must be followed by sotto_address_gate_leave () then
 */
gboolean
sotto_address_gate_enter (SottoAddressGate *self, GInetAddress *address)
{
  Caller *caller;
  gint64 now;

  g_return_val_if_fail (self != NULL, FALSE);

  if (sotto_inet_is_local (address))
    return TRUE;
  caller = get_caller (self, address);
  if (caller == NULL)
    return TRUE;
  now = now_ms (self);
  if (now - caller->window_start >= SOTTO_ADDRESS_GATE_WINDOW_MS)
    {
      caller->window_start = now;
      caller->n_calls = 0;
    }
  if (caller->n_connections >= self->max_per_address || caller->n_calls >= self->max_per_address)
    return FALSE;
  caller->n_connections++;
  caller->n_calls++;
  return TRUE;
}

/**
 * sotto_address_gate_leave:
 * @self: a gate
 * @address: whose connection was closed
 */
void
sotto_address_gate_leave (SottoAddressGate *self, GInetAddress *address)
{
  g_autofree char *group = NULL;
  Caller *caller;

  g_return_if_fail (self != NULL);

  group = sotto_inet_to_group (address);
  caller = g_hash_table_lookup (self->callers, group);
  if (caller != NULL && caller->n_connections > 0)
    caller->n_connections--;
}

/**
 * sotto_address_gate_get_size:
 * @self: a gate
 *
 * Returns: how many callers are remembered
 */
guint
sotto_address_gate_get_size (SottoAddressGate *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return g_hash_table_size (self->callers);
}

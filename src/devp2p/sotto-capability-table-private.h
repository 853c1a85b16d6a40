/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-capability.h"
#include "sotto-hello-private.h"

G_BEGIN_DECLS

/**
 * SottoCapabilitySlot:
 * @capability: (transfer full): what runs
 * @offset: its first message id
 * @n_codes: how many it has
 */
typedef struct
{
  SottoCapability *capability;
  guint offset;
  guint n_codes;
} SottoCapabilitySlot;

void sotto_capability_table_announce (GPtrArray *own, SottoHello *hello);
GArray *sotto_capability_table_new (GPtrArray *own,
                                    const SottoHello *hello) G_GNUC_WARN_UNUSED_RESULT;
const SottoCapabilitySlot *sotto_capability_table_find (GArray *table, guint64 code);
const SottoCapabilitySlot *sotto_capability_table_lookup (GArray *table,
                                                          SottoCapability *capability);
gsize sotto_capability_table_get_max_payload (GArray *table);

G_END_DECLS

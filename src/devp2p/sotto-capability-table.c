/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which message ids belong to which capability on one connection. Of each name that both sides
 * have, the highest shared version runs; names in byte order get consecutive blocks from 16 up. */

#include "sotto-capability-table-private.h"

#include "sotto-rlpx-codec-private.h"

static void
slot_clear (gpointer data)
{
  SottoCapabilitySlot *slot = data;

  g_clear_object (&slot->capability);
}

static gboolean
hello_has (const SottoHello *hello, SottoCapability *capability)
{
  for (guint i = 0; i < hello->capabilities->len; i++)
    {
      SottoHelloCapability *other = &g_array_index (hello->capabilities, SottoHelloCapability, i);

      if (other->version == sotto_capability_get_version (capability) &&
          g_str_equal (other->name, sotto_capability_get_name (capability)))
        return TRUE;
    }
  return FALSE;
}

static SottoCapabilitySlot *
find_name (GArray *table, const char *name)
{
  for (guint i = 0; i < table->len; i++)
    {
      SottoCapabilitySlot *slot = &g_array_index (table, SottoCapabilitySlot, i);

      if (g_str_equal (sotto_capability_get_name (slot->capability), name))
        return slot;
    }
  return NULL;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const SottoCapabilitySlot *first = a;
  const SottoCapabilitySlot *second = b;

  return g_strcmp0 (sotto_capability_get_name (first->capability),
                    sotto_capability_get_name (second->capability));
}

/**
 * sotto_capability_table_announce:
 * @own: (element-type SottoCapability): what we have
 * @hello: gets them
 */
void
sotto_capability_table_announce (GPtrArray *own, SottoHello *hello)
{
  for (guint i = 0; i < own->len; i++)
    {
      SottoCapability *capability = own->pdata[i];

      sotto_hello_add_capability (hello, sotto_capability_get_name (capability),
                                  sotto_capability_get_version (capability));
    }
}

/**
 * sotto_capability_table_new:
 * @own: (element-type SottoCapability): what we have
 * @hello: what they have
 *
 * Returns: (transfer full) (element-type SottoCapabilitySlot): what runs; empty when nothing is
 * shared
 */
GArray *
sotto_capability_table_new (GPtrArray *own, const SottoHello *hello)
{
  GArray *table = g_array_new (FALSE, TRUE, sizeof (SottoCapabilitySlot));
  guint offset = SOTTO_RLPX_BASE_CODES;

  g_array_set_clear_func (table, slot_clear);
  for (guint i = 0; i < own->len; i++)
    {
      SottoCapability *capability = own->pdata[i];
      SottoCapabilitySlot *slot = find_name (table, sotto_capability_get_name (capability));

      if (!hello_has (hello, capability))
        continue;
      if (slot == NULL)
        {
          SottoCapabilitySlot fresh = { .capability = g_object_ref (capability) };

          g_array_append_val (table, fresh);
        }
      else if (sotto_capability_get_version (slot->capability) <
               sotto_capability_get_version (capability))
        g_set_object (&slot->capability, capability);
    }
  g_array_sort (table, compare_names);
  for (guint i = 0; i < table->len; i++)
    {
      SottoCapabilitySlot *slot = &g_array_index (table, SottoCapabilitySlot, i);

      slot->offset = offset;
      slot->n_codes = sotto_capability_get_n_codes (slot->capability);
      offset += slot->n_codes;
    }
  return table;
}

/**
 * sotto_capability_table_find:
 * @table: a table
 * @code: absolute message id
 *
 * Returns: (transfer none) (nullable): whose it is
 */
const SottoCapabilitySlot *
sotto_capability_table_find (GArray *table, guint64 code)
{
  for (guint i = 0; i < table->len; i++)
    {
      const SottoCapabilitySlot *slot = &g_array_index (table, SottoCapabilitySlot, i);

      if (code >= slot->offset && code - slot->offset < slot->n_codes)
        return slot;
    }
  return NULL;
}

/**
 * sotto_capability_table_lookup:
 * @table: a table
 * @capability: one of ours
 *
 * Returns: (transfer none) (nullable): its slot, if it runs
 */
const SottoCapabilitySlot *
sotto_capability_table_lookup (GArray *table, SottoCapability *capability)
{
  for (guint i = 0; i < table->len; i++)
    {
      const SottoCapabilitySlot *slot = &g_array_index (table, SottoCapabilitySlot, i);

      if (slot->capability == capability)
        return slot;
    }
  return NULL;
}

/**
 * sotto_capability_table_get_max_payload:
 * @table: a table
 *
 * Returns: the largest payload that any of its capabilities accepts, in bytes
 */
gsize
sotto_capability_table_get_max_payload (GArray *table)
{
  gsize max_payload = 0;

  for (guint i = 0; i < table->len; i++)
    {
      const SottoCapabilitySlot *slot = &g_array_index (table, SottoCapabilitySlot, i);

      max_payload = MAX (max_payload, sotto_capability_get_max_payload (slot->capability));
    }
  return max_payload;
}

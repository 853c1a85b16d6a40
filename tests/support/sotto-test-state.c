/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-test-state.h"

struct _SottoTestState
{
  GObject parent_instance;

  GHashTable *values;
};

static void net_state_init (SottoNetStateInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SottoTestState,
                               sotto_test_state,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SOTTO_TYPE_NET_STATE, net_state_init))

static GBytes *
get (SottoNetState *state, const char *key)
{
  GBytes *value = g_hash_table_lookup (SOTTO_TEST_STATE (state)->values, key);

  return value != NULL ? g_bytes_ref (value) : NULL;
}

static void
put (SottoNetState *state, const char *key, GBytes *value)
{
  g_hash_table_insert (SOTTO_TEST_STATE (state)->values, g_strdup (key), g_bytes_ref (value));
}

static void
take_away (SottoNetState *state, const char *key)
{
  g_hash_table_remove (SOTTO_TEST_STATE (state)->values, key);
}

static void
net_state_init (SottoNetStateInterface *iface)
{
  iface->get = get;
  iface->put = put;
  iface->remove = take_away;
}

static void
sotto_test_state_finalize (GObject *object)
{
  g_hash_table_unref (SOTTO_TEST_STATE (object)->values);
  G_OBJECT_CLASS (sotto_test_state_parent_class)->finalize (object);
}

static void
sotto_test_state_class_init (SottoTestStateClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sotto_test_state_finalize;
}

static void
sotto_test_state_init (SottoTestState *self)
{
  self->values =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
}

SottoTestState *
sotto_test_state_new (void)
{
  return g_object_new (SOTTO_TYPE_TEST_STATE, NULL);
}

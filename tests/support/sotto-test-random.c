/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-test-random.h"

#include <string.h>

struct _SottoTestRandom
{
  GObject parent_instance;

  GByteArray *queued;
  gsize n_handed_out;
};

static void random_interface_init (SottoRandomInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SottoTestRandom,
                               sotto_test_random,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SOTTO_TYPE_RANDOM, random_interface_init))

static void
sotto_test_random_fill (SottoRandom *random, guint8 *data, gsize length)
{
  SottoTestRandom *self = SOTTO_TEST_RANDOM (random);

  for (gsize i = 0; i < length; i++, self->n_handed_out++)
    data[i] = self->n_handed_out < self->queued->len ? self->queued->data[self->n_handed_out] : 0;
}

static void
random_interface_init (SottoRandomInterface *interface)
{
  interface->fill = sotto_test_random_fill;
}

static void
sotto_test_random_finalize (GObject *object)
{
  g_byte_array_unref (SOTTO_TEST_RANDOM (object)->queued);
  G_OBJECT_CLASS (sotto_test_random_parent_class)->finalize (object);
}

static void
sotto_test_random_class_init (SottoTestRandomClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sotto_test_random_finalize;
}

static void
sotto_test_random_init (SottoTestRandom *self)
{
  self->queued = g_byte_array_new ();
}

SottoTestRandom *
sotto_test_random_new (void)
{
  return g_object_new (SOTTO_TYPE_TEST_RANDOM, NULL);
}

void
sotto_test_random_queue (SottoTestRandom *self, GBytes *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  if (length > 0)
    g_byte_array_append (self->queued, data, (guint) length);
}

gboolean
sotto_test_random_is_used_up (SottoTestRandom *self)
{
  return self->n_handed_out == self->queued->len;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Entropy: the kernel's through libsodium, and a ChaCha20 stream from a seed for simulations. */

#include "sotto-random.h"

#include <string.h>

#include <sodium.h>

#include "sotto-secret.h"

G_DEFINE_INTERFACE (SottoRandom, sotto_random, G_TYPE_OBJECT)

static void
sotto_random_default_init (SottoRandomInterface *interface)
{
}

/* The system's. */

#define SOTTO_TYPE_SYSTEM_RANDOM (sotto_system_random_get_type ())
G_DECLARE_FINAL_TYPE (SottoSystemRandom, sotto_system_random, SOTTO, SYSTEM_RANDOM, GObject)

struct _SottoSystemRandom
{
  GObject parent_instance;
};

static void
sotto_system_random_fill (SottoRandom *random, guint8 *data, gsize length)
{
  randombytes_buf (data, length);
}

static void
system_random_interface_init (SottoRandomInterface *interface)
{
  interface->fill = sotto_system_random_fill;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SottoSystemRandom,
                               sotto_system_random,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SOTTO_TYPE_RANDOM,
                                                      system_random_interface_init))

static void
sotto_system_random_class_init (SottoSystemRandomClass *klass)
{
}

static void
sotto_system_random_init (SottoSystemRandom *self)
{
  if (sodium_init () < 0)
    g_error ("libsodium cannot be initialised");
}

/* The seeded one. */

#define SOTTO_TYPE_SEEDED_RANDOM (sotto_seeded_random_get_type ())
G_DECLARE_FINAL_TYPE (SottoSeededRandom, sotto_seeded_random, SOTTO, SEEDED_RANDOM, GObject)

struct _SottoSeededRandom
{
  GObject parent_instance;

  GMutex mutex;
  guint8 key[crypto_stream_chacha20_KEYBYTES];
  guint64 n_calls;
};

static void
sotto_seeded_random_fill (SottoRandom *random, guint8 *data, gsize length)
{
  SottoSeededRandom *self = SOTTO_SEEDED_RANDOM (random);
  guint8 nonce[crypto_stream_chacha20_NONCEBYTES] = { 0 };

  /* Each call is a stream of its own, named by its number. */
  g_mutex_lock (&self->mutex);
  memcpy (nonce, &self->n_calls, sizeof self->n_calls);
  self->n_calls++;
  g_mutex_unlock (&self->mutex);
  crypto_stream_chacha20 (data, length, nonce, self->key);
}

static void
seeded_random_interface_init (SottoRandomInterface *interface)
{
  interface->fill = sotto_seeded_random_fill;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SottoSeededRandom,
                               sotto_seeded_random,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SOTTO_TYPE_RANDOM,
                                                      seeded_random_interface_init))

static void
sotto_seeded_random_finalize (GObject *object)
{
  g_mutex_clear (&SOTTO_SEEDED_RANDOM (object)->mutex);
  G_OBJECT_CLASS (sotto_seeded_random_parent_class)->finalize (object);
}

static void
sotto_seeded_random_class_init (SottoSeededRandomClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sotto_seeded_random_finalize;
}

static void
sotto_seeded_random_init (SottoSeededRandom *self)
{
  g_mutex_init (&self->mutex);
}

SottoRandom *
sotto_random_new_system (void)
{
  return g_object_new (SOTTO_TYPE_SYSTEM_RANDOM, NULL);
}

SottoRandom *
sotto_random_new_seeded (guint64 seed)
{
  SottoSeededRandom *self = g_object_new (SOTTO_TYPE_SEEDED_RANDOM, NULL);

  memcpy (self->key, &seed, sizeof seed);
  return SOTTO_RANDOM (self);
}

void
sotto_random_fill (SottoRandom *self, guint8 *data, gsize length)
{
  g_return_if_fail (SOTTO_IS_RANDOM (self));

  if (length > 0)
    SOTTO_RANDOM_GET_IFACE (self)->fill (self, data, length);
}

guint32
sotto_random_uniform (SottoRandom *self, guint32 upper_bound)
{
  guint32 value;
  guint32 unfair;

  if (upper_bound < 2)
    return 0;
  /* The lowest 2^32 mod bound values would make some results likelier. */
  unfair = (0u - upper_bound) % upper_bound;
  do
    sotto_random_fill (self, (guint8 *) &value, sizeof value);
  while (value < unfair);
  return value % upper_bound;
}

char *
sotto_random_uuid (SottoRandom *self)
{
  guint8 bytes[16];

  sotto_random_fill (self, bytes, sizeof bytes);
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return g_strdup_printf ("%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
                          bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6],
                          bytes[7], bytes[8], bytes[9], bytes[10], bytes[11], bytes[12], bytes[13],
                          bytes[14], bytes[15]);
}

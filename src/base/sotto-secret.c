/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Secrets. libsodium's allocator gives each its own pages: guard pages around, locked in memory
 * where the limit allows, left out of core dumps, and without access rights while nobody has
 * borrowed it. */

#include "sotto-secret.h"

#include <string.h>

#include <sodium.h>

struct _SottoSecret
{
  gatomicrefcount references;
  GMutex mutex;
  guint n_borrowers;
  gsize length;
  guint8 *data;
};

G_DEFINE_BOXED_TYPE (SottoSecret, sotto_secret, sotto_secret_ref, sotto_secret_unref)

static gint memory_is_swappable = FALSE;

/* Aborts without memory, as g_malloc () does. */
static SottoSecret *
allocate_secret (gsize length)
{
  SottoSecret *secret;

  if (sodium_init () < 0)
    g_error ("libsodium cannot be initialised");
  secret = g_new0 (SottoSecret, 1);
  g_atomic_ref_count_init (&secret->references);
  g_mutex_init (&secret->mutex);
  secret->length = length;
  secret->data = sodium_malloc (MAX (length, 1));
  if (secret->data == NULL)
    g_error ("No memory for %" G_GSIZE_FORMAT " secret bytes", length);
  /* sodium_malloc () locks too, but does not say whether that worked. */
  if (sodium_mlock (secret->data, MAX (length, 1)) != 0)
    g_atomic_int_set (&memory_is_swappable, TRUE);
  return secret;
}

void
sotto_key_clear (SottoKey *key)
{
  sotto_wipe (key->bytes, sizeof key->bytes);
}

SottoSecret *
sotto_secret_new (const guint8 *data, gsize length)
{
  SottoSecret *secret = allocate_secret (length);

  if (length > 0)
    memcpy (secret->data, data, length);
  sodium_mprotect_noaccess (secret->data);
  return secret;
}

SottoSecret *
sotto_secret_new_random (SottoRandom *random, gsize length)
{
  SottoSecret *secret = allocate_secret (length);

  sotto_random_fill (random, secret->data, length);
  sodium_mprotect_noaccess (secret->data);
  return secret;
}

SottoSecret *
sotto_secret_ref (SottoSecret *secret)
{
  g_atomic_ref_count_inc (&secret->references);
  return secret;
}

void
sotto_secret_unref (SottoSecret *secret)
{
  if (!g_atomic_ref_count_dec (&secret->references))
    return;
  /* sodium_free () wipes before it gives the pages back. */
  sodium_free (secret->data);
  g_mutex_clear (&secret->mutex);
  g_free (secret);
}

gsize
sotto_secret_get_length (SottoSecret *secret)
{
  return secret->length;
}

const guint8 *
sotto_secret_borrow (SottoSecret *secret)
{
  g_mutex_lock (&secret->mutex);
  if (secret->n_borrowers++ == 0)
    sodium_mprotect_readonly (secret->data);
  g_mutex_unlock (&secret->mutex);
  return secret->data;
}

void
sotto_secret_release (SottoSecret *secret)
{
  g_mutex_lock (&secret->mutex);
  g_assert (secret->n_borrowers > 0);
  if (--secret->n_borrowers == 0)
    sodium_mprotect_noaccess (secret->data);
  g_mutex_unlock (&secret->mutex);
}

gboolean
sotto_secret_equal (SottoSecret *a, SottoSecret *b)
{
  gboolean equal;

  if (a == b)
    return TRUE;
  if (a->length != b->length)
    return FALSE;
  equal = sotto_constant_time_equal (sotto_secret_borrow (a), sotto_secret_borrow (b), a->length);
  sotto_secret_release (b);
  sotto_secret_release (a);
  return equal;
}

gboolean
sotto_secret_memory_is_swappable (void)
{
  return g_atomic_int_get (&memory_is_swappable);
}

/* Not sodium_memzero (): inside of a library no sanitizer would see a length that is too large. */
void
sotto_wipe (gpointer data, gsize length)
{
  if (length == 0)
    return;
  memset (data, 0, length);
  /* Says that somebody may read it, so that the compiler cannot leave it out. */
  __asm__ __volatile__("" : : "r"(data) : "memory");
}

void
sotto_wipe_string (char *text)
{
  if (text != NULL)
    sotto_wipe (text, strlen (text));
}

gboolean
sotto_constant_time_equal (gconstpointer a, gconstpointer b, gsize length)
{
  return length == 0 || sodium_memcmp (a, b, length) == 0;
}

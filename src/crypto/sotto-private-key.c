/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Long-lived private keys. */

#include "sotto-crypto-error.h"
#include "sotto-keys.h"

struct _SottoPrivateKey
{
  gatomicrefcount references;
  SottoSecret *secret;
  SottoPublicKey public_key;
};

G_DEFINE_BOXED_TYPE (SottoPrivateKey,
                     sotto_private_key,
                     sotto_private_key_ref,
                     sotto_private_key_unref)

SottoPrivateKey *
sotto_private_key_new (const guint8 key[32], GError **error)
{
  SottoPublicKey public_key;
  SottoPrivateKey *self;

  if (!sotto_private_bytes_get_public (key, &public_key, error))
    return NULL;
  self = g_new0 (SottoPrivateKey, 1);
  g_atomic_ref_count_init (&self->references);
  self->secret = sotto_secret_new (key, 32);
  self->public_key = public_key;
  return self;
}

SottoPrivateKey *
sotto_private_key_generate (SottoRandom *random)
{
  g_auto (SottoKeyPair) pair = { 0 };

  sotto_key_pair_generate (&pair, random);
  return sotto_private_key_new (pair.private_key.bytes, NULL);
}

SottoPrivateKey *
sotto_private_key_ref (SottoPrivateKey *key)
{
  g_atomic_ref_count_inc (&key->references);
  return key;
}

void
sotto_private_key_unref (SottoPrivateKey *key)
{
  if (!g_atomic_ref_count_dec (&key->references))
    return;
  sotto_secret_unref (key->secret);
  g_free (key);
}

const SottoPublicKey *
sotto_private_key_get_public (SottoPrivateKey *key)
{
  return &key->public_key;
}

const guint8 *
sotto_private_key_borrow (SottoPrivateKey *key)
{
  return sotto_secret_borrow (key->secret);
}

void
sotto_private_key_release (SottoPrivateKey *key)
{
  sotto_secret_release (key->secret);
}

gboolean
sotto_private_key_sign (SottoPrivateKey *key,
                        const SottoHash *digest,
                        guint8 signature[65],
                        GError **error)
{
  gboolean success = sotto_sign (sotto_private_key_borrow (key), digest, signature, error);

  sotto_private_key_release (key);
  return success;
}

gboolean
sotto_private_key_ecdh (SottoPrivateKey *key,
                        const SottoPublicKey *other,
                        guint8 x32[32],
                        GError **error)
{
  gboolean success = sotto_ecdh (sotto_private_key_borrow (key), other, x32, error);

  sotto_private_key_release (key);
  return success;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

#include "sotto-hash.h"
#include "sotto-random.h"
#include "sotto-secret.h"

G_BEGIN_DECLS

/* secp256k1 keys and recoverable signatures. */
#define SOTTO_PUBLIC_KEY_LENGTH 65
#define SOTTO_COMPRESSED_KEY_LENGTH 33
#define SOTTO_SIGNATURE_LENGTH 65

/**
 * SottoPublicKey:
 *
 * A point of the curve, never infinity: one that exists is valid. A plain value, copied by
 * assignment.
 */
typedef struct
{
  /*< private >*/
  guint8 opaque[64];
} SottoPublicKey;

#define SOTTO_TYPE_PUBLIC_KEY (sotto_public_key_get_type ())
GType sotto_public_key_get_type (void);

SottoPublicKey *sotto_public_key_copy (const SottoPublicKey *key);
void sotto_public_key_free (SottoPublicKey *key);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoPublicKey, sotto_public_key_free)

/* 33 bytes (02/03 || X) or 65 bytes (04 || X || Y). */
gboolean sotto_public_key_parse (SottoPublicKey *key,
                                 const guint8 *data,
                                 gsize length,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* 64 bytes X || Y, as devp2p writes node keys. */
gboolean sotto_public_key_parse_raw (SottoPublicKey *key,
                                     const guint8 xy[64],
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What a person pastes: 0x04…, 04…, 02/03…, or multibase (z…, f…) with the secp256k1-pub prefix;
 * spaces trimmed. */
gboolean sotto_public_key_parse_text (SottoPublicKey *key,
                                      const char *text,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

void sotto_public_key_serialize (const SottoPublicKey *key, guint8 out65[65]);
void sotto_public_key_serialize_compressed (const SottoPublicKey *key, guint8 out33[33]);
void sotto_public_key_serialize_raw (const SottoPublicKey *key, guint8 xy[64]);

/* "0x04" and 128 lower-case digits: the identity of a person everywhere above this layer. */
char *sotto_public_key_to_string (const SottoPublicKey *key) G_GNUC_WARN_UNUSED_RESULT;

guint sotto_public_key_hash (gconstpointer key);
gboolean sotto_public_key_equal (gconstpointer a, gconstpointer b);

/* Last 20 bytes of Keccak-256 (X || Y). */
void sotto_public_key_get_address (const SottoPublicKey *key, guint8 address[20]);

/* TRUE if 0 < key < n. */
gboolean sotto_private_bytes_are_valid (const guint8 key[32]);

gboolean sotto_private_bytes_get_public (const guint8 key[32],
                                         SottoPublicKey *public_key,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (a + b) mod n, 32 bytes; FALSE if the result is 0 or @tweak >= n (BIP-32). */
gboolean sotto_private_bytes_add (guint8 key[32], const guint8 tweak[32]) G_GNUC_WARN_UNUSED_RESULT;

/* The X coordinate of the shared point, 32 bytes big-endian, not hashed. */
gboolean sotto_ecdh (const guint8 private_key[32],
                     const SottoPublicKey *public_key,
                     guint8 x32[32],
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The shared point itself, compressed, 33 bytes (discovery v5 hashes it so). */
gboolean sotto_ecdh_point (const guint8 private_key[32],
                           const SottoPublicKey *public_key,
                           guint8 point33[33],
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* R || S || V with V in 0..1, low S, deterministic nonce (RFC 6979), over @digest as it is. */
gboolean sotto_sign (const guint8 private_key[32],
                     const SottoHash *digest,
                     guint8 signature[65],
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* V may be 0..3; high S recovers too. */
gboolean sotto_recover (const guint8 signature[65],
                        const SottoHash *digest,
                        SottoPublicKey *signer,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* 64-byte R || S; high S is refused when @require_low_s. */
gboolean sotto_verify (const SottoPublicKey *signer,
                       const guint8 signature[64],
                       const SottoHash *digest,
                       gboolean require_low_s) G_GNUC_WARN_UNUSED_RESULT;

/**
 * SottoPrivateKey:
 *
 * A long-lived private key (identity, node) in guarded memory with its public key. Reference
 * counted, any thread.
 */
typedef struct _SottoPrivateKey SottoPrivateKey;

#define SOTTO_TYPE_PRIVATE_KEY (sotto_private_key_get_type ())
GType sotto_private_key_get_type (void);

SottoPrivateKey *sotto_private_key_new (const guint8 key[32],
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
SottoPrivateKey *sotto_private_key_generate (SottoRandom *random) G_GNUC_WARN_UNUSED_RESULT;
SottoPrivateKey *sotto_private_key_ref (SottoPrivateKey *key);
void sotto_private_key_unref (SottoPrivateKey *key);
const SottoPublicKey *sotto_private_key_get_public (SottoPrivateKey *key);
const guint8 *sotto_private_key_borrow (SottoPrivateKey *key) G_GNUC_WARN_UNUSED_RESULT;
void sotto_private_key_release (SottoPrivateKey *key);

gboolean sotto_private_key_sign (SottoPrivateKey *key,
                                 const SottoHash *digest,
                                 guint8 signature[65],
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_private_key_ecdh (SottoPrivateKey *key,
                                 const SottoPublicKey *other,
                                 guint8 x32[32],
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoPrivateKey, sotto_private_key_unref)

/**
 * SottoKeyPair:
 *
 * A short-lived pair (ephemeral, ratchet) on the stack; declare as `g_auto (SottoKeyPair)`.
 */
typedef struct
{
  SottoKey private_key;
  SottoPublicKey public_key;
} SottoKeyPair;

void sotto_key_pair_generate (SottoKeyPair *pair, SottoRandom *random);
void sotto_key_pair_clear (SottoKeyPair *pair);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SottoKeyPair, sotto_key_pair_clear)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* BIP-32, private derivation. An extended key as text is the Base58Check of
 *
 *   version(4) || depth(1) || parent fingerprint(4) || child number(4) || chain code(32) || key(33)
 *
 * with the key as 00 || k for private ones. */

#include "sotto-hd-key.h"

#include <string.h>

#include "sotto-base58.h"
#include "sotto-buffer.h"
#include "sotto-crypto-error.h"
#include "sotto-digest.h"

#define EXTENDED_LENGTH 78
#define CHECKSUM_LENGTH 4
#define VERSION_PRIVATE 0x0488ade4u
#define VERSION_PUBLIC 0x0488b21eu
#define MAX_STEPS 16

struct _SottoHdKey
{
  gatomicrefcount references;
  SottoPrivateKey *key;
  SottoSecret *chain_code;
  guint8 depth;
  guint8 parent_fingerprint[4];
  guint32 child_number;
};

G_DEFINE_BOXED_TYPE (SottoHdKey, sotto_hd_key, sotto_hd_key_ref, sotto_hd_key_unref)

static gboolean
fail (GError **error, const char *message)
{
  g_set_error_literal (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_INVALID_KEY, message);
  return FALSE;
}

/* @material: key(32) || chain code(32). */
static SottoHdKey *
new_from_material (const guint8 material[64], GError **error)
{
  SottoPrivateKey *private_key = sotto_private_key_new (material, error);
  SottoHdKey *key;

  if (private_key == NULL)
    return NULL;
  key = g_new0 (SottoHdKey, 1);
  g_atomic_ref_count_init (&key->references);
  key->key = private_key;
  key->chain_code = sotto_secret_new (material + 32, 32);
  return key;
}

SottoHdKey *
sotto_hd_key_new_from_seed (SottoSecret *seed, GError **error)
{
  static const char salt[] = "Bitcoin seed";
  gsize length = sotto_secret_get_length (seed);
  guint8 material[64];
  SottoHdKey *key;

  if (length < 16 || length > 64)
    {
      fail (error, "A seed has 16 to 64 bytes");
      return NULL;
    }
  sotto_hmac_sha512 ((const guint8 *) salt, strlen (salt), sotto_secret_borrow (seed), length,
                     material);
  sotto_secret_release (seed);
  key = new_from_material (material, error);
  sotto_wipe (material, sizeof material);
  return key;
}

SottoHdKey *
sotto_hd_key_ref (SottoHdKey *key)
{
  g_atomic_ref_count_inc (&key->references);
  return key;
}

void
sotto_hd_key_unref (SottoHdKey *key)
{
  if (!g_atomic_ref_count_dec (&key->references))
    return;
  sotto_private_key_unref (key->key);
  sotto_secret_unref (key->chain_code);
  g_free (key);
}

/* First four bytes of RIPEMD-160 (SHA-256 (compressed public key)). */
static void
compute_fingerprint (SottoHdKey *key, guint8 fingerprint[4])
{
  guint8 compressed[33];
  guint8 digest[20];
  SottoHash inner;

  sotto_public_key_serialize_compressed (sotto_private_key_get_public (key->key), compressed);
  sotto_sha256 (compressed, sizeof compressed, &inner);
  sotto_ripemd160 (inner.bytes, sizeof inner.bytes, digest);
  memcpy (fingerprint, digest, 4);
}

static void
compute_child_material (SottoHdKey *key, guint32 index, guint8 material[64])
{
  guint32 encoded_index = GUINT32_TO_BE (index);
  guint8 data[33 + 4] = { 0 };

  if ((index & SOTTO_HD_HARDENED) != 0)
    {
      memcpy (data + 1, sotto_private_key_borrow (key->key), 32);
      sotto_private_key_release (key->key);
    }
  else
    sotto_public_key_serialize_compressed (sotto_private_key_get_public (key->key), data);
  memcpy (data + 33, &encoded_index, sizeof encoded_index);
  sotto_hmac_sha512 (sotto_secret_borrow (key->chain_code), 32, data, sizeof data, material);
  sotto_secret_release (key->chain_code);
  sotto_wipe (data, sizeof data);
}

SottoHdKey *
sotto_hd_key_derive_child (SottoHdKey *key, guint32 index, GError **error)
{
  guint8 material[64];
  SottoHdKey *child = NULL;
  gboolean valid;

  if (key->depth == G_MAXUINT8)
    {
      fail (error, "The path is too deep");
      return NULL;
    }
  compute_child_material (key, index, material);
  /* Parent plus left half, modulo the order. The sum is symmetric, so the left half, which BIP-32
   * wants below the order, takes the part of the key. */
  valid = sotto_private_bytes_add (material, sotto_private_key_borrow (key->key));
  sotto_private_key_release (key->key);
  if (valid)
    child = new_from_material (material, error);
  else
    fail (error, "This child key does not exist: use the next index");
  sotto_wipe (material, sizeof material);
  if (child == NULL)
    return NULL;
  child->depth = key->depth + 1;
  child->child_number = index;
  compute_fingerprint (key, child->parent_fingerprint);
  return child;
}

static gboolean
parse_step (const char *step, guint32 *index)
{
  guint64 number;
  char *end = NULL;

  if (!g_ascii_isdigit (*step))
    return FALSE;
  number = g_ascii_strtoull (step, &end, 10);
  if (number >= SOTTO_HD_HARDENED)
    return FALSE;
  *index = (guint32) number;
  if (*end == '\'' || *end == 'h')
    {
      *index |= SOTTO_HD_HARDENED;
      end++;
    }
  return *end == '\0';
}

SottoHdKey *
sotto_hd_key_derive_path (SottoHdKey *key, const char *path, GError **error)
{
  g_auto (GStrv) steps = g_strsplit (path, "/", MAX_STEPS + 2);
  g_autoptr (SottoHdKey) current = sotto_hd_key_ref (key);

  if (g_strcmp0 (steps[0], "m") != 0 || g_strv_length (steps) > MAX_STEPS + 1)
    {
      fail (error, "The derivation path is not valid");
      return NULL;
    }
  for (char **step = steps + 1; *step != NULL; step++)
    {
      SottoHdKey *child = NULL;
      guint32 index;

      if (parse_step (*step, &index))
        child = sotto_hd_key_derive_child (current, index, error);
      else
        fail (error, "The derivation path is not valid");
      if (child == NULL)
        return NULL;
      sotto_hd_key_unref (current);
      current = child;
    }
  return g_steal_pointer (&current);
}

SottoPrivateKey *
sotto_hd_key_get_private_key (SottoHdKey *key)
{
  return key->key;
}

void
sotto_hd_key_get_chain_code (SottoHdKey *key, guint8 chain_code[32])
{
  memcpy (chain_code, sotto_secret_borrow (key->chain_code), 32);
  sotto_secret_release (key->chain_code);
}

static void
compute_checksum (const guint8 data[EXTENDED_LENGTH], guint8 checksum[CHECKSUM_LENGTH])
{
  SottoHash digest;

  sotto_sha256 (data, EXTENDED_LENGTH, &digest);
  sotto_sha256 (digest.bytes, sizeof digest.bytes, &digest);
  memcpy (checksum, digest.bytes, CHECKSUM_LENGTH);
}

static char *
encode (SottoHdKey *key, guint32 version, const guint8 key_bytes[33])
{
  g_autoptr (SottoBuffer) buffer = sotto_buffer_new (EXTENDED_LENGTH + CHECKSUM_LENGTH);
  g_auto (SottoKey) chain_code = { 0 };
  guint8 checksum[CHECKSUM_LENGTH];
  char *text;

  sotto_hd_key_get_chain_code (key, chain_code.bytes);
  sotto_buffer_append_be32 (buffer, version);
  sotto_buffer_append_u8 (buffer, key->depth);
  sotto_buffer_append (buffer, key->parent_fingerprint, sizeof key->parent_fingerprint);
  sotto_buffer_append_be32 (buffer, key->child_number);
  sotto_buffer_append (buffer, chain_code.bytes, sizeof chain_code.bytes);
  sotto_buffer_append (buffer, key_bytes, 33);
  compute_checksum (sotto_buffer_get_data (buffer), checksum);
  sotto_buffer_append (buffer, checksum, sizeof checksum);
  text = sotto_base58_encode (sotto_buffer_get_data (buffer), sotto_buffer_get_length (buffer));
  sotto_wipe ((gpointer) sotto_buffer_get_data (buffer), sotto_buffer_get_length (buffer));
  return text;
}

char *
sotto_hd_key_to_xprv (SottoHdKey *key)
{
  guint8 key_bytes[33] = { 0 };
  char *text;

  memcpy (key_bytes + 1, sotto_private_key_borrow (key->key), 32);
  sotto_private_key_release (key->key);
  text = encode (key, VERSION_PRIVATE, key_bytes);
  sotto_wipe (key_bytes, sizeof key_bytes);
  return text;
}

char *
sotto_hd_key_to_xpub (SottoHdKey *key)
{
  guint8 key_bytes[33];

  sotto_public_key_serialize_compressed (sotto_private_key_get_public (key->key), key_bytes);
  return encode (key, VERSION_PUBLIC, key_bytes);
}

static guint32
read_be32 (const guint8 *data)
{
  return (guint32) data[0] << 24 | (guint32) data[1] << 16 | (guint32) data[2] << 8 | data[3];
}

/* BIP-32, "Serialization format" and the invalid cases of test vector 5. */
static gboolean
check_extended (const guint8 data[EXTENDED_LENGTH + CHECKSUM_LENGTH], GError **error)
{
  static const guint8 zeros[4] = { 0 };
  guint32 version = read_be32 (data);
  const guint8 *key_bytes = data + 45;
  guint8 checksum[CHECKSUM_LENGTH];
  SottoPublicKey point;

  compute_checksum (data, checksum);
  if (memcmp (checksum, data + EXTENDED_LENGTH, sizeof checksum) != 0)
    return fail (error, "The checksum of the extended key does not match");
  if (version != VERSION_PRIVATE && version != VERSION_PUBLIC)
    return fail (error, "The extended key is of an unknown kind");
  if (data[4] == 0 && (memcmp (data + 5, zeros, 4) != 0 || memcmp (data + 9, zeros, 4) != 0))
    return fail (error, "A master key has no parent");
  if (version == VERSION_PRIVATE)
    return (key_bytes[0] == 0 && sotto_private_bytes_are_valid (key_bytes + 1)) ||
           fail (error, "The extended key holds no private key");
  return sotto_public_key_parse (&point, key_bytes, 33, NULL) ||
         fail (error, "The extended key holds no public key");
}

/* The 82 bytes, checked. */
static gboolean
decode_extended (const char *text, guint8 data[EXTENDED_LENGTH + CHECKSUM_LENGTH], GError **error)
{
  GBytes *bytes = sotto_base58_decode (text, error);
  g_autofree guint8 *decoded = NULL;
  gsize length;
  gboolean valid;

  if (bytes == NULL)
    return FALSE;
  decoded = g_bytes_unref_to_data (bytes, &length);
  if (length == EXTENDED_LENGTH + CHECKSUM_LENGTH)
    {
      memcpy (data, decoded, length);
      valid = check_extended (data, error);
    }
  else
    valid = fail (error, "The extended key has the wrong length");
  sotto_wipe (decoded, length);
  return valid;
}

SottoHdKey *
sotto_hd_key_new_from_xprv (const char *text, GError **error)
{
  guint8 data[EXTENDED_LENGTH + CHECKSUM_LENGTH] = { 0 };
  guint8 material[64];
  SottoHdKey *key = NULL;

  if (!decode_extended (text, data, error))
    return NULL;
  if (read_be32 (data) == VERSION_PRIVATE)
    {
      memcpy (material, data + 46, 32);
      memcpy (material + 32, data + 13, 32);
      key = new_from_material (material, error);
      sotto_wipe (material, sizeof material);
    }
  else
    fail (error, "This is an extended public key");
  if (key != NULL)
    {
      key->depth = data[4];
      memcpy (key->parent_fingerprint, data + 5, 4);
      key->child_number = read_be32 (data + 9);
    }
  sotto_wipe (data, sizeof data);
  return key;
}

gboolean
sotto_hd_key_validate_text (const char *text, GError **error)
{
  guint8 data[EXTENDED_LENGTH + CHECKSUM_LENGTH] = { 0 };
  gboolean valid = decode_extended (text, data, error);

  sotto_wipe (data, sizeof data);
  return valid;
}

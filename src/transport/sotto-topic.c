/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Topics and the names that they come from (whisper-waku.md section 6.1).
 *
 * topic (name) = first four bytes of Keccak-256 (UTF-8 of the name), byte for byte: no case folding
 * and no Unicode normalisation, because the other side does none.
 */

#include "sotto-topic.h"

#include <string.h>

#include "sotto-hex.h"
#include "sotto-keccak.h"

/* Everybody's first messages come in on one of so many topics: enough to share, few enough to hide
 * in. */
#define N_PARTITIONS 5000

static char *
public_key_to_hex (const SottoPublicKey *key)
{
  guint8 encoded[SOTTO_PUBLIC_KEY_LENGTH];

  sotto_public_key_serialize (key, encoded);

  return sotto_hex_encode (encoded, sizeof encoded);
}

/**
 * sotto_topic_hash:
 * @topic: a #SottoTopic
 *
 * A #GHashFunc.
 */
guint
sotto_topic_hash (gconstpointer topic)
{
  guint hash;

  memcpy (&hash, ((const SottoTopic *) topic)->bytes, sizeof hash);

  return hash;
}

/**
 * sotto_topic_equal:
 * @a: a #SottoTopic
 * @b: another
 *
 * A #GEqualFunc.
 */
gboolean
sotto_topic_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (SottoTopic)) == 0;
}

/**
 * sotto_topic_from_name:
 * @topic: (out caller-allocates): the topic
 * @name: a channel's name in UTF-8, taken as it is
 *
 * Computes the topic on which the channel @name travels.
 */
void
sotto_topic_from_name (SottoTopic *topic, const char *name)
{
  SottoHash digest;

  g_return_if_fail (topic != NULL);
  g_return_if_fail (name != NULL);

  sotto_keccak256 (name, strlen (name), &digest);
  memcpy (topic->bytes, digest.bytes, sizeof topic->bytes);
}

/**
 * sotto_channel_name_contact_code:
 * @key: somebody's chat key
 *
 * The channel on which the holder of @key publishes how to start a session:
 * "0x04…-contact-code".
 *
 * Returns: (transfer full): the name
 */
char *
sotto_channel_name_contact_code (const SottoPublicKey *key)
{
  g_autofree char *hex = NULL;

  g_return_val_if_fail (key != NULL, NULL);

  hex = public_key_to_hex (key);

  return g_strconcat ("0x", hex, "-contact-code", NULL);
}

/**
 * sotto_channel_name_partitioned:
 * @key: the recipient's chat key
 *
 * The channel on which strangers write to the holder of @key: "contact-discovery-" and the X
 * coordinate, as a big-endian integer, modulo 5000 in decimal.
 *
 * Returns: (transfer full): the name
 */
char *
sotto_channel_name_partitioned (const SottoPublicKey *key)
{
  guint8 xy[64];
  guint partition = 0;

  g_return_val_if_fail (key != NULL, NULL);

  sotto_public_key_serialize_raw (key, xy);
  for (gsize i = 0; i < 32; i++)
    partition = (partition * 256 + xy[i]) % N_PARTITIONS;

  return g_strdup_printf ("contact-discovery-%u", partition);
}

/**
 * sotto_channel_name_personal:
 * @key: the recipient's chat key
 *
 * The channel that only the holder of @key follows: "contact-discovery-04…", without "0x".
 *
 * Returns: (transfer full): the name
 */
char *
sotto_channel_name_personal (const SottoPublicKey *key)
{
  g_autofree char *hex = NULL;

  g_return_val_if_fail (key != NULL, NULL);

  hex = public_key_to_hex (key);

  return g_strconcat ("contact-discovery-", hex, NULL);
}

/**
 * sotto_channel_name_negotiated:
 * @shared_secret: X coordinate of the key that two people share, 32 bytes
 *
 * The channel that two people use once they know each other. Its name is as secret as
 * @shared_secret: wipe it with sotto_wipe_string ().
 *
 * Returns: (transfer full): the name, 64 lower-case digits
 */
char *
sotto_channel_name_negotiated (const guint8 shared_secret[32])
{
  g_return_val_if_fail (shared_secret != NULL, NULL);

  return sotto_hex_encode (shared_secret, 32);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a name points to (EIP-1577): the number of a network as an unsigned varint, then
 *
 *   ipfs, ipns, swarm   a CID of version 1: 01, codec, hash function, length, digest (all varints
 *                       but the digest); ipns may have a domain where the digest is
 *   arweave             the 32 bytes of a transaction
 *   skynet              the 34 bytes of a link
 *   onion3              56 characters
 */

#include "sotto-content-hash.h"

#include <string.h>

#include "sotto-base32.h"
#include "sotto-base58.h"
#include "sotto-ethereum-error.h"
#include "sotto-hex.h"

#define CODEC_DAG_PB 0x70
#define HASH_IDENTITY 0x00
#define HASH_SHA256 0x12
#define DIGEST_LENGTH 32
#define ARWEAVE_LENGTH 32
#define SKYNET_LENGTH 34
#define ONION3_LENGTH 56

/* The most bytes of a varint here: numbers stay below 2^35. */
#define MAX_VARINT 5

static const struct
{
  guint64 number;
  SottoContentProtocol protocol;
} protocols[] = {
  { 0xe3, SOTTO_CONTENT_IPFS },       { 0xe5, SOTTO_CONTENT_IPNS },
  { 0xe4, SOTTO_CONTENT_SWARM },      { 0xb29910, SOTTO_CONTENT_ARWEAVE },
  { 0xb19910, SOTTO_CONTENT_SKYNET }, { 0x1bd, SOTTO_CONTENT_ONION3 },
};

/* A CID whose parts lie in the bytes that it was read from. */
typedef struct
{
  guint64 codec;
  guint64 function;
  const guint8 *digest;
  gsize n_digest;
} Cid;

/* The shortest form only; moves *@data on. */
static gboolean
take_varint (const guint8 **data, gsize *length, guint64 *number)
{
  *number = 0;
  for (guint i = 0; i < MAX_VARINT && i < *length; i++)
    {
      guint8 byte = (*data)[i];

      *number |= (guint64) (byte & 0x7f) << (7 * i);
      if ((byte & 0x80) != 0)
        continue;
      *data += i + 1;
      *length -= i + 1;
      return byte != 0 || i == 0;
    }

  return FALSE;
}

static gboolean
parse_cid (const guint8 *data, gsize length, Cid *cid)
{
  guint64 version, n_digest;

  if (!take_varint (&data, &length, &version) || version != 1 ||
      !take_varint (&data, &length, &cid->codec) || !take_varint (&data, &length, &cid->function) ||
      !take_varint (&data, &length, &n_digest) || n_digest != length || length == 0)
    return FALSE;
  cid->digest = data;
  cid->n_digest = length;

  return TRUE;
}

/* Whether an IPNS name is a domain and no key: letters, digits, hyphens and dots in plain sight. */
static gboolean
is_domain (const Cid *cid)
{
  gboolean has_dot = FALSE;

  if (cid->function != HASH_IDENTITY)
    return FALSE;
  for (gsize i = 0; i < cid->n_digest; i++)
    {
      char character = (char) cid->digest[i];

      has_dot = has_dot || character == '.';
      if (!g_ascii_isalnum (character) && character != '-' && character != '.')
        return FALSE;
    }

  return has_dot;
}

static gboolean
is_onion3 (const guint8 *data, gsize length)
{
  if (length != ONION3_LENGTH)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_islower ((char) data[i]) && !(data[i] >= '2' && data[i] <= '7'))
      return FALSE;

  return TRUE;
}

static gboolean
is_payload (SottoContentProtocol protocol, const guint8 *data, gsize length)
{
  Cid cid;

  switch (protocol)
    {
    case SOTTO_CONTENT_IPFS:
    case SOTTO_CONTENT_SWARM:
      return parse_cid (data, length, &cid) && cid.n_digest == DIGEST_LENGTH;
    case SOTTO_CONTENT_IPNS:
      return parse_cid (data, length, &cid);
    case SOTTO_CONTENT_ARWEAVE:
      return length == ARWEAVE_LENGTH;
    case SOTTO_CONTENT_SKYNET:
      return length == SKYNET_LENGTH;
    case SOTTO_CONTENT_ONION3:
      return is_onion3 (data, length);
    }

  return FALSE;
}

/* (transfer full): multibase base32: "b" and lower case. */
static char *
encode_base32 (const guint8 *data, gsize length)
{
  g_autofree char *capitals = sotto_base32_encode (data, length);
  g_autofree char *text = g_ascii_strdown (capitals, -1);

  return g_strconcat ("b", text, NULL);
}

/* (transfer full): multibase base36: "k", a zero for each byte of zero in front, and the number in
 * digits and lower case. Short division of the whole, at most 256 bytes. */
static char *
encode_base36 (const guint8 *data, gsize length)
{
  static const char alphabet[] = "0123456789abcdefghijklmnopqrstuvwxyz";
  g_autofree guint8 *rest = g_memdup2 (data, length);
  g_autoptr (GString) text = g_string_new (NULL);
  gsize first = 0;

  while (first < length && rest[first] == 0)
    first++;
  for (gsize start = first; start < length;)
    {
      guint remainder = 0;

      for (gsize i = start; i < length; i++)
        {
          remainder = remainder << 8 | rest[i];
          rest[i] = (guint8) (remainder / 36);
          remainder %= 36;
        }
      g_string_prepend_c (text, alphabet[remainder]);
      while (start < length && rest[start] == 0)
        start++;
    }
  for (gsize i = 0; i < first; i++)
    g_string_prepend_c (text, '0');
  g_string_prepend_c (text, 'k');

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* (transfer full): of an IPNS name. */
static char *
name_key (const SottoContentHash *hash)
{
  Cid cid;

  if (parse_cid (hash->payload, hash->n_payload, &cid) && is_domain (&cid))
    return g_strndup ((const char *) cid.digest, cid.n_digest);

  return encode_base36 (hash->payload, hash->n_payload);
}

/* Public functions, in the header's order. */

gboolean
sotto_content_hash_parse (const guint8 *data, gsize length, SottoContentHash *hash, GError **error)
{
  guint64 number;

  if (length > SOTTO_CONTENT_HASH_MAX_BYTES || !take_varint (&data, &length, &number))
    {
      g_set_error_literal (error, SOTTO_ETHEREUM_ERROR, SOTTO_ETHEREUM_ERROR_MALFORMED,
                           "This names no content");
      return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      if (protocols[i].number != number)
        continue;
      if (!is_payload (protocols[i].protocol, data, length))
        {
          g_set_error_literal (error, SOTTO_ETHEREUM_ERROR, SOTTO_ETHEREUM_ERROR_MALFORMED,
                               "This names no content");
          return FALSE;
        }
      hash->protocol = protocols[i].protocol;
      hash->n_payload = length;
      memcpy (hash->payload, data, length);
      return TRUE;
    }
  g_set_error_literal (error, SOTTO_ETHEREUM_ERROR, SOTTO_ETHEREUM_ERROR_UNSUPPORTED,
                       "This content is in a network that is not known here");

  return FALSE;
}

char *
sotto_content_hash_to_cid_v0 (const SottoContentHash *hash)
{
  guint8 multihash[2 + DIGEST_LENGTH] = { HASH_SHA256, DIGEST_LENGTH };
  Cid cid;

  if (hash->protocol != SOTTO_CONTENT_IPFS || !parse_cid (hash->payload, hash->n_payload, &cid) ||
      cid.codec != CODEC_DAG_PB || cid.function != HASH_SHA256)
    return NULL;
  memcpy (multihash + 2, cid.digest, DIGEST_LENGTH);

  return sotto_base58_encode (multihash, sizeof multihash);
}

char *
sotto_content_hash_to_cid_v1 (const SottoContentHash *hash)
{
  if (hash->protocol != SOTTO_CONTENT_IPFS && hash->protocol != SOTTO_CONTENT_IPNS)
    return NULL;

  return encode_base32 (hash->payload, hash->n_payload);
}

char *
sotto_content_hash_to_text (const SottoContentHash *hash)
{
  switch (hash->protocol)
    {
    case SOTTO_CONTENT_IPFS:
      return encode_base32 (hash->payload, hash->n_payload);
    case SOTTO_CONTENT_IPNS:
      return name_key (hash);
    case SOTTO_CONTENT_SWARM:
      return sotto_hex_encode (hash->payload + hash->n_payload - DIGEST_LENGTH, DIGEST_LENGTH);
    case SOTTO_CONTENT_ARWEAVE:
    case SOTTO_CONTENT_SKYNET:
      return sotto_base64url_encode (hash->payload, hash->n_payload);
    case SOTTO_CONTENT_ONION3:
      return g_strndup ((const char *) hash->payload, hash->n_payload);
    }

  return NULL;
}

GBytes *
sotto_content_hash_to_bytes (const SottoContentHash *hash)
{
  guint8 bytes[MAX_VARINT + SOTTO_CONTENT_HASH_MAX_BYTES];
  guint64 number = 0;
  gsize n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    if (protocols[i].protocol == hash->protocol)
      number = protocols[i].number;
  for (; number >= 0x80; number >>= 7)
    bytes[n++] = (guint8) (0x80 | (number & 0x7f));
  bytes[n++] = (guint8) number;
  memcpy (bytes + n, hash->payload, hash->n_payload);

  return g_bytes_new (bytes, n + hash->n_payload);
}

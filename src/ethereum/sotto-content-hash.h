/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The longest that is read. */
#define SOTTO_CONTENT_HASH_MAX_BYTES 256

/**
 * SottoContentProtocol:
 * @SOTTO_CONTENT_IPFS: content by its hash
 * @SOTTO_CONTENT_IPNS: content that the owner of a key, or of a domain, may change
 * @SOTTO_CONTENT_SWARM: content by its hash
 * @SOTTO_CONTENT_ARWEAVE: a transaction
 * @SOTTO_CONTENT_SKYNET: content by its hash
 * @SOTTO_CONTENT_ONION3: a hidden service of Tor
 */
typedef enum
{
  SOTTO_CONTENT_IPFS,
  SOTTO_CONTENT_IPNS,
  SOTTO_CONTENT_SWARM,
  SOTTO_CONTENT_ARWEAVE,
  SOTTO_CONTENT_SKYNET,
  SOTTO_CONTENT_ONION3,
} SottoContentProtocol;

/**
 * SottoContentHash:
 * @protocol: which network
 * @payload: what it is called there, after the number of the protocol
 * @n_payload: bytes of @payload
 *
 * What a name points to (EIP-1577). Plain data.
 */
typedef struct
{
  SottoContentProtocol protocol;
  guint8 payload[SOTTO_CONTENT_HASH_MAX_BYTES];
  gsize n_payload;
} SottoContentHash;

/**
 * sotto_content_hash_parse:
 * @data: what contenthash() gave, or what a sticker pack names
 * @length: bytes of @data
 * @hash: (out): what it says
 * @error: return location for %SOTTO_ETHEREUM_ERROR_MALFORMED and, for another network,
 * %SOTTO_ETHEREUM_ERROR_UNSUPPORTED
 *
 * Returns: whether it names something in one of the networks above
 */
gboolean sotto_content_hash_parse (const guint8 *data,
                                   gsize length,
                                   SottoContentHash *hash,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (nullable): the name in the first version of IPFS, Qm…; %NULL for what has none:
 * a SHA-256 of the codec dag-pb. */
char *sotto_content_hash_to_cid_v0 (const SottoContentHash *hash) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (nullable): the name in IPFS or IPNS in base32, b…; %NULL for other networks. */
char *sotto_content_hash_to_cid_v1 (const SottoContentHash *hash) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): the name as gateways and addresses have it: base32 in IPFS, base36 of a key and
 * the domain itself in IPNS, hexadecimal in Swarm, base64 in Arweave and Skynet, and the 56
 * characters of a hidden service. */
char *sotto_content_hash_to_text (const SottoContentHash *hash) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): the bytes that sotto_content_hash_parse () reads. */
GBytes *sotto_content_hash_to_bytes (const SottoContentHash *hash) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

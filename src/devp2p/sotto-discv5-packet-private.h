/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-keys.h"
#include "sotto-node-record.h"

G_BEGIN_DECLS

/* Lengths of a packet and of its parts (discovery v5.1, wire protocol). */
#define SOTTO_DISCV5_MIN_PACKET 63
#define SOTTO_DISCV5_MAX_PACKET 1280
#define SOTTO_DISCV5_IV_LENGTH 16
#define SOTTO_DISCV5_NONCE_LENGTH 12
#define SOTTO_DISCV5_ID_NONCE_LENGTH 16
#define SOTTO_DISCV5_SIGNATURE_LENGTH 64
#define SOTTO_DISCV5_KEY_LENGTH 16
#define SOTTO_DISCV5_STATIC_LENGTH 23

/* What WHOAREYOU signs and derives from: masking IV, static header and authdata. */
#define SOTTO_DISCV5_CHALLENGE_LENGTH 63

/* The longest header is that of a handshake with a record of 300 bytes. */
#define SOTTO_DISCV5_MAX_HEADER (16 + 23 + 34 + 64 + 33 + SOTTO_NODE_RECORD_MAX_LENGTH)

/**
 * SottoDiscv5Flag:
 * @SOTTO_DISCV5_ORDINARY: an encrypted message
 * @SOTTO_DISCV5_WHOAREYOU: asks for a handshake
 * @SOTTO_DISCV5_HANDSHAKE: an encrypted message, with all that is needed to read it
 *
 * Kinds of packets, as on the wire.
 */
typedef enum
{
  SOTTO_DISCV5_ORDINARY = 0,
  SOTTO_DISCV5_WHOAREYOU = 1,
  SOTTO_DISCV5_HANDSHAKE = 2,
} SottoDiscv5Flag;

/**
 * SottoDiscv5Packet:
 * @flag: its kind
 * @nonce: of the message; of WHOAREYOU that of the packet it answers
 * @source: id of the sender; not in WHOAREYOU
 * @id_nonce: of WHOAREYOU
 * @enr_seq: of WHOAREYOU: the number of our record that its sender has
 * @id_signature: of a handshake
 * @ephemeral: of a handshake: a compressed key, not checked
 * @record: of a handshake, borrowed: RLP of the sender's record, not checked; may be empty
 * @record_length: of @record
 * @header: masking IV and header, unmasked: what the message is bound to
 * @header_length: of @header
 * @message: borrowed: ciphertext and tag
 * @message_length: of @message
 */
typedef struct
{
  SottoDiscv5Flag flag;
  guint8 nonce[SOTTO_DISCV5_NONCE_LENGTH];
  SottoHash source;
  guint8 id_nonce[SOTTO_DISCV5_ID_NONCE_LENGTH];
  guint64 enr_seq;
  guint8 id_signature[SOTTO_DISCV5_SIGNATURE_LENGTH];
  guint8 ephemeral[SOTTO_COMPRESSED_KEY_LENGTH];
  const guint8 *record;
  gsize record_length;
  guint8 header[SOTTO_DISCV5_MAX_HEADER];
  gsize header_length;
  const guint8 *message;
  gsize message_length;
} SottoDiscv5Packet;

/* Unmasks a packet that is for @local_id. @data is borrowed by @packet. */
gboolean sotto_discv5_packet_parse (SottoDiscv5Packet *packet,
                                    const SottoHash *local_id,
                                    const guint8 *data,
                                    gsize length,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Fills in the header from the other fields. */
void sotto_discv5_packet_build_header (SottoDiscv5Packet *packet,
                                       const guint8 iv[SOTTO_DISCV5_IV_LENGTH]);

/* (transfer full): the masked header and the sealed @plaintext; @key is not used, and may be NULL,
 * for a packet without a plaintext. */
GBytes *sotto_discv5_packet_seal (const SottoDiscv5Packet *packet,
                                  const SottoHash *destination,
                                  const guint8 *key,
                                  GBytes *plaintext) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (nullable): the message of @packet. */
GBytes *sotto_discv5_packet_open (const SottoDiscv5Packet *packet,
                                  const guint8 key[SOTTO_DISCV5_KEY_LENGTH],
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * SottoDiscv5Keys:
 * @initiator: seals what the side that shakes hands first says
 * @recipient: seals what the other side says
 *
 * Declare it as `g_auto (SottoDiscv5Keys)`.
 */
typedef struct
{
  guint8 initiator[SOTTO_DISCV5_KEY_LENGTH];
  guint8 recipient[SOTTO_DISCV5_KEY_LENGTH];
} SottoDiscv5Keys;

/**
 * SottoDiscv5Exchange:
 * @challenge: SOTTO_DISCV5_CHALLENGE_LENGTH bytes of the WHOAREYOU
 * @initiator: id of who answered it
 * @recipient: id of who sent it
 *
 * What a handshake is about. Everything is borrowed.
 */
typedef struct
{
  const guint8 *challenge;
  const SottoHash *initiator;
  const SottoHash *recipient;
} SottoDiscv5Exchange;

/* @private_key: ours, ephemeral or of the node; @public_key: theirs, the other of the two. */
gboolean sotto_discv5_keys_derive (SottoDiscv5Keys *keys,
                                   const guint8 private_key[32],
                                   const SottoPublicKey *public_key,
                                   const SottoDiscv5Exchange *exchange,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
void sotto_discv5_keys_clear (SottoDiscv5Keys *keys);

/* What the initiator signs to prove its identity. */
void sotto_discv5_identity_digest (const SottoDiscv5Exchange *exchange,
                                   const guint8 ephemeral[SOTTO_COMPRESSED_KEY_LENGTH],
                                   SottoHash *digest);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SottoDiscv5Keys, sotto_discv5_keys_clear)

G_END_DECLS

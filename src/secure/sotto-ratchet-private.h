/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-keys.h"
#include "sotto-random.h"
#include "sotto-secret.h"

G_BEGIN_DECLS

/* The Double Ratchet as plain functions over a plain state: no storage, no clock, and randomness
 * only from the source that is given. secure-transport.md, section 6. */

/* The largest gap of message numbers that one message may claim in one chain. */
#define SOTTO_RATCHET_MAX_SKIP 1000

/* IV (16) and MAC (32) around the ciphertext. */
#define SOTTO_RATCHET_OVERHEAD 48

/* n, pn as 32-bit little-endian, then the compressed ratchet key. */
#define SOTTO_RATCHET_HEADER_LENGTH 41

/* What sotto_ratchet_serialize () writes. */
#define SOTTO_RATCHET_STATE_LENGTH 216

/**
 * SottoRatchetHeader:
 * @key: the sender's current ratchet key, compressed
 * @n: number of the message in its chain
 * @pn: length of the sender's previous chain
 */
typedef struct
{
  guint8 key[SOTTO_COMPRESSED_KEY_LENGTH];
  guint32 n;
  guint32 pn;
} SottoRatchetHeader;

/**
 * SottoRatchet:
 * @root_key: RK
 * @sending_chain: CKs
 * @receiving_chain: CKr
 * @own_private: private half of DHs
 * @own_public: DHs, compressed
 * @remote_public: DHr, compressed; only if @has_remote
 * @has_remote: whether the other side's ratchet key is known
 * @sending_n: Ns
 * @receiving_n: Nr
 * @previous_n: PN
 * @keys_count: message keys derived on receiving chains, skipped and used; orders skipped keys
 *
 * One session. Declare as `g_auto (SottoRatchet)`: it is secret as a whole.
 */
typedef struct
{
  SottoKey root_key;
  SottoKey sending_chain;
  SottoKey receiving_chain;
  SottoKey own_private;
  guint8 own_public[SOTTO_COMPRESSED_KEY_LENGTH];
  guint8 remote_public[SOTTO_COMPRESSED_KEY_LENGTH];
  gboolean has_remote;
  guint32 sending_n;
  guint32 receiving_n;
  guint32 previous_n;
  guint64 keys_count;
} SottoRatchet;

void sotto_ratchet_clear (SottoRatchet *ratchet);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SottoRatchet, sotto_ratchet_clear)

/**
 * SottoSkippedKey:
 * @ratchet_key: DHr of its chain, compressed
 * @n: its number there
 * @sequence: its place in the order of all keys of the session
 * @message_key: the key of a message that has not come yet
 */
typedef struct
{
  guint8 ratchet_key[SOTTO_COMPRESSED_KEY_LENGTH];
  guint32 n;
  guint64 sequence;
  SottoKey message_key;
} SottoSkippedKey;

/* (element-type SottoSkippedKey): elements are wiped with the array, which never grows after
 * sotto_skipped_keys_new (), so that no copy is left behind. */
GArray *sotto_skipped_keys_new (guint n_reserved) G_GNUC_WARN_UNUSED_RESULT;

/* Root KDF: 96 bytes, new root key || chain key || header key (unused by Status). */
void
sotto_ratchet_kdf_root (const SottoKey *root_key, const guint8 dh_output[32], guint8 output[96]);

/* Chain KDF. Either result may be %NULL; @next_chain_key may be @chain_key. */
void sotto_ratchet_kdf_chain (const SottoKey *chain_key,
                              SottoKey *next_chain_key,
                              SottoKey *message_key);

/* The associated data of a message. */
void sotto_ratchet_header_encode (const SottoRatchetHeader *header,
                                  guint8 output[SOTTO_RATCHET_HEADER_LENGTH]);

/* IV || AES-256-CTR ciphertext || HMAC-SHA-256 over the associated data and what precedes it.
 * @associated_data: in sessions, the encoded header. */
GBytes *sotto_ratchet_seal (const SottoKey *message_key,
                            const guint8 *associated_data,
                            gsize associated_length,
                            const guint8 *plaintext,
                            gsize length,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The MAC is checked before anything is decrypted. %SOTTO_SECURE_ERROR_MALFORMED if the payload is
 * too short, %SOTTO_SECURE_ERROR_AUTHENTICATION if the MAC is wrong. */
GBytes *sotto_ratchet_open (const SottoKey *message_key,
                            const guint8 *associated_data,
                            gsize associated_length,
                            const guint8 *payload,
                            gsize length,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The side that used the other's signed prekey; draws one ratchet key. */
gboolean sotto_ratchet_init_initiator (SottoRatchet *ratchet,
                                       const SottoKey *secret,
                                       const SottoPublicKey *remote_prekey,
                                       SottoRandom *random,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The side whose signed prekey was used: that is its first ratchet key. */
gboolean sotto_ratchet_init_responder (SottoRatchet *ratchet,
                                       const SottoKey *secret,
                                       const SottoKey *prekey_private,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_ratchet_encrypt:
 * @ratchet: the session, stepped on success; must be stored before the message leaves
 * @plaintext: what to say
 * @length: its length
 * @header: (out): what to send beside the payload
 * @error: return location
 *
 * Returns: (transfer full): the payload
 */
GBytes *sotto_ratchet_encrypt (SottoRatchet *ratchet,
                               const guint8 *plaintext,
                               gsize length,
                               SottoRatchetHeader *header,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * SottoRatchetMessage:
 * @header: its header
 * @payload: borrowed bytes
 * @length: of @payload
 */
typedef struct
{
  SottoRatchetHeader header;
  const guint8 *payload;
  gsize length;
} SottoRatchetMessage;

/* Opens @message with the key that was stored for it. */
GBytes *sotto_ratchet_open_message (const SottoKey *message_key,
                                    const SottoRatchetMessage *message,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_ratchet_decrypt:
 * @ratchet: the session, stepped on success and untouched on failure
 * @message: untrusted
 * @random: a new ratchet key is drawn from it when the sender's key is new, after the MAC matched
 * @skipped: (out) (transfer full) (element-type SottoSkippedKey): keys of messages that it
 * overtook, to be stored with the session
 * @error: return location for a #SottoSecureError
 *
 * For a message whose key has not been stored as skipped. Nothing but one chain is derived, at most
 * %SOTTO_RATCHET_MAX_SKIP steps, before the MAC is known to be right.
 *
 * Returns: (transfer full): the plaintext
 */
GBytes *sotto_ratchet_decrypt (SottoRatchet *ratchet,
                               const SottoRatchetMessage *message,
                               SottoRandom *random,
                               GArray **skipped,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* For the database. */
void sotto_ratchet_serialize (const SottoRatchet *ratchet,
                              guint8 output[SOTTO_RATCHET_STATE_LENGTH]);
gboolean sotto_ratchet_deserialize (SottoRatchet *ratchet,
                                    const guint8 *data,
                                    gsize length) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

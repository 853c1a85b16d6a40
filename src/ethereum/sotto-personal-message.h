/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-address.h"
#include "sotto-keys.h"

G_BEGIN_DECLS

/* Keccak-256 of 0x19 "Ethereum Signed Message:\n", the length in decimal, and the message (EIP-191,
 * version 0x45). */
void sotto_personal_message_hash (gconstpointer message, gsize length, SottoHash *hash);

/**
 * sotto_personal_message_sign:
 * @message: any bytes
 * @length: how many
 * @key: who signs
 * @signature: (out caller-allocates): R || S || V with V 27 or 28
 * @error: return location for an error
 *
 * Returns: whether it was signed
 */
gboolean sotto_personal_message_sign (gconstpointer message,
                                      gsize length,
                                      SottoPrivateKey *key,
                                      guint8 signature[SOTTO_SIGNATURE_LENGTH],
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_personal_message_parse_signature:
 * @text: from anywhere: 130 hexadecimal digits with or without "0x", spaces around them ignored
 * @signature: (out caller-allocates): R || S || V as they are there
 * @error: return location for %SOTTO_ETHEREUM_ERROR_SIGNATURE, which says what is wrong: the
 *   length, a character, R or S out of range, S in the upper half of the range (EIP-2), V
 *
 * Returns: whether it could be a signature of some message
 */
gboolean sotto_personal_message_parse_signature (const char *text,
                                                 guint8 signature[SOTTO_SIGNATURE_LENGTH],
                                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_personal_message_recover:
 * @message: any bytes
 * @length: how many
 * @signature: R || S || V with V 0, 1, 27 or 28, from anywhere
 * @signer: (out caller-allocates): the address of who signed
 * @error: return location for %SOTTO_ETHEREUM_ERROR_SIGNATURE
 *
 * Returns: whether it is a signature; whose it is has to be compared
 */
gboolean sotto_personal_message_recover (gconstpointer message,
                                         gsize length,
                                         const guint8 signature[SOTTO_SIGNATURE_LENGTH],
                                         guint8 signer[SOTTO_ADDRESS_LENGTH],
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

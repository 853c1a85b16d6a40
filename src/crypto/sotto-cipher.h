/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SOTTO_GCM_NONCE_LENGTH 12
#define SOTTO_GCM_TAG_LENGTH 16

/* AES-256-GCM without associated data. @output holds @length + 16 bytes: ciphertext || tag. */
gboolean sotto_aes256_gcm_seal (const guint8 key[32],
                                const guint8 nonce[12],
                                const guint8 *plaintext,
                                gsize length,
                                guint8 *output,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* @input is ciphertext || tag; @output holds @length - 16 bytes and is wiped when the tag does not
 * match. */
gboolean sotto_aes256_gcm_open (const guint8 key[32],
                                const guint8 nonce[12],
                                const guint8 *input,
                                gsize length,
                                guint8 *output,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * SottoGcm:
 * @key: 16 bytes
 * @nonce: 12 bytes, never twice with the same key
 * @ad: (nullable): what is authenticated and not encrypted
 * @ad_length: of @ad
 *
 * What a message is sealed with, borrowed.
 */
typedef struct
{
  const guint8 *key;
  const guint8 *nonce;
  const guint8 *ad;
  gsize ad_length;
} SottoGcm;

/* AES-128-GCM with associated data; lengths of @output as above. */
gboolean sotto_aes128_gcm_seal (const SottoGcm *gcm,
                                const guint8 *plaintext,
                                gsize length,
                                guint8 *output,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_aes128_gcm_open (const SottoGcm *gcm,
                                const guint8 *input,
                                gsize length,
                                guint8 *output,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* AES in counter mode, 128-bit big-endian counter starting at @iv; @key_length is 16 or 32. In
 * place is allowed. */
gboolean sotto_aes_ctr (const guint8 *key,
                        gsize key_length,
                        const guint8 iv[16],
                        const guint8 *input,
                        gsize length,
                        guint8 *output,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * SottoAesStream:
 *
 * A running AES-256-CTR key stream (RLPx keeps one in each direction).
 */
typedef struct _SottoAesStream SottoAesStream;

SottoAesStream *sotto_aes_stream_new (const guint8 key[32],
                                      const guint8 iv[16]) G_GNUC_WARN_UNUSED_RESULT;
void sotto_aes_stream_free (SottoAesStream *stream);
void
sotto_aes_stream_apply (SottoAesStream *stream, const guint8 *input, gsize length, guint8 *output);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoAesStream, sotto_aes_stream_free)

/**
 * SottoAesBlock:
 *
 * AES-256 on single blocks (the RLPx MAC).
 */
typedef struct _SottoAesBlock SottoAesBlock;

SottoAesBlock *sotto_aes_block_new (const guint8 key[32]) G_GNUC_WARN_UNUSED_RESULT;
void sotto_aes_block_free (SottoAesBlock *block);
void sotto_aes_block_encrypt (SottoAesBlock *block, const guint8 input[16], guint8 output[16]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoAesBlock, sotto_aes_block_free)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

#include "sotto-random.h"
#include "sotto-secret.h"

G_BEGIN_DECLS

/**
 * SottoMnemonic:
 *
 * A BIP-39 recovery phrase of 12, 15, 18, 21 or 24 English words with a right checksum, in guarded
 * memory.
 */
typedef struct _SottoMnemonic SottoMnemonic;

#define SOTTO_TYPE_MNEMONIC (sotto_mnemonic_get_type ())
GType sotto_mnemonic_get_type (void);

SottoMnemonic *sotto_mnemonic_generate (SottoRandom *random,
                                        guint n_words) G_GNUC_WARN_UNUSED_RESULT;
SottoMnemonic *sotto_mnemonic_new_from_entropy (const guint8 *entropy,
                                                gsize length,
                                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Input is normalised: NFKD, lower case, any white space between words. Errors name the first
 * unknown word (%SOTTO_CRYPTO_ERROR_UNKNOWN_WORD), the wrong number of words
 * (%SOTTO_CRYPTO_ERROR_INVALID_LENGTH) or the wrong checksum (%SOTTO_CRYPTO_ERROR_CHECKSUM). */
SottoMnemonic *sotto_mnemonic_parse (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

SottoMnemonic *sotto_mnemonic_ref (SottoMnemonic *mnemonic);
void sotto_mnemonic_unref (SottoMnemonic *mnemonic);
guint sotto_mnemonic_get_n_words (SottoMnemonic *mnemonic);

/* (transfer none): a word of the public list. */
const char *sotto_mnemonic_get_word (SottoMnemonic *mnemonic, guint index);

/* (transfer full): the words with single spaces; wipe it with sotto_wipe_string () before g_free
 * (). */
char *sotto_mnemonic_dup_phrase (SottoMnemonic *mnemonic) G_GNUC_WARN_UNUSED_RESULT;

/* The 64-byte seed: PBKDF2-HMAC-SHA512, 2048 rounds, salt "mnemonic" || @passphrase
 * (nullable, UTF-8), both NFKD. */
SottoSecret *sotto_mnemonic_derive_seed (SottoMnemonic *mnemonic,
                                         const char *passphrase) G_GNUC_WARN_UNUSED_RESULT;

/* The word list, for completion: 2048 words in order. */
const char *const *sotto_mnemonic_get_word_list (void);
gboolean sotto_mnemonic_is_word (const char *word);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoMnemonic, sotto_mnemonic_unref)

G_END_DECLS

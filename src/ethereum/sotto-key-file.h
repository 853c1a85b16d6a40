/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-address.h"
#include "sotto-hd-key.h"
#include "sotto-key-box.h"

G_BEGIN_DECLS

/* The longest key file that is read. */
#define SOTTO_KEY_FILE_MAX_BYTES (64 * 1024)

/**
 * SottoKeyFile:
 *
 * One private key behind a password, in the form that wallets exchange (Web3 Secret Storage,
 * version 3). Immutable and reference counted, for any thread.
 */
typedef struct _SottoKeyFile SottoKeyFile;

/**
 * sotto_key_file_parse:
 * @json: from anywhere
 * @length: bytes of @json
 * @error: return location for %SOTTO_ETHEREUM_ERROR_MALFORMED, %SOTTO_ETHEREUM_ERROR_TOO_LARGE and
 * %SOTTO_ETHEREUM_ERROR_UNSUPPORTED (another version, cipher or derivation, or one that would take
 * too much memory or time), with a message for people
 *
 * Members that are not known are ignored.
 *
 * Returns: (transfer full): the file, still closed, or %NULL
 */
SottoKeyFile *
sotto_key_file_parse (const char *json, gsize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_key_file_seal:
 * @key: what it is to hold
 * @cost: what opening is to cost: %SOTTO_KEY_BOX_STANDARD_COST
 * @password: UTF-8
 * @random: where salts and the name come from
 * @error: return location for an error
 *
 * Slow: run it on a worker.
 *
 * Returns: (transfer full): the file, or %NULL
 */
SottoKeyFile *sotto_key_file_seal (SottoPrivateKey *key,
                                   const SottoKeyBoxCost *cost,
                                   const char *password,
                                   SottoRandom *random,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

SottoKeyFile *sotto_key_file_ref (SottoKeyFile *file);
void sotto_key_file_unref (SottoKeyFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoKeyFile, sotto_key_file_unref)

/* (transfer none) (nullable): the 20 bytes that it says to be the key's address. */
const guint8 *sotto_key_file_get_address (SottoKeyFile *file);

/* Whether the key that further accounts are derived from is with it, as Status wrote it. */
gboolean sotto_key_file_has_extended_key (SottoKeyFile *file);

/**
 * sotto_key_file_open:
 * @file: a key file
 * @password: UTF-8, as it was typed
 * @error: return location for %SOTTO_ETHEREUM_ERROR_PASSWORD (it does not open the file),
 * %SOTTO_ETHEREUM_ERROR_DAMAGED (it does, and the key is not the one that it should be) and errors
 * of #SottoCryptoError
 *
 * Tries the password as it is, then in the normal forms that other programs write it in, and for a
 * file of Status as Status hashed it. Slow: run it on a worker.
 *
 * Returns: (transfer full): the key, or %NULL
 */
SottoPrivateKey *sotto_key_file_open (SottoKeyFile *file,
                                      const char *password,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (nullable): the extended key, in the same way; %SOTTO_ETHEREUM_ERROR_DAMAGED if
 * there is none. */
SottoHdKey *sotto_key_file_open_extended_key (SottoKeyFile *file,
                                              const char *password,
                                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): what is written to disk, without the extended key. */
char *sotto_key_file_to_json (SottoKeyFile *file) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): what such a file is called, `UTC--2026-01-31T12-00-00.000000000Z--` and the
 * address, if it says one. @unix_time: seconds */
char *sotto_key_file_make_name (SottoKeyFile *file, gint64 unix_time) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

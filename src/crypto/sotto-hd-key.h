/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

#include "sotto-keys.h"

G_BEGIN_DECLS

#define SOTTO_HD_HARDENED 0x80000000u

/* Paths of accounts.md, section 2. */
#define SOTTO_HD_PATH_CHAT "m/43'/60'/1581'/0'/0"
#define SOTTO_HD_PATH_WALLET_ROOT "m/44'/60'/0'/0"

/**
 * SottoHdKey:
 *
 * A BIP-32 extended private key in guarded memory.
 */
typedef struct _SottoHdKey SottoHdKey;

#define SOTTO_TYPE_HD_KEY (sotto_hd_key_get_type ())
GType sotto_hd_key_get_type (void);

/* @seed: 16 to 64 bytes. */
SottoHdKey *sotto_hd_key_new_from_seed (SottoSecret *seed,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
SottoHdKey *sotto_hd_key_ref (SottoHdKey *key);
void sotto_hd_key_unref (SottoHdKey *key);

SottoHdKey *sotto_hd_key_derive_child (SottoHdKey *key,
                                       guint32 index,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* "m/43'/60'/…": relative to @key, at most 16 steps. */
SottoHdKey *sotto_hd_key_derive_path (SottoHdKey *key,
                                      const char *path,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

SottoPrivateKey *sotto_hd_key_get_private_key (SottoHdKey *key);
void sotto_hd_key_get_chain_code (SottoHdKey *key, guint8 chain_code[32]);

/* Base58Check text of the extended private ("xprv…") and public ("xpub…") key. The first is secret.
 */
char *sotto_hd_key_to_xprv (SottoHdKey *key) G_GNUC_WARN_UNUSED_RESULT;
char *sotto_hd_key_to_xpub (SottoHdKey *key) G_GNUC_WARN_UNUSED_RESULT;

/* Refuses, as BIP-32's invalid vectors demand, wrong versions, key bytes, depths and checksums. */
SottoHdKey *sotto_hd_key_new_from_xprv (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_hd_key_validate_text (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoHdKey, sotto_hd_key_unref)

G_END_DECLS

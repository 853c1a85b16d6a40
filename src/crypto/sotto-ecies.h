/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-keys.h"

G_BEGIN_DECLS

/* ECIES as devp2p uses it: R(65) || IV(16) || AES-128-CTR ciphertext || HMAC-SHA-256 tag(32). */
#define SOTTO_ECIES_OVERHEAD 113

/* @mac_data (nullable) is the shared MAC data s2, not transmitted. @plaintext must not be empty. */
GBytes *sotto_ecies_seal (const SottoPublicKey *recipient,
                          GBytes *plaintext,
                          GBytes *mac_data,
                          SottoRandom *random,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The tag is checked before anything is decrypted. */
GBytes *sotto_ecies_open (SottoPrivateKey *recipient,
                          const guint8 *data,
                          gsize length,
                          GBytes *mac_data,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

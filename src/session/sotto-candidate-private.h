/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-account-manager.h"
#include "sotto-hd-key.h"

G_BEGIN_DECLS

/* Derives the keys of @mnemonic. Slow: for workers. */
SottoCandidate *sotto_candidate_new (SottoMnemonic *mnemonic,
                                     const char *passphrase,
                                     gboolean recovered,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* All (transfer none). */
SottoPrivateKey *sotto_candidate_get_identity (SottoCandidate *self);
SottoSecret *sotto_candidate_get_phrase (SottoCandidate *self);
SottoSecret *sotto_candidate_get_wallet_root (SottoCandidate *self);
gboolean sotto_candidate_is_recovered (SottoCandidate *self);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-mnemonic.h"

G_BEGIN_DECLS

/**
 * SottoPhraseEntry:
 *
 * Where a recovery phrase is written: completes words, marks wrong ones while one types, and keeps
 * no undo history.
 *
 * Properties: `complete` (b, read only, notifies): the words are a phrase.
 * Signals: `activated`: Ctrl+Enter was pressed.
 */
#define SOTTO_TYPE_PHRASE_ENTRY (sotto_phrase_entry_get_type ())
G_DECLARE_FINAL_TYPE (SottoPhraseEntry, sotto_phrase_entry, SOTTO, PHRASE_ENTRY, AdwBin)

gboolean sotto_phrase_entry_get_complete (SottoPhraseEntry *self);
SottoMnemonic *sotto_phrase_entry_parse (SottoPhraseEntry *self,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
void sotto_phrase_entry_clear (SottoPhraseEntry *self);

G_END_DECLS

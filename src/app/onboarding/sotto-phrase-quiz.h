/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-mnemonic.h"

G_BEGIN_DECLS

/**
 * SottoPhraseQuiz:
 *
 * Asks three words of a recovery phrase back, to be sure that somebody has them.
 *
 * Signals: `passed`: all three were right; the phrase is forgotten before.
 */
#define SOTTO_TYPE_PHRASE_QUIZ (sotto_phrase_quiz_get_type ())
G_DECLARE_FINAL_TYPE (SottoPhraseQuiz, sotto_phrase_quiz, SOTTO, PHRASE_QUIZ, AdwBin)

GtkWidget *sotto_phrase_quiz_new (void);

/* Chooses three words of @phrase by @random, and waits for them. */
void sotto_phrase_quiz_ask (SottoPhraseQuiz *self, SottoMnemonic *phrase, SottoRandom *random);

/* Looks whether they are right, as Enter in the last of them does. */
void sotto_phrase_quiz_check (SottoPhraseQuiz *self);

/* Forgets the phrase and what was typed. */
void sotto_phrase_quiz_clear (SottoPhraseQuiz *self);

/* Fills @grid with the numbered words of @phrase, in two columns, or empties it. */
void sotto_phrase_words_show (GtkGrid *grid, SottoMnemonic *phrase);
void sotto_phrase_words_clear (GtkGrid *grid);

G_END_DECLS

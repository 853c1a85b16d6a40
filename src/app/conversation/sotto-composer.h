/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-message.h"

G_BEGIN_DECLS

/**
 * SottoComposer:
 *
 * Where a message is written: grows to six lines, takes at most %SOTTO_MESSAGE_MAX_CHARACTERS
 * characters (whatever is pasted is cut before it reaches the text), and says how many are left
 * when few are.
 *
 * Properties: `enter-sends` (b): Enter sends and Shift+Enter breaks a line; else Ctrl+Enter sends;
 * `text` (s, notifies).
 * Signals:
 * - `send` (utf8 text, utf8 reply-to, nullable)
 */
#define SOTTO_TYPE_COMPOSER (sotto_composer_get_type ())
G_DECLARE_FINAL_TYPE (SottoComposer, sotto_composer, SOTTO, COMPOSER, AdwBin)

/* Forgets text and reply, and shows @draft (nullable) instead. */
void sotto_composer_reset (SottoComposer *self, const char *draft);

/* (transfer full) */
char *sotto_composer_dup_text (SottoComposer *self) G_GNUC_WARN_UNUSED_RESULT;

/* @message: (nullable): the message that is replied to. */
void sotto_composer_set_reply (SottoComposer *self, SottoMessage *message);
gboolean sotto_composer_has_reply (SottoComposer *self);

/* @hint: (nullable): a line below the text, such as who can read it. */
void sotto_composer_set_hint (SottoComposer *self, const char *hint);

/* @label: what a screen reader calls the text. */
void sotto_composer_set_label (SottoComposer *self, const char *label);

/* Whether the menu about money is offered: in private chats. */
void sotto_composer_set_can_pay (SottoComposer *self, gboolean can_pay);

void sotto_composer_focus (SottoComposer *self);
void sotto_composer_open_emoji (SottoComposer *self);

/**
 * sotto_composer_cut:
 * @text: valid UTF-8
 * @length: bytes of it
 * @max_characters: how many may stay
 *
 * Returns: how many bytes of @text are at most @max_characters characters
 */
gsize sotto_composer_cut (const char *text, gsize length, gsize max_characters);

G_END_DECLS

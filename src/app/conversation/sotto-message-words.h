/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-message.h"

G_BEGIN_DECLS

/**
 * sotto_message_words_state:
 * @state: how far a message got
 *
 * Returns: (nullable): the state in a word, translated; %NULL for somebody else's message
 */
const char *sotto_message_words_state (SottoMessageState state);

/**
 * sotto_message_words_state_icon:
 * @state: how far a message got
 *
 * Returns: (nullable): the name of its icon
 */
const char *sotto_message_words_state_icon (SottoMessageState state);

/**
 * sotto_message_words_encryption:
 * @message: a message
 *
 * Returns: what protects the message on its way, in a sentence, translated
 */
const char *sotto_message_words_encryption (SottoMessage *message);

/**
 * sotto_message_words_sentence:
 * @message: a message
 * @day: (nullable): the day, if it begins with this message
 *
 * Returns: (transfer full): who, when, how far and what, for a screen reader
 */
char *sotto_message_words_sentence (SottoMessage *message,
                                    const char *day) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

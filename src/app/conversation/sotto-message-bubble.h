/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sotto-message.h"
#include "sotto-text-view.h"

G_BEGIN_DECLS

/**
 * SottoMessageBubble:
 *
 * A message's bubble: its author, the message that it replies to, its text, its time and state.
 *
 * The parent decides the width with sotto_message_bubble_fit (), as for #SottoTextView.
 *
 * Signals:
 * - `quote-clicked`: the message that it replies to was clicked
 * - `more-clicked`: the rest of a long text is wanted
 * - `retry-clicked`
 */
#define SOTTO_TYPE_MESSAGE_BUBBLE (sotto_message_bubble_get_type ())
G_DECLARE_FINAL_TYPE (SottoMessageBubble, sotto_message_bubble, SOTTO, MESSAGE_BUBBLE, GtkWidget)

GtkWidget *sotto_message_bubble_new (void);

/**
 * sotto_message_bubble_set_message:
 * @self: a bubble
 * @message: (nullable): what it shows from now on
 * @show_author: whether the author's name stands above the text
 */
void sotto_message_bubble_set_message (SottoMessageBubble *self,
                                       SottoMessage *message,
                                       gboolean show_author);

/**
 * sotto_message_bubble_fit:
 * @self: a bubble
 * @max_width: in pixels
 * @width: (out): what it needs of it
 * @height: (out): what it needs
 */
void sotto_message_bubble_fit (SottoMessageBubble *self, int max_width, int *width, int *height);

/* (transfer none) */
SottoTextView *sotto_message_bubble_get_text_view (SottoMessageBubble *self);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sotto-contact.h"

G_BEGIN_DECLS

/**
 * SottoAvatar:
 *
 * The picture of a person or a channel, round: an identicon drawn from the key, or a symbol.
 *
 * # Accessibility
 *
 * Presentation only: the name stands beside it.
 */
#define SOTTO_TYPE_AVATAR (sotto_avatar_get_type ())
G_DECLARE_FINAL_TYPE (SottoAvatar, sotto_avatar, SOTTO, AVATAR, GtkWidget)

/* @size: width and height in pixels. */
GtkWidget *sotto_avatar_new (int size);
void sotto_avatar_set_size (SottoAvatar *self, int size);
void sotto_avatar_set_key (SottoAvatar *self, const SottoPublicKey *key);

/* The sign of a public channel. */
void sotto_avatar_set_channel (SottoAvatar *self, const char *name);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-keys.h"

G_BEGIN_DECLS

/**
 * SottoIdenticon:
 * @cells: rows of columns, %TRUE where coloured
 * @red: 8-bit colour of the cells
 * @green: likewise
 * @blue: likewise
 *
 * The picture that belongs to a chat key: 5×5 cells of 6 pixels in a 50×50 picture with a margin
 * of 10.
 */
typedef struct
{
  gboolean cells[5][5];
  guint8 red;
  guint8 green;
  guint8 blue;
} SottoIdenticon;

void sotto_identicon_init (SottoIdenticon *identicon, const SottoPublicKey *key);

/* For any text, as the vectors have it; keys use "0x04" and 128 lower-case digits. */
void sotto_identicon_init_from_text (SottoIdenticon *identicon, const char *text);

/* The picture as 50×50 pixels of R, G, B, A (10,000 bytes). */
GBytes *sotto_identicon_render (const SottoIdenticon *identicon) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

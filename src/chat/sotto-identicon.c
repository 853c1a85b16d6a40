/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Identicons: the MD5 of the key's text decides 15 cells, mirrored to five columns, and a hue.
 * Saturation 0.5 and lightness 0.7 put the components of the colour between 0.55 and 0.85. */

#include "sotto-identicon.h"

#include <math.h>
#include <string.h>

#include "sotto-digest.h"

#define PICTURE_SIZE 50
#define MARGIN 10
#define CELL_SIZE 6
#define N_CELLS 5

#define DARK 0.55
#define LIGHT 0.85

/* One component of an HSL colour, @hue in turns. */
static double
component_from_hue (double hue)
{
  hue -= floor (hue);
  if (hue < 1.0 / 6)
    return DARK + (LIGHT - DARK) * 6 * hue;
  if (hue < 1.0 / 2)
    return LIGHT;
  if (hue < 2.0 / 3)
    return DARK + (LIGHT - DARK) * (2.0 / 3 - hue) * 6;
  return DARK;
}

/* Rounded to 16 bits first, then cut to 8. */
static guint8
quantise (double component)
{
  return (guint8) ((guint) (component * 65535 + 0.5) >> 8);
}

static gboolean
is_coloured (const SottoIdenticon *identicon, guint x, guint y)
{
  guint column = (x - MARGIN) / CELL_SIZE;
  guint row = (y - MARGIN) / CELL_SIZE;

  return x >= MARGIN && y >= MARGIN && column < N_CELLS && row < N_CELLS &&
         identicon->cells[row][column];
}

/**
 * sotto_identicon_init:
 * @identicon: (out caller-allocates): the picture
 * @key: a chat key
 *
 * Draws the picture that belongs to @key.
 */
void
sotto_identicon_init (SottoIdenticon *identicon, const SottoPublicKey *key)
{
  g_autofree char *text = sotto_public_key_to_string (key);

  sotto_identicon_init_from_text (identicon, text);
}

/**
 * sotto_identicon_init_from_text:
 * @identicon: (out caller-allocates): the picture
 * @text: any text
 *
 * Draws the picture of @text as it is. Keys are written as "0x04" and 128 lower-case digits
 * (accounts.md section 6).
 */
void
sotto_identicon_init_from_text (SottoIdenticon *identicon, const char *text)
{
  guint8 digest[16];
  double hue;

  sotto_md5 (text, strlen (text), digest);
  for (guint row = 0; row < N_CELLS; row++)
    for (guint column = 0; column < N_CELLS; column++)
      {
        guint mirrored = MIN (column, N_CELLS - 1 - column);

        identicon->cells[row][column] = digest[3 * row + mirrored] % 2 == 0;
      }
  hue = (digest[13] + digest[14] + digest[15]) / 765.0;
  identicon->red = quantise (component_from_hue (hue + 1.0 / 3));
  identicon->green = quantise (component_from_hue (hue));
  identicon->blue = quantise (component_from_hue (hue - 1.0 / 3));
}

/**
 * sotto_identicon_render:
 * @identicon: a picture
 *
 * Returns: (transfer full): 50×50 pixels of red, green, blue and alpha, 10,000 bytes, row by row
 */
GBytes *
sotto_identicon_render (const SottoIdenticon *identicon)
{
  guint8 *pixels = g_malloc0 (PICTURE_SIZE * PICTURE_SIZE * 4);

  for (guint y = 0; y < PICTURE_SIZE; y++)
    for (guint x = 0; x < PICTURE_SIZE; x++)
      {
        guint8 *pixel = pixels + (y * PICTURE_SIZE + x) * 4;

        if (!is_coloured (identicon, x, y))
          continue;
        pixel[0] = identicon->red;
        pixel[1] = identicon->green;
        pixel[2] = identicon->blue;
        pixel[3] = 0xff;
      }
  return g_bytes_new_take (pixels, PICTURE_SIZE * PICTURE_SIZE * 4);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Addresses and names made to be taken for others: 1,000 addresses that share 3 to 8 digits at each
 * end with a known one, 1,000 that nobody made, and names. */

#include <string.h>

#include "sotto-look-alike.h"
#include "sotto-random.h"

#define N_KNOWN 200
#define N_PAIRS 1000

static guint8
get_digit (const guint8 *address, guint index)
{
  return index % 2 == 0 ? address[index / 2] >> 4 : address[index / 2] & 0x0f;
}

static void
set_digit (guint8 *address, guint index, guint8 digit)
{
  guint8 *byte = &address[index / 2];

  *byte =
    index % 2 == 0 ? (guint8) ((*byte & 0x0f) | digit << 4) : (guint8) ((*byte & 0xf0) | digit);
}

static gboolean
is_in_range (const guint8 *address, const guint8 *of)
{
  guint8 first[20];
  guint8 last[20];

  sotto_look_alike_get_range (of, first, last);
  return memcmp (first, address, 20) <= 0 && memcmp (address, last, 20) <= 0;
}

/* @address with exactly @n_front and @n_back digits of @model. */
static void
imitate (guint8 *address, const guint8 *model, guint n_front, guint n_back)
{
  for (guint i = 0; i < n_front; i++)
    set_digit (address, i, get_digit (model, i));
  for (guint i = 40 - n_back; i < 40; i++)
    set_digit (address, i, get_digit (model, i));
  if (get_digit (address, n_front) == get_digit (model, n_front))
    set_digit (address, n_front, get_digit (model, n_front) ^ 1);
  if (get_digit (address, 39 - n_back) == get_digit (model, 39 - n_back))
    set_digit (address, 39 - n_back, get_digit (model, 39 - n_back) ^ 1);
}

static void
test_pairs (void)
{
  guint64 seed = (guint32) g_test_rand_int ();
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (seed);
  g_autofree guint8 *known = g_malloc (N_KNOWN * 20);
  guint n_false = 0;
  guint n_others = 0;

  g_test_message ("seed %" G_GUINT64_FORMAT, seed);
  sotto_random_fill (random, known, N_KNOWN * 20);
  for (guint i = 0; i < N_PAIRS; i++)
    {
      gssize model = sotto_random_uniform (random, N_KNOWN);
      guint8 address[20];
      gssize found;

      sotto_random_fill (random, address, sizeof address);
      if (sotto_look_alike_address (address, known, N_KNOWN) >= 0)
        n_false++;
      imitate (address, known + model * 20, 3 + sotto_random_uniform (random, 6),
               3 + sotto_random_uniform (random, 6));
      found = sotto_look_alike_address (address, known, N_KNOWN);
      g_assert_cmpint (found, >=, 0);
      g_assert_true (is_in_range (known + model * 20, address));
      n_others += found != model;
    }
  g_test_message ("%u of %u innocent addresses were warned about", n_false, N_PAIRS);
  g_assert_cmpuint (n_false * 200, <=, N_PAIRS);

  /* Once in a while another known address has as many digits in common. */
  g_assert_cmpuint (n_others * 200, <=, N_PAIRS);
}

static void
test_edges (void)
{
  static const struct
  {
    guint front;
    guint back;
    gboolean warned;
  } rows[] = {
    { 3, 3, TRUE },   { 2, 3, FALSE }, { 3, 2, FALSE },  { 0, 30, FALSE },
    { 30, 0, FALSE }, { 4, 3, TRUE },  { 19, 20, TRUE }, { 0, 0, FALSE },
  };
  guint8 known[40];
  guint8 zero[20] = { 0 };

  for (guint i = 0; i < sizeof known; i++)
    known[i] = (guint8) (i < 20 ? 0xff - i : i);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      guint8 address[20] = { 0 };

      for (guint j = 0; j < 40; j++)
        set_digit (address, j, get_digit (known, j) ^ 8);
      imitate (address, known, rows[i].front, rows[i].back);
      g_assert_cmpint (sotto_look_alike_address (address, known, 2), ==, rows[i].warned ? 0 : -1);
      g_assert_cmpint (is_in_range (known, address), ==, rows[i].front >= 3);
    }
  /* Who is known is no imitation, even of another who is. */
  memcpy (known + 20, known, 20);
  known[30] ^= 1;
  g_assert_cmpint (sotto_look_alike_address (known, known, 2), ==, -1);
  g_assert_cmpint (sotto_look_alike_address (known + 20, known, 2), ==, -1);
  g_assert_cmpint (sotto_look_alike_address (zero, known, 0), ==, -1);
}

static void
test_names (void)
{
  static const char *const known[] = { "alice.eth", "vitalik.eth", "mom.eth", "window.eth", NULL };
  static const struct
  {
    const char *name;
    const char *like;
    guint look;
  } rows[] = {
    { "alice.eth", NULL, SOTTO_NAME_LOOK_PLAIN },
    { "bob.eth", NULL, SOTTO_NAME_LOOK_PLAIN },
    { "a1ice.eth", "alice.eth", SOTTO_NAME_LOOK_DIGITS },
    { "aiice.eth", "alice.eth", SOTTO_NAME_LOOK_PLAIN },
    { "ALICE.eth", "alice.eth", SOTTO_NAME_LOOK_PLAIN },
    { "vita1ik.eth", "vitalik.eth", SOTTO_NAME_LOOK_DIGITS },
    { "m0m.eth", "mom.eth", SOTTO_NAME_LOOK_DIGITS },
    { "rnorn.eth", "mom.eth", SOTTO_NAME_LOOK_PLAIN },
    { "vvindovv.eth", "window.eth", SOTTO_NAME_LOOK_PLAIN },
    { "\xd0\xb0lice.eth", "alice.eth", SOTTO_NAME_LOOK_SCRIPT },
    { "\xce\xb1lice.eth", "alice.eth", SOTTO_NAME_LOOK_SCRIPT },
    { "\xef\xbd\x81lice.eth", "alice.eth", SOTTO_NAME_LOOK_SCRIPT },
    { "al\xe2\x80\x8bice.eth", "alice.eth", SOTTO_NAME_LOOK_INVISIBLE },
    { "a\xcc\x81lice.eth", "alice.eth", SOTTO_NAME_LOOK_INVISIBLE },
    { "100.eth", NULL, SOTTO_NAME_LOOK_PLAIN },
    { "\xff", NULL, SOTTO_NAME_LOOK_PLAIN },
    { "", NULL, SOTTO_NAME_LOOK_PLAIN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_assert_cmpstr (sotto_look_alike_name (rows[i].name, known), ==, rows[i].like);
      g_assert_cmpuint (sotto_look_alike_name_look (rows[i].name), ==, rows[i].look);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ethereum/look-alike/pairs", test_pairs);
  g_test_add_func ("/ethereum/look-alike/edges", test_edges);
  g_test_add_func ("/ethereum/look-alike/names", test_names);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How much of a pasted text the composer takes. */

#include <string.h>

#include "sotto-composer.h"

static void
test_cut (void)
{
  static const struct
  {
    const char *text;
    gsize room;
    gsize kept;
  } rows[] = {
    { "", 5, 0 },    { "abc", 5, 3 },    { "abc", 3, 3 },      { "abc", 2, 2 },    { "abc", 0, 0 },
    { "äöü", 2, 4 }, { "a🙂b", 2, 5 }, { "🙂🙂", 1, 4 }, { "日本語", 2, 6 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpuint (sotto_composer_cut (rows[i].text, strlen (rows[i].text), rows[i].room), ==,
                      rows[i].kept);
}

/* Ten megabytes: what is kept depends on the room alone. */
static void
test_huge (void)
{
  g_autofree char *huge = g_strnfill (10 * 1000 * 1000, 'x');

  g_assert_cmpuint (sotto_composer_cut (huge, 10 * 1000 * 1000, 4096), ==, 4096);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/composer/cut", test_cut);
  g_test_add_func ("/ui/composer/huge", test_huge);
  return g_test_run ();
}

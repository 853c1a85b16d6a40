/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What somebody wrote means nothing to the programs that show notifications, however it is written.
 */

#include <locale.h>
#include <string.h>

#include "sotto-notice-words.h"

#define LONG 1000000

static void
test_plain (void)
{
  static const struct
  {
    const char *text;
    const char *plain;
  } rows[] = {
    { "", "" },
    { "See you there", "See you there" },
    { "<b>bold</b>", "\u2039b\u203abold\u2039/b\u203a" },
    { "&lt;img src=\"file:///etc/passwd\"&gt;",
      "\uff06lt;img src=\"file:///etc/passwd\"\uff06gt;" },
    { "one\ntwo\tthree\r\u2028four", "one two three  four" },
    { "\u4f60\u597d \U0001f600", "\u4f60\u597d \U0001f600" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *plain = sotto_notice_words_dup_plain (rows[i].text);

      g_assert_cmpstr (plain, ==, rows[i].plain);
    }
}

static void
test_long (void)
{
  g_autofree char *text = g_strnfill (LONG, '<');
  g_autofree char *plain = sotto_notice_words_dup_plain (text);

  g_assert_cmpint (g_utf8_strlen (plain, -1), ==, 201);
  g_assert_true (g_str_has_suffix (plain, "…"));
  g_assert_null (strchr (plain, '<'));
}

/* Whatever is written: no letter that begins markup, one line, and valid. */
static void
test_random (void)
{
  static const gunichar letters[] = { '<', '>', '&', ';', '\n', '"', 'a', 0x202e, 0x1f600, 0x301 };

  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *plain = NULL;
      int length = g_test_rand_int_range (0, 400);

      for (int j = 0; j < length; j++)
        g_string_append_unichar (text,
                                 letters[g_test_rand_int_range (0, (int) G_N_ELEMENTS (letters))]);
      plain = sotto_notice_words_dup_plain (text->str);
      g_assert_true (g_utf8_validate (plain, -1, NULL));
      g_assert_null (strpbrk (plain, "<>&\n"));
      g_assert_cmpint (g_utf8_strlen (plain, -1), ==, MIN (length, 201));
    }
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/notice-words/plain", test_plain);
  g_test_add_func ("/notice-words/long", test_long);
  g_test_add_func ("/notice-words/random", test_random);
  return g_test_run ();
}

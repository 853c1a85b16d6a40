/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-text.h"

#include <string.h>

static void
test_set_string (void)
{
  g_autofree char *text = NULL;

  g_assert_false (sotto_set_string (&text, NULL));
  g_assert_true (sotto_set_string (&text, "one"));
  g_assert_cmpstr (text, ==, "one");
  g_assert_false (sotto_set_string (&text, "one"));
  /* From itself. */
  g_assert_true (sotto_set_string (&text, text + 1));
  g_assert_cmpstr (text, ==, "ne");
  g_assert_true (sotto_set_string (&text, NULL));
  g_assert_null (text);
}

static void
test_is_valid (void)
{
  static const struct
  {
    const char *data;
    gsize length;
    gsize max_bytes;
    gboolean valid;
  } rows[] = {
    { "", 0, 0, TRUE },
    { "abc", 3, 3, TRUE },
    { "abc", 3, 2, FALSE },
    { "a\0c", 3, 3, FALSE },
    { "\xc3\xa4", 2, 2, TRUE },
    { "\xc3", 1, 9, FALSE },
    { "\xc0\xaf", 2, 9, FALSE },         /* Longer than it needs to be. */
    { "\xed\xa0\x80", 3, 9, FALSE },     /* A surrogate. */
    { "\xf4\x90\x80\x80", 4, 9, FALSE }, /* Above U+10FFFF. */
    { "\xf0\x9f\x90\x9f", 4, 4, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (
      sotto_text_is_valid ((const guint8 *) rows[i].data, rows[i].length, rows[i].max_bytes), ==,
      rows[i].valid);
}

static void
test_name (void)
{
  static const struct
  {
    const char *text;
    gsize max_characters;
    const char *expected;
  } rows[] = {
    { "Ada", 10, "Ada" },
    { "", 10, "" },
    { "  Ada \t  Byron\n", 20, "Ada Byron" },
    { "a\r\nb", 10, "a b" },
    { "a\x01\x7f"
      "b",
      10, "a b" },
    { "a\xc2\x85"
      "b\u2028"
      "c\u2029"
      "d",
      10, "a b c d" },
    { "admin\u200b", 10, "admin" },
    { "\u202e"
      "ecila",
      10, "ecila" },
    { "a\u2066"
      "b\u2069"
      "c\u200f"
      "d\u061c",
      10, "abcd" },
    { "a\ufeff\u00ad\u2060\u3164\U000e0041"
      "b\u206a\ufff9",
      10, "ab" },
    { "\u00a0\u3000 x", 10, "x" },
    { "\u200b\u202a", 10, "" },
    { "\xff\xfe", 10, "\ufffd\ufffd" },
    /* Cut to the length that was asked for, the ellipsis included. */
    { "abcd", 4, "abcd" },
    { "abcd \u200b", 4, "abcd" },
    { "abcde", 4, "abc…" },
    { "ab cd", 4, "ab…" },
    { "abc de", 4, "abc…" },
    { "äöüß!", 4, "äöü…" },
    { "ab", 1, "…" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *name = sotto_text_sanitise_name (rows[i].text, rows[i].max_characters);

      g_assert_cmpstr (name, ==, rows[i].expected);
      g_assert_cmpint (g_utf8_strlen (name, -1), <=, rows[i].max_characters);
    }
}

static void
test_body (void)
{
  static const struct
  {
    const char *text;
    const char *expected;
  } rows[] = {
    { "one\n\ttwo", "one\n\ttwo" },
    { "one\r\ntwo\rthree\u2028"
      "four\u2029"
      "five",
      "one\ntwo\nthree\nfour\nfive" },
    { "a\x07"
      "b\x1b[31mc\x7f",
      "ab[31mc" },
    { "\xff", "\ufffd" },
    { "", "" },
    /* Joiners belong to scripts and to emoji. */
    { "\U0001f469\u200d\U0001f52c", "\U0001f469\u200d\U0001f52c" },
    /* What opens is closed at the end of its line. */
    { "a\u202e"
      "b\nc",
      "a\u202e"
      "b\u202c\nc" },
    { "a\u2067"
      "b",
      "a\u2067"
      "b\u2069" },
    { "\u2066"
      "a\u202b"
      "b",
      "\u2066"
      "a\u202b"
      "b\u202c\u2069" },
    { "\u2066"
      "a\u2069"
      "b",
      "\u2066"
      "a\u2069"
      "b" },
    /* What closes without having been opened could end an isolate around the text. */
    { "a\u2069"
      "b\u202c",
      "ab" },
    { "\u202a"
      "a\u2069"
      "b",
      "\u202a"
      "ab\u202c" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *body = sotto_text_sanitise_body (rows[i].text);

      g_assert_cmpstr (body, ==, rows[i].expected);
    }
}

/* More levels than the stack of open ones holds: still balanced. */
static void
test_body_depth (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *body = NULL;
  int depth = 0;
  int deepest = 0;

  for (guint i = 0; i < 1000; i++)
    g_string_append (text, "\u2068");
  g_string_append (text, "x");
  body = sotto_text_sanitise_body (text->str);
  for (const char *p = body; *p != '\0'; p = g_utf8_next_char (p))
    {
      depth += g_utf8_get_char (p) == 0x2068;
      depth -= g_utf8_get_char (p) == 0x2069;
      deepest = MAX (deepest, depth);
    }
  g_assert_cmpint (depth, ==, 0);
  g_assert_cmpint (deepest, ==, 125);
}

static void
test_is_hidden (void)
{
  static const gunichar hidden[] = {
    0x01,   0x09,   0x0a,   0x0d,   0x1b,   0x7f,   0x85,   0xa0,    0xad,    0x034f,
    0x061c, 0x115f, 0x1680, 0x180b, 0x180e, 0x2000, 0x2007, 0x200b,  0x200d,  0x200f,
    0x2028, 0x2029, 0x202e, 0x202f, 0x205f, 0x2060, 0x2066, 0x2069,  0x2800,  0x3000,
    0x3164, 0xe000, 0xfe0f, 0xfeff, 0xffa0, 0xfff9, 0xffff, 0xe0041, 0xe0100, 0x10ffff,
  };
  static const gunichar shown[] = { ' ',    '!',    '0',    'a',    '~',    0xe4,
                                    0x0301, 0x05d0, 0x2026, 0x4e2d, 0xfffd, 0x1f600 };

  for (guint i = 0; i < G_N_ELEMENTS (hidden); i++)
    if (!sotto_text_is_hidden (hidden[i]))
      g_error ("U+%04X would not be seen", hidden[i]);
  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    if (sotto_text_is_hidden (shown[i]))
      g_error ("U+%04X can be seen", shown[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/text/set-string", test_set_string);
  g_test_add_func ("/base/text/is-valid", test_is_valid);
  g_test_add_func ("/base/text/name", test_name);
  g_test_add_func ("/base/text/body", test_body);
  g_test_add_func ("/base/text/body-depth", test_body_depth);
  g_test_add_func ("/base/text/is-hidden", test_is_hidden);
  return g_test_run ();
}

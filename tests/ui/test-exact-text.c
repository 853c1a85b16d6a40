/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A text that is to be signed is shown with all that it has, and what could be something else than
 * a text is warned of. */

#include "sotto-exact-text.h"
#include "sotto-sign-window.h"

typedef struct
{
  const char *name;
  const char *text;
  const char *shown;
  gboolean has_hidden;
} ShowCase;

static const ShowCase show_cases[] = {
  { "empty", "", "", FALSE },
  { "plain", "hello, world", "hello, world", FALSE },
  { "letters", "gr\u00fc\u00df \u4e2d \U0001f600", "gr\u00fc\u00df \u4e2d \U0001f600", FALSE },
  { "markup", "<b>&amp;</b>", "<b>&amp;</b>", FALSE },
  { "lines", "a\nb\n", "a↵\nb↵\n", FALSE },
  { "carriage return", "a\r\nb", "a⟨U+000D⟩↵\nb", TRUE },
  { "tab", "a\tb", "a⇥b", TRUE },
  { "escape", "\x1b[31m", "⟨U+001B⟩[31m", TRUE },
  { "override", "a\u202eb", "a⟨U+202E⟩b", TRUE },
  { "isolate", "\u2066a\u2069", "⟨U+2066⟩a⟨U+2069⟩", TRUE },
  { "zero width", "pay\u200bpal", "pay⟨U+200B⟩pal", TRUE },
  { "no-break space", "1\u00a0000", "1⟨U+00A0⟩000", TRUE },
  { "variation", "\u2764\ufe0f", "\u2764⟨U+FE0F⟩", TRUE },
  { "tags", "\U000e0041", "⟨U+E0041⟩", TRUE },
  { "written by somebody", "⟨U+202E⟩↵", "⟨U+202E⟩↵", FALSE },
};

static char *
read_buffer (GtkTextBuffer *buffer, gboolean only_marked)
{
  GtkTextTag *mark = gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (buffer), "mark");
  GString *text = g_string_new (NULL);
  GtkTextIter iter;

  for (gtk_text_buffer_get_start_iter (buffer, &iter); !gtk_text_iter_is_end (&iter);
       gtk_text_iter_forward_char (&iter))
    if (!only_marked || gtk_text_iter_has_tag (&iter, mark))
      g_string_append_unichar (text, gtk_text_iter_get_char (&iter));
  return g_string_free (text, FALSE);
}

static void
test_show (gconstpointer data)
{
  const ShowCase *row = data;
  g_autoptr (GtkTextBuffer) buffer = gtk_text_buffer_new (NULL);
  g_autofree char *shown = NULL;

  gtk_text_buffer_set_text (buffer, "what was there before", -1);
  g_assert_cmpint (sotto_exact_text_fill (buffer, row->text), ==, row->has_hidden);
  shown = read_buffer (buffer, FALSE);
  g_assert_cmpstr (shown, ==, row->shown);
}

/* A mark that somebody wrote is no mark. */
static void
test_marks (void)
{
  g_autoptr (GtkTextBuffer) buffer = gtk_text_buffer_new (NULL);
  g_autofree char *marked = NULL;
  g_autofree char *none = NULL;

  sotto_exact_text_fill (buffer, "⟨U+200B⟩\u200bx\ny");
  marked = read_buffer (buffer, TRUE);
  g_assert_cmpstr (marked, ==, "⟨U+200B⟩↵");
  sotto_exact_text_fill (buffer, "⟨U+200B⟩↵");
  none = read_buffer (buffer, TRUE);
  g_assert_cmpstr (none, ==, "");
}

#define HASH "9c22ff5f21f0b81b113e63f7db6da94fedef11b2119b4088b89664fb9a3cb658"

static void
test_danger (void)
{
  static const struct
  {
    const char *message;
    gboolean is_dangerous;
  } rows[] = {
    { "", FALSE },
    { "hello", FALSE },
    { HASH, TRUE },
    { "0x" HASH, TRUE },
    { " 0X" HASH "\n", TRUE },
    { "0x" HASH "00", FALSE },
    { "0x" HASH ".", FALSE },
    { "Please sign 0x" HASH, FALSE },
    { "abcdefghijklmnopqrstuvwxyz01234", FALSE },
    { "abcdefghijklmnopqrstuvwxyz012345", TRUE },
    { "abcdefghijklmnopqrstuvwxyz0123456", FALSE },
    { "\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc"
      "\u00fc",
      TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (sotto_sign_window_describe_danger (rows[i].message) != NULL, ==,
                     rows[i].is_dangerous);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (show_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/exact-text/show/%s", show_cases[i].name);

      g_test_add_data_func (path, &show_cases[i], test_show);
    }
  g_test_add_func ("/exact-text/marks", test_marks);
  g_test_add_func ("/exact-text/danger", test_danger);
  return g_test_run ();
}

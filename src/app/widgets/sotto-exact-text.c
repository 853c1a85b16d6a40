/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-exact-text.h"

#include "sotto-text.h"

char *
sotto_exact_text_describe (gunichar character)
{
  if (!sotto_text_is_hidden (character))
    return NULL;
  if (character == '\n')
    return g_strdup ("↵");
  if (character == '\t')
    return g_strdup ("⇥");
  return g_strdup_printf ("⟨U+%04X⟩", character);
}

/* The grey is seen on light and on dark. A hyphen at the end of a line would be one that the text
 * does not have. */
static void
add_tags (GtkTextBuffer *buffer)
{
  static const GdkRGBA grey = { 0.5F, 0.5F, 0.5F, 0.35F };

  if (gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (buffer), "mark") != NULL)
    return;
  gtk_text_buffer_create_tag (buffer, "mark", "background-rgba", &grey, "weight", PANGO_WEIGHT_BOLD,
                              NULL);
  gtk_text_buffer_create_tag (buffer, "plain", "insert-hyphens", FALSE, NULL);
}

gboolean
sotto_exact_text_fill (GtkTextBuffer *buffer, const char *text)
{
  gboolean has_hidden = FALSE;
  const char *plain = text;
  const char *p;
  GtkTextIter end;

  g_return_val_if_fail (GTK_IS_TEXT_BUFFER (buffer) && text != NULL, FALSE);

  add_tags (buffer);
  gtk_text_buffer_set_text (buffer, "", 0);
  gtk_text_buffer_get_end_iter (buffer, &end);
  for (p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      g_autofree char *shown = sotto_exact_text_describe (g_utf8_get_char (p));

      if (shown == NULL)
        continue;
      gtk_text_buffer_insert_with_tags_by_name (buffer, &end, plain, (int) (p - plain), "plain",
                                                NULL);
      gtk_text_buffer_insert_with_tags_by_name (buffer, &end, shown, -1, "mark", NULL);
      if (*p == '\n')
        gtk_text_buffer_insert (buffer, &end, "\n", 1);
      else
        has_hidden = TRUE;
      plain = g_utf8_next_char (p);
    }
  gtk_text_buffer_insert_with_tags_by_name (buffer, &end, plain, (int) (p - plain), "plain", NULL);
  return has_hidden;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What all databases do alike for a query: where it begins, which topics it is about, and the page
 * that it fills (mailserver.md sections 4 and 5).
 *
 * A filter is turned into topics, since there are few topics and many envelopes. A filter that lets
 * most topics through is better served by walking through time, where then most rows fit.
 */

#include "sotto-archive-backend.h"

#include <string.h>

guint32
sotto_archive_topic_to_number (const guint8 bytes[4])
{
  return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3];
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  guint32 x = *(const guint32 *) a;
  guint32 y = *(const guint32 *) b;

  return (x > y) - (x < y);
}

static void
sort_and_unify (GArray *numbers)
{
  guint n = 0;

  g_array_sort (numbers, compare_numbers);
  for (guint i = 0; i < numbers->len; i++)
    {
      guint32 number = g_array_index (numbers, guint32, i);

      if (n == 0 || g_array_index (numbers, guint32, n - 1) != number)
        g_array_index (numbers, guint32, n++) = number;
    }
  g_array_set_size (numbers, n);
}

static gboolean
filter_accepts (const SottoBloom *filter, guint32 number)
{
  SottoTopic topic = { { (guint8) (number >> 24), (guint8) (number >> 16), (guint8) (number >> 8),
                         (guint8) number } };

  return sotto_bloom_accepts_topic (filter, &topic);
}

gboolean
sotto_archive_query_has_filter_only (const SottoMailQuery *query)
{
  return query->topics == NULL || query->topics->len == 0;
}

void
sotto_archive_topics_init (SottoArchiveTopics *topics, const SottoMailQuery *query, GArray *known)
{
  topics->numbers = g_array_new (FALSE, FALSE, sizeof (guint32));
  topics->most = FALSE;

  if (!sotto_archive_query_has_filter_only (query))
    for (guint i = 0; i < query->topics->len; i++)
      {
        guint32 number =
          sotto_archive_topic_to_number (g_array_index (query->topics, SottoTopic, i).bytes);

        g_array_append_val (topics->numbers, number);
      }
  else if (query->has_bloom && known != NULL)
    {
      for (guint i = 0; i < known->len; i++)
        {
          guint32 number = g_array_index (known, guint32, i);

          if (filter_accepts (&query->bloom, number))
            g_array_append_val (topics->numbers, number);
        }
      topics->most = topics->numbers->len > known->len / 2;
    }
  sort_and_unify (topics->numbers);
}

gboolean
sotto_archive_topics_contain (const SottoArchiveTopics *topics, guint32 number)
{
  return g_array_binary_search (topics->numbers, &number, compare_numbers, NULL);
}

void
sotto_archive_topics_clear (SottoArchiveTopics *topics)
{
  g_clear_pointer (&topics->numbers, g_array_unref);
}

void
sotto_archive_query_begin (const SottoMailQuery *query,
                           guint64 *sent,
                           SottoHash *hash,
                           gsize *hash_length)
{
  guint32 cursor_sent;

  *sent = (guint64) query->upper + 1;
  *hash_length = 0;
  if (query->cursor_length != SOTTO_MAIL_CURSOR_LENGTH)
    return;

  sotto_mail_cursor_read (query->cursor, &cursor_sent, hash);
  if (cursor_sent > query->upper)
    return;
  *sent = cursor_sent;
  *hash_length = SOTTO_HASH_LENGTH;
}

SottoArchivePage *
sotto_archive_page_new (void)
{
  SottoArchivePage *page = g_new0 (SottoArchivePage, 1);

  page->envelopes = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  return page;
}

void
sotto_archive_page_add (SottoArchivePage *page, GBytes *bytes, guint32 sent, const SottoHash *hash)
{
  g_ptr_array_add (page->envelopes, bytes);
  page->last = *hash;
  sotto_mail_cursor_write (page->cursor, sent, hash);
}

/**
 * sotto_archive_page_free:
 * @page: (transfer full): a page
 *
 * Drops it with its envelopes.
 */
void
sotto_archive_page_free (SottoArchivePage *page)
{
  g_ptr_array_unref (page->envelopes);
  g_free (page);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-row-feed.h"

#include "sotto-frame-log.h"

/* A row takes about a millisecond to make and as long to lay out. */
#define N_AT_ONCE 24
#define N_EACH_FRAME 4

#define DATA_NAME "sotto-row-feed"

typedef struct
{
  GPtrArray *items;
  guint n_added;
  SottoRowFeedFunc add;
  gpointer user_data;
} Feed;

static void
feed_free (gpointer data)
{
  Feed *feed = data;

  g_ptr_array_unref (feed->items);
  g_free (feed);
}

static gboolean
add_some (Feed *feed, guint n)
{
  for (guint i = 0; i < n && feed->n_added < feed->items->len; i++)
    feed->add (g_ptr_array_index (feed->items, feed->n_added++), feed->user_data);
  sotto_frame_log_count ("rows", feed->items->len - feed->n_added);
  return feed->n_added < feed->items->len;
}

static gboolean
tick_cb (GtkWidget *list, GdkFrameClock *frames, gpointer user_data)
{
  if (add_some (user_data, N_EACH_FRAME))
    return G_SOURCE_CONTINUE;
  g_object_set_data (G_OBJECT (list), DATA_NAME, NULL);
  return G_SOURCE_REMOVE;
}

void
sotto_row_feed_start (GtkListBox *list, GPtrArray *items, SottoRowFeedFunc add, gpointer user_data)
{
  Feed *feed;
  guint tick;

  g_return_if_fail (GTK_IS_LIST_BOX (list) && items != NULL && add != NULL);

  sotto_row_feed_clear (list);
  feed = g_new0 (Feed, 1);
  feed->items = items;
  feed->add = add;
  feed->user_data = user_data;
  if (!add_some (feed, N_AT_ONCE))
    {
      feed_free (feed);
      return;
    }
  tick = gtk_widget_add_tick_callback (GTK_WIDGET (list), tick_cb, feed, feed_free);
  g_object_set_data (G_OBJECT (list), DATA_NAME, GUINT_TO_POINTER (tick));
}

void
sotto_row_feed_clear (GtkListBox *list)
{
  guint tick;
  GtkWidget *row;

  g_return_if_fail (GTK_IS_LIST_BOX (list));

  tick = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (list), DATA_NAME));
  if (tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (list), tick);
  g_object_set_data (G_OBJECT (list), DATA_NAME, NULL);
  while ((row = gtk_widget_get_first_child (GTK_WIDGET (list))) != NULL)
    gtk_list_box_remove (list, row);
}

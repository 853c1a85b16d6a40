/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A long list that is filled over several frames: all rows come, once and in their order, and a
 * list that is filled anew has nothing left of what it was filled with before. */

#include <adwaita.h>

#include "sotto-row-feed.h"

#define WAIT_US (30 * G_USEC_PER_SEC)

typedef struct
{
  GtkWidget *window;
  GtkListBox *list;
  guint n_added;
} Feeding;

static void
add_cb (gpointer item, gpointer user_data)
{
  Feeding *feeding = user_data;

  gtk_list_box_append (feeding->list, gtk_label_new (item));
  feeding->n_added++;
}

static void
feed (Feeding *feeding, const char *prefix, guint n)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (items, g_strdup_printf ("%s%u", prefix, i));
  feeding->n_added = 0;
  sotto_row_feed_start (feeding->list, items, add_cb, feeding);
}

static void
wait_for (Feeding *feeding, guint n)
{
  gint64 end = g_get_monotonic_time () + WAIT_US;

  while (feeding->n_added < n)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, TRUE);
    }
}

static void
assert_rows (Feeding *feeding, const char *prefix, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (feeding->list, (int) i);
      g_autofree char *text = g_strdup_printf ("%s%u", prefix, i);

      g_assert_nonnull (row);
      g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (gtk_list_box_row_get_child (row))), ==, text);
    }
  g_assert_null (gtk_list_box_get_row_at_index (feeding->list, (int) n));
  g_assert_cmpuint (feeding->n_added, ==, n);
}

static void
set_up (Feeding *feeding, gconstpointer data)
{
  feeding->window = gtk_window_new ();
  feeding->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_window_set_child (GTK_WINDOW (feeding->window), GTK_WIDGET (feeding->list));
  gtk_window_present (GTK_WINDOW (feeding->window));
}

static void
tear_down (Feeding *feeding, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (feeding->window));
}

/* A short one needs no frame. */
static void
test_all (Feeding *feeding, gconstpointer data)
{
  static const guint lengths[] = { 0, 1, 10, 25, 26, 100 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      feed (feeding, "a", lengths[i]);
      if (lengths[i] > 10)
        g_assert_cmpuint (feeding->n_added, <, lengths[i]);
      wait_for (feeding, lengths[i]);
      assert_rows (feeding, "a", lengths[i]);
    }
}

static void
test_anew (Feeding *feeding, gconstpointer data)
{
  feed (feeding, "a", 100);
  wait_for (feeding, 50);
  feed (feeding, "b", 60);
  wait_for (feeding, 60);
  assert_rows (feeding, "b", 60);
  feed (feeding, "c", 3);
  assert_rows (feeding, "c", 3);
}

static gboolean
tick_cb (GtkWidget *window, GdkFrameClock *frames, gpointer user_data)
{
  return ++*(guint *) user_data < 10;
}

static void
test_cleared (Feeding *feeding, gconstpointer data)
{
  guint n_frames = 0;

  feed (feeding, "a", 100);
  sotto_row_feed_clear (feeding->list);
  feeding->n_added = 0;
  gtk_widget_add_tick_callback (feeding->window, tick_cb, &n_frames, NULL);
  while (n_frames < 10)
    g_main_context_iteration (NULL, TRUE);
  assert_rows (feeding, "", 0);

  /* And a list may go away before it is full. */
  feed (feeding, "a", 100);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      return 0;
    }
  adw_init ();
  g_test_add ("/ui/row-feed/all", Feeding, NULL, set_up, test_all, tear_down);
  g_test_add ("/ui/row-feed/anew", Feeding, NULL, set_up, test_anew, tear_down);
  g_test_add ("/ui/row-feed/cleared", Feeding, NULL, set_up, test_cleared, tear_down);
  return g_test_run ();
}

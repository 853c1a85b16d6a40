/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The timeline on a real display: what is in view stays in its place, whatever happens around it.
 */

#include <adwaita.h>

#include "sotto-synthetic-history.h"
#include "sotto-test-row.h"

#define WIDTH 420
#define HEIGHT 600
#define TOTAL 100000
#define PAGE 50
#define WINDOW 200

typedef struct
{
  GtkWindow *window;
  SottoTimeline *timeline;
  GtkAdjustment *adjustment;
  SottoSyntheticHistory *history;
  gboolean extend;
} Fixture;

static void
after_paint_cb (GdkFrameClock *clock, gboolean *painted)
{
  *painted = TRUE;
}

/* Waits for two whole frames. */
static void
settle (Fixture *fixture)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (fixture->window));
  gboolean painted;
  gulong id = g_signal_connect (clock, "after-paint", G_CALLBACK (after_paint_cb), &painted);

  for (int frame = 0; frame < 2; frame++)
    {
      painted = FALSE;
      gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_AFTER_PAINT);
      while (!painted)
        g_main_context_iteration (NULL, TRUE);
    }
  g_signal_handler_disconnect (clock, id);
}

static void
edge_approached_cb (SottoTimeline *timeline, GtkPositionType edge, Fixture *fixture)
{
  if (!fixture->extend)
    return;
  if (edge == GTK_POS_TOP)
    sotto_synthetic_history_load_older (fixture->history);
  else
    sotto_synthetic_history_load_newer (fixture->history);
  sotto_timeline_set_follows_end (timeline, !sotto_synthetic_history_has_newer (fixture->history));
}

static void
end_requested_cb (SottoTimeline *timeline, Fixture *fixture)
{
  sotto_synthetic_history_jump_to_end (fixture->history);
  sotto_timeline_set_follows_end (timeline, TRUE);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  guint total = data ? GPOINTER_TO_UINT (data) : TOTAL;

  fixture->history = sotto_synthetic_history_new (total, PAGE, WINDOW);
  fixture->timeline = SOTTO_TIMELINE (sotto_timeline_new ());
  sotto_timeline_set_factory (fixture->timeline, &sotto_test_row_factory);
  sotto_timeline_set_model (fixture->timeline, G_LIST_MODEL (fixture->history));
  g_signal_connect (fixture->timeline, "edge-approached", G_CALLBACK (edge_approached_cb), fixture);
  g_signal_connect (fixture->timeline, "end-requested", G_CALLBACK (end_requested_cb), fixture);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (fixture->timeline));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_ALWAYS);
  fixture->adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));

  fixture->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_decorated (fixture->window, FALSE);
  gtk_window_set_child (fixture->window, scrolled);
  gtk_window_set_default_size (fixture->window, WIDTH, HEIGHT);
  gtk_window_present (fixture->window);
  settle (fixture);
  settle (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (fixture->window);
  g_object_unref (fixture->history);
}

static double
view_height (Fixture *fixture)
{
  return gtk_adjustment_get_page_size (fixture->adjustment);
}

static void
scroll_by (Fixture *fixture, double delta)
{
  gtk_adjustment_set_value (fixture->adjustment,
                            gtk_adjustment_get_value (fixture->adjustment) + delta);
  settle (fixture);
}

/* The place of the row in the view, in pixels. */
static graphene_rect_t
bounds_of (Fixture *fixture, guint position)
{
  GtkWidget *row = sotto_timeline_get_row (fixture->timeline, position);
  graphene_rect_t bounds;

  g_assert_nonnull (row);
  g_assert_true (gtk_widget_compute_bounds (row, GTK_WIDGET (fixture->timeline), &bounds));
  return bounds;
}

static guint
first_visible (Fixture *fixture)
{
  guint first, last;

  g_assert_true (sotto_timeline_get_visible_range (fixture->timeline, &first, &last));
  return first;
}

/* The number of the text that the item at @position is. */
static guint
number_at (Fixture *fixture, guint position)
{
  return sotto_synthetic_history_get_first (fixture->history) + position;
}

static guint
position_of (Fixture *fixture, guint number)
{
  return number - sotto_synthetic_history_get_first (fixture->history);
}

/* Every item in view has a row of its own text, without gap or overlap, and the children of the
 * timeline are in the order of the items. */
static void
check_rows (Fixture *fixture)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (fixture->history));
  GtkWidget *previous = NULL;
  float expected_y = 0;
  guint first, last;

  g_assert_true (sotto_timeline_get_visible_range (fixture->timeline, &first, &last));
  g_assert_cmpuint (last, <, n);
  for (guint i = first; i <= last; i++)
    {
      GtkWidget *row = sotto_timeline_get_row (fixture->timeline, i);
      graphene_rect_t bounds = bounds_of (fixture, i);
      g_autofree char *number = g_strdup_printf ("%u", number_at (fixture, i));
      const char *text = sotto_test_row_get_text (SOTTO_TEST_ROW (row));

      g_assert_true (g_str_has_prefix (text, number));
      g_assert_true (gtk_widget_get_visible (row));
      if (i > first)
        g_assert_cmpfloat (bounds.origin.y, ==, expected_y);
      expected_y = bounds.origin.y + bounds.size.height;
      for (GtkWidget *w = previous; w && w != row; w = gtk_widget_get_next_sibling (w))
        g_assert_true (w == previous || !gtk_widget_get_visible (w));
      previous = row;
    }
  g_assert_cmpfloat (bounds_of (fixture, first).origin.y, <=, 0);
  g_assert_cmpfloat (expected_y, >=, view_height (fixture));
  g_assert_cmpuint (sotto_timeline_get_n_rows (fixture->timeline), <=, SOTTO_TIMELINE_MAX_ROWS);
}

static void
check_at_end (Fixture *fixture)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (fixture->history));
  graphene_rect_t bounds = bounds_of (fixture, n - 1);

  g_assert_true (sotto_timeline_get_at_end (fixture->timeline));
  g_assert_cmpfloat (bounds.origin.y + bounds.size.height, ==, view_height (fixture));
}

static void
test_opens_at_end (Fixture *fixture, gconstpointer data)
{
  check_rows (fixture);
  check_at_end (fixture);
}

static void
test_short_content (Fixture *fixture, gconstpointer data)
{
  graphene_rect_t bounds = bounds_of (fixture, 0);

  check_at_end (fixture);
  g_assert_cmpfloat (bounds.origin.y, >, 0);
  sotto_synthetic_history_append (fixture->history);
  settle (fixture);
  check_at_end (fixture);
  g_assert_cmpfloat (bounds_of (fixture, 0).origin.y, <, bounds.origin.y);
}

static void
test_prepending (Fixture *fixture, gconstpointer data)
{
  graphene_rect_t before;
  guint number;

  scroll_by (fixture, -400);
  number = number_at (fixture, first_visible (fixture));
  before = bounds_of (fixture, position_of (fixture, number));

  sotto_synthetic_history_load_older (fixture->history);
  settle (fixture);
  check_rows (fixture);
  g_assert_cmpfloat (bounds_of (fixture, position_of (fixture, number)).origin.y, ==,
                     before.origin.y);
}

/* Rows that come into view at the top are higher or lower than was estimated; the others do not
 * care. */
static void
test_scrolling_is_exact (Fixture *fixture, gconstpointer data)
{
  sotto_synthetic_history_load_older (fixture->history);
  for (int i = 0; i < 8; i++)
    {
      guint number = number_at (fixture, first_visible (fixture));
      graphene_rect_t before = bounds_of (fixture, position_of (fixture, number));

      scroll_by (fixture, -550);
      g_assert_cmpfloat_with_epsilon (bounds_of (fixture, position_of (fixture, number)).origin.y,
                                      before.origin.y + 550, 0.5);
    }
}

static void
test_trimming (Fixture *fixture, gconstpointer data)
{
  graphene_rect_t before;
  guint number;

  fixture->extend = TRUE;
  while (sotto_synthetic_history_get_first (fixture->history) > TOTAL - 2 * WINDOW)
    scroll_by (fixture, -350);
  fixture->extend = FALSE;
  g_assert_true (sotto_synthetic_history_has_newer (fixture->history));
  scroll_by (fixture, -50);
  number = number_at (fixture, first_visible (fixture));
  before = bounds_of (fixture, position_of (fixture, number));

  sotto_synthetic_history_load_older (fixture->history);
  settle (fixture);
  g_assert_cmpfloat (bounds_of (fixture, position_of (fixture, number)).origin.y, ==,
                     before.origin.y);
  sotto_synthetic_history_load_newer (fixture->history);
  settle (fixture);
  check_rows (fixture);
  g_assert_cmpfloat (bounds_of (fixture, position_of (fixture, number)).origin.y, ==,
                     before.origin.y);
}

static void
test_heights_change (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row;
  graphene_rect_t before;
  guint first;

  /* At the end, the end stays. */
  first = first_visible (fixture);
  row = sotto_timeline_get_row (fixture->timeline, first + 1);
  sotto_test_row_set_extra_height (SOTTO_TEST_ROW (row), 70);
  settle (fixture);
  check_at_end (fixture);

  /* Elsewhere, what is in view stays when something above it or below it grows. */
  scroll_by (fixture, -900);
  first = first_visible (fixture);
  before = bounds_of (fixture, first);
  row = sotto_timeline_get_row (fixture->timeline, first - 1);
  sotto_test_row_set_extra_height (SOTTO_TEST_ROW (row), 33);
  row = sotto_timeline_get_row (fixture->timeline, first + 2);
  sotto_test_row_set_extra_height (SOTTO_TEST_ROW (row), 44);
  settle (fixture);
  g_assert_cmpfloat (bounds_of (fixture, first).origin.y, ==, before.origin.y);
  check_rows (fixture);
}

static void
test_appending (Fixture *fixture, gconstpointer data)
{
  graphene_rect_t before;
  guint first;

  for (int i = 0; i < 20; i++)
    sotto_synthetic_history_append (fixture->history);
  settle (fixture);
  check_at_end (fixture);
  check_rows (fixture);

  scroll_by (fixture, -300);
  g_assert_false (sotto_timeline_get_at_end (fixture->timeline));
  first = first_visible (fixture);
  before = bounds_of (fixture, first);
  sotto_synthetic_history_append (fixture->history);
  settle (fixture);
  g_assert_cmpfloat (bounds_of (fixture, first).origin.y, ==, before.origin.y);
  g_assert_false (sotto_timeline_get_at_end (fixture->timeline));

  sotto_timeline_scroll_to_end (fixture->timeline);
  settle (fixture);
  check_at_end (fixture);
}

static void
test_resizing (Fixture *fixture, gconstpointer data)
{
  static const int widths[] = { 360, 900, 420 };
  graphene_rect_t before;
  guint whole;

  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      gtk_window_set_default_size (fixture->window, widths[i], HEIGHT + 10 * (int) i);
      settle (fixture);
      settle (fixture);
      check_rows (fixture);
      check_at_end (fixture);
    }

  scroll_by (fixture, -1000);
  whole = first_visible (fixture) + 1;
  before = bounds_of (fixture, whole);
  gtk_window_set_default_size (fixture->window, 800, HEIGHT);
  settle (fixture);
  settle (fixture);
  check_rows (fixture);
  g_assert_cmpfloat (bounds_of (fixture, whole).origin.y, ==, before.origin.y);
}

static void
test_scroll_to (Fixture *fixture, gconstpointer data)
{
  static const guint positions[] = { 5, 49, 0, 25 };

  for (guint i = 0; i < G_N_ELEMENTS (positions); i++)
    {
      graphene_rect_t bounds;

      sotto_timeline_scroll_to (fixture->timeline, positions[i]);
      settle (fixture);
      check_rows (fixture);
      bounds = bounds_of (fixture, positions[i]);
      g_assert_cmpfloat (bounds.origin.y, >=, 0);
      g_assert_cmpfloat (bounds.origin.y + bounds.size.height, <=, view_height (fixture));
      g_assert_cmpint (sotto_timeline_get_at_end (fixture->timeline), ==, positions[i] == 49);
    }
}

/* A far jump, as by the scroll bar: rows between are never made. */
static void
test_far_jump (Fixture *fixture, gconstpointer data)
{
  fixture->extend = TRUE;
  for (int i = 0; i < 40; i++)
    scroll_by (fixture, -400);
  fixture->extend = FALSE;

  gtk_adjustment_set_value (fixture->adjustment, gtk_adjustment_get_lower (fixture->adjustment));
  settle (fixture);
  check_rows (fixture);
  g_assert_cmpuint (first_visible (fixture), ==, 0);
  gtk_adjustment_set_value (fixture->adjustment, gtk_adjustment_get_upper (fixture->adjustment));
  settle (fixture);
  check_rows (fixture);
  g_assert_cmpuint (sotto_timeline_get_n_rows (fixture->timeline), <, 100);
}

static void
move_focus (Fixture *fixture, GtkDirectionType direction)
{
  g_signal_emit_by_name (fixture->window, "move-focus", direction);
  settle (fixture);
}

static guint
focused (Fixture *fixture)
{
  GtkWidget *focus = gtk_window_get_focus (fixture->window);

  g_assert_nonnull (focus);
  return sotto_timeline_get_position (fixture->timeline, focus);
}

static void
test_focus (Fixture *fixture, gconstpointer data)
{
  guint number;

  g_assert_true (sotto_timeline_focus_item (fixture->timeline, PAGE - 1));
  for (guint i = 1; i < 30; i++)
    {
      graphene_rect_t bounds;

      move_focus (fixture, GTK_DIR_UP);
      g_assert_cmpuint (focused (fixture), ==, PAGE - 1 - i);
      bounds = bounds_of (fixture, focused (fixture));
      g_assert_cmpfloat (bounds.origin.y, >=, -0.5);
      check_rows (fixture);
    }
  move_focus (fixture, GTK_DIR_DOWN);
  g_assert_cmpuint (focused (fixture), ==, PAGE - 29);

  /* The row with the focus survives being far out of view. */
  number = number_at (fixture, focused (fixture));
  gtk_adjustment_set_value (fixture->adjustment, gtk_adjustment_get_upper (fixture->adjustment));
  settle (fixture);
  g_assert_cmpuint (number_at (fixture, focused (fixture)), ==, number);
  check_rows (fixture);
  move_focus (fixture, GTK_DIR_UP);
  g_assert_cmpuint (number_at (fixture, focused (fixture)), ==, number - 1);
  check_rows (fixture);
}

static void
test_focus_survives_changes (Fixture *fixture, gconstpointer data)
{
  guint number;

  g_assert_true (sotto_timeline_focus_item (fixture->timeline, PAGE - 3));
  number = number_at (fixture, PAGE - 3);
  sotto_synthetic_history_load_older (fixture->history);
  settle (fixture);
  g_assert_cmpuint (number_at (fixture, focused (fixture)), ==, number);

  /* Its item goes: the next one takes over. */
  sotto_synthetic_history_remove (fixture->history, focused (fixture));
  settle (fixture);
  g_assert_cmpuint (focused (fixture), ==, 2 * PAGE - 3);

  /* Everything is replaced. */
  sotto_synthetic_history_jump_to_end (fixture->history);
  settle (fixture);
  g_assert_cmpuint (focused (fixture), <, PAGE);
}

static void
test_accessible (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row = sotto_timeline_get_row (fixture->timeline, PAGE - 1);
  g_autofree char *problem = NULL;

  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (fixture->timeline), GTK_ACCESSIBLE_ROLE_LIST);
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  problem = gtk_test_accessible_check_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                                sotto_test_row_get_text (SOTTO_TEST_ROW (row)));
  g_assert_cmpstr (problem, ==, NULL);
  problem = gtk_test_accessible_check_relation (GTK_ACCESSIBLE (row),
                                                GTK_ACCESSIBLE_RELATION_POS_IN_SET, PAGE);
  g_assert_cmpstr (problem, ==, NULL);
}

/* One random thing; afterwards what was in view is in its place unless an end was in the way. */
static void
do_something (Fixture *fixture, GRand *random)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (fixture->history));

  switch (g_rand_int_range (random, 0, 7))
    {
    case 0:
      scroll_by (fixture, g_rand_double_range (random, -2000, 2000));
      break;
    case 1:
      sotto_synthetic_history_append (fixture->history);
      break;
    case 2:
      sotto_synthetic_history_load_older (fixture->history);
      break;
    case 3:
      sotto_synthetic_history_load_newer (fixture->history);
      break;
    case 4:
      gtk_window_set_default_size (fixture->window, g_rand_int_range (random, 360, 800),
                                   g_rand_int_range (random, 300, 700));
      break;
    case 5:
      sotto_timeline_scroll_to (fixture->timeline, g_rand_int_range (random, 0, n));
      break;
    case 6:
      sotto_timeline_focus_item (fixture->timeline, g_rand_int_range (random, 0, n));
      break;
    }
  sotto_timeline_set_follows_end (fixture->timeline,
                                  !sotto_synthetic_history_has_newer (fixture->history));
}

static void
test_random (Fixture *fixture, gconstpointer data)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);

  g_test_message ("seed %u", seed);
  for (int i = 0; i < 150; i++)
    {
      do_something (fixture, random);
      settle (fixture);
      settle (fixture);
      check_rows (fixture);
    }
}

#define ADD(path, data, function)                                                                  \
  g_test_add ("/ui/timeline/" path, Fixture, data, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  ADD ("opens-at-end", NULL, test_opens_at_end);
  ADD ("short-content", GUINT_TO_POINTER (2), test_short_content);
  ADD ("prepending", NULL, test_prepending);
  ADD ("scrolling-is-exact", NULL, test_scrolling_is_exact);
  ADD ("trimming", NULL, test_trimming);
  ADD ("heights-change", NULL, test_heights_change);
  ADD ("appending", NULL, test_appending);
  ADD ("resizing", NULL, test_resizing);
  ADD ("scroll-to", NULL, test_scroll_to);
  ADD ("far-jump", NULL, test_far_jump);
  ADD ("focus", NULL, test_focus);
  ADD ("focus-survives-changes", NULL, test_focus_survives_changes);
  ADD ("accessible", NULL, test_accessible);
  ADD ("random", NULL, test_random);
  return g_test_run ();
}

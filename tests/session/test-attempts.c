/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Waiting after wrong passwords: growing, surviving a restart, and not fooled by the wall clock. */

#include "sotto-attempts.h"
#include "sotto-test-store.h"

#define START (G_GINT64_CONSTANT (1600000000) * G_USEC_PER_SEC)

typedef struct
{
  char *folder;
  SottoTestClock *clock;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = sotto_test_make_folder ();
  fixture->clock = sotto_test_clock_new (START);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->clock);
  sotto_test_remove_folder (fixture->folder);
}

static SottoAttempts *
attempts_new (Fixture *fixture)
{
  return sotto_attempts_new (fixture->folder, SOTTO_CLOCK (fixture->clock));
}

static void
test_growing (Fixture *fixture, gconstpointer data)
{
  static const guint delays[] = { 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300 };
  g_autoptr (SottoAttempts) attempts = attempts_new (fixture);

  g_assert_cmpuint (sotto_attempts_get_delay (attempts), ==, 0);
  g_assert_true (sotto_attempts_check (attempts, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (delays); i++)
    {
      g_autoptr (GError) error = NULL;

      sotto_attempts_note_wrong (attempts);
      g_assert_cmpuint (sotto_attempts_get_delay (attempts), ==, delays[i]);
      g_assert_false (sotto_attempts_check (attempts, &error));
      g_assert_error (error, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_TOO_SOON);
      sotto_test_clock_advance (fixture->clock, delays[i] * 1000 - 1);
      g_assert_cmpuint (sotto_attempts_get_delay (attempts), ==, 1);
      sotto_test_clock_advance (fixture->clock, 1);
      g_assert_cmpuint (sotto_attempts_get_delay (attempts), ==, 0);
      g_assert_true (sotto_attempts_check (attempts, NULL));
    }
  sotto_attempts_note_right (attempts);
  sotto_attempts_note_wrong (attempts);
  g_assert_cmpuint (sotto_attempts_get_delay (attempts), ==, 1);
}

static void
test_restart (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SottoAttempts) first = attempts_new (fixture);
  g_autoptr (SottoAttempts) second = NULL;
  g_autoptr (SottoAttempts) third = NULL;

  for (guint i = 0; i < 5; i++)
    sotto_attempts_note_wrong (first);
  sotto_test_clock_advance (fixture->clock, 6000);
  second = attempts_new (fixture);
  g_assert_cmpuint (sotto_attempts_get_delay (second), ==, 10);

  /* The clock went back a day: the wait begins again, and is not a day. */
  sotto_test_clock_jump (fixture->clock, -G_TIME_SPAN_DAY);
  third = attempts_new (fixture);
  g_assert_cmpuint (sotto_attempts_get_delay (third), ==, 16);
  g_assert_cmpuint (sotto_attempts_get_delay (second), ==, 10);
}

/* While the program runs, setting the clock on does not shorten the wait. */
static void
test_jump_while_running (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SottoAttempts) attempts = attempts_new (fixture);

  for (guint i = 0; i < 5; i++)
    sotto_attempts_note_wrong (attempts);
  sotto_test_clock_jump (fixture->clock, G_TIME_SPAN_DAY);
  g_assert_cmpuint (sotto_attempts_get_delay (attempts), ==, 16);
  g_assert_false (sotto_attempts_check (attempts, NULL));
}

static void
test_other_process (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SottoAttempts) here = attempts_new (fixture);
  g_autoptr (SottoAttempts) there = attempts_new (fixture);

  for (guint i = 0; i < 3; i++)
    sotto_attempts_note_wrong (there);
  g_assert_false (sotto_attempts_check (here, NULL));
  g_assert_cmpuint (sotto_attempts_get_delay (here), ==, 4);
}

static void
test_last_used (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SottoAttempts) attempts = attempts_new (fixture);
  g_autoptr (SottoAttempts) again = NULL;

  g_assert_cmpint (sotto_attempts_get_last_used (attempts), ==, 0);
  sotto_attempts_note_right (attempts);
  again = attempts_new (fixture);
  g_assert_cmpint (sotto_attempts_get_last_used (again), ==, START / 1000);
}

/* Damage keeps nobody out. */
static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *contents;
    gssize length;
  } files[] = {
    { "", 0 },
    { "SotA", 4 },
    { "Soto\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 32 },
    { "SotA\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 32 },
    { "SotA\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 33 },
  };
  g_autofree char *path = g_build_filename (fixture->folder, "attempts", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (SottoAttempts) attempts = NULL;

      g_assert_true (g_file_set_contents (path, files[i].contents, files[i].length, NULL));
      attempts = attempts_new (fixture);
      g_assert_cmpuint (sotto_attempts_get_delay (attempts), ==, 0);
      g_assert_cmpint (sotto_attempts_get_last_used (attempts), >=, 0);
    }
}

/* Times and counts as large as they can be still mean five minutes at most. */
static void
test_extreme (Fixture *fixture, gconstpointer data)
{
  static const char contents[] = "SotA\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
                                 "\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0\0\0\0\0";
  g_autofree char *path = g_build_filename (fixture->folder, "attempts", NULL);
  g_autoptr (SottoAttempts) attempts = NULL;

  g_assert_true (g_file_set_contents (path, contents, 32, NULL));
  attempts = attempts_new (fixture);
  g_assert_cmpuint (sotto_attempts_get_delay (attempts), ==, 300);
  g_assert_cmpint (sotto_attempts_get_last_used (attempts), ==, G_MAXINT64);
  sotto_attempts_note_wrong (attempts);
  g_assert_cmpuint (sotto_attempts_get_delay (attempts), ==, 300);
}

int
main (int argc, char *argv[])
{
#define ADD(name, function)                                                                        \
  g_test_add ("/session/attempts/" name, Fixture, NULL, set_up, function, tear_down)

  g_test_init (&argc, &argv, NULL);
  ADD ("growing", test_growing);
  ADD ("restart", test_restart);
  ADD ("jump-while-running", test_jump_while_running);
  ADD ("other-process", test_other_process);
  ADD ("last-used", test_last_used);
  ADD ("damaged", test_damaged);
  ADD ("extreme", test_extreme);
  return g_test_run ();
}

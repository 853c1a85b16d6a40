/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whatever way a copy of the database takes back to its place, it is noticed; using the account is
 * not mistaken for it. */

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sotto-restore-guard.h"
#include "sotto-test-store.h"

typedef struct
{
  char *folder;
  char *database;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = sotto_test_make_folder ();
  fixture->database = g_build_filename (fixture->folder, "store.db", NULL);
  g_assert_true (g_file_set_contents (fixture->database, "first", -1, NULL));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->database);
  sotto_test_remove_folder (fixture->folder);
}

static gboolean
is_restored (Fixture *fixture)
{
  return sotto_restore_guard_is_restored (fixture->folder);
}

/* Writes into the file as it is, as the database does. */
static void
write_in_place (Fixture *fixture)
{
  int descriptor = g_open (fixture->database, O_WRONLY, 0);

  g_assert_cmpint (write (descriptor, "other", 5), ==, 5);
  close (descriptor);
}

static void
set_old_times (Fixture *fixture)
{
  const struct timespec old[2] = { { 1000, 0 }, { 1000, 0 } };

  g_assert_cmpint (utimensat (AT_FDCWD, fixture->database, old, 0), ==, 0);
}

static void
test_use (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 3; i++)
    {
      sotto_restore_guard_note_open (fixture->folder);
      g_assert_false (is_restored (fixture));
      write_in_place (fixture);
      g_assert_false (is_restored (fixture));
      sotto_restore_guard_note_closed (fixture->folder);
      g_assert_false (is_restored (fixture));
    }
}

static void
test_copied_over (Fixture *fixture, gconstpointer data)
{
  sotto_restore_guard_note_closed (fixture->folder);

  /* The system stamps changes by its tick, which is some milliseconds. */
  g_usleep (20000);
  write_in_place (fixture);
  set_old_times (fixture);
  g_assert_true (is_restored (fixture));
}

static void
test_put_in_its_place (Fixture *fixture, gconstpointer data)
{
  g_autofree char *copy = g_strconcat (fixture->database, ".copy", NULL);

  g_assert_true (g_file_set_contents (copy, "first", -1, NULL));
  sotto_restore_guard_note_open (fixture->folder);
  g_assert_cmpint (g_rename (copy, fixture->database), ==, 0);
  g_assert_true (is_restored (fixture));
}

static void
test_whole_folder (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "store.db", "place" };

  for (guint closed = 0; closed < 2; closed++)
    {
      char *elsewhere = sotto_test_make_folder ();

      if (closed)
        sotto_restore_guard_note_closed (fixture->folder);
      else
        sotto_restore_guard_note_open (fixture->folder);
      for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
        {
          g_autofree char *from = g_build_filename (fixture->folder, names[i], NULL);
          g_autofree char *to = g_build_filename (elsewhere, names[i], NULL);
          g_autofree char *contents = NULL;
          gsize length;

          g_assert_true (g_file_get_contents (from, &contents, &length, NULL));
          g_assert_true (g_file_set_contents (to, contents, (gssize) length, NULL));
        }
      g_assert_true (sotto_restore_guard_is_restored (elsewhere));
      sotto_test_remove_folder (elsewhere);
    }
}

static void
test_no_note (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "place", NULL);
  static const char *const contents[] = { "", "SotP", "SotX0000000000000000000000000" };

  g_assert_true (is_restored (fixture));
  for (gsize i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_assert_true (g_file_set_contents (path, contents[i], -1, NULL));
      g_assert_true (is_restored (fixture));
    }
}

int
main (int argc, char *argv[])
{
#define ADD(name, function)                                                                        \
  g_test_add ("/session/restore-guard/" name, Fixture, NULL, set_up, function, tear_down)

  g_test_init (&argc, &argv, NULL);
  ADD ("use", test_use);
  ADD ("copied-over", test_copied_over);
  ADD ("put-in-its-place", test_put_in_its_place);
  ADD ("whole-folder", test_whole_folder);
  ADD ("no-note", test_no_note);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One holder per account, here and in other processes, and a sentence that names it. */

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sotto-folder-lock.h"
#include "sotto-test-store.h"

typedef struct
{
  char *folder;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = sotto_test_make_folder ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  sotto_test_remove_folder (fixture->folder);
}

static void
test_same_process (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) again = NULL;
  SottoFolderLock *lock = sotto_folder_lock_acquire (fixture->folder, &error);

  g_assert_no_error (error);
  g_assert_null (sotto_folder_lock_acquire (fixture->folder, &again));
  g_assert_error (again, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_IN_USE);
  sotto_folder_lock_release (lock);
  lock = sotto_folder_lock_acquire (fixture->folder, &error);
  g_assert_no_error (error);
  sotto_folder_lock_release (lock);
}

static pid_t
hold_in_child (Fixture *fixture)
{
  int ready[2];
  pid_t child;
  char byte;

  g_assert_cmpint (pipe (ready), ==, 0);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      SottoFolderLock *lock = NULL;

      /* A failing test must not leave it behind. */
      if (prctl (PR_SET_PDEATHSIG, SIGKILL) == 0)
        lock = sotto_folder_lock_acquire (fixture->folder, NULL);
      if (lock == NULL || write (ready[1], "r", 1) != 1)
        _exit (1);
      while (TRUE)
        pause ();
    }
  g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);
  close (ready[0]);
  close (ready[1]);
  return child;
}

static void
test_other_process (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *process = NULL;
  SottoFolderLock *lock;
  pid_t child = hold_in_child (fixture);

  g_assert_null (sotto_folder_lock_acquire (fixture->folder, &error));
  g_assert_error (error, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_IN_USE);
  process = g_strdup_printf ("%d", (int) child);
  g_assert_nonnull (strstr (error->message, process));
  g_assert_nonnull (strstr (error->message, " test-session-folder-lock "));

  /* However it ends, the account is free. */
  g_assert_cmpint (kill (child, SIGKILL), ==, 0);
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
  g_clear_error (&error);
  lock = sotto_folder_lock_acquire (fixture->folder, &error);
  g_assert_no_error (error);
  sotto_folder_lock_release (lock);
}

/* What the file says is shown to a person, so it may say what it likes. */
static void
test_hostile_note (Fixture *fixture, gconstpointer data)
{
  static const char *const notes[] = {
    "",
    "\n",
    "12",
    "not a number\n",
    "-5 program\n",
    "0 program\n",
    "99999999999999999999 program\n",
    "7 \xff\xfe\n",
    "7 pro\x1b[31mgram\n",
    "7 \xe2\x80\xae program\n",
    "7 %s%n%n\n",
  };
  g_autofree char *path = g_build_filename (fixture->folder, "lock", NULL);
  g_autoptr (SottoFolderLock) lock = sotto_folder_lock_acquire (fixture->folder, NULL);

  g_assert_nonnull (lock);
  for (gsize i = 0; i < G_N_ELEMENTS (notes); i++)
    {
      g_autoptr (GError) error = NULL;
      FILE *file = fopen (path, "w");

      g_assert_cmpint (fputs (notes[i], file), >=, 0);
      fclose (file);
      g_assert_null (sotto_folder_lock_acquire (fixture->folder, &error));
      g_assert_error (error, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_IN_USE);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_assert_null (strchr (error->message, '\x1b'));
      g_assert_null (strstr (error->message, "\xe2\x80\xae"));
    }
}

static void
test_no_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *nowhere = g_build_filename (fixture->folder, "nowhere", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (sotto_folder_lock_acquire (nowhere, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

int
main (int argc, char *argv[])
{
#define ADD(name, function)                                                                        \
  g_test_add ("/session/folder-lock/" name, Fixture, NULL, set_up, function, tear_down)

  g_test_init (&argc, &argv, NULL);
  ADD ("same-process", test_same_process);
  ADD ("other-process", test_other_process);
  ADD ("hostile-note", test_hostile_note);
  ADD ("no-folder", test_no_folder);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Runs a fuzz target over files without libFuzzer, as a TAP test: each file of the folders and
 * files that are named, and every beginning of it, because a cut message is the commonest bad one.
 */

#include <glib.h>

#include "fuzz.h"

#define MAX_CUT 512

static void
run_copy (const guint8 *data, gsize length)
{
  /* A copy of exact size, so that a sanitizer sees a read behind its end. */
  g_autofree guint8 *copy = g_memdup2 (data, length);

  LLVMFuzzerTestOneInput (copy != NULL ? copy : (const guint8 *) "", length);
}

static void
run_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;
  gsize length;

  if (!g_file_get_contents (path, &contents, &length, &error))
    g_error ("%s", error->message);

  for (gsize cut = 0; cut < MIN (length, MAX_CUT); cut++)
    run_copy ((const guint8 *) contents, cut);
  run_copy ((const guint8 *) contents, length);
}

static void
collect (GPtrArray *paths, const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  if (folder == NULL)
    {
      g_ptr_array_add (paths, g_strdup (path));
      return;
    }
  while ((name = g_dir_read_name (folder)) != NULL)
    g_ptr_array_add (paths, g_build_filename (path, name, NULL));
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  for (int i = 1; i < argc; i++)
    collect (paths, argv[i]);

  g_print ("1..%u\n", paths->len);
  for (guint i = 0; i < paths->len; i++)
    {
      run_file (g_ptr_array_index (paths, i));
      g_print ("ok %u\n", i + 1);
    }
  return 0;
}

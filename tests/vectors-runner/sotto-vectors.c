/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Runs every file of vectors in the folders given, through the real code:
 *
 *   NAME: P passed, F failed, N not implemented
 *
 * for each, a line for each field that differs, and the counts of all at the end. */

#include <locale.h>
#include <stdio.h>

#include "vector-sets.h"

static const VectorSetEntry *const families[] = {
  vector_sets_base,       vector_sets_accounts,
  vector_sets_wycheproof, vector_sets_transport,
  vector_sets_devp2p,     vector_sets_discovery,
  vector_sets_waku,       vector_sets_waku_wire,
  vector_sets_mail,       vector_sets_secure,
  vector_sets_chat,       vector_sets_ethereum,
  vector_sets_contracts,  vector_sets_eth_transactions,
  vector_sets_rpc,
};

/* Runs every set that walks a part of this file; FALSE if there is none. */
static gboolean
run_sets (VectorRun *run, JsonNode *root)
{
  gboolean found = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    for (const VectorSetEntry *entry = families[i]; entry->file != NULL; entry++)
      if (g_str_equal (entry->file, run->file) &&
          (entry->member == NULL ||
           (JSON_NODE_HOLDS_OBJECT (root) &&
            json_object_has_member (json_node_get_object (root), entry->member))))
        {
          entry->run (run, root);
          found = TRUE;
        }
  return found;
}

static guint count_cases (JsonNode *node, guint depth);

static void
count_member (JsonObject *object, const char *member, JsonNode *node, gpointer user_data)
{
  guint *n_cases = user_data;

  if (JSON_NODE_HOLDS_ARRAY (node))
    *n_cases += count_cases (node, 1);
}

/* The cases of a set that nothing here runs: the lists of objects at its top. */
static guint
count_cases (JsonNode *node, guint depth)
{
  guint n_cases = 0;

  if (JSON_NODE_HOLDS_ARRAY (node))
    return json_array_get_length (json_node_get_array (node));
  if (JSON_NODE_HOLDS_OBJECT (node) && depth == 0)
    json_object_foreach_member (json_node_get_object (node), count_member, &n_cases);
  return MAX (n_cases, 1);
}

static gboolean
load_file (const char *path, JsonParser *parser, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GString) readable = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, error))
    return FALSE;
  readable = g_string_new_len (text, (gssize) length);
  g_string_replace (readable, "\\u0000", "\\ue000", 0);
  return json_parser_load_from_data (parser, readable->str, (gssize) readable->len, error);
}

static gboolean
run_file (const char *folder, const char *file, VectorRun *run, GError **error)
{
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *root;

  if (!load_file (path, parser, error))
    return FALSE;
  root = json_parser_get_root (parser);
  run->file = file;
  if (root != NULL && !run_sets (run, root))
    vector_not_implemented (run, count_cases (root, 0));
  printf ("%s: %u passed, %u failed, %u not implemented\n", file, run->n_passed, run->n_failed,
          run->n_not_implemented);
  return TRUE;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

/* (transfer full) (element-type utf8) */
static GPtrArray *
list_folder (const char *folder, GError **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) directory = g_dir_open (folder, 0, error);
  const char *name;

  if (directory == NULL)
    return NULL;
  while ((name = g_dir_read_name (directory)) != NULL)
    if (g_str_has_suffix (name, ".json"))
      g_ptr_array_add (files, g_strdup (name));
  g_ptr_array_sort (files, compare_names);
  return g_steal_pointer (&files);
}

static gboolean
run_folder (const char *folder, VectorRun *total)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) files = list_folder (folder, &error);

  if (files == NULL)
    {
      fprintf (stderr, "%s\n", error->message);
      return FALSE;
    }
  for (guint i = 0; i < files->len; i++)
    {
      VectorRun run = { 0 };

      if (!run_file (folder, g_ptr_array_index (files, i), &run, &error))
        {
          printf ("%s: cannot be read: %s\n", (char *) g_ptr_array_index (files, i),
                  error->message);
          g_clear_error (&error);
          run.n_failed++;
        }
      total->n_passed += run.n_passed;
      total->n_failed += run.n_failed;
      total->n_not_implemented += run.n_not_implemented;
    }
  return TRUE;
}

int
main (int argc, char **argv)
{
  VectorRun total = { 0 };

  setlocale (LC_ALL, "");
  if (argc < 2)
    {
      fprintf (stderr, "Usage: sotto-vectors FOLDER…\n");
      return 2;
    }
  for (int i = 1; i < argc; i++)
    if (!run_folder (argv[i], &total))
      return 2;
  printf ("%u passed, %u failed, %u skipped\n", total.n_passed, total.n_failed,
          total.n_not_implemented);
  return total.n_failed == 0 ? 0 : 1;
}

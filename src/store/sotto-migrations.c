/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Forward-only migrations. The format of what this file keeps:
 *
 *   PRAGMA user_version     format of the rest of this list; 1
 *   component_versions      one row for each component: its name, and how many of its steps have
 *                           run
 */

#include "sotto-migrations-private.h"

#include <glib/gi18n-lib.h>

#include "sotto-transaction-private.h"

#define FORMAT_VERSION 1

#define CREATE_FORMAT                                                                              \
  "CREATE TABLE IF NOT EXISTS component_versions ("                                                \
  "  component TEXT NOT NULL PRIMARY KEY,"                                                         \
  "  version INTEGER NOT NULL"                                                                     \
  ") STRICT, WITHOUT ROWID;"                                                                       \
  "PRAGMA user_version = 1;"

static guint
count_steps (const SottoMigrations *migrations)
{
  return g_strv_length ((char **) migrations->steps);
}

static const SottoMigrations *
find_component (GPtrArray *migrations, const char *component)
{
  for (guint i = 0; i < migrations->len; i++)
    {
      const SottoMigrations *candidate = g_ptr_array_index (migrations, i);

      if (g_str_equal (candidate->component, component))
        return candidate;
    }
  return NULL;
}

static void
set_newer_error (GError **error)
{
  g_set_error_literal (error, SOTTO_STORE_ERROR, SOTTO_STORE_ERROR_NEWER,
                       _ ("This account was last used by a newer Sotto, and its database has been "
                          "left as it is. Install the newer version to open it."));
}

/* A component that this program does not know is newer than the program. */
static gboolean
check_components (SottoConnection *connection, GPtrArray *migrations, guint *n_done, GError **error)
{
  g_autoptr (SottoStatement) statement = NULL;
  gboolean has_row;

  statement = sotto_connection_prepare (connection,
                                        "SELECT component, version FROM component_versions", error);
  if (statement == NULL)
    return FALSE;
  while (TRUE)
    {
      const SottoMigrations *component;
      gint64 version;

      if (!sotto_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        return TRUE;
      component = find_component (migrations, sotto_statement_get_text (statement, 0));
      version = sotto_statement_get_int (statement, 1);
      if (component == NULL || version > count_steps (component))
        {
          set_newer_error (error);
          return FALSE;
        }
      *n_done += MAX (version, 0);
    }
}

static gboolean
get_component_version (SottoConnection *connection,
                       const char *component,
                       gint64 *version,
                       GError **error)
{
  g_autoptr (SottoStatement) statement = NULL;
  gboolean has_row;

  statement = sotto_connection_prepare (
    connection, "SELECT version FROM component_versions WHERE component = ?", error);
  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_text (statement, 1, component);
  if (!sotto_statement_step (statement, &has_row, error))
    return FALSE;
  *version = has_row ? sotto_statement_get_int (statement, 0) : 0;
  return TRUE;
}

static gboolean
set_component_version (SottoConnection *connection,
                       const char *component,
                       gint64 version,
                       GError **error)
{
  g_autoptr (SottoStatement) statement = NULL;

  statement = sotto_connection_prepare (connection,
                                        "INSERT INTO component_versions VALUES (?, ?)"
                                        " ON CONFLICT DO UPDATE SET version = excluded.version",
                                        error);
  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_text (statement, 1, component);
  sotto_statement_bind_int (statement, 2, version);
  return sotto_statement_run (statement, error);
}

static gboolean
migrate_component (SottoConnection *connection, const SottoMigrations *component, GError **error)
{
  gint64 n_steps = count_steps (component);
  gint64 version;

  if (!get_component_version (connection, component->component, &version, error))
    return FALSE;
  for (gint64 step = MAX (version, 0); step < n_steps; step++)
    {
      if (!sotto_connection_execute (connection, component->steps[step], error))
        {
          g_prefix_error (error, "%s %" G_GINT64_FORMAT ": ", component->component, step + 1);
          return FALSE;
        }
    }
  return version == n_steps ||
         set_component_version (connection, component->component, n_steps, error);
}

/* Steps run without foreign keys, so that they may rebuild a table. */
static gboolean
check_foreign_keys (SottoConnection *connection, GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_connection_prepare (connection, "PRAGMA foreign_key_check", error);
  gboolean has_row;

  if (statement == NULL || !sotto_statement_step (statement, &has_row, error))
    return FALSE;
  if (has_row)
    {
      g_set_error (error, SOTTO_STORE_ERROR, SOTTO_STORE_ERROR_DAMAGED,
                   _ ("The database is damaged: rows of its table “%s” belong to none of “%s”."),
                   sotto_statement_get_text (statement, 0),
                   sotto_statement_get_text (statement, 2));
      return FALSE;
    }
  return TRUE;
}

static gboolean
migrate_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  SottoConnection *connection = sotto_transaction_get_connection (transaction);
  GPtrArray *migrations = user_data;

  if (!sotto_connection_execute (connection, CREATE_FORMAT, error))
    return FALSE;
  for (guint i = 0; i < migrations->len; i++)
    {
      if (!migrate_component (connection, g_ptr_array_index (migrations, i), error))
        return FALSE;
    }
  return check_foreign_keys (connection, error);
}

/* Private to the folder. */

gboolean
sotto_migrations_plan (SottoConnection *connection,
                       GPtrArray *migrations,
                       SottoMigrationPlan *plan,
                       GError **error)
{
  gint64 format;
  guint n_steps = 0;
  guint n_done = 0;

  if (!sotto_connection_query_int (connection, "PRAGMA user_version", &format, error))
    return FALSE;
  if (format > FORMAT_VERSION)
    {
      set_newer_error (error);
      return FALSE;
    }
  if (format == FORMAT_VERSION && !check_components (connection, migrations, &n_done, error))
    return FALSE;

  for (guint i = 0; i < migrations->len; i++)
    n_steps += count_steps (g_ptr_array_index (migrations, i));
  plan->is_new = format != FORMAT_VERSION;
  plan->n_pending = n_steps - n_done;
  return TRUE;
}

gboolean
sotto_migrations_run (SottoConnection *connection, GPtrArray *migrations, GError **error)
{
  return sotto_transaction_run (connection, migrate_cb, migrations, error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Statements with their parameters in one call. */

#include "sotto-sql.h"

#include <stdarg.h>

#include "sotto-address.h"

static void
bind_key (SottoStatement *statement, int parameter, const SottoPublicKey *key)
{
  guint8 compressed[SOTTO_COMPRESSED_KEY_LENGTH];

  sotto_public_key_serialize_compressed (key, compressed);
  sotto_statement_bind_blob (statement, parameter, compressed, sizeof compressed);
}

static void
bind_pointer (SottoStatement *statement, int parameter, char type, gpointer value)
{
  if (value == NULL)
    sotto_statement_bind_null (statement, parameter);
  else if (type == 't')
    sotto_statement_bind_text (statement, parameter, value);
  else if (type == 'b')
    sotto_statement_bind_bytes (statement, parameter, value);
  else if (type == 'h')
    sotto_statement_bind_hash (statement, parameter, value);
  else if (type == 'a')
    sotto_statement_bind_blob (statement, parameter, value, SOTTO_ADDRESS_LENGTH);
  else
    bind_key (statement, parameter, value);
}

static void
bind_all (SottoStatement *statement, const char *types, va_list arguments)
{
  for (int i = 0; types[i] != '\0'; i++)
    if (types[i] == 'i')
      sotto_statement_bind_int (statement, i + 1, va_arg (arguments, gint64));
    else
      bind_pointer (statement, i + 1, types[i], va_arg (arguments, gpointer));
}

/* Public, in the header's order. */

SottoStatement *
sotto_sql_query (SottoConnection *connection,
                 GError **error,
                 const char *sql,
                 const char *types,
                 ...)
{
  SottoStatement *statement = sotto_connection_prepare (connection, sql, error);
  va_list arguments;

  if (statement == NULL)
    return NULL;

  va_start (arguments, types);
  bind_all (statement, types, arguments);
  va_end (arguments);

  return statement;
}

gboolean
sotto_sql_run (SottoConnection *connection, GError **error, const char *sql, const char *types, ...)
{
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (connection, sql, error);
  va_list arguments;

  if (statement == NULL)
    return FALSE;

  va_start (arguments, types);
  bind_all (statement, types, arguments);
  va_end (arguments);

  return sotto_statement_run (statement, error);
}

gboolean
sotto_sql_get_int (SottoConnection *connection,
                   gint64 *value,
                   GError **error,
                   const char *sql,
                   const char *types,
                   ...)
{
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (connection, sql, error);
  va_list arguments;
  gboolean has_row;

  if (statement == NULL)
    return FALSE;

  va_start (arguments, types);
  bind_all (statement, types, arguments);
  va_end (arguments);
  if (!sotto_statement_step (statement, &has_row, error))
    return FALSE;
  if (has_row)
    *value = sotto_statement_get_int (statement, 0);

  return TRUE;
}

gboolean
sotto_sql_get_key (SottoStatement *statement, int column, SottoPublicKey *key)
{
  guint8 compressed[SOTTO_COMPRESSED_KEY_LENGTH];

  return sotto_statement_copy_blob (statement, column, compressed, sizeof compressed) &&
         sotto_public_key_parse (key, compressed, sizeof compressed, NULL);
}

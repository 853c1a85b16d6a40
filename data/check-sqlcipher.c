/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Run while configuring: exits with 0 if the SQLite that was linked is SQLCipher 4.5 or newer. */

#include <sqlcipher/sqlite3.h>
#include <stdio.h>

int
main (void)
{
  sqlite3 *handle = NULL;
  sqlite3_stmt *statement = NULL;
  int major = 0;
  int minor = 0;

  if (sqlite3_open (":memory:", &handle) != SQLITE_OK ||
      sqlite3_prepare_v2 (handle, "PRAGMA cipher_version", -1, &statement, NULL) != SQLITE_OK ||
      sqlite3_step (statement) != SQLITE_ROW ||
      sscanf ((const char *) sqlite3_column_text (statement, 0), "%d.%d", &major, &minor) != 2)
    return 1;
  return major > 4 || (major == 4 && minor >= 5) ? 0 : 1;
}

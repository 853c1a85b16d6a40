/* SPDX-License-Identifier: GPL-3.0-or-later */

/* SQLite's result codes as errors of the store: a code for the program and a sentence for a person.
 */

#include "sotto-store-error-private.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

/* The formatter takes the hyphens of the domain's name for minus signs. */
/* clang-format off */
G_DEFINE_QUARK (sotto-store-error-quark, sotto_store_error)
/* clang-format on */

typedef struct
{
  int code;
  SottoStoreError error;
  const char *sentence;
} Meaning;

/* Extended codes come before their primary one: the first match counts. */
static const Meaning meanings[] = {
  { SQLITE_IOERR_CORRUPTFS, SOTTO_STORE_ERROR_DAMAGED,
    N_ ("The database is damaged: the disk returned other bytes than were written to it.") },
  { SQLITE_IOERR_DATA, SOTTO_STORE_ERROR_DAMAGED,
    N_ ("The database is damaged: the disk returned other bytes than were written to it.") },
  { SQLITE_IOERR_SHORT_READ, SOTTO_STORE_ERROR_DAMAGED,
    N_ ("The database is damaged: a part of its file is missing.") },
  { SQLITE_FULL, SOTTO_STORE_ERROR_FULL,
    N_ ("The disk is full, so nothing was changed. Make some room and try again.") },
  { SQLITE_READONLY, SOTTO_STORE_ERROR_FULL,
    N_ ("The database cannot be written to, so nothing was changed. Is its disk read-only?") },
  { SQLITE_IOERR, SOTTO_STORE_ERROR_FAILED,
    N_ ("The disk reports an error, so nothing was changed. Make a copy of your data soon.") },
  { SQLITE_CORRUPT, SOTTO_STORE_ERROR_DAMAGED,
    N_ ("The database is damaged. Restore it from a copy, or recover the account from its "
        "phrase.") },
  { SQLITE_NOTADB, SOTTO_STORE_ERROR_WRONG_KEY,
    N_ ("The database does not open with this key: it is damaged, or belongs to another "
        "account.") },
  { SQLITE_BUSY, SOTTO_STORE_ERROR_LOCKED,
    N_ ("Another program is using the database. Close it and try again.") },
  { SQLITE_LOCKED, SOTTO_STORE_ERROR_LOCKED,
    N_ ("Another program is using the database. Close it and try again.") },
  { SQLITE_PROTOCOL, SOTTO_STORE_ERROR_LOCKED,
    N_ ("Another program is using the database. Close it and try again.") },
  { SQLITE_CANTOPEN, SOTTO_STORE_ERROR_FAILED,
    N_ ("The database file cannot be opened. Check that its folder exists and is yours.") },
  { SQLITE_PERM, SOTTO_STORE_ERROR_FAILED,
    N_ ("The database file cannot be opened. Check that its folder exists and is yours.") },
  { SQLITE_CONSTRAINT, SOTTO_STORE_ERROR_CONSTRAINT,
    N_ ("The database refused a row that breaks its rules.") },
};

void
sotto_store_set_error (GError **error, int code, sqlite3 *handle)
{
  SottoStoreError meaning = SOTTO_STORE_ERROR_FAILED;
  const char *sentence = N_ ("The database reports an error, so nothing was changed.");
  const char *detail = handle != NULL ? sqlite3_errmsg (handle) : sqlite3_errstr (code);

  if ((code & 0xff) == SQLITE_INTERRUPT)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Cancelled"));
      return;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (meanings); i++)
    {
      if (meanings[i].code == code || meanings[i].code == (code & 0xff))
        {
          meaning = meanings[i].error;
          sentence = meanings[i].sentence;
          break;
        }
    }

  g_set_error (error, SOTTO_STORE_ERROR, meaning, "%s (%s)", _ (sentence), detail);
}

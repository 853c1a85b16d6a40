/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Transactions and their parts. SQLite gives up a whole transaction by itself on some errors (a
 * full disk, an I/O error): from then on every statement is refused, and the end reports it, so
 * that a part that was allowed to fail cannot let the rest commit piece by piece. */

#include "sotto-transaction-private.h"

#include "sotto-store-error-private.h"

struct _SottoTransaction
{
  SottoConnection *connection;
  gboolean broken;
};

static void
roll_back (SottoConnection *connection)
{
  sotto_connection_set_in_transaction (connection, FALSE);
  if (!sqlite3_get_autocommit (sotto_connection_get_handle (connection)))
    sqlite3_exec (sotto_connection_get_handle (connection), "ROLLBACK", NULL, NULL, NULL);
}

/* Private to the folder. */

gboolean
sotto_transaction_run (SottoConnection *connection,
                       SottoWriteFunc function,
                       gpointer user_data,
                       GError **error)
{
  SottoTransaction transaction = { connection, FALSE };

  if (!sotto_connection_execute (connection, "BEGIN IMMEDIATE", error))
    return FALSE;
  sotto_connection_set_in_transaction (connection, TRUE);

  if (!function (&transaction, user_data, error))
    {
      roll_back (connection);
      return FALSE;
    }
  if (transaction.broken)
    {
      sotto_store_set_error (error, SQLITE_ABORT_ROLLBACK, NULL);
      roll_back (connection);
      return FALSE;
    }
  if (!sotto_connection_execute (connection, "COMMIT", error))
    {
      roll_back (connection);
      return FALSE;
    }
  sotto_connection_set_in_transaction (connection, FALSE);
  return TRUE;
}

gboolean
sotto_transaction_run_reading (SottoConnection *connection,
                               SottoReadFunc function,
                               gpointer user_data,
                               GError **error)
{
  gboolean success;

  if (!sotto_connection_execute (connection, "BEGIN", error))
    return FALSE;
  success = function (connection, user_data, error);
  roll_back (connection);
  return success;
}

/* Public, in the header's order. */

/**
 * sotto_transaction_get_connection:
 * @transaction: a transaction
 *
 * Returns: (transfer none): the connection that it runs on
 */
SottoConnection *
sotto_transaction_get_connection (SottoTransaction *transaction)
{
  return transaction->connection;
}

/**
 * sotto_transaction_try:
 * @transaction: a transaction
 * @function: (scope call): a part of it
 * @user_data: for @function
 * @error: return location
 *
 * Runs @function so that what it wrote is undone when it fails. Parts may be nested.
 *
 * Returns: what @function returned; %FALSE also when the transaction itself is lost, which shows
 *   when it ends
 */
gboolean
sotto_transaction_try (SottoTransaction *transaction,
                       SottoWriteFunc function,
                       gpointer user_data,
                       GError **error)
{
  SottoConnection *connection = transaction->connection;
  gboolean success;

  g_return_val_if_fail (function != NULL, FALSE);

  if (transaction->broken)
    {
      sotto_store_set_error (error, SQLITE_ABORT_ROLLBACK, NULL);
      return FALSE;
    }
  if (!sotto_connection_execute (connection, "SAVEPOINT part", error))
    return FALSE;

  success = function (transaction, user_data, error);
  if (!success && !sotto_connection_execute (connection, "ROLLBACK TO part", NULL))
    transaction->broken = TRUE;
  if (!transaction->broken && !sotto_connection_execute (connection, "RELEASE part", NULL))
    transaction->broken = TRUE;
  if (success && transaction->broken)
    {
      sotto_store_set_error (error, SQLITE_ABORT_ROLLBACK, NULL);
      return FALSE;
    }
  return success;
}

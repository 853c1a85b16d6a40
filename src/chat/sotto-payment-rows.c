/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is read of payments. A damaged row counts as none. */

#include "sotto-payment-private.h"

#include "sotto-sql.h"

#define PAYMENT_COLUMNS                                                                            \
  "SELECT p.id, p.command, p.chat, c.wire_id, c.contact, p.message, p.outgoing, p.initiated, "     \
  "p.state, p.chain, p.value, p.contract, p.address, p.payer, p.transaction_hash, p.signature, "   \
  "p.paid, p.paid_contract, p.confirmations, p.reason, p.began_ms, p.told_ms "                     \
  "FROM payments p JOIN chats c ON c.id = p.chat "

static char *
dup_text (SottoStatement *statement, int column)
{
  return sotto_statement_is_null (statement, column)
           ? NULL
           : g_strdup (sotto_statement_get_text (statement, column));
}

/* (nullable): NULL when the row is damaged. */
static SottoPaymentRow *
read_payment (SottoStatement *statement)
{
  g_autoptr (SottoPaymentRow) row = g_new0 (SottoPaymentRow, 1);

  row->row = sotto_statement_get_int (statement, 0);
  row->state = (SottoPaymentState) sotto_statement_get_int (statement, 8);
  if (!sotto_statement_get_hash (statement, 1, &row->id) ||
      !sotto_sql_get_key (statement, 4, &row->peer) ||
      row->state < SOTTO_PAYMENT_STATE_ADDRESS_ASKED || row->state > SOTTO_PAYMENT_STATE_UNVERIFIED)
    return NULL;
  row->chat = sotto_statement_get_int (statement, 2);
  row->chat_id = g_strdup (sotto_statement_get_text (statement, 3));
  row->message = sotto_statement_get_int (statement, 5);
  row->outgoing = sotto_statement_get_int (statement, 6) != 0;
  row->initiated = sotto_statement_get_int (statement, 7) != 0;
  row->chain = (guint64) MAX (sotto_statement_get_int (statement, 9), 0);
  row->value = dup_text (statement, 10);
  row->contract = dup_text (statement, 11);
  row->address = dup_text (statement, 12);
  row->payer = dup_text (statement, 13);
  row->told = sotto_statement_get_hash (statement, 14, &row->transaction) &&
              sotto_statement_copy_blob (statement, 15, row->signature, sizeof row->signature);
  row->paid = dup_text (statement, 16);
  row->paid_contract = dup_text (statement, 17);
  row->confirmations = (guint) CLAMP (sotto_statement_get_int (statement, 18), 0, G_MAXINT);
  row->reason = (SottoPaymentReason) CLAMP (sotto_statement_get_int (statement, 19),
                                            SOTTO_PAYMENT_REASON_NONE, SOTTO_PAYMENT_REASON_CHAIN);
  row->began_ms = MAX (sotto_statement_get_int (statement, 20), 0);
  row->told_ms = MAX (sotto_statement_get_int (statement, 21), 0);

  return g_steal_pointer (&row);
}

static SottoPaymentRow *
read_one (SottoStatement *statement, GError **error)
{
  gboolean has_row;

  if (statement == NULL || !sotto_statement_step (statement, &has_row, error) || !has_row)
    return NULL;

  return read_payment (statement);
}

static GPtrArray *
read_all (SottoStatement *statement, GError **error)
{
  g_autoptr (GPtrArray) rows =
    g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_payment_row_free);
  gboolean has_row;

  if (statement == NULL || !sotto_statement_step (statement, &has_row, error))
    return NULL;
  while (has_row)
    {
      SottoPaymentRow *row = read_payment (statement);

      if (row != NULL)
        g_ptr_array_add (rows, row);
      if (!sotto_statement_step (statement, &has_row, error))
        return NULL;
    }

  return g_steal_pointer (&rows);
}

/* For the rest of the layer. */

SottoPaymentRow *
sotto_payment_row_copy (const SottoPaymentRow *row)
{
  SottoPaymentRow *copy = g_memdup2 (row, sizeof *row);

  copy->chat_id = g_strdup (row->chat_id);
  copy->value = g_strdup (row->value);
  copy->contract = g_strdup (row->contract);
  copy->address = g_strdup (row->address);
  copy->payer = g_strdup (row->payer);
  copy->paid = g_strdup (row->paid);
  copy->paid_contract = g_strdup (row->paid_contract);

  return copy;
}

void
sotto_payment_row_free (SottoPaymentRow *row)
{
  g_free (row->chat_id);
  g_free (row->value);
  g_free (row->contract);
  g_free (row->address);
  g_free (row->payer);
  g_free (row->paid);
  g_free (row->paid_contract);
  g_free (row);
}

SottoPaymentRow *
sotto_payment_row_load (SottoConnection *connection, gint64 row, GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_sql_query (connection, error, PAYMENT_COLUMNS "WHERE p.id = ?1", "i", row);

  return read_one (statement, error);
}

SottoPaymentRow *
sotto_payment_row_find (SottoConnection *connection, const SottoHash *id, GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_sql_query (connection, error, PAYMENT_COLUMNS "WHERE p.command = ?1", "h", id);

  return read_one (statement, error);
}

SottoPaymentRow *
sotto_payment_row_load_shown (SottoConnection *connection, gint64 message, GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_sql_query (connection, error, PAYMENT_COLUMNS "WHERE p.message = ?1", "i", message);

  return read_one (statement, error);
}

GPtrArray *
sotto_payment_rows_load (SottoConnection *connection, gint64 chat, GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_sql_query (
    connection, error, PAYMENT_COLUMNS "WHERE ?1 = 0 OR p.chat = ?1 ORDER BY p.id", "i", chat);

  return read_all (statement, error);
}

GPtrArray *
sotto_payment_rows_load_unfinished (SottoConnection *connection, GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_sql_query (
    connection, error, PAYMENT_COLUMNS "WHERE p.state IN (6, 7) ORDER BY p.id", "");

  return read_all (statement, error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What one transaction changes. Rows are noted by number while it runs, and read once at its end,
 * so that a hundred messages in one chat tell of that chat once, and what was undone is not told.
 */

#include "sotto-changes-private.h"

#include "sotto-sql.h"

typedef struct
{
  SottoChangeKind kind;
  gint64 row;
  SottoPublicKey key;
} Note;

struct _SottoChanges
{
  GArray *notes;
  GPtrArray *items;
};

static void
change_free (SottoChange *change)
{
  g_clear_pointer (&change->contact, sotto_contact_row_free);
  g_clear_pointer (&change->chat, sotto_chat_row_free);
  g_clear_pointer (&change->message, sotto_message_row_free);
  g_clear_pointer (&change->payment, sotto_payment_row_free);
  g_clear_pointer (&change->data, g_bytes_unref);
  g_free (change);
}

static gboolean
notes_are_same (const Note *a, const Note *b)
{
  if (a->kind != b->kind || a->row != b->row)
    return FALSE;

  return (a->kind != SOTTO_CHANGE_CONTACT && a->kind != SOTTO_CHANGE_AUTHOR_REMOVED) ||
         sotto_public_key_equal (&a->key, &b->key);
}

/* Whether the same thing was noted before; notes of one transaction are few, except for messages,
 * which are noted once each. */
static gboolean
is_noted (SottoChanges *changes, const Note *note)
{
  if (note->kind == SOTTO_CHANGE_MESSAGE_ADDED || note->kind == SOTTO_CHANGE_MESSAGE_RECEIVED ||
      note->kind == SOTTO_CHANGE_MESSAGE_FOUND || note->kind == SOTTO_CHANGE_OUTBOX)
    return FALSE;
  for (guint i = 0; i < changes->notes->len; i++)
    if (notes_are_same (&g_array_index (changes->notes, Note, i), note))
      return TRUE;

  return FALSE;
}

static gboolean
read_outbox (SottoConnection *connection, SottoChange *change, GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_sql_query (
    connection, error, "SELECT topic, data, attempts FROM outbox WHERE id = ?1", "i", change->row);
  gboolean has_row;

  if (statement == NULL || !sotto_statement_step (statement, &has_row, error))
    return FALSE;
  if (has_row && sotto_statement_copy_blob (statement, 0, change->topic, sizeof change->topic))
    {
      change->data = sotto_statement_dup_bytes (statement, 1);
      change->attempts = sotto_statement_get_int (statement, 2);
    }

  return TRUE;
}

/* @wanted is FALSE when there is nothing to tell: the row is gone again. */
static gboolean
read_row (SottoConnection *connection, SottoChange *change, gboolean *wanted, GError **error)
{
  GError *failure = NULL;

  switch (change->kind)
    {
    case SOTTO_CHANGE_CONTACT:
      change->contact = sotto_rows_load_contact (connection, &change->key, &failure);
      *wanted = change->contact != NULL;
      break;
    case SOTTO_CHANGE_CHAT:
      change->chat = sotto_rows_load_chat (connection, change->row, &failure);
      *wanted = change->chat != NULL;
      break;
    case SOTTO_CHANGE_MESSAGE_ADDED:
    case SOTTO_CHANGE_MESSAGE_RECEIVED:
    case SOTTO_CHANGE_MESSAGE_FOUND:
    case SOTTO_CHANGE_MESSAGE_CHANGED:
      change->message = sotto_rows_load_message (connection, change->row, &failure);
      *wanted = change->message != NULL;
      break;
    case SOTTO_CHANGE_PAYMENT:
    case SOTTO_CHANGE_PAYMENT_TOLD:
      change->payment = sotto_payment_row_load (connection, change->row, &failure);
      *wanted = change->payment != NULL;
      break;
    case SOTTO_CHANGE_OUTBOX:
      if (!read_outbox (connection, change, error))
        return FALSE;
      *wanted = change->data != NULL;
      break;
    case SOTTO_CHANGE_MESSAGE_REMOVED:
    case SOTTO_CHANGE_CHAT_READ:
    case SOTTO_CHANGE_CHAT_CLEARED:
    case SOTTO_CHANGE_AUTHOR_REMOVED:
    case SOTTO_CHANGE_OUTBOX_REMOVED:
    case SOTTO_CHANGE_SENDING:
    case SOTTO_CHANGE_TRIMMING:
      *wanted = TRUE;
      break;
    }
  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, failure);
  return FALSE;
}

/* The notes of @first to @last, in order. */
static gboolean
collect_kinds (SottoChanges *changes,
               SottoConnection *connection,
               SottoChangeKind first,
               SottoChangeKind last,
               GError **error)
{
  for (guint i = 0; i < changes->notes->len; i++)
    {
      const Note *note = &g_array_index (changes->notes, Note, i);
      SottoChange *change;
      gboolean wanted = FALSE;

      if (note->kind < first || note->kind > last)
        continue;
      change = g_new0 (SottoChange, 1);
      change->kind = note->kind;
      change->row = note->row;
      change->key = note->key;
      g_ptr_array_add (changes->items, change);
      if (!read_row (connection, change, &wanted, error))
        return FALSE;
      if (!wanted)
        g_ptr_array_remove_index (changes->items, changes->items->len - 1);
    }

  return TRUE;
}

/* For the rest of the layer. */

SottoChanges *
sotto_changes_new (void)
{
  SottoChanges *changes = g_new0 (SottoChanges, 1);

  changes->notes = g_array_new (FALSE, TRUE, sizeof (Note));
  changes->items = g_ptr_array_new_with_free_func ((GDestroyNotify) change_free);

  return changes;
}

void
sotto_changes_free (SottoChanges *changes)
{
  g_array_unref (changes->notes);
  g_ptr_array_unref (changes->items);
  g_free (changes);
}

void
sotto_changes_note (SottoChanges *changes, SottoChangeKind kind, gint64 row)
{
  Note note = { .kind = kind, .row = row };

  if (!is_noted (changes, &note))
    g_array_append_val (changes->notes, note);
}

void
sotto_changes_note_key (SottoChanges *changes, SottoChangeKind kind, const SottoPublicKey *key)
{
  Note note = { .kind = kind, .key = *key };

  if (!is_noted (changes, &note))
    g_array_append_val (changes->notes, note);
}

guint
sotto_changes_get_mark (SottoChanges *changes)
{
  return changes->notes->len;
}

void
sotto_changes_reset_to (SottoChanges *changes, guint mark)
{
  g_array_set_size (changes->notes, mark);
}

gboolean
sotto_changes_collect (SottoChanges *changes, SottoConnection *connection, GError **error)
{
  g_ptr_array_set_size (changes->items, 0);

  return collect_kinds (changes, connection, SOTTO_CHANGE_CONTACT, SOTTO_CHANGE_CONTACT, error) &&
         collect_kinds (changes, connection, SOTTO_CHANGE_CHAT, SOTTO_CHANGE_CHAT, error) &&
         collect_kinds (changes, connection, SOTTO_CHANGE_MESSAGE_ADDED, SOTTO_CHANGE_TRIMMING,
                        error);
}

GPtrArray *
sotto_changes_get_items (SottoChanges *changes)
{
  return changes->items;
}

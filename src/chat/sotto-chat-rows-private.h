/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-chat-private.h"
#include "sotto-contact-private.h"
#include "sotto-store.h"

G_BEGIN_DECLS

/* What is read of chats, contacts and messages. Functions that return rows return NULL without an
 * error where there is no such row, or one that is damaged. */

/**
 * SottoChatState:
 * @row: number of the chat, 0: there is none
 * @kind: which kind
 * @contact: the other person of a direct chat
 * @active: whether it is shown
 * @is_request: whether it waits to be accepted
 * @last_clock: the highest clock in it
 * @deleted_at_clock: what was deleted up to here must not come back
 * @read_clock: up to where it was read
 *
 * What the rules need to know of a chat.
 */
typedef struct
{
  gint64 row;
  SottoChatKind kind;
  SottoPublicKey contact;
  gboolean active;
  gboolean is_request;
  gint64 last_clock;
  gint64 deleted_at_clock;
  gint64 read_clock;
} SottoChatState;

gboolean sotto_rows_find_chat (SottoConnection *connection,
                               const char *wire_id,
                               SottoChatState *state,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_rows_get_chat (SottoConnection *connection,
                              gint64 row,
                              SottoChatState *state,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (nullable) */
SottoChatRow *sotto_rows_load_chat (SottoConnection *connection,
                                    gint64 row,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (element-type SottoChatRow): those that are shown; NULL is an error. */
GPtrArray *sotto_rows_load_chats (SottoConnection *connection,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (nullable) */
SottoContactRow *sotto_rows_load_contact (SottoConnection *connection,
                                          const SottoPublicKey *key,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *sotto_rows_load_contacts (SottoConnection *connection,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (nullable) */
SottoMessageRow *sotto_rows_load_message (SottoConnection *connection,
                                          gint64 row,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * SottoPageQuery:
 * @chat: number of the chat
 * @older: whether what is older than the place is wanted, or what is newer
 * @clock: the place
 * @id: the place, among messages of one clock
 * @limit: how many at most
 *
 * One end of a window. Messages that were deleted are never in it.
 */
typedef struct
{
  gint64 chat;
  gboolean older;
  gint64 clock;
  SottoHash id;
  guint limit;
} SottoPageQuery;

/* (transfer full) (element-type SottoMessageRow): nearest to the place first; NULL is an error. */
GPtrArray *sotto_rows_load_page (SottoConnection *connection,
                                 const SottoPageQuery *query,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

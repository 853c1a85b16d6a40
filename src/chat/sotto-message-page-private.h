/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-chat-rows-private.h"

G_BEGIN_DECLS

/**
 * SottoMessagePageKind:
 * @SOTTO_MESSAGE_PAGE_NEWEST: the end of the conversation
 * @SOTTO_MESSAGE_PAGE_OLDER: what is before a place
 * @SOTTO_MESSAGE_PAGE_NEWER: what is after it
 * @SOTTO_MESSAGE_PAGE_AROUND: a message with what is before and after it
 */
typedef enum
{
  SOTTO_MESSAGE_PAGE_NEWEST,
  SOTTO_MESSAGE_PAGE_OLDER,
  SOTTO_MESSAGE_PAGE_NEWER,
  SOTTO_MESSAGE_PAGE_AROUND,
} SottoMessagePageKind;

/**
 * SottoMessagePage:
 * @kind: what is wanted
 * @place: from where; written for %SOTTO_MESSAGE_PAGE_AROUND
 * @target: the message to be around
 * @task: (nullable): who waits for it
 * @older: (out) (nullable): rows before the place, nearest first, one more than a page if there are
 * @newer: (out) (nullable): rows after it, likewise
 * @middle: (out) (nullable): the target's row
 * @first_unread: (out): for the newest page
 * @has_unread: (out): whether there is one
 *
 * What a history reads at once, on a reading thread; nobody else looks at it meanwhile.
 */
typedef struct
{
  SottoMessagePageKind kind;
  SottoPageQuery place;
  SottoHash target;
  GTask *task;
  GPtrArray *older;
  GPtrArray *newer;
  SottoMessageRow *middle;
  SottoHash first_unread;
  gboolean has_unread;
} SottoMessagePage;

void sotto_message_page_free (SottoMessagePage *page);

/* A #SottoReadFunc over #SottoMessagePage. */
gboolean sotto_message_page_read (SottoConnection *connection, gpointer data, GError **error);

G_END_DECLS

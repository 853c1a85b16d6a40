/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-engine-private.h"

G_BEGIN_DECLS

/* What the user does, each a #SottoWorkFunc over #SottoEdit. */

/**
 * SottoEdit:
 *
 * The parameters of what the user does; which are used depends on the function.
 */
typedef struct
{
  gint64 chat;
  gint64 number;
  SottoHash id;
  SottoPublicKey key;
  char *text;
  gboolean more;
} SottoEdit;

/* @text: the name. Finds or makes the channel; @chat receives it. */
gboolean sotto_engine_join_channel (SottoWork *work, gpointer data, GError **error);

/* @key: the person. @chat receives the chat. */
gboolean sotto_engine_start_direct (SottoWork *work, gpointer data, GError **error);

/* @id: the message. */
gboolean sotto_engine_retry (SottoWork *work, gpointer data, GError **error);
gboolean sotto_engine_delete_message (SottoWork *work, gpointer data, GError **error);

/* @chat. */
gboolean sotto_engine_mark_read (SottoWork *work, gpointer data, GError **error);
gboolean sotto_engine_accept_request (SottoWork *work, gpointer data, GError **error);
gboolean sotto_engine_clear_history (SottoWork *work, gpointer data, GError **error);
gboolean sotto_engine_delete_chat (SottoWork *work, gpointer data, GError **error);

/* @chat, and @text or @number. */
gboolean sotto_engine_set_draft (SottoWork *work, gpointer data, GError **error);
gboolean sotto_engine_set_muted_until (SottoWork *work, gpointer data, GError **error);

/* @key. */
gboolean sotto_engine_add_contact (SottoWork *work, gpointer data, GError **error);
gboolean sotto_engine_remove_contact (SottoWork *work, gpointer data, GError **error);
gboolean sotto_engine_block (SottoWork *work, gpointer data, GError **error);
gboolean sotto_engine_unblock (SottoWork *work, gpointer data, GError **error);
gboolean sotto_engine_set_nickname (SottoWork *work, gpointer data, GError **error);

/* Deletes a message of @chat whose id is @hash, and remembers that; nothing more of it is sent. */
gboolean sotto_engine_remove_message (SottoWork *work,
                                      gint64 message,
                                      gint64 chat,
                                      const SottoHash *hash,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Sweeps out some of what was deleted; @more receives whether there is more. */
gboolean sotto_engine_trim (SottoWork *work, gpointer data, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-mail-query.h"
#include "sotto-rlp.h"

G_BEGIN_DECLS

/* Text of an error that is kept; a longer one is cut. */
#define SOTTO_MAIL_MAX_ERROR 200

/* Bytes of the longest trailer that is no error. */
#define SOTTO_MAIL_MAX_SUCCESS (2 * SOTTO_HASH_LENGTH + SOTTO_MAIL_CURSOR_LENGTH)

/**
 * SottoMailTrailer:
 * @request: the request that it ends
 * @last: the last envelope that was sent for it; zeros if there was none
 * @has_cursor: whether there is more
 * @cursor: where to go on, if there is
 * @error: (nullable): why it could not be answered; owned
 *
 * The end of an answer (packet 125).
 */
typedef struct
{
  SottoHash request;
  SottoHash last;
  gboolean has_cursor;
  guint8 cursor[SOTTO_MAIL_CURSOR_LENGTH];
  char *error;
} SottoMailTrailer;

/**
 * SottoMailSync:
 * @envelopes: (element-type GBytes): envelopes as they were archived; owned
 * @cursor_length: 0 or %SOTTO_MAIL_CURSOR_LENGTH
 * @cursor: where to go on
 * @final: whether nothing more follows for this request
 * @error: what went wrong, possibly empty; owned
 *
 * A piece of an answer from mailserver to mailserver (packet 124).
 */
typedef struct
{
  GPtrArray *envelopes;
  gsize cursor_length;
  guint8 cursor[SOTTO_MAIL_CURSOR_LENGTH];
  gboolean final;
  char *error;
} SottoMailSync;

/* The archive's key of an envelope; its first %SOTTO_MAIL_CURSOR_LENGTH bytes are the cursor. */
void sotto_mail_key_write (guint8 key[SOTTO_MAIL_KEY_LENGTH],
                           guint32 sent,
                           const SottoHash *hash,
                           const SottoTopic *topic);
void sotto_mail_cursor_write (guint8 cursor[SOTTO_MAIL_CURSOR_LENGTH],
                              guint32 sent,
                              const SottoHash *hash);
void sotto_mail_cursor_read (const guint8 cursor[SOTTO_MAIL_CURSOR_LENGTH],
                             guint32 *sent,
                             SottoHash *hash);

/* (element-type GBytes): envelopes of an answer (packet 127), in a list; in Whisper, @bare_single:
 * a single one without a list. */
GBytes *sotto_mail_messages_encode (GPtrArray *envelopes,
                                    gboolean bare_single) G_GNUC_WARN_UNUSED_RESULT;

/* Checks a packet 127 with every envelope in it; @may_be_bare as Whisper allows it. Walk over it
 * with sotto_waku_messages_next (). */
gboolean sotto_mail_messages_validate (GBytes *payload,
                                       gboolean may_be_bare,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
void sotto_mail_messages_begin (GBytes *payload, SottoRlpReader *reader);

void sotto_mail_trailer_clear (SottoMailTrailer *trailer);
GBytes *sotto_mail_trailer_encode (const SottoMailTrailer *trailer) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_mail_trailer_decode (SottoMailTrailer *trailer,
                                    GBytes *payload,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same without the RLP string around it. */
gboolean sotto_mail_trailer_parse (SottoMailTrailer *trailer,
                                   const guint8 *data,
                                   gsize length,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A request from mailserver to mailserver (packet 123): `[lower, upper, bloom, limit, cursor]`. */
GBytes *sotto_mail_sync_request_encode (const SottoMailQuery *query) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_mail_sync_request_decode (SottoMailQuery *query,
                                         GBytes *payload,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

void sotto_mail_sync_clear (SottoMailSync *sync);
GBytes *sotto_mail_sync_encode (const SottoMailSync *sync) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_mail_sync_decode (SottoMailSync *sync,
                                 GBytes *payload,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SottoMailTrailer, sotto_mail_trailer_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SottoMailSync, sotto_mail_sync_clear)

G_END_DECLS

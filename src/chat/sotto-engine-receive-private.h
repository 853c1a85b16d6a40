/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-engine-private.h"

G_BEGIN_DECLS

/* Takes one payload in; what breaks a rule is refused with an error and changes nothing. */
gboolean sotto_engine_receive (SottoWork *work,
                               SottoReceivedPayload *payload,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same in two steps that are committed apart, so that a payload over which the program dies is
 * known at the next start: notes in the inbox that it is being processed, and processes it and
 * takes it out of there. What is refused is dropped, or kept until what comes before it is there;
 * FALSE is an error of the store. */
gboolean sotto_engine_note_payload (SottoWork *work,
                                    SottoReceivedPayload *payload,
                                    SottoOrigin origin,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_engine_take_payload (SottoWork *work,
                                    SottoReceivedPayload *payload,
                                    SottoOrigin origin,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* sotto-engine-apply.c */

/**
 * SottoIncoming:
 * @channel: (nullable): the public channel it came on
 * @signer: who signed the envelope
 * @sent_seconds: when that was sent
 * @encryption: how the payload was protected
 * @wrapped: the ApplicationMetadataMessage
 */
typedef struct
{
  const char *channel;
  const SottoPublicKey *signer;
  guint32 sent_seconds;
  SottoEncryption encryption;
  GBytes *wrapped;
} SottoIncoming;

/* The direct chat with @peer, shown, for something of @clock; strangers wait to be accepted. @own:
 * another device of ours wrote it. */
gboolean sotto_engine_open_direct (SottoWork *work,
                                   const SottoPublicKey *peer,
                                   gboolean own,
                                   gint64 clock,
                                   SottoChatState *chat,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether something of @clock that somebody else wrote is unread. */
gboolean sotto_engine_is_unread (SottoWork *work, gint64 clock, const SottoChatState *chat);

/* Whether it did not happen just now. */
gboolean sotto_engine_is_old (SottoWork *work, const SottoIncoming *incoming);

/* What has this id is not taken in again. */
gboolean sotto_engine_remember (SottoWork *work,
                                const SottoHash *id,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A #SottoWorkFunc over #SottoIncoming: steps 2 to 7 of payloads.md section 6. */
gboolean sotto_engine_apply (SottoWork *work, gpointer data, GError **error);

G_END_DECLS

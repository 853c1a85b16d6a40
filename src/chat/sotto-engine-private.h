/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-changes-private.h"
#include "sotto-mvds.h"
#include "sotto-rate-limit-private.h"
#include "sotto-secure-channel.h"
#include "sotto-subscriptions-private.h"
#include "sotto-transport.h"

G_BEGIN_DECLS

/* What runs on the writer thread: plain functions over one transaction. Each returns FALSE with an
 * error, and then whoever called undoes what was written. */

/* How often sealed bytes are published before the network is given up on (payloads.md section 5).
 */
#define SOTTO_MAX_PUBLISH_ATTEMPTS 6

/**
 * SottoOrigin:
 * @SOTTO_ORIGIN_LIVE: it came as it was sent
 * @SOTTO_ORIGIN_MISSED: sent while we were away, and brought by a node that keeps history
 * @SOTTO_ORIGIN_FIRST: from the day before we began to follow a channel
 * @SOTTO_ORIGIN_OLDER: older still, and asked for by a person
 *
 * How something reached us. Stored.
 */
typedef enum
{
  SOTTO_ORIGIN_LIVE = 0,
  SOTTO_ORIGIN_MISSED = 1,
  SOTTO_ORIGIN_FIRST = 2,
  SOTTO_ORIGIN_OLDER = 3,
} SottoOrigin;

/**
 * SottoEngine:
 *
 * The services that the writer thread needs. Immutable, except for @rate_limit, which only the
 * writer thread touches.
 */
typedef struct
{
  SottoPrivateKey *identity;
  SottoPublicKey self;
  SottoSecureChannel *secure;
  SottoMvds *mvds;
  SottoClock *clock;
  SottoRandom *random;
  SottoRateLimit *rate_limit;
} SottoEngine;

/**
 * SottoWork:
 * @engine: the services
 * @transaction: the transaction that all is written in
 * @connection: its connection
 * @subscriptions: what we listen to, with the keys
 * @changes: where changes are noted
 * @now_ms: the time of the transaction
 * @online: whether somebody is there to send to
 * @origin: how what is being taken in reached us
 * @topic_peer: (nullable): with whom we share the topic that it came on
 * @sync_touched: set when something was queued for synchronisation
 * @send_due_ms: lowered to when a message stops waiting for somebody's devices
 *
 * One transaction at work.
 */
typedef struct
{
  SottoEngine *engine;
  SottoTransaction *transaction;
  SottoConnection *connection;
  SottoSubscriptions *subscriptions;
  SottoChanges *changes;
  gint64 now_ms;
  gboolean online;
  SottoOrigin origin;
  const SottoPublicKey *topic_peer;
  gboolean sync_touched;
  gint64 send_due_ms;
} SottoWork;

typedef gboolean (*SottoWorkFunc) (SottoWork *work, gpointer data, GError **error);

/* A part that may fail alone: its writes and its changes are undone then. */
gboolean sotto_work_try (SottoWork *work, SottoWorkFunc function, gpointer data, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/* Whether @error is of the store, so that going on with other parts makes no sense. */
gboolean sotto_work_error_is_fatal (const GError *error);

/* sotto-engine-chats.c */

/* Makes the chat unless there is one. @contact is NULL for channels. */
gboolean sotto_engine_ensure_chat (SottoWork *work,
                                   const char *wire_id,
                                   const SottoPublicKey *contact,
                                   SottoChatState *state,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Shows the chat, as a request or not; in a direct one the person is followed. */
gboolean sotto_engine_activate_chat (SottoWork *work,
                                     const SottoChatState *state,
                                     gboolean is_request,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean
sotto_engine_refresh_chat (SottoWork *work, gint64 chat, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Makes the row of a person unless there is one. */
gboolean sotto_engine_ensure_contact (SottoWork *work,
                                      const SottoPublicKey *key,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_engine_is_blocked (SottoWork *work,
                                  const SottoPublicKey *key,
                                  gboolean *blocked,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * SottoNewMessage:
 *
 * A message about to be stored; members as in #SottoMessageRow. @old: nobody is to be told of it as
 * of something that happens now.
 */
typedef struct
{
  SottoHash id;
  gint64 chat;
  const SottoPublicKey *author;
  gboolean outgoing;
  const char *text;
  SottoMessageContent content;
  SottoMessageState state;
  gint64 timestamp_ms;
  gint64 clock;
  const SottoHash *reply_to;
  SottoEncryption encryption;
  gboolean unread;
  gboolean old;
} SottoNewMessage;

/* Stores it, keeps the chat's counters right and notes the changes. */
gboolean sotto_engine_insert_message (SottoWork *work,
                                      const SottoNewMessage *message,
                                      gint64 *row,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* To @state, if that is further than where the message is. */
gboolean sotto_engine_set_message_state (SottoWork *work,
                                         gint64 message,
                                         SottoMessageState state,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (element-type gint64): the first column of all rows. */
GArray *sotto_engine_list_rows (SottoStatement *statement,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* sotto-engine-send.c */

/**
 * SottoOutgoingText:
 * @chat: number of the chat
 * @text: what to say
 * @reply_to: (nullable): id of the message that it answers
 * @message: (out): number of the stored message
 */
typedef struct
{
  gint64 chat;
  char *text;
  char *reply_to;
  gint64 message;
} SottoOutgoingText;

/* A #SottoWorkFunc over #SottoOutgoingText: transaction 1 of a message's way. */
gboolean sotto_engine_store_text (SottoWork *work, gpointer data, GError **error);

/* The chat, if something may be said in it; and what waits to be sent there (@message may be 0). */
gboolean sotto_engine_check_chat (SottoWork *work, gint64 row, SottoChatState *chat, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_engine_insert_sending (SottoWork *work,
                                      gint64 chat,
                                      gint64 message,
                                      GBytes *wrapped,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Queues a ContactUpdate to the person of a direct chat. */
gboolean sotto_engine_queue_contact_update (SottoWork *work,
                                            const SottoPublicKey *peer,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A #SottoWorkFunc without data: transaction 2, all that waits and may go. */
gboolean sotto_engine_compose (SottoWork *work, gpointer data, GError **error);

/* sotto-engine-outbox.c */

/* Encrypts and seals all that is due for synchronisation. */
gboolean sotto_engine_collect (SottoWork *work, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Seals @message for @peer, on the topic that the two of us agreed on or else on the peer's
 * partition, and puts it in the outbox. */
gboolean sotto_engine_seal_private (SottoWork *work,
                                    const SottoPublicKey *peer,
                                    const SottoSecureOutgoing *outgoing,
                                    gint64 *outbox,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_engine_put_in_outbox (SottoWork *work,
                                     const SottoTopic *topic,
                                     GBytes *data,
                                     const SottoPublicKey *peer,
                                     gint64 *outbox,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_engine_link_outbox (SottoWork *work, gint64 outbox, gint64 message, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/* The network confirmed what an outbox row held. A #SottoWorkFunc over gint64 *. */
gboolean sotto_engine_confirm (SottoWork *work, gpointer data, GError **error);

/**
 * SottoExpiry:
 * @outbox: number of the row
 * @give_up: whether trying again is of no use
 * @left: (out): whether it is to be published again
 */
typedef struct
{
  gint64 outbox;
  gboolean give_up;
  gboolean left;
} SottoExpiry;

/* A #SottoWorkFunc over #SottoExpiry: nobody confirmed it. */
gboolean sotto_engine_expire (SottoWork *work, gpointer data, GError **error);

/* The recipient has it. */
gboolean sotto_engine_acknowledge (SottoWork *work,
                                   const SottoHash *sync_id,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A sign of life from @peer: what waits for it is sent again soon, unless that just happened. */
gboolean sotto_engine_hear (SottoWork *work,
                            const SottoPublicKey *peer,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The network is back: the same for everybody who has not got something yet. A #SottoWorkFunc. */
gboolean sotto_engine_hasten_all (SottoWork *work, gpointer data, GError **error);

G_END_DECLS

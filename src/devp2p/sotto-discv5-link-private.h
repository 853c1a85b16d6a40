/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-clock.h"
#include "sotto-discv5-message-private.h"
#include "sotto-discv5-session-private.h"
#include "sotto-own-record-private.h"
#include "sotto-random.h"

G_BEGIN_DECLS

/* How long an answer may take, with a handshake in between; and requests on their way at a time. */
#define SOTTO_DISCV5_REQUEST_MS 1000
#define SOTTO_DISCV5_MAX_REQUESTS 256

/**
 * SottoDiscv5LinkEvents:
 * @send: a datagram is to leave
 * @request: a node that proved itself asks something
 * @introduced: a node proved itself, and this is its record
 * @find_record: (nullable): the record that we hold of a node; borrowed
 *
 * What a link asks of its owner.
 */
typedef struct
{
  void (*send) (const SottoEndpoint *to, GBytes *packet, gpointer user_data);
  void (*request) (const SottoDiscv5Address *from,
                   const SottoDiscv5Message *message,
                   gpointer user_data);
  void (*introduced) (const SottoDiscv5Address *from, SottoNodeRecord *record, gpointer user_data);
  SottoNodeRecord *(*find_record) (const SottoHash *id, gpointer user_data);
} SottoDiscv5LinkEvents;

/* One answer to a request: %TRUE if more are expected. With @answer NULL the time is over, and the
 * result is ignored. Called once at least, and never from within sotto_discv5_link_request (). */
typedef gboolean (*SottoDiscv5AnswerFunc) (const SottoDiscv5Address *from,
                                           const SottoDiscv5Message *answer,
                                           gpointer user_data);

/**
 * SottoDiscv5Link:
 *
 * Requests and answers, with the handshakes that they need, between datagrams and their meaning.
 */
typedef struct _SottoDiscv5Link SottoDiscv5Link;

SottoDiscv5Link *sotto_discv5_link_new (SottoPrivateKey *key,
                                        SottoOwnRecord *own_record,
                                        SottoClock *clock,
                                        SottoRandom *random) G_GNUC_WARN_UNUSED_RESULT;
void sotto_discv5_link_set_events (SottoDiscv5Link *self,
                                   const SottoDiscv5LinkEvents *events,
                                   gpointer user_data);

/* Every request that is on its way ends as if its time were over; no new one begins. */
void sotto_discv5_link_free (SottoDiscv5Link *self);

/* @message needs no request id. FALSE when it cannot be sent, and @answered will not be called. */
gboolean sotto_discv5_link_request (SottoDiscv5Link *self,
                                    SottoNodeRecord *to,
                                    SottoDiscv5Message *message,
                                    SottoDiscv5AnswerFunc answered,
                                    gpointer user_data);
void sotto_discv5_link_answer (SottoDiscv5Link *self,
                               const SottoDiscv5Address *to,
                               const SottoDiscv5Message *message);
void sotto_discv5_link_receive (SottoDiscv5Link *self,
                                const SottoEndpoint *from,
                                const guint8 *data,
                                gsize length);
guint sotto_discv5_link_get_n_requests (SottoDiscv5Link *self);
SottoDiscv5Sessions *sotto_discv5_link_get_sessions (SottoDiscv5Link *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoDiscv5Link, sotto_discv5_link_free)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-peer.h"
#include "sotto-transport-state-writer.h"
#include "sotto-waku-clock-check.h"
#include "sotto-waku-dialect.h"
#include "sotto-waku-meter.h"
#include "sotto-waku-queue.h"

G_BEGIN_DECLS

/* For so long after we narrowed what we want, what we wanted before is no fault of the neighbour:
 * it may have been on its way. */
#define SOTTO_WAKU_LINK_TOLERANCE_US (10 * G_USEC_PER_SEC)

/**
 * SottoWakuLink:
 *
 * One neighbour in one dialect: what each side announced, what waits for it, what it owes us.
 * Counted references, of the main context. The node's files share its fields.
 */
typedef struct
{
  guint references;
  SottoPeer *peer;
  SottoCapability *capability;
  const SottoWakuDialect *dialect;
  gint64 started_at; /* monotonic */
  gboolean ready;    /* after its handshake */
  gboolean stopped;

  /* Another dialect runs on the same connection, and envelopes go by that one. */
  gboolean silent;

  /* It is a mailserver that we ask. */
  gboolean keeps_history;

  /* what the neighbour announced */
  double min_pow;
  gboolean confirmations;
  gboolean light;
  SottoWakuInterest *interest;

  SottoWakuMeter *sending; /* what it takes in a second, whatever the link */
  SottoWakuRate packet_limits;
  SottoWakuRate byte_limits;

  /* what we announced to it, and before: that one is tolerated until a time */
  double announced_pow;
  SottoWakuInterest *announced;
  SottoWakuInterest *announced_before;
  gint64 tolerated_until; /* monotonic */
  gboolean wants_announcement;

  SottoWakuQueue *queue;
  gboolean wants_rescan;
  gint64 rescanned_at; /* monotonic */

  /* SottoHash of a packet → SottoWakuFlight: packets with envelopes of ours that are not answered
   */
  GHashTable *flights;

  /* of SottoWakuAnswer: what has to wait for the limits of the neighbour; and how many answers of
   * its own to our packets may still come */
  GQueue answers;
  guint n_answers_due;

  char *group;             /* (nullable): whom its address is counted for */
  SottoWakuMeter *useless; /* how much of that it may send */
  guint n_troubles;
  gint64 troubles_since; /* monotonic */
  SottoWakuClockSamples clock;

  SottoTransportPeer *model; /* once ready */
  SottoTransportTraffic traffic;
} SottoWakuLink;

/**
 * SottoWakuFlight:
 * @own: (element-type SottoHash): our envelopes in a packet
 * @sent_at: when it was sent, monotonic
 *
 * A packet that the neighbour has not answered yet.
 */
typedef struct
{
  GArray *own;
  gint64 sent_at;
} SottoWakuFlight;

/**
 * SottoWakuAnswer:
 * @code: of the packet
 * @payload: what it says
 *
 * An answer that waits to be sent.
 */
typedef struct
{
  guint code;
  GBytes *payload;
} SottoWakuAnswer;

void sotto_waku_answer_free (SottoWakuAnswer *answer);

/* @now: monotonic time */
SottoWakuLink *sotto_waku_link_new (SottoCapability *capability,
                                    const SottoWakuDialect *dialect,
                                    SottoPeer *peer,
                                    SottoWakuMeter *sending,
                                    gint64 now) G_GNUC_WARN_UNUSED_RESULT;
SottoWakuLink *sotto_waku_link_ref (SottoWakuLink *link);
void sotto_waku_link_unref (SottoWakuLink *link);

/* Whether an envelope is to be sent there. */
gboolean sotto_waku_link_wants (SottoWakuLink *link, SottoEnvelope *envelope);

/* Whether the neighbour takes everything and passes it on. */
gboolean sotto_waku_link_is_relay (SottoWakuLink *link);

/* Takes over what a handshake or update says; TRUE if the link may want other envelopes now. */
gboolean sotto_waku_link_apply (SottoWakuLink *link, const SottoWakuOptions *options, gint64 now);

/* We announced @interest at @now; what it leaves out is tolerated for a while. */
void sotto_waku_link_set_announced (SottoWakuLink *link, SottoWakuInterest *interest, gint64 now);

/* Counts an envelope of @length that brings nothing new: repeated, dead or unborn; TRUE if it is
 * enough to close. */
gboolean sotto_waku_link_add_useless (SottoWakuLink *link, gsize length, gint64 now);

/* Counts what is the neighbour's fault; TRUE if it is enough to close. */
gboolean sotto_waku_link_add_trouble (SottoWakuLink *link, gint64 now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoWakuLink, sotto_waku_link_unref)

G_END_DECLS

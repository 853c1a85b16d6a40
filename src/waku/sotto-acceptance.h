/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-envelope.h"
#include "sotto-waku-interest.h"

G_BEGIN_DECLS

/* Seconds by which an envelope may be stamped ahead of our clock, and by which it may be dead
 * before that is worth telling. */
#define SOTTO_ACCEPTANCE_AHEAD 10
#define SOTTO_ACCEPTANCE_BEHIND 20

/* Nothing that wants to live longer than 60 days is kept. */
#define SOTTO_ACCEPTANCE_MAX_TTL (60 * 24 * 60 * 60)

/**
 * SottoAcceptanceOutcome:
 * @SOTTO_ACCEPTANCE_ACCEPTED: taken, or there already
 * @SOTTO_ACCEPTANCE_DROPPED: not taken, and nothing to say about it
 * @SOTTO_ACCEPTANCE_ERROR: not taken, and listed in the response to its packet
 */
typedef enum
{
  SOTTO_ACCEPTANCE_ACCEPTED,
  SOTTO_ACCEPTANCE_DROPPED,
  SOTTO_ACCEPTANCE_ERROR,
} SottoAcceptanceOutcome;

/**
 * SottoAcceptanceReason:
 * @SOTTO_ACCEPTANCE_REASON_NONE: there is none: accepted
 * @SOTTO_ACCEPTANCE_REASON_FUTURE: stamped in the future
 * @SOTTO_ACCEPTANCE_REASON_EXPIRED: just dead
 * @SOTTO_ACCEPTANCE_REASON_VERY_OLD: dead for a while
 * @SOTTO_ACCEPTANCE_REASON_LIFETIME: wants to live for ever, or was sent before time began
 * @SOTTO_ACCEPTANCE_REASON_TOO_LARGE: larger than our limit
 * @SOTTO_ACCEPTANCE_REASON_TOPIC: on a topic that we did not ask for
 * @SOTTO_ACCEPTANCE_REASON_LOW_POW: with less work than we announced
 * @SOTTO_ACCEPTANCE_REASON_RATE: more on its topic than we announced; no check here says so
 */
typedef enum
{
  SOTTO_ACCEPTANCE_REASON_NONE,
  SOTTO_ACCEPTANCE_REASON_FUTURE,
  SOTTO_ACCEPTANCE_REASON_EXPIRED,
  SOTTO_ACCEPTANCE_REASON_VERY_OLD,
  SOTTO_ACCEPTANCE_REASON_LIFETIME,
  SOTTO_ACCEPTANCE_REASON_TOO_LARGE,
  SOTTO_ACCEPTANCE_REASON_TOPIC,
  SOTTO_ACCEPTANCE_REASON_LOW_POW,
  SOTTO_ACCEPTANCE_REASON_RATE,
} SottoAcceptanceReason;

/**
 * SottoAcceptanceRules:
 * @now: Unix seconds
 * @min_pow: what we announced
 * @max_message_size: for 20 + length of data
 * @interest: what we announced
 * @previous: (nullable): what we announced before, while neighbours may not know better
 *
 * What envelopes are held against.
 */
typedef struct
{
  guint32 now;
  double min_pow;
  guint max_message_size;
  SottoWakuInterest *interest;
  SottoWakuInterest *previous;
} SottoAcceptanceRules;

SottoAcceptanceReason sotto_acceptance_check_header (const SottoEnvelopeView *view,
                                                     const SottoAcceptanceRules *rules);
SottoAcceptanceReason sotto_acceptance_check_work (const SottoEnvelopeView *view,
                                                   guint work_bits,
                                                   const SottoAcceptanceRules *rules,
                                                   double *pow);

SottoAcceptanceOutcome sotto_acceptance_get_outcome (SottoAcceptanceReason reason);

/* Whether the reason is that two clocks differ. */
gboolean sotto_acceptance_is_about_time (SottoAcceptanceReason reason);

/* Whether a neighbour that heeds what we announced would not have sent it. */
gboolean sotto_acceptance_is_trouble (SottoAcceptanceReason reason);

/* In words, as the field says it in responses. */
const char *sotto_acceptance_describe (SottoAcceptanceReason reason);

G_END_DECLS

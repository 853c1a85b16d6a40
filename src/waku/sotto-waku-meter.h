/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-topic.h"

G_BEGIN_DECLS

/**
 * SottoWakuMeterRates:
 * @packets: in a second
 * @bytes: in a second
 * @topic_envelopes: on one topic, in a second
 * @topic_bytes: on one topic, in a second
 * @burst: how many seconds' worth may come at once, at least 1
 *
 * How fast something may go; 0 is as fast as it can.
 */
typedef struct
{
  double packets;
  double bytes;
  double topic_envelopes;
  double topic_bytes;
  double burst;
} SottoWakuMeterRates;

/**
 * SottoWakuMeter:
 *
 * How fast packets go, in one direction, for a neighbour or for an address: token buckets that hold
 * what may come at once, at least one packet, and are refilled by the time that has passed. What is
 * larger than a bucket passes when the bucket is full, and is paid back by what follows.
 *
 * Times are those of a monotonic clock in microseconds. Counted references, of the main context.
 */
typedef struct _SottoWakuMeter SottoWakuMeter;

SottoWakuMeter *sotto_waku_meter_new (const SottoWakuMeterRates *rates,
                                      gint64 now) G_GNUC_WARN_UNUSED_RESULT;
SottoWakuMeter *sotto_waku_meter_ref (SottoWakuMeter *meter);
void sotto_waku_meter_unref (SottoWakuMeter *meter);

/* Whether the caller has the only reference. */
gboolean sotto_waku_meter_is_sole (SottoWakuMeter *meter);

/* Other rates from now on, if they are others; what was used remains used. */
void
sotto_waku_meter_set_rates (SottoWakuMeter *meter, const SottoWakuMeterRates *rates, gint64 now);

/* Whether one packet of @bytes may go now. */
gboolean sotto_waku_meter_allows (SottoWakuMeter *meter, gsize bytes, gint64 now);

/* One packet of @bytes: FALSE, and nothing is used, if it has to wait. */
gboolean sotto_waku_meter_take (SottoWakuMeter *meter, gsize bytes, gint64 now);

/* The same for what cannot wait: the bucket may go below zero. */
void sotto_waku_meter_spend (SottoWakuMeter *meter, gsize bytes, gint64 now);

/* How large a packet may be now; 0 if none may go. */
gsize sotto_waku_meter_get_room (SottoWakuMeter *meter, gint64 now);

/* One envelope of @bytes on @topic: FALSE, and nothing is used, if it has to wait. */
gboolean sotto_waku_meter_take_topic (SottoWakuMeter *meter,
                                      const SottoTopic *topic,
                                      gsize bytes,
                                      gint64 now);

/* Forgets topics that are full again; TRUE if everything is: a new meter is the same. */
gboolean sotto_waku_meter_prune (SottoWakuMeter *meter, gint64 now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoWakuMeter, sotto_waku_meter_unref)

G_END_DECLS

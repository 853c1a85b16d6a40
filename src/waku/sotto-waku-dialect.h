/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-waku-options.h"

G_BEGIN_DECLS

/* Sends one packet; payload is borrowed. */
typedef void (*SottoWakuEmitFunc) (guint code, GBytes *payload, gpointer user_data);

/**
 * SottoWakuDialect:
 * @name: of the capability
 * @version: of the capability
 * @label: both, for people
 * @max_topics: how many topics we announce; more are said by a bloom filter, as all are when this
 *   is 0
 * @max_topics_accepted: how many a neighbour may announce
 * @has_byte_limits: whether limits in bytes can be announced
 * @default_min_pow: what a neighbour requires that does not say it
 * @code_time: number that says "your clock or mine is wrong" in a response
 * @code_other: number that says "refused for another reason"
 * @encode_status: (transfer full): the handshake
 * @decode_status: reads a handshake; @options is to be cleared in any case
 * @emit_update: sends what has changed, in as many packets as it takes
 * @is_update: whether packets of this code are updates
 * @decode_update: reads an update; @options is to be cleared in any case
 *
 * What one dialect says in its own way. All else is the same for all of them.
 */
typedef struct
{
  const char *name;
  guint version;
  const char *label;
  gsize max_topics;
  gsize max_topics_accepted;
  gboolean has_byte_limits;
  double default_min_pow;
  guint64 code_time;
  guint64 code_other;

  GBytes *(*encode_status) (const SottoWakuOptions *options);
  gboolean (*decode_status) (GBytes *payload, SottoWakuOptions *options, GError **error);
  void (*emit_update) (const SottoWakuOptions *options, SottoWakuEmitFunc emit, gpointer user_data);
  gboolean (*is_update) (guint code);
  gboolean (*decode_update) (guint code,
                             GBytes *payload,
                             SottoWakuOptions *options,
                             GError **error);
} SottoWakuDialect;

/* Whisper v6, waku/0 and waku/1. */
extern const SottoWakuDialect sotto_waku_dialect_whisper;
extern const SottoWakuDialect sotto_waku_dialect_0;
extern const SottoWakuDialect sotto_waku_dialect_1;

G_END_DECLS

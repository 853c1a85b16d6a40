/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-envelope.h"

G_BEGIN_DECLS

/* The second at which all tests of envelopes begin. */
#define FIXTURE_NOW 1584003600u

/**
 * FixtureEnvelope:
 *
 * Fields of an envelope to make; the rest is zero.
 */
typedef struct
{
  guint32 expiry;
  guint32 ttl;
  SottoTopic topic;
  gsize data_length;
  guint8 fill; /* of the data, so that envelopes differ */
  guint64 nonce;
} FixtureEnvelope;

/* (transfer full) */
GBytes *fixture_encode (const FixtureEnvelope *fields);
SottoEnvelope *fixture_envelope (const FixtureEnvelope *fields);

/* The same with the lowest nonce that gives at least @pow. */
SottoEnvelope *fixture_worked (const FixtureEnvelope *fields, double pow);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The published model: what is sent to each user in a day, and the size of an envelope on the wire,
 * in bytes. */
#define SCALE_ENVELOPES_A_DAY 1000.0
#define SCALE_ENVELOPE_BYTES 1024

/* Among so many partition topics, users are divided. */
#define SCALE_N_PARTITIONS 5000

/* Topics that a client follows besides the two that bring something: with so many, a bloom filter
 * lets a tenth of everything else through, as the model assumes. */
#define SCALE_QUIET_TOPICS 102

/**
 * ScaleAsking:
 * @SCALE_ASKING_EVERYTHING: a full node
 * @SCALE_ASKING_FILTER: a client by a bloom filter, in Whisper
 * @SCALE_ASKING_TOPICS: a client by a list of topics, in Waku
 */
typedef enum
{
  SCALE_ASKING_EVERYTHING,
  SCALE_ASKING_FILTER,
  SCALE_ASKING_TOPICS,
} ScaleAsking;

/**
 * ScaleCase:
 * @n_users: of the whole network
 * @asking: how the measured clients ask
 * @n_relays: to how many relays each of them is connected, 1 to 3
 * @by_chance: the partition follows from the user's key, as in the protocol; otherwise users are
 *   divided evenly, as in the model
 *
 * What is measured.
 */
typedef struct
{
  guint64 n_users;
  ScaleAsking asking;
  guint n_relays;
  gboolean by_chance;
} ScaleCase;

/**
 * ScaleResult:
 * @envelopes: bytes of envelopes that are sent to a client
 * @received: bytes that it receives, with packets and frames
 * @sent: bytes that it sends, answers to packets above all
 * @duplicates: envelopes that came again, as a part of those that were new
 * @n_passed_on: envelopes that all clients together sent to a relay
 * @n_carried: envelopes in the simulated sample
 * @seconds: of the network's time
 *
 * What came of it; bytes for one client and day.
 */
typedef struct
{
  double envelopes;
  double received;
  double sent;
  double duplicates;
  guint64 n_passed_on;
  guint64 n_carried;
  double seconds;
} ScaleResult;

void scale_measure (const ScaleCase *wanted, ScaleResult *result);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-discv5-link-private.h"
#include "sotto-discv5-table-private.h"

G_BEGIN_DECLS

/* Questions at a time, nodes that a lookup ends with, and nodes it asks at most. */
#define SOTTO_DISCV5_ALPHA 3
#define SOTTO_DISCV5_LOOKUP_SIZE 16
#define SOTTO_DISCV5_LOOKUP_MAX_ASKED 48

/**
 * SottoDiscv5Lookup:
 *
 * Asks nodes that are closer and closer to a target for nodes that are closer still.
 */
typedef struct _SottoDiscv5Lookup SottoDiscv5Lookup;

/* @answered: a node that was asked did answer, or did not. @found: a valid record that came with an
 * answer. @ended: nothing is closer; the lookup may be
 * freed there. */
typedef struct
{
  void (*answered) (const SottoHash *id, gboolean in_time, gpointer user_data);
  void (*found) (SottoNodeRecord *record, gpointer user_data);
  void (*ended) (SottoDiscv5Lookup *lookup, gpointer user_data);
} SottoDiscv5LookupEvents;

SottoDiscv5Lookup *sotto_discv5_lookup_new (SottoDiscv5Link *link,
                                            SottoDiscv5Table *table,
                                            const SottoHash *target,
                                            const SottoDiscv5LookupEvents *events,
                                            gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;

/* Ends at once when the table is empty: @ended is called from within. */
void sotto_discv5_lookup_start (SottoDiscv5Lookup *self);
void sotto_discv5_lookup_free (SottoDiscv5Lookup *self);

/* What one node answered to one FINDNODE, checked: records at a distance that was asked for, and at
 * an address that the node may know. TRUE if more packets are to come. */
typedef struct
{
  guint16 distances[SOTTO_DISCV5_MAX_DISTANCES];
  guint n_distances;
  guint n_packets;
  guint n_records;
} SottoDiscv5Question;

gboolean sotto_discv5_question_take (SottoDiscv5Question *question,
                                     const SottoDiscv5Address *from,
                                     const SottoDiscv5Message *answer,
                                     GPtrArray *records);

G_END_DECLS

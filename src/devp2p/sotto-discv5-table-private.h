/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-endpoint-private.h"
#include "sotto-random.h"

G_BEGIN_DECLS

/* Entries and replacements of a bucket; nodes of one /24 (IPv6: /64) in a bucket and in all. */
#define SOTTO_DISCV5_BUCKET_SIZE 16
#define SOTTO_DISCV5_N_REPLACEMENTS 10
#define SOTTO_DISCV5_MAX_PER_NETWORK_BUCKET 2
#define SOTTO_DISCV5_MAX_PER_NETWORK 10
#define SOTTO_DISCV5_N_BUCKETS 256

/* Pings in a row without an answer after which a node is dropped. */
#define SOTTO_DISCV5_MAX_FAILURES 3

/**
 * SottoDiscv5Table:
 *
 * The nodes that we know, by the logarithm of their distance to us. Only those that answered us are
 * handed on.
 */
typedef struct _SottoDiscv5Table SottoDiscv5Table;

SottoDiscv5Table *sotto_discv5_table_new (const SottoHash *local_id) G_GNUC_WARN_UNUSED_RESULT;
void sotto_discv5_table_free (SottoDiscv5Table *self);

/* Takes a record, or the newer one of a node that is known. FALSE when there is no room. */
gboolean sotto_discv5_table_add (SottoDiscv5Table *self, SottoNodeRecord *record);

/* The node answered, or did not; after some failures it is dropped. TRUE for the first answer. */
gboolean sotto_discv5_table_answered (SottoDiscv5Table *self, const SottoHash *id);
void sotto_discv5_table_failed (SottoDiscv5Table *self, const SottoHash *id);

/* (nullable) (transfer none) */
SottoNodeRecord *sotto_discv5_table_find (SottoDiscv5Table *self, const SottoHash *id);

/* (transfer full) (nullable): any one, for revalidation: the one that was looked at longest ago in
 * a random bucket. */
SottoNodeRecord *sotto_discv5_table_pick (SottoDiscv5Table *self,
                                          SottoRandom *random) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (element-type SottoNodeRecord): at most @max at @distance that answered us. */
void
sotto_discv5_table_collect (SottoDiscv5Table *self, guint distance, guint max, GPtrArray *into);

/* (transfer full) (element-type SottoNodeRecord): the @max closest ones. */
GPtrArray *sotto_discv5_table_closest (SottoDiscv5Table *self,
                                       const SottoHash *target,
                                       guint max) G_GNUC_WARN_UNUSED_RESULT;
guint sotto_discv5_table_get_size (SottoDiscv5Table *self);
guint sotto_discv5_table_get_n_live (SottoDiscv5Table *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoDiscv5Table, sotto_discv5_table_free)

G_END_DECLS

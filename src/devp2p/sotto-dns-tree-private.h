/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-clock.h"
#include "sotto-dns-entry.h"
#include "sotto-net-state.h"
#include "sotto-random.h"

G_BEGIN_DECLS

/* Entries of one tree that are looked at, how deep they lie, and leaves that are kept. */
#define SOTTO_DNS_TREE_MAX_ENTRIES 2048
#define SOTTO_DNS_TREE_MAX_DEPTH 12
#define SOTTO_DNS_TREE_MAX_LEAVES 128

/* How often an entry that is missing or wrong is asked for. */
#define SOTTO_DNS_TREE_MAX_TRIES 3

/* How long a root holds. */
#define SOTTO_DNS_TREE_ROOT_MS (30 * 60 * 1000)

/**
 * SottoDnsTree:
 *
 * What is known of one list, and what is to be asked next. Asks nobody itself.
 */
typedef struct _SottoDnsTree SottoDnsTree;

/* @url is taken over; @link_depth: how many links lead here from what a person entered. @state is
 * nullable. */
SottoDnsTree *sotto_dns_tree_new (SottoDnsUrl *url,
                                  guint link_depth,
                                  SottoNetState *state) G_GNUC_WARN_UNUSED_RESULT;
void sotto_dns_tree_free (SottoDnsTree *self);
const SottoDnsUrl *sotto_dns_tree_get_url (SottoDnsTree *self);
guint sotto_dns_tree_get_link_depth (SottoDnsTree *self);

/* (transfer full) (nullable): the name that is asked for next: the root when it is due at @now_ms,
 * any of what is left of the tree otherwise. */
char *sotto_dns_tree_next (SottoDnsTree *self,
                           gint64 now_ms,
                           SottoRandom *random) G_GNUC_WARN_UNUSED_RESULT;

/* Whether anything but the root is left to ask. */
gboolean sotto_dns_tree_has_pending (SottoDnsTree *self);

/* When the root is due. */
gint64 sotto_dns_tree_get_due (SottoDnsTree *self);

/* What the name that sotto_dns_tree_next () said holds; @texts NULL: it could not be asked. A leaf
 * or a link comes back in @entry. */
gboolean sotto_dns_tree_answer (SottoDnsTree *self,
                                char **texts,
                                gint64 now_ms,
                                SottoDnsEntry *entry,
                                GError **error);

/* (element-type SottoNodeRecord): leaves that were found, also in another life. */
GPtrArray *sotto_dns_tree_get_leaves (SottoDnsTree *self);
guint64 sotto_dns_tree_get_seq (SottoDnsTree *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoDnsTree, sotto_dns_tree_free)

G_END_DECLS

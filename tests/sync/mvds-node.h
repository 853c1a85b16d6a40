/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-mvds.h"

#include "sotto-test-database.h"

G_BEGIN_DECLS

/**
 * MvdsNode:
 * @key: its identity
 * @clock: its clock (shared, if the test wishes)
 * @database: its tables
 * @mvds: what is tested
 * @bodies: (element-type GBytes): all that was delivered, in order
 * @acknowledged: (element-type SottoHash): all that was acknowledged to it
 *
 * One side of a synchronisation. Each function below is one transaction and never fails.
 */
typedef struct
{
  SottoPublicKey key;
  SottoTestClock *clock;
  SottoTestDatabase *database;
  SottoMvds *mvds;
  GPtrArray *bodies;
  GArray *acknowledged;
} MvdsNode;

MvdsNode *mvds_node_new (guint64 seed, SottoTestClock *clock) G_GNUC_WARN_UNUSED_RESULT;
void mvds_node_free (MvdsNode *node);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MvdsNode, mvds_node_free)

SottoHash mvds_node_enqueue (MvdsNode *node, const MvdsNode *to, const char *body);
gboolean mvds_node_try_enqueue (MvdsNode *node,
                                const MvdsNode *to,
                                GBytes *body,
                                SottoHash *id,
                                GError **error);
GPtrArray *mvds_node_collect (MvdsNode *node) G_GNUC_WARN_UNUSED_RESULT;

/* The only payload that is due; NULL if none is. */
GBytes *mvds_node_collect_one (MvdsNode *node) G_GNUC_WARN_UNUSED_RESULT;

/* Whether it is a payload. */
gboolean mvds_node_receive (MvdsNode *node, const MvdsNode *from, GBytes *payload);
gboolean
mvds_node_try_receive (MvdsNode *node, const MvdsNode *from, GBytes *payload, GError **error);
gint64 mvds_node_get_next_due (MvdsNode *node);
void mvds_node_hasten (MvdsNode *node, const MvdsNode *peer);
void mvds_node_forget (MvdsNode *node, const MvdsNode *peer);
void mvds_node_cancel (MvdsNode *node, const SottoHash *id);
void mvds_node_prune (MvdsNode *node);
GArray *mvds_node_take_given_up (MvdsNode *node) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-clock.h"
#include "sotto-host.h"
#include "sotto-waku-node.h"

G_BEGIN_DECLS

/* The second at which the clocks of a test network start. */
#define SOTTO_TEST_NET_EPOCH 1584003600

/**
 * SottoTestNode:
 *
 * A real node on loopback with a clock of its own, and what it said.
 */
typedef struct
{
  SottoTestClock *clock;
  SottoPrivateKey *key;
  SottoHost *host;
  SottoWakuNode *node;
  SottoTransportState *state; /* the node's */
  GPtrArray *received;        /* of SottoReceivedPayload */
  GArray *confirmed;          /* of SottoHash */
  guint n_by_store;           /* how many of them by a mailserver */
  GArray *expired;            /* of SottoHash */
} SottoTestNode;

/**
 * SottoTestNet:
 *
 * Nodes that run in one process: sockets are real, time passes when the test waits, faster than
 * outside and for all clocks alike.
 */
typedef struct
{
  GPtrArray *nodes; /* of SottoTestNode */
  GPtrArray *clocks;
  SottoRandom *random;
  gint64 epoch;      /* Unix time in microseconds at which clocks start */
  gint64 real_start; /* when time is real: the monotonic time of its start; otherwise 0 */
  gint64 real_passed_ms;
} SottoTestNet;

typedef gboolean (*SottoTestCondition) (gpointer user_data);

SottoTestNet *sotto_test_net_new (void);

/* Its clocks are those of the world, for nodes that talk to other processes. */
SottoTestNet *sotto_test_net_new_real (void);

/* Stops every node first. */
void sotto_test_net_free (SottoTestNet *net);

/* Runs the main loop and the clocks until @condition holds; the test fails after 60 s of theirs. */
void sotto_test_net_wait (SottoTestNet *net, SottoTestCondition condition, gpointer user_data);

/* Lets @milliseconds pass. */
void sotto_test_net_run (SottoTestNet *net, guint milliseconds);

/* (transfer none): a clock that runs with the others. */
SottoTestClock *sotto_test_net_add_clock (SottoTestNet *net, gint64 ahead_seconds);

/* (transfer none): a node that was started and listens on loopback. @limits is nullable. */
SottoTestNode *sotto_test_net_add (SottoTestNet *net,
                                   SottoWakuRole role,
                                   const SottoWakuLimits *limits,
                                   gint64 ahead_seconds);

/* Stops @node for good. */
void sotto_test_net_cut (SottoTestNet *net, SottoTestNode *node);

/* Lets @a call @b, and waits until each sees one neighbour more. */
void sotto_test_net_connect (SottoTestNet *net, SottoTestNode *a, SottoTestNode *b);

/* (transfer full): where it listens. */
SottoEnode *sotto_test_node_get_enode (SottoTestNode *node);

/* Publishes and waits until the envelope is in the node's own pool. */
void sotto_test_net_publish (SottoTestNet *net,
                             SottoTestNode *node,
                             const SottoTopic *topic,
                             const char *text,
                             SottoHash *id);

gboolean sotto_test_node_has_confirmed (SottoTestNode *node, const SottoHash *id);
gboolean sotto_test_node_has_expired (SottoTestNode *node, const SottoHash *id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoTestNet, sotto_test_net_free)

G_END_DECLS

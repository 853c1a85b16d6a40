/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-envelope-pool.h"
#include "sotto-waku-capability.h"
#include "sotto-waku-direct.h"
#include "sotto-waku-link.h"
#include "sotto-waku-node.h"

G_BEGIN_DECLS

/* What the files of SottoWakuNode share:
 *   sotto-waku-node.c          the object, its start and stop, its state for people
 *   sotto-waku-node-links.c    handshakes, announcements, packets by code
 *   sotto-waku-node-receive.c  packets of envelopes
 *   sotto-waku-node-send.c     forwarding and confirmations
 *   sotto-waku-node-publish.c  our own envelopes
 *   sotto-waku-node-direct.c   what goes past the pool
 */

#define SOTTO_WAKU_N_DIALECTS 3

/**
 * SottoWakuDirect:
 * @funcs: (nullable): what is done
 * @user_data: for @funcs
 *
 * Who has a role past the pool.
 */
typedef struct
{
  const SottoWakuDirectFuncs *funcs;
  gpointer user_data;
} SottoWakuDirect;

struct _SottoWakuNode
{
  GObject parent_instance;

  SottoHost *host;
  SottoWakuRole role;
  SottoWakuLimits limits;
  SottoClock *clock;
  SottoRandom *random;
  SottoTransportState *state;
  SottoWakuCapability *capabilities[SOTTO_WAKU_N_DIALECTS]; /* NULL: not spoken */

  gboolean running;
  gboolean network_available;
  SottoTransportProblem dial_problem;
  char *public_host;
  SottoPowerMonitor *power_monitor; /* NULL: never on battery */
  guint16 announced_port;

  /* what we required before, while neighbours may not know better: until a monotonic time */
  double min_pow_before;
  gint64 min_pow_tolerated_until;

  SottoWakuLimiter *limiter;
  GHashTable *sending; /* SottoHash of a node → SottoWakuMeter: what we sent it lately */
  SottoEnvelopePool *pool;
  GByteArray *origins;         /* of SottoWakuOrigin, by slot */
  GPtrArray *links;            /* of SottoWakuLink */
  SottoWakuInterest *followed; /* the topics that are delivered */

  GHashTable *own;       /* SottoHash → SottoWakuOwn: our envelopes that live */
  GArray *expired;       /* of SottoHash: our envelopes that just died unconfirmed */
  GPtrArray *publishing; /* of GCancellable: the work that is under way */
  GTask *stop_task;
  gboolean host_stopped;

  SottoWakuDirect direct[SOTTO_WAKU_N_DIRECT_ROLES];

  guint tick_timer;
  guint housekeeping_timer;
  gint64 clock_difference; /* wall clock minus monotonic clock, when last looked at */

  guint64 envelopes_in;
  guint64 envelopes_out;
  guint64 envelopes_refused;
  guint64 packets_dropped;
};

/**
 * SottoWakuOrigin:
 * @SOTTO_WAKU_ORIGIN_OWN: it is ours
 * @SOTTO_WAKU_ORIGIN_CLIENT: a neighbour brought it that may have nobody else to bring it to
 * @SOTTO_WAKU_ORIGIN_RELAY: a relay brought it
 *
 * Where an envelope of the pool came from first.
 */
typedef enum
{
  SOTTO_WAKU_ORIGIN_OWN,
  SOTTO_WAKU_ORIGIN_CLIENT,
  SOTTO_WAKU_ORIGIN_RELAY,
} SottoWakuOrigin;

/**
 * SottoWakuOwn:
 * @confirmed: whether a neighbour said that it holds it
 *
 * What we know of an envelope of our own.
 */
typedef struct
{
  gboolean confirmed;
} SottoWakuOwn;

/* sotto-waku-node.c */
void sotto_waku_node_update_state (SottoWakuNode *self);
void sotto_waku_node_check_stopped (SottoWakuNode *self);

/* sotto-waku-node-links.c */
SottoWakuLink *sotto_waku_node_make_link (SottoWakuNode *self,
                                          SottoCapability *capability,
                                          const SottoWakuDialect *dialect,
                                          SottoPeer *peer) G_GNUC_WARN_UNUSED_RESULT;
void sotto_waku_node_prune_sending (SottoWakuNode *self);
void sotto_waku_node_link_started (SottoWakuNode *self, SottoWakuLink *link);
gboolean sotto_waku_node_link_message (SottoWakuNode *self,
                                       SottoWakuLink *link,
                                       guint code,
                                       GBytes *payload,
                                       GError **error);
void sotto_waku_node_link_stopped (SottoWakuNode *self, SottoWakuLink *link);
void sotto_waku_node_announce (SottoWakuNode *self, SottoWakuLink *link);
void sotto_waku_node_flush_answers (SottoWakuNode *self, SottoWakuLink *link);
void sotto_waku_node_answer (SottoWakuNode *self, SottoWakuLink *link, guint code, GBytes *payload);
void sotto_waku_node_check_handshakes (SottoWakuNode *self);

/* Shows what is known of a neighbour by now. */
void sotto_waku_node_update_traffic (SottoWakuLink *link);

/* sotto-waku-node-receive.c */
gboolean
sotto_waku_node_receive (SottoWakuNode *self, SottoWakuLink *link, GBytes *payload, GError **error);

/* sotto-waku-node-send.c */
void sotto_waku_node_forward (SottoWakuNode *self, SottoPoolSlot slot, SottoWakuLink *from);
void sotto_waku_node_rescan (SottoWakuNode *self, SottoWakuLink *link);
void sotto_waku_node_slot_freed (SottoWakuNode *self, SottoPoolSlot slot);
void sotto_waku_node_arm_tick (SottoWakuNode *self);
void sotto_waku_node_batch_answered (SottoWakuNode *self,
                                     SottoWakuLink *link,
                                     const SottoHash *batch,
                                     GArray *refusals);
void sotto_waku_node_confirm (SottoWakuNode *self, SottoWakuLink *link, const SottoHash *hash);
void sotto_waku_node_forget_old_flights (SottoWakuNode *self);

/* sotto-waku-node-direct.c */
gboolean sotto_waku_node_is_direct (guint code);
gboolean sotto_waku_node_direct_message (SottoWakuNode *self,
                                         SottoWakuLink *link,
                                         guint code,
                                         GBytes *payload,
                                         GError **error);
gboolean sotto_waku_node_direct_expects (SottoWakuNode *self, SottoWakuLink *link, guint code);
void sotto_waku_node_direct_accepted (SottoWakuNode *self, SottoEnvelope *envelope);
void sotto_waku_node_direct_link (SottoWakuNode *self, SottoWakuLink *link, gboolean ready);

/* sotto-waku-node-publish.c */
void sotto_waku_node_publish_async (SottoTransport *transport,
                                    const SottoTopic *topic,
                                    GBytes *data,
                                    guint32 lifetime_seconds,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean sotto_waku_node_publish_finish (SottoTransport *transport,
                                         GAsyncResult *result,
                                         SottoHash *id,
                                         GError **error);

G_END_DECLS

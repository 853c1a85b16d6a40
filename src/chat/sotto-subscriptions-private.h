/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-secret.h"
#include "sotto-keys.h"
#include "sotto-topic.h"

G_BEGIN_DECLS

/**
 * SottoSubscriptionKind:
 * @SOTTO_SUBSCRIPTION_CHANNEL: a public channel; symmetric
 * @SOTTO_SUBSCRIPTION_NEGOTIATED: what only the two of us know; symmetric
 * @SOTTO_SUBSCRIPTION_CONTACT_CODE: somebody's devices; symmetric
 * @SOTTO_SUBSCRIPTION_PRIVATE: what is sealed for our key
 */
typedef enum
{
  SOTTO_SUBSCRIPTION_CHANNEL,
  SOTTO_SUBSCRIPTION_NEGOTIATED,
  SOTTO_SUBSCRIPTION_CONTACT_CODE,
  SOTTO_SUBSCRIPTION_PRIVATE,
} SottoSubscriptionKind;

/**
 * SottoSubscription:
 * @kind: what may come on it
 * @name: the channel's name, which decides topic and key; secret for negotiated ones
 * @topic: where it comes
 * @peer: with whom, or whose
 *
 * One thing that we listen to. Immutable except for the key, which comes later; reference counted,
 * any thread.
 */
typedef struct
{
  SottoSubscriptionKind kind;
  char *name;
  SottoTopic topic;
  SottoPublicKey peer;
  /*< private >*/
  SottoSecret *key;
  gatomicrefcount references;
} SottoSubscription;

/* (transfer full): @peer is nullable. */
SottoSubscription *sotto_subscription_new (SottoSubscriptionKind kind,
                                           const char *name,
                                           const SottoPublicKey *peer) G_GNUC_WARN_UNUSED_RESULT;
SottoSubscription *sotto_subscription_ref (SottoSubscription *subscription);
void sotto_subscription_unref (SottoSubscription *subscription);

/* (transfer full) (nullable): NULL until it was derived. */
SottoSecret *sotto_subscription_dup_key (SottoSubscription *subscription) G_GNUC_WARN_UNUSED_RESULT;
void sotto_subscription_set_key (SottoSubscription *subscription, SottoSecret *key);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoSubscription, sotto_subscription_unref)

/**
 * SottoSubscriptions:
 *
 * All that we listen to at one time: an immutable set, reference counted, any thread.
 */
typedef struct _SottoSubscriptions SottoSubscriptions;

/* (transfer full): @all (element-type SottoSubscription). */
SottoSubscriptions *sotto_subscriptions_new (GPtrArray *all) G_GNUC_WARN_UNUSED_RESULT;
SottoSubscriptions *sotto_subscriptions_ref (SottoSubscriptions *subscriptions);
void sotto_subscriptions_unref (SottoSubscriptions *subscriptions);

/* (transfer none) (nullable) (element-type SottoSubscription): topics of four bytes collide. */
GPtrArray *sotto_subscriptions_lookup (SottoSubscriptions *subscriptions, const SottoTopic *topic);

/* (transfer none) (nullable) */
SottoSubscription *sotto_subscriptions_lookup_name (SottoSubscriptions *subscriptions,
                                                    const char *name);
SottoSubscription *sotto_subscriptions_lookup_negotiated (SottoSubscriptions *subscriptions,
                                                          const SottoPublicKey *peer);

/* (transfer full) (element-type SottoTopic): each once. */
GArray *
sotto_subscriptions_list_topics (SottoSubscriptions *subscriptions) G_GNUC_WARN_UNUSED_RESULT;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoSubscriptions, sotto_subscriptions_unref)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What we listen to (whisper-waku.md section 6.1). */

#include "sotto-subscriptions-private.h"

struct _SottoSubscriptions
{
  GHashTable *by_topic;
  GHashTable *by_name;
  GHashTable *negotiated;
  gatomicrefcount references;
};

/* Keys are set once each and read seldom: one lock serves all. */
G_LOCK_DEFINE_STATIC (keys);

/* For the rest of the layer. */

SottoSubscription *
sotto_subscription_new (SottoSubscriptionKind kind, const char *name, const SottoPublicKey *peer)
{
  SottoSubscription *subscription = g_new0 (SottoSubscription, 1);

  subscription->kind = kind;
  subscription->name = g_strdup (name);
  sotto_topic_from_name (&subscription->topic, name);
  if (peer != NULL)
    subscription->peer = *peer;
  g_atomic_ref_count_init (&subscription->references);

  return subscription;
}

SottoSubscription *
sotto_subscription_ref (SottoSubscription *subscription)
{
  g_atomic_ref_count_inc (&subscription->references);

  return subscription;
}

void
sotto_subscription_unref (SottoSubscription *subscription)
{
  if (!g_atomic_ref_count_dec (&subscription->references))
    return;

  sotto_wipe_string (subscription->name);
  g_free (subscription->name);
  g_clear_pointer (&subscription->key, sotto_secret_unref);
  g_free (subscription);
}

SottoSecret *
sotto_subscription_dup_key (SottoSubscription *subscription)
{
  SottoSecret *key;

  G_LOCK (keys);
  key = subscription->key != NULL ? sotto_secret_ref (subscription->key) : NULL;
  G_UNLOCK (keys);

  return key;
}

void
sotto_subscription_set_key (SottoSubscription *subscription, SottoSecret *key)
{
  G_LOCK (keys);
  if (subscription->key == NULL)
    subscription->key = sotto_secret_ref (key);
  G_UNLOCK (keys);
}

SottoSubscriptions *
sotto_subscriptions_new (GPtrArray *all)
{
  SottoSubscriptions *self = g_new0 (SottoSubscriptions, 1);

  g_atomic_ref_count_init (&self->references);
  self->by_topic = g_hash_table_new_full (sotto_topic_hash, sotto_topic_equal, NULL,
                                          (GDestroyNotify) g_ptr_array_unref);
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->negotiated = g_hash_table_new (sotto_public_key_hash, sotto_public_key_equal);
  for (guint i = 0; i < all->len; i++)
    {
      SottoSubscription *subscription = g_ptr_array_index (all, i);
      GPtrArray *same = g_hash_table_lookup (self->by_topic, &subscription->topic);

      if (same == NULL)
        {
          same = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_subscription_unref);
          g_hash_table_insert (self->by_topic, &subscription->topic, same);
        }
      g_ptr_array_add (same, sotto_subscription_ref (subscription));
      g_hash_table_insert (self->by_name, subscription->name, subscription);
      if (subscription->kind == SOTTO_SUBSCRIPTION_NEGOTIATED)
        g_hash_table_insert (self->negotiated, &subscription->peer, subscription);
    }

  return self;
}

SottoSubscriptions *
sotto_subscriptions_ref (SottoSubscriptions *subscriptions)
{
  g_atomic_ref_count_inc (&subscriptions->references);

  return subscriptions;
}

void
sotto_subscriptions_unref (SottoSubscriptions *subscriptions)
{
  if (!g_atomic_ref_count_dec (&subscriptions->references))
    return;

  g_hash_table_unref (subscriptions->negotiated);
  g_hash_table_unref (subscriptions->by_name);
  g_hash_table_unref (subscriptions->by_topic);
  g_free (subscriptions);
}

GPtrArray *
sotto_subscriptions_lookup (SottoSubscriptions *subscriptions, const SottoTopic *topic)
{
  return g_hash_table_lookup (subscriptions->by_topic, topic);
}

SottoSubscription *
sotto_subscriptions_lookup_name (SottoSubscriptions *subscriptions, const char *name)
{
  return g_hash_table_lookup (subscriptions->by_name, name);
}

SottoSubscription *
sotto_subscriptions_lookup_negotiated (SottoSubscriptions *subscriptions,
                                       const SottoPublicKey *peer)
{
  return g_hash_table_lookup (subscriptions->negotiated, peer);
}

GArray *
sotto_subscriptions_list_topics (SottoSubscriptions *subscriptions)
{
  GArray *topics = g_array_new (FALSE, FALSE, sizeof (SottoTopic));
  GHashTableIter iter;
  gpointer topic;

  g_hash_table_iter_init (&iter, subscriptions->by_topic);
  while (g_hash_table_iter_next (&iter, &topic, NULL))
    g_array_append_vals (topics, topic, 1);

  return topics;
}

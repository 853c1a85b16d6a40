/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What we listen to (whisper-waku.md section 6.1): our own topics, those of channels, and those of
 * people. A topic is followed at once; what arrives before its key is derived waits.
 */

#include "sotto-channel-key.h"
#include "sotto-history-sync-private.h"

/* Derivations at a time: each takes a processor for tens of milliseconds. */
#define MAX_DERIVING 2

typedef struct
{
  SottoMessenger *messenger;
  SottoSubscription *subscription;
} Deriving;

static void derive_more (SottoMessenger *self);

static void
derived_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Deriving *deriving = user_data;
  g_autoptr (SottoMessenger) self = deriving->messenger;
  g_autoptr (SottoSubscription) subscription = deriving->subscription;
  g_autoptr (SottoSecret) key = sotto_channel_key_derive_finish (result, NULL);

  g_free (deriving);
  self->n_deriving--;
  if (key != NULL && self->running)
    {
      sotto_subscription_set_key (subscription, key);
      sotto_history_sync_topics_changed (self->history);
      sotto_messenger_receive_held (self);
      if (subscription->kind == SOTTO_SUBSCRIPTION_CHANNEL)
        sotto_messenger_compose (self);
      else if (sotto_public_key_equal (&subscription->peer, &self->engine.self))
        sotto_messenger_want_code (self);
    }
  derive_more (self);
}

static void
derive_more (SottoMessenger *self)
{
  while (self->running && self->n_deriving < MAX_DERIVING && !g_queue_is_empty (&self->without_key))
    {
      Deriving *deriving = g_new0 (Deriving, 1);

      deriving->messenger = g_object_ref (self);
      deriving->subscription = g_queue_pop_head (&self->without_key);
      self->n_deriving++;
      sotto_channel_key_derive_async (deriving->subscription->name, self->net_state, self->deriving,
                                      derived_cb, deriving);
    }
}

static void
unfollow (SottoMessenger *self, const char *name)
{
  if (g_hash_table_remove (self->wanted, name))
    self->topics_changed = TRUE;
}

static void
follow_name (SottoMessenger *self,
             SottoSubscriptionKind kind,
             const char *name,
             const SottoPublicKey *peer)
{
  g_autoptr (SottoSubscription) subscription = NULL;

  if (g_hash_table_contains (self->wanted, name))
    return;

  subscription = sotto_subscription_new (kind, name, peer);
  sotto_messenger_follow (self, subscription);
}

/* For the rest of the layer. */

void
sotto_messenger_follow (SottoMessenger *self, SottoSubscription *subscription)
{
  if (g_hash_table_contains (self->wanted, subscription->name))
    return;

  g_hash_table_insert (self->wanted, subscription->name, sotto_subscription_ref (subscription));
  self->topics_changed = TRUE;
  if (subscription->kind == SOTTO_SUBSCRIPTION_PRIVATE)
    return;
  if (subscription->kind == SOTTO_SUBSCRIPTION_CHANNEL)
    g_queue_push_head (&self->without_key, sotto_subscription_ref (subscription));
  else
    g_queue_push_tail (&self->without_key, sotto_subscription_ref (subscription));
  derive_more (self);
}

void
sotto_messenger_follow_contact (SottoMessenger *self, const SottoContactRow *row)
{
  g_autofree char *code = sotto_channel_name_contact_code (&row->key);
  g_auto (SottoKey) secret = { { 0 } };
  char *negotiated;

  if (sotto_public_key_equal (&row->key, &self->engine.self))
    return;
  if (!row->blocked && (row->added || row->followed))
    follow_name (self, SOTTO_SUBSCRIPTION_CONTACT_CODE, code, &row->key);
  else
    unfollow (self, code);

  if (!row->listening ||
      !sotto_secure_channel_get_shared_secret (self->engine.secure, &row->key, &secret, NULL))
    return;
  negotiated = sotto_channel_name_negotiated (secret.bytes);
  /* Of blocked people too: what they send is acknowledged and dropped. */
  follow_name (self, SOTTO_SUBSCRIPTION_NEGOTIATED, negotiated, &row->key);
  sotto_wipe_string (negotiated);
  g_free (negotiated);
}

void
sotto_messenger_follow_chat (SottoMessenger *self, const SottoChatRow *row)
{
  if (row->kind != SOTTO_CHAT_KIND_PUBLIC)
    return;

  if (row->active)
    follow_name (self, SOTTO_SUBSCRIPTION_CHANNEL, row->id, NULL);
  else
    unfollow (self, row->id);
}

void
sotto_messenger_update_topics (SottoMessenger *self)
{
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GArray) topics = NULL;
  GHashTableIter iter;
  gpointer subscription;

  if (!self->topics_changed && self->subscriptions != NULL)
    return;

  self->topics_changed = FALSE;
  all = g_ptr_array_new ();
  g_hash_table_iter_init (&iter, self->wanted);
  while (g_hash_table_iter_next (&iter, NULL, &subscription))
    g_ptr_array_add (all, subscription);
  g_clear_pointer (&self->subscriptions, sotto_subscriptions_unref);
  self->subscriptions = sotto_subscriptions_new (all);
  topics = sotto_subscriptions_list_topics (self->subscriptions);
  if (self->running)
    sotto_transport_set_topics (self->transport, (const SottoTopic *) topics->data, topics->len);
  sotto_history_sync_topics_changed (self->history);
}

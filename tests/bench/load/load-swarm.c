/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "load-swarm.h"

#include <string.h>

#include "sotto-enode.h"
#include "sotto-waku-node.h"

#define N_PUBLISHERS 4

/* What an envelope has besides its data: four fields and the headers of their list. */
#define ENVELOPE_OVERHEAD 27

typedef struct
{
  LoadSwarm *swarm;
  guint number;
  SottoPrivateKey *key;
  SottoHost *host;
  SottoWakuNode *node;
  guint8 *seen; /* a bit for each envelope */
} Member;

struct _LoadSwarm
{
  SottoClock *clock;
  SottoRandom *random;
  SottoEnode *relay;
  GPtrArray *peers;      /* of Member */
  GPtrArray *publishers; /* of Member */
  guint n_envelopes;
  gsize data_length;
  guint64 n_published;
  guint64 n_expected;
  guint64 n_delivered;
  guint64 n_doubled;
  GArray *confirmed; /* of SottoHash */
};

static SottoTopic
topic_of (guint number)
{
  return (SottoTopic){ { 'l', 'd', (guint8) (number >> 8), (guint8) number } };
}

/* Every topic has the same number of peers, and every peer of topics. */
static gboolean
follows (guint peer, guint topic)
{
  return (peer + topic) % LOAD_SHARE == 0;
}

static guint
count_followers (LoadSwarm *swarm, guint topic)
{
  guint n = 0;

  for (guint i = 0; i < swarm->peers->len; i++)
    n += follows (i, topic);

  return n;
}

static void
received_cb (SottoTransport *transport, SottoReceivedPayload *payload, gpointer user_data)
{
  Member *member = user_data;
  guint32 number;
  gsize length;
  const guint8 *data = g_bytes_get_data (payload->data, &length);

  g_assert_cmpuint (length, ==, member->swarm->data_length);
  memcpy (&number, data, sizeof number);
  g_assert_cmpuint (number, <, member->swarm->n_envelopes);
  g_assert_true (follows (member->number, number % LOAD_TOPICS));
  if (member->seen[number / 8] & 1 << number % 8)
    member->swarm->n_doubled++;
  else
    member->swarm->n_delivered++;
  member->seen[number / 8] |= (guint8) (1 << number % 8);
}

static void
confirmed_cb (SottoTransport *transport, SottoHash *id, gboolean by_store, gpointer user_data)
{
  Member *member = user_data;

  g_array_append_val (member->swarm->confirmed, *id);
}

static void
follow_topics (Member *member)
{
  SottoTopic topics[LOAD_TOPICS];
  gsize n = 0;

  for (guint i = 0; i < LOAD_TOPICS; i++)
    if (follows (member->number, i))
      topics[n++] = topic_of (i);
  sotto_transport_set_topics (SOTTO_TRANSPORT (member->node), topics, n);
}

static Member *
member_new (LoadSwarm *swarm, guint number, gboolean is_publisher)
{
  Member *member = g_new0 (Member, 1);

  member->swarm = swarm;
  member->number = number;
  member->key = sotto_private_key_generate (swarm->random);
  member->host = sotto_host_new (member->key, swarm->clock, swarm->random);
  member->node =
    sotto_waku_node_new (member->host, SOTTO_WAKU_ROLE_CLIENT, NULL, swarm->clock, swarm->random);
  if (is_publisher)
    g_signal_connect (member->node, "confirmed", G_CALLBACK (confirmed_cb), member);
  else
    {
      member->seen = g_malloc0 (swarm->n_envelopes / 8 + 1);
      g_signal_connect (member->node, "received", G_CALLBACK (received_cb), member);
      follow_topics (member);
    }
  sotto_host_add_static (member->host, swarm->relay);
  sotto_transport_start_async (SOTTO_TRANSPORT (member->node), NULL, NULL, NULL);

  return member;
}

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ++*(guint *) user_data;
}

static void
member_free (Member *member)
{
  g_object_unref (member->node);
  g_object_unref (member->host);
  sotto_private_key_unref (member->key);
  g_free (member->seen);
  g_free (member);
}

guint
load_swarm_count_connected (LoadSwarm *swarm)
{
  GPtrArray *groups[] = { swarm->peers, swarm->publishers };
  guint n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    for (guint j = 0; j < groups[i]->len; j++)
      {
        Member *member = groups[i]->pdata[j];

        n += sotto_transport_state_get_has_relay (
          sotto_transport_get_state (SOTTO_TRANSPORT (member->node)));
      }

  return n;
}

LoadSwarm *
load_swarm_new (const char *enode, guint n_peers, guint n_envelopes, gsize size)
{
  LoadSwarm *swarm = g_new0 (LoadSwarm, 1);

  g_assert_cmpuint (size, >, ENVELOPE_OVERHEAD + sizeof (guint32));
  swarm->clock = sotto_clock_new_system ();
  swarm->random = sotto_random_new_system ();
  swarm->relay = sotto_enode_parse (enode, NULL);
  swarm->n_envelopes = n_envelopes;
  swarm->data_length = size - ENVELOPE_OVERHEAD;
  swarm->confirmed = g_array_new (FALSE, FALSE, sizeof (SottoHash));
  swarm->peers = g_ptr_array_new_with_free_func ((GDestroyNotify) member_free);
  swarm->publishers = g_ptr_array_new_with_free_func ((GDestroyNotify) member_free);
  for (guint i = 0; i < n_peers; i++)
    g_ptr_array_add (swarm->peers, member_new (swarm, i, FALSE));
  for (guint i = 0; i < N_PUBLISHERS; i++)
    g_ptr_array_add (swarm->publishers, member_new (swarm, i, TRUE));
  while (load_swarm_count_connected (swarm) < n_peers + N_PUBLISHERS)
    g_main_context_iteration (NULL, TRUE);

  return swarm;
}

void
load_swarm_free (LoadSwarm *swarm)
{
  GPtrArray *groups[] = { swarm->peers, swarm->publishers };
  guint n_members = swarm->peers->len + swarm->publishers->len;
  guint n_stopped = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    for (guint j = 0; j < groups[i]->len; j++)
      sotto_transport_stop_async (SOTTO_TRANSPORT (((Member *) groups[i]->pdata[j])->node), NULL,
                                  stopped_cb, &n_stopped);
  while (n_stopped < n_members)
    g_main_context_iteration (NULL, TRUE);
  g_ptr_array_unref (swarm->peers);
  g_ptr_array_unref (swarm->publishers);
  g_array_unref (swarm->confirmed);
  sotto_enode_unref (swarm->relay);
  g_object_unref (swarm->clock);
  g_object_unref (swarm->random);
  g_free (swarm);
}

static void
published_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SottoHash id;

  g_assert_true (sotto_transport_publish_finish (SOTTO_TRANSPORT (source), result, &id, NULL));
}

void
load_swarm_publish (LoadSwarm *swarm, guint n)
{
  g_autofree guint8 *data = g_malloc0 (swarm->data_length);

  for (guint i = 0; i < n; i++)
    {
      guint32 number = (guint32) swarm->n_published++;
      SottoTopic topic = topic_of (number % LOAD_TOPICS);
      Member *publisher = swarm->publishers->pdata[number % N_PUBLISHERS];
      g_autoptr (GBytes) bytes = NULL;

      g_assert_cmpuint (number, <, swarm->n_envelopes);
      memcpy (data, &number, sizeof number);
      bytes = g_bytes_new (data, swarm->data_length);
      swarm->n_expected += count_followers (swarm, number % LOAD_TOPICS);
      sotto_transport_publish_async (SOTTO_TRANSPORT (publisher->node), &topic, bytes, 0, NULL,
                                     published_cb, NULL);
    }
}

void
load_swarm_count (LoadSwarm *swarm, LoadCounts *counts)
{
  *counts = (LoadCounts){
    .published = swarm->n_published,
    .confirmed = swarm->confirmed->len,
    .expected = swarm->n_expected,
    .delivered = swarm->n_delivered,
    .lost = swarm->n_expected - swarm->n_delivered,
    .doubled = swarm->n_doubled,
  };
}

GArray *
load_swarm_get_confirmed (LoadSwarm *swarm)
{
  return swarm->confirmed;
}

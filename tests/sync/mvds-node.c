/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mvds-node.h"

/* Arguments and results of one transaction. */
typedef struct
{
  MvdsNode *node;
  const SottoPublicKey *peer;
  GBytes *bytes;
  SottoHash id;
  GPtrArray *payloads;
  GArray *ids;
  SottoMvdsIncoming incoming;
  gint64 time_ms;
} Job;

static void
run (MvdsNode *node, SottoWriteFunc function, Job *job)
{
  g_autoptr (GError) error = NULL;

  job->node = node;
  sotto_test_database_write (node->database, function, job, &error);
  g_assert_no_error (error);
}

MvdsNode *
mvds_node_new (guint64 seed, SottoTestClock *clock)
{
  const SottoMigrations *migrations[] = { sotto_sync_get_migrations (), NULL };
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (seed);
  g_auto (SottoKeyPair) pair = { 0 };
  MvdsNode *node = g_new0 (MvdsNode, 1);

  sotto_key_pair_generate (&pair, random);
  node->key = pair.public_key;
  node->clock = g_object_ref (clock);
  node->database = sotto_test_database_new (migrations);
  node->mvds = sotto_mvds_new (&node->key, SOTTO_CLOCK (clock), random);
  node->bodies = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  node->acknowledged = g_array_new (FALSE, FALSE, sizeof (SottoHash));

  return node;
}

void
mvds_node_free (MvdsNode *node)
{
  g_clear_object (&node->mvds);
  g_clear_pointer (&node->database, sotto_test_database_free);
  g_clear_object (&node->clock);
  g_clear_pointer (&node->bodies, g_ptr_array_unref);
  g_clear_pointer (&node->acknowledged, g_array_unref);
  g_free (node);
}

static gboolean
enqueue_job (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Job *job = user_data;

  return sotto_mvds_enqueue (job->node->mvds, transaction, job->peer, job->bytes, &job->id, error);
}

gboolean
mvds_node_try_enqueue (MvdsNode *node,
                       const MvdsNode *to,
                       GBytes *body,
                       SottoHash *id,
                       GError **error)
{
  Job job = { .node = node, .peer = &to->key, .bytes = body };
  gboolean done = sotto_test_database_write (node->database, enqueue_job, &job, error);

  *id = job.id;
  return done;
}

SottoHash
mvds_node_enqueue (MvdsNode *node, const MvdsNode *to, const char *body)
{
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  Job job = { .peer = &to->key, .bytes = bytes };

  run (node, enqueue_job, &job);
  return job.id;
}

static gboolean
collect_job (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Job *job = user_data;

  job->payloads = sotto_mvds_collect (job->node->mvds, transaction, error);
  return job->payloads != NULL;
}

GPtrArray *
mvds_node_collect (MvdsNode *node)
{
  Job job = { 0 };

  run (node, collect_job, &job);
  return job.payloads;
}

GBytes *
mvds_node_collect_one (MvdsNode *node)
{
  g_autoptr (GPtrArray) payloads = mvds_node_collect (node);

  g_assert_cmpuint (payloads->len, <=, 1);
  if (payloads->len == 0)
    return NULL;
  return g_bytes_ref (((SottoMvdsOutgoing *) payloads->pdata[0])->payload);
}

static gboolean
receive_job (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Job *job = user_data;

  return sotto_mvds_receive (job->node->mvds, transaction, job->peer, job->bytes, &job->incoming,
                             error);
}

gboolean
mvds_node_try_receive (MvdsNode *node, const MvdsNode *from, GBytes *payload, GError **error)
{
  Job job = { .node = node, .peer = &from->key, .bytes = payload };
  gboolean done = sotto_test_database_write (node->database, receive_job, &job, error);

  for (guint i = 0; done && i < job.incoming.bodies->len; i++)
    g_ptr_array_add (node->bodies, g_bytes_ref (job.incoming.bodies->pdata[i]));
  if (done)
    g_array_append_vals (node->acknowledged, job.incoming.acknowledged->data,
                         job.incoming.acknowledged->len);
  done = done && job.incoming.is_mvds;
  sotto_mvds_incoming_clear (&job.incoming);

  return done;
}

gboolean
mvds_node_receive (MvdsNode *node, const MvdsNode *from, GBytes *payload)
{
  g_autoptr (GError) error = NULL;
  gboolean is_mvds = mvds_node_try_receive (node, from, payload, &error);

  g_assert_no_error (error);
  return is_mvds;
}

static gboolean
next_due_job (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Job *job = user_data;

  return sotto_mvds_get_next_due (job->node->mvds, sotto_transaction_get_connection (transaction),
                                  &job->time_ms, error);
}

gint64
mvds_node_get_next_due (MvdsNode *node)
{
  Job job = { 0 };

  run (node, next_due_job, &job);
  return job.time_ms;
}

static gboolean
hasten_job (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Job *job = user_data;

  return sotto_mvds_hasten (job->node->mvds, transaction, job->peer, error);
}

void
mvds_node_hasten (MvdsNode *node, const MvdsNode *peer)
{
  Job job = { .peer = &peer->key };

  run (node, hasten_job, &job);
}

static gboolean
forget_job (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Job *job = user_data;

  return sotto_mvds_forget_peer (job->node->mvds, transaction, job->peer, error);
}

void
mvds_node_forget (MvdsNode *node, const MvdsNode *peer)
{
  Job job = { .peer = &peer->key };

  run (node, forget_job, &job);
}

static gboolean
cancel_job (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Job *job = user_data;

  return sotto_mvds_cancel (job->node->mvds, transaction, &job->id, error);
}

void
mvds_node_cancel (MvdsNode *node, const SottoHash *id)
{
  Job job = { .id = *id };

  run (node, cancel_job, &job);
}

static gboolean
prune_job (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Job *job = user_data;

  return sotto_mvds_prune (job->node->mvds, transaction, error);
}

void
mvds_node_prune (MvdsNode *node)
{
  Job job = { 0 };

  run (node, prune_job, &job);
}

static gboolean
given_up_job (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Job *job = user_data;

  job->ids = sotto_mvds_take_given_up (job->node->mvds, transaction, error);
  return job->ids != NULL;
}

GArray *
mvds_node_take_given_up (MvdsNode *node)
{
  Job job = { 0 };

  run (node, given_up_job, &job);
  return job.ids;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A lookup of Kademlia. A node is asked for its buckets around the target's distance to it, so the
 * nodes it knows closest to the target are among the answers. */

#include "sotto-discv5-lookup-private.h"

#define DISTANCES_ASKED 3

typedef struct
{
  SottoNodeRecord *record;
  gboolean is_asked;
} Candidate;

typedef struct
{
  SottoDiscv5Lookup *lookup; /* NULL once it was freed */
  SottoDiscv5Question question;
} Asked;

struct _SottoDiscv5Lookup
{
  SottoDiscv5Link *link;
  SottoHash target;
  SottoDiscv5LookupEvents events;
  gpointer user_data;

  /* Closest first. */
  GPtrArray *candidates;
  GPtrArray *running;
  guint n_asked;
};

static void pump (SottoDiscv5Lookup *self);

static void
candidate_free (gpointer data)
{
  Candidate *candidate = data;

  sotto_node_record_unref (candidate->record);
  g_free (candidate);
}

/* Keeps the closest ones that the lookup might still end with. */
static void
add_candidate (SottoDiscv5Lookup *self, SottoNodeRecord *record)
{
  const SottoHash *id = sotto_node_record_get_id (record);
  Candidate *candidate;
  guint i;

  for (i = 0; i < self->candidates->len; i++)
    {
      Candidate *other = self->candidates->pdata[i];
      int order =
        sotto_discv5_compare_distance (&self->target, id, sotto_node_record_get_id (other->record));

      if (order == 0)
        return;
      if (order < 0)
        break;
    }
  if (i >= 2 * SOTTO_DISCV5_LOOKUP_SIZE)
    return;
  candidate = g_new0 (Candidate, 1);
  candidate->record = sotto_node_record_ref (record);
  g_ptr_array_insert (self->candidates, (int) i, candidate);
  if (self->candidates->len > 2 * SOTTO_DISCV5_LOOKUP_SIZE)
    g_ptr_array_remove_index (self->candidates, self->candidates->len - 1);
}

/* The distance of the target to @id, and its neighbours by turns. */
static void
choose_distances (SottoDiscv5Lookup *self, const SottoHash *id, SottoDiscv5Message *message)
{
  int centre = (int) MAX (sotto_discv5_distance (&self->target, id), 1);

  for (int step = 0; message->n_distances < DISTANCES_ASKED; step++)
    {
      if (centre + step <= SOTTO_DISCV5_MAX_DISTANCE)
        message->distances[message->n_distances++] = (guint16) (centre + step);
      if (step > 0 && centre - step >= 1 && message->n_distances < DISTANCES_ASKED)
        message->distances[message->n_distances++] = (guint16) (centre - step);
    }
}

static gboolean
answered_cb (const SottoDiscv5Address *from, const SottoDiscv5Message *answer, gpointer user_data)
{
  Asked *asked = user_data;
  SottoDiscv5Lookup *self = asked->lookup;
  g_autoptr (GPtrArray) records = NULL;

  if (self != NULL && answer != NULL)
    {
      gboolean more;

      records = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_node_record_unref);
      more = sotto_discv5_question_take (&asked->question, from, answer, records);
      self->events.answered (&from->id, TRUE, self->user_data);
      for (guint i = 0; i < records->len; i++)
        {
          add_candidate (self, records->pdata[i]);
          self->events.found (records->pdata[i], self->user_data);
        }
      if (more)
        return TRUE;
    }
  else if (self != NULL && asked->question.n_packets == 0)
    self->events.answered (&from->id, FALSE, self->user_data);
  if (self != NULL)
    g_ptr_array_remove_fast (self->running, asked);
  g_free (asked);
  if (self != NULL)
    pump (self);
  return FALSE;
}

static gboolean
ask (SottoDiscv5Lookup *self, Candidate *candidate)
{
  SottoDiscv5Message message = { .type = SOTTO_DISCV5_FINDNODE };
  Asked *asked = g_new0 (Asked, 1);

  choose_distances (self, sotto_node_record_get_id (candidate->record), &message);
  asked->lookup = self;
  asked->question.n_distances = message.n_distances;
  for (guint i = 0; i < message.n_distances; i++)
    asked->question.distances[i] = message.distances[i];
  candidate->is_asked = TRUE;
  self->n_asked++;
  if (!sotto_discv5_link_request (self->link, candidate->record, &message, answered_cb, asked))
    {
      g_free (asked);
      return FALSE;
    }
  g_ptr_array_add (self->running, asked);
  return TRUE;
}

static void
pump (SottoDiscv5Lookup *self)
{
  for (guint i = 0; i < MIN (self->candidates->len, SOTTO_DISCV5_LOOKUP_SIZE); i++)
    {
      Candidate *candidate = self->candidates->pdata[i];

      if (self->running->len >= SOTTO_DISCV5_ALPHA ||
          self->n_asked >= SOTTO_DISCV5_LOOKUP_MAX_ASKED)
        break;
      if (!candidate->is_asked)
        ask (self, candidate);
    }
  if (self->running->len == 0)
    self->events.ended (self, self->user_data);
}

/* Private to the folder, in the header's order. */

SottoDiscv5Lookup *
sotto_discv5_lookup_new (SottoDiscv5Link *link,
                         SottoDiscv5Table *table,
                         const SottoHash *target,
                         const SottoDiscv5LookupEvents *events,
                         gpointer user_data)
{
  SottoDiscv5Lookup *self = g_new0 (SottoDiscv5Lookup, 1);
  g_autoptr (GPtrArray) closest =
    sotto_discv5_table_closest (table, target, SOTTO_DISCV5_LOOKUP_SIZE);

  self->link = link;
  self->target = *target;
  self->events = *events;
  self->user_data = user_data;
  self->candidates = g_ptr_array_new_with_free_func (candidate_free);
  self->running = g_ptr_array_new ();
  for (guint i = 0; i < closest->len; i++)
    add_candidate (self, closest->pdata[i]);
  return self;
}

void
sotto_discv5_lookup_start (SottoDiscv5Lookup *self)
{
  pump (self);
}

void
sotto_discv5_lookup_free (SottoDiscv5Lookup *self)
{
  for (guint i = 0; i < self->running->len; i++)
    ((Asked *) self->running->pdata[i])->lookup = NULL;
  g_ptr_array_unref (self->running);
  g_ptr_array_unref (self->candidates);
  g_free (self);
}

static gboolean
was_asked_for (const SottoDiscv5Question *question, guint distance)
{
  for (guint i = 0; i < question->n_distances; i++)
    if (question->distances[i] == distance)
      return TRUE;
  return FALSE;
}

gboolean
sotto_discv5_question_take (SottoDiscv5Question *question,
                            const SottoDiscv5Address *from,
                            const SottoDiscv5Message *answer,
                            GPtrArray *records)
{
  question->n_packets++;
  for (guint i = 0; i < answer->records->len && question->n_records < SOTTO_DISCV5_MAX_RECORDS; i++)
    {
      SottoNodeRecord *record = answer->records->pdata[i];
      SottoEndpoint endpoint;

      if (!was_asked_for (question,
                          sotto_discv5_distance (&from->id, sotto_node_record_get_id (record))) ||
          !sotto_endpoint_from_record (&endpoint, record) ||
          !sotto_endpoint_may_relay (&from->endpoint, &endpoint))
        continue;
      question->n_records++;
      g_ptr_array_add (records, sotto_node_record_ref (record));
    }
  return question->n_packets < answer->total && question->n_records < SOTTO_DISCV5_MAX_RECORDS;
}

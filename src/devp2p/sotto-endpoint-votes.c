/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Endpoint prediction: a majority of what others saw lately. */

#include "sotto-endpoint-votes-private.h"

#define US_PER_MS 1000

typedef struct
{
  SottoEndpoint voter;
  SottoEndpoint endpoint;
  gint64 time_ms;
} Vote;

struct _SottoEndpointVotes
{
  SottoClock *clock;
  GArray *votes;
};

static gint64
now_ms (SottoEndpointVotes *self)
{
  return sotto_clock_get_monotonic_time (self->clock) / US_PER_MS;
}

static gboolean
is_same_voter (const SottoEndpoint *a, const SottoEndpoint *b)
{
  if (sotto_endpoint_get_reach (a) == SOTTO_REACH_WORLD)
    return sotto_endpoint_same_network (a, b);
  return sotto_endpoint_equal (a, b);
}

static void
drop_votes (SottoEndpointVotes *self, const SottoEndpoint *voter)
{
  gint64 oldest = now_ms (self) - SOTTO_ENDPOINT_VOTES_MS;

  for (guint i = self->votes->len; i-- > 0;)
    {
      Vote *vote = &g_array_index (self->votes, Vote, i);

      if (vote->time_ms < oldest || (voter != NULL && is_same_voter (&vote->voter, voter)))
        g_array_remove_index (self->votes, i);
    }
}

static guint
count_votes (SottoEndpointVotes *self, const SottoEndpoint *endpoint)
{
  guint n = 0;

  for (guint i = 0; i < self->votes->len; i++)
    if (sotto_endpoint_equal (&g_array_index (self->votes, Vote, i).endpoint, endpoint))
      n++;
  return n;
}

/* Private to the folder, in the header's order. */

SottoEndpointVotes *
sotto_endpoint_votes_new (SottoClock *clock)
{
  SottoEndpointVotes *self = g_new0 (SottoEndpointVotes, 1);

  self->clock = g_object_ref (clock);
  self->votes = g_array_new (FALSE, FALSE, sizeof (Vote));
  return self;
}

void
sotto_endpoint_votes_free (SottoEndpointVotes *self)
{
  g_array_unref (self->votes);
  g_object_unref (self->clock);
  g_free (self);
}

/* Somebody on our own network sees an address that means nothing outside of it, and the other way
 * around; so a voice counts for addresses as far away as itself. */
void
sotto_endpoint_votes_add (SottoEndpointVotes *self,
                          const SottoEndpoint *voter,
                          const SottoEndpoint *endpoint)
{
  Vote vote = { *voter, *endpoint, now_ms (self) };

  if (sotto_endpoint_get_reach (endpoint) != sotto_endpoint_get_reach (voter) ||
      sotto_endpoint_get_reach (endpoint) == SOTTO_REACH_NOWHERE)
    return;
  drop_votes (self, voter);
  if (self->votes->len == SOTTO_ENDPOINT_VOTES_MAX)
    g_array_remove_index (self->votes, 0);
  g_array_append_val (self->votes, vote);
}

gboolean
sotto_endpoint_votes_get (SottoEndpointVotes *self, SottoEndpoint *endpoint)
{
  drop_votes (self, NULL);
  for (guint i = 0; i < self->votes->len; i++)
    {
      SottoEndpoint candidate = g_array_index (self->votes, Vote, i).endpoint;
      guint n = count_votes (self, &candidate);

      if (n >= SOTTO_ENDPOINT_VOTES_NEEDED && 2 * n > self->votes->len)
        {
          *endpoint = candidate;
          return TRUE;
        }
    }
  return FALSE;
}

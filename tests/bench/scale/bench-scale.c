/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a client receives in a day as the number of users grows, beside the published model
 * (docs/scaling.md): each user is sent 100 messages a day, each of them 10 envelopes of 1 KiB, one
 * half on the topic of the user's partition and the other on a topic of the user's own.
 *
 * Prints two tables of columns between blanks, which draw-scaling.py reads. Everything follows from
 * a seed, so that they are the same each time.
 */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "scale-world.h"
#include "sotto-waku-interest.h"

#define MIB (1024.0 * 1024.0)
#define FALSE_POSITIVES 0.1

#define FILTER_TRIALS 200000
#define SEED 1

typedef struct
{
  const char *name;
  ScaleAsking asking;
  guint n_relays;
  gboolean by_chance;
} Way;

static const Way ways[] = {
  { "everything", SCALE_ASKING_EVERYTHING, 1, FALSE },
  { "filter", SCALE_ASKING_FILTER, 1, FALSE },
  { "filter-2", SCALE_ASKING_FILTER, 2, FALSE },
  { "topics", SCALE_ASKING_TOPICS, 1, FALSE },
  { "topics-2", SCALE_ASKING_TOPICS, 2, FALSE },
  { "topics-3", SCALE_ASKING_TOPICS, 3, FALSE },
  { "topics-chance", SCALE_ASKING_TOPICS, 1, TRUE },
};

static const guint64 numbers_of_users[] = { 100, 1000, 10000, 100000, 1000000 };
static const guint numbers_of_topics[] = { 3, 10, 30, 104, 200, 400, 1000 };

/* Bytes a day as Vac published them in 2019 (github.com/vacp2p/research, whisper_scalability). */
static double
ask_model (const Way *way, guint64 n_users)
{
  double users = (double) n_users;
  double total = users * SCALE_ENVELOPES_A_DAY * SCALE_ENVELOPE_BYTES;
  double own = SCALE_ENVELOPES_A_DAY * SCALE_ENVELOPE_BYTES / 2;
  double wanted = own * MAX (1, users / SCALE_N_PARTITIONS) + own;

  switch (way->asking)
    {
    case SCALE_ASKING_EVERYTHING:
      return total;
    case SCALE_ASKING_FILTER:
      return way->n_relays * (FALSE_POSITIVES * total + wanted);
    case SCALE_ASKING_TOPICS:
      return way->n_relays * wanted;
    }

  return 0;
}

static void
print_networks (void)
{
  printf ("%8s %-14s %12s %12s %8s %12s %12s %10s %9s %8s %8s\n", "users", "way", "model-MiB",
          "envelope-MiB", "differ-%", "received-MiB", "sent-MiB", "again-%", "passed-on", "sample",
          "seconds");
  for (gsize i = 0; i < G_N_ELEMENTS (numbers_of_users); i++)
    for (gsize n = 0; n < G_N_ELEMENTS (ways); n++)
      {
        const Way *way = &ways[n];
        ScaleCase wanted = { numbers_of_users[i], way->asking, way->n_relays, way->by_chance };
        double model = ask_model (way, wanted.n_users);
        ScaleResult result;

        scale_measure (&wanted, &result);
        printf ("%8" G_GUINT64_FORMAT " %-14s %12.3f %12.3f %+8.1f %12.3f %12.3f %10.1f", //
                wanted.n_users, way->name, model / MIB, result.envelopes / MIB,
                100 * (result.envelopes / model - 1), result.received / MIB, result.sent / MIB,
                100 * result.duplicates);
        printf (" %9" G_GUINT64_FORMAT " %8" G_GUINT64_FORMAT " %8.0f\n", result.n_passed_on,
                result.n_carried, result.seconds);
        fflush (stdout);
      }
}

static SottoTopic
random_topic (GRand *random)
{
  SottoTopic topic;

  for (gsize i = 0; i < sizeof topic.bytes; i++)
    topic.bytes[i] = (guint8) g_rand_int_range (random, 0, 256);

  return topic;
}

/* How much of what one does not follow a filter lets through. */
static double
measure_filter (GRand *random, guint n_topics)
{
  g_autofree SottoTopic *topics = g_new (SottoTopic, n_topics);
  g_autoptr (SottoWakuInterest) list = NULL;
  g_autoptr (SottoWakuInterest) filter = NULL;
  guint n_accepted = 0;

  for (guint i = 0; i < n_topics; i++)
    topics[i] = random_topic (random);
  list = sotto_waku_interest_new_topics (topics, n_topics);
  filter = sotto_waku_interest_to_bloom (list);
  for (guint i = 0; i < FILTER_TRIALS; i++)
    {
      SottoTopic other = random_topic (random);

      n_accepted += sotto_waku_interest_accepts (filter, &other) ? 1 : 0;
    }

  return (double) n_accepted / FILTER_TRIALS;
}

static void
print_filters (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (SEED);

  printf ("\n%8s %12s\n", "followed", "others-%");
  for (gsize i = 0; i < G_N_ELEMENTS (numbers_of_topics); i++)
    printf ("%8u %12.3f\n", numbers_of_topics[i],
            100 * measure_filter (random, numbers_of_topics[i]));
}

int
main (void)
{
  print_networks ();
  print_filters ();

  return EXIT_SUCCESS;
}

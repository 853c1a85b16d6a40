/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A relay under load: `sottod` as a process, peers with real connections, envelopes that a tenth of
 * the peers want. Nothing may be lost or doubled; what the relay takes of memory and processor is
 * printed. With --restart, the relay is stopped in the middle and started again: then what it has
 * confirmed must be in its archive.
 *
 * bench-load SOTTOD [--peers N] [--rate N] [--seconds N] [--size BYTES] [--restart]
 */

#include <stdlib.h>
#include <string.h>

#include "load-relay.h"
#include "load-swarm.h"
#include "sotto-archive.h"

#define TICK_MS 100
#define SETTLE_SECONDS 20

static int n_peers = 200;
static int rate = 500;
static int seconds = 600;
static int size = 512;
static gboolean restart = FALSE;

typedef struct
{
  LoadRelay relay;
  char *archive;
  LoadSwarm *swarm;
  guint n_ticks;
  guint ticks_done;
  GArray *rss; /* of guint64: KiB, once a second */
  double cpu_seconds;
  double cpu_before; /* of a process that was restarted */
} Load;

static gboolean
tick_cb (gpointer user_data)
{
  Load *load = user_data;
  guint before = load->ticks_done * (guint) rate * TICK_MS / 1000;
  guint after = (load->ticks_done + 1) * (guint) rate * TICK_MS / 1000;

  if (load->ticks_done == load->n_ticks)
    return G_SOURCE_CONTINUE;
  load_swarm_publish (load->swarm, after - before);
  load->ticks_done++;

  return G_SOURCE_CONTINUE;
}

static gboolean
measure_cb (gpointer user_data)
{
  Load *load = user_data;
  LoadFigures figures;

  if (!load_relay_measure (&load->relay, &figures))
    return G_SOURCE_CONTINUE;
  g_array_append_val (load->rss, figures.rss_kib);
  load->cpu_seconds = load->cpu_before + figures.cpu_seconds;

  return G_SOURCE_CONTINUE;
}

static gboolean
settled_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_REMOVE;
}

/* Until all is delivered, or it will not be any more. */
static void
settle (Load *load)
{
  gboolean over = FALSE;
  guint timer = g_timeout_add_seconds (SETTLE_SECONDS, settled_cb, &over);
  LoadCounts counts;

  do
    {
      g_main_context_iteration (NULL, TRUE);
      load_swarm_count (load->swarm, &counts);
    }
  while (!over && (counts.lost > 0 || counts.confirmed < counts.published));
  if (!over)
    g_source_remove (timer);
}

static void
run (Load *load)
{
  guint tick = g_timeout_add (TICK_MS, tick_cb, load);
  guint measure = g_timeout_add_seconds (1, measure_cb, load);
  guint half = load->n_ticks / 2;
  gboolean restarted = !restart;

  while (load->ticks_done < load->n_ticks)
    {
      g_main_context_iteration (NULL, TRUE);
      if (restarted || load->ticks_done < half)
        continue;
      measure_cb (load);
      load->cpu_before = load->cpu_seconds;
      load_relay_stop (&load->relay);
      load_relay_start (&load->relay);
      restarted = TRUE;
    }
  settle (load);
  measure_cb (load);
  g_source_remove (tick);
  g_source_remove (measure);
}

/* Averages of the first and of the last third, behind the seconds in which the pool fills. */
static void
average_rss (GArray *rss, double *first, double *last)
{
  guint begin = MIN (rss->len / 4, 30);
  guint third = MAX ((rss->len - begin) / 3, 1);

  *first = *last = 0;
  for (guint i = 0; i < third && begin + i < rss->len; i++)
    {
      *first += (double) g_array_index (rss, guint64, begin + i) / third / 1024;
      *last += (double) g_array_index (rss, guint64, rss->len - 1 - i) / third / 1024;
    }
}

static void
print_results (Load *load, const LoadCounts *counts)
{
  double first;
  double last;

  average_rss (load->rss, &first, &last);
  g_print ("%d peers, %d envelopes/s of %d bytes for %d s: %" G_GUINT64_FORMAT " published, "
           "%" G_GUINT64_FORMAT " confirmed\n",
           n_peers, rate, size, seconds, counts->published, counts->confirmed);
  g_print ("deliveries: %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT ", %" G_GUINT64_FORMAT
           " lost, %" G_GUINT64_FORMAT " doubled\n",
           counts->delivered, counts->expected, counts->lost, counts->doubled);
  g_print ("relay: %.1f s of processor, %.1f us for each envelope, %.2f us for each delivery\n",
           load->cpu_seconds, load->cpu_seconds * 1e6 / (double) MAX (counts->published, 1),
           load->cpu_seconds * 1e6 / (double) MAX (counts->delivered, 1));
  g_print ("memory: %.1f MB in the first third, %.1f MB in the last\n", first, last);
}

/* What the archive holds. */

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
add_page (SottoArchive *archive, SottoMailQuery *query, GHashTable *found)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (SottoArchivePage) page = NULL;

  sotto_archive_query_async (archive, query, G_MAXSIZE, NULL, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  page = sotto_archive_query_finish (archive, result, NULL);
  g_assert_nonnull (page);
  for (guint i = 0; i < page->envelopes->len; i++)
    {
      gsize length;
      const guint8 *raw = g_bytes_get_data (page->envelopes->pdata[i], &length);
      g_autoptr (SottoEnvelope) envelope = sotto_envelope_new_from_bytes (raw, length, NULL);

      g_hash_table_add (found, sotto_hash_copy (sotto_envelope_get_hash (envelope)));
    }
  query->cursor_length = sizeof query->cursor;
  memcpy (query->cursor, page->cursor, sizeof query->cursor);

  return page->more;
}

/* How many of the confirmed envelopes are missing. */
static guint
count_missing (Load *load)
{
  g_autoptr (SottoClock) clock = sotto_clock_new_system ();
  g_autoptr (SottoArchive) archive = sotto_archive_open (load->archive, clock, NULL);
  g_autoptr (GHashTable) found = g_hash_table_new_full (sotto_hash_hash, sotto_hash_equal,
                                                        (GDestroyNotify) sotto_hash_free, NULL);
  SottoMailQuery query = { .upper = G_MAXUINT32, .limit = 1000, .has_bloom = TRUE };
  GArray *confirmed = load_swarm_get_confirmed (load->swarm);
  guint n = 0;

  g_assert_nonnull (archive);
  sotto_bloom_init_full (&query.bloom);
  while (add_page (archive, &query, found))
    ;
  for (guint i = 0; i < confirmed->len; i++)
    n += !g_hash_table_contains (found, &g_array_index (confirmed, SottoHash, i));
  g_print ("archive: %u of %u confirmed envelopes, %u missing\n", confirmed->len - n,
           confirmed->len, n);

  return n;
}

static gboolean
parse (int *argc, char ***argv)
{
  const GOptionEntry entries[] = {
    { "peers", 0, 0, G_OPTION_ARG_INT, &n_peers, "Connections", "N" },
    { "rate", 0, 0, G_OPTION_ARG_INT, &rate, "Envelopes in a second", "N" },
    { "seconds", 0, 0, G_OPTION_ARG_INT, &seconds, "How long", "N" },
    { "size", 0, 0, G_OPTION_ARG_INT, &size, "Of an envelope", "BYTES" },
    { "restart", 0, 0, G_OPTION_ARG_NONE, &restart, "Stop and start it in the middle", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("SOTTOD");
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (g_option_context_parse (context, argc, argv, &error) && *argc == 2)
    return TRUE;
  g_printerr ("%s\n", error != NULL ? error->message : "one argument is needed: the daemon");

  return FALSE;
}

int
main (int argc, char **argv)
{
  Load load = { 0 };
  LoadCounts counts;
  guint n_missing;
  gboolean is_right;

  if (!parse (&argc, &argv))
    return EXIT_FAILURE;

  load.rss = g_array_new (FALSE, FALSE, sizeof (guint64));
  load.n_ticks = (guint) seconds * 1000 / TICK_MS;
  load_relay_init (&load.relay, argv[1], NULL, (guint) n_peers + 20);
  load.archive = g_build_filename (load.relay.folder, "archive.sqlite", NULL);
  load.relay.archive = load.archive;
  load_relay_start (&load.relay);
  load.swarm =
    load_swarm_new (load.relay.enode, (guint) n_peers, (guint) (rate * seconds), (gsize) size);
  run (&load);
  load_swarm_count (load.swarm, &counts);
  print_results (&load, &counts);
  load_relay_stop (&load.relay);
  n_missing = count_missing (&load);
  is_right = n_missing == 0 && counts.doubled == 0 && (restart || counts.lost == 0) &&
             (restart || counts.confirmed == counts.published);

  load_swarm_free (load.swarm);
  load_relay_clear (&load.relay);
  g_array_unref (load.rss);
  g_free (load.archive);

  return is_right ? EXIT_SUCCESS : EXIT_FAILURE;
}

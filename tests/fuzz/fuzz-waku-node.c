/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A real node and a neighbour that says what the input says, in any order:
 *
 *   flags(1) || (code(1) || length(2, big-endian) || payload)*
 *   flags: 1 the neighbour speaks shh/6, not waku/1; 2 the node is a relay; 4 it is light
 *
 * Whatever comes, the node goes on, and pools nothing but what has done its work.
 */

#include "fuzz.h"

#include "sim-liar.h"
#include "sotto-clock.h"
#include "sotto-transport.h"
#include "sotto-waku-node.h"
#include "waku-fixtures.h"

#define FLAG_WHISPER 1
#define FLAG_RELAY 2
#define FLAG_LIGHT 4

#define STEP_MS 100

typedef struct
{
  SimWire *wire;
  SottoTestClock *clock;
  SottoRandom *random;
  SottoHost *host;
  SottoWakuNode *node;
  SottoHost *liar_host;
  SimLiar *liar;
  gint64 now_ms;
} Stage;

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
step (Stage *stage)
{
  stage->now_ms += STEP_MS;
  sim_wire_run (stage->wire, stage->now_ms);
  sotto_test_clock_advance (stage->clock, STEP_MS);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
stage_init (Stage *stage, guint8 flags, GRand *rand)
{
  SottoWakuLimits limits;
  SottoTopic topic = { { 1, 2, 3, 4 } };

  *stage = (Stage){ 0 };
  sotto_waku_limits_init (&limits);
  limits.light = (flags & FLAG_LIGHT) != 0;
  stage->wire = sim_wire_new (rand);
  stage->clock = sotto_test_clock_new ((gint64) FIXTURE_NOW * G_USEC_PER_SEC);
  stage->random = sotto_random_new_seeded (1);
  stage->host = sim_host_new (stage->wire, 0);
  stage->node = sotto_waku_node_new (
    stage->host, (flags & FLAG_RELAY) != 0 ? SOTTO_WAKU_ROLE_RELAY : SOTTO_WAKU_ROLE_CLIENT,
    &limits, SOTTO_CLOCK (stage->clock), stage->random);
  sotto_transport_set_topics (SOTTO_TRANSPORT (stage->node), &topic, 1);
  sotto_transport_start_async (SOTTO_TRANSPORT (stage->node), NULL, NULL, NULL);
  stage->liar_host = sim_host_new (stage->wire, 1);
  stage->liar = sim_liar_new (SIM_LIAR_SCRIPTED, (flags & FLAG_WHISPER) != 0, rand);
  sotto_host_add_capability (stage->liar_host, SOTTO_CAPABILITY (stage->liar));
  sim_wire_connect (stage->wire, stage->liar_host, stage->host, 0, 0);
}

static void
stage_clear (Stage *stage)
{
  gboolean is_done = FALSE;

  sim_wire_free (stage->wire);
  sotto_transport_stop_async (SOTTO_TRANSPORT (stage->node), NULL, done_cb, &is_done);
  while (!is_done)
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (stage->node);
  g_object_unref (stage->host);
  g_object_unref (stage->liar_host);
  g_object_unref (stage->liar);
  g_object_unref (stage->random);
  g_object_unref (stage->clock);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  size_t at = 1;
  Stage stage;

  if (size < 1)
    return 0;

  stage_init (&stage, data[0], rand);
  while (at + 3 <= size)
    {
      size_t length = (size_t) data[at + 1] << 8 | data[at + 2];
      g_autoptr (GBytes) payload = NULL;

      length = MIN (length, size - at - 3);
      payload = g_bytes_new (data + at + 3, length);
      sim_liar_send (stage.liar, data[at] % 128, payload);
      at += 3 + length;
      step (&stage);
    }
  for (guint i = 0; i < 20; i++)
    step (&stage);
  g_assert_cmpuint (sotto_waku_node_get_n_pooled (stage.node), <=, size / 16);
  stage_clear (&stage);

  return 0;
}

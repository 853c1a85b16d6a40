/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What waits for a neighbour: in order, each once, and never what it knows. */

#include "sotto-random.h"
#include "sotto-waku-queue.h"

static void
assert_first (SottoWakuQueue *queue, SottoPoolSlot expected)
{
  SottoPoolSlot slot = G_MAXUINT32;

  g_assert_true (sotto_waku_queue_peek (queue, &slot));
  g_assert_cmpuint (slot, ==, expected);
}

static void
test_order (void)
{
  g_autoptr (SottoWakuQueue) queue = sotto_waku_queue_new ();
  SottoPoolSlot slot;

  g_assert_false (sotto_waku_queue_peek (queue, &slot));
  sotto_waku_queue_drop_first (queue);
  g_assert_true (sotto_waku_queue_add (queue, 1000));
  g_assert_true (sotto_waku_queue_add (queue, 3));
  g_assert_false (sotto_waku_queue_add (queue, 1000));
  g_assert_cmpuint (sotto_waku_queue_get_n_waiting (queue), ==, 2);
  assert_first (queue, 1000);
  sotto_waku_queue_drop_first (queue);
  assert_first (queue, 3);
  sotto_waku_queue_drop_first (queue);
  g_assert_cmpuint (sotto_waku_queue_get_n_waiting (queue), ==, 0);
}

static void
test_known (void)
{
  g_autoptr (SottoWakuQueue) queue = sotto_waku_queue_new ();
  SottoPoolSlot slot;

  sotto_waku_queue_add (queue, 7);
  sotto_waku_queue_set_known (queue, 7);
  g_assert_false (sotto_waku_queue_peek (queue, &slot));
  g_assert_true (sotto_waku_queue_is_known (queue, 7));
  g_assert_false (sotto_waku_queue_is_known (queue, 100000));
  g_assert_false (sotto_waku_queue_add (queue, 7));

  /* It may have been sent before it is brought; it is brought once. */
  g_assert_true (sotto_waku_queue_set_brought (queue, 7));
  g_assert_false (sotto_waku_queue_set_brought (queue, 7));

  /* Another envelope has its slot now. */
  sotto_waku_queue_forget (queue, 7);
  g_assert_true (sotto_waku_queue_add (queue, 7));
  sotto_waku_queue_forget (queue, 7);
  g_assert_false (sotto_waku_queue_peek (queue, &slot));
  sotto_waku_queue_forget (queue, 500000);
}

/* A neighbour that reads nothing while envelopes come and go: each slot waits once at most. */
static void
test_stalled (void)
{
  g_autoptr (SottoWakuQueue) queue = sotto_waku_queue_new ();
  guint n = 0;
  SottoPoolSlot slot;

  for (guint round = 0; round < 100000; round++)
    {
      sotto_waku_queue_forget (queue, round % 50);
      sotto_waku_queue_add (queue, round % 50);
      g_assert_cmpuint (sotto_waku_queue_get_n_waiting (queue), <=, 50);
    }
  while (sotto_waku_queue_peek (queue, &slot))
    {
      sotto_waku_queue_drop_first (queue);
      n++;
    }
  g_assert_cmpuint (n, ==, 50);
}

static void
test_against_model (void)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (seed);
  g_autoptr (SottoWakuQueue) queue = sotto_waku_queue_new ();
  gboolean known[200] = { FALSE };
  gboolean waits[200] = { FALSE };
  guint n_waiting = 0;

  g_test_message ("seed %u", seed);
  for (guint step = 0; step < 50000; step++)
    {
      SottoPoolSlot slot = sotto_random_uniform (random, G_N_ELEMENTS (known));

      switch (sotto_random_uniform (random, 4))
        {
        case 0:
          g_assert_cmpint (sotto_waku_queue_add (queue, slot), ==, !known[slot] && !waits[slot]);
          waits[slot] |= !known[slot];
          break;
        case 1:
          sotto_waku_queue_set_known (queue, slot);
          known[slot] = TRUE;
          waits[slot] = FALSE;
          break;
        case 2:
          sotto_waku_queue_forget (queue, slot);
          known[slot] = FALSE;
          waits[slot] = FALSE;
          break;
        default:
          if (!sotto_waku_queue_peek (queue, &slot))
            break;
          g_assert_true (waits[slot]);
          sotto_waku_queue_drop_first (queue);
          waits[slot] = FALSE;
        }
      n_waiting = 0;
      for (guint i = 0; i < G_N_ELEMENTS (waits); i++)
        n_waiting += waits[i] ? 1 : 0;
      g_assert_cmpuint (sotto_waku_queue_get_n_waiting (queue), ==, n_waiting);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/waku/queue/order", test_order);
  g_test_add_func ("/waku/queue/known", test_known);
  g_test_add_func ("/waku/queue/stalled", test_stalled);
  g_test_add_func ("/waku/queue/against-model", test_against_model);

  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The pool: what it holds, when it lets go, and what makes room at its limits. */

#include "sotto-envelope-pool.h"
#include "sotto-random.h"
#include "waku-fixtures.h"

typedef struct
{
  GArray *slots; /* of those that left */
  guint n_expired;
} Removed;

static void
removed_cb (SottoPoolSlot slot, SottoEnvelope *envelope, gboolean expired, gpointer user_data)
{
  Removed *removed = user_data;

  g_assert_nonnull (envelope);
  g_array_append_val (removed->slots, slot);
  removed->n_expired += expired ? 1 : 0;
}

static Removed *
removed_new (void)
{
  Removed *removed = g_new0 (Removed, 1);

  removed->slots = g_array_new (FALSE, FALSE, sizeof (SottoPoolSlot));

  return removed;
}

static void
removed_free (Removed *removed)
{
  g_array_unref (removed->slots);
  g_free (removed);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Removed, removed_free)

static SottoPoolResult
add (SottoEnvelopePool *pool, guint32 expiry, guint8 fill, double pow, SottoPoolSlot *slot)
{
  FixtureEnvelope fields = { .expiry = expiry, .ttl = 1, .data_length = 100, .fill = fill };
  g_autoptr (SottoEnvelope) envelope = fixture_worked (&fields, pow);

  return sotto_envelope_pool_add (pool, envelope, FALSE, slot);
}

static void
test_present (void)
{
  g_autoptr (SottoEnvelopePool) pool = sotto_envelope_pool_new (G_MAXSIZE, 10, NULL, NULL);
  FixtureEnvelope fields = { .expiry = FIXTURE_NOW, .ttl = 1, .data_length = 1 };
  g_autoptr (SottoEnvelope) envelope = fixture_envelope (&fields);
  const SottoHash *hash = sotto_envelope_get_hash (envelope);
  SottoPoolSlot slot;
  SottoPoolSlot again;

  g_assert_false (sotto_envelope_pool_lookup (pool, hash, &slot));
  g_assert_cmpint (sotto_envelope_pool_add (pool, envelope, FALSE, &slot), ==,
                   SOTTO_POOL_RESULT_ADDED);
  g_assert_cmpint (sotto_envelope_pool_add (pool, envelope, FALSE, &again), ==,
                   SOTTO_POOL_RESULT_PRESENT);
  g_assert_cmpuint (slot, ==, again);
  g_assert_true (sotto_envelope_pool_lookup (pool, hash, &again));
  g_assert_cmpuint (slot, ==, again);
  g_assert_true (sotto_envelope_pool_get (pool, slot) == envelope);
  g_assert_null (sotto_envelope_pool_get (pool, slot + 1));
  g_assert_cmpuint (sotto_envelope_pool_get_n_envelopes (pool), ==, 1);
}

static void
test_expiry (void)
{
  g_autoptr (Removed) removed = removed_new ();
  g_autoptr (SottoEnvelopePool) pool = sotto_envelope_pool_new (G_MAXSIZE, 10, removed_cb, removed);
  SottoPoolSlot slot;
  SottoPoolSlot late;

  add (pool, FIXTURE_NOW + 5, 1, 0, &late);
  add (pool, FIXTURE_NOW, 2, 0, &slot);

  /* The last second of its life is part of it. */
  sotto_envelope_pool_expire (pool, FIXTURE_NOW);
  g_assert_cmpuint (sotto_envelope_pool_get_n_envelopes (pool), ==, 2);
  sotto_envelope_pool_expire (pool, FIXTURE_NOW + 1);
  g_assert_cmpuint (sotto_envelope_pool_get_n_envelopes (pool), ==, 1);
  g_assert_cmpuint (removed->n_expired, ==, 1);
  g_assert_cmpuint (g_array_index (removed->slots, SottoPoolSlot, 0), ==, slot);
  g_assert_null (sotto_envelope_pool_get (pool, slot));

  /* The slot is used again. */
  add (pool, FIXTURE_NOW + 9, 3, 0, &late);
  g_assert_cmpuint (late, ==, slot);
  sotto_envelope_pool_expire (pool, G_MAXUINT32);
  g_assert_cmpuint (sotto_envelope_pool_get_n_envelopes (pool), ==, 0);
  g_assert_cmpuint (sotto_envelope_pool_get_bytes (pool), ==, 0);
}

static void
test_eviction (void)
{
  g_autoptr (Removed) removed = removed_new ();
  g_autoptr (SottoEnvelopePool) pool = sotto_envelope_pool_new (G_MAXSIZE, 3, removed_cb, removed);
  SottoPoolSlot slots[3];
  SottoPoolSlot slot;

  add (pool, FIXTURE_NOW, 1, 1.0, &slots[0]);
  add (pool, FIXTURE_NOW, 2, 0.0, &slots[1]);
  add (pool, FIXTURE_NOW, 3, 2.0, &slots[2]);

  g_assert_cmpint (add (pool, FIXTURE_NOW, 4, 4.0, &slot), ==, SOTTO_POOL_RESULT_ADDED);
  g_assert_cmpuint (removed->slots->len, ==, 1);
  g_assert_cmpuint (g_array_index (removed->slots, SottoPoolSlot, 0), ==, slots[1]);
  g_assert_cmpuint (removed->n_expired, ==, 0);

  /* Nobody leaves for one that did less. */
  g_assert_cmpint (add (pool, FIXTURE_NOW, 5, 0.0, &slot), ==, SOTTO_POOL_RESULT_FULL);
  g_assert_cmpuint (sotto_envelope_pool_get_n_envelopes (pool), ==, 3);
}

static void
test_bytes (void)
{
  FixtureEnvelope fields = { .expiry = FIXTURE_NOW, .ttl = 1, .data_length = 1000 };
  g_autoptr (SottoEnvelope) first = fixture_worked (&fields, 0.001);
  gsize cost = sotto_envelope_get_memory (first) + SOTTO_ENVELOPE_POOL_OVERHEAD;
  g_autoptr (SottoEnvelopePool) pool = sotto_envelope_pool_new (2 * cost + 10, 100, NULL, NULL);
  FixtureEnvelope huge = { .expiry = FIXTURE_NOW, .ttl = 1, .data_length = 5000 };
  g_autoptr (SottoEnvelope) too_large = fixture_worked (&huge, 0.1);
  SottoPoolSlot slot;

  for (guint8 fill = 0; fill < 20; fill++)
    {
      g_autoptr (SottoEnvelope) envelope = NULL;

      fields.fill = fill;
      envelope = fixture_worked (&fields, 0.001);
      sotto_envelope_pool_add (pool, envelope, FALSE, &slot);
      g_assert_cmpuint (sotto_envelope_pool_get_bytes (pool), <=, 2 * cost + 10);
      g_assert_cmpuint (sotto_envelope_pool_get_n_envelopes (pool), <=, 2);
    }
  g_assert_cmpuint (sotto_envelope_pool_get_n_envelopes (pool), ==, 2);
  g_assert_cmpint (sotto_envelope_pool_add (pool, too_large, FALSE, &slot), ==,
                   SOTTO_POOL_RESULT_FULL);
}

static void
test_own (void)
{
  g_autoptr (SottoEnvelopePool) pool = sotto_envelope_pool_new (G_MAXSIZE, 2, NULL, NULL);
  FixtureEnvelope fields = { .expiry = FIXTURE_NOW, .ttl = 15, .data_length = 5000 };
  SottoPoolSlot slot;

  for (guint8 fill = 0; fill < 2; fill++)
    {
      g_autoptr (SottoEnvelope) own = NULL;

      fields.fill = fill;
      own = fixture_envelope (&fields);
      g_assert_cmpint (sotto_envelope_pool_add (pool, own, TRUE, &slot), ==,
                       SOTTO_POOL_RESULT_ADDED);
    }
  g_assert_cmpint (add (pool, FIXTURE_NOW, 9, 10.0, &slot), ==, SOTTO_POOL_RESULT_FULL);
  sotto_envelope_pool_clear (pool);
  g_assert_cmpint (add (pool, FIXTURE_NOW, 9, 10.0, &slot), ==, SOTTO_POOL_RESULT_ADDED);
}

/* Against a list that is looked through from end to end. */
static void
test_against_model (void)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (seed);
  g_autoptr (SottoEnvelopePool) pool = sotto_envelope_pool_new (G_MAXSIZE, 40, NULL, NULL);
  g_autoptr (GPtrArray) model =
    g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_envelope_unref);
  guint32 now = 1000;

  g_test_message ("seed %u", seed);
  for (guint step = 0; step < 4000; step++)
    {
      FixtureEnvelope fields = { .expiry = now + sotto_random_uniform (random, 50),
                                 .ttl = 1,
                                 .data_length = 10,
                                 .nonce = step };
      g_autoptr (SottoEnvelope) envelope = fixture_envelope (&fields);
      guint least = 0;
      SottoPoolSlot slot;
      SottoPoolResult result = sotto_envelope_pool_add (pool, envelope, FALSE, &slot);

      for (guint i = 1; i < model->len; i++)
        if (sotto_envelope_get_pow (model->pdata[i]) < sotto_envelope_get_pow (model->pdata[least]))
          least = i;
      if (result == SOTTO_POOL_RESULT_FULL)
        g_assert_true (sotto_envelope_get_pow (model->pdata[least]) >=
                       sotto_envelope_get_pow (envelope));
      else
        g_ptr_array_add (model, sotto_envelope_ref (envelope));

      if (step % 7 == 0)
        sotto_envelope_pool_expire (pool, ++now);
      for (guint i = model->len; i > 0; i--)
        if (!sotto_envelope_pool_lookup (pool, sotto_envelope_get_hash (model->pdata[i - 1]), NULL))
          {
            SottoEnvelope *gone = model->pdata[i - 1];

            /* It left because it died, or because it was worth least. */
            g_assert_true (sotto_envelope_get_expiry (gone) < now ||
                           sotto_envelope_get_pow (gone) <= sotto_envelope_get_pow (envelope));
            g_ptr_array_remove_index (model, i - 1);
          }
        else
          g_assert_cmpuint (sotto_envelope_get_expiry (model->pdata[i - 1]), >=,
                            step % 7 == 0 ? now : 0);
      g_assert_cmpuint (sotto_envelope_pool_get_n_envelopes (pool), ==, model->len);
    }
  g_assert_cmpuint (sotto_envelope_pool_get_n_slots (pool), <=, 41);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/waku/pool/present", test_present);
  g_test_add_func ("/waku/pool/expiry", test_expiry);
  g_test_add_func ("/waku/pool/eviction", test_eviction);
  g_test_add_func ("/waku/pool/bytes", test_bytes);
  g_test_add_func ("/waku/pool/own", test_own);
  g_test_add_func ("/waku/pool/against-model", test_against_model);

  return g_test_run ();
}

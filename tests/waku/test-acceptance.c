/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which envelopes are taken: each boundary, and what was open in the field. */

#include "sotto-acceptance.h"
#include "waku-fixtures.h"

#define NOW FIXTURE_NOW

static const SottoTopic followed = { { 1, 2, 3, 0 } };

static SottoAcceptanceReason
check (const FixtureEnvelope *fields, const SottoAcceptanceRules *rules)
{
  g_autoptr (GBytes) raw = fixture_encode (fields);
  SottoAcceptanceReason reason;
  SottoEnvelopeView view;
  double pow;

  g_assert_true (
    sotto_envelope_view_parse (&view, g_bytes_get_data (raw, NULL), g_bytes_get_size (raw), NULL));
  reason = sotto_acceptance_check_header (&view, rules);

  return reason != SOTTO_ACCEPTANCE_REASON_NONE
           ? reason
           : sotto_acceptance_check_work (&view, sotto_envelope_view_count_work (&view), rules,
                                          &pow);
}

static void
test_time (void)
{
  static const struct
  {
    guint32 expiry;
    guint32 ttl;
    SottoAcceptanceReason reason;
  } rows[] = {
    { NOW + 15, 15, SOTTO_ACCEPTANCE_REASON_NONE },
    { NOW, 15, SOTTO_ACCEPTANCE_REASON_NONE },
    { NOW - 1, 15, SOTTO_ACCEPTANCE_REASON_EXPIRED },
    { NOW - 20, 15, SOTTO_ACCEPTANCE_REASON_EXPIRED },
    { NOW - 21, 15, SOTTO_ACCEPTANCE_REASON_VERY_OLD },
    { 1, 1, SOTTO_ACCEPTANCE_REASON_VERY_OLD },
    { 0, 0, SOTTO_ACCEPTANCE_REASON_VERY_OLD },
    { NOW + 25, 15, SOTTO_ACCEPTANCE_REASON_NONE },
    { NOW + 26, 15, SOTTO_ACCEPTANCE_REASON_FUTURE },
    { G_MAXUINT32, 15, SOTTO_ACCEPTANCE_REASON_FUTURE },
    /* Work that is infinite in the field: no time to live. */
    { NOW, 0, SOTTO_ACCEPTANCE_REASON_LOW_POW },
    { NOW + 10, 0, SOTTO_ACCEPTANCE_REASON_LOW_POW },
    /* A ttl beyond the expiry wraps around, here to "sent in six seconds". */
    { NOW + 5, G_MAXUINT32, SOTTO_ACCEPTANCE_REASON_LIFETIME },
    { NOW + 5, NOW + 6, SOTTO_ACCEPTANCE_REASON_LIFETIME },
    { 0, 1, SOTTO_ACCEPTANCE_REASON_LIFETIME },
    { NOW + 5, NOW + 5, SOTTO_ACCEPTANCE_REASON_LIFETIME },
    { NOW + 60 * 86400, 60 * 86400, SOTTO_ACCEPTANCE_REASON_NONE },
    { NOW + 60 * 86400 + 1, 60 * 86400 + 1, SOTTO_ACCEPTANCE_REASON_LIFETIME },
  };
  g_autoptr (SottoWakuInterest) everything = sotto_waku_interest_new_everything ();
  SottoAcceptanceRules rules = { .now = NOW, .max_message_size = 1 << 20, .interest = everything };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      FixtureEnvelope fields = { rows[i].expiry, rows[i].ttl, followed, .data_length = 10 };

      g_test_message ("row %" G_GSIZE_FORMAT, i);
      g_assert_cmpint (check (&fields, &rules), ==, rows[i].reason);
    }
}

static void
test_size (void)
{
  g_autoptr (SottoWakuInterest) everything = sotto_waku_interest_new_everything ();
  SottoAcceptanceRules rules = { .now = NOW, .max_message_size = 1024, .interest = everything };
  FixtureEnvelope fields = { NOW + 15, 15, followed, .data_length = 1004 };

  g_assert_cmpint (check (&fields, &rules), ==, SOTTO_ACCEPTANCE_REASON_NONE);
  fields.data_length++;
  g_assert_cmpint (check (&fields, &rules), ==, SOTTO_ACCEPTANCE_REASON_TOO_LARGE);
}

static void
test_topic (void)
{
  static const SottoTopic other = { { 1, 2, 3, 1 } };
  g_autoptr (SottoWakuInterest) topics = sotto_waku_interest_new_topics (&followed, 1);
  g_autoptr (SottoWakuInterest) bloom = sotto_waku_interest_to_bloom (topics);
  g_autoptr (SottoWakuInterest) nothing = sotto_waku_interest_new_topics (NULL, 0);
  SottoWakuInterest *said[] = { topics, bloom };

  for (gsize i = 0; i < G_N_ELEMENTS (said); i++)
    {
      SottoAcceptanceRules rules = { .now = NOW, .max_message_size = 1024, .interest = said[i] };
      FixtureEnvelope fields = { NOW + 15, 15, followed, .data_length = 10 };

      g_assert_cmpint (check (&fields, &rules), ==, SOTTO_ACCEPTANCE_REASON_NONE);
      fields.topic = other;
      g_assert_cmpint (check (&fields, &rules), ==, SOTTO_ACCEPTANCE_REASON_TOPIC);

      /* After narrowing, what was announced before is let pass. */
      fields.topic = followed;
      rules.interest = nothing;
      g_assert_cmpint (check (&fields, &rules), ==, SOTTO_ACCEPTANCE_REASON_TOPIC);
      rules.previous = said[i];
      g_assert_cmpint (check (&fields, &rules), ==, SOTTO_ACCEPTANCE_REASON_NONE);
    }
}

/* At the floor itself it is enough; stamped ahead, it is carried for longer and has done less. */
static void
test_work (void)
{
  g_autoptr (SottoWakuInterest) everything = sotto_waku_interest_new_everything ();
  SottoAcceptanceRules rules = { .now = NOW, .max_message_size = 1024, .interest = everything };
  FixtureEnvelope fields = { NOW + 15, 15, followed, .data_length = 100, .nonce = 5 };
  g_autoptr (SottoEnvelope) envelope = fixture_envelope (&fields);

  rules.min_pow = sotto_envelope_get_pow (envelope);
  g_assert_cmpint (check (&fields, &rules), ==, SOTTO_ACCEPTANCE_REASON_NONE);
  rules.min_pow *= 1.0000000001;
  g_assert_cmpint (check (&fields, &rules), ==, SOTTO_ACCEPTANCE_REASON_LOW_POW);

  rules.min_pow = sotto_envelope_get_pow (envelope);
  rules.now = NOW - 1;
  g_assert_cmpint (check (&fields, &rules), ==, SOTTO_ACCEPTANCE_REASON_LOW_POW);
  rules.min_pow = rules.min_pow * 15 / 17 * 0.9999999;
  g_assert_cmpint (check (&fields, &rules), ==, SOTTO_ACCEPTANCE_REASON_NONE);
}

static void
test_meanings (void)
{
  for (SottoAcceptanceReason reason = SOTTO_ACCEPTANCE_REASON_NONE;
       reason <= SOTTO_ACCEPTANCE_REASON_LOW_POW; reason++)
    {
      SottoAcceptanceOutcome outcome = sotto_acceptance_get_outcome (reason);

      g_assert_false (sotto_acceptance_is_about_time (reason) &&
                      sotto_acceptance_is_trouble (reason));
      if (outcome == SOTTO_ACCEPTANCE_ERROR)
        {
          g_assert_true (sotto_acceptance_is_about_time (reason) ||
                         sotto_acceptance_is_trouble (reason));
          g_assert_cmpstr (sotto_acceptance_describe (reason), !=, "");
        }
    }
  g_assert_cmpint (sotto_acceptance_get_outcome (SOTTO_ACCEPTANCE_REASON_EXPIRED), ==,
                   SOTTO_ACCEPTANCE_DROPPED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/waku/acceptance/time", test_time);
  g_test_add_func ("/waku/acceptance/size", test_size);
  g_test_add_func ("/waku/acceptance/topic", test_topic);
  g_test_add_func ("/waku/acceptance/work", test_work);
  g_test_add_func ("/waku/acceptance/meanings", test_meanings);

  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A payload from a peer: what is delivered is delivered once, and what is answered can be read. */

#include "fuzz.h"

#include "mvds-node.h"
#include "sotto-mvds-wire-private.h"

static MvdsNode *alice;
static MvdsNode *bob;

static gboolean
receive_job (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  GBytes *plaintext = user_data;
  SottoMvdsIncoming first = { 0 };
  SottoMvdsIncoming second = { 0 };
  g_autoptr (GPtrArray) payloads = NULL;

  if (sotto_mvds_receive (bob->mvds, transaction, &alice->key, plaintext, &first, NULL))
    {
      g_assert_true (
        sotto_mvds_receive (bob->mvds, transaction, &alice->key, plaintext, &second, NULL));
      g_assert_cmpint (first.is_mvds, ==, second.is_mvds);
      g_assert_cmpuint (second.bodies->len, ==, 0);
      g_assert_cmpuint (first.acknowledged->len, ==, 0);
    }

  /* Everything is due: the test clock was put on by a day. */
  sotto_test_clock_jump (bob->clock, G_TIME_SPAN_DAY);
  payloads = sotto_mvds_collect (bob->mvds, transaction, NULL);
  g_assert_nonnull (payloads);
  for (guint i = 0; i < payloads->len; i++)
    {
      SottoMvdsOutgoing *outgoing = payloads->pdata[i];
      g_autoptr (Sotto__MvdsPayload) payload = sotto_mvds_payload_parse (outgoing->payload, NULL);

      g_assert_nonnull (payload);
    }
  sotto_test_clock_jump (bob->clock, -G_TIME_SPAN_DAY);

  sotto_mvds_incoming_clear (&first);
  sotto_mvds_incoming_clear (&second);
  return FALSE;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) plaintext = g_bytes_new (data, size);

  if (bob == NULL)
    {
      SottoTestClock *clock = sotto_test_clock_new (G_USEC_PER_SEC * 1600000000LL);

      alice = mvds_node_new (1, clock);
      bob = mvds_node_new (2, clock);
    }
  sotto_test_database_write (bob->database, receive_job, plaintext, NULL);
  return 0;
}

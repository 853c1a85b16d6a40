/* SPDX-License-Identifier: GPL-3.0-or-later */

/* MVDS between two nodes: schedules, answers, hostile payloads, and a channel that loses. */

#include "mvds-node.h"

#include "sotto-mvds-tables-private.h"
#include "sotto-mvds-wire-private.h"

#include "sotto-test-vectors.h"

#define START_US (G_GINT64_CONSTANT (1600000000) * G_USEC_PER_SEC)

/* Two nodes with one clock. */
typedef struct
{
  SottoTestClock *clock;
  MvdsNode *alice;
  MvdsNode *bob;
} Pair;

static void
pair_init (Pair *pair)
{
  pair->clock = sotto_test_clock_new (START_US);
  pair->alice = mvds_node_new (1, pair->clock);
  pair->bob = mvds_node_new (2, pair->clock);
}

static void
pair_clear (Pair *pair)
{
  g_clear_pointer (&pair->alice, mvds_node_free);
  g_clear_pointer (&pair->bob, mvds_node_free);
  g_clear_object (&pair->clock);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, pair_clear)

static gint64
get_now_ms (Pair *pair)
{
  return (gint64) sotto_clock_get_milliseconds (SOTTO_CLOCK (pair->clock));
}

static void
test_one_message (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GBytes) ack = NULL;
  SottoHash id;

  pair_init (&pair);
  g_assert_cmpint (mvds_node_get_next_due (pair.alice), ==, G_MAXINT64);
  id = mvds_node_enqueue (pair.alice, pair.bob, "hello");
  g_assert_cmpint (mvds_node_get_next_due (pair.alice), ==, get_now_ms (&pair));
  payload = mvds_node_collect_one (pair.alice);
  g_assert_nonnull (payload);

  g_assert_true (mvds_node_receive (pair.bob, pair.alice, payload));
  g_assert_cmpuint (pair.bob->bodies->len, ==, 1);
  g_assert_cmpmem (g_bytes_get_data (pair.bob->bodies->pdata[0], NULL),
                   g_bytes_get_size (pair.bob->bodies->pdata[0]), "hello", 5);

  /* The acknowledgement waits a moment for company, a second at most. */
  g_assert_null (mvds_node_collect_one (pair.bob));
  g_assert_cmpint (mvds_node_get_next_due (pair.bob), <=, get_now_ms (&pair) + 1000);
  sotto_test_clock_advance (pair.clock, 1000);
  ack = mvds_node_collect_one (pair.bob);
  g_assert_nonnull (ack);
  g_assert_cmpint (mvds_node_get_next_due (pair.bob), ==, G_MAXINT64);

  g_assert_true (mvds_node_receive (pair.alice, pair.bob, ack));
  g_assert_cmpuint (pair.alice->acknowledged->len, ==, 1);
  g_assert_true (sotto_hash_equal (pair.alice->acknowledged->data, &id));
  g_assert_cmpint (mvds_node_get_next_due (pair.alice), ==, G_MAXINT64);

  /* An acknowledgement is not acknowledged, and says nothing twice. */
  sotto_test_clock_advance (pair.clock, 60 * 1000);
  g_assert_null (mvds_node_collect_one (pair.alice));
  mvds_node_receive (pair.alice, pair.bob, ack);
  g_assert_cmpuint (pair.alice->acknowledged->len, ==, 1);
}

/* One that is never acknowledged: when it is sent, and when that ends. */
static void
test_schedule (void)
{
  static const gint64 seconds[] = { 30, 60, 120, 240, 480, 960, 1920, 3600, 3600 };
  g_auto (Pair) pair = { 0 };
  gint64 last_ms, due_ms;
  guint n_sent = 1;
  SottoHash id;

  pair_init (&pair);
  id = mvds_node_enqueue (pair.alice, pair.bob, "hello");
  g_bytes_unref (mvds_node_collect_one (pair.alice));
  last_ms = get_now_ms (&pair);

  while ((due_ms = mvds_node_get_next_due (pair.alice)) != G_MAXINT64)
    {
      gint64 wait_ms = due_ms - last_ms;
      g_autoptr (GBytes) payload = NULL;

      if (n_sent <= G_N_ELEMENTS (seconds))
        {
          g_assert_cmpint (wait_ms, >=, seconds[n_sent - 1] * 800);
          g_assert_cmpint (wait_ms, <=, seconds[n_sent - 1] * 1200);
        }
      sotto_test_clock_advance (pair.clock, (guint64) wait_ms - 1);
      g_assert_null (mvds_node_collect_one (pair.alice));
      sotto_test_clock_advance (pair.clock, 1);
      last_ms = get_now_ms (&pair);
      payload = mvds_node_collect_one (pair.alice);
      if (payload != NULL)
        n_sent++;
    }

  g_assert_cmpuint (n_sent, ==, SOTTO_MVDS_MAX_TRIES);
  {
    g_autoptr (GArray) given_up = mvds_node_take_given_up (pair.alice);
    g_autoptr (GArray) nothing = mvds_node_take_given_up (pair.alice);

    g_assert_cmpuint (given_up->len, ==, 1);
    g_assert_true (sotto_hash_equal (given_up->data, &id));
    g_assert_cmpuint (nothing->len, ==, 0);
  }
}

/* A message of eight days ago still gets its first try. */
static void
test_age (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GArray) given_up = NULL;

  pair_init (&pair);
  mvds_node_enqueue (pair.alice, pair.bob, "hello");
  sotto_test_clock_advance (pair.clock, 8 * SOTTO_MVDS_DAY_MS);
  payload = mvds_node_collect_one (pair.alice);
  g_assert_nonnull (payload);
  sotto_test_clock_advance (pair.clock, 40 * 1000);
  g_assert_null (mvds_node_collect_one (pair.alice));
  given_up = mvds_node_take_given_up (pair.alice);
  g_assert_cmpuint (given_up->len, ==, 1);

  /* It had arrived, and that is told even now. */
  mvds_node_receive (pair.bob, pair.alice, payload);
  sotto_test_clock_advance (pair.clock, 1000);
  g_clear_pointer (&payload, g_bytes_unref);
  payload = mvds_node_collect_one (pair.bob);
  mvds_node_receive (pair.alice, pair.bob, payload);
  g_assert_cmpuint (pair.alice->acknowledged->len, ==, 1);
}

static void
test_duplicates (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (GBytes) payload = NULL;
  guint n_acks = 0;

  pair_init (&pair);
  mvds_node_enqueue (pair.alice, pair.bob, "hello");
  payload = mvds_node_collect_one (pair.alice);

  /* A storm for 60 seconds: one delivery, one acknowledgement in ten seconds. */
  for (int i = 0; i < 600; i++)
    {
      g_autoptr (GBytes) ack = NULL;

      mvds_node_receive (pair.bob, pair.alice, payload);
      sotto_test_clock_advance (pair.clock, 100);
      ack = mvds_node_collect_one (pair.bob);
      n_acks += ack != NULL;
    }
  g_assert_cmpuint (pair.bob->bodies->len, ==, 1);
  g_assert_cmpuint (n_acks, >=, 5);
  g_assert_cmpuint (n_acks, <=, 6);
}

static void
test_limits (void)
{
  g_auto (Pair) pair = { 0 };
  g_autofree char *large = g_strnfill (60 * 1024, 'x');
  g_autofree char *huge = g_strnfill (SOTTO_MVDS_MAX_BODY + 1, 'x');
  g_autoptr (GBytes) huge_bytes = g_bytes_new_static (huge, SOTTO_MVDS_MAX_BODY + 1);
  g_autoptr (GBytes) largest_bytes = g_bytes_new_static (huge, SOTTO_MVDS_MAX_BODY);
  g_autoptr (GError) too_large = NULL;
  g_autoptr (GError) full = NULL;
  SottoHash id;

  pair_init (&pair);
  g_assert_false (mvds_node_try_enqueue (pair.alice, pair.bob, huge_bytes, &id, &too_large));
  g_assert_error (too_large, SOTTO_SYNC_ERROR, SOTTO_SYNC_ERROR_TOO_LARGE);

  /* 200 KiB: three large ones a payload; then one that is larger than any payload, alone. */
  for (int i = 0; i < 7; i++)
    {
      sotto_test_clock_advance (pair.clock, 1000);
      mvds_node_enqueue (pair.alice, pair.bob, large);
    }
  g_assert_true (mvds_node_try_enqueue (pair.alice, pair.bob, largest_bytes, &id, NULL));
  for (int i = 0; i < 4; i++)
    {
      g_autoptr (GPtrArray) payloads = mvds_node_collect (pair.alice);
      static const guint expected[] = { 3, 3, 1, 1 };
      SottoMvdsOutgoing *outgoing;

      g_assert_cmpuint (payloads->len, ==, 1);
      outgoing = payloads->pdata[0];
      g_assert_cmpuint (outgoing->message_ids->len, ==, expected[i]);
      g_assert_true (mvds_node_receive (pair.bob, pair.alice, outgoing->payload));
    }
  g_assert_null (mvds_node_collect_one (pair.alice));
  g_assert_cmpuint (pair.bob->bodies->len, ==, 8);

  /* 50 messages a payload, 1,000 outstanding. */
  for (int i = 0; i < SOTTO_MVDS_MAX_OUTSTANDING - 8; i++)
    {
      g_autofree char *text = g_strdup_printf ("message %d", i);

      mvds_node_enqueue (pair.alice, pair.bob, text);
    }
  g_assert_false (mvds_node_try_enqueue (pair.alice, pair.bob, largest_bytes, &id, &full));
  g_assert_error (full, SOTTO_SYNC_ERROR, SOTTO_SYNC_ERROR_FULL);
  {
    g_autoptr (GPtrArray) payloads = mvds_node_collect (pair.alice);
    SottoMvdsOutgoing *outgoing = payloads->pdata[0];

    g_assert_cmpuint (outgoing->message_ids->len, ==, SOTTO_MVDS_MAX_MESSAGES);
    g_assert_cmpint (mvds_node_get_next_due (pair.alice), <=, get_now_ms (&pair));
  }
}

/* A payload with one list of ids. */
static GBytes *
make_list (const char *list, const SottoHash *ids, guint n_ids)
{
  Sotto__MvdsPayload payload = SOTTO__MVDS_PAYLOAD__INIT;
  g_autofree ProtobufCBinaryData *fields = g_new (ProtobufCBinaryData, n_ids);

  for (guint i = 0; i < n_ids; i++)
    fields[i] = SOTTO_PROTO_BINARY (ids[i].bytes);
  if (g_str_equal (list, "acks"))
    {
      payload.n_acks = n_ids;
      payload.acks = fields;
    }
  else if (g_str_equal (list, "offers"))
    {
      payload.n_offers = n_ids;
      payload.offers = fields;
    }
  else
    {
      payload.n_requests = n_ids;
      payload.requests = fields;
    }

  return sotto_proto_pack (&payload);
}

/* An interactive peer offers, we ask; it sends, the question is over. */
static void
test_offer (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (GBytes) message = NULL;
  g_autoptr (GBytes) offer = NULL;
  g_autoptr (GBytes) request = NULL;
  g_autoptr (GBytes) second = NULL;
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (Sotto__MvdsPayload) parsed = NULL;
  g_autoptr (Sotto__MvdsPayload) parsed_answer = NULL;
  SottoHash id;

  pair_init (&pair);
  id = mvds_node_enqueue (pair.alice, pair.bob, "hello");
  message = mvds_node_collect_one (pair.alice);
  offer = make_list ("offers", &id, 1);
  mvds_node_receive (pair.bob, pair.alice, offer);
  request = mvds_node_collect_one (pair.bob);
  g_assert_nonnull (request);
  parsed = sotto_mvds_payload_parse (request, NULL);
  g_assert_cmpuint (parsed->n_requests, ==, 1);
  g_assert_cmpmem (parsed->requests[0].data, parsed->requests[0].len, id.bytes, 32);
  g_assert_cmpuint (parsed->n_acks, ==, 0);

  /* It is asked for again, and no more once it is here. */
  sotto_test_clock_advance (pair.clock, 31 * 1000);
  second = mvds_node_collect_one (pair.bob);
  g_assert_nonnull (second);
  mvds_node_receive (pair.bob, pair.alice, message);
  g_assert_cmpuint (pair.bob->bodies->len, ==, 1);
  sotto_test_clock_advance (pair.clock, 3600 * 1000);
  mvds_node_receive (pair.bob, pair.alice, offer);
  sotto_test_clock_advance (pair.clock, 1000);
  answer = mvds_node_collect_one (pair.bob);
  parsed_answer = sotto_mvds_payload_parse (answer, NULL);
  g_assert_cmpuint (parsed_answer->n_acks, ==, 1);
  g_assert_cmpuint (parsed_answer->n_requests, ==, 0);
}

static void
test_offers_by_the_thousand (void)
{
  g_auto (Pair) pair = { 0 };
  SottoHash ids[1000];

  pair_init (&pair);
  for (int batch = 0; batch < 3; batch++)
    {
      g_autoptr (GBytes) offers = NULL;

      for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
        {
          memset (ids[i].bytes, batch, 32);
          memcpy (ids[i].bytes, &i, sizeof i);
        }
      offers = make_list ("offers", ids, G_N_ELEMENTS (ids));
      g_assert_true (mvds_node_receive (pair.bob, pair.alice, offers));
    }
  g_assert_cmpint (
    sotto_test_database_query_int (pair.bob->database, "SELECT count (*) FROM sync_request"), ==,
    SOTTO_MVDS_MAX_REQUESTS);

  /* What is never sent is not asked for for ever. */
  for (int i = 0; i < 30; i++)
    {
      g_autoptr (GBytes) request = mvds_node_collect_one (pair.bob);

      sotto_test_clock_advance (pair.clock, 2 * 3600 * 1000);
    }
  g_assert_cmpint (mvds_node_get_next_due (pair.bob), ==, G_MAXINT64);
}

static void
test_request (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (MvdsNode) mallory = NULL;
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) request = NULL;
  g_autoptr (GBytes) answer = NULL;
  SottoHash id;

  pair_init (&pair);
  mallory = mvds_node_new (3, pair.clock);
  id = mvds_node_enqueue (pair.alice, pair.bob, "for bob alone");
  first = mvds_node_collect_one (pair.alice);
  request = make_list ("requests", &id, 1);
  sotto_test_clock_advance (pair.clock, 12 * 1000);

  /* Not to anybody else, not for an id of nothing. */
  mvds_node_receive (pair.alice, mallory, request);
  g_assert_null (mvds_node_collect_one (pair.alice));

  mvds_node_receive (pair.alice, pair.bob, request);
  answer = mvds_node_collect_one (pair.alice);
  g_assert_true (g_bytes_equal (answer, first));

  /* Asked for at once again: it is on its way. */
  mvds_node_receive (pair.alice, pair.bob, request);
  g_assert_null (mvds_node_collect_one (pair.alice));
}

/* A second device of the recipient asks for what the first has acknowledged. */
static void
test_request_after_ack (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) ack = NULL;
  g_autoptr (GBytes) request = NULL;
  g_autoptr (GBytes) answer = NULL;
  SottoHash id;

  pair_init (&pair);
  id = mvds_node_enqueue (pair.alice, pair.bob, "hello");
  first = mvds_node_collect_one (pair.alice);
  ack = make_list ("acks", &id, 1);
  mvds_node_receive (pair.alice, pair.bob, ack);
  sotto_test_clock_advance (pair.clock, 20 * 1000);
  request = make_list ("requests", &id, 1);
  mvds_node_receive (pair.alice, pair.bob, request);
  answer = mvds_node_collect_one (pair.alice);
  g_assert_true (g_bytes_equal (answer, first));
  g_assert_cmpint (mvds_node_get_next_due (pair.alice), ==, G_MAXINT64);
  mvds_node_receive (pair.alice, pair.bob, ack);
  g_assert_cmpuint (pair.alice->acknowledged->len, ==, 1);

  /* A week later the body is gone. */
  sotto_test_clock_advance (pair.clock, SOTTO_MVDS_DONE_MS + 1000);
  mvds_node_prune (pair.alice);
  mvds_node_receive (pair.alice, pair.bob, request);
  g_assert_null (mvds_node_collect_one (pair.alice));
}

static void
test_foreign (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (MvdsNode) mallory = NULL;
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GBytes) ack = NULL;
  SottoHash id;

  pair_init (&pair);
  mallory = mvds_node_new (3, pair.clock);
  id = mvds_node_enqueue (pair.alice, pair.bob, "hello");

  /* Before it was sent nobody can have it. */
  ack = make_list ("acks", &id, 1);
  mvds_node_receive (pair.alice, pair.bob, ack);
  g_assert_cmpuint (pair.alice->acknowledged->len, ==, 0);

  payload = mvds_node_collect_one (pair.alice);
  mvds_node_receive (pair.alice, mallory, ack);
  g_assert_cmpuint (pair.alice->acknowledged->len, ==, 0);

  /* Mallory sends on what Alice wrote to Bob: another group, not delivered, not acknowledged. */
  g_assert_true (mvds_node_receive (pair.bob, mallory, payload));
  g_assert_cmpuint (pair.bob->bodies->len, ==, 0);
  sotto_test_clock_advance (pair.clock, 2000);
  g_assert_null (mvds_node_collect_one (pair.bob));
  mvds_node_receive (pair.bob, pair.alice, payload);
  g_assert_cmpuint (pair.bob->bodies->len, ==, 1);
}

static void
test_odd_elements (void)
{
  g_auto (Pair) pair = { 0 };
  Sotto__MvdsPayload payload = SOTTO__MVDS_PAYLOAD__INIT;
  Sotto__MvdsMessage message = SOTTO__MVDS_MESSAGE__INIT;
  Sotto__MvdsMessage *messages[] = { &message };
  guint8 short_id[31] = { 0 };
  guint8 long_id[33] = { 0 };
  ProtobufCBinaryData ids[] = { SOTTO_PROTO_BINARY (short_id),
                                SOTTO_PROTO_BINARY (long_id),
                                { 0 } };
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GBytes) packed = NULL;
  g_autoptr (GBytes) bare = g_bytes_new_static ("\x0a\x01x\x12\x01y\x18\x01", 8);
  g_autoptr (GBytes) empty = g_bytes_new_static (NULL, 0);
  SottoHash group_id;

  pair_init (&pair);
  payload.n_acks = payload.n_offers = payload.n_requests = G_N_ELEMENTS (ids);
  payload.acks = payload.offers = payload.requests = ids;
  payload.n_messages = 1;
  payload.messages = messages;
  message.group_id = SOTTO_PROTO_BINARY (short_id);
  packed = sotto_proto_pack (&payload);
  g_assert_true (mvds_node_receive (pair.bob, pair.alice, packed));
  g_assert_cmpuint (pair.bob->bodies->len, ==, 0);
  g_assert_cmpint (
    sotto_test_database_query_int (pair.bob->database, "SELECT count (*) FROM sync_seen"), ==, 0);

  /* Any time is taken: it says nothing. */
  sotto_mvds_group_id (&pair.alice->key, &pair.bob->key, &group_id);
  message.group_id = SOTTO_PROTO_BINARY (group_id.bytes);
  for (int i = 0; i < 4; i++)
    {
      static const gint64 times[] = { 0, -1, G_MININT64, G_MAXINT64 };
      g_autoptr (GBytes) odd = NULL;

      message.timestamp = times[i];
      odd = sotto_proto_pack (&payload);
      g_assert_true (mvds_node_receive (pair.bob, pair.alice, odd));
    }
  g_assert_cmpuint (pair.bob->bodies->len, ==, 4);

  /* What is no payload leaves no trace. */
  before = sotto_test_database_dump (pair.bob->database);
  g_assert_false (mvds_node_receive (pair.bob, pair.alice, bare));
  g_assert_false (mvds_node_receive (pair.bob, pair.alice, empty));
  after = sotto_test_database_dump (pair.bob->database);
  g_assert_cmpstr (before, ==, after);
}

static void
test_too_many_elements (void)
{
  g_auto (Pair) pair = { 0 };
  g_autofree SottoHash *ids = g_new0 (SottoHash, 1001);
  g_autoptr (GBytes) allowed = make_list ("acks", ids, 1000);
  g_autoptr (GBytes) refused = make_list ("acks", ids, 1001);
  g_autoptr (GError) error = NULL;

  pair_init (&pair);
  g_assert_true (mvds_node_receive (pair.bob, pair.alice, allowed));
  g_assert_false (mvds_node_try_receive (pair.bob, pair.alice, refused, &error));
  g_assert_error (error, SOTTO_SYNC_ERROR, SOTTO_SYNC_ERROR_MALFORMED);
}

/* After long silence, anything from the peer makes what waits due; it does not in the middle of a
 * lively exchange. */
static void
test_sign_of_life (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (GBytes) from_bob = NULL;

  pair_init (&pair);
  mvds_node_enqueue (pair.bob, pair.alice, "a sign");
  from_bob = mvds_node_collect_one (pair.bob);
  mvds_node_enqueue (pair.alice, pair.bob, "hello");
  g_bytes_unref (mvds_node_collect_one (pair.alice));
  for (int i = 0; i < 6; i++)
    {
      gint64 due_ms = mvds_node_get_next_due (pair.alice);

      sotto_test_clock_advance (pair.clock, (guint64) (due_ms - get_now_ms (&pair)));
      g_bytes_unref (mvds_node_collect_one (pair.alice));
    }
  sotto_test_clock_advance (pair.clock, 5 * 1000);
  mvds_node_receive (pair.alice, pair.bob, from_bob);
  g_assert_cmpint (mvds_node_get_next_due (pair.alice), >, get_now_ms (&pair));

  sotto_test_clock_advance (pair.clock, 40 * 1000);
  g_bytes_unref (mvds_node_collect_one (pair.alice));
  g_assert_cmpint (mvds_node_get_next_due (pair.alice), >, get_now_ms (&pair) + 60 * 1000);
  mvds_node_receive (pair.alice, pair.bob, from_bob);
  g_assert_cmpint (mvds_node_get_next_due (pair.alice), <=, get_now_ms (&pair));
  g_bytes_unref (mvds_node_collect_one (pair.alice));
  g_assert_cmpint (mvds_node_get_next_due (pair.alice), <=, get_now_ms (&pair) + 36 * 1000);
}

static void
test_control (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (GBytes) payload = NULL;
  SottoHash first;

  pair_init (&pair);
  first = mvds_node_enqueue (pair.alice, pair.bob, "first");
  mvds_node_enqueue (pair.alice, pair.bob, "second");
  g_bytes_unref (mvds_node_collect_one (pair.alice));
  g_assert_null (mvds_node_collect_one (pair.alice));

  mvds_node_hasten (pair.alice, pair.bob);
  mvds_node_cancel (pair.alice, &first);
  payload = mvds_node_collect_one (pair.alice);
  g_assert_nonnull (payload);
  mvds_node_receive (pair.bob, pair.alice, payload);
  g_assert_cmpuint (pair.bob->bodies->len, ==, 1);

  mvds_node_forget (pair.alice, pair.bob);
  g_assert_cmpint (mvds_node_get_next_due (pair.alice), ==, G_MAXINT64);
  g_assert_cmpint (
    sotto_test_database_query_int (pair.alice->database, "SELECT count (*) FROM sync_outgoing"), ==,
    0);
}

/* The same body in the same second is one message. */
static void
test_same_body (void)
{
  g_auto (Pair) pair = { 0 };
  SottoHash first, second, third;

  pair_init (&pair);
  first = mvds_node_enqueue (pair.alice, pair.bob, "hello");
  second = mvds_node_enqueue (pair.alice, pair.bob, "hello");
  sotto_test_clock_advance (pair.clock, 1000);
  third = mvds_node_enqueue (pair.alice, pair.bob, "hello");
  g_assert_true (sotto_hash_equal (&first, &second));
  g_assert_false (sotto_hash_equal (&first, &third));
}

/* The wall clock jumps while something waits: neither lost nor a storm. */
static void
test_clock_jumps (void)
{
  static const gint64 hours[] = { -1, 1, -24, 24, -24 * 365, 24 * 365 * 10 };

  for (gsize i = 0; i < G_N_ELEMENTS (hours); i++)
    {
      g_auto (Pair) pair = { 0 };
      guint n_sent = 0;

      pair_init (&pair);
      mvds_node_enqueue (pair.alice, pair.bob, "hello");
      sotto_test_clock_jump (pair.clock, hours[i] * 3600 * G_USEC_PER_SEC);
      for (int minute = 0; minute < 3 * 60; minute++)
        {
          g_autoptr (GBytes) payload = mvds_node_collect_one (pair.alice);

          n_sent += payload != NULL;
          sotto_test_clock_advance (pair.clock, 60 * 1000);
        }
      g_test_message ("%" G_GINT64_FORMAT " hours: %u payloads", hours[i], n_sent);
      g_assert_cmpuint (n_sent, >=, 1);
      g_assert_cmpuint (n_sent, <=, 12);
    }
}

static void
test_retention (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (GBytes) payload = NULL;

  pair_init (&pair);
  mvds_node_enqueue (pair.alice, pair.bob, "hello");
  payload = mvds_node_collect_one (pair.alice);
  mvds_node_receive (pair.bob, pair.alice, payload);
  sotto_test_clock_advance (pair.clock, SOTTO_MVDS_SEEN_MS - 1000);
  mvds_node_prune (pair.bob);
  mvds_node_receive (pair.bob, pair.alice, payload);
  g_assert_cmpuint (pair.bob->bodies->len, ==, 1);
  sotto_test_clock_advance (pair.clock, 2000);
  mvds_node_prune (pair.bob);
  g_assert_cmpint (
    sotto_test_database_query_int (pair.bob->database, "SELECT count (*) FROM sync_seen"), ==, 0);
}

/* What is on its way, and may be lost, doubled and overtaken. */
typedef struct
{
  GBytes *payload;
  gboolean to_bob;
  int due;
} Flight;

static void
flight_clear (gpointer data)
{
  g_bytes_unref (((Flight *) data)->payload);
}

static guint
launch (Pair *pair, gboolean from_alice, GArray *flights, GRand *rand, int now)
{
  g_autoptr (GBytes) payload = mvds_node_collect_one (from_alice ? pair->alice : pair->bob);

  if (payload == NULL)
    return 0;
  for (int copy = 0; copy < 2; copy++)
    {
      Flight flight = { g_bytes_ref (payload), from_alice, now + g_rand_int_range (rand, 1, 20) };

      /* 30 % are lost; of the rest, some come twice. */
      if (g_rand_int_range (rand, 0, 100) >= (copy == 0 ? 30 : 85))
        g_array_append_val (flights, flight);
      else
        flight_clear (&flight);
    }
  return 1;
}

static void
land (Pair *pair, GArray *flights, int now)
{
  for (guint i = flights->len; i > 0; i--)
    {
      Flight *flight = &g_array_index (flights, Flight, i - 1);

      if (flight->due > now)
        continue;
      g_assert_true (flight->to_bob ? mvds_node_receive (pair->bob, pair->alice, flight->payload)
                                    : mvds_node_receive (pair->alice, pair->bob, flight->payload));
      g_array_remove_index_fast (flights, i - 1);
    }
}

static void
check_bodies (const MvdsNode *node, const char *prefix, int n_expected)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < node->bodies->len; i++)
    {
      GBytes *body = node->bodies->pdata[i];

      g_assert_true (g_hash_table_add (
        seen, g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body))));
    }
  g_assert_cmpuint (g_hash_table_size (seen), ==, n_expected);
  for (int i = 0; i < n_expected; i++)
    {
      g_autofree char *text = g_strdup_printf ("%s %d", prefix, i);

      g_assert_true (g_hash_table_contains (seen, text));
    }
}

static void
test_lossy_channel (void)
{
  for (guint32 seed = 1; seed <= 8; seed++)
    {
      g_auto (Pair) pair = { 0 };
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (GArray) flights = g_array_new (FALSE, FALSE, sizeof (Flight));
      guint n_payloads = 0;

      g_test_message ("seed %u", seed);
      pair_init (&pair);
      /* One second a step. Ten minutes of talk, then silence until all has arrived. */
      for (int now = 0; now < 4 * 3600; now++)
        {
          if (now < 600 && now % 20 == 0)
            {
              g_autofree char *mine = g_strdup_printf ("alice %d", now / 20);
              g_autofree char *hers = g_strdup_printf ("bob %d", now / 20);

              mvds_node_enqueue (pair.alice, pair.bob, mine);
              mvds_node_enqueue (pair.bob, pair.alice, hers);
            }
          n_payloads += launch (&pair, TRUE, flights, rand, now);
          n_payloads += launch (&pair, FALSE, flights, rand, now);
          land (&pair, flights, now);
          sotto_test_clock_advance (pair.clock, 1000);
        }

      check_bodies (pair.bob, "alice", 30);
      check_bodies (pair.alice, "bob", 30);
      g_assert_cmpuint (pair.alice->acknowledged->len, ==, 30);
      g_assert_cmpuint (pair.bob->acknowledged->len, ==, 30);
      g_assert_cmpint (mvds_node_get_next_due (pair.alice), ==, G_MAXINT64);
      g_assert_cmpint (mvds_node_get_next_due (pair.bob), ==, G_MAXINT64);
      g_test_message ("%u payloads for 60 messages", n_payloads);
      g_assert_cmpuint (n_payloads, <, 60 * 6);
      for (guint i = 0; i < flights->len; i++)
        flight_clear (&g_array_index (flights, Flight, i));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sync/mvds/one-message", test_one_message);
  g_test_add_func ("/sync/mvds/schedule", test_schedule);
  g_test_add_func ("/sync/mvds/age", test_age);
  g_test_add_func ("/sync/mvds/duplicates", test_duplicates);
  g_test_add_func ("/sync/mvds/limits", test_limits);
  g_test_add_func ("/sync/mvds/offer", test_offer);
  g_test_add_func ("/sync/mvds/offers-by-the-thousand", test_offers_by_the_thousand);
  g_test_add_func ("/sync/mvds/request", test_request);
  g_test_add_func ("/sync/mvds/request-after-ack", test_request_after_ack);
  g_test_add_func ("/sync/mvds/foreign", test_foreign);
  g_test_add_func ("/sync/mvds/odd-elements", test_odd_elements);
  g_test_add_func ("/sync/mvds/too-many-elements", test_too_many_elements);
  g_test_add_func ("/sync/mvds/sign-of-life", test_sign_of_life);
  g_test_add_func ("/sync/mvds/control", test_control);
  g_test_add_func ("/sync/mvds/same-body", test_same_body);
  g_test_add_func ("/sync/mvds/clock-jumps", test_clock_jumps);
  g_test_add_func ("/sync/mvds/retention", test_retention);
  g_test_add_func ("/sync/mvds/lossy-channel", test_lossy_channel);

  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Handshakes and updates of all dialects, beyond the vectors. */

#include <math.h>
#include <string.h>

#include "sotto-hex.h"
#include "sotto-waku-dialect.h"
#include "sotto-waku-error.h"
#include "sotto-waku-packets.h"

static const SottoWakuDialect *const dialects[] = { &sotto_waku_dialect_0, &sotto_waku_dialect_1 };

static gboolean
decode_hex (const SottoWakuDialect *dialect, const char *hex, GError **error)
{
  g_auto (SottoWakuOptions) options = { 0 };
  g_autoptr (GBytes) payload = sotto_hex_decode (hex, 1 << 16, NULL);

  g_assert_nonnull (payload);

  return dialect->decode_status (payload, &options, error);
}

static void
test_hostile (void)
{
  static const struct
  {
    const char *description;
    const char *waku0;
    const char *waku1;
  } rows[] = {
    { "nothing", "", "" },
    { "a string", "8180", "8180" },
    { "a version only", "c180", "80" },
    { "no list of options", "c28001", "05" },
    { "a version that is a list", "c2c0c0", "c5c4c08001" },
    { "a pair that is a string", "c480c28001", "c28001" },
    { "an empty pair", "c380c1c0", "c1c0" },
    { "a pair without a value", "c480c2c130", "c2c180" },
    { "three in a pair", "c680c4c3320101", "c4c3020101" },
    { "a key that is a list", "c580c3c2c001", "c3c2c001" },
    { "a boolean of two", "c580c3c23202", "c3c20202" },
    { "a work that is no number", "cd80cbca30887ff8000000000000", "cbca80887ff8000000000000" },
    { "infinite work", "cd80cbca30887ff0000000000000", "cbca80887ff0000000000000" },
    { "negative work", "cd80cbca3088bff0000000000000", "cbca8088bff0000000000000" },
    { "work of nine bytes", "ce80cccb3089010000000000000000", "cccb8089010000000000000000" },
    { "work with a leading zero", "c780c5c430820001", "c5c480820001" },
    { "a filter of three bytes", "c880c6c53183010203", "c6c50183010203" },
    { "limits of two", "c780c5c434c28080", "c5c404c28080" },
    { "limits of four", "c980c7c634c480808080", "c7c604c480808080" },
    { "topics that are a string", "ca80c8c7358401020304", "c7c6058401020304" },
    { "a topic of three bytes", "c980c7c635c483010203", "c7c605c483010203" },
    { "a byte behind", "c280c000", "c000" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error0 = NULL;
      g_autoptr (GError) error1 = NULL;

      g_test_message ("%s", rows[i].description);
      g_assert_false (decode_hex (dialects[0], rows[i].waku0, &error0));
      g_assert_nonnull (error0);
      g_assert_false (decode_hex (dialects[1], rows[i].waku1, &error1));
      g_assert_nonnull (error1);
    }
}

/* The rest of a filter of 64 bytes. */
#define BLOOM "b840" ZEROS ZEROS ZEROS ZEROS
#define ZEROS "00000000000000000000000000000000"

static void
test_hostile_whisper (void)
{
  static const struct
  {
    const char *description;
    guint code; /* 0: a handshake */
    const char *payload;
  } rows[] = {
    { "nothing", 0, "" },
    { "a string", 0, "06" },
    { "no version", 0, "c0" },
    { "another version", 0, "c105" },
    { "a version that is a list", 0, "c1c0" },
    { "cut in the middle", 0, "ca06883f60624dd2f1a9" },
    { "a byte behind", 0, "c10600" },
    { "a work that is a list", 0, "c206c0" },
    { "a work that is no number", 0, "ca06887ff8000000000000" },
    { "infinite work", 0, "ca06887ff0000000000000" },
    { "negative work", 0, "ca0688bff0000000000000" },
    { "work of nine bytes", 0, "cb0689010000000000000000" },
    { "a filter of three bytes", 0, "c6068083010203" },
    { "a filter that is a list", 0, "c30680c0" },
    { "light as two", 0, "c406808002" },
    { "confirmations as a list", 0, "c506808080c0" },
    { "limits of two", 0, "c80680808080c28080" },
    { "limits of four", 0, "ca0680808080c480808080" },
    { "limits that are a number", 0, "c6068080808005" },
    { "an update of nothing", 2, "" },
    { "an update of work in a list", 2, "c180" },
    { "an update of work that is no number", 2, "887ff8000000000000" },
    { "an update of work with a byte behind", 2, "8000" },
    { "an update by an empty filter", 3, "80" },
    { "an update by a short filter", 3, "83010203" },
    { "an update by a filter in a list", 3, "f842" BLOOM },
    { "an update by a filter with a byte behind", 3, BLOOM "00" },
    { "an update of two limits", 20, "c28080" },
    { "an update of limits that is a number", 20, "05" },
    { "an update by another dialect's packet", 22, "c0" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) payload = sotto_hex_decode (rows[i].payload, 1 << 16, NULL);
      g_auto (SottoWakuOptions) options = { 0 };
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", rows[i].description);
      g_assert_nonnull (payload);
      if (rows[i].code == 0)
        g_assert_false (sotto_waku_dialect_whisper.decode_status (payload, &options, &error));
      else
        g_assert_false (
          sotto_waku_dialect_whisper.decode_update (rows[i].code, payload, &options, &error));
      g_assert_nonnull (error);
    }
}

/* What is missing is missing at the end; what follows belongs to later versions. */
static void
test_whisper (void)
{
  static const struct
  {
    const char *payload;
    guint n_present;
    const char *again; /* NULL: the same */
  } rows[] = {
    { "c106", 0, NULL },
    { "c20680", 1, NULL },
    { "cb06883f60624dd2f1a9fc80", 2, "-" },
    { "f8440680" BLOOM, 2, NULL },
    { "f8450680" BLOOM "01", 3, NULL },
    { "f8460680" BLOOM "8001", 4, NULL },
    { "f84a0680" BLOOM "8001c30a0580", 5, NULL },
    { "f84c0680" BLOOM "8001c30a058005c0", 5, "f84a0680" BLOOM "8001c30a0580" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) payload = sotto_hex_decode (rows[i].payload, 100, NULL);
      g_auto (SottoWakuOptions) options = { 0 };
      g_autoptr (GBytes) again = NULL;
      g_autofree char *hex = NULL;

      g_test_message ("%s", rows[i].payload);
      g_assert_true (sotto_waku_dialect_whisper.decode_status (payload, &options, NULL));
      /* Five options in the order of their bits, the filter before light. */
      g_assert_cmpuint (options.present, ==, (1u << rows[i].n_present) - 1);
      again = sotto_waku_dialect_whisper.encode_status (&options);
      hex = sotto_hex_encode (g_bytes_get_data (again, NULL), g_bytes_get_size (again));
      /* An empty filter is a full one from then on. */
      if (g_strcmp0 (rows[i].again, "-") == 0)
        g_assert_true (sotto_bloom_is_full (&options.bloom));
      else
        g_assert_cmpstr (hex, ==, rows[i].again != NULL ? rows[i].again : rows[i].payload);
    }
}

static void
test_version (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (decode_hex (&sotto_waku_dialect_0, "c280c0", NULL));
  g_assert_true (decode_hex (&sotto_waku_dialect_0, "c380c005", NULL));
  g_assert_false (decode_hex (&sotto_waku_dialect_0, "c201c0", &error));
  g_assert_error (error, SOTTO_WAKU_ERROR, SOTTO_WAKU_ERROR_VERSION);
}

/* All options, in any order, between keys that nobody knows. */
static void
test_any_order (void)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);

  g_test_message ("seed %u", seed);
  for (guint round = 0; round < 200; round++)
    {
      const SottoWakuDialect *dialect = dialects[round % 2];
      gboolean digits = round % 2 == 0;
      g_autoptr (SottoRlpWriter) writer = sotto_rlp_writer_new ();
      g_auto (SottoWakuOptions) options = { 0 };
      g_autoptr (GBytes) payload = NULL;
      guint order[] = { 2, 3, 7, 8, 100, 1000 };

      for (guint i = G_N_ELEMENTS (order) - 1; i > 0; i--)
        {
          guint j = (guint) g_rand_int_range (random, 0, (gint32) i + 1);
          guint swapped = order[i];

          order[i] = order[j];
          order[j] = swapped;
        }
      sotto_rlp_writer_begin_list (writer);
      for (guint i = 0; i < G_N_ELEMENTS (order); i++)
        {
          sotto_rlp_writer_begin_list (writer);
          sotto_rlp_writer_add_u64 (writer, digits && order[i] < 10 ? '0' + order[i] : order[i]);
          if (order[i] > 3)
            {
              sotto_rlp_writer_begin_list (writer);
              sotto_rlp_writer_add_text (writer, "of a later version");
              sotto_rlp_writer_end_list (writer);
            }
          sotto_rlp_writer_add_bool (writer, TRUE);
          sotto_rlp_writer_end_list (writer);
        }
      sotto_rlp_writer_end_list (writer);
      payload = sotto_rlp_writer_end (g_steal_pointer (&writer));

      g_assert_true (dialect->decode_update (22, payload, &options, NULL));
      g_assert_cmpuint (options.present, ==,
                        1u << SOTTO_WAKU_OPTION_LIGHT | 1u << SOTTO_WAKU_OPTION_CONFIRMATIONS);
      g_assert_true (options.light && options.confirmations);
    }
}

static GBytes *
encode_topics (const SottoWakuDialect *dialect, guint n_topics)
{
  g_autoptr (GArray) topics = g_array_new (FALSE, FALSE, sizeof (SottoTopic));
  g_autoptr (SottoWakuInterest) interest = NULL;
  g_auto (SottoWakuOptions) options = { 0 };

  for (guint i = 0; i < n_topics; i++)
    {
      SottoTopic topic = { { (guint8) (i >> 16), (guint8) (i >> 8), (guint8) i, 0 } };

      g_array_append_val (topics, topic);
    }
  interest = sotto_waku_interest_new_topics ((const SottoTopic *) topics->data, topics->len);
  sotto_waku_options_set_interest (&options, interest);

  return dialect->encode_status (&options);
}

static void
test_many_topics (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (dialects); i++)
    {
      g_autoptr (GBytes) most = encode_topics (dialects[i], 10000);
      g_autoptr (GBytes) more = encode_topics (dialects[i], 10001);
      g_auto (SottoWakuOptions) options = { 0 };
      g_auto (SottoWakuOptions) refused = { 0 };
      g_autoptr (SottoWakuInterest) interest = NULL;
      g_autoptr (GError) error = NULL;
      gsize n_topics;

      g_assert_true (dialects[i]->decode_status (most, &options, NULL));
      interest = sotto_waku_options_get_interest (&options);
      sotto_waku_interest_get_topics (interest, &n_topics);
      g_assert_cmpuint (n_topics, ==, 10000);
      g_assert_false (dialects[i]->decode_status (more, &refused, &error));
      g_assert_error (error, SOTTO_WAKU_ERROR, SOTTO_WAKU_ERROR_TOO_MANY);
    }
  g_assert_cmpuint (sotto_waku_dialect_0.max_topics, ==, 1000);
  g_assert_cmpuint (sotto_waku_dialect_1.max_topics, ==, 10000);
}

static void
test_interest (void)
{
  static const struct
  {
    const char *waku1;
    int kind; /* -1: nothing is said */
    gsize n_topics;
  } rows[] = {
    { "c0", -1, 0 },
    { "c3c205c0", SOTTO_WAKU_INTEREST_TOPICS, 0 },
    { "c3c20180", SOTTO_WAKU_INTEREST_EVERYTHING, 0 },
    /* Topics win over a filter. */
    { "cbc20180c705c58401020304", SOTTO_WAKU_INTEREST_TOPICS, 1 },
    { "cbc705c58401020304c20180", SOTTO_WAKU_INTEREST_TOPICS, 1 },
    /* The last of two counts. */
    { "cbc705c58401020304c205c0", SOTTO_WAKU_INTEREST_TOPICS, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) payload = sotto_hex_decode (rows[i].waku1, 100, NULL);
      g_auto (SottoWakuOptions) options = { 0 };
      g_autoptr (SottoWakuInterest) interest = NULL;
      gsize n_topics = 0;

      g_assert_true (sotto_waku_dialect_1.decode_status (payload, &options, NULL));
      interest = sotto_waku_options_get_interest (&options);
      g_assert_cmpint (interest != NULL ? (int) sotto_waku_interest_get_kind (interest) : -1, ==,
                       rows[i].kind);
      if (interest != NULL)
        sotto_waku_interest_get_topics (interest, &n_topics);
      g_assert_cmpuint (n_topics, ==, rows[i].n_topics);
    }
}

/* Everything that can be said, in one handshake. */
static GBytes *
encode_all (const SottoWakuDialect *dialect)
{
  static const SottoTopic topics[] = { { { 1, 2, 3, 4 } }, { { 5, 6, 7, 8 } } };
  g_autoptr (SottoWakuInterest) list = sotto_waku_interest_new_topics (topics, 2);
  g_autoptr (SottoWakuInterest) filter = sotto_waku_interest_to_bloom (list);
  g_auto (SottoWakuOptions)
    options = { .present = 1u << SOTTO_WAKU_OPTION_MIN_POW | 1u << SOTTO_WAKU_OPTION_LIGHT |
                           1u << SOTTO_WAKU_OPTION_CONFIRMATIONS |
                           1u << SOTTO_WAKU_OPTION_PACKET_LIMITS |
                           1u << SOTTO_WAKU_OPTION_BYTE_LIMITS,
                .min_pow = 0.002,
                .light = TRUE,
                .packet_limits = { 1000, 100, 10 } };

  if (dialect->max_topics > 0)
    sotto_waku_options_set_interest (&options, list);
  sotto_waku_options_set_interest (&options, filter);

  return dialect->encode_status (&options);
}

/* No handshake or update passes that is cut anywhere; one with a flipped bit may say something
 * else, and says nothing that cannot be. */
static void
test_damaged (void)
{
  static const SottoWakuDialect *const all[] = { &sotto_waku_dialect_whisper, &sotto_waku_dialect_0,
                                                 &sotto_waku_dialect_1 };

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_autoptr (GBytes) packet = encode_all (all[i]);
      gsize length;
      const guint8 *data = g_bytes_get_data (packet, &length);
      g_autofree guint8 *changed = g_memdup2 (data, length);

      g_test_message ("%s", all[i]->label);
      for (gsize cut = 0; cut < length; cut++)
        {
          g_autoptr (GBytes) prefix = g_bytes_new (data, cut);
          g_auto (SottoWakuOptions) options = { 0 };
          g_auto (SottoWakuOptions) update = { 0 };

          g_assert_false (all[i]->decode_status (prefix, &options, NULL));
          g_assert_false (all[i]->decode_update (22, prefix, &update, NULL));
        }
      for (gsize bit = 0; bit < 8 * length; bit++)
        {
          g_autoptr (GBytes) damaged = NULL;
          g_auto (SottoWakuOptions) options = { 0 };

          changed[bit / 8] ^= (guint8) (1u << bit % 8);
          damaged = g_bytes_new (changed, length);
          if (all[i]->decode_status (damaged, &options, NULL))
            g_assert_true (isfinite (options.min_pow) && options.min_pow >= 0);
          changed[bit / 8] ^= (guint8) (1u << bit % 8);
        }
    }
}

/* What waku/0 does not know is not sent there. */
static void
test_byte_limits (void)
{
  g_auto (SottoWakuOptions) options = { .present = 1u << SOTTO_WAKU_OPTION_BYTE_LIMITS };
  g_autoptr (GBytes) waku0 = sotto_waku_dialect_0.encode_status (&options);
  g_autoptr (GBytes) waku1 = sotto_waku_dialect_1.encode_status (&options);

  g_assert_cmpmem (g_bytes_get_data (waku0, NULL), g_bytes_get_size (waku0), "\xc2\x80\xc0", 3);
  g_assert_cmpmem (g_bytes_get_data (waku1, NULL), g_bytes_get_size (waku1),
                   "\xc6\xc5\x06\xc3\x80\x80\x80", 7);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/waku/options/hostile", test_hostile);
  g_test_add_func ("/waku/options/hostile-whisper", test_hostile_whisper);
  g_test_add_func ("/waku/options/whisper", test_whisper);
  g_test_add_func ("/waku/options/version", test_version);
  g_test_add_func ("/waku/options/any-order", test_any_order);
  g_test_add_func ("/waku/options/many-topics", test_many_topics);
  g_test_add_func ("/waku/options/interest", test_interest);
  g_test_add_func ("/waku/options/byte-limits", test_byte_limits);
  g_test_add_func ("/waku/options/damaged", test_damaged);

  return g_test_run ();
}

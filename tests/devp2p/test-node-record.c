/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Node records: the public example both ways, records of a fleet, records that must be refused, and
 * the number of our own across restarts. */

#include <string.h>

#include "fixtures.h"
#include "sotto-devp2p-error.h"
#include "sotto-error.h"
#include "sotto-keccak.h"
#include "sotto-node-record.h"
#include "sotto-own-record-private.h"
#include "sotto-rlp.h"
#include "sotto-test-state.h"

#define EPOCH_US (G_GINT64_CONSTANT (1584003600) * 1000000)

static void
test_example (void)
{
  g_autoptr (JsonObject) root = fixture_load ("ethereum/enr.json");
  JsonObject *example = json_object_get_object_member (root, "example");
  guint8 key_bytes[32];
  g_autoptr (SottoPrivateKey) key = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoNodeRecord) made = NULL;
  g_autoptr (SottoNodeRecord) read = NULL;
  g_autofree char *text = NULL;
  SottoNodeContent content = { .ip = { 127, 0, 0, 1 }, .udp = 30303 };

  fixture_fixed (example, "private_key", key_bytes, sizeof key_bytes);
  key = sotto_private_key_new (key_bytes, &error);
  g_assert_no_error (error);
  made = sotto_node_record_sign (key, 1, &content, &error);
  g_assert_no_error (error);
  fixture_assert_bytes (sotto_node_record_get_bytes (made),
                        json_object_get_string_member (example, "rlp"));
  text = sotto_node_record_to_text (made);
  g_assert_cmpstr (text, ==, json_object_get_string_member (example, "text"));
  read = sotto_node_record_parse_text (text + strlen ("enr:"), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sotto_node_record_get_seq (read), ==, 1);
  fixture_assert_memory (sotto_node_record_get_id (read)->bytes, SOTTO_HASH_LENGTH,
                         json_object_get_string_member (example, "node_id"));
  g_assert_null (sotto_node_record_to_enode (read));
  g_assert_false (sotto_node_record_get_content (read)->has_roles);
}

static void
test_fleet (void)
{
  g_autoptr (JsonObject) root = fixture_load ("ethereum/enr.json");
  JsonArray *records = json_object_get_array_member (root, "records");

  for (guint i = 0; i < json_array_get_length (records); i++)
    {
      JsonObject *row = json_array_get_object_element (records, i);
      g_autoptr (GError) error = NULL;
      g_autoptr (SottoNodeRecord) record =
        sotto_node_record_parse_text (json_object_get_string_member (row, "text"), &error);
      g_autoptr (SottoEnode) enode = NULL;
      const guint8 *value;
      gsize length;

      g_assert_no_error (error);
      fixture_assert_memory (sotto_node_record_get_id (record)->bytes, SOTTO_HASH_LENGTH,
                             json_object_get_string_member (row, "node_id"));
      g_assert_true (sotto_node_record_lookup (record, "waku2", &value, &length));
      g_assert_cmpmem (value, length, "\x0d", 1);
      g_assert_false (sotto_node_record_lookup (record, "waku", &value, &length));
      enode = sotto_node_record_to_enode (record);
      g_assert_cmpuint (sotto_enode_get_port (enode), ==, 30303);
    }
}

static void
test_all_content (void)
{
  g_autoptr (SottoPrivateKey) key = fixture_key (7);
  SottoNodeContent content = {
    .ip = { 192, 0, 2, 1 },
    .tcp = 1,
    .udp = 65535,
    .ip6 = { 0x20, 0x01, 0x0d, 0xb8, [15] = 1 },
    .tcp6 = 3,
    .udp6 = 4,
    .roles = SOTTO_NODE_ROLE_RELAY | SOTTO_NODE_ROLE_MAILSERVER,
    .has_roles = TRUE,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoNodeRecord) record = sotto_node_record_sign (key, G_MAXUINT64, &content, &error);
  g_autoptr (SottoEnode) enode = NULL;

  g_assert_no_error (error);
  g_assert_true (sotto_node_content_equal (sotto_node_record_get_content (record), &content));
  g_assert_cmpuint (sotto_node_record_get_seq (record), ==, G_MAXUINT64);
  enode = sotto_node_record_to_enode (record);
  g_assert_cmpstr (sotto_enode_get_host (enode), ==, "192.0.2.1");

  memset (content.ip, 0, sizeof content.ip);
  content.tcp6 = 0;
  g_clear_pointer (&record, sotto_node_record_unref);
  g_clear_pointer (&enode, sotto_enode_unref);
  record = sotto_node_record_sign (key, 1, &content, &error);
  enode = sotto_node_record_to_enode (record);
  g_assert_cmpstr (sotto_enode_get_host (enode), ==, "2001:db8::1");
  g_assert_cmpuint (sotto_enode_get_port (enode), ==, 1);
}

/* Hostile: each row is the items behind the number, signed by the right key. "K" stands for the
 * key's own item. The first row is good, so that the others fail for their own reason. */

static const struct
{
  const char *name;
  const char *items;
  gboolean good;
} rows[] = {
  { "plain", "826964827634 89736563703235366b31 K", TRUE },
  { "unknown key out of order", "826964827634 6201 89736563703235366b31 K", FALSE },
  { "unknown key with a list", "61c20102 826964827634 89736563703235366b31 K", TRUE },
  { "key twice", "826964827634 826964827634 89736563703235366b31 K", FALSE },
  { "keys out of order", "89736563703235366b31 K 826964827634", FALSE },
  { "odd number of items", "826964827634 89736563703235366b31 K 61", FALSE },
  { "no scheme", "89736563703235366b31 K", FALSE },
  { "other scheme", "826964827635 89736563703235366b31 K", FALSE },
  { "scheme is a list", "826964c3827634 89736563703235366b31 K", FALSE },
  { "no key", "826964827634", FALSE },
  { "key of zeros",
    "826964827634 89736563703235366b31 "
    "a1000000000000000000000000000000000000000000000000000000000000000000",
    FALSE },
  { "address of three bytes", "826964827634 826970837f0000 89736563703235366b31 K", FALSE },
  { "port with a leading zero", "826964827634 89736563703235366b31 K 8375647083007650", FALSE },
  { "port above 65535", "826964827634 89736563703235366b31 K 8375647083010000", FALSE },
  { "port is a list", "826964827634 89736563703235366b31 K 83756470c101", FALSE },
  { "key is a list", "826964827634 c101 01 89736563703235366b31 K", FALSE },
};

static GBytes *
row_items (const char *text, SottoPrivateKey *key)
{
  g_autoptr (GByteArray) items = g_byte_array_new ();
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  guint8 compressed[SOTTO_COMPRESSED_KEY_LENGTH];

  sotto_public_key_serialize_compressed (sotto_private_key_get_public (key), compressed);
  g_byte_array_append (items, (const guint8 *) "\x01", 1);
  for (guint i = 0; words[i] != NULL; i++)
    if (g_str_equal (words[i], "K"))
      {
        g_byte_array_append (items, (const guint8 *) "\xa1", 1);
        g_byte_array_append (items, compressed, sizeof compressed);
      }
    else
      {
        g_autoptr (GBytes) bytes = fixture_hex (words[i]);

        g_byte_array_append (items, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      }
  return g_byte_array_free_to_bytes (g_steal_pointer (&items));
}

static GBytes *
wrap (const guint8 *signature, gsize signature_length, GBytes *items)
{
  SottoRlpWriter *writer = sotto_rlp_writer_new ();

  sotto_rlp_writer_begin_list (writer);
  if (signature != NULL)
    sotto_rlp_writer_add_string (writer, signature, signature_length);
  sotto_rlp_writer_add_raw (writer, g_bytes_get_data (items, NULL), g_bytes_get_size (items));
  sotto_rlp_writer_end_list (writer);
  return sotto_rlp_writer_end (writer);
}

static GBytes *
sign_items (GBytes *items, SottoPrivateKey *key, gsize signature_length)
{
  g_autoptr (GBytes) content = wrap (NULL, 0, items);
  guint8 signature[SOTTO_SIGNATURE_LENGTH];
  SottoHash digest;

  sotto_keccak256 (g_bytes_get_data (content, NULL), g_bytes_get_size (content), &digest);
  g_assert_true (sotto_private_key_sign (key, &digest, signature, NULL));
  return wrap (signature, signature_length, items);
}

static gboolean
is_accepted (GBytes *record)
{
  g_autoptr (GError) error = NULL;
  gsize length;
  const guint8 *data = g_bytes_get_data (record, &length);
  g_autoptr (SottoNodeRecord) parsed = sotto_node_record_parse (data, length, &error);

  g_assert_true ((parsed == NULL) == (error != NULL));
  return parsed != NULL;
}

static void
test_hostile (void)
{
  g_autoptr (SottoPrivateKey) key = fixture_key (9);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) items = row_items (rows[i].items, key);
      g_autoptr (GBytes) record = sign_items (items, key, 64);

      g_test_message ("%s", rows[i].name);
      g_assert_cmpint (is_accepted (record), ==, rows[i].good);
    }
}

static void
test_wrong_signatures (void)
{
  g_autoptr (SottoPrivateKey) key = fixture_key (9);
  g_autoptr (SottoPrivateKey) other = fixture_key (10);
  g_autoptr (GBytes) items = row_items (rows[0].items, key);
  g_autoptr (GBytes) good = sign_items (items, key, 64);
  g_autoptr (GBytes) long_signature = sign_items (items, key, 65);
  g_autoptr (GBytes) foreign = sign_items (items, other, 64);
  gsize length = g_bytes_get_size (good);

  g_assert_true (is_accepted (good));
  g_assert_false (is_accepted (long_signature));
  g_assert_false (is_accepted (foreign));
  for (gsize i = 0; i < length; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (good, NULL), length + 1);
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (good, 0, i);
      g_autoptr (GBytes) changed = NULL;

      copy[i] ^= 1;
      changed = g_bytes_new (copy, length);
      g_assert_false (is_accepted (cut));
      g_assert_false (is_accepted (changed));
    }
}

/* 300 bytes are the most: a filler of unknown content makes the difference. */
static void
test_length (void)
{
  g_autoptr (SottoPrivateKey) key = fixture_key (9);

  for (guint filler = 150; filler < 230; filler++)
    {
      g_autofree char *digits = g_strnfill (filler * 2, '1');
      g_autofree char *text =
        g_strdup_printf ("61b8%02x%s 826964827634 89736563703235366b31 K", filler, digits);
      g_autoptr (GBytes) items = row_items (text, key);
      g_autoptr (GBytes) record = sign_items (items, key, 64);

      g_assert_cmpint (is_accepted (record), ==, g_bytes_get_size (record) <= 300);
    }
}

static void
test_texts (void)
{
  static const char *const bad[] = { "", "enr:", "enr:-", "ENR:-IS4", "enr:-IS4=", "enr: -IS4" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (sotto_node_record_parse_text (bad[i], &error));
      g_assert_nonnull (error);
    }
}

static void
test_own_number (void)
{
  g_autoptr (SottoPrivateKey) key = fixture_key (3);
  g_autoptr (SottoTestClock) clock = sotto_test_clock_new (EPOCH_US);
  g_autoptr (SottoTestState) state = sotto_test_state_new ();
  g_autoptr (SottoOwnRecord) own =
    sotto_own_record_new (key, SOTTO_NET_STATE (state), SOTTO_CLOCK (clock));
  SottoNodeContent content = { .ip = { 192, 0, 2, 1 }, .udp = 9000 };
  guint64 first = sotto_node_record_get_seq (sotto_own_record_get (own));
  guint64 second;

  g_assert_cmpuint (first, ==, EPOCH_US / 1000);
  g_assert_true (sotto_own_record_set_content (own, &content));
  g_assert_false (sotto_own_record_set_content (own, &content));
  second = sotto_node_record_get_seq (sotto_own_record_get (own));
  g_assert_cmpuint (second, ==, first + 1);

  /* The clock of the next life is behind: the number stays ahead of what others know. */
  g_clear_pointer (&own, sotto_own_record_free);
  sotto_test_clock_jump (clock, -G_GINT64_CONSTANT (86400000000));
  own = sotto_own_record_new (key, SOTTO_NET_STATE (state), SOTTO_CLOCK (clock));
  g_assert_cmpuint (sotto_node_record_get_seq (sotto_own_record_get (own)), ==, second);
  content.udp = 9001;
  g_assert_true (sotto_own_record_set_content (own, &content));
  g_assert_cmpuint (sotto_node_record_get_seq (sotto_own_record_get (own)), ==, second + 1);
}

/* What another key left behind, or nobody understands, is not ours. */
static void
test_own_foreign_state (void)
{
  g_autoptr (SottoTestClock) clock = sotto_test_clock_new (EPOCH_US);
  g_autoptr (SottoTestState) state = sotto_test_state_new ();
  g_autoptr (GBytes) rubbish = g_bytes_new_static ("rubbish", 7);

  for (guint i = 1; i < 3; i++)
    {
      g_autoptr (SottoPrivateKey) key = fixture_key (i);
      g_autoptr (SottoOwnRecord) own =
        sotto_own_record_new (key, SOTTO_NET_STATE (state), SOTTO_CLOCK (clock));

      g_assert_true (sotto_public_key_equal (sotto_node_record_get_key (sotto_own_record_get (own)),
                                             sotto_private_key_get_public (key)));
    }
  sotto_net_state_put (SOTTO_NET_STATE (state), "devp2p/own-record", rubbish);
  {
    g_autoptr (SottoPrivateKey) key = fixture_key (1);
    g_autoptr (SottoOwnRecord) own =
      sotto_own_record_new (key, SOTTO_NET_STATE (state), SOTTO_CLOCK (clock));

    g_assert_nonnull (sotto_own_record_get (own));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/devp2p/node-record/example", test_example);
  g_test_add_func ("/devp2p/node-record/fleet", test_fleet);
  g_test_add_func ("/devp2p/node-record/all-content", test_all_content);
  g_test_add_func ("/devp2p/node-record/hostile", test_hostile);
  g_test_add_func ("/devp2p/node-record/wrong-signatures", test_wrong_signatures);
  g_test_add_func ("/devp2p/node-record/length", test_length);
  g_test_add_func ("/devp2p/node-record/texts", test_texts);
  g_test_add_func ("/devp2p/node-record/own-number", test_own_number);
  g_test_add_func ("/devp2p/node-record/own-foreign-state", test_own_foreign_state);
  return g_test_run ();
}

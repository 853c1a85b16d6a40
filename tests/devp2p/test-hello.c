/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fixtures.h"
#include "sotto-capability-table-private.h"
#include "sotto-hello-private.h"

#define KEY_HEX                                                                                    \
  "fda1cff674c90c9a197539fe3dfb53086ace64f83ed7c6eabec741f7f381cc80"                               \
  "3e52ab2cd55d5569bce4347107a310dfd5f88a010cd2ffd1005ca406f1842877"

static void
check_capability (SottoHello *hello, guint index, const char *name, guint64 version)
{
  SottoHelloCapability *capability =
    &g_array_index (hello->capabilities, SottoHelloCapability, index);

  g_assert_cmpstr (capability->name, ==, name);
  g_assert_cmpuint (capability->version, ==, version);
}

static void
test_status_go (void)
{
  g_autoptr (JsonObject) root = fixture_load ("status-go/wire.json");
  JsonArray *cases = json_object_get_array_member (root, "hello");

  g_assert_cmpuint (json_array_get_length (cases), ==, 4);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *row = json_array_get_object_element (cases, i);
      JsonArray *capabilities = json_object_get_array_member (row, "caps");
      g_autoptr (GBytes) body = fixture_member (row, "body");
      g_autoptr (GError) error = NULL;
      g_autoptr (SottoHello) hello = sotto_hello_parse (body, &error);
      g_autoptr (GBytes) encoded = NULL;

      g_assert_no_error (error);
      g_assert_cmpuint (json_object_get_int_member (row, "packet_code"), ==, SOTTO_P2P_HELLO);
      g_assert_cmpuint (hello->version, ==, json_object_get_int_member (row, "version"));
      g_assert_cmpstr (hello->client, ==, json_object_get_string_member (row, "name"));
      g_assert_cmpuint (hello->listen_port, ==, json_object_get_int_member (row, "listen_port"));
      fixture_assert_memory (hello->node_key, 64, json_object_get_string_member (row, "node_id"));
      g_assert_cmpuint (hello->capabilities->len, ==, json_array_get_length (capabilities));
      for (guint j = 0; j < hello->capabilities->len; j++)
        {
          JsonObject *capability = json_array_get_object_element (capabilities, j);

          check_capability (hello, j, json_object_get_string_member (capability, "name"),
                            json_object_get_int_member (capability, "version"));
        }
      encoded = sotto_hello_encode (hello);
      g_assert_true (g_bytes_equal (encoded, body));
    }
}

/* With more elements than are known. */
static void
test_eip8 (void)
{
  g_autoptr (JsonObject) root = fixture_load ("ethereum/eip8-rlpx.json");
  JsonObject *row = json_object_get_object_member (root, "hello");
  g_autoptr (GBytes) body = fixture_member (row, "rlp");
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoHello) hello = sotto_hello_parse (body, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (hello->version, ==, 55);
  g_assert_cmpstr (hello->client, ==, "kneth/v0.91/plan9");
  g_assert_cmpuint (hello->listen_port, ==, 9999);
  g_assert_cmpuint (hello->capabilities->len, ==, 2);
  check_capability (hello, 0, "eth", 61);
  check_capability (hello, 1, "mork", 22);
  fixture_assert_memory (hello->node_key, 64, json_object_get_string_member (row, "node_key"));
}

static void
test_refuses (void)
{
  static const struct
  {
    const char *description;
    const char *hex;
  } rows[] = {
    { "nothing", "" },
    { "no list", "80" },
    { "empty list", "c0" },
    { "version only", "c105" },
    { "no capabilities", "c20580" },
    { "capabilities are a string", "c4058080c0" },
    { "capability is a string", "f84a0580c18080b840" KEY_HEX },
    { "capability without version", "f84d0580c4c3827368"
                                    "80b840" KEY_HEX },
    { "version is a list", "f846c0"
                           "80c080b840" KEY_HEX },
    { "version with leading zero", "f848820005"
                                   "80c080b840" KEY_HEX },
    { "version of nine bytes", "f84f89010203040506070809"
                               "80c080b840" KEY_HEX },
    { "key of 63 bytes", "f8450580c080b83ff674" },
    { "key missing", "c40580c080" },
    { "key is a list", "c50580c080c0" },
    { "bytes behind the list", "f8460580c080b840" KEY_HEX "00" },
    { "list longer than the message", "f8470580c080b840" KEY_HEX },
    { "long length for a short list", "f8040580c080" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) payload = fixture_hex (rows[i].hex);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", rows[i].description);
      g_assert_null (sotto_hello_parse (payload, &error));
      g_assert_nonnull (error);
    }
}

static void
test_every_beginning_is_refused (void)
{
  g_autoptr (GBytes) payload = fixture_hex ("f8460580c080b840" KEY_HEX);
  g_autoptr (SottoHello) whole = sotto_hello_parse (payload, NULL);

  g_assert_nonnull (whole);
  for (gsize i = 0; i < g_bytes_get_size (payload); i++)
    {
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (payload, 0, i);

      g_assert_null (sotto_hello_parse (cut, NULL));
    }
}

static void
test_too_long (void)
{
  g_autoptr (SottoHello) hello = sotto_hello_new ();
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GError) error = NULL;

  hello->client = g_strnfill (SOTTO_P2P_MAX_HELLO_LENGTH, 'x');
  payload = sotto_hello_encode (hello);
  g_assert_null (sotto_hello_parse (payload, &error));
  g_assert_error (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_TOO_LARGE);
}

/* Neither zero bytes nor broken UTF-8 get into a C string. */
static void
test_odd_text (void)
{
  g_autoptr (GBytes) payload = fixture_hex ("f84c0586610062ff63"
                                            "07c080b840" KEY_HEX);
  g_autoptr (SottoHello) hello = sotto_hello_parse (payload, NULL);

  g_assert_nonnull (hello);
  g_assert_true (g_utf8_validate (hello->client, -1, NULL));
  g_assert_true (g_str_has_suffix (hello->client, "c\x07"));
}

static void
test_null_identity (void)
{
  g_autoptr (SottoHello) hello = sotto_hello_new ();

  g_assert_true (sotto_hello_has_null_identity (hello));
  hello->node_key[63] = 1;
  g_assert_false (sotto_hello_has_null_identity (hello));
}

static void
test_disconnect_vectors (void)
{
  g_autoptr (JsonObject) root = fixture_load ("status-go/wire.json");
  JsonArray *cases = json_object_get_array_member (root, "disconnect");

  g_assert_cmpuint (json_array_get_length (cases), ==, 4);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *row = json_array_get_object_element (cases, i);
      g_autoptr (GBytes) body = fixture_member (row, "body");
      g_autoptr (GBytes) encoded = NULL;
      g_autofree char *text = NULL;
      SottoDisconnectReason reason;

      g_assert_true (sotto_disconnect_parse (body, &reason, NULL));
      g_assert_cmpuint (reason, ==, json_object_get_int_member (row, "reason"));
      text = sotto_disconnect_describe (reason);
      g_assert_cmpstr (text, ==, json_object_get_string_member (row, "text"));
      encoded = sotto_disconnect_encode (reason);
      g_assert_true (g_bytes_equal (encoded, body));
    }
}

static void
test_disconnect_shapes (void)
{
  static const struct
  {
    const char *hex;
    int reason;
  } rows[] = {
    { "c108", 8 },  { "08", 8 },      { "c0", 0 },     { "80", 0 },
    { "c180", 0 },  { "c20807", 8 },  { "c20880", 8 }, { "8163", -1 },
    { "63", 0x63 }, { "", -1 },       { "c1", -1 },    { "c100", -1 },
    { "0808", -1 }, { "c10808", -1 }, { "c1c0", -1 },  { "c6850100000000", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) payload = fixture_hex (rows[i].hex);
      SottoDisconnectReason reason;
      gboolean good = sotto_disconnect_parse (payload, &reason, NULL);

      g_test_message ("%s", rows[i].hex);
      g_assert_cmpint (good, ==, rows[i].reason >= 0);
      if (good)
        g_assert_cmpint (reason, ==, rows[i].reason);
    }
}

static void
test_unknown_reason (void)
{
  g_autofree char *text = sotto_disconnect_describe ((SottoDisconnectReason) 99);

  g_assert_cmpstr (text, ==, "unknown disconnect reason 99");
}

/* Which capabilities run, and from where. */

typedef struct
{
  const char *name;
  guint version;
  guint n_codes;
} Capability;

static const struct
{
  const char *description;
  Capability own[4];
  Capability theirs[4];
  const char *expected;
} tables[] = {
  { "one", { { "waku", 1, 128 } }, { { "waku", 1, 0 } }, "waku/1@16 " },
  { "nothing shared", { { "waku", 1, 128 } }, { { "waku", 0, 0 } }, "" },
  { "highest version",
    { { "waku", 0, 128 }, { "waku", 1, 128 } },
    { { "waku", 1, 0 }, { "waku", 0, 0 }, { "waku", 2, 0 } },
    "waku/1@16 " },
  { "highest version, other order",
    { { "waku", 1, 128 }, { "waku", 0, 128 } },
    { { "waku", 0, 0 }, { "waku", 1, 0 } },
    "waku/1@16 " },
  { "lower version shared",
    { { "waku", 1, 128 }, { "waku", 0, 128 } },
    { { "waku", 0, 0 } },
    "waku/0@16 " },
  { "sorted by name",
    { { "waku", 1, 128 }, { "shh", 6, 128 } },
    { { "waku", 1, 0 }, { "shh", 6, 0 } },
    "shh/6@16 waku/1@144 " },
  { "what is not shared takes no room",
    { { "waku", 1, 128 }, { "shh", 6, 128 } },
    { { "waku", 1, 0 }, { "eth", 63, 0 } },
    "waku/1@16 " },
  { "case-sensitive",
    { { "b", 1, 2 }, { "B", 1, 3 }, { "a", 1, 5 } },
    { { "a", 1, 0 }, { "b", 1, 0 }, { "B", 1, 0 } },
    "B/1@16 a/1@19 b/1@24 " },
  { "said twice", { { "waku", 1, 128 } }, { { "waku", 1, 0 }, { "waku", 1, 0 } }, "waku/1@16 " },
};

static void
test_tables (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autoptr (GPtrArray) own = g_ptr_array_new_with_free_func (g_object_unref);
      g_autoptr (SottoHello) hello = sotto_hello_new ();
      g_autoptr (GArray) table = NULL;
      g_autoptr (GString) text = g_string_new (NULL);

      for (guint j = 0; j < 4 && tables[i].own[j].name != NULL; j++)
        g_ptr_array_add (
          own, toy_new (tables[i].own[j].name, tables[i].own[j].version, tables[i].own[j].n_codes));
      for (guint j = 0; j < 4 && tables[i].theirs[j].name != NULL; j++)
        sotto_hello_add_capability (hello, tables[i].theirs[j].name, tables[i].theirs[j].version);
      table = sotto_capability_table_new (own, hello);
      for (guint j = 0; j < table->len; j++)
        {
          SottoCapabilitySlot *slot = &g_array_index (table, SottoCapabilitySlot, j);

          g_string_append_printf (text, "%s/%u@%u ", sotto_capability_get_name (slot->capability),
                                  sotto_capability_get_version (slot->capability), slot->offset);
        }
      g_test_message ("%s", tables[i].description);
      g_assert_cmpstr (text->str, ==, tables[i].expected);
    }
}

static void
test_find_code (void)
{
  g_autoptr (GPtrArray) own = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (SottoHello) hello = sotto_hello_new ();
  g_autoptr (GArray) table = NULL;

  g_ptr_array_add (own, toy_new ("a", 1, 2));
  g_ptr_array_add (own, toy_new ("b", 1, 3));
  sotto_capability_table_announce (own, hello);
  table = sotto_capability_table_new (own, hello);
  g_assert_null (sotto_capability_table_find (table, 0));
  g_assert_null (sotto_capability_table_find (table, 15));
  g_assert_true (sotto_capability_table_find (table, 16)->capability == own->pdata[0]);
  g_assert_true (sotto_capability_table_find (table, 17)->capability == own->pdata[0]);
  g_assert_true (sotto_capability_table_find (table, 18)->capability == own->pdata[1]);
  g_assert_true (sotto_capability_table_find (table, 20)->capability == own->pdata[1]);
  g_assert_null (sotto_capability_table_find (table, 21));
  g_assert_null (sotto_capability_table_find (table, G_MAXUINT64));
  g_assert_true (sotto_capability_table_lookup (table, own->pdata[1])->offset == 18);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/devp2p/hello/status-go", test_status_go);
  g_test_add_func ("/devp2p/hello/eip8", test_eip8);
  g_test_add_func ("/devp2p/hello/refuses", test_refuses);
  g_test_add_func ("/devp2p/hello/beginnings", test_every_beginning_is_refused);
  g_test_add_func ("/devp2p/hello/too-long", test_too_long);
  g_test_add_func ("/devp2p/hello/odd-text", test_odd_text);
  g_test_add_func ("/devp2p/hello/null-identity", test_null_identity);
  g_test_add_func ("/devp2p/disconnect/status-go", test_disconnect_vectors);
  g_test_add_func ("/devp2p/disconnect/shapes", test_disconnect_shapes);
  g_test_add_func ("/devp2p/disconnect/unknown-reason", test_unknown_reason);
  g_test_add_func ("/devp2p/capability-table/tables", test_tables);
  g_test_add_func ("/devp2p/capability-table/find-code", test_find_code);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Three-word names and identicons of chat keys, against the vectors. */

#include <string.h>

#include "sotto-digest.h"
#include "sotto-hex.h"
#include "sotto-identicon.h"
#include "sotto-name-generator.h"
#include "sotto-test-vectors.h"

static void
check_cells (const SottoIdenticon *identicon, const char *cells)
{
  g_assert_cmpuint (strlen (cells), ==, 25);
  for (guint i = 0; i < 25; i++)
    g_assert_cmpint (identicon->cells[i / 5][i % 5], ==, cells[i] == '1');
}

static void
check_colour (const SottoIdenticon *identicon, const char *expected)
{
  guint8 rgb[3] = { identicon->red, identicon->green, identicon->blue };
  g_autofree char *got = sotto_hex_encode (rgb, sizeof rgb);

  g_assert_cmpstr (got, ==, expected);
}

static void
check_pixels (const SottoIdenticon *identicon, const char *expected_sha256)
{
  g_autoptr (GBytes) pixels = sotto_identicon_render (identicon);
  g_autofree char *got = NULL;
  SottoHash digest;

  g_assert_cmpuint (g_bytes_get_size (pixels), ==, 50 * 50 * 4);
  sotto_sha256 (g_bytes_get_data (pixels, NULL), g_bytes_get_size (pixels), &digest);
  got = sotto_hash_to_hex (&digest);
  g_assert_cmpstr (got, ==, expected_sha256);
}

static void
check_person (JsonObject *person)
{
  const char *text = sotto_test_vectors_text (person, "chat_key");
  g_autofree char *name = NULL;
  SottoPublicKey key;
  SottoIdenticon identicon;

  g_assert_true (sotto_public_key_parse_text (&key, text, NULL));
  name = sotto_name_generate (&key);
  g_assert_cmpstr (name, ==, sotto_test_vectors_text (person, "alias"));
  sotto_identicon_init (&identicon, &key);
  check_cells (&identicon, sotto_test_vectors_text (person, "identicon_cells"));
  check_colour (&identicon, sotto_test_vectors_text (person, "identicon_color_rgb"));
  check_pixels (&identicon, sotto_test_vectors_text (person, "identicon_rgba_sha256"));
}

static void
test_accounts (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("status-go", "account.json");
  const char *const members[] = { "accounts", "names" };
  guint n_checked = 0;

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      JsonArray *people = sotto_test_vectors_array (json_node_get_object (root), members[i]);

      for (guint j = 0; j < json_array_get_length (people); j++, n_checked++)
        check_person (json_array_get_object_element (people, j));
    }
  g_assert_cmpuint (n_checked, ==, 30);
}

static void
check_identity (JsonObject *identity)
{
  const char *input = sotto_test_vectors_text (identity, "input");
  JsonArray *rows = sotto_test_vectors_array (identity, "identicon_rows");
  g_autoptr (GString) cells = g_string_new (NULL);
  g_autofree char *name = NULL;
  SottoIdenticon identicon;
  SottoPublicKey key;

  for (guint i = 0; i < json_array_get_length (rows); i++)
    g_string_append (cells, json_array_get_string_element (rows, i));
  sotto_identicon_init_from_text (&identicon, input);
  check_cells (&identicon, cells->str);
  check_colour (&identicon, sotto_test_vectors_text (identity, "identicon_rgb"));
  if (!json_object_has_member (identity, "alias") || !g_str_has_prefix (input, "0x04"))
    return;
  g_assert_true (sotto_public_key_parse_text (&key, input, NULL));
  name = sotto_name_generate (&key);
  g_assert_cmpstr (name, ==, sotto_test_vectors_text (identity, "alias"));
}

static void
test_identities (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("status-go", "flow-accounts.json");
  JsonArray *identities = sotto_test_vectors_array (json_node_get_object (root), "identities");

  g_assert_cmpuint (json_array_get_length (identities), ==, 9);
  for (guint i = 0; i < json_array_get_length (identities); i++)
    check_identity (json_array_get_object_element (identities, i));
}

static void
test_seed (void)
{
  g_autofree char *name = sotto_name_generate_from_seed (42);

  g_assert_cmpstr (name, ==, "Hard Tame Brownbutterfly");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chat/identity/accounts", test_accounts);
  g_test_add_func ("/chat/identity/identities", test_identities);
  g_test_add_func ("/chat/identity/seed", test_seed);
  return g_test_run ();
}

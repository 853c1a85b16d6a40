/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Key files: recorded ones opened, own ones read again, and files that must not be opened. */

#include <string.h>

#include "sotto-ethereum-error.h"
#include "sotto-hex.h"
#include "sotto-keccak.h"
#include "sotto-key-file.h"
#include "sotto-test-vectors.h"

static SottoKeyFile *
take_file (JsonObject *object, const char *member)
{
  g_autofree char *text = json_to_string (json_object_get_member (object, member), FALSE);
  g_autoptr (GError) error = NULL;
  SottoKeyFile *file = sotto_key_file_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  return file;
}

static void
check_opens (JsonObject *object, const char *file_member, const char *key_member)
{
  g_autoptr (SottoKeyFile) file = take_file (object, file_member);
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoPrivateKey) key =
    sotto_key_file_open (file, sotto_test_vectors_text (object, "password"), &error);

  g_assert_no_error (error);
  sotto_test_vectors_check (object, key_member, sotto_private_key_borrow (key), SOTTO_KEY_LENGTH);
  sotto_private_key_release (key);
}

static void
test_generated (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("ethereum", "keystore-generated.json");
  JsonArray *cases = sotto_test_vectors_array (json_node_get_object (root), "cases");

  g_assert_cmpuint (json_array_get_length (cases), ==, 14);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *object = json_array_get_object_element (cases, i);
      g_autoptr (SottoKeyFile) file = take_file (object, "json");
      g_autoptr (GError) error = NULL;

      check_opens (object, "json", "privateKey");
      g_assert_null (
        sotto_key_file_open (file, sotto_test_vectors_text (object, "wrongPassword"), &error));
      g_assert_error (error, SOTTO_ETHEREUM_ERROR, SOTTO_ETHEREUM_ERROR_PASSWORD);
    }
}

static void
test_upstream (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("ethereum", "keystore-upstream.json");
  g_autoptr (JsonNode) status = sotto_test_vectors_load ("status-go", "keystore.json");
  JsonArray *cases = sotto_test_vectors_array (json_node_get_object (root), "cases");

  g_assert_cmpuint (json_array_get_length (cases), ==, 5);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    check_opens (json_array_get_object_element (cases, i), "json", "priv");
  check_opens (json_node_get_object (status), "keystore", "expected_private_key");
}

static SottoKeyFile *
seal (SottoPrivateKey *key, const char *password)
{
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (5);
  SottoKeyBoxCost cost = { .kdf = SOTTO_KEY_BOX_SCRYPT, .n = 16, .r = 8, .p = 1 };
  g_autoptr (GError) error = NULL;
  SottoKeyFile *file = sotto_key_file_seal (key, &cost, password, random, &error);

  g_assert_no_error (error);
  return file;
}

static SottoPrivateKey *
make_key (void)
{
  static const guint8 bytes[SOTTO_KEY_LENGTH] = { [31] = 7 };

  return sotto_private_key_new (bytes, NULL);
}

static void
check_same (SottoPrivateKey *a, SottoPrivateKey *b)
{
  g_assert_nonnull (b);
  g_assert_true (
    sotto_public_key_equal (sotto_private_key_get_public (a), sotto_private_key_get_public (b)));
}

static void
test_round_trip (void)
{
  g_autoptr (SottoPrivateKey) key = make_key ();
  g_autoptr (SottoKeyFile) file = seal (key, "p\xc3\xa4ss");
  g_autofree char *json = sotto_key_file_to_json (file);
  g_autoptr (SottoKeyFile) again = sotto_key_file_parse (json, strlen (json), NULL);
  g_autofree char *json_again = NULL;
  g_autofree char *name = NULL;
  g_autoptr (SottoPrivateKey) opened = NULL;
  g_autoptr (SottoPrivateKey) decomposed = NULL;

  g_assert_nonnull (again);
  json_again = sotto_key_file_to_json (again);
  g_assert_cmpstr (json, ==, json_again);
  opened = sotto_key_file_open (again, "p\xc3\xa4ss", NULL);
  check_same (key, opened);
  /* Typed on a keyboard that makes two characters of it. */
  decomposed = sotto_key_file_open (again, "pa\xcc\x88ss", NULL);
  check_same (key, decomposed);
  g_assert_false (sotto_key_file_has_extended_key (again));
  name = sotto_key_file_make_name (file, 1700000000);
  g_assert_cmpstr (name, ==,
                   "UTC--2023-11-14T22-13-20.000000000Z--"
                   "d41c057fd1c78805aac12b0a94a405c0461a6fbb");
}

/* Another place of @json changed; (transfer full). */
static char *
change (const char *json, const char *from, const char *to)
{
  g_autoptr (GString) text = g_string_new (json);

  g_assert_cmpuint (g_string_replace (text, from, to, 1), ==, 1);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* As @json, with the first digit of what stands after @member another one. */
static char *
damage (const char *json, const char *member)
{
  char *text = g_strdup (json);
  char *digit = strstr (text, member);

  g_assert_nonnull (digit);
  digit += strlen (member);
  *digit = *digit == '0' ? '1' : '0';
  return text;
}

static void
test_damaged (void)
{
  static const struct
  {
    const char *member;
    int code;
  } rows[] = {
    { "\"mac\":\"", SOTTO_ETHEREUM_ERROR_DAMAGED },
    { "\"address\":\"", SOTTO_ETHEREUM_ERROR_DAMAGED },
    { "\"iv\":\"", SOTTO_ETHEREUM_ERROR_DAMAGED },
    { "\"ciphertext\":\"", SOTTO_ETHEREUM_ERROR_PASSWORD },
    { "\"salt\":\"", SOTTO_ETHEREUM_ERROR_PASSWORD },
  };
  g_autoptr (SottoPrivateKey) key = make_key ();
  g_autoptr (SottoKeyFile) file = seal (key, "secret");
  g_autofree char *json = sotto_key_file_to_json (file);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = damage (json, rows[i].member);
      g_autoptr (SottoKeyFile) damaged = sotto_key_file_parse (text, strlen (text), NULL);
      g_autoptr (GError) error = NULL;

      g_assert_nonnull (damaged);
      g_assert_null (sotto_key_file_open (damaged, "secret", &error));
      g_assert_error (error, SOTTO_ETHEREUM_ERROR, rows[i].code);
      g_clear_error (&error);
      g_assert_null (sotto_key_file_open (damaged, "other", &error));
      g_assert_error (error, SOTTO_ETHEREUM_ERROR, SOTTO_ETHEREUM_ERROR_PASSWORD);
    }
}

/* Forms that differ from what is written here and are read, and those that are not. */
static const struct
{
  const char *from;
  const char *to;
  int code; /* -1: is read */
} forms[] = {
  { "\"crypto\"", "\"Crypto\"", -1 },
  { "\"mac\":\"", "\"mac\":\"0x", -1 },
  { "\"address\":\"", "\"address\":\"0x", -1 },
  { "\"address\":\"", "\"other\":\"", -1 },
  { "\"version\":3", "\"version\":3,\"subaccountindex\":[0]", -1 },
  { "\"version\":3", "\"version\":1", SOTTO_ETHEREUM_ERROR_UNSUPPORTED },
  { "\"version\":3", "\"version\":\"3\"", SOTTO_ETHEREUM_ERROR_MALFORMED },
  { "\"version\":3", "\"version\":3e0", SOTTO_ETHEREUM_ERROR_MALFORMED },
  { "aes-128-ctr", "aes-128-cbc", SOTTO_ETHEREUM_ERROR_UNSUPPORTED },
  { "\"scrypt\"", "\"argon2\"", SOTTO_ETHEREUM_ERROR_UNSUPPORTED },
  { "\"scrypt\"", "\"pbkdf2\"", SOTTO_ETHEREUM_ERROR_UNSUPPORTED },
  { "\"scrypt\"", "1", SOTTO_ETHEREUM_ERROR_MALFORMED },
  { "\"n\":16", "\"n\":17", SOTTO_ETHEREUM_ERROR_UNSUPPORTED },
  { "\"n\":16", "\"n\":0", SOTTO_ETHEREUM_ERROR_UNSUPPORTED },
  { "\"n\":16", "\"n\":1", SOTTO_ETHEREUM_ERROR_UNSUPPORTED },
  { "\"n\":16", "\"n\":-16", SOTTO_ETHEREUM_ERROR_MALFORMED },
  { "\"n\":16", "\"n\":16.0", SOTTO_ETHEREUM_ERROR_MALFORMED },
  { "\"n\":16", "\"n\":\"16\"", SOTTO_ETHEREUM_ERROR_MALFORMED },
  { "\"n\":16", "\"n\":2097152", SOTTO_ETHEREUM_ERROR_UNSUPPORTED },
  { "\"n\":16", "\"n\":18446744073709551616", SOTTO_ETHEREUM_ERROR_MALFORMED },
  { "\"r\":8", "\"r\":0", SOTTO_ETHEREUM_ERROR_UNSUPPORTED },
  { "\"r\":8", "\"r\":4194304", SOTTO_ETHEREUM_ERROR_UNSUPPORTED },
  { "\"r\":8", "\"r\":18446744073709551615", SOTTO_ETHEREUM_ERROR_UNSUPPORTED },
  { "\"p\":1", "\"p\":0", SOTTO_ETHEREUM_ERROR_UNSUPPORTED },
  { "\"p\":1", "\"p\":1048576", SOTTO_ETHEREUM_ERROR_UNSUPPORTED },
  { "\"p\":1", "\"p\":18446744073709551615", SOTTO_ETHEREUM_ERROR_UNSUPPORTED },
  { "\"dklen\":32", "\"dklen\":31", SOTTO_ETHEREUM_ERROR_MALFORMED },
  { "\"dklen\":32", "\"dklen\":64", -1 },
  { "\"salt\":\"", "\"salt\":\"g", SOTTO_ETHEREUM_ERROR_MALFORMED },
  { "\"iv\":\"", "\"iv\":\"00", SOTTO_ETHEREUM_ERROR_MALFORMED },
  { "\"ciphertext\":\"", "\"ciphertext\":\"00", SOTTO_ETHEREUM_ERROR_MALFORMED },
  { "\"address\":\"", "\"address\":\"00", SOTTO_ETHEREUM_ERROR_MALFORMED },
  { "\"mac\":", "\"other\":", SOTTO_ETHEREUM_ERROR_MALFORMED },
  { "\"kdfparams\":", "\"other\":", SOTTO_ETHEREUM_ERROR_MALFORMED },
  { "\"crypto\":", "\"other\":", SOTTO_ETHEREUM_ERROR_MALFORMED },
  { "{", "[", SOTTO_ETHEREUM_ERROR_MALFORMED },
};

static void
test_forms (void)
{
  g_autoptr (SottoPrivateKey) key = make_key ();
  g_autoptr (SottoKeyFile) file = seal (key, "secret");
  g_autofree char *json = sotto_key_file_to_json (file);

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autofree char *text = change (json, forms[i].from, forms[i].to);
      g_autoptr (GError) error = NULL;
      g_autoptr (SottoKeyFile) read = sotto_key_file_parse (text, strlen (text), &error);
      g_autoptr (SottoPrivateKey) opened = NULL;

      if ((read != NULL) != (forms[i].code < 0))
        g_error ("%s", text);
      if (read == NULL)
        {
          g_assert_error (error, SOTTO_ETHEREUM_ERROR, forms[i].code);
          continue;
        }
      opened = sotto_key_file_open (read, "secret", NULL);
      check_same (key, opened);
    }
}

/* (transfer full): @json with @content as its extended key. */
static char *
add_extended_key (const char *json, const char *password, const char *content)
{
  g_auto (SottoKeyBox) box = { .cost = { .kdf = SOTTO_KEY_BOX_PBKDF2, .iterations = 2 } };
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (6);
  g_autoptr (SottoSecret) secret = sotto_secret_new ((const guint8 *) content, strlen (content));
  g_autofree char *iv = NULL;
  g_autofree char *mac = NULL;
  g_autofree char *ciphertext = NULL;
  g_autofree char *salt = NULL;
  g_autofree char *member = NULL;

  g_assert_true (sotto_key_box_seal (&box, password, secret, random, NULL));
  iv = sotto_hex_encode (box.iv, sizeof box.iv);
  mac = sotto_hex_encode (box.mac, sizeof box.mac);
  salt = sotto_hex_encode (g_bytes_get_data (box.salt, NULL), g_bytes_get_size (box.salt));
  ciphertext =
    sotto_hex_encode (g_bytes_get_data (box.ciphertext, NULL), g_bytes_get_size (box.ciphertext));
  member =
    g_strdup_printf ("\"extendedkey\":{\"cipher\":\"aes-128-ctr\",\"cipherparams\":{\"iv\":\"%s\"},"
                     "\"ciphertext\":\"%s\",\"kdf\":\"pbkdf2\",\"kdfparams\":{\"c\":2,\"dklen\":32,"
                     "\"prf\":\"hmac-sha256\",\"salt\":\"%s\"},\"mac\":\"%s\"},\"version\":3",
                     iv, ciphertext, salt, mac);

  return change (json, "\"version\":3", member);
}

/* A file as Status wrote it: its passwords are hashed, and a second key is with the first. */
static void
test_status (void)
{
  static const char master[] =
    "xprv9s21ZrQH143K3h3fDYiay8mocZ3afhfULfb5GX8kCBdno77K4HiA15Tg23wpbeF1pLfs1c5SPmYHrEpTuuRhxMwvKD"
    "wqdKiGJS9XFKzUsAF";
  static const struct
  {
    const char *content;
    gboolean good;
  } rows[] = { { master, TRUE }, { "Zeroed extended key", FALSE }, { "x", FALSE } };
  g_autoptr (SottoPrivateKey) key = make_key ();
  g_autoptr (SottoKeyFile) sealed = NULL;
  g_autofree char *digits = NULL;
  g_autofree char *hashed = NULL;
  g_autofree char *json = NULL;
  SottoHash digest;

  sotto_keccak256 ("secret password", strlen ("secret password"), &digest);
  digits = sotto_hash_to_hex (&digest);
  hashed = g_strconcat ("0x", digits, NULL);
  sealed = seal (key, hashed);
  json = sotto_key_file_to_json (sealed);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = NULL;
      g_autofree char *xprv = NULL;
      g_autoptr (SottoKeyFile) file = NULL;
      g_autoptr (SottoPrivateKey) opened = NULL;
      g_autoptr (SottoHdKey) extended = NULL;
      g_autoptr (GError) error = NULL;

      text = add_extended_key (json, hashed, rows[i].content);
      file = sotto_key_file_parse (text, strlen (text), NULL);
      g_assert_nonnull (file);
      g_assert_true (sotto_key_file_has_extended_key (file));
      opened = sotto_key_file_open (file, "secret password", NULL);
      check_same (key, opened);
      extended = sotto_key_file_open_extended_key (file, "secret password", &error);
      if (!rows[i].good)
        {
          g_assert_error (error, SOTTO_ETHEREUM_ERROR, SOTTO_ETHEREUM_ERROR_DAMAGED);
          continue;
        }
      g_assert_no_error (error);
      xprv = sotto_hd_key_to_xprv (extended);
      g_assert_cmpstr (xprv, ==, master);
      g_assert_null (sotto_key_file_open_extended_key (file, "other", &error));
      g_assert_error (error, SOTTO_ETHEREUM_ERROR, SOTTO_ETHEREUM_ERROR_PASSWORD);
    }
}

static void
test_not_files (void)
{
  static const char *const texts[] = {
    "", "{}", "[]", "null", "3", "\"crypto\"", "{\"crypto\":{}}", "{\"version\":3,\"crypto\":[]}"
  };
  g_autofree char *large = g_strnfill (SOTTO_KEY_FILE_MAX_BYTES + 1, ' ');

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_null (sotto_key_file_parse (texts[i], strlen (texts[i]), NULL));
  g_assert_null (sotto_key_file_parse (large, strlen (large), NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ethereum/key-file/generated", test_generated);
  g_test_add_func ("/ethereum/key-file/upstream", test_upstream);
  g_test_add_func ("/ethereum/key-file/round-trip", test_round_trip);
  g_test_add_func ("/ethereum/key-file/damaged", test_damaged);
  g_test_add_func ("/ethereum/key-file/forms", test_forms);
  g_test_add_func ("/ethereum/key-file/status", test_status);
  g_test_add_func ("/ethereum/key-file/not-files", test_not_files);
  return g_test_run ();
}

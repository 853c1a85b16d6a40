/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-hd-key.h"

#include <string.h>

#include "sotto-address.h"
#include "sotto-crypto-error.h"
#include "sotto-digest.h"
#include "sotto-error.h"
#include "sotto-hex.h"
#include "sotto-mnemonic.h"
#include "sotto-test-vectors.h"

static SottoHdKey *
master_from_seed (JsonObject *object)
{
  g_autoptr (GBytes) bytes = sotto_test_vectors_bytes (object, "seed");
  g_autoptr (SottoSecret) seed =
    sotto_secret_new (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autoptr (GError) error = NULL;
  SottoHdKey *master = sotto_hd_key_new_from_seed (seed, &error);

  g_assert_no_error (error);
  return master;
}

static SottoHdKey *
derive (SottoHdKey *key, const char *path)
{
  g_autoptr (GError) error = NULL;
  SottoHdKey *derived = sotto_hd_key_derive_path (key, path, &error);

  g_assert_no_error (error);
  return derived;
}

/* Whatever of a key the sets have: names differ, and prefixes. */
static void
check_bytes (JsonObject *object, const char *member, gconstpointer data, gsize length)
{
  g_autofree char *hex = NULL;
  const char *expected;

  if (!json_object_has_member (object, member))
    return;
  expected = sotto_test_vectors_text (object, member);
  hex = sotto_hex_encode (data, length);
  g_assert_cmpstr (hex, ==, g_str_has_prefix (expected, "0x") ? expected + 2 : expected);
}

static void
check_address (JsonObject *object, const char *member, SottoHdKey *key)
{
  g_autofree char *text = NULL;
  guint8 address[20];

  if (!json_object_has_member (object, member))
    return;
  sotto_public_key_get_address (sotto_private_key_get_public (sotto_hd_key_get_private_key (key)),
                                address);
  text = sotto_address_to_string (address);
  g_assert_cmpint (g_ascii_strcasecmp (text, sotto_test_vectors_text (object, member)), ==, 0);
}

static void
check_public (JsonObject *object, const char *full, const char *compressed, SottoHdKey *key)
{
  const SottoPublicKey *public_key =
    sotto_private_key_get_public (sotto_hd_key_get_private_key (key));
  guint8 encoded[65];

  sotto_public_key_serialize (public_key, encoded);
  check_bytes (object, full, encoded, 65);
  sotto_public_key_serialize_compressed (public_key, encoded);
  check_bytes (object, compressed, encoded, 33);
}

static void
check_private (JsonObject *object, const char *member, SottoHdKey *key)
{
  SottoPrivateKey *private_key = sotto_hd_key_get_private_key (key);

  g_assert_true (json_object_has_member (object, member));
  check_bytes (object, member, sotto_private_key_borrow (private_key), 32);
  sotto_private_key_release (private_key);
}

static void
check_chain_code (JsonObject *object, const char *member, SottoHdKey *key)
{
  guint8 chain_code[32];

  sotto_hd_key_get_chain_code (key, chain_code);
  check_bytes (object, member, chain_code, 32);
}

/* As text, read back, and written again. */
static void
check_text (JsonObject *object, SottoHdKey *key)
{
  g_autofree char *xprv = sotto_hd_key_to_xprv (key);
  g_autofree char *xpub = sotto_hd_key_to_xpub (key);
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoHdKey) read = NULL;
  g_autofree char *again = NULL;

  g_assert_cmpstr (xprv, ==, sotto_test_vectors_text (object, "xprv"));
  if (json_object_has_member (object, "xpub"))
    g_assert_cmpstr (xpub, ==, sotto_test_vectors_text (object, "xpub"));
  g_assert_true (sotto_hd_key_validate_text (xprv, &error));
  g_assert_true (sotto_hd_key_validate_text (xpub, &error));
  read = sotto_hd_key_new_from_xprv (xprv, &error);
  g_assert_no_error (error);
  again = sotto_hd_key_to_xprv (read);
  g_assert_cmpstr (again, ==, xprv);
  g_assert_null (sotto_hd_key_new_from_xprv (xpub, &error));
  g_assert_error (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_INVALID_KEY);
}

static void
test_bip32 (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("ethereum", "bip32.json");
  JsonArray *cases = sotto_test_vectors_array (json_node_get_object (root), "cases");
  guint n_keys = 0;

  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *object = json_array_get_object_element (cases, i);
      JsonArray *chain = sotto_test_vectors_array (object, "chain");
      g_autoptr (SottoHdKey) master = master_from_seed (object);

      for (guint j = 0; j < json_array_get_length (chain); j++, n_keys++)
        {
          JsonObject *link = json_array_get_object_element (chain, j);
          g_autoptr (SottoHdKey) key = derive (master, sotto_test_vectors_text (link, "path"));

          check_private (link, "privateKey", key);
          check_chain_code (link, "chainCode", key);
          check_text (link, key);
        }
    }
  g_assert_cmpuint (n_keys, ==, 17);
  g_test_message ("%u keys", n_keys);
}

static void
test_bip32_invalid (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("ethereum", "bip32.json");
  JsonArray *cases = sotto_test_vectors_array (json_node_get_object (root), "invalid");

  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      const char *text = sotto_test_vectors_text (json_array_get_object_element (cases, i), "key");
      g_autoptr (GError) error = NULL;

      g_assert_false (sotto_hd_key_validate_text (text, &error));
      g_assert_error (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_INVALID_KEY);
      g_assert_null (sotto_hd_key_new_from_xprv (text, NULL));
    }
  g_assert_cmpuint (json_array_get_length (cases), ==, 16);
  g_test_message ("%u cases", json_array_get_length (cases));
}

static void
test_status_paths (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("ethereum", "hd-status-paths.json");
  JsonArray *cases = sotto_test_vectors_array (json_node_get_object (root), "cases");
  guint n_keys = 0;

  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *object = json_array_get_object_element (cases, i);
      JsonArray *keys = sotto_test_vectors_array (object, "keys");
      g_autoptr (SottoMnemonic) mnemonic =
        sotto_mnemonic_parse (sotto_test_vectors_text (object, "mnemonic"), NULL);
      g_autoptr (SottoSecret) seed = sotto_mnemonic_derive_seed (mnemonic, NULL);
      g_autoptr (SottoHdKey) master = sotto_hd_key_new_from_seed (seed, NULL);

      check_bytes (object, "seed", sotto_secret_borrow (seed), 64);
      sotto_secret_release (seed);
      check_address (object, "masterAddress", master);
      for (guint j = 0; j < json_array_get_length (keys); j++, n_keys++)
        {
          JsonObject *expected = json_array_get_object_element (keys, j);
          g_autoptr (SottoHdKey) key = derive (master, sotto_test_vectors_text (expected, "path"));

          check_private (expected, "privateKey", key);
          check_public (expected, "publicKey", "", key);
          check_address (expected, "address", key);
        }
    }
  g_assert_cmpuint (n_keys, ==, 140);
  g_test_message ("%u keys", n_keys);
}

/* What names an account: SHA-256 of the uncompressed master key. */
static void
check_key_uid (JsonObject *account, SottoHdKey *master)
{
  guint8 encoded[65];
  SottoHash uid;

  sotto_public_key_serialize (sotto_private_key_get_public (sotto_hd_key_get_private_key (master)),
                              encoded);
  sotto_sha256 (encoded, sizeof encoded, &uid);
  check_bytes (account, "key_uid", uid.bytes, sizeof uid.bytes);
}

static void
check_account (JsonObject *account)
{
  static const struct
  {
    const char *member;
    const char *path;
  } paths[] = {
    { "chat", SOTTO_HD_PATH_CHAT },
    { "wallet_root", SOTTO_HD_PATH_WALLET_ROOT },
    { "wallet", SOTTO_HD_PATH_WALLET_ROOT "/0" },
    { "wallet_1", SOTTO_HD_PATH_WALLET_ROOT "/1" },
    { "eip1581_root", "m/43'/60'/1581'" },
    { "encryption_key", "m/43'/60'/1581'/1'/0" },
  };
  g_autoptr (SottoHdKey) master = master_from_seed (account);

  check_private (account, "master_private_key", master);
  check_chain_code (account, "master_chain_code", master);
  check_public (account, "master_public_key", "", master);
  check_address (account, "master_address", master);
  check_key_uid (account, master);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      JsonObject *expected = sotto_test_vectors_object (account, paths[i].member);
      g_autoptr (SottoHdKey) key = derive (master, paths[i].path);

      check_private (expected, "private_key", key);
      check_public (expected, "public_key", "public_key_compressed", key);
      check_address (expected, "address", key);
    }
}

static void
test_accounts (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("status-go", "account.json");
  JsonArray *accounts = sotto_test_vectors_array (json_node_get_object (root), "accounts");

  for (guint i = 0; i < json_array_get_length (accounts); i++)
    check_account (json_array_get_object_element (accounts, i));
  g_assert_cmpuint (json_array_get_length (accounts), ==, 10);
  g_test_message ("%u accounts", json_array_get_length (accounts));
}

static void
check_flow_account (JsonObject *account)
{
  g_autoptr (SottoHdKey) master = master_from_seed (account);
  JsonObject *expected_master = sotto_test_vectors_object (account, "master");
  JsonArray *derived = sotto_test_vectors_array (account, "derived");

  check_private (expected_master, "private", master);
  check_public (expected_master, "public_uncompressed", "public_compressed", master);
  check_address (expected_master, "address", master);
  check_chain_code (account, "master_chain_code", master);
  check_key_uid (account, master);
  for (guint i = 0; i < json_array_get_length (derived); i++)
    {
      JsonObject *expected = json_array_get_object_element (derived, i);
      g_autoptr (SottoHdKey) key = derive (master, sotto_test_vectors_text (expected, "path"));

      check_private (expected, "private", key);
      check_chain_code (expected, "chain_code", key);
      check_public (expected, "public_uncompressed", "public_compressed", key);
      check_address (expected, "address", key);
      check_text (expected, key);
    }
}

static void
test_flow_accounts (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("status-go", "flow-accounts.json");
  JsonArray *accounts = sotto_test_vectors_array (json_node_get_object (root), "accounts");

  for (guint i = 0; i < json_array_get_length (accounts); i++)
    check_flow_account (json_array_get_object_element (accounts, i));
  g_assert_cmpuint (json_array_get_length (accounts), ==, 3);
  g_test_message ("%u accounts", json_array_get_length (accounts));
}

static SottoHdKey *
some_master (void)
{
  static const guint8 bytes[16] = { 1, 2, 3 };
  g_autoptr (SottoSecret) seed = sotto_secret_new (bytes, sizeof bytes);

  return sotto_hd_key_new_from_seed (seed, NULL);
}

static void
test_paths (void)
{
  static const struct
  {
    const char *path;
    gboolean valid;
  } rows[] = {
    { "m", TRUE },
    { "m/0", TRUE },
    { "m/0h/1'", TRUE },
    { "m/2147483647'", TRUE },
    { "m/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0", TRUE },
    { "m/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0", FALSE },
    { "", FALSE },
    { "M/0", FALSE },
    { "/0", FALSE },
    { "0/0", FALSE },
    { "m/", FALSE },
    { "m//0", FALSE },
    { "m/0/", FALSE },
    { "m/-1", FALSE },
    { "m/+1", FALSE },
    { "m/ 1", FALSE },
    { "m/1 ", FALSE },
    { "m/0x1", FALSE },
    { "m/'", FALSE },
    { "m/0''", FALSE },
    { "m/0'h", FALSE },
    { "m/2147483648", FALSE },
    { "m/4294967296", FALSE },
    { "m/99999999999999999999999999", FALSE },
  };
  g_autoptr (SottoHdKey) master = some_master ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SottoHdKey) key = sotto_hd_key_derive_path (master, rows[i].path, &error);

      g_assert_cmpint (key != NULL, ==, rows[i].valid);
      if (key == NULL)
        g_assert_error (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_INVALID_KEY);
    }
}

static void
test_seed_lengths (void)
{
  static const guint8 bytes[65] = { 1 };

  for (gsize length = 0; length <= sizeof bytes; length++)
    {
      g_autoptr (SottoSecret) seed = sotto_secret_new (bytes, length);
      g_autoptr (SottoHdKey) key = sotto_hd_key_new_from_seed (seed, NULL);

      g_assert_cmpint (key != NULL, ==, length >= 16 && length <= 64);
    }
}

static void
test_text_refused (void)
{
  g_autoptr (SottoHdKey) master = some_master ();
  g_autofree char *xprv = sotto_hd_key_to_xprv (master);
  g_autofree char *longer = g_strconcat (xprv, "1", NULL);
  g_autofree char *shorter = g_strndup (xprv, strlen (xprv) - 1);
  const char *const texts[] = { "", "xprv", "1", longer, shorter };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_false (sotto_hd_key_validate_text (texts[i], NULL));
  /* Any one character wrong. */
  for (gsize i = 0; xprv[i] != '\0'; i++)
    {
      g_autoptr (GError) error = NULL;
      char right = xprv[i];

      xprv[i] = right == '2' ? '3' : '2';
      g_assert_null (sotto_hd_key_new_from_xprv (xprv, &error));
      g_assert_nonnull (error);
      xprv[i] = right;
    }
  g_assert_true (sotto_hd_key_validate_text (xprv, NULL));
}

/* About one key in 256 begins with a zero byte, which has to stay. */
static void
test_leading_zeros (void)
{
  g_autoptr (SottoHdKey) master = some_master ();
  guint n_found = 0;

  for (guint32 index = 0; index < 1000; index++)
    {
      g_autoptr (SottoHdKey) key = sotto_hd_key_derive_child (master, index, NULL);
      SottoPrivateKey *private_key = sotto_hd_key_get_private_key (key);
      gboolean has_zero = sotto_private_key_borrow (private_key)[0] == 0;
      g_autoptr (SottoHdKey) read = NULL;
      g_autofree char *xprv = NULL;

      sotto_private_key_release (private_key);
      if (!has_zero)
        continue;
      n_found++;
      xprv = sotto_hd_key_to_xprv (key);
      g_assert_cmpuint (strlen (xprv), ==, 111);
      read = sotto_hd_key_new_from_xprv (xprv, NULL);
      g_assert_nonnull (read);
      g_assert_true (
        sotto_public_key_equal (sotto_private_key_get_public (sotto_hd_key_get_private_key (read)),
                                sotto_private_key_get_public (private_key)));
    }
  g_assert_cmpuint (n_found, >, 0);
  g_test_message ("%u keys with a leading zero", n_found);
}

/* Depth is one byte. */
static void
test_depth (void)
{
  g_autoptr (SottoHdKey) key = some_master ();
  g_autoptr (GError) error = NULL;

  for (guint depth = 0; depth < 255; depth++)
    {
      SottoHdKey *child = sotto_hd_key_derive_child (key, 0, &error);

      g_assert_no_error (error);
      sotto_hd_key_unref (key);
      key = child;
    }
  g_assert_null (sotto_hd_key_derive_child (key, 0, &error));
  g_assert_error (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_INVALID_KEY);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/hd-key/bip32", test_bip32);
  g_test_add_func ("/crypto/hd-key/bip32-invalid", test_bip32_invalid);
  g_test_add_func ("/crypto/hd-key/status-paths", test_status_paths);
  g_test_add_func ("/crypto/hd-key/accounts", test_accounts);
  g_test_add_func ("/crypto/hd-key/flow-accounts", test_flow_accounts);
  g_test_add_func ("/crypto/hd-key/paths", test_paths);
  g_test_add_func ("/crypto/hd-key/seed-lengths", test_seed_lengths);
  g_test_add_func ("/crypto/hd-key/text-refused", test_text_refused);
  g_test_add_func ("/crypto/hd-key/leading-zeros", test_leading_zeros);
  g_test_add_func ("/crypto/hd-key/depth", test_depth);
  return g_test_run ();
}

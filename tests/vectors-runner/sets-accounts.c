/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Phrases, seeds, derived keys, addresses, names and identicons. */

#include <string.h>

#include "sotto-address.h"
#include "sotto-digest.h"
#include "sotto-hd-key.h"
#include "sotto-identicon.h"
#include "sotto-keccak.h"
#include "sotto-mnemonic.h"
#include "sotto-name-generator.h"
#include "vector-sets.h"

static void
check_address (VectorRun *run, const char *field, const char *expected, const SottoPublicKey *key)
{
  guint8 address[20];
  const char *digits =
    expected != NULL && g_str_has_prefix (expected, "0x") ? expected + 2 : expected;

  sotto_public_key_get_address (key, address);
  vector_check_bytes (run, field, digits, address, sizeof address);
}

/* @object may hold any of private_key, public_key (uncompressed), public_key_compressed, address.
 */
static void
check_key (VectorRun *run, JsonObject *object, SottoHdKey *key)
{
  static const struct
  {
    const char *private_key;
    const char *uncompressed;
    const char *compressed;
  } names[] = { { "private_key", "public_key", "public_key_compressed" },
                { "private", "public_uncompressed", "public_compressed" },
                { "privateKey", "publicKey", "none" } };
  SottoPrivateKey *private_key = sotto_hd_key_get_private_key (key);
  const SottoPublicKey *public_key = sotto_private_key_get_public (private_key);
  guint8 uncompressed[65];
  guint8 compressed[33];
  guint8 chain_code[32];

  sotto_public_key_serialize (public_key, uncompressed);
  sotto_public_key_serialize_compressed (public_key, compressed);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *secret = vector_text (object, names[i].private_key);

      if (secret != NULL)
        vector_check_bytes (run, names[i].private_key, secret,
                            sotto_private_key_borrow (private_key), 32);
      if (secret != NULL)
        sotto_private_key_release (private_key);
      if (vector_has (object, names[i].uncompressed))
        vector_check_bytes (run, names[i].uncompressed, vector_text (object, names[i].uncompressed),
                            uncompressed, sizeof uncompressed);
      if (vector_has (object, names[i].compressed))
        vector_check_bytes (run, names[i].compressed, vector_text (object, names[i].compressed),
                            compressed, sizeof compressed);
    }
  if (vector_has (object, "address"))
    check_address (run, "address", vector_text (object, "address"), public_key);
  sotto_hd_key_get_chain_code (key, chain_code);
  for (guint i = 0; i < 2; i++)
    {
      const char *member = i == 0 ? "chain_code" : "chainCode";

      if (vector_has (object, member))
        vector_check_bytes (run, member, vector_text (object, member), chain_code, 32);
    }
}

static void
check_path (VectorRun *run, JsonObject *object, SottoHdKey *master, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoHdKey) key = sotto_hd_key_derive_path (master, path, &error);

  if (key == NULL)
    vector_fail (run, path, &error);
  else
    check_key (run, object, key);
}

/* (transfer full) (nullable): the master key of a case's phrase, its seed checked. */
static SottoHdKey *
take_master (VectorRun *run, JsonObject *object, const char *passphrase)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoMnemonic) mnemonic = NULL;
  g_autoptr (SottoSecret) seed = NULL;

  mnemonic = sotto_mnemonic_parse (vector_text (object, "mnemonic"), &error);
  if (mnemonic == NULL)
    {
      vector_fail (run, "mnemonic", &error);
      return NULL;
    }
  seed = sotto_mnemonic_derive_seed (mnemonic, passphrase);
  vector_check_bytes (run, "seed", vector_text (object, "seed"), sotto_secret_borrow (seed),
                      sotto_secret_get_length (seed));
  sotto_secret_release (seed);
  return sotto_hd_key_new_from_seed (seed, NULL);
}

static void
check_key_uid (VectorRun *run, JsonObject *object, SottoHdKey *master)
{
  guint8 encoded[65];
  SottoHash uid;

  sotto_public_key_serialize (sotto_private_key_get_public (sotto_hd_key_get_private_key (master)),
                              encoded);
  sotto_sha256 (encoded, sizeof encoded, &uid);
  vector_check_bytes (run, "key_uid", vector_text (object, "key_uid"), uid.bytes, 32);
}

static void
check_name_and_identicon (VectorRun *run, JsonObject *object, const SottoPublicKey *key)
{
  g_autofree char *alias = sotto_name_generate (key);
  g_autoptr (GBytes) pixels = NULL;
  SottoIdenticon identicon;
  char cells[26] = { 0 };
  SottoHash digest;

  vector_check_text (run, "alias", vector_text (object, "alias"), alias);
  sotto_identicon_init (&identicon, key);
  for (guint i = 0; i < 25; i++)
    cells[i] = identicon.cells[i / 5][i % 5] ? '1' : '0';
  vector_check_text (run, "identicon_cells", vector_text (object, "identicon_cells"), cells);
  vector_check_bytes (run, "identicon_color_rgb", vector_text (object, "identicon_color_rgb"),
                      (guint8[]){ identicon.red, identicon.green, identicon.blue }, 3);
  pixels = sotto_identicon_render (&identicon);
  sotto_sha256 (g_bytes_get_data (pixels, NULL), g_bytes_get_size (pixels), &digest);
  vector_check_bytes (run, "identicon_rgba_sha256", vector_text (object, "identicon_rgba_sha256"),
                      digest.bytes, 32);
}

static void
check_account (VectorRun *run, JsonObject *object, guint index)
{
  static const struct
  {
    const char *member;
    const char *path;
  } keys[] = { { "chat", SOTTO_HD_PATH_CHAT },
               { "wallet", SOTTO_HD_PATH_WALLET_ROOT "/0" },
               { "wallet_1", SOTTO_HD_PATH_WALLET_ROOT "/1" },
               { "wallet_root", SOTTO_HD_PATH_WALLET_ROOT },
               { "eip1581_root", "m/43'/60'/1581'" },
               { "encryption_key", "m/43'/60'/1581'/1'/0" } };
  g_autoptr (SottoHdKey) master = take_master (run, object, vector_text (object, "passphrase"));
  g_autoptr (SottoHdKey) chat = NULL;
  const SottoPublicKey *chat_key;
  g_autofree char *chat_text = NULL;

  if (master == NULL)
    return;
  check_key_uid (run, object, master);
  check_address (run, "master_address", vector_text (object, "master_address"),
                 sotto_private_key_get_public (sotto_hd_key_get_private_key (master)));
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (vector_has (object, keys[i].member))
      check_path (run, vector_object (object, keys[i].member), master, keys[i].path);
  chat = sotto_hd_key_derive_path (master, SOTTO_HD_PATH_CHAT, NULL);
  chat_key = sotto_private_key_get_public (sotto_hd_key_get_private_key (chat));
  chat_text = sotto_public_key_to_string (chat_key);
  vector_check_text (run, "chat_key", vector_text (object, "chat_key"), chat_text);
  check_name_and_identicon (run, object, chat_key);
}

static void
check_named_key (VectorRun *run, JsonObject *object, guint index)
{
  g_autoptr (GError) error = NULL;
  guint8 compressed[33];
  SottoPublicKey key;

  if (!sotto_public_key_parse_text (&key, vector_text (object, "chat_key"), &error))
    {
      vector_fail (run, "chat_key", &error);
      return;
    }
  sotto_public_key_serialize_compressed (&key, compressed);
  vector_check_bytes (run, "public_key_compressed", vector_text (object, "public_key_compressed"),
                      compressed, sizeof compressed);
  check_address (run, "address", vector_text (object, "address"), &key);
  check_name_and_identicon (run, object, &key);
}

static void
check_invalid_mnemonic (VectorRun *run, JsonObject *object, guint index)
{
  g_autoptr (SottoMnemonic) mnemonic =
    sotto_mnemonic_parse (vector_text (object, "mnemonic"), NULL);

  vector_check_bool (run, "refused", TRUE, mnemonic == NULL);
}

static void
run_accounts (VectorRun *run, JsonNode *root)
{
  vector_each (run, vector_root_object (root), "accounts", check_account);
  vector_each (run, vector_root_object (root), "names", check_named_key);
  vector_each (run, vector_root_object (root), "invalid_mnemonics", check_invalid_mnemonic);
}

static void
check_flow_account (VectorRun *run, JsonObject *object, guint index)
{
  g_autoptr (SottoHdKey) master = take_master (run, object, vector_text (object, "passphrase"));
  JsonArray *derived = vector_array (object, "derived");

  if (master == NULL)
    return;
  check_key_uid (run, object, master);
  check_key (run, vector_object (object, "master"), master);
  for (guint i = 0; i < json_array_get_length (derived); i++)
    {
      JsonObject *child = json_array_get_object_element (derived, i);
      g_autoptr (SottoHdKey) key =
        sotto_hd_key_derive_path (master, vector_text (child, "path"), NULL);
      g_autofree char *xprv = key != NULL ? sotto_hd_key_to_xprv (key) : NULL;

      check_path (run, child, master, vector_text (child, "path"));
      vector_check_text (run, "xprv", vector_text (child, "xprv"), xprv);
    }
}

static void
check_flow_identity (VectorRun *run, JsonObject *object, guint index)
{
  JsonArray *rows = vector_array (object, "identicon_rows");
  const char *input = vector_text (object, "input");
  g_autofree char *alias = NULL;
  SottoIdenticon identicon;
  SottoPublicKey key;

  if (!sotto_public_key_parse_text (&key, input, NULL))
    {
      vector_fail (run, "input", NULL);
      return;
    }
  alias = sotto_name_generate (&key);
  vector_check_text (run, "alias", vector_text (object, "alias"), alias);
  sotto_identicon_init (&identicon, &key);
  vector_check_bytes (run, "identicon_rgb", vector_text (object, "identicon_rgb"),
                      (guint8[]){ identicon.red, identicon.green, identicon.blue }, 3);
  for (guint i = 0; i < json_array_get_length (rows) && i < 5; i++)
    {
      char cells[6] = { 0 };

      for (guint j = 0; j < 5; j++)
        cells[j] = identicon.cells[i][j] ? '1' : '0';
      vector_check_text (run, "identicon_rows", json_array_get_string_element (rows, i), cells);
    }
}

static void
run_flow_accounts (VectorRun *run, JsonNode *root)
{
  vector_each (run, vector_root_object (root), "accounts", check_flow_account);
  vector_each (run, vector_root_object (root), "identities", check_flow_identity);
}

/* Entropy, phrase, seed and master key; the passphrase is the case's own or @fallback. */
static void
check_phrase (VectorRun *run, JsonObject *object, const char *fallback)
{
  const char *passphrase =
    vector_has (object, "passphrase") ? vector_text (object, "passphrase") : fallback;
  g_autoptr (GBytes) entropy = vector_bytes (object, "entropy");
  g_autoptr (SottoHdKey) master = take_master (run, object, passphrase);
  g_autoptr (SottoMnemonic) mnemonic = NULL;
  g_autofree char *phrase = NULL;
  g_autofree char *xprv = NULL;

  mnemonic = sotto_mnemonic_new_from_entropy (g_bytes_get_data (entropy, NULL),
                                              g_bytes_get_size (entropy), NULL);
  phrase = mnemonic != NULL ? sotto_mnemonic_dup_phrase (mnemonic) : NULL;
  vector_check_text (run, "mnemonic", vector_text (object, "mnemonic"), phrase);
  xprv = master != NULL ? sotto_hd_key_to_xprv (master) : NULL;
  vector_check_text (run, "xprv", vector_text (object, "xprv"), xprv);
}

static void
check_trezor_phrase (VectorRun *run, JsonObject *object, guint index)
{
  check_phrase (run, object, "TREZOR");
}

static void
run_phrases (VectorRun *run, JsonNode *root)
{
  g_autoptr (JsonObject) holder = NULL;

  if (!JSON_NODE_HOLDS_ARRAY (root))
    {
      vector_each (run, vector_root_object (root), "cases", check_trezor_phrase);
      return;
    }
  holder = json_object_new ();
  json_object_set_array_member (holder, "cases", json_array_ref (json_node_get_array (root)));
  vector_each (run, holder, "cases", check_trezor_phrase);
}

/* The word list itself. */
static void
run_word_list (VectorRun *run, JsonNode *root)
{
  const char *const *words = sotto_mnemonic_get_word_list ();
  JsonArray *expected = vector_array (vector_root_object (root), "words");

  for (guint i = 0; i < json_array_get_length (expected); i++)
    {
      vector_case_begin (run, "word %u", i);
      vector_check_text (run, "word", json_array_get_string_element (expected, i),
                         i < g_strv_length ((char **) words) ? words[i] : NULL);
      vector_case_end (run);
    }
}

static void
check_chain (VectorRun *run, JsonObject *object, guint index)
{
  g_autoptr (GBytes) bytes = vector_bytes (object, "seed");
  g_autoptr (SottoSecret) seed =
    sotto_secret_new (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autoptr (SottoHdKey) master = sotto_hd_key_new_from_seed (seed, NULL);
  JsonArray *chain = vector_array (object, "chain");

  for (guint i = 0; master != NULL && i < json_array_get_length (chain); i++)
    {
      JsonObject *link = json_array_get_object_element (chain, i);
      g_autoptr (SottoHdKey) key =
        sotto_hd_key_derive_path (master, vector_text (link, "path"), NULL);
      g_autofree char *xprv = key != NULL ? sotto_hd_key_to_xprv (key) : NULL;
      g_autofree char *xpub = key != NULL ? sotto_hd_key_to_xpub (key) : NULL;

      vector_check_text (run, "xprv", vector_text (link, "xprv"), xprv);
      vector_check_text (run, "xpub", vector_text (link, "xpub"), xpub);
      check_path (run, link, master, vector_text (link, "path"));
    }
  vector_check_bool (run, "seed", TRUE, master != NULL);
}

static void
check_invalid_extended (VectorRun *run, JsonObject *object, guint index)
{
  vector_check_bool (run, "refused", TRUE,
                     !sotto_hd_key_validate_text (vector_text (object, "key"), NULL));
}

static void
run_bip32 (VectorRun *run, JsonNode *root)
{
  vector_each (run, vector_root_object (root), "cases", check_chain);
  vector_each (run, vector_root_object (root), "invalid", check_invalid_extended);
}

static void
check_status_paths (VectorRun *run, JsonObject *object, guint index)
{
  g_autoptr (SottoHdKey) master = take_master (run, object, NULL);
  JsonArray *keys = vector_array (object, "keys");

  if (master == NULL)
    return;
  check_address (run, "masterAddress", vector_text (object, "masterAddress"),
                 sotto_private_key_get_public (sotto_hd_key_get_private_key (master)));
  for (guint i = 0; i < json_array_get_length (keys); i++)
    check_path (run, json_array_get_object_element (keys, i), master,
                vector_text (json_array_get_object_element (keys, i), "path"));
}

static void
run_status_paths (VectorRun *run, JsonNode *root)
{
  vector_each (run, vector_root_object (root), "cases", check_status_paths);
}

static void
check_checksum (VectorRun *run, JsonObject *object, guint index)
{
  const char *lower = vector_text (object, "lower");
  g_autofree char *checksummed = NULL;
  guint8 address[20];

  vector_check_bool (run, "lower accepted", TRUE, sotto_address_parse (lower, address, NULL));
  checksummed = sotto_address_to_string (address);
  vector_check_text (run, "checksummed", vector_text (object, "checksummed"), checksummed);
  vector_check_bool (run, "checksummed accepted", TRUE,
                     sotto_address_parse (checksummed, address, NULL));
  if (vector_has (object, "wrongCase"))
    vector_check_bool (run, "wrongCase refused", TRUE,
                       !sotto_address_parse (vector_text (object, "wrongCase"), address, NULL));
}

static void
run_checksums (VectorRun *run, JsonNode *root)
{
  vector_each (run, vector_root_object (root), "cases", check_checksum);
}

const VectorSetEntry vector_sets_accounts[] = {
  { "account.json", "accounts", run_accounts },
  { "flow-accounts.json", "accounts", run_flow_accounts },
  { "bip39-vectors.json", NULL, run_phrases },
  { "bip39-english.json", "cases", run_phrases },
  { "bip39-english.json", "words", run_word_list },
  { "bip32.json", "cases", run_bip32 },
  { "hd-status-paths.json", "cases", run_status_paths },
  { "eip55-spec.json", "cases", run_checksums },
  { "eip55-generated.json", "cases", run_checksums },
  { NULL },
};

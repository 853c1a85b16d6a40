/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-mnemonic.h"

#include <string.h>

#include "sotto-crypto-error.h"
#include "sotto-digest.h"
#include "sotto-hd-key.h"
#include "sotto-hex.h"
#include "sotto-test-random.h"
#include "sotto-test-vectors.h"

#define PHRASE                                                                                     \
  "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about"

static void
check_seed (SottoMnemonic *mnemonic, const char *passphrase, JsonObject *object)
{
  g_autoptr (SottoSecret) seed = sotto_mnemonic_derive_seed (mnemonic, passphrase);
  g_autoptr (SottoHdKey) master = NULL;

  sotto_test_vectors_check (object, "seed", sotto_secret_borrow (seed), 64);
  sotto_secret_release (seed);
  if (json_object_has_member (object, "xprv"))
    {
      g_autofree char *xprv = NULL;

      master = sotto_hd_key_new_from_seed (seed, NULL);
      xprv = sotto_hd_key_to_xprv (master);
      g_assert_cmpstr (xprv, ==, sotto_test_vectors_text (object, "xprv"));
    }
}

static void
check_case (JsonObject *object, const char *passphrase)
{
  const char *text = sotto_test_vectors_text (object, "mnemonic");
  g_autoptr (GBytes) entropy = sotto_test_vectors_bytes (object, "entropy");
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoMnemonic) made = sotto_mnemonic_new_from_entropy (
    g_bytes_get_data (entropy, NULL), g_bytes_get_size (entropy), &error);
  g_autoptr (SottoMnemonic) parsed = NULL;
  g_autofree char *phrase = NULL;
  g_autofree char *parsed_phrase = NULL;

  g_assert_no_error (error);
  phrase = sotto_mnemonic_dup_phrase (made);
  g_assert_cmpstr (phrase, ==, text);
  parsed = sotto_mnemonic_parse (text, &error);
  g_assert_no_error (error);
  parsed_phrase = sotto_mnemonic_dup_phrase (parsed);
  g_assert_cmpstr (parsed_phrase, ==, text);
  check_seed (parsed, passphrase, object);
}

static void
test_public_vectors (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("ethereum", "bip39-english.json");
  JsonObject *object = json_node_get_object (root);
  JsonArray *cases = sotto_test_vectors_array (object, "cases");

  for (guint i = 0; i < json_array_get_length (cases); i++)
    check_case (json_array_get_object_element (cases, i),
                sotto_test_vectors_text (object, "passphrase"));
  g_assert_cmpuint (json_array_get_length (cases), ==, 24);
  g_test_message ("%u cases", json_array_get_length (cases));
}

static void
test_status_vectors (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("status-go", "bip39-vectors.json");
  JsonArray *cases = json_node_get_array (root);

  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *object = json_array_get_object_element (cases, i);

      check_case (object, sotto_test_vectors_text (object, "passphrase"));
    }
  g_assert_cmpuint (json_array_get_length (cases), ==, 24);
  g_test_message ("%u cases", json_array_get_length (cases));
}

static void
test_account_vectors (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("status-go", "account.json");
  JsonArray *accounts = sotto_test_vectors_array (json_node_get_object (root), "accounts");

  for (guint i = 0; i < json_array_get_length (accounts); i++)
    {
      JsonObject *account = json_array_get_object_element (accounts, i);
      g_autoptr (SottoMnemonic) mnemonic =
        sotto_mnemonic_parse (sotto_test_vectors_text (account, "mnemonic"), NULL);

      g_assert_nonnull (mnemonic);
      check_seed (mnemonic, sotto_test_vectors_text (account, "passphrase"), account);
    }
  g_assert_cmpuint (json_array_get_length (accounts), >, 0);
  g_test_message ("%u cases", json_array_get_length (accounts));
}

static void
test_invalid_vectors (void)
{
  static const struct
  {
    const char *why;
    SottoCryptoError code;
  } reasons[] = {
    { "checksum", SOTTO_CRYPTO_ERROR_CHECKSUM },
    { "unknown word", SOTTO_CRYPTO_ERROR_UNKNOWN_WORD },
    { "13 words", SOTTO_CRYPTO_ERROR_INVALID_LENGTH },
  };
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("status-go", "account.json");
  JsonArray *cases = sotto_test_vectors_array (json_node_get_object (root), "invalid_mnemonics");
  guint n_checked = 0;

  for (guint i = 0; i < json_array_get_length (cases); i++)
    for (guint j = 0; j < G_N_ELEMENTS (reasons); j++)
      {
        JsonObject *object = json_array_get_object_element (cases, i);
        g_autoptr (GError) error = NULL;

        if (!g_str_equal (sotto_test_vectors_text (object, "why"), reasons[j].why))
          continue;
        g_assert_null (sotto_mnemonic_parse (sotto_test_vectors_text (object, "mnemonic"), &error));
        g_assert_error (error, SOTTO_CRYPTO_ERROR, (int) reasons[j].code);
        n_checked++;
      }
  g_assert_cmpuint (n_checked, ==, json_array_get_length (cases));
  g_test_message ("%u cases", n_checked);
}

/* As a person pastes it. */
static void
test_normalised (void)
{
  static const char *const texts[] = {
    "  " PHRASE "\n",
    "Abandon ABANDON abandon\nabandon\tabandon\r\nabandon  abandon abandon abandon abandon abandon "
    "about",
    "abandon\u00a0abandon\u3000abandon abandon abandon abandon abandon abandon abandon abandon "
    "abandon about",
    /* Full-width letters, which NFKD makes a third as long. */
    "ａｂａｎｄｏｎ ａｂａｎｄｏｎ ａｂａｎｄｏｎ ａｂａｎｄｏｎ ａｂａｎｄｏｎ ＡＢＡＮＤＯＮ "
    "ａｂａｎｄｏｎ ａｂａｎｄｏｎ ａｂａｎｄｏｎ ａｂａｎｄｏｎ ａｂａｎｄｏｎ ａｂｏｕｔ",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SottoMnemonic) mnemonic = sotto_mnemonic_parse (texts[i], &error);
      g_autofree char *phrase = NULL;

      g_assert_no_error (error);
      phrase = sotto_mnemonic_dup_phrase (mnemonic);
      g_assert_cmpstr (phrase, ==, PHRASE);
    }
}

static void
test_refused (void)
{
  g_autofree char *endless = g_strnfill (100000, 'a');
  const struct
  {
    const char *text;
    SottoCryptoError code;
    const char *message;
  } rows[] = {
    { "", SOTTO_CRYPTO_ERROR_INVALID_LENGTH, NULL },
    { " \n", SOTTO_CRYPTO_ERROR_INVALID_LENGTH, NULL },
    { "abandon", SOTTO_CRYPTO_ERROR_INVALID_LENGTH, NULL },
    { PHRASE " about", SOTTO_CRYPTO_ERROR_INVALID_LENGTH, NULL },
    { PHRASE " " PHRASE " about", SOTTO_CRYPTO_ERROR_INVALID_LENGTH, NULL },
    { "abandon abandon abandon", SOTTO_CRYPTO_ERROR_INVALID_LENGTH, NULL },
    { "abandon abandom", SOTTO_CRYPTO_ERROR_UNKNOWN_WORD, "Word 2, “abandom”" },
    { "abandon, about", SOTTO_CRYPTO_ERROR_UNKNOWN_WORD, "Word 1, “abandon,”" },
    { "aband about", SOTTO_CRYPTO_ERROR_UNKNOWN_WORD, "Word 1, “aband”" },
    { "ábandon", SOTTO_CRYPTO_ERROR_UNKNOWN_WORD, "Word 1, “a\u0301bandon”" },
    /* What is quoted is cut between characters. */
    { "жжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжж", SOTTO_CRYPTO_ERROR_UNKNOWN_WORD,
      "Word 1, “жжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжж”" },
    { "abandon \xff", SOTTO_CRYPTO_ERROR_INVALID_LENGTH, NULL },
    { "abandon \xf4", SOTTO_CRYPTO_ERROR_INVALID_LENGTH, NULL },
    { "abandon \xed\xbf\xbb", SOTTO_CRYPTO_ERROR_INVALID_LENGTH, NULL },
    { endless, SOTTO_CRYPTO_ERROR_INVALID_LENGTH, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (sotto_mnemonic_parse (rows[i].text, &error));
      g_assert_error (error, SOTTO_CRYPTO_ERROR, (int) rows[i].code);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      if (rows[i].message != NULL)
        g_assert_true (g_str_has_prefix (error->message, rows[i].message));
    }
}

static void
test_entropy_lengths (void)
{
  static const guint8 entropy[40] = { 0 };

  for (gsize length = 0; length <= sizeof entropy; length++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SottoMnemonic) mnemonic =
        sotto_mnemonic_new_from_entropy (entropy, length, &error);

      if (length >= 16 && length <= 32 && length % 4 == 0)
        g_assert_cmpuint (sotto_mnemonic_get_n_words (mnemonic), ==, length * 3 / 4);
      else
        g_assert_error (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_INVALID_LENGTH);
    }
}

static void
test_generate (void)
{
  g_autoptr (SottoTestRandom) zeros = sotto_test_random_new ();
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (5);
  g_autoptr (SottoMnemonic) known = sotto_mnemonic_generate (SOTTO_RANDOM (zeros), 12);
  g_autofree char *known_phrase = sotto_mnemonic_dup_phrase (known);

  g_assert_cmpstr (known_phrase, ==, PHRASE);
  for (guint n_words = 12; n_words <= 24; n_words += 3)
    {
      g_autoptr (SottoMnemonic) mnemonic = sotto_mnemonic_generate (random, n_words);
      g_autofree char *phrase = sotto_mnemonic_dup_phrase (mnemonic);
      g_autoptr (SottoMnemonic) parsed = sotto_mnemonic_parse (phrase, NULL);
      g_auto (GStrv) words = g_strsplit (phrase, " ", -1);

      g_assert_nonnull (parsed);
      g_assert_cmpuint (sotto_mnemonic_get_n_words (mnemonic), ==, n_words);
      g_assert_cmpuint (g_strv_length (words), ==, n_words);
      for (guint i = 0; i < n_words; i++)
        g_assert_cmpstr (words[i], ==, sotto_mnemonic_get_word (mnemonic, i));
    }
}

static void
test_passphrase (void)
{
  g_autoptr (SottoMnemonic) mnemonic = sotto_mnemonic_parse (PHRASE, NULL);
  g_autoptr (SottoSecret) none = sotto_mnemonic_derive_seed (mnemonic, NULL);
  g_autoptr (SottoSecret) empty = sotto_mnemonic_derive_seed (mnemonic, "");
  g_autoptr (SottoSecret) composed = sotto_mnemonic_derive_seed (mnemonic, "p\u00e4ss");
  g_autoptr (SottoSecret) decomposed = sotto_mnemonic_derive_seed (mnemonic, "pa\u0308ss");
  g_autoptr (SottoSecret) upper = sotto_mnemonic_derive_seed (mnemonic, "P\u00e4ss");

  g_assert_true (sotto_secret_equal (none, empty));
  g_assert_false (sotto_secret_equal (none, composed));
  g_assert_true (sotto_secret_equal (composed, decomposed));
  /* Unlike the words, a passphrase keeps its case. */
  g_assert_false (sotto_secret_equal (composed, upper));
}

static void
test_word_list (void)
{
  const char *const *words = sotto_mnemonic_get_word_list ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *digest = NULL;
  SottoHash hash;

  g_assert_cmpuint (g_strv_length ((char **) words), ==, 2048);
  for (guint i = 0; i < 2048; i++)
    {
      g_assert_true (sotto_mnemonic_is_word (words[i]));
      g_string_append_printf (text, "%s\n", words[i]);
    }
  sotto_sha256 (text->str, text->len, &hash);
  digest = sotto_hash_to_hex (&hash);
  g_assert_cmpstr (digest, ==, "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda");
  g_assert_false (sotto_mnemonic_is_word (""));
  g_assert_false (sotto_mnemonic_is_word ("zooo"));
  g_assert_false (sotto_mnemonic_is_word ("Zoo"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/mnemonic/public-vectors", test_public_vectors);
  g_test_add_func ("/crypto/mnemonic/status-vectors", test_status_vectors);
  g_test_add_func ("/crypto/mnemonic/account-vectors", test_account_vectors);
  g_test_add_func ("/crypto/mnemonic/invalid-vectors", test_invalid_vectors);
  g_test_add_func ("/crypto/mnemonic/normalised", test_normalised);
  g_test_add_func ("/crypto/mnemonic/refused", test_refused);
  g_test_add_func ("/crypto/mnemonic/entropy-lengths", test_entropy_lengths);
  g_test_add_func ("/crypto/mnemonic/generate", test_generate);
  g_test_add_func ("/crypto/mnemonic/passphrase", test_passphrase);
  g_test_add_func ("/crypto/mnemonic/word-list", test_word_list);
  return g_test_run ();
}

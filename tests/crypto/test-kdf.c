/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HKDF and PBKDF2 beyond this are in the public vectors, which the runner of vectors reads. */

#include "sotto-kdf.h"

#include <string.h>

#include "sotto-crypto-error.h"
#include "sotto-hex.h"

static void
assert_hex (gconstpointer data, gsize length, const char *expected)
{
  g_autofree char *hex = sotto_hex_encode (data, length);

  g_assert_cmpstr (hex, ==, expected);
}

/* RFC 5869, cases 1 and 3. */
static void
test_hkdf (void)
{
  static const struct
  {
    const char *salt;
    const char *info;
    const char *expected;
  } rows[] = {
    { "000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9",
      "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865" },
    { "", "",
      "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8" },
  };
  g_autoptr (GBytes) material =
    sotto_hex_decode ("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", 22, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) salt = sotto_hex_decode (rows[i].salt, 64, NULL);
      g_autoptr (GBytes) info = sotto_hex_decode (rows[i].info, 64, NULL);
      guint8 output[42];

      g_assert_true (sotto_hkdf_sha256 (material, salt, info, output, sizeof output));
      assert_hex (output, sizeof output, rows[i].expected);
    }
}

static void
test_hkdf_limits (void)
{
  g_autoptr (GBytes) empty = g_bytes_new_static (NULL, 0);
  g_autofree guint8 *output = g_malloc0 (255 * 32 + 1);
  g_autofree guint8 *text = g_malloc0 (257);
  g_autoptr (GBytes) longest_info = g_bytes_new (text, 256);
  g_autoptr (GBytes) longer_info = g_bytes_new (text, 257);

  g_assert_true (sotto_hkdf_sha256 (empty, empty, empty, output, 255 * 32));
  g_assert_cmpuint (output[255 * 32], ==, 0);
  g_assert_false (sotto_hkdf_sha256 (empty, empty, empty, output, 255 * 32 + 1));
  g_assert_true (sotto_hkdf_sha256 (empty, empty, longest_info, output, 64));
  g_assert_false (sotto_hkdf_sha256 (empty, empty, longer_info, output, 64));
}

static void
test_hkdf_raw (void)
{
  guint8 material[32], salt[32], info[32], output[96];

  memset (material, 1, sizeof material);
  memset (salt, 2, sizeof salt);
  memset (info, 3, sizeof info);
  sotto_hkdf_sha256_raw (material, salt, info, output, sizeof output);
  assert_hex (output, sizeof output,
              "d1afdc4de949d8adf51a883bc567fadc875a07a4ce3554bfaa2e2e3461f4993f"
              "20a99b17372d1b7b9bf65e8b50a7a956b1b7067226b061ba1ed27a72d1991979"
              "14681cbdf402febf073e53f9c4b272ac6925a131f0364d90f49c7aa88fa7f325");
}

static void
test_pbkdf2_refused (void)
{
  g_autoptr (GBytes) empty = g_bytes_new_static (NULL, 0);
  g_autoptr (GBytes) salt = g_bytes_new_static ("salt", 4);
  guint8 output[32], other[32];

  g_assert_false (sotto_pbkdf2_sha256 (empty, salt, 0, output, sizeof output));
  g_assert_false (sotto_pbkdf2_sha512 (empty, salt, G_MAXUINT, output, sizeof output));
  g_assert_false (sotto_pbkdf2_sha256 (empty, salt, 1, output, G_MAXSIZE));
  /* An empty password is a password. */
  g_assert_true (sotto_pbkdf2_sha256 (empty, salt, 1, output, sizeof output));
  g_assert_true (sotto_pbkdf2_sha256 (empty, empty, 1, other, sizeof other));
  g_assert_true (memcmp (output, other, sizeof output) != 0);
}

static void
test_cost (void)
{
  static const struct
  {
    SottoPasswordCost cost;
    gboolean sane;
  } rows[] = {
    { { 1, 8 * 1024 }, TRUE },
    { { 16, 1024 * 1024 }, TRUE },
    { { 0, 8 * 1024 }, FALSE },
    { { 17, 8 * 1024 }, FALSE },
    { { 1, 8 * 1024 - 1 }, FALSE },
    { { 1, 1024 * 1024 + 1 }, FALSE },
    { { G_MAXUINT32, 1 }, FALSE },
    { { 1, G_MAXUINT32 }, FALSE },
    { { 0, 0 }, FALSE },
  };
  static const guint8 salt[16] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (sotto_password_cost_is_sane (&rows[i].cost), ==, rows[i].sane);
      if (rows[i].sane)
        continue;
      g_assert_null (sotto_password_derive ("", salt, &rows[i].cost, &error));
      g_assert_error (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_INVALID_LENGTH);
    }
}

/* The reference implementation of Argon2 gives the same. */
static void
test_password (void)
{
  static const SottoPasswordCost cost = { .passes = 2, .memory_kib = 8 * 1024 };
  guint8 salt[16];
  g_autoptr (SottoSecret) key = NULL;

  for (guint i = 0; i < sizeof salt; i++)
    salt[i] = (guint8) i;
  key = sotto_password_derive ("pässword", salt, &cost, NULL);
  g_assert_nonnull (key);
  g_assert_cmpuint (sotto_secret_get_length (key), ==, 32);
  assert_hex (sotto_secret_borrow (key), 32,
              "cdae5c51440ec9977443b4662e067a2c016567aa5e21d3dba3b64e0cedc3fade");
  sotto_secret_release (key);
}

static void
test_tune (void)
{
  SottoPasswordCost cost = { 0 };

  /* A target that every machine misses gives the least that new accounts get. */
  sotto_password_cost_tune (&cost, 1);
  g_assert_cmpuint (cost.passes, ==, 2);
  g_assert_cmpuint (cost.memory_kib, ==, 64 * 1024);
  g_assert_true (sotto_password_cost_is_sane (&cost));
}

static void
test_derive (void)
{
  guint8 bytes[32];
  g_autoptr (SottoSecret) root = NULL;
  g_autoptr (SottoSecret) store = NULL;
  g_autoptr (SottoSecret) vault = NULL;

  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8) i;
  root = sotto_secret_new (bytes, sizeof bytes);
  store = sotto_secret_derive (root, "store");
  vault = sotto_secret_derive (root, "vault");
  assert_hex (sotto_secret_borrow (store), 32,
              "e0597b7d58edeab0181b8a60789ae981fb45d0e7526d662357437b6b0e849955");
  sotto_secret_release (store);
  g_assert_false (sotto_secret_equal (store, vault));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/kdf/hkdf", test_hkdf);
  g_test_add_func ("/crypto/kdf/hkdf-limits", test_hkdf_limits);
  g_test_add_func ("/crypto/kdf/hkdf-raw", test_hkdf_raw);
  g_test_add_func ("/crypto/kdf/pbkdf2-refused", test_pbkdf2_refused);
  g_test_add_func ("/crypto/kdf/cost", test_cost);
  g_test_add_func ("/crypto/kdf/password", test_password);
  g_test_add_func ("/crypto/kdf/tune", test_tune);
  g_test_add_func ("/crypto/kdf/derive", test_derive);
  return g_test_run ();
}

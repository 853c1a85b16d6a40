/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Secrets behind passwords: what is sealed comes out again, and what would cost too much is not
 * begun. Recorded ones are opened where key files are read. */

#include <string.h>

#include "sotto-crypto-error.h"
#include "sotto-key-box.h"

static const SottoKeyBoxCost cheap = { .kdf = SOTTO_KEY_BOX_PBKDF2, .iterations = 1 };

static void
seal (SottoKeyBox *box, const guint8 *content, gsize length)
{
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (1);
  g_autoptr (SottoSecret) secret = sotto_secret_new (content, length);
  g_autoptr (GError) error = NULL;

  box->cost = cheap;
  g_assert_true (sotto_key_box_seal (box, "password", secret, random, &error));
  g_assert_no_error (error);
}

static void
test_round_trip (void)
{
  static const gsize lengths[] = { 1, 31, 32, 111, SOTTO_KEY_BOX_MAX_CONTENT };
  guint8 content[SOTTO_KEY_BOX_MAX_CONTENT];

  memset (content, 0xa5, sizeof content);
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_auto (SottoKeyBox) box = { 0 };
      g_autoptr (SottoSecret) opened = NULL;
      g_autoptr (GError) error = NULL;

      seal (&box, content, lengths[i]);
      g_assert_cmpuint (g_bytes_get_size (box.ciphertext), ==, lengths[i]);
      opened = sotto_key_box_open (&box, "password", &error);
      g_assert_no_error (error);
      g_assert_cmpmem (sotto_secret_borrow (opened), sotto_secret_get_length (opened), content,
                       lengths[i]);
      sotto_secret_release (opened);
      g_assert_null (sotto_key_box_open (&box, "Password", &error));
      g_assert_error (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_AUTHENTICATION);
      g_clear_error (&error);
      box.iv[0] ^= 1;
      /* The MAC does not cover the counter: what comes out is then another content. */
      g_clear_pointer (&opened, sotto_secret_unref);
      opened = sotto_key_box_open (&box, "password", NULL);
      g_assert_nonnull (opened);
      g_assert_cmpint (memcmp (sotto_secret_borrow (opened), content, lengths[i]), !=, 0);
      sotto_secret_release (opened);
    }
}

static void
test_keys (void)
{
  static const guint8 zeros[32] = { 0 };
  static const guint8 good[32] = { [31] = 1 };
  static const struct
  {
    const guint8 *content;
    gsize length;
    gboolean good;
  } rows[] = { { good, 32, TRUE }, { zeros, 32, FALSE }, { good, 31, FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (SottoKeyBox) box = { 0 };
      g_autoptr (SottoPrivateKey) key = NULL;
      g_autoptr (GError) error = NULL;

      seal (&box, rows[i].content, rows[i].length);
      key = sotto_key_box_open_key (&box, NULL, "password", &error);
      g_assert_cmpint (key != NULL, ==, rows[i].good);
      if (key != NULL)
        {
          /* A right key, but not the one of the address. */
          g_assert_null (sotto_key_box_open_key (&box, zeros, "password", &error));
        }
      g_assert_error (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_CHECKSUM);
    }
}

static const struct
{
  SottoKeyBoxCost cost;
  gboolean good;
} costs[] = {
  { { SOTTO_KEY_BOX_SCRYPT, 262144, 8, 1, 0 }, TRUE },
  { { SOTTO_KEY_BOX_SCRYPT, 262144, 1, 8, 0 }, TRUE },
  { { SOTTO_KEY_BOX_SCRYPT, 4096, 8, 6, 0 }, TRUE },
  { { SOTTO_KEY_BOX_SCRYPT, 1 << 20, 8, 1, 0 }, TRUE },
  { { SOTTO_KEY_BOX_SCRYPT, 1 << 20, 9, 1, 0 }, FALSE },
  { { SOTTO_KEY_BOX_SCRYPT, 1 << 21, 1, 1, 0 }, FALSE },
  { { SOTTO_KEY_BOX_SCRYPT, 1 << 20, 1, 65, 0 }, FALSE },
  { { SOTTO_KEY_BOX_SCRYPT, 2, 1 << 23, 1, 0 }, FALSE },
  { { SOTTO_KEY_BOX_SCRYPT, 2, 1, 1 << 24, 0 }, FALSE },
  { { SOTTO_KEY_BOX_SCRYPT, 2, G_MAXUINT64, G_MAXUINT64, 0 }, FALSE },
  { { SOTTO_KEY_BOX_SCRYPT, G_MAXUINT64, 1, 1, 0 }, FALSE },
  { { SOTTO_KEY_BOX_SCRYPT, 3, 1, 1, 0 }, FALSE },
  { { SOTTO_KEY_BOX_SCRYPT, 0, 1, 1, 0 }, FALSE },
  { { SOTTO_KEY_BOX_SCRYPT, 2, 0, 1, 0 }, FALSE },
  { { SOTTO_KEY_BOX_SCRYPT, 2, 1, 0, 0 }, FALSE },
  { { SOTTO_KEY_BOX_PBKDF2, 0, 0, 0, 1 }, TRUE },
  { { SOTTO_KEY_BOX_PBKDF2, 0, 0, 0, 10000000 }, TRUE },
  { { SOTTO_KEY_BOX_PBKDF2, 0, 0, 0, 10000001 }, FALSE },
  { { SOTTO_KEY_BOX_PBKDF2, 0, 0, 0, G_MAXUINT64 }, FALSE },
  { { SOTTO_KEY_BOX_PBKDF2, 0, 0, 0, 0 }, FALSE },
};

static void
test_costs (void)
{
  static const guint8 content[32] = { 1 };
  g_auto (SottoKeyBox) box = { 0 };

  seal (&box, content, sizeof content);
  for (guint i = 0; i < G_N_ELEMENTS (costs); i++)
    {
      g_autoptr (GError) error = NULL;

      box.cost = costs[i].cost;
      g_assert_cmpint (sotto_key_box_check (&box, &error), ==, costs[i].good);
      if (costs[i].good)
        continue;
      g_assert_error (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_INVALID_LENGTH);
      g_assert_null (sotto_key_box_open (&box, "password", NULL));
    }
}

static void
test_lengths (void)
{
  static const guint8 zeros[SOTTO_KEY_BOX_MAX_CONTENT + 1] = { 0 };
  static const struct
  {
    gsize ciphertext;
    gsize salt;
    gboolean good;
  } rows[] = { { 32, 0, TRUE },
               { 0, 32, FALSE },
               { 32, SOTTO_KEY_BOX_MAX_SALT, TRUE },
               { 32, SOTTO_KEY_BOX_MAX_SALT + 1, FALSE },
               { SOTTO_KEY_BOX_MAX_CONTENT, 32, TRUE },
               { SOTTO_KEY_BOX_MAX_CONTENT + 1, 32, FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (SottoKeyBox) box = { .cost = cheap };

      box.ciphertext = g_bytes_new (zeros, rows[i].ciphertext);
      box.salt = g_bytes_new (zeros, rows[i].salt);
      g_assert_cmpint (sotto_key_box_check (&box, NULL), ==, rows[i].good);
      g_assert_null (sotto_key_box_open (&box, "", NULL));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/key-box/round-trip", test_round_trip);
  g_test_add_func ("/crypto/key-box/keys", test_keys);
  g_test_add_func ("/crypto/key-box/costs", test_costs);
  g_test_add_func ("/crypto/key-box/lengths", test_lengths);
  return g_test_run ();
}

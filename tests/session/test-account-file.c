/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The account file: round trip, every byte of it damaged, every write of it. */

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "sotto-account-file.h"
#include "sotto-file-util.h"
#include "sotto-test-store.h"

static const SottoPasswordCost cheap = { .passes = 1, .memory_kib = 8192 };

typedef struct
{
  char *folder;
  SottoRandom *random;
  SottoSecret *password;
  SottoSecret *store_key;
  SottoSecret *vault_key;
  SottoAccountFile *file;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SottoPrivateKey) key = NULL;
  g_autoptr (GError) error = NULL;

  fixture->folder = sotto_test_make_folder ();
  fixture->random = sotto_random_new_seeded (42);
  fixture->password = sotto_account_password_new ("a fine password");
  fixture->store_key = sotto_test_key_new (1);
  fixture->vault_key = sotto_test_key_new (2);
  key = sotto_private_key_generate (fixture->random);
  fixture->file =
    sotto_account_file_new (sotto_private_key_get_public (key), "Hard Tame Brownbutterfly", &cheap);
  g_assert_true (sotto_account_file_wrap (fixture->file, fixture->password, fixture->store_key,
                                          fixture->vault_key, fixture->random, &error));
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  sotto_account_file_free (fixture->file);
  sotto_secret_unref (fixture->vault_key);
  sotto_secret_unref (fixture->store_key);
  sotto_secret_unref (fixture->password);
  g_object_unref (fixture->random);
  sotto_test_remove_folder (fixture->folder);
}

static void
expect_keys (Fixture *fixture, const SottoAccountFile *file, SottoSecret *password)
{
  g_autoptr (SottoSecret) store_key = NULL;
  g_autoptr (SottoSecret) vault_key = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (sotto_account_file_unwrap (file, password, &store_key, &vault_key, &error));
  g_assert_no_error (error);
  g_assert_true (sotto_secret_equal (store_key, fixture->store_key));
  g_assert_true (sotto_secret_equal (vault_key, fixture->vault_key));
}

static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SottoAccountFile) read = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "account", NULL);
  GStatBuf status;

  g_assert_true (sotto_account_file_write (fixture->file, fixture->folder, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  read = sotto_account_file_read (fixture->folder, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (read->name, ==, "Hard Tame Brownbutterfly");
  g_assert_cmpuint (read->cost.passes, ==, 1);
  g_assert_cmpuint (read->cost.memory_kib, ==, 8192);
  g_assert_true (sotto_public_key_equal (&read->chat_key, &fixture->file->chat_key));
  expect_keys (fixture, read, fixture->password);
}

static void
test_wrong_password (Fixture *fixture, gconstpointer data)
{
  static const char *const passwords[] = { "", "a", "a fine passwor", "a fine password ",
                                           "A fine password" };

  for (gsize i = 0; i < G_N_ELEMENTS (passwords); i++)
    {
      g_autoptr (SottoSecret) password = sotto_account_password_new (passwords[i]);
      g_autoptr (SottoSecret) store_key = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_false (
        sotto_account_file_unwrap (fixture->file, password, &store_key, NULL, &error));
      g_assert_error (error, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_WRONG_PASSWORD);
      g_assert_null (store_key);
    }
  g_assert_null (sotto_account_password_new ("\xff\xfe"));
}

/* However a keyboard composes it, it is the same password. */
static void
test_normalised (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SottoSecret) composed = sotto_account_password_new ("Gr\xc3\xbc\xc3\x9f"
                                                                 "e und so");
  g_autoptr (SottoSecret) decomposed = sotto_account_password_new ("Gru\xcc\x88\xc3\x9f"
                                                                   "e und so");

  g_assert_true (sotto_account_file_wrap (fixture->file, composed, fixture->store_key,
                                          fixture->vault_key, fixture->random, NULL));
  expect_keys (fixture, fixture->file, decomposed);
}

static void
test_swapped_wraps (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SottoSecret) store_key = NULL;
  guint8 wrap[SOTTO_WRAPPED_KEY_LENGTH];

  memcpy (wrap, fixture->file->store_wrap, sizeof wrap);
  memcpy (fixture->file->store_wrap, fixture->file->vault_wrap, sizeof wrap);
  memcpy (fixture->file->vault_wrap, wrap, sizeof wrap);
  g_assert_false (
    sotto_account_file_unwrap (fixture->file, fixture->password, &store_key, NULL, NULL));
}

static void
expect_refused (const guint8 *data, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);
  g_autoptr (SottoAccountFile) file = NULL;
  g_autoptr (GError) error = NULL;

  file = sotto_account_file_parse (bytes, &error);
  g_assert_null (file);
  g_assert_cmpint (error->domain, ==, SOTTO_SESSION_ERROR);
  g_assert_true (error->code == SOTTO_SESSION_ERROR_DAMAGED ||
                 error->code == SOTTO_SESSION_ERROR_NEWER);
}

static void
test_flipped (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = sotto_account_file_serialize (fixture->file);
  gsize length = g_bytes_get_size (bytes);
  g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (bytes, NULL), length);

  for (gsize i = 0; i < length; i++)
    {
      for (guint bit = 0; bit < 8; bit++)
        {
          copy[i] ^= (guint8) (1u << bit);
          expect_refused (copy, length);
          copy[i] ^= (guint8) (1u << bit);
        }
    }
}

static void
test_cut_and_grown (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = sotto_account_file_serialize (fixture->file);
  gsize length = g_bytes_get_size (bytes);
  g_autofree guint8 *copy = g_malloc0 (length + 5000);

  memcpy (copy, g_bytes_get_data (bytes, NULL), length);
  for (gsize cut = 0; cut < length; cut++)
    expect_refused (copy, cut);
  expect_refused (copy, length + 1);
  expect_refused (copy, length + 5000);
}

/* With a checksum that fits: what a careful forger, and no accident, makes. */
static const struct
{
  const char *what;
  gsize at;
  guint8 value;
} forged[] = {
  { "no passes", 15, 0 },
  { "too many passes", 14, 1 },
  { "no memory", 18, 0 },
  { "memory beyond measure", 16, 0xff },
  { "no point of the curve", 156, 0x05 },
  { "a name longer than the file", 189, 0x01 },
  { "a name shorter than the file", 190, 3 },
  { "a name that is no UTF-8", 193, 0xff },
  { "a name with a NUL", 193, 0 },
};

static void
test_forged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = sotto_account_file_serialize (fixture->file);
  gsize length = g_bytes_get_size (bytes);

  for (gsize i = 0; i < G_N_ELEMENTS (forged); i++)
    {
      g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (bytes, NULL), length);
      g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
      gsize digest_length = 32;

      g_test_message ("%s", forged[i].what);
      copy[forged[i].at] = forged[i].value;
      g_checksum_update (checksum, copy, (gssize) (length - 32));
      g_checksum_get_digest (checksum, copy + length - 32, &digest_length);
      expect_refused (copy, length);
    }
}

static void
test_newer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = sotto_account_file_serialize (fixture->file);
  gsize length = g_bytes_get_size (bytes);
  g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (bytes, NULL), length);
  g_autoptr (GBytes) newer = NULL;
  g_autoptr (GError) error = NULL;

  copy[11] = 2;
  newer = g_bytes_new (copy, length);
  g_assert_null (sotto_account_file_parse (newer, &error));
  g_assert_error (error, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_NEWER);
}

/* What lies around from an interrupted writing does not count. */
static void
test_interrupted_writing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *unfinished = g_build_filename (fixture->folder, "account.new", NULL);
  g_autoptr (SottoAccountFile) read = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (sotto_account_file_write (fixture->file, fixture->folder, NULL));
  g_assert_true (g_file_set_contents (unfinished, "half", 4, NULL));
  read = sotto_account_file_read (fixture->folder, &error);
  g_assert_no_error (error);
  g_assert_true (sotto_account_file_write (fixture->file, fixture->folder, NULL));
  g_assert_false (g_file_test (unfinished, G_FILE_TEST_EXISTS));
}

static void
test_no_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "account", NULL);
  g_autoptr (GError) missing = NULL;
  g_autoptr (GError) folder = NULL;
  g_autoptr (GError) large = NULL;
  g_autofree char *contents = g_strnfill (100000, 'x');

  g_assert_null (sotto_account_file_read (fixture->folder, &missing));
  g_assert_error (missing, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  g_assert_null (sotto_account_file_read (fixture->folder, &folder));
  g_assert_cmpint (g_rmdir (path), ==, 0);
  g_assert_true (g_file_set_contents (path, contents, -1, NULL));
  g_assert_null (sotto_account_file_read (fixture->folder, &large));
  g_assert_nonnull (folder);
  g_assert_nonnull (large);
}

static void
test_shred (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "account", NULL);
  g_autofree char *link = g_build_filename (fixture->folder, "link", NULL);
  g_autofree char *contents = NULL;
  g_autoptr (GBytes) bytes = sotto_account_file_serialize (fixture->file);
  g_autoptr (GError) error = NULL;
  const guint8 *wrap = (const guint8 *) g_bytes_get_data (bytes, NULL) + 36;
  gsize length;

  g_assert_true (sotto_account_file_write (fixture->file, fixture->folder, NULL));

  /* A second name for the same bytes shows what became of them. */
  g_assert_cmpint (linkat (AT_FDCWD, path, AT_FDCWD, link, 0), ==, 0);
  g_assert_true (sotto_file_shred (path, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_get_contents (link, &contents, &length, NULL));
  g_assert_cmpuint (length, ==, g_bytes_get_size (bytes));
  g_assert_null (memmem (contents, length, wrap, 8));
  g_assert_true (sotto_file_shred (path, &error));
}

int
main (int argc, char *argv[])
{
#define ADD(name, function)                                                                        \
  g_test_add ("/session/account-file/" name, Fixture, NULL, set_up, function, tear_down)

  g_test_init (&argc, &argv, NULL);
  ADD ("round-trip", test_round_trip);
  ADD ("wrong-password", test_wrong_password);
  ADD ("normalised", test_normalised);
  ADD ("swapped-wraps", test_swapped_wraps);
  ADD ("flipped", test_flipped);
  ADD ("cut-and-grown", test_cut_and_grown);
  ADD ("forged", test_forged);
  ADD ("newer", test_newer);
  ADD ("interrupted-writing", test_interrupted_writing);
  ADD ("no-file", test_no_file);
  ADD ("shred", test_shred);
  return g_test_run ();
}

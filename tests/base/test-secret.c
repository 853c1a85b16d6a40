/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-secret.h"

#include <string.h>

#define N_THREADS 4
#define N_ROUNDS 200

static void
test_content (void)
{
  static const guint8 data[] = { 1, 2, 3, 4, 5 };
  g_autoptr (SottoSecret) secret = sotto_secret_new (data, sizeof data);
  g_autoptr (SottoSecret) empty = sotto_secret_new (NULL, 0);

  g_assert_cmpuint (sotto_secret_get_length (secret), ==, sizeof data);
  g_assert_cmpmem (sotto_secret_borrow (secret), sizeof data, data, sizeof data);
  sotto_secret_release (secret);
  g_assert_cmpuint (sotto_secret_get_length (empty), ==, 0);
}

static void
test_nested (void)
{
  g_autoptr (SottoSecret) secret = sotto_secret_new ((const guint8 *) "nested", 6);
  const guint8 *outer = sotto_secret_borrow (secret);
  const guint8 *inner = sotto_secret_borrow (secret);

  g_assert_true (outer == inner);
  sotto_secret_release (secret);
  /* The outer borrower can still read. */
  g_assert_cmpmem (outer, 6, "nested", 6);
  sotto_secret_release (secret);
}

/* Reads with nobody borrowing: the process has to die of it. */
static void
test_unreadable_child (void)
{
  g_autoptr (SottoSecret) secret = sotto_secret_new ((const guint8 *) "hidden", 6);
  const volatile guint8 *data = sotto_secret_borrow (secret);

  sotto_secret_release (secret);
  g_print ("read %u\n", data[0]);
}

static void
test_read_only_child (void)
{
  g_autoptr (SottoSecret) secret = sotto_secret_new ((const guint8 *) "fixed", 5);
  volatile guint8 *data = (volatile guint8 *) sotto_secret_borrow (secret);

  data[0] = 'x';
  g_print ("wrote %u\n", data[0]);
}

static void
test_protected (void)
{
  g_test_trap_subprocess ("/base/secret/unreadable/subprocess", 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stdout_unmatched ("*read*");
  g_test_trap_subprocess ("/base/secret/read-only/subprocess", 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stdout_unmatched ("*wrote*");
}

static gpointer
borrow_often (gpointer user_data)
{
  SottoSecret *secret = user_data;

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      const guint8 *data = sotto_secret_borrow (secret);

      g_assert_cmpmem (data, 6, "shared", 6);
      sotto_secret_release (secret);
    }
  sotto_secret_unref (secret);
  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (SottoSecret) secret = sotto_secret_new ((const guint8 *) "shared", 6);
  GThread *threads[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("borrower", borrow_often, sotto_secret_ref (secret));
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  g_assert_cmpmem (sotto_secret_borrow (secret), 6, "shared", 6);
  sotto_secret_release (secret);
}

static void
test_equal (void)
{
  g_autoptr (SottoSecret) a = sotto_secret_new ((const guint8 *) "same", 4);
  g_autoptr (SottoSecret) b = sotto_secret_new ((const guint8 *) "same", 4);
  g_autoptr (SottoSecret) other = sotto_secret_new ((const guint8 *) "samf", 4);
  g_autoptr (SottoSecret) longer = sotto_secret_new ((const guint8 *) "same!", 5);

  g_assert_true (sotto_secret_equal (a, a));
  g_assert_true (sotto_secret_equal (a, b));
  g_assert_false (sotto_secret_equal (a, other));
  g_assert_false (sotto_secret_equal (a, longer));
}

static void
test_random (void)
{
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (1);
  g_autoptr (SottoRandom) again = sotto_random_new_seeded (1);
  g_autoptr (SottoSecret) a = sotto_secret_new_random (random, 32);
  g_autoptr (SottoSecret) b = sotto_secret_new_random (random, 32);
  g_autoptr (SottoSecret) same = sotto_secret_new_random (again, 32);

  g_assert_true (sotto_secret_equal (a, same));
  g_assert_false (sotto_secret_equal (a, b));
}

static void
test_wipe (void)
{
  char text[] = "password";
  guint8 data[4] = { 1, 2, 3, 4 };
  SottoKey key;

  sotto_wipe_string (text);
  g_assert_cmpmem (text, sizeof text, "\0\0\0\0\0\0\0\0", 9);
  sotto_wipe_string (NULL);
  sotto_wipe (data + 1, 2);
  g_assert_cmpmem (data, 4, "\1\0\0\4", 4);
  sotto_wipe (NULL, 0);
  memset (key.bytes, 7, sizeof key.bytes);
  sotto_key_clear (&key);
  for (guint i = 0; i < sizeof key.bytes; i++)
    g_assert_cmpuint (key.bytes[i], ==, 0);
}

static void
test_constant_time_equal (void)
{
  guint8 a[32] = { 0 };
  guint8 b[32] = { 0 };

  g_assert_true (sotto_constant_time_equal (a, b, sizeof a));
  g_assert_true (sotto_constant_time_equal (NULL, NULL, 0));
  for (guint bit = 0; bit < sizeof a * 8; bit++)
    {
      b[bit / 8] ^= (guint8) (1u << bit % 8);
      g_assert_false (sotto_constant_time_equal (a, b, sizeof a));
      b[bit / 8] = 0;
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/secret/content", test_content);
  g_test_add_func ("/base/secret/nested", test_nested);
  g_test_add_func ("/base/secret/protected", test_protected);
  g_test_add_func ("/base/secret/threads", test_threads);
  g_test_add_func ("/base/secret/equal", test_equal);
  g_test_add_func ("/base/secret/random", test_random);
  g_test_add_func ("/base/secret/wipe", test_wipe);
  g_test_add_func ("/base/secret/constant-time-equal", test_constant_time_equal);
  g_test_add_func ("/base/secret/unreadable/subprocess", test_unreadable_child);
  g_test_add_func ("/base/secret/read-only/subprocess", test_read_only_child);
  return g_test_run ();
}

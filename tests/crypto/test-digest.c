/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HMAC beyond this is in the public vectors, which the runner of vectors reads. */

#include "sotto-digest.h"

#include <string.h>

#include "sotto-hex.h"

#define N_THREADS 4

static void
assert_hex (gconstpointer data, gsize length, const char *expected)
{
  g_autofree char *hex = sotto_hex_encode (data, length);

  g_assert_cmpstr (hex, ==, expected);
}

static void
test_known (void)
{
  guint8 long_digest[64];
  guint8 digest[20];
  SottoHash hash;

  sotto_sha256 ("abc", 3, &hash);
  assert_hex (hash.bytes, 32, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  sotto_sha256 (NULL, 0, &hash);
  assert_hex (hash.bytes, 32, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  sotto_sha512 ("abc", 3, long_digest);
  assert_hex (long_digest, 64,
              "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
              "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
  sotto_md5 ("abc", 3, digest);
  assert_hex (digest, 16, "900150983cd24fb0d6963f7d28e17f72");
  sotto_ripemd160 ("abc", 3, digest);
  assert_hex (digest, 20, "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc");
}

/* RFC 4231, case 6: a key longer than the block is hashed first. */
static void
test_hmac_long_key (void)
{
  static const char text[] = "Test Using Larger Than Block-Size Key - Hash Key First";
  guint8 key[131];
  guint8 mac[64];

  memset (key, 0xaa, sizeof key);
  sotto_hmac_sha256 (key, sizeof key, text, strlen (text), mac);
  assert_hex (mac, 32, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  sotto_hmac_sha512 (key, sizeof key, text, strlen (text), mac);
  assert_hex (mac, 64,
              "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
              "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598");
}

/* Up to the block a key is filled up with zeros, above it is hashed first. */
static void
test_hmac_key_lengths (void)
{
  guint8 key[200], filled[128], mac[64], same[64], digest[64];
  SottoHash hash;

  for (gsize i = 0; i < sizeof key; i++)
    key[i] = (guint8) (i + 1);
  for (gsize length = 0; length <= sizeof key; length++)
    {
      memset (filled, 0, sizeof filled);
      memcpy (filled, key, MIN (length, sizeof filled));
      sotto_sha256 (key, length, &hash);
      sotto_hmac_sha256 (key, length, "data", 4, mac);
      if (length > 64)
        sotto_hmac_sha256 (hash.bytes, sizeof hash.bytes, "data", 4, same);
      else
        sotto_hmac_sha256 (filled, 64, "data", 4, same);
      g_assert_cmpmem (mac, 32, same, 32);
      sotto_sha512 (key, length, digest);
      sotto_hmac_sha512 (key, length, "data", 4, mac);
      if (length > 128)
        sotto_hmac_sha512 (digest, sizeof digest, "data", 4, same);
      else
        sotto_hmac_sha512 (filled, 128, "data", 4, same);
      g_assert_cmpmem (mac, 64, same, 64);
    }
}

static void
test_hmac_pair (void)
{
  static const char text[] = "one message in two pieces, either of which may be empty";
  gsize length = strlen (text);
  guint8 whole[32], pair[32];

  sotto_hmac_sha256 ((const guint8 *) "key", 3, text, length, whole);
  for (gsize cut = 0; cut <= length; cut++)
    {
      g_autoptr (GBytes) a = g_bytes_new_static (text, cut);
      g_autoptr (GBytes) b = g_bytes_new_static (text + cut, length - cut);

      sotto_hmac_sha256_pair ((const guint8 *) "key", 3, a, b, pair);
      g_assert_cmpmem (pair, sizeof pair, whole, sizeof whole);
    }
}

static gpointer
hash_often (gpointer user_data)
{
  const SottoHash *expected = user_data;

  for (guint i = 0; i < 2000; i++)
    {
      guint8 mac[32];
      SottoHash hash;

      sotto_hmac_sha256 ((const guint8 *) "key", 3, "data", 4, mac);
      sotto_sha256 (mac, sizeof mac, &hash);
      g_assert_true (sotto_hash_equal (&hash, expected));
    }
  return NULL;
}

/* Each thread has a context of its own. */
static void
test_threads (void)
{
  GThread *threads[N_THREADS];
  guint8 mac[32];
  SottoHash expected;

  sotto_hmac_sha256 ((const guint8 *) "key", 3, "data", 4, mac);
  sotto_sha256 (mac, sizeof mac, &expected);
  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("hasher", hash_often, &expected);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/digest/known", test_known);
  g_test_add_func ("/crypto/digest/hmac-long-key", test_hmac_long_key);
  g_test_add_func ("/crypto/digest/hmac-key-lengths", test_hmac_key_lengths);
  g_test_add_func ("/crypto/digest/hmac-pair", test_hmac_pair);
  g_test_add_func ("/crypto/digest/threads", test_threads);
  return g_test_run ();
}

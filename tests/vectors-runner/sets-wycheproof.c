/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Project Wycheproof's sets of the primitives in use. "valid" must be accepted with the given
 * output, "invalid" refused; of "acceptable" cases the runner prints how many went which way. */

#include <stdio.h>
#include <string.h>

#include "sotto-cipher.h"
#include "sotto-digest.h"
#include "sotto-kdf.h"
#include "sotto-keys.h"
#include "vector-sets.h"

typedef enum
{
  VERDICT_ACCEPTED,
  VERDICT_REFUSED,
  VERDICT_NOT_IMPLEMENTED,
} Verdict;

/* What the code does with one test of @group, output compared included. */
typedef Verdict (*WycheproofCase) (JsonObject *group, JsonObject *test);

static void
run_tests (VectorRun *run, JsonNode *root, WycheproofCase function)
{
  JsonArray *groups = vector_array (vector_root_object (root), "testGroups");
  guint n_acceptable[2] = { 0 };

  for (guint i = 0; i < json_array_get_length (groups); i++)
    {
      JsonObject *group = json_array_get_object_element (groups, i);
      JsonArray *tests = vector_array (group, "tests");

      for (guint j = 0; j < json_array_get_length (tests); j++)
        {
          JsonObject *test = json_array_get_object_element (tests, j);
          const char *result = vector_text (test, "result");
          Verdict verdict = function (group, test);

          if (verdict == VERDICT_NOT_IMPLEMENTED)
            {
              vector_not_implemented (run, 1);
              continue;
            }
          vector_case_begin (run, "tcId %d", (int) vector_int (test, "tcId"));
          if (g_strcmp0 (result, "acceptable") == 0)
            n_acceptable[verdict]++;
          else
            vector_check_bool (run, "accepted", g_strcmp0 (result, "valid") == 0,
                               verdict == VERDICT_ACCEPTED);
          vector_case_end (run);
        }
    }
  if (n_acceptable[0] + n_acceptable[1] > 0)
    printf ("%s: of the acceptable cases %u are accepted and %u refused\n", run->file,
            n_acceptable[VERDICT_ACCEPTED], n_acceptable[VERDICT_REFUSED]);
}

static gboolean
member_equals (JsonObject *test, const char *member, const guint8 *data, gsize length)
{
  g_autoptr (GBytes) expected = vector_bytes (test, member);

  return g_bytes_get_size (expected) == length &&
         (length == 0 || memcmp (g_bytes_get_data (expected, NULL), data, length) == 0);
}

static Verdict
check_gcm (JsonObject *group, JsonObject *test)
{
  g_autoptr (GBytes) key = vector_bytes (test, "key");
  g_autoptr (GBytes) nonce = vector_bytes (test, "iv");
  g_autoptr (GBytes) ciphertext = vector_bytes (test, "ct");
  g_autoptr (GBytes) tag = vector_bytes (test, "tag");
  g_autoptr (GBytes) aad = vector_bytes (test, "aad");
  g_autoptr (GByteArray) input = g_byte_array_new ();
  g_autofree guint8 *output = NULL;
  gsize length = g_bytes_get_size (ciphertext);

  if (vector_int (group, "keySize") != 256 || vector_int (group, "ivSize") != 96 ||
      vector_int (group, "tagSize") != 128 || g_bytes_get_size (aad) != 0)
    return VERDICT_NOT_IMPLEMENTED;
  if (length > 0)
    g_byte_array_append (input, g_bytes_get_data (ciphertext, NULL), (guint) length);
  if (g_bytes_get_size (tag) > 0)
    g_byte_array_append (input, g_bytes_get_data (tag, NULL), (guint) g_bytes_get_size (tag));
  output = g_malloc (length + 1);
  return sotto_aes256_gcm_open (g_bytes_get_data (key, NULL), g_bytes_get_data (nonce, NULL),
                                input->data, input->len, output, NULL) &&
             member_equals (test, "msg", output, length)
           ? VERDICT_ACCEPTED
           : VERDICT_REFUSED;
}

static void
run_gcm (VectorRun *run, JsonNode *root)
{
  run_tests (run, root, check_gcm);
}

/* The point at the end of a SubjectPublicKeyInfo: last 65 bytes when they begin with 04, else
 * last 33. */
static gboolean
parse_tail (GBytes *encoded, SottoPublicKey *key)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (encoded, &length);

  if (length >= 65 && data[length - 65] == 0x04)
    return sotto_public_key_parse (key, data + length - 65, 65, NULL);
  if (length >= 33 && (data[length - 33] == 0x02 || data[length - 33] == 0x03))
    return sotto_public_key_parse (key, data + length - 33, 33, NULL);
  return FALSE;
}

/* Big-endian number of any length into 32 bytes; FALSE when it does not fit. */
static gboolean
take_scalar (JsonObject *test, const char *member, guint8 scalar[32])
{
  g_autoptr (GBytes) number = vector_bytes (test, member);
  gsize length;
  const guint8 *data = g_bytes_get_data (number, &length);

  while (length > 32 && *data == 0)
    {
      data++;
      length--;
    }
  if (length > 32)
    return FALSE;
  memset (scalar, 0, 32);
  if (length > 0)
    memcpy (scalar + 32 - length, data, length);
  return TRUE;
}

static Verdict
check_ecdh (JsonObject *group, JsonObject *test)
{
  /* Wrong only in the ASN.1 around a good point, which no code of ours reads. */
  static const gint64 wrapping_only[] = { 492, 493, 496, 497, 502, 503, 505, 507 };
  g_autoptr (GBytes) encoded = vector_bytes (test, "public");
  SottoPublicKey key;
  guint8 scalar[32];
  guint8 shared[32];

  for (guint i = 0; i < G_N_ELEMENTS (wrapping_only); i++)
    if (vector_int (test, "tcId") == wrapping_only[i] &&
        g_strcmp0 (vector_text (test, "result"), "invalid") == 0)
      return VERDICT_NOT_IMPLEMENTED;
  return parse_tail (encoded, &key) && take_scalar (test, "private", scalar) &&
             sotto_ecdh (scalar, &key, shared, NULL) && member_equals (test, "shared", shared, 32)
           ? VERDICT_ACCEPTED
           : VERDICT_REFUSED;
}

static void
run_ecdh (VectorRun *run, JsonNode *root)
{
  run_tests (run, root, check_ecdh);
}

static Verdict
verify_raw (JsonObject *group, JsonObject *test, const guint8 signature[64], gboolean low_s)
{
  g_autoptr (GBytes) message = vector_bytes (test, "msg");
  guint8 point[65];
  SottoPublicKey key;
  SottoHash digest;
  gsize length;
  gconstpointer data = g_bytes_get_data (message, &length);

  if (!vector_fixed (vector_object (group, "publicKey"), "uncompressed", point, sizeof point) ||
      !sotto_public_key_parse (&key, point, sizeof point, NULL))
    return VERDICT_REFUSED;
  sotto_sha256 (data, length, &digest);
  return sotto_verify (&key, signature, &digest, low_s) ? VERDICT_ACCEPTED : VERDICT_REFUSED;
}

static Verdict
check_p1363 (JsonObject *group, JsonObject *test)
{
  guint8 signature[64];

  if (!vector_fixed (test, "sig", signature, sizeof signature))
    return VERDICT_REFUSED;
  return verify_raw (group, test, signature, FALSE);
}

static void
run_p1363 (VectorRun *run, JsonNode *root)
{
  run_tests (run, root, check_p1363);
}

/* One INTEGER of strict DER into 32 bytes. */
static gboolean
take_der_integer (const guint8 **data, const guint8 *end, guint8 into[32])
{
  gsize length;
  const guint8 *bytes = *data + 2;

  if (end - *data < 3 || (*data)[0] != 0x02 || (*data)[1] > 33)
    return FALSE;
  length = (*data)[1];
  if (length == 0 || (gsize) (end - bytes) < length || (bytes[0] & 0x80) != 0 ||
      (length > 1 && bytes[0] == 0 && (bytes[1] & 0x80) == 0) || (length == 33 && bytes[0] != 0))
    return FALSE;
  *data = bytes + length;
  if (length == 33)
    {
      bytes++;
      length--;
    }
  memset (into, 0, 32);
  memcpy (into + 32 - length, bytes, length);
  return TRUE;
}

static Verdict
check_der (JsonObject *group, JsonObject *test, gboolean low_s)
{
  g_autoptr (GBytes) encoded = vector_bytes (test, "sig");
  guint8 signature[64];
  gsize length;
  const guint8 *data = g_bytes_get_data (encoded, &length);
  const guint8 *end = data + length;

  if (length < 8 || data[0] != 0x30 || data[1] != length - 2 || data[1] >= 0x80)
    return VERDICT_REFUSED;
  data += 2;
  if (!take_der_integer (&data, end, signature) || !take_der_integer (&data, end, signature + 32) ||
      data != end)
    return VERDICT_REFUSED;
  return verify_raw (group, test, signature, low_s);
}

static Verdict
check_ecdsa (JsonObject *group, JsonObject *test)
{
  return check_der (group, test, FALSE);
}

static Verdict
check_ecdsa_low_s (JsonObject *group, JsonObject *test)
{
  return check_der (group, test, TRUE);
}

static void
run_ecdsa (VectorRun *run, JsonNode *root)
{
  run_tests (run, root, check_ecdsa);
}

static void
run_ecdsa_low_s (VectorRun *run, JsonNode *root)
{
  run_tests (run, root, check_ecdsa_low_s);
}

static Verdict
check_hkdf (JsonObject *group, JsonObject *test)
{
  g_autoptr (GBytes) key_material = vector_bytes (test, "ikm");
  g_autoptr (GBytes) salt = vector_bytes (test, "salt");
  g_autoptr (GBytes) info = vector_bytes (test, "info");
  gsize length = (gsize) vector_int (test, "size");
  g_autofree guint8 *output = g_malloc0 (length + 1);

  return sotto_hkdf_sha256 (key_material, salt, info, output, length) &&
             member_equals (test, "okm", output, length)
           ? VERDICT_ACCEPTED
           : VERDICT_REFUSED;
}

static void
run_hkdf (VectorRun *run, JsonNode *root)
{
  run_tests (run, root, check_hkdf);
}

static Verdict
compare_mac (JsonObject *group, JsonObject *test, const guint8 *mac)
{
  /* A truncated tag is compared on its length. */
  return member_equals (test, "tag", mac, (gsize) vector_int (group, "tagSize") / 8)
           ? VERDICT_ACCEPTED
           : VERDICT_REFUSED;
}

static Verdict
check_hmac_sha256 (JsonObject *group, JsonObject *test)
{
  g_autoptr (GBytes) key = vector_bytes (test, "key");
  g_autoptr (GBytes) message = vector_bytes (test, "msg");
  guint8 mac[32];

  sotto_hmac_sha256 (g_bytes_get_data (key, NULL), g_bytes_get_size (key),
                     g_bytes_get_data (message, NULL), g_bytes_get_size (message), mac);
  return compare_mac (group, test, mac);
}

static Verdict
check_hmac_sha512 (JsonObject *group, JsonObject *test)
{
  g_autoptr (GBytes) key = vector_bytes (test, "key");
  g_autoptr (GBytes) message = vector_bytes (test, "msg");
  guint8 mac[64];

  sotto_hmac_sha512 (g_bytes_get_data (key, NULL), g_bytes_get_size (key),
                     g_bytes_get_data (message, NULL), g_bytes_get_size (message), mac);
  return compare_mac (group, test, mac);
}

static void
run_hmac_sha256 (VectorRun *run, JsonNode *root)
{
  run_tests (run, root, check_hmac_sha256);
}

static void
run_hmac_sha512 (VectorRun *run, JsonNode *root)
{
  run_tests (run, root, check_hmac_sha512);
}

typedef gboolean (*Pbkdf2) (GBytes *, GBytes *, guint, guint8 *, gsize);

static Verdict
check_pbkdf2 (JsonObject *test, Pbkdf2 function)
{
  g_autoptr (GBytes) password = vector_bytes (test, "password");
  g_autoptr (GBytes) salt = vector_bytes (test, "salt");
  gsize length = (gsize) vector_int (test, "dkLen");
  g_autofree guint8 *output = g_malloc0 (length + 1);

  return function (password, salt, (guint) vector_int (test, "iterationCount"), output, length) &&
             member_equals (test, "dk", output, length)
           ? VERDICT_ACCEPTED
           : VERDICT_REFUSED;
}

static Verdict
check_pbkdf2_sha256 (JsonObject *group, JsonObject *test)
{
  return check_pbkdf2 (test, sotto_pbkdf2_sha256);
}

static Verdict
check_pbkdf2_sha512 (JsonObject *group, JsonObject *test)
{
  return check_pbkdf2 (test, sotto_pbkdf2_sha512);
}

static void
run_pbkdf2_sha256 (VectorRun *run, JsonNode *root)
{
  run_tests (run, root, check_pbkdf2_sha256);
}

static void
run_pbkdf2_sha512 (VectorRun *run, JsonNode *root)
{
  run_tests (run, root, check_pbkdf2_sha512);
}

const VectorSetEntry vector_sets_wycheproof[] = {
  { "aes_gcm_test.json", "testGroups", run_gcm },
  { "ecdh_secp256k1_test.json", "testGroups", run_ecdh },
  { "ecdsa_secp256k1_sha256_test.json", "testGroups", run_ecdsa },
  { "ecdsa_secp256k1_sha256_bitcoin_test.json", "testGroups", run_ecdsa_low_s },
  { "ecdsa_secp256k1_sha256_p1363_test.json", "testGroups", run_p1363 },
  { "hkdf_sha256_test.json", "testGroups", run_hkdf },
  { "hmac_sha256_test.json", "testGroups", run_hmac_sha256 },
  { "hmac_sha512_test.json", "testGroups", run_hmac_sha512 },
  { "pbkdf2_hmacsha256_test.json", "testGroups", run_pbkdf2_sha256 },
  { "pbkdf2_hmacsha512_test.json", "testGroups", run_pbkdf2_sha512 },
  { NULL },
};

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* base32 and base64url: the tables of RFC 4648 section 10 without padding, and what is refused. */

#include <string.h>

#include "sotto-base32.h"
#include "sotto-error.h"

static const struct
{
  const char *plain;
  const char *base32;
  const char *base64url;
} good[] = {
  { "", "", "" },
  { "f", "MY", "Zg" },
  { "fo", "MZXQ", "Zm8" },
  { "foo", "MZXW6", "Zm9v" },
  { "foob", "MZXW6YQ", "Zm9vYg" },
  { "fooba", "MZXW6YTB", "Zm9vYmE" },
  { "foobar", "MZXW6YTBOI", "Zm9vYmFy" },
  { "\xff\xef\xbe", "77X34", "_---" },
};

static void
assert_plain (GBytes *bytes, const char *plain)
{
  g_assert_nonnull (bytes);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), plain, strlen (plain));
}

static void
test_both_ways (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *text32 = sotto_base32_encode (good[i].plain, strlen (good[i].plain));
      g_autofree char *text64 = sotto_base64url_encode (good[i].plain, strlen (good[i].plain));
      g_autoptr (GBytes) plain32 = sotto_base32_decode (good[i].base32, 6, NULL);
      g_autoptr (GBytes) plain64 = sotto_base64url_decode (good[i].base64url, 6, NULL);

      g_assert_cmpstr (text32, ==, good[i].base32);
      g_assert_cmpstr (text64, ==, good[i].base64url);
      assert_plain (plain32, good[i].plain);
      assert_plain (plain64, good[i].plain);
    }
}

static void
test_refused (void)
{
  static const char *const bad32[] = { "M",  "MZX", "MZXW6Y", "my", "MY======", "M0",
                                       "M1", "M8",  "MY ",    "MZ", "\xc3\x9c" };
  static const char *const bad64[] = { "Z", "Zh", "Zg==", "+-", "/-", "Zm8 ", "Zm9vY" };

  for (guint i = 0; i < G_N_ELEMENTS (bad32); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (sotto_base32_decode (bad32[i], 100, &error));
      g_assert_error (error, SOTTO_BASE_ERROR, SOTTO_BASE_ERROR_MALFORMED);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad64); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (sotto_base64url_decode (bad64[i], 100, &error));
      g_assert_error (error, SOTTO_BASE_ERROR, SOTTO_BASE_ERROR_MALFORMED);
    }
}

static void
test_limit (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (sotto_base32_decode ("MZXW6YTBOI", 5, &error));
  g_assert_error (error, SOTTO_BASE_ERROR, SOTTO_BASE_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_null (sotto_base64url_decode ("Zm9vYmFy", 5, &error));
  g_assert_error (error, SOTTO_BASE_ERROR, SOTTO_BASE_ERROR_TOO_LARGE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/base32/both-ways", test_both_ways);
  g_test_add_func ("/base/base32/refused", test_refused);
  g_test_add_func ("/base/base32/limit", test_limit);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What everybody tries first is refused, and what is hard to guess is not. */

#include <string.h>

#include "sotto-password.h"

static const struct
{
  const char *password;
  SottoPasswordStrength strength;
} rows[] = {
  { "", SOTTO_PASSWORD_TOO_SHORT },
  { "a", SOTTO_PASSWORD_TOO_SHORT },
  { "x7$Kq9!mZ", SOTTO_PASSWORD_TOO_SHORT },
  { "äöüäöüäöü", SOTTO_PASSWORD_TOO_SHORT },
  { "abc\xff\xff\xff\xff\xff\xff\xff\xff", SOTTO_PASSWORD_TOO_SHORT },
  { "aaaaaaaaaaaaaaaaaaaa", SOTTO_PASSWORD_WEAK },
  { "1234567890", SOTTO_PASSWORD_WEAK },
  { "0987654321", SOTTO_PASSWORD_WEAK },
  { "12345678901234567890", SOTTO_PASSWORD_WEAK },
  { "abcdefghijklmnop", SOTTO_PASSWORD_WEAK },
  { "zyxwvutsrqponm", SOTTO_PASSWORD_WEAK },
  { "qwertyuiop", SOTTO_PASSWORD_WEAK },
  { "qwertzuiop", SOTTO_PASSWORD_WEAK },
  { "QWERTYUIOP", SOTTO_PASSWORD_WEAK },
  { "password12", SOTTO_PASSWORD_WEAK },
  { "Password123!", SOTTO_PASSWORD_WEAK },
  { "passwordpassword", SOTTO_PASSWORD_WEAK },
  { "abababababab", SOTTO_PASSWORD_WEAK },
  { "hunter2hunter2", SOTTO_PASSWORD_WEAK },
  { "iloveyou2020", SOTTO_PASSWORD_WEAK },
  { "          ", SOTTO_PASSWORD_WEAK },
  { "11/22/1999", SOTTO_PASSWORD_WEAK },
  { "vxkwmtqzdh", SOTTO_PASSWORD_FAIR },
  { "correct horse", SOTTO_PASSWORD_GOOD },
  { "correct horse battery staple", SOTTO_PASSWORD_STRONG },
  { "x7$Kq9!mZ2", SOTTO_PASSWORD_GOOD },
  { "x7$Kq9!mZ2&vB4", SOTTO_PASSWORD_STRONG },
  { "надёжный пароль и ещё слово", SOTTO_PASSWORD_STRONG },
};

static void
test_strength (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].password);
      g_assert_cmpint (sotto_password_estimate (rows[i].password), ==, rows[i].strength);
      g_assert_cmpint (sotto_password_is_acceptable (rows[i].password), ==,
                       rows[i].strength >= SOTTO_PASSWORD_FAIR);
    }
}

static void
test_long (void)
{
  g_autofree char *repeated = g_strnfill (1000000, 'x');

  g_assert_cmpint (sotto_password_estimate (repeated), ==, SOTTO_PASSWORD_WEAK);
}

/* More of it is never weaker. */
static void
test_monotonic (void)
{
  static const char *const text = "v8#Lq2 kD9!zR5 tW3";
  SottoPasswordStrength last = SOTTO_PASSWORD_TOO_SHORT;

  for (gsize length = 0; length <= strlen (text); length++)
    {
      g_autofree char *part = g_strndup (text, length);
      SottoPasswordStrength strength = sotto_password_estimate (part);

      g_assert_cmpint (strength, >=, last);
      last = strength;
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/password/strength", test_strength);
  g_test_add_func ("/session/password/long", test_long);
  g_test_add_func ("/session/password/monotonic", test_monotonic);
  return g_test_run ();
}

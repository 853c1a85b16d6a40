/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Public keys as people paste them. */

#include <string.h>

#include "sotto-crypto-error.h"
#include "sotto-keys.h"

#define X "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
#define Y "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"

static void
test_accepted (void)
{
  static const char *const texts[] = {
    "0x04" X Y,
    "0X04" X Y,
    "04" X Y,
    "02" X,
    "0x02" X,
    " \t0x04" X Y "\r\n",
    "zQ3shVc2UkAfJCdc1TR8E66J85h48P43r93q8jGPkPpjF9Ef9",
    "z7r8oqutWQUGn3udyrtgbiPq7iwR4eQ7KpuETSbXCUPR7xSeBFtzXVdHU4wdmDYERasmfLi74YAVvnURw93za9UQMZbod",
    "fe70102" X,
    "fe70104" X Y,
    "FE70102" X,
    "0xe70102" X,
    "0xe70104" X Y,
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *text = NULL;
      g_autoptr (GError) error = NULL;
      SottoPublicKey key;

      g_assert_true (sotto_public_key_parse_text (&key, texts[i], &error));
      g_assert_no_error (error);
      text = sotto_public_key_to_string (&key);
      g_assert_cmpstr (text, ==, "0x04" X Y);
    }
}

static void
test_refused (void)
{
  static const char *const texts[] = {
    "",
    " ",
    "0x",
    "z",
    "f",
    "0x04" X,
    "0x04" X X,
    "0x05" X Y,
    "0x06" X Y,
    X Y,
    "0x04" X Y "00",
    "04 " X Y,
    "0x 04" X Y,
    "@alice",
    "alice.stateofus.eth",
    /* The multicodec that one example has by mistake, and none. */
    "zQMEgGaegu3HUfopQB1mJDo6Q29V1YbwQhsVXaKKenPWhzCsq",
    "fea0102" X,
    "f02" X,
    /* A digit that base58 has not. */
    "zQ3shVc2UkAfJCdc1TR8E66J85h48P43r93q8jGPkPpjF9Ef0",
    "zQ3shVc2UkAfJCdc1TR8E66J85h48P43r93q8jGPkPpjF9Ef",
    "ZQ3shVc2UkAfJCdc1TR8E66J85h48P43r93q8jGPkPpjF9Ef9",
    "b" X,
    "\xff\xfe",
  };
  g_autofree char *endless = g_strnfill (100000, 'z');

  for (guint i = 0; i <= G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      SottoPublicKey key;

      g_assert_false (
        sotto_public_key_parse_text (&key, i < G_N_ELEMENTS (texts) ? texts[i] : endless, &error));
      g_assert_error (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_INVALID_KEY);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/key-text/accepted", test_accepted);
  g_test_add_func ("/crypto/key-text/refused", test_refused);
  return g_test_run ();
}

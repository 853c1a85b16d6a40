/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where addresses are. */

#include "sotto-inet.h"

static void
test_public (void)
{
  static const struct
  {
    const char *address;
    gboolean is_public;
  } rows[] = {
    { "1.1.1.1", TRUE },
    { "8.8.8.8", TRUE },
    { "100.63.255.255", TRUE },
    { "172.32.0.1", TRUE },
    { "2606:4700::1111", TRUE },
    { "::ffff:1.1.1.1", TRUE },
    { "0.0.0.0", FALSE },
    { "0.1.2.3", FALSE },
    { "10.0.0.1", FALSE },
    { "100.64.0.1", FALSE },
    { "127.0.0.1", FALSE },
    { "127.255.1.2", FALSE },
    { "169.254.169.254", FALSE },
    { "172.16.0.1", FALSE },
    { "172.31.255.255", FALSE },
    { "192.0.2.1", FALSE },
    { "192.168.1.1", FALSE },
    { "198.19.0.1", FALSE },
    { "224.0.0.1", FALSE },
    { "240.0.0.1", FALSE },
    { "255.255.255.255", FALSE },
    { "::", FALSE },
    { "::1", FALSE },
    { "::ffff:10.0.0.1", FALSE },
    { "::ffff:127.0.0.1", FALSE },
    { "::127.0.0.1", FALSE },
    { "64:ff9b::7f00:1", FALSE },
    { "2001::1", FALSE },
    { "2001:db8::1", FALSE },
    { "2002:7f00:1::", FALSE },
    { "fc00::1", FALSE },
    { "fd12::1", FALSE },
    { "fe80::1", FALSE },
    { "fec0::1", FALSE },
    { "ff02::1", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GInetAddress) address = g_inet_address_new_from_string (rows[i].address);

      g_test_message ("%s", rows[i].address);
      g_assert_nonnull (address);
      g_assert_cmpint (sotto_inet_is_public (address), ==, rows[i].is_public);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/inet/public", test_public);

  return g_test_run ();
}

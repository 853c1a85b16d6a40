/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Questions about IP addresses that more than one folder asks. A dual-stack socket
 * shows IPv4 callers as ::ffff:a.b.c.d; every function here sees through that. */

#include "sotto-inet.h"

#include <string.h>

#define IPV4_LENGTH 4
#define IPV6_LENGTH 16
#define MAPPED_PREFIX_LENGTH 12
#define SUBNET_LENGTH 8

static const guint8 mapped_prefix[MAPPED_PREFIX_LENGTH] = {
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff
};

/**
 * sotto_inet_unmap:
 * @address: (transfer none): an address
 *
 * Returns: (transfer full): the IPv4 address inside an IPv4-mapped IPv6 address, or @address itself
 */
GInetAddress *
sotto_inet_unmap (GInetAddress *address)
{
  g_return_val_if_fail (G_IS_INET_ADDRESS (address), NULL);

  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6)
    {
      const guint8 *bytes = g_inet_address_to_bytes (address);

      if (memcmp (bytes, mapped_prefix, MAPPED_PREFIX_LENGTH) == 0)
        return g_inet_address_new_from_bytes (bytes + MAPPED_PREFIX_LENGTH, G_SOCKET_FAMILY_IPV4);
    }
  return g_object_ref (address);
}

/* fc00::/7 of RFC 4193, which GLib does not know. */
static gboolean
is_unique_local (GInetAddress *address)
{
  return g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6 &&
         (g_inet_address_to_bytes (address)[0] & 0xfe) == 0xfc;
}

/**
 * sotto_inet_is_local:
 * @address: (transfer none): an address
 *
 * Returns: %TRUE for this computer and the networks that are not routed on the Internet
 */
gboolean
sotto_inet_is_local (GInetAddress *address)
{
  g_autoptr (GInetAddress) plain = NULL;

  g_return_val_if_fail (G_IS_INET_ADDRESS (address), FALSE);

  plain = sotto_inet_unmap (address);
  return g_inet_address_get_is_loopback (plain) || g_inet_address_get_is_link_local (plain) ||
         g_inet_address_get_is_site_local (plain) || is_unique_local (plain);
}

/**
 * sotto_inet_can_be_dialled:
 * @address: (transfer none): an address
 *
 * Returns: %FALSE for "any", multicast and the IPv4 broadcast address
 */
gboolean
sotto_inet_can_be_dialled (GInetAddress *address)
{
  static const guint8 broadcast[IPV4_LENGTH] = { 255, 255, 255, 255 };
  g_autoptr (GInetAddress) plain = NULL;

  g_return_val_if_fail (G_IS_INET_ADDRESS (address), FALSE);

  plain = sotto_inet_unmap (address);
  if (g_inet_address_get_is_any (plain) || g_inet_address_get_is_multicast (plain))
    return FALSE;
  return g_inet_address_get_family (plain) != G_SOCKET_FAMILY_IPV4 ||
         memcmp (g_inet_address_to_bytes (plain), broadcast, IPV4_LENGTH) != 0;
}

/**
 * sotto_inet_is_public:
 * @address: (transfer none): an address
 *
 * Returns: whether it is on the Internet. Of IPv6 only 2000::/3 is, without the tunnels of it, in
 * which an IPv4 address may hide (6to4, Teredo).
 */
gboolean
sotto_inet_is_public (GInetAddress *address)
{
  static const char *const others[] = {
    "0.0.0.0/8",      "100.64.0.0/10", "192.0.0.0/24",    "192.0.2.0/24",
    "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
    "240.0.0.0/4",    "2001::/23",     "2002::/16",       "2001:db8::/32",
  };
  g_autoptr (GInetAddress) plain = NULL;

  g_return_val_if_fail (G_IS_INET_ADDRESS (address), FALSE);

  plain = sotto_inet_unmap (address);
  if (sotto_inet_is_local (plain) || !sotto_inet_can_be_dialled (plain))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr (GInetAddressMask) mask = g_inet_address_mask_new_from_string (others[i], NULL);

      if (g_inet_address_mask_matches (mask, plain))
        return FALSE;
    }

  return g_inet_address_get_family (plain) == G_SOCKET_FAMILY_IPV4 ||
         (g_inet_address_to_bytes (plain)[0] & 0xe0) == 0x20;
}

/**
 * sotto_inet_to_group:
 * @address: (transfer none): an address
 *
 * Whom limits for one address are counted for: an IPv4 address, or the /64 that one IPv6 customer
 * has at least.
 *
 * Returns: (transfer full): a text that is equal for equal groups
 */
char *
sotto_inet_to_group (GInetAddress *address)
{
  g_autoptr (GInetAddress) plain = NULL;
  g_autoptr (GInetAddress) subnet = NULL;
  guint8 bytes[IPV6_LENGTH] = { 0 };

  g_return_val_if_fail (G_IS_INET_ADDRESS (address), NULL);

  plain = sotto_inet_unmap (address);
  if (g_inet_address_get_family (plain) == G_SOCKET_FAMILY_IPV4)
    return g_inet_address_to_string (plain);
  memcpy (bytes, g_inet_address_to_bytes (plain), SUBNET_LENGTH);
  subnet = g_inet_address_new_from_bytes (bytes, G_SOCKET_FAMILY_IPV6);
  return g_inet_address_to_string (subnet);
}

/**
 * sotto_inet_format:
 * @address: (transfer none) (nullable): a socket's address
 *
 * Returns: (transfer full): "192.0.2.1:30303" or "[2001:db8::1]:30303", for people
 */
char *
sotto_inet_format (GSocketAddress *address)
{
  g_autoptr (GInetAddress) plain = NULL;
  g_autofree char *host = NULL;
  guint port;

  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return g_strdup ("?");
  plain = sotto_inet_unmap (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
  host = g_inet_address_to_string (plain);
  port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
  if (g_inet_address_get_family (plain) == G_SOCKET_FAMILY_IPV6)
    return g_strdup_printf ("[%s]:%u", host, port);
  return g_strdup_printf ("%s:%u", host, port);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The address that others on our network can reach us by: the source address that the kernel would
 * use towards the rest of the world. Connecting a datagram socket asks for just that and sends
 * nothing; the other end (TEST-NET-1, RFC 5737) exists nowhere.
 */

#include "sotto-own-address.h"

#include <gio/gio.h>

#define ELSEWHERE "192.0.2.1"
#define ELSEWHERE_PORT 9
#define LOOPBACK "127.0.0.1"

char *
sotto_own_address_guess (void)
{
  g_autoptr (GSocket) socket =
    g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
  g_autoptr (GSocketAddress) elsewhere =
    g_inet_socket_address_new_from_string (ELSEWHERE, ELSEWHERE_PORT);
  g_autoptr (GSocketAddress) local = NULL;
  GInetAddress *address;

  if (socket == NULL || !g_socket_connect (socket, elsewhere, NULL, NULL))
    return g_strdup (LOOPBACK);

  local = g_socket_get_local_address (socket, NULL);
  if (!G_IS_INET_SOCKET_ADDRESS (local))
    return g_strdup (LOOPBACK);

  address = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (local));

  return g_inet_address_to_string (address);
}

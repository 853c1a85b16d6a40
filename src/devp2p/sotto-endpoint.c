/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Addresses of UDP packets as values that hash and compare. */

#include "sotto-endpoint-private.h"

#include <string.h>

#include "sotto-inet.h"

#define IPV4_LENGTH 4
#define IPV4_NETWORK_LENGTH 3
#define IPV6_NETWORK_LENGTH 8
#define LAST_PRIVILEGED_PORT 1024

static const guint8 mapped_prefix[SOTTO_ENDPOINT_MAPPED_LENGTH] = { 0, 0, 0, 0, 0,    0,
                                                                    0, 0, 0, 0, 0xff, 0xff };
static const guint8 zeros[SOTTO_ENDPOINT_IP_LENGTH] = { 0 };

/* Private to the folder, in the header's order. */

gboolean
sotto_endpoint_from_ip (SottoEndpoint *endpoint, const guint8 *ip, gsize length, guint16 port)
{
  memset (endpoint, 0, sizeof *endpoint);
  endpoint->port = port;
  if (length == IPV4_LENGTH)
    {
      memcpy (endpoint->ip, mapped_prefix, sizeof mapped_prefix);
      memcpy (endpoint->ip + sizeof mapped_prefix, ip, IPV4_LENGTH);
      return TRUE;
    }
  if (length != SOTTO_ENDPOINT_IP_LENGTH)
    return FALSE;
  memcpy (endpoint->ip, ip, SOTTO_ENDPOINT_IP_LENGTH);
  return TRUE;
}

gboolean
sotto_endpoint_from_address (SottoEndpoint *endpoint, GSocketAddress *address)
{
  GInetAddress *inet;

  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return FALSE;
  inet = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address));
  return sotto_endpoint_from_ip (endpoint, g_inet_address_to_bytes (inet),
                                 g_inet_address_get_native_size (inet),
                                 g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
}

gboolean
sotto_endpoint_from_record (SottoEndpoint *endpoint, SottoNodeRecord *record)
{
  const SottoNodeContent *content = sotto_node_record_get_content (record);
  guint16 port6 = content->udp6 != 0 ? content->udp6 : content->udp;

  if (content->udp != 0 && memcmp (content->ip, zeros, sizeof content->ip) != 0)
    return sotto_endpoint_from_ip (endpoint, content->ip, sizeof content->ip, content->udp);
  if (port6 != 0 && memcmp (content->ip6, zeros, sizeof content->ip6) != 0)
    return sotto_endpoint_from_ip (endpoint, content->ip6, sizeof content->ip6, port6);
  return FALSE;
}

gboolean
sotto_endpoint_is_ipv4 (const SottoEndpoint *endpoint)
{
  return memcmp (endpoint->ip, mapped_prefix, sizeof mapped_prefix) == 0;
}

GInetAddress *
sotto_endpoint_to_inet (const SottoEndpoint *endpoint)
{
  if (sotto_endpoint_is_ipv4 (endpoint))
    return g_inet_address_new_from_bytes (endpoint->ip + SOTTO_ENDPOINT_MAPPED_LENGTH,
                                          G_SOCKET_FAMILY_IPV4);
  return g_inet_address_new_from_bytes (endpoint->ip, G_SOCKET_FAMILY_IPV6);
}

SottoReach
sotto_endpoint_get_reach (const SottoEndpoint *endpoint)
{
  g_autoptr (GInetAddress) inet = sotto_endpoint_to_inet (endpoint);

  /* Link-local addresses of IPv6 mean nothing without the interface. */
  if (endpoint->port == 0 || !sotto_inet_can_be_dialled (inet) ||
      (!sotto_endpoint_is_ipv4 (endpoint) && g_inet_address_get_is_link_local (inet)))
    return SOTTO_REACH_NOWHERE;
  if (g_inet_address_get_is_loopback (inet))
    return SOTTO_REACH_LOOPBACK;
  return sotto_inet_is_local (inet) ? SOTTO_REACH_LAN : SOTTO_REACH_WORLD;
}

gboolean
sotto_endpoint_may_relay (const SottoEndpoint *from, const SottoEndpoint *endpoint)
{
  SottoReach reach = sotto_endpoint_get_reach (endpoint);

  if (reach == SOTTO_REACH_NOWHERE || endpoint->port <= LAST_PRIVILEGED_PORT)
    return FALSE;
  return reach >= sotto_endpoint_get_reach (from);
}

gboolean
sotto_endpoint_same_network (const SottoEndpoint *a, const SottoEndpoint *b)
{
  if (sotto_endpoint_is_ipv4 (a) != sotto_endpoint_is_ipv4 (b))
    return FALSE;
  if (sotto_endpoint_is_ipv4 (a))
    return memcmp (a->ip, b->ip, SOTTO_ENDPOINT_MAPPED_LENGTH + IPV4_NETWORK_LENGTH) == 0;
  return memcmp (a->ip, b->ip, IPV6_NETWORK_LENGTH) == 0;
}

gboolean
sotto_endpoint_same_ip (const SottoEndpoint *a, const SottoEndpoint *b)
{
  return memcmp (a->ip, b->ip, sizeof a->ip) == 0;
}

guint
sotto_endpoint_hash (gconstpointer endpoint)
{
  const SottoEndpoint *self = endpoint;
  guint hash = self->port;

  for (guint i = 0; i < SOTTO_ENDPOINT_IP_LENGTH; i++)
    hash = hash * 31 + self->ip[i];
  return hash;
}

gboolean
sotto_endpoint_equal (gconstpointer a, gconstpointer b)
{
  const SottoEndpoint *left = a;
  const SottoEndpoint *right = b;

  return left->port == right->port && sotto_endpoint_same_ip (left, right);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* NAT-PMP (RFC 6886) over libnatpmp: blocking, in a thread. The gateway is asked three times within
 * two seconds, where the standard would go on for two minutes. */

#include "sotto-port-request-private.h"

#include <arpa/inet.h>
#include <natpmp.h>

#include "sotto-devp2p-error.h"
#include "sotto-inet.h"

#define MAX_TRIES 3
#define POLL_MS 100

static gboolean
fail (GError **error, const char *problem)
{
  g_set_error (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_PORT_MAPPING, "NAT-PMP: %s", problem);
  return FALSE;
}

static gboolean
begin (natpmp_t *session, const SottoPortRequest *request, GError **error)
{
  struct in_addr gateway = { 0 };
  gboolean is_forced = request->is_chosen;

  if (is_forced && (request->gateway == NULL || inet_aton (request->gateway, &gateway) == 0))
    return fail (error, "no gateway");
  if (initnatpmp (session, is_forced, gateway.s_addr) != 0)
    return fail (error, "there is no gateway");
  return TRUE;
}

/* An answer of @type to what was sent last. */
static gboolean
wait_for_answer (natpmp_t *session,
                 guint16 type,
                 GCancellable *cancellable,
                 natpmpresp_t *answer,
                 GError **error)
{
  GPollFD poll = { .fd = session->s, .events = G_IO_IN };
  int result = NATPMP_TRYAGAIN;

  while (result == NATPMP_TRYAGAIN && session->try_number <= MAX_TRIES)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      g_poll (&poll, 1, POLL_MS);
      result = readnatpmpresponseorretry (session, answer);
    }
  if (result == NATPMP_TRYAGAIN)
    return fail (error, "the gateway does not answer");
  if (result != 0 || answer->type != type)
    return fail (error, "the gateway refuses");
  return TRUE;
}

static gboolean
map_port (natpmp_t *session,
          const SottoPortRequest *request,
          gboolean is_tcp,
          GCancellable *cancellable,
          guint16 *opened,
          GError **error)
{
  natpmpresp_t answer;
  guint16 port = is_tcp ? request->tcp : request->udp;
  guint16 wanted = request->lifetime_seconds > 0 ? port : 0;

  if (sendnewportmappingrequest (session, is_tcp ? NATPMP_PROTOCOL_TCP : NATPMP_PROTOCOL_UDP, port,
                                 wanted, request->lifetime_seconds) < 0)
    return fail (error, "nothing can be sent");
  if (!wait_for_answer (session,
                        is_tcp ? NATPMP_RESPTYPE_TCPPORTMAPPING : NATPMP_RESPTYPE_UDPPORTMAPPING,
                        cancellable, &answer, error))
    return FALSE;
  *opened = answer.pnu.newportmapping.mappedpublicport;
  return TRUE;
}

static gboolean
ask_address (natpmp_t *session, GCancellable *cancellable, GInetAddress **address, GError **error)
{
  natpmpresp_t answer;

  if (sendpublicaddressrequest (session) < 0)
    return fail (error, "nothing can be sent");
  if (!wait_for_answer (session, NATPMP_RESPTYPE_PUBLICADDRESS, cancellable, &answer, error))
    return FALSE;
  *address = g_inet_address_new_from_bytes ((const guint8 *) &answer.pnu.publicaddress.addr,
                                            G_SOCKET_FAMILY_IPV4);
  return TRUE;
}

/* Private to the folder, in the header's order. */

gboolean
sotto_port_request_natpmp (const SottoPortRequest *request,
                           GCancellable *cancellable,
                           SottoPortMapping *mapping,
                           GError **error)
{
  natpmp_t session;
  gboolean success;

  if (!begin (&session, request, error))
    return FALSE;
  success =
    (request->lifetime_seconds == 0 ||
     ask_address (&session, cancellable, &mapping->address, error)) &&
    map_port (&session, request, TRUE, cancellable, &mapping->tcp, error) &&
    (request->udp == 0 || map_port (&session, request, FALSE, cancellable, &mapping->udp, error));
  closenatpmp (&session);
  return success;
}

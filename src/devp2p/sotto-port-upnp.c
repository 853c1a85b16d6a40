/* SPDX-License-Identifier: GPL-3.0-or-later */

/* UPnP Internet Gateway Devices over miniupnpc: blocking, in a thread. Anybody on the network may
 * answer a search, so a device counts only if it is on a local network itself. */

#include "sotto-port-request-private.h"

#include <miniupnpc/miniupnpc.h>
#include <miniupnpc/upnpcommands.h>
#include <miniupnpc/upnperrors.h>

#include "sotto-devp2p-error.h"
#include "sotto-inet.h"

#define SEARCH_MS 2000
#define SEARCH_TTL 2
#define ADDRESS_LENGTH 64
#define CONNECTED 1

/* "OnlyPermanentLeasesSupported" */
#define ERROR_ONLY_PERMANENT 725

typedef struct
{
  struct UPNPUrls urls;
  struct IGDdatas data;
  char own_address[ADDRESS_LENGTH];
} Router;

static void
router_clear (Router *router)
{
  FreeUPNPUrls (&router->urls);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Router, router_clear)

static gboolean
fail (GError **error, const char *problem)
{
  g_set_error (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_PORT_MAPPING, "UPnP: %s", problem);
  return FALSE;
}

static gboolean
is_nearby (const char *url)
{
  g_autoptr (GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_NONE, NULL) : NULL;
  g_autoptr (GInetAddress) address = NULL;

  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return FALSE;
  address = g_inet_address_new_from_string (g_uri_get_host (uri));
  return address != NULL && sotto_inet_is_local (address);
}

static int
choose_device (struct UPNPDev *devices, Router *router)
{
#if MINIUPNPC_API_VERSION >= 18
  char wan_address[ADDRESS_LENGTH];

  return UPNP_GetValidIGD (devices, &router->urls, &router->data, router->own_address,
                           sizeof router->own_address, wan_address, sizeof wan_address);
#else
  return UPNP_GetValidIGD (devices, &router->urls, &router->data, router->own_address,
                           sizeof router->own_address);
#endif
}

static gboolean
find_router (const SottoPortRequest *request, Router *router)
{
  struct UPNPDev *devices;
  int problem = 0;
  int found;

  if (request->is_chosen)
    return request->igd_url != NULL && is_nearby (request->igd_url) &&
           UPNP_GetIGDFromUrl (request->igd_url, &router->urls, &router->data, router->own_address,
                               sizeof router->own_address) == CONNECTED;
  devices = upnpDiscover (SEARCH_MS, NULL, NULL, UPNP_LOCAL_PORT_ANY, 0, SEARCH_TTL, &problem);
  if (devices == NULL)
    return FALSE;
  found = choose_device (devices, router);
  freeUPNPDevlist (devices);
  return found == CONNECTED;
}

static gboolean
open_port (Router *router, const SottoPortRequest *request, const char *protocol, GError **error)
{
  g_autofree char *port =
    g_strdup_printf ("%u", g_str_equal (protocol, "TCP") ? request->tcp : request->udp);
  g_autofree char *lifetime = g_strdup_printf ("%u", request->lifetime_seconds);
  int result = UPNP_AddPortMapping (router->urls.controlURL, router->data.first.servicetype, port,
                                    port, router->own_address, "Sotto", protocol, NULL, lifetime);

  if (result == ERROR_ONLY_PERMANENT)
    result = UPNP_AddPortMapping (router->urls.controlURL, router->data.first.servicetype, port,
                                  port, router->own_address, "Sotto", protocol, NULL, "0");
  if (result == UPNPCOMMAND_SUCCESS)
    return TRUE;
  return fail (error, "the router refuses to open the port");
}

static gboolean
close_port (Router *router, guint16 number, const char *protocol, GError **error)
{
  g_autofree char *port = g_strdup_printf ("%u", number);

  if (UPNP_DeletePortMapping (router->urls.controlURL, router->data.first.servicetype, port,
                              protocol, NULL) == UPNPCOMMAND_SUCCESS)
    return TRUE;
  return fail (error, "the router refuses to close the port");
}

static gboolean
open_ports (Router *router,
            const SottoPortRequest *request,
            SottoPortMapping *mapping,
            GError **error)
{
  char address[ADDRESS_LENGTH] = "";

  if (UPNP_GetExternalIPAddress (router->urls.controlURL, router->data.first.servicetype,
                                 address) != UPNPCOMMAND_SUCCESS)
    return fail (error, "the router has no address");
  mapping->address = g_inet_address_new_from_string (address);
  if (mapping->address == NULL)
    return fail (error, "the router has no address");
  if (!open_port (router, request, "TCP", error))
    return FALSE;
  mapping->tcp = request->tcp;
  if (request->udp != 0)
    {
      if (!open_port (router, request, "UDP", error))
        return FALSE;
      mapping->udp = request->udp;
    }
  return TRUE;
}

/* Private to the folder, in the header's order. */

gboolean
sotto_port_request_upnp (const SottoPortRequest *request,
                         GCancellable *cancellable,
                         SottoPortMapping *mapping,
                         GError **error)
{
  g_auto (Router) router = { .own_address = "" };

  if (!find_router (request, &router) || !is_nearby (router.urls.controlURL))
    return fail (error, "there is no router that can do it");
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (request->lifetime_seconds > 0)
    return open_ports (&router, request, mapping, error);
  return close_port (&router, request->tcp, "TCP", error) &&
         (request->udp == 0 || close_port (&router, request->udp, "UDP", error));
}

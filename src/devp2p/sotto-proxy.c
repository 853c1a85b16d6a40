/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A SOCKS 5 proxy, such as Tor's. GIO has the protocol; names are not looked up on this side of it.
 */

#include "sotto-proxy.h"

#include "sotto-devp2p-error.h"

#define SCHEME "socks5"

static gboolean
is_usable (GUri *uri)
{
  const char *host = g_uri_get_host (uri);
  const char *path = g_uri_get_path (uri);

  return g_str_equal (g_uri_get_scheme (uri), SCHEME) && host != NULL && *host != '\0' &&
         (*path == '\0' || g_str_equal (path, "/")) && g_uri_get_query (uri) == NULL &&
         g_uri_get_fragment (uri) == NULL && g_uri_get_port (uri) != 0;
}

/**
 * sotto_proxy_new:
 * @url: "socks5://HOST:PORT", with "USER:PASSWORD@" in front of the host if need be
 * @error: return location for a %SOTTO_DEVP2P_ERROR_ADDRESS
 *
 * Returns: (transfer full) (nullable): for sotto_host_set_proxy ()
 */
GProxyResolver *
sotto_proxy_new (const char *url, GError **error)
{
  static const char *const direct[] = { "localhost", "127.0.0.0/8", "::1", NULL };
  g_autoptr (GUri) uri = NULL;

  g_return_val_if_fail (url != NULL, NULL);

  uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || !is_usable (uri))
    {
      g_set_error_literal (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_ADDRESS,
                           "The address of a proxy looks like socks5://127.0.0.1:9050");
      return NULL;
    }
  return g_simple_proxy_resolver_new (url, (char **) direct);
}

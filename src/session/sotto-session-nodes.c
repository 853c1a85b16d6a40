/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a session is asked about its network: others know. */

#include "sotto-session-network.h"
#include "sotto-session-private.h"

/**
 * sotto_session_dup_nodes:
 * @self: a session
 *
 * Returns: (transfer full) (array zero-terminated=1): enode URLs, in the order of adding
 */
char **
sotto_session_dup_nodes (SottoSession *self)
{
  g_return_val_if_fail (SOTTO_IS_SESSION (self), NULL);

  return sotto_session_network_dup_nodes (self->network);
}

/**
 * sotto_session_add_node:
 * @self: a session
 * @url: an enode URL
 * @error: return location for %SOTTO_SESSION_ERROR_ADDRESS
 *
 * Adding one that is there already changes nothing.
 *
 * Returns: whether it was taken
 */
gboolean
sotto_session_add_node (SottoSession *self, const char *url, GError **error)
{
  g_return_val_if_fail (SOTTO_IS_SESSION (self) && url != NULL, FALSE);

  return sotto_session_network_add_node (self->network, url, FALSE, error);
}

/**
 * sotto_session_remove_node:
 * @self: a session
 * @url: one of its nodes
 */
void
sotto_session_remove_node (SottoSession *self, const char *url)
{
  g_return_if_fail (SOTTO_IS_SESSION (self) && url != NULL);

  sotto_session_network_remove_node (self->network, url);
}

/**
 * sotto_session_add_transient_node:
 * @self: a session
 * @url: an enode URL
 * @error: return location for %SOTTO_SESSION_ERROR_ADDRESS
 *
 * Returns: whether it was taken
 */
gboolean
sotto_session_add_transient_node (SottoSession *self, const char *url, GError **error)
{
  g_return_val_if_fail (SOTTO_IS_SESSION (self) && url != NULL, FALSE);

  return sotto_session_network_add_node (self->network, url, TRUE, error);
}

/**
 * sotto_session_get_discovery:
 * @self: a session
 *
 * Returns: (transfer none): how relays are found
 */
SottoSessionDiscovery *
sotto_session_get_discovery (SottoSession *self)
{
  g_return_val_if_fail (SOTTO_IS_SESSION (self), NULL);

  return self->discovery;
}

/**
 * sotto_session_get_mailservers:
 * @self: a session
 *
 * Returns: (transfer none): who is asked for what was missed
 */
SottoSessionMailservers *
sotto_session_get_mailservers (SottoSession *self)
{
  g_return_val_if_fail (SOTTO_IS_SESSION (self), NULL);

  return self->mailservers;
}

/**
 * sotto_session_get_traffic:
 * @self: a session
 *
 * Returns: (transfer none): how much was used of the network
 */
SottoSessionTraffic *
sotto_session_get_traffic (SottoSession *self)
{
  g_return_val_if_fail (SOTTO_IS_SESSION (self), NULL);

  return self->traffic;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* node info: connects, waits for a neighbour (at most --timeout) and prints the network as it is.
 */

#include "cli-commands.h"
#include "cli-json.h"

static gboolean
is_online (gpointer user_data)
{
  return sotto_transport_state_get_status (user_data) == SOTTO_TRANSPORT_STATUS_ONLINE;
}

gboolean
sotto_cli_node (SottoCli *cli, int n_words, char **words, GError **error)
{
  g_autoptr (JsonBuilder) object = NULL;
  SottoTransportState *state;
  gboolean online;

  if (n_words != 1 || !g_str_equal (words[0], "info"))
    {
      g_set_error_literal (error, SOTTO_CLI_ERROR, SOTTO_CLI_ERROR_USAGE, "Usage: node info");
      return FALSE;
    }
  if (!sotto_cli_open_session (cli, error))
    return FALSE;
  state = sotto_session_get_transport_state (cli->session);
  online = sotto_cli_wait_until (cli, is_online, state, sotto_cli_get_timeout (cli, 30), error);
  object = sotto_cli_object (NULL);
  sotto_cli_describe_network (object, state);
  sotto_cli_print (object);
  return online;
}

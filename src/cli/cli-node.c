/* SPDX-License-Identifier: GPL-3.0-or-later */

/* node info: connects, waits for a neighbour (at most --timeout) and prints the network as it is.
 * node set NAME VALUE: stores how relays are found, and prints all of that. An empty value is none;
 * another list is added to those that are there.
 */

#include "cli-commands.h"
#include "cli-json.h"

#define USAGE "Usage: node info | node set list|discv5|port-mapping|proxy VALUE"

static gboolean
is_online (gpointer user_data)
{
  return sotto_transport_state_get_status (user_data) == SOTTO_TRANSPORT_STATUS_ONLINE;
}

static gboolean
fail_usage (GError **error)
{
  g_set_error_literal (error, SOTTO_CLI_ERROR, SOTTO_CLI_ERROR_USAGE, USAGE);
  return FALSE;
}

static void
describe_discovery (JsonBuilder *object, SottoSessionDiscovery *discovery)
{
  g_auto (GStrv) lists = sotto_session_discovery_dup_lists (discovery);
  g_autofree char *proxy = sotto_session_discovery_dup_proxy (discovery);
  g_autofree char *record = sotto_session_discovery_dup_record (discovery);

  json_builder_set_member_name (object, "lists");
  json_builder_begin_array (object);
  for (char **list = lists; *list != NULL; list++)
    json_builder_add_string_value (object, *list);
  json_builder_end_array (object);
  sotto_cli_add_bool (object, "discv5", sotto_session_discovery_get_discv5 (discovery));
  sotto_cli_add_bool (object, "port_mapping", sotto_session_discovery_get_port_mapping (discovery));
  sotto_cli_add_text (object, "proxy", proxy);
  sotto_cli_add_text (object, "record", record);
}

static gboolean
show_info (SottoCli *cli, GError **error)
{
  g_autoptr (JsonBuilder) object = NULL;
  SottoTransportState *state;
  gboolean online;

  if (!sotto_cli_open_session (cli, error))
    return FALSE;
  state = sotto_session_get_transport_state (cli->session);
  online = sotto_cli_wait_until (cli, is_online, state, sotto_cli_get_timeout (cli, 30), error);
  object = sotto_cli_object (NULL);
  sotto_cli_describe_network (object, state);
  describe_discovery (object, sotto_session_get_discovery (cli->session));
  sotto_cli_print (object);
  return online;
}

static gboolean
set_list (SottoSessionDiscovery *discovery, const char *url, GError **error)
{
  g_auto (GStrv) lists = sotto_session_discovery_dup_lists (discovery);

  if (*url != '\0')
    return sotto_session_discovery_add_list (discovery, url, error);
  for (char **list = lists; *list != NULL; list++)
    sotto_session_discovery_remove_list (discovery, *list);
  return TRUE;
}

static gboolean
set_value (SottoSessionDiscovery *discovery, const char *name, const char *value, GError **error)
{
  gboolean is_switch = g_str_equal (value, "on") || g_str_equal (value, "off");
  gboolean is_on = g_str_equal (value, "on");

  if (g_str_equal (name, "list"))
    return set_list (discovery, value, error);
  if (g_str_equal (name, "proxy"))
    return sotto_session_discovery_set_proxy (discovery, value, error);
  if (is_switch && g_str_equal (name, "discv5"))
    {
      sotto_session_discovery_set_discv5 (discovery, is_on);
      return TRUE;
    }
  if (is_switch && g_str_equal (name, "port-mapping"))
    {
      sotto_session_discovery_set_port_mapping (discovery, is_on);
      return TRUE;
    }
  return fail_usage (error);
}

static gboolean
set_and_show (SottoCli *cli, const char *name, const char *value, GError **error)
{
  g_autoptr (JsonBuilder) object = NULL;
  SottoSessionDiscovery *discovery;

  if (!sotto_cli_open_session (cli, error))
    return FALSE;
  discovery = sotto_session_get_discovery (cli->session);
  if (!set_value (discovery, name, value, error))
    return FALSE;
  object = sotto_cli_object (NULL);
  describe_discovery (object, discovery);
  sotto_cli_print (object);
  return TRUE;
}

gboolean
sotto_cli_node (SottoCli *cli, int n_words, char **words, GError **error)
{
  if (n_words == 1 && g_str_equal (words[0], "info"))
    return show_info (cli, error);
  if (n_words == 3 && g_str_equal (words[0], "set"))
    return set_and_show (cli, words[1], words[2], error);
  return fail_usage (error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What sottod is told. The file is a key file with this group, and those of sottod-options.c:
 *
 *   [sottod]
 *   listen=::
 *   port=30303
 *   public-host=relay.example.org
 *   data-dir=/var/lib/sottod
 *   nodes=enode://…@192.0.2.1:30303;enode://…@192.0.2.2:30303
 *   max-peers=50
 *   pool-megabytes=64
 *   lan=false
 *   log-level=info
 *
 * An argument of the same name wins over the file; --node adds to its nodes. A key that nobody
 * knows is an error, because it is a slip of the pen.
 */

#include "sottod-config.h"

#include <gio/gio.h>

#include "sotto-enode.h"
#include "sottod-options.h"

#define DEFAULT_LISTEN "::"
#define DEFAULT_PORT 30303
#define DEFAULT_MAX_PEERS 50
#define DEFAULT_POOL_MEGABYTES 64
#define DEFAULT_LOG_LEVEL "info"

#define MAX_PEERS 10000
#define MAX_POOL_MEGABYTES 65536

/* What a flag that was not given leaves behind. */
#define UNSET_INT -1

typedef struct
{
  SottodConfig given;
  char **nodes;
  gboolean no_lan;
} Arguments;

/* The formatter takes the hyphens of the domain's name for minus signs. */
/* clang-format off */
G_DEFINE_QUARK (sottod-error-quark, sottod_error)
/* clang-format on */

static void
arguments_clear (Arguments *arguments)
{
  sottod_config_clear (&arguments->given);
  g_strfreev (arguments->nodes);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arguments, arguments_clear)

static gboolean
parse_arguments (Arguments *into, char **arguments, GError **error)
{
  SottodConfig *given = &into->given;
  const GOptionEntry entries[] = {
    { "config", 'c', 0, G_OPTION_ARG_FILENAME, &given->config_path, "Read FILE", "FILE" },
    { "listen", 'l', 0, G_OPTION_ARG_STRING, &given->listen, "Listen on ADDR (default ::, all)",
      "ADDR" },
    { "port", 'p', 0, G_OPTION_ARG_INT, &given->port,
      "Listen on TCP port PORT (default 30303; 0: any that is free)", "PORT" },
    { "public-host", 0, 0, G_OPTION_ARG_STRING, &given->public_host,
      "Name HOST in our enode (default: guessed)", "HOST" },
    { "data-dir", 'd', 0, G_OPTION_ARG_FILENAME, &given->data_dir, "Keep the node key in DIR",
      "DIR" },
    { "node", 'n', 0, G_OPTION_ARG_STRING_ARRAY, &into->nodes,
      "Stay connected to ENODE (any number of times)", "ENODE" },
    { "max-peers", 0, 0, G_OPTION_ARG_INT, &given->max_peers, "Take N connections (default 50)",
      "N" },
    { "pool-megabytes", 0, 0, G_OPTION_ARG_INT, &given->pool_megabytes,
      "Use N MiB for envelopes (default 64)", "N" },
    { "no-lan", 0, 0, G_OPTION_ARG_NONE, &into->no_lan, "Do not announce it on the local network",
      NULL },
    { "log-level", 0, 0, G_OPTION_ARG_STRING, &given->log_level,
      "Log error, warning, info (default) or debug", "LEVEL" },
    { "print-enode", 0, 0, G_OPTION_ARG_NONE, &given->print_enode, "Print our enode and end",
      NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &given->show_version, "Print the version and end", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context =
    g_option_context_new ("- relay and mailserver for Sotto and Status");
  g_auto (GStrv) copy = g_strdupv (arguments);

  g_option_context_add_main_entries (context, entries, NULL);
  sottod_options_add (given, context);
  g_option_context_set_description (
    context, "It prints its enode on the standard output once it listens, and one line for each\n"
             "event on the standard error.\n\n"
             "Exit status: 0 stopped when asked; 1 failed; 2 bad argument or configuration;\n"
             "3 the address cannot be listened on; 4 the node key cannot be read or made.\n");
  if (!g_option_context_parse_strv (context, &copy, error))
    return FALSE;
  if (g_strv_length (copy) > 1)
    {
      g_set_error (error, SOTTOD_ERROR, SOTTOD_ERROR_CONFIG, "Unexpected argument “%s”", copy[1]);
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_group (GKeyFile *file, const char *group, const char *path, GError **error)
{
  static const char *const known[] = {
    "listen",    "port",           "public-host", "data-dir",  "nodes",
    "max-peers", "pool-megabytes", "lan",         "log-level", NULL,
  };
  gboolean main_group = g_str_equal (group, SOTTOD_GROUP);
  g_auto (GStrv) keys = g_key_file_get_keys (file, group, NULL, NULL);

  if (!main_group && !g_str_equal (group, SOTTOD_DISCOVERY_GROUP) &&
      !g_str_equal (group, SOTTOD_ARCHIVE_GROUP))
    {
      g_set_error (error, SOTTOD_ERROR, SOTTOD_ERROR_CONFIG, "%s: unknown group [%s]", path, group);
      return FALSE;
    }

  for (gsize i = 0; keys != NULL && keys[i] != NULL; i++)
    if (!sottod_options_know (group, keys[i]) && !(main_group && g_strv_contains (known, keys[i])))
      {
        g_set_error (error, SOTTOD_ERROR, SOTTOD_ERROR_CONFIG, "%s: unknown key “%s” in [%s]", path,
                     keys[i], group);
        return FALSE;
      }

  return TRUE;
}

static gboolean
check_keys (GKeyFile *file, const char *path, GError **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);

  for (gsize i = 0; groups[i] != NULL; i++)
    if (!check_group (file, groups[i], path, error))
      return FALSE;

  return TRUE;
}

static void
read_text (GKeyFile *file, const char *key, char **value)
{
  char *text = g_key_file_get_string (file, SOTTOD_GROUP, key, NULL);

  if (text == NULL)
    return;
  g_free (*value);
  *value = text;
}

static gboolean
read_int (GKeyFile *file, const char *path, const char *key, int *value, GError **error)
{
  g_autoptr (GError) problem = NULL;
  int number;

  if (!g_key_file_has_key (file, SOTTOD_GROUP, key, NULL))
    return TRUE;

  number = g_key_file_get_integer (file, SOTTOD_GROUP, key, &problem);
  if (problem != NULL)
    {
      g_set_error (error, SOTTOD_ERROR, SOTTOD_ERROR_CONFIG, "%s: “%s” must be a number", path,
                   key);
      return FALSE;
    }
  *value = number;

  return TRUE;
}

static gboolean
read_values (SottodConfig *config, GKeyFile *file, const char *path, GError **error)
{
  g_autoptr (GError) problem = NULL;
  char **nodes;

  read_text (file, "listen", &config->listen);
  read_text (file, "public-host", &config->public_host);
  read_text (file, "data-dir", &config->data_dir);
  read_text (file, "log-level", &config->log_level);
  sottod_options_read (config, file);
  if (!read_int (file, path, "port", &config->port, error) ||
      !read_int (file, path, "max-peers", &config->max_peers, error) ||
      !read_int (file, path, "pool-megabytes", &config->pool_megabytes, error))
    return FALSE;

  if (g_key_file_has_key (file, SOTTOD_GROUP, "lan", NULL))
    config->lan = g_key_file_get_boolean (file, SOTTOD_GROUP, "lan", &problem);
  if (problem != NULL)
    {
      g_set_error (error, SOTTOD_ERROR, SOTTOD_ERROR_CONFIG, "%s: “lan” must be true or false",
                   path);
      return FALSE;
    }

  nodes = g_key_file_get_string_list (file, SOTTOD_GROUP, "nodes", NULL, NULL);
  if (nodes != NULL)
    {
      g_strfreev (config->nodes);
      config->nodes = nodes;
    }

  return TRUE;
}

static gboolean
read_file (SottodConfig *config, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) problem = NULL;
  const char *path = config->config_path != NULL ? config->config_path : SOTTOD_CONFIG_PATH;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &problem))
    {
      if (config->config_path == NULL &&
          g_error_matches (problem, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        return TRUE;
      g_set_error (error, SOTTOD_ERROR, SOTTOD_ERROR_CONFIG, "%s cannot be read: %s", path,
                   problem->message);
      return FALSE;
    }

  return check_keys (file, path, error) && read_values (config, file, path, error);
}

static void
override_text (char **value, char **given)
{
  if (*given == NULL)
    return;

  g_free (*value);
  *value = g_steal_pointer (given);
}

static void
override_int (int *value, int given)
{
  if (given != UNSET_INT)
    *value = given;
}

static void
apply_arguments (SottodConfig *config, Arguments *arguments)
{
  g_autoptr (GStrvBuilder) nodes = g_strv_builder_new ();

  override_text (&config->listen, &arguments->given.listen);
  override_text (&config->public_host, &arguments->given.public_host);
  override_text (&config->data_dir, &arguments->given.data_dir);
  override_text (&config->log_level, &arguments->given.log_level);
  override_int (&config->port, arguments->given.port);
  override_int (&config->max_peers, arguments->given.max_peers);
  override_int (&config->pool_megabytes, arguments->given.pool_megabytes);
  sottod_options_override (config, &arguments->given);
  if (arguments->no_lan)
    config->lan = FALSE;
  config->print_enode = arguments->given.print_enode;
  config->show_version = arguments->given.show_version;

  if (arguments->nodes == NULL)
    return;
  if (config->nodes != NULL)
    g_strv_builder_addv (nodes, (const char **) config->nodes);
  g_strv_builder_addv (nodes, (const char **) arguments->nodes);
  g_strfreev (config->nodes);
  config->nodes = g_strv_builder_end (nodes);
}

static gboolean
check_range (const char *name, int value, int least, int most, GError **error)
{
  if (value >= least && value <= most)
    return TRUE;

  g_set_error (error, SOTTOD_ERROR, SOTTOD_ERROR_CONFIG, "%s must be %d to %d, not %d", name, least,
               most, value);

  return FALSE;
}

static gboolean
check_nodes (char **nodes, GError **error)
{
  for (gsize i = 0; nodes != NULL && nodes[i] != NULL; i++)
    {
      g_autoptr (GError) problem = NULL;
      g_autoptr (SottoEnode) enode = sotto_enode_parse (nodes[i], &problem);

      if (enode == NULL)
        {
          g_set_error (error, SOTTOD_ERROR, SOTTOD_ERROR_CONFIG, "“%s” is not a node: %s", nodes[i],
                       problem->message);
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
check_config (const SottodConfig *config, GError **error)
{
  static const char *const levels[] = { "error", "warning", "info", "debug", NULL };
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (config->listen);
  SottoWakuLimits limits;
  SottoMailServerOptions archive;

  sotto_waku_limits_init (&limits);
  if (!sottod_network_config_apply (&config->network, &limits, error))
    return FALSE;
  if (address == NULL)
    {
      g_set_error (error, SOTTOD_ERROR, SOTTOD_ERROR_CONFIG,
                   "“%s” is not an IP address to listen on", config->listen);
      return FALSE;
    }
  if (!g_strv_contains (levels, config->log_level))
    {
      g_set_error (error, SOTTOD_ERROR, SOTTOD_ERROR_CONFIG,
                   "“%s” is not a log level: error, warning, info or debug", config->log_level);
      return FALSE;
    }

  return check_range ("The port", config->port, 0, 65535, error) &&
         check_range ("The number of peers", config->max_peers, 1, MAX_PEERS, error) &&
         check_range ("The pool's megabytes", config->pool_megabytes, 1, MAX_POOL_MEGABYTES,
                      error) &&
         sottod_discovery_config_check (&config->discovery, error) &&
         sottod_archive_config_apply (&config->archive, &archive, error) &&
         check_nodes (config->nodes, error);
}

static void
init_defaults (SottodConfig *config)
{
  *config = (SottodConfig){ 0 };
  config->listen = g_strdup (DEFAULT_LISTEN);
  config->port = DEFAULT_PORT;
  config->data_dir = g_build_filename (g_get_user_data_dir (), "sottod", NULL);
  config->max_peers = DEFAULT_MAX_PEERS;
  config->pool_megabytes = DEFAULT_POOL_MEGABYTES;
  config->lan = TRUE;
  config->log_level = g_strdup (DEFAULT_LOG_LEVEL);
}

/**
 * sottod_config_load:
 * @config: (out caller-allocates): what is to be done; to be cleared in any case
 * @arguments: the command line
 * @error: return location for a #SottodError or #GOptionError
 *
 * Reads arguments and the file that they name, and checks the whole.
 */
gboolean
sottod_config_load (SottodConfig *config, char **arguments, GError **error)
{
  g_auto (Arguments) given = {
    .given = { .port = UNSET_INT, .max_peers = UNSET_INT, .pool_megabytes = UNSET_INT },
  };

  init_defaults (config);
  if (!parse_arguments (&given, arguments, error))
    return FALSE;

  config->config_path = g_steal_pointer (&given.given.config_path);
  config->show_version = given.given.show_version;
  if (config->show_version)
    return TRUE;
  if (!read_file (config, error))
    return FALSE;
  apply_arguments (config, &given);

  return check_config (config, error);
}

/**
 * sottod_config_clear:
 * @config: a configuration
 *
 * Drops what @config holds.
 */
void
sottod_config_clear (SottodConfig *config)
{
  g_clear_pointer (&config->config_path, g_free);
  g_clear_pointer (&config->listen, g_free);
  g_clear_pointer (&config->public_host, g_free);
  g_clear_pointer (&config->data_dir, g_free);
  g_clear_pointer (&config->nodes, g_strfreev);
  sottod_options_clear (config);
  g_clear_pointer (&config->log_level, g_free);
}

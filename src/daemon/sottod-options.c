/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The options that are kept as text until they are used: one table says where each stands in the
 * file, what its argument is called, and which field of the configuration it fills.
 */

#include "sottod-options.h"

#include <math.h>
#include <stddef.h>

/* Nobody could send any more. */
#define MAX_MIN_POW 1000

#define DISCOVERY(field) offsetof (SottodConfig, discovery.field)
#define NETWORK(field) offsetof (SottodConfig, network.field)
#define ARCHIVE(field) offsetof (SottodConfig, archive.field)

/* Without an argument's name, only the file can say it: others of the machine may read arguments.
 */
static const struct
{
  const char *group;
  const char *key;
  const char *argument;
  gsize offset;
  const char *description;
  const char *value;
} options[] = {
  { SOTTOD_GROUP, "dialects", "dialects", NETWORK (dialects),
    "Speak LIST of shh/6;waku/0;waku/1 (default: all)", "LIST" },
  { SOTTOD_GROUP, "min-pow", "min-pow", NETWORK (min_pow),
    "Require a proof of work of POW (default 0.001)", "POW" },
  { SOTTOD_GROUP, "rate-packets", "rate-packets", NETWORK (rate_packets),
    "Take so many packets a second by address;neighbour;topic (default 400;100;0; 0 is no limit)",
    "N;N;N" },
  { SOTTOD_GROUP, "rate-bytes", "rate-bytes", NETWORK (rate_bytes),
    "Take so many bytes a second by the same (default 16777216;4194304;0)", "N;N;N" },
  { SOTTOD_GROUP, "rate-tolerance", "rate-tolerance", NETWORK (rate_tolerance),
    "Disconnect after N excesses in a minute (default 200; 0: never)", "N" },
  { SOTTOD_GROUP, "rate-exempt", "rate-exempt", NETWORK (rate_exempt),
    "Do not limit LIST of addresses and enodes", "LIST" },
  { SOTTOD_DISCOVERY_GROUP, "discv5", "discv5", DISCOVERY (discv5),
    "Find nodes, and be found, by discovery v5 over UDP: true or false (default)", "BOOL" },
  { SOTTOD_DISCOVERY_GROUP, "udp-port", "udp-port", DISCOVERY (udp_port),
    "Use UDP port PORT for that (default: the number of the TCP port)", "PORT" },
  { SOTTOD_DISCOVERY_GROUP, "bootnodes", "bootnodes", DISCOVERY (bootnodes),
    "Begin with LIST of node records, enr:…;enr:…", "LIST" },
  { SOTTOD_DISCOVERY_GROUP, "dns-lists", "dns-lists", DISCOVERY (dns_lists),
    "Find nodes in LIST of lists in the DNS, enrtree://…;enrtree://…", "LIST" },
  { SOTTOD_DISCOVERY_GROUP, "port-mapping", "port-mapping", DISCOVERY (port_mapping),
    "Ask the router to open the ports (UPnP, NAT-PMP): true or false (default)", "BOOL" },
  { SOTTOD_DISCOVERY_GROUP, "proxy", "proxy", DISCOVERY (proxy),
    "Call nodes through the SOCKS 5 proxy at URL; turns off the rest of this, and the LAN", "URL" },
  { SOTTOD_ARCHIVE_GROUP, "store", "archive", ARCHIVE (store),
    "Be a mailserver: keep what was sent in the file at PATH, or in PostgreSQL at postgresql://…",
    "PATH" },
  { SOTTOD_ARCHIVE_GROUP, "days", "archive-days", ARCHIVE (days), "Keep it for N days (default 30)",
    "N" },
  { SOTTOD_ARCHIVE_GROUP, "password", NULL, ARCHIVE (password), NULL, NULL },
  { SOTTOD_ARCHIVE_GROUP, "request-pow", "archive-request-pow", ARCHIVE (request_pow),
    "Require a proof of work of POW of requests (default 0.001)", "POW" },
  { SOTTOD_ARCHIVE_GROUP, "request-interval", "archive-request-interval",
    ARCHIVE (request_interval),
    "Answer a client once in MS milliseconds on average (default 100; 0: no limit)", "MS" },
  { SOTTOD_ARCHIVE_GROUP, "request-burst", "archive-request-burst", ARCHIVE (request_burst),
    "Answer N requests of a client before that counts (default 100)", "N" },
};

static char **
get_text (SottodConfig *config, gsize i)
{
  return (char **) (gpointer) ((guint8 *) config + options[i].offset);
}

/**
 * sottod_options_know:
 * @group: of the file
 * @key: in it
 *
 * Returns: whether it is read here
 */
gboolean
sottod_options_know (const char *group, const char *key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    if (g_str_equal (options[i].group, group) && g_str_equal (options[i].key, key))
      return TRUE;

  return FALSE;
}

/**
 * sottod_options_read:
 * @config: what is known so far
 * @file: the file
 *
 * Takes over what the file says, unchecked.
 */
void
sottod_options_read (SottodConfig *config, GKeyFile *file)
{
  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    {
      char *text = g_key_file_get_string (file, options[i].group, options[i].key, NULL);

      if (text == NULL)
        continue;
      g_free (*get_text (config, i));
      *get_text (config, i) = text;
    }
}

/**
 * sottod_options_add:
 * @config: gets what is given
 * @context: the command line
 *
 * Adds the arguments.
 */
void
sottod_options_add (SottodConfig *config, GOptionContext *context)
{
  GOptionEntry entries[G_N_ELEMENTS (options) + 1] = { 0 };
  gsize n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    if (options[i].argument != NULL)
      entries[n++] = (GOptionEntry){ .long_name = options[i].argument,
                                     .arg = G_OPTION_ARG_STRING,
                                     .arg_data = get_text (config, i),
                                     .description = options[i].description,
                                     .arg_description = options[i].value };

  g_option_context_add_main_entries (context, entries, NULL);
}

/**
 * sottod_options_override:
 * @config: what the file said
 * @given: what the arguments said; its texts move
 *
 * What was given wins.
 */
void
sottod_options_override (SottodConfig *config, SottodConfig *given)
{
  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    {
      char **text = get_text (given, i);

      if (*text == NULL)
        continue;
      g_free (*get_text (config, i));
      *get_text (config, i) = g_steal_pointer (text);
    }
}

/**
 * sottod_options_clear:
 * @config: a configuration
 *
 * Drops the texts in it.
 */
void
sottod_options_clear (SottodConfig *config)
{
  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    g_clear_pointer (get_text (config, i), g_free);
}

/**
 * sottod_options_split:
 * @text: (nullable): a list, which may end with a separator
 *
 * Returns: (transfer full): its items
 */
char **
sottod_options_split (const char *text)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", ";", -1);

  for (gsize i = 0; parts[i] != NULL; i++)
    if (*g_strstrip (parts[i]) != '\0')
      g_strv_builder_add (builder, parts[i]);

  return g_strv_builder_end (builder);
}

/**
 * sottod_options_check_bool:
 * @key: what it is called
 * @text: (nullable): what was said
 * @error: return location for a #SottodError
 */
gboolean
sottod_options_check_bool (const char *key, const char *text, GError **error)
{
  if (text == NULL || g_str_equal (text, "true") || g_str_equal (text, "false"))
    return TRUE;

  g_set_error (error, SOTTOD_ERROR, SOTTOD_ERROR_CONFIG, "%s must be true or false, not “%s”", key,
               text);

  return FALSE;
}

/**
 * sottod_options_parse_number:
 * @key: what it is called
 * @text: (nullable): what was said
 * @most: the largest number that makes sense
 * @number: gets it, if there is one
 * @error: return location for a #SottodError
 */
gboolean
sottod_options_parse_number (const char *key,
                             const char *text,
                             guint64 most,
                             guint64 *number,
                             GError **error)
{
  if (text == NULL || g_ascii_string_to_unsigned (text, 10, 0, most, number, NULL))
    return TRUE;

  g_set_error (error, SOTTOD_ERROR, SOTTOD_ERROR_CONFIG,
               "%s must be 0 to %" G_GUINT64_FORMAT ", not “%s”", key, most, text);

  return FALSE;
}

/**
 * sottod_options_parse_pow:
 * @key: what it is called
 * @text: (nullable): what was said
 * @pow: gets it, if there is one
 * @error: return location for a #SottodError
 */
gboolean
sottod_options_parse_pow (const char *key, const char *text, double *pow, GError **error)
{
  char *end;
  double value;

  if (text == NULL)
    return TRUE;

  value = g_ascii_strtod (text, &end);
  if (end == text || *end != '\0' || !isfinite (value) || value < 0 || value > MAX_MIN_POW)
    {
      g_set_error (error, SOTTOD_ERROR, SOTTOD_ERROR_CONFIG,
                   "The proof of work in %s must be 0 to %d, not “%s”", key, MAX_MIN_POW, text);
      return FALSE;
    }
  *pow = value;

  return TRUE;
}

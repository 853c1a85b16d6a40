/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The part of the configuration that says how neighbours are talked to:
 *
 *   dialects=shh/6;waku/0;waku/1
 *   min-pow=0.001
 *   rate-packets=400;100;0
 *   rate-bytes=16777216;4194304;0
 *   rate-tolerance=200
 *   rate-exempt=192.0.2.1;enode://…@192.0.2.2:30303
 */

#include "sottod-network-config.h"

#include <math.h>
#include <stddef.h>

#include "sotto-enode.h"
#include "sotto-keccak.h"
#include "sottod-config.h"

/* Nobody could send any more. */
#define MAX_MIN_POW 1000

#define MAX_TOLERANCE 1000000

static const struct
{
  const char *key;
  gsize offset;
  const char *description;
  const char *argument;
} entries[] = {
  { "dialects", offsetof (SottodNetworkConfig, dialects),
    "Speak LIST of shh/6;waku/0;waku/1 (default: all)", "LIST" },
  { "min-pow", offsetof (SottodNetworkConfig, min_pow),
    "Require a proof of work of POW (default 0.001)", "POW" },
  { "rate-packets", offsetof (SottodNetworkConfig, rate_packets),
    "Take so many packets a second by address;neighbour;topic (default 400;100;0; 0 is no limit)",
    "N;N;N" },
  { "rate-bytes", offsetof (SottodNetworkConfig, rate_bytes),
    "Take so many bytes a second by the same (default 16777216;4194304;0)", "N;N;N" },
  { "rate-tolerance", offsetof (SottodNetworkConfig, rate_tolerance),
    "Disconnect after N excesses in a minute (default 200; 0: never)", "N" },
  { "rate-exempt", offsetof (SottodNetworkConfig, rate_exempt),
    "Do not limit LIST of addresses and enodes", "LIST" },
};

static char **
get_text (SottodNetworkConfig *config, gsize i)
{
  return (char **) (gpointer) ((guint8 *) config + entries[i].offset);
}

/* (transfer full): the items of a list, which may end with a separator. */
static char **
split (const char *text)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", ";", -1);

  for (gsize i = 0; parts[i] != NULL; i++)
    if (*g_strstrip (parts[i]) != '\0')
      g_strv_builder_add (builder, parts[i]);

  return g_strv_builder_end (builder);
}

static gboolean
apply_dialects (const char *text, SottoWakuLimits *limits, GError **error)
{
  static const struct
  {
    const char *name;
    SottoWakuDialects dialect;
  } names[] = { { "shh/6", SOTTO_WAKU_DIALECTS_WHISPER },
                { "waku/0", SOTTO_WAKU_DIALECTS_WAKU_0 },
                { "waku/1", SOTTO_WAKU_DIALECTS_WAKU_1 } };
  g_auto (GStrv) parts = split (text);
  SottoWakuDialects dialects = 0;

  if (text == NULL)
    return TRUE;

  for (gsize i = 0; parts[i] != NULL; i++)
    {
      gsize n = 0;

      while (n < G_N_ELEMENTS (names) && !g_str_equal (names[n].name, parts[i]))
        n++;
      if (n == G_N_ELEMENTS (names))
        {
          g_set_error (error, SOTTOD_ERROR, SOTTOD_ERROR_CONFIG,
                       "“%s” is not a dialect: shh/6, waku/0 or waku/1", parts[i]);
          return FALSE;
        }
      dialects |= names[n].dialect;
    }
  if (dialects == 0)
    {
      g_set_error_literal (error, SOTTOD_ERROR, SOTTOD_ERROR_CONFIG,
                           "At least one dialect must be spoken");
      return FALSE;
    }
  limits->dialects = dialects;

  return TRUE;
}

static gboolean
apply_min_pow (const char *text, SottoWakuLimits *limits, GError **error)
{
  char *end;
  double min_pow;

  if (text == NULL)
    return TRUE;

  min_pow = g_ascii_strtod (text, &end);
  if (end == text || *end != '\0' || !isfinite (min_pow) || min_pow < 0 || min_pow > MAX_MIN_POW)
    {
      g_set_error (error, SOTTOD_ERROR, SOTTOD_ERROR_CONFIG,
                   "The proof of work must be 0 to %d, not “%s”", MAX_MIN_POW, text);
      return FALSE;
    }
  limits->min_pow = min_pow;

  return TRUE;
}

static gboolean
apply_rate (const char *text, const char *key, SottoWakuRate *rate, GError **error)
{
  g_auto (GStrv) parts = split (text);
  guint64 *numbers[] = { &rate->ip, &rate->peer, &rate->topic };

  if (text == NULL)
    return TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (g_strv_length (parts) != G_N_ELEMENTS (numbers) ||
        !g_ascii_string_to_unsigned (parts[i], 10, 0, G_MAXUINT32, numbers[i], NULL))
      {
        g_set_error (error, SOTTOD_ERROR, SOTTOD_ERROR_CONFIG,
                     "%s must be three numbers, by address;neighbour;topic, not “%s”", key, text);
        return FALSE;
      }

  return TRUE;
}

static gboolean
apply_tolerance (const char *text, SottoWakuLimits *limits, GError **error)
{
  guint64 tolerance;

  if (text == NULL)
    return TRUE;

  if (!g_ascii_string_to_unsigned (text, 10, 0, MAX_TOLERANCE, &tolerance, NULL))
    {
      g_set_error (error, SOTTOD_ERROR, SOTTOD_ERROR_CONFIG,
                   "rate-tolerance must be 0 to %d, not “%s”", MAX_TOLERANCE, text);
      return FALSE;
    }
  limits->rates.tolerance = (guint) tolerance;

  return TRUE;
}

static gboolean
check_exempt (const char *text, GError **error)
{
  g_auto (GStrv) parts = split (text);

  for (gsize i = 0; parts[i] != NULL; i++)
    {
      g_autoptr (GInetAddress) address = g_inet_address_new_from_string (parts[i]);
      g_autoptr (SottoEnode) enode = sotto_enode_parse (parts[i], NULL);

      if (address == NULL && enode == NULL)
        {
          g_set_error (error, SOTTOD_ERROR, SOTTOD_ERROR_CONFIG,
                       "“%s” is neither an IP address nor an enode", parts[i]);
          return FALSE;
        }
    }

  return TRUE;
}

/**
 * sottod_network_config_knows:
 * @key: of the file
 *
 * Returns: %TRUE if it is read here
 */
gboolean
sottod_network_config_knows (const char *key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
    if (g_str_equal (entries[i].key, key))
      return TRUE;

  return FALSE;
}

/**
 * sottod_network_config_read:
 * @config: what is known so far
 * @file: the file
 * @group: its group
 *
 * Takes over what the file says, unchecked.
 */
void
sottod_network_config_read (SottodNetworkConfig *config, GKeyFile *file, const char *group)
{
  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      char *text = g_key_file_get_string (file, group, entries[i].key, NULL);

      if (text == NULL)
        continue;
      g_free (*get_text (config, i));
      *get_text (config, i) = text;
    }
}

/**
 * sottod_network_config_add_options:
 * @config: gets what is given
 * @context: the command line
 *
 * Adds the arguments.
 */
void
sottod_network_config_add_options (SottodNetworkConfig *config, GOptionContext *context)
{
  GOptionEntry options[G_N_ELEMENTS (entries) + 1] = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
    options[i] = (GOptionEntry){ .long_name = entries[i].key,
                                 .arg = G_OPTION_ARG_STRING,
                                 .arg_data = get_text (config, i),
                                 .description = entries[i].description,
                                 .arg_description = entries[i].argument };

  g_option_context_add_main_entries (context, options, NULL);
}

/**
 * sottod_network_config_override:
 * @config: what the file said
 * @given: what the arguments said; its texts move
 *
 * What was given wins.
 */
void
sottod_network_config_override (SottodNetworkConfig *config, SottodNetworkConfig *given)
{
  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      char **text = get_text (given, i);

      if (*text == NULL)
        continue;
      g_free (*get_text (config, i));
      *get_text (config, i) = g_steal_pointer (text);
    }
}

/**
 * sottod_network_config_apply:
 * @config: what was said
 * @limits: gets it
 * @error: return location for a #SottodError
 *
 * Checks all and fills in @limits, whose other fields stay.
 */
gboolean
sottod_network_config_apply (const SottodNetworkConfig *config,
                             SottoWakuLimits *limits,
                             GError **error)
{
  return apply_dialects (config->dialects, limits, error) &&
         apply_min_pow (config->min_pow, limits, error) &&
         apply_rate (config->rate_packets, "rate-packets", &limits->rates.packets, error) &&
         apply_rate (config->rate_bytes, "rate-bytes", &limits->rates.bytes, error) &&
         apply_tolerance (config->rate_tolerance, limits, error) &&
         check_exempt (config->rate_exempt, error);
}

/**
 * sottod_network_config_exempt:
 * @config: what was said
 * @node: the relay
 *
 * Tells @node who is not limited.
 */
void
sottod_network_config_exempt (const SottodNetworkConfig *config, SottoWakuNode *node)
{
  g_auto (GStrv) parts = split (config->rate_exempt);

  for (gsize i = 0; parts[i] != NULL; i++)
    {
      g_autoptr (GInetAddress) address = g_inet_address_new_from_string (parts[i]);
      g_autoptr (SottoEnode) enode = sotto_enode_parse (parts[i], NULL);

      if (address != NULL)
        sotto_waku_node_exempt_address (node, address);
      if (enode != NULL)
        sotto_waku_node_exempt_enode (node, enode);
    }
}

/**
 * sottod_network_config_clear:
 * @config: what was said
 *
 * Drops what @config holds.
 */
void
sottod_network_config_clear (SottodNetworkConfig *config)
{
  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
    g_clear_pointer (get_text (config, i), g_free);
}

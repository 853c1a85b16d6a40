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

#include "sotto-enode.h"
#include "sottod-options.h"

#define MAX_TOLERANCE 1000000

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
  g_auto (GStrv) parts = sottod_options_split (text);
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
apply_rate (const char *text, const char *key, SottoWakuRate *rate, GError **error)
{
  g_auto (GStrv) parts = sottod_options_split (text);
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
  guint64 tolerance = limits->rates.tolerance;

  if (!sottod_options_parse_number ("rate-tolerance", text, MAX_TOLERANCE, &tolerance, error))
    return FALSE;
  limits->rates.tolerance = (guint) tolerance;

  return TRUE;
}

static gboolean
check_exempt (const char *text, GError **error)
{
  g_auto (GStrv) parts = sottod_options_split (text);

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
         sottod_options_parse_pow ("min-pow", config->min_pow, &limits->min_pow, error) &&
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
  g_auto (GStrv) parts = sottod_options_split (config->rate_exempt);

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

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A node's address as people exchange it:
 *
 *   enode://<128 hex digits of X || Y>@<host>:<tcp port>[?discport=<udp port>]
 *
 * The host is an IPv4 address, an IPv6 address in brackets or a DNS name, which is resolved when
 * the node is dialled. The form without "@host:port" exists elsewhere for nodes that are yet to be
 * looked up; here it is refused, since nothing could be done with it. */

#include "sotto-enode.h"

#include <string.h>

#include "sotto-devp2p-error.h"
#include "sotto-hex.h"
#include "sotto-inet.h"

#define SCHEME "enode://"
#define KEY_DIGITS 128
#define KEY_LENGTH 64
#define MAX_URL_LENGTH 1024
#define MAX_NAME_LENGTH 253
#define MAX_LABEL_LENGTH 63
#define MAX_PORT 65535

struct _SottoEnode
{
  gatomicrefcount ref_count;
  SottoPublicKey key;
  char *host;
  guint16 port;
  guint16 discovery_port;
};

G_DEFINE_BOXED_TYPE (SottoEnode, sotto_enode, sotto_enode_ref, sotto_enode_unref)

/* A name whose last label is a number would be read as an address in one of the old forms of
 * inet_aton () ("127.1"), behind the back of our checks. */
static gboolean
last_label_is_number (const char *name)
{
  const char *dot = strrchr (name, '.');
  const char *label = dot != NULL ? dot + 1 : name;

  return g_ascii_isdigit (*label) && (strspn (label, "0123456789") == strlen (label) ||
                                      g_ascii_strncasecmp (label, "0x", 2) == 0);
}

static gboolean
is_dns_name (const char *name)
{
  gsize label_length = 0;
  char previous = '.';

  if (*name == '\0' || strlen (name) > MAX_NAME_LENGTH || last_label_is_number (name))
    return FALSE;
  for (const char *p = name; *p != '\0'; p++)
    {
      if (*p == '.')
        {
          if (label_length == 0 || previous == '-')
            return FALSE;
          label_length = 0;
        }
      else
        {
          if (!g_ascii_isalnum (*p) && *p != '-' && *p != '_')
            return FALSE;
          if (*p == '-' && label_length == 0)
            return FALSE;
          if (++label_length > MAX_LABEL_LENGTH)
            return FALSE;
        }
      previous = *p;
    }
  return previous != '.' && previous != '-';
}

/* Numeric, with the zone that link-local IPv6 addresses need ("fe80::1%2"). */
static gboolean
is_numeric_host (const char *host, gboolean *usable)
{
  g_autofree char *plain = g_strdup (host);
  g_autoptr (GInetAddress) address = NULL;
  char *zone = strchr (plain, '%');

  if (zone != NULL)
    *zone++ = '\0';
  address = g_inet_address_new_from_string (plain);
  if (address == NULL)
    return FALSE;
  *usable = sotto_inet_can_be_dialled (address);
  if (zone != NULL)
    {
      gsize length = strlen (zone);

      *usable = *usable && g_inet_address_get_is_link_local (address) && length > 0 && length < 16;
      for (; *zone != '\0'; zone++)
        *usable = *usable && (g_ascii_isalnum (*zone) || strchr ("-_.", *zone) != NULL);
    }
  return TRUE;
}

static gboolean
host_is_usable (const char *host)
{
  gboolean usable = FALSE;

  if (is_numeric_host (host, &usable))
    return usable;
  return is_dns_name (host);
}

static SottoEnode *
enode_new (const SottoPublicKey *key, const char *host, guint16 port, guint16 discovery_port)
{
  SottoEnode *enode = g_new0 (SottoEnode, 1);

  g_atomic_ref_count_init (&enode->ref_count);
  enode->key = *key;
  enode->host = g_ascii_strdown (host, -1);
  enode->port = port;
  enode->discovery_port = discovery_port;
  return enode;
}

static gboolean
refuse (GError **error, const char *problem)
{
  g_set_error (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_ADDRESS, "Not a node address: %s",
               problem);
  return FALSE;
}

static gboolean
parse_key (const char *digits, SottoPublicKey *key, GError **error)
{
  guint8 raw[KEY_LENGTH];
  g_autofree char *text = g_strndup (digits, KEY_DIGITS);

  for (guint i = 0; i < KEY_DIGITS; i++)
    if (!g_ascii_isxdigit (text[i]))
      return refuse (error, "the node's key has 128 hexadecimal digits");
  if (!sotto_hex_decode_fixed (text, raw, sizeof raw, NULL))
    return refuse (error, "the node's key has 128 hexadecimal digits");
  if (!sotto_public_key_parse_raw (key, raw, NULL))
    return refuse (error, "the node's key is no point of the curve");
  return TRUE;
}

/* "?discport=" with 0 for a node without discovery. */
static gboolean
parse_query (const char *query, guint16 *discovery_port, GError **error)
{
  const char *name = "discport=";
  guint64 value;

  if (*query == '\0')
    return TRUE;
  if (!g_str_has_prefix (query + 1, name) ||
      !g_ascii_string_to_unsigned (query + 1 + strlen (name), 10, 0, MAX_PORT, &value, NULL))
    return refuse (error, "only “?discport=” and a number may follow the port");
  *discovery_port = value;
  return TRUE;
}

/* Splits "host:port?query" in place. */
static gboolean
split_address (char *address, char **host, char **port, GError **error)
{
  char *colon;

  *host = address;
  if (*address == '[')
    {
      char *end = strchr (address, ']');

      if (end == NULL || end[1] != ':')
        return refuse (error, "an IPv6 address stands in brackets, with a port behind them");
      *end = '\0';
      *host = address + 1;
      *port = end + 2;
      if (strchr (*host, ':') == NULL)
        return refuse (error, "only an IPv6 address stands in brackets");
      return TRUE;
    }
  colon = strchr (address, ':');
  if (colon == NULL)
    return refuse (error, "the port is missing");
  if (strchr (colon + 1, ':') != NULL)
    return refuse (error, "an IPv6 address stands in brackets");
  *colon = '\0';
  *port = colon + 1;
  return TRUE;
}

static SottoEnode *
parse_address (const SottoPublicKey *key, const char *text, GError **error)
{
  g_autofree char *address = g_strdup (text);
  g_autofree char *query = NULL;
  char *mark = strchr (address, '?');
  char *host = NULL;
  char *port_text = NULL;
  guint64 port = 0;
  guint16 discovery_port;

  query = g_strdup (mark != NULL ? mark : "");
  if (mark != NULL)
    *mark = '\0';
  if (!split_address (address, &host, &port_text, error))
    return NULL;
  if (!host_is_usable (host))
    {
      refuse (error, "the host is neither an address that can be called nor a name");
      return NULL;
    }
  if (!g_ascii_string_to_unsigned (port_text, 10, 1, MAX_PORT, &port, NULL))
    {
      refuse (error, "the port is a number from 1 to 65535");
      return NULL;
    }
  discovery_port = port;
  if (!parse_query (query, &discovery_port, error))
    return NULL;
  return enode_new (key, host, port, discovery_port);
}

/**
 * sotto_enode_parse:
 * @url: an enode URL; spaces around it are ignored
 * @error: return location for a %SOTTO_DEVP2P_ERROR_ADDRESS
 *
 * Returns: (transfer full) (nullable): the node
 */
SottoEnode *
sotto_enode_parse (const char *url, GError **error)
{
  g_autofree char *text = NULL;
  SottoPublicKey key;
  gsize scheme_length = strlen (SCHEME);

  g_return_val_if_fail (url != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (strnlen (url, MAX_URL_LENGTH + 1) > MAX_URL_LENGTH)
    {
      refuse (error, "it is too long");
      return NULL;
    }
  text = g_strstrip (g_strdup (url));
  if (g_ascii_strncasecmp (text, SCHEME, scheme_length) != 0)
    {
      refuse (error, "it begins with “enode://”");
      return NULL;
    }
  if (strlen (text + scheme_length) < KEY_DIGITS)
    {
      refuse (error, "the node's key has 128 hexadecimal digits");
      return NULL;
    }
  if (!parse_key (text + scheme_length, &key, error))
    return NULL;
  if (text[scheme_length + KEY_DIGITS] != '@')
    {
      refuse (error, "“@”, a host and a port follow the node's key");
      return NULL;
    }
  return parse_address (&key, text + scheme_length + KEY_DIGITS + 1, error);
}

/**
 * sotto_enode_new:
 * @key: the node's public key
 * @host: an IPv4 or IPv6 address (without brackets) or a DNS name
 * @port: TCP port, not 0
 *
 * Returns: (transfer full) (nullable): the node, or %NULL when @host or @port cannot be dialled
 */
SottoEnode *
sotto_enode_new (const SottoPublicKey *key, const char *host, guint16 port)
{
  g_return_val_if_fail (key != NULL, NULL);
  g_return_val_if_fail (host != NULL, NULL);

  if (port == 0 || !host_is_usable (host))
    return NULL;
  return enode_new (key, host, port, port);
}

/**
 * sotto_enode_ref:
 * @enode: a node
 *
 * Returns: (transfer full): @enode
 */
SottoEnode *
sotto_enode_ref (SottoEnode *enode)
{
  g_return_val_if_fail (enode != NULL, NULL);

  g_atomic_ref_count_inc (&enode->ref_count);
  return enode;
}

/**
 * sotto_enode_unref:
 * @enode: (transfer full): a node
 */
void
sotto_enode_unref (SottoEnode *enode)
{
  g_return_if_fail (enode != NULL);

  if (!g_atomic_ref_count_dec (&enode->ref_count))
    return;
  g_free (enode->host);
  g_free (enode);
}

/**
 * sotto_enode_get_key:
 * @enode: a node
 *
 * Returns: (transfer none): its public key
 */
const SottoPublicKey *
sotto_enode_get_key (SottoEnode *enode)
{
  g_return_val_if_fail (enode != NULL, NULL);

  return &enode->key;
}

/**
 * sotto_enode_get_host:
 * @enode: a node
 *
 * Returns: (transfer none): address or name in lower case, IPv6 without brackets
 */
const char *
sotto_enode_get_host (SottoEnode *enode)
{
  g_return_val_if_fail (enode != NULL, NULL);

  return enode->host;
}

/**
 * sotto_enode_get_port:
 * @enode: a node
 *
 * Returns: its TCP port
 */
guint16
sotto_enode_get_port (SottoEnode *enode)
{
  g_return_val_if_fail (enode != NULL, 0);

  return enode->port;
}

/**
 * sotto_enode_to_string:
 * @enode: a node
 *
 * Returns: (transfer full): the URL in its canonical form
 */
char *
sotto_enode_to_string (SottoEnode *enode)
{
  guint8 raw[KEY_LENGTH];
  g_autofree char *digits = NULL;
  GString *url;

  g_return_val_if_fail (enode != NULL, NULL);

  sotto_public_key_serialize_raw (&enode->key, raw);
  digits = sotto_hex_encode (raw, sizeof raw);
  url = g_string_new (SCHEME);
  g_string_append_printf (url, strchr (enode->host, ':') != NULL ? "%s@[%s]:%u" : "%s@%s:%u",
                          digits, enode->host, (guint) enode->port);
  if (enode->discovery_port != enode->port)
    g_string_append_printf (url, "?discport=%u", (guint) enode->discovery_port);
  return g_string_free (url, FALSE);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Web addresses in texts that come from the network. A text is never markup; these are the only
 * places of it that react to a click. */

#include "sotto-links.h"

#include <gio/gio.h>
#include <string.h>

/* Longer than this is not an address that a person wrote. */
#define MAX_LENGTH 2048

static gsize
scheme_length (const char *text)
{
  if (g_ascii_strncasecmp (text, "https://", 8) == 0)
    return 8;
  if (g_ascii_strncasecmp (text, "http://", 7) == 0)
    return 7;
  return 0;
}

static gboolean
ends_address (gunichar c)
{
  if (c < 128)
    return c <= ' ' || c == 127 || c == '<' || c == '>' || c == '"';
  return g_unichar_isspace (c) || g_unichar_iscntrl (c) || g_unichar_type (c) == G_UNICODE_FORMAT;
}

static gboolean
is_closing_punctuation (char c)
{
  return c != '\0' && strchr (".,;:!?'*_~", c) != NULL;
}

/* A bracket at the end belongs to the address only if it was opened within it. */
static gboolean
is_unopened_bracket (const char *start, const char *last)
{
  static const char pairs[] = "()[]{}";
  const char *pair = strchr (pairs, *last);
  int depth = 0;

  if (*last == '\0' || !pair || (pair - pairs) % 2 == 0)
    return FALSE;
  for (const char *c = start; c <= last; c++)
    {
      if (*c == pair[-1])
        depth++;
      else if (*c == pair[0])
        depth--;
    }
  return depth < 0;
}

static const char *
find_end (const char *start)
{
  const char *end = start;

  while (end - start < MAX_LENGTH)
    {
      if (ends_address (g_utf8_get_char (end)))
        break;
      end = g_utf8_next_char (end);
    }
  while (end > start && (is_closing_punctuation (end[-1]) || is_unopened_bracket (start, end - 1)))
    end--;
  return end;
}

/* An address is not the middle of a word. */
static gboolean
may_begin (const char *text, const char *here)
{
  if (here == text)
    return TRUE;
  return !g_unichar_isalnum (g_utf8_get_char (g_utf8_prev_char (here)));
}

GArray *
sotto_links_find (const char *text)
{
  GArray *links = g_array_new (FALSE, FALSE, sizeof (SottoLink));

  g_return_val_if_fail (text != NULL, links);

  for (const char *here = text; *here; here = g_utf8_next_char (here))
    {
      gsize scheme = scheme_length (here);
      const char *end;
      g_autofree char *url = NULL;
      g_autofree char *host = NULL;

      if (scheme == 0 || !may_begin (text, here))
        continue;
      end = find_end (here);
      url = g_strndup (here, end - here);
      host = sotto_links_dup_host (url);
      if (host)
        {
          SottoLink link = { (guint) (here - text), (guint) (end - text) };

          g_array_append_val (links, link);
          here = g_utf8_prev_char (end);
        }
    }
  return links;
}

static GUri *
parse (const char *url)
{
  return g_uri_parse (url, G_URI_FLAGS_PARSE_RELAXED | G_URI_FLAGS_HAS_PASSWORD, NULL);
}

char *
sotto_links_dup_host (const char *url)
{
  g_autoptr (GUri) uri = NULL;
  const char *host;

  g_return_val_if_fail (url != NULL, NULL);

  if (scheme_length (url) == 0)
    return NULL;
  uri = parse (url);
  host = uri ? g_uri_get_host (uri) : NULL;
  if (!host || *host == '\0')
    return NULL;
  if (g_hostname_is_non_ascii (host))
    return g_hostname_to_ascii (host);
  return g_ascii_strdown (host, -1);
}

gboolean
sotto_links_is_plain (const char *url)
{
  g_autoptr (GUri) uri = NULL;
  const char *host;

  g_return_val_if_fail (url != NULL, FALSE);

  uri = parse (url);
  host = uri ? g_uri_get_host (uri) : NULL;
  return host && *host && !g_uri_get_userinfo (uri) && !g_hostname_is_non_ascii (host) &&
         !g_hostname_is_ascii_encoded (host) && !g_hostname_is_ip_address (host) &&
         strchr (host, '%') == NULL;
}

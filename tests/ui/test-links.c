/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which parts of a text are links, and what is said of where they lead. */

#include "sotto-links.h"

typedef struct
{
  const char *name;
  const char *text;
  const char *links[4];
} FindCase;

static const FindCase find_cases[] = {
  { "none", "no address here, not even www.example.org", { NULL } },
  { "plain", "see https://example.org/a?b=c#d now", { "https://example.org/a?b=c#d" } },
  { "http", "http://example.org", { "http://example.org" } },
  { "capitals", "HTTPS://Example.ORG/X", { "HTTPS://Example.ORG/X" } },
  { "two", "http://a.example http://b.example", { "http://a.example", "http://b.example" } },
  { "full stop", "Read https://example.org/x.", { "https://example.org/x" } },
  { "many marks", "Really https://example.org/x?!...", { "https://example.org/x" } },
  { "in brackets", "(https://example.org/x)", { "https://example.org/x" } },
  { "brackets inside", "https://example.org/a_(b)", { "https://example.org/a_(b)" } },
  { "both brackets", "(https://example.org/a_(b))", { "https://example.org/a_(b)" } },
  { "in quotes", "\"https://example.org/\"", { "https://example.org/" } },
  { "in angle brackets", "<https://example.org/>", { "https://example.org/" } },
  { "after a CJK sentence", "看https://example.org/x 吧", { NULL } },
  { "non-ASCII path", "https://example.org/ü-ß", { "https://example.org/ü-ß" } },
  { "line break", "https://example.org/a\nb", { "https://example.org/a" } },
  { "bidi control ends it", "https://example.org/a\u202Egpj.exe", { "https://example.org/a" } },
  { "other schemes", "file:///etc/passwd javascript:alert(1) ftp://a.b data:x,y", { NULL } },
  { "in a word", "xhttp://example.org", { NULL } },
  { "no host", "https:// and https:///x", { NULL } },
  { "at the end", "x https://", { NULL } },
  { "markup", "<a href='https://example.org'>&amp;</a>", { "https://example.org" } },
};

static void
test_find (gconstpointer data)
{
  const FindCase *row = data;
  g_autoptr (GArray) links = sotto_links_find (row->text);
  guint n = 0;

  for (; row->links[n]; n++)
    {
      const SottoLink *link;
      g_autofree char *found = NULL;

      g_assert_cmpuint (links->len, >, n);
      link = &g_array_index (links, SottoLink, n);
      found = g_strndup (row->text + link->start, link->end - link->start);
      g_assert_cmpstr (found, ==, row->links[n]);
    }
  g_assert_cmpuint (links->len, ==, n);
}

typedef struct
{
  const char *url;
  const char *host;
  gboolean plain;
} HostCase;

static const HostCase host_cases[] = {
  { "https://example.org/x", "example.org", TRUE },
  { "https://EXAMPLE.org", "example.org", TRUE },
  { "https://example.org:8080/", "example.org", TRUE },
  { "https://bank.example@evil.example/", "evil.example", FALSE },
  { "https://bank.example:443@evil.example/", "evil.example", FALSE },
  { "https://b\u0430nk.example/", "xn--bnk-6cd.example", FALSE },
  { "https://xn--bnk-6cd.example/", "xn--bnk-6cd.example", FALSE },
  { "http://192.0.2.7/", "192.0.2.7", FALSE },
  { "http://[2001:db8::1]/", "2001:db8::1", FALSE },
  { "file:///etc/passwd", NULL, FALSE },
};

static void
test_host (gconstpointer data)
{
  const HostCase *row = data;
  g_autofree char *host = sotto_links_dup_host (row->url);

  g_assert_cmpstr (host, ==, row->host);
  g_assert_cmpint (sotto_links_is_plain (row->url), ==, row->plain);
}

/* A text that is nothing but the beginnings of addresses is read in reasonable time. */
static void
test_hostile_length (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GArray) links = NULL;

  while (text->len < 64 * 1024)
    g_string_append (text, "https://((((");
  links = sotto_links_find (text->str);
  g_assert_cmpuint (links->len, <, text->len);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (find_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/ui/links/find/%s", find_cases[i].name);

      g_test_add_data_func (path, &find_cases[i], test_find);
    }
  for (guint i = 0; i < G_N_ELEMENTS (host_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/ui/links/host/%u", i);

      g_test_add_data_func (path, &host_cases[i], test_host);
    }
  g_test_add_func ("/ui/links/hostile-length", test_hostile_length);
  return g_test_run ();
}

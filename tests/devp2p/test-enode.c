/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-devp2p-error.h"
#include "sotto-enode.h"

/* A key of EIP-8's vectors, and the same with its last digit changed, which is no point. */
#define KEY_TAIL                                                                                   \
  "da1cff674c90c9a197539fe3dfb53086ace64f83ed7c6eabec741f7f381cc80"                                \
  "3e52ab2cd55d5569bce4347107a310dfd5f88a010cd2ffd1005ca406f1842877"
#define KEY "f" KEY_TAIL
#define UPPER_KEY                                                                                  \
  "FDA1CFF674C90C9A197539FE3DFB53086ACE64F83ED7C6EABEC741F7F381CC80"                               \
  "3E52AB2CD55D5569BCE4347107A310DFD5F88A010CD2FFD1005CA406F1842877"
#define NO_POINT                                                                                   \
  "fda1cff674c90c9a197539fe3dfb53086ace64f83ed7c6eabec741f7f381cc80"                               \
  "3e52ab2cd55d5569bce4347107a310dfd5f88a010cd2ffd1005ca406f1842878"
#define LABEL_63 "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggg"
#define LABEL_64 LABEL_63 "g"

typedef struct
{
  const char *description;
  const char *url;
  const char *host;
  guint16 port;
  const char *canonical;
} GoodRow;

static const GoodRow good[] = {
  { "IPv4", "enode://" KEY "@192.0.2.7:30303", "192.0.2.7", 30303, NULL },
  { "loopback", "enode://" KEY "@127.0.0.1:1", "127.0.0.1", 1, NULL },
  { "highest port", "enode://" KEY "@192.0.2.7:65535", "192.0.2.7", 65535, NULL },
  { "IPv6", "enode://" KEY "@[2001:db8::1]:30303", "2001:db8::1", 30303, NULL },
  { "IPv6 with zone", "enode://" KEY "@[fe80::1%2]:30303", "fe80::1%2", 30303, NULL },
  { "IPv4 in IPv6", "enode://" KEY "@[::ffff:192.0.2.7]:30303", "::ffff:192.0.2.7", 30303, NULL },
  { "name", "enode://" KEY "@node-1.example.org:30303", "node-1.example.org", 30303, NULL },
  { "short name", "enode://" KEY "@localhost:30303", "localhost", 30303, NULL },
  { "name with digits", "enode://" KEY "@1.2.3.example:1", "1.2.3.example", 1, NULL },
  { "longest label", "enode://" KEY "@" LABEL_63 ".org:1", LABEL_63 ".org", 1, NULL },
  { "other UDP port", "enode://" KEY "@192.0.2.7:30303?discport=30301", "192.0.2.7", 30303, NULL },
  { "no UDP port", "enode://" KEY "@192.0.2.7:30303?discport=0", "192.0.2.7", 30303, NULL },
  { "same UDP port", "enode://" KEY "@192.0.2.7:30303?discport=30303", "192.0.2.7", 30303,
    "enode://" KEY "@192.0.2.7:30303" },
  { "capitals", "ENODE://" UPPER_KEY "@Node.Example:30303", "node.example", 30303,
    "enode://" KEY "@node.example:30303" },
  { "spaces around", " \n enode://" KEY "@192.0.2.7:30303 \t\n", "192.0.2.7", 30303,
    "enode://" KEY "@192.0.2.7:30303" },
};

static const struct
{
  const char *description;
  const char *url;
} bad[] = {
  { "nothing", "" },
  { "spaces", "   " },
  { "other scheme", "http://" KEY "@192.0.2.7:30303" },
  { "record", "enr:-IS4QHCYrYZbAKWCBRlAy5zzaDZXJBGkcnh4MHcBFZntXNFrdvJjX04jRzjzCBOonrkTfj499SZuO" },
  { "scheme only", "enode://" },
  { "key only", "enode://" KEY },
  { "key and at", "enode://" KEY "@" },
  { "no key", "enode://@192.0.2.7:30303" },
  { "short key", "enode://fda1cff674@192.0.2.7:30303" },
  { "one digit less", "enode://" KEY_TAIL "@192.0.2.7:30303" },
  { "one digit more", "enode://" KEY "0@192.0.2.7:30303" },
  { "prefix in the key", "enode://0x" KEY "@192.0.2.7:30303" },
  { "not a digit", "enode://g" KEY_TAIL "@192.0.2.7:30303" },
  { "no point", "enode://" NO_POINT "@192.0.2.7:30303" },
  { "no port", "enode://" KEY "@192.0.2.7" },
  { "empty port", "enode://" KEY "@192.0.2.7:" },
  { "port 0", "enode://" KEY "@192.0.2.7:0" },
  { "port too high", "enode://" KEY "@192.0.2.7:65536" },
  { "port very high", "enode://" KEY "@192.0.2.7:99999999999999999999999" },
  { "negative port", "enode://" KEY "@192.0.2.7:-1" },
  { "port with sign", "enode://" KEY "@192.0.2.7:+1" },
  { "port with space", "enode://" KEY "@192.0.2.7: 1" },
  { "hexadecimal port", "enode://" KEY "@192.0.2.7:0x10" },
  { "path", "enode://" KEY "@192.0.2.7:30303/" },
  { "fragment", "enode://" KEY "@192.0.2.7:30303#x" },
  { "other query", "enode://" KEY "@192.0.2.7:30303?x=1" },
  { "empty query", "enode://" KEY "@192.0.2.7:30303?" },
  { "UDP port too high", "enode://" KEY "@192.0.2.7:30303?discport=65536" },
  { "UDP port no number", "enode://" KEY "@192.0.2.7:30303?discport=x" },
  { "no host", "enode://" KEY "@:30303" },
  { "any IPv4", "enode://" KEY "@0.0.0.0:30303" },
  { "any IPv6", "enode://" KEY "@[::]:30303" },
  { "any IPv4 in IPv6", "enode://" KEY "@[::ffff:0.0.0.0]:30303" },
  { "multicast IPv4", "enode://" KEY "@224.0.0.251:30303" },
  { "multicast IPv6", "enode://" KEY "@[ff02::fb]:30303" },
  { "multicast IPv4 in IPv6", "enode://" KEY "@[::ffff:224.0.0.1]:30303" },
  { "broadcast", "enode://" KEY "@255.255.255.255:30303" },
  { "short IPv4", "enode://" KEY "@127.1:30303" },
  { "number for an IPv4", "enode://" KEY "@2130706433:30303" },
  { "hexadecimal IPv4", "enode://" KEY "@0x7f.0x0.0x0.0x1:30303" },
  { "octet too high", "enode://" KEY "@192.0.2.256:30303" },
  { "IPv6 without brackets", "enode://" KEY "@2001:db8::1:30303" },
  { "open bracket", "enode://" KEY "@[2001:db8::1:30303" },
  { "no port behind the bracket", "enode://" KEY "@[2001:db8::1]" },
  { "text behind the bracket", "enode://" KEY "@[2001:db8::1]x:30303" },
  { "IPv4 in brackets", "enode://" KEY "@[192.0.2.7]:30303" },
  { "name in brackets", "enode://" KEY "@[localhost]:30303" },
  { "zone of a global address", "enode://" KEY "@[2001:db8::1%2]:30303" },
  { "empty zone", "enode://" KEY "@[fe80::1%]:30303" },
  { "zone with a slash", "enode://" KEY "@[fe80::1%a/b]:30303" },
  { "space in the name", "enode://" KEY "@no de:30303" },
  { "empty label", "enode://" KEY "@a..b:30303" },
  { "leading dot", "enode://" KEY "@.a:30303" },
  { "trailing dot", "enode://" KEY "@a.:30303" },
  { "leading hyphen", "enode://" KEY "@-a.org:30303" },
  { "trailing hyphen", "enode://" KEY "@a-.org:30303" },
  { "label too long", "enode://" KEY "@" LABEL_64 ".org:1" },
  { "not ASCII", "enode://" KEY "@b\xc3\xbc"
                 "cher.example:30303" },
  { "two ats", "enode://" KEY "@a@192.0.2.7:30303" },
  { "line break within", "enode://" KEY "@192.0.2.7:30303\nx" },
};

static void
test_accepts (gconstpointer data)
{
  const GoodRow *row = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoEnode) enode = sotto_enode_parse (row->url, &error);
  g_autofree char *text = NULL;
  g_autoptr (SottoEnode) again = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (sotto_enode_get_host (enode), ==, row->host);
  g_assert_cmpuint (sotto_enode_get_port (enode), ==, row->port);
  text = sotto_enode_to_string (enode);
  g_assert_cmpstr (text, ==, row->canonical != NULL ? row->canonical : row->url);
  again = sotto_enode_parse (text, &error);
  g_assert_no_error (error);
  g_assert_true (sotto_public_key_equal (sotto_enode_get_key (enode), sotto_enode_get_key (again)));
}

static void
test_refuses (gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoEnode) enode = sotto_enode_parse (data, &error);

  g_assert_null (enode);
  g_assert_error (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_ADDRESS);
}

static void
test_refuses_long_text (void)
{
  g_autoptr (GString) url = g_string_new ("enode://" KEY "@");
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoEnode) enode = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append (url, "a.");
  g_string_append (url, "org:1");
  enode = sotto_enode_parse (url->str, &error);
  g_assert_null (enode);
  g_assert_error (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_ADDRESS);
}

static void
test_new (void)
{
  g_autoptr (SottoEnode) parsed = sotto_enode_parse ("enode://" KEY "@192.0.2.7:1", NULL);
  const SottoPublicKey *key = sotto_enode_get_key (parsed);
  g_autoptr (SottoEnode) enode = sotto_enode_new (key, "2001:DB8::1", 7);
  g_autofree char *text = sotto_enode_to_string (enode);

  g_assert_cmpstr (text, ==, "enode://" KEY "@[2001:db8::1]:7");
  g_assert_null (sotto_enode_new (key, "192.0.2.7", 0));
  g_assert_null (sotto_enode_new (key, "", 1));
  g_assert_null (sotto_enode_new (key, "::", 1));
  g_assert_null (sotto_enode_new (key, "a b", 1));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *path = g_strdup_printf ("/devp2p/enode/accepts/%s", good[i].description);

      g_test_add_data_func (path, &good[i], test_accepts);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *path = g_strdup_printf ("/devp2p/enode/refuses/%s", bad[i].description);

      g_test_add_data_func (path, bad[i].url, test_refuses);
    }
  g_test_add_func ("/devp2p/enode/refuses-long-text", test_refuses_long_text);
  g_test_add_func ("/devp2p/enode/new", test_new);
  return g_test_run ();
}

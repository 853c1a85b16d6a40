/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Structured data that nobody wrote: hashed by the letter of EIP-712 beside the real code, and
 * shown so that no two messages look alike and no text looks like another row. */

#include <json-glib/json-glib.h>
#include <string.h>

#include "sotto-address.h"
#include "sotto-keccak-lanes.h"
#include "sotto-typed-data.h"
#include "sotto-u256.h"

#define N_MESSAGES 400
#define MAX_PEOPLE 4
#define MAX_LETTERS 40
#define MAX_DATA 40

/* Domain, four members of it, the message, and what is in it besides people. */
#define PERSON "Person(string name,address wallet)"
#define MAIL                                                                                       \
  "Mail(Person from,Person[] to,string contents,uint256 amount,bytes data,bool urgent,"            \
  "int64 delta,bytes4 tag)"
#define DOMAIN "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"

static const char types[] =
  "{\"EIP712Domain\":[{\"name\":\"name\",\"type\":\"string\"},"
  "{\"name\":\"version\",\"type\":\"string\"},{\"name\":\"chainId\",\"type\":\"uint256\"},"
  "{\"name\":\"verifyingContract\",\"type\":\"address\"}],"
  "\"Person\":[{\"name\":\"name\",\"type\":\"string\"},{\"name\":\"wallet\",\"type\":\"address\"}],"
  "\"Mail\":[{\"name\":\"from\",\"type\":\"Person\"},{\"name\":\"to\",\"type\":\"Person[]\"},"
  "{\"name\":\"contents\",\"type\":\"string\"},{\"name\":\"amount\",\"type\":\"uint256\"},"
  "{\"name\":\"data\",\"type\":\"bytes\"},{\"name\":\"urgent\",\"type\":\"bool\"},"
  "{\"name\":\"delta\",\"type\":\"int64\"},{\"name\":\"tag\",\"type\":\"bytes4\"}]}";

typedef struct
{
  char *name;
  guint8 wallet[SOTTO_ADDRESS_LENGTH];
} Person;

typedef struct
{
  Person people[1 + MAX_PEOPLE]; /* who wrote, and to whom */
  guint n_to;
  char *contents;
  SottoU256 amount;
  guint8 data[MAX_DATA];
  guint n_data;
  gboolean urgent;
  gint64 delta;
  guint8 tag[4];
} Mail;

static void
fill (guint8 *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    bytes[i] = (guint8) g_test_rand_int_range (0, 256);
}

/* What turns, hides, breaks lines, quotes and looks like a row. */
static char *
make_text (void)
{
  static const char *const pieces[] = {
    "a",      "Z",           " ",        "\n",         "\t",        "\\",     "\"",     "\\n",
    "\u202e", "\u2066",      "\u200b",   "\u00a0",     "\u00ad",    "\u0301", "\ufeff", "\u3164",
    "\u2028", "amount: 1\n", "0x12",     "\U0001f600", "\\u{202e}", "U+202E", "",       "true",
    "\x01",   "\x7f",        "\xc2\x85", "  ",         "[0]",       "é",
  };
  GString *text = g_string_new (NULL);
  int n_pieces = g_test_rand_int_range (0, MAX_LETTERS);

  for (int i = 0; i < n_pieces; i++)
    g_string_append (text, pieces[g_test_rand_int_range (0, (int) G_N_ELEMENTS (pieces))]);
  return g_string_free (text, FALSE);
}

static Mail *
mail_new (void)
{
  Mail *mail = g_new0 (Mail, 1);
  guint8 amount[SOTTO_U256_LENGTH];

  mail->n_to = (guint) g_test_rand_int_range (0, MAX_PEOPLE + 1);
  for (guint i = 0; i <= mail->n_to; i++)
    {
      mail->people[i].name = make_text ();
      fill (mail->people[i].wallet, SOTTO_ADDRESS_LENGTH);
    }
  mail->contents = make_text ();
  fill (amount, sizeof amount);
  g_assert_true (sotto_u256_from_bytes (amount, sizeof amount, &mail->amount));
  mail->n_data = (guint) g_test_rand_int_range (0, MAX_DATA + 1);
  fill (mail->data, mail->n_data);
  mail->urgent = g_test_rand_bit ();
  fill ((guint8 *) &mail->delta, sizeof mail->delta);
  fill (mail->tag, sizeof mail->tag);
  return mail;
}

static void
mail_free (Mail *mail)
{
  for (guint i = 0; i <= mail->n_to; i++)
    g_free (mail->people[i].name);
  g_free (mail->contents);
  g_free (mail);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Mail, mail_free)

/* By the letter of the standard. */

static void
append_hash (GByteArray *words, const void *bytes, gsize length)
{
  SottoHash hash;

  sotto_keccak256 (bytes, length, &hash);
  g_byte_array_append (words, hash.bytes, sizeof hash.bytes);
}

static void
append_text (GByteArray *words, const char *text)
{
  append_hash (words, text, strlen (text));
}

static void
append_left (GByteArray *words, const guint8 *bytes, gsize length, guint8 filler)
{
  guint8 word[32];

  memset (word, filler, sizeof word);
  memcpy (word + sizeof word - length, bytes, length);
  g_byte_array_append (words, word, sizeof word);
}

static void
append_person (GByteArray *words, const Person *person)
{
  g_autoptr (GByteArray) inner = g_byte_array_new ();

  append_text (inner, PERSON);
  append_text (inner, person->name);
  append_left (inner, person->wallet, SOTTO_ADDRESS_LENGTH, 0);
  append_hash (words, inner->data, inner->len);
}

static void
hash_mail (const Mail *mail, SottoHash *hash)
{
  g_autoptr (GByteArray) words = g_byte_array_new ();
  g_autoptr (GByteArray) people = g_byte_array_new ();
  guint8 amount[SOTTO_U256_LENGTH];
  guint8 tag[32] = { 0 };
  guint64 delta = GUINT64_TO_BE ((guint64) mail->delta);
  guint8 urgent = (guint8) mail->urgent;

  append_text (words, MAIL PERSON);
  append_person (words, &mail->people[0]);
  for (guint i = 1; i <= mail->n_to; i++)
    append_person (people, &mail->people[i]);
  append_hash (words, people->data != NULL ? people->data : (const guint8 *) "", people->len);
  append_text (words, mail->contents);
  sotto_u256_to_bytes (&mail->amount, amount);
  g_byte_array_append (words, amount, sizeof amount);
  append_hash (words, mail->data, mail->n_data);
  append_left (words, &urgent, 1, 0);
  append_left (words, (const guint8 *) &delta, sizeof delta, mail->delta < 0 ? 0xff : 0);
  memcpy (tag, mail->tag, sizeof mail->tag);
  g_byte_array_append (words, tag, sizeof tag);
  sotto_keccak256 (words->data, words->len, hash);
}

static void
hash_all (const Mail *mail, SottoHash *digest)
{
  static const guint8 contract[SOTTO_ADDRESS_LENGTH] = { 0xcc };
  static const guint8 chain_id = 1;
  g_autoptr (GByteArray) domain = g_byte_array_new ();
  g_autoptr (GByteArray) all = g_byte_array_new ();
  SottoHash message;

  append_text (domain, DOMAIN);
  append_text (domain, "Mail");
  append_text (domain, "1");
  append_left (domain, &chain_id, 1, 0);
  append_left (domain, contract, sizeof contract, 0);
  g_byte_array_append (all, (const guint8 *) "\x19\x01", 2);
  append_hash (all, domain->data, domain->len);
  hash_mail (mail, &message);
  g_byte_array_append (all, message.bytes, sizeof message.bytes);
  sotto_keccak256 (all->data, all->len, digest);
}

/* As JSON. */

static void
add_text (JsonBuilder *builder, const char *name, const char *text)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, text);
}

static void
add_bytes (JsonBuilder *builder, const char *name, const guint8 *bytes, gsize length)
{
  g_autoptr (GString) text = g_string_new ("0x");

  for (gsize i = 0; i < length; i++)
    g_string_append_printf (text, "%02x", bytes[i]);
  add_text (builder, name, text->str);
}

static void
add_person (JsonBuilder *builder, const Person *person)
{
  json_builder_begin_object (builder);
  add_text (builder, "name", person->name);
  add_bytes (builder, "wallet", person->wallet, SOTTO_ADDRESS_LENGTH);
  json_builder_end_object (builder);
}

static char *
write_mail (const Mail *mail)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *message = NULL;
  char amount[SOTTO_U256_DECIMAL_SIZE];
  g_autofree char *delta = g_strdup_printf ("%" G_GINT64_FORMAT, mail->delta);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "from");
  add_person (builder, &mail->people[0]);
  json_builder_set_member_name (builder, "to");
  json_builder_begin_array (builder);
  for (guint i = 1; i <= mail->n_to; i++)
    add_person (builder, &mail->people[i]);
  json_builder_end_array (builder);
  add_text (builder, "contents", mail->contents);
  sotto_u256_to_decimal (&mail->amount, amount);
  add_text (builder, "amount", amount);
  add_bytes (builder, "data", mail->data, mail->n_data);
  json_builder_set_member_name (builder, "urgent");
  json_builder_add_boolean_value (builder, mail->urgent);
  add_text (builder, "delta", delta);
  add_bytes (builder, "tag", mail->tag, sizeof mail->tag);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  message = json_to_string (root, FALSE);
  return g_strdup_printf ("{\"types\":%s,\"primaryType\":\"Mail\",\"domain\":{\"name\":\"Mail\","
                          "\"version\":\"1\",\"chainId\":1,\"verifyingContract\":"
                          "\"0xcc00000000000000000000000000000000000000\"},\"message\":%s}",
                          types, message);
}

static SottoTypedData *
parse (const Mail *mail)
{
  g_autofree char *text = write_mail (mail);
  g_autoptr (GError) error = NULL;
  SottoTypedData *data = sotto_typed_data_parse (text, strlen (text), 1, &error);

  if (error != NULL)
    g_test_message ("%s", text);
  g_assert_no_error (error);
  return data;
}

/* (transfer full): all that is seen. */
static char *
write_rows (SottoTypedData *data)
{
  GPtrArray *rows = sotto_typed_data_get_rows (data);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++)
    {
      const SottoTypedDataRow *row = g_ptr_array_index (rows, i);

      g_string_append_printf (text, "%u|%s|%s|%s\n", row->depth, row->name, row->type,
                              row->value != NULL ? row->value : "");
    }
  return g_string_free (text, FALSE);
}

static void
test_hashed (void)
{
  for (guint i = 0; i < N_MESSAGES; i++)
    {
      g_autoptr (Mail) mail = mail_new ();
      g_autoptr (SottoTypedData) data = parse (mail);
      SottoHash expected;
      SottoHash digest;

      hash_all (mail, &expected);
      sotto_typed_data_get_digest (data, &digest);
      g_assert_cmpmem (digest.bytes, sizeof digest.bytes, expected.bytes, sizeof expected.bytes);
    }
}

static void
assert_one_line (const char *text)
{
  g_assert_true (g_utf8_validate (text, -1, NULL));
  for (const char *next = text; *next != '\0'; next = g_utf8_next_char (next))
    g_assert_true (*next == ' ' || g_unichar_isgraph (g_utf8_get_char (next)));
}

/* However it is written: as many rows as there are members, each in a line of its own. */
static void
test_shown (void)
{
  guint n_base = 0;

  for (guint i = 0; i < N_MESSAGES; i++)
    {
      g_autoptr (Mail) mail = mail_new ();
      g_autoptr (SottoTypedData) data = parse (mail);
      GPtrArray *rows = sotto_typed_data_get_rows (data);
      guint n_rows = rows->len - 3 * mail->n_to;

      if (i == 0)
        n_base = n_rows;
      g_assert_cmpuint (n_rows, ==, n_base);
      for (guint j = 0; j < rows->len; j++)
        {
          const SottoTypedDataRow *row = g_ptr_array_index (rows, j);

          assert_one_line (row->name);
          assert_one_line (row->type);
          assert_one_line (row->value != NULL ? row->value : "");
        }
    }
}

/* One thing is another: an amount, a letter that nobody sees, one person more. */
static void
change (Mail *mail)
{
  char *old = mail->contents;

  switch (g_test_rand_int_range (0, 6))
    {
    case 0:
      mail->tag[3] ^= 1;
      break;
    case 1:
      mail->delta ^= 1;
      break;
    case 2:
      mail->urgent = !mail->urgent;
      break;
    case 3:
      mail->contents = g_strconcat (old, "\u200b", NULL);
      g_free (old);
      break;
    case 4:
      mail->contents = g_strconcat (old, " ", NULL);
      g_free (old);
      break;
    default:
      mail->people[0].wallet[19] ^= 0x80;
    }
}

/* What is signed is another, and looks like another. */
static void
test_distinct (void)
{
  for (guint i = 0; i < N_MESSAGES; i++)
    {
      g_autoptr (Mail) mail = mail_new ();
      g_autoptr (SottoTypedData) before = parse (mail);
      g_autofree char *seen_before = write_rows (before);
      g_autoptr (SottoTypedData) after = NULL;
      g_autofree char *seen_after = NULL;
      SottoHash first;
      SottoHash second;

      change (mail);
      after = parse (mail);
      seen_after = write_rows (after);
      sotto_typed_data_get_digest (before, &first);
      sotto_typed_data_get_digest (after, &second);
      g_assert_false (sotto_hash_equal (&first, &second));
      g_assert_cmpstr (seen_before, !=, seen_after);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/typed-data-random/hashed", test_hashed);
  g_test_add_func ("/typed-data-random/shown", test_shown);
  g_test_add_func ("/typed-data-random/distinct", test_distinct);
  return g_test_run ();
}

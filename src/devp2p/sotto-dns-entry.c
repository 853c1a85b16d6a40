/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The texts of a list of nodes in the DNS (EIP-1459):
 *
 *   domain        enrtree-root:v1 e=<label> l=<label> seq=<number> sig=<65 bytes as base64url>
 *   label.domain  enrtree-branch:<label>,<label>,…
 *                 enr:<record>
 *                 enrtree://<key>@<domain>
 *
 * A label is base32 of the beginning (16 bytes, by custom) of Keccak-256 over the text found there.
 * The root is signed over its text before " sig=". */

#include "sotto-dns-entry.h"

#include <string.h>

#include "sotto-base32.h"
#include "sotto-devp2p-error.h"
#include "sotto-keccak.h"

#define SCHEME "enrtree://"
#define ROOT_PREFIX "enrtree-root:v1 "
#define BRANCH_PREFIX "enrtree-branch:"
#define RECORD_PREFIX "enr:"
#define SIGNATURE_FIELD " sig="
#define LABEL_BYTES 16
#define MIN_LABEL_BYTES 12
#define MAX_LABEL_BYTES 32
#define SIGNED_LENGTH 65
#define MAX_DOMAIN_LENGTH 253

static gboolean
refuse (GError **error, const char *problem)
{
  g_set_error (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_LIST, "Not a list of nodes: %s",
               problem);
  return FALSE;
}

static gboolean
is_label (const char *text)
{
  g_autoptr (GBytes) bytes = sotto_base32_decode (text, MAX_LABEL_BYTES, NULL);

  return bytes != NULL && g_bytes_get_size (bytes) >= MIN_LABEL_BYTES;
}

/* A label and a dot still have to fit in front of it. */
static gboolean
is_domain (const char *text)
{
  gsize length = strlen (text);

  return length > 0 && length <= MAX_DOMAIN_LENGTH - 2 * MAX_LABEL_BYTES && text[0] != '.' &&
         text[length - 1] != '.' && strstr (text, "..") == NULL &&
         strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789-_.") == length;
}

/**
 * sotto_dns_url_parse:
 * @url: (out caller-allocates): what it says; to be cleared when that succeeds
 * @text: "enrtree://…"; spaces around it are ignored
 * @error: return location for a %SOTTO_DEVP2P_ERROR_LIST
 *
 * Returns: whether it is the URL of a list
 */
gboolean
sotto_dns_url_parse (SottoDnsUrl *url, const char *text, GError **error)
{
  g_autofree char *copy = NULL;
  g_autofree char *domain = NULL;
  g_autoptr (GBytes) key = NULL;
  char *at;

  g_return_val_if_fail (url != NULL && text != NULL, FALSE);

  if (strnlen (text, SOTTO_DNS_ENTRY_MAX_LENGTH + 1) > SOTTO_DNS_ENTRY_MAX_LENGTH)
    return refuse (error, "it is too long");
  copy = g_strstrip (g_strdup (text));
  if (!g_str_has_prefix (copy, SCHEME))
    return refuse (error, "it begins with “enrtree://”");
  at = strchr (copy, '@');
  if (at == NULL)
    return refuse (error, "“@” and a domain follow the key");
  *at = '\0';
  key = sotto_base32_decode (copy + strlen (SCHEME), SOTTO_COMPRESSED_KEY_LENGTH, NULL);
  if (key == NULL || g_bytes_get_size (key) != SOTTO_COMPRESSED_KEY_LENGTH ||
      !sotto_public_key_parse (&url->key, g_bytes_get_data (key, NULL), SOTTO_COMPRESSED_KEY_LENGTH,
                               NULL))
    return refuse (error, "the text before “@” is not a key");
  domain = g_ascii_strdown (at + 1, -1);
  if (!is_domain (domain))
    return refuse (error, "the text behind “@” is not a domain");
  url->domain = g_steal_pointer (&domain);
  return TRUE;
}

/**
 * sotto_dns_url_to_string:
 * @url: where a list is
 *
 * Returns: (transfer full): "enrtree://…"
 */
char *
sotto_dns_url_to_string (const SottoDnsUrl *url)
{
  guint8 compressed[SOTTO_COMPRESSED_KEY_LENGTH];
  g_autofree char *key = NULL;

  g_return_val_if_fail (url != NULL, NULL);

  sotto_public_key_serialize_compressed (&url->key, compressed);
  key = sotto_base32_encode (compressed, sizeof compressed);
  return g_strdup_printf (SCHEME "%s@%s", key, url->domain);
}

/**
 * sotto_dns_url_clear:
 * @url: where a list is
 *
 * Drops what it holds.
 */
void
sotto_dns_url_clear (SottoDnsUrl *url)
{
  g_clear_pointer (&url->domain, g_free);
}

static gboolean
check_signature (const char *text, gsize length, const char *signature, const SottoPublicKey *key)
{
  g_autoptr (GBytes) bytes = sotto_base64url_decode (signature, SIGNED_LENGTH, NULL);
  SottoHash digest;

  if (bytes == NULL || g_bytes_get_size (bytes) != SIGNED_LENGTH)
    return FALSE;
  sotto_keccak256 (text, length, &digest);
  return sotto_verify (key, g_bytes_get_data (bytes, NULL), &digest, FALSE);
}

static gboolean
read_fields (SottoDnsRoot *root, const char *fields)
{
  g_auto (GStrv) words = g_strsplit (fields, " ", -1);

  if (g_strv_length (words) != 3 || !g_str_has_prefix (words[0], "e=") ||
      !g_str_has_prefix (words[1], "l=") || !g_str_has_prefix (words[2], "seq=") ||
      !is_label (words[0] + 2) || !is_label (words[1] + 2) ||
      !g_ascii_string_to_unsigned (words[2] + 4, 10, 0, G_MAXUINT64, &root->seq, NULL))
    return FALSE;
  root->records = g_strdup (words[0] + 2);
  root->links = g_strdup (words[1] + 2);
  return TRUE;
}

/**
 * sotto_dns_root_parse:
 * @root: (out caller-allocates): what it says; to be cleared when that succeeds
 * @text: found at the list's own name
 * @key: of the list's URL
 * @error: return location for a %SOTTO_DEVP2P_ERROR_LIST
 *
 * Returns: whether it is the root of the list that @key signs
 */
gboolean
sotto_dns_root_parse (SottoDnsRoot *root,
                      const char *text,
                      const SottoPublicKey *key,
                      GError **error)
{
  g_autofree char *fields = NULL;
  const char *signature;

  g_return_val_if_fail (root != NULL && text != NULL && key != NULL, FALSE);

  if (strnlen (text, SOTTO_DNS_ENTRY_MAX_LENGTH + 1) > SOTTO_DNS_ENTRY_MAX_LENGTH)
    return refuse (error, "its root is too long");
  signature = strstr (text, SIGNATURE_FIELD);
  if (!g_str_has_prefix (text, ROOT_PREFIX) || signature == NULL)
    return refuse (error, "there is no root of version 1");
  if (!check_signature (text, (gsize) (signature - text), signature + strlen (SIGNATURE_FIELD),
                        key))
    return refuse (error, "its root is not signed by the key of its URL");
  fields =
    g_strndup (text + strlen (ROOT_PREFIX), (gsize) (signature - text) - strlen (ROOT_PREFIX));
  if (!read_fields (root, fields))
    return refuse (error, "its root is malformed");
  return TRUE;
}

/**
 * sotto_dns_root_clear:
 * @root: a root
 *
 * Drops what it holds.
 */
void
sotto_dns_root_clear (SottoDnsRoot *root)
{
  g_clear_pointer (&root->records, g_free);
  g_clear_pointer (&root->links, g_free);
}

/* Resolvers may change the case of a name, never of a text. */
static gboolean
matches_label (const char *text, const char *label)
{
  g_autofree char *upper = g_ascii_strup (label, -1);
  g_autoptr (GBytes) expected = sotto_base32_decode (upper, MAX_LABEL_BYTES, NULL);
  SottoHash digest;

  if (expected == NULL || g_bytes_get_size (expected) < MIN_LABEL_BYTES)
    return FALSE;
  sotto_keccak256 (text, strlen (text), &digest);
  return memcmp (digest.bytes, g_bytes_get_data (expected, NULL), g_bytes_get_size (expected)) == 0;
}

static gboolean
parse_branch (SottoDnsEntry *entry, const char *text, GError **error)
{
  g_auto (GStrv) labels = g_strsplit (text, ",", -1);

  for (guint i = 0; labels[i] != NULL; i++)
    if (!is_label (labels[i]))
      return refuse (error, "a branch names what is not a hash");
  entry->labels = g_steal_pointer (&labels);
  return TRUE;
}

/**
 * sotto_dns_entry_parse:
 * @entry: (out caller-allocates): what it says; to be cleared when that succeeds
 * @text: the entry
 * @label: under which it was found
 * @error: return location for a %SOTTO_DEVP2P_ERROR_LIST or the error of a record
 *
 * Returns: whether it is an entry, and the one that @label promises
 */
gboolean
sotto_dns_entry_parse (SottoDnsEntry *entry, const char *text, const char *label, GError **error)
{
  g_return_val_if_fail (entry != NULL && text != NULL && label != NULL, FALSE);

  *entry = (SottoDnsEntry){ 0 };
  if (strnlen (text, SOTTO_DNS_ENTRY_MAX_LENGTH + 1) > SOTTO_DNS_ENTRY_MAX_LENGTH)
    return refuse (error, "an entry is too long");
  if (!matches_label (text, label))
    return refuse (error, "an entry does not match its hash");
  if (g_str_has_prefix (text, BRANCH_PREFIX))
    return parse_branch (entry, text + strlen (BRANCH_PREFIX), error);
  if (g_str_has_prefix (text, RECORD_PREFIX))
    {
      entry->record = sotto_node_record_parse_text (text, error);
      return entry->record != NULL;
    }
  if (g_str_has_prefix (text, SCHEME))
    {
      g_auto (SottoDnsUrl) url = { .domain = NULL };

      if (!sotto_dns_url_parse (&url, text, error))
        return FALSE;
      entry->link = sotto_dns_url_to_string (&url);
      return TRUE;
    }
  return refuse (error, "an entry is of an unknown kind");
}

/**
 * sotto_dns_entry_clear:
 * @entry: an entry
 *
 * Drops what it holds.
 */
void
sotto_dns_entry_clear (SottoDnsEntry *entry)
{
  g_clear_pointer (&entry->labels, g_strfreev);
  g_clear_pointer (&entry->record, sotto_node_record_unref);
  g_clear_pointer (&entry->link, g_free);
}

/**
 * sotto_dns_entry_hash:
 * @text: an entry
 *
 * Returns: (transfer full): 26 characters
 */
char *
sotto_dns_entry_hash (const char *text)
{
  SottoHash digest;

  g_return_val_if_fail (text != NULL, NULL);

  sotto_keccak256 (text, strlen (text), &digest);
  return sotto_base32_encode (digest.bytes, LABEL_BYTES);
}

/**
 * sotto_dns_entry_has_prefix:
 * @text: one of the TXT records at a name
 *
 * Returns: whether it looks like an entry or a root
 */
gboolean
sotto_dns_entry_has_prefix (const char *text)
{
  g_return_val_if_fail (text != NULL, FALSE);

  return g_str_has_prefix (text, RECORD_PREFIX) || g_str_has_prefix (text, "enrtree");
}

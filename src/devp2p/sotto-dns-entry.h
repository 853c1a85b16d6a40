/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-node-record.h"

G_BEGIN_DECLS

/* The longest entry of a list (EIP-1459). */
#define SOTTO_DNS_ENTRY_MAX_LENGTH 512

/**
 * SottoDnsUrl:
 * @key: signs the list
 * @domain: in lower case
 *
 * Where a list of nodes is: enrtree://KEY@DOMAIN. Declare it as `g_auto (SottoDnsUrl)`.
 */
typedef struct
{
  SottoPublicKey key;
  char *domain;
} SottoDnsUrl;

gboolean
sotto_dns_url_parse (SottoDnsUrl *url, const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *sotto_dns_url_to_string (const SottoDnsUrl *url) G_GNUC_WARN_UNUSED_RESULT;
void sotto_dns_url_clear (SottoDnsUrl *url);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SottoDnsUrl, sotto_dns_url_clear)

/**
 * SottoDnsRoot:
 * @records: label of the tree of node records
 * @links: label of the tree of links
 * @seq: grows with every change of the list
 *
 * The signed entry at the list's own name. Declare it as `g_auto (SottoDnsRoot)`.
 */
typedef struct
{
  char *records;
  char *links;
  guint64 seq;
} SottoDnsRoot;

/* Checks the signature, too. */
gboolean sotto_dns_root_parse (SottoDnsRoot *root,
                               const char *text,
                               const SottoPublicKey *key,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
void sotto_dns_root_clear (SottoDnsRoot *root);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SottoDnsRoot, sotto_dns_root_clear)

/**
 * SottoDnsEntry:
 * @labels: (nullable): of a branch: further entries; may be empty
 * @record: (nullable): of a leaf
 * @link: (nullable): of a link: the URL of another list
 *
 * An entry below the root; one of the three is set. Declare it as `g_auto (SottoDnsEntry)`.
 */
typedef struct
{
  char **labels;
  SottoNodeRecord *record;
  char *link;
} SottoDnsEntry;

/* @label: under which it was found: the hash of @text, which is checked. */
gboolean sotto_dns_entry_parse (SottoDnsEntry *entry,
                                const char *text,
                                const char *label,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
void sotto_dns_entry_clear (SottoDnsEntry *entry);

/* (transfer full): the label under which @text belongs. */
char *sotto_dns_entry_hash (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* Whether one of several TXT records at a name may be meant for us. */
gboolean sotto_dns_entry_has_prefix (const char *text);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SottoDnsEntry, sotto_dns_entry_clear)

G_END_DECLS

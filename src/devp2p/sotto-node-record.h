/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-enode.h"
#include "sotto-keys.h"

G_BEGIN_DECLS

/* The longest record (EIP-778), and its text: "enr:" and base64. */
#define SOTTO_NODE_RECORD_MAX_LENGTH 300
#define SOTTO_NODE_RECORD_MAX_TEXT 404

/**
 * SottoNodeRole:
 * @SOTTO_NODE_ROLE_RELAY: takes and forwards Waku envelopes over devp2p
 * @SOTTO_NODE_ROLE_MAILSERVER: keeps envelopes, and hands them out
 *
 * What a node does for others: the bits of the key "sotto", an RLP integer. A record without the
 * key says nothing about it. Further bits are kept for later and ignored.
 */
typedef enum /*< flags >*/
{
  SOTTO_NODE_ROLE_RELAY = 1 << 0,
  SOTTO_NODE_ROLE_MAILSERVER = 1 << 1,
} SottoNodeRole;

/**
 * SottoNodeContent:
 * @ip: four bytes; zeros when there is no "ip"
 * @tcp: port, or 0
 * @udp: port, or 0
 * @ip6: sixteen bytes; zeros when there is no "ip6"
 * @tcp6: port for @ip6, or 0: then @tcp holds for it, too
 * @udp6: port for @ip6, or 0: then @udp holds for it, too
 * @roles: #SottoNodeRole bits
 * @has_roles: whether there is a key "sotto"
 *
 * What we understand of a record, beside its key.
 */
typedef struct
{
  guint8 ip[4];
  guint16 tcp;
  guint16 udp;
  guint8 ip6[16];
  guint16 tcp6;
  guint16 udp6;
  guint64 roles;
  gboolean has_roles;
} SottoNodeContent;

gboolean sotto_node_content_equal (const SottoNodeContent *a, const SottoNodeContent *b);

/**
 * SottoNodeRecord:
 *
 * What a node says about itself and signs: an Ethereum Node Record (EIP-778, identity scheme "v4").
 * Immutable, reference counted; one that exists has a valid signature.
 */
typedef struct _SottoNodeRecord SottoNodeRecord;

#define SOTTO_TYPE_NODE_RECORD (sotto_node_record_get_type ())
GType sotto_node_record_get_type (void);

SottoNodeRecord *sotto_node_record_parse (const guint8 *data,
                                          gsize length,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* "enr:…"; the four characters in front may be missing. */
SottoNodeRecord *sotto_node_record_parse_text (const char *text,
                                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
SottoNodeRecord *sotto_node_record_sign (SottoPrivateKey *key,
                                         guint64 seq,
                                         const SottoNodeContent *content,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
SottoNodeRecord *sotto_node_record_ref (SottoNodeRecord *record);
void sotto_node_record_unref (SottoNodeRecord *record);

/* (transfer none): its RLP. */
GBytes *sotto_node_record_get_bytes (SottoNodeRecord *record);
char *sotto_node_record_to_text (SottoNodeRecord *record) G_GNUC_WARN_UNUSED_RESULT;
guint64 sotto_node_record_get_seq (SottoNodeRecord *record);
const SottoPublicKey *sotto_node_record_get_key (SottoNodeRecord *record);

/* Keccak-256 of the raw key. */
const SottoHash *sotto_node_record_get_id (SottoNodeRecord *record);
const SottoNodeContent *sotto_node_record_get_content (SottoNodeRecord *record);

/* The value of any key: a whole RLP item, borrowed. */
gboolean sotto_node_record_lookup (SottoNodeRecord *record,
                                   const char *key,
                                   const guint8 **value,
                                   gsize *length);

/* (transfer full) (nullable): where it takes calls, IPv4 before IPv6; NULL if it says no place. */
SottoEnode *sotto_node_record_to_enode (SottoNodeRecord *record) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoNodeRecord, sotto_node_record_unref)

G_END_DECLS

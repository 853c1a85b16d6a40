/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-keys.h"
#include "sotto-proto.h"

G_BEGIN_DECLS

/* Ids of MVDS, and its payloads: mvds.md, section 1. */

/* Keccak-256 of both keys, compressed, the one with the smaller X first; the same from both sides.
 */
void sotto_mvds_group_id (const SottoPublicKey *a, const SottoPublicKey *b, SottoHash *group_id);

/* SHA-256 ("MESSAGE_ID" || group id || timestamp as 8 bytes little-endian || body). @timestamp:
 * seconds. */
void sotto_mvds_message_id (const SottoHash *group_id,
                            gint64 timestamp,
                            const guint8 *body,
                            gsize length,
                            SottoHash *message_id);

/* The payload in @plaintext, or %NULL if it is none: it does not parse, or all its lists are empty.
 * @error is set only for one beyond the limits of sotto-proto.h. */
Sotto__MvdsPayload *sotto_mvds_payload_parse (GBytes *plaintext,
                                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether a list's element is an id; copies it. */
gboolean sotto_mvds_read_id (const ProtobufCBinaryData *field, SottoHash *id);

/**
 * SottoMvdsBuilder:
 *
 * Puts one payload together. What is added is borrowed until it is packed.
 */
typedef struct _SottoMvdsBuilder SottoMvdsBuilder;

SottoMvdsBuilder *sotto_mvds_builder_new (const SottoHash *group_id) G_GNUC_WARN_UNUSED_RESULT;
void sotto_mvds_builder_free (SottoMvdsBuilder *builder);
void sotto_mvds_builder_add_ack (SottoMvdsBuilder *builder, const SottoHash *id);
void sotto_mvds_builder_add_request (SottoMvdsBuilder *builder, const SottoHash *id);
void sotto_mvds_builder_add_message (SottoMvdsBuilder *builder, gint64 timestamp, GBytes *body);
gboolean sotto_mvds_builder_is_empty (SottoMvdsBuilder *builder);

/* Bytes that it holds so far, about. */
gsize sotto_mvds_builder_get_size (SottoMvdsBuilder *builder);
GBytes *sotto_mvds_builder_pack (SottoMvdsBuilder *builder) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoMvdsBuilder, sotto_mvds_builder_free)

G_END_DECLS

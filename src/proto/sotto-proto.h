/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "application_metadata_message.pb-c.h"
#include "chat_message.pb-c.h"
#include "command.pb-c.h"
#include "contact.pb-c.h"
#include "emoji_reaction.pb-c.h"
#include "membership_update_message.pb-c.h"
#include "mvds.pb-c.h"
#include "pairing.pb-c.h"
#include "protocol_message.pb-c.h"

G_BEGIN_DECLS

/**
 * SOTTO_PROTO_MAX_LENGTH:
 *
 * Bytes of the longest message that is looked at (payloads.md, "Bad input").
 */
#define SOTTO_PROTO_MAX_LENGTH (1024 * 1024)

/**
 * SOTTO_PROTO_MAX_ELEMENTS:
 *
 * How often one field may occur in one message, unknown fields counted together.
 */
#define SOTTO_PROTO_MAX_ELEMENTS 1000

/**
 * SOTTO_PROTO_MAX_FIELDS:
 *
 * Fields in a message and all that is nested in it; bounds the memory that parsing takes.
 */
#define SOTTO_PROTO_MAX_FIELDS 20000

/**
 * SOTTO_PROTO_MAX_DEPTH:
 *
 * Messages within messages; the deepest of ours has four.
 */
#define SOTTO_PROTO_MAX_DEPTH 8

/**
 * sotto_proto_unpack:
 * @descriptor: what the bytes are said to be
 * @data: (array length=length): untrusted bytes
 * @length: how many
 * @error: return location for a #SottoBaseError
 *
 * Parses a message after checking it whole: the limits above, no wire type other than the field's,
 * no group, and no string that is not UTF-8 or holds a NUL. Unknown fields are allowed.
 *
 * Returns: (transfer full) (nullable): the message, to be freed with sotto_proto_free ()
 */
gpointer sotto_proto_unpack (const ProtobufCMessageDescriptor *descriptor,
                             const guint8 *data,
                             gsize length,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_proto_unpack_bytes:
 * @descriptor: what the bytes are said to be
 * @bytes: untrusted bytes
 * @error: return location for a #SottoBaseError
 *
 * The same over a #GBytes.
 *
 * Returns: (transfer full) (nullable): the message, to be freed with sotto_proto_free ()
 */
gpointer sotto_proto_unpack_bytes (const ProtobufCMessageDescriptor *descriptor,
                                   GBytes *bytes,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_proto_free:
 * @message: (nullable): a message that sotto_proto_unpack () returned
 *
 * Frees it with all that is nested in it. Never for a message that was put together on the stack.
 */
void sotto_proto_free (gpointer message);

/**
 * sotto_proto_pack:
 * @message: any generated message
 *
 * Serialises it, fields in the order of their numbers.
 *
 * Returns: (transfer full): the bytes
 */
GBytes *sotto_proto_pack (gconstpointer message) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_proto_borrow:
 * @bytes: bytes that outlive the message
 *
 * Returns: a field value that points into @bytes, for a message that is put together and packed,
 * never freed
 */
ProtobufCBinaryData sotto_proto_borrow (GBytes *bytes);

/**
 * SOTTO_PROTO_BINARY:
 * @array: an array (not a pointer) of bytes
 *
 * The same over an array in memory.
 */
#define SOTTO_PROTO_BINARY(array)                                                                  \
  ((ProtobufCBinaryData){ .len = sizeof (array), .data = (guint8 *) (array) })

/**
 * SottoProtoMessage:
 *
 * Any unpacked message, for `g_autoptr (SottoProtoMessage)`.
 */
typedef ProtobufCMessage SottoProtoMessage;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoProtoMessage, sotto_proto_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sotto__ApplicationMetadataMessage, sotto_proto_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sotto__ChatMessage, sotto_proto_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sotto__ContactUpdate, sotto_proto_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sotto__MembershipUpdateMessage, sotto_proto_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sotto__MembershipUpdateEvent, sotto_proto_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sotto__MvdsPayload, sotto_proto_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sotto__RequestAddressForTransaction, sotto_proto_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sotto__AcceptRequestAddressForTransaction, sotto_proto_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sotto__DeclineRequestAddressForTransaction, sotto_proto_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sotto__RequestTransaction, sotto_proto_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sotto__DeclineRequestTransaction, sotto_proto_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sotto__SendTransaction, sotto_proto_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sotto__PairInstallation, sotto_proto_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sotto__Bundle, sotto_proto_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sotto__DirectMessageProtocol, sotto_proto_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sotto__ProtocolMessage, sotto_proto_free)

G_END_DECLS

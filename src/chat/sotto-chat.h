/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-contact.h"
#include "sotto-message.h"

G_BEGIN_DECLS

/**
 * SottoChatKind:
 * @SOTTO_CHAT_KIND_DIRECT: two people
 * @SOTTO_CHAT_KIND_PUBLIC: a channel that anybody can read
 * @SOTTO_CHAT_KIND_GROUP: a private group
 *
 * Stored in databases: do not change the numbers.
 */
typedef enum
{
  SOTTO_CHAT_KIND_DIRECT = 1,
  SOTTO_CHAT_KIND_PUBLIC = 2,
  SOTTO_CHAT_KIND_GROUP = 3,
} SottoChatKind;

#define SOTTO_TYPE_CHAT_KIND (sotto_chat_kind_get_type ())
GType sotto_chat_kind_get_type (void);

/**
 * SottoChat:
 *
 * A conversation in the list. One object for each chat and messenger.
 *
 * Properties (all notify): `id` (s), `kind`, `name` (s), `contact` (object, nullable), `preview`
 * (s, nullable: last message on one line), `preview-author` (object, nullable), `preview-state`,
 * `last-activity` (x, ms since 1970), `unread-count` (u), `muted` (b), `muted-until` (x, ms;
 * G_MAXINT64: always), `draft` (s, nullable), `is-request` (b: a stranger's first message).
 */
#define SOTTO_TYPE_CHAT (sotto_chat_get_type ())
G_DECLARE_FINAL_TYPE (SottoChat, sotto_chat, SOTTO, CHAT, GObject)

const char *sotto_chat_get_id (SottoChat *self);
SottoChatKind sotto_chat_get_kind (SottoChat *self);
const char *sotto_chat_get_name (SottoChat *self);
SottoContact *sotto_chat_get_contact (SottoChat *self);
const char *sotto_chat_get_preview (SottoChat *self);
SottoContact *sotto_chat_get_preview_author (SottoChat *self);
SottoMessageState sotto_chat_get_preview_state (SottoChat *self);
gint64 sotto_chat_get_last_activity (SottoChat *self);
guint sotto_chat_get_unread_count (SottoChat *self);
gboolean sotto_chat_get_muted (SottoChat *self);
gint64 sotto_chat_get_muted_until (SottoChat *self);
const char *sotto_chat_get_draft (SottoChat *self);
gboolean sotto_chat_get_is_request (SottoChat *self);

G_END_DECLS

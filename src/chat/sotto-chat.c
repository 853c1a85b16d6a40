/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A conversation in the list, as front ends see it. */

#include "sotto-chat-private.h"

#include <glib/gi18n-lib.h>

#include "sotto-text.h"

#define MAX_PREVIEW_CHARACTERS 120
#define MAX_NAME_CHARACTERS 64

struct _SottoChat
{
  GObject parent_instance;

  gint64 row;
  char *id;
  SottoChatKind kind;
  char *name;
  SottoContact *contact;
  char *preview;
  SottoContact *preview_author;
  SottoMessageState preview_state;
  gint64 last_activity;
  guint unread_count;
  gint64 muted_until;
  gboolean muted;
  char *draft;
  gboolean is_request;
};

G_DEFINE_FINAL_TYPE (SottoChat, sotto_chat, G_TYPE_OBJECT)

enum
{
  PROP_ID = 1,
  PROP_KIND,
  PROP_NAME,
  PROP_CONTACT,
  PROP_PREVIEW,
  PROP_PREVIEW_AUTHOR,
  PROP_PREVIEW_STATE,
  PROP_LAST_ACTIVITY,
  PROP_UNREAD_COUNT,
  PROP_MUTED,
  PROP_MUTED_UNTIL,
  PROP_DRAFT,
  PROP_IS_REQUEST,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

GType
sotto_chat_kind_get_type (void)
{
  static const GEnumValue values[] = {
    { SOTTO_CHAT_KIND_DIRECT, "SOTTO_CHAT_KIND_DIRECT", "direct" },
    { SOTTO_CHAT_KIND_PUBLIC, "SOTTO_CHAT_KIND_PUBLIC", "public" },
    { SOTTO_CHAT_KIND_GROUP, "SOTTO_CHAT_KIND_GROUP", "group" },
    { 0, NULL, NULL },
  };
  static GType type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("SottoChatKind", values));
  return type;
}

void
sotto_chat_row_free (SottoChatRow *row)
{
  g_free (row->id);
  g_free (row->draft);
  g_free (row->preview);
  g_free (row);
}

static void
notify (SottoChat *self, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
contact_name_changed_cb (SottoContact *contact, GParamSpec *pspec, SottoChat *self)
{
  notify (self, PROP_NAME);
}

static void
sotto_chat_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SottoChat *self = SOTTO_CHAT (object);

  switch (id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_KIND:
      g_value_set_enum (value, self->kind);
      break;
    case PROP_NAME:
      g_value_set_string (value, sotto_chat_get_name (self));
      break;
    case PROP_CONTACT:
      g_value_set_object (value, self->contact);
      break;
    case PROP_PREVIEW:
      g_value_set_string (value, self->preview);
      break;
    case PROP_PREVIEW_AUTHOR:
      g_value_set_object (value, self->preview_author);
      break;
    case PROP_PREVIEW_STATE:
      g_value_set_enum (value, self->preview_state);
      break;
    case PROP_LAST_ACTIVITY:
      g_value_set_int64 (value, self->last_activity);
      break;
    case PROP_UNREAD_COUNT:
      g_value_set_uint (value, self->unread_count);
      break;
    case PROP_MUTED:
      g_value_set_boolean (value, self->muted);
      break;
    case PROP_MUTED_UNTIL:
      g_value_set_int64 (value, self->muted_until);
      break;
    case PROP_DRAFT:
      g_value_set_string (value, self->draft);
      break;
    case PROP_IS_REQUEST:
      g_value_set_boolean (value, self->is_request);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sotto_chat_finalize (GObject *object)
{
  SottoChat *self = SOTTO_CHAT (object);

  g_free (self->id);
  g_free (self->name);
  g_free (self->preview);
  g_free (self->draft);
  g_clear_object (&self->contact);
  g_clear_object (&self->preview_author);
  G_OBJECT_CLASS (sotto_chat_parent_class)->finalize (object);
}

#define READABLE (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)

static void
sotto_chat_class_init (SottoChatClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sotto_chat_get_property;
  object_class->finalize = sotto_chat_finalize;
  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, READABLE);
  properties[PROP_KIND] =
    g_param_spec_enum ("kind", NULL, NULL, SOTTO_TYPE_CHAT_KIND, SOTTO_CHAT_KIND_DIRECT, READABLE);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, READABLE);
  properties[PROP_CONTACT] =
    g_param_spec_object ("contact", NULL, NULL, SOTTO_TYPE_CONTACT, READABLE);
  properties[PROP_PREVIEW] = g_param_spec_string ("preview", NULL, NULL, NULL, READABLE);
  properties[PROP_PREVIEW_AUTHOR] =
    g_param_spec_object ("preview-author", NULL, NULL, SOTTO_TYPE_CONTACT, READABLE);
  properties[PROP_PREVIEW_STATE] = g_param_spec_enum (
    "preview-state", NULL, NULL, SOTTO_TYPE_MESSAGE_STATE, SOTTO_MESSAGE_STATE_RECEIVED, READABLE);
  properties[PROP_LAST_ACTIVITY] =
    g_param_spec_int64 ("last-activity", NULL, NULL, 0, G_MAXINT64, 0, READABLE);
  properties[PROP_UNREAD_COUNT] =
    g_param_spec_uint ("unread-count", NULL, NULL, 0, G_MAXUINT, 0, READABLE);
  properties[PROP_MUTED] = g_param_spec_boolean ("muted", NULL, NULL, FALSE, READABLE);
  properties[PROP_MUTED_UNTIL] =
    g_param_spec_int64 ("muted-until", NULL, NULL, 0, G_MAXINT64, 0, READABLE);
  properties[PROP_DRAFT] = g_param_spec_string ("draft", NULL, NULL, NULL, READABLE);
  properties[PROP_IS_REQUEST] = g_param_spec_boolean ("is-request", NULL, NULL, FALSE, READABLE);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sotto_chat_init (SottoChat *self)
{
}

static void
set_preview (SottoChat *self, const SottoChatRow *row, SottoContact *author)
{
  g_autofree char *preview = NULL;

  if (row->preview != NULL && row->preview_content == SOTTO_MESSAGE_CONTENT_PAYMENT)
    preview = g_strdup (_ ("Payment"));
  else if (row->preview != NULL)
    preview = sotto_text_sanitise_name (row->preview, MAX_PREVIEW_CHARACTERS);
  if (sotto_set_string (&self->preview, preview))
    notify (self, PROP_PREVIEW);
  if (g_set_object (&self->preview_author, (preview != NULL ? author : NULL)))
    notify (self, PROP_PREVIEW_AUTHOR);
  if (self->preview_state != row->preview_state)
    {
      self->preview_state = row->preview_state;
      notify (self, PROP_PREVIEW_STATE);
    }
}

static void
set_muted_until (SottoChat *self, gint64 muted_until_ms)
{
  if (self->muted_until == muted_until_ms)
    return;

  self->muted_until = muted_until_ms;
  notify (self, PROP_MUTED_UNTIL);
}

/* For the rest of the layer. */

SottoChat *
sotto_chat_new (const SottoChatRow *row, SottoContact *contact)
{
  SottoChat *self = g_object_new (SOTTO_TYPE_CHAT, NULL);

  self->row = row->row;
  self->id = g_strdup (row->id);
  self->kind = row->kind;
  self->name = sotto_text_sanitise_name (row->id, MAX_NAME_CHARACTERS);
  self->draft = g_strdup (row->draft);
  if (g_set_object (&self->contact, contact) && contact != NULL)
    g_signal_connect_object (contact, "notify::name", G_CALLBACK (contact_name_changed_cb), self,
                             0);

  return self;
}

void
sotto_chat_update (SottoChat *self,
                   const SottoChatRow *row,
                   SottoContact *preview_author,
                   gint64 now_ms)
{
  g_object_freeze_notify (G_OBJECT (self));
  set_preview (self, row, preview_author);
  set_muted_until (self, row->muted_until_ms);
  sotto_chat_check_muted (self, now_ms);
  if (self->last_activity != row->last_activity_ms)
    {
      self->last_activity = MAX (row->last_activity_ms, 0);
      notify (self, PROP_LAST_ACTIVITY);
    }
  if (self->unread_count != row->unread)
    {
      self->unread_count = row->unread;
      notify (self, PROP_UNREAD_COUNT);
    }
  if (self->is_request != row->is_request)
    {
      self->is_request = row->is_request;
      notify (self, PROP_IS_REQUEST);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

gint64
sotto_chat_get_row (SottoChat *self)
{
  return self->row;
}

void
sotto_chat_set_draft (SottoChat *self, const char *draft)
{
  if (sotto_set_string (&self->draft, draft != NULL && draft[0] != '\0' ? draft : NULL))
    notify (self, PROP_DRAFT);
}

void
sotto_chat_check_muted (SottoChat *self, gint64 now_ms)
{
  gboolean muted = self->muted_until > now_ms;

  if (self->muted == muted)
    return;

  self->muted = muted;
  notify (self, PROP_MUTED);
}

/* Public, in the header's order. */

/**
 * sotto_chat_get_id:
 * @self: a chat
 *
 * Returns: (transfer none): what the chat is called on the wire
 */
const char *
sotto_chat_get_id (SottoChat *self)
{
  g_return_val_if_fail (SOTTO_IS_CHAT (self), NULL);

  return self->id;
}

/**
 * sotto_chat_get_kind:
 * @self: a chat
 *
 * Returns: which kind of chat it is
 */
SottoChatKind
sotto_chat_get_kind (SottoChat *self)
{
  g_return_val_if_fail (SOTTO_IS_CHAT (self), SOTTO_CHAT_KIND_DIRECT);

  return self->kind;
}

/**
 * sotto_chat_get_name:
 * @self: a chat
 *
 * Returns: (transfer none): what to call it: the other person's name, or the channel without "#"
 */
const char *
sotto_chat_get_name (SottoChat *self)
{
  g_return_val_if_fail (SOTTO_IS_CHAT (self), NULL);

  return self->contact != NULL ? sotto_contact_get_name (self->contact) : self->name;
}

/**
 * sotto_chat_get_contact:
 * @self: a chat
 *
 * Returns: (transfer none) (nullable): the other person of a direct chat
 */
SottoContact *
sotto_chat_get_contact (SottoChat *self)
{
  g_return_val_if_fail (SOTTO_IS_CHAT (self), NULL);

  return self->contact;
}

/**
 * sotto_chat_get_preview:
 * @self: a chat
 *
 * Returns: (transfer none) (nullable): the last message on one line, shortened
 */
const char *
sotto_chat_get_preview (SottoChat *self)
{
  g_return_val_if_fail (SOTTO_IS_CHAT (self), NULL);

  return self->preview;
}

/**
 * sotto_chat_get_preview_author:
 * @self: a chat
 *
 * Returns: (transfer none) (nullable): who wrote the last message
 */
SottoContact *
sotto_chat_get_preview_author (SottoChat *self)
{
  g_return_val_if_fail (SOTTO_IS_CHAT (self), NULL);

  return self->preview_author;
}

/**
 * sotto_chat_get_preview_state:
 * @self: a chat
 *
 * Returns: how far the last message got
 */
SottoMessageState
sotto_chat_get_preview_state (SottoChat *self)
{
  g_return_val_if_fail (SOTTO_IS_CHAT (self), SOTTO_MESSAGE_STATE_RECEIVED);

  return self->preview_state;
}

/**
 * sotto_chat_get_last_activity:
 * @self: a chat
 *
 * Returns: when something last happened in it, milliseconds since 1970
 */
gint64
sotto_chat_get_last_activity (SottoChat *self)
{
  g_return_val_if_fail (SOTTO_IS_CHAT (self), 0);

  return self->last_activity;
}

/**
 * sotto_chat_get_unread_count:
 * @self: a chat
 *
 * Returns: how many messages are unread
 */
guint
sotto_chat_get_unread_count (SottoChat *self)
{
  g_return_val_if_fail (SOTTO_IS_CHAT (self), 0);

  return self->unread_count;
}

/**
 * sotto_chat_get_muted:
 * @self: a chat
 *
 * Returns: whether it is muted now
 */
gboolean
sotto_chat_get_muted (SottoChat *self)
{
  g_return_val_if_fail (SOTTO_IS_CHAT (self), FALSE);

  return self->muted;
}

/**
 * sotto_chat_get_muted_until:
 * @self: a chat
 *
 * Returns: when it stops being muted, milliseconds since 1970; %G_MAXINT64: never
 */
gint64
sotto_chat_get_muted_until (SottoChat *self)
{
  g_return_val_if_fail (SOTTO_IS_CHAT (self), 0);

  return self->muted_until;
}

/**
 * sotto_chat_get_draft:
 * @self: a chat
 *
 * Returns: (transfer none) (nullable): what was being written
 */
const char *
sotto_chat_get_draft (SottoChat *self)
{
  g_return_val_if_fail (SOTTO_IS_CHAT (self), NULL);

  return self->draft;
}

/**
 * sotto_chat_get_is_request:
 * @self: a chat
 *
 * Returns: whether a stranger began it and nobody has accepted yet
 */
gboolean
sotto_chat_get_is_request (SottoChat *self)
{
  g_return_val_if_fail (SOTTO_IS_CHAT (self), FALSE);

  return self->is_request;
}

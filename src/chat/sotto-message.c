/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One message, as front ends see it. */

#include "sotto-message-private.h"

#include <glib/gi18n-lib.h>

#include "sotto-text.h"

/* What is quoted above an answer. */
#define MAX_QUOTE_CHARACTERS 200

/* Year 9999: beyond it, calendars give up. */
#define MAX_TIMESTAMP_MS G_GINT64_CONSTANT (253402300799999)

struct _SottoMessage
{
  GObject parent_instance;

  gint64 row;
  gint64 chat;
  SottoHash hash;
  char *id;
  char *chat_id;
  SottoContact *author;
  gboolean outgoing;
  char *text;
  SottoMessageContent content;
  SottoMessageState state;
  gint64 timestamp;
  guint64 clock;
  char *reply_to;
  char *quote_text;
  SottoContact *quote_author;
  guint encryption;
  gboolean unread;
  SottoPayment *payment;
};

G_DEFINE_FINAL_TYPE (SottoMessage, sotto_message, G_TYPE_OBJECT)

enum
{
  PROP_STATE = 1,
  PROP_QUOTE_TEXT,
  PROP_QUOTE_AUTHOR,
  PROP_PAYMENT,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

GType
sotto_message_state_get_type (void)
{
  static const GEnumValue values[] = {
    { SOTTO_MESSAGE_STATE_RECEIVED, "SOTTO_MESSAGE_STATE_RECEIVED", "received" },
    { SOTTO_MESSAGE_STATE_SENDING, "SOTTO_MESSAGE_STATE_SENDING", "sending" },
    { SOTTO_MESSAGE_STATE_SENT, "SOTTO_MESSAGE_STATE_SENT", "sent" },
    { SOTTO_MESSAGE_STATE_DELIVERED, "SOTTO_MESSAGE_STATE_DELIVERED", "delivered" },
    { SOTTO_MESSAGE_STATE_FAILED, "SOTTO_MESSAGE_STATE_FAILED", "failed" },
    { 0, NULL, NULL },
  };
  static GType type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("SottoMessageState", values));
  return type;
}

void
sotto_message_row_free (SottoMessageRow *row)
{
  g_free (row->chat_id);
  g_free (row->text);
  g_free (row->quote);
  g_clear_pointer (&row->payment, sotto_payment_row_free);
  g_free (row);
}

static void
sotto_message_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SottoMessage *self = SOTTO_MESSAGE (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_QUOTE_TEXT:
      g_value_set_string (value, self->quote_text);
      break;
    case PROP_QUOTE_AUTHOR:
      g_value_set_object (value, self->quote_author);
      break;
    case PROP_PAYMENT:
      g_value_set_object (value, self->payment);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sotto_message_finalize (GObject *object)
{
  SottoMessage *self = SOTTO_MESSAGE (object);

  g_free (self->id);
  g_free (self->chat_id);
  g_free (self->text);
  g_free (self->reply_to);
  g_free (self->quote_text);
  g_clear_object (&self->author);
  g_clear_object (&self->quote_author);
  g_clear_object (&self->payment);
  G_OBJECT_CLASS (sotto_message_parent_class)->finalize (object);
}

#define READABLE (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)

static void
sotto_message_class_init (SottoMessageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sotto_message_get_property;
  object_class->finalize = sotto_message_finalize;
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, SOTTO_TYPE_MESSAGE_STATE,
                                              SOTTO_MESSAGE_STATE_RECEIVED, READABLE);
  properties[PROP_QUOTE_TEXT] = g_param_spec_string ("quote-text", NULL, NULL, NULL, READABLE);
  properties[PROP_QUOTE_AUTHOR] =
    g_param_spec_object ("quote-author", NULL, NULL, SOTTO_TYPE_CONTACT, READABLE);
  properties[PROP_PAYMENT] =
    g_param_spec_object ("payment", NULL, NULL, SOTTO_TYPE_PAYMENT, READABLE);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sotto_message_init (SottoMessage *self)
{
}

static char *
format_hash (const SottoHash *hash)
{
  g_autofree char *hex = sotto_hash_to_hex (hash);

  return g_strconcat ("0x", hex, NULL);
}

static void
notify (SottoMessage *self, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
take_quote (SottoMessage *self, const SottoMessageRow *row, SottoContact *author)
{
  g_autofree char *text = NULL;

  if (row->quote != NULL && author != NULL)
    text = sotto_text_sanitise_name (row->quote, MAX_QUOTE_CHARACTERS);
  g_clear_pointer (&self->reply_to, g_free);
  if (text != NULL)
    self->reply_to = format_hash (&row->quote_id);
  if (sotto_set_string (&self->quote_text, text))
    notify (self, PROP_QUOTE_TEXT);
  if (g_set_object (&self->quote_author, (text != NULL ? author : NULL)))
    notify (self, PROP_QUOTE_AUTHOR);
}

/* For the rest of the layer. */

SottoMessage *
sotto_message_new (const SottoMessageRow *row,
                   SottoContact *author,
                   SottoContact *quote_author,
                   SottoPayment *payment)
{
  SottoMessage *self = g_object_new (SOTTO_TYPE_MESSAGE, NULL);

  self->row = row->row;
  self->chat = row->chat;
  self->hash = row->id;
  self->id = format_hash (&row->id);
  self->chat_id = g_strdup (row->chat_id);
  self->author = g_object_ref (author);
  self->outgoing = row->outgoing;
  /* What a command says is in its payment, and nothing of it is text from the network. */
  self->text = row->content == SOTTO_MESSAGE_CONTENT_PAYMENT ? g_strdup (_ ("Payment"))
                                                             : sotto_text_sanitise_body (row->text);
  if (payment != NULL)
    self->payment = g_object_ref (payment);
  self->content = row->content;
  self->state = row->state;
  self->timestamp = CLAMP (row->timestamp_ms, 0, MAX_TIMESTAMP_MS);
  self->clock = (guint64) row->clock;
  self->encryption = row->encryption;
  self->unread = row->unread;
  take_quote (self, row, quote_author);

  return self;
}

void
sotto_message_update (SottoMessage *self, const SottoMessageRow *row, SottoContact *quote_author)
{
  g_object_freeze_notify (G_OBJECT (self));
  self->encryption = row->encryption;
  self->unread = row->unread;
  take_quote (self, row, quote_author);
  if (self->state != row->state)
    {
      self->state = row->state;
      notify (self, PROP_STATE);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

void
sotto_message_set_read (SottoMessage *self)
{
  self->unread = FALSE;
}

void
sotto_message_drop_quote (SottoMessage *self)
{
  g_object_freeze_notify (G_OBJECT (self));
  g_clear_pointer (&self->reply_to, g_free);
  if (sotto_set_string (&self->quote_text, NULL))
    notify (self, PROP_QUOTE_TEXT);
  if (g_set_object (&self->quote_author, NULL))
    notify (self, PROP_QUOTE_AUTHOR);
  g_object_thaw_notify (G_OBJECT (self));
}

gint64
sotto_message_get_row (SottoMessage *self)
{
  return self->row;
}

gint64
sotto_message_get_chat_row (SottoMessage *self)
{
  return self->chat;
}

const SottoHash *
sotto_message_get_hash (SottoMessage *self)
{
  return &self->hash;
}

int
sotto_message_compare (SottoMessage *a, SottoMessage *b)
{
  if (a->clock != b->clock)
    return a->clock < b->clock ? -1 : 1;
  return sotto_hash_compare (&a->hash, &b->hash);
}

/* Public, in the header's order. */

/**
 * sotto_message_get_id:
 * @self: a message
 *
 * Returns: (transfer none): its id on the wire, "0x" and 64 digits
 */
const char *
sotto_message_get_id (SottoMessage *self)
{
  g_return_val_if_fail (SOTTO_IS_MESSAGE (self), NULL);

  return self->id;
}

/**
 * sotto_message_get_chat_id:
 * @self: a message
 *
 * Returns: (transfer none): the id of the chat that it belongs to
 */
const char *
sotto_message_get_chat_id (SottoMessage *self)
{
  g_return_val_if_fail (SOTTO_IS_MESSAGE (self), NULL);

  return self->chat_id;
}

/**
 * sotto_message_get_author:
 * @self: a message
 *
 * Returns: (transfer none): who wrote it
 */
SottoContact *
sotto_message_get_author (SottoMessage *self)
{
  g_return_val_if_fail (SOTTO_IS_MESSAGE (self), NULL);

  return self->author;
}

/**
 * sotto_message_is_outgoing:
 * @self: a message
 *
 * Returns: whether we wrote it
 */
gboolean
sotto_message_is_outgoing (SottoMessage *self)
{
  g_return_val_if_fail (SOTTO_IS_MESSAGE (self), FALSE);

  return self->outgoing;
}

/**
 * sotto_message_get_text:
 * @self: a message
 *
 * Returns: (transfer none): its text, sanitised for display, valid UTF-8, never markup
 */
const char *
sotto_message_get_text (SottoMessage *self)
{
  g_return_val_if_fail (SOTTO_IS_MESSAGE (self), NULL);

  return self->text;
}

/**
 * sotto_message_get_content:
 * @self: a message
 *
 * Returns: what kind of text it is
 */
SottoMessageContent
sotto_message_get_content (SottoMessage *self)
{
  g_return_val_if_fail (SOTTO_IS_MESSAGE (self), SOTTO_MESSAGE_CONTENT_OTHER);

  return self->content;
}

/**
 * sotto_message_get_state:
 * @self: a message
 *
 * Returns: how far it got
 */
SottoMessageState
sotto_message_get_state (SottoMessage *self)
{
  g_return_val_if_fail (SOTTO_IS_MESSAGE (self), SOTTO_MESSAGE_STATE_RECEIVED);

  return self->state;
}

/**
 * sotto_message_get_timestamp:
 * @self: a message
 *
 * Returns: when its author says it was written: milliseconds since 1970, at most the end of the
 *   year 9999
 */
gint64
sotto_message_get_timestamp (SottoMessage *self)
{
  g_return_val_if_fail (SOTTO_IS_MESSAGE (self), 0);

  return self->timestamp;
}

/**
 * sotto_message_get_clock:
 * @self: a message
 *
 * Returns: its Lamport clock, which with the id decides the order
 */
guint64
sotto_message_get_clock (SottoMessage *self)
{
  g_return_val_if_fail (SOTTO_IS_MESSAGE (self), 0);

  return self->clock;
}

/**
 * sotto_message_get_reply_to:
 * @self: a message
 *
 * Returns: (transfer none) (nullable): id of the message that it answers, if that is in this chat
 */
const char *
sotto_message_get_reply_to (SottoMessage *self)
{
  g_return_val_if_fail (SOTTO_IS_MESSAGE (self), NULL);

  return self->reply_to;
}

/**
 * sotto_message_get_quote_text:
 * @self: a message
 *
 * Returns: (transfer none) (nullable): the text of that message on one line, shortened
 */
const char *
sotto_message_get_quote_text (SottoMessage *self)
{
  g_return_val_if_fail (SOTTO_IS_MESSAGE (self), NULL);

  return self->quote_text;
}

/**
 * sotto_message_get_quote_author:
 * @self: a message
 *
 * Returns: (transfer none) (nullable): who wrote that message
 */
SottoContact *
sotto_message_get_quote_author (SottoMessage *self)
{
  g_return_val_if_fail (SOTTO_IS_MESSAGE (self), NULL);

  return self->quote_author;
}

/**
 * sotto_message_get_encryption:
 * @self: a message
 *
 * Returns: how it was protected on its way, a #SottoEncryption
 */
guint
sotto_message_get_encryption (SottoMessage *self)
{
  g_return_val_if_fail (SOTTO_IS_MESSAGE (self), 0);

  return self->encryption;
}

/**
 * sotto_message_is_unread:
 * @self: a message
 *
 * Returns: whether it counted as unread when last looked at
 */
gboolean
sotto_message_is_unread (SottoMessage *self)
{
  g_return_val_if_fail (SOTTO_IS_MESSAGE (self), FALSE);

  return self->unread;
}

/**
 * sotto_message_get_payment:
 * @self: a message
 *
 * Returns: (transfer none) (nullable): the payment that it shows
 */
SottoPayment *
sotto_message_get_payment (SottoMessage *self)
{
  g_return_val_if_fail (SOTTO_IS_MESSAGE (self), NULL);

  return self->payment;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A person, as front ends see one. */

#include "sotto-contact-private.h"

#include "sotto-name-generator.h"
#include "sotto-text.h"

/* Longer nicknames are cut for display. */
#define MAX_NAME_CHARACTERS 64

struct _SottoContact
{
  GObject parent_instance;

  SottoPublicKey key;
  char *key_text;
  char *alias;
  char *nickname;
  gboolean added;
  gboolean requested;
  gboolean blocked;
  gboolean is_self;
};

G_DEFINE_FINAL_TYPE (SottoContact, sotto_contact, G_TYPE_OBJECT)

enum
{
  PROP_KEY_TEXT = 1,
  PROP_NAME,
  PROP_ALIAS,
  PROP_NICKNAME,
  PROP_ADDED,
  PROP_REQUESTED,
  PROP_BLOCKED,
  PROP_IS_SELF,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

void
sotto_contact_row_free (SottoContactRow *row)
{
  g_free (row->nickname);
  g_free (row);
}

static void
sotto_contact_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SottoContact *self = SOTTO_CONTACT (object);

  switch (id)
    {
    case PROP_KEY_TEXT:
      g_value_set_string (value, self->key_text);
      break;
    case PROP_NAME:
      g_value_set_string (value, sotto_contact_get_name (self));
      break;
    case PROP_ALIAS:
      g_value_set_string (value, self->alias);
      break;
    case PROP_NICKNAME:
      g_value_set_string (value, self->nickname);
      break;
    case PROP_ADDED:
      g_value_set_boolean (value, self->added);
      break;
    case PROP_REQUESTED:
      g_value_set_boolean (value, self->requested);
      break;
    case PROP_BLOCKED:
      g_value_set_boolean (value, self->blocked);
      break;
    case PROP_IS_SELF:
      g_value_set_boolean (value, self->is_self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sotto_contact_finalize (GObject *object)
{
  SottoContact *self = SOTTO_CONTACT (object);

  g_free (self->key_text);
  g_free (self->alias);
  g_free (self->nickname);
  G_OBJECT_CLASS (sotto_contact_parent_class)->finalize (object);
}

static GParamSpec *
text_property (const char *name)
{
  return g_param_spec_string (name, NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static GParamSpec *
flag_property (const char *name)
{
  return g_param_spec_boolean (name, NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
sotto_contact_class_init (SottoContactClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sotto_contact_get_property;
  object_class->finalize = sotto_contact_finalize;
  properties[PROP_KEY_TEXT] = text_property ("key-text");
  properties[PROP_NAME] = text_property ("name");
  properties[PROP_ALIAS] = text_property ("alias");
  properties[PROP_NICKNAME] = text_property ("nickname");
  properties[PROP_ADDED] = flag_property ("added");
  properties[PROP_REQUESTED] = flag_property ("requested");
  properties[PROP_BLOCKED] = flag_property ("blocked");
  properties[PROP_IS_SELF] = flag_property ("is-self");
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sotto_contact_init (SottoContact *self)
{
}

static void
set_flag (SottoContact *self, gboolean *flag, gboolean value, guint property)
{
  if (*flag == !!value)
    return;
  *flag = !!value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

/* For the rest of the layer. */

SottoContact *
sotto_contact_new (const SottoPublicKey *key, gboolean is_self)
{
  SottoContact *self = g_object_new (SOTTO_TYPE_CONTACT, NULL);

  self->key = *key;
  self->key_text = sotto_public_key_to_string (key);
  self->alias = sotto_name_generate (key);
  self->is_self = is_self;
  return self;
}

void
sotto_contact_update (SottoContact *self, const SottoContactRow *row)
{
  g_autofree char *nickname = NULL;

  if (row->nickname != NULL && row->nickname[0] != '\0')
    nickname = sotto_text_sanitise_name (row->nickname, MAX_NAME_CHARACTERS);
  g_object_freeze_notify (G_OBJECT (self));
  if (sotto_set_string (&self->nickname, nickname))
    {
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NICKNAME]);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
    }
  set_flag (self, &self->added, row->added, PROP_ADDED);
  set_flag (self, &self->requested, row->requested, PROP_REQUESTED);
  set_flag (self, &self->blocked, row->blocked, PROP_BLOCKED);
  g_object_thaw_notify (G_OBJECT (self));
}

gboolean
sotto_contact_is_listed (SottoContact *self)
{
  return !self->is_self &&
         (self->added || self->requested || self->blocked || self->nickname != NULL);
}

/* Public, in the header's order. */

/**
 * sotto_contact_get_key:
 * @self: a contact
 *
 * Returns: (transfer none): the chat key
 */
const SottoPublicKey *
sotto_contact_get_key (SottoContact *self)
{
  g_return_val_if_fail (SOTTO_IS_CONTACT (self), NULL);

  return &self->key;
}

/**
 * sotto_contact_get_key_text:
 * @self: a contact
 *
 * Returns: (transfer none): the chat key as "0x04" and 128 digits
 */
const char *
sotto_contact_get_key_text (SottoContact *self)
{
  g_return_val_if_fail (SOTTO_IS_CONTACT (self), NULL);

  return self->key_text;
}

/**
 * sotto_contact_get_name:
 * @self: a contact
 *
 * Returns: (transfer none): what to call this person: the nickname, else the three-word name
 */
const char *
sotto_contact_get_name (SottoContact *self)
{
  g_return_val_if_fail (SOTTO_IS_CONTACT (self), NULL);

  return self->nickname != NULL ? self->nickname : self->alias;
}

/**
 * sotto_contact_get_alias:
 * @self: a contact
 *
 * Returns: (transfer none): the three-word name of the key
 */
const char *
sotto_contact_get_alias (SottoContact *self)
{
  g_return_val_if_fail (SOTTO_IS_CONTACT (self), NULL);

  return self->alias;
}

/**
 * sotto_contact_get_nickname:
 * @self: a contact
 *
 * Returns: (transfer none) (nullable): the name that our user gave, sanitised
 */
const char *
sotto_contact_get_nickname (SottoContact *self)
{
  g_return_val_if_fail (SOTTO_IS_CONTACT (self), NULL);

  return self->nickname;
}

/**
 * sotto_contact_get_added:
 * @self: a contact
 *
 * Returns: whether this person is in our contacts
 */
gboolean
sotto_contact_get_added (SottoContact *self)
{
  g_return_val_if_fail (SOTTO_IS_CONTACT (self), FALSE);

  return self->added;
}

/**
 * sotto_contact_get_requested:
 * @self: a contact
 *
 * Returns: whether this person added us
 */
gboolean
sotto_contact_get_requested (SottoContact *self)
{
  g_return_val_if_fail (SOTTO_IS_CONTACT (self), FALSE);

  return self->requested;
}

/**
 * sotto_contact_get_blocked:
 * @self: a contact
 *
 * Returns: whether this person is blocked
 */
gboolean
sotto_contact_get_blocked (SottoContact *self)
{
  g_return_val_if_fail (SOTTO_IS_CONTACT (self), FALSE);

  return self->blocked;
}

/**
 * sotto_contact_get_is_self:
 * @self: a contact
 *
 * Returns: whether this is our user
 */
gboolean
sotto_contact_get_is_self (SottoContact *self)
{
  g_return_val_if_fail (SOTTO_IS_CONTACT (self), FALSE);

  return self->is_self;
}

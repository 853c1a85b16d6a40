/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One address of a wallet, as front ends see it. */

#include "sotto-wallet-account.h"

#include "sotto-text.h"
#include "sotto-wallet-models-private.h"

struct _SottoWalletAccount
{
  GObject parent_instance;

  gint64 id;
  gint64 source;
  guint8 bytes[SOTTO_ADDRESS_LENGTH];
  char *address;
  char *name;
  char *path;
  guint colour;
  gboolean hidden;
  gboolean has_phrase;
  SottoWalletAccountKind kind;
};

G_DEFINE_ENUM_TYPE (SottoWalletAccountKind,
                    sotto_wallet_account_kind,
                    G_DEFINE_ENUM_VALUE (SOTTO_WALLET_ACCOUNT_DERIVED, "derived"),
                    G_DEFINE_ENUM_VALUE (SOTTO_WALLET_ACCOUNT_PHRASE, "phrase"),
                    G_DEFINE_ENUM_VALUE (SOTTO_WALLET_ACCOUNT_KEY, "key"),
                    G_DEFINE_ENUM_VALUE (SOTTO_WALLET_ACCOUNT_WATCHED, "watched"))

G_DEFINE_FINAL_TYPE (SottoWalletAccount, sotto_wallet_account, G_TYPE_OBJECT)

enum
{
  PROP_ID = 1,
  PROP_ADDRESS,
  PROP_NAME,
  PROP_COLOUR,
  PROP_HIDDEN,
  PROP_KIND,
  PROP_CAN_SIGN,
  PROP_HAS_PHRASE,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

static void
sotto_wallet_account_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SottoWalletAccount *self = SOTTO_WALLET_ACCOUNT (object);

  switch (id)
    {
    case PROP_ID:
      g_value_set_int64 (value, self->id);
      break;
    case PROP_ADDRESS:
      g_value_set_string (value, self->address);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_COLOUR:
      g_value_set_uint (value, self->colour);
      break;
    case PROP_HIDDEN:
      g_value_set_boolean (value, self->hidden);
      break;
    case PROP_KIND:
      g_value_set_enum (value, self->kind);
      break;
    case PROP_CAN_SIGN:
      g_value_set_boolean (value, sotto_wallet_account_get_can_sign (self));
      break;
    case PROP_HAS_PHRASE:
      g_value_set_boolean (value, self->has_phrase);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sotto_wallet_account_finalize (GObject *object)
{
  SottoWalletAccount *self = SOTTO_WALLET_ACCOUNT (object);

  g_free (self->address);
  g_free (self->name);
  g_free (self->path);
  G_OBJECT_CLASS (sotto_wallet_account_parent_class)->finalize (object);
}

static void
sotto_wallet_account_class_init (SottoWalletAccountClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sotto_wallet_account_get_property;
  object_class->finalize = sotto_wallet_account_finalize;
  properties[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_ADDRESS] = g_param_spec_string ("address", NULL, NULL, NULL, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_COLOUR] =
    g_param_spec_uint ("colour", NULL, NULL, 0, SOTTO_WALLET_N_COLOURS - 1, 0, flags);
  properties[PROP_HIDDEN] = g_param_spec_boolean ("hidden", NULL, NULL, FALSE, flags);
  properties[PROP_KIND] = g_param_spec_enum ("kind", NULL, NULL, SOTTO_TYPE_WALLET_ACCOUNT_KIND,
                                             SOTTO_WALLET_ACCOUNT_DERIVED, flags);
  properties[PROP_CAN_SIGN] = g_param_spec_boolean ("can-sign", NULL, NULL, FALSE, flags);
  properties[PROP_HAS_PHRASE] = g_param_spec_boolean ("has-phrase", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sotto_wallet_account_init (SottoWalletAccount *self)
{
}

static void
notify (SottoWalletAccount *self, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

/* For the rest of the layer. */

SottoWalletAccount *
sotto_wallet_account_new (const SottoWalletAccountRow *row)
{
  SottoWalletAccount *self = g_object_new (SOTTO_TYPE_WALLET_ACCOUNT, NULL);

  self->id = row->id;
  memcpy (self->bytes, row->address, sizeof self->bytes);
  self->address = sotto_address_to_string (row->address);
  sotto_wallet_account_update (self, row);
  return self;
}

void
sotto_wallet_account_update (SottoWalletAccount *self, const SottoWalletAccountRow *row)
{
  g_autofree char *name = sotto_text_sanitise_name (row->name, SOTTO_WALLET_MAX_NAME_CHARACTERS);

  g_object_freeze_notify (G_OBJECT (self));
  if (sotto_set_string (&self->name, name))
    notify (self, PROP_NAME);
  if (self->colour != row->colour)
    {
      self->colour = row->colour;
      notify (self, PROP_COLOUR);
    }
  if (self->hidden != row->hidden)
    {
      self->hidden = row->hidden;
      notify (self, PROP_HIDDEN);
    }
  if (self->has_phrase != row->has_phrase)
    {
      self->has_phrase = row->has_phrase;
      notify (self, PROP_HAS_PHRASE);
    }
  if (self->kind != row->kind)
    {
      self->kind = row->kind;
      notify (self, PROP_KIND);
      notify (self, PROP_CAN_SIGN);
    }
  self->source = row->source;
  sotto_set_string (&self->path, row->path);
  g_object_thaw_notify (G_OBJECT (self));
}

void
sotto_wallet_account_clear_has_phrase (SottoWalletAccount *self)
{
  if (!self->has_phrase)
    return;
  self->has_phrase = FALSE;
  notify (self, PROP_HAS_PHRASE);
}

gint64
sotto_wallet_account_get_source (SottoWalletAccount *self)
{
  return self->source;
}

/* Public, in the header's order. */

/**
 * sotto_wallet_account_get_id:
 * @self: an account
 *
 * Returns: its row in the database
 */
gint64
sotto_wallet_account_get_id (SottoWalletAccount *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_ACCOUNT (self), 0);

  return self->id;
}

/**
 * sotto_wallet_account_get_address_bytes:
 * @self: an account
 *
 * Returns: (transfer none): the 20 bytes of its address
 */
const guint8 *
sotto_wallet_account_get_address_bytes (SottoWalletAccount *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_ACCOUNT (self), NULL);

  return self->bytes;
}

/**
 * sotto_wallet_account_get_address:
 * @self: an account
 *
 * Returns: (transfer none): its address, "0x" and 40 digits whose case is the checksum
 */
const char *
sotto_wallet_account_get_address (SottoWalletAccount *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_ACCOUNT (self), NULL);

  return self->address;
}

/**
 * sotto_wallet_account_get_name:
 * @self: an account
 *
 * Returns: (transfer none): what the user calls it, safe to show
 */
const char *
sotto_wallet_account_get_name (SottoWalletAccount *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_ACCOUNT (self), NULL);

  return self->name;
}

/**
 * sotto_wallet_account_get_colour:
 * @self: an account
 *
 * Returns: the number of its colour, below %SOTTO_WALLET_N_COLOURS
 */
guint
sotto_wallet_account_get_colour (SottoWalletAccount *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_ACCOUNT (self), 0);

  return self->colour;
}

/**
 * sotto_wallet_account_get_hidden:
 * @self: an account
 *
 * Returns: whether the user hid it
 */
gboolean
sotto_wallet_account_get_hidden (SottoWalletAccount *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_ACCOUNT (self), FALSE);

  return self->hidden;
}

/**
 * sotto_wallet_account_get_kind:
 * @self: an account
 *
 * Returns: where its key comes from
 */
SottoWalletAccountKind
sotto_wallet_account_get_kind (SottoWalletAccount *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_ACCOUNT (self), SOTTO_WALLET_ACCOUNT_WATCHED);

  return self->kind;
}

/**
 * sotto_wallet_account_get_can_sign:
 * @self: an account
 *
 * Returns: whether its key is on this computer
 */
gboolean
sotto_wallet_account_get_can_sign (SottoWalletAccount *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_ACCOUNT (self), FALSE);

  return self->kind != SOTTO_WALLET_ACCOUNT_WATCHED;
}

/**
 * sotto_wallet_account_get_has_phrase:
 * @self: an account
 *
 * Returns: whether the phrase that it comes from is on this computer
 */
gboolean
sotto_wallet_account_get_has_phrase (SottoWalletAccount *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_ACCOUNT (self), FALSE);

  return self->has_phrase;
}

/**
 * sotto_wallet_account_get_path:
 * @self: an account
 *
 * Returns: (transfer none) (nullable): how it was derived from its phrase
 */
const char *
sotto_wallet_account_get_path (SottoWalletAccount *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_ACCOUNT (self), NULL);

  return self->path;
}

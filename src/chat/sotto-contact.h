/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

#include "sotto-keys.h"

G_BEGIN_DECLS

/**
 * SottoContact:
 *
 * A person, known by the chat key. There is one object for each key and messenger.
 *
 * Properties (all notify): `key-text` (s: 0x04…), `name` (s: nickname, else three-word name;
 * sanitised), `alias` (s: three-word name), `nickname` (s, nullable), `added` (b: in our contacts),
 * `requested` (b: they added us), `blocked` (b), `is-self` (b).
 */
#define SOTTO_TYPE_CONTACT (sotto_contact_get_type ())
G_DECLARE_FINAL_TYPE (SottoContact, sotto_contact, SOTTO, CONTACT, GObject)

const SottoPublicKey *sotto_contact_get_key (SottoContact *self);
const char *sotto_contact_get_key_text (SottoContact *self);
const char *sotto_contact_get_name (SottoContact *self);
const char *sotto_contact_get_alias (SottoContact *self);
const char *sotto_contact_get_nickname (SottoContact *self);
gboolean sotto_contact_get_added (SottoContact *self);
gboolean sotto_contact_get_requested (SottoContact *self);
gboolean sotto_contact_get_blocked (SottoContact *self);
gboolean sotto_contact_get_is_self (SottoContact *self);

G_END_DECLS

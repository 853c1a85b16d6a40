/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-contact.h"

G_BEGIN_DECLS

/**
 * SottoContactRow:
 * @key: whose row it is
 * @nickname: (nullable): the name that our user gave
 * @added: whether we added this person
 * @requested: whether this person added us
 * @blocked: whether nothing of this person is taken in
 * @followed: whether we listen for its devices, even if not added
 * @listening: whether we listen on the topic that only the two of us know
 *
 * A contact as stored: an immutable value that may cross threads.
 */
typedef struct
{
  SottoPublicKey key;
  char *nickname;
  gboolean added;
  gboolean requested;
  gboolean blocked;
  gboolean followed;
  gboolean listening;
} SottoContactRow;

void sotto_contact_row_free (SottoContactRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoContactRow, sotto_contact_row_free)

/* (transfer full): a person about whom nothing is stored. */
SottoContact *sotto_contact_new (const SottoPublicKey *key,
                                 gboolean is_self) G_GNUC_WARN_UNUSED_RESULT;

/* Takes the state of @row over and notifies of what changed. */
void sotto_contact_update (SottoContact *self, const SottoContactRow *row);

/* Whether this person belongs in the list of contacts. */
gboolean sotto_contact_is_listed (SottoContact *self);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-contact-list.h"

G_BEGIN_DECLS

/* (transfer full) */
SottoContactList *sotto_contact_list_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* Adds, moves or removes @contact, as its state and name now demand. */
void sotto_contact_list_put (SottoContactList *self, SottoContact *contact);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * SottoPasswordFields:
 *
 * A new password, typed twice, with its strength in a bar and in words.
 *
 * Properties: `acceptable` (b, read only, notifies): strong enough, and both the same.
 * Signals: `activated`: Enter was pressed while it is acceptable.
 */
#define SOTTO_TYPE_PASSWORD_FIELDS (sotto_password_fields_get_type ())
G_DECLARE_FINAL_TYPE (SottoPasswordFields, sotto_password_fields, SOTTO, PASSWORD_FIELDS, AdwBin)

GtkWidget *sotto_password_fields_new (void);
gboolean sotto_password_fields_get_acceptable (SottoPasswordFields *self);

/* (transfer none): what was typed, until the fields are cleared. */
const char *sotto_password_fields_get_password (SottoPasswordFields *self);
void sotto_password_fields_clear (SottoPasswordFields *self);

G_END_DECLS

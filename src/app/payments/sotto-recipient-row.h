/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-session.h"
#include "sotto-wallet-names.h"

G_BEGIN_DECLS

/**
 * SottoRecipientRow:
 *
 * Whom something is sent to: an address or a name that is typed, or somebody from a list of those
 * who shared an address in a chat, one's own accounts, and whom one sent to before.
 */
#define SOTTO_TYPE_RECIPIENT_ROW (sotto_recipient_row_get_type ())
G_DECLARE_FINAL_TYPE (SottoRecipientRow, sotto_recipient_row, SOTTO, RECIPIENT_ROW, AdwEntryRow)

/* Fills the list. */
void sotto_recipient_row_set_session (SottoRecipientRow *self, SottoSession *session);

/* (transfer none) (nullable): what is known of who has @address. */
const char *sotto_recipient_row_get_label (SottoRecipientRow *self,
                                           const guint8 address[SOTTO_ADDRESS_LENGTH]);

/**
 * sotto_recipient_row_find_async:
 * @self: a row
 * @network: where something is going to be sent
 * @cancellable: (nullable): ends it
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Reads what was typed; a name is looked up. Errors are for people.
 */
void sotto_recipient_row_find_async (SottoRecipientRow *self,
                                     SottoWalletNetwork *network,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);

/* (transfer full): its name is NULL for an address that was typed. */
SottoWalletName *sotto_recipient_row_find_finish (SottoRecipientRow *self,
                                                  GAsyncResult *result,
                                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-address.h"
#include "sotto-wallet.h"

G_BEGIN_DECLS

/**
 * SottoWalletRecipient:
 * @address: 20 bytes
 * @name: (nullable): the name that led there when it was last sent there by name; where it leads
 * now is another question
 * @last_ms: when it was last sent there, in milliseconds since 1970
 *
 * Whom something was sent to.
 */
typedef struct
{
  guint8 address[SOTTO_ADDRESS_LENGTH];
  char *name;
  gint64 last_ms;
} SottoWalletRecipient;

void sotto_wallet_recipient_free (SottoWalletRecipient *recipient);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoWalletRecipient, sotto_wallet_recipient_free)

/**
 * sotto_wallet_load_recipients_async:
 * @self: a wallet
 * @limit: how many at most
 * @cancellable: (nullable): ends it
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Loads whom something was sent to, from any account, the last one first.
 */
void sotto_wallet_load_recipients_async (SottoWallet *self,
                                         guint limit,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);

/* (transfer full) (element-type SottoWalletRecipient) */
GPtrArray *sotto_wallet_load_recipients_finish (SottoWallet *self,
                                                GAsyncResult *result,
                                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

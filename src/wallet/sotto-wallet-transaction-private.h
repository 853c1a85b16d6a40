/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-keys.h"
#include "sotto-store.h"
#include "sotto-wallet-transaction.h"

G_BEGIN_DECLS

/* Transactions that are shown at once; the others are in the activity. */
#define SOTTO_WALLET_N_RECENT 200

/**
 * SottoWalletTransactionRow:
 *
 * A row of wallet_transactions. Strings and @raw are owned.
 */
typedef struct
{
  gint64 id;
  guint64 chain_id;
  gint64 account;
  guint64 nonce;
  SottoHash hash;
  GBytes *raw;
  SottoWalletTransactionState state;
  gint64 block;
  gint64 token;
  guint8 recipient[SOTTO_ADDRESS_LENGTH];
  SottoU256 amount;
  char *error;
  gint64 created_ms;
  gint64 sent_ms;
  gint64 mined_ms;
  char *purpose;
  gboolean has_note;
  guint8 note[SOTTO_SIGNATURE_LENGTH];
  gboolean told;
} SottoWalletTransactionRow;

void sotto_wallet_transaction_row_free (SottoWalletTransactionRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoWalletTransactionRow, sotto_wallet_transaction_row_free)

/* (transfer full) (element-type SottoWalletTransactionRow): the newest, and all that are open. */
GPtrArray *sotto_wallet_transaction_rows_load (SottoConnection *connection,
                                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (element-type SottoWalletTransactionRow): those of an account that may still
 * change, by nonce. */
GPtrArray *sotto_wallet_transaction_rows_unsettled (SottoConnection *connection,
                                                    gint64 account,
                                                    guint64 chain_id,
                                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

SottoWalletTransactionRow *
sotto_wallet_transaction_row_load (SottoConnection *connection,
                                   gint64 id,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes a new row and sets its id. */
gboolean sotto_wallet_transaction_row_insert (SottoConnection *connection,
                                              SottoWalletTransactionRow *row,
                                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

SottoWalletTransaction *
sotto_wallet_transaction_new (const SottoWalletTransactionRow *row) G_GNUC_WARN_UNUSED_RESULT;

/* After a commit. @head: the newest block that is known, 0: none. */
void sotto_wallet_transaction_update (SottoWalletTransaction *self,
                                      const SottoWalletTransactionRow *row,
                                      guint64 head);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-store.h"
#include "sotto-wallet-activity.h"

G_BEGIN_DECLS

/**
 * SottoWalletMove:
 * @activity: what is shown of it
 * @log_index: its place in the block
 * @block_hash: of the block
 *
 * A row of wallet_activity before it is stored.
 */
typedef struct
{
  SottoWalletActivity activity;
  guint64 log_index;
  SottoHash block_hash;
} SottoWalletMove;

/**
 * SottoWalletSpan:
 * @account: the row of the account
 * @chain_id: of the network
 * @from_block: the first block that was looked through
 * @to_block: the last one; what comes is one more. 0 and 0: none
 *
 * What was looked through: a row of wallet_scans.
 */
typedef struct
{
  gint64 account;
  guint64 chain_id;
  guint64 from_block;
  guint64 to_block;
} SottoWalletSpan;

/* All of these run in a job. */
gboolean sotto_wallet_span_load (SottoConnection *connection,
                                 SottoWalletSpan *span,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Exchanges what is known of the blocks from @first to @last for @moves (element-type
 * SottoWalletMove), and stores @span. Those in @moves that were not known are added to @received
 * (nullable) (element-type SottoWalletActivity). */
gboolean sotto_wallet_moves_store (SottoConnection *connection,
                                   const SottoWalletSpan *span,
                                   guint64 first,
                                   guint64 last,
                                   GArray *moves,
                                   GArray *received,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Forgets what was found above the block @head. */
gboolean sotto_wallet_moves_forget (SottoConnection *connection,
                                    const SottoWalletSpan *span,
                                    guint64 head,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (element-type SottoWalletActivity): the newest first. */
GArray *sotto_wallet_activity_load (SottoConnection *connection,
                                    gint64 account,
                                    guint limit,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

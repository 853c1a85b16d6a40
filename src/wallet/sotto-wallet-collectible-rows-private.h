/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-store.h"
#include "sotto-wallet-collectibles.h"

G_BEGIN_DECLS

/**
 * SottoWalletCollectibleRow:
 * @account: whose
 * @collection: the row of the collection
 * @contract: 20 bytes: of the collection
 * @kind: of the collection
 * @number: which one
 * @amount: how many
 *
 * A row of wallet_collectibles, with what is needed of its collection.
 */
typedef struct
{
  gint64 account;
  gint64 collection;
  guint8 contract[SOTTO_ADDRESS_LENGTH];
  SottoWalletCollectionKind kind;
  SottoU256 number;
  SottoU256 amount;
} SottoWalletCollectibleRow;

/* All of these run in a job. */

/* (transfer full) (element-type SottoWalletCollection): those of one network, or of all that are
 * used if @chain_id is 0. */
GPtrArray *sotto_wallet_collections_load (SottoConnection *connection,
                                          guint64 chain_id,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (element-type SottoWalletCollectibleRow): those of @account, on one network or on
 * all if @chain_id is 0, by collection and number. */
GArray *sotto_wallet_collectibles_load (SottoConnection *connection,
                                        gint64 account,
                                        guint64 chain_id,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* One that @account may have; nothing happens if it is there. @n_new is one more if it is not. */
gboolean sotto_wallet_collectible_add (SottoConnection *connection,
                                       gint64 account,
                                       gint64 collection,
                                       const SottoU256 *number,
                                       guint *n_new,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What was said in block @block; of an older one than before it changes nothing. */
gboolean sotto_wallet_collectible_set_amount (SottoConnection *connection,
                                              const SottoWalletCollectibleRow *row,
                                              guint64 block,
                                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

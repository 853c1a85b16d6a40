/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-u256.h"
#include "sotto-wallet.h"
#include "sotto-wallet-networks.h"

G_BEGIN_DECLS

#define SOTTO_WALLET_MAX_COLLECTIONS 200

/* What is asked for at most of one account on one network. */
#define SOTTO_WALLET_MAX_COLLECTIBLES 300

/**
 * SottoWalletCollectionKind:
 * @SOTTO_WALLET_COLLECTION_UNIQUE: each has one owner (ERC-721)
 * @SOTTO_WALLET_COLLECTION_SEVERAL: there are several of each (ERC-1155)
 */
typedef enum
{
  SOTTO_WALLET_COLLECTION_UNIQUE,
  SOTTO_WALLET_COLLECTION_SEVERAL,
} SottoWalletCollectionKind;

/**
 * SottoWalletCollectible:
 * @number: which one of its collection
 * @amount: how many of it; 1 of a unique one
 */
typedef struct
{
  SottoU256 number;
  SottoU256 amount;
} SottoWalletCollectible;

/**
 * SottoWalletCollection:
 * @id: its row; 0 before it is stored
 * @chain_id: of its network
 * @address: 20 bytes: of the contract
 * @name: (nullable): what the contract calls itself, sanitised; it may say anything
 * @kind: what it keeps
 * @owned: (element-type SottoWalletCollectible) (nullable): what an account has of it
 *
 * A contract of collectibles that the user chose to see. Nothing else is ever looked for: whoever
 * wants to be noticed can give away as many as they like.
 */
typedef struct
{
  gint64 id;
  guint64 chain_id;
  guint8 address[SOTTO_ADDRESS_LENGTH];
  char *name;
  SottoWalletCollectionKind kind;
  GArray *owned;
} SottoWalletCollection;

void sotto_wallet_collection_free (SottoWalletCollection *collection);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoWalletCollection, sotto_wallet_collection_free)

/**
 * sotto_wallet_read_collection_async:
 * @self: a wallet
 * @network: where the contract is; it has to be allowed to be asked
 * @address: 20 bytes: of the contract
 * @cancellable: (nullable): ends it
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Asks a contract which of the two kinds it is (ERC-165) and what it is called.
 * %SOTTO_WALLET_ERROR_REFUSED, in words for people, if it is neither or claims to be everything.
 */
void sotto_wallet_read_collection_async (SottoWallet *self,
                                         SottoWalletNetwork *network,
                                         const guint8 address[SOTTO_ADDRESS_LENGTH],
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);

/* (transfer full) */
SottoWalletCollection *
sotto_wallet_read_collection_finish (SottoWallet *self,
                                     GAsyncResult *result,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_wallet_add_collection_async:
 * @self: a wallet
 * @collection: what was read; copied
 * @number: (nullable): one of it that an account may have
 * @cancellable: (nullable): ends it
 * @callback: called when it is stored
 * @user_data: for @callback
 *
 * Stores a collection, whose network is then looked through again from its newest block on. One
 * that is there already only gets @number; without one that is %SOTTO_WALLET_ERROR_EXISTS. Ends
 * with sotto_wallet_change_finish (). What is in it is known after the next
 * sotto_wallet_scan_async () and sotto_wallet_refresh_assets_async ().
 */
void sotto_wallet_add_collection_async (SottoWallet *self,
                                        const SottoWalletCollection *collection,
                                        const SottoU256 *number,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);

/* Forgets the collection in row @id, with everything in it. Ends with
 * sotto_wallet_change_finish (). */
void sotto_wallet_remove_collection_async (SottoWallet *self,
                                           gint64 id,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);

/* What @account has, as stored. */
void sotto_wallet_list_collectibles_async (SottoWallet *self,
                                           SottoWalletAccount *account,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);

/* (transfer full) (element-type SottoWalletCollection): every collection of a network that is used,
 * also those of which @account has nothing. */
GPtrArray *sotto_wallet_list_collectibles_finish (SottoWallet *self,
                                                  GAsyncResult *result,
                                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

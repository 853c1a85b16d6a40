/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-store.h"
#include "sotto-wallet-account.h"
#include "sotto-wallet-network.h"
#include "sotto-wallet-token.h"

G_BEGIN_DECLS

/**
 * SottoWalletAccountRow:
 *
 * A row of accounts with what its source says. Strings are owned.
 */
typedef struct
{
  gint64 id;
  guint8 address[SOTTO_ADDRESS_LENGTH];
  SottoWalletAccountKind kind;
  gint64 source;
  gboolean has_phrase;
  char *path;
  char *name;
  guint colour;
  gboolean hidden;
} SottoWalletAccountRow;

typedef struct
{
  guint64 chain_id;
  char *name;
  char *symbol;
  guint decimals;
  char *explorer;
  SottoWalletNetworkFlags flags;
  gboolean enabled;
  SottoWalletConsent consent;
  gboolean built_in;
  char **endpoints;
} SottoWalletNetworkRow;

typedef struct
{
  gint64 id;
  guint64 chain_id;
  guint8 address[SOTTO_ADDRESS_LENGTH];
  char *symbol;
  char *name;
  guint decimals;
  SottoWalletTokenOrigin origin;
  SottoWalletTokenState state;
} SottoWalletTokenRow;

/* What a wallet begins with: rows in the order of their lists. */
typedef struct
{
  GPtrArray *accounts;
  GPtrArray *networks;
  GPtrArray *tokens;
  GPtrArray *transactions;
  gboolean has_own_phrase;
  gint64 unlock_seconds;
  char *currency;
  char *price_service;
} SottoWalletRows;

void sotto_wallet_account_row_free (SottoWalletAccountRow *row);
void sotto_wallet_network_row_free (SottoWalletNetworkRow *row);
void sotto_wallet_token_row_free (SottoWalletTokenRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoWalletAccountRow, sotto_wallet_account_row_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoWalletNetworkRow, sotto_wallet_network_row_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoWalletTokenRow, sotto_wallet_token_row_free)

SottoWalletRows *sotto_wallet_rows_load (SottoConnection *connection,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
void sotto_wallet_rows_free (SottoWalletRows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoWalletRows, sotto_wallet_rows_free)

/* (transfer full): one row, %SOTTO_WALLET_ERROR_NOT_FOUND if it is gone. */
SottoWalletAccountRow *sotto_wallet_account_row_load (SottoConnection *connection,
                                                      gint64 id,
                                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
SottoWalletNetworkRow *sotto_wallet_network_row_load (SottoConnection *connection,
                                                      guint64 chain_id,
                                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
SottoWalletTokenRow *sotto_wallet_token_row_load (SottoConnection *connection,
                                                  gint64 id,
                                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

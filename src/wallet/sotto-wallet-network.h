/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define SOTTO_WALLET_MAX_NETWORKS 64
#define SOTTO_WALLET_MAX_ENDPOINTS 8

/**
 * SottoWalletConsent:
 * @SOTTO_WALLET_CONSENT_UNASKED: the user has not been asked
 * @SOTTO_WALLET_CONSENT_NO: never ask the endpoints of this network anything
 * @SOTTO_WALLET_CONSENT_YES: the endpoints may be asked
 *
 * Stored: do not change the numbers.
 */
typedef enum
{
  SOTTO_WALLET_CONSENT_UNASKED = 0,
  SOTTO_WALLET_CONSENT_NO = 1,
  SOTTO_WALLET_CONSENT_YES = 2,
} SottoWalletConsent;

#define SOTTO_TYPE_WALLET_CONSENT (sotto_wallet_consent_get_type ())
GType sotto_wallet_consent_get_type (void);

/**
 * SottoWalletNetworkFlags:
 * @SOTTO_WALLET_NETWORK_TESTNET: its money is worth nothing, which every screen says
 * @SOTTO_WALLET_NETWORK_OP_STACK: a fee for the data on the first layer comes on top
 * @SOTTO_WALLET_NETWORK_ARBITRUM: estimates of gas include the first layer
 * @SOTTO_WALLET_NETWORK_LINEA: fees come from `linea_estimateGas`
 * @SOTTO_WALLET_NETWORK_LEGACY_FEES: knows one price of gas only
 *
 * What is different on a network. Stored: do not change the numbers.
 */
typedef enum
{
  SOTTO_WALLET_NETWORK_TESTNET = 1 << 0,
  SOTTO_WALLET_NETWORK_OP_STACK = 1 << 1,
  SOTTO_WALLET_NETWORK_ARBITRUM = 1 << 2,
  SOTTO_WALLET_NETWORK_LINEA = 1 << 3,
  SOTTO_WALLET_NETWORK_LEGACY_FEES = 1 << 4,
} SottoWalletNetworkFlags;

/**
 * SottoWalletNetwork:
 *
 * One chain and how it is reached. Nothing of it is ever asked before #SottoWalletNetwork:consent
 * is %SOTTO_WALLET_CONSENT_YES and it is enabled. #SottoWallet has the functions that change it.
 *
 * Properties (read only, notify): `name` (s), `enabled` (b), `consent`. Signals:
 * `endpoints-changed`.
 */
#define SOTTO_TYPE_WALLET_NETWORK (sotto_wallet_network_get_type ())
G_DECLARE_FINAL_TYPE (SottoWalletNetwork, sotto_wallet_network, SOTTO, WALLET_NETWORK, GObject)

guint64 sotto_wallet_network_get_chain_id (SottoWalletNetwork *self);

/* (transfer none): sanitised; of the chain, and of its coin, such as "ETH". */
const char *sotto_wallet_network_get_name (SottoWalletNetwork *self);
const char *sotto_wallet_network_get_symbol (SottoWalletNetwork *self);
guint sotto_wallet_network_get_decimals (SottoWalletNetwork *self);
SottoWalletNetworkFlags sotto_wallet_network_get_flags (SottoWalletNetwork *self);
gboolean sotto_wallet_network_get_is_testnet (SottoWalletNetwork *self);

/* (transfer none) (nullable): "https://…" without a final slash; "/tx/…" or "/address/…" follows.
 */
const char *sotto_wallet_network_get_explorer (SottoWalletNetwork *self);

/* (transfer full) (nullable): the page about the transaction @hash, "0x" and 64 digits. */
char *sotto_wallet_network_dup_transaction_page (SottoWalletNetwork *self,
                                                 const char *hash) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_wallet_network_get_enabled (SottoWalletNetwork *self);
SottoWalletConsent sotto_wallet_network_get_consent (SottoWalletNetwork *self);

/* Whether it is one of those that the program brings: it can be disabled, not removed. */
gboolean sotto_wallet_network_get_is_built_in (SottoWalletNetwork *self);

/* (transfer none) (array zero-terminated=1): URLs in the order of preference. They may hold a
 * person's key for the provider: never log them. */
const char *const *sotto_wallet_network_get_endpoints (SottoWalletNetwork *self);

G_END_DECLS

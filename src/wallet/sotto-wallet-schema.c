/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tables of this layer. docs/storage.md says what they are for and how large they grow. States
 * and kinds are the enumerations of the headers; amounts are 32 bytes, most significant first;
 * `token` 0 is the coin of the chain. */

#include "sotto-wallet-services.h"

static const char keys_and_accounts[] =
  "CREATE TABLE wallet_sources ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  kind INTEGER NOT NULL,"
  "  secret_name TEXT NOT NULL UNIQUE,"
  "  phrase_name TEXT UNIQUE,"
  "  next_index INTEGER NOT NULL DEFAULT 0"
  ") STRICT;"
  "CREATE TABLE wallet_accounts ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  address BLOB NOT NULL UNIQUE CHECK (length (address) = 20),"
  "  source INTEGER REFERENCES wallet_sources (id),"
  "  path_index INTEGER,"
  "  name TEXT NOT NULL,"
  "  colour INTEGER NOT NULL,"
  "  position INTEGER NOT NULL,"
  "  hidden INTEGER NOT NULL DEFAULT 0"
  ") STRICT;"
  "CREATE INDEX wallet_accounts_by_source ON wallet_accounts (source);"
  "INSERT INTO wallet_sources (kind, secret_name, phrase_name)"
  "  VALUES (0, 'wallet-root', 'recovery-phrase');";

static const char networks_and_tokens[] =
  "CREATE TABLE wallet_networks ("
  "  chain_id INTEGER PRIMARY KEY,"
  "  name TEXT NOT NULL,"
  "  symbol TEXT NOT NULL,"
  "  decimals INTEGER NOT NULL,"
  "  explorer TEXT,"
  "  flags INTEGER NOT NULL DEFAULT 0,"
  "  enabled INTEGER NOT NULL DEFAULT 1,"
  "  consent INTEGER NOT NULL DEFAULT 0,"
  "  built_in INTEGER NOT NULL DEFAULT 0,"
  "  position INTEGER NOT NULL"
  ") STRICT;"
  "CREATE TABLE wallet_endpoints ("
  "  id INTEGER PRIMARY KEY,"
  "  chain_id INTEGER NOT NULL REFERENCES wallet_networks (chain_id) ON DELETE CASCADE,"
  "  url TEXT NOT NULL,"
  "  position INTEGER NOT NULL,"
  "  UNIQUE (chain_id, url)"
  ") STRICT;"
  "CREATE TABLE wallet_tokens ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  chain_id INTEGER NOT NULL REFERENCES wallet_networks (chain_id) ON DELETE CASCADE,"
  "  address BLOB NOT NULL CHECK (length (address) = 20),"
  "  symbol TEXT NOT NULL,"
  "  name TEXT NOT NULL,"
  "  decimals INTEGER NOT NULL,"
  "  origin INTEGER NOT NULL,"
  "  state INTEGER NOT NULL DEFAULT 0,"
  "  UNIQUE (chain_id, address)"
  ") STRICT;";

/* What the program brings. Addresses carry their checksum, which a test holds them to. */
static const char first_networks[] =
  "INSERT INTO wallet_networks"
  " (chain_id, name, symbol, decimals, explorer, flags, enabled, built_in, position) VALUES"
  "  (1, 'Ethereum', 'ETH', 18, 'https://etherscan.io', 0, 1, 1, 0),"
  "  (10, 'Optimism', 'ETH', 18, 'https://optimistic.etherscan.io', 2, 1, 1, 1),"
  "  (42161, 'Arbitrum One', 'ETH', 18, 'https://arbiscan.io', 4, 1, 1, 2),"
  "  (8453, 'Base', 'ETH', 18, 'https://basescan.org', 2, 1, 1, 3),"
  "  (11155111, 'Sepolia', 'ETH', 18, 'https://sepolia.etherscan.io', 1, 0, 1, 4);"
  "INSERT INTO wallet_endpoints (chain_id, url, position) VALUES"
  "  (1, 'https://ethereum-rpc.publicnode.com', 0),"
  "  (10, 'https://optimism-rpc.publicnode.com', 0),"
  "  (42161, 'https://arbitrum-one-rpc.publicnode.com', 0),"
  "  (8453, 'https://base-rpc.publicnode.com', 0),"
  "  (11155111, 'https://ethereum-sepolia-rpc.publicnode.com', 0);"
  "INSERT INTO wallet_tokens (chain_id, address, symbol, name, decimals, origin) VALUES"
  "  (1, X'744d70FDBE2Ba4CF95131626614a1763DF805B9E', 'SNT',"
  "   'Status Network Token', 18, 0),"
  "  (1, X'6B175474E89094C44Da98b954EedeAC495271d0F', 'DAI',"
  "   'Dai Stablecoin', 18, 0),"
  "  (1, X'A0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48', 'USDC',"
  "   'USD Coin', 6, 0),"
  "  (1, X'dAC17F958D2ee523a2206206994597C13D831ec7', 'USDT',"
  "   'Tether USD', 6, 0),"
  "  (1, X'514910771AF9Ca656af840dff83E8264EcF986CA', 'LINK',"
  "   'ChainLink Token', 18, 0),"
  "  (1, X'89d24A6b4CcB1B6fAA2625fE562bDD9a23260359', 'SAI',"
  "   'Sai Stablecoin v1.0', 18, 0),"
  "  (1, X'9f8F72aA9304c8B593d555F12eF6589cC3A579A2', 'MKR',"
  "   'Maker', 18, 0),"
  "  (10, X'650AF3C15AF43dcB218406d30784416D64Cfb6B2', 'SNT',"
  "   'Status Network Token', 18, 0),"
  "  (10, X'0b2C639c533813f4Aa9D7837CAf62653d097Ff85', 'USDC',"
  "   'USD Coin', 6, 0),"
  "  (10, X'DA10009cBd5D07dd0CeCc66161FC93D7c9000da1', 'DAI',"
  "   'Dai Stablecoin', 18, 0),"
  "  (42161, X'707F635951193dDaFBB40971a0fCAAb8A6415160', 'SNT',"
  "   'Status Network Token', 18, 0),"
  "  (42161, X'af88d065e77c8cC2239327C5EDb3A432268e5831', 'USDC',"
  "   'USD Coin', 6, 0),"
  "  (42161, X'DA10009cBd5D07dd0CeCc66161FC93D7c9000da1', 'DAI',"
  "   'Dai Stablecoin', 18, 0),"
  "  (8453, X'662015EC830DF08C0FC45896FaB726542e8AC09E', 'SNT',"
  "   'Status Network Token', 18, 0),"
  "  (8453, X'833589fCD6eDb6E08f4c7C32D4f71b54bdA02913', 'USDC',"
  "   'USD Coin', 6, 0),"
  "  (11155111, X'E452027cdEF746c7Cd3DB31CB700428b16cD8E51', 'STT',"
  "   'Status Test Token', 18, 0);";

static const char money[] =
  "CREATE TABLE wallet_balances ("
  "  account INTEGER NOT NULL REFERENCES wallet_accounts (id) ON DELETE CASCADE,"
  "  chain_id INTEGER NOT NULL REFERENCES wallet_networks (chain_id) ON DELETE CASCADE,"
  "  token INTEGER NOT NULL,"
  "  amount BLOB NOT NULL CHECK (length (amount) = 32),"
  "  block INTEGER NOT NULL,"
  "  updated_ms INTEGER NOT NULL,"
  "  PRIMARY KEY (account, chain_id, token)"
  ") STRICT, WITHOUT ROWID;"
  "CREATE TABLE wallet_recipients ("
  "  id INTEGER PRIMARY KEY,"
  "  address BLOB NOT NULL UNIQUE CHECK (length (address) = 20),"
  "  label TEXT,"
  "  ens_name TEXT,"
  "  n_sent INTEGER NOT NULL DEFAULT 0,"
  "  first_ms INTEGER NOT NULL,"
  "  last_ms INTEGER NOT NULL"
  ") STRICT;"
  "CREATE TABLE wallet_settings (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT;"
  "CREATE TABLE wallet_transactions ("
  "  id INTEGER PRIMARY KEY,"
  "  chain_id INTEGER NOT NULL REFERENCES wallet_networks (chain_id) ON DELETE CASCADE,"
  "  account INTEGER NOT NULL REFERENCES wallet_accounts (id) ON DELETE CASCADE,"
  "  nonce INTEGER NOT NULL,"
  "  hash BLOB NOT NULL CHECK (length (hash) = 32),"
  "  raw BLOB NOT NULL,"
  "  state INTEGER NOT NULL,"
  "  block INTEGER,"
  "  block_hash BLOB,"
  "  gas_used INTEGER,"
  "  gas_price BLOB,"
  "  replaced_by INTEGER REFERENCES wallet_transactions (id) ON DELETE SET NULL,"
  "  token INTEGER NOT NULL DEFAULT 0,"
  "  recipient BLOB,"
  "  amount BLOB,"
  "  intent TEXT,"
  "  error TEXT,"
  "  created_ms INTEGER NOT NULL,"
  "  sent_ms INTEGER,"
  "  mined_ms INTEGER,"
  "  UNIQUE (chain_id, hash)"
  ") STRICT;"
  "CREATE INDEX wallet_transactions_by_nonce"
  "  ON wallet_transactions (account, chain_id, nonce);"
  "CREATE INDEX wallet_transactions_open ON wallet_transactions (state) WHERE state <= 2;"
  "CREATE INDEX wallet_transactions_replaced ON wallet_transactions (replaced_by);";

static const char history[] =
  "CREATE TABLE wallet_activity ("
  "  id INTEGER PRIMARY KEY,"
  "  account INTEGER NOT NULL REFERENCES wallet_accounts (id) ON DELETE CASCADE,"
  "  chain_id INTEGER NOT NULL REFERENCES wallet_networks (chain_id) ON DELETE CASCADE,"
  "  hash BLOB NOT NULL CHECK (length (hash) = 32),"
  "  log_index INTEGER NOT NULL,"
  "  kind INTEGER NOT NULL,"
  "  state INTEGER NOT NULL,"
  "  token INTEGER NOT NULL DEFAULT 0,"
  "  token_number BLOB,"
  "  amount BLOB,"
  "  counterparty BLOB,"
  "  own INTEGER REFERENCES wallet_transactions (id) ON DELETE SET NULL,"
  "  block INTEGER,"
  "  block_hash BLOB,"
  "  time_ms INTEGER NOT NULL,"
  "  UNIQUE (account, chain_id, hash, log_index)"
  ") STRICT;"
  "CREATE INDEX wallet_activity_by_time ON wallet_activity (time_ms, id);"
  "CREATE INDEX wallet_activity_by_account ON wallet_activity (account, time_ms, id);"
  "CREATE INDEX wallet_activity_by_block ON wallet_activity (chain_id, block);"
  "CREATE INDEX wallet_activity_by_own ON wallet_activity (own);"
  "CREATE TABLE wallet_blocks ("
  "  chain_id INTEGER NOT NULL REFERENCES wallet_networks (chain_id) ON DELETE CASCADE,"
  "  number INTEGER NOT NULL,"
  "  hash BLOB NOT NULL,"
  "  parent BLOB NOT NULL,"
  "  PRIMARY KEY (chain_id, number)"
  ") STRICT, WITHOUT ROWID;"
  "CREATE TABLE wallet_scans ("
  "  account INTEGER NOT NULL REFERENCES wallet_accounts (id) ON DELETE CASCADE,"
  "  chain_id INTEGER NOT NULL REFERENCES wallet_networks (chain_id) ON DELETE CASCADE,"
  "  from_block INTEGER NOT NULL,"
  "  to_block INTEGER NOT NULL,"
  "  next_nonce INTEGER NOT NULL DEFAULT 0,"
  "  PRIMARY KEY (account, chain_id)"
  ") STRICT, WITHOUT ROWID;";

/* What a transaction is for, in a word of whoever had it sent; a signature that goes with it;
 * whether that was passed on; and whether it lies so deep that it is not looked after any more. */
static const char purposes[] =
  "ALTER TABLE wallet_transactions ADD COLUMN purpose TEXT;"
  "ALTER TABLE wallet_transactions ADD COLUMN note BLOB;"
  "ALTER TABLE wallet_transactions ADD COLUMN told INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE wallet_transactions ADD COLUMN settled INTEGER NOT NULL DEFAULT 0;"
  "CREATE INDEX wallet_transactions_unsettled"
  "  ON wallet_transactions (account, chain_id) WHERE settled = 0;"
  "CREATE INDEX wallet_transactions_by_purpose"
  "  ON wallet_transactions (purpose) WHERE purpose IS NOT NULL;";

/* Collections that the user chose, and what may be in them: an amount of nothing is a candidate, or
 * what was given away. */
static const char collectibles[] =
  "CREATE TABLE wallet_collections ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  chain_id INTEGER NOT NULL REFERENCES wallet_networks (chain_id) ON DELETE CASCADE,"
  "  address BLOB NOT NULL CHECK (length (address) = 20),"
  "  name TEXT,"
  "  kind INTEGER NOT NULL,"
  "  UNIQUE (chain_id, address)"
  ") STRICT;"
  "CREATE TABLE wallet_collectibles ("
  "  account INTEGER NOT NULL REFERENCES wallet_accounts (id) ON DELETE CASCADE,"
  "  collection INTEGER NOT NULL REFERENCES wallet_collections (id) ON DELETE CASCADE,"
  "  number BLOB NOT NULL CHECK (length (number) = 32),"
  "  amount BLOB NOT NULL CHECK (length (amount) = 32),"
  "  block INTEGER NOT NULL,"
  "  PRIMARY KEY (account, collection, number)"
  ") STRICT, WITHOUT ROWID;"
  "CREATE INDEX wallet_collectibles_by_collection ON wallet_collectibles (collection);";

static const char *const steps[] = {
  keys_and_accounts, networks_and_tokens, first_networks, money, history,
  purposes,          collectibles,        NULL,
};

static const SottoMigrations migrations = { "wallet", steps };

/**
 * sotto_wallet_get_migrations:
 *
 * Returns: (transfer none): the tables of the wallet, for sotto_store_add_migrations ()
 */
const SottoMigrations *
sotto_wallet_get_migrations (void)
{
  return &migrations;
}

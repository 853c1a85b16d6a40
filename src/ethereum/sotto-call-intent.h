/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-abi.h"
#include "sotto-eth-transaction.h"

G_BEGIN_DECLS

/**
 * SottoIntentKind:
 * @SOTTO_INTENT_UNKNOWN: a call that is not in the table here
 * @SOTTO_INTENT_CREATE: a new contract
 * @SOTTO_INTENT_PAY: ether, without a call
 * @SOTTO_INTENT_TRANSFER: own tokens
 * @SOTTO_INTENT_TRANSFER_FROM: tokens, or a collectible, of a named owner
 * @SOTTO_INTENT_TRANSFER_UNIQUE: a collectible of a named owner
 * @SOTTO_INTENT_TRANSFER_SEVERAL: some of a kind of collectibles, or of several kinds
 * @SOTTO_INTENT_APPROVE: somebody may take tokens
 * @SOTTO_INTENT_APPROVE_AND_CALL: a contract may take tokens, and is called
 * @SOTTO_INTENT_APPROVE_ALL: somebody may take all collectibles of the contract
 * @SOTTO_INTENT_PERMIT: somebody may take tokens of who signed that before
 * @SOTTO_INTENT_REVOKE: somebody may no longer take anything
 */
typedef enum
{
  SOTTO_INTENT_UNKNOWN,
  SOTTO_INTENT_CREATE,
  SOTTO_INTENT_PAY,
  SOTTO_INTENT_TRANSFER,
  SOTTO_INTENT_TRANSFER_FROM,
  SOTTO_INTENT_TRANSFER_UNIQUE,
  SOTTO_INTENT_TRANSFER_SEVERAL,
  SOTTO_INTENT_APPROVE,
  SOTTO_INTENT_APPROVE_AND_CALL,
  SOTTO_INTENT_APPROVE_ALL,
  SOTTO_INTENT_PERMIT,
  SOTTO_INTENT_REVOKE,
} SottoIntentKind;

/**
 * SottoIntentWarning:
 * @SOTTO_INTENT_WARNING_UNLIMITED: the permission has no end
 * @SOTTO_INTENT_WARNING_TO_NOBODY: goes to the zero address
 * @SOTTO_INTENT_WARNING_TO_CONTRACT: goes to the contract that keeps the accounts
 * @SOTTO_INTENT_WARNING_OF_ANOTHER: moves what is not the sender's
 * @SOTTO_INTENT_WARNING_WITH_ETHER: sends ether to a function that does not need it
 * @SOTTO_INTENT_WARNING_MORE_DATA: holds more than what is shown of it
 * @SOTTO_INTENT_WARNING_UNREADABLE: has the name of a known function, and not its arguments
 * @SOTTO_INTENT_WARNING_UNKNOWN: nobody can say what it does
 *
 * What must be said about it in red; flags.
 */
typedef enum
{
  SOTTO_INTENT_WARNING_UNLIMITED = 1 << 0,
  SOTTO_INTENT_WARNING_TO_NOBODY = 1 << 1,
  SOTTO_INTENT_WARNING_TO_CONTRACT = 1 << 2,
  SOTTO_INTENT_WARNING_OF_ANOTHER = 1 << 3,
  SOTTO_INTENT_WARNING_WITH_ETHER = 1 << 4,
  SOTTO_INTENT_WARNING_MORE_DATA = 1 << 5,
  SOTTO_INTENT_WARNING_UNREADABLE = 1 << 6,
  SOTTO_INTENT_WARNING_UNKNOWN = 1 << 7,
} SottoIntentWarning;

#define SOTTO_N_INTENT_WARNINGS 8

/**
 * SottoCallIntent:
 * @kind: what it is
 * @warnings: what must be said about it
 * @value: ether that goes along, in wei
 * @contract: 20 bytes: what is called, or who is paid
 * @has_owner: whether it names whose things are moved
 * @owner: 20 bytes
 * @party: 20 bytes: who receives, or may take
 * @has_amount: whether it says how many
 * @amount: in the smallest unit
 * @has_token_id: whether it says which collectible
 * @token_id: which
 * @has_deadline: whether it says until when
 * @deadline: seconds since 1970
 * @selector: the first 4 bytes of the call; zero without one
 * @n_data: bytes of the call
 *
 * What a transaction is going to do, read from what is signed. Plain data. Which fields there are
 * follows from @kind; @party of %SOTTO_INTENT_PAY is @contract.
 */
typedef struct
{
  SottoIntentKind kind;
  guint warnings;
  SottoU256 value;
  guint8 contract[SOTTO_ADDRESS_LENGTH];
  gboolean has_owner;
  guint8 owner[SOTTO_ADDRESS_LENGTH];
  guint8 party[SOTTO_ADDRESS_LENGTH];
  gboolean has_amount;
  SottoU256 amount;
  gboolean has_token_id;
  SottoU256 token_id;
  gboolean has_deadline;
  SottoU256 deadline;
  guint8 selector[SOTTO_ABI_SELECTOR_LENGTH];
  gsize n_data;
} SottoCallIntent;

/**
 * sotto_call_intent_read:
 * @transaction: what is going to be signed, or was
 * @sender: (nullable): 20 bytes: who signs it
 * @intent: (out caller-allocates): what it does
 *
 * Always succeeds: what cannot be read is unknown, and says so.
 */
void sotto_call_intent_read (const SottoEthTransaction *transaction,
                             const guint8 *sender,
                             SottoCallIntent *intent);

/* (transfer none): what it does in a few words, which hold nothing that somebody else wrote. */
const char *sotto_call_intent_get_title (const SottoCallIntent *intent);

/* (transfer none): a sentence for one warning. */
const char *sotto_call_intent_get_warning_text (SottoIntentWarning warning);

/**
 * SottoIntentUnits:
 * @coin: what the chain's own coin is called
 * @token: (nullable): what the token of the contract is called; %NULL: not known
 * @decimals: of the token
 * @separator: what stands before a fraction, `'.'` or `','`
 */
typedef struct
{
  const char *coin;
  const char *token;
  guint8 decimals;
  char separator;
} SottoIntentUnits;

/**
 * SottoIntentRow:
 * @name: what it is about, translated
 * @value: what it is; addresses in full
 */
typedef struct
{
  const char *name;
  char *value;
} SottoIntentRow;

/**
 * sotto_call_intent_list:
 * @intent: what a transaction does
 * @units: how amounts are written
 *
 * Everything about it, each on a line of its own: no name of a token can continue a sentence.
 *
 * Returns: (transfer full) (element-type SottoIntentRow): the lines
 */
GPtrArray *sotto_call_intent_list (const SottoCallIntent *intent,
                                   const SottoIntentUnits *units) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a transaction is going to do, in words: read from the bytes that are signed, by a table of
 * the functions that move money or let others move it. */

#include "sotto-call-intent.h"

#include <glib/gi18n.h>
#include <string.h>

#include "sotto-amount.h"
#include "sotto-call-data.h"
#include "sotto-hex.h"

#define COIN_DECIMALS 18
#define NONE (-1)

/* A function, and which argument is what. @flag says whether a permission is given or taken. */
static const struct
{
  const char *name;
  const char *types;
  SottoIntentKind kind;
  gint8 owner;
  gint8 party;
  gint8 amount;
  gint8 token_id;
  gint8 deadline;
  gint8 flag;
} functions[] = {
  { "transfer", "(address,uint256)", SOTTO_INTENT_TRANSFER, NONE, 0, 1, NONE, NONE, NONE },
  { "transferFrom", "(address,address,uint256)", SOTTO_INTENT_TRANSFER_FROM, 0, 1, 2, NONE, NONE,
    NONE },
  { "safeTransferFrom", "(address,address,uint256)", SOTTO_INTENT_TRANSFER_UNIQUE, 0, 1, NONE, 2,
    NONE, NONE },
  { "safeTransferFrom", "(address,address,uint256,bytes)", SOTTO_INTENT_TRANSFER_UNIQUE, 0, 1, NONE,
    2, NONE, NONE },
  { "safeTransferFrom", "(address,address,uint256,uint256,bytes)", SOTTO_INTENT_TRANSFER_SEVERAL, 0,
    1, 3, 2, NONE, NONE },
  { "safeBatchTransferFrom", "(address,address,uint256[],uint256[],bytes)",
    SOTTO_INTENT_TRANSFER_SEVERAL, 0, 1, NONE, NONE, NONE, NONE },
  { "approve", "(address,uint256)", SOTTO_INTENT_APPROVE, NONE, 0, 1, NONE, NONE, NONE },
  { "increaseAllowance", "(address,uint256)", SOTTO_INTENT_APPROVE, NONE, 0, 1, NONE, NONE, NONE },
  { "approveAndCall", "(address,uint256,bytes)", SOTTO_INTENT_APPROVE_AND_CALL, NONE, 0, 1, NONE,
    NONE, NONE },
  { "setApprovalForAll", "(address,bool)", SOTTO_INTENT_APPROVE_ALL, NONE, 0, NONE, NONE, NONE, 1 },
  { "permit", "(address,address,uint256,uint256,uint8,bytes32,bytes32)", SOTTO_INTENT_PERMIT, 0, 1,
    2, NONE, 3, NONE },
  { "permit", "(address,address,uint256,uint256,bool,uint8,bytes32,bytes32)", SOTTO_INTENT_PERMIT,
    0, 1, NONE, NONE, 3, 4 },
};

static void
take_word (const SottoAbiValue *arguments, gint8 index, gboolean *has, SottoU256 *number)
{
  *has = index != NONE;
  if (*has)
    *number = sotto_abi_value_get_u256 (sotto_abi_value_get_value (arguments, (guint) index));
}

static void
take_arguments (SottoCallIntent *intent, guint function, const SottoAbiValue *arguments)
{
  gint8 flag = functions[function].flag;
  gint8 owner = functions[function].owner;
  guint party = (guint) functions[function].party;

  intent->kind = functions[function].kind;
  intent->has_owner = owner != NONE;
  if (intent->has_owner)
    memcpy (intent->owner,
            sotto_abi_value_get_address (sotto_abi_value_get_value (arguments, (guint) owner)),
            sizeof intent->owner);
  memcpy (intent->party, sotto_abi_value_get_address (sotto_abi_value_get_value (arguments, party)),
          sizeof intent->party);
  take_word (arguments, functions[function].amount, &intent->has_amount, &intent->amount);
  take_word (arguments, functions[function].token_id, &intent->has_token_id, &intent->token_id);
  take_word (arguments, functions[function].deadline, &intent->has_deadline, &intent->deadline);
  if (flag == NONE)
    return;
  if (sotto_abi_value_get_bool (sotto_abi_value_get_value (arguments, (guint) flag)))
    intent->warnings |= SOTTO_INTENT_WARNING_UNLIMITED;
  else
    intent->kind = SOTTO_INTENT_REVOKE;
}

static gboolean
is_function (const SottoCallIntent *intent, guint function)
{
  g_autofree char *signature =
    g_strconcat (functions[function].name, functions[function].types, NULL);
  guint8 selector[SOTTO_ABI_SELECTOR_LENGTH];

  sotto_abi_selector (signature, selector);

  return memcmp (selector, intent->selector, sizeof selector) == 0;
}

/* Whether @arguments are all that @data holds. */
static gboolean
is_all (GBytes *data, guint function, const SottoAbiValue *arguments)
{
  g_autofree char *signature =
    g_strconcat (functions[function].name, functions[function].types, NULL);
  g_autoptr (GBytes) again =
    sotto_call_data_encode (signature, functions[function].types, arguments);

  return g_bytes_equal (data, again);
}

static void
read_call (SottoCallIntent *intent, GBytes *data)
{
  intent->kind = SOTTO_INTENT_UNKNOWN;
  intent->warnings |= SOTTO_INTENT_WARNING_UNKNOWN;
  if (intent->n_data < sizeof intent->selector)
    return;
  memcpy (intent->selector, g_bytes_get_data (data, NULL), sizeof intent->selector);
  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    {
      g_autoptr (SottoAbiValue) arguments = NULL;

      if (!is_function (intent, i))
        continue;
      arguments = sotto_call_data_decode (data, functions[i].types, SOTTO_ABI_SELECTOR_LENGTH);
      if (arguments == NULL)
        {
          intent->warnings |= SOTTO_INTENT_WARNING_UNREADABLE;
          return;
        }
      intent->warnings = is_all (data, i, arguments) ? 0 : SOTTO_INTENT_WARNING_MORE_DATA;
      take_arguments (intent, i, arguments);
      return;
    }
}

static gboolean
gives_permission (const SottoCallIntent *intent)
{
  return intent->kind == SOTTO_INTENT_APPROVE || intent->kind == SOTTO_INTENT_APPROVE_AND_CALL ||
         intent->kind == SOTTO_INTENT_PERMIT;
}

static gboolean
is_transfer (const SottoCallIntent *intent)
{
  return intent->kind == SOTTO_INTENT_PAY || intent->kind == SOTTO_INTENT_TRANSFER ||
         intent->kind == SOTTO_INTENT_TRANSFER_FROM ||
         intent->kind == SOTTO_INTENT_TRANSFER_UNIQUE ||
         intent->kind == SOTTO_INTENT_TRANSFER_SEVERAL;
}

/* A permission for nothing takes an older one away; one for 2^255 or more never ends. */
static void
judge_permission (SottoCallIntent *intent)
{
  if (!gives_permission (intent) || !intent->has_amount)
    return;
  if (sotto_u256_is_zero (&intent->amount) && intent->kind != SOTTO_INTENT_APPROVE_AND_CALL)
    intent->kind = SOTTO_INTENT_REVOKE;
  if (intent->amount.limbs[3] >> 63 != 0)
    intent->warnings |= SOTTO_INTENT_WARNING_UNLIMITED;
}

static void
judge_parties (SottoCallIntent *intent, const guint8 *sender)
{
  static const guint8 nobody[SOTTO_ADDRESS_LENGTH] = { 0 };

  if (is_transfer (intent) && memcmp (intent->party, nobody, sizeof nobody) == 0)
    intent->warnings |= SOTTO_INTENT_WARNING_TO_NOBODY;
  if (is_transfer (intent) && intent->kind != SOTTO_INTENT_PAY &&
      memcmp (intent->party, intent->contract, sizeof intent->party) == 0)
    intent->warnings |= SOTTO_INTENT_WARNING_TO_CONTRACT;
  if (is_transfer (intent) && intent->has_owner && sender != NULL &&
      memcmp (intent->owner, sender, sizeof intent->owner) != 0)
    intent->warnings |= SOTTO_INTENT_WARNING_OF_ANOTHER;
  if (intent->kind > SOTTO_INTENT_PAY && !sotto_u256_is_zero (&intent->value))
    intent->warnings |= SOTTO_INTENT_WARNING_WITH_ETHER;
}

static void
row_free (gpointer data)
{
  SottoIntentRow *row = data;

  g_free (row->value);
  g_free (row);
}

/* Takes @value over. */
static void
add_row (GPtrArray *rows, const char *name, char *value)
{
  SottoIntentRow *row = g_new (SottoIntentRow, 1);

  row->name = name;
  row->value = value;
  g_ptr_array_add (rows, row);
}

static void
add_amount (GPtrArray *rows, const SottoCallIntent *intent, const SottoIntentUnits *units)
{
  g_autofree char *text = NULL;
  char digits[SOTTO_U256_DECIMAL_SIZE];

  if ((intent->warnings & SOTTO_INTENT_WARNING_UNLIMITED) != 0)
    {
      add_row (rows, _ ("Amount"), g_strdup (_ ("unlimited")));
      return;
    }
  if (!intent->has_amount)
    return;
  if (units->token == NULL || intent->kind == SOTTO_INTENT_TRANSFER_SEVERAL)
    {
      sotto_u256_to_decimal (&intent->amount, digits);
      add_row (rows, _ ("Amount, in the smallest unit"), g_strdup (digits));
      return;
    }
  text = sotto_amount_format_exact (&intent->amount, units->separator, units->decimals);
  add_row (rows, _ ("Amount"), g_strdup_printf ("%s %s", text, units->token));
}

static void
add_number (GPtrArray *rows, const char *name, const SottoU256 *number)
{
  char digits[SOTTO_U256_DECIMAL_SIZE];

  sotto_u256_to_decimal (number, digits);
  add_row (rows, name, g_strdup (digits));
}

/* When a permission ends, in UTC; a moment that no calendar has is as good as never. */
static void
add_deadline (GPtrArray *rows, const SottoU256 *deadline)
{
  g_autoptr (GDateTime) moment = NULL;
  guint64 seconds;

  if (sotto_u256_to_u64 (deadline, &seconds) && seconds <= G_MAXINT64)
    moment = g_date_time_new_from_unix_utc ((gint64) seconds);
  add_row (rows, _ ("Valid until"),
           moment != NULL ? g_date_time_format (moment, "%Y-%m-%d %H:%M UTC")
                          : g_strdup (_ ("no end")));
}

static void
add_ether (GPtrArray *rows, const SottoCallIntent *intent, const SottoIntentUnits *units)
{
  g_autofree char *text = NULL;

  if (sotto_u256_is_zero (&intent->value) && intent->kind != SOTTO_INTENT_PAY)
    return;
  text = sotto_amount_format_exact (&intent->value, units->separator, COIN_DECIMALS);
  add_row (rows, intent->kind == SOTTO_INTENT_PAY ? _ ("Amount") : _ ("Sent along"),
           g_strdup_printf ("%s %s", text, units->coin));
}

static void
add_call (GPtrArray *rows, const SottoCallIntent *intent)
{
  g_autofree char *selector = sotto_hex_encode (intent->selector, sizeof intent->selector);

  if (intent->kind == SOTTO_INTENT_UNKNOWN && intent->n_data >= sizeof intent->selector)
    add_row (rows, _ ("Function"), g_strconcat ("0x", selector, NULL));
}

/* Public functions, in the header's order. */

void
sotto_call_intent_read (const SottoEthTransaction *transaction,
                        const guint8 *sender,
                        SottoCallIntent *intent)
{
  memset (intent, 0, sizeof *intent);
  intent->value = transaction->value;
  intent->n_data = transaction->data != NULL ? g_bytes_get_size (transaction->data) : 0;
  memcpy (intent->contract, transaction->recipient, sizeof intent->contract);
  if (!transaction->has_recipient)
    {
      intent->kind = SOTTO_INTENT_CREATE;
      intent->warnings = SOTTO_INTENT_WARNING_UNKNOWN;
      return;
    }
  if (intent->n_data == 0)
    {
      intent->kind = SOTTO_INTENT_PAY;
      memcpy (intent->party, transaction->recipient, sizeof intent->party);
    }
  else
    read_call (intent, transaction->data);
  judge_permission (intent);
  judge_parties (intent, sender);
}

const char *
sotto_call_intent_get_title (const SottoCallIntent *intent)
{
  switch (intent->kind)
    {
    case SOTTO_INTENT_UNKNOWN:
      return _ ("Call a function that is not known here");
    case SOTTO_INTENT_CREATE:
      return _ ("Create a contract");
    case SOTTO_INTENT_PAY:
      return _ ("Send money");
    case SOTTO_INTENT_TRANSFER:
      return _ ("Send tokens");
    case SOTTO_INTENT_TRANSFER_FROM:
      return _ ("Move tokens or a collectible");
    case SOTTO_INTENT_TRANSFER_UNIQUE:
      return _ ("Send a collectible");
    case SOTTO_INTENT_TRANSFER_SEVERAL:
      return _ ("Send collectibles");
    case SOTTO_INTENT_APPROVE:
      return _ ("Let somebody take tokens");
    case SOTTO_INTENT_APPROVE_AND_CALL:
      return _ ("Let a contract take tokens, and call it");
    case SOTTO_INTENT_APPROVE_ALL:
      return _ ("Let somebody take all collectibles of this contract");
    case SOTTO_INTENT_PERMIT:
      return _ ("Hand in a signed permission to take tokens");
    case SOTTO_INTENT_REVOKE:
      return _ ("Withdraw a permission");
    }

  return "";
}

const char *
sotto_call_intent_get_warning_text (SottoIntentWarning warning)
{
  switch (warning)
    {
    case SOTTO_INTENT_WARNING_UNLIMITED:
      return _ ("This permission has no limit: everything can be taken, now and later.");
    case SOTTO_INTENT_WARNING_TO_NOBODY:
      return _ ("This goes to an address that belongs to nobody, and is lost.");
    case SOTTO_INTENT_WARNING_TO_CONTRACT:
      return _ ("This goes to the contract of the token itself, and is probably lost.");
    case SOTTO_INTENT_WARNING_OF_ANOTHER:
      return _ ("This moves what belongs to another address than the one that signs.");
    case SOTTO_INTENT_WARNING_WITH_ETHER:
      return _ ("Money is sent along with a call that does not need it, and is probably lost.");
    case SOTTO_INTENT_WARNING_MORE_DATA:
      return _ ("This holds more than what is shown here.");
    case SOTTO_INTENT_WARNING_UNREADABLE:
      return _ ("This has the name of a known function, but cannot be read as one.");
    case SOTTO_INTENT_WARNING_UNKNOWN:
      return _ ("Nobody can say from here what this does.");
    }

  return "";
}

GPtrArray *
sotto_call_intent_list (const SottoCallIntent *intent, const SottoIntentUnits *units)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (row_free);

  add_ether (rows, intent, units);
  add_amount (rows, intent, units);
  if (intent->has_token_id)
    add_number (rows, _ ("Number of the collectible"), &intent->token_id);
  if (intent->has_owner)
    add_row (rows, _ ("From"), sotto_address_to_string (intent->owner));
  if (intent->kind > SOTTO_INTENT_CREATE)
    add_row (rows, is_transfer (intent) ? _ ("To") : _ ("For"),
             sotto_address_to_string (intent->party));
  if (intent->kind != SOTTO_INTENT_PAY && intent->kind != SOTTO_INTENT_CREATE)
    add_row (rows, _ ("Contract"), sotto_address_to_string (intent->contract));
  if (intent->has_deadline)
    add_deadline (rows, &intent->deadline);
  add_call (rows, intent);
  if (intent->n_data > 0)
    add_row (rows, _ ("Bytes of data"), g_strdup_printf ("%" G_GSIZE_FORMAT, intent->n_data));

  return rows;
}

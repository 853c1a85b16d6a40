/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Commands that tell of payments: what we write, the rules by which others' are judged, who may say
 * what when, and the payer's signature (commands-and-stickers.md, A1 to A6).
 *
 * Signed: Keccak-256 (0x19 "Ethereum Signed Message:\n97" || chat key (65) || hash (32)), with the
 * key of the account that sent the transaction; R || S || V with V 27 or 28.
 */

#include "sotto-payment-message-private.h"

#include <string.h>

#include "sotto-address.h"
#include "sotto-application-message-private.h"
#include "sotto-chat-error.h"
#include "sotto-hex.h"
#include "sotto-keccak.h"
#include "sotto-proto.h"

#define V_OFFSET 27

/* 2^256 - 1, and how many digits that has. */
#define MAX_VALUE "115792089237316195423570985008687907853269984665640564039457584007913129639935"
#define MAX_VALUE_DIGITS 78

static gboolean
refuse (GError **error, const char *rule)
{
  g_set_error_literal (error, SOTTO_CHAT_ERROR, SOTTO_CHAT_ERROR_REFUSED, rule);

  return FALSE;
}

static gboolean
take_clock (SottoPaymentMessage *message,
            guint64 clock,
            const SottoPaymentContext *context,
            GError **error)
{
  if (!sotto_clock_is_acceptable (clock, context->sent_seconds, context->now_ms))
    return refuse (error, "a clock that is 0 or too far ahead");
  message->clock = (gint64) clock;

  return TRUE;
}

static gboolean
take_id (SottoPaymentMessage *message, const char *id, GError **error)
{
  message->has_id = TRUE;

  return sotto_message_id_parse (id, &message->id) || refuse (error, "an answer to nothing");
}

static gboolean
take_value (SottoPaymentMessage *message, const char *value, GError **error)
{
  if (!sotto_payment_amount_is_valid (value))
    return refuse (error, "no amount");
  message->value = g_strdup (value);

  return TRUE;
}

static gboolean
take_contract (SottoPaymentMessage *message, const char *contract, GError **error)
{
  if (contract[0] == '\0')
    return TRUE;
  message->contract = sotto_payment_fold_address (contract);

  return message->contract != NULL || refuse (error, "a token that is no contract");
}

static gboolean
take_address (SottoPaymentMessage *message, const char *address, GError **error)
{
  message->address = sotto_payment_fold_address (address);

  return message->address != NULL || refuse (error, "an address that is none");
}

static gboolean
parse_ask_address (GBytes *payload,
                   const SottoPaymentContext *context,
                   SottoPaymentMessage *message,
                   GError **error)
{
  g_autoptr (Sotto__RequestAddressForTransaction) wire =
    sotto_proto_unpack_bytes (&sotto__request_address_for_transaction__descriptor, payload, error);

  return wire != NULL && take_clock (message, wire->clock, context, error) &&
         take_value (message, wire->value, error) && take_contract (message, wire->contract, error);
}

static gboolean
parse_share_address (GBytes *payload,
                     const SottoPaymentContext *context,
                     SottoPaymentMessage *message,
                     GError **error)
{
  g_autoptr (Sotto__AcceptRequestAddressForTransaction) wire = sotto_proto_unpack_bytes (
    &sotto__accept_request_address_for_transaction__descriptor, payload, error);

  return wire != NULL && take_clock (message, wire->clock, context, error) &&
         take_id (message, wire->id, error) && take_address (message, wire->address, error);
}

static gboolean
parse_decline_address (GBytes *payload,
                       const SottoPaymentContext *context,
                       SottoPaymentMessage *message,
                       GError **error)
{
  g_autoptr (Sotto__DeclineRequestAddressForTransaction) wire = sotto_proto_unpack_bytes (
    &sotto__decline_request_address_for_transaction__descriptor, payload, error);

  return wire != NULL && take_clock (message, wire->clock, context, error) &&
         take_id (message, wire->id, error);
}

static gboolean
parse_ask (GBytes *payload,
           const SottoPaymentContext *context,
           SottoPaymentMessage *message,
           GError **error)
{
  g_autoptr (Sotto__RequestTransaction) wire =
    sotto_proto_unpack_bytes (&sotto__request_transaction__descriptor, payload, error);

  return wire != NULL && take_clock (message, wire->clock, context, error) &&
         take_value (message, wire->value, error) &&
         take_contract (message, wire->contract, error) &&
         take_address (message, wire->address, error);
}

static gboolean
parse_decline (GBytes *payload,
               const SottoPaymentContext *context,
               SottoPaymentMessage *message,
               GError **error)
{
  g_autoptr (Sotto__DeclineRequestTransaction) wire =
    sotto_proto_unpack_bytes (&sotto__decline_request_transaction__descriptor, payload, error);

  return wire != NULL && take_clock (message, wire->clock, context, error) &&
         take_id (message, wire->id, error);
}

static gboolean
take_transaction (SottoPaymentMessage *message,
                  const Sotto__SendTransaction *wire,
                  const SottoPaymentContext *context,
                  GError **error)
{
  guint8 somebody[SOTTO_ADDRESS_LENGTH];

  if (!sotto_message_id_parse (wire->transaction_hash, &message->transaction))
    return refuse (error, "no transaction");
  if (wire->signature.len != SOTTO_SIGNATURE_LENGTH)
    return refuse (error, "a transaction that nobody signed");
  memcpy (message->signature, wire->signature.data, sizeof message->signature);

  return sotto_payment_recover (context->author, &message->transaction, message->signature,
                                somebody, error);
}

static gboolean
parse_tell (GBytes *payload,
            const SottoPaymentContext *context,
            SottoPaymentMessage *message,
            GError **error)
{
  g_autoptr (Sotto__SendTransaction) wire =
    sotto_proto_unpack_bytes (&sotto__send_transaction__descriptor, payload, error);

  return wire != NULL && take_clock (message, wire->clock, context, error) &&
         (wire->id[0] == '\0' || take_id (message, wire->id, error)) &&
         take_transaction (message, wire, context, error);
}

static GBytes *
encode_ask_address (const SottoPaymentMessage *message)
{
  Sotto__RequestAddressForTransaction wire = SOTTO__REQUEST_ADDRESS_FOR_TRANSACTION__INIT;

  wire.clock = (guint64) message->clock;
  wire.value = message->value;
  wire.contract = message->contract != NULL ? message->contract : (char *) "";

  return sotto_proto_pack (&wire);
}

static GBytes *
encode_share_address (const SottoPaymentMessage *message, char *id)
{
  Sotto__AcceptRequestAddressForTransaction wire =
    SOTTO__ACCEPT_REQUEST_ADDRESS_FOR_TRANSACTION__INIT;

  wire.clock = (guint64) message->clock;
  wire.id = id;
  wire.address = message->address;

  return sotto_proto_pack (&wire);
}

static GBytes *
encode_decline_address (const SottoPaymentMessage *message, char *id)
{
  Sotto__DeclineRequestAddressForTransaction wire =
    SOTTO__DECLINE_REQUEST_ADDRESS_FOR_TRANSACTION__INIT;

  wire.clock = (guint64) message->clock;
  wire.id = id;

  return sotto_proto_pack (&wire);
}

static GBytes *
encode_ask (const SottoPaymentMessage *message)
{
  Sotto__RequestTransaction wire = SOTTO__REQUEST_TRANSACTION__INIT;

  wire.clock = (guint64) message->clock;
  wire.address = message->address;
  wire.value = message->value;
  wire.contract = message->contract != NULL ? message->contract : (char *) "";

  return sotto_proto_pack (&wire);
}

static GBytes *
encode_decline (const SottoPaymentMessage *message, char *id)
{
  Sotto__DeclineRequestTransaction wire = SOTTO__DECLINE_REQUEST_TRANSACTION__INIT;

  wire.clock = (guint64) message->clock;
  wire.id = id;

  return sotto_proto_pack (&wire);
}

static GBytes *
encode_tell (const SottoPaymentMessage *message, char *id)
{
  Sotto__SendTransaction wire = SOTTO__SEND_TRANSACTION__INIT;
  g_autofree char *hex = sotto_hash_to_hex (&message->transaction);
  g_autofree char *hash = g_strconcat ("0x", hex, NULL);

  wire.clock = (guint64) message->clock;
  wire.id = id;
  wire.transaction_hash = hash;
  wire.signature = SOTTO_PROTO_BINARY (message->signature);

  return sotto_proto_pack (&wire);
}

/* For the rest of the layer. */

void
sotto_payment_message_clear (SottoPaymentMessage *message)
{
  g_clear_pointer (&message->value, g_free);
  g_clear_pointer (&message->contract, g_free);
  g_clear_pointer (&message->address, g_free);
}

gboolean
sotto_payment_command_is_type (int type)
{
  return type >= SOTTO_PAYMENT_COMMAND_ASK_ADDRESS && type <= SOTTO_PAYMENT_COMMAND_DECLINE;
}

GBytes *
sotto_payment_message_encode (const SottoPaymentMessage *message)
{
  g_autofree char *hex = sotto_hash_to_hex (&message->id);
  g_autofree char *id = message->has_id ? g_strconcat ("0x", hex, NULL) : g_strdup ("");

  switch (message->command)
    {
    case SOTTO_PAYMENT_COMMAND_ASK_ADDRESS:
      return encode_ask_address (message);
    case SOTTO_PAYMENT_COMMAND_SHARE_ADDRESS:
      return encode_share_address (message, id);
    case SOTTO_PAYMENT_COMMAND_DECLINE_ADDRESS:
      return encode_decline_address (message, id);
    case SOTTO_PAYMENT_COMMAND_ASK:
      return encode_ask (message);
    case SOTTO_PAYMENT_COMMAND_TELL:
      return encode_tell (message, id);
    case SOTTO_PAYMENT_COMMAND_DECLINE:
      return encode_decline (message, id);
    }

  g_return_val_if_reached (NULL);
}

gboolean
sotto_payment_message_parse (int type,
                             GBytes *payload,
                             const SottoPaymentContext *context,
                             SottoPaymentMessage *message,
                             GError **error)
{
  gboolean success = FALSE;

  *message = (SottoPaymentMessage){ .command = (SottoPaymentCommand) type };
  switch (message->command)
    {
    case SOTTO_PAYMENT_COMMAND_ASK_ADDRESS:
      success = parse_ask_address (payload, context, message, error);
      break;
    case SOTTO_PAYMENT_COMMAND_SHARE_ADDRESS:
      success = parse_share_address (payload, context, message, error);
      break;
    case SOTTO_PAYMENT_COMMAND_DECLINE_ADDRESS:
      success = parse_decline_address (payload, context, message, error);
      break;
    case SOTTO_PAYMENT_COMMAND_ASK:
      success = parse_ask (payload, context, message, error);
      break;
    case SOTTO_PAYMENT_COMMAND_TELL:
      success = parse_tell (payload, context, message, error);
      break;
    case SOTTO_PAYMENT_COMMAND_DECLINE:
      success = parse_decline (payload, context, message, error);
      break;
    default:
      success = refuse (error, "no command");
      break;
    }
  if (!success)
    sotto_payment_message_clear (message);

  return success;
}

char *
sotto_payment_fold_address (const char *text)
{
  guint8 address[SOTTO_ADDRESS_LENGTH];
  g_autofree char *digits = NULL;

  if (!g_str_has_prefix (text, "0x") || strlen (text) != 2 + 2 * sizeof address ||
      !sotto_hex_decode_fixed (text + 2, address, sizeof address, NULL))
    return NULL;
  digits = sotto_hex_encode (address, sizeof address);

  return g_strconcat ("0x", digits, NULL);
}

gboolean
sotto_payment_next_state (SottoPaymentState state,
                          SottoPaymentCommand command,
                          gboolean by_payer,
                          SottoPaymentState *next)
{
  static const struct
  {
    SottoPaymentState from;
    SottoPaymentCommand command;
    gboolean by_payer;
    SottoPaymentState to;
  } moves[] = {
    { SOTTO_PAYMENT_STATE_ADDRESS_ASKED, SOTTO_PAYMENT_COMMAND_SHARE_ADDRESS, FALSE,
      SOTTO_PAYMENT_STATE_ADDRESS_SHARED },
    { SOTTO_PAYMENT_STATE_ADDRESS_ASKED, SOTTO_PAYMENT_COMMAND_DECLINE_ADDRESS, FALSE,
      SOTTO_PAYMENT_STATE_ADDRESS_DECLINED },
    { SOTTO_PAYMENT_STATE_ASKED, SOTTO_PAYMENT_COMMAND_DECLINE, TRUE,
      SOTTO_PAYMENT_STATE_DECLINED },
    { SOTTO_PAYMENT_STATE_ADDRESS_ASKED, SOTTO_PAYMENT_COMMAND_TELL, TRUE,
      SOTTO_PAYMENT_STATE_SIGNED },
    { SOTTO_PAYMENT_STATE_ADDRESS_SHARED, SOTTO_PAYMENT_COMMAND_TELL, TRUE,
      SOTTO_PAYMENT_STATE_SIGNED },
    { SOTTO_PAYMENT_STATE_ASKED, SOTTO_PAYMENT_COMMAND_TELL, TRUE, SOTTO_PAYMENT_STATE_SIGNED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    if (moves[i].from == state && moves[i].command == command && moves[i].by_payer == by_payer)
      {
        *next = moves[i].to;
        return TRUE;
      }

  return FALSE;
}

/* Public, in the header's order. */

/**
 * sotto_payment_get_signed_bytes:
 * @payer: the chat key of who tells of the transaction
 * @transaction: its hash
 * @bytes: (out caller-allocates): the chat key, uncompressed, and the hash
 *
 * What the account that sent the transaction signs as a personal message (EIP-191), so that nobody
 * else can claim it.
 */
void
sotto_payment_get_signed_bytes (const SottoPublicKey *payer,
                                const SottoHash *transaction,
                                guint8 bytes[SOTTO_PAYMENT_SIGNED_LENGTH])
{
  g_return_if_fail (payer != NULL && transaction != NULL && bytes != NULL);

  sotto_public_key_serialize (payer, bytes);
  memcpy (bytes + SOTTO_PUBLIC_KEY_LENGTH, transaction->bytes, sizeof transaction->bytes);
}

/**
 * sotto_payment_recover:
 * @payer: the chat key of who tells of the transaction
 * @transaction: its hash
 * @signature: R || S || V with V 27 or 28
 * @address: (out caller-allocates): the account that signed
 * @error: return location for %SOTTO_CHAT_ERROR_REFUSED
 *
 * Returns: whether that is a signature at all; the account has to be compared with the one that
 *   sent the transaction
 */
gboolean
sotto_payment_recover (const SottoPublicKey *payer,
                       const SottoHash *transaction,
                       const guint8 signature[SOTTO_SIGNATURE_LENGTH],
                       guint8 address[SOTTO_ADDRESS_LENGTH],
                       GError **error)
{
  static const char prefix[] = "\x19"
                               "Ethereum Signed Message:\n97";
  guint8 bytes[SOTTO_PAYMENT_SIGNED_LENGTH];
  guint8 plain[SOTTO_SIGNATURE_LENGTH];
  SottoKeccak keccak;
  SottoPublicKey key;
  SottoHash digest;

  g_return_val_if_fail (payer != NULL && transaction != NULL && signature != NULL, FALSE);
  g_return_val_if_fail (address != NULL, FALSE);

  sotto_payment_get_signed_bytes (payer, transaction, bytes);
  sotto_keccak_init (&keccak);
  sotto_keccak_update (&keccak, prefix, sizeof prefix - 1);
  sotto_keccak_update (&keccak, bytes, sizeof bytes);
  sotto_keccak_sum (&keccak, &digest);
  memcpy (plain, signature, sizeof plain);
  plain[64] = (guint8) (plain[64] - V_OFFSET);
  if (plain[64] > 1 || !sotto_recover (plain, &digest, &key, NULL))
    return refuse (error, "a transaction with a broken signature");
  sotto_public_key_get_address (&key, address);

  return TRUE;
}

/**
 * sotto_payment_amount_is_valid:
 * @text: decimal digits
 *
 * Returns: whether @text is a number from 1 to 2^256 - 1 as commands write it: no sign, no leading
 *   zero, no fraction, no exponent
 */
gboolean
sotto_payment_amount_is_valid (const char *text)
{
  gsize length;

  g_return_val_if_fail (text != NULL, FALSE);

  length = strlen (text);
  if (length == 0 || length > MAX_VALUE_DIGITS || text[0] == '0' ||
      strspn (text, "0123456789") != length)
    return FALSE;

  return length < MAX_VALUE_DIGITS || strcmp (text, MAX_VALUE) <= 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Commands as they are written and judged, without a database: recordings of the original, every
 * broken field, who may say what when, and what a node's answer makes of a payment.
 */

#include <string.h>

#include "sotto-address.h"
#include "sotto-application-message-private.h"
#include "sotto-chat-error.h"
#include "sotto-hex.h"
#include "sotto-keccak.h"
#include "sotto-payment-message-private.h"
#include "sotto-payment-verdict-private.h"
#include "sotto-proto.h"
#include "sotto-test-vectors.h"

#define NOW_MS G_GUINT64_CONSTANT (1600000000000)
#define ID "0x3052c8853204f99bf2ef0e8b8260a8382307ffaa5d4404c05f7598a9dca7532a"
#define HASH "0xe5095381a246cc80abc81c34c8068074e1a0e5454a8bba2058a4d33b54ce652c"
#define ACCOUNT "0x9d60515d08e0e560446a658cc3571f6e35772924"
#define TOKEN "0xa924c4b174b1e8defaaa32502f2748be5e48915c"
#define OTHER "0x1a1b5e424dd3b2b31b301970016142b5d57e3de2"
#define LARGEST "115792089237316195423570985008687907853269984665640564039457584007913129639935"
#define TOO_LARGE "115792089237316195423570985008687907853269984665640564039457584007913129639936"

static SottoPublicKey author;
static guint8 signature[SOTTO_SIGNATURE_LENGTH];
static char *signer;

static void
sign (void)
{
  guint8 bytes[SOTTO_PAYMENT_SIGNED_LENGTH];
  guint8 message[28 + SOTTO_PAYMENT_SIGNED_LENGTH];
  const guint8 chat_key[32] = { [31] = 7 };
  const guint8 wallet_key[32] = { [31] = 9 };
  guint8 address[SOTTO_ADDRESS_LENGTH];
  SottoPublicKey wallet;
  SottoHash hash, digest;

  g_assert_true (sotto_private_bytes_get_public (chat_key, &author, NULL));
  g_assert_true (sotto_private_bytes_get_public (wallet_key, &wallet, NULL));
  g_assert_true (sotto_hash_from_hex (&hash, HASH, NULL));
  sotto_payment_get_signed_bytes (&author, &hash, bytes);
  memcpy (message,
          "\x19"
          "Ethereum Signed Message:\n97",
          28);
  memcpy (message + 28, bytes, sizeof bytes);
  sotto_keccak256 (message, sizeof message, &digest);
  g_assert_true (sotto_sign (wallet_key, &digest, signature, NULL));
  signature[64] += 27;
  sotto_public_key_get_address (&wallet, address);
  signer = sotto_address_to_string (address);
}

static gboolean
parse (int type, gconstpointer wire, SottoPaymentMessage *message, GError **error)
{
  SottoPaymentContext context = { .author = &author, .sent_seconds = 1600000000, .now_ms = NOW_MS };
  g_autoptr (GBytes) payload = sotto_proto_pack (wire);

  return sotto_payment_message_parse (type, payload, &context, message, error);
}

static void
expect (gboolean accepted, int type, gconstpointer wire, const char *what)
{
  g_auto (SottoPaymentMessage) message = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean success = parse (type, wire, &message, &error);

  g_test_message ("type %d, %s", type, what);
  g_assert_cmpint (success, ==, accepted);
  if (!accepted)
    g_assert_error (error, SOTTO_CHAT_ERROR, SOTTO_CHAT_ERROR_REFUSED);
}

static const struct
{
  const char *text;
  gboolean valid;
} amounts[] = {
  { "1", TRUE },
  { "1000000000000000000", TRUE },
  { "123456789012345678901234567890", TRUE },
  { LARGEST, TRUE },
  { "", FALSE },
  { "0", FALSE },
  { "00", FALSE },
  { "01", FALSE },
  { "-1", FALSE },
  { "+1", FALSE },
  { "1e18", FALSE },
  { "1.5", FALSE },
  { "1.", FALSE },
  { " 1", FALSE },
  { "1 ", FALSE },
  { "0x10", FALSE },
  { "NaN", FALSE },
  { "inf", FALSE },
  { "١", FALSE },
  { TOO_LARGE, FALSE },
  { "999999999999999999999999999999999999999999999999999999999999999999999999999999", FALSE },
  { LARGEST "0", FALSE },
};

static void
test_amounts (void)
{
  g_autofree char *long_one = g_strnfill (10000, '9');

  for (guint i = 0; i < G_N_ELEMENTS (amounts); i++)
    {
      Sotto__RequestAddressForTransaction ask_address =
        SOTTO__REQUEST_ADDRESS_FOR_TRANSACTION__INIT;
      Sotto__RequestTransaction ask = SOTTO__REQUEST_TRANSACTION__INIT;

      ask_address.clock = ask.clock = NOW_MS;
      ask_address.value = ask.value = (char *) amounts[i].text;
      ask.address = (char *) ACCOUNT;
      expect (amounts[i].valid, 6, &ask_address, amounts[i].text);
      expect (amounts[i].valid, 9, &ask, amounts[i].text);
    }
  g_assert_false (sotto_payment_amount_is_valid (long_one));
}

static const struct
{
  const char *text;
  gboolean address;
  gboolean contract;
} accounts[] = {
  { ACCOUNT, TRUE, TRUE },
  { "0x9D60515D08E0E560446A658CC3571F6E35772924", TRUE, TRUE },
  { "", FALSE, TRUE },
  { "0x", FALSE, FALSE },
  { "9d60515d08e0e560446a658cc3571f6e35772924", FALSE, FALSE },
  { "0x9d60515d08e0e560446a658cc3571f6e3577292", FALSE, FALSE },
  { "0x9d60515d08e0e560446a658cc3571f6e357729240", FALSE, FALSE },
  { "0x9d60515d08e0e560446a658cc3571f6e3577292g", FALSE, FALSE },
  { "0X9d60515d08e0e560446a658cc3571f6e35772924", FALSE, FALSE },
  { "vitalik.eth", FALSE, FALSE },
};

static void
test_accounts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (accounts); i++)
    {
      Sotto__RequestAddressForTransaction ask_address =
        SOTTO__REQUEST_ADDRESS_FOR_TRANSACTION__INIT;
      Sotto__RequestTransaction ask = SOTTO__REQUEST_TRANSACTION__INIT;
      Sotto__AcceptRequestAddressForTransaction share =
        SOTTO__ACCEPT_REQUEST_ADDRESS_FOR_TRANSACTION__INIT;

      ask_address.clock = ask.clock = share.clock = NOW_MS;
      ask_address.value = ask.value = (char *) "1";
      ask_address.contract = (char *) accounts[i].text;
      ask.address = share.address = (char *) accounts[i].text;
      share.id = (char *) ID;
      expect (accounts[i].contract, 6, &ask_address, accounts[i].text);
      expect (accounts[i].address, 9, &ask, accounts[i].text);
      expect (accounts[i].address, 7, &share, accounts[i].text);
    }
}

static void
test_folds_case (void)
{
  g_auto (SottoPaymentMessage) message = { 0 };
  Sotto__RequestTransaction ask = SOTTO__REQUEST_TRANSACTION__INIT;

  ask.clock = NOW_MS;
  ask.value = (char *) "1";
  ask.address = (char *) "0x9D60515D08E0E560446A658CC3571F6E35772924";
  ask.contract = (char *) "0xA924C4B174B1E8DEFAAA32502F2748BE5E48915C";
  g_assert_true (parse (9, &ask, &message, NULL));
  g_assert_cmpstr (message.address, ==, ACCOUNT);
  g_assert_cmpstr (message.contract, ==, TOKEN);
}

static void
test_ids (void)
{
  static const char *const bad[] = {
    "",       "0x",   "3052c8853204f99bf2ef0e8b8260a8382307ffaa5d4404c05f7598a9dca7532a00",
    HASH "0", "null", "0x3052c8853204f99bf2ef0e8b8260a8382307ffaa5d4404c05f7598a9dca7532",
  };

  for (guint i = 0; i <= G_N_ELEMENTS (bad); i++)
    {
      char *id = (char *) (i < G_N_ELEMENTS (bad) ? bad[i] : ID);
      Sotto__AcceptRequestAddressForTransaction share =
        SOTTO__ACCEPT_REQUEST_ADDRESS_FOR_TRANSACTION__INIT;
      Sotto__DeclineRequestAddressForTransaction decline_address =
        SOTTO__DECLINE_REQUEST_ADDRESS_FOR_TRANSACTION__INIT;
      Sotto__DeclineRequestTransaction decline = SOTTO__DECLINE_REQUEST_TRANSACTION__INIT;
      Sotto__SendTransaction tell = SOTTO__SEND_TRANSACTION__INIT;

      share.clock = decline_address.clock = decline.clock = tell.clock = NOW_MS;
      share.id = decline_address.id = decline.id = tell.id = id;
      share.address = (char *) ACCOUNT;
      tell.transaction_hash = (char *) HASH;
      tell.signature = SOTTO_PROTO_BINARY (signature);
      expect (id == (char *) ID, 7, &share, id);
      expect (id == (char *) ID, 8, &decline_address, id);
      expect (id == (char *) ID, 11, &decline, id);
      /* Without an id it is told of directly. */
      expect (id == (char *) ID || id[0] == '\0', 10, &tell, id);
    }
}

static void
test_clocks (void)
{
  static const struct
  {
    guint64 clock;
    gboolean valid;
  } clocks[] = {
    { 0, FALSE },
    { 1, TRUE },
    { NOW_MS + SOTTO_CLOCK_AHEAD_MS, TRUE },
    { NOW_MS + SOTTO_CLOCK_AHEAD_MS + 1, FALSE },
    { G_MAXUINT64, FALSE },
    { (guint64) 1 << 63, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (clocks); i++)
    {
      Sotto__DeclineRequestTransaction decline = SOTTO__DECLINE_REQUEST_TRANSACTION__INIT;

      decline.clock = clocks[i].clock;
      decline.id = (char *) ID;
      expect (clocks[i].valid, 11, &decline, "clock");
    }
}

static void
test_transactions (void)
{
  static const char *const hashes[] = { "", "0x", "0x12", HASH "00" };
  static const guint8 vs[] = { 0, 1, 26, 29, 30, 255 };
  Sotto__SendTransaction tell = SOTTO__SEND_TRANSACTION__INIT;
  guint8 broken[SOTTO_SIGNATURE_LENGTH];

  tell.clock = NOW_MS;
  tell.transaction_hash = (char *) HASH;
  tell.signature = SOTTO_PROTO_BINARY (signature);
  expect (TRUE, 10, &tell, "whole");
  tell.signature.len = 64;
  expect (FALSE, 10, &tell, "64 bytes");
  tell.signature.len = 0;
  expect (FALSE, 10, &tell, "no signature");

  tell.signature = SOTTO_PROTO_BINARY (broken);
  for (guint i = 0; i < G_N_ELEMENTS (vs); i++)
    {
      memcpy (broken, signature, sizeof broken);
      broken[64] = vs[i];
      expect (FALSE, 10, &tell, "another V");
    }
  memset (broken, 0, 64);
  broken[64] = 27;
  expect (FALSE, 10, &tell, "no point");

  tell.signature = SOTTO_PROTO_BINARY (signature);
  for (guint i = 0; i < G_N_ELEMENTS (hashes); i++)
    {
      tell.transaction_hash = (char *) hashes[i];
      expect (FALSE, 10, &tell, hashes[i]);
    }
}

/* A hundred and forty-four questions, six of them with the answer yes. */
static void
test_states (void)
{
  static const struct
  {
    int from, command, by_payer, to;
  } moves[] = {
    { 1, 7, FALSE, 3 }, { 1, 8, FALSE, 2 }, { 4, 11, TRUE, 5 },
    { 1, 10, TRUE, 7 }, { 3, 10, TRUE, 7 }, { 4, 10, TRUE, 7 },
  };
  guint n_allowed = 0;

  for (int from = 1; from <= 12; from++)
    for (int command = 6; command <= 11; command++)
      for (int by_payer = 0; by_payer < 2; by_payer++)
        {
          SottoPaymentState next;
          gboolean expected = FALSE;

          for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
            expected |=
              moves[i].from == from && moves[i].command == command && moves[i].by_payer == by_payer;
          g_assert_cmpint (sotto_payment_next_state ((SottoPaymentState) from,
                                                     (SottoPaymentCommand) command, by_payer,
                                                     &next),
                           ==, expected);
          n_allowed += (guint) expected;
        }
  g_assert_cmpuint (n_allowed, ==, G_N_ELEMENTS (moves));
}

typedef struct
{
  const char *name;
  const char *asked;
  const char *asked_contract;
  const char *asked_address;
  SottoPaymentFacts facts;
  SottoPaymentState state;
  SottoPaymentReason reason;
} Verdict;

#define SEEN(...)                                                                                  \
  {                                                                                                \
    .state = SOTTO_PAYMENT_STATE_PENDING, .chain_id = 1, __VA_ARGS__                               \
  }
#define FORGED SOTTO_PAYMENT_STATE_FORGED

static void
check_verdict (Verdict *row)
{
  SottoPaymentRow payment = { .chain = 1, .told = TRUE, .began_ms = (gint64) NOW_MS };
  SottoPaymentReason reason;
  SottoPaymentState state;

  g_test_message ("%s", row->name);
  payment.value = (char *) row->asked;
  payment.contract = (char *) row->asked_contract;
  payment.address = (char *) row->asked_address;
  g_assert_true (sotto_hash_from_hex (&payment.transaction, HASH, NULL));
  memcpy (payment.signature, signature, sizeof signature);
  if (row->facts.payer != NULL && row->facts.payer[0] == '\0')
    row->facts.payer = signer;
  state = sotto_payment_judge (&payment, &author, &row->facts, &reason);
  g_assert_cmpint (state, ==, row->state);
  g_assert_cmpint (reason, ==, row->reason);
}

/* An empty payer stands for who signed. */
#define PAYER ((char *) "")
#define UPPER "0x9D60515D08E0E560446A658CC3571F6E35772924"

static Verdict verdicts[] = {
  { "as asked", "1", NULL, ACCOUNT,
    SEEN (.payer = PAYER, .payee = (char *) ACCOUNT, .amount = (char *) "1"),
    SOTTO_PAYMENT_STATE_PENDING, 0 },
  { "in another case", "1", NULL, ACCOUNT,
    SEEN (.payer = PAYER, .payee = (char *) UPPER, .amount = (char *) "1"),
    SOTTO_PAYMENT_STATE_PENDING, 0 },
  { "another amount", "1", NULL, ACCOUNT,
    SEEN (.payer = PAYER, .payee = (char *) ACCOUNT, .amount = (char *) "2"),
    SOTTO_PAYMENT_STATE_PENDING, 0 },
  { "token", "1", TOKEN, ACCOUNT,
    SEEN (.payer = PAYER,
          .payee = (char *) ACCOUNT,
          .contract = (char *) TOKEN,
          .amount = (char *) "1"),
    SOTTO_PAYMENT_STATE_PENDING, 0 },
  { "direct", NULL, NULL, NULL,
    SEEN (.payer = PAYER,
          .payee = (char *) ACCOUNT,
          .contract = (char *) TOKEN,
          .amount = (char *) "1"),
    SOTTO_PAYMENT_STATE_PENDING, 0 },
  { "eleven blocks", "1", NULL, ACCOUNT,
    SEEN (.payer = PAYER, .payee = (char *) ACCOUNT, .amount = (char *) "1", .confirmations = 11),
    SOTTO_PAYMENT_STATE_PENDING, 0 },
  { "twelve blocks", "1", NULL, ACCOUNT,
    SEEN (.payer = PAYER, .payee = (char *) ACCOUNT, .amount = (char *) "1", .confirmations = 12),
    SOTTO_PAYMENT_STATE_CONFIRMED, 0 },
  { "in time", "1", NULL, ACCOUNT,
    SEEN (.payer = PAYER,
          .payee = (char *) ACCOUNT,
          .amount = (char *) "1",
          .block_ms = (gint64) NOW_MS - 3600000),
    SOTTO_PAYMENT_STATE_PENDING, 0 },
  { "too old", "1", NULL, ACCOUNT,
    SEEN (.payer = PAYER,
          .payee = (char *) ACCOUNT,
          .amount = (char *) "1",
          .block_ms = (gint64) NOW_MS - 3600001),
    FORGED, SOTTO_PAYMENT_REASON_TOO_OLD },
  { "somebody else's", "1", NULL, ACCOUNT,
    SEEN (.payer = (char *) OTHER, .payee = (char *) ACCOUNT, .amount = (char *) "1"), FORGED,
    SOTTO_PAYMENT_REASON_SENDER },
  { "nobody's", "1", NULL, ACCOUNT, SEEN (.payee = (char *) ACCOUNT, .amount = (char *) "1"),
    FORGED, SOTTO_PAYMENT_REASON_SENDER },
  { "to somebody else", "1", NULL, ACCOUNT,
    SEEN (.payer = PAYER, .payee = (char *) OTHER, .amount = (char *) "1"), FORGED,
    SOTTO_PAYMENT_REASON_RECIPIENT },
  { "makes a contract", NULL, NULL, NULL, SEEN (.payer = PAYER, .amount = (char *) "1"), FORGED,
    SOTTO_PAYMENT_REASON_RECIPIENT },
  { "a token for ether", "1", NULL, ACCOUNT,
    SEEN (.payer = PAYER,
          .payee = (char *) ACCOUNT,
          .contract = (char *) TOKEN,
          .amount = (char *) "1"),
    FORGED, SOTTO_PAYMENT_REASON_TOKEN },
  { "ether for a token", "1", TOKEN, ACCOUNT,
    SEEN (.payer = PAYER, .payee = (char *) ACCOUNT, .amount = (char *) "1"), FORGED,
    SOTTO_PAYMENT_REASON_TOKEN },
  { "another token", "1", TOKEN, ACCOUNT,
    SEEN (.payer = PAYER,
          .payee = (char *) ACCOUNT,
          .contract = (char *) OTHER,
          .amount = (char *) "1"),
    FORGED, SOTTO_PAYMENT_REASON_TOKEN },
  { "nothing", "1", NULL, ACCOUNT,
    SEEN (.payer = PAYER, .payee = (char *) ACCOUNT, .amount = (char *) "0"), FORGED,
    SOTTO_PAYMENT_REASON_AMOUNT },
  { "another chain",
    "1",
    NULL,
    ACCOUNT,
    { .state = SOTTO_PAYMENT_STATE_CONFIRMED,
      .chain_id = 11155111,
      .payer = PAYER,
      .payee = (char *) ACCOUNT,
      .amount = (char *) "1",
      .confirmations = 99 },
    FORGED,
    SOTTO_PAYMENT_REASON_CHAIN },
  { "said to be forged",
    "1",
    NULL,
    ACCOUNT,
    { .state = FORGED, .reason = SOTTO_PAYMENT_REASON_RECIPIENT },
    FORGED,
    SOTTO_PAYMENT_REASON_RECIPIENT },
  { "not there",
    "1",
    NULL,
    ACCOUNT,
    { .state = SOTTO_PAYMENT_STATE_SIGNED },
    SOTTO_PAYMENT_STATE_SIGNED,
    0 },
  { "failed",
    "1",
    NULL,
    ACCOUNT,
    { .state = SOTTO_PAYMENT_STATE_FAILED },
    SOTTO_PAYMENT_STATE_FAILED,
    0 },
};

static void
test_verdicts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (verdicts); i++)
    check_verdict (&verdicts[i]);
}

/* The recorded signature, made by the original. */
static void
test_signature (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("status-go", "flow-payloads.json");
  JsonObject *object =
    sotto_test_vectors_object (json_node_get_object (root), "send_transaction_signature");
  JsonObject *wallet = sotto_test_vectors_object (object, "wallet");
  SottoPublicKey key = sotto_test_vectors_public_key (
    sotto_test_vectors_object (object, "chat_author"), "public_uncompressed");
  g_autoptr (GBytes) signed_by = sotto_test_vectors_bytes (object, "signature");
  guint8 bytes[SOTTO_PAYMENT_SIGNED_LENGTH], address[SOTTO_ADDRESS_LENGTH];
  g_autofree char *text = NULL;
  SottoHash hash;

  g_assert_true (
    sotto_hash_from_hex (&hash, sotto_test_vectors_text (object, "transaction_hash"), NULL));
  sotto_payment_get_signed_bytes (&key, &hash, bytes);
  sotto_test_vectors_check (object, "signed_bytes", bytes, sizeof bytes);
  g_assert_true (
    sotto_payment_recover (&key, &hash, g_bytes_get_data (signed_by, NULL), address, NULL));
  sotto_test_vectors_check (wallet, "address", address, sizeof address);

  /* Bound to the chat key and to the hash. */
  g_assert_true (
    sotto_payment_recover (&author, &hash, g_bytes_get_data (signed_by, NULL), address, NULL));
  text = sotto_hex_encode (address, sizeof address);
  g_assert_cmpstr (text, !=, sotto_test_vectors_text (wallet, "address") + 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  sign ();

  g_test_add_func ("/chat/payment-rules/amounts", test_amounts);
  g_test_add_func ("/chat/payment-rules/accounts", test_accounts);
  g_test_add_func ("/chat/payment-rules/folds-case", test_folds_case);
  g_test_add_func ("/chat/payment-rules/ids", test_ids);
  g_test_add_func ("/chat/payment-rules/clocks", test_clocks);
  g_test_add_func ("/chat/payment-rules/transactions", test_transactions);
  g_test_add_func ("/chat/payment-rules/states", test_states);
  g_test_add_func ("/chat/payment-rules/verdicts", test_verdicts);
  g_test_add_func ("/chat/payment-rules/signature", test_signature);
  return g_test_run ();
}

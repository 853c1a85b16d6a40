/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What transactions are going to do, and what is said about it. */

#include <string.h>

#include "sotto-call-intent.h"
#include "sotto-hex.h"

#define W0 "0000000000000000000000000000000000000000000000000000000000000000"
#define W1 "0000000000000000000000000000000000000000000000000000000000000001"
#define W5 "0000000000000000000000000000000000000000000000000000000000000005"
#define W60 "0000000000000000000000000000000000000000000000000000000000000060"
#define W80 "0000000000000000000000000000000000000000000000000000000000000080"
#define WMAX "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
#define WHALF "8000000000000000000000000000000000000000000000000000000000000000"
#define WBELOW "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
#define WA "0000000000000000000000001111111111111111111111111111111111111111"
#define WB "0000000000000000000000002222222222222222222222222222222222222222"
#define WC "0000000000000000000000003333333333333333333333333333333333333333"
#define WBAD "1000000000000000000000002222222222222222222222222222222222222222"

/* Signed by 11…, called is 33…. */
static const struct
{
  const char *data;
  guint64 value;
  SottoIntentKind kind;
  guint warnings;
} rows[] = {
  { "", 1, SOTTO_INTENT_PAY, 0 },
  { "", 0, SOTTO_INTENT_PAY, 0 },
  { "a9059cbb" WB W5, 0, SOTTO_INTENT_TRANSFER, 0 },
  { "a9059cbb" WB W5, 1, SOTTO_INTENT_TRANSFER, SOTTO_INTENT_WARNING_WITH_ETHER },
  { "a9059cbb" W0 W5, 0, SOTTO_INTENT_TRANSFER, SOTTO_INTENT_WARNING_TO_NOBODY },
  { "a9059cbb" WC W5, 0, SOTTO_INTENT_TRANSFER, SOTTO_INTENT_WARNING_TO_CONTRACT },
  { "a9059cbb" WB W5 W0, 0, SOTTO_INTENT_TRANSFER, SOTTO_INTENT_WARNING_MORE_DATA },
  { "a9059cbb" WB, 0, SOTTO_INTENT_UNKNOWN,
    SOTTO_INTENT_WARNING_UNKNOWN | SOTTO_INTENT_WARNING_UNREADABLE },
  { "a9059cbb" WBAD W5, 0, SOTTO_INTENT_UNKNOWN,
    SOTTO_INTENT_WARNING_UNKNOWN | SOTTO_INTENT_WARNING_UNREADABLE },
  { "a9059cbb", 0, SOTTO_INTENT_UNKNOWN,
    SOTTO_INTENT_WARNING_UNKNOWN | SOTTO_INTENT_WARNING_UNREADABLE },
  { "23b872dd" WA WB W5, 0, SOTTO_INTENT_TRANSFER_FROM, 0 },
  { "23b872dd" WB WA W5, 0, SOTTO_INTENT_TRANSFER_FROM, SOTTO_INTENT_WARNING_OF_ANOTHER },
  { "42842e0e" WA WB W5, 0, SOTTO_INTENT_TRANSFER_UNIQUE, 0 },
  { "b88d4fde" WA WB W5 W80 W0, 0, SOTTO_INTENT_TRANSFER_UNIQUE, 0 },
  { "f242432a" WA WB W5 W1 "00000000000000000000000000000000000000000000000000000000000000a0" W0, 0,
    SOTTO_INTENT_TRANSFER_SEVERAL, 0 },
  { "2eb2c2d6" WA WB "00000000000000000000000000000000000000000000000000000000000000a0"
    "00000000000000000000000000000000000000000000000000000000000000c0"
    "00000000000000000000000000000000000000000000000000000000000000e0" W0 W0 W0,
    0, SOTTO_INTENT_TRANSFER_SEVERAL, 0 },
  { "095ea7b3" WB W5, 0, SOTTO_INTENT_APPROVE, 0 },
  { "095ea7b3" WB WBELOW, 0, SOTTO_INTENT_APPROVE, 0 },
  { "095ea7b3" WB WHALF, 0, SOTTO_INTENT_APPROVE, SOTTO_INTENT_WARNING_UNLIMITED },
  { "095ea7b3" WB WMAX, 0, SOTTO_INTENT_APPROVE, SOTTO_INTENT_WARNING_UNLIMITED },
  { "095ea7b3" WB W0, 0, SOTTO_INTENT_REVOKE, 0 },
  { "39509351" WB WMAX, 0, SOTTO_INTENT_APPROVE, SOTTO_INTENT_WARNING_UNLIMITED },
  { "cae9ca51" WB W5 W60 W0, 0, SOTTO_INTENT_APPROVE_AND_CALL, 0 },
  { "a22cb465" WB W1, 0, SOTTO_INTENT_APPROVE_ALL, SOTTO_INTENT_WARNING_UNLIMITED },
  { "a22cb465" WB W0, 0, SOTTO_INTENT_REVOKE, 0 },
  { "d505accf" WA WB WMAX W5 W1 W0 W0, 0, SOTTO_INTENT_PERMIT, SOTTO_INTENT_WARNING_UNLIMITED },
  { "8fcbaf0c" WA WB W1 W5 W1 W1 W0 W0, 0, SOTTO_INTENT_PERMIT, SOTTO_INTENT_WARNING_UNLIMITED },
  { "8fcbaf0c" WA WB W1 W5 W0 W1 W0 W0, 0, SOTTO_INTENT_REVOKE, 0 },
  { "12345678" WB W5, 7, SOTTO_INTENT_UNKNOWN, SOTTO_INTENT_WARNING_UNKNOWN },
  { "123456", 0, SOTTO_INTENT_UNKNOWN, SOTTO_INTENT_WARNING_UNKNOWN },
};

static const SottoIntentUnits units = { "ETH", "SNT", 1, '.' };

static void
read_row (guint row, SottoCallIntent *intent)
{
  g_autoptr (GBytes) data = sotto_hex_decode (rows[row].data, 4096, NULL);
  SottoEthTransaction transaction = { .has_recipient = TRUE,
                                      .value = { { rows[row].value } },
                                      .data = data };
  guint8 sender[20];

  memset (sender, 0x11, sizeof sender);
  memset (transaction.recipient, 0x33, sizeof transaction.recipient);
  sotto_call_intent_read (&transaction, sender, intent);
}

static void
test_rows (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) list = NULL;
      SottoCallIntent intent;

      read_row (i, &intent);
      if (intent.kind != rows[i].kind || intent.warnings != rows[i].warnings)
        g_error ("%s: %d, %x", rows[i].data, intent.kind, intent.warnings);
      g_assert_cmpint (*sotto_call_intent_get_title (&intent), !=, '\0');
      list = sotto_call_intent_list (&intent, &units);
      g_assert_cmpuint (list->len, >=, 2);
    }
  for (guint i = 0; i < SOTTO_N_INTENT_WARNINGS; i++)
    g_assert_cmpint (*sotto_call_intent_get_warning_text (1u << i), !=, '\0');
}

static const char *
find_row (GPtrArray *list, const char *name)
{
  for (guint i = 0; i < list->len; i++)
    {
      const SottoIntentRow *row = g_ptr_array_index (list, i);

      if (g_str_equal (row->name, name))
        return row->value;
    }

  return NULL;
}

static void
test_lists (void)
{
  static const char alice[] = "0x1111111111111111111111111111111111111111";
  static const char bob[] = "0x2222222222222222222222222222222222222222";
  static const char contract[] = "0x3333333333333333333333333333333333333333";
  static const SottoIntentUnits unknown = { "ETH", NULL, 0, ',' };
  g_autoptr (GPtrArray) payment = NULL;
  g_autoptr (GPtrArray) transfer = NULL;
  g_autoptr (GPtrArray) unnamed = NULL;
  g_autoptr (GPtrArray) permit = NULL;
  SottoCallIntent intent;

  read_row (0, &intent);
  payment = sotto_call_intent_list (&intent, &unknown);
  g_assert_cmpstr (find_row (payment, "Amount"), ==, "0,000000000000000001 ETH");
  g_assert_cmpstr (find_row (payment, "To"), ==, contract);
  g_assert_null (find_row (payment, "Contract"));
  read_row (2, &intent);
  transfer = sotto_call_intent_list (&intent, &units);
  g_assert_cmpstr (find_row (transfer, "Amount"), ==, "0.5 SNT");
  g_assert_cmpstr (find_row (transfer, "To"), ==, bob);
  g_assert_cmpstr (find_row (transfer, "Contract"), ==, contract);
  unnamed = sotto_call_intent_list (&intent, &unknown);
  g_assert_cmpstr (find_row (unnamed, "Amount, in the smallest unit"), ==, "5");
  read_row (25, &intent);
  permit = sotto_call_intent_list (&intent, &units);
  g_assert_cmpstr (find_row (permit, "Amount"), ==, "unlimited");
  g_assert_cmpstr (find_row (permit, "From"), ==, alice);
  g_assert_cmpstr (find_row (permit, "For"), ==, bob);
  g_assert_cmpstr (find_row (permit, "Valid until"), ==, "1970-01-01 00:00 UTC");
}

static void
test_creation (void)
{
  SottoEthTransaction transaction = { .value = { { 1 } } };
  SottoCallIntent intent;

  sotto_call_intent_read (&transaction, NULL, &intent);
  g_assert_cmpint (intent.kind, ==, SOTTO_INTENT_CREATE);
  g_assert_cmpuint (intent.warnings, ==, SOTTO_INTENT_WARNING_UNKNOWN);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ethereum/call-intent/rows", test_rows);
  g_test_add_func ("/ethereum/call-intent/lists", test_lists);
  g_test_add_func ("/ethereum/call-intent/creation", test_creation);
  return g_test_run ();
}

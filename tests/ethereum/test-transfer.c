/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What moved, read from logs as contracts write them, and from others. */

#include <string.h>

#include "sotto-hex.h"
#include "sotto-keccak.h"
#include "sotto-transfer.h"

#define W0 "0000000000000000000000000000000000000000000000000000000000000000"
#define W1 "0000000000000000000000000000000000000000000000000000000000000001"
#define W2 "0000000000000000000000000000000000000000000000000000000000000002"
#define W40 "0000000000000000000000000000000000000000000000000000000000000040"
#define WA0 "00000000000000000000000000000000000000000000000000000000000000a0"
#define WA "0000000000000000000000001111111111111111111111111111111111111111"
#define WB "0000000000000000000000002222222222222222222222222222222222222222"
#define WBAD "0100000000000000000000002222222222222222222222222222222222222222"
#define PLAIN "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
#define SINGLE "c3d58168c5ae7397731d063d5bbf3d657854427343f4c083240f7aacaa2d0f62"
#define BATCH "4a39dc06d4c0dbc64b70af90fd698a233a518aa5d07e595d983b8c0526c8f7fb"
#define OTHER "8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b925"

static const struct
{
  const char *topics;
  const char *data;
  guint n_transfers;
  SottoTransferKind kind;
  guint token_id;
  guint amount;
} rows[] = {
  { PLAIN WA WB, W2, 1, SOTTO_TRANSFER_TOKEN, 0, 2 },
  { PLAIN WA WB, W0, 1, SOTTO_TRANSFER_TOKEN, 0, 0 },
  { PLAIN WA WB W2, "", 1, SOTTO_TRANSFER_UNIQUE, 2, 1 },
  { SINGLE WA WA WB, W1 W2, 1, SOTTO_TRANSFER_SEVERAL, 1, 2 },
  { BATCH WA WA WB, W40 WA0 W2 W1 W1 W2 W2 W2, 2, SOTTO_TRANSFER_SEVERAL, 1, 2 },
  { BATCH WA WA WB, W40 W40 W0, 0, SOTTO_TRANSFER_SEVERAL, 0, 0 },
  { PLAIN WA WB, "", 0, SOTTO_TRANSFER_TOKEN, 0, 0 },
  { PLAIN WA WB, W1 W1, 0, SOTTO_TRANSFER_TOKEN, 0, 0 },
  { PLAIN WA WB W2, W1, 0, SOTTO_TRANSFER_TOKEN, 0, 0 },
  { PLAIN WA, W1, 0, SOTTO_TRANSFER_TOKEN, 0, 0 },
  { PLAIN, WA WB W1, 0, SOTTO_TRANSFER_TOKEN, 0, 0 },
  { PLAIN WA WBAD, W1, 0, SOTTO_TRANSFER_TOKEN, 0, 0 },
  { SINGLE WA WA WB, W1, 0, SOTTO_TRANSFER_TOKEN, 0, 0 },
  { SINGLE WA WB, W1 W1, 0, SOTTO_TRANSFER_TOKEN, 0, 0 },
  { BATCH WA WA WB, W40 WA0 W2 W1 W1 W1 W2, 0, SOTTO_TRANSFER_TOKEN, 0, 0 },
  { BATCH WA WA WB, "", 0, SOTTO_TRANSFER_TOKEN, 0, 0 },
  { OTHER WA WB, W1, 0, SOTTO_TRANSFER_TOKEN, 0, 0 },
  { "", W1, 0, SOTTO_TRANSFER_TOKEN, 0, 0 },
  { PLAIN WA WB W1 W1, "", 0, SOTTO_TRANSFER_TOKEN, 0, 0 },
};

static void
test_logs (void)
{
  static const guint8 contract[20] = { 9 };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) topics = sotto_hex_decode (rows[i].topics, 1024, NULL);
      g_autoptr (GBytes) data = sotto_hex_decode (rows[i].data, 1024, NULL);
      SottoEventLog log = { contract, g_bytes_get_data (topics, NULL),
                            (guint) g_bytes_get_size (topics) / 32, data };
      g_autoptr (GArray) transfers = sotto_transfer_parse (&log);
      const SottoTransfer *transfer;

      g_assert_cmpuint (transfers->len, ==, rows[i].n_transfers);
      if (transfers->len == 0)
        continue;
      transfer = &g_array_index (transfers, SottoTransfer, 0);
      g_assert_cmpint (transfer->kind, ==, rows[i].kind);
      g_assert_cmpuint (transfer->token_id.limbs[0], ==, rows[i].token_id);
      g_assert_cmpuint (transfer->amount.limbs[0], ==, rows[i].amount);
      g_assert_cmpmem (transfer->contract, 20, contract, 20);
      g_assert_cmpuint (transfer->from[0], ==, 0x11);
      g_assert_cmpuint (transfer->to[19], ==, 0x22);
    }
}

static void
check_topic (const SottoHash *topic, const char *signature)
{
  SottoHash hash;

  sotto_keccak256 (signature, strlen (signature), &hash);
  g_assert_true (sotto_hash_equal (topic, &hash));
}

static void
test_topics (void)
{
  guint8 address[20];
  SottoHash padded, expected;

  check_topic (sotto_transfer_get_topic (), "Transfer(address,address,uint256)");
  check_topic (sotto_transfer_get_single_topic (),
               "TransferSingle(address,address,address,uint256,uint256)");
  check_topic (sotto_transfer_get_batch_topic (),
               "TransferBatch(address,address,address,uint256[],uint256[])");
  memset (address, 0x11, sizeof address);
  sotto_transfer_pad_address (address, &padded);
  g_assert_true (sotto_hash_from_hex (&expected, WA, NULL));
  g_assert_true (sotto_hash_equal (&padded, &expected));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ethereum/transfer/logs", test_logs);
  g_test_add_func ("/ethereum/transfer/topics", test_topics);
  return g_test_run ();
}

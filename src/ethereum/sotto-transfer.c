/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What moved, as contracts write it into receipts:
 *
 *   ERC-20    Transfer (from, to), amount                 3 topics, 32 bytes of data
 *   ERC-721   Transfer (from, to, id)                     4 topics, no data
 *   ERC-1155  TransferSingle (operator, from, to), id, amount      4 topics, 64 bytes
 *             TransferBatch (operator, from, to), ids, amounts     4 topics, two lists
 *
 * The first topic is the same for the first two: the number of topics tells them apart.
 */

#include "sotto-transfer.h"

#include <string.h>

#include "sotto-call-data.h"

#define ADDRESS_PADDING (SOTTO_HASH_LENGTH - SOTTO_ADDRESS_LENGTH)

static const SottoHash transfer_topic = {
  { 0xdd, 0xf2, 0x52, 0xad, 0x1b, 0xe2, 0xc8, 0x9b, 0x69, 0xc2, 0xb0, 0x68, 0xfc, 0x37, 0x8d, 0xaa,
    0x95, 0x2b, 0xa7, 0xf1, 0x63, 0xc4, 0xa1, 0x16, 0x28, 0xf5, 0x5a, 0x4d, 0xf5, 0x23, 0xb3, 0xef }
};

static const SottoHash single_topic = {
  { 0xc3, 0xd5, 0x81, 0x68, 0xc5, 0xae, 0x73, 0x97, 0x73, 0x1d, 0x06, 0x3d, 0x5b, 0xbf, 0x3d, 0x65,
    0x78, 0x54, 0x42, 0x73, 0x43, 0xf4, 0xc0, 0x83, 0x24, 0x0f, 0x7a, 0xac, 0xaa, 0x2d, 0x0f, 0x62 }
};

static const SottoHash batch_topic = {
  { 0x4a, 0x39, 0xdc, 0x06, 0xd4, 0xc0, 0xdb, 0xc6, 0x4b, 0x70, 0xaf, 0x90, 0xfd, 0x69, 0x8a, 0x23,
    0x3a, 0x51, 0x8a, 0xa5, 0xd0, 0x7e, 0x59, 0x5d, 0x98, 0x3b, 0x8c, 0x05, 0x26, 0xc8, 0xf7, 0xfb }
};

static gboolean
take_address (const SottoHash *topic, guint8 address[SOTTO_ADDRESS_LENGTH])
{
  static const guint8 zeros[ADDRESS_PADDING] = { 0 };

  memcpy (address, topic->bytes + ADDRESS_PADDING, SOTTO_ADDRESS_LENGTH);

  return memcmp (topic->bytes, zeros, sizeof zeros) == 0;
}

/* The two addresses that begin at topic @first; FALSE for topics that are none. */
static gboolean
take_parties (const SottoEventLog *log, guint first, SottoTransfer *transfer)
{
  memcpy (transfer->contract, log->contract, sizeof transfer->contract);

  return take_address (&log->topics[first], transfer->from) &&
         take_address (&log->topics[first + 1], transfer->to);
}

static void
parse_plain (const SottoEventLog *log, GArray *transfers)
{
  SottoTransfer transfer = { .kind = SOTTO_TRANSFER_TOKEN };
  gsize length = g_bytes_get_size (log->data);

  if (log->n_topics < 3 || !take_parties (log, 1, &transfer))
    return;
  if (log->n_topics == 3)
    {
      if (length != SOTTO_U256_LENGTH || !sotto_call_result_get_u256 (log->data, &transfer.amount))
        return;
    }
  else
    {
      if (length != 0 ||
          !sotto_u256_from_bytes (log->topics[3].bytes, SOTTO_HASH_LENGTH, &transfer.token_id))
        return;
      transfer.kind = SOTTO_TRANSFER_UNIQUE;
      transfer.amount = sotto_u256_from_u64 (1);
    }
  g_array_append_val (transfers, transfer);
}

static void
parse_single (const SottoEventLog *log, GArray *transfers)
{
  g_autoptr (SottoAbiValue) value = sotto_call_data_decode (log->data, "(uint256,uint256)", 0);
  SottoTransfer transfer = { .kind = SOTTO_TRANSFER_SEVERAL };

  if (value == NULL || log->n_topics != 4 || !take_parties (log, 2, &transfer))
    return;
  transfer.token_id = sotto_abi_value_get_u256 (sotto_abi_value_get_value (value, 0));
  transfer.amount = sotto_abi_value_get_u256 (sotto_abi_value_get_value (value, 1));
  g_array_append_val (transfers, transfer);
}

static void
parse_batch (const SottoEventLog *log, GArray *transfers)
{
  g_autoptr (SottoAbiValue) value = sotto_call_data_decode (log->data, "(uint256[],uint256[])", 0);
  SottoTransfer transfer = { .kind = SOTTO_TRANSFER_SEVERAL };
  const SottoAbiValue *ids, *amounts;

  if (value == NULL || log->n_topics != 4 || !take_parties (log, 2, &transfer))
    return;
  ids = sotto_abi_value_get_value (value, 0);
  amounts = sotto_abi_value_get_value (value, 1);
  if (sotto_abi_value_get_n_values (ids) != sotto_abi_value_get_n_values (amounts))
    return;
  for (guint i = 0; i < sotto_abi_value_get_n_values (ids); i++)
    {
      transfer.token_id = sotto_abi_value_get_u256 (sotto_abi_value_get_value (ids, i));
      transfer.amount = sotto_abi_value_get_u256 (sotto_abi_value_get_value (amounts, i));
      g_array_append_val (transfers, transfer);
    }
}

/* Public functions, in the header's order. */

const SottoHash *
sotto_transfer_get_topic (void)
{
  return &transfer_topic;
}

const SottoHash *
sotto_transfer_get_single_topic (void)
{
  return &single_topic;
}

const SottoHash *
sotto_transfer_get_batch_topic (void)
{
  return &batch_topic;
}

void
sotto_transfer_pad_address (const guint8 address[SOTTO_ADDRESS_LENGTH], SottoHash *topic)
{
  memset (topic->bytes, 0, ADDRESS_PADDING);
  memcpy (topic->bytes + ADDRESS_PADDING, address, SOTTO_ADDRESS_LENGTH);
}

GArray *
sotto_transfer_parse (const SottoEventLog *log)
{
  GArray *transfers = g_array_new (FALSE, FALSE, sizeof (SottoTransfer));

  if (log->n_topics == 0 || log->n_topics > SOTTO_LOG_MAX_TOPICS)
    return transfers;
  if (sotto_hash_equal (&log->topics[0], &transfer_topic))
    parse_plain (log, transfers);
  else if (sotto_hash_equal (&log->topics[0], &single_topic))
    parse_single (log, transfers);
  else if (sotto_hash_equal (&log->topics[0], &batch_topic))
    parse_batch (log, transfers);

  return transfers;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-endpoint-private.h"
#include "sotto-node-record.h"

G_BEGIN_DECLS

#define SOTTO_DISCV5_MAX_REQUEST_ID 8

/* Of one FINDNODE, further distances are ignored; a distance is 0 (the node itself) to 256. */
#define SOTTO_DISCV5_MAX_DISTANCES 16
#define SOTTO_DISCV5_MAX_DISTANCE 256

/* Records that answer one FINDNODE, packets they come in, and bytes of them in one packet. */
#define SOTTO_DISCV5_MAX_RECORDS 16
#define SOTTO_DISCV5_MAX_TOTAL 16
#define SOTTO_DISCV5_RECORD_BYTES 1100

typedef enum
{
  SOTTO_DISCV5_PING = 1,
  SOTTO_DISCV5_PONG = 2,
  SOTTO_DISCV5_FINDNODE = 3,
  SOTTO_DISCV5_NODES = 4,
  SOTTO_DISCV5_TALKREQ = 5,
  SOTTO_DISCV5_TALKRESP = 6,
} SottoDiscv5Type;

/**
 * SottoDiscv5Message:
 * @type: which of the fields count
 * @request_id: of the request and its answers
 * @request_id_length: at most 8
 * @enr_seq: of PING and PONG: number of the sender's record
 * @endpoint: of PONG: where the PING came from
 * @distances: of FINDNODE
 * @n_distances: of @distances
 * @total: of NODES: how many packets there are
 * @records: (element-type SottoNodeRecord): of NODES: those that are valid
 *
 * A message of discovery. Declare it as `g_auto (SottoDiscv5Message)`.
 */
typedef struct
{
  SottoDiscv5Type type;
  guint8 request_id[SOTTO_DISCV5_MAX_REQUEST_ID];
  gsize request_id_length;
  guint64 enr_seq;
  SottoEndpoint endpoint;
  guint16 distances[SOTTO_DISCV5_MAX_DISTANCES];
  guint n_distances;
  guint total;
  GPtrArray *records;
} SottoDiscv5Message;

gboolean sotto_discv5_message_parse (SottoDiscv5Message *message,
                                     GBytes *bytes,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sotto_discv5_message_encode (const SottoDiscv5Message *message) G_GNUC_WARN_UNUSED_RESULT;
void sotto_discv5_message_clear (SottoDiscv5Message *message);
gboolean sotto_discv5_message_is_answer (const SottoDiscv5Message *message);

/* Bit length of a XOR b: 0 (equal) to 256. */
guint sotto_discv5_distance (const SottoHash *a, const SottoHash *b);

/* Which of @a and @b is closer to @target: negative for @a. */
int sotto_discv5_compare_distance (const SottoHash *target, const SottoHash *a, const SottoHash *b);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SottoDiscv5Message, sotto_discv5_message_clear)

G_END_DECLS

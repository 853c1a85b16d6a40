/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-discv5-link-private.h"
#include "sotto-discv5-table-private.h"
#include "sotto-discv5.h"

G_BEGIN_DECLS

/* A node of the table is asked whether it is still there. */
#define SOTTO_DISCV5_REVALIDATE_MS (5 * 1000)

/* Pauses between lookups while nodes are wanted, doubling, and when not. */
#define SOTTO_DISCV5_SEARCH_MS (2 * 1000)
#define SOTTO_DISCV5_LAST_SEARCH_MS (30 * 1000)
#define SOTTO_DISCV5_REFRESH_MS (30 * 60 * 1000)

/* Nodes that are remembered. */
#define SOTTO_DISCV5_MAX_REMEMBERED 32

/* In place of a socket: what leaves goes to @send, and what comes is given to
 * sotto_discv5_receive (). */
typedef void (*SottoDiscv5SendFunc) (const SottoEndpoint *to, GBytes *packet, gpointer user_data);

void sotto_discv5_set_send_func (SottoDiscv5 *self,
                                 SottoDiscv5SendFunc send,
                                 guint16 port,
                                 gpointer user_data);
void sotto_discv5_receive (SottoDiscv5 *self,
                           const SottoEndpoint *from,
                           const guint8 *data,
                           gsize length);
SottoDiscv5Table *sotto_discv5_get_table (SottoDiscv5 *self);
SottoDiscv5Link *sotto_discv5_get_link (SottoDiscv5 *self);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-clock.h"
#include "sotto-transport.h"

G_BEGIN_DECLS

/**
 * SottoTestNetwork:
 *
 * A network inside a process: transports that hand each other what they publish, with losses,
 * doubles and delays by a seed, on a test clock. Everybody connected is everybody's neighbour and
 * keeps what was published until it dies, as relays do.
 */
typedef struct _SottoTestNetwork SottoTestNetwork;

SottoTestNetwork *sotto_test_network_new (SottoClock *clock, guint64 seed);
void sotto_test_network_free (SottoTestNetwork *network);

/* In percent of deliveries; delays up to @delay_ms reorder what is under way. */
void sotto_test_network_set_faults (SottoTestNetwork *network,
                                    guint loss,
                                    guint doubles,
                                    guint delay_ms);

/* (transfer full): a transport that is not connected yet. */
SottoTransport *sotto_test_network_add (SottoTestNetwork *network) G_GNUC_WARN_UNUSED_RESULT;
void sotto_test_network_connect (SottoTestNetwork *network,
                                 SottoTransport *transport,
                                 gboolean connected);

/* How often something was published, and the last one. */
guint sotto_test_network_get_n_published (SottoTestNetwork *network);

/* (transfer none) (element-type SottoReceivedPayload): all that was ever published, in order. */
GPtrArray *sotto_test_network_get_published (SottoTestNetwork *network);

/* Gives @payload to @transport as if a neighbour brought it, again if need be. */
void sotto_test_network_inject (SottoTransport *transport, SottoReceivedPayload *payload);

G_END_DECLS

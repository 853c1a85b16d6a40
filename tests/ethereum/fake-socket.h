/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libsoup/soup.h>

#include "sotto-clock.h"

G_BEGIN_DECLS

/**
 * FakeSocketManner:
 *
 * How it answers anything but eth_chainId.
 */
typedef enum
{
  SOCKET_HONEST,
  SOCKET_REVERSED,   /* answers of a list in the other order */
  SOCKET_ONE_BY_ONE, /* answers of a list as messages of their own */
  SOCKET_FORGETFUL,  /* without the second answer of a list */
  SOCKET_NO_BATCHES, /* one error without an id for a list */
  SOCKET_UNASKED,    /* first some answers that nobody wants */
  SOCKET_TWICE,      /* the same answer again, with another number */
  SOCKET_TEXT,       /* what @text says */
  SOCKET_BINARY,     /* the right answer, not as text */
  SOCKET_HUGE,       /* 17 MiB in one message */
  SOCKET_FLOOD,      /* messages that belong to nothing, without end */
  SOCKET_CLOSING,    /* closes instead of answering */
  SOCKET_SILENT,     /* never answers */
} FakeSocketManner;

/**
 * FakeSocket:
 * @server: on loopback
 * @url: its address, with a key in it
 * @manner: how it behaves
 * @text: for %SOCKET_TEXT
 * @status: what handshakes are refused with; 0: they are not
 * @credentials: (nullable): what it wants to be told, as Basic has it
 * @chain_id: what it says to be
 * @block: the newest
 * @refuses_subscriptions: whether it answers eth_subscribe with an error
 * @connections: (element-type SoupWebsocketConnection): all there ever were
 * @methods: (element-type utf8): what it was asked
 * @subscription: of whom it tells of blocks; of the last connection
 *
 * A WebSocket of JSON-RPC that does what a test wants.
 */
typedef struct
{
  SoupServer *server;
  char *url;
  FakeSocketManner manner;
  const char *text;
  guint status;
  const char *credentials;
  guint64 chain_id;
  guint64 block;
  gboolean refuses_subscriptions;
  GPtrArray *connections;
  GPtrArray *methods;
  guint subscription;
} FakeSocket;

FakeSocket *fake_socket_new (guint64 chain_id);
void fake_socket_free (FakeSocket *self);
guint fake_socket_count (FakeSocket *self, const char *method);

/* To the last connection. */
void fake_socket_send (FakeSocket *self, const char *text);

/* A new block, of which it tells its subscriber. */
void fake_socket_mine (FakeSocket *self);

/* Ends the last connection. */
void fake_socket_break (FakeSocket *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeSocket, fake_socket_free)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-test-net.h"

G_BEGIN_DECLS

/**
 * SottoTestRawPeer:
 *
 * A neighbour that says just what a test makes it say: devp2p is real, the dialect is bytes.
 */
#define SOTTO_TYPE_TEST_RAW_PEER (sotto_test_raw_peer_get_type ())
G_DECLARE_FINAL_TYPE (SottoTestRawPeer, sotto_test_raw_peer, SOTTO, TEST_RAW_PEER, GObject)

/* The version that makes it call as shh/6. */
#define SOTTO_TEST_RAW_PEER_WHISPER 6

/* Calls @node as waku/@version and waits until it has greeted. Unless %NULL, @status (hexadecimal)
 * is sent at once, and the node's answer to it waited for. */
SottoTestRawPeer *
sotto_test_raw_peer_new (SottoTestNet *net, SottoTestNode *node, guint version, const char *status);

/* The same with a node of another process. */
SottoTestRawPeer *sotto_test_raw_peer_new_at (SottoTestNet *net,
                                              SottoEnode *enode,
                                              guint version,
                                              const char *status);
void sotto_test_raw_peer_send (SottoTestRawPeer *self, guint code, GBytes *payload);
void sotto_test_raw_peer_send_hex (SottoTestRawPeer *self, guint code, const char *hex);
gboolean sotto_test_raw_peer_is_connected (SottoTestRawPeer *self);

/* (transfer none) (nullable): the @index-th packet of @code that came. */
GBytes *sotto_test_raw_peer_get (SottoTestRawPeer *self, guint code, guint index);
guint sotto_test_raw_peer_count (SottoTestRawPeer *self, guint code);

/* Stops and frees. */
void sotto_test_raw_peer_close (SottoTestNet *net, SottoTestRawPeer *self);

G_END_DECLS

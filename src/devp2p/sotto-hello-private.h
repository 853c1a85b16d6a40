/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-peer.h"

G_BEGIN_DECLS

/* Message ids of the "p2p" capability. */
#define SOTTO_P2P_HELLO 0
#define SOTTO_P2P_DISCONNECT 1
#define SOTTO_P2P_PING 2
#define SOTTO_P2P_PONG 3

/* Ours; payloads are compressed when both sides have at least this. */
#define SOTTO_P2P_VERSION 5
#define SOTTO_P2P_NODE_KEY_LENGTH 64
#define SOTTO_P2P_MAX_HELLO_LENGTH 2048

/**
 * SottoHelloCapability:
 * @name: UTF-8
 * @version: of the capability
 */
typedef struct
{
  char *name;
  guint64 version;
} SottoHelloCapability;

/**
 * SottoHello:
 * @version: of the p2p capability
 * @client: UTF-8, as the other side wrote it: not for display
 * @capabilities: (element-type SottoHelloCapability): in the order of the message
 * @listen_port: informational
 * @node_key: X || Y of the static key, not checked
 */
typedef struct
{
  guint64 version;
  char *client;
  GArray *capabilities;
  guint64 listen_port;
  guint8 node_key[SOTTO_P2P_NODE_KEY_LENGTH];
} SottoHello;

SottoHello *sotto_hello_new (void) G_GNUC_WARN_UNUSED_RESULT;
void sotto_hello_free (SottoHello *hello);
void sotto_hello_add_capability (SottoHello *hello, const char *name, guint64 version);
SottoHello *sotto_hello_parse (GBytes *payload, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sotto_hello_encode (const SottoHello *hello) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_hello_has_null_identity (const SottoHello *hello);

GBytes *sotto_disconnect_encode (SottoDisconnectReason reason) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_disconnect_parse (GBytes *payload,
                                 SottoDisconnectReason *reason,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *sotto_disconnect_describe (SottoDisconnectReason reason) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoHello, sotto_hello_free)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "sotto-clock.h"
#include "sotto-host.h"
#include "sotto-rlpx-codec-private.h"
#include "sotto-rlpx-handshake-private.h"

G_BEGIN_DECLS

/* What the tests of this folder share: vectors, toy capabilities, waiting, and a peer by hand. */

/* (transfer full): the root of a file below the folder of vectors. */
JsonObject *fixture_load (const char *file) G_GNUC_WARN_UNUSED_RESULT;
GBytes *fixture_hex (const char *hex) G_GNUC_WARN_UNUSED_RESULT;
GBytes *fixture_member (JsonObject *object, const char *member) G_GNUC_WARN_UNUSED_RESULT;
void fixture_fixed (JsonObject *object, const char *member, guint8 *into, gsize length);
void fixture_assert_bytes (GBytes *bytes, const char *expected_hex);
void fixture_assert_memory (gconstpointer data, gsize length, const char *expected_hex);

/* The node key whose 32 bytes end in @number. */
SottoPrivateKey *fixture_key (guint number) G_GNUC_WARN_UNUSED_RESULT;

/* Runs the main context until @condition; fails the test after 20 real seconds. */
typedef gboolean (*FixtureCondition) (gpointer user_data);
void fixture_wait (FixtureCondition condition, gpointer user_data);

/* Whatever is ready now. */
void fixture_settle (void);

/* Both sides of a connection in memory, after a handshake. */
void fixture_connect_codecs (SottoRlpxCodec **initiator, SottoRlpxCodec **recipient);

/* Feeds a whole frame; FALSE with @error when it is refused. */
gboolean fixture_open_frame (SottoRlpxCodec *codec,
                             GBytes *frame,
                             SottoRlpxMessage *message,
                             GError **error);

/**
 * ToyCapability:
 * @n_started: calls of peer_started
 * @n_stopped: calls of peer_stopped
 * @codes: (element-type guint): of the messages so far
 * @payloads: (element-type GBytes): of the messages so far
 * @peer: (nullable): the last one that started; owned
 * @refuse_code: a message with it is refused as a breach; -1 for none
 */
#define TOY_TYPE_CAPABILITY (toy_capability_get_type ())
G_DECLARE_FINAL_TYPE (ToyCapability, toy_capability, TOY, CAPABILITY, GObject)

struct _ToyCapability
{
  GObject parent_instance;

  char *name;
  guint version;
  guint n_codes;
  gsize max_payload;

  guint n_started;
  guint n_stopped;
  GArray *codes;
  GPtrArray *payloads;
  SottoPeer *peer;
  int refuse_code;
};

#define TOY_MAX_PAYLOAD (256 * 1024)

ToyCapability *toy_new (const char *name, guint version, guint n_codes) G_GNUC_WARN_UNUSED_RESULT;

/**
 * RawPeer:
 *
 * The other side of a connection, driven by hand: a well-behaved or hostile node without a host.
 */
typedef struct
{
  GSocketConnection *connection;
  SottoPrivateKey *key;
  SottoRlpxCodec *codec;
  GByteArray *received;
  GByteArray *held;
  gboolean is_closed;
} RawPeer;

/* Connected TCP, not a byte sent. */
RawPeer *raw_peer_dial (guint16 port, SottoPrivateKey *key) G_GNUC_WARN_UNUSED_RESULT;

/* A socket that a host dialled: accepted from @listener. */
RawPeer *raw_peer_accept (GSocket *listener, SottoPrivateKey *key) G_GNUC_WARN_UNUSED_RESULT;
void raw_peer_free (RawPeer *self);
void raw_peer_send (RawPeer *self, gconstpointer data, gsize length);

/* Between these two, what is sent is kept back, to leave in one piece. */
void raw_peer_hold (RawPeer *self);
void raw_peer_release (RawPeer *self);

/* RLPx as initiator with @remote, or as recipient with %NULL. */
void raw_peer_handshake (RawPeer *self, const SottoPublicKey *remote);
void raw_peer_send_message (RawPeer *self, guint64 code, GBytes *payload);
void raw_peer_send_message_hex (RawPeer *self, guint64 code, const char *payload_hex);

/* A Hello of @client and @version with the capability toy/1. */
void raw_peer_send_hello (RawPeer *self, const char *client, guint64 version);

/* The same, then theirs is taken. */
void raw_peer_exchange_hello (RawPeer *self, const char *client, guint64 version);

/* Waits for the next message; FALSE when the connection was closed instead. */
gboolean raw_peer_read (RawPeer *self, SottoRlpxMessage *message);

/* Waits for a Disconnect, past other messages, and for the close behind it. -1: closed without. */
int raw_peer_read_disconnect (RawPeer *self);
void raw_peer_wait_closed (RawPeer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RawPeer, raw_peer_free)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One connection as the "p2p" capability sees it:
 *
 *   HANDSHAKE  RLPx; nothing can be said but by closing the socket
 *   HELLO      ours is sent, theirs (or a Disconnect) must be the first message; 2 KiB at most
 *   RUNNING    messages go to capabilities by their offset; a Ping every 15 s, a complete frame at
 *              least every 30 s
 *   ENDED      nothing is taken any more; a Disconnect may still be on its way out
 *
 * A peer that floods us with messages that say nothing loses its connection, and never more than
 * one Pong waits in the queue. */

#include "sotto-peer.h"

#include <string.h>

#include "sotto-devp2p-error.h"
#include "sotto-inet.h"
#include "sotto-keccak.h"
#include "sotto-peer-private.h"
#include "sotto-peer-timers-private.h"
#include "sotto-rlpx-stream-private.h"
#include "sotto-text.h"

#define MAX_CLIENT_LENGTH 100
#define EMPTY_LIST 0xc0

typedef enum
{
  STATE_HANDSHAKE,
  STATE_HELLO,
  STATE_RUNNING,
  STATE_ENDED,
} State;

struct _SottoPeer
{
  GObject parent_instance;

  GBytes *hello;
  GPtrArray *capabilities;
  const SottoPeerEvents *events;
  gpointer owner;

  SottoEnode *target;
  SottoRlpxStream *stream;
  State state;
  gboolean was_established;
  gboolean is_told;
  gboolean is_closed;
  GArray *table;

  SottoPublicKey key;
  SottoHash node_id;
  char *client;
  char *address;
  GInetAddress *inet_address;

  SottoPeerTimers *timers;
  gboolean ping_waits;
  gboolean pong_waits;

  GSource *end_source;
  SottoPeerEnd end;
};

G_DEFINE_FINAL_TYPE (SottoPeer, sotto_peer, G_TYPE_OBJECT)

/* Tells the host what happened, in order, and each thing once. */
static void
tell_end (SottoPeer *self)
{
  g_autoptr (SottoPeer) alive G_GNUC_UNUSED = g_object_ref (self);

  if (!self->is_told)
    {
      self->is_told = TRUE;
      sotto_rlpx_stream_fail_queued (self->stream);
      if (self->owner != NULL)
        self->events->ended (self, self->owner);
    }
  if (self->is_closed && self->owner != NULL)
    self->events->finished (self, g_steal_pointer (&self->owner));
}

static gboolean
end_source_cb (gpointer user_data)
{
  SottoPeer *self = user_data;

  g_clear_pointer (&self->end_source, g_source_unref);
  tell_end (self);
  return G_SOURCE_REMOVE;
}

/* Whoever ends a peer may be in the middle of something: the others hear of it from the main loop.
 */
static void
schedule_end (SottoPeer *self)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  self->end_source = g_idle_source_new ();
  g_source_set_priority (self->end_source, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->end_source, end_source_cb, g_object_ref (self), g_object_unref);
  g_source_attach (self->end_source, context);
}

static void
send_disconnect (SottoPeer *self, SottoDisconnectReason reason)
{
  g_autoptr (GBytes) payload = sotto_disconnect_encode (reason);

  if (sotto_rlpx_stream_send (self->stream, SOTTO_P2P_DISCONNECT, payload, NULL, NULL))
    sotto_rlpx_stream_finish (self->stream);
  else
    sotto_rlpx_stream_close (self->stream);
}

/* The only way to ENDED. @error is what a log or a person may read. */
static void
end (SottoPeer *self, SottoDisconnectReason reason, gboolean remote, const GError *error)
{
  gboolean can_say;

  if (self->state == STATE_ENDED)
    return;
  can_say = !remote && reason != SOTTO_DISCONNECT_NETWORK_ERROR &&
            sotto_rlpx_stream_is_ready (self->stream) &&
            !(reason == SOTTO_DISCONNECT_TIMEOUT && self->state != STATE_RUNNING);
  self->state = STATE_ENDED;
  self->end.reason = reason;
  self->end.remote = remote;
  self->end.error = error != NULL ? g_error_copy (error) : NULL;
  sotto_peer_timers_stop (self->timers);
  schedule_end (self);
  if (can_say)
    send_disconnect (self, reason);
  else
    sotto_rlpx_stream_close (self->stream);
}

static void
end_with (SottoPeer *self, SottoDisconnectReason reason, int code, const char *text)
{
  g_autoptr (GError) error = g_error_new_literal (SOTTO_DEVP2P_ERROR, code, text);

  end (self, reason, FALSE, error);
}

static void
end_refused (SottoPeer *self, SottoDisconnectReason reason)
{
  g_autofree char *text = sotto_disconnect_describe (reason);

  end_with (self, reason, SOTTO_DEVP2P_ERROR_DISCONNECTED, text);
}

static void
handshake_expired_cb (SottoPeer *self)
{
  end_with (self, SOTTO_DISCONNECT_TIMEOUT, SOTTO_DEVP2P_ERROR_TIMED_OUT,
            "The handshake takes too long");
}

static void
send_base_message (SottoPeer *self, guint code, gboolean *waits, SottoPeerWrittenFunc written)
{
  static const guint8 body[] = { EMPTY_LIST };
  g_autoptr (GBytes) payload = NULL;

  if (*waits)
    return;
  payload = g_bytes_new_static (body, sizeof body);
  *waits = sotto_rlpx_stream_send (self->stream, code, payload, written, NULL);
}

static void
ping_written_cb (SottoPeer *self, gboolean success, gpointer user_data)
{
  self->ping_waits = FALSE;
}

static void
pong_written_cb (SottoPeer *self, gboolean success, gpointer user_data)
{
  self->pong_waits = FALSE;
}

static void
ping_due_cb (SottoPeer *self)
{
  send_base_message (self, SOTTO_P2P_PING, &self->ping_waits, ping_written_cb);
}

static void
fell_silent_cb (SottoPeer *self)
{
  end_with (self, SOTTO_DISCONNECT_TIMEOUT, SOTTO_DEVP2P_ERROR_TIMED_OUT,
            "Nothing was heard from the other side");
}

static const SottoPeerTimersEvents timers_events = {
  .handshake_expired = handshake_expired_cb,
  .ping_due = ping_due_cb,
  .fell_silent = fell_silent_cb,
};

static void
handshaken_cb (SottoPeer *self, const SottoPublicKey *remote)
{
  guint8 raw[SOTTO_P2P_NODE_KEY_LENGTH];
  SottoDisconnectReason reason = SOTTO_DISCONNECT_REQUESTED;

  self->key = *remote;
  sotto_public_key_serialize_raw (remote, raw);
  sotto_keccak256 (raw, sizeof raw, &self->node_id);
  if (self->owner != NULL && !self->events->admit (self, FALSE, &reason, self->owner))
    {
      end_refused (self, reason);
      return;
    }
  self->state = STATE_HELLO;
  if (!sotto_rlpx_stream_send (self->stream, SOTTO_P2P_HELLO, self->hello, NULL, NULL))
    end_with (self, SOTTO_DISCONNECT_NETWORK_ERROR, SOTTO_DEVP2P_ERROR_PROTOCOL,
              "Hello could not be sent");
}

static void
start_running (SottoPeer *self)
{
  self->state = STATE_RUNNING;
  self->was_established = TRUE;
  sotto_peer_timers_start_running (self->timers);
  sotto_rlpx_stream_set_max_payload (self->stream,
                                     sotto_capability_table_get_max_payload (self->table));
  if (self->owner != NULL)
    self->events->established (self, self->owner);
}

/* The node key that Hello names must be the one that the handshake proved. */
static gboolean
check_identity (SottoPeer *self, const SottoHello *hello)
{
  guint8 raw[SOTTO_P2P_NODE_KEY_LENGTH];

  sotto_public_key_serialize_raw (&self->key, raw);
  if (sotto_hello_has_null_identity (hello))
    {
      end_with (self, SOTTO_DISCONNECT_NULL_IDENTITY, SOTTO_DEVP2P_ERROR_HANDSHAKE,
                "The other side has no identity");
      return FALSE;
    }
  if (memcmp (hello->node_key, raw, sizeof raw) != 0)
    {
      end_with (self, SOTTO_DISCONNECT_UNEXPECTED_IDENTITY, SOTTO_DEVP2P_ERROR_HANDSHAKE,
                "The other side names another key than it holds");
      return FALSE;
    }
  return TRUE;
}

static void
handle_hello (SottoPeer *self, GBytes *payload)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoHello) hello = sotto_hello_parse (payload, &error);
  SottoDisconnectReason reason = SOTTO_DISCONNECT_REQUESTED;

  if (hello == NULL)
    {
      end (self, SOTTO_DISCONNECT_PROTOCOL_BREACH, FALSE, error);
      return;
    }
  sotto_rlpx_stream_set_snappy (self->stream, hello->version >= SOTTO_P2P_VERSION);
  if (!check_identity (self, hello))
    return;
  self->client = sotto_text_sanitise_name (hello->client, MAX_CLIENT_LENGTH);
  self->table = sotto_capability_table_new (self->capabilities, hello);
  if (self->table->len == 0)
    end_refused (self, SOTTO_DISCONNECT_USELESS_PEER);
  else if (self->owner != NULL && !self->events->admit (self, TRUE, &reason, self->owner))
    end_refused (self, reason);
  else
    start_running (self);
}

static void
handle_disconnect (SottoPeer *self, GBytes *payload)
{
  SottoDisconnectReason reason = SOTTO_DISCONNECT_REQUESTED;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  if (!sotto_disconnect_parse (payload, &reason, NULL))
    reason = SOTTO_DISCONNECT_REQUESTED;
  text = sotto_disconnect_describe (reason);
  g_set_error (&error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_DISCONNECTED,
               "The other side closed the connection: %s", text);
  end (self, reason, TRUE, error);
}

static void
handle_base_message (SottoPeer *self, const SottoRlpxMessage *message)
{
  if (message->code == SOTTO_P2P_DISCONNECT)
    {
      handle_disconnect (self, message->payload);
      return;
    }
  if (!sotto_peer_timers_spend_idle_talk (self->timers))
    {
      end_with (self, SOTTO_DISCONNECT_PROTOCOL_BREACH, SOTTO_DEVP2P_ERROR_PROTOCOL,
                "The other side floods us with messages that say nothing");
      return;
    }
  if (message->code == SOTTO_P2P_PING)
    send_base_message (self, SOTTO_P2P_PONG, &self->pong_waits, pong_written_cb);
}

static void
handle_capability_message (SottoPeer *self, const SottoRlpxMessage *message)
{
  const SottoCapabilitySlot *slot = sotto_capability_table_find (self->table, message->code);
  g_autoptr (GError) error = NULL;

  if (slot == NULL)
    {
      end_with (self, SOTTO_DISCONNECT_PROTOCOL_BREACH, SOTTO_DEVP2P_ERROR_PROTOCOL,
                "A message belongs to no capability");
      return;
    }
  if (g_bytes_get_size (message->payload) > sotto_capability_get_max_payload (slot->capability))
    {
      end_with (self, SOTTO_DISCONNECT_PROTOCOL_BREACH, SOTTO_DEVP2P_ERROR_TOO_LARGE,
                "A message is above its capability's limit");
      return;
    }
  if (!sotto_capability_message (slot->capability, self, message->code - slot->offset,
                                 message->payload, &error))
    end (self, SOTTO_DISCONNECT_PROTOCOL_BREACH, FALSE, error);
}

static void
message_cb (SottoPeer *self, const SottoRlpxMessage *message)
{
  if (self->state == STATE_HELLO)
    {
      if (message->code == SOTTO_P2P_HELLO)
        handle_hello (self, message->payload);
      else if (message->code == SOTTO_P2P_DISCONNECT)
        handle_disconnect (self, message->payload);
      else
        end_with (self, SOTTO_DISCONNECT_PROTOCOL_BREACH, SOTTO_DEVP2P_ERROR_PROTOCOL,
                  "The first message is not Hello");
      return;
    }
  if (self->state != STATE_RUNNING)
    return;
  sotto_peer_timers_heard (self->timers);
  if (message->code < SOTTO_RLPX_BASE_CODES)
    handle_base_message (self, message);
  else
    handle_capability_message (self, message);
}

/* Whatever is wrong with a handshake packet means the same to a person. */
static void
handshake_failed (SottoPeer *self, const GError *cause)
{
  g_autoptr (GError) error = NULL;

  g_set_error (&error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_HANDSHAKE,
               "The other side does not hold the key of this address, or speaks something else: %s",
               cause->message);
  end (self, SOTTO_DISCONNECT_NETWORK_ERROR, FALSE, error);
}

static void
failed_cb (SottoPeer *self, const GError *error)
{
  SottoDisconnectReason reason = SOTTO_DISCONNECT_PROTOCOL_BREACH;

  if (self->state == STATE_HANDSHAKE && error->domain != G_IO_ERROR &&
      error->domain != SOTTO_DEVP2P_ERROR)
    {
      handshake_failed (self, error);
      return;
    }
  if (error->domain == G_IO_ERROR ||
      g_error_matches (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_DISCONNECTED) ||
      g_error_matches (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_TIMED_OUT))
    reason = SOTTO_DISCONNECT_NETWORK_ERROR;
  end (self, reason, FALSE, error);
}

static void
closed_cb (SottoPeer *self)
{
  self->is_closed = TRUE;
  if (self->is_told)
    tell_end (self);
}

static const SottoRlpxStreamEvents stream_events = {
  .handshaken = handshaken_cb,
  .message = message_cb,
  .failed = failed_cb,
  .closed = closed_cb,
};

static void
sotto_peer_dispose (GObject *object)
{
  SottoPeer *self = SOTTO_PEER (object);

  self->owner = NULL;
  if (self->timers != NULL)
    sotto_peer_timers_stop (self->timers);
  if (self->stream != NULL)
    sotto_rlpx_stream_close (self->stream);

  G_OBJECT_CLASS (sotto_peer_parent_class)->dispose (object);
}

static void
sotto_peer_finalize (GObject *object)
{
  SottoPeer *self = SOTTO_PEER (object);

  g_clear_pointer (&self->stream, sotto_rlpx_stream_free);
  g_clear_pointer (&self->timers, sotto_peer_timers_free);
  g_clear_pointer (&self->hello, g_bytes_unref);
  g_clear_pointer (&self->capabilities, g_ptr_array_unref);
  g_clear_pointer (&self->target, sotto_enode_unref);
  g_clear_pointer (&self->table, g_array_unref);
  g_clear_pointer (&self->client, g_free);
  g_clear_pointer (&self->address, g_free);
  g_clear_object (&self->inet_address);
  g_clear_error (&self->end.error);

  G_OBJECT_CLASS (sotto_peer_parent_class)->finalize (object);
}

static void
sotto_peer_class_init (SottoPeerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sotto_peer_dispose;
  object_class->finalize = sotto_peer_finalize;
}

static void
sotto_peer_init (SottoPeer *self)
{
}

static void
remember_address (SottoPeer *self, GSocketConnection *connection)
{
  g_autoptr (GSocketAddress) address = g_socket_connection_get_remote_address (connection, NULL);

  self->address = sotto_inet_format (address);
  if (G_IS_INET_SOCKET_ADDRESS (address))
    self->inet_address =
      g_object_ref (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}

/**
 * sotto_peer_new:
 * @connection: (transfer none): a connected socket
 * @target: (nullable): the node that was dialled; %NULL for a caller
 * @config: what the host has
 * @events: static
 * @owner: for @events, until sotto_peer_forget_owner () or the last event
 *
 * Returns: (transfer full): a peer that does nothing until it is started
 */
SottoPeer *
sotto_peer_new (GSocketConnection *connection,
                SottoEnode *target,
                const SottoPeerConfig *config,
                const SottoPeerEvents *events,
                gpointer owner)
{
  SottoPeer *self = g_object_new (SOTTO_TYPE_PEER, NULL);
  SottoRlpxHandshake *handshake;

  self->timers = sotto_peer_timers_new (config->clock, &timers_events, self);
  self->hello = g_bytes_ref (config->hello);
  self->capabilities = g_ptr_array_ref (config->capabilities);
  self->events = events;
  self->owner = owner;
  remember_address (self, connection);
  if (target != NULL)
    {
      self->target = sotto_enode_ref (target);
      self->key = *sotto_enode_get_key (target);
      handshake = sotto_rlpx_handshake_new_initiator (config->node_key, &self->key, config->random);
    }
  else
    handshake = sotto_rlpx_handshake_new_recipient (config->node_key, config->random);
  self->stream = sotto_rlpx_stream_new (connection, handshake, config->clock, &stream_events, self);
  return self;
}

void
sotto_peer_start (SottoPeer *self)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (SOTTO_IS_PEER (self));

  sotto_peer_timers_start_handshake (self->timers);
  if (!sotto_rlpx_stream_start (self->stream, self->target != NULL, &error))
    end (self, SOTTO_DISCONNECT_NETWORK_ERROR, FALSE, error);
}

void
sotto_peer_forget_owner (SottoPeer *self)
{
  g_return_if_fail (SOTTO_IS_PEER (self));

  self->owner = NULL;
}

void
sotto_peer_flush_end (SottoPeer *self)
{
  g_return_if_fail (SOTTO_IS_PEER (self));
  g_return_if_fail (self->state == STATE_ENDED);

  tell_end (self);
}

void
sotto_peer_abort (SottoPeer *self)
{
  g_return_if_fail (SOTTO_IS_PEER (self));

  end (self, SOTTO_DISCONNECT_NETWORK_ERROR, FALSE, NULL);
  sotto_rlpx_stream_close (self->stream);
}

void
sotto_peer_notify_started (SottoPeer *self)
{
  g_return_if_fail (SOTTO_IS_PEER (self) && self->table != NULL);

  for (guint i = 0; i < self->table->len; i++)
    sotto_capability_peer_started (g_array_index (self->table, SottoCapabilitySlot, i).capability,
                                   self);
}

void
sotto_peer_notify_stopped (SottoPeer *self)
{
  g_return_if_fail (SOTTO_IS_PEER (self) && self->table != NULL);

  for (guint i = 0; i < self->table->len; i++)
    sotto_capability_peer_stopped (g_array_index (self->table, SottoCapabilitySlot, i).capability,
                                   self);
}

SottoEnode *
sotto_peer_get_target (SottoPeer *self)
{
  g_return_val_if_fail (SOTTO_IS_PEER (self), NULL);

  return self->target;
}

GInetAddress *
sotto_peer_get_inet_address (SottoPeer *self)
{
  g_return_val_if_fail (SOTTO_IS_PEER (self), NULL);

  return self->inet_address;
}

gboolean
sotto_peer_is_running (SottoPeer *self)
{
  g_return_val_if_fail (SOTTO_IS_PEER (self), FALSE);

  return self->state == STATE_RUNNING;
}

gboolean
sotto_peer_was_established (SottoPeer *self)
{
  g_return_val_if_fail (SOTTO_IS_PEER (self), FALSE);

  return self->was_established;
}

gint64
sotto_peer_get_age_ms (SottoPeer *self)
{
  g_return_val_if_fail (SOTTO_IS_PEER (self), 0);

  return sotto_peer_timers_get_age_ms (self->timers);
}

const SottoPeerEnd *
sotto_peer_get_end (SottoPeer *self)
{
  g_return_val_if_fail (SOTTO_IS_PEER (self) && self->state == STATE_ENDED, NULL);

  return &self->end;
}

/**
 * sotto_peer_get_key:
 * @self: a peer
 *
 * Returns: (transfer none): the node key that it proved to hold
 */
const SottoPublicKey *
sotto_peer_get_key (SottoPeer *self)
{
  g_return_val_if_fail (SOTTO_IS_PEER (self), NULL);

  return &self->key;
}

/**
 * sotto_peer_get_node_id:
 * @self: a peer
 *
 * Returns: (transfer none): Keccak-256 of the raw key
 */
const SottoHash *
sotto_peer_get_node_id (SottoPeer *self)
{
  g_return_val_if_fail (SOTTO_IS_PEER (self), NULL);

  return &self->node_id;
}

/**
 * sotto_peer_get_client:
 * @self: a peer
 *
 * Returns: (transfer none): the software that it says it is, fit for display
 */
const char *
sotto_peer_get_client (SottoPeer *self)
{
  g_return_val_if_fail (SOTTO_IS_PEER (self), NULL);

  return self->client != NULL ? self->client : "";
}

/**
 * sotto_peer_get_address:
 * @self: a peer
 *
 * Returns: (transfer none): IP address and port, as text
 */
const char *
sotto_peer_get_address (SottoPeer *self)
{
  g_return_val_if_fail (SOTTO_IS_PEER (self), NULL);

  return self->address;
}

/**
 * sotto_peer_is_inbound:
 * @self: a peer
 *
 * Returns: whether it called us
 */
gboolean
sotto_peer_is_inbound (SottoPeer *self)
{
  g_return_val_if_fail (SOTTO_IS_PEER (self), FALSE);

  return self->target == NULL;
}

char *
sotto_peer_dup_address_group (SottoPeer *self)
{
  g_return_val_if_fail (SOTTO_IS_PEER (self), NULL);

  return self->inet_address != NULL && !sotto_inet_is_local (self->inet_address)
           ? sotto_inet_to_group (self->inet_address)
           : NULL;
}

gboolean
sotto_peer_runs (SottoPeer *self, SottoCapability *capability)
{
  return self->table != NULL && sotto_capability_table_lookup (self->table, capability) != NULL;
}

/**
 * sotto_peer_get_bytes_in:
 * @self: a peer
 *
 * Returns: bytes received, with handshake and framing
 */
guint64
sotto_peer_get_bytes_in (SottoPeer *self)
{
  g_return_val_if_fail (SOTTO_IS_PEER (self), 0);

  return sotto_rlpx_stream_get_bytes_in (self->stream);
}

/**
 * sotto_peer_get_bytes_out:
 * @self: a peer
 *
 * Returns: bytes sent, with handshake and framing
 */
guint64
sotto_peer_get_bytes_out (SottoPeer *self)
{
  g_return_val_if_fail (SOTTO_IS_PEER (self), 0);

  return sotto_rlpx_stream_get_bytes_out (self->stream);
}

/**
 * sotto_peer_send:
 * @self: a peer
 * @capability: one of the host's
 * @code: relative to the capability's offset
 * @payload: (transfer none): uncompressed
 * @written: (nullable): told once, from the main loop, when the message has left or is lost
 * @user_data: for @written
 *
 * Queues a message.
 *
 * Returns: %FALSE when the peer has ended, does not run @capability, or has too much waiting;
 * @written is not called then
 */
gboolean
sotto_peer_send (SottoPeer *self,
                 SottoCapability *capability,
                 guint code,
                 GBytes *payload,
                 SottoPeerWrittenFunc written,
                 gpointer user_data)
{
  const SottoCapabilitySlot *slot;
  gsize queued;

  g_return_val_if_fail (SOTTO_IS_PEER (self), FALSE);
  g_return_val_if_fail (SOTTO_IS_CAPABILITY (capability), FALSE);
  g_return_val_if_fail (payload != NULL, FALSE);

  if (self->state != STATE_RUNNING)
    return FALSE;
  slot = sotto_capability_table_lookup (self->table, capability);
  if (slot == NULL)
    return FALSE;
  g_return_val_if_fail (code < slot->n_codes, FALSE);
  queued = sotto_rlpx_stream_get_queued_bytes (self->stream);
  if (queued > 0 && queued + g_bytes_get_size (payload) > SOTTO_PEER_MAX_QUEUED)
    return FALSE;
  return sotto_rlpx_stream_send (self->stream, slot->offset + code, payload, written, user_data);
}

/**
 * sotto_peer_get_queued_bytes:
 * @self: a peer
 *
 * Returns: how many bytes wait to be written
 */
gsize
sotto_peer_get_queued_bytes (SottoPeer *self)
{
  g_return_val_if_fail (SOTTO_IS_PEER (self), 0);

  return sotto_rlpx_stream_get_queued_bytes (self->stream);
}

/**
 * sotto_peer_disconnect:
 * @self: a peer
 * @reason: why
 *
 * Sends the reason, then closes within two seconds. Capabilities and host hear of it from the main
 * loop.
 */
void
sotto_peer_disconnect (SottoPeer *self, SottoDisconnectReason reason)
{
  g_return_if_fail (SOTTO_IS_PEER (self));

  end (self, reason, FALSE, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The linker takes these functions in place of those of `devp2p/`, so that the nodes above are the
 * real ones. Only what `waku/` calls is here.
 */

#include "sim-devp2p.h"

#define MAX_QUEUED (4 * 1024 * 1024)

typedef struct
{
  SottoPeer *to;
  SottoCapability *capability; /* of the receiver */
  guint code;
  GBytes *payload;
  gint64 due_ms;
  SottoPeerWrittenFunc written;
  gpointer user_data;
} Message;

struct _SottoPeer
{
  GObject parent_instance;

  SimConnection *connection;
  SottoHost *host;
  SottoPeer *other; /* not referenced */
  GArray *slots;    /* of Slot */
  GQueue sent;      /* of Message, on their way to the other */
  gsize queued;
  gboolean ended;
};

typedef struct
{
  SottoCapability *own;
  SottoCapability *theirs;
} Slot;

struct _SimConnection
{
  SimWire *wire;
  SottoPeer *ends[2];
  guint delay_ms;
  guint jitter_ms;
  gint64 stalled_until;
  gboolean is_up;
  gboolean is_cut; /* to be ended as soon as nothing is being delivered */
};

struct _SottoHost
{
  GObject parent_instance;

  SimWire *wire;
  GPtrArray *capabilities;
  SottoHash id;
  guint64 bytes_in;
  guint64 bytes_out;
};

struct _SimWire
{
  GRand *random;
  GPtrArray *connections;
  gint64 now_ms;
  gboolean delivering;
};

G_DEFINE_FINAL_TYPE (SottoPeer, sotto_peer, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE (SottoHost, sotto_host, G_TYPE_OBJECT)

static void
message_free (Message *message, gboolean success)
{
  if (message->written != NULL)
    message->written (message->to->other, success, message->user_data);
  g_bytes_unref (message->payload);
  g_free (message);
}

static void
sotto_peer_finalize (GObject *object)
{
  SottoPeer *self = SOTTO_PEER (object);

  g_array_unref (self->slots);
  g_clear_object (&self->host);
  G_OBJECT_CLASS (sotto_peer_parent_class)->finalize (object);
}

static void
sotto_peer_class_init (SottoPeerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sotto_peer_finalize;
}

static void
sotto_peer_init (SottoPeer *self)
{
  self->slots = g_array_new (FALSE, FALSE, sizeof (Slot));
  g_queue_init (&self->sent);
}

static void
sotto_host_finalize (GObject *object)
{
  g_ptr_array_unref (SOTTO_HOST (object)->capabilities);
  G_OBJECT_CLASS (sotto_host_parent_class)->finalize (object);
}

static void
sotto_host_class_init (SottoHostClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sotto_host_finalize;
  g_signal_new ("dial-failed", SOTTO_TYPE_HOST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                2, SOTTO_TYPE_ENODE, G_TYPE_ERROR);
  g_signal_new ("peer-disconnected", SOTTO_TYPE_HOST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 3, SOTTO_TYPE_PEER, G_TYPE_INT, G_TYPE_BOOLEAN);
}

static void
sotto_host_init (SottoHost *self)
{
  self->capabilities = g_ptr_array_new_with_free_func (g_object_unref);
}

static SottoCapability *
find_capability (SottoHost *host, const char *name, guint version)
{
  for (guint i = 0; i < host->capabilities->len; i++)
    {
      SottoCapability *capability = host->capabilities->pdata[i];

      if (g_str_equal (sotto_capability_get_name (capability), name) &&
          sotto_capability_get_version (capability) == version)
        return capability;
    }

  return NULL;
}

/* The highest version of a name that both have. */
static void
negotiate (SottoPeer *peer, SottoHost *theirs, const char *name, guint highest)
{
  for (guint version = highest + 1; version > 0; version--)
    {
      Slot slot = { find_capability (peer->host, name, version - 1),
                    find_capability (theirs, name, version - 1) };

      if (slot.own == NULL || slot.theirs == NULL)
        continue;
      g_array_append_val (peer->slots, slot);
      return;
    }
}

static void
end_connection (SimConnection *connection)
{
  if (!connection->is_up)
    return;

  connection->is_up = FALSE;
  for (guint i = 0; i < 2; i++)
    {
      SottoPeer *peer = connection->ends[i];

      peer->ended = TRUE;
      while (!g_queue_is_empty (&peer->sent))
        message_free (g_queue_pop_head (&peer->sent), FALSE);
      for (guint n = 0; n < peer->slots->len; n++)
        sotto_capability_peer_stopped (g_array_index (peer->slots, Slot, n).own, peer);
    }
}

/* What RLPx makes of a message that cannot be compressed: a header and its code, the message with
 * its number in whole blocks, a code. */
static gsize
frame_size (GBytes *payload)
{
  return 32 + (1 + g_bytes_get_size (payload) + 15) / 16 * 16 + 16;
}

static void
deliver (SimConnection *connection, SottoPeer *from)
{
  Message *message = g_queue_pop_head (&from->sent);
  g_autoptr (GError) error = NULL;

  from->queued -= g_bytes_get_size (message->payload);
  message->to->host->bytes_in += frame_size (message->payload);
  from->host->bytes_out += frame_size (message->payload);
  if (!sotto_capability_message (message->capability, message->to, message->code, message->payload,
                                 &error))
    connection->is_cut = TRUE;
  message_free (message, TRUE);
}

/* (nullable): who sent what arrives next on this connection. */
static SottoPeer *
next_sender (SimConnection *connection, gint64 now_ms, gint64 *due_ms)
{
  SottoPeer *found = NULL;

  *due_ms = now_ms + 1;
  if (!connection->is_up || connection->stalled_until > now_ms)
    return NULL;

  for (guint i = 0; i < 2; i++)
    {
      Message *message = g_queue_peek_head (&connection->ends[i]->sent);

      if (message != NULL && message->due_ms < *due_ms)
        {
          *due_ms = message->due_ms;
          found = connection->ends[i];
        }
    }

  return found;
}

SimWire *
sim_wire_new (GRand *random)
{
  SimWire *wire = g_new0 (SimWire, 1);

  wire->random = random;
  wire->connections = g_ptr_array_new ();

  return wire;
}

void
sim_wire_free (SimWire *wire)
{
  for (guint i = 0; i < wire->connections->len; i++)
    {
      SimConnection *connection = wire->connections->pdata[i];

      end_connection (connection);
      g_object_unref (connection->ends[0]);
      g_object_unref (connection->ends[1]);
      g_free (connection);
    }
  g_ptr_array_unref (wire->connections);
  g_free (wire);
}

void
sim_wire_run (SimWire *wire, gint64 now_ms)
{
  wire->now_ms = now_ms;
  wire->delivering = TRUE;
  for (guint i = 0; i < wire->connections->len; i++)
    {
      SimConnection *connection = wire->connections->pdata[i];
      SottoPeer *from;
      gint64 due_ms;

      while (!connection->is_cut && (from = next_sender (connection, now_ms, &due_ms)) != NULL)
        deliver (connection, from);
    }
  wire->delivering = FALSE;
  for (guint i = 0; i < wire->connections->len; i++)
    if (((SimConnection *) wire->connections->pdata[i])->is_cut)
      end_connection (wire->connections->pdata[i]);
}

SottoHost *
sim_host_new (SimWire *wire, guint number)
{
  SottoHost *self = g_object_new (SOTTO_TYPE_HOST, NULL);

  self->wire = wire;
  self->id.bytes[0] = (guint8) (number + 1);

  return self;
}

guint64
sim_host_get_bytes_in (SottoHost *host)
{
  return host->bytes_in;
}

guint64
sim_host_get_bytes_out (SottoHost *host)
{
  return host->bytes_out;
}

SimConnection *
sim_wire_connect (SimWire *wire, SottoHost *a, SottoHost *b, guint delay_ms, guint jitter_ms)
{
  SimConnection *connection = g_new0 (SimConnection, 1);
  SottoHost *hosts[] = { a, b };

  connection->wire = wire;
  connection->delay_ms = delay_ms;
  connection->jitter_ms = jitter_ms;
  connection->is_up = TRUE;
  for (guint i = 0; i < 2; i++)
    {
      connection->ends[i] = g_object_new (SOTTO_TYPE_PEER, NULL);
      connection->ends[i]->connection = connection;
      connection->ends[i]->host = g_object_ref (hosts[i]);
    }
  connection->ends[0]->other = connection->ends[1];
  connection->ends[1]->other = connection->ends[0];
  g_ptr_array_add (wire->connections, connection);
  for (guint i = 0; i < 2; i++)
    {
      negotiate (connection->ends[i], hosts[1 - i], "shh", 6);
      negotiate (connection->ends[i], hosts[1 - i], "waku", 1);
      g_assert_cmpuint (connection->ends[i]->slots->len, >, 0);
    }
  for (guint i = 0; i < 2; i++)
    for (guint n = 0; n < connection->ends[i]->slots->len; n++)
      sotto_capability_peer_started (g_array_index (connection->ends[i]->slots, Slot, n).own,
                                     connection->ends[i]);

  return connection;
}

void
sim_connection_stall (SimConnection *connection, gint64 until_ms)
{
  connection->stalled_until = until_ms;
}

void
sim_connection_cut (SimConnection *connection)
{
  connection->is_cut = TRUE;
  if (!connection->wire->delivering)
    end_connection (connection);
}

gboolean
sim_connection_is_up (SimConnection *connection)
{
  return connection->is_up && !connection->is_cut;
}

/* What `waku/` calls. */

void
sotto_host_add_capability (SottoHost *self, SottoCapability *capability)
{
  g_ptr_array_add (self->capabilities, g_object_ref (capability));
}

char *
sotto_host_get_enode (SottoHost *self, const char *host)
{
  return NULL;
}

guint
sotto_host_get_n_known_nodes (SottoHost *self)
{
  return 1;
}

guint16
sotto_host_get_port (SottoHost *self)
{
  return 0;
}

void
sotto_host_set_network_available (SottoHost *self, gboolean available)
{
}

void
sotto_host_start (SottoHost *self)
{
}

void
sotto_host_stop_async (SottoHost *self,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_return_boolean (task, TRUE);
}

gboolean
sotto_host_stop_finish (SottoHost *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
sotto_peer_disconnect (SottoPeer *self, SottoDisconnectReason reason)
{
  self->connection->is_cut = TRUE;
}

char *
sotto_peer_dup_address_group (SottoPeer *self)
{
  return g_strdup_printf ("192.0.2.%u", self->other->host->id.bytes[0]);
}

const char *
sotto_peer_get_address (SottoPeer *self)
{
  return "192.0.2.1:30303";
}

guint64
sotto_peer_get_bytes_in (SottoPeer *self)
{
  return 0;
}

guint64
sotto_peer_get_bytes_out (SottoPeer *self)
{
  return 0;
}

const char *
sotto_peer_get_client (SottoPeer *self)
{
  return "simulated";
}

const SottoHash *
sotto_peer_get_node_id (SottoPeer *self)
{
  return &self->other->host->id;
}

gsize
sotto_peer_get_queued_bytes (SottoPeer *self)
{
  return self->queued;
}

gboolean
sotto_peer_is_inbound (SottoPeer *self)
{
  return self == self->connection->ends[1];
}

gboolean
sotto_peer_runs (SottoPeer *self, SottoCapability *capability)
{
  for (guint i = 0; i < self->slots->len; i++)
    if (g_array_index (self->slots, Slot, i).own == capability)
      return TRUE;

  return FALSE;
}

gboolean
sotto_peer_send (SottoPeer *self,
                 SottoCapability *capability,
                 guint code,
                 GBytes *payload,
                 SottoPeerWrittenFunc written,
                 gpointer user_data)
{
  SimConnection *connection = self->connection;
  Message *last = g_queue_peek_tail (&self->sent);
  Message *message;

  if (self->ended || connection->is_cut || self->queued + g_bytes_get_size (payload) > MAX_QUEUED)
    return FALSE;

  message = g_new0 (Message, 1);
  message->to = self->other;
  for (guint i = 0; i < self->slots->len; i++)
    if (g_array_index (self->slots, Slot, i).own == capability)
      message->capability = g_array_index (self->slots, Slot, i).theirs;
  g_assert_nonnull (message->capability);
  message->code = code;
  message->payload = g_bytes_ref (payload);
  message->due_ms = connection->wire->now_ms + connection->delay_ms;
  if (connection->jitter_ms > 0)
    message->due_ms +=
      g_rand_int_range (connection->wire->random, 0, (gint32) connection->jitter_ms);
  if (last != NULL)
    message->due_ms = MAX (message->due_ms, last->due_ms);
  message->written = written;
  message->user_data = user_data;
  g_queue_push_tail (&self->sent, message);
  self->queued += g_bytes_get_size (payload);

  return TRUE;
}

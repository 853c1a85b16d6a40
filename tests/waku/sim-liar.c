/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim-liar.h"

#include "sotto-hex.h"
#include "sotto-keccak.h"
#include "sotto-waku-packets.h"
#include "waku-fixtures.h"

#define FLOOD 20
#define MAX_GARBAGE 200

struct _SimLiar
{
  GObject parent_instance;

  SimLiarKind kind;
  gboolean whisper;
  GRand *random;
  SottoPeer *peer; /* while connected */
  GBytes *last;
};

static void capability_interface_init (SottoCapabilityInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SimLiar,
                               sim_liar,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SOTTO_TYPE_CAPABILITY,
                                                      capability_interface_init))

static const char *
get_name (SottoCapability *capability)
{
  return SIM_LIAR (capability)->whisper ? "shh" : "waku";
}

static guint
get_version (SottoCapability *capability)
{
  return SIM_LIAR (capability)->whisper ? 6 : 1;
}

static guint
get_n_codes (SottoCapability *capability)
{
  return SOTTO_WAKU_N_CODES;
}

static gsize
get_max_payload (SottoCapability *capability)
{
  return 1024 * 1024;
}

static void
peer_started (SottoCapability *capability, SottoPeer *peer)
{
  SimLiar *self = SIM_LIAR (capability);
  const char *status = self->whisper ? "c50680808001" : "c3c20301";
  g_autoptr (GBytes) payload = NULL;

  if (self->kind == SIM_LIAR_NARROW)
    status = self->whisper ? "c90680808001c3010180" : "c9c20301c504c3010180";
  self->peer = peer;
  if (self->kind == SIM_LIAR_SCRIPTED)
    return;
  payload = sotto_hex_decode (status, 100, NULL);
  sim_liar_send (self, SOTTO_WAKU_CODE_STATUS, payload);
}

static gboolean
message (SottoCapability *capability, SottoPeer *peer, guint code, GBytes *payload, GError **error)
{
  SimLiar *self = SIM_LIAR (capability);
  g_autoptr (GBytes) ack = NULL;
  SottoHash batch;

  if (code != SOTTO_WAKU_CODE_MESSAGES)
    return TRUE;

  g_clear_pointer (&self->last, g_bytes_unref);
  self->last = g_bytes_ref (payload);
  if (self->kind != SIM_LIAR_CONFIRM)
    return TRUE;

  sotto_keccak256 (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload), &batch);
  ack = sotto_waku_batch_ack_encode (&batch);
  sim_liar_send (self, SOTTO_WAKU_CODE_BATCH_ACK, ack);

  return TRUE;
}

static void
peer_stopped (SottoCapability *capability, SottoPeer *peer)
{
  SIM_LIAR (capability)->peer = NULL;
}

static void
capability_interface_init (SottoCapabilityInterface *interface)
{
  interface->get_name = get_name;
  interface->get_version = get_version;
  interface->get_n_codes = get_n_codes;
  interface->get_max_payload = get_max_payload;
  interface->peer_started = peer_started;
  interface->message = message;
  interface->peer_stopped = peer_stopped;
}

static void
sim_liar_finalize (GObject *object)
{
  g_clear_pointer (&SIM_LIAR (object)->last, g_bytes_unref);
  G_OBJECT_CLASS (sim_liar_parent_class)->finalize (object);
}

static void
sim_liar_class_init (SimLiarClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sim_liar_finalize;
}

static void
sim_liar_init (SimLiar *self)
{
}

static void
send_garbage (SimLiar *self)
{
  gsize length = (gsize) g_rand_int_range (self->random, 0, MAX_GARBAGE);
  guint8 *data = g_malloc (length + 1);
  g_autoptr (GBytes) payload = NULL;

  for (gsize i = 0; i < length; i++)
    data[i] = (guint8) g_rand_int_range (self->random, 0, 256);
  payload = g_bytes_new_take (data, length);
  sim_liar_send (self, (guint) g_rand_int_range (self->random, 0, SOTTO_WAKU_N_CODES), payload);
}

static void
send_flood (SimLiar *self, guint32 now_seconds)
{
  g_autoptr (GPtrArray) envelopes =
    g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_envelope_unref);
  g_autoptr (GBytes) payload = NULL;

  for (guint i = 0; i < FLOOD; i++)
    {
      /* Some of them dead, unborn or older than time. */
      gint32 offset = g_rand_int_range (self->random, -40, 140);
      FixtureEnvelope fields = { .expiry = now_seconds + (guint32) offset,
                                 .ttl = g_rand_boolean (self->random) ? 100 : G_MAXUINT32,
                                 .data_length = 1000,
                                 .fill = (guint8) g_rand_int_range (self->random, 0, 256) };

      fields.topic.bytes[0] = (guint8) g_rand_int_range (self->random, 0, 5);
      g_ptr_array_add (envelopes, fixture_envelope (&fields));
    }
  payload = sotto_waku_messages_encode (envelopes);
  sim_liar_send (self, SOTTO_WAKU_CODE_MESSAGES, payload);
}

SimLiar *
sim_liar_new (SimLiarKind kind, gboolean whisper, GRand *random)
{
  SimLiar *self = g_object_new (SIM_TYPE_LIAR, NULL);

  self->kind = kind;
  self->whisper = whisper;
  self->random = random;

  return self;
}

void
sim_liar_send (SimLiar *self, guint code, GBytes *payload)
{
  if (self->peer != NULL &&
      !sotto_peer_send (self->peer, SOTTO_CAPABILITY (self), code, payload, NULL, NULL))
    g_debug ("A liar is not read");
}

void
sim_liar_act (SimLiar *self, guint32 now_seconds)
{
  switch (self->kind)
    {
    case SIM_LIAR_GARBAGE:
      send_garbage (self);
      break;
    case SIM_LIAR_FLOOD:
      send_flood (self, now_seconds);
      break;
    case SIM_LIAR_REPEAT:
      for (guint i = 0; i < FLOOD && self->last != NULL; i++)
        sim_liar_send (self, SOTTO_WAKU_CODE_MESSAGES, self->last);
      break;
    case SIM_LIAR_CONFIRM:
    case SIM_LIAR_NARROW:
    case SIM_LIAR_N_KINDS:
    case SIM_LIAR_SCRIPTED:
      break;
    }
}

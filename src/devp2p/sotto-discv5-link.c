/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who speaks first without a session sends a packet that nobody can read, and is asked WHOAREYOU;
 * the request follows inside the answer to that. So whoever gets a meaning out of us has proved to
 * be where its packets come from: strangers get 63 bytes, never more than they sent.
 *
 * Of several requests to one node without a session, the first shakes hands and the others wait for
 * it, because a node keeps one challenge for each place. */

#include "sotto-discv5-link-private.h"

#include <string.h>

#include "sotto-cipher.h"

#define RANDOM_MESSAGE_LENGTH 20
#define REQUEST_ID_LENGTH 8

typedef enum
{
  REQUEST_WAITING,
  REQUEST_SENT,
  REQUEST_HANDSHAKEN,
} RequestState;

typedef struct
{
  SottoDiscv5Link *link;
  SottoDiscv5Address address;
  SottoNodeRecord *record;
  guint8 id[REQUEST_ID_LENGTH];
  guint8 nonce[SOTTO_DISCV5_NONCE_LENGTH];
  GBytes *plaintext;
  SottoDiscv5Type answer_type;
  RequestState state;
  gboolean needs_handshake;
  guint timer;
  SottoDiscv5AnswerFunc answered;
  gpointer user_data;
} Request;

struct _SottoDiscv5Link
{
  SottoPrivateKey *key;
  SottoOwnRecord *own_record;
  SottoHash id;
  SottoClock *clock;
  SottoRandom *random;
  SottoDiscv5LinkEvents events;
  gpointer user_data;
  SottoDiscv5Sessions *sessions;
  GPtrArray *requests;
  gboolean is_closing;
};

static void
request_free (gpointer data)
{
  Request *request = data;

  sotto_clock_clear_timer (request->link->clock, &request->timer);
  sotto_node_record_unref (request->record);
  g_bytes_unref (request->plaintext);
  g_free (request);
}

static Request *
steal_request (SottoDiscv5Link *self, Request *request)
{
  guint index;

  if (!g_ptr_array_find (self->requests, request, &index))
    return NULL;
  return g_ptr_array_steal_index_fast (self->requests, index);
}

static void
send_packet (SottoDiscv5Link *self,
             const SottoDiscv5Address *to,
             SottoDiscv5Packet *packet,
             const guint8 *key,
             GBytes *plaintext)
{
  g_autoptr (GBytes) datagram = NULL;
  guint8 iv[SOTTO_DISCV5_IV_LENGTH];

  /* A header that is there already is part of what was signed. */
  if (packet->header_length == 0)
    {
      sotto_random_fill (self->random, iv, sizeof iv);
      sotto_discv5_packet_build_header (packet, iv);
    }
  datagram = sotto_discv5_packet_seal (packet, &to->id, key, plaintext);
  if (g_bytes_get_size (datagram) <= SOTTO_DISCV5_MAX_PACKET)
    self->events.send (&to->endpoint, datagram, self->user_data);
}

/* Something to be asked WHOAREYOU for. */
static void
send_knock (SottoDiscv5Link *self, Request *request)
{
  SottoDiscv5Packet packet = { .flag = SOTTO_DISCV5_ORDINARY, .source = self->id };
  guint8 key[SOTTO_DISCV5_KEY_LENGTH];
  guint8 noise[RANDOM_MESSAGE_LENGTH];
  g_autoptr (GBytes) plaintext = NULL;

  sotto_random_fill (self->random, packet.nonce, sizeof packet.nonce);
  sotto_random_fill (self->random, key, sizeof key);
  sotto_random_fill (self->random, noise, sizeof noise);
  plaintext = g_bytes_new (noise, sizeof noise);
  memcpy (request->nonce, packet.nonce, sizeof packet.nonce);
  send_packet (self, &request->address, &packet, key, plaintext);
}

static gboolean
send_in_session (SottoDiscv5Link *self,
                 const SottoDiscv5Address *to,
                 GBytes *plaintext,
                 guint8 nonce[SOTTO_DISCV5_NONCE_LENGTH])
{
  SottoDiscv5Packet packet = { .flag = SOTTO_DISCV5_ORDINARY, .source = self->id };
  guint8 key[SOTTO_DISCV5_KEY_LENGTH];

  if (!sotto_discv5_sessions_begin (self->sessions, to, key, packet.nonce))
    return FALSE;
  memcpy (nonce, packet.nonce, sizeof packet.nonce);
  send_packet (self, to, &packet, key, plaintext);
  sotto_wipe (key, sizeof key);
  return TRUE;
}

static gboolean
is_being_introduced (SottoDiscv5Link *self, const SottoDiscv5Address *address)
{
  for (guint i = 0; i < self->requests->len; i++)
    {
      Request *request = self->requests->pdata[i];

      if (request->state == REQUEST_SENT && request->needs_handshake &&
          sotto_discv5_address_equal (&request->address, address))
        return TRUE;
    }
  return FALSE;
}

static void
begin_request (SottoDiscv5Link *self, Request *request)
{
  if (send_in_session (self, &request->address, request->plaintext, request->nonce))
    {
      request->state = REQUEST_SENT;
      return;
    }
  if (is_being_introduced (self, &request->address))
    return;
  request->needs_handshake = TRUE;
  request->state = REQUEST_SENT;
  send_knock (self, request);
}

/* A session with @address is there, or the one that should have made it gave up. */
static void
begin_waiting (SottoDiscv5Link *self, const SottoDiscv5Address *address)
{
  for (guint i = 0; i < self->requests->len; i++)
    {
      Request *request = self->requests->pdata[i];

      if (request->state == REQUEST_WAITING &&
          sotto_discv5_address_equal (&request->address, address))
        begin_request (self, request);
    }
}

static gboolean
expired_cb (gpointer user_data)
{
  Request *request = user_data;
  SottoDiscv5Link *self = request->link;

  request->timer = 0;
  steal_request (self, request);
  begin_waiting (self, &request->address);
  request->answered (&request->address, NULL, request->user_data);
  request_free (request);
  return G_SOURCE_REMOVE;
}

/* Handshakes: our side */

static Request *
find_by_nonce (SottoDiscv5Link *self, const SottoEndpoint *from, const guint8 *nonce)
{
  for (guint i = 0; i < self->requests->len; i++)
    {
      Request *request = self->requests->pdata[i];

      if (request->state == REQUEST_SENT &&
          sotto_endpoint_equal (&request->address.endpoint, from) &&
          memcmp (request->nonce, nonce, SOTTO_DISCV5_NONCE_LENGTH) == 0)
        return request;
    }
  return NULL;
}

/* Fills in who we are; FALSE when the curve refuses. */
static gboolean
make_proof (SottoDiscv5Link *self,
            const SottoDiscv5Exchange *exchange,
            SottoNodeRecord *remote,
            SottoDiscv5Packet *packet,
            SottoDiscv5Keys *keys)
{
  g_auto (SottoKeyPair) ephemeral = { .private_key = { { 0 } } };
  guint8 signature[SOTTO_SIGNATURE_LENGTH];
  SottoHash digest;

  sotto_key_pair_generate (&ephemeral, self->random);
  sotto_public_key_serialize_compressed (&ephemeral.public_key, packet->ephemeral);
  sotto_discv5_identity_digest (exchange, packet->ephemeral, &digest);
  if (!sotto_private_key_sign (self->key, &digest, signature, NULL))
    return FALSE;
  memcpy (packet->id_signature, signature, SOTTO_DISCV5_SIGNATURE_LENGTH);
  return sotto_discv5_keys_derive (keys, ephemeral.private_key.bytes,
                                   sotto_node_record_get_key (remote), exchange, NULL);
}

static void
receive_whoareyou (SottoDiscv5Link *self,
                   const SottoEndpoint *from,
                   const SottoDiscv5Packet *challenge)
{
  Request *request = find_by_nonce (self, from, challenge->nonce);
  SottoDiscv5Packet packet = { .flag = SOTTO_DISCV5_HANDSHAKE, .source = self->id };
  SottoNodeRecord *own = sotto_own_record_get (self->own_record);
  GBytes *own_bytes = sotto_node_record_get_bytes (own);
  g_auto (SottoDiscv5Keys) keys = { { 0 } };
  guint8 key[SOTTO_DISCV5_KEY_LENGTH];
  SottoDiscv5Exchange exchange;

  if (request == NULL)
    return;
  exchange = (SottoDiscv5Exchange){ challenge->header, &self->id, &request->address.id };
  if (!make_proof (self, &exchange, request->record, &packet, &keys))
    return;
  if (challenge->enr_seq < sotto_node_record_get_seq (own))
    packet.record = g_bytes_get_data (own_bytes, &packet.record_length);
  sotto_discv5_sessions_add (self->sessions, &request->address, &keys, TRUE);
  if (!sotto_discv5_sessions_begin (self->sessions, &request->address, key, packet.nonce))
    return;
  request->state = REQUEST_HANDSHAKEN;
  send_packet (self, &request->address, &packet, key, request->plaintext);
  sotto_wipe (key, sizeof key);
  begin_waiting (self, &request->address);
}

/* Handshakes: their side */

static void
send_whoareyou (SottoDiscv5Link *self,
                const SottoDiscv5Address *to,
                const guint8 nonce[SOTTO_DISCV5_NONCE_LENGTH])
{
  SottoDiscv5Packet packet = { .flag = SOTTO_DISCV5_WHOAREYOU };
  SottoNodeRecord *record = self->events.find_record (&to->id, self->user_data);

  memcpy (packet.nonce, nonce, sizeof packet.nonce);
  sotto_random_fill (self->random, packet.id_nonce, sizeof packet.id_nonce);
  packet.enr_seq = record != NULL ? sotto_node_record_get_seq (record) : 0;
  send_packet (self, to, &packet, NULL, NULL);
  sotto_discv5_sessions_challenge (self->sessions, to, packet.header, record);
}

/* (transfer full) (nullable): the record in @packet, or the one that we had. */
static SottoNodeRecord *
get_introduction (const SottoDiscv5Packet *packet, const SottoDiscv5Challenge *challenge)
{
  g_autoptr (SottoNodeRecord) record = NULL;

  if (packet->record_length == 0)
    return challenge->record != NULL ? sotto_node_record_ref (challenge->record) : NULL;
  record = sotto_node_record_parse (packet->record, packet->record_length, NULL);
  if (record == NULL || !sotto_hash_equal (sotto_node_record_get_id (record), &packet->source))
    return NULL;
  return g_steal_pointer (&record);
}

/* (transfer full) (nullable): the message of a handshake that proves what it says. */
static GBytes *
open_handshake (SottoDiscv5Link *self,
                const SottoDiscv5Packet *packet,
                const SottoDiscv5Challenge *challenge,
                SottoNodeRecord *record,
                SottoDiscv5Keys *keys)
{
  SottoDiscv5Exchange exchange = { challenge->header, &packet->source, &self->id };
  SottoPublicKey ephemeral;
  SottoHash digest;
  gboolean derived;

  sotto_discv5_identity_digest (&exchange, packet->ephemeral, &digest);
  if (!sotto_verify (sotto_node_record_get_key (record), packet->id_signature, &digest, FALSE) ||
      !sotto_public_key_parse (&ephemeral, packet->ephemeral, sizeof packet->ephemeral, NULL))
    return NULL;
  derived = sotto_discv5_keys_derive (keys, sotto_private_key_borrow (self->key), &ephemeral,
                                      &exchange, NULL);
  sotto_private_key_release (self->key);
  return derived ? sotto_discv5_packet_open (packet, keys->initiator, NULL) : NULL;
}

/* Messages */

static Request *
find_by_answer (SottoDiscv5Link *self,
                const SottoDiscv5Address *from,
                const SottoDiscv5Message *answer)
{
  if (answer->request_id_length != REQUEST_ID_LENGTH)
    return NULL;
  for (guint i = 0; i < self->requests->len; i++)
    {
      Request *request = self->requests->pdata[i];

      if (request->state != REQUEST_WAITING && request->answer_type == answer->type &&
          memcmp (request->id, answer->request_id, REQUEST_ID_LENGTH) == 0 &&
          sotto_discv5_address_equal (&request->address, from))
        return request;
    }
  return NULL;
}

static void
receive_answer (SottoDiscv5Link *self,
                const SottoDiscv5Address *from,
                const SottoDiscv5Message *answer)
{
  Request *request = find_by_answer (self, from, answer);

  if (request == NULL)
    return;
  steal_request (self, request);
  if (request->answered (from, answer, request->user_data))
    g_ptr_array_add (self->requests, request);
  else
    request_free (request);
}

static void
receive_message (SottoDiscv5Link *self, const SottoDiscv5Address *from, GBytes *plaintext)
{
  g_auto (SottoDiscv5Message) message = { .records = NULL };

  if (!sotto_discv5_message_parse (&message, plaintext, NULL))
    return;
  if (sotto_discv5_message_is_answer (&message))
    receive_answer (self, from, &message);
  else
    self->events.request (from, &message, self->user_data);
}

static void
receive_handshake (SottoDiscv5Link *self,
                   const SottoDiscv5Address *from,
                   const SottoDiscv5Packet *packet)
{
  const SottoDiscv5Challenge *challenge =
    sotto_discv5_sessions_get_challenge (self->sessions, from);
  g_autoptr (SottoNodeRecord) record = NULL;
  g_autoptr (GBytes) plaintext = NULL;
  g_auto (SottoDiscv5Keys) keys = { { 0 } };

  if (challenge == NULL)
    return;
  record = get_introduction (packet, challenge);
  if (record == NULL)
    return;
  plaintext = open_handshake (self, packet, challenge, record, &keys);
  if (plaintext == NULL)
    return;
  sotto_discv5_sessions_end_challenge (self->sessions, from);
  sotto_discv5_sessions_add (self->sessions, from, &keys, FALSE);
  begin_waiting (self, from);
  self->events.introduced (from, record, self->user_data);
  receive_message (self, from, plaintext);
}

static void
receive_ordinary (SottoDiscv5Link *self,
                  const SottoDiscv5Address *from,
                  const SottoDiscv5Packet *packet)
{
  g_autoptr (GBytes) plaintext = sotto_discv5_sessions_open (self->sessions, from, packet);

  if (plaintext != NULL)
    receive_message (self, from, plaintext);
  else
    send_whoareyou (self, from, packet->nonce);
}

/* Private to the folder, in the header's order. */

SottoDiscv5Link *
sotto_discv5_link_new (SottoPrivateKey *key,
                       SottoOwnRecord *own_record,
                       SottoClock *clock,
                       SottoRandom *random)
{
  SottoDiscv5Link *self = g_new0 (SottoDiscv5Link, 1);

  self->key = sotto_private_key_ref (key);
  self->own_record = own_record;
  self->id = *sotto_node_record_get_id (sotto_own_record_get (own_record));
  self->clock = g_object_ref (clock);
  self->random = g_object_ref (random);
  self->sessions = sotto_discv5_sessions_new (clock, random);
  self->requests = g_ptr_array_new_with_free_func (request_free);
  return self;
}

void
sotto_discv5_link_set_events (SottoDiscv5Link *self,
                              const SottoDiscv5LinkEvents *events,
                              gpointer user_data)
{
  self->events = *events;
  self->user_data = user_data;
}

void
sotto_discv5_link_free (SottoDiscv5Link *self)
{
  self->is_closing = TRUE;
  while (self->requests->len > 0)
    {
      Request *request = g_ptr_array_steal_index_fast (self->requests, 0);

      request->answered (&request->address, NULL, request->user_data);
      request_free (request);
    }
  g_ptr_array_unref (self->requests);
  sotto_discv5_sessions_free (self->sessions);
  sotto_private_key_unref (self->key);
  g_object_unref (self->clock);
  g_object_unref (self->random);
  g_free (self);
}

gboolean
sotto_discv5_link_request (SottoDiscv5Link *self,
                           SottoNodeRecord *to,
                           SottoDiscv5Message *message,
                           SottoDiscv5AnswerFunc answered,
                           gpointer user_data)
{
  SottoDiscv5Address address = { .id = *sotto_node_record_get_id (to) };
  Request *request;

  if (self->is_closing || self->requests->len >= SOTTO_DISCV5_MAX_REQUESTS ||
      !sotto_endpoint_from_record (&address.endpoint, to) ||
      sotto_endpoint_get_reach (&address.endpoint) == SOTTO_REACH_NOWHERE)
    return FALSE;
  request = g_new0 (Request, 1);
  request->link = self;
  request->address = address;
  request->record = sotto_node_record_ref (to);
  sotto_random_fill (self->random, request->id, sizeof request->id);
  memcpy (message->request_id, request->id, sizeof request->id);
  message->request_id_length = sizeof request->id;
  request->plaintext = sotto_discv5_message_encode (message);
  request->answer_type =
    message->type == SOTTO_DISCV5_FINDNODE ? SOTTO_DISCV5_NODES : SOTTO_DISCV5_PONG;
  request->answered = answered;
  request->user_data = user_data;
  request->timer =
    sotto_clock_add_timer (self->clock, SOTTO_DISCV5_REQUEST_MS, expired_cb, request);
  g_ptr_array_add (self->requests, request);
  begin_request (self, request);
  return TRUE;
}

void
sotto_discv5_link_answer (SottoDiscv5Link *self,
                          const SottoDiscv5Address *to,
                          const SottoDiscv5Message *message)
{
  g_autoptr (GBytes) plaintext = sotto_discv5_message_encode (message);
  guint8 nonce[SOTTO_DISCV5_NONCE_LENGTH];

  if (!send_in_session (self, to, plaintext, nonce))
    g_debug ("An answer has no session any more");
}

void
sotto_discv5_link_receive (SottoDiscv5Link *self,
                           const SottoEndpoint *from,
                           const guint8 *data,
                           gsize length)
{
  SottoDiscv5Packet packet;
  SottoDiscv5Address address = { .endpoint = *from };

  if (!sotto_discv5_packet_parse (&packet, &self->id, data, length, NULL))
    return;
  address.id = packet.source;
  switch (packet.flag)
    {
    case SOTTO_DISCV5_WHOAREYOU:
      receive_whoareyou (self, from, &packet);
      break;
    case SOTTO_DISCV5_ORDINARY:
      receive_ordinary (self, &address, &packet);
      break;
    case SOTTO_DISCV5_HANDSHAKE:
      receive_handshake (self, &address, &packet);
      break;
    }
}

guint
sotto_discv5_link_get_n_requests (SottoDiscv5Link *self)
{
  return self->requests->len;
}

SottoDiscv5Sessions *
sotto_discv5_link_get_sessions (SottoDiscv5Link *self)
{
  return self->sessions;
}

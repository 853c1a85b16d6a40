/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sessions of discovery v5: two keys for each node at each place. When two nodes shake hands with
 * each other at the same moment, each ends with the keys of the other's handshake; what is read is
 * therefore tried with the keys before the last, too. */

#include "sotto-discv5-session-private.h"

#include <string.h>

#define US_PER_MS 1000
#define COUNTER_LENGTH 4

typedef struct
{
  SottoDiscv5Address address;
  guint8 read_key[SOTTO_DISCV5_KEY_LENGTH];
  guint8 old_read_key[SOTTO_DISCV5_KEY_LENGTH];
  guint8 write_key[SOTTO_DISCV5_KEY_LENGTH];
  gboolean has_old;
  guint32 n_sent;
  GList link;
} Session;

typedef struct
{
  SottoDiscv5Address address;
  SottoDiscv5Challenge challenge;
  GList link;
} Pending;

struct _SottoDiscv5Sessions
{
  SottoClock *clock;
  SottoRandom *random;

  /* The head of each queue was used longest ago. */
  GHashTable *sessions;
  GQueue session_order;
  GHashTable *challenges;
  GQueue challenge_order;
};

static gint64
now_ms (SottoDiscv5Sessions *self)
{
  return sotto_clock_get_monotonic_time (self->clock) / US_PER_MS;
}

static void
session_free (gpointer data)
{
  sotto_wipe (data, sizeof (Session));
  g_free (data);
}

static void
pending_free (gpointer data)
{
  Pending *pending = data;

  g_clear_pointer (&pending->challenge.record, sotto_node_record_unref);
  g_free (pending);
}

static void
drop_session (SottoDiscv5Sessions *self, Session *session)
{
  g_queue_unlink (&self->session_order, &session->link);
  g_hash_table_remove (self->sessions, &session->address);
}

static void
drop_challenge (SottoDiscv5Sessions *self, Pending *pending)
{
  g_queue_unlink (&self->challenge_order, &pending->link);
  g_hash_table_remove (self->challenges, &pending->address);
}

static Session *
find_session (SottoDiscv5Sessions *self, const SottoDiscv5Address *address)
{
  Session *session = g_hash_table_lookup (self->sessions, address);

  if (session != NULL)
    {
      g_queue_unlink (&self->session_order, &session->link);
      g_queue_push_tail_link (&self->session_order, &session->link);
    }
  return session;
}

static Session *
make_session (SottoDiscv5Sessions *self, const SottoDiscv5Address *address)
{
  Session *session = g_new0 (Session, 1);

  if (g_queue_get_length (&self->session_order) == SOTTO_DISCV5_MAX_SESSIONS)
    drop_session (self, g_queue_peek_head (&self->session_order));
  session->address = *address;
  session->link.data = session;
  g_hash_table_insert (self->sessions, &session->address, session);
  g_queue_push_tail_link (&self->session_order, &session->link);
  return session;
}

/* Private to the folder, in the header's order. */

SottoDiscv5Sessions *
sotto_discv5_sessions_new (SottoClock *clock, SottoRandom *random)
{
  SottoDiscv5Sessions *self = g_new0 (SottoDiscv5Sessions, 1);

  self->clock = g_object_ref (clock);
  self->random = g_object_ref (random);
  self->sessions = g_hash_table_new_full (sotto_discv5_address_hash, sotto_discv5_address_equal,
                                          NULL, session_free);
  self->challenges = g_hash_table_new_full (sotto_discv5_address_hash, sotto_discv5_address_equal,
                                            NULL, pending_free);
  return self;
}

void
sotto_discv5_sessions_free (SottoDiscv5Sessions *self)
{
  g_hash_table_unref (self->sessions);
  g_hash_table_unref (self->challenges);
  g_object_unref (self->clock);
  g_object_unref (self->random);
  g_free (self);
}

void
sotto_discv5_sessions_add (SottoDiscv5Sessions *self,
                           const SottoDiscv5Address *address,
                           const SottoDiscv5Keys *keys,
                           gboolean is_initiator)
{
  Session *session = find_session (self, address);

  if (session == NULL)
    session = make_session (self, address);
  else
    {
      memcpy (session->old_read_key, session->read_key, SOTTO_DISCV5_KEY_LENGTH);
      session->has_old = TRUE;
    }
  session->n_sent = 0;
  memcpy (session->read_key, is_initiator ? keys->recipient : keys->initiator,
          SOTTO_DISCV5_KEY_LENGTH);
  memcpy (session->write_key, is_initiator ? keys->initiator : keys->recipient,
          SOTTO_DISCV5_KEY_LENGTH);
}

gboolean
sotto_discv5_sessions_has (SottoDiscv5Sessions *self, const SottoDiscv5Address *address)
{
  return g_hash_table_contains (self->sessions, address);
}

GBytes *
sotto_discv5_sessions_open (SottoDiscv5Sessions *self,
                            const SottoDiscv5Address *address,
                            const SottoDiscv5Packet *packet)
{
  Session *session = find_session (self, address);
  GBytes *message;

  if (session == NULL)
    return NULL;
  message = sotto_discv5_packet_open (packet, session->read_key, NULL);
  if (message == NULL && session->has_old)
    message = sotto_discv5_packet_open (packet, session->old_read_key, NULL);
  return message;
}

gboolean
sotto_discv5_sessions_begin (SottoDiscv5Sessions *self,
                             const SottoDiscv5Address *address,
                             guint8 key[SOTTO_DISCV5_KEY_LENGTH],
                             guint8 nonce[SOTTO_DISCV5_NONCE_LENGTH])
{
  Session *session = find_session (self, address);
  guint32 counter;

  if (session == NULL)
    return FALSE;
  if (session->n_sent == G_MAXUINT32)
    {
      drop_session (self, session);
      return FALSE;
    }
  counter = GUINT32_TO_BE (++session->n_sent);
  memcpy (key, session->write_key, SOTTO_DISCV5_KEY_LENGTH);
  memcpy (nonce, &counter, COUNTER_LENGTH);
  sotto_random_fill (self->random, nonce + COUNTER_LENGTH,
                     SOTTO_DISCV5_NONCE_LENGTH - COUNTER_LENGTH);
  return TRUE;
}

void
sotto_discv5_sessions_challenge (SottoDiscv5Sessions *self,
                                 const SottoDiscv5Address *address,
                                 const guint8 header[SOTTO_DISCV5_CHALLENGE_LENGTH],
                                 SottoNodeRecord *record)
{
  Pending *pending = g_hash_table_lookup (self->challenges, address);

  if (pending != NULL)
    drop_challenge (self, pending);
  if (g_queue_get_length (&self->challenge_order) == SOTTO_DISCV5_MAX_CHALLENGES)
    drop_challenge (self, g_queue_peek_head (&self->challenge_order));
  pending = g_new0 (Pending, 1);
  pending->address = *address;
  memcpy (pending->challenge.header, header, SOTTO_DISCV5_CHALLENGE_LENGTH);
  pending->challenge.record = record != NULL ? sotto_node_record_ref (record) : NULL;
  pending->challenge.sent_ms = now_ms (self);
  pending->link.data = pending;
  g_hash_table_insert (self->challenges, &pending->address, pending);
  g_queue_push_tail_link (&self->challenge_order, &pending->link);
}

const SottoDiscv5Challenge *
sotto_discv5_sessions_get_challenge (SottoDiscv5Sessions *self, const SottoDiscv5Address *address)
{
  Pending *pending = g_hash_table_lookup (self->challenges, address);

  if (pending == NULL)
    return NULL;
  if (now_ms (self) - pending->challenge.sent_ms <= SOTTO_DISCV5_CHALLENGE_MS)
    return &pending->challenge;
  drop_challenge (self, pending);
  return NULL;
}

void
sotto_discv5_sessions_end_challenge (SottoDiscv5Sessions *self, const SottoDiscv5Address *address)
{
  Pending *pending = g_hash_table_lookup (self->challenges, address);

  if (pending != NULL)
    drop_challenge (self, pending);
}

guint
sotto_discv5_sessions_get_size (SottoDiscv5Sessions *self)
{
  return g_hash_table_size (self->sessions);
}

guint
sotto_discv5_sessions_get_n_challenges (SottoDiscv5Sessions *self)
{
  return g_hash_table_size (self->challenges);
}

guint
sotto_discv5_address_hash (gconstpointer address)
{
  const SottoDiscv5Address *self = address;

  return sotto_hash_hash (&self->id) ^ sotto_endpoint_hash (&self->endpoint);
}

gboolean
sotto_discv5_address_equal (gconstpointer a, gconstpointer b)
{
  const SottoDiscv5Address *left = a;
  const SottoDiscv5Address *right = b;

  return sotto_hash_equal (&left->id, &right->id) &&
         sotto_endpoint_equal (&left->endpoint, &right->endpoint);
}

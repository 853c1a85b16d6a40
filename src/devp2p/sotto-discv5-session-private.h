/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-clock.h"
#include "sotto-discv5-packet-private.h"
#include "sotto-endpoint-private.h"
#include "sotto-random.h"

G_BEGIN_DECLS

/* Sessions and challenges that are kept; the ones that were used longest ago make room. */
#define SOTTO_DISCV5_MAX_SESSIONS 1024
#define SOTTO_DISCV5_MAX_CHALLENGES 256

/* How long a WHOAREYOU of ours may be answered. */
#define SOTTO_DISCV5_CHALLENGE_MS 1000

/**
 * SottoDiscv5Address:
 * @id: of the node
 * @endpoint: where it is
 *
 * Whom a session is with: the same node at another place has to prove itself again.
 */
typedef struct
{
  SottoHash id;
  SottoEndpoint endpoint;
} SottoDiscv5Address;

/**
 * SottoDiscv5Challenge:
 * @header: of the WHOAREYOU that we sent
 * @record: (nullable): the record that we hold of the node
 * @sent_ms: when
 */
typedef struct
{
  guint8 header[SOTTO_DISCV5_CHALLENGE_LENGTH];
  SottoNodeRecord *record;
  gint64 sent_ms;
} SottoDiscv5Challenge;

/**
 * SottoDiscv5Sessions:
 *
 * Keys of the nodes that we talk to, and challenges of those that have to prove themselves.
 */
typedef struct _SottoDiscv5Sessions SottoDiscv5Sessions;

SottoDiscv5Sessions *sotto_discv5_sessions_new (SottoClock *clock,
                                                SottoRandom *random) G_GNUC_WARN_UNUSED_RESULT;
void sotto_discv5_sessions_free (SottoDiscv5Sessions *self);

/* @keys of a handshake in which we were the initiator or not. */
void sotto_discv5_sessions_add (SottoDiscv5Sessions *self,
                                const SottoDiscv5Address *address,
                                const SottoDiscv5Keys *keys,
                                gboolean is_initiator);
gboolean sotto_discv5_sessions_has (SottoDiscv5Sessions *self, const SottoDiscv5Address *address);

/* (nullable) (transfer full): the message of @packet, if a session opens it. */
GBytes *sotto_discv5_sessions_open (SottoDiscv5Sessions *self,
                                    const SottoDiscv5Address *address,
                                    const SottoDiscv5Packet *packet) G_GNUC_WARN_UNUSED_RESULT;

/* The key of what we send, and a nonce that it was not used with. FALSE without a session. */
gboolean sotto_discv5_sessions_begin (SottoDiscv5Sessions *self,
                                      const SottoDiscv5Address *address,
                                      guint8 key[SOTTO_DISCV5_KEY_LENGTH],
                                      guint8 nonce[SOTTO_DISCV5_NONCE_LENGTH]);

/* Replaces the challenge of the same node at the same place. @record is nullable. */
void sotto_discv5_sessions_challenge (SottoDiscv5Sessions *self,
                                      const SottoDiscv5Address *address,
                                      const guint8 header[SOTTO_DISCV5_CHALLENGE_LENGTH],
                                      SottoNodeRecord *record);

/* (nullable): one that still holds. */
const SottoDiscv5Challenge *sotto_discv5_sessions_get_challenge (SottoDiscv5Sessions *self,
                                                                 const SottoDiscv5Address *address);
void sotto_discv5_sessions_end_challenge (SottoDiscv5Sessions *self,
                                          const SottoDiscv5Address *address);
guint sotto_discv5_sessions_get_size (SottoDiscv5Sessions *self);
guint sotto_discv5_sessions_get_n_challenges (SottoDiscv5Sessions *self);

guint sotto_discv5_address_hash (gconstpointer address);
gboolean sotto_discv5_address_equal (gconstpointer a, gconstpointer b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoDiscv5Sessions, sotto_discv5_sessions_free)

G_END_DECLS

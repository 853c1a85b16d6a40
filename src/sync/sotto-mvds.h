/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

#include "sotto-clock.h"
#include "sotto-keys.h"
#include "sotto-store.h"

G_BEGIN_DECLS

#define SOTTO_SYNC_ERROR (sotto_sync_error_quark ())

/**
 * SottoSyncError:
 * @SOTTO_SYNC_ERROR_MALFORMED: a payload beyond the limits
 * @SOTTO_SYNC_ERROR_FULL: too many messages wait for this peer already
 * @SOTTO_SYNC_ERROR_TOO_LARGE: a body that no payload can carry
 */
typedef enum
{
  SOTTO_SYNC_ERROR_MALFORMED,
  SOTTO_SYNC_ERROR_FULL,
  SOTTO_SYNC_ERROR_TOO_LARGE,
} SottoSyncError;

GQuark sotto_sync_error_quark (void);

/**
 * SottoMvdsIncoming:
 * @is_mvds: FALSE when the plaintext is no MVDS payload, and is to be taken as a bare application
 * message
 * @bodies: (element-type GBytes): messages not seen before, in order
 * @acknowledged: (element-type SottoHash): ids of ours that the sender has now
 */
typedef struct
{
  gboolean is_mvds;
  GPtrArray *bodies;
  GArray *acknowledged;
} SottoMvdsIncoming;

void sotto_mvds_incoming_clear (SottoMvdsIncoming *incoming);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SottoMvdsIncoming, sotto_mvds_incoming_clear)

/**
 * SottoMvdsOutgoing:
 * @peer: who is to get it
 * @payload: the serialised MVDS payload
 * @message_ids: (element-type SottoHash): messages in it (none: acknowledgements only)
 */
typedef struct
{
  SottoPublicKey peer;
  GBytes *payload;
  GArray *message_ids;
} SottoMvdsOutgoing;

void sotto_mvds_outgoing_free (SottoMvdsOutgoing *outgoing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoMvdsOutgoing, sotto_mvds_outgoing_free)

/**
 * SottoMvds:
 *
 * Data synchronisation between us and each peer (batch mode; interactive peers are answered).
 * Immutable itself: all that changes is in the transaction that each function is given.
 */
#define SOTTO_TYPE_MVDS (sotto_mvds_get_type ())
G_DECLARE_FINAL_TYPE (SottoMvds, sotto_mvds, SOTTO, MVDS, GObject)

const SottoMigrations *sotto_sync_get_migrations (void);

SottoMvds *sotto_mvds_new (const SottoPublicKey *identity,
                           SottoClock *clock,
                           SottoRandom *random) G_GNUC_WARN_UNUSED_RESULT;

/* Stores @body for @peer, due at once. @message_id is the MVDS id, by which it will be
 * acknowledged. */
gboolean sotto_mvds_enqueue (SottoMvds *self,
                             SottoTransaction *transaction,
                             const SottoPublicKey *peer,
                             GBytes *body,
                             SottoHash *message_id,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Acknowledgements are queued in the same transaction and leave by sotto_mvds_collect (). */
gboolean sotto_mvds_receive (SottoMvds *self,
                             SottoTransaction *transaction,
                             const SottoPublicKey *sender,
                             GBytes *plaintext,
                             SottoMvdsIncoming *incoming,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (element-type SottoMvdsOutgoing): at most one payload a peer of all that is due now, and its next
 * time set. */
GPtrArray *sotto_mvds_collect (SottoMvds *self,
                               SottoTransaction *transaction,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Milliseconds since 1970 at which something is due next; G_MAXINT64 if nothing. */
gboolean sotto_mvds_get_next_due (SottoMvds *self,
                                  SottoConnection *connection,
                                  gint64 *due_ms,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Makes what waits for @peer due now, with its schedule started anew (a sign of life, or the user's
 * retry). */
gboolean sotto_mvds_hasten (SottoMvds *self,
                            SottoTransaction *transaction,
                            const SottoPublicKey *peer,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Stops sending one message, or all that waits for @peer. */
gboolean sotto_mvds_cancel (SottoMvds *self,
                            SottoTransaction *transaction,
                            const SottoHash *message_id,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_mvds_forget_peer (SottoMvds *self,
                                 SottoTransaction *transaction,
                                 const SottoPublicKey *peer,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Ids that were given up after their last try, to be shown as not delivered. (element-type
 * SottoHash) */
GArray *sotto_mvds_take_given_up (SottoMvds *self,
                                  SottoTransaction *transaction,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_mvds_prune (SottoMvds *self,
                           SottoTransaction *transaction,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

#include "sotto-clock.h"
#include "sotto-keys.h"
#include "sotto-store.h"

G_BEGIN_DECLS

#define SOTTO_SECURE_ERROR (sotto_secure_error_quark ())

/**
 * SottoSecureError:
 * @SOTTO_SECURE_ERROR_MALFORMED: not a ProtocolMessage, or one above a limit
 * @SOTTO_SECURE_ERROR_BUNDLE: a bundle whose signature or keys are wrong
 * @SOTTO_SECURE_ERROR_NOT_FOR_US: encrypted for none of our installations
 * @SOTTO_SECURE_ERROR_NO_SESSION: the prekey it names is unknown
 * @SOTTO_SECURE_ERROR_DUPLICATE: its message key was used already
 * @SOTTO_SECURE_ERROR_TOO_MANY_SKIPPED: claims more lost messages than are allowed
 * @SOTTO_SECURE_ERROR_AUTHENTICATION: does not decrypt
 */
typedef enum
{
  SOTTO_SECURE_ERROR_MALFORMED,
  SOTTO_SECURE_ERROR_BUNDLE,
  SOTTO_SECURE_ERROR_NOT_FOR_US,
  SOTTO_SECURE_ERROR_NO_SESSION,
  SOTTO_SECURE_ERROR_DUPLICATE,
  SOTTO_SECURE_ERROR_TOO_MANY_SKIPPED,
  SOTTO_SECURE_ERROR_AUTHENTICATION,
} SottoSecureError;

GQuark sotto_secure_error_quark (void);

/**
 * SottoEncryption:
 * @SOTTO_ENCRYPTION_NONE: public
 * @SOTTO_ENCRYPTION_DH: one-shot key agreement with the identity key (recipient's devices unknown)
 * @SOTTO_ENCRYPTION_RATCHET: Double Ratchet; stored in databases, do not change
 */
typedef enum
{
  SOTTO_ENCRYPTION_NONE = 0,
  SOTTO_ENCRYPTION_DH = 1,
  SOTTO_ENCRYPTION_RATCHET = 2,
} SottoEncryption;

/**
 * SottoSecureOutgoing:
 * @message: (nullable): the serialised ProtocolMessage; %NULL when it would be for our own other
 * devices and none is paired: nothing is to be sent
 * @encryption: how the plaintext is protected in it
 * @shared_secret_agreed: whether every device addressed is known to listen on the negotiated topic
 * @n_installations: devices addressed
 */
typedef struct
{
  GBytes *message;
  SottoEncryption encryption;
  gboolean shared_secret_agreed;
  guint n_installations;
} SottoSecureOutgoing;

void sotto_secure_outgoing_clear (SottoSecureOutgoing *outgoing);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SottoSecureOutgoing, sotto_secure_outgoing_clear)

/**
 * SottoSecureIncoming:
 * @plaintext: (nullable): what was inside; %NULL when there was nothing but bundles, empty for a
 * peer that announces its devices
 * @encryption: how it was protected
 * @installation_id: (nullable): the sender's device
 * @new_installations: whether devices of the sender became known by this
 * @unpaired: whether it comes from a device that uses our identity and has not been paired: to be
 * shown among the devices, and not believed in chats
 */
typedef struct
{
  GBytes *plaintext;
  SottoEncryption encryption;
  char *installation_id;
  gboolean new_installations;
  gboolean unpaired;
} SottoSecureIncoming;

void sotto_secure_incoming_clear (SottoSecureIncoming *incoming);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SottoSecureIncoming, sotto_secure_incoming_clear)

/**
 * SottoSecureChannel:
 *
 * X3DH and Double Ratchet for one identity on one device. Immutable itself: all that changes is in
 * the transaction that each function is given, so that it commits or vanishes with the rest of a
 * message. Functions with a transaction run on the writer thread.
 */
#define SOTTO_TYPE_SECURE_CHANNEL (sotto_secure_channel_get_type ())
G_DECLARE_FINAL_TYPE (SottoSecureChannel, sotto_secure_channel, SOTTO, SECURE_CHANNEL, GObject)

const SottoMigrations *sotto_secure_get_migrations (void);

SottoSecureChannel *sotto_secure_channel_new (SottoPrivateKey *identity,
                                              const char *installation_id,
                                              SottoClock *clock,
                                              SottoRandom *random) G_GNUC_WARN_UNUSED_RESULT;

const char *sotto_secure_channel_get_installation_id (SottoSecureChannel *self);

/* For all active devices of @recipient, or by the DH fallback when none is known. */
gboolean sotto_secure_channel_encrypt (SottoSecureChannel *self,
                                       SottoTransaction *transaction,
                                       const SottoPublicKey *recipient,
                                       GBytes *plaintext,
                                       SottoSecureOutgoing *outgoing,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Always by the DH fallback: the empty reply to somebody who does not know this device. */
gboolean sotto_secure_channel_encrypt_dh (SottoSecureChannel *self,
                                          SottoTransaction *transaction,
                                          const SottoPublicKey *recipient,
                                          GBytes *plaintext,
                                          SottoSecureOutgoing *outgoing,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* @sender signed the envelope. On failure nothing of the session has changed; bundles that verified
 * stay. */
gboolean sotto_secure_channel_decrypt (SottoSecureChannel *self,
                                       SottoTransaction *transaction,
                                       const SottoPublicKey *sender,
                                       GBytes *message,
                                       SottoSecureIncoming *incoming,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A ProtocolMessage with our bundle and nothing else, for the contact-code topic. */
GBytes *sotto_secure_channel_build_contact_code (SottoSecureChannel *self,
                                                 SottoTransaction *transaction,
                                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What came on a contact-code topic: bundles are taken, anything else ignored. @owner receives
 * whose (nullable). */
gboolean sotto_secure_channel_take_contact_code (SottoSecureChannel *self,
                                                 SottoTransaction *transaction,
                                                 GBytes *message,
                                                 SottoPublicKey *owner,
                                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether a message to @identity would be ratcheted. */
gboolean sotto_secure_channel_knows (SottoSecureChannel *self,
                                     SottoConnection *connection,
                                     const SottoPublicKey *identity,
                                     gboolean *knows,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* TRUE at most once in two hours for each @sender: whether to answer a message that no device of
 * ours can read. */
gboolean sotto_secure_channel_should_announce (SottoSecureChannel *self,
                                               SottoTransaction *transaction,
                                               const SottoPublicKey *sender,
                                               gboolean *should,
                                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The static secret of the negotiated topic: X of ECDH (our identity, @other). */
gboolean sotto_secure_channel_get_shared_secret (SottoSecureChannel *self,
                                                 const SottoPublicKey *other,
                                                 SottoKey *secret,
                                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Ends the sessions with @identity: the next message starts a new one. */
gboolean sotto_secure_channel_reset (SottoSecureChannel *self,
                                     SottoTransaction *transaction,
                                     const SottoPublicKey *identity,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Once after the database came back from a backup: no session of it is sent on again. */
gboolean sotto_secure_channel_begin_anew (SottoSecureChannel *self,
                                          SottoTransaction *transaction,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether another device of ours is believed and sent to. */
gboolean sotto_secure_channel_set_paired (SottoSecureChannel *self,
                                          SottoTransaction *transaction,
                                          const char *installation_id,
                                          gboolean paired,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Deletes prekeys, sessions and skipped keys past their retention; cheap, once a day. */
gboolean sotto_secure_channel_prune (SottoSecureChannel *self,
                                     SottoTransaction *transaction,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

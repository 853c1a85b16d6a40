/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-bundle-private.h"
#include "sotto-secure-channel.h"

G_BEGIN_DECLS

/**
 * SottoSecureMoment:
 * @now_ns: nanoseconds since 1970: the timestamp of the bundle that goes with the message
 * @session: (nullable): the bundle id (33 bytes) of the session to send on, in place of the rule
 * that the smallest secret wins
 *
 * What makes the bytes of an outgoing message reproducible beside the random source.
 */
typedef struct
{
  gint64 now_ns;
  const guint8 *session;
} SottoSecureMoment;

/* sotto_secure_channel_encrypt (), everything but the clock. */
gboolean sotto_secure_channel_encrypt_at (SottoSecureChannel *self,
                                          SottoTransaction *transaction,
                                          const SottoPublicKey *recipient,
                                          GBytes *plaintext,
                                          const SottoSecureMoment *moment,
                                          SottoSecureOutgoing *outgoing,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* sotto_secure_channel_encrypt_dh (), everything but the clock. */
gboolean sotto_secure_channel_encrypt_dh_at (SottoSecureChannel *self,
                                             SottoTransaction *transaction,
                                             const SottoPublicKey *recipient,
                                             GBytes *plaintext,
                                             const SottoSecureMoment *moment,
                                             SottoSecureOutgoing *outgoing,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* sotto_secure_channel_build_contact_code (), everything but the clock. */
GBytes *sotto_secure_channel_build_contact_code_at (SottoSecureChannel *self,
                                                    SottoTransaction *transaction,
                                                    const SottoSecureMoment *moment,
                                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

SottoPrivateKey *sotto_secure_channel_get_identity (SottoSecureChannel *self);
SottoRandom *sotto_secure_channel_get_random (SottoSecureChannel *self);
gint64 sotto_secure_channel_get_now_ms (SottoSecureChannel *self);

/* Takes the bundles of a message: verifies each, and drops those that are wrong. @sender
 * (nullable) sent it. @accepted (element-type SottoBundle) receives those that verified. */
gboolean sotto_secure_channel_take_bundles (SottoSecureChannel *self,
                                            SottoConnection *connection,
                                            const Sotto__ProtocolMessage *message,
                                            const SottoPublicKey *sender,
                                            GPtrArray *accepted,
                                            gboolean *new_installations,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Parses and checks the limits on numbers of elements. */
Sotto__ProtocolMessage *sotto_protocol_message_parse (GBytes *bytes,
                                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Fills @error with SOTTO_SECURE_ERROR_MALFORMED; always FALSE. */
gboolean sotto_secure_set_malformed (GError **error, const char *what);

G_END_DECLS

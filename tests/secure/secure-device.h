/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-secure-channel.h"

#include "sotto-test-database.h"

G_BEGIN_DECLS

/**
 * SecureDevice:
 * @identity: the chat key
 * @id: installation id
 * @clock: its clock (shared, if the test wishes)
 * @random: its entropy
 * @database: the tables of the layer
 * @channel: what is tested
 *
 * A device with a database of its own. Each function below is one transaction.
 */
typedef struct
{
  SottoPrivateKey *identity;
  char *id;
  SottoTestClock *clock;
  SottoRandom *random;
  SottoTestDatabase *database;
  SottoSecureChannel *channel;
} SecureDevice;

SecureDevice *secure_device_new (SottoPrivateKey *identity,
                                 const char *id,
                                 SottoTestClock *clock,
                                 SottoRandom *random) G_GNUC_WARN_UNUSED_RESULT;

/* The same device with another database: (transfer full) @database. */
SecureDevice *secure_device_new_restored (const SecureDevice *device,
                                          SottoTestDatabase *database) G_GNUC_WARN_UNUSED_RESULT;
void secure_device_free (SecureDevice *device);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SecureDevice, secure_device_free)

/* A person with one device, whose key and entropy follow from @seed. */
SecureDevice *secure_device_new_seeded (guint64 seed,
                                        SottoTestClock *clock) G_GNUC_WARN_UNUSED_RESULT;

const SottoPublicKey *secure_device_get_key (const SecureDevice *device);

/* Encrypts @text; @outgoing (nullable) receives the details. Never fails. */
GBytes *secure_device_send (SecureDevice *device,
                            const SottoPublicKey *to,
                            const char *text,
                            SottoSecureOutgoing *outgoing) G_GNUC_WARN_UNUSED_RESULT;

/* What a message holds: NULL with @error set if it is refused; "" if it holds nothing. */
char *secure_device_receive (SecureDevice *device,
                             const SottoPublicKey *from,
                             GBytes *message,
                             SottoSecureIncoming *incoming,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same, and it must be @text. */
void secure_device_expect (SecureDevice *device,
                           const SecureDevice *from,
                           GBytes *message,
                           const char *text);

/* The same, and it must be refused with @code, with no session, prekey or message key changed. */
void secure_device_refuse (SecureDevice *device,
                           const SecureDevice *from,
                           GBytes *message,
                           SottoSecureError code);

GBytes *secure_device_build_contact_code (SecureDevice *device) G_GNUC_WARN_UNUSED_RESULT;

/* @to learns of @from's devices. */
void secure_device_introduce (SecureDevice *from, SecureDevice *to);

/* Any of the channel's functions that take a transaction and one argument. */
gboolean secure_device_should_announce (SecureDevice *device, const SottoPublicKey *sender);
gboolean secure_device_knows (SecureDevice *device, const SottoPublicKey *identity);
void secure_device_reset (SecureDevice *device, const SottoPublicKey *identity);
void secure_device_begin_anew (SecureDevice *device);
void secure_device_prune (SecureDevice *device);
void secure_device_set_paired (SecureDevice *device, const char *installation_id, gboolean paired);

G_END_DECLS

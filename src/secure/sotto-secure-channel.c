/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The secure channel of one identity on one device: who we are, and what is asked of the tables
 * without a message. Encrypting and decrypting are in files of their own. */

#include "sotto-secure-channel.h"

#include <string.h>

#include "sotto-installations-private.h"
#include "sotto-own-prekey-private.h"
#include "sotto-secure-channel-private.h"
#include "sotto-secure-schema-private.h"
#include "sotto-secure-session-private.h"

/* Prekeys are replaced once a day at most: more than a backup can have missed in two years. */
#define RESTORED_VERSION_STEP 1000

struct _SottoSecureChannel
{
  GObject parent_instance;

  SottoPrivateKey *identity;
  char *installation_id;
  SottoClock *clock;
  SottoRandom *random;
};

G_DEFINE_FINAL_TYPE (SottoSecureChannel, sotto_secure_channel, G_TYPE_OBJECT)

/* The formatter takes the hyphens of the domain's name for minus signs. */
/* clang-format off */
G_DEFINE_QUARK (sotto-secure-error-quark, sotto_secure_error)
/* clang-format on */

static SottoSecureMoment
get_moment (SottoSecureChannel *self)
{
  return (SottoSecureMoment){ .now_ns = sotto_clock_get_real_time (self->clock) * 1000 };
}

static void
sotto_secure_channel_finalize (GObject *object)
{
  SottoSecureChannel *self = SOTTO_SECURE_CHANNEL (object);

  g_clear_pointer (&self->identity, sotto_private_key_unref);
  g_clear_pointer (&self->installation_id, g_free);
  g_clear_object (&self->clock);
  g_clear_object (&self->random);

  G_OBJECT_CLASS (sotto_secure_channel_parent_class)->finalize (object);
}

static void
sotto_secure_channel_class_init (SottoSecureChannelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sotto_secure_channel_finalize;
}

static void
sotto_secure_channel_init (SottoSecureChannel *self)
{
}

void
sotto_secure_outgoing_clear (SottoSecureOutgoing *outgoing)
{
  g_clear_pointer (&outgoing->message, g_bytes_unref);
}

void
sotto_secure_incoming_clear (SottoSecureIncoming *incoming)
{
  g_clear_pointer (&incoming->plaintext, g_bytes_unref);
  g_clear_pointer (&incoming->installation_id, g_free);
}

/**
 * sotto_secure_channel_new:
 * @identity: the chat key
 * @installation_id: this device's id, made once per account and device (see
 * sotto_random_uuid ())
 * @clock: wall clock for bundle timestamps and retention
 * @random: where ephemeral and ratchet keys come from
 *
 * Returns: (transfer full): a channel; it keeps references to all of these
 */
SottoSecureChannel *
sotto_secure_channel_new (SottoPrivateKey *identity,
                          const char *installation_id,
                          SottoClock *clock,
                          SottoRandom *random)
{
  SottoSecureChannel *self;

  g_return_val_if_fail (identity != NULL && installation_id != NULL, NULL);
  g_return_val_if_fail (
    sotto_installation_id_is_valid ((const guint8 *) installation_id, strlen (installation_id)),
    NULL);
  g_return_val_if_fail (SOTTO_IS_CLOCK (clock) && SOTTO_IS_RANDOM (random), NULL);

  self = g_object_new (SOTTO_TYPE_SECURE_CHANNEL, NULL);
  self->identity = sotto_private_key_ref (identity);
  self->installation_id = g_strdup (installation_id);
  self->clock = g_object_ref (clock);
  self->random = g_object_ref (random);

  return self;
}

/**
 * sotto_secure_channel_get_installation_id:
 * @self: a channel
 *
 * Returns: (transfer none): this device's id
 */
const char *
sotto_secure_channel_get_installation_id (SottoSecureChannel *self)
{
  g_return_val_if_fail (SOTTO_IS_SECURE_CHANNEL (self), NULL);

  return self->installation_id;
}

SottoPrivateKey *
sotto_secure_channel_get_identity (SottoSecureChannel *self)
{
  return self->identity;
}

SottoRandom *
sotto_secure_channel_get_random (SottoSecureChannel *self)
{
  return self->random;
}

gint64
sotto_secure_channel_get_now_ms (SottoSecureChannel *self)
{
  return (gint64) sotto_clock_get_milliseconds (self->clock);
}

/**
 * sotto_secure_channel_encrypt:
 * @self: a channel
 * @transaction: the stepped sessions go into it; it must be committed before the message leaves
 * @recipient: to whom; ourselves for our other devices
 * @plaintext: what to say
 * @outgoing: (out): the message; its @message is %NULL when @recipient is ourselves and no other
 * device of ours is paired, and nothing is to be sent
 * @error: return location
 *
 * Encrypts for the newest three active devices of @recipient, or with the DH fallback if none is
 * known. The smallest X3DH secret decides where there are several sessions with one device.
 *
 * Returns: %TRUE on success
 */
gboolean
sotto_secure_channel_encrypt (SottoSecureChannel *self,
                              SottoTransaction *transaction,
                              const SottoPublicKey *recipient,
                              GBytes *plaintext,
                              SottoSecureOutgoing *outgoing,
                              GError **error)
{
  SottoSecureMoment moment;

  g_return_val_if_fail (SOTTO_IS_SECURE_CHANNEL (self), FALSE);
  g_return_val_if_fail (transaction != NULL && recipient != NULL && plaintext != NULL, FALSE);
  g_return_val_if_fail (outgoing != NULL, FALSE);

  moment = get_moment (self);
  return sotto_secure_channel_encrypt_at (self, transaction, recipient, plaintext, &moment,
                                          outgoing, error);
}

/**
 * sotto_secure_channel_encrypt_dh:
 * @self: a channel
 * @transaction: our prekey may be made in it
 * @recipient: to whom
 * @plaintext: what to say; empty to announce this device
 * @outgoing: (out): the message
 * @error: return location
 *
 * One-shot key agreement with the identity key, without forward secrecy.
 *
 * Returns: %TRUE on success
 */
gboolean
sotto_secure_channel_encrypt_dh (SottoSecureChannel *self,
                                 SottoTransaction *transaction,
                                 const SottoPublicKey *recipient,
                                 GBytes *plaintext,
                                 SottoSecureOutgoing *outgoing,
                                 GError **error)
{
  SottoSecureMoment moment;

  g_return_val_if_fail (SOTTO_IS_SECURE_CHANNEL (self), FALSE);
  g_return_val_if_fail (transaction != NULL && recipient != NULL && plaintext != NULL, FALSE);
  g_return_val_if_fail (outgoing != NULL, FALSE);

  moment = get_moment (self);
  return sotto_secure_channel_encrypt_dh_at (self, transaction, recipient, plaintext, &moment,
                                             outgoing, error);
}

/**
 * sotto_secure_channel_build_contact_code:
 * @self: a channel
 * @transaction: our prekey may be made or replaced in it
 * @error: return location
 *
 * Returns: (transfer full): a ProtocolMessage with our bundle alone
 */
GBytes *
sotto_secure_channel_build_contact_code (SottoSecureChannel *self,
                                         SottoTransaction *transaction,
                                         GError **error)
{
  SottoSecureMoment moment;

  g_return_val_if_fail (SOTTO_IS_SECURE_CHANNEL (self), NULL);
  g_return_val_if_fail (transaction != NULL, NULL);

  moment = get_moment (self);
  return sotto_secure_channel_build_contact_code_at (self, transaction, &moment, error);
}

/**
 * sotto_secure_channel_take_contact_code:
 * @self: a channel
 * @transaction: what is learnt goes into it
 * @message: what came on a contact-code topic, untrusted
 * @owner: (out) (optional): whose bundle it was
 * @error: return location; %SOTTO_SECURE_ERROR_BUNDLE if no bundle verified
 *
 * Takes the bundles and ignores anything else.
 *
 * Returns: %TRUE if at least one bundle verified
 */
gboolean
sotto_secure_channel_take_contact_code (SottoSecureChannel *self,
                                        SottoTransaction *transaction,
                                        GBytes *message,
                                        SottoPublicKey *owner,
                                        GError **error)
{
  g_autoptr (Sotto__ProtocolMessage) parsed = NULL;
  g_autoptr (GPtrArray) bundles = NULL;
  gboolean new_installations = FALSE;

  g_return_val_if_fail (SOTTO_IS_SECURE_CHANNEL (self), FALSE);
  g_return_val_if_fail (transaction != NULL && message != NULL, FALSE);

  parsed = sotto_protocol_message_parse (message, error);
  if (parsed == NULL)
    return FALSE;

  bundles = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_bundle_free);
  if (!sotto_secure_channel_take_bundles (self, sotto_transaction_get_connection (transaction),
                                          parsed, NULL, bundles, &new_installations, error))
    return FALSE;
  if (bundles->len == 0)
    {
      g_set_error_literal (error, SOTTO_SECURE_ERROR, SOTTO_SECURE_ERROR_BUNDLE,
                           "A contact code without a valid bundle");
      return FALSE;
    }

  if (owner != NULL)
    *owner = ((const SottoBundle *) bundles->pdata[0])->identity;
  return TRUE;
}

/**
 * sotto_secure_channel_knows:
 * @self: a channel
 * @connection: where to look
 * @identity: whose devices
 * @knows: (out): whether a device of theirs is known, so that a message would be ratcheted
 * @error: return location
 *
 * Returns: %TRUE on success
 */
gboolean
sotto_secure_channel_knows (SottoSecureChannel *self,
                            SottoConnection *connection,
                            const SottoPublicKey *identity,
                            gboolean *knows,
                            GError **error)
{
  g_autoptr (GArray) devices = NULL;
  gint64 identity_id;

  g_return_val_if_fail (SOTTO_IS_SECURE_CHANNEL (self), FALSE);
  g_return_val_if_fail (connection != NULL && identity != NULL && knows != NULL, FALSE);

  if (!sotto_identity_find (connection, identity, &identity_id, error))
    return FALSE;
  devices = sotto_installations_list_active (connection, identity_id, 1, error);
  if (devices == NULL)
    return FALSE;

  *knows = devices->len > 0;
  return TRUE;
}

static gboolean
read_announced (SottoConnection *connection,
                gint64 identity_id,
                gint64 *announced_ms,
                GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (
    connection, "SELECT announced_ms FROM secure_identity WHERE id = ?1", error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_int (statement, 1, identity_id);
  if (!sotto_statement_step (statement, &has_row, error))
    return FALSE;

  *announced_ms = has_row ? sotto_statement_get_int (statement, 0) : 0;
  return TRUE;
}

static gboolean
write_announced (SottoConnection *connection, gint64 identity_id, gint64 now_ms, GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (
    connection, "UPDATE secure_identity SET announced_ms = ?2 WHERE id = ?1", error);

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_int (statement, 1, identity_id);
  sotto_statement_bind_int (statement, 2, now_ms);

  return sotto_statement_run (statement, error);
}

/**
 * sotto_secure_channel_should_announce:
 * @self: a channel
 * @transaction: the answer is remembered in it
 * @sender: who wrote to a device of ours that is not this one
 * @should: (out): whether to answer now; never for ourselves
 * @error: return location
 *
 * secure-transport.md, section 9.
 *
 * Returns: %TRUE on success
 */
gboolean
sotto_secure_channel_should_announce (SottoSecureChannel *self,
                                      SottoTransaction *transaction,
                                      const SottoPublicKey *sender,
                                      gboolean *should,
                                      GError **error)
{
  SottoConnection *connection;
  gint64 identity_id, announced_ms, now_ms;

  g_return_val_if_fail (SOTTO_IS_SECURE_CHANNEL (self), FALSE);
  g_return_val_if_fail (transaction != NULL && sender != NULL && should != NULL, FALSE);

  *should = FALSE;
  if (sotto_public_key_equal (sender, sotto_private_key_get_public (self->identity)))
    return TRUE;

  connection = sotto_transaction_get_connection (transaction);
  now_ms = sotto_secure_channel_get_now_ms (self);
  if (!sotto_identity_ensure (connection, sender, &identity_id, error) ||
      !read_announced (connection, identity_id, &announced_ms, error))
    return FALSE;
  /* A time in the future is that of a clock which has been set right since. */
  if (announced_ms <= now_ms && now_ms - announced_ms < SOTTO_SECURE_ANNOUNCE_INTERVAL_MS)
    return TRUE;

  *should = TRUE;
  return write_announced (connection, identity_id, now_ms, error);
}

/**
 * sotto_secure_channel_get_shared_secret:
 * @self: a channel
 * @other: somebody's identity
 * @secret: (out): 32 bytes; wipe them
 * @error: return location
 *
 * Returns: %TRUE on success
 */
gboolean
sotto_secure_channel_get_shared_secret (SottoSecureChannel *self,
                                        const SottoPublicKey *other,
                                        SottoKey *secret,
                                        GError **error)
{
  g_return_val_if_fail (SOTTO_IS_SECURE_CHANNEL (self), FALSE);
  g_return_val_if_fail (other != NULL && secret != NULL, FALSE);

  return sotto_private_key_ecdh (self->identity, other, secret->bytes, error);
}

/**
 * sotto_secure_channel_reset:
 * @self: a channel
 * @transaction: goes into it
 * @identity: with whom
 * @error: return location
 *
 * The sessions go on to receive, but the next message begins a new one.
 *
 * Returns: %TRUE on success
 */
gboolean
sotto_secure_channel_reset (SottoSecureChannel *self,
                            SottoTransaction *transaction,
                            const SottoPublicKey *identity,
                            GError **error)
{
  SottoConnection *connection;
  gint64 identity_id;

  g_return_val_if_fail (SOTTO_IS_SECURE_CHANNEL (self), FALSE);
  g_return_val_if_fail (transaction != NULL && identity != NULL, FALSE);

  connection = sotto_transaction_get_connection (transaction);
  if (!sotto_identity_find (connection, identity, &identity_id, error))
    return FALSE;

  return identity_id == 0 ||
         sotto_secure_session_retire (connection, identity_id,
                                      sotto_secure_channel_get_now_ms (self), error);
}

/**
 * sotto_secure_channel_begin_anew:
 * @self: a channel
 * @transaction: goes into it
 * @error: return location
 *
 * To be called once after the database was restored from a backup: its sessions have been used
 * further since, so that sending on them would use message keys twice. All of them only receive
 * from now on, and our prekey is replaced by one with a version above any that can have been
 * published meanwhile.
 *
 * Returns: %TRUE on success
 */
gboolean
sotto_secure_channel_begin_anew (SottoSecureChannel *self,
                                 SottoTransaction *transaction,
                                 GError **error)
{
  SottoConnection *connection;
  gint64 now_ms;

  g_return_val_if_fail (SOTTO_IS_SECURE_CHANNEL (self), FALSE);
  g_return_val_if_fail (transaction != NULL, FALSE);

  connection = sotto_transaction_get_connection (transaction);
  now_ms = sotto_secure_channel_get_now_ms (self);
  return sotto_secure_session_retire (connection, 0, now_ms, error) &&
         sotto_own_prekey_replace (connection, self->random, now_ms, RESTORED_VERSION_STEP, error);
}

/**
 * sotto_secure_channel_set_paired:
 * @self: a channel
 * @transaction: goes into it
 * @installation_id: another device of ours, known from its bundle
 * @paired: whether to believe it, and to send to it
 * @error: return location
 *
 * Returns: %TRUE on success, also when there is no such device
 */
gboolean
sotto_secure_channel_set_paired (SottoSecureChannel *self,
                                 SottoTransaction *transaction,
                                 const char *installation_id,
                                 gboolean paired,
                                 GError **error)
{
  SottoConnection *connection;
  gint64 identity_id;

  g_return_val_if_fail (SOTTO_IS_SECURE_CHANNEL (self), FALSE);
  g_return_val_if_fail (transaction != NULL && installation_id != NULL, FALSE);

  connection = sotto_transaction_get_connection (transaction);
  return sotto_identity_find (connection, sotto_private_key_get_public (self->identity),
                              &identity_id, error) &&
         sotto_installations_set_enabled (connection, identity_id, installation_id, paired, error);
}

/* People of whom nothing is left but the time of an answer that may be repeated. */
static gboolean
prune_identities (SottoConnection *connection, gint64 limit_ms, GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (
    connection,
    "DELETE FROM secure_identity WHERE announced_ms < ?1"
    " AND NOT EXISTS (SELECT 1 FROM secure_installation"
    "  WHERE identity_id = secure_identity.id)"
    " AND NOT EXISTS (SELECT 1 FROM secure_session WHERE identity_id = secure_identity.id)",
    error);

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_int (statement, 1, limit_ms);

  return sotto_statement_run (statement, error);
}

/**
 * sotto_secure_channel_prune:
 * @self: a channel
 * @transaction: goes into it
 * @error: return location
 *
 * Deletes what is past its retention of 40 days.
 *
 * Returns: %TRUE on success
 */
gboolean
sotto_secure_channel_prune (SottoSecureChannel *self, SottoTransaction *transaction, GError **error)
{
  SottoConnection *connection;
  gint64 now_ms, limit_ms;

  g_return_val_if_fail (SOTTO_IS_SECURE_CHANNEL (self), FALSE);
  g_return_val_if_fail (transaction != NULL, FALSE);

  connection = sotto_transaction_get_connection (transaction);
  now_ms = sotto_secure_channel_get_now_ms (self);
  limit_ms = now_ms - SOTTO_SECURE_RETENTION_MS;
  return sotto_secure_session_prune (connection, limit_ms, error) &&
         sotto_own_prekey_prune (connection, limit_ms, error) &&
         prune_identities (connection, now_ms - SOTTO_SECURE_ANNOUNCE_INTERVAL_MS, error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Incoming: a ProtocolMessage is checked, its bundles are taken, and the entry that is meant for
 * this device is decrypted (secure-transport.md, section 7). All work on a session is done on a
 * copy; rows are written only once the message has proved genuine, in one savepoint. */

#include "sotto-secure-channel-private.h"

#include <string.h>

#include "sotto-installations-private.h"
#include "sotto-own-prekey-private.h"
#include "sotto-secure-schema-private.h"
#include "sotto-secure-session-private.h"
#include "sotto-x3dh-private.h"

/* secure-transport.md, "Bad input". */
#define MAX_BUNDLES 8
#define MAX_ENTRIES 32

/* One received entry with what is known of its sender. */
typedef struct
{
  SottoSecureChannel *channel;
  SottoTransaction *transaction;
  SottoConnection *connection;
  const SottoPublicKey *sender;
  const char *installation;
  const Sotto__DirectMessageProtocol *entry;
  SottoRatchetMessage message;
  gint64 identity_id; /* 0: nothing is known of the sender */
} Reception;

/* What is to be written when a message has proved genuine. */
typedef struct
{
  const Reception *reception;
  SottoSecureSession *session;
  GArray *skipped;      /* (nullable) */
  gint64 used_skipped;  /* row of the stored key that opened it; 0 */
  gint64 new_on_prekey; /* row of our prekey, if the session is new; 0 */
} Outcome;

static gboolean
copy_key (const ProtobufCBinaryData *field, guint8 *key)
{
  if (field->len != SOTTO_COMPRESSED_KEY_LENGTH)
    return FALSE;
  memcpy (key, field->data, SOTTO_COMPRESSED_KEY_LENGTH);
  return TRUE;
}

static gboolean
parse_key (const ProtobufCBinaryData *field, SottoPublicKey *key, GError **error)
{
  if (field->len != SOTTO_COMPRESSED_KEY_LENGTH ||
      !sotto_public_key_parse (key, field->data, field->len, NULL))
    return sotto_secure_set_malformed (error, "a key is no point of the curve");
  return TRUE;
}

gboolean
sotto_secure_set_malformed (GError **error, const char *what)
{
  g_set_error (error, SOTTO_SECURE_ERROR, SOTTO_SECURE_ERROR_MALFORMED,
               "Malformed private message: %s", what);
  return FALSE;
}

Sotto__ProtocolMessage *
sotto_protocol_message_parse (GBytes *bytes, GError **error)
{
  g_autoptr (Sotto__ProtocolMessage) message = NULL;
  g_autoptr (GError) parse_error = NULL;

  message = sotto_proto_unpack_bytes (&sotto__protocol_message__descriptor, bytes, &parse_error);
  if (message == NULL)
    {
      sotto_secure_set_malformed (error, parse_error->message);
      return NULL;
    }
  if (message->n_bundles > MAX_BUNDLES)
    {
      sotto_secure_set_malformed (error, "too many bundles");
      return NULL;
    }
  if (message->n_direct_message > MAX_ENTRIES)
    {
      sotto_secure_set_malformed (error, "too many recipients");
      return NULL;
    }

  return g_steal_pointer (&message);
}

gboolean
sotto_secure_channel_take_bundles (SottoSecureChannel *self,
                                   SottoConnection *connection,
                                   const Sotto__ProtocolMessage *message,
                                   const SottoPublicKey *sender,
                                   GPtrArray *accepted,
                                   gboolean *new_installations,
                                   GError **error)
{
  SottoBundleContext context = {
    .own_identity = sotto_private_key_get_public (sotto_secure_channel_get_identity (self)),
    .own_installation = sotto_secure_channel_get_installation_id (self),
    .sender = sender,
    .now_ms = sotto_secure_channel_get_now_ms (self),
  };

  for (gsize i = 0; i < message->n_bundles; i++)
    {
      g_autoptr (GError) refusal = NULL;
      g_autoptr (SottoBundle) bundle = sotto_bundle_new_verified (message->bundles[i], &refusal);
      guint n_new;

      if (bundle == NULL)
        {
          g_debug ("%s", refusal->message);
          continue;
        }
      if (!sotto_installations_accept (connection, bundle, &context, &n_new, error))
        return FALSE;
      if (n_new > 0 && sender != NULL && sotto_public_key_equal (&bundle->identity, sender))
        *new_installations = TRUE;
      g_ptr_array_add (accepted, g_steal_pointer (&bundle));
    }

  return TRUE;
}

/* Writes what a genuine message has changed. */
static gboolean
write_outcome (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Outcome *outcome = user_data;
  SottoSecureSession *session = outcome->session;
  SottoConnection *connection = sotto_transaction_get_connection (transaction);

  if (outcome->new_on_prekey != 0)
    {
      if (!sotto_identity_ensure (connection, outcome->reception->sender, &session->identity_id,
                                  error) ||
          !sotto_secure_session_insert (connection, session, error) ||
          !sotto_seen_ephemeral_add (connection, outcome->new_on_prekey, session->remote_ephemeral,
                                     error))
        return FALSE;
    }
  else
    {
      session->has_ephemeral = FALSE;
      if (!sotto_secure_session_update (connection, session, error))
        return FALSE;
    }

  if (outcome->used_skipped != 0)
    return sotto_skipped_key_delete (connection, outcome->used_skipped, error);
  return sotto_skipped_keys_store (connection, session, outcome->skipped, error);
}

static gboolean
set_no_session (GError **error, const char *what)
{
  g_set_error_literal (error, SOTTO_SECURE_ERROR, SOTTO_SECURE_ERROR_NO_SESSION, what);
  return FALSE;
}

static gboolean
set_duplicate (GError **error)
{
  g_set_error_literal (error, SOTTO_SECURE_ERROR, SOTTO_SECURE_ERROR_DUPLICATE,
                       "The key of this message has been used and deleted");
  return FALSE;
}

static GBytes *
decrypt_in_session (const Reception *reception, SottoSecureSession *session, GError **error)
{
  g_auto (SottoKey) stored_key = { 0 };
  g_autoptr (GArray) skipped = NULL;
  g_autoptr (GBytes) plaintext = NULL;
  Outcome outcome = { .reception = reception, .session = session };
  const SottoRatchetMessage *message = &reception->message;
  gboolean chain_known, present_chain;

  if (!sotto_skipped_key_find (reception->connection, session->id, &message->header, &stored_key,
                               &outcome.used_skipped, &chain_known, error))
    return NULL;

  present_chain =
    session->ratchet.has_remote &&
    memcmp (session->ratchet.remote_public, message->header.key, sizeof message->header.key) == 0;
  if (outcome.used_skipped != 0)
    plaintext = sotto_ratchet_open_message (&stored_key, message, error);
  else if (chain_known && !present_chain)
    set_duplicate (error);
  else
    plaintext =
      sotto_ratchet_decrypt (&session->ratchet, message,
                             sotto_secure_channel_get_random (reception->channel), &skipped, error);
  if (plaintext == NULL)
    return NULL;

  outcome.skipped = skipped;
  if (!sotto_transaction_try (reception->transaction, write_outcome, &outcome, error))
    return NULL;

  return g_steal_pointer (&plaintext);
}

/* The other side begins: X3DH on our prekey that the header names. */
static gboolean
respond (const Reception *reception,
         const SottoOwnPrekey *prekey,
         SottoSecureSession *session,
         GError **error)
{
  SottoPrivateKey *identity = sotto_secure_channel_get_identity (reception->channel);
  const ProtobufCBinaryData *key = &reception->entry->x3dh_header->key;
  g_auto (SottoKey) secret = { 0 };
  guint8 own_key[SOTTO_COMPRESSED_KEY_LENGTH];
  SottoPublicKey ephemeral;

  if (!parse_key (key, &ephemeral, error))
    return FALSE;
  sotto_public_key_serialize_compressed (sotto_private_key_get_public (identity), own_key);
  if (memcmp (key->data + 1, own_key + 1, sizeof own_key - 1) == 0 ||
      memcmp (key->data + 1, prekey->public_key + 1, sizeof own_key - 1) == 0)
    return sotto_secure_set_malformed (error, "its ephemeral key is ours");
  if (!sotto_x3dh_respond (identity, &prekey->private_key, reception->sender, &ephemeral, &secret,
                           error))
    return FALSE;

  memset (session, 0, sizeof *session);
  g_strlcpy (session->installation, reception->installation, sizeof session->installation);
  memcpy (session->bundle_id, prekey->public_key, sizeof session->bundle_id);
  session->on_own_prekey = TRUE;
  memcpy (session->rank, secret.bytes, sizeof session->rank);
  session->has_remote_ephemeral = TRUE;
  memcpy (session->remote_ephemeral, key->data, sizeof session->remote_ephemeral);
  if (prekey->expired)
    session->retired_ms = sotto_secure_channel_get_now_ms (reception->channel);

  return sotto_ratchet_init_responder (&session->ratchet, &secret, &prekey->private_key, error);
}

static GBytes *
decrypt_in_new_session (const Reception *reception, GError **error)
{
  const Sotto__X3DHHeader *header = reception->entry->x3dh_header;
  g_auto (SottoOwnPrekey) prekey = { 0 };
  g_auto (SottoSecureSession) session = { 0 };
  g_autoptr (GArray) skipped = NULL;
  g_autoptr (GBytes) plaintext = NULL;
  Outcome outcome = { .reception = reception, .session = &session };
  gboolean found, seen;

  if (!sotto_own_prekey_find (reception->connection, header->id.data, &prekey, &found, error))
    return NULL;
  if (!found)
    {
      set_no_session (error, "The message was encrypted for a prekey that this device has not");
      return NULL;
    }
  if (!sotto_seen_ephemeral_has (reception->connection, prekey.id, header->key.data, &seen, error))
    return NULL;
  if (seen)
    {
      set_duplicate (error);
      return NULL;
    }
  if (!respond (reception, &prekey, &session, error))
    return NULL;

  plaintext =
    sotto_ratchet_decrypt (&session.ratchet, &reception->message,
                           sotto_secure_channel_get_random (reception->channel), &skipped, error);
  if (plaintext == NULL)
    return NULL;

  outcome.skipped = skipped;
  outcome.new_on_prekey = prekey.id;
  if (!sotto_transaction_try (reception->transaction, write_outcome, &outcome, error))
    return NULL;

  return g_steal_pointer (&plaintext);
}

/* Whether the failure may mean that the other side began anew, as one restored from a backup. */
static gboolean
may_have_begun_anew (const Reception *reception,
                     const SottoSecureSession *session,
                     const GError *failure)
{
  const Sotto__X3DHHeader *header = reception->entry->x3dh_header;

  if (header == NULL || failure->domain != SOTTO_SECURE_ERROR ||
      failure->code == SOTTO_SECURE_ERROR_MALFORMED)
    return FALSE;

  /* By X: the negative of a point agrees on the same secret. */
  return !session->has_remote_ephemeral ||
         memcmp (session->remote_ephemeral + 1, header->key.data + 1,
                 sizeof session->remote_ephemeral - 1) != 0;
}

static GBytes *
decrypt_ratcheted (Reception *reception, GError **error)
{
  const Sotto__DirectMessageProtocol *entry = reception->entry;
  g_auto (SottoSecureSession) session = { 0 };
  g_autoptr (GError) failure = NULL;
  GBytes *plaintext;
  gboolean found = FALSE;

  if (reception->identity_id != 0 &&
      !sotto_secure_session_find (reception->connection, reception->identity_id,
                                  reception->installation, entry->dr_header->id.data, &session,
                                  &found, error))
    return NULL;
  if (!found && entry->x3dh_header == NULL)
    {
      set_no_session (error, "The message belongs to no session that this device has");
      return NULL;
    }
  if (!found)
    return decrypt_in_new_session (reception, error);

  plaintext = decrypt_in_session (reception, &session, &failure);
  if (plaintext == NULL && may_have_begun_anew (reception, &session, failure))
    plaintext = decrypt_in_new_session (reception, NULL);
  if (plaintext == NULL)
    g_propagate_error (error, g_steal_pointer (&failure));

  return plaintext;
}

static gboolean
check_ratchet_headers (Reception *reception, GError **error)
{
  const Sotto__DirectMessageProtocol *entry = reception->entry;
  const Sotto__DRHeader *header = entry->dr_header;

  if (!copy_key (&header->key, reception->message.header.key))
    return sotto_secure_set_malformed (error, "its ratchet key has the wrong length");
  if (header->id.len != SOTTO_COMPRESSED_KEY_LENGTH)
    return sotto_secure_set_malformed (error, "its session id has the wrong length");
  if (reception->installation == NULL)
    return sotto_secure_set_malformed (error, "its sender names no device");
  if (entry->x3dh_header != NULL &&
      (entry->x3dh_header->key.len != SOTTO_COMPRESSED_KEY_LENGTH ||
       entry->x3dh_header->id.len != SOTTO_COMPRESSED_KEY_LENGTH ||
       memcmp (entry->x3dh_header->id.data, header->id.data, header->id.len) != 0))
    return sotto_secure_set_malformed (error, "its X3DH header is wrong");

  reception->message.header.n = header->n;
  reception->message.header.pn = header->pn;
  return TRUE;
}

static GBytes *
decrypt_once (const Reception *reception, GError **error)
{
  SottoPublicKey ephemeral;

  if (!parse_key (&reception->entry->dh_header->key, &ephemeral, error))
    return NULL;

  return sotto_dh_message_open (sotto_secure_channel_get_identity (reception->channel), &ephemeral,
                                reception->message.payload, reception->message.length, error);
}

static GBytes *
decrypt_entry (Reception *reception, SottoEncryption *encryption, GError **error)
{
  const Sotto__DirectMessageProtocol *entry = reception->entry;

  if (entry->dr_header != NULL)
    {
      *encryption = SOTTO_ENCRYPTION_RATCHET;
      if (!check_ratchet_headers (reception, error))
        return NULL;
      return decrypt_ratcheted (reception, error);
    }
  if (entry->dh_header != NULL)
    {
      *encryption = SOTTO_ENCRYPTION_DH;
      return decrypt_once (reception, error);
    }

  sotto_secure_set_malformed (error, "it has no header");
  return NULL;
}

/* Map semantics: of entries with the same key the last one counts. */
static const Sotto__DirectMessageProtocol *
find_entry (const Sotto__ProtocolMessage *message, const char *key)
{
  for (gsize i = message->n_direct_message; i > 0; i--)
    if (strcmp (message->direct_message[i - 1]->key, key) == 0)
      return message->direct_message[i - 1]->value;

  return NULL;
}

/* Whoever has sent a genuine message and announces version 1 listens on the negotiated topic. */
static gboolean
note_shared_secret (const Reception *reception, GPtrArray *bundles, GError **error)
{
  gint64 identity_id;

  if (reception->installation == NULL)
    return TRUE;
  for (guint i = 0; i < bundles->len; i++)
    {
      const SottoBundle *bundle = bundles->pdata[i];
      const SottoBundleEntry *entry = sotto_bundle_find (bundle, reception->installation);

      if (entry == NULL || entry->protocol_version < SOTTO_PROTOCOL_VERSION ||
          !sotto_public_key_equal (&bundle->identity, reception->sender))
        continue;
      return sotto_identity_find (reception->connection, reception->sender, &identity_id, error) &&
             sotto_installations_set_knows_secret (reception->connection, identity_id,
                                                   reception->installation, error);
    }

  return TRUE;
}

/* A device that uses our identity and has not been paired may be shown, and not believed. */
static gboolean
check_pairing (Reception *reception, SottoSecureIncoming *incoming, GError **error)
{
  SottoPrivateKey *identity = sotto_secure_channel_get_identity (reception->channel);
  gboolean enabled = FALSE;

  if (!sotto_public_key_equal (reception->sender, sotto_private_key_get_public (identity)))
    return TRUE;
  if (reception->installation != NULL && reception->identity_id != 0 &&
      !sotto_installations_is_enabled (reception->connection, reception->identity_id,
                                       reception->installation, &enabled, error))
    return FALSE;

  incoming->unpaired = !enabled;
  return TRUE;
}

static gboolean
receive_entry (Reception *reception,
               GPtrArray *bundles,
               SottoSecureIncoming *incoming,
               GError **error)
{
  g_autoptr (GBytes) plaintext = NULL;
  SottoEncryption encryption;

  reception->message.payload = reception->entry->payload.data;
  reception->message.length = reception->entry->payload.len;
  if (!sotto_identity_find (reception->connection, reception->sender, &reception->identity_id,
                            error) ||
      !check_pairing (reception, incoming, error))
    return FALSE;

  plaintext = decrypt_entry (reception, &encryption, error);
  if (plaintext == NULL || !note_shared_secret (reception, bundles, error))
    return FALSE;

  incoming->plaintext = g_steal_pointer (&plaintext);
  incoming->encryption = encryption;
  return TRUE;
}

static gboolean
receive (Reception *reception,
         const Sotto__ProtocolMessage *message,
         SottoSecureIncoming *incoming,
         GError **error)
{
  g_autoptr (GPtrArray) bundles =
    g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_bundle_free);

  if (!sotto_secure_channel_take_bundles (reception->channel, reception->connection, message,
                                          reception->sender, bundles, &incoming->new_installations,
                                          error))
    return FALSE;
  if (message->public_message.len > 0)
    {
      incoming->plaintext = g_bytes_new (message->public_message.data, message->public_message.len);
      return TRUE;
    }
  if (message->n_direct_message == 0)
    return TRUE;

  reception->entry =
    find_entry (message, sotto_secure_channel_get_installation_id (reception->channel));
  if (reception->entry == NULL)
    reception->entry = find_entry (message, SOTTO_INSTALLATION_NONE);
  if (reception->entry == NULL)
    {
      g_set_error_literal (error, SOTTO_SECURE_ERROR, SOTTO_SECURE_ERROR_NOT_FOR_US,
                           "The message was encrypted for none of our devices");
      return FALSE;
    }

  return receive_entry (reception, bundles, incoming, error);
}

/**
 * sotto_secure_channel_decrypt:
 * @self: a channel
 * @transaction: what is learnt goes into it, also when the message is refused
 * @sender: who signed the envelope
 * @message: a ProtocolMessage, untrusted
 * @incoming: (out): what was in it; to be cleared also after a failure, which may still tell of
 * devices
 * @error: return location for a #SottoSecureError, or a #SottoStoreError, after which the
 * transaction must not be committed
 *
 * Takes the bundles and decrypts what is meant for this device. After a #SottoSecureError no row of
 * a session has changed; bundles that verified are kept.
 *
 * Returns: %TRUE if the message was in order, with or without a plaintext
 */
gboolean
sotto_secure_channel_decrypt (SottoSecureChannel *self,
                              SottoTransaction *transaction,
                              const SottoPublicKey *sender,
                              GBytes *message,
                              SottoSecureIncoming *incoming,
                              GError **error)
{
  g_autoptr (Sotto__ProtocolMessage) parsed = NULL;
  Reception reception = { .channel = self, .transaction = transaction, .sender = sender };

  g_return_val_if_fail (SOTTO_IS_SECURE_CHANNEL (self), FALSE);
  g_return_val_if_fail (transaction != NULL && sender != NULL && message != NULL, FALSE);
  g_return_val_if_fail (incoming != NULL, FALSE);

  memset (incoming, 0, sizeof *incoming);
  parsed = sotto_protocol_message_parse (message, error);
  if (parsed == NULL)
    return FALSE;

  reception.connection = sotto_transaction_get_connection (transaction);
  if (sotto_installation_id_is_valid ((const guint8 *) parsed->installation_id,
                                      strlen (parsed->installation_id)))
    incoming->installation_id = g_strdup (parsed->installation_id);
  reception.installation = incoming->installation_id;

  return receive (&reception, parsed, incoming, error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Outgoing: one plaintext becomes one ProtocolMessage with an entry for each active device of the
 * recipient, and our bundle (secure-transport.md, sections 7 and 8). The message is put together
 * from borrowed pieces that live in an Outgoing until it is packed. */

#include "sotto-secure-channel-private.h"

#include <string.h>

#include "sotto-installations-private.h"
#include "sotto-own-prekey-private.h"
#include "sotto-secure-schema-private.h"
#include "sotto-secure-session-private.h"
#include "sotto-x3dh-private.h"

/* One entry of direct_message, its messages and what they point to. */
typedef struct
{
  Sotto__DirectMessageEntry entry;
  Sotto__DirectMessageProtocol value;
  Sotto__X3DHHeader x3dh;
  Sotto__DRHeader dr;
  Sotto__DHHeader dh;
  char id[SOTTO_INSTALLATION_ID_MAX_LENGTH + 1];
  guint8 ephemeral[SOTTO_COMPRESSED_KEY_LENGTH];
  guint8 bundle_id[SOTTO_COMPRESSED_KEY_LENGTH];
  SottoRatchetHeader header;
  GBytes *payload;
} Part;

typedef struct
{
  SottoSecureChannel *channel;
  SottoConnection *connection;
  const SottoPublicKey *recipient;
  const SottoSecureMoment *moment;
  SottoOwnPrekey prekey;
  gint64 identity_id;
  gint64 own_identity_id;
  guint n_parts;
  Part parts[SOTTO_SECURE_MAX_ACTIVE];
} Outgoing;

static void
outgoing_clear (Outgoing *outgoing)
{
  sotto_own_prekey_clear (&outgoing->prekey);
  for (guint i = 0; i < G_N_ELEMENTS (outgoing->parts); i++)
    g_clear_pointer (&outgoing->parts[i].payload, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outgoing, outgoing_clear)

static gint64
get_moment_ms (const SottoSecureMoment *moment)
{
  return moment->now_ns / (1000 * 1000);
}

static Part *
add_part (Outgoing *outgoing, const char *id, GBytes *payload)
{
  Part *part = &outgoing->parts[outgoing->n_parts++];

  sotto__direct_message_entry__init (&part->entry);
  sotto__direct_message_protocol__init (&part->value);
  g_strlcpy (part->id, id, sizeof part->id);
  part->payload = payload;
  part->entry.key = part->id;
  part->entry.value = &part->value;
  part->value.payload = sotto_proto_borrow (payload);

  return part;
}

static void
add_ratchet_part (Outgoing *outgoing,
                  const SottoSecureSession *session,
                  const SottoRatchetHeader *header,
                  GBytes *payload)
{
  Part *part = add_part (outgoing, session->installation, payload);

  memcpy (part->bundle_id, session->bundle_id, sizeof part->bundle_id);
  part->header = *header;
  sotto__drheader__init (&part->dr);
  part->dr.key = SOTTO_PROTO_BINARY (part->header.key);
  part->dr.n = header->n;
  part->dr.pn = header->pn;
  part->dr.id = SOTTO_PROTO_BINARY (part->bundle_id);
  part->value.dr_header = &part->dr;

  if (session->has_ephemeral)
    {
      memcpy (part->ephemeral, session->ephemeral, sizeof part->ephemeral);
      sotto__x3_dhheader__init (&part->x3dh);
      part->x3dh.key = SOTTO_PROTO_BINARY (part->ephemeral);
      part->x3dh.id = SOTTO_PROTO_BINARY (part->bundle_id);
      part->value.x3dh_header = &part->x3dh;
    }
}

/* X3DH with the newest prekey of the device; draws the ephemeral key, then the first ratchet key.
 */
static gboolean
begin_session (Outgoing *outgoing,
               const SottoInstallation *target,
               SottoSecureSession *session,
               GError **error)
{
  SottoPrivateKey *identity = sotto_secure_channel_get_identity (outgoing->channel);
  SottoRandom *random = sotto_secure_channel_get_random (outgoing->channel);
  g_auto (SottoKeyPair) ephemeral = { 0 };
  g_auto (SottoKey) secret = { 0 };
  SottoPublicKey prekey;

  if (!sotto_public_key_parse (&prekey, target->prekey, sizeof target->prekey, error))
    return FALSE;
  sotto_key_pair_generate (&ephemeral, random);
  if (!sotto_x3dh_initiate (identity, &ephemeral.private_key, outgoing->recipient, &prekey, &secret,
                            error))
    return FALSE;

  memset (session, 0, sizeof *session);
  session->identity_id = outgoing->identity_id;
  g_strlcpy (session->installation, target->id, sizeof session->installation);
  memcpy (session->bundle_id, target->prekey, sizeof session->bundle_id);
  memcpy (session->rank, secret.bytes, sizeof session->rank);
  session->has_ephemeral = TRUE;
  sotto_public_key_serialize_compressed (&ephemeral.public_key, session->ephemeral);

  return sotto_ratchet_init_initiator (&session->ratchet, &secret, &prekey, random, error);
}

static gboolean
encrypt_for (Outgoing *outgoing, const SottoInstallation *target, GBytes *plaintext, GError **error)
{
  g_auto (SottoSecureSession) session = { 0 };
  g_autoptr (GBytes) payload = NULL;
  SottoRatchetHeader header;
  gboolean found, stored;
  gsize length;
  const guint8 *data = g_bytes_get_data (plaintext, &length);

  if (!sotto_secure_session_find_usable (outgoing->connection, outgoing->identity_id, target->id,
                                         outgoing->moment->session, &session, &found, error))
    return FALSE;
  if (!found && !begin_session (outgoing, target, &session, error))
    return FALSE;

  payload = sotto_ratchet_encrypt (&session.ratchet, data, length, &header, error);
  if (payload == NULL)
    return FALSE;

  /* Stored before the message leaves: a key that is used twice gives its key stream away. */
  if (found)
    stored = sotto_secure_session_update (outgoing->connection, &session, error);
  else
    stored = sotto_secure_session_insert (outgoing->connection, &session, error);
  if (!stored)
    return FALSE;

  add_ratchet_part (outgoing, &session, &header, g_steal_pointer (&payload));
  return TRUE;
}

static gboolean
encrypt_without_session (Outgoing *outgoing, GBytes *plaintext, GError **error)
{
  guint8 ephemeral[SOTTO_COMPRESSED_KEY_LENGTH];
  GBytes *payload =
    sotto_dh_message_seal (outgoing->recipient, plaintext,
                           sotto_secure_channel_get_random (outgoing->channel), ephemeral, error);
  Part *part;

  if (payload == NULL)
    return FALSE;

  part = add_part (outgoing, SOTTO_INSTALLATION_NONE, payload);
  memcpy (part->ephemeral, ephemeral, sizeof part->ephemeral);
  sotto__dhheader__init (&part->dh);
  part->dh.key = SOTTO_PROTO_BINARY (part->ephemeral);
  part->value.dh_header = &part->dh;

  return TRUE;
}

/* This device and the two paired ones with the newest bundles. */
static SottoBundle *
sign_bundle (Outgoing *outgoing, GError **error)
{
  const char *own_id = sotto_secure_channel_get_installation_id (outgoing->channel);
  g_autoptr (GArray) paired = sotto_installations_list_active (
    outgoing->connection, outgoing->own_identity_id, SOTTO_SECURE_MAX_ACTIVE - 1, error);
  SottoBundleEntry entries[SOTTO_SECURE_MAX_ACTIVE] = { 0 };

  if (paired == NULL)
    return NULL;

  g_strlcpy (entries[0].id, own_id, sizeof entries[0].id);
  memcpy (entries[0].prekey, outgoing->prekey.public_key, sizeof entries[0].prekey);
  entries[0].version = outgoing->prekey.version;
  entries[0].protocol_version = SOTTO_PROTOCOL_VERSION;
  for (guint i = 0; i < paired->len; i++)
    {
      const SottoInstallation *device = &g_array_index (paired, SottoInstallation, i);

      memcpy (entries[i + 1].id, device->id, sizeof device->id);
      memcpy (entries[i + 1].prekey, device->prekey, sizeof device->prekey);
      entries[i + 1].version = device->version;
      entries[i + 1].protocol_version = device->protocol_version;
    }

  return sotto_bundle_new_signed (sotto_secure_channel_get_identity (outgoing->channel), entries,
                                  paired->len + 1, outgoing->moment->now_ns, error);
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const Sotto__DirectMessageEntry *first = *(Sotto__DirectMessageEntry *const *) a;
  const Sotto__DirectMessageEntry *second = *(Sotto__DirectMessageEntry *const *) b;

  return strcmp (first->key, second->key);
}

static GBytes *
pack (Outgoing *outgoing, GError **error)
{
  Sotto__ProtocolMessage message = SOTTO__PROTOCOL_MESSAGE__INIT;
  Sotto__DirectMessageEntry *entries[SOTTO_SECURE_MAX_ACTIVE];
  g_autoptr (SottoBundle) bundle = sign_bundle (outgoing, error);
  g_autoptr (Sotto__Bundle) bundle_message = NULL;

  if (bundle == NULL)
    return NULL;
  bundle_message = sotto_bundle_to_message (bundle);
  for (guint i = 0; i < outgoing->n_parts; i++)
    entries[i] = &outgoing->parts[i].entry;
  /* The order of a map's entries means nothing; ours is fixed. */
  qsort (entries, outgoing->n_parts, sizeof entries[0], compare_entries);

  message.installation_id = (char *) sotto_secure_channel_get_installation_id (outgoing->channel);
  message.n_bundles = 1;
  message.bundles = &bundle_message;
  message.n_direct_message = outgoing->n_parts;
  message.direct_message = entries;

  return sotto_proto_pack (&message);
}

/* Everything that comes before the encryption: the prekey in use, and who is who. */
static gboolean
prepare (Outgoing *outgoing, GError **error)
{
  const SottoPublicKey *own =
    sotto_private_key_get_public (sotto_secure_channel_get_identity (outgoing->channel));

  if (!sotto_own_prekey_get_current (outgoing->connection,
                                     sotto_secure_channel_get_random (outgoing->channel),
                                     get_moment_ms (outgoing->moment), &outgoing->prekey, error) ||
      !sotto_identity_find (outgoing->connection, own, &outgoing->own_identity_id, error))
    return FALSE;

  return outgoing->recipient == NULL ||
         sotto_identity_find (outgoing->connection, outgoing->recipient, &outgoing->identity_id,
                              error);
}

static gboolean
finish (Outgoing *outgoing, SottoEncryption encryption, SottoSecureOutgoing *result, GError **error)
{
  result->message = pack (outgoing, error);
  result->encryption = encryption;
  result->n_installations = encryption == SOTTO_ENCRYPTION_RATCHET ? outgoing->n_parts : 0;

  return result->message != NULL;
}

static gboolean
encrypt_for_all (Outgoing *outgoing,
                 GArray *targets,
                 GBytes *plaintext,
                 SottoSecureOutgoing *result,
                 GError **error)
{
  result->shared_secret_agreed = TRUE;
  for (guint i = 0; i < targets->len; i++)
    {
      const SottoInstallation *target = &g_array_index (targets, SottoInstallation, i);

      if (!encrypt_for (outgoing, target, plaintext, error))
        return FALSE;
      result->shared_secret_agreed = result->shared_secret_agreed && target->knows_secret;
    }

  return finish (outgoing, SOTTO_ENCRYPTION_RATCHET, result, error);
}

gboolean
sotto_secure_channel_encrypt_at (SottoSecureChannel *self,
                                 SottoTransaction *transaction,
                                 const SottoPublicKey *recipient,
                                 GBytes *plaintext,
                                 const SottoSecureMoment *moment,
                                 SottoSecureOutgoing *outgoing,
                                 GError **error)
{
  const SottoPublicKey *own =
    sotto_private_key_get_public (sotto_secure_channel_get_identity (self));
  gboolean to_self = sotto_public_key_equal (recipient, own);
  g_auto (Outgoing) state = {
    .channel = self,
    .connection = sotto_transaction_get_connection (transaction),
    .recipient = recipient,
    .moment = moment,
  };
  g_autoptr (GArray) targets = NULL;

  memset (outgoing, 0, sizeof *outgoing);
  if (!prepare (&state, error))
    return FALSE;
  targets = sotto_installations_list_active (state.connection, state.identity_id,
                                             SOTTO_SECURE_MAX_ACTIVE - (to_self ? 1 : 0), error);
  if (targets == NULL)
    return FALSE;
  if (targets->len > 0)
    return encrypt_for_all (&state, targets, plaintext, outgoing, error);

  /* To oneself without another device there is nothing to send. */
  if (to_self)
    return TRUE;
  return encrypt_without_session (&state, plaintext, error) &&
         finish (&state, SOTTO_ENCRYPTION_DH, outgoing, error);
}

gboolean
sotto_secure_channel_encrypt_dh_at (SottoSecureChannel *self,
                                    SottoTransaction *transaction,
                                    const SottoPublicKey *recipient,
                                    GBytes *plaintext,
                                    const SottoSecureMoment *moment,
                                    SottoSecureOutgoing *outgoing,
                                    GError **error)
{
  g_auto (Outgoing) state = {
    .channel = self,
    .connection = sotto_transaction_get_connection (transaction),
    .recipient = recipient,
    .moment = moment,
  };

  memset (outgoing, 0, sizeof *outgoing);
  return prepare (&state, error) && encrypt_without_session (&state, plaintext, error) &&
         finish (&state, SOTTO_ENCRYPTION_DH, outgoing, error);
}

GBytes *
sotto_secure_channel_build_contact_code_at (SottoSecureChannel *self,
                                            SottoTransaction *transaction,
                                            const SottoSecureMoment *moment,
                                            GError **error)
{
  g_auto (Outgoing) state = {
    .channel = self,
    .connection = sotto_transaction_get_connection (transaction),
    .moment = moment,
  };

  if (!prepare (&state, error))
    return NULL;
  return pack (&state, error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bundles: one signed prekey for each device of an identity. What is signed, for each installation
 * by ascending id, without separators:
 *
 *   id || signed prekey (33) || version in decimal digits
 *
 * then the timestamp in decimal digits, unless it is 0. The signature is over its Keccak-256.
 */

#include "sotto-bundle-private.h"

#include <string.h>

#include "sotto-buffer.h"
#include "sotto-keccak.h"

#include "sotto-secure-channel.h"

/* Every id and prekey of the longest message, with digits. */
#define MAX_MATERIAL_LENGTH (2 * SOTTO_PROTO_MAX_LENGTH)

static gboolean
set_bundle_error (GError **error, const char *what)
{
  g_set_error (error, SOTTO_SECURE_ERROR, SOTTO_SECURE_ERROR_BUNDLE, "Prekey bundle refused: %s",
               what);
  return FALSE;
}

static int
compare_bytes (const guint8 *a, gsize a_length, const guint8 *b, gsize b_length)
{
  gsize common = MIN (a_length, b_length);
  int order = common > 0 ? memcmp (a, b, common) : 0;

  if (order != 0)
    return order;
  return (a_length > b_length) - (a_length < b_length);
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const SottoBundleEntry *first = a;
  const SottoBundleEntry *second = b;

  return strcmp (first->id, second->id);
}

static int
compare_messages (gconstpointer a, gconstpointer b)
{
  const Sotto__SignedPreKeyEntry *first = *(Sotto__SignedPreKeyEntry *const *) a;
  const Sotto__SignedPreKeyEntry *second = *(Sotto__SignedPreKeyEntry *const *) b;

  return compare_bytes (first->key.data, first->key.len, second->key.data, second->key.len);
}

static void
append_decimal (SottoBuffer *material, gint64 value)
{
  char digits[24];

  g_snprintf (digits, sizeof digits, "%" G_GINT64_FORMAT, value);
  sotto_buffer_append (material, digits, strlen (digits));
}

/* Map semantics: of entries with the same key the last one counts. By ascending id. */
static GPtrArray *
collect_messages (const Sotto__Bundle *message)
{
  GPtrArray *sorted = g_ptr_array_sized_new ((guint) message->n_signed_pre_keys);
  guint n_kept = 0;

  for (gsize i = 0; i < message->n_signed_pre_keys; i++)
    g_ptr_array_add (sorted, message->signed_pre_keys[i]);
  /* Stable, so that of equal ones the last remains last. */
  g_ptr_array_sort (sorted, compare_messages);

  for (guint i = 0; i < sorted->len; i++)
    {
      if (i + 1 < sorted->len && compare_messages (&sorted->pdata[i], &sorted->pdata[i + 1]) == 0)
        continue;
      sorted->pdata[n_kept++] = sorted->pdata[i];
    }
  g_ptr_array_set_size (sorted, (gint) n_kept);

  return sorted;
}

static gboolean
check_prekeys (GPtrArray *messages, GError **error)
{
  for (guint i = 0; i < messages->len; i++)
    {
      const Sotto__SignedPreKeyEntry *entry = messages->pdata[i];
      SottoPublicKey key;

      if (entry->value == NULL || entry->value->signed_pre_key.len != SOTTO_COMPRESSED_KEY_LENGTH ||
          !sotto_public_key_parse (&key, entry->value->signed_pre_key.data,
                                   SOTTO_COMPRESSED_KEY_LENGTH, NULL))
        return set_bundle_error (error, "a signed prekey is no point of the curve");
    }

  return TRUE;
}

static void
get_received_digest (GPtrArray *messages, gint64 timestamp, SottoHash *digest)
{
  g_autoptr (SottoBuffer) material = sotto_buffer_new (MAX_MATERIAL_LENGTH);

  for (guint i = 0; i < messages->len; i++)
    {
      const Sotto__SignedPreKeyEntry *entry = messages->pdata[i];

      if (entry->key.len > 0)
        sotto_buffer_append (material, entry->key.data, entry->key.len);
      sotto_buffer_append (material, entry->value->signed_pre_key.data,
                           entry->value->signed_pre_key.len);
      append_decimal (material, entry->value->version);
    }
  if (timestamp != 0)
    append_decimal (material, timestamp);

  sotto_keccak256 (sotto_buffer_get_data (material), sotto_buffer_get_length (material), digest);
}

static gboolean
verify (const Sotto__Bundle *message, GPtrArray *messages, SottoBundle *bundle, GError **error)
{
  SottoHash digest;
  SottoPublicKey signer;

  if (message->identity.len != SOTTO_COMPRESSED_KEY_LENGTH ||
      !sotto_public_key_parse (&bundle->identity, message->identity.data, message->identity.len,
                               NULL))
    return set_bundle_error (error, "its identity is no point of the curve");
  if (message->signature.len != SOTTO_SIGNATURE_LENGTH)
    return set_bundle_error (error, "its signature has the wrong length");
  if (!check_prekeys (messages, error))
    return FALSE;

  memcpy (bundle->signature, message->signature.data, SOTTO_SIGNATURE_LENGTH);
  get_received_digest (messages, message->timestamp, &digest);
  if (!sotto_recover (bundle->signature, &digest, &signer, NULL) ||
      !sotto_public_key_equal (&signer, &bundle->identity))
    return set_bundle_error (error, "it was not signed by its identity");

  return TRUE;
}

static void
add_received (SottoBundle *bundle, GPtrArray *messages)
{
  for (guint i = 0; i < messages->len && bundle->entries->len < SOTTO_BUNDLE_MAX_INSTALLATIONS; i++)
    {
      const Sotto__SignedPreKeyEntry *message = messages->pdata[i];
      SottoBundleEntry entry = { 0 };

      if (!sotto_installation_id_is_valid (message->key.data, message->key.len))
        continue;
      memcpy (entry.id, message->key.data, message->key.len);
      memcpy (entry.prekey, message->value->signed_pre_key.data, sizeof entry.prekey);
      entry.version = message->value->version;
      entry.protocol_version = message->value->protocol_version;
      g_array_append_val (bundle->entries, entry);
    }
}

static SottoBundle *
bundle_new (gint64 timestamp)
{
  SottoBundle *bundle = g_new0 (SottoBundle, 1);

  bundle->timestamp = timestamp;
  bundle->entries = g_array_new (FALSE, FALSE, sizeof (SottoBundleEntry));
  return bundle;
}

void
sotto_bundle_free (SottoBundle *bundle)
{
  g_array_unref (bundle->entries);
  g_free (bundle);
}

gboolean
sotto_installation_id_is_valid (const guint8 *id, gsize length)
{
  if (id == NULL || length == 0 || length > SOTTO_INSTALLATION_ID_MAX_LENGTH)
    return FALSE;
  if (length == strlen (SOTTO_INSTALLATION_NONE) &&
      memcmp (id, SOTTO_INSTALLATION_NONE, length) == 0)
    return FALSE;

  return g_utf8_validate_len ((const char *) id, length, NULL);
}

SottoBundle *
sotto_bundle_new_verified (const Sotto__Bundle *message, GError **error)
{
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (SottoBundle) bundle = NULL;

  g_return_val_if_fail (message != NULL, NULL);

  messages = collect_messages (message);
  bundle = bundle_new (message->timestamp);
  if (!verify (message, messages, bundle, error))
    return NULL;
  add_received (bundle, messages);

  return g_steal_pointer (&bundle);
}

SottoBundle *
sotto_bundle_new_signed (SottoPrivateKey *identity,
                         const SottoBundleEntry *entries,
                         guint n_entries,
                         gint64 timestamp,
                         GError **error)
{
  g_autoptr (SottoBundle) bundle = NULL;
  g_autoptr (GBytes) material = NULL;
  SottoHash digest;

  g_return_val_if_fail (identity != NULL, NULL);
  g_return_val_if_fail (n_entries <= SOTTO_BUNDLE_MAX_INSTALLATIONS, NULL);

  bundle = bundle_new (timestamp);
  bundle->identity = *sotto_private_key_get_public (identity);
  g_array_append_vals (bundle->entries, entries, n_entries);
  g_array_sort (bundle->entries, compare_entries);

  material = sotto_bundle_get_signed_material (bundle);
  sotto_keccak256 (g_bytes_get_data (material, NULL), g_bytes_get_size (material), &digest);
  if (!sotto_private_key_sign (identity, &digest, bundle->signature, error))
    return NULL;

  return g_steal_pointer (&bundle);
}

const SottoBundleEntry *
sotto_bundle_find (const SottoBundle *bundle, const char *id)
{
  for (guint i = 0; i < bundle->entries->len; i++)
    {
      const SottoBundleEntry *entry = &g_array_index (bundle->entries, SottoBundleEntry, i);

      if (strcmp (entry->id, id) == 0)
        return entry;
    }

  return NULL;
}

GBytes *
sotto_bundle_get_signed_material (const SottoBundle *bundle)
{
  g_autoptr (SottoBuffer) material = sotto_buffer_new (MAX_MATERIAL_LENGTH);

  for (guint i = 0; i < bundle->entries->len; i++)
    {
      const SottoBundleEntry *entry = &g_array_index (bundle->entries, SottoBundleEntry, i);

      sotto_buffer_append (material, entry->id, strlen (entry->id));
      sotto_buffer_append (material, entry->prekey, sizeof entry->prekey);
      append_decimal (material, entry->version);
    }
  if (bundle->timestamp != 0)
    append_decimal (material, bundle->timestamp);

  return sotto_buffer_steal (material);
}

static void
set_binary (ProtobufCBinaryData *field, gconstpointer data, gsize length)
{
  field->data = g_memdup2 (data, length);
  field->len = length;
}

static Sotto__SignedPreKeyEntry *
entry_to_message (const SottoBundleEntry *entry)
{
  Sotto__SignedPreKeyEntry *message = g_new (Sotto__SignedPreKeyEntry, 1);
  Sotto__SignedPreKey *value = g_new (Sotto__SignedPreKey, 1);

  sotto__signed_pre_key__init (value);
  set_binary (&value->signed_pre_key, entry->prekey, sizeof entry->prekey);
  value->version = entry->version;
  value->protocol_version = entry->protocol_version;

  sotto__signed_pre_key_entry__init (message);
  set_binary (&message->key, entry->id, strlen (entry->id));
  message->value = value;

  return message;
}

/* GLib's memory is malloc's, so that protobuf-c can free it. */
Sotto__Bundle *
sotto_bundle_to_message (const SottoBundle *bundle)
{
  Sotto__Bundle *message = g_new (Sotto__Bundle, 1);
  guint8 identity[SOTTO_COMPRESSED_KEY_LENGTH];

  sotto__bundle__init (message);
  sotto_public_key_serialize_compressed (&bundle->identity, identity);
  set_binary (&message->identity, identity, sizeof identity);
  set_binary (&message->signature, bundle->signature, sizeof bundle->signature);
  message->timestamp = bundle->timestamp;

  message->n_signed_pre_keys = bundle->entries->len;
  message->signed_pre_keys = g_new (Sotto__SignedPreKeyEntry *, bundle->entries->len);
  for (guint i = 0; i < bundle->entries->len; i++)
    message->signed_pre_keys[i] =
      entry_to_message (&g_array_index (bundle->entries, SottoBundleEntry, i));

  return message;
}

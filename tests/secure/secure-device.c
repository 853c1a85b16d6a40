/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "secure-device.h"

/* Arguments of one transaction. */
typedef struct
{
  SecureDevice *device;
  const SottoPublicKey *key;
  GBytes *bytes;
  const char *text;
  gboolean flag;
  SottoSecureOutgoing *outgoing;
  SottoSecureIncoming *incoming;
  GError *refusal;
} Job;

static SecureDevice *
device_new (SottoPrivateKey *identity,
            const char *id,
            SottoTestClock *clock,
            SottoRandom *random,
            SottoTestDatabase *database)
{
  SecureDevice *device = g_new0 (SecureDevice, 1);

  device->identity = sotto_private_key_ref (identity);
  device->id = g_strdup (id);
  device->clock = g_object_ref (clock);
  device->random = g_object_ref (random);
  device->database = database;
  device->channel = sotto_secure_channel_new (identity, id, SOTTO_CLOCK (clock), random);

  return device;
}

static void
run (SecureDevice *device, SottoWriteFunc function, Job *job)
{
  g_autoptr (GError) error = NULL;

  job->device = device;
  sotto_test_database_write (device->database, function, job, &error);
  g_assert_no_error (error);
}

SecureDevice *
secure_device_new (SottoPrivateKey *identity,
                   const char *id,
                   SottoTestClock *clock,
                   SottoRandom *random)
{
  const SottoMigrations *migrations[] = { sotto_secure_get_migrations (), NULL };

  return device_new (identity, id, clock, random, sotto_test_database_new (migrations));
}

SecureDevice *
secure_device_new_restored (const SecureDevice *device, SottoTestDatabase *database)
{
  return device_new (device->identity, device->id, device->clock, device->random, database);
}

SecureDevice *
secure_device_new_seeded (guint64 seed, SottoTestClock *clock)
{
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (seed);
  g_autoptr (SottoPrivateKey) identity = sotto_private_key_generate (random);
  g_autofree char *id = sotto_random_uuid (random);

  return secure_device_new (identity, id, clock, random);
}

void
secure_device_free (SecureDevice *device)
{
  g_clear_object (&device->channel);
  g_clear_pointer (&device->database, sotto_test_database_free);
  g_clear_object (&device->random);
  g_clear_object (&device->clock);
  g_clear_pointer (&device->identity, sotto_private_key_unref);
  g_free (device->id);
  g_free (device);
}

const SottoPublicKey *
secure_device_get_key (const SecureDevice *device)
{
  return sotto_private_key_get_public (device->identity);
}

static gboolean
send_job (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Job *job = user_data;

  return sotto_secure_channel_encrypt (job->device->channel, transaction, job->key, job->bytes,
                                       job->outgoing, error);
}

GBytes *
secure_device_send (SecureDevice *device,
                    const SottoPublicKey *to,
                    const char *text,
                    SottoSecureOutgoing *outgoing)
{
  g_autoptr (GBytes) plaintext = g_bytes_new (text, strlen (text));
  SottoSecureOutgoing result = { 0 };
  Job job = { .key = to, .bytes = plaintext, .outgoing = &result };

  run (device, send_job, &job);
  if (outgoing != NULL)
    *outgoing = result;

  return g_steal_pointer (&result.message);
}

/* What was learnt from a refused message is kept. */
static gboolean
receive_job (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Job *job = user_data;

  if (!sotto_secure_channel_decrypt (job->device->channel, transaction, job->key, job->bytes,
                                     job->incoming, &job->refusal))
    g_assert_true (job->refusal != NULL && job->refusal->domain == SOTTO_SECURE_ERROR);
  return TRUE;
}

char *
secure_device_receive (SecureDevice *device,
                       const SottoPublicKey *from,
                       GBytes *message,
                       SottoSecureIncoming *incoming,
                       GError **error)
{
  g_auto (SottoSecureIncoming) own = { 0 };
  SottoSecureIncoming *result = incoming != NULL ? incoming : &own;
  Job job = { .key = from, .bytes = message, .incoming = result };
  GBytes *plaintext;

  run (device, receive_job, &job);
  if (job.refusal != NULL)
    {
      g_propagate_error (error, job.refusal);
      return NULL;
    }

  plaintext = result->plaintext;
  if (plaintext == NULL)
    return g_strdup ("");
  return g_strndup (g_bytes_get_data (plaintext, NULL), g_bytes_get_size (plaintext));
}

void
secure_device_expect (SecureDevice *device,
                      const SecureDevice *from,
                      GBytes *message,
                      const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *got =
    secure_device_receive (device, secure_device_get_key (from), message, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (got, ==, text);
}

/* All tables but those of identities and devices, which a refused message may teach. */
static char *
dump_sessions (SecureDevice *device)
{
  g_autofree char *all = sotto_test_database_dump (device->database);
  const char *from = strstr (all, "secure_identity\n");
  const char *to = strstr (all, "secure_own_prekey\n");
  g_autofree char *start = g_strndup (all, (gsize) (from - all));

  return g_strconcat (start, to, NULL);
}

void
secure_device_refuse (SecureDevice *device,
                      const SecureDevice *from,
                      GBytes *message,
                      SottoSecureError code)
{
  g_autofree char *before = dump_sessions (device);
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *got =
    secure_device_receive (device, secure_device_get_key (from), message, NULL, &error);

  g_assert_null (got);
  g_assert_error (error, SOTTO_SECURE_ERROR, (int) code);
  after = dump_sessions (device);
  g_assert_cmpstr (before, ==, after);
}

static gboolean
contact_code_job (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Job *job = user_data;

  job->bytes = sotto_secure_channel_build_contact_code (job->device->channel, transaction, error);
  return job->bytes != NULL;
}

GBytes *
secure_device_build_contact_code (SecureDevice *device)
{
  Job job = { 0 };

  run (device, contact_code_job, &job);
  return job.bytes;
}

static gboolean
take_contact_code_job (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Job *job = user_data;
  SottoPublicKey owner;

  if (!sotto_secure_channel_take_contact_code (job->device->channel, transaction, job->bytes,
                                               &owner, error))
    return FALSE;
  g_assert_true (sotto_public_key_equal (&owner, job->key));
  return TRUE;
}

void
secure_device_introduce (SecureDevice *from, SecureDevice *to)
{
  g_autoptr (GBytes) code = secure_device_build_contact_code (from);
  Job job = { .bytes = code, .key = secure_device_get_key (from) };

  run (to, take_contact_code_job, &job);
}

static gboolean
should_announce_job (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Job *job = user_data;

  return sotto_secure_channel_should_announce (job->device->channel, transaction, job->key,
                                               &job->flag, error);
}

gboolean
secure_device_should_announce (SecureDevice *device, const SottoPublicKey *sender)
{
  Job job = { .key = sender };

  run (device, should_announce_job, &job);
  return job.flag;
}

static gboolean
knows_job (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Job *job = user_data;

  return sotto_secure_channel_knows (job->device->channel,
                                     sotto_transaction_get_connection (transaction), job->key,
                                     &job->flag, error);
}

gboolean
secure_device_knows (SecureDevice *device, const SottoPublicKey *identity)
{
  Job job = { .key = identity };

  run (device, knows_job, &job);
  return job.flag;
}

static gboolean
reset_job (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Job *job = user_data;

  return sotto_secure_channel_reset (job->device->channel, transaction, job->key, error);
}

void
secure_device_reset (SecureDevice *device, const SottoPublicKey *identity)
{
  Job job = { .key = identity };

  run (device, reset_job, &job);
}

static gboolean
begin_anew_job (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Job *job = user_data;

  return sotto_secure_channel_begin_anew (job->device->channel, transaction, error);
}

void
secure_device_begin_anew (SecureDevice *device)
{
  Job job = { 0 };

  run (device, begin_anew_job, &job);
}

static gboolean
prune_job (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Job *job = user_data;

  return sotto_secure_channel_prune (job->device->channel, transaction, error);
}

void
secure_device_prune (SecureDevice *device)
{
  Job job = { 0 };

  run (device, prune_job, &job);
}

static gboolean
set_paired_job (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Job *job = user_data;

  return sotto_secure_channel_set_paired (job->device->channel, transaction, job->text, job->flag,
                                          error);
}

void
secure_device_set_paired (SecureDevice *device, const char *installation_id, gboolean paired)
{
  Job job = { .text = installation_id, .flag = paired };

  run (device, set_paired_job, &job);
}

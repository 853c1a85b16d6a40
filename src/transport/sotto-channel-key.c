/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Symmetric keys of channels: PBKDF2-HMAC-SHA256 (name, no salt, 65356 rounds, 32 bytes).
 *
 * 65356 is a slip of the pen for 65536 in the first implementation, and the real value ever since.
 *
 * A derivation costs 20 to 60 ms, so derived keys are remembered in the network state under
 * "channel-key/" and 64 digits of SHA-256 ("sotto-channel-key" || name): neither the name nor its
 * topic can be read off that.
 */

#include "sotto-channel-key.h"

#include <string.h>

#include "sotto-digest.h"
#include "sotto-hex.h"
#include "sotto-kdf.h"

#define PBKDF2_ROUNDS 65356
#define STATE_PREFIX "channel-key/"
#define STATE_DOMAIN "sotto-channel-key"

typedef struct
{
  char *name;
  char *state_key;
  SottoNetState *state; /* NULL once there is nothing to remember */
} DeriveData;

static void
derive_data_free (DeriveData *data)
{
  sotto_wipe_string (data->name);
  g_free (data->name);
  g_free (data->state_key);
  g_clear_object (&data->state);
  g_free (data);
}

static void
wiped_bytes_free (gpointer data)
{
  sotto_wipe (data, SOTTO_KEY_LENGTH);
  g_free (data);
}

static char *
state_key_for_name (const char *name)
{
  g_autofree char *input = g_strconcat (STATE_DOMAIN, name, NULL);
  g_autofree char *hex = NULL;
  SottoHash digest;

  sotto_sha256 (input, strlen (input), &digest);
  sotto_wipe_string (input);
  hex = sotto_hash_to_hex (&digest);

  return g_strconcat (STATE_PREFIX, hex, NULL);
}

static SottoSecret *
remembered_key (SottoNetState *state, const char *state_key)
{
  g_autoptr (GBytes) value = sotto_net_state_get (state, state_key);
  const guint8 *key;
  gsize length;

  if (value == NULL)
    return NULL;

  key = g_bytes_get_data (value, &length);
  if (length != SOTTO_KEY_LENGTH)
    return NULL;

  return sotto_secret_new (key, length);
}

static void
remember_key (SottoNetState *state, const char *state_key, SottoSecret *key)
{
  g_autoptr (GBytes) value = NULL;
  guint8 *copy = g_memdup2 (sotto_secret_borrow (key), SOTTO_KEY_LENGTH);

  sotto_secret_release (key);
  value = g_bytes_new_with_free_func (copy, SOTTO_KEY_LENGTH, wiped_bytes_free, copy);
  sotto_net_state_put (state, state_key, value);
}

/* On the worker: only the name is used there. */
static void
derive_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  DeriveData *data = task_data;
  g_auto (SottoKey) key = { { 0 } };

  sotto_channel_key_derive (data->name, &key);
  g_task_return_pointer (task, sotto_secret_new (key.bytes, sizeof key.bytes),
                         (GDestroyNotify) sotto_secret_unref);
}

/**
 * sotto_channel_key_derive:
 * @name: a channel's name in UTF-8
 * @key: (out caller-allocates): the key of that channel
 *
 * Derives the key with which everybody who knows @name seals and opens what is said there. This
 * blocks for tens of milliseconds.
 */
void
sotto_channel_key_derive (const char *name, SottoKey *key)
{
  g_autoptr (GBytes) password = NULL;
  g_autoptr (GBytes) salt = g_bytes_new_static ("", 0);
  gboolean derived;

  g_return_if_fail (name != NULL);
  g_return_if_fail (key != NULL);

  password = g_bytes_new_static (name, strlen (name));
  derived = sotto_pbkdf2_sha256 (password, salt, PBKDF2_ROUNDS, key->bytes, sizeof key->bytes);
  g_assert (derived);
}

/**
 * sotto_channel_key_derive_async:
 * @name: a channel's name in UTF-8
 * @state: (nullable): where derived keys are remembered
 * @cancellable: (nullable): to give up
 * @callback: called on the main context
 * @user_data: for @callback
 *
 * Looks the key of @name up in @state, or derives it on a worker and remembers it there.
 */
void
sotto_channel_key_derive_async (const char *name,
                                SottoNetState *state,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  DeriveData *data;
  SottoSecret *key = NULL;

  g_return_if_fail (name != NULL);
  g_return_if_fail (state == NULL || SOTTO_IS_NET_STATE (state));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_channel_key_derive_async);
  g_task_set_name (task, "derive a channel key");
  data = g_new0 (DeriveData, 1);
  data->name = g_strdup (name);
  g_task_set_task_data (task, data, (GDestroyNotify) derive_data_free);

  if (state != NULL)
    {
      data->state = g_object_ref (state);
      data->state_key = state_key_for_name (name);
      key = remembered_key (state, data->state_key);
    }

  if (key != NULL)
    {
      g_clear_object (&data->state);
      g_task_return_pointer (task, key, (GDestroyNotify) sotto_secret_unref);
      return;
    }

  g_task_run_in_thread (task, derive_thread);
}

/**
 * sotto_channel_key_derive_finish:
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: (transfer full): the key, or %NULL when cancelled
 */
SottoSecret *
sotto_channel_key_derive_finish (GAsyncResult *result, GError **error)
{
  SottoSecret *key;
  DeriveData *data;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  key = g_task_propagate_pointer (G_TASK (result), error);
  data = g_task_get_task_data (G_TASK (result));
  if (key != NULL && data->state != NULL)
    remember_key (data->state, data->state_key, key);

  return key;
}

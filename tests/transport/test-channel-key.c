/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Channel keys: derived on a worker, remembered, and not found under a channel's name. */

#include <stdlib.h>
#include <string.h>

#include "sotto-channel-key.h"
#include "sotto-hex.h"

/* PBKDF2 of "status", from the vectors. */
#define STATUS_KEY "36224048e42c49e5c59c57bba5024fbb8822d6b4ee6ac5fbefd8b77f5323ecc4"

/* Programs that end in the middle of deriving, and workers of each. */
#define N_LEAVINGS 100
#define N_WORKERS 6

/* This program, to be run by itself. */
static const char *program;

#define TEST_TYPE_STATE (test_state_get_type ())
G_DECLARE_FINAL_TYPE (TestState, test_state, TEST, STATE, GObject)

struct _TestState
{
  GObject parent_instance;

  GHashTable *values;
};

static void state_interface_init (SottoNetStateInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestState,
                               test_state,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SOTTO_TYPE_NET_STATE, state_interface_init))

static GBytes *
test_state_get (SottoNetState *state, const char *key)
{
  GBytes *value = g_hash_table_lookup (TEST_STATE (state)->values, key);

  return value != NULL ? g_bytes_ref (value) : NULL;
}

static void
test_state_put (SottoNetState *state, const char *key, GBytes *value)
{
  g_hash_table_replace (TEST_STATE (state)->values, g_strdup (key), g_bytes_ref (value));
}

static void
state_interface_init (SottoNetStateInterface *interface)
{
  interface->get = test_state_get;
  interface->put = test_state_put;
}

static void
test_state_finalize (GObject *object)
{
  g_hash_table_unref (TEST_STATE (object)->values);
  G_OBJECT_CLASS (test_state_parent_class)->finalize (object);
}

static void
test_state_class_init (TestStateClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_state_finalize;
}

static void
test_state_init (TestState *self)
{
  self->values =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static SottoSecret *
derive (const char *name, TestState *state, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  sotto_channel_key_derive_async (name, state != NULL ? SOTTO_NET_STATE (state) : NULL, cancellable,
                                  done_cb, &result);
  g_assert_null (result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return sotto_channel_key_derive_finish (result, error);
}

static void
assert_key (SottoSecret *key, const char *expected)
{
  g_autofree char *hex = NULL;

  g_assert_nonnull (key);
  g_assert_cmpuint (sotto_secret_get_length (key), ==, SOTTO_KEY_LENGTH);
  hex = sotto_hex_encode (sotto_secret_borrow (key), SOTTO_KEY_LENGTH);
  sotto_secret_release (key);
  g_assert_cmpstr (hex, ==, expected);
}

static void
test_without_memory (void)
{
  g_autoptr (SottoSecret) key = derive ("status", NULL, NULL, NULL);

  assert_key (key, STATUS_KEY);
}

static void
test_remembered (void)
{
  g_autoptr (TestState) state = g_object_new (TEST_TYPE_STATE, NULL);
  g_autoptr (SottoSecret) derived = derive ("status", state, NULL, NULL);
  g_autoptr (SottoSecret) remembered = NULL;
  g_autoptr (GBytes) other = g_bytes_new_static ("0123456789abcdef0123456789abcdef", 32);
  g_autofree char *other_hex = sotto_hex_encode ("0123456789abcdef0123456789abcdef", 32);
  GHashTableIter iter;
  gpointer state_key;

  assert_key (derived, STATUS_KEY);
  g_assert_cmpuint (g_hash_table_size (state->values), ==, 1);

  /* What is remembered is what comes back. */
  g_hash_table_iter_init (&iter, state->values);
  g_assert_true (g_hash_table_iter_next (&iter, &state_key, NULL));
  g_assert_null (strstr (state_key, "status"));
  g_assert_cmpuint (strlen (state_key), <=, 200);
  g_hash_table_iter_replace (&iter, g_bytes_ref (other));
  remembered = derive ("status", state, NULL, NULL);
  assert_key (remembered, other_hex);
  g_assert_cmpuint (g_hash_table_size (state->values), ==, 1);
}

static void
test_damaged_memory (void)
{
  g_autoptr (TestState) state = g_object_new (TEST_TYPE_STATE, NULL);
  g_autoptr (SottoSecret) first = derive ("status", state, NULL, NULL);
  g_autoptr (SottoSecret) again = NULL;
  GHashTableIter iter;

  g_hash_table_iter_init (&iter, state->values);
  g_assert_true (g_hash_table_iter_next (&iter, NULL, NULL));
  g_hash_table_iter_replace (&iter, g_bytes_new_static ("short", 5));
  again = derive ("status", state, NULL, NULL);
  assert_key (again, STATUS_KEY);
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (TestState) state = g_object_new (TEST_TYPE_STATE, NULL);
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (derive ("status", state, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (g_hash_table_size (state->values), ==, 0);
}

/* A program that ends while workers derive: how often main () returns in the middle of it is
 * chance.
 */
static int
run_and_leave (const char *microseconds)
{
  for (guint i = 0; i < N_WORKERS; i++)
    {
      g_autofree char *name = g_strdup_printf ("channel %u", i);

      sotto_channel_key_derive_async (name, NULL, NULL, NULL, NULL);
    }
  g_usleep (g_ascii_strtoull (microseconds, NULL, 10));

  return EXIT_SUCCESS;
}

static void
test_leaving (void)
{
  for (guint i = 0; i < N_LEAVINGS; i++)
    {
      g_autofree char *microseconds = g_strdup_printf ("%u", i * 500);
      g_autoptr (GError) error = NULL;
      g_autoptr (GSubprocess) process =
        g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program, "--leave", microseconds, NULL);

      g_assert_no_error (error);
      g_assert_true (g_subprocess_wait_check (process, NULL, &error));
      g_assert_no_error (error);
    }
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--leave") == 0)
    return run_and_leave (argv[2]);

  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transport/channel-key/without-memory", test_without_memory);
  g_test_add_func ("/transport/channel-key/remembered", test_remembered);
  g_test_add_func ("/transport/channel-key/damaged-memory", test_damaged_memory);
  g_test_add_func ("/transport/channel-key/cancelled", test_cancelled);
  g_test_add_func ("/transport/channel-key/leaving", test_leaving);

  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two people, and a network that does what the input says: send, deliver in any order, drop,
 * repeat, forge, let time pass, begin anew. Whatever is accepted was sent by the other side, and is
 * accepted once. */

#include "fuzz.h"

#include "secure-device.h"

#define MAX_STEPS 60

typedef struct
{
  GBytes *message;
  gboolean to_bob;
} Flight;

typedef struct
{
  SottoTestClock *clock;
  SecureDevice *devices[2];
  GArray *flights;
  GHashTable *accepted;
  guint n_sent;
  const uint8_t *data;
  size_t size;
} World;

static void
flight_clear (gpointer data)
{
  g_bytes_unref (((Flight *) data)->message);
}

static guint8
next (World *world)
{
  if (world->size == 0)
    return 0;
  world->size--;
  return *world->data++;
}

static void
send (World *world, gboolean to_bob)
{
  g_autofree char *text = g_strdup_printf ("%c%u", to_bob ? 'a' : 'b', world->n_sent++);
  Flight flight = { .to_bob = to_bob };

  flight.message =
    secure_device_send (world->devices[to_bob ? 0 : 1],
                        secure_device_get_key (world->devices[to_bob ? 1 : 0]), text, NULL);
  g_array_append_val (world->flights, flight);
}

static void
receive (World *world, gboolean to_bob, GBytes *message)
{
  g_auto (SottoSecureIncoming) incoming = { 0 };
  g_autoptr (GError) error = NULL;
  char *text = secure_device_receive (world->devices[to_bob ? 1 : 0],
                                      secure_device_get_key (world->devices[to_bob ? 0 : 1]),
                                      message, &incoming, &error);

  if (text == NULL || incoming.plaintext == NULL)
    {
      g_free (text);
      return;
    }
  g_assert_cmpint (text[0], ==, to_bob ? 'a' : 'b');
  g_assert_cmpuint (g_ascii_strtoull (text + 1, NULL, 10), <, world->n_sent);
  g_assert_cmpint (incoming.encryption, ==, SOTTO_ENCRYPTION_RATCHET);
  g_assert_true (g_hash_table_add (world->accepted, text));
}

static Flight *
choose (World *world)
{
  if (world->flights->len == 0)
    return NULL;
  return &g_array_index (world->flights, Flight, next (world) % world->flights->len);
}

static void
forge (World *world, const Flight *flight)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (flight->message, &length);
  g_autofree guint8 *copy = g_memdup2 (bytes, length);
  gsize offset = (((gsize) next (world) << 8) | next (world)) % length;
  g_autoptr (GBytes) forged = NULL;

  copy[offset] ^= (guint8) (next (world) | 1);
  forged = g_bytes_new (copy, length);
  receive (world, flight->to_bob, forged);
}

static void
step (World *world)
{
  guint8 action = next (world) % 10;
  Flight *flight = NULL;

  if (action >= 2 && action <= 6)
    {
      flight = choose (world);
      if (flight == NULL)
        return;
    }

  switch (action)
    {
    case 0:
    case 1:
      send (world, action == 0);
      return;
    case 2:
    case 3:
    case 4:
      receive (world, flight->to_bob, flight->message);
      return;
    case 5:
      g_array_remove_index_fast (world->flights,
                                 (guint) (flight - &g_array_index (world->flights, Flight, 0)));
      return;
    case 6:
      forge (world, flight);
      return;
    case 7:
      sotto_test_clock_advance (world->clock, G_GUINT64_CONSTANT (13) * 3600 * 1000);
      return;
    case 8:
      secure_device_reset (world->devices[0], secure_device_get_key (world->devices[1]));
      return;
    default:
      secure_device_introduce (world->devices[1], world->devices[0]);
      return;
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  World world = { .data = data, .size = size };

  world.clock = sotto_test_clock_new (G_USEC_PER_SEC * 1600000000LL);
  world.devices[0] = secure_device_new_seeded (1, world.clock);
  world.devices[1] = secure_device_new_seeded (2, world.clock);
  world.flights = g_array_new (FALSE, FALSE, sizeof (Flight));
  g_array_set_clear_func (world.flights, flight_clear);
  world.accepted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  secure_device_introduce (world.devices[0], world.devices[1]);
  secure_device_introduce (world.devices[1], world.devices[0]);

  for (int i = 0; i < MAX_STEPS && world.size > 0; i++)
    step (&world);

  g_array_unref (world.flights);
  g_hash_table_unref (world.accepted);
  secure_device_free (world.devices[0]);
  secure_device_free (world.devices[1]);
  g_object_unref (world.clock);
  return 0;
}

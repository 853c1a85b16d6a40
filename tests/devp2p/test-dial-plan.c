/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-dial-plan-private.h"

#include "fixtures.h"
#include "sotto-address-gate-private.h"

/* A plan that dials into a list. */
typedef struct
{
  SottoTestClock *clock;
  SottoDialPlan *plan;
  GPtrArray *dialled;
} Fixture;

static void
dial_cb (SottoEnode *enode, gpointer user_data)
{
  g_ptr_array_add (user_data, sotto_enode_ref (enode));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (11);

  fixture->clock = sotto_test_clock_new (0);
  fixture->dialled = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_enode_unref);
  fixture->plan =
    sotto_dial_plan_new (SOTTO_CLOCK (fixture->clock), random, dial_cb, fixture->dialled);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  sotto_dial_plan_free (fixture->plan);
  g_ptr_array_unref (fixture->dialled);
  g_object_unref (fixture->clock);
}

static SottoEnode *
node (guint number, const char *host)
{
  g_autoptr (SottoPrivateKey) key = fixture_key (number);

  return sotto_enode_new (sotto_private_key_get_public (key), host, 30303);
}

/* Lets the clock run until one more node is dialled; returns the milliseconds. */
static guint
time_to_next_dial (Fixture *fixture)
{
  guint before = fixture->dialled->len;
  guint elapsed = 0;

  while (fixture->dialled->len == before)
    {
      g_assert_cmpuint (elapsed, <, 20 * 60 * 1000);
      sotto_test_clock_advance (fixture->clock, 10);
      elapsed += 10;
    }
  return elapsed;
}

static void
assert_near (guint elapsed, guint expected)
{
  g_assert_cmpuint (elapsed, >=, expected * 8 / 10);
  g_assert_cmpuint (elapsed, <=, expected * 12 / 10 + 10);
}

static void
test_back_off (Fixture *fixture, gconstpointer data)
{
  static const guint expected[] = { 1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000, 60000 };
  g_autoptr (SottoEnode) enode = node (1, "192.0.2.1");
  gboolean varies = FALSE;

  sotto_dial_plan_add_static (fixture->plan, enode, FALSE);
  g_assert_cmpuint (fixture->dialled->len, ==, 0);
  sotto_dial_plan_start (fixture->plan);
  g_assert_cmpuint (fixture->dialled->len, ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      guint elapsed;

      sotto_dial_plan_failed (fixture->plan, sotto_enode_get_key (enode), FALSE);
      elapsed = time_to_next_dial (fixture);
      assert_near (elapsed, expected[i]);
      varies |= elapsed < expected[i] || elapsed > expected[i] + 10;
    }
  g_assert_true (varies);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  static const guint expected[] = { 30000, 60000, 120000, 240000, 480000, 600000, 600000 };
  g_autoptr (SottoEnode) enode = node (1, "192.0.2.1");

  sotto_dial_plan_add_static (fixture->plan, enode, FALSE);
  sotto_dial_plan_start (fixture->plan);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      sotto_dial_plan_failed (fixture->plan, sotto_enode_get_key (enode), TRUE);
      assert_near (time_to_next_dial (fixture), expected[i]);
    }
}

/* A connection that lived long makes failures before it forgotten; a short one does not. */
static void
test_reset (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SottoEnode) enode = node (1, "192.0.2.1");
  const SottoPublicKey *key = sotto_enode_get_key (enode);

  sotto_dial_plan_add_static (fixture->plan, enode, FALSE);
  sotto_dial_plan_start (fixture->plan);
  for (guint i = 0; i < 4; i++)
    {
      sotto_dial_plan_failed (fixture->plan, key, FALSE);
      time_to_next_dial (fixture);
    }
  sotto_dial_plan_connected (fixture->plan, key);
  sotto_test_clock_advance (fixture->clock, 60 * 60 * 1000);
  g_assert_cmpuint (fixture->dialled->len, ==, 5);
  sotto_dial_plan_lost (fixture->plan, key, 30 * 1000, FALSE);
  assert_near (time_to_next_dial (fixture), 16000);
  sotto_dial_plan_connected (fixture->plan, key);
  sotto_dial_plan_lost (fixture->plan, key, 30 * 1000 + 1, FALSE);
  assert_near (time_to_next_dial (fixture), 1000);
}

static void
test_network (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SottoEnode) enode = node (1, "192.0.2.1");
  const SottoPublicKey *key = sotto_enode_get_key (enode);

  sotto_dial_plan_add_static (fixture->plan, enode, FALSE);
  sotto_dial_plan_start (fixture->plan);
  for (guint i = 0; i < 6; i++)
    {
      sotto_dial_plan_failed (fixture->plan, key, FALSE);
      time_to_next_dial (fixture);
    }
  sotto_dial_plan_set_available (fixture->plan, FALSE);
  sotto_dial_plan_failed (fixture->plan, key, FALSE);
  sotto_test_clock_advance (fixture->clock, 60 * 60 * 1000);
  g_assert_cmpuint (fixture->dialled->len, ==, 7);
  sotto_dial_plan_set_available (fixture->plan, TRUE);
  g_assert_cmpuint (fixture->dialled->len, ==, 8);
  sotto_dial_plan_failed (fixture->plan, key, FALSE);
  assert_near (time_to_next_dial (fixture), 1000);
}

static void
test_candidate (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SottoEnode) enode = node (1, "192.0.2.1");
  const SottoPublicKey *key = sotto_enode_get_key (enode);

  sotto_dial_plan_start (fixture->plan);
  sotto_dial_plan_add_candidate (fixture->plan, enode, FALSE);
  sotto_test_clock_advance (fixture->clock, 60 * 1000);
  g_assert_cmpuint (fixture->dialled->len, ==, 0);
  sotto_dial_plan_set_wanted (fixture->plan, 1);
  g_assert_cmpuint (fixture->dialled->len, ==, 1);
  sotto_dial_plan_failed (fixture->plan, key, FALSE);
  assert_near (time_to_next_dial (fixture), 1000);
  sotto_dial_plan_failed (fixture->plan, key, FALSE);
  assert_near (time_to_next_dial (fixture), 2000);
  g_assert_cmpuint (sotto_dial_plan_get_size (fixture->plan), ==, 1);
  sotto_dial_plan_failed (fixture->plan, key, FALSE);
  g_assert_cmpuint (sotto_dial_plan_get_size (fixture->plan), ==, 0);
}

static void
test_wanted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SottoEnode) first = NULL;

  sotto_dial_plan_start (fixture->plan);
  sotto_dial_plan_set_wanted (fixture->plan, 2);
  for (guint i = 1; i <= 5; i++)
    {
      g_autoptr (SottoEnode) enode = node (i, "192.0.2.1");

      sotto_dial_plan_add_candidate (fixture->plan, enode, FALSE);
    }
  sotto_test_clock_advance (fixture->clock, 1000);
  g_assert_cmpuint (fixture->dialled->len, ==, 2);
  first = sotto_enode_ref (fixture->dialled->pdata[0]);
  sotto_dial_plan_set_wanted (fixture->plan, 1);
  sotto_dial_plan_connected (fixture->plan, sotto_enode_get_key (first));
  g_assert_cmpuint (fixture->dialled->len, ==, 2);
  sotto_dial_plan_failed (fixture->plan, sotto_enode_get_key (fixture->dialled->pdata[1]), FALSE);
  g_assert_cmpuint (fixture->dialled->len, ==, 3);
}

static void
test_bounds (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (5);

  sotto_dial_plan_start (fixture->plan);
  sotto_dial_plan_set_wanted (fixture->plan, 100);
  for (guint i = 0; i < 2 * SOTTO_DIAL_PLAN_MAX_CANDIDATES; i++)
    {
      g_autoptr (SottoPrivateKey) key = sotto_private_key_generate (random);
      g_autoptr (SottoEnode) enode =
        sotto_enode_new (sotto_private_key_get_public (key), "192.0.2.1", 30303);

      sotto_dial_plan_add_candidate (fixture->plan, enode, FALSE);
    }
  g_assert_cmpuint (sotto_dial_plan_get_size (fixture->plan), ==, SOTTO_DIAL_PLAN_MAX_CANDIDATES);
  sotto_test_clock_advance (fixture->clock, 1000);
  g_assert_cmpuint (fixture->dialled->len, ==, SOTTO_DIAL_PLAN_MAX_DIALS);
}

/* After a failure the next address of the same node is tried. */
static void
test_addresses (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SottoEnode) first = node (1, "192.0.2.1");
  g_autoptr (SottoEnode) second = node (1, "2001:db8::1");
  const SottoPublicKey *key = sotto_enode_get_key (first);

  sotto_dial_plan_add_static (fixture->plan, first, FALSE);
  sotto_dial_plan_add_static (fixture->plan, second, FALSE);
  g_assert_cmpuint (sotto_dial_plan_get_size (fixture->plan), ==, 1);
  sotto_dial_plan_start (fixture->plan);
  sotto_dial_plan_failed (fixture->plan, key, FALSE);
  time_to_next_dial (fixture);
  sotto_dial_plan_failed (fixture->plan, key, FALSE);
  time_to_next_dial (fixture);
  g_assert_true (fixture->dialled->pdata[0] == second);
  g_assert_true (fixture->dialled->pdata[1] == first);
  g_assert_true (fixture->dialled->pdata[2] == second);
}

/* Who announces a static node's key elsewhere does not lead us away from it. */
static void
test_false_candidate (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SottoEnode) real = node (1, "192.0.2.1");
  const SottoPublicKey *key = sotto_enode_get_key (real);

  sotto_dial_plan_add_static (fixture->plan, real, FALSE);
  for (guint i = 2; i < 10; i++)
    {
      g_autofree char *host = g_strdup_printf ("192.0.2.%u", i);
      g_autoptr (SottoEnode) other = node (1, host);

      sotto_dial_plan_add_candidate (fixture->plan, other, FALSE);
    }
  sotto_dial_plan_start (fixture->plan);
  for (guint i = 0; i < 5; i++)
    {
      g_assert_true (fixture->dialled->pdata[i] == real);
      sotto_dial_plan_failed (fixture->plan, key, FALSE);
      time_to_next_dial (fixture);
    }
}

/* Without a network nobody is forgotten. */
static void
test_candidate_without_network (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SottoEnode) enode = node (1, "192.0.2.1");
  const SottoPublicKey *key = sotto_enode_get_key (enode);

  sotto_dial_plan_start (fixture->plan);
  sotto_dial_plan_set_wanted (fixture->plan, 1);
  sotto_dial_plan_add_candidate (fixture->plan, enode, FALSE);
  time_to_next_dial (fixture);
  for (guint i = 0; i < 10; i++)
    {
      sotto_dial_plan_set_available (fixture->plan, FALSE);
      sotto_dial_plan_failed (fixture->plan, key, FALSE);
      sotto_dial_plan_set_available (fixture->plan, TRUE);
    }
  g_assert_cmpuint (sotto_dial_plan_get_size (fixture->plan), ==, 1);
  g_assert_cmpuint (fixture->dialled->len, ==, 11);
}

static void
test_remove (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SottoEnode) enode = node (1, "192.0.2.1");
  const SottoPublicKey *key = sotto_enode_get_key (enode);

  sotto_dial_plan_add_static (fixture->plan, enode, FALSE);
  sotto_dial_plan_start (fixture->plan);
  g_assert_true (sotto_dial_plan_is_static (fixture->plan, key));
  sotto_dial_plan_remove_static (fixture->plan, key);
  g_assert_false (sotto_dial_plan_is_static (fixture->plan, key));
  sotto_dial_plan_failed (fixture->plan, key, FALSE);
  sotto_test_clock_advance (fixture->clock, 60 * 60 * 1000);
  g_assert_cmpuint (fixture->dialled->len, ==, 1);
}

/* The gate for callers */

static gboolean
enter (SottoAddressGate *gate, const char *address)
{
  g_autoptr (GInetAddress) inet_address = g_inet_address_new_from_string (address);

  return sotto_address_gate_enter (gate, inet_address);
}

static void
leave (SottoAddressGate *gate, const char *address)
{
  g_autoptr (GInetAddress) inet_address = g_inet_address_new_from_string (address);

  sotto_address_gate_leave (gate, inet_address);
}

static void
test_gate (void)
{
  g_autoptr (SottoTestClock) clock = sotto_test_clock_new (0);
  g_autoptr (SottoAddressGate) gate = sotto_address_gate_new (SOTTO_CLOCK (clock));

  sotto_address_gate_set_limit (gate, 2);
  g_assert_true (enter (gate, "198.51.100.1"));
  g_assert_true (enter (gate, "::ffff:198.51.100.1"));
  g_assert_false (enter (gate, "198.51.100.1"));
  g_assert_true (enter (gate, "198.51.100.2"));
  leave (gate, "198.51.100.1");
  g_assert_false (enter (gate, "198.51.100.1"));
  sotto_test_clock_advance (clock, SOTTO_ADDRESS_GATE_WINDOW_MS);
  g_assert_true (enter (gate, "198.51.100.1"));
  g_assert_false (enter (gate, "198.51.100.1"));

  g_assert_true (enter (gate, "2001:db8:1:2::1"));
  g_assert_true (enter (gate, "2001:db8:1:2:3::1"));
  g_assert_false (enter (gate, "2001:db8:1:2:ffff::1"));
  g_assert_true (enter (gate, "2001:db8:1:3::1"));
}

static void
test_gate_is_open_for_neighbours (void)
{
  static const char *const addresses[] = {
    "127.0.0.1", "::1",     "10.1.2.3", "172.16.0.1",         "192.168.1.1",     "169.254.1.1",
    "fe80::1",   "fd00::1", "fc12::1",  "::ffff:192.168.1.1", "::ffff:127.0.0.1"
  };
  g_autoptr (SottoTestClock) clock = sotto_test_clock_new (0);
  g_autoptr (SottoAddressGate) gate = sotto_address_gate_new (SOTTO_CLOCK (clock));

  sotto_address_gate_set_limit (gate, 1);
  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    for (guint j = 0; j < 10; j++)
      g_assert_true (enter (gate, addresses[i]));
  g_assert_cmpuint (sotto_address_gate_get_size (gate), ==, 0);
}

static void
test_gate_is_bounded (void)
{
  g_autoptr (SottoTestClock) clock = sotto_test_clock_new (0);
  g_autoptr (SottoAddressGate) gate = sotto_address_gate_new (SOTTO_CLOCK (clock));

  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *address = g_strdup_printf ("2001:db8:%x::1", i);

      g_assert_true (enter (gate, address));
      leave (gate, address);
    }
  g_assert_cmpuint (sotto_address_gate_get_size (gate), <=, 4096);
  sotto_test_clock_advance (clock, SOTTO_ADDRESS_GATE_WINDOW_MS);
  g_assert_true (enter (gate, "2001:db9::1"));
  g_assert_cmpuint (sotto_address_gate_get_size (gate), ==, 1);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/devp2p/dial-plan/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("back-off", test_back_off);
  ADD ("refused", test_refused);
  ADD ("reset", test_reset);
  ADD ("network", test_network);
  ADD ("candidate", test_candidate);
  ADD ("wanted", test_wanted);
  ADD ("bounds", test_bounds);
  ADD ("addresses", test_addresses);
  ADD ("false-candidate", test_false_candidate);
  ADD ("candidate-without-network", test_candidate_without_network);
  ADD ("remove", test_remove);
  g_test_add_func ("/devp2p/address-gate/limits", test_gate);
  g_test_add_func ("/devp2p/address-gate/neighbours", test_gate_is_open_for_neighbours);
  g_test_add_func ("/devp2p/address-gate/bounded", test_gate_is_bounded);
  return g_test_run ();
}

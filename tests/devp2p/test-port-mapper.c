/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Opening ports at routers on loopback that do it, refuse, or say nothing. */

#include "fake-router.h"
#include "fixtures.h"
#include "sotto-port-mapper.h"

typedef struct
{
  SottoTestClock *clock;
  SottoPortMapper *mapper;
  guint n_changed;
  guint n_failed;
  gboolean is_stopped;
} Fixture;

static void
changed_cb (Fixture *fixture)
{
  fixture->n_changed++;
}

static void
failed_cb (Fixture *fixture, const GError *error)
{
  g_test_message ("%s", error->message);
  g_assert_cmpint (error->domain, ==, SOTTO_DEVP2P_ERROR);
  fixture->n_failed++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->clock = sotto_test_clock_new (0);
  fixture->mapper = sotto_port_mapper_new (SOTTO_CLOCK (fixture->clock));
  g_signal_connect_swapped (fixture->mapper, "changed", G_CALLBACK (changed_cb), fixture);
  g_signal_connect_swapped (fixture->mapper, "failed", G_CALLBACK (failed_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  fixture_settle ();
  g_object_unref (fixture->mapper);
  g_object_unref (fixture->clock);
}

static gboolean
has_result (gpointer user_data)
{
  Fixture *fixture = user_data;

  return fixture->n_changed + fixture->n_failed > 0;
}

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (sotto_port_mapper_stop_finish (SOTTO_PORT_MAPPER (source), result, NULL));
  fixture->is_stopped = TRUE;
}

static gboolean
is_stopped (gpointer user_data)
{
  return ((Fixture *) user_data)->is_stopped;
}

static void
stop (Fixture *fixture)
{
  sotto_port_mapper_stop_async (fixture->mapper, NULL, stopped_cb, fixture);
  g_assert_false (fixture->is_stopped);
  fixture_wait (is_stopped, fixture);
  g_assert_null (sotto_port_mapper_get_mapping (fixture->mapper));
}

static void
check_opened (Fixture *fixture, FakeRouter *router)
{
  const SottoPortMapping *mapping;
  g_autofree char *address = NULL;

  sotto_port_mapper_set_routers (fixture->mapper, router->igd_url, router->gateway);
  g_assert_cmpuint (router->n_requests, ==, 0);
  sotto_port_mapper_start (fixture->mapper, 30303, 30304);
  fixture_wait (has_result, fixture);
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  mapping = sotto_port_mapper_get_mapping (fixture->mapper);
  address = g_inet_address_to_string (mapping->address);
  g_assert_cmpstr (address, ==, "203.0.113.7");
  g_assert_cmpuint (mapping->tcp, ==, 30303);
  g_assert_cmpuint (mapping->udp, ==, 30304);
  g_assert_true (fake_router_is_open (router, "TCP 30303"));
  g_assert_true (fake_router_is_open (router, "UDP 30304"));
  stop (fixture);
  g_assert_cmpuint (fake_router_get_n_open (router), ==, 0);
}

static void
test_natpmp (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FakeRouter) router = fake_router_new (TRUE, FALSE);

  check_opened (fixture, router);
}

static void
test_upnp (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FakeRouter) router = fake_router_new (FALSE, TRUE);

  check_opened (fixture, router);
}

/* Some routers know no lifetimes. */
static void
test_only_permanent (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FakeRouter) router = fake_router_new (FALSE, TRUE);

  router->only_permanent = TRUE;
  check_opened (fixture, router);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FakeRouter) router = fake_router_new (TRUE, TRUE);

  router->refuses = TRUE;
  sotto_port_mapper_set_routers (fixture->mapper, router->igd_url, router->gateway);
  sotto_port_mapper_start (fixture->mapper, 30303, 30304);
  fixture_wait (has_result, fixture);
  g_assert_cmpuint (fixture->n_failed, ==, 1);
  g_assert_null (sotto_port_mapper_get_mapping (fixture->mapper));
  stop (fixture);
}

/* A gateway that says nothing is given up after two seconds, and the other protocol helps. */
static void
test_falls_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FakeRouter) router = fake_router_new (TRUE, TRUE);

  router->is_silent = TRUE;
  sotto_port_mapper_set_routers (fixture->mapper, router->igd_url, router->gateway);
  sotto_port_mapper_start (fixture->mapper, 30303, 0);
  fixture_wait (has_result, fixture);
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  g_assert_cmpuint (sotto_port_mapper_get_mapping (fixture->mapper)->udp, ==, 0);
  stop (fixture);
}

/* Only what is near is believed. */
static void
test_foreign_router (Fixture *fixture, gconstpointer data)
{
  sotto_port_mapper_set_routers (fixture->mapper, "http://192.0.2.1:1/desc.xml", NULL);
  sotto_port_mapper_start (fixture->mapper, 30303, 0);
  fixture_wait (has_result, fixture);
  g_assert_cmpuint (fixture->n_failed, ==, 1);
  stop (fixture);
}

static void
test_refresh (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FakeRouter) router = fake_router_new (TRUE, FALSE);

  sotto_port_mapper_set_routers (fixture->mapper, NULL, router->gateway);
  sotto_port_mapper_start (fixture->mapper, 30303, 0);
  fixture_wait (has_result, fixture);
  g_assert_cmpuint (fixture->n_changed, ==, 1);

  /* The router was exchanged for one that does not want to. */
  router->refuses = TRUE;
  sotto_test_clock_advance (fixture->clock, SOTTO_PORT_MAPPER_REFRESH_MS);
  fixture->n_changed = 0;
  fixture_wait (has_result, fixture);
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  g_assert_cmpuint (fixture->n_failed, ==, 1);
  g_assert_null (sotto_port_mapper_get_mapping (fixture->mapper));
  stop (fixture);
}

/* Stopped while the router thinks: nothing is waited for. */
static void
test_stop_early (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FakeRouter) router = fake_router_new (TRUE, FALSE);

  sotto_port_mapper_set_routers (fixture->mapper, NULL, router->gateway);
  sotto_port_mapper_start (fixture->mapper, 30303, 0);
  sotto_port_mapper_stop_async (fixture->mapper, NULL, stopped_cb, fixture);
  fixture_wait (is_stopped, fixture);
  g_assert_cmpuint (fixture->n_changed, ==, 0);
  g_assert_null (sotto_port_mapper_get_mapping (fixture->mapper));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/devp2p/port-mapper/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("natpmp", test_natpmp);
  ADD ("upnp", test_upnp);
  ADD ("only-permanent", test_only_permanent);
  ADD ("refused", test_refused);
  ADD ("falls-back", test_falls_back);
  ADD ("foreign-router", test_foreign_router);
  ADD ("refresh", test_refresh);
  ADD ("stop-early", test_stop_early);
  return g_test_run ();
}

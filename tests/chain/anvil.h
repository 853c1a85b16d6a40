/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-chain.h"
#include "sotto-keys.h"

#define ANVIL_CHAIN 31337

/* A node of a chain of its own, asked through the code that asks real ones. */
typedef struct
{
  GSubprocess *process;
  GDataInputStream *output;
  SottoClock *clock;
  SottoRpcEndpoint *endpoint;
  SottoChain *chain;
  char *url;
  SottoPrivateKey *rich; /* has 1000 ether */
  guint8 rich_address[20];
} Anvil;

/* One of the two functions; @data is for the second. */
typedef struct
{
  const char *path;
  GTestFunc function;
  gconstpointer data;
  GTestFixtureFunc fixture_function;
} AnvilTest;

typedef struct
{
  gsize size;
  GTestFixtureFunc set_up;
  GTestFixtureFunc tear_down;
} AnvilFixture;

/* What main () does: all tests are skipped where no node can be started. */
int anvil_run (int argc, char **argv, const AnvilTest *tests, gsize n_tests);

/* The same for tests that have a @fixture_function. */
int anvil_run_fixtures (int argc,
                        char **argv,
                        const AnvilFixture *fixture,
                        const AnvilTest *tests,
                        gsize n_tests);

Anvil *anvil_new (void);
void anvil_free (Anvil *anvil);

/* (transfer full): the answer to @call, which is cleared. */
SottoRpcAnswer *anvil_ask (Anvil *anvil, SottoRpcCall call);

/* What only a test asks of a node; @params is an array as JSON. It has to succeed. */
void anvil_order (Anvil *anvil, const char *method, const char *params);

/* Makes the contract @name of contracts/, which has to be the first thing that the rich account
 * does. Our own code does not sign that. */
void anvil_deploy (Anvil *anvil, const char *name, guint8 address[20]);

/* Puts it to where it is on real chains. Nothing of what it does while it is made is done. */
void anvil_place (Anvil *anvil, const char *name, const guint8 address[20]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Anvil, anvil_free)

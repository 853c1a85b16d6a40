/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Usage: make-wallet FOLDER
 *
 * Makes an account in FOLDER with a large wallet, for what is measured with the application. The
 * password is that of tests/session/session-fixture.h. */

#include <stdio.h>
#include <stdlib.h>

#include "session-fixture.h"
#include "wallet-filling.h"

int
main (int argc, char **argv)
{
  g_autoptr (SottoClock) clock = sotto_clock_new_system ();
  g_autoptr (SottoRandom) random = sotto_random_new_system ();
  g_autoptr (SottoAccountManager) manager = NULL;
  g_autoptr (SottoCandidate) candidate = NULL;
  g_autoptr (GError) error = NULL;
  SottoSession *session;

  if (argc != 2)
    {
      fprintf (stderr, "Usage: make-wallet FOLDER\n");
      return 2;
    }
  manager = fixture_manager_new (argv[1], clock, random);
  candidate = fixture_recover (manager, PHRASE, NULL);
  session = fixture_create (manager, candidate, PASSWORD, &error);
  g_assert_no_error (error);
  wallet_filling_run (session);
  fixture_lock (session);
  return EXIT_SUCCESS;
}

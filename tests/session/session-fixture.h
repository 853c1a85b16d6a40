/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-account-private.h"
#include "sotto-hd-key.h"
#include "sotto-session.h"
#include "sotto-test-store.h"

G_BEGIN_DECLS

/* Accounts in a folder of their own, with a cheap password and a clock that stands still; and the
 * asynchronous functions of session/, waited for. */

#define PHRASE "legal winner thank year wave sausage worth useful legal winner thank yellow"
#define PASSWORD "canary of the password 1"
#define OTHER_PASSWORD "canary of the password 2"

typedef struct
{
  char *folder;
  SottoTestClock *clock;
  SottoRandom *random;
  SottoAccountManager *manager;
} Fixture;

typedef struct
{
  GAsyncResult *result;
} FixtureWait;

void fixture_ready_cb (GObject *source, GAsyncResult *result, gpointer user_data);
GAsyncResult *fixture_wait_for (FixtureWait *wait);
SottoAccountManager *
fixture_manager_new (const char *folder, SottoClock *clock, SottoRandom *random);
void fixture_set_up (Fixture *fixture, gconstpointer data);
void fixture_tear_down (Fixture *fixture, gconstpointer data);
SottoCandidate *
fixture_recover (SottoAccountManager *manager, const char *phrase, const char *passphrase);
SottoSession *fixture_create (SottoAccountManager *manager,
                              SottoCandidate *candidate,
                              const char *password,
                              GError **error);
SottoSession *fixture_unlock (SottoAccount *account, const char *password, GError **error);
void fixture_lock (SottoSession *session);
char *fixture_reveal (SottoSession *session, const char *password, GError **error);
gboolean
fixture_change_password (SottoSession *session, const char *old, const char *new, GError **error);
gboolean fixture_delete_account (Fixture *fixture, SottoAccount *account, GError **error);
SottoSession *fixture_create_known (Fixture *fixture);
SottoAccount *fixture_only_account (SottoAccountManager *manager);
SottoPrivateKey *fixture_derive_key (const char *phrase, const char *path);

G_END_DECLS

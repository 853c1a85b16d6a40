/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-messenger-services.h"
#include "sotto-test-history.h"
#include "sotto-test-network.h"
#include "sotto-test-store.h"

G_BEGIN_DECLS

/* People with messengers over real stores, joined by a test network under a test clock. */

typedef struct
{
  SottoTestClock *clock;
  SottoTestNetwork *network;
  SottoRandom *random;
  GPtrArray *people;
} Town;

typedef struct
{
  Town *town;
  SottoPrivateKey *identity;
  char *installation_id;
  char *folder;
  SottoStore *store;
  SottoNetState *net_state;
  SottoTransport *transport;
  /* Has all that was ever published; not available at first. */
  SottoTestHistory *history;
  SottoMessenger *messenger;
  guint n_received;
  guint n_found;
  guint n_to_verify;
  GPtrArray *texts;
} Person;

Town *town_new (guint64 seed);
void town_free (Town *town);

/* (transfer none): somebody whose messenger runs, not connected. */
Person *town_add (Town *town);

/* (transfer none): somebody who has @identity (taken) and a device of that name, whose messenger
 * is not started yet; the store is open. */
Person *town_add_device (Town *town, SottoPrivateKey *identity, const char *installation_id);

/* Everything that is under way comes to rest, then the clock moves on; until @condition or for
 * @limit_ms of the test clock. Returns whether the condition came true. */
typedef gboolean (*Condition) (gpointer user_data);
gboolean town_run (Town *town, Condition condition, gpointer user_data, guint limit_ms);
void town_pass (Town *town, guint ms);

void person_connect (Person *person, gboolean connected);
/* Opens the store of somebody whose messenger was stopped. */
void person_open_store (Person *person);
/* Opens the store, unless it is open, and starts the messenger. */
void person_start (Person *person);
void person_stop (Person *person);

/* The messenger goes without a good-bye; what it had not committed is lost. */
void person_die (Person *person);

/* (transfer full) */
SottoChat *person_join (Person *person, const char *channel);
SottoChat *person_open (Person *person, Person *other);
SottoMessage *person_say (Person *person, SottoChat *chat, const char *text);
SottoMessage *person_answer (Person *person, SottoChat *chat, const char *text, const char *to);

/* Waits until the messenger has nothing to write. */
void person_settle (Person *person);
const SottoPublicKey *person_key (Person *person);

/* (transfer full): the history of @chat, loaded. */
SottoMessageHistory *person_history (Person *person, SottoChat *chat);

/* (transfer full): texts of the history of @chat, joined by "|". */
char *person_texts (Person *person, SottoChat *chat);

gboolean
town_wait_state (Town *town, SottoMessage *message, SottoMessageState state, guint limit_ms);
gboolean town_wait_received (Town *town, Person *person, guint n, guint limit_ms);

G_END_DECLS

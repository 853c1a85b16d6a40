/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-keys.h"
#include "sotto-session.h"
#include "sotto-store.h"

G_BEGIN_DECLS

/* Names of numbers in the table `settings`. Stored: do not change. */
#define SOTTO_SETTING_NEEDS_BACKUP "needs-backup"
#define SOTTO_SETTING_LAN_CONSENT "lan-consent"
#define SOTTO_SETTING_LISTEN_PORT "listen-port"
#define SOTTO_SETTING_TRY_RELAYS "history-from-relays"

/* Nodes that a person may add, and what the low layers may keep in all. */
#define SOTTO_MAX_NODES 64
#define SOTTO_MAX_NET_STATE 4096

/**
 * SottoSessionMailserver:
 * @url: its enode URL
 * @pinned: whether it alone is asked
 * @to_key: whether questions are sealed to its key
 *
 * A mailserver that a person added.
 */
typedef struct
{
  char *url;
  gboolean pinned;
  gboolean to_key;
} SottoSessionMailserver;

/**
 * SottoSessionData:
 * @identity: the chat key
 * @node_key: the key of our node, random and apart from the chat key
 * @installation_id: this device's name towards others, a random UUID
 * @needs_backup: whether the phrase has still to be written down
 * @lan_consent: whether to listen and announce
 * @listen_port: the port that was listened on last; 0: none yet
 * @nodes: (element-type utf8): enode URLs
 * @mailservers: (element-type SottoSessionMailserver): who keeps messages for us
 * @try_relays: whether relays are asked for them as well
 * @net_state: (element-type utf8 GBytes): what the low layers keep
 *
 * What `session/` itself keeps in the database.
 */
typedef struct
{
  SottoPrivateKey *identity;
  SottoPrivateKey *node_key;
  char *installation_id;
  gboolean needs_backup;
  SottoLanConsent lan_consent;
  guint16 listen_port;
  GPtrArray *nodes;
  GPtrArray *mailservers;
  gboolean try_relays;
  GHashTable *net_state;
} SottoSessionData;

const SottoMigrations *sotto_session_get_migrations (void);

/* A new device of @identity. */
SottoSessionData *sotto_session_data_new (SottoPrivateKey *identity,
                                          gboolean needs_backup,
                                          SottoRandom *random) G_GNUC_WARN_UNUSED_RESULT;
void sotto_session_data_free (SottoSessionData *data);

/* Writes the first rows of a new database. */
gboolean sotto_session_data_insert (const SottoSessionData *data,
                                    SottoTransaction *transaction,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
SottoSessionData *sotto_session_data_load (SottoConnection *connection,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* One number or one node, written soon; a failure is in the log and nothing else, since the value
 * in memory counts until the session ends. */
void sotto_session_data_save_setting (SottoStore *store, const char *name, gint64 value);
void sotto_session_data_save_node (SottoStore *store, const char *url);
void sotto_session_data_delete_node (SottoStore *store, const char *url);
void sotto_session_data_save_mailserver (SottoStore *store, const SottoSessionMailserver *server);
void sotto_session_data_delete_mailserver (SottoStore *store, const char *url);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoSessionData, sotto_session_data_free)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-mail-packets.h"
#include "sotto-mail-request.h"
#include "sotto-secret.h"
#include "sotto-transport-store-writer.h"
#include "sotto-waku-direct.h"
#include "sotto-waku-mail-client.h"

G_BEGIN_DECLS

/* What the files of SottoWakuMailClient share:
 *   sotto-waku-mail-client.c    questions, in their order, and what becomes of them
 *   sotto-waku-mail-servers.c   whom we know, and who is asked
 *   sotto-waku-mail-exchange.c  one question to one server, and its answer
 */

typedef struct _SottoMailExchange SottoMailExchange;

/**
 * SottoMailServer:
 * @name: its node id in hexadecimal: what the layers above call it
 * @enode: (nullable): where it is called; %NULL for a relay that called us, or was found
 * @node_id: of its node
 * @to_key: whether questions are sealed to its key
 * @link: (nullable): while it is connected
 * @is_proven: whether it has answered a question since it connected, or a person says it would
 * @exchange: (nullable): what it is being asked
 * @model: for people
 * @n_failures: since it answered last
 * @rests_until: monotonic time
 *
 * Somebody who keeps envelopes, or may do so.
 */
typedef struct
{
  char *name;
  SottoEnode *enode;
  SottoHash node_id;
  gboolean to_key;
  SottoWakuLink *link;
  gboolean is_proven;
  SottoMailExchange *exchange;
  SottoTransportStore *model;
  guint n_failures;
  gint64 rests_until;

  /* The pages of one window, one behind the other: where the last ended, which way they go, and
   * how many there were. */
  gint64 chain_from;
  gint64 chain_to;
  guint8 chain_cursor[SOTTO_MAIL_CURSOR_LENGTH];
  int chain_direction;
  guint chain_length;
} SottoMailServer;

/**
 * SottoMailQuestion:
 *
 * One call of sotto_history_source_query_async () until it is answered.
 */
typedef struct
{
  GTask *task;
  GArray *topics;
  gint64 from_seconds;
  gint64 to_seconds;
  guint limit;
  char *store;
  GBytes *cursor;
  guint n_tries;
  gboolean is_asked;
  gint64 not_before; /* monotonic */
  gint64 asked_at;   /* monotonic: of the call */
  guint n_waits;
} SottoMailQuestion;

struct _SottoWakuMailClient
{
  GObject parent_instance;

  SottoWakuNode *node;
  SottoPrivateKey *node_key;
  SottoNetState *net_state;
  SottoClock *clock;
  SottoRandom *random;

  gboolean running;
  gboolean available;
  gboolean try_relays;
  SottoMailServer *pinned;
  GPtrArray *servers; /* of SottoMailServer */
  GListStore *stores; /* of SottoTransportStore: those that are shown */

  SottoSecret *password_key; /* NULL until it was derived */
  GCancellable *deriving;
  GPtrArray *questions; /* of SottoMailQuestion, in the order of the calls */
  guint timer;
};

/**
 * SottoMailOutcome:
 * @SOTTO_MAIL_OUTCOME_ANSWERED: there is a page
 * @SOTTO_MAIL_OUTCOME_SILENT: no answer in time, or the connection ended
 * @SOTTO_MAIL_OUTCOME_REFUSED: the server says that it cannot, or will not
 * @SOTTO_MAIL_OUTCOME_TOO_SOON: the server wants us to wait
 * @SOTTO_MAIL_OUTCOME_LIED: what came is no answer to what was asked
 * @SOTTO_MAIL_OUTCOME_ABANDONED: nobody wants the answer any more
 *
 * How asking one server ended.
 */
typedef enum
{
  SOTTO_MAIL_OUTCOME_ANSWERED,
  SOTTO_MAIL_OUTCOME_SILENT,
  SOTTO_MAIL_OUTCOME_REFUSED,
  SOTTO_MAIL_OUTCOME_TOO_SOON,
  SOTTO_MAIL_OUTCOME_LIED,
  SOTTO_MAIL_OUTCOME_ABANDONED,
} SottoMailOutcome;

/* sotto-waku-mail-client.c */

/* An exchange is over; @question is %NULL for one that only tries whether a relay answers, @page
 * (transfer full) for all outcomes but the first. */
void sotto_waku_mail_client_exchange_ended (SottoWakuMailClient *self,
                                            SottoMailServer *server,
                                            SottoMailQuestion *question,
                                            SottoMailOutcome outcome,
                                            SottoHistoryPage *page);

/* Asks what can be asked. */
void sotto_waku_mail_client_go_on (SottoWakuMailClient *self);

/* sotto-waku-mail-servers.c */
SottoMailServer *sotto_mail_servers_find_enode (SottoWakuMailClient *self, SottoEnode *enode);
SottoMailServer *sotto_mail_servers_find_name (SottoWakuMailClient *self, const char *name);
SottoMailServer *sotto_mail_servers_find_link (SottoWakuMailClient *self, SottoWakuLink *link);
SottoMailServer *sotto_mail_servers_add (SottoWakuMailClient *self,
                                         const SottoPublicKey *key,
                                         SottoEnode *enode,
                                         const char *address);
void sotto_mail_servers_remove (SottoWakuMailClient *self, SottoMailServer *server);
void sotto_mail_servers_connected (SottoWakuMailClient *self, SottoWakuLink *link);
void sotto_mail_servers_disconnected (SottoWakuMailClient *self, SottoWakuLink *link);

/* Tries those that are connected already. */
void sotto_mail_servers_look_around (SottoWakuMailClient *self);

/* (nullable): whom to ask now; @busy tells whether there would be somebody who is busy. */
SottoMailServer *sotto_mail_servers_choose (SottoWakuMailClient *self, gboolean *busy);

/* Whether somebody is connected who may be asked, now or later. */
gboolean sotto_mail_servers_has_any (SottoWakuMailClient *self);

/* Shows and says what is different. */
void sotto_mail_servers_update (SottoWakuMailClient *self);
void sotto_mail_server_free (SottoMailServer *server);

/* sotto-waku-mail-exchange.c */

/* @question: (nullable): %NULL to try whether the server answers at all. */
void sotto_mail_exchange_begin (SottoWakuMailClient *self,
                                SottoMailServer *server,
                                SottoMailQuestion *question);

/* Ends it, which tells the client. */
void sotto_mail_exchange_end (SottoMailExchange *exchange, SottoMailOutcome outcome);

/* Whether answers are awaited. */
gboolean sotto_mail_exchange_is_open (const SottoMailExchange *exchange);
const SottoMailQuestion *sotto_mail_exchange_get_question (const SottoMailExchange *exchange);

/* A packet of the server that is being asked; FALSE with @error set ends the connection. */
gboolean
sotto_mail_exchange_envelopes (SottoMailExchange *exchange, GBytes *payload, GError **error);
gboolean
sotto_mail_exchange_complete (SottoMailExchange *exchange, GBytes *payload, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A WebSocket and its questions, which are in a file of their own. */

#pragma once

#include "sotto-rpc-socket.h"

G_BEGIN_DECLS

typedef enum
{
  SOTTO_RPC_SOCKET_IDLE,
  SOTTO_RPC_SOCKET_CONNECTING,
  SOTTO_RPC_SOCKET_IDENTIFYING,
  SOTTO_RPC_SOCKET_OPEN,
  SOTTO_RPC_SOCKET_CLOSED, /* for good */
} SottoRpcSocketState;

struct _SottoRpcSocket
{
  GObject parent_instance;

  GUri *uri;
  SoupSession *session;
  SottoClock *clock;
  guint64 chain_id; /* 0: any */
  gboolean is_of_other_chain;
  gboolean is_kept;

  SottoRpcSocketState state;
  SoupWebsocketConnection *connection;
  GCancellable *connecting;
  guint n_connections; /* the number of the one that is there */
  guint connect_timer;
  gint64 opened_ms;
  gint64 heard_ms;
  guint n_useless;

  guint64 next_id;
  GPtrArray *questions; /* of SottoRpcQuestion, in the order in which they were asked */

  guint n_breaks;    /* of young connections in a row */
  gint64 retry_ms;   /* nothing is tried before */
  guint retry_timer; /* of a kept one */
  guint idle_timer;
};

/* What is asked by one call of ours. The socket's list and the task know it. */
typedef struct
{
  SottoRpcSocket *socket;
  GTask *task;
  char *text;
  gboolean is_list;
  guint64 first_id;
  GPtrArray *answers;
  guint n_seen;
  gboolean is_over; /* a list that answers it has ended */
  gint64 sent_ms;   /* -1: waits for a connection */
  guint timer;
  GSource *cancelling;
} SottoRpcQuestion;

/* Questions, in sotto-rpc-socket-questions.c. The first puts one into the list; @task, whose source
 * is the socket, is taken over. */
SottoRpcQuestion *sotto_rpc_question_new (GTask *task, const SottoRpcCall *calls, guint n_calls);
void sotto_rpc_question_send (SottoRpcQuestion *question);

/* Takes it out of the list, and @error over, which is NULL if there are answers. */
void sotto_rpc_question_end (SottoRpcQuestion *question, GError *error);
void sotto_rpc_socket_send_waiting (SottoRpcSocket *self);
void sotto_rpc_socket_fail_questions (SottoRpcSocket *self, const GError *error);

/* Whether @root, an object or an array, belongs to any question. */
gboolean sotto_rpc_socket_take_answers (SottoRpcSocket *self, JsonNode *root);

/* In sotto-rpc-socket.c. */
gint64 sotto_rpc_socket_get_ms (SottoRpcSocket *self);
void sotto_rpc_socket_plan_idle (SottoRpcSocket *self);

/* Ends what there is of a connection. @error is NULL if it is not wanted any more. */
void sotto_rpc_socket_fail (SottoRpcSocket *self, gushort code, const GError *error);

G_END_DECLS

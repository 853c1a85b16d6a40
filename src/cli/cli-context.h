/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-account-manager.h"
#include "sotto-session.h"

G_BEGIN_DECLS

#define SOTTO_CLI_ERROR (sotto_cli_error_quark ())

/**
 * SottoCliError:
 * @SOTTO_CLI_ERROR_USAGE: the words of the command line are off: exit status 2
 * @SOTTO_CLI_ERROR_TIMED_OUT: what was waited for did not happen in its time: exit status 3
 * @SOTTO_CLI_ERROR_FAILED: anything else that the program itself refuses: exit status 1
 */
typedef enum
{
  SOTTO_CLI_ERROR_USAGE,
  SOTTO_CLI_ERROR_TIMED_OUT,
  SOTTO_CLI_ERROR_FAILED,
} SottoCliError;

GQuark sotto_cli_error_quark (void);

/**
 * SottoCli:
 *
 * What one run of the program has: the accounts of the folder, the options that all commands share,
 * and the session once a command asked for it.
 */
typedef struct
{
  SottoAccountManager *accounts;
  SottoClock *clock;
  SottoRandom *random;
  SottoSession *session;
  GCancellable *cancellable;
  GAsyncResult *result;

  /* Options. */
  char *account_name;
  char **nodes;
  int password_fd;
  int phrase_fd;
  int timeout_seconds;
  int limit;
  char *reply_to;
  char *wait_for;
  gboolean lan;
  gboolean confirmed;
} SottoCli;

/* What --timeout says, or @otherwise when it is not given. */
int sotto_cli_get_timeout (SottoCli *cli, int otherwise);

gboolean
sotto_cli_init (SottoCli *cli, const char *folder, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void sotto_cli_clear (SottoCli *cli);

/* Hand this to an `_async` function with the context as user data, then wait for its result
 * (transfer full). */
void sotto_cli_ready_cb (GObject *source, GAsyncResult *result, gpointer user_data);
GAsyncResult *sotto_cli_wait (SottoCli *cli) G_GNUC_WARN_UNUSED_RESULT;

/* Runs the main loop until @condition holds. FALSE with an error when @timeout_seconds (0: none)
 * are over, or the user interrupts. */
typedef gboolean (*SottoCliCondition) (gpointer user_data);
gboolean sotto_cli_wait_until (SottoCli *cli,
                               SottoCliCondition condition,
                               gpointer user_data,
                               int timeout_seconds,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer none): the account named by --account (its name, chat key or folder), or the only one
 * there is. */
SottoAccount *sotto_cli_find_account (SottoCli *cli, GError **error);

/* Asks for the password, unlocks and starts. Afterwards cli->session is set. */
gboolean sotto_cli_open_session (SottoCli *cli, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Takes over @session (transfer full), connects it to the nodes of the command line and starts it.
 */
gboolean sotto_cli_start_session (SottoCli *cli,
                                  SottoSession *session,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_cli_stop_session (SottoCli *cli, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): the chat that @name means: "#channel", a chat key in any form, or the id of a
 * chat that exists. It is joined or started when it is not there yet. */
SottoChat *
sotto_cli_open_chat (SottoCli *cli, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

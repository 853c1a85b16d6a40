/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The accounts, the session and the main loop of one run. Commands read from top to bottom: each
 * asynchronous call of the engine is started, and the loop runs here until it is finished. */

#include "cli-context.h"

#include <signal.h>

#include <glib-unix.h>

#include "cli-secret-input.h"

/* The formatter takes the hyphens of the domain's name for minus signs. */
/* clang-format off */
G_DEFINE_QUARK (sotto-cli-error-quark, sotto_cli_error)
/* clang-format on */

static gboolean
interrupted_cb (gpointer user_data)
{
  SottoCli *cli = user_data;

  g_cancellable_cancel (cli->cancellable);
  return G_SOURCE_CONTINUE;
}

static gboolean
wake_cb (gpointer user_data)
{
  gboolean *is_over = user_data;

  *is_over = TRUE;
  return G_SOURCE_REMOVE;
}

static SottoChat *
join_channel (SottoCli *cli, const char *typed, GError **error)
{
  SottoMessenger *messenger = sotto_session_get_messenger (cli->session);
  g_autofree char *name = sotto_messenger_normalise_channel (typed, error);
  g_autoptr (GAsyncResult) result = NULL;

  if (name == NULL)
    return NULL;
  sotto_messenger_join_channel_async (messenger, name, NULL, sotto_cli_ready_cb, cli);
  result = sotto_cli_wait (cli);
  return sotto_messenger_join_channel_finish (messenger, result, error);
}

int
sotto_cli_get_timeout (SottoCli *cli, int otherwise)
{
  return cli->timeout_seconds >= 0 ? cli->timeout_seconds : otherwise;
}

gboolean
sotto_cli_init (SottoCli *cli, const char *folder, GError **error)
{
  cli->clock = sotto_clock_new_system ();
  cli->random = sotto_random_new_system ();
  cli->cancellable = g_cancellable_new ();
  cli->accounts = sotto_account_manager_new (folder, cli->clock, cli->random);
  g_unix_signal_add (SIGINT, interrupted_cb, cli);
  g_unix_signal_add (SIGTERM, interrupted_cb, cli);
  return sotto_account_manager_load (cli->accounts, error);
}

void
sotto_cli_clear (SottoCli *cli)
{
  g_clear_object (&cli->session);
  g_clear_object (&cli->accounts);
  g_clear_object (&cli->result);
  g_clear_object (&cli->cancellable);
  g_clear_object (&cli->clock);
  g_clear_object (&cli->random);
  g_clear_pointer (&cli->account_name, g_free);
  g_clear_pointer (&cli->reply_to, g_free);
  g_clear_pointer (&cli->wait_for, g_free);
  g_clear_pointer (&cli->nodes, g_strfreev);
}

void
sotto_cli_ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SottoCli *cli = user_data;

  g_set_object (&cli->result, result);
}

GAsyncResult *
sotto_cli_wait (SottoCli *cli)
{
  while (cli->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return g_steal_pointer (&cli->result);
}

gboolean
sotto_cli_wait_until (SottoCli *cli,
                      SottoCliCondition condition,
                      gpointer user_data,
                      int timeout_seconds,
                      GError **error)
{
  gboolean is_over = FALSE;
  guint timer = 0;

  if (timeout_seconds > 0)
    timer = sotto_clock_add_timer (cli->clock, (guint) timeout_seconds * 1000, wake_cb, &is_over);
  while (!condition (user_data) && !is_over && !g_cancellable_is_cancelled (cli->cancellable))
    g_main_context_iteration (NULL, TRUE);
  if (!is_over)
    sotto_clock_clear_timer (cli->clock, &timer);

  if (condition (user_data))
    return TRUE;
  if (g_cancellable_set_error_if_cancelled (cli->cancellable, error))
    return FALSE;
  g_set_error (error, SOTTO_CLI_ERROR, SOTTO_CLI_ERROR_TIMED_OUT,
               "It did not happen within %d seconds", timeout_seconds);
  return FALSE;
}

static gboolean
account_is_named (SottoAccount *account, const char *name)
{
  g_autofree char *folder = g_path_get_basename (sotto_account_get_folder (account));

  return g_ascii_strcasecmp (sotto_account_get_name (account), name) == 0 ||
         g_ascii_strcasecmp (sotto_account_get_key_text (account), name) == 0 ||
         g_strcmp0 (folder, name) == 0;
}

SottoAccount *
sotto_cli_find_account (SottoCli *cli, GError **error)
{
  GListModel *accounts = G_LIST_MODEL (cli->accounts);
  guint n_accounts = g_list_model_get_n_items (accounts);

  for (guint i = 0; i < n_accounts; i++)
    {
      g_autoptr (SottoAccount) account = g_list_model_get_item (accounts, i);

      /* The manager keeps it alive. */
      if (cli->account_name == NULL ? n_accounts == 1
                                    : account_is_named (account, cli->account_name))
        return account;
    }
  if (n_accounts == 0)
    g_set_error_literal (error, SOTTO_CLI_ERROR, SOTTO_CLI_ERROR_FAILED,
                         "There is no account yet: make one with “account create”");
  else if (cli->account_name == NULL)
    g_set_error_literal (error, SOTTO_CLI_ERROR, SOTTO_CLI_ERROR_USAGE,
                         "There are several accounts: name one with --account");
  else
    g_set_error (error, SOTTO_CLI_ERROR, SOTTO_CLI_ERROR_FAILED, "There is no account “%s”",
                 cli->account_name);
  return NULL;
}

gboolean
sotto_cli_start_session (SottoCli *cli, SottoSession *session, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_set_object (&cli->session, session);
  g_object_unref (session);
  for (char **node = cli->nodes; node != NULL && *node != NULL; node++)
    if (!sotto_session_add_transient_node (cli->session, *node, error))
      return FALSE;
  if (cli->lan)
    sotto_session_set_lan_consent (cli->session, SOTTO_LAN_CONSENT_YES);
  sotto_session_start_async (cli->session, NULL, sotto_cli_ready_cb, cli);
  result = sotto_cli_wait (cli);
  return sotto_session_start_finish (cli->session, result, error);
}

gboolean
sotto_cli_open_session (SottoCli *cli, GError **error)
{
  SottoAccount *account = sotto_cli_find_account (cli, error);
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *password = NULL;
  SottoSession *session;

  if (account == NULL)
    return FALSE;
  password = sotto_cli_read_secret (cli->password_fd, "Password: ", error);
  if (password == NULL)
    return FALSE;
  sotto_account_unlock_async (account, password, NULL, sotto_cli_ready_cb, cli);
  result = sotto_cli_wait (cli);
  sotto_wipe_string (password);
  session = sotto_account_unlock_finish (account, result, error);
  return session != NULL && sotto_cli_start_session (cli, session, error);
}

gboolean
sotto_cli_stop_session (SottoCli *cli, GError **error)
{
  g_autoptr (SottoSession) session = g_steal_pointer (&cli->session);
  g_autoptr (GAsyncResult) result = NULL;

  if (session == NULL)
    return TRUE;
  sotto_session_stop_async (session, NULL, sotto_cli_ready_cb, cli);
  result = sotto_cli_wait (cli);
  return sotto_session_stop_finish (session, result, error);
}

SottoChat *
sotto_cli_open_chat (SottoCli *cli, const char *name, GError **error)
{
  SottoMessenger *messenger = sotto_session_get_messenger (cli->session);
  SottoChat *known = sotto_chat_list_lookup (sotto_messenger_get_chats (messenger), name);
  g_autoptr (GAsyncResult) result = NULL;
  SottoPublicKey key;

  if (known != NULL)
    return g_object_ref (known);
  if (name[0] == '#')
    return join_channel (cli, name, error);
  if (!sotto_public_key_parse_text (&key, name, error))
    {
      g_prefix_error (error, "“%s” is neither a chat, nor a #channel, nor a chat key: ", name);
      return NULL;
    }
  sotto_messenger_start_direct_async (messenger, &key, NULL, sotto_cli_ready_cb, cli);
  result = sotto_cli_wait (cli);
  return sotto_messenger_start_direct_finish (messenger, result, error);
}

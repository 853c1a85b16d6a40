/* SPDX-License-Identifier: GPL-3.0-or-later */

/* history sync: connects, and waits (at most --timeout) until all that was missed is fetched.
 * history older CHAT: fetches what was sent in it before that.
 * mailserver list | add URL [to-key] | remove URL | pin URL|none | relays on|off: who is asked.
 */

#include "cli-commands.h"
#include "cli-json.h"

#define HISTORY_USAGE "Usage: history sync | history older CHAT"
#define MAILSERVER_USAGE                                                                           \
  "Usage: mailserver list | add URL [to-key] | remove URL | pin URL|none | relays on|off"

static gboolean
fail_usage (const char *usage, GError **error)
{
  g_set_error_literal (error, SOTTO_CLI_ERROR, SOTTO_CLI_ERROR_USAGE, usage);
  return FALSE;
}

static gboolean
is_complete (gpointer user_data)
{
  return sotto_history_sync_get_status (user_data) == SOTTO_HISTORY_STATUS_COMPLETE;
}

static void
progress_cb (SottoHistorySync *sync, GParamSpec *property, gpointer user_data)
{
  g_autoptr (JsonBuilder) object = sotto_cli_object ("history");

  sotto_cli_describe_history (object, sync);
  sotto_cli_print (object);
}

static gboolean
wait_complete (SottoCli *cli, SottoHistorySync *sync, GError **error)
{
  return sotto_cli_wait_until (cli, is_complete, sync, sotto_cli_get_timeout (cli, 120), error);
}

static gboolean
sync_history (SottoCli *cli, GError **error)
{
  SottoHistorySync *sync;
  gboolean success;

  if (!sotto_cli_open_session (cli, error))
    return FALSE;
  sync = sotto_messenger_get_history_sync (sotto_session_get_messenger (cli->session));
  g_signal_connect (sync, "notify::status", G_CALLBACK (progress_cb), NULL);
  g_signal_connect (sync, "notify::fraction", G_CALLBACK (progress_cb), NULL);
  progress_cb (sync, NULL, NULL);
  success = wait_complete (cli, sync, error);
  g_signal_handlers_disconnect_by_func (sync, progress_cb, NULL);
  return success;
}

static gboolean
load_older (SottoCli *cli, const char *name, GError **error)
{
  g_autoptr (SottoChat) chat = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (JsonBuilder) object = NULL;
  SottoHistorySync *sync;

  if (!sotto_cli_open_session (cli, error))
    return FALSE;
  chat = sotto_cli_open_chat (cli, name, error);
  if (chat == NULL)
    return FALSE;
  sync = sotto_messenger_get_history_sync (sotto_session_get_messenger (cli->session));
  if (!wait_complete (cli, sync, error))
    return FALSE;
  sotto_history_sync_load_older_async (sync, chat, cli->cancellable, sotto_cli_ready_cb, cli);
  result = sotto_cli_wait (cli);
  if (!sotto_history_sync_load_older_finish (sync, result, error))
    return FALSE;
  object = sotto_cli_object (NULL);
  sotto_cli_add_text (object, "chat", sotto_chat_get_id (chat));
  sotto_cli_add_int (object, "complete_since", sotto_history_sync_get_complete_since (sync, chat));
  sotto_cli_print (object);
  return TRUE;
}

gboolean
sotto_cli_history (SottoCli *cli, int n_words, char **words, GError **error)
{
  if (n_words == 1 && g_str_equal (words[0], "sync"))
    return sync_history (cli, error);
  if (n_words == 2 && g_str_equal (words[0], "older"))
    return load_older (cli, words[1], error);
  return fail_usage (HISTORY_USAGE, error);
}

static void
print_mailservers (SottoSessionMailservers *mailservers)
{
  g_auto (GStrv) urls = sotto_session_mailservers_dup_urls (mailservers);
  const char *pinned = sotto_session_mailservers_get_pinned (mailservers);
  g_autoptr (JsonBuilder) object = sotto_cli_object (NULL);

  sotto_cli_add_bool (object, "relays", sotto_session_mailservers_get_try_relays (mailservers));
  sotto_cli_add_text (object, "pinned", pinned);
  json_builder_set_member_name (object, "mailservers");
  json_builder_begin_array (object);
  for (guint i = 0; urls[i] != NULL; i++)
    json_builder_add_string_value (object, urls[i]);
  json_builder_end_array (object);
  sotto_cli_print (object);
}

static gboolean
change (SottoSessionMailservers *mailservers, int n_words, char **words, GError **error)
{
  const char *value = n_words > 1 ? words[1] : NULL;

  if (n_words == 1 && g_str_equal (words[0], "list"))
    return TRUE;
  if (value != NULL && g_str_equal (words[0], "add") &&
      (n_words == 2 || (n_words == 3 && g_str_equal (words[2], "to-key"))))
    return sotto_session_mailservers_add (mailservers, value, n_words == 3, error);
  if (n_words != 2 || value == NULL)
    return fail_usage (MAILSERVER_USAGE, error);
  if (g_str_equal (words[0], "remove"))
    sotto_session_mailservers_remove (mailservers, value);
  else if (g_str_equal (words[0], "pin"))
    sotto_session_mailservers_pin (mailservers, g_str_equal (value, "none") ? NULL : value);
  else if (g_str_equal (words[0], "relays") &&
           (g_str_equal (value, "on") || g_str_equal (value, "off")))
    sotto_session_mailservers_set_try_relays (mailservers, g_str_equal (value, "on"));
  else
    return fail_usage (MAILSERVER_USAGE, error);
  return TRUE;
}

gboolean
sotto_cli_mailserver (SottoCli *cli, int n_words, char **words, GError **error)
{
  SottoSessionMailservers *mailservers;

  if (n_words == 0)
    return fail_usage (MAILSERVER_USAGE, error);
  if (!sotto_cli_open_session (cli, error))
    return FALSE;
  mailservers = sotto_session_get_mailservers (cli->session);
  if (!change (mailservers, n_words, words, error))
    return FALSE;
  print_mailservers (mailservers);
  return TRUE;
}

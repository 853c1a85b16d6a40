/* SPDX-License-Identifier: GPL-3.0-or-later */

/* send CHAT TEXT: stores the message and waits until it has reached the wanted state. */

#include "cli-commands.h"
#include "cli-json.h"

typedef struct
{
  SottoMessage *message;
  SottoMessageState wanted;
} Waiting;

static gboolean
parse_state (const char *text, SottoMessageState *state, GError **error)
{
  static const SottoMessageState states[] = { SOTTO_MESSAGE_STATE_SENDING, SOTTO_MESSAGE_STATE_SENT,
                                              SOTTO_MESSAGE_STATE_DELIVERED };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_strcmp0 (text, sotto_cli_state_name (states[i])) == 0)
      {
        *state = states[i];
        return TRUE;
      }
  g_set_error (error, SOTTO_CLI_ERROR, SOTTO_CLI_ERROR_USAGE,
               "“%s” is not one of sending, sent, delivered", text);
  return FALSE;
}

static gboolean
has_arrived (gpointer user_data)
{
  const Waiting *waiting = user_data;
  SottoMessageState state = sotto_message_get_state (waiting->message);

  return state == SOTTO_MESSAGE_STATE_FAILED || state >= waiting->wanted;
}

static void
print_message (SottoMessage *message)
{
  g_autoptr (JsonBuilder) object = sotto_cli_object (NULL);

  sotto_cli_describe_message (object, message);
  sotto_cli_print (object);
}

gboolean
sotto_cli_parse_wait (SottoCli *cli, SottoMessageState *wanted, GError **error)
{
  *wanted = SOTTO_MESSAGE_STATE_SENT;
  return cli->wait_for == NULL || parse_state (cli->wait_for, wanted, error);
}

gboolean
sotto_cli_wait_for_message (SottoCli *cli,
                            SottoMessage *message,
                            SottoMessageState wanted,
                            GError **error)
{
  Waiting waiting = { .message = message, .wanted = wanted };
  gboolean arrived;

  arrived =
    sotto_cli_wait_until (cli, has_arrived, &waiting, sotto_cli_get_timeout (cli, 60), error);
  print_message (message);
  if (arrived && sotto_message_get_state (message) == SOTTO_MESSAGE_STATE_FAILED)
    {
      g_set_error_literal (error, SOTTO_CLI_ERROR, SOTTO_CLI_ERROR_FAILED,
                           "The message could not be sent");
      return FALSE;
    }
  return arrived;
}

gboolean
sotto_cli_send (SottoCli *cli, int n_words, char **words, GError **error)
{
  SottoMessageState wanted;
  g_autoptr (SottoChat) chat = NULL;
  g_autoptr (SottoMessage) message = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  SottoMessenger *messenger;

  if (n_words != 2)
    {
      g_set_error_literal (error, SOTTO_CLI_ERROR, SOTTO_CLI_ERROR_USAGE, "Usage: send CHAT TEXT");
      return FALSE;
    }
  if (!sotto_cli_parse_wait (cli, &wanted, error) || !sotto_cli_open_session (cli, error))
    return FALSE;
  chat = sotto_cli_open_chat (cli, words[0], error);
  if (chat == NULL)
    return FALSE;
  messenger = sotto_session_get_messenger (cli->session);
  sotto_messenger_send_text_async (messenger, chat, words[1], cli->reply_to, NULL,
                                   sotto_cli_ready_cb, cli);
  result = sotto_cli_wait (cli);
  message = sotto_messenger_send_text_finish (messenger, result, error);
  return message != NULL && sotto_cli_wait_for_message (cli, message, wanted, error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* shell: prints what happens, like watch, and obeys JSON lines from standard input:
 *
 *   {"do": "send", "chat": "#name or key", "text": "…", "reply_to": "0x…", "tag": "…"}
 *   {"do": "join", "chat": "…", "tag": "…"}      {"do": "add", "key": "…"}      {"do": "retry",
 * "chat", "id"}
 *   {"do": "quit"}
 *
 * Each is answered by {"event": "done" or "error", "tag": …}. The end of the input quits too. */

#include <gio/gunixinputstream.h>
#include <unistd.h>

#include "cli-commands.h"
#include "cli-events.h"
#include "cli-json.h"

#define MAX_LINE (256 * 1024)

typedef struct
{
  SottoCli *cli;
  GDataInputStream *input;
  gboolean is_over;
} Shell;

static void read_next_line (Shell *shell);

static const char *
get_text (JsonObject *request, const char *member)
{
  return json_object_get_string_member_with_default (request, member, NULL);
}

static void
print_error (JsonObject *request, const GError *error)
{
  g_autoptr (JsonBuilder) object = sotto_cli_object ("error");

  sotto_cli_add_text (object, "tag", request != NULL ? get_text (request, "tag") : NULL);
  sotto_cli_add_text (object, "message", error->message);
  sotto_cli_print (object);
}

static void
print_done (JsonObject *request, SottoChat *chat, const char *message_id)
{
  g_autoptr (JsonBuilder) object = sotto_cli_object ("done");

  sotto_cli_add_text (object, "tag", get_text (request, "tag"));
  if (chat != NULL)
    sotto_cli_add_text (object, "chat", sotto_chat_get_id (chat));
  if (message_id != NULL)
    sotto_cli_add_text (object, "id", message_id);
  sotto_cli_print (object);
}

static gboolean
send_message (SottoCli *cli, JsonObject *request, GError **error)
{
  SottoMessenger *messenger = sotto_session_get_messenger (cli->session);
  const char *name = get_text (request, "chat");
  const char *text = get_text (request, "text");
  g_autoptr (SottoChat) chat = NULL;
  g_autoptr (SottoMessage) message = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  chat = name != NULL && text != NULL ? sotto_cli_open_chat (cli, name, error) : NULL;
  if (chat == NULL)
    return FALSE;
  sotto_messenger_send_text_async (messenger, chat, text, get_text (request, "reply_to"), NULL,
                                   sotto_cli_ready_cb, cli);
  result = sotto_cli_wait (cli);
  message = sotto_messenger_send_text_finish (messenger, result, error);
  if (message == NULL)
    return FALSE;
  print_done (request, chat, sotto_message_get_id (message));
  return TRUE;
}

static gboolean
join_chat (SottoCli *cli, JsonObject *request, GError **error)
{
  const char *name = get_text (request, "chat");
  g_autoptr (SottoChat) chat = name != NULL ? sotto_cli_open_chat (cli, name, error) : NULL;

  if (chat == NULL)
    return FALSE;
  print_done (request, chat, NULL);
  return TRUE;
}

static gboolean
add_contact (SottoCli *cli, JsonObject *request, GError **error)
{
  SottoMessenger *messenger = sotto_session_get_messenger (cli->session);
  const char *text = get_text (request, "key");
  g_autoptr (SottoContact) contact = NULL;
  SottoPublicKey key;

  if (text == NULL || !sotto_public_key_parse_text (&key, text, error))
    return FALSE;
  contact = sotto_messenger_dup_contact (messenger, &key);
  sotto_messenger_add_contact (messenger, contact);
  print_done (request, NULL, NULL);
  return TRUE;
}

static gboolean
retry_message (SottoCli *cli, JsonObject *request, GError **error)
{
  const char *name = get_text (request, "chat");
  const char *id = get_text (request, "id");
  g_autoptr (SottoChat) chat = NULL;

  chat = name != NULL && id != NULL ? sotto_cli_open_chat (cli, name, error) : NULL;
  if (chat == NULL)
    return FALSE;
  sotto_messenger_retry (sotto_session_get_messenger (cli->session), chat, id);
  print_done (request, chat, id);
  return TRUE;
}

static gboolean
obey (Shell *shell, JsonObject *request, GError **error)
{
  static const struct
  {
    const char *name;
    gboolean (*run) (SottoCli *cli, JsonObject *request, GError **error);
  } verbs[] = {
    { "send", send_message },
    { "join", join_chat },
    { "add", add_contact },
    { "retry", retry_message },
  };
  const char *verb = get_text (request, "do");

  if (g_strcmp0 (verb, "quit") == 0)
    {
      shell->is_over = TRUE;
      return TRUE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (g_strcmp0 (verb, verbs[i].name) == 0)
      {
        if (verbs[i].run (shell->cli, request, error))
          return TRUE;
        if (error != NULL && *error == NULL)
          g_set_error_literal (error, SOTTO_CLI_ERROR, SOTTO_CLI_ERROR_USAGE,
                               "A member of this request is missing");
        return FALSE;
      }
  g_set_error_literal (error, SOTTO_CLI_ERROR, SOTTO_CLI_ERROR_USAGE, "Unknown request");
  return FALSE;
}

static void
take_line (Shell *shell, const char *line, gsize length)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) error = NULL;
  JsonNode *root;

  if (length > MAX_LINE || !json_parser_load_from_data (parser, line, (gssize) length, &error))
    {
      if (error == NULL)
        g_set_error_literal (&error, SOTTO_CLI_ERROR, SOTTO_CLI_ERROR_USAGE, "Line too long");
      print_error (NULL, error);
      return;
    }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return;
  if (!obey (shell, json_node_get_object (root), &error))
    print_error (json_node_get_object (root), error);
}

static void
line_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Shell *shell = user_data;
  g_autofree char *line = NULL;
  gsize length = 0;

  line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, &length, NULL);
  if (line == NULL)
    {
      shell->is_over = TRUE;
      return;
    }
  take_line (shell, line, length);
  if (!shell->is_over)
    read_next_line (shell);
}

static void
read_next_line (Shell *shell)
{
  g_data_input_stream_read_line_async (shell->input, G_PRIORITY_DEFAULT, shell->cli->cancellable,
                                       line_read_cb, shell);
}

static gboolean
is_over (gpointer user_data)
{
  return ((Shell *) user_data)->is_over;
}

gboolean
sotto_cli_shell (SottoCli *cli, int n_words, char **words, GError **error)
{
  g_autoptr (GInputStream) standard_input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (GDataInputStream) input = g_data_input_stream_new (standard_input);
  g_autoptr (GError) ended = NULL;
  Shell shell = { .cli = cli, .input = input };

  if (n_words != 0)
    {
      g_set_error_literal (error, SOTTO_CLI_ERROR, SOTTO_CLI_ERROR_USAGE, "Usage: shell");
      return FALSE;
    }
  if (!sotto_cli_open_session (cli, error))
    return FALSE;
  sotto_cli_print_events (cli);
  read_next_line (&shell);
  if (!sotto_cli_wait_until (cli, is_over, &shell, sotto_cli_get_timeout (cli, 0), &ended))
    g_cancellable_cancel (cli->cancellable);
  /* The reading call holds the address of the shell: let it finish first. */
  while (!shell.is_over)
    g_main_context_iteration (NULL, TRUE);
  return TRUE;
}

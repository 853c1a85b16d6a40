/* SPDX-License-Identifier: GPL-3.0-or-later */

/* chat list | join | leave | history | read | clear */

#include "cli-commands.h"
#include "cli-json.h"

static void
print_chat (SottoChat *chat)
{
  g_autoptr (JsonBuilder) object = sotto_cli_object (NULL);

  sotto_cli_describe_chat (object, chat);
  sotto_cli_print (object);
}

static gboolean
list_chats (SottoCli *cli, GError **error)
{
  GListModel *chats;

  if (!sotto_cli_open_session (cli, error))
    return FALSE;
  chats = G_LIST_MODEL (sotto_messenger_get_chats (sotto_session_get_messenger (cli->session)));
  for (guint i = 0; i < g_list_model_get_n_items (chats); i++)
    {
      g_autoptr (SottoChat) chat = g_list_model_get_item (chats, i);

      print_chat (chat);
    }
  return TRUE;
}

static gboolean
join_chat (SottoCli *cli, SottoChat *chat, GError **error)
{
  print_chat (chat);
  return TRUE;
}

static gboolean
leave_chat (SottoCli *cli, SottoChat *chat, GError **error)
{
  sotto_messenger_delete_chat (sotto_session_get_messenger (cli->session), chat);
  return TRUE;
}

static gboolean
clear_chat (SottoCli *cli, SottoChat *chat, GError **error)
{
  sotto_messenger_clear_history (sotto_session_get_messenger (cli->session), chat);
  return TRUE;
}

static gboolean
read_chat (SottoCli *cli, SottoChat *chat, GError **error)
{
  sotto_messenger_mark_read (sotto_session_get_messenger (cli->session), chat);
  return TRUE;
}

static gboolean
history_is_loaded (gpointer user_data)
{
  return !sotto_message_history_get_loading (user_data);
}

/* The messages of the window that are older than the oldest one collected, in front of it. */
static void
collect_older (GPtrArray *collected, GListModel *window)
{
  SottoMessage *oldest = collected->len > 0 ? g_ptr_array_index (collected, 0) : NULL;

  for (guint i = 0; i < g_list_model_get_n_items (window); i++)
    {
      g_autoptr (SottoMessage) message = g_list_model_get_item (window, i);

      if (oldest != NULL &&
          g_str_equal (sotto_message_get_id (message), sotto_message_get_id (oldest)))
        return;
      g_ptr_array_insert (collected, (int) i, g_steal_pointer (&message));
    }
}

static gboolean
collect_history (SottoCli *cli, SottoMessageHistory *history, GPtrArray *collected, GError **error)
{
  GListModel *window = G_LIST_MODEL (history);
  int timeout = sotto_cli_get_timeout (cli, 30);

  if (!sotto_cli_wait_until (cli, history_is_loaded, history, timeout, error))
    return FALSE;
  collect_older (collected, window);
  while ((int) collected->len < cli->limit && sotto_message_history_get_has_older (history))
    {
      sotto_message_history_load_older (history);
      if (!sotto_cli_wait_until (cli, history_is_loaded, history, timeout, error))
        return FALSE;
      collect_older (collected, window);
    }
  return TRUE;
}

static gboolean
print_history (SottoCli *cli, SottoChat *chat, GError **error)
{
  SottoMessenger *messenger = sotto_session_get_messenger (cli->session);
  g_autoptr (SottoMessageHistory) history = sotto_messenger_open_history (messenger, chat);
  g_autoptr (GPtrArray) collected = g_ptr_array_new_with_free_func (g_object_unref);
  guint limit = (guint) MAX (cli->limit, 1);

  if (!collect_history (cli, history, collected, error))
    return FALSE;
  for (guint i = collected->len > limit ? collected->len - limit : 0; i < collected->len; i++)
    {
      g_autoptr (JsonBuilder) object = sotto_cli_object (NULL);

      sotto_cli_describe_message (object, g_ptr_array_index (collected, i));
      sotto_cli_print (object);
    }
  return TRUE;
}

static gboolean
run_on_chat (SottoCli *cli,
             const char *name,
             gboolean (*run) (SottoCli *cli, SottoChat *chat, GError **error),
             GError **error)
{
  g_autoptr (SottoChat) chat = NULL;

  if (!sotto_cli_open_session (cli, error))
    return FALSE;
  chat = sotto_cli_open_chat (cli, name, error);
  return chat != NULL && run (cli, chat, error);
}

gboolean
sotto_cli_chat (SottoCli *cli, int n_words, char **words, GError **error)
{
  static const struct
  {
    const char *name;
    gboolean (*run) (SottoCli *cli, SottoChat *chat, GError **error);
  } verbs[] = {
    { "join", join_chat },   { "leave", leave_chat }, { "history", print_history },
    { "clear", clear_chat }, { "read", read_chat },
  };

  if (n_words == 1 && g_str_equal (words[0], "list"))
    return list_chats (cli, error);
  for (guint i = 0; n_words == 2 && i < G_N_ELEMENTS (verbs); i++)
    if (g_str_equal (words[0], verbs[i].name))
      return run_on_chat (cli, words[1], verbs[i].run, error);
  g_set_error_literal (error, SOTTO_CLI_ERROR, SOTTO_CLI_ERROR_USAGE,
                       "Usage: chat list | join CHAT | leave CHAT | history CHAT | clear CHAT | "
                       "read CHAT");
  return FALSE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* contact list | show | add | remove | block | unblock | name */

#include "cli-commands.h"
#include "cli-json.h"

static void
print_contact (SottoContact *contact)
{
  g_autoptr (JsonBuilder) object = sotto_cli_object (NULL);

  sotto_cli_describe_contact (object, contact);
  sotto_cli_print (object);
}

static gboolean
list_contacts (SottoCli *cli, GError **error)
{
  GListModel *contacts;

  if (!sotto_cli_open_session (cli, error))
    return FALSE;
  contacts =
    G_LIST_MODEL (sotto_messenger_get_contacts (sotto_session_get_messenger (cli->session)));
  for (guint i = 0; i < g_list_model_get_n_items (contacts); i++)
    {
      g_autoptr (SottoContact) contact = g_list_model_get_item (contacts, i);

      print_contact (contact);
    }
  return TRUE;
}

static gboolean
change_contact (SottoCli *cli,
                const char *key_text,
                void (*change) (SottoMessenger *messenger, SottoContact *contact),
                GError **error)
{
  g_autoptr (SottoContact) contact = NULL;
  SottoMessenger *messenger;
  SottoPublicKey key;

  if (!sotto_public_key_parse_text (&key, key_text, error) || !sotto_cli_open_session (cli, error))
    return FALSE;
  messenger = sotto_session_get_messenger (cli->session);
  contact = sotto_messenger_dup_contact (messenger, &key);
  change (messenger, contact);
  print_contact (contact);
  return TRUE;
}

static gboolean
name_contact (SottoCli *cli, const char *key_text, const char *nickname, GError **error)
{
  g_autoptr (SottoContact) contact = NULL;
  SottoMessenger *messenger;
  SottoPublicKey key;

  if (!sotto_public_key_parse_text (&key, key_text, error) || !sotto_cli_open_session (cli, error))
    return FALSE;
  messenger = sotto_session_get_messenger (cli->session);
  contact = sotto_messenger_dup_contact (messenger, &key);
  sotto_messenger_set_nickname (messenger, contact, nickname);
  print_contact (contact);
  return TRUE;
}

gboolean
sotto_cli_contact (SottoCli *cli, int n_words, char **words, GError **error)
{
  static const struct
  {
    const char *name;
    void (*change) (SottoMessenger *messenger, SottoContact *contact);
  } verbs[] = {
    { "add", sotto_messenger_add_contact },
    { "remove", sotto_messenger_remove_contact },
    { "block", sotto_messenger_block },
    { "unblock", sotto_messenger_unblock },
  };

  if (n_words == 1 && g_str_equal (words[0], "list"))
    return list_contacts (cli, error);
  if (n_words == 3 && g_str_equal (words[0], "name"))
    return name_contact (cli, words[1], words[2], error);
  for (guint i = 0; n_words == 2 && i < G_N_ELEMENTS (verbs); i++)
    if (g_str_equal (words[0], verbs[i].name))
      return change_contact (cli, words[1], verbs[i].change, error);
  g_set_error_literal (error, SOTTO_CLI_ERROR, SOTTO_CLI_ERROR_USAGE,
                       "Usage: contact list | add KEY | remove KEY | block KEY | "
                       "unblock KEY | name KEY NICKNAME");
  return FALSE;
}

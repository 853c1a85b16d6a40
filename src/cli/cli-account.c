/* SPDX-License-Identifier: GPL-3.0-or-later */

/* account list | create | show | phrase | delete */

#include "cli-commands.h"
#include "cli-json.h"
#include "cli-secret-input.h"

static void
print_account (SottoAccount *account)
{
  g_autoptr (JsonBuilder) object = sotto_cli_object (NULL);

  sotto_cli_describe_account (object, account);
  sotto_cli_print (object);
}

static gboolean
list_accounts (SottoCli *cli, GError **error)
{
  GListModel *accounts = G_LIST_MODEL (cli->accounts);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (SottoAccount) account = g_list_model_get_item (accounts, i);

      print_account (account);
    }
  return TRUE;
}

static SottoCandidate *
recover_candidate (SottoCli *cli, GError **error)
{
  g_autofree char *phrase = sotto_cli_read_secret (cli->phrase_fd, "Recovery phrase: ", error);
  g_autoptr (SottoMnemonic) mnemonic = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  if (phrase == NULL)
    return NULL;
  mnemonic = sotto_mnemonic_parse (phrase, error);
  sotto_wipe_string (phrase);
  if (mnemonic == NULL)
    return NULL;
  sotto_account_manager_recover_async (cli->accounts, mnemonic, NULL, NULL, sotto_cli_ready_cb,
                                       cli);
  result = sotto_cli_wait (cli);
  return sotto_account_manager_recover_finish (cli->accounts, result, error);
}

static SottoCandidate *
propose_candidate (SottoCli *cli, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) candidates = NULL;

  sotto_account_manager_propose_async (cli->accounts, 1, NULL, sotto_cli_ready_cb, cli);
  result = sotto_cli_wait (cli);
  candidates = sotto_account_manager_propose_finish (cli->accounts, result, error);
  return candidates != NULL ? g_object_ref (g_ptr_array_index (candidates, 0)) : NULL;
}

static gboolean
create_account (SottoCli *cli, GError **error)
{
  g_autoptr (SottoCandidate) candidate = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *password = NULL;

  candidate = cli->phrase_fd >= 0 ? recover_candidate (cli, error) : propose_candidate (cli, error);
  if (candidate == NULL)
    return FALSE;
  password = sotto_cli_read_secret (cli->password_fd, "New password: ", error);
  if (password == NULL)
    return FALSE;
  sotto_account_manager_create_async (cli->accounts, candidate, password, NULL, sotto_cli_ready_cb,
                                      cli);
  result = sotto_cli_wait (cli);
  sotto_wipe_string (password);
  cli->session = sotto_account_manager_create_finish (cli->accounts, result, error);
  if (cli->session == NULL)
    return FALSE;
  print_account (sotto_session_get_account (cli->session));
  return TRUE;
}

static gboolean
show_account (SottoCli *cli, GError **error)
{
  SottoAccount *account = sotto_cli_find_account (cli, error);

  if (account == NULL)
    return FALSE;
  print_account (account);
  return TRUE;
}

static gboolean
show_phrase (SottoCli *cli, GError **error)
{
  SottoAccount *account = sotto_cli_find_account (cli, error);
  g_autofree char *password = NULL;
  g_autofree char *phrase = NULL;
  g_autoptr (GAsyncResult) unlocked = NULL;
  g_autoptr (GAsyncResult) revealed = NULL;
  g_autoptr (SottoMnemonic) mnemonic = NULL;
  g_autoptr (JsonBuilder) object = NULL;

  if (account == NULL)
    return FALSE;
  password = sotto_cli_read_secret (cli->password_fd, "Password: ", error);
  if (password == NULL)
    return FALSE;
  sotto_account_unlock_async (account, password, NULL, sotto_cli_ready_cb, cli);
  unlocked = sotto_cli_wait (cli);
  cli->session = sotto_account_unlock_finish (account, unlocked, error);
  if (cli->session != NULL)
    {
      sotto_session_reveal_phrase_async (cli->session, password, NULL, sotto_cli_ready_cb, cli);
      revealed = sotto_cli_wait (cli);
      mnemonic = sotto_session_reveal_phrase_finish (cli->session, revealed, error);
    }
  sotto_wipe_string (password);
  if (mnemonic == NULL)
    return FALSE;
  phrase = sotto_mnemonic_dup_phrase (mnemonic);
  object = sotto_cli_object (NULL);
  sotto_cli_add_text (object, "phrase", phrase);
  sotto_cli_print (object);
  sotto_wipe_string (phrase);
  return TRUE;
}

static gboolean
delete_account (SottoCli *cli, GError **error)
{
  SottoAccount *account = sotto_cli_find_account (cli, error);
  g_autoptr (GAsyncResult) result = NULL;

  if (account == NULL)
    return FALSE;
  if (!cli->confirmed)
    {
      g_set_error_literal (error, SOTTO_CLI_ERROR, SOTTO_CLI_ERROR_USAGE,
                           "Deleting destroys the keys and the history on this computer; without "
                           "its recovery phrase the account is lost. Say --yes if you mean it");
      return FALSE;
    }
  sotto_account_manager_delete_async (cli->accounts, account, NULL, sotto_cli_ready_cb, cli);
  result = sotto_cli_wait (cli);
  return sotto_account_manager_delete_finish (cli->accounts, result, error);
}

gboolean
sotto_cli_account (SottoCli *cli, int n_words, char **words, GError **error)
{
  static const struct
  {
    const char *name;
    gboolean (*run) (SottoCli *cli, GError **error);
  } verbs[] = {
    { "list", list_accounts }, { "create", create_account }, { "show", show_account },
    { "phrase", show_phrase }, { "delete", delete_account },
  };

  for (guint i = 0; n_words == 1 && i < G_N_ELEMENTS (verbs); i++)
    if (g_str_equal (words[0], verbs[i].name))
      return verbs[i].run (cli, error);
  g_set_error_literal (error, SOTTO_CLI_ERROR, SOTTO_CLI_ERROR_USAGE,
                       "Usage: account list | create | show | phrase | delete");
  return FALSE;
}

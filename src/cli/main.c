/* SPDX-License-Identifier: GPL-3.0-or-later */

/* sotto-cli: one account, scripted. Options, then a command with its words; results are JSON lines
 * on standard output, errors sentences on standard error. Exit status: 0 done, 1 failed, 2 usage, 3
 * timed out. */

#include <locale.h>
#include <stdio.h>

#include "cli-commands.h"

static const struct
{
  const char *name;
  SottoCliCommand run;
} commands[] = {
  { "account", sotto_cli_account },   { "contact", sotto_cli_contact },
  { "chat", sotto_cli_chat },         { "send", sotto_cli_send },
  { "pay", sotto_cli_pay },           { "watch", sotto_cli_watch },
  { "shell", sotto_cli_shell },       { "node", sotto_cli_node },
  { "history", sotto_cli_history },   { "mailserver", sotto_cli_mailserver },
  { "transfer", sotto_cli_transfer }, { "wallet", sotto_cli_wallet },
};

static const char summary[] =
  "Commands:\n"
  "  account list | create | show | phrase | delete\n"
  "  contact list | add KEY | remove KEY | block KEY | unblock KEY | name KEY NICKNAME\n"
  "  chat list | join CHAT | leave CHAT | history CHAT | clear CHAT | read CHAT\n"
  "  send CHAT TEXT\n"
  "  pay ask CHAT AMOUNT [TOKEN]               want to pay, and ask where to\n"
  "  pay request CHAT ADDRESS AMOUNT [TOKEN]   ask for money\n"
  "  pay accept ID ADDRESS | decline ID | list [CHAT]\n"
  "  transfer endpoint CHAIN URL               agree that it is asked\n"
  "  transfer send CHAIN FROM TO AMOUNT [TOKEN] | list\n"
  "  transfer settle ID FROM                   pay what was asked for in a chat\n"
  "  transfer direct CHAT FROM TO AMOUNT [TOKEN]\n"
  "  watch                    print messages, states and the network as they change\n"
  "  shell                    the same, obeying JSON lines from standard input\n"
  "  history sync             fetch what was missed, from mailservers\n"
  "  history older CHAT       fetch what was sent before that\n"
  "  mailserver list | add URL [to-key] | remove URL | pin URL|none | relays on|off\n"
  "  wallet accounts | add [NAME] | watch ADDRESS [NAME] | rename ADDRESS NAME\n"
  "  wallet import key|phrase [NAME] | import file PATH [NAME] | remove ADDRESS\n"
  "  wallet export key|phrase|file ADDRESS | forget-phrase [ADDRESS]\n"
  "  wallet sign-message ADDRESS TEXT | verify-message ADDRESS SIGNATURE TEXT\n"
  "  wallet networks | tokens\n"
  "  node info\n"
  "  node set list URL | discv5 on|off | port-mapping on|off | proxy URL\n\n"
  "A CHAT is a #channel or a chat key, an AMOUNT is in the smallest unit. Passwords are read from "
  "the terminal or from a file\n"
  "descriptor, never from the command line.";

static int
get_exit_status (const GError *error)
{
  if (g_error_matches (error, SOTTO_CLI_ERROR, SOTTO_CLI_ERROR_USAGE) ||
      error->domain == G_OPTION_ERROR)
    return 2;
  if (g_error_matches (error, SOTTO_CLI_ERROR, SOTTO_CLI_ERROR_TIMED_OUT))
    return 3;
  return 1;
}

static gboolean
run_command (SottoCli *cli, int argc, char **argv, GError **error)
{
  g_autoptr (GError) stopping = NULL;
  gboolean success;

  for (guint i = 0; argc > 1 && i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (argv[1], commands[i].name))
      {
        success = commands[i].run (cli, argc - 2, argv + 2, error);
        if (!sotto_cli_stop_session (cli, &stopping) && success)
          {
            g_propagate_error (error, g_steal_pointer (&stopping));
            return FALSE;
          }
        return success;
      }
  g_set_error_literal (error, SOTTO_CLI_ERROR, SOTTO_CLI_ERROR_USAGE, "Which command? Try --help");
  return FALSE;
}

static gboolean
run (SottoCli *cli, int argc, char **argv, GError **error)
{
  g_autofree char *folder = NULL;
  const GOptionEntry entries[] = {
    { "data-dir", 'd', 0, G_OPTION_ARG_FILENAME, &folder, "Folder of the accounts", "DIR" },
    { "account", 'a', 0, G_OPTION_ARG_STRING, &cli->account_name, "Name, key or folder", "NAME" },
    { "node", 'n', 0, G_OPTION_ARG_STRING_ARRAY, &cli->nodes, "Connect to this node", "ENODE" },
    { "password-fd", 0, 0, G_OPTION_ARG_INT, &cli->password_fd, "Read the password here", "FD" },
    { "phrase-fd", 0, 0, G_OPTION_ARG_INT, &cli->phrase_fd, "Read a phrase or key here", "FD" },
    { "timeout", 't', 0, G_OPTION_ARG_INT, &cli->timeout_seconds, "Wait so long", "SECONDS" },
    { "limit", 'l', 0, G_OPTION_ARG_INT, &cli->limit, "So many messages", "N" },
    { "reply-to", 'r', 0, G_OPTION_ARG_STRING, &cli->reply_to, "Message answered", "ID" },
    { "wait", 'w', 0, G_OPTION_ARG_STRING, &cli->wait_for, "sending, sent, delivered", "STATE" },
    { "lan", 0, 0, G_OPTION_ARG_NONE, &cli->lan, "Listen and announce on the network", NULL },
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &cli->confirmed, "Confirm what cannot be undone", NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) options = g_option_context_new ("COMMAND …");

  g_option_context_set_summary (options, summary);
  g_option_context_add_main_entries (options, entries, NULL);
  return g_option_context_parse (options, &argc, &argv, error) &&
         sotto_cli_init (cli, folder, error) && run_command (cli, argc, argv, error);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  SottoCli cli = { .password_fd = -1, .phrase_fd = -1, .timeout_seconds = -1, .limit = 50 };
  gboolean success;

  setlocale (LC_ALL, "");
  success = run (&cli, argc, argv, &error);
  sotto_cli_clear (&cli);
  if (success)
    return 0;
  fprintf (stderr, "sotto-cli: %s\n", error->message);
  return get_exit_status (error);
}

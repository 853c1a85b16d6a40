/* SPDX-License-Identifier: GPL-3.0-or-later */

/* watch: prints what happens, until interrupted or until --timeout is over. */

#include "cli-commands.h"
#include "cli-events.h"

static gboolean
never (gpointer user_data)
{
  return FALSE;
}

gboolean
sotto_cli_watch (SottoCli *cli, int n_words, char **words, GError **error)
{
  g_autoptr (GError) ended = NULL;

  if (n_words != 0)
    {
      g_set_error_literal (error, SOTTO_CLI_ERROR, SOTTO_CLI_ERROR_USAGE, "Usage: watch");
      return FALSE;
    }
  if (!sotto_cli_open_session (cli, error))
    return FALSE;
  sotto_cli_print_events (cli);
  /* Ending is what was asked for, not an error. */
  return sotto_cli_wait_until (cli, never, NULL, sotto_cli_get_timeout (cli, 0), &ended) ||
         ended != NULL;
}

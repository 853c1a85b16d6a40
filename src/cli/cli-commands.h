/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli-context.h"

G_BEGIN_DECLS

/* Each runs one command with the words after it. */
typedef gboolean (*SottoCliCommand) (SottoCli *cli, int n_words, char **words, GError **error);

gboolean sotto_cli_account (SottoCli *cli, int n_words, char **words, GError **error);
gboolean sotto_cli_contact (SottoCli *cli, int n_words, char **words, GError **error);
gboolean sotto_cli_chat (SottoCli *cli, int n_words, char **words, GError **error);
gboolean sotto_cli_send (SottoCli *cli, int n_words, char **words, GError **error);
gboolean sotto_cli_watch (SottoCli *cli, int n_words, char **words, GError **error);
gboolean sotto_cli_shell (SottoCli *cli, int n_words, char **words, GError **error);
gboolean sotto_cli_history (SottoCli *cli, int n_words, char **words, GError **error);
gboolean sotto_cli_mailserver (SottoCli *cli, int n_words, char **words, GError **error);
gboolean sotto_cli_node (SottoCli *cli, int n_words, char **words, GError **error);
gboolean sotto_cli_wallet (SottoCli *cli, int n_words, char **words, GError **error);

G_END_DECLS

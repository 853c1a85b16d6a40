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
gboolean sotto_cli_pay (SottoCli *cli, int n_words, char **words, GError **error);
gboolean sotto_cli_transfer (SottoCli *cli, int n_words, char **words, GError **error);
gboolean sotto_cli_watch (SottoCli *cli, int n_words, char **words, GError **error);
gboolean sotto_cli_shell (SottoCli *cli, int n_words, char **words, GError **error);
gboolean sotto_cli_history (SottoCli *cli, int n_words, char **words, GError **error);
gboolean sotto_cli_mailserver (SottoCli *cli, int n_words, char **words, GError **error);
gboolean sotto_cli_node (SottoCli *cli, int n_words, char **words, GError **error);
gboolean sotto_cli_wallet (SottoCli *cli, int n_words, char **words, GError **error);

/* (transfer full): the payment with the id @id. */
SottoPayment *sotto_cli_find_payment (SottoCli *cli, const char *id, GError **error);

/* What --wait says, or *sent*; and prints @message once it is as far as that. */
gboolean sotto_cli_parse_wait (SottoCli *cli, SottoMessageState *wanted, GError **error);
gboolean sotto_cli_wait_for_message (SottoCli *cli,
                                     SottoMessage *message,
                                     SottoMessageState wanted,
                                     GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-session.h"

G_BEGIN_DECLS

/* How large a large wallet is. The program brings seven tokens of the first network besides. */
#define WALLET_N_ACCOUNTS 20
#define WALLET_N_TOKENS 200
#define WALLET_N_ROWS 50000

/* Puts that into the empty wallet of @session: each account has each token; as many rows of
 * history, settled transactions and recipients as %WALLET_N_ROWS. */
void wallet_filling_run (SottoSession *session);

G_END_DECLS

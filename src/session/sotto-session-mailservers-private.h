/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-session-mailservers.h"
#include "sotto-session-network.h"
#include "sotto-waku-mail-client.h"

G_BEGIN_DECLS

/* @data is borrowed for as long as this lives. */
SottoSessionMailservers *
sotto_session_mailservers_new (SottoWakuMailClient *client,
                               SottoSessionNetwork *network,
                               SottoStore *store,
                               SottoSessionData *data) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

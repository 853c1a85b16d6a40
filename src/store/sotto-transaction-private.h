/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-connection-private.h"
#include "sotto-store.h"

G_BEGIN_DECLS

/* Runs @function inside one transaction: committed when it returns TRUE, else undone. */
gboolean sotto_transaction_run (SottoConnection *connection,
                                SottoWriteFunc function,
                                gpointer user_data,
                                GError **error);

/* Runs @function over one snapshot. */
gboolean sotto_transaction_run_reading (SottoConnection *connection,
                                        SottoReadFunc function,
                                        gpointer user_data,
                                        GError **error);

G_END_DECLS

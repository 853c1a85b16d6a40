/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-store.h"

G_BEGIN_DECLS

/* (transfer full) (element-type guint64): the nonces that are taken by what the account sent on
 * this network and is on its way or in a block, the lowest first. In a job. */
GArray *sotto_wallet_load_nonces (SottoConnection *connection,
                                  gint64 account,
                                  guint64 chain_id,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The lowest nonce from @least on that is not in @taken: a gap, if there is one, or what comes
 * after all. */
guint64 sotto_wallet_find_free_nonce (GArray *taken, guint64 least) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

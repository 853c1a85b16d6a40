/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * SottoWalletEndpointRow:
 *
 * One endpoint of a network in the order in which they are asked. Its address may hold somebody's
 * key: only the host is seen until the address is shown on purpose.
 *
 * Signals: `test`; `remove`; `move` (i: -1 is up, 1 is down).
 */
#define SOTTO_TYPE_WALLET_ENDPOINT_ROW (sotto_wallet_endpoint_row_get_type ())
G_DECLARE_FINAL_TYPE (SottoWalletEndpointRow,
                      sotto_wallet_endpoint_row,
                      SOTTO,
                      WALLET_ENDPOINT_ROW,
                      AdwActionRow)

/* (transfer full): host and port of @url, for people. */
char *sotto_wallet_endpoint_row_describe (const char *url) G_GNUC_WARN_UNUSED_RESULT;

GtkWidget *sotto_wallet_endpoint_row_new (const char *url);

/* (transfer none): a secret. */
const char *sotto_wallet_endpoint_row_get_url (SottoWalletEndpointRow *self);

/* Where it can be moved to. */
void
sotto_wallet_endpoint_row_set_place (SottoWalletEndpointRow *self, guint position, guint count);
void sotto_wallet_endpoint_row_set_can_test (SottoWalletEndpointRow *self, gboolean can_test);

/* A test cannot be wanted again before it has ended; @text: what it found out. */
void sotto_wallet_endpoint_row_begin_test (SottoWalletEndpointRow *self);
void sotto_wallet_endpoint_row_end_test (SottoWalletEndpointRow *self,
                                         const char *text,
                                         gboolean is_good);

/* So that whoever moved it by keys can move it on. */
void sotto_wallet_endpoint_row_focus_menu (SottoWalletEndpointRow *self);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-transport-store.h"

G_BEGIN_DECLS

/* All of a person's mailservers are called, so that one can step in for another. */
#define SOTTO_MAX_MAILSERVERS 8

/**
 * SottoSessionMailservers:
 *
 * Which mailservers are asked for what was sent while we were away: those that a person added, and,
 * unless that is switched off, connected relays that turn out to be some. Stored. Whoever is asked
 * learns which topics this account follows, and when it was away.
 *
 * Signals: `changed`: the list, what is pinned, or whether relays are tried is another.
 */
#define SOTTO_TYPE_SESSION_MAILSERVERS (sotto_session_mailservers_get_type ())
G_DECLARE_FINAL_TYPE (SottoSessionMailservers,
                      sotto_session_mailservers,
                      SOTTO,
                      SESSION_MAILSERVERS,
                      GObject)

/* (transfer none) (element-type SottoTransportStore): a live model of those that are asked. */
GListModel *sotto_session_mailservers_get_stores (SottoSessionMailservers *self);

/* (transfer full): enode URLs of those that were added. */
char **sotto_session_mailservers_dup_urls (SottoSessionMailservers *self) G_GNUC_WARN_UNUSED_RESULT;

/* @to_key: questions are sealed to the server's key instead of with the password that all
 * mailservers share. */
gboolean sotto_session_mailservers_add (SottoSessionMailservers *self,
                                        const char *url,
                                        gboolean to_key,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
void sotto_session_mailservers_remove (SottoSessionMailservers *self, const char *url);

/* (nullable): the only one that is asked; %NULL: the one that answers fastest. */
void sotto_session_mailservers_pin (SottoSessionMailservers *self, const char *url);
const char *sotto_session_mailservers_get_pinned (SottoSessionMailservers *self);

gboolean sotto_session_mailservers_get_try_relays (SottoSessionMailservers *self);
void sotto_session_mailservers_set_try_relays (SottoSessionMailservers *self, gboolean try_relays);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-session.h"

G_BEGIN_DECLS

/**
 * SottoMailserversPage:
 *
 * Who is asked for what was sent while one was away, which of them, and what they learn by it.
 */
#define SOTTO_TYPE_MAILSERVERS_PAGE (sotto_mailservers_page_get_type ())
G_DECLARE_FINAL_TYPE (SottoMailserversPage,
                      sotto_mailservers_page,
                      SOTTO,
                      MAILSERVERS_PAGE,
                      AdwPreferencesPage)

void sotto_mailservers_page_set_session (SottoMailserversPage *self, SottoSession *session);

G_END_DECLS
